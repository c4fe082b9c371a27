/* columns.h - what KITH_COLUMN and its brothers make of a member: one
 * kith_attribute, in which the compiler has written what it knows of the
 * member. What it can refuse, it refuses in a sentence that names the member.
 */
#ifndef KITH_DETAIL_COLUMNS_H
#define KITH_DETAIL_COLUMNS_H

#include <kith/detail/each.h>
#include <kith/detail/rows.h>
#include <kith/detail/shapes.h>

#ifndef __cplusplus

/* clang-format off */
/* Whether a member may be written by the program: const changes its type then,
 * whatever other qualifiers it has. */
#define kith_writable_(x)                                                     \
    _Generic(&(x), const __typeof__(x) *: 0, default: 1)

/* Zero, or an error of the compiler in these words. For constants: clang takes
 * a compound literal within a struct for one of file scope. */
#define kith_must_(condition, words)                                          \
    (0 * sizeof(struct { _Static_assert(condition, words); char unused_; }))

#define kith_as_kind_(name, type, kind) , type: kind
#define kith_as_kind_of_optional_(name, type, kind)                           \
    , struct kith_optional_##name##_: kind

/* The kind of a column; KITH_KIND_NONE where it can be none. A char array is
 * looked at as the text that it decays to, for a char * is no array. */
#define kith_kind_of_(x)                                                      \
    _Generic(&(x), const char (*)[sizeof(x)]: KITH_KIND_CHARS,                \
             char (*)[sizeof(x)]: KITH_KIND_CHARS, default:                   \
             _Generic(kith_rvalue_(x) kith_numbers_(kith_as_kind_),           \
                      const char *: KITH_KIND_TEXT,                           \
                      kith_blob: KITH_KIND_BLOB, default: KITH_KIND_NONE))
#define kith_kind_of_optional_(x)                                             \
    _Generic(kith_rvalue_(x) kith_numbers_(kith_as_kind_of_optional_),        \
             default: KITH_KIND_NONE)
#define kith_some_kind_(kind, words)                                          \
    (kith_kind)((kind) + kith_must_((kind) != KITH_KIND_NONE, words))
#define kith_column_words_                                                    \
    " is no column: it should be a bool, an integer, a float or double, "     \
    "KITH_TEXT, KITH_BLOB or a const char array; a KITH_OPTIONAL is "         \
    "declared by KITH_OPTIONAL_COLUMN, a relationship by KITH_RELATIONSHIP"

#define kith_attribute_(Row, f)                                               \
    .name = #f, .row = #Row, .offset_bytes = offsetof(Row, f),                \
    .bytes = sizeof kith_at_(Row, f),                                         \
    .writable = kith_writable_(kith_at_(Row, f))
