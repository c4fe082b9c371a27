/* nonunique_index.h - finding all rows with a value.
 *
 * Owns   the postings of one key, and a hash index that finds a posting by
 *        value. Postings that end are kept for the next one.
 * Knows  the key. Rows with a NULL in it are not in the index.
 *
 *   hash index   slot ---> posting ---> slots [ row | row | row ]
 *                          (one a value)
 *
 * A hash table that held each row by itself would need runs as long as the
 * number of equal rows, and inserting the n-th would cost O(n). So each value
 * has one entry, its posting, and the rows stand in a list. The cost is 4 bytes
 * a row, for its place, and 80 a value.
 *
 * Why postings that end are kept: a walk over equal values steps in the
 * program, and reads the generation of its posting to learn whether it ended.
 * That memory must stay readable until kith_shrink(), during which no walk may
 * be in progress.
 *
 * In a write: a reservation makes the posting where the value is new, and puts
 * it into the hash index at once, so that a second row of the change set with
 * the same value finds it. Puts and takes then need no memory.
 */
#ifndef KI_DATA_NONUNIQUE_INDEX_H
#define KI_DATA_NONUNIQUE_INDEX_H

#include "data/hash_index.h"
#include "data/posting.h"

struct nonunique_index {
    struct hash_index postings; /* first: see index.h */
    struct pool *pool;          /* of postings and of their slots */
    struct posting *free;       /* ended, linked by next_free */
    struct posting_walk *walks; /* of cursors */
};

/* The walk of a cursor over the rows of one value. A posting that is parked
 * while it is walked takes the next rows with the value; so a row that comes
 * back by an undo has the place that it had, and no other row has it. */
struct posting_walk {
    struct posting_walk *next, **link; /* what leads here */
    struct posting *posting;   /* NULL: no row has the value, or none was looked
                                for yet; all that there will be are new */
    const void *const *values; /* in the form of value.h, and kept by the owner;
                                  by them a parked posting is found again */
};

/* Allocates nothing. `fini` frees all postings and their slots; the rows are
 * not looked at, and keep the places they show. */
void ki_nonunique_index_init(struct nonunique_index *index,
                             const struct key *key, struct pool *pool,
                             uint64_t seed);
void ki_nonunique_index_fini(struct nonunique_index *index);

/* The posting with these values, none of which is NULL; or NULL. O(1). */
struct posting *ki_nonunique_index_find(const struct nonunique_index *index,
                                        const void *const *values);

/* The posting of a number, where the key is one integer: by its hash alone. */
static inline bool posting_has_hash(const struct hash_index *index,
                                    const char *entry, const void *key)
{
    uint64_t hash;

    (void)index;
    memcpy(&hash, entry + offsetof(struct posting, hash), sizeof(hash));
    return hash == *(const uint64_t *)key;
}
static inline struct posting *
nonunique_index_with(const struct nonunique_index *index, uint64_t number)
{
    const struct hash_index *postings = &index->postings;
    uint64_t hash = kith_hash_number_(number, postings->probe.seed);

    assert(postings->exact);
    return (struct posting *)(void *)hash_index_probe(postings, hash,
                                                      posting_has_hash, &hash);
}

/* The oldest row with the values that an after-image shows, or NULL. O(1). */
char *ki_nonunique_index_first(const struct nonunique_index *index,
                               const char *after);

/* How many rows have these values. O(1). */
size_t ki_nonunique_index_count(const struct nonunique_index *index,
                                const char *after);

/* Reserve a place for a row that will have the after-image's values; the
 * after-image must stay as it is until the place is taken by a put or given up,
 * for an empty posting shows its value by it. Reservations are counted in the
 * posting. False when there is no memory: nothing is reserved then. O(1), or
 * O(postings) when the hash index grows, O(members) when the list does. */
bool ki_nonunique_index_reserve(struct nonunique_index *index,
                                const char *after);
/* Give such a place up. A posting in which nothing is left ends. Needs no
 * memory. */
void ki_nonunique_index_unreserve(struct nonunique_index *index,
                                  const char *after);

/* For one row that changes its value at once, without a search in between: the
 * posting with room for it, not counted, or NULL without memory; give that room
 * up, by which a posting that was made for it ends; leave a posting, which ends
 * where it becomes empty, or is parked where the row may come back (below);
 * join one. The row keeps the place in the first posting until it joins the
 * second. O(1), as above. */
struct posting *ki_nonunique_index_make_room(struct nonunique_index *index,
                                             const char *after);
void ki_nonunique_index_drop_room(struct nonunique_index *index,
                                  struct posting *posting);
