/* shapes_deferred.c - rules that wait for the outermost commit. */
#include "shapes.h"

/* One attribute a line. */
/* clang-format off */

/* --- post: by a text and by numbers, with every action ------------------- */

typedef struct Street Street;
typedef struct Letter Letter;
struct Street {
    int64_t number;
    KITH_TEXT name;
    const int16_t code;
    KITH_COLLECTION(Letter) letters;
    KITH_COLLECTION(Letter) sent;
};
struct Letter {
    int64_t number;
    const int64_t id;
    KITH_TEXT street;
    KITH_TEXT from;
    const int16_t code;
    const int64_t answer_to;
    const int64_t nth, nth_sent;
    KITH_REFERENCE(Street) to;
    KITH_REFERENCE(Street) sender;
};
static KITH_TABLE(Street, "streets",
    KITH_ORDERED_INDEX("code", "name desc"),
    KITH_ORDERED_INDEX("name desc"),
    KITH_PRIMARY_KEY(Street, name),
    KITH_COLUMN(Street, code, .unique = true),
    KITH_RELATIONSHIP(Street, letters, Letter, .foreign_key = "street",
        .back_populates = "to", .position = "nth"),
    KITH_RELATIONSHIP(Street, sent, Letter, .foreign_key = "from",
        .back_populates = "sender", .position = "nth_sent"));
static KITH_TABLE(Letter, "letters",
    KITH_ORDERED_INDEX("answer_to", "from"),
    KITH_PRIMARY_KEY(Letter, id),
    KITH_FOREIGN_KEY(Letter, street, Street, name,
        .on_delete = KITH_NO_ACTION, .deferred = KITH_DEFER_PARENT),
    KITH_FOREIGN_KEY(Letter, from, Street, name, .index = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE,
        .deferred = KITH_DEFER_PARENT),
    KITH_FOREIGN_KEY(Letter, code, Street, code,
        .on_delete = KITH_RESTRICT, .deferred = KITH_DEFER_PARENT),
    /* Not deferred, beside those that are. */
    KITH_FOREIGN_KEY(Letter, answer_to, Letter, id,
        .on_delete = KITH_SET_NULL, .on_update = KITH_CASCADE),
    KITH_COLUMN(Letter, nth),
    KITH_COLUMN(Letter, nth_sent),
    KITH_RELATIONSHIP(Letter, to, Street, .foreign_key = "street",
        .back_populates = "letters"),
    KITH_RELATIONSHIP(Letter, sender, Street, .foreign_key = "from",
        .back_populates = "sent"));

const struct shape post_shape = {"post", KITH_TABLES(Street, Letter)};

/* --- ships: keys of several columns, two of them with a column in common -- */

typedef struct Ship Ship;
typedef struct Cabin Cabin;
typedef struct Guest Guest;
struct Ship {
    int64_t number;
    KITH_TEXT line;
    const int32_t hull;
    KITH_COLLECTION(Guest) guests;
    KITH_SCALAR(Cabin) bridge;
};
struct Cabin {
    int64_t number;
    const int32_t hull, deck;
    KITH_TEXT line;
    KITH_REFERENCE(Ship) ship;
    KITH_COLLECTION(Guest) guests;
};
struct Guest {
    int64_t number;
    const int64_t id;
    KITH_TEXT line;
    const int32_t hull, deck;
    KITH_REFERENCE(Ship) ship;
    KITH_REFERENCE(Cabin) cabin;
};
static KITH_TABLE(Ship, "ships",
    KITH_COLUMN(Ship, line, .primary_key = true),
    KITH_COLUMN(Ship, hull, .primary_key = true),
    KITH_RELATIONSHIP(Ship, guests, Guest, .back_populates = "ship"),
    KITH_RELATIONSHIP(Ship, bridge, Cabin, .back_populates = "ship"));
static KITH_TABLE(Cabin, "cabins",
    KITH_ORDERED_INDEX("deck", "line"),
    KITH_COLUMN(Cabin, line),
    KITH_COLUMN(Cabin, hull, .primary_key = true),
    KITH_COLUMN(Cabin, deck, .primary_key = true),
    KITH_FOREIGN_KEYS(Cabin, (line, hull), Ship, (line, hull),
        .on_delete = KITH_NO_ACTION, .deferred = KITH_DEFER_PARENT),
    KITH_RELATIONSHIP(Cabin, ship, Ship, .back_populates = "bridge"),
    KITH_RELATIONSHIP(Cabin, guests, Guest, .back_populates = "cabin"));
