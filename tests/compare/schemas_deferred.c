/* schemas_deferred.c - foreign keys that may name no row until the commit.
 *
 * What a key of these refers to is never NULL: a row without a key cannot be
 * waited for.
 */
#include "schemas.h"

/* One attribute a line. */
/* clang-format off */

/* --- deals: numbers, and each action but CASCADE -------------------------- */

typedef struct Firm Firm;
typedef struct Deal Deal;
typedef struct Clause Clause;
struct Firm {
    int64_t rid;
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Deal) deals;
};
struct Deal {
    int64_t rid;
    const int64_t id;
    const int64_t firm_id, agent_id, rival_id;
    const int64_t witness_id;
    double price;
    KITH_REFERENCE(Firm) firm;
    KITH_COLLECTION(Clause) clauses;
};
struct Clause {
    int64_t rid;
    const int64_t deal_id;
    const int32_t number;
    KITH_REFERENCE(Deal) deal;
};
static KITH_TABLE(Firm, "firms",
    KITH_ORDERED_INDEX("name", "id desc"),
    KITH_ORDERED_INDEX("id desc"),
    KITH_PRIMARY_KEY(Firm, id),
    KITH_COLUMN(Firm, name),
    KITH_RELATIONSHIP(Firm, deals, Deal, .back_populates = "firm",
        .foreign_key = "firm_id"));
static KITH_TABLE(Deal, "deals",
    KITH_ORDERED_INDEX("witness_id", "id"),
    KITH_PRIMARY_KEY(Deal, id),
    KITH_FOREIGN_KEY(Deal, firm_id, Firm, id, .not_null = true,
        .on_delete = KITH_NO_ACTION, .deferred = KITH_DEFER_PARENT),
    KITH_FOREIGN_KEY(Deal, agent_id, Firm, id,
        .default_value = KITH_INTEGER(7), .on_delete = KITH_SET_DEFAULT,
        .on_update = KITH_SET_DEFAULT, .deferred = KITH_DEFER_PARENT),
    KITH_FOREIGN_KEY(Deal, rival_id, Firm, id,
        .on_delete = KITH_SET_NULL, .on_update = KITH_RESTRICT,
        .deferred = KITH_DEFER_PARENT),
    KITH_FOREIGN_KEY(Deal, witness_id, Firm, id,
        .on_delete = KITH_NO_ACTION),
    KITH_COLUMN(Deal, price),
    KITH_RELATIONSHIP(Deal, firm, Firm, .back_populates = "deals",
        .foreign_key = "firm_id"),
    KITH_RELATIONSHIP(Deal, clauses, Clause, .back_populates = "deal"));
static KITH_TABLE(Clause, "clauses",
    KITH_FOREIGN_KEY(Clause, deal_id, Deal, id, .primary_key = true,
        .on_delete = KITH_NO_ACTION, .on_update = KITH_CASCADE,
        .deferred = KITH_DEFER_PARENT),
    KITH_COLUMN(Clause, number, .primary_key = true),
    KITH_RELATIONSHIP(Clause, deal, Deal, .back_populates = "clauses"));

const struct schema deals_schema = {
    "deals", KITH_TABLES(Firm, Deal, Clause), NULL};

/* --- letters: texts, which follow their parents --------------------------- */

typedef struct Street Street;
typedef struct Letter Letter;
typedef struct Stamp Stamp;
struct Street {
    int64_t rid;
    KITH_TEXT name;
    const char zone[6];
    KITH_COLLECTION(Letter) letters;
};
struct Letter {
    int64_t rid;
    const int64_t id;
    KITH_TEXT street;
    KITH_TEXT from;
    const char zone[6];
    KITH_REFERENCE(Street) to;
    KITH_COLLECTION(Stamp) stamps;
};
struct Stamp {
    int64_t rid;
    const int64_t letter_id;
    KITH_TEXT street;
    KITH_REFERENCE(Letter) on;
};
static KITH_TABLE(Street, "streets",
    KITH_ORDERED_INDEX("zone", "name"),
    KITH_PRIMARY_KEY(Street, name),
    KITH_COLUMN(Street, zone, .unique = true),
    KITH_RELATIONSHIP(Street, letters, Letter, .back_populates = "to",
        .foreign_key = "street", .delete_orphan = true));
