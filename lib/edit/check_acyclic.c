/* check_acyclic.c - judging .acyclic: no row may become its own ancestor.
 *
 * Owns   the climb from a new parent to the top, as links will be. In a plan of
 *        several drafts no way is climbed twice.
 */
#include "edit/check.h"

static kith_status refuse_cycle(struct kith_db *db, const struct draft *draft,
                                const struct foreign_key *foreign_key)
{
    char value[sizeof(db->error.full.value)];
    struct facts facts = {.table = foreign_key->child->descriptor->name,
                          .column = foreign_key->name,
                          .value = value};

    ki_columns_print(foreign_key_named(foreign_key), foreign_key->column_count,
                     draft->image, value, sizeof(value));
    return ki_error(&db->error, KITH_E_CYCLE,
                    "%t.%c would be %v, and the row its own ancestor", &facts);
}

/* Climb from the draft's new parent to the top, as links will be, or to a row
 * that goes. In a plan of several drafts a way that another has climbed is not
 * climbed again: the plan costs no more than its rows and their ancestors. */
static kith_status climb(struct kith_db *db, const struct draft *draft,
                         const struct foreign_key *foreign_key, size_t number)
{
    struct ptr_map *climbed = &db->plan.climbed;
    bool several = db->plan.drafts.count > 1;
    char *row = draft->row;

    do {
        size_t *passed =
            several ? ki_ptr_map_find(climbed, row + foreign_key->reference)
                    : NULL;

        if (passed && *passed == number)
            return refuse_cycle(db, draft, foreign_key);
        if (passed)
            return KITH_OK;
        if (several && !ki_ptr_map_reserve(climbed, &db->memory))
            return ki_error_memory(&db->error);
        if (several)
            ki_ptr_map_put(climbed, row + foreign_key->reference, number);
        row = image_parent(ki_plan_image(db, row), foreign_key);
    } while (row && row != draft->row && !is_to_delete(row));
    return row == draft->row ? refuse_cycle(db, draft, foreign_key) : KITH_OK;
}

/* Whether rows may be below this one when all is done: some are, or a draft
 * joins them (plan.adds). A ring closes through such a row or in itself. */
static bool may_be_ancestor(const struct kith_db *db, const struct draft *draft,
                            const struct foreign_key *foreign_key)
{
    if (image_parent(draft->image, foreign_key) == draft->row ||
        children_count(foreign_key, draft->row) > 0)
        return true;
    return db->plan.drafts.count > 1 &&
           ki_ptr_map_find(&db->plan.adds, draft->row + foreign_key->list);
}

kith_status ki_check_acyclic(struct kith_db *db, struct draft *draft)
{
    const struct table *table = draft->store->table;
    kith_status status = KITH_OK;

    if (!table->acyclic || !draft->moves)
        return KITH_OK;
    for (size_t i = 0; status == KITH_OK && i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];

        if (foreign_key->acyclic &&
            (draft->insert || image_parent(draft->image, foreign_key) !=
                                  image_parent(draft->row, foreign_key)) &&
            may_be_ancestor(db, draft, foreign_key))
            status = climb(db, draft, foreign_key,
                           (size_t)(draft - db->plan.drafts.items));
    }
    return status;
}
