/* group_index.h - finding all rows with a value.
 *
 * Owns   the groups of equal rows of one key, and a hash index that finds a
 *        group by value. Groups that end are kept for the next one.
 * Knows  the key. Rows with a NULL in it are not in the index.
 */
#ifndef KI_DATA_GROUP_INDEX_H
#define KI_DATA_GROUP_INDEX_H

#include "data/group.h"
#include "data/hash_index.h"

struct group_index {
    struct hash_index groups;
    struct blocks *blocks;
    struct group *free;
};

void ki_group_index_init(struct group_index *index, const struct key *key,
                         struct blocks *blocks, uint64_t seed);
void ki_group_index_fini(struct group_index *index);

/* The group with these values, or NULL. O(1). */
struct group *ki_group_index_find(const struct group_index *index,
                                  const void *const *values);

/* Promise a place to a row that will have the image's values; the image must
 * stay as it is until the promise is kept by a put or broken. False when there
 * is no memory. */
bool ki_group_index_promise(struct group_index *index, const char *image);
void ki_group_index_break(struct group_index *index, const char *image);

/* Give back the groups kept for later, and spare capacity. Where the allocator
 * refuses, it stays. Nothing may be promised, and no walk over a group be in
 * progress. O(slots and rows). */
void ki_group_index_shrink(struct group_index *index);

/* Put a row, keeping a promise made for the values that `image` shows: the row
 * must show them too before the next call here. O(1). */
void ki_group_index_put(struct group_index *index, char *row,
                        const char *image);

/* Take a member out. O(1). */
void ki_group_index_take(struct group_index *index, char *row);

/* --- Back again, without memory -------------------------------------------
 *
 * A group that may come back is parked when its last row leaves: it is found no
 * more, but keeps its list until it is ended. */

/* Take a member out of the group that it is in, which is parked where nothing
 * is left in it and nothing promised. `*place` is where the member stood.
 * O(1). */
struct group *ki_group_index_park(struct group_index *index, char *row,
                                  uint32_t *place);

/* The member that was taken out so is back at its place. O(1). */
void ki_group_index_unpark(struct group_index *index, struct group *group,
                           char *row, uint32_t place);

/* End a group if it is parked. O(1). */
void ki_group_index_end(struct group_index *index, struct group *group);

/* The last member of its group was put: its place is promised as it was, for
 * `image`, which shows the same values. O(1). */
void ki_group_index_unput(struct group_index *index, char *row,
                          const char *image);

/* The list of the group in which `image` has a place that was promised. */
struct links ki_group_index_list(const struct group_index *index,
                                 const char *image);

/* Whether every group's list is whole, shows its place in the hash index, and
 * `rows` is the sum of the members; whether a row is in its group. */
bool ki_group_index_verify(const struct group_index *index, size_t rows);
bool ki_group_index_holds(const struct group_index *index, const char *row);

#endif
