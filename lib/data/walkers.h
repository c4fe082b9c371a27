/* walkers.h - the open cursors of a database.
 *
 * Owns   a walker for each open cursor: where it stands, and what it needs to
 *        stand there while rows change. What programs hold is its number and
 *        generation.
 * Knows  the four sources that a cursor may have, and how each keeps its place:
 *
 *   WALKER_ROWS    a table      rows keep their cells: nothing need be told
 *   WALKER_LIST    the children of a parent, or the rows of one value in an
 *                  index of postings (list_walk.h, nonunique_index.h)
 *   WALKER_ORDER   a part of an ordered index: the index tells it when the row
 *                  behind which it stands leaves (order_index.h)
 *   WALKER_ONE     a unique key, or a scalar: it is over when it has met a row
 *
 * A walker that is closed is kept for the next cursor, with a generation of its
 * own. One that was opened in a level is closed when the outermost level ends,
 * if nobody did it before.
 */
#ifndef KI_DATA_WALKERS_H
#define KI_DATA_WALKERS_H

#include "data/list_walk.h"
#include "data/store.h"

enum walker_kind {
    WALKER_FREE,
    WALKER_ROWS,
    WALKER_LIST,
    WALKER_ORDER,
    WALKER_ONE
};

/* Values of the first columns of a key, in the form of value.h, in one block of
 * memory. The first of them may be where a row shows them. */
struct kept_values {
    const void **values;
    size_t count;
    size_t block_bytes;
};

/* An end of a part of an ordered index: before or behind the rows with these
 * values. Without values it is that of the index. */
struct walk_end {
    struct kept_values kept;
    enum order_side side;
    bool begins; /* the last is a text, and what begins with it is equal */
};

struct walker {
    struct walker *next_free;
    uint64_t generation; /* of the cursor */
    uint32_t number;
    uint8_t kind;
    bool in_level;
    bool posts; /* WALKER_LIST: over the rows of a value */
    bool over;  /* WALKER_ONE: it has met its row */
    struct store *store;
    union index *index;         /* of a posting, of an order, of one; or NULL */
    char *row;                  /* WALKER_ROWS: the one met last, or NULL */
    const char *parent;         /* whose members are walked; or NULL: then */
    uint32_t parent_generation; /* what it was when the walk began */
    const struct foreign_key *foreign_key; /* by which they are its members */
    struct kept_values equal;              /* of a posting, of one */
    struct list_walk list;
    struct posting_walk posting;
    struct order_walk order;
    struct walk_end lower, upper;
    struct order_place place; /* in the tree of this version */
    uint64_t version;
    struct lifted_list lifted; /* while bytes are copied */
};

/* All of a database. What writes and levels tell cursors goes by these
 * pointers, which the first cursor sets: so a program without cursors has none
 * of their code in it. They are called where cursors are open, and only then.
 */
struct walkers;
struct walker_calls {
    void (*close_all)(struct walkers *, struct memory *);
    void (*begin_level)(struct walkers *);
    void (*end_level)(struct walkers *, struct memory *);
    void (*fini)(struct walkers *, struct memory *);
    void (*lift)(struct walkers *);
    void (*lower)(struct walkers *);
    void (*leave_chunks)(struct walkers *, const struct store *,
                         struct chunk *newest);
    void (*forget_row)(struct walkers *, const char *row);
    void (*taken_back)(struct walkers *);
    bool (*reserve_order)(struct walkers *, struct memory *, struct child_list,
                          size_t places, bool logged);
    size_t (*move)(struct walkers *, struct child_list, char *child, size_t n,
                   size_t record);
    void (*unmove)(struct walkers *, struct memory *, struct child_list,
                   char *child, size_t n, size_t record);
    void (*reorder)(struct walkers *, struct child_list, char *const *order,
                    size_t count, size_t record);
    void (*put_back)(struct walkers *, struct memory *, struct child_list,
                     char *const *slots, uint32_t count, size_t record);
};
struct walkers {
    const struct walker_calls *calls; /* NULL: there never was a cursor */
    KI_VEC(struct walker *) all;      /* by their numbers, from 1 on */
    struct walker *free;              /* linked */
    size_t open;                      /* cursors */
    uint64_t generations;             /* the newest: none comes twice */
};

/* A walker of this kind, all else of which is zero; NULL without memory. */
struct walker *ki_walkers_new(struct walkers *walkers, struct memory *memory,
                              enum walker_kind kind);

/* The walker of a cursor, or NULL where it was closed. O(1). */
static inline struct walker *walkers_find(const struct walkers *walkers,
                                          uint32_t number, uint64_t generation)
{
    struct walker *walker = number > 0 && number <= walkers->all.count
                                ? walkers->all.items[number - 1]
                                : NULL;

    assert(!walker || walker->number == number);
    return walker && walker->generation == generation &&
                   walker->kind != WALKER_FREE
               ? walker
               : NULL;
}

/* Keep values of the first columns of a key, but of the first `shown` their
 * addresses alone; false without memory. O(bytes). */
bool ki_walkers_keep(struct kept_values *kept, struct memory *memory,
                     const struct key *key, const void *const *values,
                     size_t count, size_t shown);

/* Begin a walk over a list, over the rows of `equal` in an index of postings,
 * over an ordered index; false without memory: the walker is to be closed. */