static KITH_TABLE(Letter, "letters",
    KITH_ORDERED_INDEX("zone", "from desc"),
    KITH_ORDERED_INDEX("from desc"),
    KITH_PRIMARY_KEY(Letter, id),
    KITH_FOREIGN_KEY(Letter, street, Street, name,
        .on_delete = KITH_NO_ACTION, .on_update = KITH_CASCADE,
        .deferred = KITH_DEFER_PARENT),
    KITH_FOREIGN_KEY(Letter, from, Street, name,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE,
        .deferred = KITH_DEFER_PARENT),
    KITH_FOREIGN_KEY(Letter, zone, Street, zone, .not_null = true,
        .on_delete = KITH_NO_ACTION, .deferred = KITH_DEFER_PARENT),
    KITH_RELATIONSHIP(Letter, to, Street, .back_populates = "letters",
        .foreign_key = "street"),
    KITH_RELATIONSHIP(Letter, stamps, Stamp, .back_populates = "on",
        .delete_orphan = true));
static KITH_TABLE(Stamp, "stamps",
    KITH_FOREIGN_KEY(Stamp, letter_id, Letter, id,
        .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Stamp, street, Street, name, .unique = true,
        .on_delete = KITH_NO_ACTION, .on_update = KITH_SET_NULL,
        .deferred = KITH_DEFER_PARENT),
    KITH_RELATIONSHIP(Stamp, on, Letter, .back_populates = "stamps"));

const struct schema letters_schema = {
    "letters", KITH_TABLES(Street, Letter, Stamp), NULL};

/* --- steps: rows that wait for rows of their own table -------------------- */

typedef struct Step Step;
struct Step {
    int64_t rid;
    const int64_t id;
    const int64_t within_id, after_id, like_id;
    KITH_OPTIONAL(double) height;
    KITH_REFERENCE(Step) within;
    KITH_COLLECTION(Step) steps;
    KITH_REFERENCE(Step) after;
    KITH_SCALAR(Step) before;
    KITH_REFERENCE(Step) like;
};
static KITH_TABLE(Step, "steps",
    KITH_ORDERED_INDEX("like_id", "id desc"),
    KITH_PRIMARY_KEY(Step, id),
    KITH_OPTIONAL_COLUMN(Step, height),
    KITH_FOREIGN_KEY(Step, within_id, Step, id,
        .on_delete = KITH_NO_ACTION, .deferred = KITH_DEFER_PARENT),
    KITH_FOREIGN_KEY(Step, after_id, Step, id,
        .on_delete = KITH_NO_ACTION, .on_update = KITH_CASCADE,
        .deferred = KITH_DEFER_PARENT),
    KITH_FOREIGN_KEY(Step, like_id, Step, id,
        .on_delete = KITH_SET_NULL, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Step, within, Step, .foreign_key = "within_id",
        .back_populates = "steps"),
    KITH_RELATIONSHIP(Step, steps, Step, .foreign_key = "within_id",
        .back_populates = "within"),
    KITH_RELATIONSHIP(Step, after, Step, .foreign_key = "after_id",
        .back_populates = "before"),
    KITH_RELATIONSHIP(Step, before, Step, .foreign_key = "after_id",
        .back_populates = "after"),
    KITH_RELATIONSHIP(Step, like, Step, .foreign_key = "like_id"));

const struct schema steps_schema = {"steps", KITH_TABLES(Step), NULL};

/* --- locks: one row waits for each ---------------------------------------- */

typedef struct Lock Lock;
typedef struct Key Key;
typedef struct Seal Seal;
struct Lock {
    int64_t rid;
    const int64_t id;
    const int32_t number;
    KITH_SCALAR(Key) key;
    KITH_SCALAR(Seal) seal;
};
struct Key {
    int64_t rid;
    const int64_t id;
    const int64_t lock_id;
    KITH_REFERENCE(Lock) lock;
};
struct Seal {
    int64_t rid;
    const int64_t id;
    const int32_t number;
    KITH_BLOB print;
    KITH_REFERENCE(Lock) lock;
};
static KITH_TABLE(Lock, "locks",
    KITH_ORDERED_INDEX("number", "id"),
    KITH_PRIMARY_KEY(Lock, id),
    KITH_COLUMN(Lock, number, .unique = true),
    KITH_RELATIONSHIP(Lock, key, Key, .back_populates = "lock"),
    KITH_RELATIONSHIP(Lock, seal, Seal, .back_populates = "lock",
        .delete_orphan = true));