static KITH_TABLE(Guest, "guests",
    KITH_ORDERED_INDEX("deck", "line desc"),
    KITH_ORDERED_INDEX("line desc"),
    KITH_PRIMARY_KEY(Guest, id),
    KITH_COLUMN(Guest, line),
    KITH_COLUMN(Guest, hull, .index = true),
    KITH_COLUMN(Guest, deck),
    KITH_FOREIGN_KEYS(Guest, (line, hull), Ship, (line, hull),
        .on_delete = KITH_NO_ACTION, .deferred = KITH_DEFER_PARENT),
    KITH_FOREIGN_KEYS(Guest, (hull, deck), Cabin, (hull, deck),
        .on_delete = KITH_NO_ACTION, .on_update = KITH_CASCADE,
        .deferred = KITH_DEFER_PARENT),
    KITH_RELATIONSHIP(Guest, ship, Ship, .back_populates = "guests"),
    KITH_RELATIONSHIP(Guest, cabin, Cabin, .back_populates = "guests"));

const struct shape ships_shape = {
    "ships", KITH_TABLES(Ship, Cabin, Guest)};

/* --- parts: a table that refers to itself, thrice ------------------------- */

typedef struct Part Part;
struct Part {
    int64_t number;
    const int64_t id;
    const int64_t in_id, like_id, pair_id;
    KITH_TEXT note;
    KITH_REFERENCE(Part) in;
    KITH_COLLECTION(Part) parts;
    KITH_REFERENCE(Part) pair;
    KITH_SCALAR(Part) paired;
};
static KITH_TABLE(Part, "parts",
    KITH_PRIMARY_KEY(Part, id),
    KITH_FOREIGN_KEY(Part, in_id, Part, id,
        .on_delete = KITH_NO_ACTION, .deferred = KITH_DEFER_PARENT),
    KITH_FOREIGN_KEY(Part, like_id, Part, id,
        .on_delete = KITH_NO_ACTION, .on_update = KITH_CASCADE,
        .deferred = KITH_DEFER_PARENT),
    KITH_FOREIGN_KEY(Part, pair_id, Part, id,
        .on_delete = KITH_NO_ACTION, .deferred = KITH_DEFER_PARENT),
    KITH_COLUMN(Part, note),
    KITH_RELATIONSHIP(Part, in, Part, .foreign_key = "in_id",
        .back_populates = "parts", .acyclic = true),
    KITH_RELATIONSHIP(Part, parts, Part, .foreign_key = "in_id",
        .back_populates = "in"),
    KITH_RELATIONSHIP(Part, pair, Part, .foreign_key = "pair_id",
        .back_populates = "paired"),
    KITH_RELATIONSHIP(Part, paired, Part, .foreign_key = "pair_id",
        .back_populates = "pair"));

const struct shape parts_shape = {"parts", KITH_TABLES(Part)};

/* --- locks: one to one, required, and one of them owned ------------------- */

typedef struct Lock Lock;
typedef struct Key Key;
typedef struct Tag Tag;
struct Lock {
    int64_t number;
    const int64_t id;
    KITH_SCALAR(Key) key;
    KITH_COLLECTION(Tag) tags;
};
struct Key {
    int64_t number;
    const int64_t id;
    const int64_t lock_id;
    double weight;
    KITH_REFERENCE(Lock) lock;
    KITH_SCALAR(Tag) tag;
};
struct Tag {
    int64_t number;
    const int64_t key_id, lock_id, spare_id;
    KITH_REFERENCE(Key) key;
    KITH_REFERENCE(Lock) lock;
};
static KITH_TABLE(Lock, "locks",
    KITH_PRIMARY_KEY(Lock, id),
    KITH_RELATIONSHIP(Lock, key, Key, .back_populates = "lock"),
    KITH_RELATIONSHIP(Lock, tags, Tag, .foreign_key = "lock_id",
        .back_populates = "lock"));
static KITH_TABLE(Key, "keys",
    KITH_ORDERED_INDEX("lock_id", "id"),
    KITH_PRIMARY_KEY(Key, id),
    KITH_FOREIGN_KEY(Key, lock_id, Lock, id, .not_null = true,
        .on_delete = KITH_NO_ACTION, .deferred = KITH_DEFER_PARENT),
    KITH_COLUMN(Key, weight),
    KITH_RELATIONSHIP(Key, lock, Lock, .back_populates = "key"),
    KITH_RELATIONSHIP(Key, tag, Tag, .back_populates = "key"));
