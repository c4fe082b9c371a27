/* values.h - what an insert is given, made into a change.
 *
 * Owns   when a value counts as given, which number and which defaults stand
 *        for those that do not, and that references and keys agree.
 * Knows  the change set, which it adds to, and the rows as they are, by
 *        reading.
 */
#ifndef KI_EDIT_VALUES_H
#define KI_EDIT_VALUES_H

#include "engine.h"

/* The values of an insert, NULL for zeros, and the bits of kith_insert_columns:
 * which columns are given, and which of them are NULL. Each may be NULL. */
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

/* Whether the bit of the column is set. */
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

/* Whether the insert gives the column: by its bits, else by not being zero. */
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

/* Take a free place and fill it with what is given; the change of it is
 * returned in `*change`. Parents named by key and defaults are still open:
 * complete it. KITH_E_MEMORY, KITH_E_NOT_NULL, KITH_E_NOT_FOUND,
 * KITH_E_LIMIT, KITH_E_MISUSE. */
kith_status ki_values_change(struct kith_db *db, struct store *store,
                             const struct given *given, struct change **change);

/* Give a new row its number and defaults, copy the keys of parents that its
 * references name, and find those that its keys name. KITH_E_LIMIT,
 * KITH_E_CHECK, KITH_E_MISUSE, KITH_E_MEMORY. */
kith_status ki_values_complete(struct kith_db *db, struct change *change);

/* Give the after-image of any change the parent that its key's default names;
 * `candidate` as for ki_resolve_parent. KITH_E_CHECK, KITH_E_MEMORY. */
kith_status ki_values_default(struct kith_db *db, struct change *change,
                              const struct foreign_key *foreign_key,
                              char *candidate);

#endif
