/* cascade.c - what follows from a change set; see cascade.h.
 *
 *   follow_all     the three worklists: new changes, changes to be followed
 *     |            again, rows to delete; each entry acts on its children
 *     v
 *   resolve_all    all keys are known: parents that were open are found; a
 *     |            row that lost one is to be followed again
 *     v
 *   on_update      functions of the user, which have no consequences
 *
 * The first two alternate until nothing is left to follow. A row is reached
 * once for each parent that acts on it, so what an action does must be right
 * whatever was done to the row before: a row to delete stays one (delete beats
 * set), and a change that moves the row away from this parent is left alone.
 */
#include "edit/cascade.h"

#include "edit/callback.h"
#include "edit/change.h"
#include "edit/changeset.h"
#include "edit/refuse.h"
#include "edit/resolve.h"
#include "edit/values.h"

/* A foreign key and one parent whose children must do something about it. The
 * action is that for the deletion of the parent or that for its new key. */
struct cause {
    const struct foreign_key *foreign_key;
    char *parent;
    kith_action action;
    bool deleting; /* else re-keying */
};

/* --- Children ------------------------------------------------------------- */

/* Whether a key may name no row until the outermost commit. */
static bool may_wait(const struct kith_db *db,
                     const struct foreign_key *foreign_key)
{
    assert(store_of(db, foreign_key->child)->table == foreign_key->child);
    return foreign_key->defer_parent && db_in_level(db);
}

/* A change that was followed and has changed since is followed again: its own
 * children have to follow its newer key. It is queued, not rewound to, which
 * would make a change set quadratic where two cascades meet at one row.
 *
 * Keys that follow each other around a ring need not come to rest: columns may
 * change places on the way. A row that does is changed a few times for each of
 * its foreign keys, never as often as the bound, 64 times for each. */
static kith_status follow_again(struct kith_db *db, struct change *change)
{
    struct changeset *set = &db->changeset;
    size_t ordinal = (size_t)(change - set->changes.items);
    size_t again_max = 64 * change->store->table->foreign_key_count;

    assert(ordinal < set->changes.count);
    assert(!change->insert);
    /* A change that waits already will be followed with its newest key. */
    if (ordinal >= set->changes_followed || change->again)
        return KITH_OK;
    if (change->again_count++ == again_max)
        return ki_refuse(
            db, KITH_E_PARENT, change->store->table, NULL,
            "the foreign keys of %t follow each other around a ring, "
            "and no values would satisfy all of them");
    if (!ki_vec_reserve(&db->work, &set->again, 1))
        return ki_error_memory(&db->error);
    set->again.items[set->again.count++] = ordinal;
    change->again = true;
    return KITH_OK;
}

/* A default that is the key of the child already is a key that stays: it may
 * wait for another row with it. */
static kith_status move_to_default(struct kith_db *db, struct change *change,
                                   const struct cause *cause)
{
    kith_status status =
        ki_values_default(db, change, cause->foreign_key, cause->parent);

    assert(cause->action == KITH_SET_DEFAULT);
    return status == KITH_OK && may_wait(db, cause->foreign_key)
               ? ki_changeset_arrive(db, change, cause->foreign_key)
               : status;
}

/* Whether the child holds its parent's new key and has nothing to do; else a
 * row that is its own parent could be followed for ever. The call has not named
 * that key, so where the child should leave it holds it by its default, or
 * because another parent has brought a column that two keys share. That does
 * not keep it: else it would stay or leave by who is followed first. */
static bool has_followed(const struct cause *cause, const struct change *change,
                         const char *parent_after)
{
    const struct foreign_key *foreign_key = cause->foreign_key;

    assert(!cause->deleting);
    if (!ki_foreign_key_holds(foreign_key, change->after, parent_after))
        return false;
    return cause->action == KITH_CASCADE ||
           (cause->action == KITH_SET_DEFAULT &&
            (change->row == cause->parent ||
             foreign_key->exclusive_count == foreign_key->column_count ||
             ki_values_are_default(change, foreign_key)));
}

/* Unlink the child, move it to its default, or let it follow the new key. Where
 * that is NULL, CASCADE unlinks, because nothing refers to NULL. */
