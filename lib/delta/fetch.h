/* fetch.h - the cache lines that a write of a row will wait for, ahead.
 *
 * Owns   which lines they are, in the order in which they become known: that of
 *        the row; what its references name; and what those lead to.
 * Knows  rows and stores, of which it changes nothing.
 *
 * A step can begin only when the line that it reads has come, so the steps of
 * one row lie some rows apart (base/tuning.h). All are inlined: gcc 12 drops
 * the call of a function that only prefetches.
 */
#ifndef KI_DELTA_FETCH_H
#define KI_DELTA_FETCH_H

#include "base/tuning.h"
#include "data/store.h"

/* The line of the head, where every write begins. The row is not read, so it
 * may be any address, or NULL. */
static KI_ALWAYS_INLINE void fetch_row(const char *row)
{
    if (row)
        prefetch(row + GENERATION);
}

/* The line of the reference, which may be another one. */
static KI_ALWAYS_INLINE void
fetch_reference(const struct foreign_key *foreign_key, const char *row)
{
    if (row)
        prefetch(row + foreign_key->reference);
}

/* The headers of the lists that a living row is in. */
static KI_ALWAYS_INLINE void fetch_parents_of(const struct table *table,
                                              const char *row)
{
    assert(row_store(row)->table == table);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const char *parent = load_ptr(row + foreign_key->reference);

        if (parent)
            prefetch(parent + foreign_key->list);
    }
}

/* Its slots there. */
static KI_ALWAYS_INLINE void fetch_places_of(const struct table *table,
                                             const char *row)
{
    assert(row_store(row)->table == table);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const char *parent = load_ptr(row + foreign_key->reference);

        if (parent && !foreign_key->one_to_one)
            prefetch(load_ptr(parent + foreign_key->list + LIST_SLOTS) +
                     (size_t)children_place(foreign_key, row) * SLOT_BYTES);
    }
}

/* What the rows of an array behind the i-th will wait for when they leave their
 * parents: the row, then the parent, then where it stands there. */
static KI_ALWAYS_INLINE void fetch_link(const struct foreign_key *foreign_key,
                                        const void *rows, size_t count,
                                        size_t i)
{
    const char *row, *parent;

    if (count - i > ROW_AHEAD)
        fetch_row(load_row(rows, i + ROW_AHEAD));
    if (count - i > ROW_PARENTS_AHEAD) {
        row = load_row(rows, i + ROW_PARENTS_AHEAD);
        parent = row ? load_ptr(row + foreign_key->reference) : NULL;
        if (parent)
            prefetch(parent + foreign_key->list);
    }
    if (count - i > ROW_PLACES_AHEAD) {
        row = load_row(rows, i + ROW_PLACES_AHEAD);
        parent = row ? load_ptr(row + foreign_key->reference) : NULL;
        if (parent)
            prefetch(load_ptr(parent + foreign_key->list + LIST_SLOTS) +
                     (size_t)children_place(foreign_key, row) * SLOT_BYTES);
    }
}

/* Where its keys are found: a number in its array, or the home of one of 64
 * bits. */
static KI_ALWAYS_INLINE void fetch_keys_of(const struct store *store,
                                           const char *row)
{
    assert(row_store(row) == store);
    for (size_t i = 0; i < store->table->key_count; i++)
        prefetch(index_home(&store->indexes[i], row));
}

#endif
