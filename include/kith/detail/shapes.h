/* shapes.h - what KITH_REFERENCE, KITH_SCALAR, KITH_COLLECTION and
 * KITH_OPTIONAL lay into a row.
 *
 * C and C++ see the same members at the same places. In C a shape is a union
 * without a name: beside the members that are read stand some that hold nothing
 * and tell macros the shape and the row types (kith/detail/rows.h). C++, which
 * only reads rows that C declares, has plain structs with names.
 */
#ifndef KITH_DETAIL_SHAPES_H
#define KITH_DETAIL_SHAPES_H

#include <stdbool.h>
#include <stdint.h>

#ifndef __cplusplus

struct kith_is_a_reference_ {
    char unused_;
};
struct kith_is_a_scalar_ {
    char unused_;
};
struct kith_is_a_collection_ {
    char unused_;
};

/* clang-format off */
#define kith_reference_(Parent)                                               \
    union {                                                                   \
        struct { Parent *const row; const uint32_t place; };                  \
        struct kith_is_a_reference_ kind_;                                    \
        Parent *const target_, *const link_;                                  \
    }
#define kith_scalar_(Child)                                                   \
    union {                                                                   \
        struct { Child *const row; };                                         \
        struct kith_is_a_scalar_ kind_;                                       \
        Child *const target_, *const link_;                                   \
    }
#define kith_collection_(Link, Target)                                        \
    union {                                                                   \
        struct {                                                              \
            Link *const *const places;                                        \
            const uint32_t place_count, count;                                \
            Link *const inline_places_[3];                                    \
        };                                                                    \
        struct kith_is_a_collection_ kind_;                                   \
        Target *const target_;                                                \
        Link *const link_;                                                    \
    }

/* The numbers that a column may be, each with a name and a kind of column.
 * Plain C types, not the _t names: int64_t is one of these everywhere. */
#define kith_numbers_(X)                                                      \
    X(bool, bool, KITH_KIND_BOOL)                                             \
    X(char, char, (char)-1 < 0 ? KITH_KIND_I8 : KITH_KIND_U8)                 \
    X(signed_char, signed char, KITH_KIND_I8)                                 \
    X(unsigned_char, unsigned char, KITH_KIND_U8)                             \
    X(short, short, kith_signed_kind_(short))                                 \
    X(unsigned_short, unsigned short, kith_unsigned_kind_(short))             \
    X(int, int, kith_signed_kind_(int))                                       \
    X(unsigned, unsigned, kith_unsigned_kind_(int))                           \
    X(long, long, kith_signed_kind_(long))                                    \
    X(unsigned_long, unsigned long, kith_unsigned_kind_(long))                \
    X(long_long, long long, KITH_KIND_I64)                                    \
    X(unsigned_long_long, unsigned long long, KITH_KIND_U64)                  \
    X(float, float, KITH_KIND_F32)                                            \
    X(double, double, KITH_KIND_F64)
#define kith_signed_kind_(type)                                               \
    (sizeof(type) == 8 ? KITH_KIND_I64 : sizeof(type) == 4 ? KITH_KIND_I32 :  \
     sizeof(type) == 2 ? KITH_KIND_I16 : KITH_KIND_I8)
#define kith_unsigned_kind_(type)                                             \
    (sizeof(type) == 8 ? KITH_KIND_U64 : sizeof(type) == 4 ? KITH_KIND_U32 :  \
     sizeof(type) == 2 ? KITH_KIND_U16 : KITH_KIND_U8)

/* One struct for each of them, so that its type tells what it is. */
#define kith_optional_struct_(name, type, kind)                               \
    struct kith_optional_##name##_ { type value; bool present; };
kith_numbers_(kith_optional_struct_)
#define kith_as_optional_(name, type, kind)                                   \
    , type: (struct kith_optional_##name##_ *)0
#define kith_optional_(type)                                                  \
    __typeof__(*_Generic((type)0 kith_numbers_(kith_as_optional_)))
/* clang-format on */

#else

extern "C++" { /* templates, also where the program includes us as C */
template <class Value> struct kith_optional {
    Value value;
    bool present;
};
template <class Parent> struct kith_reference {
    Parent *const row;
    const uint32_t place;
};
template <class Child> struct kith_scalar {
    Child *const row;
};
template <class Link> struct kith_collection {
    Link *const *const places;
    const uint32_t place_count, count;
    Link *const inline_places_[3];
};
}

#define kith_reference_(Parent) kith_reference<Parent>
#define kith_scalar_(Child) kith_scalar<Child>
#define kith_collection_(Link, Target) kith_collection<Link>
#define kith_optional_(type) kith_optional<type>

#endif
#endif
