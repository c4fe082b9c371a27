/* order_index.h - an ordered index as one kind behind the door (index.h).
 *
 * Owns   the tree of an index, which is made for the first row.
 * Knows  how the door reads an index: by the hash index with which it begins,
 *        and which has no entries here.
 *
 * A row is found by its key and its stamp, which stands in its hidden tail. The
 * stamp is what an undo must know besides the columns: it stands in records
 * where those of other indexes name a posting.
 */
#ifndef KI_DATA_ORDER_INDEX_H
#define KI_DATA_ORDER_INDEX_H

#include "base/vec.h"
#include "data/hash_index.h"
#include "data/order_tree.h"

struct order_index {
    struct hash_index hash;  /* first: see index.h; it stays empty */
    struct order_tree *tree; /* NULL: no row was put yet */
    const struct directory *directory;
    struct pool *pool;
    struct order_walk *walks; /* of cursors */
};

/* Where a cursor stands: behind a row, or where it was. Its key and stamp are
 * kept when it leaves, so that what comes to stand ahead is told apart from
 * what comes behind. A row leaves in the middle of a write, so the texts of its
 * key are copied when the cursor comes to it: shared, they would have a user
 * that neither a clone nor a snapshot has. */
struct order_walk {
    struct order_walk *next, **link; /* what leads here */
    const char *row; /* in the index; NULL: it has left, or none was met */
    char *image; /* what it showed when it left, as far as order_walk_bytes() */
    bool imaged;
    KI_VEC(char) texts; /* of the row, one behind the other */
};

/* Allocates nothing; fini gives all memory back. */
void ki_order_index_init(struct order_index *index, const struct key *key,
                         const struct directory *directory, struct pool *pool,
                         uint64_t seed);
void ki_order_index_fini(struct order_index *index);

/* Make room for `extra` more puts, on top of those reserved; false without
 * memory: nothing changed. Give that up again. O(new pages). */
bool ki_order_index_reserve(struct order_index *index, size_t extra);
void ki_order_index_unreserve(struct order_index *index, size_t extra);

/* Put a row by the key that `after` shows, and take one by that which it shows
 * itself, as order_tree.h says. O(log rows). */
void ki_order_index_put(struct order_index *index, char *row,
                        const char *after);
void ki_order_index_take(struct order_index *index, const char *row);

/* The stamp of a row, for its record; and the inverse of a take, by the stamp
 * that it had. */
static inline uint64_t order_index_stamp(const struct order_index *index,
                                         const char *row)
{
    assert(index->hash.ordered);
    return load_u64(row + index->hash.key->place_offset);
}
void ki_order_index_untake(struct order_index *index, char *row,
                           uint64_t stamp);

/* The bytes of an image: up to the stamp, which lies in the hidden tail. */
static inline size_t order_walk_bytes(const struct order_index *index)
{
    assert(index->hash.ordered);
    return index->hash.key->place_offset + STAMP_BYTES;
}

/* Begin a walk, which has room for an image and stands before all rows; end it,
 * but for its memory. Let it stand behind a row of the index: false without
 * memory, and it stands where it stood. O(1); O(bytes of the key). */
void ki_order_index_walk(struct order_index *index, struct order_walk *walk);
void ki_order_index_unwalk(struct order_walk *walk);
bool ki_order_walk_to(const struct order_index *index, struct order_walk *walk,
                      const char *row, struct memory *memory);

/* Nothing may be taken back any more: see ki_order_tree_tidy(). */
void ki_order_index_tidy(struct order_index *index);
void ki_order_index_shrink(struct order_index *index);

/* The first row with these values, of which none is NULL; or NULL.
 * O(log rows). */
char *ki_order_index_find(const struct order_index *index,
                          const void *const *values);

/* The bytes of its pages. O(1). */
size_t ki_order_index_bytes(const struct order_index *index);

/* Whether it is whole and has so many rows; whether a row is in it. */
bool ki_order_index_verify(const struct order_index *index, size_t rows);
bool ki_order_index_holds(const struct order_index *index, const char *row);

/* As in index.h. */
bool ki_order_index_list_blocks(const struct order_index *index,
                                struct blocks *blocks);
void ki_order_index_relocate(struct order_index *index,
                             const struct relocation *moved,
                             const struct directory *directory,
                             struct pool *pool);

#endif
