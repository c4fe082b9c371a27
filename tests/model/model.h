/* model.h - what a database must hold, in arrays, by brute force.
 *
 * Owns   the rows of one shape as cells: who refers to whom and since when.
 *        Lists and postings are not kept at all: a list is every row that has
 *        this parent, sorted by the stamps of their joining.
 * Knows  the schema's facts (facts.h), read by the public header. Nothing here
 *        calls kith, or knows how kith does it.
 *
 *   a call --> direct writes --> follow() --> judge() --> settle()
 *                                    `----------`--- refused: take_back()
 *
 * All of a table lies column by column, so that looking through all rows is
 * quick. A row that is dead has only NULLs, which nothing finds. Before a row
 * is changed for the first time in a call, touch() keeps its image in the
 * journal; a call that is refused, and a level that is rolled back, put the
 * images back, the last first.
 */
#ifndef MODEL_H
#define MODEL_H

#include "facts.h"

struct place {
    int table, row;
};

/* A row as it was. */
struct image {
    struct place place;
    bool live;
    void *address;
    struct cell cells[COLUMNS];
    int32_t parent[FOREIGN_KEYS];
    uint64_t stamp[FOREIGN_KEYS], entered[KEYS];
};

/* The rows of a table, by number. */
struct rows {
    int count; /* of live ones */
    int64_t next;
    bool *live;
    void **address; /* in kith */
    struct cell *cells[COLUMNS];
    int32_t *parent[FOREIGN_KEYS]; /* before the call, until it settles */
    uint64_t *stamp[FOREIGN_KEYS]; /* when it joined the parent's list */
    uint64_t *entered[KEYS];       /* when it came to have the key's value */

    /* Of the call in progress; valid where the epoch is that of the call. */
    uint32_t *epoch;
    size_t *image;
    bool *doomed, *fresh;
    uint8_t *moved, *nobody, *defaulted; /* a bit a foreign key of the table */
    int32_t *after[FOREIGN_KEYS];
};

enum { DEPTH = 6, KEPT = 256 };

struct level {
    size_t mark;
    int64_t next[TABLES];
    uint64_t state; /* of kith, when it began */
};

struct model {
    const struct facts *facts;
    int capacity; /* rows a table may have */
    struct rows tables[TABLES];
    uint64_t clock;

    struct image *journal;
    size_t journal_count, journal_room;
    struct level levels[DEPTH];
    int depth;
    bool waited; /* a deferred rule was broken in the outermost level */

    /* The call in progress. */
    uint32_t epoch;
    size_t mark, step; /* in the journal: where the call began, its last part */
    int64_t next_before[TABLES];
    struct place *doomed; /* in order */
    int doomed_count, doomed_room, doomed_done;
    uint32_t broken; /* statuses that are known before the rules are asked */
    struct place kept[KEPT];
    int kept_count;
};

void model_open(struct model *model, const struct facts *facts, int capacity);
void model_close(struct model *model);

static inline struct cell *cell_of(struct model *model, int table, int row,
                                   int column)
{
    return &model->tables[table].cells[column][row];
}

/* --- What was tried ------------------------------------------------------- */

