/* write.h - what kith_set, kith_edit and kith_insert_all are made of. */
#ifndef KITH_DETAIL_WRITE_H
#define KITH_DETAIL_WRITE_H

#include <kith/detail/inline.h>
#include <kith/write.h>

#ifndef __cplusplus

/* A function of the library: a plain number of so many bytes, for which the
 * door is closed. It is written at once where that is only because it is the
 * first of the row in a level, and else by kith_set_at(). */
kith_status kith_set_first_(void *row, size_t offset, const void *value,
                            size_t bytes);

/* Where a number goes is known before the row has come from memory: a store
 * whose address comes late holds up all that follows. */
static inline kith_status kith_set_at_(void *row, size_t offset,
                                       const void *value, size_t bytes)
{
    uint32_t before;
    const struct kith_chunk_ *chunk = kith_chunk_of_(row, &before);

    if (!chunk || !kith_is_plain_(chunk->plain, offset, bytes))
        return kith_set_at(row, offset, value);
    if (!kith_door_opens_(chunk, before))
        return kith_set_first_(row, offset, value, bytes);
    memcpy((char *)row + offset, value, bytes);
    return KITH_OK;
}
static inline void *kith_edit_(void *row)
{
    return kith_may_write_(row) ? row : (kith_edit)(row);
}

/* A row without any member given is pedantically no initializer before C23. */
#define kith_row_(Row, ...)    \
    __extension__ &(const Row) \
    {                          \
        __VA_ARGS__            \
    }
#define kith_insert_(db, Row, ...) \
    ((Row *)kith_insert_row((db), &Row##_table, kith_row_(Row, __VA_ARGS__)))
#define kith_insert_or_get_(db, Row, ...)              \
    ((Row *)kith_insert_or_get_row((db), &Row##_table, \
                                   kith_row_(Row, __VA_ARGS__), NULL))

/* An array of rows to insert: of the table's row type, or void. */
#define kith_values_(Row, v) \
    _Generic(1 ? (v) : (v), Row * : (v), const Row * : (v), void * : (v), \
             const void * : (v))

#endif
#endif