static KITH_TABLE(Tag, "tags",
    KITH_FOREIGN_KEY(Tag, key_id, Key, id, .on_delete = KITH_NO_ACTION,
        .deferred = KITH_DEFER_PARENT),
    KITH_FOREIGN_KEY(Tag, lock_id, Lock, id, .not_null = true,
        .on_update = KITH_CASCADE,
        .deferred = KITH_DEFER_PARENT | KITH_DEFER_NOT_NULL),
    KITH_FOREIGN_KEY(Tag, spare_id, Lock, id,
        .default_value = KITH_INTEGER(12),
        .on_delete = KITH_SET_DEFAULT, .on_update = KITH_SET_NULL,
        .deferred = KITH_DEFER_PARENT),
    KITH_RELATIONSHIP(Tag, key, Key, .back_populates = "tag"),
    KITH_RELATIONSHIP(Tag, lock, Lock, .foreign_key = "lock_id",
        .back_populates = "tags"));

const struct shape locks_shape = {"locks", KITH_TABLES(Lock, Key, Tag)};

/* --- teams: deferred unique keys ------------------------------------------ */

typedef struct Team Team;
typedef struct Player Player;
struct Team {
    int64_t number;
    const int64_t id;
    KITH_TEXT motto;
    KITH_COLLECTION(Player) players;
};
struct Player {
    int64_t number;
    const int64_t id;
    const int32_t shirt;
    KITH_TEXT first, last;
    const int64_t team_id, locker;
    KITH_REFERENCE(Team) team;
};
static KITH_TABLE(Team, "teams",
    KITH_ORDERED_INDEX("motto", "id"),
    KITH_PRIMARY_KEY(Team, id),
    KITH_COLUMN(Team, motto, .unique = true,
        .deferred = KITH_DEFER_UNIQUE),
    KITH_RELATIONSHIP(Team, players, Player, .back_populates = "team"));
static KITH_TABLE(Player, "players",
    KITH_ORDERED_INDEX("locker", "last desc"),
    KITH_PRIMARY_KEY(Player, id),
    KITH_COLUMN(Player, shirt, .unique = true,
        .deferred = KITH_DEFER_UNIQUE),
    KITH_COLUMN(Player, first),
    KITH_COLUMN(Player, last),
    KITH_DEFERRED_UNIQUE("first", "last"),
    KITH_FOREIGN_KEY(Player, team_id, Team, id, .on_update = KITH_CASCADE),
    KITH_COLUMN(Player, locker, .unique = true),
    KITH_DEFERRED_UNIQUE("team_id", "last"),
    KITH_RELATIONSHIP(Player, team, Team, .back_populates = "players"));

const struct shape teams_shape = {"teams", KITH_TABLES(Team, Player)};

/* --- forms: what is required later ---------------------------------------- */

typedef struct Office Office;
typedef struct Form Form;
struct Office {
    int64_t number;
    const int64_t id;
    KITH_TEXT door;
    KITH_COLLECTION(Form) forms;
};
struct Form {
    int64_t number;
    const int64_t id;
    KITH_TEXT title;
    const KITH_OPTIONAL(double) fee;
    const int64_t office_id;
    KITH_TEXT door;
    KITH_BLOB seal;
    KITH_REFERENCE(Office) office;
};
static KITH_TABLE(Office, "offices",
    KITH_PRIMARY_KEY(Office, id),
    KITH_COLUMN(Office, door, .unique = true),
    KITH_RELATIONSHIP(Office, forms, Form, .foreign_key = "office_id",
        .back_populates = "office"));
static KITH_TABLE(Form, "forms",
    KITH_ORDERED_INDEX("seal", "office_id desc"),
    KITH_ORDERED_INDEX("office_id desc"),
    KITH_PRIMARY_KEY(Form, id),
    KITH_COLUMN(Form, title, .not_null = true,
        .deferred = KITH_DEFER_NOT_NULL),
    KITH_OPTIONAL_COLUMN(Form, fee, .not_null = true,
        .deferred = KITH_DEFER_NOT_NULL),
    KITH_FOREIGN_KEY(Form, office_id, Office, id, .not_null = true,
        .deferred = KITH_DEFER_NOT_NULL),
    KITH_FOREIGN_KEY(Form, door, Office, door, .not_null = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE,
        .deferred = KITH_DEFER_NOT_NULL | KITH_DEFER_PARENT),
    KITH_COLUMN(Form, seal, .not_null = true,
        .default_value = KITH_BINARY("a", 1),
        .deferred = KITH_DEFER_NOT_NULL),
    KITH_RELATIONSHIP(Form, office, Office, .foreign_key = "office_id",
        .back_populates = "forms"));

const struct shape forms_shape = {"forms", KITH_TABLES(Office, Form)};

/* clang-format on */
