/* cursor.h - walking rows while any of them change.
 *
 * A loop over a collection, a table, equal values or a range says what its body
 * may do. A cursor lets it do everything:
 *
 *   kith_for_each_cursor(item, Item, kith_cursor_in(ikea, items)) {
 *       if (item->price > 100)
 *           kith_delete(item);
 *       else if (ikea->items.count < 20)
 *           kith_append(ikea, items, kith_insert(db, Item, .name = "spare"));
 *   }
 *
 * Rows of its source may be deleted, moved away, inserted, appended, arranged
 * anew, by any call, from either side, by a cascade, by a rollback. Each row
 * that stays is met once, and none that is gone. The cursor stands directly
 * behind the row that it met last, or where that was: what comes ahead of it is
 * met, what comes behind it is not. A row that leaves and comes back is a new
 * one; so is one that kith_move moves, and one that changes its place in an
 * order. kith_replace makes no row new that stays: those that were not met yet
 * are met, in the new order. A rollback makes rows what they were: one that was
 * met and comes back by it is not met again, one that was not is met where it
 * comes back ahead.
 *
 * A cursor that has answered NULL is not over: rows that come ahead later are
 * met by the next call. But a cursor of a unique key, or of a collection of one
 * child, meets one row and no more; and one of a row that is gone (its
 * collection, or its children by a foreign key) meets nothing, unless a
 * rollback brings it back.
 *
 * Cursors are closed by kith_cursor_close, at the end of the outermost
 * transaction where they were opened in one, and by kith_shrink and
 * kith_restore. One that is never closed loses nothing: the list that it walks
 * closes no holes meanwhile, writes that move rows in the order or list that it
 * walks pass it each time, and kith_stats_of counts it.
 *
 * For threads every call with a cursor is a write, but between kith_freeze and
 * kith_thaw: there a cursor stands by itself and ends with the thaw, and those
 * that were opened before stand still. In a function of a table it is the same:
 * one that is opened there ends with the function.
 */
#ifndef KITH_CURSOR_H
#define KITH_CURSOR_H

#include <kith/range.h>
#include <kith/scan.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is known of a cursor; where it stands is known to the database. The
 * members are the engine's. */
typedef struct kith_cursor {
    kith_db *db;         /* NULL: without rows, or closed */
    uint64_t generation; /* of the cursor with this number */
    uint32_t number; /* 0: the database is frozen, and it stands by itself */
    uint32_t source;
    union {
        kith_scan scan;
        kith_match match;
        kith_range range;
    } alone;
} kith_cursor;

/* A cursor of the members of the collection at `offset` of a row, in the order
 * of appending; in a many-to-many they are the association rows.
 *
 * This one and those below cost O(1), a probe, or a way down an order, whatever
 * there is to walk. One without rows, and with nothing to close, is returned
 * for NULL and a row that is not live, and where kith_last_error() tells why:
 *
 *   KITH_E_MISUSE  the arguments are those of no source, or a range is stale
 *   KITH_E_MEMORY  the allocator returned NULL; or the list, which is made an
 *                  array here, would exceed options.memory_limit_bytes, or what
 *                  an empty table needs for the first cursor of an index
 */
kith_cursor kith_cursor_at(const void *row, size_t offset);

/* The rows of a table, in storage order. */
kith_cursor kith_cursor_rows(kith_db *db, const kith_table *table);

/* The rows with these values in the `count` columns at these offsets, which are
 * those of a key, an index of either kind, or a foreign key. All is as in
 * kith_find_key_at and kith_find_key_row, and by a foreign key what is walked
 * are the children of the row that has the key now. */
kith_cursor kith_cursor_match_at(kith_db *db, const kith_table *table,
                                 const size_t *offsets,
                                 const void *const *values, size_t count);
kith_cursor kith_cursor_match_row(kith_db *db, const kith_table *table,
                                  const size_t *offsets,
                                  const kith_value *values, size_t count);

/* The rows of a range, in its order, and those that come within its bounds. The
 * texts and blobs of its bounds are read once more, so they must be where they
 * were when the range was made (range.h). They are copied here. Of kith_sorted
 * it follows the parent, whatever becomes of its key. A stale range is
 * KITH_E_MISUSE. */
kith_cursor kith_cursor_range(kith_range range);

/* The next row, or NULL where there is none ahead now. NULL too where it is
 * closed, with KITH_E_MISUSE in kith_last_error() unless it had no rows when it
 * was opened or kith_cursor_close has closed it; and with KITH_E_MEMORY where
 * there is none to remember a text that orders the rows: the cursor then stands
 * where it stood. O(1) and a step for each hole; in an order O(log rows) after
 * a change of it. */
void *kith_cursor_next(kith_cursor *cursor);

/* Close a cursor; no effect for NULL, and for one that is closed. One that
 * stands still is as one that is never closed, with KITH_E_MISUSE in
 * kith_last_error(). O(1). */
void kith_cursor_close(kith_cursor *cursor);

/* From now on nothing may be written: a call that would is KITH_E_MISUSE, so
 * any number of threads may read and walk, cursors included, until kith_thaw
 * was called as often. Both are writes for threads. Cursors that are open stay
 * where they are until then.
 *
 *   KITH_OK        done
 *   KITH_E_MISUSE  NULL, a function of a table runs or a kith_verify is in
 *                  progress, or the database is not frozen */
kith_status kith_freeze(kith_db *db);
kith_status kith_thaw(kith_db *db);

#ifndef __cplusplus

/* Typed fronts. */
#define kith_cursor_in(r, f) kith_cursor_at((r), kith_many_(r, f))
#define kith_cursor_sorted(r, f) kith_cursor_range(kith_sorted(r, f))
#define kith_cursor_match(db, Row, f, v) kith_cursor_match_key(db, Row, (f), v)
#define kith_cursor_match_key(db, Row, columns, ...) \
    kith_cursor_match_at((db), &Row##_table,         \
                         kith_key_(Row, columns, __VA_ARGS__))
#define kith_cursor_of(db, Row) kith_cursor_rows((db), &Row##_table)

/* Visit the rows of a cursor, which is closed at the end and by `break`; not
 * where the body is left by return, goto or longjmp. */
#define kith_for_each_cursor(it, Row, cursor)                 \
    for (kith_cursor it##_c_ = (cursor); it##_c_.db;          \
         kith_cursor_close(&it##_c_))                         \
        for (Row *it = (Row *)kith_cursor_next(&it##_c_); it; \
             it = (Row *)kith_cursor_next(&it##_c_))

#endif

#ifdef __cplusplus
}
#endif
#endif
