/* resolve.c - which row a key names; see resolve.h.
 *
 * Nothing here is final: what was found may be deleted or re-keyed by what
 * follows, and is then found again or refused. So all functions may be called
 * more than once for one key, and find the same where nothing has changed.
 */
#include "edit/resolve.h"

#include "edit/change.h"
#include "edit/changeset.h"

/* The row that the after-image's foreign key names, as keys will be, or NULL. A
 * row whose key is changing cannot be found in the index by its new one yet,
 * hence the candidate, which comes first. A row that the index finds counts
 * only if it keeps the key. One that is to be deleted may be returned all the
 * same: another change may be given its key (is_open()), else the checks refuse
 * it. O(1). */
static char *find_parent(const struct kith_db *db, const struct change *change,
                         const struct foreign_key *foreign_key, char *candidate)
{
    const struct key *key = foreign_key->parent_key;
    const union index *index =
        &store_of(db, foreign_key->parent)->indexes[key->ordinal];
    const void *values[KEY_COLUMNS_MAX];
    char *found;

    assert(foreign_key->child == change->store->table);
    assert(key->unique);
    assert(!ki_has_null_part(foreign_key, change->after));
    if (candidate && !is_to_delete(candidate) &&
        ki_foreign_key_holds(foreign_key, change->after,
                             ki_row_after(db, candidate)))
        return candidate;
    ki_foreign_key_values(foreign_key, change->after, values);
    found = ki_unique_index_find(&index->unique, values);
    return found && ki_foreign_key_holds(foreign_key, change->after,
                                         ki_row_after(db, found))
               ? found
               : NULL;
}

/* `parents_missing` stays set until the reset, even if this key is found later:
 * it only spares calls without any such key a pass over the changes. */
void ki_resolve_parent(struct kith_db *db, struct change *change,
                       const struct foreign_key *foreign_key, char *candidate)
{
    char *parent;

    assert(foreign_key->child == change->store->table);
    assert(!row_is_live(change->after));
    assert(!candidate || row_store(candidate)->table == foreign_key->parent);
    if (ki_has_null_part(foreign_key, change->after)) {
        ki_change_unlink(change, foreign_key);
        return;
    }
    parent = find_parent(db, change, foreign_key, candidate);
    reference_set(change->after + foreign_key->reference, parent,
                  parent ? PARENT_KNOWN : PARENT_MISSING);
    db->changeset.parents_missing |= !parent;
}

/* Where the values are the same nothing is to be looked up: the row keeps its
 * parent, or waits as before for one that will have the key. */
static void keep_parent(struct change *change,
                        const struct foreign_key *foreign_key)
{
    assert(!ki_change_names_another(change, foreign_key));
    reference_set(change->after + foreign_key->reference,
                  row_parent(change->row, foreign_key),
                  is_pending(foreign_key, change->row) ? PARENT_PENDING
                                                       : PARENT_KNOWN);
}

/* For a table that refers to itself the row itself is the candidate. */
void ki_resolve_change(struct kith_db *db, struct change *change)
{
    const struct table *table = change->store->table;

    assert(store_db(change->store) == db);
    assert(!row_is_live(change->after));
    if (!change->moves)
        return;
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        bool had = !change->insert && (row_parent(change->row, foreign_key) ||
                                       is_pending(foreign_key, change->row));

        if (row_parent_state(change->after, foreign_key) != PARENT_UNRESOLVED)
            continue;
        /* The same call may delete or re-key it, which is for the checks. */
        if (had && !ki_change_names_another(change, foreign_key))
            keep_parent(change, foreign_key);
        else /* a row may name itself by the key it is being given */
            ki_resolve_parent(db, change, foreign_key,
                              foreign_key->parent == table ? change->row
                                                           : NULL);
    }
}

/* Whether the parent is to be found again: the columns of the key were changed
 * along another key that shares them, or the call has named a parent whose key
 * a cascade has changed since. Without a parent that can only be a key that has
 * no column of its own: any other is NULL by a state of its own. A parent whose
 * own key has changed without the child is no such case, because the child
 * names what it named; the checks judge it. */
static bool names_another_now(const struct kith_db *db,
                              const struct change *change,
                              const struct foreign_key *foreign_key)
{
    char *parent = row_parent(change->after, foreign_key);

    assert(!change->insert);
    assert(change->store->table->shares_columns || change->named);
    if (!parent)
        return !foreign_key->unlinks &&
               !ki_has_null_part(foreign_key, change->after);
    return ki_change_names_another(change, foreign_key) &&
           !ki_foreign_key_holds(foreign_key, change->after,
                                 ki_row_after(db, parent));
}

/* The candidate is the parent that the row has: if it gets a new key, it is the
 * first that may have the one which the row now names. */