#define kith_column_(Row, f, ...)                                             \
    {kith_attribute_(Row, f),                                                 \
     .kind = kith_some_kind_(kith_kind_of_(kith_at_(Row, f)),                 \
                             #Row "." #f kith_column_words_),                 \
     __VA_ARGS__}
#define kith_optional_column_(Row, f, ...)                                    \
    {kith_attribute_(Row, f),                                                 \
     .kind = kith_some_kind_(kith_kind_of_optional_(kith_at_(Row, f)),        \
                             #Row "." #f " is no KITH_OPTIONAL(type), which " \
                             "KITH_OPTIONAL_COLUMN declares"),                \
     .optional = true, __VA_ARGS__}

#define kith_foreign_key_(Row, f, Parent, its_key, ...)                       \
    {kith_attribute_(Row, f),                                                 \
     .kind = (kith_kind)(                                                     \
         kith_some_kind_(kith_kind_of_(kith_at_(Row, f)),                     \
                         #Row "." #f " is no column that can be a "           \
                         "foreign key: see KITH_COLUMN") +                    \
         kith_same_type_(Row, f, Parent, its_key)),                           \
     .parent = #Parent, .parent_key = #its_key, __VA_ARGS__}
#define kith_foreign_keys_(Row, own, Parent, its, ...)                        \
    {.name = kith_text_ own, .row = #Row,                                     \
     .kind = (kith_kind)(                                                     \
         KITH_KIND_FOREIGN_KEYS kith_zip_(Row, own, Parent, its) +            \
         kith_must_((kith_count_of_ own) == (kith_count_of_ its),             \
                    "KITH_FOREIGN_KEYS: one list has more columns")),         \
     .parent = #Parent, .columns = (const char *const[]){kith_texts_ own},    \
     .parent_columns = (const char *const[]){kith_texts_ its},                \
     .column_count = kith_count_of_ own, __VA_ARGS__}
#define kith_pair_(Row, f, Parent, its_key)                                   \
    +kith_same_type_(Row, f, Parent, its_key)
#define kith_same_type_(Row, f, Parent, its_key)                              \
    kith_must_(_Generic(&kith_at_(Parent, its_key),                           \
                        __typeof__(&kith_at_(Row, f)): 1, default: 0),        \
               #Row "." #f " and " #Parent "." #its_key " have different "    \
               "types, or only one of them is const")

#define kith_reference_key_(Row, f, Parent, its_key, ...)                     \
    {kith_reference_attribute_(                                               \
         Row, f, Parent, kith_pair_(Parent, its_key, Parent, its_key)),       \
     .parent_key = #its_key, __VA_ARGS__}
#define kith_reference_keys_(Row, f, Parent, its, ...)                        \
    {kith_reference_attribute_(Row, f, Parent,                                \
                               kith_zip_(Parent, its, Parent, its)),          \
     .parent_columns = (const char *const[]){kith_texts_ its},                \
     .column_count = kith_count_of_ its, __VA_ARGS__}
#define kith_reference_attribute_(Row, f, Parent, names)                      \
    kith_attribute_(Row, f),                                                  \
    .kind = (kith_kind)(                                                      \
        KITH_KIND_REFERENCE names +                                           \
        kith_must_(_Generic(kith_at_(Row, f).kind_,                           \
                            struct kith_is_a_reference_: 1, default: 0),      \
                   #Row "." #f " is no KITH_REFERENCE") +                     \
        kith_must_(_Generic(kith_at_(Row, f).target_,                         \
                            Parent *: 1, default: 0),                         \
                   #Row "." #f " shows rows of another type than " #Parent)), \
    .target = #Parent, .parent = #Parent

#define kith_relationship_kind_(x)                                            \
    _Generic((x), struct kith_is_a_reference_: KITH_KIND_REFERENCE,           \
             struct kith_is_a_scalar_: KITH_KIND_SCALAR,                      \
             struct kith_is_a_collection_: KITH_KIND_COLLECTION)
#define kith_relationship_(Row, f, Target, ...)                               \
    {kith_attribute_(Row, f),                                                 \
     .kind = (kith_kind)(                                                     \
         kith_relationship_kind_(kith_at_(Row, f).kind_) +                    \
         kith_must_(_Generic(kith_at_(Row, f).target_,                        \
                             Target *: 1, default: 0),                        \
                    #Row "." #f " shows rows of another type than "           \
                    #Target)),                                                \
     .target = #Target,                                                       \
     .via = _Generic(kith_at_(Row, f).link_, Target *: false, default: true), \
     .link_bytes = sizeof(*kith_at_(Row, f).link_), __VA_ARGS__}

#define kith_named_(its_name, ...)                                            \
    .name = its_name, .columns = (const char *const[]){__VA_ARGS__},          \
    .column_count =                                                           \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)
#define kith_columns_(what, ...)                                              \
    {kith_named_(#__VA_ARGS__, __VA_ARGS__), .kind = what}
#define kith_text_(...) #__VA_ARGS__
#define kith_texts_(...) kith_each_(kith_quoted_, __VA_ARGS__)
#define kith_quoted_(x) #x,

/* clang-format on */

#endif
#endif
