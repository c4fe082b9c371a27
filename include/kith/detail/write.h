/* write.h - what kith_set, kith_edit and kith_insert_all are made of. */
#ifndef KITH_DETAIL_WRITE_H
#define KITH_DETAIL_WRITE_H

#include <kith/detail/inline.h>
#include <kith/write.h>

#ifndef __cplusplus

/* A function of the library: kith_set_at() for a number of so many bytes,
 * behind the inline way. It is written at once where the way is closed only
 * because it is the first of the row in a level. */
kith_status kith_set_bytes_(void *row, size_t offset, const void *value,
                            size_t bytes);

static inline kith_status kith_set_at_(void *row, size_t offset,
                                       const void *value, size_t bytes)
{
    return kith_set_plain_(row, offset, value, bytes)
               ? KITH_OK
               : kith_set_bytes_(row, offset, value, bytes);
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
