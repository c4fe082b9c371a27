/* sweeps.c - the deletes that nothing can refuse.
 *
 * Owns   foreign_key->cascades_throughout: children go with their parent, and
 *        so does all that is below them, however deep, for no key on the way
 *        down says anything but CASCADE. Keys may form cycles: a key is such
 *        unless a way down from it leads to one that is not.
 */
#include "catalog/steps/build.h"

/* A key cascades throughout unless its children may stay, or may keep children
 * of their own. Returns whether some parent was found to keep children that was
 * not known to before. */
static bool judge_keys(struct table *table)
{
    bool found = false;

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        struct foreign_key *key = &table->foreign_keys[i];

        key->cascades_throughout =
            key->on_delete == KITH_CASCADE && !table->may_keep_children;
        key->cascades_to_leaves =
            key->cascades_throughout && table->child_count == 0;
        if (!key->cascades_throughout && !key->parent->may_keep_children)
            found = key->parent->may_keep_children = true;
    }
    return found;
}

/* What one table is found to keep may change what another does: go round until
 * nothing is found, at most once for each level of the way down. */
void ki_build_sweeps(struct schema *schema)
{
    bool found = true;

    while (found) {
        found = false;
        for (size_t i = 0; i < schema->table_count; i++)
            found |= judge_keys(&schema->tables[i]);
    }
}
