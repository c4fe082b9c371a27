/* offsets.c - where everything lies in the rows of a table.
 *
 * Owns   the hidden tail: references and collections of foreign keys that no
 *        relationship shows, and the places in indexes of equal values.
 */
#include "catalog/steps/build.h"

/* Take `bytes` of the hidden tail. */
static size_t take(struct table *table, size_t bytes, size_t align)
{
    size_t offset = (table->row_bytes + align - 1) & ~(align - 1);

    table->row_bytes = offset + bytes;
    return offset;
}

static void place_foreign_keys(struct table *table)
{
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        struct foreign_key *own = &table->foreign_keys[i];

        own->reference_declared = own->child_end;
        own->reference = own->child_end ? own->child_end->offset
                                        : take(table, REFERENCE_BYTES, 8);
    }
    for (size_t i = 0; i < table->child_count; i++) {
        struct foreign_key *theirs = table->children[i];

        theirs->list = theirs->parent_end ? theirs->parent_end->offset
                                          : take(table, LIST_BYTES, 8);
    }
    for (size_t i = 0; i < table->key_count; i++) {
        struct key *key = &table->keys[i];

        if (!key->unique) {
            key->place = (uint32_t)take(table, PLACE_BYTES, PLACE_BYTES);
            table->nonunique_count++;
        }
        key->never_null = true;
        for (size_t j = 0; j < key->column_count; j++) {
            key->in_foreign_key |= key->columns[j]->link_count > 0;
            key->never_null &= !can_be_null(key->columns[j]);
        }
    }
}

/* Whether the foreign key must not be NULL, though none of its columns says so
 * by itself. */
static bool is_required(const struct foreign_key *foreign_key)
{
    return foreign_key->exclusive_count == 0 ||
           (foreign_key->not_null &&
            foreign_key->attribute->kind == KITH_KIND_FOREIGN_KEYS);
}

static void judge_foreign_keys(struct table *table)
{
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        struct foreign_key *foreign_key = &table->foreign_keys[i];

        table->acyclic |= foreign_key->acyclic;
        table->composite |= foreign_key->column_count > 1;
        foreign_key->required = is_required(foreign_key);
    }
}

kith_status ki_build_offsets(struct builder *builder, struct table *table)
{
    (void)builder;
    table->row_bytes = table->descriptor->row_bytes;
    table->row_align = (uint32_t)table->descriptor->row_align;
    if (table->row_align < 8)
        table->row_align = 8;
    place_foreign_keys(table);
    judge_foreign_keys(table);
    return KITH_OK;
}