bool ki_resolve_again(struct kith_db *db, struct change *change)
{
    const struct table *table = change->store->table;
    bool unlinked = false;

    assert(!change->insert);
    assert(change->moves);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        enum parent_state state = row_parent_state(change->after, foreign_key);
        bool another = (table->shares_columns || change->named) &&
                       state == PARENT_KNOWN &&
                       names_another_now(db, change, foreign_key);

        /* ki_resolve_change() has been called for each key that was set. */
        assert(state != PARENT_UNRESOLVED);
        if (state == PARENT_MISSING || another ||
            (state == PARENT_PENDING && table->shares_columns))
            ki_resolve_parent(db, change, foreign_key,
                              row_parent(change->row, foreign_key));
        unlinked |= another && row_is_unlinked(change->after, foreign_key);
    }
    return unlinked;
}

/* --- Parents among the changes --------------------------------------------
 *
 * For what no index can find: a row that refers to one that is inserted or
 * re-keyed by the same call, as when rows swap keys. Most calls have no such
 * key, and then the changes are only read once. Otherwise all new keys to which
 * anything refers are noted, and each open foreign key is looked up among them,
 * so that the cost is linear and not quadratic. */

/* Whether a change may have the row for which this foreign key looks: there is
 * none yet, or only one that will be deleted, with which it does not stay. */
static bool is_open(const struct change *change,
                    const struct foreign_key *foreign_key)
{
    const char *parent = row_parent(change->after, foreign_key);

    assert(row_parent_state(change->after, foreign_key) != PARENT_UNRESOLVED);
    return parent
               ? is_to_delete(parent) &&
                     !change_stays_with(change, foreign_key, parent)
               : row_parent_state(change->after, foreign_key) == PARENT_MISSING;
}

/* Whether some foreign key of the change names no row, or one that is deleted:
 * another change may be given its key. */
static bool is_due(const struct change *change)
{
    const struct table *table = change->store->table;

    assert(!row_is_live(change->after));
    for (size_t i = 0; change->moves && i < table->foreign_key_count; i++) {
        if (is_open(change, &table->foreign_keys[i]))
            return true;
    }
    return false;
}

/* Note the new keys of a change to which foreign keys may refer. A key that is
 * noted already is no error: either several foreign keys refer to it, or two
 * changes want it, which UNIQUE refuses later. */
static kith_status note_keys(struct kith_db *db, const struct change *change)
{
    const struct table *table = change->store->table;

    assert(!is_to_delete(change->row));
    assert(store_db(change->store) == db);
    for (size_t i = 0; change->moves && i < table->child_count; i++) {
        const struct key *key = table->children[i]->parent_key;

        if (change_puts_key(change, key) &&
            ki_changeset_note_key(db, key, change->after) == KITH_E_MEMORY)
            return KITH_E_MEMORY;
    }
    return KITH_OK;
}

/* What is found is noted as the row and not as its after-image, since
 * references lead to rows. Where nothing is found the state stays as it was,
 * and the checks refuse it. */
static void find_among_changes(const struct kith_db *db,
                               const struct change *change)
{
    const struct table *table = change->store->table;

    assert(store_db(change->store) == db);
    assert(!row_is_live(change->after));
    for (size_t i = 0; change->moves && i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const void *values[KEY_COLUMNS_MAX];
        char *found;

        if (!is_open(change, foreign_key))
            continue;
        ki_foreign_key_values(foreign_key, change->after, values);
        found = ki_changeset_find_key(db, foreign_key->parent_key, values);
        if (found)
            reference_set(change->after + foreign_key->reference,
                          ki_row_of_after(found), PARENT_KNOWN);
    }
}

/* Three passes, and the first alone where no key is open. Rows to delete give
 * no keys away. The keys are forgotten after a failure too. */
kith_status ki_resolve_among_changes(struct kith_db *db)
{
    const struct changeset *set = &db->changeset;
    const struct change *changes = set->changes.items;
    kith_status status = KITH_OK;
    bool due = false;

    /* Otherwise no key can be open, and the passes would be for nothing. */
    assert(set->parents_missing || set->to_delete.count > 0);
    assert(!set->noted || set->noted->indexes.count == 0);
    for (size_t i = 0; !due && i < set->changes.count; i++)
        due = is_due(&changes[i]);
    for (size_t i = 0; due && status == KITH_OK && i < set->changes.count;
         i++) {
        if (!is_to_delete(changes[i].row))
            status = note_keys(db, &changes[i]);
    }
    for (size_t i = 0; due && status == KITH_OK && i < set->changes.count; i++)
        find_among_changes(db, &changes[i]);
    ki_changeset_forget_keys(db);
    return status;
}

/* --- Keys that no row can have -------------------------------------------- */

/* A key without own columns shows no NULL in its columns, so its reference
 * alone says whether a parent was given. */
bool ki_resolve_is_hopeless(const struct key *key, const char *after)
{
    assert(!row_is_live(after));
    assert(key->column_count > 0);
    for (size_t i = 0; i < key->column_count; i++) {
        const struct column *column = key->columns[i];

        for (size_t j = 0; j < column->link_count; j++) {
            const struct foreign_key *foreign_key = column->links[j];

            if (row_parent_state(after, foreign_key) == PARENT_WITHOUT_KEY ||
                (!foreign_key->unlinks && row_is_unlinked(after, foreign_key)))
                return true;
        }
    }
    return false;
}