static KITH_TABLE(Key, "keys",
    KITH_PRIMARY_KEY(Key, id),
    KITH_FOREIGN_KEY(Key, lock_id, Lock, id, .not_null = true,
        .on_delete = KITH_NO_ACTION, .deferred = KITH_DEFER_PARENT),
    KITH_RELATIONSHIP(Key, lock, Lock, .back_populates = "key"));
static KITH_TABLE(Seal, "seals",
    KITH_ORDERED_INDEX("print", "id"),
    KITH_PRIMARY_KEY(Seal, id),
    KITH_FOREIGN_KEY(Seal, number, Lock, number,
        .on_delete = KITH_NO_ACTION, .on_update = KITH_CASCADE,
        .deferred = KITH_DEFER_PARENT),
    KITH_COLUMN(Seal, print),
    KITH_RELATIONSHIP(Seal, lock, Lock, .back_populates = "seal"));

const struct schema locks_schema = {
    "locks", KITH_TABLES(Lock, Key, Seal), NULL};

/* --- plots: keys of several columns, which share one ---------------------- */

typedef struct Field Field;
typedef struct Plot Plot;
typedef struct Well Well;
struct Field {
    int64_t rid;
    const int16_t site;
    const int32_t number;
    KITH_COLLECTION(Plot) plots, leased;
    KITH_SCALAR(Well) well;
};
struct Plot {
    int64_t rid;
    const int64_t id;
    const int16_t site;
    const int32_t field, lease;
    KITH_REFERENCE(Field) in;
    KITH_REFERENCE(Field) leased_in;
};
struct Well {
    int64_t rid;
    const int16_t site;
    const int32_t field;
    KITH_REFERENCE(Field) on;
};
static KITH_TABLE(Field, "fields",
    KITH_ORDERED_INDEX("number", "site desc"),
    KITH_COLUMN(Field, site, .primary_key = true),
    KITH_COLUMN(Field, number, .primary_key = true),
    KITH_RELATIONSHIP(Field, plots, Plot, .back_populates = "in",
        .foreign_key = "site, field"),
    KITH_RELATIONSHIP(Field, leased, Plot, .back_populates = "leased_in",
        .foreign_key = "site, lease"),
    KITH_RELATIONSHIP(Field, well, Well, .back_populates = "on"));
static KITH_TABLE(Plot, "plots",
    KITH_PRIMARY_KEY(Plot, id),
    KITH_COLUMN(Plot, site, .not_null = true),
    KITH_COLUMN(Plot, field),
    KITH_COLUMN(Plot, lease),
    KITH_FOREIGN_KEYS(Plot, (site, field), Field, (site, number),
        .on_delete = KITH_NO_ACTION, .deferred = KITH_DEFER_PARENT),
    KITH_FOREIGN_KEYS(Plot, (site, lease), Field, (site, number),
        .on_delete = KITH_SET_NULL, .on_update = KITH_SET_NULL,
        .deferred = KITH_DEFER_PARENT),
    KITH_RELATIONSHIP(Plot, in, Field, .back_populates = "plots",
        .foreign_key = "site, field"),
    KITH_RELATIONSHIP(Plot, leased_in, Field, .back_populates = "leased",
        .foreign_key = "site, lease"));
/* One to one by several columns. */
static KITH_TABLE(Well, "wells",
    KITH_ORDERED_INDEX("field", "site desc"),
    KITH_ORDERED_INDEX("site desc"),
    KITH_COLUMN(Well, site),
    KITH_COLUMN(Well, field),
    KITH_FOREIGN_KEYS(Well, (field, site), Field, (number, site),
        .on_delete = KITH_NO_ACTION, .on_update = KITH_CASCADE,
        .deferred = KITH_DEFER_PARENT),
    KITH_RELATIONSHIP(Well, on, Field, .back_populates = "well"));

const struct schema plots_schema = {
    "plots", KITH_TABLES(Field, Plot, Well), NULL};

/* clang-format on */