static kith_status change_child(struct kith_db *db, const struct cause *cause,
                                char *child)
{
    const struct foreign_key *foreign_key = cause->foreign_key;
    const char *parent_after = ki_row_after(db, cause->parent);
    struct change *change = ki_change_row(db, child);
    kith_status status = KITH_OK;

    assert(!is_to_delete(child));
    assert(row_parent(child, foreign_key) == cause->parent);
    assert(!cause->deleting || cause->action != KITH_CASCADE);
    if (!change)
        return KITH_E_MEMORY;
    if (row_parent(change->after, foreign_key) != cause->parent)
        return KITH_OK; /* it leaves this parent anyway */
    if (!cause->deleting && has_followed(cause, change, parent_after))
        return KITH_OK;
    if (cause->action == KITH_CASCADE &&
        !key_is_null(foreign_key->parent_key, parent_after))
        ki_change_follow(db, change, foreign_key);
    else if (cause->action == KITH_SET_DEFAULT)
        status = move_to_default(db, change, cause);
    else
        ki_change_link(db, change, foreign_key, NULL);
    return status == KITH_OK ? follow_again(db, change) : status;
}

/* RESTRICT is judged here and at once: it counts every child but rows that the
 * call deletes by name or moves away, even those that a cascade would remove.
 * That is SQL's difference to NO ACTION. A row that is its own parent is judged
 * when the change set is complete (check_children() in check.c): by then it may
 * be deleted, or name its new key. */
static kith_status act_on_child(struct kith_db *db, const struct cause *cause,
                                char *child)
{
    assert(row_is_in(child, cause->foreign_key->child));
    assert(row_parent(child, cause->foreign_key) == cause->parent);
    assert(cause->action != KITH_NO_ACTION);
    if (ki_changes_move(db, child, cause->foreign_key))
        return KITH_OK; /* a child of another by now */
    /* MARK_NAMED: the call itself deletes the child. */
    if (cause->action == KITH_RESTRICT)
        return child == cause->parent || row_has(child, MARK_NAMED)
                   ? KITH_OK
                   : ki_refuse_parent(
                         db, cause->foreign_key, cause->parent,
                         cause->deleting
                             ? "the row of %t with %c %v cannot be deleted: "
                               "rows of %o refer to it by %k, whose .on_delete "
                               "is KITH_RESTRICT"
                             : "%t.%c %v cannot be changed: rows of %o refer "
                               "to it by %k, whose .on_update is "
                               "KITH_RESTRICT");
    if (is_to_delete(child))
        return KITH_OK; /* delete beats set */
    return cause->action == KITH_CASCADE && cause->deleting
               ? ki_changeset_delete(db, child, 0)
               : change_child(db, cause, child);
}

/* A child under NO ACTION whose deferred key will name no row: it keeps the key
 * and loses the parent, unless another row is given the key by the same call,
 * which is found when all keys are what they will be. */
static kith_status let_child_wait(struct kith_db *db, const struct cause *cause,
                                  char *child)
{
    const struct foreign_key *foreign_key = cause->foreign_key;
    const char *parent_after = ki_row_after(db, cause->parent);
    struct change *change;

    assert(cause->action == KITH_NO_ACTION);
    if (is_to_delete(child) || ki_changes_move(db, child, foreign_key))
        return KITH_OK;
    change = ki_change_row(db, child);
    if (!change)
        return KITH_E_MEMORY;
    if (row_parent(change->after, foreign_key) != cause->parent ||
        (!cause->deleting &&
         ki_foreign_key_holds(foreign_key, change->after, parent_after)))
        return KITH_OK; /* it leaves this parent anyway, or names its new key */
    change->moves = true;
    reference_set(change->after + foreign_key->reference, NULL, PARENT_MISSING);
    db->changeset.parents_missing = true;
    return ki_changeset_arrive(db, change, foreign_key);
}

/* The children of one parent along one foreign key, from the list in the
 * parent, which does not change while it is walked: nothing is carried out yet.
 * O(children). */
static kith_status act_on_children(struct kith_db *db,
                                   const struct cause *cause)
{
    kith_status status = KITH_OK;
    size_t place = 0;
    char *child;

    assert(row_is_in(cause->parent, cause->foreign_key->parent));
    assert(!cause->deleting || is_to_delete(cause->parent));
    if (cause->action == KITH_NO_ACTION && !may_wait(db, cause->foreign_key))
        return KITH_OK; /* judged when the change set is complete */
    while (status == KITH_OK &&
           (child = children_next(cause->foreign_key, cause->parent, &place)))
        status = cause->action == KITH_NO_ACTION
                     ? let_child_wait(db, cause, child)
                     : act_on_child(db, cause, child);
    return status;
}

