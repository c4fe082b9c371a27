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

typedef struct {
    char unused_;
} kith_reference_tag_;
typedef struct {
    char unused_;
} kith_scalar_tag_;
typedef struct {
    char unused_;
} kith_collection_tag_;

#define kith_reference_(Parent)    \
    union {                        \
        struct {                   \
            Parent *const row;     \
            const uint32_t place;  \
        };                         \
        kith_reference_tag_ kind_; \
        Parent *const target_;     \
        Parent *const link_;       \
    }
#define kith_scalar_(Child)     \
    union {                     \
        struct {                \
            Child *const row;   \
        };                      \
        kith_scalar_tag_ kind_; \
        Child *const target_;   \
        Child *const link_;     \
    }
#define kith_collection_(Link, Target)         \
    union {                                    \
        struct {                               \
            Link *const *const places;         \
            const uint32_t place_count, count; \
            Link *const inline_places_[3];     \
        };                                     \
        kith_collection_tag_ kind_;            \
        Target *const target_;                 \
        Link *const link_;                     \
    }
#define kith_optional_(type) \
    struct {                 \
        type value;          \
        bool present;        \
    }

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
