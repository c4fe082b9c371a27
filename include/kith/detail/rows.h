/* rows.h - members of rows and their types, as macros that are given a row and
 * the name of a member see them.
 */
#ifndef KITH_DETAIL_ROWS_H
#define KITH_DETAIL_ROWS_H

#include <stddef.h>
#include <stdint.h>

/* Where a member lies in the row r points at. */
#define kith_offset_(r, f) offsetof(__typeof__(*(r)), f)

/* The n-th member of a collection, see kith_at. */
#ifdef __cplusplus
extern "C"
#endif
void *kith_member_at_(const void *places, const void *inline_places,
                      uint32_t place_count, uint32_t count, size_t n);

#ifndef __cplusplus

#define kith_at_(Row, f) (((Row *)0)->f)

/* A comma expression drops const from the type of x. */
#define kith_rvalue_(x) ((void)0, (x))

/* How a column's value travels: as itself, and in-place text as a pointer, so
 * that its length is checked and never cut. */
#define kith_value_type_(x) \
    __typeof__(_Generic(kith_rvalue_(x), char *: (const char *)0,             \
                        default: kith_rvalue_(x)))
#define kith_row_type_(r, f) __typeof__(kith_rvalue_((r)->f.target_))

/* A row for the relationship f: one of its type, or a void pointer. */
#define kith_row_for_(r, f, t) \
    _Generic((t), kith_row_type_(r, f): (t), void *: (t))

/* Offsets of relationships; the wrong shape has no association. */
#define kith_one_(r, f)   \
    (kith_offset_(r, f) + \
     _Generic((r)->f.kind_, kith_reference_tag_ : 0, kith_scalar_tag_ : 0))
#define kith_many_(r, f) \
    (kith_offset_(r, f) + _Generic((r)->f.kind_, kith_collection_tag_ : 0))

#endif
#endif
