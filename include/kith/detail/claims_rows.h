/* claims_rows.h - what kith/criterion.h claims of rows and their links.
 *
 * The include stands before the guard: see criterion.h.
 */
#include <kith/criterion.h>

#ifndef KITH_DETAIL_CLAIMS_ROWS_H
#define KITH_DETAIL_CLAIMS_ROWS_H

#ifndef __cplusplus

/* --- Rows ----------------------------------------------------------------- */

/* Whether "id, price" has the name. */
static inline bool kith_has_name_(const char *names, const char *name)
{
    const size_t bytes = strlen(name);

    while (*names) {
        const size_t next = strcspn(names, ", ");

        if (next == bytes && memcmp(names, name, bytes) == 0)
            return true;
        names += next + strspn(names + next, ", ");
    }
    return false;
}

/* Says of each name that it is neither a column nor a relationship. */
static inline void kith_say_unknown_names_(kith_db *db, const kith_table *table,
                                           const char *names)
{
    kith_column column;
    kith_relationship relationship;

    while (*names) {
        const size_t bytes = strcspn(names, ", ");
        char *name = (char *)calloc(bytes + 1, 1);

        if (name)
            memcpy(name, names, bytes);
        if (name && bytes > 0 && !kith_column_named(db, table, name, &column) &&
            !kith_relationship_named(db, table, name, &relationship)) {
            kith_say_(kith_said_.bytes > 0 ? "\n" : "");
            kith_say_(table->name);
            kith_say_(" has no column ");
            kith_say_(name);
        }
        free(name);
        names += bytes + strspn(names + bytes, ", ");
    }
}

static inline int64_t kith_signed_at_(const void *at, size_t bytes)
{
    int8_t one;
    int16_t two;
    int32_t four;
    int64_t eight;

    switch (bytes) {
    case 1:
        memcpy(&one, at, 1);
        return one;
    case 2:
        memcpy(&two, at, 2);
        return two;
    case 4:
        memcpy(&four, at, 4);
        return four;
    default:
        memcpy(&eight, at, 8);
        return eight;
    }
}
static inline uint64_t kith_unsigned_at_(const void *at, size_t bytes)
{
    const uint64_t number = (uint64_t)kith_signed_at_(at, bytes);

    return bytes < 8 ? number & (((uint64_t)1 << 8 * bytes) - 1) : number;
}
static inline double kith_real_at_(const void *at, size_t bytes)
{
    float narrow;
    double wide;

    if (bytes == sizeof(float)) {
        memcpy(&narrow, at, sizeof(narrow));
        return (double)narrow;
    }
    memcpy(&wide, at, sizeof(wide));
    return wide;
}

/* Whether all bytes are zero. */
static inline bool kith_is_zero_(const char *at, size_t bytes)
{
    while (bytes > 0 && at[bytes - 1] == 0)
        bytes--;
    return bytes == 0;
}
static inline bool kith_is_given_(const kith_column *column,
                                  const void *literal)
{
    return !kith_is_zero_((const char *)literal + column->offset_bytes,
                          column->bytes + (column->optional ? 1 : 0));
}

/* The value of a column in a literal, which is no row: kith_value_at would look
 * for its table. */
static inline kith_value kith_literal_value_(const kith_column *column,
                                             const void *literal)
{
    const char *at = (const char *)literal + column->offset_bytes;
    kith_value value = {.kind = KITH_KIND_NONE};
    const char *text;
    kith_blob blob;

    if (column->optional && !at[column->bytes])
        return value;
    switch (column->kind) {
    case KITH_KIND_TEXT:
        memcpy(&text, at, sizeof(text));
        return text ? (kith_value)KITH_STRING(text) : value;
    case KITH_KIND_CHARS:
        return (kith_value)KITH_STRING(at);
    case KITH_KIND_BLOB:
        memcpy(&blob, at, sizeof(blob));
        return blob.data ? (kith_value)KITH_BINARY(blob.data, blob.bytes)
                         : value;
    case KITH_KIND_F32:
    case KITH_KIND_F64:
        return (kith_value)KITH_REAL(kith_real_at_(at, column->bytes));
    case KITH_KIND_U8:
    case KITH_KIND_U16:
    case KITH_KIND_U32:
    case KITH_KIND_U64:
        value.kind = KITH_KIND_U64;
        value.natural = kith_unsigned_at_(at, column->bytes);
        break;
    case KITH_KIND_BOOL:
        value.kind = KITH_KIND_I64;
        value.integer = at[0] != 0;
        break;
    default:
        value.kind = KITH_KIND_I64;
        value.integer = kith_signed_at_(at, column->bytes);
    }
    if (column->foreign_key && column->nullable &&
        kith_is_zero_(at, column->bytes))
        value.kind = KITH_KIND_NONE;
    return value;
}

