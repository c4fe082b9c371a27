/* sweeps.c - the deletes that nothing can refuse.
 *
 * Owns   foreign_key->cascades_throughout: children go with their parent, and
 *        so does all that is below them, however deep, for no key on the way
 *        down says anything but CASCADE. Keys may form cycles: a key is such
 *        unless a way down from it leads to one that is not.
 */
#include "catalog/steps/build.h"

/* Tables below which some key does not cascade; each is looked at once. */
struct found {
    struct table **tables;
    size_t count;
};

/* A key to this table does not cascade throughout. */
static void find(struct found *found, struct table *table)
{
    if (!table->may_keep_children)
        found->tables[found->count++] = table;
    table->may_keep_children = true;
}

/* Neither is one that leads to a table with such a key. */
static void spread(struct found *found, struct table *table)
{
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        table->foreign_keys[i].cascades_throughout = false;
        find(found, table->foreign_keys[i].parent);
    }
}

kith_status ki_build_sweeps(struct builder *builder)
{
    struct schema *schema = builder->schema;
    struct found found = {0};

    if (schema->table_count == 0)
        return KITH_OK;
    found.tables =
        build_new(builder, schema->table_count, sizeof(*found.tables));
    if (!found.tables)
        return KITH_E_MEMORY;
    for (size_t i = 0; i < schema->table_count; i++) {
        struct table *table = &schema->tables[i];

        for (size_t j = 0; j < table->foreign_key_count; j++) {
            struct foreign_key *foreign_key = &table->foreign_keys[j];

            foreign_key->cascades_throughout =
                foreign_key->on_delete == KITH_CASCADE;
            if (!foreign_key->cascades_throughout)
                find(&found, foreign_key->parent);
        }
    }
    for (size_t i = 0; i < found.count; i++)
        spread(&found, found.tables[i]);
    for (size_t i = 0; i < schema->table_count; i++) {
        struct table *table = &schema->tables[i];

        for (size_t j = 0; j < table->foreign_key_count; j++)
            table->foreign_keys[j].cascades_to_leaves =
                table->foreign_keys[j].cascades_throughout &&
                table->child_count == 0;
    }
    return KITH_OK;
}
