/* list_walk.h - where a cursor stands in a list.
 *
 * Owns   the place, and which members were met already where the order has
 *        changed since.
 * Knows  lists (child_list.h), which keep their places while they are walked.
 *
 * A cursor stands directly behind the member that it met last. All members that
 * were met are before its place, and rows that come are put behind it, so most
 * changes need not be told here: a member that leaves, a row that joins, and
 * the inverse of both, which gives a row the place that it had.
 *
 * Members get other places by two calls alone:
 *
 *   a move      the member that moves is as one that leaves and joins: what
 *               comes to stand behind the cursor was not met
 *   an order    all members that stay are as they were, met or not: the walk
 *               begins anew and passes over those that were
 *
 * An undo of either needs to know what was met before, so in a level both leave
 * a mark. Room for all of it is made before (reserve), so that neither the
 * change nor its undo can fail.
 */
#ifndef KI_DATA_LIST_WALK_H
#define KI_DATA_LIST_WALK_H

#include "base/vec.h"
#include "data/child_list.h"

#include <stdbool.h>

/* A set of places: those below `count` that have a bit. */
struct places {
    uint64_t *bits;
    size_t words; /* room */
    size_t count;
};

/* What a change of the order found, for its undo. */
struct walk_mark {
    size_t record;     /* of the change: its number in the log */
    size_t place;      /* the cursor's */
    struct places met; /* as in the walk; of a move nothing, but */
    bool passed;       /* the member that moves was before the place, */
    bool met_ahead;    /* or among those that are passed behind it */
};

struct list_walk {
    struct child_list list;
    const char *alive;   /* the generation of the row or posting that has the
                            list; NULL: it is gone for good, or none yet */
    uint32_t generation; /* what it is while the list is there */
    size_t place;        /* all before it are passed: they were met, or came to
                            be there behind the cursor; */
    struct places met;   /* and so are these behind it */
    struct places next;  /* room to work out the former */
    struct places spare; /* room for a mark */
    const char *behind;  /* during a move: the member met last */
    KI_VEC(struct walk_mark) marks;
};

/* What the calls below need to be told of a change. */
enum { UNLOGGED = -1 }; /* nothing will be taken back */

/* Begin at the first member; end, and give the room back. */
static inline void list_walk_init(struct list_walk *walk,
                                  struct child_list list, const char *alive)
{
    assert(list.header && alive);
    *walk = (struct list_walk){
        .list = list, .alive = alive, .generation = load_u32(alive)};
}
void ki_list_walk_fini(struct list_walk *walk, struct memory *memory);

/* Nothing will be taken back any more: the marks go. */
void ki_list_walk_forget(struct list_walk *walk, struct memory *memory);

/* Whether the list is there. While a level is open one that is not may come
 * back. */
static inline bool list_walk_is_live(const struct list_walk *walk)
{
    return walk->alive && load_u32(walk->alive) == walk->generation;
}

/* The next member that was not met, or NULL. O(1), and a step for each hole and
 * each member that is passed. */
char *ki_list_walk_next(struct list_walk *walk);

/* Stand at the end of the list at most, for rows behind it were taken back. */
void ki_list_walk_end(struct list_walk *walk);

/* Make room for a change of the order of so many places, and for its mark where
 * `logged`; false without memory. */
bool ki_list_walk_reserve(struct list_walk *walk, struct memory *memory,
                          size_t places, bool logged);

/* Members are about to have these places, NULL for none; others follow behind
 * them, and were not met. Before a reorder, and before a put-back, which undoes
 * one. O(places). */
void ki_list_walk_order(struct list_walk *walk, char *const *rows, size_t count,
                        size_t record);
void ki_list_walk_unorder(struct list_walk *walk, struct memory *memory,
                          char *const *rows, size_t count, size_t record);

/* Before a move of a member and behind it, when it has left the place `from`;
 * the last behind one that undoes it. O(distance), and the holes. */
void ki_list_walk_move(struct list_walk *walk, const char *child);
void ki_list_walk_moved(struct list_walk *walk, const char *child, size_t from,
                        size_t record);
void ki_list_walk_unmoved(struct list_walk *walk, struct memory *memory,
                          const char *child, size_t from, size_t record);

#endif
