/* schemas_single.c - keys of one column, of every kind and with every action.
 *
 * Each row begins with its rid, which is no column: SQLite's rowid.
 */
#include "schemas.h"

/* One attribute a line. */
/* clang-format off */

/* --- shop: numbers and texts, and what nobody said ------------------------ */

typedef struct Store Store;
typedef struct Item Item;
typedef struct Note Note;
struct Store {
    int64_t rid;
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Item) items;
};
struct Item {
    int64_t rid;
    const int64_t id;
    KITH_TEXT name;
    double price;
    KITH_OPTIONAL(double) weight;
    const KITH_OPTIONAL(int32_t) stock;
    const int64_t store_id;
    KITH_REFERENCE(Store) store;
};
struct Note {
    int64_t rid;
    const int64_t item_id;
    const int32_t stars;
    const int64_t store_id;
    KITH_TEXT words;
};
static KITH_TABLE(Store, "stores",
    KITH_ORDERED_INDEX("name", "id desc"),
    KITH_ORDERED_INDEX("id desc"),
    KITH_PRIMARY_KEY(Store, id),
    KITH_COLUMN(Store, name, .unique = true, .not_null = true),
    KITH_RELATIONSHIP(Store, items, Item, .back_populates = "store"));
static KITH_TABLE(Item, "items",
    KITH_ORDERED_INDEX("store_id", "stock"),
    KITH_PRIMARY_KEY(Item, id),
    KITH_COLUMN(Item, name, .index = true, .not_null = true,
        .default_value = KITH_STRING("new")),
    KITH_COLUMN(Item, price),
    KITH_OPTIONAL_COLUMN(Item, weight, .default_value = KITH_REAL(0.5)),
    KITH_OPTIONAL_COLUMN(Item, stock, .unique = true),
    KITH_FOREIGN_KEY(Item, store_id, Store, id, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Item, store, Store, .back_populates = "items"));