bool ki_walker_list(struct walker *walker, struct memory *memory,
                    struct child_list list, const char *alive, bool in_level);
void ki_walker_posting(struct walker *walker);
bool ki_walker_order(struct walker *walker, struct memory *memory);

/* Close a walker. */
void ki_walkers_close(struct walkers *walkers, struct memory *memory,
                      struct walker *walker);

/* --- What cursors are told ------------------------------------------------ */

/* Close all of them. */
static inline void walkers_close_all(struct walkers *walkers,
                                     struct memory *memory)
{
    assert(walkers->calls || walkers->open == 0);
    if (walkers->open > 0)
        walkers->calls->close_all(walkers, memory);
}

/* The outermost level begins, from which on lists that go may come back; it has
 * ended: walkers that were opened in it are closed. O(walkers). */
static inline void walkers_begin_level(struct walkers *walkers)
{
    assert(walkers->calls || walkers->open == 0);
    if (walkers->open > 0)
        walkers->calls->begin_level(walkers);
}
static inline void walkers_end_level(struct walkers *walkers,
                                     struct memory *memory)
{
    assert(walkers->calls || walkers->open == 0);
    if (walkers->open > 0)
        walkers->calls->end_level(walkers, memory);
}

/* The database is closed, or shrinks: nothing of it is looked at. */
static inline void walkers_fini(struct walkers *walkers, struct memory *memory)
{
    assert(walkers->calls || walkers->all.count == 0);
    if (walkers->calls)
        walkers->calls->fini(walkers, memory);
}

/* While bytes are copied there is no cursor; then they are again as they
 * were. */
static inline void walkers_lift(struct walkers *walkers)
{
    assert(walkers->calls || walkers->open == 0);
    if (walkers->open > 0)
        walkers->calls->lift(walkers);
}
static inline void walkers_lower(struct walkers *walkers)
{
    assert(walkers->calls || walkers->open == 0);
    if (walkers->open > 0)
        walkers->calls->lower(walkers);
}

/* Chunks behind `newest` (NULL: all) are given back: who stands there stands at
 * the end of those that stay. A row is about to end that was inserted in the
 * level: who walks its members has lost them. */
static inline void walkers_leave_chunks(struct walkers *walkers,
                                        const struct store *store,
                                        struct chunk *newest)
{
    assert(walkers->calls || walkers->open == 0);
    if (walkers->open > 0)
        walkers->calls->leave_chunks(walkers, store, newest);
}
static inline void walkers_forget_row(struct walkers *walkers, const char *row)
{
    assert(row);
    if (walkers->open > 0)
        walkers->calls->forget_row(walkers, row);
}

/* Rows that had joined lists were taken back: who stood behind them stands at
 * the end. O(walkers). */
static inline void walkers_taken_back(struct walkers *walkers)
{
    assert(walkers->calls || walkers->open == 0);
    if (walkers->open > 0)
        walkers->calls->taken_back(walkers);
}

/* --- The order of a list --------------------------------------------------
 *
 * As in child_list.h, and for all cursors that walk the list as list_walk.h
 * says; `record` is the number of the last record of the log, or UNLOGGED.
 * O(cursors), and each of its own. */

static inline bool walkers_reserve_order(struct walkers *walkers,
                                         struct memory *memory,
                                         struct child_list list, size_t places,
                                         bool logged)
{
    assert(places >= child_list_slot_count(list));
    return walkers->open == 0 ||
           walkers->calls->reserve_order(walkers, memory, list, places, logged);
}
static inline size_t walkers_move(struct walkers *walkers,
                                  struct child_list list, char *child, size_t n,
                                  size_t record)
{
    assert(child_list_count(list) > 0);
    return walkers->open > 0
               ? walkers->calls->move(walkers, list, child, n, record)
               : ki_child_list_move(list, child, n);
}
static inline void walkers_unmove(struct walkers *walkers,
                                  struct memory *memory, struct child_list list,
                                  char *child, size_t n, size_t record)
{
    assert(child_list_count(list) > 0);
    if (walkers->open > 0)
        walkers->calls->unmove(walkers, memory, list, child, n, record);
    else
        ki_child_list_move(list, child, n);
}
static inline void walkers_reorder(struct walkers *walkers,
                                   struct child_list list, char *const *order,
                                   size_t count, size_t record)
{
    assert(count <= child_list_count(list));
    if (walkers->open > 0)
        walkers->calls->reorder(walkers, list, order, count, record);
    else
        ki_child_list_reorder(list, order, count);
}
static inline void walkers_put_back(struct walkers *walkers,
                                    struct memory *memory,
                                    struct child_list list, char *const *slots,
                                    uint32_t count, size_t record)
{
    assert(count <= child_list_capacity(list));
    if (walkers->open > 0)
        walkers->calls->put_back(walkers, memory, list, slots, count, record);
    else
        ki_child_list_put_back(list, slots, count);
}

/* --- Steps ----------------------------------------------------------------
 *
 * The next row, or NULL where there is none now: more may come. */
char *ki_walker_next_row(struct walker *walker);
char *ki_walker_next_in_list(struct walker *walker, bool *failed);
char *ki_walker_next_in_order(struct walker *walker, struct memory *memory,
                              bool *failed);
char *ki_walker_next_one(struct walker *walker);

#endif