static inline void kith_compare_value_(const void *row,
                                       const kith_column *column,
                                       kith_value expected)
{
    const kith_value actual = kith_value_at(row, column->offset_bytes);

    if (kith_value_compare(&actual, &expected) == 0)
        return;
    kith_say_line_(row, column->name);
    kith_say_value_(column, actual);
    kith_say_(", expected ");
    kith_say_value_(column, expected);
}

static inline void kith_compare_parent_(const void *row,
                                        const kith_relationship *reference,
                                        const void *expected)
{
    kith_members parents = kith_members_at(row, reference->offset_bytes);
    const void *actual = kith_next_member(&parents);

    if (actual == expected)
        return;
    kith_say_line_(row, reference->name);
    kith_say_key_or_none_(actual);
    kith_say_(", expected ");
    kith_say_key_or_none_(expected);
}

/* Whether there is such a row, "the row" say; else that was said. */
static inline bool kith_there_is_(const char *what, const void *row)
{
    kith_say_nothing_();
    if (kith_is_live(row))
        return true;
    kith_say_(what);
    kith_say_(row ? " was deleted" : " is NULL");
    return false;
}
static inline bool kith_is_a_row_(const void *row)
{
    return kith_there_is_("the row", row);
}

/* The columns and references that are named; without names, those that are not
 * zero in the literal. */
static inline const char *kith_row_is_(const void *row, const void *literal,
                                       const char *names)
{
    kith_db *db = kith_db_of(row);
    const kith_table *table = kith_table_of(row);
    kith_column column;
    kith_relationship link;

    if (!kith_is_a_row_(row))
        return kith_what_is_wrong_();
    if (names)
        kith_say_unknown_names_(db, table, names);
    for (size_t i = 0; kith_table_column(db, table, i, &column); i++) {
        if (names ? kith_has_name_(names, column.name)
                  : kith_is_given_(&column, literal))
            kith_compare_value_(row, &column,
                                kith_literal_value_(&column, literal));
    }
    for (size_t i = 0; kith_table_relationship(db, table, i, &link); i++) {
        const void *parent;

        if (link.kind != KITH_KIND_REFERENCE)
            continue;
        memcpy(&parent, (const char *)literal + link.offset_bytes,
               sizeof(parent));
        if (names ? kith_has_name_(names, link.name) : parent != NULL)
            kith_compare_parent_(row, &link, parent);
    }
    return kith_said_or_null_();
}

static inline const char *kith_same_row_(const void *row, const void *other,
                                         const char *ignored)
{
    kith_db *db = kith_db_of(row);
    const kith_table *table = kith_table_of(row);
    kith_column left, right;

    if (!kith_is_a_row_(row) || !kith_there_is_("the other row", other))
        return kith_what_is_wrong_();
    kith_say_unknown_names_(db, table, ignored);
    for (size_t i = 0; kith_table_column(db, table, i, &left); i++) {
        if (kith_has_name_(ignored, left.name))
            continue;
        if (kith_column_named(kith_db_of(other), kith_table_of(other),
                              left.name, &right)) {
            kith_compare_value_(row, &left,
                                kith_value_at(other, right.offset_bytes));
        } else {
            kith_say_line_(other, left.name);
            kith_say_("is no column of it");
        }
    }
    return kith_said_or_null_();
}

