/* members.c - values and members of a row whose C type is not known.
 *
 * Public contract: kith/reflect.h, its second half.
 */
#include "engine.h"

#include "base/tuning.h"
#include "catalog/value.h"

#include <kith/reflect.h>
#include <kith/row.h>

/* --- Values --------------------------------------------------------------- */

/* What a column that is not NULL holds. */
static kith_value read_column(const struct column *column, const char *at)
{
    kith_kind kind = column->kind;

    if (kind == KITH_KIND_TEXT || kind == KITH_KIND_CHARS)
        return (kith_value){.kind = KITH_KIND_TEXT,
                            .text = kind == KITH_KIND_TEXT ? load_ptr(at) : at};
    if (kind == KITH_KIND_BLOB)
        return (kith_value){
            .kind = KITH_KIND_BLOB,
            .blob = {.data = blob_data(at), .bytes = blob_bytes(at)}};
    if (ki_kind_is_real(kind))
        return (kith_value){.kind = KITH_KIND_F64,
                            .real = ki_value_real(kind, at)};
    if (kind == KITH_KIND_BOOL || ki_kind_is_signed(kind))
        return (kith_value){.kind = KITH_KIND_I64,
                            .integer = (int64_t)ki_value_integer(kind, at)};
    return (kith_value){.kind = KITH_KIND_U64,
                        .natural = ki_value_integer(kind, at)};
}

kith_value kith_value_at(const void *row, size_t offset)
{
    const kith_value none = {.kind = KITH_KIND_NONE};
    const struct column *column;

    if (!row)
        return none;
    column = ki_table_column(row_store(row)->table, offset);
    KI_REQUIRE(kith_db_of(row), column, "the member is no column", none);
    return column_is_null(column, row)
               ? none
               : read_column(column, (const char *)row + offset);
}

/* --- Members -------------------------------------------------------------- */

static const kith_members no_members;

/* The members that stand at an offset of a row: those of a list, or the one to
 * which a pointer leads. A list is read as programs read it, by its slots and
 * their number: that of a change is a copy, whose few slots are still those of
 * the row. */
static KI_ALWAYS_INLINE kith_members members_in(const char *row, size_t offset,
                                                bool is_list)
{
    const char *at = row + offset;

    if (!is_list)
        return (kith_members){
            .rows_ = {.row = load_ptr(at), .found = load_ptr(at) != NULL}};
    return (kith_members){
        .rows_ = {.list = at,
                  .alive = row + GENERATION,
                  .place = load_u32(at + LIST_SLOT_COUNT) > LIST_INLINE_COUNT
                               ? load_u32(at + LIST_FIRST)
                               : 0,
                  .generation = row_generation(row),
                  .found = true}};
}

/* Find the members at an offset of a row, which may be NULL: it has none. False
 * when the member there is no relationship. */
static KI_ALWAYS_INLINE bool find_members(const char *row, size_t offset,
                                          kith_members *members)
{
    const struct relationship *relationship =
        row ? ki_table_relationship(row_store(row)->table, offset) : NULL;

    *members = no_members;
    if (!relationship)
        return !row;
    *members = members_in(row, offset,
                          relationship->kind == KITH_KIND_COLLECTION);
    if (relationship->target_key) {
        members->is_via_ = true;
        members->target_offset_ = relationship->target_key->reference;
    }
    return true;
}

kith_members kith_members_at(const void *row, size_t offset)
{
    kith_members members;
    bool found = find_members(row, offset, &members);

    KI_REQUIRE(kith_db_of(row), found, "the member is no relationship",
               members);
    return members;
}

void *kith_next_member(kith_members *members)
{
    char *row;

    if (!members)
        return NULL;
    row = kith_next_match_(&members->rows_);
    members->link = members->is_via_ ? row : NULL;
    return members->link ? load_ptr(row + members->target_offset_) : row;
}

/* How many rows a walk shows that has not begun. */
static size_t member_count(const kith_members *members)
{
    const char *header = members->rows_.list;

    return header ? load_u32(header + LIST_COUNT) : members->rows_.found;
}

size_t kith_member_count_at(const void *row, size_t offset)
{
    kith_members members;
    bool found = find_members(row, offset, &members);

    KI_REQUIRE(kith_db_of(row), found, "the member is no relationship", 0);
    return member_count(&members);
}

/* Go where the n-th member stands: at once where there are no holes. */
static void *nth_member(kith_members *members, size_t n)
{
    const char *header = members->rows_.list;
    size_t count = member_count(members);

    if (n >= count)
        return NULL;
    if (header && count == load_u32(header + LIST_SLOT_COUNT)) {
        members->rows_.place = n;
        n = 0;
    }
    for (; n > 0; n--)
        kith_next_member(members);
    return kith_next_member(members);
}

void *kith_member_at(const void *row, size_t offset, size_t n, void **link)
{
    kith_members members;
    bool found = find_members(row, offset, &members);
    void *member = nth_member(&members, n);

    if (link)
        *link = members.link;
    KI_REQUIRE(kith_db_of(row), found, "the member is no relationship", NULL);
    return member;
}

/* --- Along a foreign key -------------------------------------------------- */

void *kith_parent_of(const void *row, const kith_foreign_key *described)
{
    const struct foreign_key *foreign_key =
        row && described ? described->foreign_key_ : NULL;

    if (!foreign_key)
        return NULL;
    KI_REQUIRE(kith_db_of(row), row_store(row)->table == foreign_key->child,
               "the row is of another table or database than the foreign key",
               NULL);
    return load_ptr((const char *)row + foreign_key->reference);
}

kith_members kith_children_of(const void *row,
                              const kith_foreign_key *described)
{
    const struct foreign_key *foreign_key =
        row && described ? described->foreign_key_ : NULL;

    if (!foreign_key)
        return no_members;
    KI_REQUIRE(kith_db_of(row), row_store(row)->table == foreign_key->parent,
               "the row is of another table or database than the foreign key",
               no_members);
    return members_in(row, foreign_key->list, !foreign_key->one_to_one);
}
