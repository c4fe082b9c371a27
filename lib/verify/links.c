/* links.c - proving that both ends of every link agree; see verify.c. */
#include "verify/walk.h"

#include "delta/positions.h"

/* Whether the row may have no parent. The NULL of a foreign key is stored in
 * its reference alone, so the columns of its own hold zero meanwhile; one
 * without own columns can be NULL only because a shared column is (MATCH
 * SIMPLE). */
static bool has_null_key(const struct foreign_key *foreign_key, const char *row)
{
    for (size_t i = 0; i < foreign_key->exclusive_count; i++) {
        const struct column *column = foreign_key_exclusive(foreign_key)[i];

        if (!is_zero(row + column->offset, column->bytes))
            return false;
    }
    return foreign_key->unlinks || ki_has_null_part(foreign_key, row);
}

/* Climb to a row without a parent, or to one from which that was done before.
 * The number is that of the climb: meeting one's own is a cycle. References are
 * noted, not rows, so one map serves all foreign keys: each has a reference of
 * its own in a row. Each reference is noted once, so all climbs together are
 * O(rows). A parent that does not live in this table ends the climb: that
 * damage is named when its child is met. */
static bool climb_to_top(struct walk *walk,
                         const struct foreign_key *foreign_key, const char *row)
{
    size_t climb = ++walk->climbs;
    const size_t *ordinal;

    while (row && (ordinal = ki_ptr_map_find(&walk->rows, row)) &&
           *ordinal == foreign_key->child->ordinal) {
        const char *at = row + foreign_key->reference;
        const size_t *passed = ki_ptr_map_find(&walk->climbed, at);

        if (passed)
            return *passed != climb ||
                   damaged(walk, foreign_key->child, foreign_key->name,
                           "%t.%c is acyclic, and a row is its own ancestor");
        if (!walk_note(walk, &walk->climbed, at, climb))
            return false;
        row = load_ptr(at);
    }
    return true;
}

/* A key that names no row yet may do so while a level is open. That the row is
 * among those that wait is proved with the indexes. */
static bool walk_pending(struct walk *walk,
                         const struct foreign_key *foreign_key, const char *row)
{
    const struct store *parents = store_of(walk->db, foreign_key->parent);
    const void *values[KEY_COLUMNS_MAX];

    ki_foreign_key_values(foreign_key, row, values);
    return (db_has_level(walk->db) &&
            !ki_unique_index_find(
                &parents->indexes[foreign_key->parent_key->ordinal].unique,
                values)) ||
           damaged(walk, foreign_key->child, foreign_key->name,
                   "%t.%c waits for a row that it could refer to, or when "
                   "nothing may wait");
}

/* One link, seen from the child, in an order in which each test may rely on the
 * ones before: the NULL of a reference agrees with its place and columns; the
 * parent lives, in the right table; the key columns equal the parent's key; and
 * the parent shows the child where the child says that it stands. That the
 * parent shows no other row, walk_lists() concludes from counts. */
static bool walk_reference(struct walk *walk,
                           const struct foreign_key *foreign_key,
                           const char *row)
{
    char *parent = load_ptr(row + foreign_key->reference);
    const struct table *table = foreign_key->child;
    const char *name = foreign_key->name;
    const size_t *ordinal;

    if (is_pending(foreign_key, row))
        return walk_pending(walk, foreign_key, row);
    if (!parent && children_place(foreign_key, row))
        return damaged(walk, table, name,
                       "the reference of %t.%c is NULL and has a place");
    if (!parent && foreign_key->not_null &&
        !(foreign_key->defer_not_null && db_has_level(walk->db)))
        return damaged(walk, table, name, "%t.%c is required and NULL");
    if (!parent)
        return has_null_key(foreign_key, row) ||
               damaged(walk, table, name,
                       "%t.%c holds a key, but its reference is NULL");
    ordinal = ki_ptr_map_find(&walk->rows, parent);
    if (!ordinal || *ordinal != foreign_key->parent->ordinal)
        return damaged(walk, table, name,
                       "the reference of %t.%c leads to no living parent");
    if (!ki_foreign_key_holds(foreign_key, row, parent))
        return damaged(walk, table, name,
                       "%t.%c and the key of the row it refers to differ");
    if (foreign_key->acyclic && !climb_to_top(walk, foreign_key, row))
        return false;
    return children_hold(foreign_key, parent, row) ||
           damaged(walk, table, name,
                   "the parent of a row of %t does not list it at its place "
                   "for %c");
}

/* All links of one foreign key. Each child with a parent was found in a slot of
 * its own, for its place names just one; so when as many slots are filled as
 * there are children with a parent, no slot shows anything else. The members of
 * a list need not be followed for that.
 *
 * What is wrong with a list is named by the collection or scalar of the parent
 * where one is declared, for that is what the user knows, else by the foreign
 * key of the child. */
bool ki_walk_links(struct walk *walk, const struct foreign_key *foreign_key)
{
    const struct store *children = store_of(walk->db, foreign_key->child);
    const struct store *parents = store_of(walk->db, foreign_key->parent);
    const struct relationship *end = foreign_key->parent_end;
    const struct table *shown = end ? end->table : foreign_key->child;
    const char *name = end ? end->attribute->name : foreign_key->name;
    size_t linked = 0, listed = 0;
    const char *wrong;
    char *row = NULL;

    while ((row = ki_slab_next(children->slab, row))) {
        if (!walk_reference(walk, foreign_key, row))
            return false;
        linked += load_ptr(row + foreign_key->reference) != NULL;
        if (has_mate(foreign_key))
            linked += load_ptr(row + foreign_key->mate) != NULL;
    }
    if (children_are_mates(foreign_key))
        return true; /* its lists are those of the other */
    while ((row = ki_slab_next(parents->slab, row))) {
        if (!children_verify(foreign_key, row))
            return damaged(walk, shown, name,
                           "the list %t.%c: slots and counts do not agree");
        if ((wrong = ki_members_damage(walk->db, foreign_key, row)))
            return damaged(walk, shown, name, wrong);
        listed += children_count(foreign_key, row);
    }
    if (linked != listed)
        return damaged(walk, shown, name,
                       "the lists %t.%c show rows that are not linked there");
    while (position_of(foreign_key) &&
           (row = ki_slab_next(parents->slab, row))) {
        if (!ki_positions_verify(foreign_key, row))
            return damaged(walk, shown, name,
                           "members of %t.%c do not show their places");
    }
    return true;
}