#define MODEL_RULES(X)                                                \
    X(DELETE_CASCADES, "on_delete: cascade")                          \
    X(DELETE_SETS_NULL, "on_delete: set null")                        \
    X(DELETE_SETS_DEFAULT, "on_delete: set default")                  \
    X(DELETE_RESTRICTS, "on_delete: restrict refuses")                \
    X(DELETE_LEAVES, "on_delete: no action refuses")                  \
    X(UPDATE_CASCADES, "on_update: cascade")                          \
    X(UPDATE_SETS_NULL, "on_update: set null")                        \
    X(UPDATE_SETS_DEFAULT, "on_update: set default")                  \
    X(UPDATE_RESTRICTS, "on_update: restrict refuses")                \
    X(UPDATE_LEAVES, "on_update: no action refuses")                  \
    X(ORPHAN_DELETED, "an orphan is deleted")                         \
    X(HOLDER_LEAVES, "the holder of a one-to-one leaves")             \
    X(NOTHING_TO_UNLINK, "a key without own columns")                 \
    X(KEY_REQUIRED, "a required key is NULL")                         \
    X(COLUMN_REQUIRED, "a required column is NULL")                   \
    X(LIMIT_LEAST, "a value below its minimum")                       \
    X(LIMIT_MOST, "a value above its maximum")                        \
    X(LIMIT_BYTES, "a text above its maximum_bytes")                  \
    X(CHARS_TOO_LONG, "an in-place text that does not fit")           \
    X(CHECK_REFUSES, "a check function refuses")                      \
    X(KEY_TAKEN, "a unique key is taken")                             \
    X(KEYS_TAKEN, "a unique key of several columns is taken")         \
    X(PLACE_TAKEN, "a one-to-one is taken")                           \
    X(PARENT_MISSING, "a key names nobody")                           \
    X(RING_CLOSED, "a ring under acyclic")                            \
    X(LINKED_DELETED, "a linked row would be deleted")                \
    X(KEY_SHARED, "a shared column moves the row along another key")  \
    X(SELF_NAMED, "a new row names itself")                           \
    X(ROW_NAMED, "a parent is named by its row")                      \
    X(NULL_PART, "a key of several columns has a NULL")               \
    X(NUMBER_TAKEN, "the next number is taken")                       \
    X(NUMBER_GIVEN, "a number ahead is given")                        \
    X(NUMBERS_USED_UP, "the numbers are used up")                     \
    X(DEFAULT_TAKEN, "a default value")                               \
    X(DEFAULT_CALLED, "a default function")                           \
    X(UPDATE_CALLED, "an on_update function")                         \
    X(PAIR_MADE, "an association row is made")                        \
    X(PAIR_MIRRORED, "a pair is there in the other order")            \
    X(PAIR_OF_ONE, "a row is linked with itself where it may not be") \
    X(MEMBER_ALREADY, "what is linked is linked again")               \
    X(LATE_NULL, "a deferred NOT NULL waits")                         \
    X(LATE_NULL_KEY, "a deferred NOT NULL of a foreign key waits")    \
    X(LATE_TWIN, "a deferred key of one column is held twice")        \
    X(LATE_TWINS, "a deferred key of several is held twice")          \
    X(WAITS_BY_NAME, "a deferred key names nobody")                   \
    X(WAITS_BY_DEFAULT, "a default names nobody, and waits")          \
    X(WAITS_AFTER_DELETE, "children wait for a row that goes")        \
    X(WAITS_AFTER_UPDATE, "children wait for a key given up")         \
    X(WAITED_FOR, "a one-to-one is waited for twice")                 \
    X(ADOPTED_NEW, "a new row adopts")                                \
    X(ADOPTED_KEYED, "a row that is re-keyed adopts")                 \
    X(ADOPTED_SEVERAL, "several rows are adopted, in order")          \
    X(TAKEN_OVER, "a row takes over the children of another")         \
    X(KEY_PASSED_ON, "no action refuses a key passed on")             \
    X(COMMIT_NULL, "a commit is refused: NOT NULL")                   \
    X(COMMIT_TWIN, "a commit is refused: UNIQUE")                     \
    X(COMMIT_WAITS, "a commit is refused: FOREIGN KEY")               \
    X(COMMIT_MENDED, "what waited is mended before the commit")       \
    X(ROWS_EXCHANGE, "rows exchange a unique value")

#define MODEL_RULE_NAME(name, words) name,
enum rule { MODEL_RULES(MODEL_RULE_NAME) RULES };

/* How often each rule was met, over all models. */
extern long rule_counts[RULES];

/* --- A call --------------------------------------------------------------- */

/* A set of statuses, a bit each. Where design.md does not say which of several
 * broken rules comes first, any of them may be told. */
#define STATUS(status) (1u << -(int)(status))

void call_begin(struct model *model);
/* The next row of several that are judged one after the other. */
void call_next(struct model *model);
/* Follow, judge and settle, or take back. KITH_OK alone, or what is broken. */
uint32_t call_end(struct model *model);
/* As if the call had not been, for a status that is known at once. */
uint32_t call_refuse(struct model *model, kith_status status);

/* Put back what was changed since the journal had `mark` images. */
void take_back(struct model *model, size_t mark);

/* Keep the image of a row, once a call. */
void touch(struct model *model, int table, int row);
bool is_touched(const struct model *model, int table, int row);
/* The image of a row that is touched. */
const struct image *image_of(const struct model *model, int table, int row);