void ki_nonunique_index_leave(struct nonunique_index *index,
                              struct posting *posting, const char *row,
                              bool keep);
void ki_nonunique_index_join(struct nonunique_index *index,
                             struct posting *posting, char *row);

/* Begin the walk over the rows with `walk->values`, of which there may be none
 * now; end it. O(1). */
void ki_nonunique_index_walk(struct nonunique_index *index,
                             struct posting_walk *walk);
void ki_nonunique_index_unwalk(struct nonunique_index *index,
                               struct posting_walk *walk);

/* Lead a walk to the posting that has the rows with its value now, where it has
 * none, or one that is parked. `*moved` says that it is another one: the walk
 * begins anew. False without memory. O(1). */
bool ki_nonunique_index_follow(const struct nonunique_index *index,
                               struct posting_walk *walk, bool *moved);

/* For the index itself: the parked posting that a cursor walks for the values
 * that an after-image shows, or NULL; and to let go of a posting that ends, of
 * which all rows were met. (nonunique_walk.c) */
struct posting *ki_nonunique_index_walked(const struct nonunique_index *index,
                                          const char *after);
void ki_nonunique_index_drop_walks(const struct nonunique_index *index,
                                   const struct posting *posting);

/* Give back the postings kept for later, and spare capacity. Where the
 * allocator refuses, it stays. Nothing may be reserved, and no walk over a
 * posting be in progress. O(slots and rows). */
void ki_nonunique_index_shrink(struct nonunique_index *index);

/* Put a row, in a place that was reserved for the values that `after` shows:
 * the row must show them too before the next call here, as it is now the one
 * that shows the value of the posting. O(1). */
void ki_nonunique_index_put(struct nonunique_index *index, char *row,
                            const char *after);

/* Close the holes that were kept in the posting of a member (child_list.h).
 * O(1), or O(slots) where it closes them. */
void ki_nonunique_index_close_holes(struct nonunique_index *index,
                                    const char *row);

/* Take a member out, which still shows its value. The posting ends with its
 * last member when nothing is reserved in it. O(1). */
void ki_nonunique_index_take(struct nonunique_index *index, char *row);

/* --- Back again, without memory -------------------------------------------
 *
 * A posting that may come back is parked when its last row leaves: it is not
 * in the hash index any more, but keeps its list, so that each row can return
 * to its place without memory. The log that holds it ends it, or brings it
 * back. */

/* The posting that a row is in, and its place there. O(1). */
struct posting *ki_nonunique_index_at(const struct nonunique_index *index,
                                      const char *row, uint32_t *place);

/* Take a member out of the posting that it is in, which is parked, and
 * returned, where nothing is left in it and nothing reserved; NULL otherwise.
 * O(1). */
struct posting *ki_nonunique_index_park(struct nonunique_index *index,
                                        char *row);

/* The inverse: the member is back at its place, and shows its value; the
 * posting is in the hash index again. The room there is that from which it was
 * taken. O(1). */
void ki_nonunique_index_unpark(struct nonunique_index *index,
                               struct posting *posting, char *row,
                               uint32_t place);

/* The member will not come back: end the posting if it is parked. Called once
 * for each member that was parked; only the first call for a posting does
 * something. O(1). */
void ki_nonunique_index_end(struct nonunique_index *index,
                            struct posting *posting);

/* The inverse of a put: the last member of its posting leaves. A posting that
 * becomes empty is parked and linked to those that were before, `*emptied`: a
 * row that left it before, to be taken back next, may need it. The second ends
 * those that no row came back to. O(1); O(postings). */
void ki_nonunique_index_unput(struct nonunique_index *index, char *row,
                              struct posting **emptied);
void ki_postings_end(struct posting *emptied);

/* The bytes of the pool that postings take with their lists, and those that are
 * kept. O(slots and postings). */
size_t ki_nonunique_index_bytes(const struct nonunique_index *index);

/* Whether every posting has members and a whole list, nothing is reserved, and
 * `rows` is the sum of the members; whether a row is in its posting. */
bool ki_nonunique_index_verify(const struct nonunique_index *index,
                               size_t rows);
bool ki_nonunique_index_holds(const struct nonunique_index *index,
                              const char *row);

/* Add its blocks to a list, false without memory; and lead the pointers of a
 * copy, whose postings and slots are copied too, to copies of postings and
 * rows. O(postings), O(rows). */
bool ki_nonunique_index_list_blocks(const struct nonunique_index *index,
                                    struct blocks *blocks);
void ki_nonunique_index_relocate(struct nonunique_index *index,
                                 const struct relocation *moved,
                                 struct pool *pool);

#endif
