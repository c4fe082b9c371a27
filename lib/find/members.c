/* members.c - values and members of a row whose C type is not known.
 *
 * Owns   how a column is read by its offset, and one walk for the members that
 *        relationships of all shapes show.
 * Knows  where the schema says that a row keeps its columns and links.
 *
 * Public contract: kith/reflect.h, its second half.
 *
 *   reference, scalar   | row ptr |            at most one member
 *   collection          | slots ptr | ... |    the rows in the slots
 *   many-to-many        | slots ptr | ... |    rows of the association table;
 *                                              their reference to the other end
 *                                              is the member
 *
 * The row may be a draft, that is the after-image that a function of the user
 * is shown. It has a head like a row, so its store is found in the same way,
 * but its lists are a copy of bytes and not to be taken for a list of data/.
 * Nothing here writes but a refusal, which records the error.
 */
#include "base/tuning.h"
#include "catalog/value.h"
#include "find/seek.h"

#include <kith/reflect.h>
#include <kith/row.h>

/* --- Values --------------------------------------------------------------- */

/* What a column that is not NULL holds, widened to one of the five kinds of a
 * kith_value, so that callers need not know the fourteen of columns. Texts and
 * blobs are not copied: the value points into the row or at its block. */
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
    /* A bool is an integer here, as KITH_INTEGER(1) is one for it. */
    if (kind == KITH_KIND_BOOL || ki_kind_is_signed(kind))
        return (kith_value){.kind = KITH_KIND_I64,
                            .integer = (int64_t)ki_value_integer(kind, at)};
    return (kith_value){.kind = KITH_KIND_U64,
                        .natural = ki_value_integer(kind, at)};
}

/* NULL is judged by the column and not by its bytes: a column of a foreign key
 * is NULL when its reference is, and holds zero then. */
kith_value kith_value_at(const void *row, size_t offset)
{
    const kith_value none = {.kind = KITH_KIND_NONE};
    const struct column *column;

    if (!row)
        return none;
    column = ki_table_column(row_store(row)->table, offset);
    KI_REQUIRE_OF(row_store(row), column, "the member of %t is no column",
                  none);
    return column_is_null(column, row)
               ? none
               : read_column(column, (const char *)row + offset);
}

/* --- Members --------------------------------------------------------------
 *
 * A kith_members is a kith_match (kith/seek.h) and, in a many-to-many, the
 * offset of the reference that leads on from each row. So a walk ends
 * when its list does, and its body may delete rows, as there. */

static const kith_members no_members;

/* The members that stand at an offset of a row: those of a list, or the one to
 * which a pointer leads. The pointer is loaded here, once: a walk over one row
 * does not look at its end of the link again.
 *
 * A list is read as programs read it, by its slots and their number. In a
 * draft the header is a copy, and up to three slots are still those in the row
 * itself: `slots` points there, not into the copy, so child_list_in_place()
 * would say of it that it has an array, and LIST_FIRST would be read from the
 * bytes of a slot. Only a list of more than three slots has an array for
 * certain; in a shorter one at most three holes are passed.
 *
 * The generation is that of the owner of the list, row or draft; it is only
 * compared with itself, so that of a draft, which is not live, serves too. */
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

/* Two keys share the list, so each row is looked at for the one by which it
 * names the owner. That of a draft is the row whose copy it is; one that is to
 * be inserted has no members. */
static void share_list(kith_members *members,
                       const struct foreign_key *foreign_key, const char *row)
{
    assert(has_mate(foreign_key));
    members->owner_ = row_is_copy(row) ? load_ptr(row + AFTER_ROW) : row;
    members->near_offset_ = foreign_key->reference;
}

/* The members at an offset of a row, which may be NULL: it has none, and where
 * the member is no relationship the public function `call` is refused. O(1) by
 * the table's map, and O(log members) in large rows. */
