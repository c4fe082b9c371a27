/* rows.h - members of rows and their types, as macros that are given a row and
 * the name of a member see them.
 */
#ifndef KITH_DETAIL_ROWS_H
#define KITH_DETAIL_ROWS_H

#include <kith/detail/shapes.h>

#include <stddef.h>
#include <stdint.h>

/* Where a member lies in the row r points at. */
#define kith_offset_(r, f) offsetof(__typeof__(*(r)), f)

#ifdef __cplusplus
#define kith_extern_ extern "C"
#define kith_one_(r, f) kith_offset_(r, f) /* the call looks at the shape */
#define kith_many_(r, f) kith_offset_(r, f)
#else
#define kith_extern_ extern
#endif

/* The n-th member of a collection, see kith_at. */
kith_extern_ void *kith_member_at_(const void *places,
                                   const void *inline_places,
                                   uint32_t place_count, uint32_t count,
                                   size_t n);

#ifndef __cplusplus

/* clang-format off */
#define kith_at_(Row, f) (((Row *)0)->f)

/* A comma expression drops const from the type of x. */
#define kith_rvalue_(x) ((void)0, (x))

/* How a column's value travels: as itself, that of an optional column as the
 * plain number, and in-place text as a pointer, so that its length is checked
 * and never cut. */
#define kith_as_number_(name, type, kind)                                     \
    , struct kith_optional_##name##_: (type)0
#define kith_value_type_(x)                                                   \
    __typeof__(_Generic(kith_rvalue_(x) kith_numbers_(kith_as_number_),       \
                        char *: (const char *)0, default: kith_rvalue_(x)))

/* What a value is like: 3 a blob, 2 a text, 1 a number, else `none`. */
#define kith_class_(x, none)                                                  \
    _Generic(kith_rvalue_(x), char *: 2, const char *: 2, void *: 2,          \
             const void *: 2, kith_blob: 3,                                   \
             default: kith_is_number_(x) ? 1 : (none))
/* The classes of gcc's types that are numbers: integers of any kind, reals. */
#define kith_is_number_(x) (0x11e >> __builtin_classify_type(x) & 1)

/* Zero, if v is a value for the column x: gcc before 14 and clang before 15
 * only warn of a number that becomes a pointer, and of the reverse. */
struct kith_value_of_another_kind_;
#define kith_fits_(x, v)                                                      \
    _Generic(_Generic((char (*)[1 + (kith_class_(v, 0) ==                     \
                      kith_class_(*(kith_value_type_(x) *)0, 4))])0,          \
                      char (*)[2]: 0,                                         \
                      default: (struct kith_value_of_another_kind_ *)0),      \
             int: 0)
/* The address of a value for the column x. */
#define kith_value_(x, v) ((const kith_value_type_(x)[]){v})

/* A row for the relationship f: one of its type, or a void pointer, but not
 * NULL, which is a void pointer as well: beside another pointer, and there
 * alone, it takes the type of that. */
struct kith_null_is_for_kith_unlink_;
#define kith_row_type_(r, f) __typeof__(kith_rvalue_((r)->f.target_))
#define kith_row_for_(r, f, t)                                                \
    _Generic(1 ? (t) : (__typeof__(_Generic((t),                              \
                 void *: (struct kith_null_is_for_kith_unlink_ *)0,           \
                 default: kith_rvalue_(t))))0,                                \
             kith_row_type_(r, f): (t), void *: (t))
/* The same for reading: NULL and const are fine. */
#define kith_any_row_for_(r, f, t)                                            \
    _Generic((t), kith_row_type_(r, f): (t),                                  \
             const __typeof__(*(r)->f.target_) *: (t), void *: (t),           \
             const void *: (t))

/* 0, where `rows` is an array of addresses. */
#define kith_are_rows_(rows) (0 * sizeof(*(rows) == (const void *)0))
/* An array of addresses of rows for the relationship f. */
#define kith_rows_for_(r, f, rows)                                            \
    _Generic(1 ? (rows) : (rows), kith_row_type_(r, f) *: (rows),             \
             kith_row_type_(r, f) const *: (rows), void *: (rows),            \
             const void *: (rows))

/* Ends a list of arguments: where one is missing, it does not fit. */
struct kith_end_ {
    char unused_;
};

/* Offsets of relationships; the wrong shape has no association. */
#define kith_one_(r, f)                                                       \
    (kith_offset_(r, f) +                                                     \
     _Generic((r)->f.kind_, struct kith_is_a_reference_: 0,                   \
              struct kith_is_a_scalar_: 0))
#define kith_many_(r, f)                                                      \
    (kith_offset_(r, f) +                                                     \
     _Generic((r)->f.kind_, struct kith_is_a_collection_: 0))
/* clang-format on */

#endif
#endif