/* clang-format off */
#define kith_literal_of_(row, ...) \
    __extension__ &(const __typeof__(*(row))){__VA_ARGS__}
/* clang-format on */
#define kith_row_given_(row, ...) \
    kith_claim_(kith_row_is_((row), kith_literal_of_(row, __VA_ARGS__), NULL))
#define kith_columns_given_(row, names, ...) \
    kith_claim_(                             \
        kith_row_is_((row), kith_literal_of_(row, __VA_ARGS__), (names)))
#define kith_same_row_given_(row, other, ignored, ...) \
    kith_claim_(kith_same_row_((row), (other), (ignored)))

/* --- Links ---------------------------------------------------------------- */

/* The compiler says where the member is no relationship. */
#define kith_link_offset_(row, member) \
    (kith_offset_(row, member) + 0 * sizeof((row)->member.kind_))

static inline bool kith_link_at_(const void *row, size_t offset,
                                 kith_relationship *link)
{
    kith_db *db = kith_db_of(row);

    for (size_t i = 0; kith_table_relationship(db, kith_table_of(row), i, link);
         i++) {
        if (link->offset_bytes == offset)
            return true;
    }
    kith_say_("the member is no relationship");
    return false;
}

static inline void kith_say_members_(const void *row,
                                     const kith_relationship *link)
{
    kith_members members = kith_members_at(row, link->offset_bytes);
    const void *member;
    bool first = true;

    while ((member = kith_next_member(&members))) {
        kith_say_(first ? "" : ", ");
        kith_say_key_(member);
        first = false;
    }
    kith_say_(first ? "nothing" : "");
}

static inline bool kith_shows_(const void *row, const kith_relationship *link,
                               const void *other)
{
    kith_members members = kith_members_at(row, link->offset_bytes);

    return link->kind == KITH_KIND_COLLECTION
               ? kith_contains_at(row, link->offset_bytes, other)
               : kith_next_member(&members) == other;
}

static inline const char *kith_related_(const void *row, size_t offset,
                                        const void *other, bool wanted)
{
    kith_relationship link;

    if (!kith_is_a_row_(row) || !kith_there_is_("the other row", other) ||
        !kith_link_at_(row, offset, &link))
        return kith_what_is_wrong_();
    if (kith_shows_(row, &link, other) == wanted)
        return NULL;
    kith_say_line_(row, link.name);
    kith_say_members_(row, &link);
    kith_say_(wanted ? ", expected " : ", expected without ");
    kith_say_key_(other);
    kith_say_(wanted && link.kind == KITH_KIND_COLLECTION ? " among them" : "");
    return kith_what_is_wrong_();
}

static inline const char *kith_are_members_(const void *row, size_t offset,
                                            const void *const *rows,
                                            size_t count)
{
    kith_relationship link;
    kith_members members;
    bool same;

    if (!kith_is_a_row_(row) || !kith_link_at_(row, offset, &link))
        return kith_what_is_wrong_();
    for (size_t i = 0; i < count; i++) {
        if (!kith_there_is_("a row that is expected", rows[i]))
            return kith_what_is_wrong_();
    }
    same = kith_member_count_at(row, offset) == count;
    members = kith_members_at(row, offset);
    for (size_t i = 0; same && i < count; i++)
        same = kith_next_member(&members) == rows[i];
    if (same)
        return NULL;
    kith_say_line_(row, link.name);
    kith_say_members_(row, &link);
    kith_say_(", expected ");
    kith_say_(count == 0 ? "nothing" : "");
    for (size_t i = 0; i < count; i++) {
        kith_say_(i > 0 ? ", " : "");
        kith_say_key_(rows[i]);
    }
    return kith_what_is_wrong_();
}

/* The last of the rows is the NULL behind them. */
#define kith_members_given_(row, member, ...)  \
    kith_claim_(kith_are_members_(             \
        (row), kith_link_offset_(row, member), \
        (const void *const[]){__VA_ARGS__},    \
        sizeof((const void *const[]){__VA_ARGS__}) / sizeof(void *) - 1))

#endif
#endif
