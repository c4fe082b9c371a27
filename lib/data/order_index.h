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

#include "data/hash_index.h"
#include "data/order_tree.h"

struct order_index {
    struct hash_index hash;  /* first: see index.h; it stays empty */
    struct order_tree *tree; /* NULL: no row was put yet */
    const struct directory *directory;
    struct pool *pool;
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
