/* index.h - one door to the index of a key: unique, nonunique or ordered.
 *
 * Owns   which kind of index a key has, which no caller looks at, and that a
 *        key with a NULL in it is in none: only callers of the three that end
 *        in _one, and of ki_index_find_equal(), see to that themselves.
 * Knows  the three kinds (unique_index.h, nonunique_index.h, order_index.h).
 *        All begin with a hash index, which knows the key and which kind it is,
 *        so that a call here needs no other parameter.
 *
 * A write first makes room (reserve, which may fail), then puts and takes. A
 * row is put by the key that an after-image of it shows, which the row itself
 * must show before the next call here; it is taken by the key that it shows.
 * So in an update the row leaves its old keys first, then joins the new ones,
 * then its columns are written (delta/mutate.c).
 *
 * The calls that most writes make are inline: each is a test of one byte before
 * the call of the kind.
 */
#ifndef KI_DATA_INDEX_H
#define KI_DATA_INDEX_H

#include "data/nonunique_index.h"
#include "data/order_index.h"
#include "data/unique_index.h"

/* `hash` may be read whichever kind it is. Of a unique index that is direct,
 * its slots are empty and its count is that of the array. */
union index {
    struct hash_index hash; /* all begin so */
    struct unique_index unique;
    struct nonunique_index equal;
    struct order_index order;
};

_Static_assert(offsetof(struct unique_index, hash) == 0 &&
                   offsetof(struct nonunique_index, postings) == 0 &&
                   offsetof(struct order_index, hash) == 0,
               "all begin with a hash index");

/* Most are, so this is asked first. */
static inline bool index_is_unique(const union index *index)
{
    return !index->hash.nonunique;
}
static inline bool index_is_ordered(const union index *index)
{
    return index->hash.ordered;
}
/* Which of the other two it is. */
static inline bool index_has_postings(const union index *index)
{
    return index->hash.nonunique && !index->hash.ordered;
}

/* Begin the index of a key; allocates nothing. `direct` for a unique key of one
 * integer that counts up. fini gives all memory back. */
void ki_index_init(union index *index, const struct key *key, bool direct,
                   const struct directory *directory, struct pool *pool,
                   uint64_t seed);
void ki_index_fini(union index *index);

/* Make an index of no key: it holds nothing, whatever is looked for, and stands
 * for the indexes of a table without room for a row. It is shared, so it may
 * not be written, and needs no fini. */
void ki_index_init_none(union index *index, uint64_t seed);

/* Make room for `extra` more keys, of which those that count up begin at
 * `next`. A value that is new to a nonunique index takes memory of its own all
 * the same, so this makes later inserts cheaper, not certain. False when there
 * is no memory. */
bool ki_index_reserve_rows(union index *index, size_t extra, uint64_t next);

/* Reserve a place for the key that an after-image shows, which keeps it until
 * the place is taken or given up. Each reservation counts. False when there is
 * no memory. O(1), or a step for each entry when the index grows. */
bool ki_index_reserve(union index *index, const char *after);
void ki_index_unreserve(union index *index, const char *after);

/* Put a row in the place that was reserved for the key in `after`; nothing for
 * a NULL key, for which nothing was reserved. O(1). */
static inline void ki_index_put(union index *index, char *row,
                                const char *after)
{
    assert(row);
    if (key_is_null(index->hash.key, after))
        return;
    if (index_is_unique(index))
        ki_unique_index_put(&index->unique, row, after);
    else if (index_is_ordered(index))
        ki_order_index_put(&index->order, row, after);
    else
        ki_nonunique_index_put(&index->equal, row, after);
}

/* The same in an order where the row stays among those that are equal to it,
 * for all of them get another key. */
static inline void ki_index_put_again(union index *index, char *row,
                                      const char *after)
{
    assert(index_is_ordered(index) && !key_is_null(index->hash.key, after));
    ki_order_tree_put_again(index->order.tree, row, after);
}