static char *next_waiting(const struct some_rows *waiting, size_t *place)
{
    assert(!waiting->row || !waiting->list.header);
    if (waiting->row)
        return (*place)++ == 0 ? waiting->row : NULL;
    return waiting->list.header ? ki_child_list_next(waiting->list, place)
                                : NULL;
}

/* A row gets a key by which deferred foreign keys may name it: the rows that
 * wait for it become its children, in the order in which they came to wait.
 * Those that the call itself gives another parent do not. Their columns show
 * the key already. O(rows that wait for it). */
static kith_status adopt(struct kith_db *db, char *row, const char *after,
                         const struct foreign_key *foreign_key)
{
    const struct key *parent_key = foreign_key->parent_key;
    const struct store *store = store_of(db, foreign_key->child);
    const void *values[KEY_COLUMNS_MAX];
    kith_status status = KITH_OK;
    struct some_rows waiting;
    size_t place = 0;
    char *child;

    assert(may_wait(db, foreign_key));
    for (size_t i = 0; i < parent_key->column_count; i++)
        values[i] = after + parent_key->columns[i]->offset;
    waiting = ki_index_find(&store->indexes[pending_key(foreign_key)->ordinal],
                            values);
    while (status == KITH_OK && (child = next_waiting(&waiting, &place))) {
        struct change *change;

        if (is_to_delete(child))
            continue;
        change = ki_change_row(db, child);
        if (!change)
            return KITH_E_MEMORY;
        if (!is_pending(foreign_key, change->after))
            continue;
        change->moves = true;
        reference_set(change->after + foreign_key->reference, row,
                      PARENT_KNOWN);
        status = ki_changeset_arrive(db, change, foreign_key);
    }
    return status;
}

/* Along all deferred foreign keys whose key the row newly has. */
static kith_status adopt_children(struct kith_db *db,
                                  const struct change *change)
{
    const struct table *table = change->store->table;
    char *row = change->row;
    const char *after = change->after;
    bool insert = change->insert;
    kith_status status = KITH_OK;

    assert(table->adopts);
    /* The array of changes grows meanwhile: `change` is not read any more. */
    for (size_t i = 0; status == KITH_OK && i < table->child_count; i++) {
        const struct foreign_key *foreign_key = table->children[i];
        const struct key *key = foreign_key->parent_key;

        if (may_wait(db, foreign_key) && !key_is_null(key, after) &&
            (insert || !ki_key_equal(key, row, after)))
            status = adopt(db, row, after, foreign_key);
    }
    return status;
}

/* Act on the children of a row that is deleted, for which `after` is NULL, or
 * whose keys become those of `after`. Only foreign keys whose parent key
 * changes are followed, and no reference keys, which hold no value of it.
 * `after` lies in the arena, so it stays where it is while children add
 * changes. */
static kith_status follow_children(struct kith_db *db, char *row,
                                   const char *after)
{
    const struct table *table = row_store(row)->table;
    kith_status status = KITH_OK;

    assert(row_is_live(row));
    assert(after != row);
    for (size_t i = 0; status == KITH_OK && i < table->child_count; i++) {
        const struct foreign_key *foreign_key = table->children[i];
        const struct cause cause = {.foreign_key = foreign_key,
                                    .parent = row,
                                    .action = after ? foreign_key->on_update
                                                    : foreign_key->on_delete,
                                    .deleting = !after};

        /* A foreign key may refer to another key of the row than the one that
         * changes: its children have nothing to follow. */
        if (!after || (!is_reference_key(foreign_key) &&
                       !ki_key_equal(foreign_key->parent_key, row, after)))
            status = act_on_children(db, &cause);
    }
    return status;
}

/* Whether the change leaves a parent for none under .delete_orphan. A row that
 * moves to another parent is no orphan, nor is one that never had a parent. A
 * key without own columns cannot become NULL, but the intention counts: the row
 * is deleted instead of refused. O(foreign keys). */