/* No primary key and no relationship: deleting is refused. */
static KITH_TABLE(Note, "notes",
    KITH_FOREIGN_KEY(Note, item_id, Item, id),
    KITH_COLUMN(Note, stars, .index = true),
    KITH_FOREIGN_KEY(Note, store_id, Store, id, .not_null = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_COLUMN(Note, words));

const struct schema shop_schema = {
    "shop", KITH_TABLES(Store, Item, Note), NULL};

/* --- words: text keys, and every action over them ------------------------- */

typedef struct Word Word;
typedef struct Meaning Meaning;
typedef struct Synonym Synonym;
typedef struct Quote Quote;
struct Word {
    int64_t rid;
    KITH_TEXT word;
    KITH_TEXT alias;
    KITH_COLLECTION(Meaning) meanings;
    KITH_COLLECTION(Quote) quotes;
};
struct Meaning {
    int64_t rid;
    const int32_t id;
    KITH_TEXT word;
    KITH_REFERENCE(Word) of;
};
struct Synonym {
    int64_t rid;
    KITH_TEXT word;
    KITH_TEXT other;
};
struct Quote {
    int64_t rid;
    KITH_TEXT word;
    KITH_TEXT alias;
    KITH_REFERENCE(Word) of;
};
static KITH_TABLE(Word, "words",
    KITH_ORDERED_INDEX("alias", "word"),
    KITH_PRIMARY_KEY(Word, word),
    KITH_COLUMN(Word, alias, .unique = true),
    KITH_RELATIONSHIP(Word, meanings, Meaning, .back_populates = "of"),
    KITH_RELATIONSHIP(Word, quotes, Quote, .back_populates = "of"));
static KITH_TABLE(Meaning, "meanings",
    KITH_ORDERED_INDEX("word", "id desc"),
    KITH_ORDERED_INDEX("id desc"),
    KITH_PRIMARY_KEY(Meaning, id),
    KITH_FOREIGN_KEY(Meaning, word, Word, word,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Meaning, of, Word, .back_populates = "meanings"));
static KITH_TABLE(Synonym, "synonyms",
    KITH_FOREIGN_KEY(Synonym, word, Word, word, .not_null = true,
        .on_delete = KITH_RESTRICT, .on_update = KITH_RESTRICT),
    KITH_FOREIGN_KEY(Synonym, other, Word, word,
        .default_value = KITH_STRING("k7"),
        .on_delete = KITH_SET_DEFAULT, .on_update = KITH_SET_DEFAULT));
/* A key that may be NULL in its parent. */
static KITH_TABLE(Quote, "quotes",
    KITH_ORDERED_INDEX("alias", "word desc"),
    KITH_COLUMN(Quote, word),
    KITH_FOREIGN_KEY(Quote, alias, Word, alias,
        .on_delete = KITH_SET_NULL, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Quote, of, Word, .back_populates = "quotes"));

const struct schema words_schema = {
    "words", KITH_TABLES(Word, Meaning, Synonym, Quote), NULL};

/* --- codes: text in place ------------------------------------------------- */

typedef struct Country Country;
typedef struct City City;
typedef struct Street Street;
struct Country {
    int64_t rid;
    const char code[6];
    KITH_TEXT name;
    KITH_COLLECTION(City) cities;
};
struct City {
    int64_t rid;
    const char code[4];
    const char country[6];
    const bool large;
    KITH_REFERENCE(Country) in;
};
struct Street {
    int64_t rid;
    const char city[4];
    const int32_t number;
};
static KITH_TABLE(Country, "countries",
    KITH_ORDERED_INDEX("name", "code"),
    KITH_PRIMARY_KEY(Country, code),
    KITH_COLUMN(Country, name),
    KITH_RELATIONSHIP(Country, cities, City, .back_populates = "in"));
static KITH_TABLE(City, "cities",
    KITH_COLUMN(City, code, .unique = true),
    KITH_FOREIGN_KEY(City, country, Country, code,
        .on_delete = KITH_NO_ACTION, .on_update = KITH_SET_NULL),
    KITH_COLUMN(City, large, .index = true),
    KITH_RELATIONSHIP(City, in, Country, .back_populates = "cities"));
static KITH_TABLE(Street, "streets",
    KITH_ORDERED_INDEX("number", "city"),
    KITH_FOREIGN_KEY(Street, city, City, code,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_COLUMN(Street, number),
    KITH_UNIQUE("city", "number"));

const struct schema codes_schema = {
    "codes", KITH_TABLES(Country, City, Street), NULL};

/* --- widths: numbers of every width as keys ------------------------------- */

typedef struct Tiny Tiny;
typedef struct Small Small;
typedef struct Wide Wide;
struct Tiny {
    int64_t rid;
    const int8_t id;
    const uint16_t code;
    const KITH_OPTIONAL(uint32_t) serial;
    KITH_COLLECTION(Small) smalls;
};
struct Small {
    int64_t rid;
    const int16_t id;
    const int8_t tiny_id;
    const uint16_t tiny_code;
    float ratio;
    KITH_REFERENCE(Tiny) tiny;
};
struct Wide {
    int64_t rid;
    const uint64_t id;
    const int16_t small_id;
    const uint8_t level;
    KITH_OPTIONAL(bool) flag;
    const KITH_OPTIONAL(double) height;
};
static KITH_TABLE(Tiny, "tinies",
    KITH_ORDERED_INDEX("serial", "code desc"),
    KITH_PRIMARY_KEY(Tiny, id),
    KITH_COLUMN(Tiny, code, .unique = true),
    KITH_OPTIONAL_COLUMN(Tiny, serial, .unique = true),
    KITH_RELATIONSHIP(Tiny, smalls, Small, .back_populates = "tiny",
        .foreign_key = "tiny_code"));
static KITH_TABLE(Small, "smalls",
    KITH_PRIMARY_KEY(Small, id),
    KITH_FOREIGN_KEY(Small, tiny_id, Tiny, id, .on_update = KITH_CASCADE,
        .on_delete = KITH_SET_NULL),
    KITH_FOREIGN_KEY(Small, tiny_code, Tiny, code, .not_null = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_COLUMN(Small, ratio),
    KITH_RELATIONSHIP(Small, tiny, Tiny, .back_populates = "smalls",
        .foreign_key = "tiny_code"));
static KITH_TABLE(Wide, "wides",
    KITH_ORDERED_INDEX("height", "small_id desc"),
    KITH_ORDERED_INDEX("small_id desc"),
    KITH_PRIMARY_KEY(Wide, id),
    KITH_FOREIGN_KEY(Wide, small_id, Small, id, .unique = true,
        .on_update = KITH_CASCADE, .on_delete = KITH_CASCADE),
    KITH_COLUMN(Wide, level, .index = true),
    KITH_OPTIONAL_COLUMN(Wide, flag),
    KITH_OPTIONAL_COLUMN(Wide, height, .unique = true, .not_null = true,
        .default_value = KITH_REAL(2.5)));

const struct schema widths_schema = {
    "widths", KITH_TABLES(Tiny, Small, Wide), NULL};

/* --- defaults: children that move to another parent ----------------------- */

typedef struct Team Team;
typedef struct Player Player;
typedef struct Captain Captain;
struct Team {
    int64_t rid;
    const int32_t id;
    const int32_t league;
    KITH_COLLECTION(Player) players;
};
struct Player {
    int64_t rid;
    const int64_t id;
    const int32_t team_id, loan_id;
    const KITH_OPTIONAL(int32_t) number;
    KITH_REFERENCE(Team) team;
};
struct Captain {
    int64_t rid;
    const int32_t team_id;
    const int64_t player_id;
};
static KITH_TABLE(Team, "teams",
    KITH_ORDERED_INDEX("league", "id"),
    KITH_PRIMARY_KEY(Team, id),
    KITH_COLUMN(Team, league, .unique = true),
    KITH_RELATIONSHIP(Team, players, Player, .back_populates = "team",
        .foreign_key = "team_id"));
static KITH_TABLE(Player, "players",
    KITH_PRIMARY_KEY(Player, id),
    KITH_FOREIGN_KEY(Player, team_id, Team, id, .not_null = true,
        .default_value = KITH_INTEGER(3),
        .on_delete = KITH_SET_DEFAULT, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Player, loan_id, Team, id,
        .default_value = KITH_INTEGER(5),
        .on_delete = KITH_CASCADE, .on_update = KITH_SET_DEFAULT),
    KITH_OPTIONAL_COLUMN(Player, number, .default_value = KITH_INTEGER(2)),
    KITH_UNIQUE("team_id", "number"),
    KITH_RELATIONSHIP(Player, team, Team, .back_populates = "players",
        .foreign_key = "team_id"));
static KITH_TABLE(Captain, "captains",
    KITH_ORDERED_INDEX("player_id", "team_id"),
    KITH_FOREIGN_KEY(Captain, team_id, Team, id, .unique = true,
        .default_value = KITH_INTEGER(9),
        .on_delete = KITH_SET_DEFAULT, .on_update = KITH_SET_DEFAULT),
    KITH_FOREIGN_KEY(Captain, player_id, Player, id,
        .on_delete = KITH_CASCADE, .on_update = KITH_RESTRICT));

const struct schema defaults_schema = {
    "defaults", KITH_TABLES(Team, Player, Captain), NULL};

/* clang-format on */
