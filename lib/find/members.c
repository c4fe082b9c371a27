/* members.c - values and members of a row whose C type is not known.
 *
 * Public contract: kith/reflect.h, its second half.
 */
#include "engine.h"

#include "catalog/value.h"

#include <kith/reflect.h>

/* --- Values --------------------------------------------------------------- */

static kith_value read_number(kith_kind kind, const char *at)
{
    if (ki_kind_is_real(kind))
        return (kith_value){.kind = KITH_KIND_F64,
                            .real = ki_value_real(kind, at)};
    if (kind == KITH_KIND_BOOL || ki_kind_is_signed(kind))
        return (kith_value){.kind = KITH_KIND_I64,
                            .integer = (int64_t)ki_value_integer(kind, at)};
    return (kith_value){.kind = KITH_KIND_U64,
                        .natural = ki_value_integer(kind, at)};
}

static kith_value read_column(const struct column *column, const char *row)
{
    const char *at = row + column->offset;

    if (column_is_null(column, row))
        return (kith_value){.kind = KITH_KIND_NONE};
    switch (column->kind) {
    case KITH_KIND_TEXT:
        return (kith_value){.kind = KITH_KIND_TEXT, .text = load_ptr(at)};
    case KITH_KIND_CHARS:
        return (kith_value){.kind = KITH_KIND_TEXT, .text = at};
    case KITH_KIND_BLOB:
        return (kith_value){
            .kind = KITH_KIND_BLOB,
            .blob = {.data = blob_data(at), .bytes = blob_bytes(at)}};
    default:
        return read_number(column->kind, at);
    }
}

kith_value kith_value_at(const void *row, size_t offset)
{
    const kith_value none = {.kind = KITH_KIND_NONE};
    const struct column *column;
    struct store *store;

    if (!row)
        return none;
    store = row_store(row);
    column = ki_table_column(store->table, offset);
    KI_REQUIRE(store_db(store), column, "the member is no column", none);
    return read_column(column, row);
}

/* --- Members -------------------------------------------------------------- */

static const kith_members no_members;

static kith_members one_member(char *row)
{
    return (kith_members){.rows_ = {.row = row, .found = row != NULL}};
}

/* A header is read as programs read it, by its slots and their number: that of
 * a change is a copy, whose few slots are still those of the row. */
static kith_members list_members(const char *header, const char *owner)
{
    bool is_array = load_u32(header + LIST_SLOT_COUNT) > LIST_INLINE_COUNT;

    return (kith_members){
        .rows_ = {.list = header,
                  .alive = owner + GENERATION,
                  .place = is_array ? load_u32(header + LIST_FIRST) : 0,
                  .generation = row_generation(owner),
                  .found = true}};
}

/* The relationship at the offset of a row that is not NULL, or NULL with the
 * misuse recorded. */
static const struct relationship *
relationship_at(const char *row, size_t offset, const char *call)
{
    const struct store *store = row_store(row);
    const struct relationship *relationship =
        ki_table_relationship(store->table, offset);

    if (relationship)
        return relationship;
    ki_error_misuse(&store_db(store)->error, call,
                    "%f: the member is no relationship");
    return NULL;
}

static kith_members members_of(const struct relationship *relationship,
                               const char *row)
{
    const char *at = row + relationship->offset;
    kith_members members;

    if (relationship->kind != KITH_KIND_COLLECTION)
        return one_member(load_ptr(at));
    members = list_members(at, row);
    if (relationship->target_key) {
        members.is_via_ = true;
        members.target_offset_ = relationship->target_key->reference;
    }
    return members;
}

/* The member that a row of the list stands for. */
static void *next_member(kith_members *members, char *row)
{
    members->link = members->is_via_ ? row : NULL;
    return row && members->is_via_ ? load_ptr(row + members->target_offset_)
                                   : row;
}

kith_members kith_members_at(const void *row, size_t offset)
{
    const struct relationship *relationship =
        row ? relationship_at(row, offset, __func__) : NULL;

    return relationship ? members_of(relationship, row) : no_members;
}

void *kith_next_member(kith_members *members)
{
    if (!members)
        return NULL;
    return next_member(members, kith_next_match_(&members->rows_));
}

size_t kith_member_count_at(const void *row, size_t offset)
{
    const struct relationship *relationship =
        row ? relationship_at(row, offset, __func__) : NULL;
    const char *at;

    if (!relationship)
        return 0;
    at = (const char *)row + offset;
    if (relationship->kind == KITH_KIND_COLLECTION)
        return load_u32(at + LIST_COUNT);
    return load_ptr(at) != NULL;
}

/* Go where the n-th member stands: at once where there are no holes. */
static void *nth_member(kith_members *members, size_t n)
{
    const char *header = members->rows_.list;
    uint32_t count = header ? load_u32(header + LIST_COUNT) : 1;

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
    const struct relationship *relationship =
        row ? relationship_at(row, offset, __func__) : NULL;
    kith_members members =
        relationship ? members_of(relationship, row) : no_members;
    void *member = nth_member(&members, n);

    if (link)
        *link = members.link;
    return member;
}

/* --- Along a foreign key -------------------------------------------------- */

static void refuse_row(const char *row, const char *call)
{
    ki_error_misuse(&store_db(row_store(row))->error, call,
                    "%f: the row is of another table or database than the "
                    "foreign key");
}

void *kith_parent_of(const void *row, const kith_foreign_key *described)
{
    const struct foreign_key *foreign_key =
        row && described ? described->foreign_key_ : NULL;

    if (!foreign_key)
        return NULL;
    if (row_store(row)->table == foreign_key->child)
        return load_ptr((const char *)row + foreign_key->reference);
    refuse_row(row, __func__);
    return NULL;
}

kith_members kith_children_of(const void *row,
                              const kith_foreign_key *described)
{
    const struct foreign_key *foreign_key =
        row && described ? described->foreign_key_ : NULL;
    const char *at;

    if (!foreign_key)
        return no_members;
    if (row_store(row)->table != foreign_key->parent) {
        refuse_row(row, __func__);
        return no_members;
    }
    at = (const char *)row + foreign_key->list;
    return foreign_key->one_to_one ? one_member(load_ptr(at))
                                   : list_members(at, row);
}
