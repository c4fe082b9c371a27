/* check_acyclic.c - judging .acyclic: no row may become its own ancestor.
 *
 * Owns   the climb from a new parent to the top, as links will be. Where a
 *        change set has several, no way is climbed twice.
 *
 * Before the call there is no ring, so a new one contains a link that the call
 * makes. It is enough to climb from each row that gets a new parent, and only
 * if it may have rows below it: inserts and moves of rows without children, the
 * usual ones, join a chain of any depth in O(1).
 */
#include "edit/check.h"

#include "edit/refuse.h"

/* The value is that of the new parent, the first step of the ring. */
static kith_status refuse_cycle(struct kith_db *db, const struct change *change,
                                const struct foreign_key *foreign_key)
{
    assert(foreign_key->child == change->store->table);
    assert(foreign_key->acyclic);
    return ki_refuse_foreign_key(
        db, KITH_E_CYCLE, foreign_key, change->after, NULL,
        "%t.%c would be %v, and the row its own ancestor");
}

/* Climb from the change's new parent to the top, as links will be, or to a row
 * to delete. O(ancestors).
 *
 * With one change a ring must pass through its row, so the climb ends there or
 * at the top. With several it may come into a ring that another change closes.
 * So each step is noted by the address of its reference, with the change that
 * was climbed from. A step that this climb noted is a ring; one that another
 * climb noted leads into none, for that climb has passed. The change set costs
 * no more than its rows and their ancestors. */
static kith_status climb(struct kith_db *db, const struct change *change,
                         const struct foreign_key *foreign_key)
{
    size_t ordinal = (size_t)(change - db->changeset.changes.items);
    struct ptr_map *climbed = &db->changeset.climbed;
    bool several = db->changeset.changes.count > 1;
    char *row = change->row;

    /* A row to delete has no place in the tree any more, so it is not climbed
     * from, and a climb ends at one. */
    assert(ordinal < db->changeset.changes.count);
    assert(!is_to_delete(row));
    do {
        const size_t *passed =
            ki_ptr_map_find(climbed, row + foreign_key->reference);

        if (passed)
            return *passed == ordinal ? refuse_cycle(db, change, foreign_key)
                                      : KITH_OK;
        /* A change alone needs no memory for its climb. */
        if (several && !ki_ptr_map_reserve(climbed, &db->work))
            return ki_error_memory(&db->error);
        if (several)
            ki_ptr_map_put(climbed, row + foreign_key->reference, ordinal);
        row = row_parent(ki_row_after(db, row), foreign_key);
    } while (row && row != change->row && !is_to_delete(row));
    return row == change->row ? refuse_cycle(db, change, foreign_key) : KITH_OK;
}

/* Whether rows may be below this one when all is done: some are, or a change
 * joins them (changeset.adds, which check_unique() has filled for all changes).
 * A ring closes through such a row or in itself. Children that leave by the
 * same call are counted too, which costs a climb and no more. */
static bool may_be_ancestor(const struct kith_db *db,
                            const struct change *change,
                            const struct foreign_key *foreign_key)
{
    assert(foreign_key->child == foreign_key->parent);
    assert(foreign_key->child == change->store->table);
    return row_parent(change->after, foreign_key) == change->row ||
           children_count(foreign_key, change->row) > 0 ||
           ki_ptr_map_find(&db->changeset.adds,
                           change->row + foreign_key->list);
}

/* A foreign key along which the row gets no new parent makes no ring: its link
 * is there already. */
kith_status ki_check_acyclic(struct kith_db *db, struct change *change)
{
    const struct table *table = change->store->table;
    kith_status status = KITH_OK;

    assert(change->moves);
    assert(!is_to_delete(change->row));
    for (size_t i = 0;
         table->acyclic && status == KITH_OK && i < table->foreign_key_count;
         i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];

        if (foreign_key->acyclic && change_new_parent(change, foreign_key) &&
            may_be_ancestor(db, change, foreign_key))
            status = climb(db, change, foreign_key);
    }
    return status;
}