static KI_ALWAYS_INLINE kith_members find_members(const char *row,
                                                  size_t offset,
                                                  const char *call)
{
    const struct relationship *relationship =
        row ? ki_table_relationship(row_store(row)->table, offset) : NULL;
    kith_members members;

    if (!relationship) {
        if (row)
            ki_seek_refuse(row_store(row), NULL,
                           "%f: the member of %t is no relationship", call);
        return no_members;
    }
    members =
        members_in(row, offset, relationship->kind == KITH_KIND_COLLECTION);
    if (relationship->target_key) {
        members.is_via_ = true;
        members.target_offset_ = relationship->target_key->reference;
    }
    if (relationship->kind == KITH_KIND_COLLECTION &&
        has_mate(relationship->foreign_key))
        share_list(&members, relationship->foreign_key, row);
    return members;
}

kith_members kith_members_at(const void *row, size_t offset)
{
    return find_members(row, offset, __func__);
}

/* Whether a row of a list that two keys share is a child along the key that is
 * walked; in the collection all are. */
static bool is_shown(const kith_members *members, const char *row)
{
    return !members->owner_ || members->is_via_ ||
           load_ptr(row + members->near_offset_) == members->owner_;
}

static char *far_end(const kith_members *members, const char *link)
{
    char *end = load_ptr(link + members->target_offset_);

    assert(members->is_via_);
    return members->owner_ && end == members->owner_
               ? load_ptr(link + members->near_offset_)
               : end;
}

/* `link` says where the walk stands in a many-to-many: a caller that wants to
 * delete or read the association row has it without a search. NULL still means
 * the end there: kith_open() requires that neither key of an association table
 * can be NULL, so the reference of each leads to a row, unless it waits for one
 * in a level: then there is a link and no member. */
void *kith_next_member(kith_members *members)
{
    char *row;

    if (!members)
        return NULL;
    do
        row = kith_next_match_(&members->rows_);
    while (row && !is_shown(members, row));
    members->link = members->is_via_ ? row : NULL;
    return members->link ? far_end(members, row) : row;
}

/* How many rows a walk shows that has not begun. The count in the header is
 * that of the members, without the holes. */
static size_t member_count(const kith_members *members)
{
    const char *header = members->rows_.list;

    return header ? load_u32(header + LIST_COUNT) : members->rows_.found;
}

size_t kith_member_count_at(const void *row, size_t offset)
{
    kith_members members = find_members(row, offset, __func__);

    return member_count(&members);
}

/* The n-th member, or NULL behind the last; the walk stands behind it then. In
 * a list without holes the n-th slot holds the n-th member, so the walk is set
 * there and its first step is the only one. Else holes and members before it
 * are passed one by one: O(slots before it), and no row is read but association
 * rows. */
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

/* Where the offset is refused the walk is empty, so `member` and `*link` are
 * NULL. */
void *kith_member_at(const void *row, size_t offset, size_t n, void **link)
{
    kith_members members = find_members(row, offset, __func__);
    void *member = nth_member(&members, n);

    if (link)
        *link = members.link;
    return member;
}

/* --- Along a foreign key --------------------------------------------------
 *
 * The caller has the foreign key from a description of this or another
 * database, perhaps of one with the same descriptors. So its table is compared
 * by the address in the schema, which no two open databases share. Both read
 * the link from the row and look nothing up. */

void *kith_parent_of(const void *row, const kith_foreign_key *described)
{
    const struct foreign_key *foreign_key =
        row && described ? described->foreign_key_ : NULL;

    if (!foreign_key)
        return NULL;
    KI_REQUIRE_OF(row_store(row), row_store(row)->table == foreign_key->child,
                  "the row is of %t, the foreign key of another table or "
                  "database",
                  NULL);
    return load_ptr((const char *)row + foreign_key->reference);
}

kith_members kith_children_of(const void *row,
                              const kith_foreign_key *described)
{
    const struct foreign_key *foreign_key =
        row && described ? described->foreign_key_ : NULL;
    kith_members members;

    if (!foreign_key)
        return no_members;
    KI_REQUIRE_OF(row_store(row), row_store(row)->table == foreign_key->parent,
                  "the row is of %t, the foreign key leads to another table or "
                  "database",
                  no_members);
    members = members_in(row, foreign_key->list, !foreign_key->one_to_one);
    if (has_mate(foreign_key))
        share_list(&members, foreign_key, row);
    return members;
}
