/* check_parents.c - judging FOREIGN KEY; see check.h.
 *
 * From both sides: a change needs a parent that will have the key
 * (check_parents), and a parent that loses its key or is deleted must leave no
 * child behind under NO ACTION (check_children). A parent that stays the same
 * is judged from its own side only. */
#include "edit/check.h"

#include "edit/changeset.h"
#include "edit/refuse.h"
#include "edit/resolve.h"

/* Whether the key names zero, which a key that counts up seldom is. Only for
 * the sentence. */
static bool names_zero(const struct change *change,
                       const struct foreign_key *foreign_key)
{
    assert(foreign_key->child == change->store->table);
    return !is_reference_key(foreign_key) &&
           foreign_key->parent->autoincrement &&
           foreign_key->parent_key == foreign_key->parent->primary &&
           row_parent_state(change->after, foreign_key) != PARENT_KNOWN &&
           is_zero(change->after + foreign_key->columns[0]->offset,
                   foreign_key->columns[0]->bytes);
}

/* The sentence says which of four things is wrong: the parent has no key, zero
 * was not meant as a key, the parent is deleted by this call, or there is no
 * such row. */
kith_status ki_check_refuse_parent(struct kith_db *db,
                                   const struct change *change,
                                   const struct foreign_key *foreign_key)
{
    const char *parent = row_parent(change->after, foreign_key);
    const char *sentence = "%t.%c would be %v, but no row of %o has that %k";

    assert(foreign_key->child == change->store->table);
    assert(!row_is_unlinked(change->after, foreign_key));
    if (row_parent_state(change->after, foreign_key) == PARENT_WITHOUT_KEY)
        sentence = "%t.%c cannot refer to a row of %o whose %k is NULL";
    else if (names_zero(change, foreign_key))
        sentence = "%t.%c would be %v, but no row of %o has that %k: "
                   "%o.%k counts up, and 0 in an insert means the next "
                   "number; declare it .manual to insert rows with 0";
    else if (parent && is_to_delete(parent))
        sentence = "%t.%c would be %v, but the row of %o with that %k is "
                   "being deleted";
    return ki_refuse_foreign_key(db, KITH_E_PARENT, foreign_key, change->after,
                                 foreign_key->parent_key->name, sentence);
}

/* Whether no row will have the key that the change names, which is not NULL. */
static bool names_nobody(const struct kith_db *db, const struct change *change,
                         const struct foreign_key *foreign_key)
{
    char *parent = row_parent(change->after, foreign_key);

    assert(!row_is_unlinked(change->after, foreign_key));
    return !parent || is_to_delete(parent) ||
           !ki_foreign_key_holds(foreign_key, change->after,
                                 ki_row_after(db, parent));
}

/* Only the last step of several: parents among the changes were looked for. A
 * row without a key cannot be named, now or later. */
kith_status ki_check_pending(struct kith_db *db, struct change *change)
{
    const struct table *table = change->store->table;
    bool waits = false;

    assert(db_in_level(db));
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];

        if (!foreign_key->defer_parent ||
            row_is_unlinked(change->after, foreign_key) ||
            row_parent_state(change->after, foreign_key) ==
                PARENT_WITHOUT_KEY ||
            row_parent_state(change->after, foreign_key) == PARENT_REQUIRED ||
            !names_nobody(db, change, foreign_key))
            continue;
        reference_set(change->after + foreign_key->reference, NULL,
                      PARENT_PENDING);
        waits = true;
    }
    return waits ? ki_changeset_suspect(db, change->row) : KITH_OK;
}

/* A key that is NULL refers to nothing (MATCH SIMPLE). Any other needs a row
 * that stays and will hold the key: its after-image counts, which may be
 * re-keyed by the same call. O(foreign keys). */
kith_status ki_check_parents(struct kith_db *db, struct change *change)
{
    const struct table *table = change->store->table;

    assert(change->moves);
    assert(!is_to_delete(change->row));
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = row_parent(change->after, foreign_key);

        /* NULL passes here: whether it may be NULL was judged before. */
        if (row_is_unlinked(change->after, foreign_key) ||
            is_pending(foreign_key, change->after) ||
            (parent && change_stays_with(change, foreign_key, parent)))
            continue;
        if (names_nobody(db, change, foreign_key))
            return ki_check_refuse_parent(db, change, foreign_key);
    }
    return KITH_OK;
}

/* Whether the child will be one of this parent under a key that is not the
 * parent's any more; a parent to delete has no key any more. No child is left
 * where it is deleted too, names another parent, or follows the new key.
 * O(1). */
static bool would_dangle(const struct kith_db *db,
                         const struct foreign_key *foreign_key, char *parent,
                         char *child)
{
    const char *after = ki_row_after(db, child);

    assert(row_is_in(child, foreign_key->child));
    assert(row_parent(child, foreign_key) == parent);
    if (is_to_delete(child) || row_parent(after, foreign_key) != parent)
        return false;
    return is_to_delete(parent) ||
           !ki_foreign_key_holds(foreign_key, after, ki_row_after(db, parent));
}

/* The same rule in two situations, for which there is one function because they
 * are judged by the same walk over the children. */
static kith_status refuse_left(struct kith_db *db,
                               const struct foreign_key *foreign_key,
                               const char *parent)
{
    assert(row_is_in(parent, foreign_key->parent));
    return ki_refuse_parent(
        db, foreign_key, parent,
        is_to_delete(parent)
            ? "the row of %t with %c %v cannot be deleted: rows of "
              "%o still refer to it by %k"
        : foreign_key->on_update == KITH_CASCADE
            ? "%t.%c %v cannot be changed: a row of %o that follows it by %k "
              "is given another value by a key that shares a column"
            : "%t.%c %v cannot be changed: rows of %o still refer to it "
              "by %k, whose .on_update says nothing else");
}

/* Whether the rule is to be judged for the children along the key. RESTRICT was
 * judged by the cascade, but for a row that is its own parent. CASCADE leaves
 * no child behind that is deleted; one that follows a key may be led away by
 * another parent's, through a column that both keys share. The other actions
 * leave none. */
static bool may_leave_children(const struct foreign_key *foreign_key,
                               bool to_delete)
{
    kith_action action =
        to_delete ? foreign_key->on_delete : foreign_key->on_update;

    return action == KITH_NO_ACTION || action == KITH_RESTRICT ||
           (action == KITH_CASCADE && !to_delete &&
            foreign_key->child->shares_columns);
}

/* NO ACTION: no child may be left behind when all is done. SQL:2016 judges it
 * at the end of the statement, here at the end of the call. Rows that only join
 * the parent by this call are no matter of it: ki_check_parents() has judged
 * them. O(children of the keys that are given up). */
kith_status ki_check_children(struct kith_db *db, char *parent)
{
    const struct table *table = row_store(parent)->table;
    const char *after = ki_row_after(db, parent);
    bool to_delete = is_to_delete(parent);

    assert(row_is_live(parent));
    assert(store_db(row_store(parent)) == db);
    for (size_t i = 0; i < table->child_count; i++) {
        const struct foreign_key *foreign_key = table->children[i];
        size_t place = 0;
        char *child;

        if (!may_leave_children(foreign_key, to_delete) ||
            (!to_delete &&
             (is_reference_key(foreign_key) ||
              ki_key_equal(foreign_key->parent_key, parent, after))))
            continue;
        while ((child = children_next(foreign_key, parent, &place))) {
            if (would_dangle(db, foreign_key, parent, child))
                return refuse_left(db, foreign_key, parent);
        }
    }
    return KITH_OK;
}
