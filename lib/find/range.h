/* range.h - ranges of ordered indexes, for who knows the index. */
#ifndef KI_FIND_RANGE_H
#define KI_FIND_RANGE_H

#include "find/seek.h"

#include <kith/range.h>

/* The rows with these values in the first columns of an ordered key, in the
 * form of value.h; none is NULL. O(log rows). */
kith_range ki_range_with(const struct store *store, const struct key *key,
                         const void *const *values, size_t count);

/* The rows of an ordered key; NULL while there are none. */
static inline const struct order_tree *range_tree(const struct store *store,
                                                  size_t key)
{
    const union index *index = &store->indexes[key];

    assert(key < store->table->key_count);
    return index_is_ordered(index) ? index->order.tree : NULL;
}

/* The store of a range that is not stale, or NULL with the error recorded; NULL
 * too for a range of no database. */
const struct store *ki_range_store(const kith_range *range, const char *call);

/* --- The ends of a range, by value (range_ends.c) -------------------------
 *
 * A range is two ranks, which say where it ends among the rows of today. A
 * cursor must tell for rows to come whether they are within it, so a range also
 * remembers the bounds that it was given: their numbers, and where their texts
 * are, for it is a value itself and owns nothing. A bound of many columns is
 * remembered by where all of its values are. */

enum range_end_form {
    END_NONE,      /* that of the index */
    END_WORDS,     /* in the range itself: numbers, and where texts are */
    END_ADDRESSES, /* an address for each value, as kith_range_bound_at has */
    END_VALUES,    /* kith_values */
    END_PARENT,    /* a row of which the rows are members */
    END_NOTHING    /* of an upper end: no row is within */
};

/* The end that a bound has, with `count` values of the form ADDRESSES or VALUES
 * at `given`; `values` are the same in the form of value.h. */
kith_range_end_ ki_range_end(const struct key *key, const void *const *values,
                             size_t count, enum range_end_form form,
                             const void *given);

/* One read again: the first values of the key, in the form of value.h. They are
 * in the end, where they were given, or in `numbers`. */
struct end_values {
    const void *values[KEY_COLUMNS_MAX];
    uint64_t numbers[KEY_COLUMNS_MAX];
    size_t count;
    bool behind; /* it comes behind the rows with these values, not before */
    bool begins; /* the last is a text, and what begins with it is equal */
};
void ki_range_read_end(const kith_range *range, const struct key *key,
                       const kith_range_end_ *end, struct end_values *read);

/* A bound is the end of a range where it is within the one that it had: by the
 * ranks, or, where no row is between, by the values. */
void ki_range_raise(kith_range *range, const struct key *key,
                    struct order_spot spot, kith_range_end_ end);
void ki_range_lower(kith_range *range, const struct key *key, size_t to,
                    kith_range_end_ end);

/* Whether a range ends, on the side where `end` would be (its lower end, or the
 * upper one where that is `behind`), within the rows with all but the last of
 * its values. */
bool ki_range_is_alike(const kith_range *range, const struct key *key,
                       const kith_range_end_ *end);

/* Where a parent shows the columns of a key over its members, those of the
 * foreign key first. */
static inline void show_parent(const struct foreign_key *foreign_key,
                               const char *row, const void **values)
{
    const struct key *key = foreign_key->parent_key;

    assert(key->column_count == foreign_key->column_count);
    for (size_t i = 0; i < key->column_count; i++)
        values[i] = row + key->columns[i]->offset;
}

#endif
