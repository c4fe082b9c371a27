/* unique_index.h - the one row that holds a key.
 *
 * Owns   for each unique key, where to find the row: an array addressed by the
 *        number itself while numbers are dense, a hash index otherwise.
 * Knows  the columns of its key. NULL keys have no place here: callers do not
 *        put them.
 *
 *   numbers 1, 2, 4     rows   [ NULL | row | row | NULL | row | ... ]
 *                               0       1     2     3      4
 *
 * The integer primary key that counts up starts with the array, which needs
 * one step to memory where a hash index takes two, 8 bytes for each number
 * where a hash index takes 13 to 26 for each entry, and 21 instructions for a
 * get instead of 40. It changes to the hash index by the first reservation that
 * would leave more than half of the array empty: numbers given by hand that
 * lie anywhere, or old ones that were deleted while new ones counted on. There
 * is no way back: a table at the border could then change its form again and
 * again, each time in O(entries). Only contents made anew begin with an array
 * (store.h).
 *
 * Always true: while direct, the array holds all entries, each at its number,
 * and NULL everywhere else, and the hash index has no entries in its slots,
 * though its count is that of the array; afterwards there is no array. Programs
 * read both through one pointer each (kith/detail/inline.h): a capacity of 0
 * leads them to the hash index.
 */
#ifndef KI_DATA_UNIQUE_INDEX_H
#define KI_DATA_UNIQUE_INDEX_H

#include "catalog/value.h"
#include "data/hash_index.h"

/* The row is read from the array without a look at its key: the place is the
 * key. `reserved` counts in both forms, though a direct index needs no room for
 * a number below its capacity: should a later reservation of the same change
 * set change the form, the hash index must have room for the earlier ones
 * too. */
struct unique_index {
    struct hash_index hash;       /* its key, the number of entries, and where
                                     they are once not direct */
    struct kith_numbers_ numbers; /* direct: rows by number; no longer: none */
    size_t reserved; /* entries that a change set in progress will put */
    size_t owed;     /* entries that open levels took out and may put back */
};

/* `direct` for a key of one integer that counts up. Allocates nothing. */
void ki_unique_index_init(struct unique_index *index, const struct key *key,
                          bool direct, struct memory *memory, uint64_t seed);
void ki_unique_index_fini(struct unique_index *index);

static inline bool unique_index_is_direct(const struct unique_index *index)
{
    return index->hash.direct;
}

/* The number of a row or after-image, for a direct index. Negative numbers are
 * huge ones here, for which the array is never dense enough. */
static inline uint64_t unique_index_number(const struct unique_index *index,
                                           const char *after)
{
    assert(unique_index_is_direct(index));
    assert(ki_kind_is_integer(index->hash.kind));
    return ki_value_integer(index->hash.kind,
                            after + index->hash.probe.at_bytes);
}

/* The row with this number in a direct index, or NULL. O(1), one cache miss. */
static inline char *unique_index_at(const struct unique_index *index,
                                    uint64_t number)
{
    assert(unique_index_is_direct(index));
    return number < index->numbers.capacity ? index->numbers.rows[number]
                                            : NULL;
}

/* The row with this number in the index of one integer of 64 bits, or NULL. It
 * needs no test of the form: in a hash index the capacity is 0, and in a direct
 * one the slots are free. O(1). */
static inline char *unique_index_with(const struct unique_index *index,
                                      uint64_t number)
{
    assert(index->hash.form == HASH_WIDE || index->hash.count == 0);
    if (number < index->numbers.capacity)
        return index->numbers.rows[number];
    return kith_probe_one_(&index->hash.probe, number); /* empty when direct */
}

/* The row whose key equals these values, one address a column in the form of
 * value.h, or NULL. O(1). */
char *ki_unique_index_find(const struct unique_index *index,
                           const void *const *values);

/* The row whose key equals that of a row or after-image, or NULL. O(1). */
static inline char *ki_unique_index_find_like(const struct unique_index *index,
                                              const char *after)
{
    if (unique_index_is_direct(index))
        return unique_index_at(index, unique_index_number(index, after));
    return ki_hash_index_find_like(&index->hash, after);
}

/* Make room for the key that `after` shows, on top of what was reserved, so
 * that adding it cannot fail; false when there is no memory: the entries are as
 * they were. O(1), or a step for each entry when the index grows or changes its
 * form, amortized by the inserts before.
 *
 * The reservation of one row, which is added at once, is not counted: where the
 * row does not come after all, the room serves the next one. */
