/* fast_delete.c - rows deleted with their children where nothing can refuse it;
 * see fastpath.h.
 *
 * Owns   three ways to tell that: the schema says so of all below a row; a look
 *        at its children does; or all that a cascade reaches is listed, and
 *        nobody else refers to any of it.
 */
#include "edit/fastpath.h"

#include "delta/fetch.h"
#include "delta/reserve.h"
#include "edit/changeset.h"

/* Whether the children of a row along this key are deleted with it and have
 * none themselves but such as are deleted with them. One level is looked at, as
 * rows are now; below it the schema says the rest (cascades_throughout).
 * O(children). */
KI_COLD static bool may_sweep(const struct foreign_key *foreign_key, char *row)
{
    const struct table *table = foreign_key->child;
    size_t place = 0;
    char *child;

    assert(row_is_in(row, foreign_key->parent));
    if (foreign_key->on_delete != KITH_CASCADE || table->counts_leaving)
        return false;
    while ((child = children_next(foreign_key, row, &place))) {
        for (size_t i = 0; i < table->child_count; i++) {
            if (!table->children[i]->cascades_throughout &&
                children_count(table->children[i], child) > 0)
                return false;
        }
    }
    return true;
}

/* --- By a list ------------------------------------------------------------ */

/* The children that a cascade deletes, each once. False without memory. */
static bool list_cascade(struct kith_db *db,
                         const struct foreign_key *foreign_key, char *parent)
{
    size_t place = 0;
    char *child;

    assert(foreign_key->on_delete == KITH_CASCADE);
    while ((child = children_next(foreign_key, parent, &place))) {
        fetch_row(children_ahead(foreign_key, parent, place + CHILD_AHEAD));
        if (!is_to_delete(child) &&
            ki_changeset_delete(db, child, 0) != KITH_OK)
            return false;
    }
    return true;
}

/* Whether all children of a listed row along a key without CASCADE are listed
 * too: a row that is deleted is neither set nor counted. */
static bool children_are_listed(const struct foreign_key *foreign_key,
                                char *parent)
{
    size_t place = 0;
    char *child;

    assert(is_to_delete(parent));
    while ((child = children_next(foreign_key, parent, &place))) {
        if (!is_to_delete(child))
            return false;
    }
    return true;
}

/* List all that is deleted with the row: FAST_MISS where a child is left under
 * a key that does not cascade, or RESTRICT, which asks at once, has one. */
static enum fastpath list_all(struct kith_db *db, char *row)
{
    struct changeset *set = &db->changeset;
    bool others = false;

    assert(set->to_delete.count == 0 && set->changes.count == 0);
    if (ki_changeset_delete(db, row, MARK_NAMED) != KITH_OK)
        return FAST_MEMORY;
    for (size_t i = 0; i < set->to_delete.count; i++) {
        char *parent = set->to_delete.items[i];
        const struct table *table = row_store(parent)->table;

        if (table->counts_leaving)
            return FAST_MISS;
        for (size_t j = 0; j < table->child_count; j++) {
            const struct foreign_key *foreign_key = table->children[j];

            if (children_count(foreign_key, parent) == 0)
                continue;
            if (foreign_key->on_delete == KITH_RESTRICT)
                return FAST_MISS;
            if (foreign_key->on_delete != KITH_CASCADE)
                others = true;
            else if (!list_cascade(db, foreign_key, parent))
                return FAST_MEMORY;
        }
    }
    for (size_t i = 0; others && i < set->to_delete.count; i++) {
        char *parent = set->to_delete.items[i];
        const struct table *table = row_store(parent)->table;

        for (size_t j = 0; j < table->child_count; j++) {
            if (table->children[j]->on_delete != KITH_CASCADE &&
                !children_are_listed(table->children[j], parent))
                return FAST_MISS;
        }
    }
    return FAST_DONE;
}

/* The list is that of the change set, which is carried out as any other: only
 * what follows and what refuses was found in a shorter way. */
KI_NOINLINE static enum fastpath delete_listed(struct kith_db *db, char *row)
{
    enum fastpath fast = list_all(db, row);

    assert(!db_is_frozen(db));
    if (fast == FAST_DONE && ki_reserve_changes(db) != KITH_OK)
        fast = FAST_MEMORY;
    if (fast == FAST_DONE)
        ki_mutate_changes(db);
    ki_changeset_reset(db);
    return fast;
}

/* Each key of the children is passed in one of three ways: there is no child;
 * the schema says that all below is deleted with the row; or a look at the
 * children says so. Else all that goes is listed. Everything is looked at
 * before anything is deleted. The shallowest way to delete is taken: the row
 * alone, with children that can have none, or with all below. */
enum fastpath ki_fast_delete_parent(char *row)
{
    const struct table *table = row_store(row)->table;
    bool childless = true, leaves = true;

    assert(row_is_live(row));
    assert(table->child_count > 0);
    for (size_t i = 0; i < table->child_count; i++) {
        const struct foreign_key *foreign_key = table->children[i];

        if (children_count(foreign_key, row) == 0)
            continue;
        childless = false;
        /* One key with children that may have some makes it a sweep. */
        leaves &= foreign_key->cascades_to_leaves;
        if (!foreign_key->cascades_throughout && !may_sweep(foreign_key, row))
            return delete_listed(store_db(row_store(row)), row);
    }
    if (db_in_level(store_db(row_store(row))))
        return ki_fast_retire(store_db(row_store(row)), row);
    if (!leaves)
        ki_mutate_sweep(row);
    else if (!childless)
        ki_mutate_delete_with_leaves(row);
    else
        ki_mutate_delete(row_store(row), row);
    return FAST_DONE;
}

/* A row without children needs no list. */
enum fastpath ki_fast_retire(struct kith_db *db, char *row)
{
    assert(row_is_live(row));
    if (row_store(row)->table->child_count > 0)
        return ki_mutate_retire_all(db, row) ? FAST_DONE
                                             : ki_fast_no_memory(db);
    if (!ki_note_delete(db, row))
        return ki_fast_no_memory(db);
    ki_mutate_retire(row);
    return FAST_DONE;
}
