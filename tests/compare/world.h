/* world.h - both sides of one schema, and the random call in progress. */
#ifndef COMPARE_WORLD_H
#define COMPARE_WORLD_H

#include "judge.h"
#include "levels.h"
#include "refuse.h"
#include "sql.h"
#include "tally.h"

enum { STEPS_MAX = 2 * ROWS_MAX + 4, ROW_BYTES_MAX = 512, WORDS_BYTES = 600 };

/* A key that no row ever holds; and what stands in SQL for the number that kith
 * would have chosen, had it not refused the row. */
enum { NOBODYS_TINY = 120, NOBODYS_NUMBER = 30000, UNCHOSEN_NUMBER = 1000000 };

/* One call: what was asked of kith and what it means in SQL. */
struct call {
    enum operation operation;
    char words[WORDS_BYTES];
    kith_status answer;
    bool fixed; /* SQL has no words for it; it must answer `expected` */
    kith_status expected;
    char message[200]; /* SQLite's, of the step that it refused; or of a call
                          that is `fixed`, what is wrong */
    bool wrong;        /* the answer was no row, or not the right one */
    uint32_t differences;
    uint64_t named[TABLES_MAX]; /* rows that the call deletes itself */
    uint64_t kept[TABLES_MAX];  /* rows that it wants to stay */
    int step_count;
    struct step steps[STEPS_MAX];
};

struct world {
    struct catalog catalog;
    struct mirror mirror;
    kith_db *db;
    struct sql *sql;
    struct judge *judge;
    uint64_t random;
    struct call call;
    struct levels levels;
};

void world_open(struct world *world, const struct schema *schema,
                uint64_t seed);
void world_close(struct world *world);

/* --- Chance --------------------------------------------------------------- */

uint32_t world_random(struct world *world, uint32_t bound);
bool world_chance(struct world *world, uint32_t percent);

/* A column that a call can name. */
int world_column(struct world *world, const struct table *table);

/* A live row or a free rid; NOTHING. */
int world_pick(struct world *world, int table);
int world_room(struct world *world, int table);
int world_count(const struct world *world, int table);

/* A value for a column, never NULL. */
struct cell world_value(struct world *world, int table, int column);

/* Values for all columns of a foreign key, mostly those of a parent. They are
 * NULL at times, but for columns that are not the key's own. */
void world_key(struct world *world, const struct foreign_key *key,
               struct cell cells[COLUMNS_MAX]);

/* Write a key for which deferred keys of some row wait, and return its columns,
 * one bit each; 0 when none waits for a row of the table. */
uint32_t world_awaited(struct world *world, int table,
                       struct cell cells[COLUMNS_MAX]);
/* Whether some deferred key names no row. */
bool world_is_pending(const struct world *world);

/* --- The call ------------------------------------------------------------- */

void call_begin(struct world *world, enum operation operation);
void call_say(struct world *world, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* " name = value" */
void call_say_cell(struct world *world, int table, int column,
                   const struct cell *cell);
void call_differs(struct world *world, enum difference difference);
/* Say what kith must answer, where there is no SQL to run. */
void call_expect(struct world *world, kith_status status,
                 enum difference difference);

struct step *call_step(struct world *world, enum step_kind kind, int table,
                       int rid);
void step_set(struct step *step, int column, struct cell cell);
void step_match(struct step *step, int column, struct cell cell);

/* Link a child to a parent in SQL. */
void call_link(struct world *world, const struct foreign_key *key, int child,
               int parent);
/* Delete a child that leaves its parent; unlink one, or delete it so. A row
 * that is pending has no parent to leave. */
void call_orphan(struct world *world, const struct foreign_key *key, int child);
void call_unlink(struct world *world, const struct foreign_key *key, int child);

/* A value of the column that no row holds. */
struct cell call_nobodys_cell(const struct column *column);

/* The key column of a parent as a child would hold it. */
struct cell call_key_cell(struct world *world, const struct foreign_key *key,
                          int parent, int part);

/* --- Values for kith ------------------------------------------------------ */

union value {
    int64_t integer;
    double real;
    const char *text;
    kith_blob blob;
    char bytes[16];
};

/* The value of a cell as the column's type; what kith_assignment points at. The
 * text is that of the cell. */
void value_write(const struct column *column, const struct cell *cell,
                 union value *value);

/* --- Random calls, each with its meaning in SQL --------------------------- */

/* They answer false when there is nothing they could do now. */
bool call_insert(struct world *world, int table);
bool call_update(struct world *world, int table);
bool call_update_rows(struct world *world, int table);
bool call_edit(struct world *world, int table);
bool call_delete(struct world *world, int table);
bool call_relate(struct world *world, const struct link *link);
bool call_list(struct world *world, const struct link *link);
bool call_find(struct world *world, int table);
bool call_find_key(struct world *world, int table);

/* Begin or end a level; a call on a row that was deleted in one. */
void call_level(struct world *world);
bool call_grave(struct world *world);

/* Compare the call that was made with SQL; false when they differ, and then
 * the difference has been printed. */
bool call_compare(struct world *world);

/* Count what a call has made of deferred keys; and a refusal of a second row
 * that would wait for the parent of a one-to-one. */
void call_tally_pending(const struct catalog *catalog,
                        const struct mirror *before,
                        const struct mirror *after);
void call_tally_second(const struct world *world);

/* Compare everything, SQLite with the mirror too, and verify. */
bool world_compare(struct world *world);

#endif
