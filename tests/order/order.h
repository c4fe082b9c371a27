/* order.h - one kith database with ordered indexes of every kind, and SQLite.
 *
 * SQLite is told what kith's rows hold after each call, and is asked for their
 * order: which rows hold what is judged elsewhere (../compare). Equal keys
 * stand in the order in which rows came to have them, so SQLite has a number
 * for each row and index, given when the key became what it is; a rollback
 * takes it back there too.
 */
#ifndef ORDER_H
#define ORDER_H

#include <kith.h>
#include <kith/reflect.h>

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

enum { COLUMNS_MAX = 24, INDEXES_MAX = 48, ROWS_MAX = 220, LEVELS_MAX = 5 };

/* The rows: a column of every kind (things.c). */
typedef struct Owner Owner;
typedef struct Thing Thing;
struct Owner {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Thing) things;
};
struct Thing {
    const int64_t id;
    const bool flag;
    const int8_t tiny;
    const uint8_t byte;
    const int16_t small;
    const uint16_t word;
    const int32_t whole;
    const uint32_t natural;
    const int64_t wide;
    const uint64_t huge;
    const float narrow;
    const double real;
    KITH_TEXT text;
    KITH_TEXT required;
    const char chars[8];
    KITH_BLOB blob;
    const KITH_OPTIONAL(int32_t) weight;
    const KITH_OPTIONAL(double) height;
    const KITH_OPTIONAL(bool) maybe;
    const int64_t owner_id;
    KITH_REFERENCE(Owner) owner;
    const kith_text owner_name;
    KITH_REFERENCE(Owner) named_owner;
};
KITH_DECLARE(Owner);
KITH_DECLARE(Thing);

/* A value of any kind; of an unsigned number the order of an integer. */
struct cell {
    enum { CELL_NULL, CELL_INTEGER, CELL_REAL, CELL_TEXT, CELL_BLOB } sort;
    int64_t integer;
    double real;
    char bytes[32];
    int count;
};

/* A row as it was when SQLite was told last. */
struct known {
    int64_t id;
    struct cell cells[COLUMNS_MAX];
    int64_t stamps[INDEXES_MAX]; /* when its key became what it is */
};

struct index {
    kith_key key;
    int columns[4], count;
    bool descends[4];
    bool skips_null[4]; /* part of a foreign key: its NULL is in no index */
    bool nullable[4];
    char order[400]; /* ORDER BY */
    char where[200]; /* rows that are in it */
};

struct world {
    kith_db *db;
    sqlite3 *sql;
    sqlite3_stmt *cache[4096];
    char *cached[4096];
    char replace[400]; /* a row of SQLite */
    kith_column columns[COLUMNS_MAX];
    int column_count;
    struct index indexes[INDEXES_MAX];
    int index_count;
    struct known known[LEVELS_MAX + 1][ROWS_MAX]; /* at the begin of each level,
                                                     and now */
    int known_count[LEVELS_MAX + 1];
    int depth;
    int rows_max; /* of this round */
    int64_t clock;
    uint64_t random;
    long operations, bounds, pages, rollbacks, commits, refused;
    char why[600];
};

/* A number below a limit. */
uint32_t below(struct world *world, uint32_t limit);

/* things.c: a value for a column; what a row holds, as a cell; how one is
 * bound. */
kith_value random_value(struct world *world, const kith_column *column);
struct cell cell_of(const kith_column *column, kith_value value);
bool cell_equal(const struct cell *a, const struct cell *b);

/* What is known now of a row that is there. */
const struct known *known_of(const struct world *world, int64_t id);

/* world.c */
void world_open(struct world *world, uint64_t seed);
void world_close(struct world *world);
/* Tell SQLite what has changed; false where a rollback did not bring back what
 * was known. */
void world_tell(struct world *world);
void world_begin(struct world *world);
bool world_end(struct world *world, bool keep);

/* A statement, whose parameters are bound by the caller; reset when the next
 * one of the same text is asked for. */
sqlite3_stmt *world_sql(struct world *world, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void bind_cell(sqlite3_stmt *statement, int at, const struct cell *cell);
int64_t ask_number(struct world *world, sqlite3_stmt *statement);

/* Any claim that does not hold: keeps the sentence, and is false. */
bool differs(struct world *world, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* judge.c: a random bound of a random index; all of one index. */
bool judge_bound(struct world *world);
bool judge_index(struct world *world, const struct index *index);
/* The things of an owner in their order, by the collection. */
bool judge_sorted(struct world *world, Owner *owner);

#endif