void set_cell(struct model *model, int table, int row, int column,
              struct cell cell);
/* A dead row, made live with NULLs everywhere; NONE when the table is full. */
int new_row(struct model *model, int table);
void doom(struct model *model, int table, int row);
/* A row that the call links, and so must not delete. */
void keep(struct model *model, int table, int row);

/* --- Links ---------------------------------------------------------------- */

/* Children of a row along a key, in order; returns how many. `rows` has room
 * for all of the table. */
int children_of(const struct model *model, const struct foreign_key *key,
                int parent, int *rows);
/* The list that a row has along a key: where two share it, the rows of both. By
 * which of the two a row is in it, whether it is by either, and the row at the
 * other end of a link. (mirror.c) */
int list_of(const struct model *model, const struct foreign_key *key,
            int parent, int *rows);
const struct foreign_key *key_in_list(const struct model *model,
                                      const struct foreign_key *key, int row,
                                      int parent);
bool is_in_list(const struct model *model, const struct foreign_key *key,
                int row, int parent);
int far_of(const struct model *model, const struct link *link, int row,
           int owner);
/* The column in the mate of a key that refers to the same one of the parent as
 * its i-th. */
int column_across(const struct model *model, const struct foreign_key *key,
                  int i);
/* Whether a pair links a row with itself, or another has it in the other
 * order. */
bool links_itself(const struct model *model, const struct foreign_key *key,
                  int row);
bool has_mirror(const struct model *model, const struct foreign_key *key,
                int row);
/* The row that has the values of a key over such a pair in the other order;
 * NONE. */
int mirrored_row(const struct model *model, int table, const struct key *key,
                 const struct cell *cells);
/* The row of the parent's table with this key, doomed ones too; NONE. */
int row_named(const struct model *model, const struct foreign_key *key,
              const struct cell *cells);
/* A key that no row has: that of a parent whose own key is NULL. */
struct cell nobodys_cell(const struct column *column);
bool is_null_key(struct model *model, const struct foreign_key *key, int row);

/* Write the parent's key, unlink by the call (or delete an orphan), unlink by
 * an action. */
void link_row(struct model *model, const struct foreign_key *key, int child,
              int parent);
void leave_parent(struct model *model, const struct foreign_key *key,
                  int child);
void empty_key(struct model *model, const struct foreign_key *key, int child);

/* What follows from what the call changes: false when a RESTRICT refuses. */
bool follow(struct model *model);

/* Whether another row has the values of this key too. */
bool has_twin(struct model *model, int table, int row, const struct key *key);
bool is_doomed(const struct model *model, int table, int row);

/* Is this state allowed? KITH_OK alone, or what is broken. Only rows that were
 * touched, and children of rows that go, can break a rule. */
uint32_t judge(struct model *model);

/* --- Deferred rules: defer.c ---------------------------------------------- */

/* Whether rules wait: a level is open. */
static inline bool rules_wait(const struct model *model)
{
    return model->depth > 0;
}

/* The key is not NULL and names nobody; in a level, for a deferred key. Such a
 * row has its place among those that wait by the stamp of the key. */
bool is_pending(struct model *model, const struct foreign_key *key, int row);
/* Rows that wait for a key that this row newly has are touched. */
void touch_waiting(struct model *model, size_t image);
/* All that waits, over all rows: KITH_OK alone, or what is broken. */
uint32_t judge_waiting(struct model *model);
/* Rows get the parents they will have, and their places in lists, or among
 * those that wait. */
void settle_links(struct model *model);

/* --- Calls ---------------------------------------------------------------- */

/* A row to insert. */
struct draft {
    int table;
    bool bits;             /* kith_insert_columns */
    uint32_t given, nulls; /* columns */
    struct cell cells[COLUMNS];
    int parents[FOREIGN_KEYS]; /* named by their row, or NONE */
};

/* Insert a row, as a part of a call that has begun. The new row, or NONE with
 * what is broken known to the call. */
int insert_draft(struct model *model, const struct draft *draft);
/* The row that holds a key of the draft; NONE. */
int find_holder(struct model *model, const struct draft *draft);

struct call;
/* What a call means. Sets what is expected of kith. */
void model_apply(struct model *model, struct call *call);

#endif