/* Take a row out by the key that it shows; nothing for a NULL key. O(1). */
static inline void ki_index_take(union index *index, char *row)
{
    if (key_is_null(index->hash.key, row))
        return;
    if (index_is_unique(index))
        ki_unique_index_take(&index->unique, row);
    else if (index_is_ordered(index))
        ki_order_index_take(&index->order, row);
    else
        ki_nonunique_index_take(&index->equal, row);
}

/* The same three for one row that is written at once. Room in a unique index is
 * left to the next that comes where it is not used, so it is not counted, and
 * there is nothing to give back there; others count it, and a nonunique index
 * may have made a posting, which must end. The key in `after` is not NULL. */
static inline bool ki_index_reserve_one(union index *index, const char *after)
{
    assert(!key_is_null(index->hash.key, after));
    if (index_is_unique(index))
        return ki_unique_index_reserve_one(&index->unique, after);
    return index_is_ordered(index)
               ? ki_order_index_reserve(&index->order, 1)
               : ki_nonunique_index_reserve(&index->equal, after);
}
static inline void ki_index_unreserve_one(union index *index, const char *after)
{
    assert(!key_is_null(index->hash.key, after));
    if (index_is_ordered(index))
        ki_order_index_unreserve(&index->order, 1);
    else if (!index_is_unique(index))
        ki_nonunique_index_unreserve(&index->equal, after);
}
static inline void ki_index_put_one(union index *index, char *row,
                                    const char *after)
{
    assert(!key_is_null(index->hash.key, after));
    assert(row);
    if (index_is_unique(index))
        ki_unique_index_add(&index->unique, row, after);
    else if (index_is_ordered(index))
        ki_order_index_put(&index->order, row, after);
    else
        ki_nonunique_index_put(&index->equal, row, after);
}

/* One row gets another key, at once. Where it leaves and where it joins is
 * found once; NULL in an index without postings, which finds a row by its key.
 * Neither key
 * is NULL, and they differ. reserve makes room, false without memory; drop
 * gives it up; leave and join are carried out between reserve and the next call
 * here, the first while the row shows its old key, the second when it shows its
 * new one. */
struct index_move {
    struct posting *leaves, *joins;
};
static inline bool ki_index_reserve_move(union index *index, const char *row,
                                         const char *after,
                                         struct index_move *move)
{
    uint32_t place;

    *move = (struct index_move){NULL, NULL};
    if (!index_has_postings(index))
        return ki_index_reserve_one(index, after);
    move->leaves = ki_nonunique_index_at(&index->equal, row, &place);
    move->joins = ki_nonunique_index_make_room(&index->equal, after);
    return move->joins;
}
/* The same by both numbers, where the key is one integer that is not unique,
 * and both have rows already: false, and nothing was done, where that is not
 * so. The second makes the room. */
static inline bool index_find_move(const union index *index, uint64_t from,
                                   uint64_t to, struct index_move *move)
{
    if (index_is_unique(index) || !index->hash.exact || index->hash.key->unique)
        return false;
    move->leaves = nonunique_index_with(&index->equal, from);
    move->joins = nonunique_index_with(&index->equal, to);
    return move->joins;
}
static inline bool index_reserve_found(union index *index,
                                       const struct index_move *move)
{
    struct child_list list =
        posting_list(move->joins, index->hash.key->place_offset);

    assert(move->joins->reserved == 0 && child_list_count(list) > 0);
    return ki_child_list_reserve(list, index->equal.pool, 1);
}
static inline void ki_index_drop_move(union index *index,
                                      const struct index_move *move)
{
    assert(index_has_postings(index) == !!move->joins);
    if (move->joins)
        ki_nonunique_index_drop_room(&index->equal, move->joins);
    else if (index_is_ordered(index))
        ki_order_index_unreserve(&index->order, 1);
}
static inline void ki_index_leave(union index *index, char *row,
                                  const struct index_move *move, bool keep)
{
    assert(index_has_postings(index) == !!move->leaves);
    if (move->leaves)
        ki_nonunique_index_leave(&index->equal, move->leaves, row, keep);
    else if (index_is_ordered(index))
        ki_order_index_take(&index->order, row);
    else if (keep)
        ki_unique_index_park(&index->unique, row);
    else
        ki_unique_index_take(&index->unique, row);
}
static inline void ki_index_join(union index *index, char *row,
                                 const struct index_move *move)
{
    assert(index_has_postings(index) == !!move->joins);
    if (move->joins)
        ki_nonunique_index_join(&index->equal, move->joins, row);
    else if (index_is_ordered(index))
        ki_order_index_put(&index->order, row, row);
    else
        ki_unique_index_add(&index->unique, row, row);
}

