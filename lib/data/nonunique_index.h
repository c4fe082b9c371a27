/* nonunique_index.h - finding all rows with a value.
 *
 * Owns   the postings of one key, and a hash index that finds a posting by
 *        value. Postings that end are kept for the next one.
 * Knows  the key. Rows with a NULL in it are not in the index.
 */
#ifndef KI_DATA_NONUNIQUE_INDEX_H
#define KI_DATA_NONUNIQUE_INDEX_H

#include "data/hash_index.h"
#include "data/posting.h"

struct nonunique_index {
    struct hash_index postings;
    struct pool *pool;
    struct posting *free;
};

void ki_nonunique_index_init(struct nonunique_index *index,
                             const struct key *key, struct pool *pool,
                             uint64_t seed);
void ki_nonunique_index_fini(struct nonunique_index *index);

/* The posting with these values, or NULL. O(1). */
struct posting *ki_nonunique_index_find(const struct nonunique_index *index,
                                        const void *const *values);

/* Reserve a place for a row that will have the after-image's values; the
 * after-image must stay as it is until the place is taken by a put or given up.
 * False when there is no memory. */
bool ki_nonunique_index_reserve(struct nonunique_index *index,
                                const char *after);
void ki_nonunique_index_unreserve(struct nonunique_index *index,
                                  const char *after);

/* Give back the postings kept for later, and spare capacity. Where the
 * allocator refuses, it stays. Nothing may be reserved, and no walk over a
 * posting be in progress. O(slots and rows). */
void ki_nonunique_index_shrink(struct nonunique_index *index);

/* Put a row, in a place that was reserved for the values that `after` shows:
 * the row must show them too before the next call here. O(1). */
void ki_nonunique_index_put(struct nonunique_index *index, char *row,
                            const char *after);

/* Close the holes that were kept in the posting of a member (child_list.h). */
void ki_nonunique_index_close_holes(struct nonunique_index *index,
                                    const char *row);

/* Take a member out. O(1). */
void ki_nonunique_index_take(struct nonunique_index *index, char *row);

/* --- Back again, without memory -------------------------------------------
 *
 * A posting that may come back is parked when its last row leaves: it is found
 * no more, but keeps its list until it is ended. */

/* Take a member out of the posting that it is in, which is parked where nothing
 * is left in it and nothing reserved. `*place` is where the member stood.
 * O(1). */
struct posting *ki_nonunique_index_park(struct nonunique_index *index,
                                        char *row, uint32_t *place);

/* The member that was taken out so is back at its place. O(1). */
void ki_nonunique_index_unpark(struct nonunique_index *index,
                               struct posting *posting, char *row,
                               uint32_t place);

/* End a posting if it is parked. O(1). */
void ki_nonunique_index_end(struct nonunique_index *index,
                            struct posting *posting);

/* The last member of its posting was put: its place is reserved as it was, for
 * `after`, which shows the same values. O(1). */
void ki_nonunique_index_unput(struct nonunique_index *index, char *row,
                              const char *after);

/* The list of the posting in which `after` has a place that was reserved. */
struct child_list ki_nonunique_index_list(const struct nonunique_index *index,
                                          const char *after);

/* Whether every posting's list is whole, shows its place in the hash index, and
 * `rows` is the sum of the members; whether a row is in its posting. */
bool ki_nonunique_index_verify(const struct nonunique_index *index,
                               size_t rows);
bool ki_nonunique_index_holds(const struct nonunique_index *index,
                              const char *row);

#endif
