/* walk.h - visiting the members of a collection.
 *
 * A collection is an array of row pointers inside the parent, so walking it is
 * a loop over memory and calls nothing.
 */
#ifndef KITH_WALK_H
#define KITH_WALK_H

#include <kith/schema.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Visit each member of a collection, in the order of appending. `collection` is
 * an lvalue without side effects, ikea->items for instance. In a many-to-many
 * collection the members are association rows: link->course.row is the target,
 * or NULL within a transaction while a deferred key names no row.
 *
 * The body may delete or move any row, this one included; `break` and
 * `continue` work. It must not add to the list it walks: a list that grows may
 * close its holes, and rows would be met twice or not at all. Nor may it move
 * members within it. A cursor stands both (cursor.h). */
#ifndef __cplusplus
#define kith_for_each(it, collection)                              \
    for (uint32_t it##_i_ = 0, it##_go_ = 1;                       \
         it##_go_ && it##_i_ < (collection).place_count;           \
         it##_go_ = !it##_go_, it##_i_++)                          \
        for (__typeof__(kith_rvalue_((collection).places[0])) it = \
                 (collection).places[it##_i_];                     \
             it##_go_ && (it || (it##_go_ = 0)); it##_go_ = !it##_go_)
#else
#define kith_for_each(it, collection)                    \
    for (uint32_t it##_i_ = 0, it##_go_ = 1;             \
         it##_go_ && it##_i_ < (collection).place_count; \
         it##_go_ = !it##_go_, it##_i_++)                \
        for (auto *it = (collection).places[it##_i_];    \
             it##_go_ && (it || (it##_go_ = 0)); it##_go_ = !it##_go_)
#endif

/* Fetch the members of several collections at once, before they are
 * walked one after the other: of `count` rows of one type, whose addresses
 * stand at `rows`, each the collection at `offset`. Rows may be NULL.
 *
 *   kith_prefetch(stores, 16, items);
 *   for (int i = 0; i < 16; i++)
 *       kith_for_each(item, stores[i]->items) sum += item->price;
 *
 * Changes nothing but the time of the walk. Where members lie scattered over
 * more memory than the caches hold, a walk over lists of ten takes down to half
 * the time, depending on what else the machine has to fetch; lists of two gain
 * nothing (bench/README.md). Some sixteen rows a call are enough. O(places). */
void kith_prefetch_at(const void *rows, size_t count, size_t offset);
#define kith_prefetch(rows, count, f) \
    kith_prefetch_at((rows), (count), kith_many_((rows)[0], f))

/* Fetch what a write of each row will wait for: the row, the lists that it is
 * in and its places there, and where its number is found. `rows` is an array of
 * `count` addresses of rows, of any tables; they may be NULL or deleted.
 *
 *   for (size_t i = 0; i < 1000; i++) {
 *       if (i % 16 == 0)
 *           kith_prefetch_rows(chairs + i, 1000 - i < 16 ? 1000 - i : 16);
 *       kith_remove(chairs[i]->store.row, items, chairs[i]);
 *   }
 *
 * A hint before kith_relate, kith_unlink, kith_remove, kith_set and the like,
 * for programs that know some sixteen rows to come and must call for each; it
 * changes nothing but their time. Calls on many rows (kith_delete_rows,
 * kith_relate_rows) fetch by themselves. O(count). */
void kith_prefetch_rows(const void *rows, size_t count);

/* The n-th member of a collection, counted from 0, and the first; NULL behind
 * the last: kith_at(ikea->items, 2), kith_first(ikea->items). O(1) for the
 * first and in a collection without holes, else O(places before it). */
#define kith_at(collection, n)                              \
    ((__typeof__(&*(collection).places[0]))kith_member_at_( \
        (collection).places, (collection).inline_places_,   \
        (collection).place_count, (collection).count, (n)))
#define kith_first(collection) kith_at(collection, 0)

/* Whether `target` is a member of the collection at `offset` of `row`: a child
 * in a one-to-many, a row linked by an association row in a many-to-many. False
 * for NULLs, deleted rows and drafts. O(1): a child knows its parent, a
 * pair is looked up in the key of the association table (a many-to-many without
 * such a key is walked, O(members)). */
bool kith_contains_at(const void *row, size_t offset, const void *target);
#ifndef __cplusplus
#define kith_contains(r, f, t) \
    kith_contains_at((r), kith_many_(r, f), kith_any_row_for_(r, f, t))
#endif

/* The row at the other end of an association row of a .symmetric many-to-many,
 * seen from one end, of whose type it is:
 *
 *   kith_for_each(friendship, ana->friends)
 *       puts(kith_other(friendship, ana)->name);
 *
 * NULL within a transaction while a deferred key names no row, and for NULLs,
 * deleted rows and drafts. NULL with KITH_E_MISUSE in kith_last_error where
 * `link` is no such row, or `end` is at neither end of it. O(1). */
void *kith_other_end(const void *link, const void *end);
#ifndef __cplusplus
#define kith_other(link, end) \
    ((__typeof__(&*(end)))kith_other_end_((link), (end)))
#else
#define kith_other(link, end) ((decltype(&*(end)))kith_other_end((link), (end)))
#endif

#ifdef __cplusplus
}
#endif

#include <kith/detail/walk.h>

#endif