static bool is_orphaned(const struct change *change)
{
    const struct table *table = change->store->table;

    assert(!change->insert);
    assert(row_is_live(change->row));
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];

        if (foreign_key->delete_orphan &&
            row_parent(change->row, foreign_key) &&
            (row_is_unlinked(change->after, foreign_key) ||
             row_parent_state(change->after, foreign_key) == PARENT_REQUIRED))
            return true;
    }
    return false;
}

/* --- The worklists -------------------------------------------------------- */

/* An insert has no children yet, and a change that moves nothing concerns none.
 * An orphan becomes a row to delete and is followed as that: its children meet
 * the deletion, not the new key. It counts as named where the call itself
 * unlinks it. */
static kith_status follow_change(struct kith_db *db, struct change *change)
{
    assert(ki_row_of_after(change->after) == change->row);
    /* Before anything else: what follows may queue it once more. */
    change->again = false;
    if (!change->moves || is_to_delete(change->row))
        return KITH_OK;
    if (change->store->table->adopts && db_in_level(db)) {
        size_t ordinal = (size_t)(change - db->changeset.changes.items);
        kith_status status = adopt_children(db, change);

        if (status != KITH_OK)
            return status;
        change = &db->changeset.changes.items[ordinal];
    }
    if (change->insert)
        return KITH_OK;
    if (is_orphaned(change))
        return ki_changeset_delete(db, change->row,
                                   change->named ? MARK_NAMED : 0);
    /* The array of changes grows meanwhile: `change` is not read any more. */
    return follow_children(db, change->row, change->after);
}

/* Until all three lists are empty. Following an entry may add to any of them
 * and move the array of changes, so the array is read anew each time. Changes
 * to be followed again are a stack; rows to delete are followed when no change
 * waits. */
static kith_status follow_all(struct kith_db *db)
{
    struct changeset *set = &db->changeset;
    kith_status status = KITH_OK;

    assert(set->changes_followed <= set->changes.count);
    assert(set->deletes_followed <= set->to_delete.count);
    while (status == KITH_OK) {
        struct change *changes = set->changes.items;

        if (set->changes_followed < set->changes.count)
            status = follow_change(db, &changes[set->changes_followed++]);
        else if (set->again.count > 0)
            status = follow_change(
                db, &changes[set->again.items[--set->again.count]]);
        else if (set->deletes_followed < set->to_delete.count)
            status = follow_children(
                db, set->to_delete.items[set->deletes_followed++], NULL);
        else
            break;
    }
    return status;
}

/* All keys are what they will be. A row that lost its parent by that is
 * followed again, for it may be an orphan now. Parents among the changes are
 * looked for where there can be some: a key was missing, or a parent may be
 * deleted. */
static kith_status resolve_all(struct kith_db *db)
{
    struct changeset *set = &db->changeset;
    kith_status status = KITH_OK;

    assert(set->again.count == 0);
    assert(set->changes_followed == set->changes.count);
    for (size_t i = 0; status == KITH_OK && i < set->changes.count; i++) {
        struct change *change = &set->changes.items[i];

        if (change->moves && !change->insert && ki_resolve_again(db, change))
            status = follow_again(db, change);
    }
    if (status == KITH_OK && (set->parents_missing || set->to_delete.count > 0))
        status = ki_resolve_among_changes(db);
    return status;
}

/* What the call itself moves is noted before anything follows, while all
 * changes are the call's own. Functions of the user for updates come last: each
 * sees the row as it will be, and a column that it may set is no foreign key
 * and no key to which one refers, so nothing follows from it. */
kith_status ki_cascade_follow(struct kith_db *db)
{
    const struct changeset *set = &db->changeset;
    kith_status status;

    assert(set->changes_followed == 0);
    assert(set->deletes_followed == 0);
    assert(!db_is_frozen(db));
    ki_changes_note_moves(db);
    do {
        status = follow_all(db);
        if (status == KITH_OK)
            status = resolve_all(db);
    } while (status == KITH_OK && set->again.count > 0);
    /* In the order of the changes; rows to delete are left out. */
    for (size_t i = 0; status == KITH_OK && i < set->changes.count; i++) {
        struct change *change = &set->changes.items[i];

        if (!change->insert && change->store->table->on_update_count > 0 &&
            !is_to_delete(change->row))
            status = ki_callback_update(db, change);
    }
    return status;
}
