/* offsets.c - where everything lies in the rows of a table.
 *
 * Owns   the hidden tail: references and collections of foreign keys that no
 *        relationship shows, links of lists whose members show their places,
 *        and the places in indexes of equal values.
 *
 *   | the user's struct | references | lists | places |
 *   0                   descriptor->row_bytes         row_bytes
 *
 * Every foreign key has both of its ends in rows, shown or not: the reference
 * is how a child finds its parent, and the list is the index of the foreign
 * key. A program that declares no relationship pays for them all the same, in
 * the tail, which its struct does not know of.
 *
 * What needs 8 bytes comes before what needs 4, so there is no gap but the one
 * behind the user's struct. The place of a child in its parent's list needs no
 * bytes of its own: it is part of the reference.
 */
#include "catalog/steps/build.h"

/* Take `bytes` of the hidden tail, at its end; returns their offset in the row.
 * A row is aligned as row_align says, so the offset alone decides. */
static uint32_t take(struct table *table, size_t bytes, size_t align)
{
    size_t offset = (table->row_bytes + align - 1) & ~(align - 1);

    assert(align > 0 && (align & (align - 1)) == 0);
    assert(align <= table->row_align);
    assert(offset + bytes <= UINT32_MAX);
    table->row_bytes = offset + bytes;
    return (uint32_t)offset;
}

/* The two loops together set each end of each foreign key once: its reference
 * by the table that is its child, its list by the table that is its parent. A
 * hidden end is always a collection: one_to_one comes from a scalar that is
 * declared. */
static void place_links(struct table *table)
{
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        struct foreign_key *own = &table->foreign_keys[i];

        own->reference_declared = own->child_end;
        own->reference = own->child_end ? own->child_end->offset
                                        : take(table, REFERENCE_BYTES, 8);
        own->mate = own->reference;
    }
    for (size_t i = 0; i < table->child_count; i++) {
        struct foreign_key *theirs = table->children[i];

        assert(theirs->parent == table);
        theirs->list = theirs->parent_end ? theirs->parent_end->offset
                                          : take(table, LIST_BYTES, 8);
        if (position_of(theirs))
            theirs->rules->stale_at = take(table, STALE_BYTES, 8);
    }
}

/* Both keys of a .symmetric pair are children of the same lists. */
static void place_mates(struct table *table)
{
    for (size_t i = 0; i < table->relationship_count; i++) {
        const struct relationship *relationship = &table->relationships[i];
        struct foreign_key *one = relationship->foreign_key;
        struct foreign_key *two = relationship->target_key;

        if (!relationship->attribute->symmetric)
            continue;
        assert(one->list == two->list && one->list == relationship->offset);
        one->mate = two->reference;
        two->mate = one->reference;
        one->child->plain[4] = one->reference | (uint64_t)two->reference << 32;
    }
}

/* Whether the key is in no index where this column is NULL. */
static bool keeps_out(const struct key *key, const struct column *column)
{
    assert(key->column_count > 0);
    return key->ordered ? column->foreign_key && can_be_null(column)
                        : can_be_null(column);
}

/* A row has its place in each index of equal values, so that it leaves in O(1),
 * and its stamp in each ordered one; other indexes find it by its key. Hidden
 * keys are unique, so they take nothing. What else is known of a key by now is
 * noted here, where each is looked at with its columns. */
static void place_keys(struct table *table)
{
    for (size_t i = 0; i < table->key_count; i++) {
        struct key *key = &table->keys[i];

        if (key_has_postings(key)) {
            size_t bytes = key->ordered ? STAMP_BYTES : PLACE_BYTES;

            key->place_offset = take(table, bytes, bytes);
            table->posted_count++;
        }
        key->never_null = key->required = true;
        for (size_t j = 0; j < key->column_count; j++) {
            key->in_foreign_key |= key->columns[j]->link_count > 0;
            if (!keeps_out(key, key->columns[j]))
                continue;
            key->never_null = false;
            key->required &= key->columns[j]->not_null;
        }
        if (!key->pending)
            continue;
        key->never_null = key->required = false;
        key->pending_at = table->foreign_keys[key->pending_at].reference;
    }
}

/* Rows are aligned to 8 bytes at least: heads count distances in these, and
 * references and lists begin with a pointer. */
void ki_build_offsets(struct schema *schema)
{
    for (size_t i = 0; i < schema->table_count; i++) {
        struct table *table = &schema->tables[i];

        table->row_bytes = table->descriptor->row_bytes;
        table->row_align = (uint32_t)table->descriptor->row_align;
        if (table->row_align < 8)
            table->row_align = 8;
        place_links(table);
        place_keys(table);
        assert(table->row_bytes >= table->descriptor->row_bytes);
    }
    for (size_t i = 0; i < schema->table_count; i++)
        place_mates(&schema->tables[i]);
}
