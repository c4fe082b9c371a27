/* sweeps.c - the deletes that nothing can refuse.
 *
 * Owns   foreign_key->cascades_throughout: children are deleted with their
 *        parent, and so is all that is below them, however deep, for each key
 *        on the way down says CASCADE. Keys may form cycles: a key cascades
 *        throughout unless a way down from it leads to one that does not.
 *
 * Such a delete cannot be refused, and of rows that stay it only changes the
 * lists they are taken out of, so it needs no change set and no memory
 * (delta/sweep.c). It depends on the tables alone, so it is worked out once
 * for all of them, and a delete reads one flag for each key.
 *
 *   artists <-- albums <-- tracks        all CASCADE: both cascade throughout
 *   stores  <-- items  <-- orders        CASCADE, RESTRICT: neither does, for
 *                                        an item may keep orders
 *
 * Cycles are why this starts from "all of them cascade" and takes away what is
 * found to be otherwise: a ring of CASCADE alone then keeps the flag. A start
 * from "none" would never set it there.
 */
#include "catalog/steps/build.h"

/* A key cascades throughout unless its children may stay, or may keep children
 * of their own. Returns whether a table was found that may keep children and
 * was not known to. */
static bool judge_keys(struct table *table)
{
    bool found = false;

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        struct foreign_key *key = &table->foreign_keys[i];

        /* KITH_DEFAULT_ACTION is 0, and actions.c has replaced it. */
        assert(key->on_delete);
        key->cascades_throughout =
            key->on_delete == KITH_CASCADE && !table->may_keep_children;
        key->cascades_to_leaves =
            key->cascades_throughout && table->child_count == 0;
        /* The keys along which this parent is a child are judged again. */
        if (!key->cascades_throughout && !key->parent->may_keep_children)
            found = key->parent->may_keep_children = true;
    }
    return found;
}

/* What is found of one table may change what was found of another: repeat until
 * nothing is found any more. Each round but the last marks a table, so it ends;
 * in the last one no mark was set, so every key was judged with all marks in
 * place. O(foreign keys) for each level of tables. */
void ki_build_sweeps(struct schema *schema)
{
    bool found = true;

    while (found) {
        found = false;
        for (size_t i = 0; i < schema->table_count; i++)
            found |= judge_keys(&schema->tables[i]);
    }
}
