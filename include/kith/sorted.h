/* sorted.h - collections in an order of their own, and members by keys.
 *
 * The array in a row stays in the order of appending. Beside it a collection
 * may have another order, and its members may be looked up, where its
 * KITH_RELATIONSHIP says `.order_by = "weight desc, name"` and `.key = "name"`:
 *
 *   kith_for_each_sorted(enrolment, ana, courses)
 *       puts(enrolment->course.row->title);
 *
 * Both are keys over the foreign key of the members and these columns, which
 * are const and kept by every write. Equal members stand in the order in which
 * they joined the collection. In a many-to-many the columns are those of the
 * association table, and its rows are what is shown.
 */
#ifndef KITH_SORTED_H
#define KITH_SORTED_H

#include <kith/range.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The members of the collection at `offset` of a row in the order that its
 * .order_by says, as a range: pages, the n-th, bounds and all else that range.h
 * has. To bound it, name the columns of the foreign key first. Without rows for
 * NULL, and a row that is not live; KITH_E_MISUSE in kith_last_error() where
 * the member has no .order_by. O(log rows). */
kith_range kith_sorted_at(const void *row, size_t offset);

/* The member of the collection at `offset` of a row with this value in the
 * column that .key names, or NULL. Values are as in kith_get_row. NULL too for
 * NULL, a row that is not live, and a NULL value; with KITH_E_MISUSE in
 * kith_last_error() where the member has no .key or the value is not of the
 * column's kind. One probe. */
void *kith_in_at(const void *row, size_t offset, const kith_value *value);

#ifndef __cplusplus

/* Typed fronts, which take the row and the name of its collection:
 * kith_first_sorted(ikea, items), kith_in(ikea, items, "chair"). */
#define kith_sorted(r, f) kith_sorted_at((r), kith_many_(r, f))
#define kith_at_sorted(r, f, n) \
    ((kith_member_of_(r, f))kith_range_row(kith_sorted(r, f), (n)))
#define kith_first_sorted(r, f) kith_at_sorted(r, f, 0)
#define kith_last_sorted(r, f) \
    ((kith_member_of_(r, f))kith_range_last_(kith_sorted(r, f)))
#define kith_in(r, f, v)                \
    ((kith_member_of_(r, f))kith_in_at( \
        (r), kith_many_(r, f), (const kith_value[]){kith_value_of_(v)}))

/* Visit the members in their order. The body may do all that does not change
 * the order: the walk ends where a member came or went, or one of its columns
 * changed, with KITH_E_MISUSE in kith_last_error(). A cursor goes on
 * (kith_cursor_sorted). */
#define kith_for_each_sorted(it, r, f)                                       \
    for (kith_range_loop_ it##_r_ = {.range = kith_sorted(r, f)};            \
         it##_r_.range.db; it##_r_.range.db = NULL)                          \
        for (kith_member_of_(r, f) it = kith_range_loop_next_(&it##_r_); it; \
             it = kith_range_loop_next_(&it##_r_))

#endif

#ifdef __cplusplus
}
#endif
#endif
