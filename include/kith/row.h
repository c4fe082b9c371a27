/* row.h - asking a row what it is.
 *
 * A row knows its table and its database, so no call needs to be told. All of
 * these are O(1) and take NULL.
 */
#ifndef KITH_ROW_H
#define KITH_ROW_H

#include <kith/schema.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Whether the row is in its database. False for NULL and for a row that was
 * deleted and whose place no new row has taken: a place is used again, so keep
 * no addresses of deleted rows, but handles (handle.h). */
bool kith_is_live(const void *row);

/* The descriptor of the row's table; NULL for NULL. */
const kith_table *kith_table_of(const void *row);

/* The database the row lives in; NULL for NULL. */
kith_db *kith_db_of(const void *row);

/* Whether a column is NULL: a text without bytes, an optional number without a
 * value, a foreign key that names nobody (its columns then hold zero, but zero
 * alone does not mean NULL: it may be a key). `offset` is that of a declared
 * column, or of a reference, which is NULL when its foreign key is. False for
 * columns that cannot be NULL, for NULL, and for an offset that is neither's
 * (KITH_E_MISUSE in kith_last_error). */
bool kith_is_null_at(const void *row, size_t offset);
#define kith_is_null(r, f) kith_is_null_at((r), kith_offset_(r, f))

#ifdef __cplusplus
}
#endif
#endif
