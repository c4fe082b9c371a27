/* values.h - what an insert is given, made into a change.
 *
 * Owns   when a value counts as given, which number and which defaults stand
 *        for those that do not, and that references and keys agree.
 * Knows  the change set, which it adds to, and the rows as they are, by
 *        reading.
 *
 * C has no word for "this member was not written": in a struct literal it is
 * zero. So zero means not given where a value can be absent, and callers for
 * which zero is a value say by bits what they give (kith_insert_columns).
 *
 * An insert is made by ki_values_change() and then ki_values_complete(): two
 * steps, because a many-to-many names the parents of its association row
 * between them (change_pair() in relate.c).
 */
#ifndef KI_EDIT_VALUES_H
#define KI_EDIT_VALUES_H

#include "engine.h"

/* The values of an insert, a struct of the row type or NULL for zeros, and the
 * bits of kith_insert_columns: which columns are given, and which of them are
 * NULL. Each may be NULL. All of it is the caller's and is read until the
 * insert returns. */
struct given {
    const void *values;
    const uint64_t *columns, *nulls;
};

/* The parent that the values of an insert name by its row, or NULL. */
static inline char *given_parent(const struct foreign_key *foreign_key,
                                 const char *values)
{
    assert(values);
    return foreign_key->reference_declared
               ? load_ptr(values + foreign_key->reference)
               : NULL;
}

/* Whether the bit of the column is set: bits count attributes in the order of
 * declaration. False where there are no bits. */
static inline bool given_bit(const struct table *table,
                             const struct column *column, const uint64_t *bits)
{
    size_t i = (size_t)(column->attribute - table->descriptor->attributes);

    assert(i < table->descriptor->attribute_count);
    return bits && bits[i / 64] >> i % 64 & 1;
}

/* Whether the insert gives the column as NULL, by its bit. */
static inline bool change_gives_null(const struct change *change,
                                     const struct column *column)
{
    assert(change->insert);
    return given_bit(change->store->table, column, change->nulls);
}

/* Whether the insert gives the column: by its bits, else by not being zero. A
 * text or blob is given by its address, so that one without bytes is a value;
 * an optional by its flag. Without bits the after-image is read, where a
 * default or a copied key counts as given too. */
static inline bool change_gives(const struct change *change,
                                const struct column *column)
{
    assert(change->insert);
    assert(!row_is_live(change->after));
    if (change_gives_null(change, column))
        return true;
    if (change->given)
        return given_bit(change->store->table, column, change->given);
    if (column->optional)
        return change->after[column_flag(column)];
    return is_block(column)
               ? load_ptr(change->after + column->offset) != NULL
               : !is_zero(change->after + column->offset, column->bytes);
}

/* Take a free cell and fill it with what is given; the change of it is
 * returned in `*change`, which is undefined after a failure. Parents named by
 * row stand in the references, judged to live and to agree with keys given
 * beside them; parents named by key, numbers and defaults are still open:
 * complete it. After a failure the change set may hold the cell already, and
 * is to be reset. KITH_E_MEMORY, KITH_E_NOT_NULL, KITH_E_NOT_FOUND,
 * KITH_E_LIMIT, KITH_E_MISUSE. O(row). */
kith_status ki_values_change(struct kith_db *db, struct store *store,
                             const struct given *given, struct change **change);

/* Give a new row its number and defaults, copy the keys of parents that its
 * references name, and find those that its keys name. Functions of the user may
 * be called. The number is only taken in the change set: a refused insert gives
 * it back. KITH_E_LIMIT, KITH_E_CHECK, KITH_E_MISUSE, KITH_E_MEMORY.
 * O(columns). */
kith_status ki_values_complete(struct kith_db *db, struct change *change);

/* Give the after-image of any change the parent that its key's default names;
 * NULL where the default is NULL. `candidate` as for ki_resolve_parent.
 * KITH_E_CHECK, KITH_E_MEMORY. */
kith_status ki_values_default(struct kith_db *db, struct change *change,
                              const struct foreign_key *foreign_key,
                              char *candidate);

/* Whether the own columns of the key hold its default. False where that is a
 * function's. O(columns). */
bool ki_values_are_default(const struct change *change,
                           const struct foreign_key *foreign_key);

#endif