/* Close the holes that were kept (child_list.h) where a row is that is in the
 * index. */
static inline void ki_index_close_holes(union index *index, const char *row)
{
    assert(row_is_live(row));
    if (index_has_postings(index) && !key_is_null(index->hash.key, row))
        ki_nonunique_index_close_holes(&index->equal, row);
}

/* What was done may not be taken back any more: pages with few rows, which were
 * kept so far, are joined (order_tree.h). */
static inline void ki_index_tidy(union index *index)
{
    assert(index->hash.key);
    if (index_is_ordered(index))
        ki_order_index_tidy(&index->order);
}

/* The row that keeps another one with the key in `after` out, the oldest where
 * a deferred key has several; NULL where there is none, and where the key is
 * not unique. The key is not NULL. O(1). */
static inline char *ki_index_find_equal(const union index *index,
                                        const char *after)
{
    assert(!key_is_null(index->hash.key, after));
    if (index_is_unique(index))
        return ki_unique_index_find_like(&index->unique, after);
    return index->hash.key->unique
               ? ki_nonunique_index_first(&index->equal, after)
               : NULL;
}

/* Where a row is found by its key, to prefetch it: its place in the array of a
 * direct index, or its home where the key is one integer of 64 bits; else where
 * the index has its slots. O(1). */
static inline const char *index_home(const union index *index, const char *row)
{
    const struct kith_hash_slots_ *probe = &index->hash.probe;
    uint64_t number;

    if (index->hash.form != HASH_WIDE)
        return (const char *)probe->hash_slots;
    number = load_u64(row + probe->at_bytes);
    if (index_is_unique(index) && number < index->unique.numbers.capacity)
        return (const char *)&index->unique.numbers.rows[number];
    return (const char *)&probe
        ->hash_slots[kith_hash_number_(number, probe->seed) >> probe->shift];
}

/* How many rows have the key in `after`, which is not NULL, in an index of
 * postings. O(1). */
static inline size_t ki_index_count_equal(const union index *index,
                                          const char *after)
{
    assert(index_has_postings(index));
    return ki_nonunique_index_count(&index->equal, after);
}

/* The rows of a posting of this index; none of NULL. */
static inline struct some_rows index_rows_of(const union index *index,
                                             struct posting *posting)
{
    assert(index_has_postings(index));
    if (!posting)
        return some_rows_one(NULL);
    return (struct some_rows){
        .list = posting_list(posting, index->hash.key->place_offset),
        .alive = (const char *)&posting->generation};
}

/* The rows with these values of the key, none of which is NULL: one row, a
 * list, or none; of an ordered index the first alone. The list is that of the
 * posting itself; it changes with later writes. O(1), O(log rows). */
static inline struct some_rows ki_index_find(const union index *index,
                                             const void *const *values)
{
    assert(values);
    if (index_is_unique(index))
        return some_rows_one(ki_unique_index_find(&index->unique, values));
    if (index_is_ordered(index))
        return some_rows_one(ki_order_index_find(&index->order, values));
    return index_rows_of(index, ki_nonunique_index_find(&index->equal, values));
}

/* Where a walk over an index stands; it begins with zeros. */
struct index_cursor {
    size_t number, slot; /* to look at next: in the array, in the hash index */
    struct child_list list; /* of the posting at hand */
    size_t place, rank;     /* of its next member */
    struct order_place at;  /* in an ordered index */
};

/* The next row of a walk that meets each row once, those of one value in their
 * order, and its rank among them (0 in a unique index, that among all rows in
 * an ordered one); NULL at the end. The index may not change meanwhile. In the
 * order of slots, so the order of values is not defined, or that of the key.
 * O(1), or a step for each free slot. */
char *ki_index_next(const union index *index, struct index_cursor *cursor,
                    size_t *rank);

