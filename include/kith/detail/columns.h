/* columns.h - what KITH_COLUMN and its brothers make of a member: one
 * kith_attribute, in which the compiler has written what it knows of the member.
 */
#ifndef KITH_DETAIL_COLUMNS_H
#define KITH_DETAIL_COLUMNS_H

#include <kith/detail/each.h>
#include <kith/detail/rows.h>

#ifndef __cplusplus

/* Whether a member may be written by the program, that is, is not const. */
#define kith_writable_(x)                                                     \
    _Generic(&(x), __typeof__(kith_rvalue_(x)) * : 1, char(*)[sizeof(x)] : 1, \
             default : 0)

/* Plain C types, not the _t names: int64_t is one of these everywhere. */
#define kith_signed_kind_(type)          \
    (sizeof(type) == 8   ? KITH_KIND_I64 \
     : sizeof(type) == 4 ? KITH_KIND_I32 \
     : sizeof(type) == 2 ? KITH_KIND_I16 \
                         : KITH_KIND_I8)
#define kith_unsigned_kind_(type)        \
    (sizeof(type) == 8   ? KITH_KIND_U64 \
     : sizeof(type) == 4 ? KITH_KIND_U32 \
     : sizeof(type) == 2 ? KITH_KIND_U16 \
                         : KITH_KIND_U8)
#define kith_column_kind_(x) \
    _Generic((x), bool: KITH_KIND_BOOL, signed char: KITH_KIND_I8,            \
             unsigned char: KITH_KIND_U8,                                     \
             char: (char)-1 < 0 ? KITH_KIND_I8 : KITH_KIND_U8,                \
             short: kith_signed_kind_(short),                                 \
             unsigned short: kith_unsigned_kind_(short),                      \
             int: kith_signed_kind_(int),                                     \
             unsigned: kith_unsigned_kind_(int),                              \
             long: kith_signed_kind_(long),                                   \
             unsigned long: kith_unsigned_kind_(long),                        \
             long long: KITH_KIND_I64, unsigned long long: KITH_KIND_U64,     \
             float: KITH_KIND_F32, double: KITH_KIND_F64,                     \
             const char *: KITH_KIND_TEXT, char *: KITH_KIND_CHARS,           \
             kith_blob: KITH_KIND_BLOB)
#define kith_relationship_kind_(x)                    \
    _Generic((x), kith_reference_tag_                 \
             : KITH_KIND_REFERENCE, kith_scalar_tag_  \
             : KITH_KIND_SCALAR, kith_collection_tag_ \
             : KITH_KIND_COLLECTION)

/* A char array decays to const char *, as a text does; its size tells. */
#define kith_kind_of_(x)                                                  \
    (_Generic(&(x), const char(*)[sizeof(x)] : 1, char(*)[sizeof(x)] : 1, \
              default : 0)                                                \
         ? KITH_KIND_CHARS                                                \
         : kith_column_kind_(x))

#define kith_attribute_(Row, f)                                \
    .name = #f, .row = #Row, .offset_bytes = offsetof(Row, f), \
    .bytes = sizeof kith_at_(Row, f)
#define kith_column_(Row, f, ...)                                              \
    {                                                                          \
        kith_attribute_(Row, f), .kind = kith_kind_of_(kith_at_(Row, f)),      \
                                 .writable = kith_writable_(kith_at_(Row, f)), \
                                 __VA_ARGS__                                   \
    }
#define kith_optional_column_(Row, f, ...)                               \
    {                                                             \
        kith_attribute_(Row, f),                                  \
            .kind = kith_kind_of_(kith_at_(Row, f).value),        \
            .writable = kith_writable_(kith_at_(Row, f).value) || \
                        kith_writable_(kith_at_(Row, f).present), \
            .optional = true, __VA_ARGS__                         \
    }
#define kith_foreign_key_(Row, f, Parent, its_key, ...)                      \
    {                                                                        \
        kith_attribute_(Row, f),                                             \
            .kind = _Generic(&kith_at_(Parent, its_key),                     \
                             __typeof__(&kith_at_(Row, f))                   \
                             : kith_kind_of_(kith_at_(Row, f))),             \
            .writable = kith_writable_(kith_at_(Row, f)), .parent = #Parent, \
            .parent_key = #its_key, __VA_ARGS__                              \
    }
#define kith_relationship_(Row, f, Target, ...)                        \
    {                                                                  \
        kith_attribute_(Row, f),                                       \
            .kind = kith_relationship_kind_(kith_at_(Row, f).kind_),   \
            .target = _Generic(kith_at_(Row, f).target_, Target *      \
                               : #Target),                             \
            .via = _Generic(kith_at_(Row, f).link_, Target *           \
                            : false, default                           \
                            : true),                                   \
            .link_bytes = sizeof(*kith_at_(Row, f).link_), __VA_ARGS__ \
    }
#define kith_foreign_keys_(Row, own, Parent, its, ...)                        \
    {                                                                         \
        .name = kith_text_ own, .row = #Row,                                  \
        .kind = (kith_kind)(KITH_KIND_FOREIGN_KEYS +                          \
                            0 * (kith_same_count_(own, its)                   \
                                     kith_zip_(Row, own, Parent, its))),      \
        .parent = #Parent, .columns = (const char *const[]){kith_texts_ own}, \
        .parent_columns = (const char *const[]){kith_texts_ its},             \
        .column_count = kith_count_of_ own, __VA_ARGS__                       \
    }
#define kith_named_(its_name, ...)                                   \
    .name = its_name, .columns = (const char *const[]){__VA_ARGS__}, \
    .column_count =                                                  \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)
#define kith_columns_(what, ...)                             \
    {                                                        \
        kith_named_(#__VA_ARGS__, __VA_ARGS__), .kind = what \
    }

/* One pair of columns of a foreign key has one type. */
#define kith_pair_(Row, f, Parent, its_key) \
    +_Generic(&kith_at_(Parent, its_key), __typeof__(&kith_at_(Row, f)) : 1)
#define kith_same_count_(own, its) \
    sizeof(char[(kith_count_of_ own) == (kith_count_of_ its) ? 1 : -1])
#define kith_text_(...) #__VA_ARGS__
#define kith_texts_(...) kith_each_(kith_quoted_, __VA_ARGS__)
#define kith_quoted_(x) #x,

#define kith_table_name_(Row) &Row##_table,

#endif
#endif
