/* resolve.c - which row a key names; see resolve.h. */
#include "edit/resolve.h"

#include "edit/draft.h"
#include "edit/plan.h"

/* The row that the image's foreign key names, as keys will be, or NULL. A row
 * whose key is changing cannot be found by the new one yet: `candidate` is
 * first. */
static char *find_parent(const struct kith_db *db, const struct draft *draft,
                         const struct foreign_key *foreign_key, char *candidate)
{
    const struct key *key = foreign_key->parent_key;
    const struct store *parents = store_of(db, foreign_key->parent);
    const void *values[KEY_COLUMNS_MAX];
    char *found;

    if (candidate && !is_to_delete(candidate) &&
        ki_foreign_key_holds(foreign_key, draft->image,
                             ki_plan_image(db, candidate)))
        return candidate;
    ki_foreign_key_values(foreign_key, draft->image, values);
    found = ki_unique_index_find(&parents->indexes[key->number].unique, values);
    return found && ki_foreign_key_holds(foreign_key, draft->image,
                                         ki_plan_image(db, found))
               ? found
               : NULL;
}

void ki_resolve_parent(struct kith_db *db, struct draft *draft,
                       const struct foreign_key *foreign_key, char *candidate)
{
    char *parent;

    if (ki_has_null_part(foreign_key, draft->image)) {
        ki_draft_unlink(draft, foreign_key);
        return;
    }
    parent = find_parent(db, draft, foreign_key, candidate);
    reference_set(draft->image + foreign_key->reference, parent,
                  parent ? PARENT_KNOWN : PARENT_MISSING);
    db->plan.unfound |= !parent;
}

/* A row may name itself by the key it is being given. */
static char *self_candidate(const struct draft *draft,
                            const struct foreign_key *foreign_key)
{
    return foreign_key->parent == draft->store->table ? draft->row : NULL;
}

void ki_resolve_draft(struct kith_db *db, struct draft *draft)
{
    const struct table *table = draft->store->table;

    if (!draft->moves)
        return;
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *old =
            draft->insert ? NULL : image_parent(draft->row, foreign_key);

        if (image_parent_state(draft->image, foreign_key) != PARENT_UNRESOLVED)
            continue;
        if (old && !ki_draft_names_another(draft, foreign_key))
            reference_set(draft->image + foreign_key->reference, old,
                          PARENT_KNOWN);
        else
            ki_resolve_parent(db, draft, foreign_key,
                              self_candidate(draft, foreign_key));
    }
}

/* Whether the columns of the key were changed along another key that shares
 * them, so that its parent is to be found again. A parent whose own key has
 * changed without the child is no such case: the checks judge it. */
static bool shared_column_changed(const struct kith_db *db,
                                  const struct draft *draft,
                                  const struct foreign_key *foreign_key)
{
    char *parent = image_parent(draft->image, foreign_key);

    if (!parent)
        return foreign_key->own_count == 0 &&
               !ki_has_null_part(foreign_key, draft->image);
    return ki_draft_names_another(draft, foreign_key) &&
           !ki_foreign_key_holds(foreign_key, draft->image,
                                 ki_plan_image(db, parent));
}

bool ki_resolve_again(struct kith_db *db, struct draft *draft)
{
    const struct table *table = draft->store->table;
    bool unlinked = false;

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        enum parent_state state = image_parent_state(draft->image, foreign_key);
        char *old = image_parent(draft->row, foreign_key);

        assert(state != PARENT_UNRESOLVED);
        if (state == PARENT_MISSING) {
            ki_resolve_parent(db, draft, foreign_key, old);
        } else if (table->shares_columns && state == PARENT_KNOWN &&
                   shared_column_changed(db, draft, foreign_key)) {
            ki_resolve_parent(db, draft, foreign_key, old);
            unlinked |= image_is_unlinked(draft->image, foreign_key);
        }
    }
    return unlinked;
}

/* --- Parents among the drafts --------------------------------------------- */

static bool is_open(const char *image, const struct foreign_key *foreign_key)
{
    const char *parent = image_parent(image, foreign_key);

    return parent ? is_to_delete(parent)
                  : image_parent_state(image, foreign_key) == PARENT_MISSING;
}

bool ki_resolve_is_open(const struct draft *draft)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        if (is_open(draft->image, &table->foreign_keys[i]))
            return true;
    }
    return false;
}

/* Note the new keys of a draft to which foreign keys may refer. */
static kith_status note_keys(struct kith_db *db, const struct draft *draft)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0; draft->moves && i < table->child_count; i++) {
        const struct key *key = table->children[i]->parent_key;

        if (draft_puts_key(draft, key) &&
            ki_plan_note_key(db, key, draft->image) == KITH_E_MEMORY)
            return ki_error_memory(&db->error);
    }
    return KITH_OK;
}

static void find_drafted(const struct kith_db *db, struct draft *draft)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0; draft->moves && i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const void *values[KEY_COLUMNS_MAX];
        char *found;

        if (!is_open(draft->image, foreign_key))
            continue;
        ki_foreign_key_values(foreign_key, draft->image, values);
        found = ki_plan_find_key(db, foreign_key->parent_key, values);
        if (found)
            reference_set(draft->image + foreign_key->reference,
                          ki_image_row(found), PARENT_KNOWN);
    }
}

kith_status ki_resolve_drafted(struct kith_db *db)
{
    struct plan *plan = &db->plan;
    kith_status status = KITH_OK;

    for (size_t i = 0; status == KITH_OK && i < plan->drafts.count; i++) {
        if (!is_to_delete(plan->drafts.items[i].row))
            status = note_keys(db, &plan->drafts.items[i]);
    }
    for (size_t i = 0; status == KITH_OK && i < plan->drafts.count; i++)
        find_drafted(db, &plan->drafts.items[i]);
    ki_plan_forget_keys(db);
    return status;
}

/* --- Keys that no row can have -------------------------------------------- */

static bool names_no_row(const char *image,
                         const struct foreign_key *foreign_key)
{
    return image_parent_state(image, foreign_key) == PARENT_WITHOUT_KEY ||
           (foreign_key->own_count == 0 &&
            image_is_unlinked(image, foreign_key));
}

bool ki_resolve_is_hopeless(const struct key *key, const char *image)
{
    for (size_t i = 0; i < key->column_count; i++) {
        const struct column *column = key->columns[i];

        for (size_t j = 0; j < column->link_count; j++) {
            if (names_no_row(image, column->links[j]))
                return true;
        }
    }
    return false;
}
