/* handle.h - the steps of kith_resolve that are compiled into the program. */
#ifndef KITH_DETAIL_HANDLE_H
#define KITH_DETAIL_HANDLE_H

#include <kith/detail/inline.h>
#include <kith/handle.h>

#ifndef __cplusplus

/* A handle is the generation of its row, which is odd, above 32 bits for the
 * number of the cell. */
static inline kith_handle kith_handle_from_(uint32_t generation,
                                            uint32_t number)
{
    return (uint64_t)generation << 32 | number;
}

/* The row of a handle in the table with this store, or NULL. A handle may be
 * any number, so nothing is read but what is known to be there: the number must
 * lie below `count`, its chunk be one of the table, and its cell have had a row
 * once. All of this is in the cache but for the row itself. */
static inline void *kith_numbered_(const struct kith_cells_ *cells,
                                   const void *store, kith_handle handle)
{
    uint32_t number = (uint32_t)handle, generation = (uint32_t)(handle >> 32);
    const struct kith_chunk_ *chunk;
    uintptr_t row;

    if (number >> 8 >= cells->count || !(generation & 1))
        return NULL;
    chunk = cells->chunks[number >> 8];
    if (!chunk || chunk->store != store)
        return NULL;
    row = chunk->numbered_from + (uintptr_t)number * chunk->stride_bytes;
    if (row >= (uintptr_t)chunk->fresh ||
        kith_before_((const void *)row, 8) != generation)
        return NULL;
    return (void *)row;
}

/* As kith_get begins: at the entry that has the home of the descriptor. */
static inline void *kith_resolve_(kith_db *db, const kith_table *table,
                                  kith_handle handle)
{
    const struct kith_entry_ *entry;

    if (__builtin_expect(!db, false))
        return NULL;
    entry = kith_entry_at_(db, table);
    if (__builtin_expect((uintptr_t)entry->marked - (uintptr_t)table >
                             KITH_FORM_TEXT_,
                         false))
        return kith_resolve_row(db, table, handle);
    return kith_numbered_(kith_cells_of_(db), entry->store, handle);
}

#endif
#endif