bool ki_unique_index_grow(struct unique_index *index, const char *after);
static inline bool ki_unique_index_reserve_one(struct unique_index *index,
                                               const char *after)
{
    assert(!key_is_null(index->hash.key, after));
    return (unique_index_is_direct(index) &&
            unique_index_number(index, after) < index->numbers.capacity) ||
           ki_unique_index_grow(index, after);
}

/* Reserve a place where several rows change: each reservation counts until it
 * is taken by ki_unique_index_put() or given up. */
static inline bool ki_unique_index_reserve(struct unique_index *index,
                                           const char *after)
{
    assert(index->reserved < SIZE_MAX);
    if (!ki_unique_index_reserve_one(index, after))
        return false;
    index->reserved++;
    return true;
}
/* Give one reservation up. The capacity stays. */
void ki_unique_index_unreserve(struct unique_index *index);

/* Make room for `extra` more entries, whose numbers, in a direct index, begin
 * at `next`; false when there is no memory. Not counted: it is capacity made
 * ahead for calls to come. */
bool ki_unique_index_reserve_rows(struct unique_index *index, size_t extra,
                                  uint64_t next);

/* Give spare capacity back, or change the form of an index that has become
 * sparse. Where the allocator refuses, the index stays as it is. Nothing may be
 * reserved. O(capacity). */
void ki_unique_index_shrink(struct unique_index *index);

/* Add a row for which there is room. No row has its key, and `after` shows it:
 * the row must show it too before the next call here. The count is that of the
 * hash index in both forms, so that there is one. O(1). */
static inline void ki_unique_index_add(struct unique_index *index, char *row,
                                       const char *after)
{
    assert(row);
    assert(!ki_unique_index_find_like(index, after));
    if (unique_index_is_direct(index)) {
        uint64_t number = unique_index_number(index, after);

        assert(number < index->numbers.capacity &&
               !index->numbers.rows[number]);
        index->hash.count++;
        write_ptr((char *)&index->numbers.rows[number], row);
    } else {
        ki_hash_index_put(&index->hash, row, after);
    }
}

/* The same for the index of one integer of 64 bits, whose row shows the number
 * already. The capacity alone tells the form: reserved room means that a direct
 * array reaches to this number. */
static inline void unique_index_add_with(struct unique_index *index, char *row,
                                         uint64_t number)
{
    assert(index->hash.form == HASH_WIDE);
    assert(!unique_index_with(index, number));
    if (number < index->numbers.capacity) {
        index->hash.count++;
        write_ptr((char *)&index->numbers.rows[number], row);
    } else {
        ki_hash_index_put(&index->hash, row, row);
    }
}

/* The same, in a place that was reserved and counted. */
static inline void ki_unique_index_put(struct unique_index *index, char *row,
                                       const char *after)
{
    assert(!key_is_null(index->hash.key, after));
    assert(index->reserved > 0);
    index->reserved--;
    ki_unique_index_add(index, row, after);
}

/* Take a row out, which still shows its key. The array keeps its length: a
 * number that counts up is not used again, but the front of the array can only
 * be given back by a change of form. O(1). */
static inline void ki_unique_index_take(struct unique_index *index,
                                        const char *row)
{
    assert(index->hash.count > 0);
    if (unique_index_is_direct(index)) {
        uint64_t number = unique_index_number(index, row);

        assert(number < index->numbers.capacity &&
               index->numbers.rows[number] == row);
        index->hash.count--;
        write_ptr((char *)&index->numbers.rows[number], NULL);
    } else {
        ki_hash_index_take(&index->hash, row);
    }
}

/* Take a row out that may come back: the index owes it a place, which it makes
 * room for whenever it makes room or changes its form. It comes back; it will
 * not. Neither needs memory. O(1). */
static inline void ki_unique_index_park(struct unique_index *index,
                                        const char *row)
{
    assert(index->owed < SIZE_MAX);
    ki_unique_index_take(index, row);
    index->owed++;
}
static inline void ki_unique_index_unpark(struct unique_index *index, char *row)
{
    assert(index->owed > 0);
    index->owed--;
    ki_unique_index_add(index, row, row);
}
static inline void ki_unique_index_end(struct unique_index *index)
{
    assert(index->owed > 0);
    index->owed--;
}

/* Whether the index holds so many entries and nothing is reserved; that each
 * row is found is checked from the row's side (ki_index_holds). O(capacity). */
bool ki_unique_index_verify(const struct unique_index *index, size_t rows);

/* Add its blocks to a list, false without memory; and copy array and slots for
 * an index that is a copy, led to copies of rows. O(1), O(capacity). */
bool ki_unique_index_list_blocks(const struct unique_index *index,
                                 struct blocks *blocks);
void ki_unique_index_relocate(struct unique_index *index,
                              const struct relocation *moved,
                              struct memory *memory);

#endif