/* --- Back again, without memory -------------------------------------------
 *
 * What one call below did, the next takes back, in the reverse order of all
 * that was done. The keys are not NULL. */

/* A stamp where a posting is kept, and back: not to be followed. */
static inline struct posting *index_keep_stamp(uint64_t stamp)
{
    assert(stamp > 0);
    return (struct posting *)(uintptr_t)stamp;
}
static inline uint64_t index_kept_stamp(const struct posting *kept)
{
    assert(kept);
    return (uintptr_t)kept;
}

/* Where a row stands in the index, for the record of a row that leaves it: its
 * posting and place; in an ordered index its stamp as a posting, and 0; NULL
 * and 0 in a unique index, where a row joins again by its key. O(1). */
static inline struct posting *ki_index_at(const union index *index,
                                          const char *row, uint32_t *place)
{
    assert(!key_is_null(index->hash.key, row));
    *place = 0;
    if (index_is_unique(index))
        return NULL;
    return index_is_ordered(index)
               ? index_keep_stamp(order_index_stamp(&index->order, row))
               : ki_nonunique_index_at(&index->equal, row, place);
}

/* Take a row out so that it may come back, to where it stands. A unique index
 * owes it a place. O(1). */
static inline void ki_index_park(union index *index, char *row)
{
    assert(!key_is_null(index->hash.key, row));
    if (index_is_unique(index))
        ki_unique_index_park(&index->unique, row);
    else if (index_is_ordered(index))
        ki_order_index_take(&index->order, row);
    else
        ki_nonunique_index_park(&index->equal, row);
}
static inline void ki_index_unpark(union index *index, struct posting *posting,
                                   char *row, uint32_t place)
{
    assert(!key_is_null(index->hash.key, row));
    assert(index_is_unique(index) == !posting);
    if (index_is_unique(index))
        ki_unique_index_unpark(&index->unique, row);
    else if (index_is_ordered(index))
        ki_order_index_untake(&index->order, row, index_kept_stamp(posting));
    else
        ki_nonunique_index_unpark(&index->equal, posting, row, place);
}

/* It will not come back: what was kept for it is given up. O(1). */
static inline void ki_index_end(union index *index, struct posting *posting)
{
    assert(index_is_unique(index) == !posting);
    if (index_is_unique(index))
        ki_unique_index_end(&index->unique);
    else if (!index_is_ordered(index))
        ki_nonunique_index_end(&index->equal, posting);
}

/* The inverse of ki_index_put(): the row leaves by the key that it shows. A
 * posting that becomes empty is added to `*emptied`, for ki_postings_end().
 * O(1). */
static inline void ki_index_unput(union index *index, char *row,
                                  struct posting **emptied)
{
    assert(row);
    if (index_is_unique(index))
        ki_unique_index_take(&index->unique, row);
    else if (index_is_ordered(index))
        ki_order_index_take(&index->order, row);
    else
        ki_nonunique_index_unput(&index->equal, row, emptied);
}

/* --- Capacity and proof --------------------------------------------------- */

/* Give spare capacity back. Nothing may be reserved. O(capacity and rows). */
void ki_index_shrink(union index *index);

/* The bytes of its slots or tree, those of the array among them, and of its
 * pieces of the pool: postings with their lists, and those kept for later;
 * pages. O(1), and where it has postings O(slots and postings). */
size_t ki_index_slot_bytes(const union index *index);
size_t ki_index_piece_bytes(const union index *index);

/* Whether the index agrees with itself and holds so many rows; whether it finds
 * this row, whose key is not NULL. Both together, the second for each row,
 * prove that the index holds exactly the rows of the table. */
bool ki_index_verify(const union index *index, size_t rows);
bool ki_index_holds(const union index *index, const char *row);

/* Add its blocks to a list, false without memory; and lead the pointers of a
 * copy to copies. Nothing is reserved, nor may come back. O(postings), O(slots
 * and rows). */
bool ki_index_list_blocks(const union index *index, struct blocks *blocks);
void ki_index_relocate(union index *index, const struct relocation *moved,
                       const struct directory *directory, struct pool *pool);

#endif
