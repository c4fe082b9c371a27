/* plan.c - what one call is about to do; see plan.h. */
#include "edit/plan.h"

void ki_plan_forget_keys(struct kith_db *db)
{
    const struct plan *plan = &db->plan;

    for (size_t i = 0; i < plan->drafts.count; i++) {
        struct store *store = plan->drafts.items[i].store;

        for (size_t j = 0; j < store->table->key_count; j++) {
            struct hash_index *drafted = store->indexes[j].drafted;

            if (drafted && drafted->count)
                ki_hash_index_fini(drafted);
        }
    }
}

kith_status ki_plan_doom(struct kith_db *db, char *row, uint32_t marks)
{
    struct plan *plan = &db->plan;

    if (is_doomed(row)) {
        row_mark(row, marks);
        return KITH_OK;
    }
    if (!ki_vec_reserve(&db->memory, &plan->doomed, 1))
        return ki_error_memory(&db->error);
    plan->doomed.items[plan->doomed.count++] = row;
    row_mark(row, MARK_DOOMED | marks);
    return KITH_OK;
}

kith_status ki_plan_keep(struct kith_db *db, char *row)
{
    struct plan *plan = &db->plan;

    if (!ki_vec_reserve(&db->memory, &plan->kept, 1))
        return ki_error_memory(&db->error);
    plan->kept.items[plan->kept.count++] = row;
    return KITH_OK;
}

void ki_plan_reset(struct kith_db *db)
{
    struct plan *plan = &db->plan;

    for (size_t i = plan->drafts.count; i-- > 0;) {
        struct draft *draft = &plan->drafts.items[i];

        draft->store->drafted_numbers = 0;
        row_unmark(draft->row, MARKS);
        if (draft->insert && !row_is_live(draft->row))
            ki_slab_give(&draft->store->slab, draft->row);
    }
    for (size_t i = 0; i < plan->doomed.count; i++)
        row_unmark(plan->doomed.items[i], MARKS);
    ki_vec_reset(&db->memory, &plan->drafts);
    ki_vec_reset(&db->memory, &plan->doomed);
    ki_vec_reset(&db->memory, &plan->again);
    ki_vec_reset(&db->memory, &plan->kept);
    ki_addresses_reset(&plan->draft_of, &db->memory);
    ki_addresses_reset(&plan->adds, &db->memory);
    ki_addresses_reset(&plan->climbed, &db->memory);
    if (plan->images.block)
        ki_arena_reset(&plan->images, &db->memory);
    plan->drafts_followed = plan->doomed_followed = 0;
    plan->unfound = false;
}

void ki_plan_fini(struct kith_db *db)
{
    struct plan *plan = &db->plan;

    ki_vec_fini(&db->memory, &plan->drafts);
    ki_vec_fini(&db->memory, &plan->doomed);
    ki_vec_fini(&db->memory, &plan->again);
    ki_vec_fini(&db->memory, &plan->kept);
    ki_addresses_fini(&plan->draft_of, &db->memory);
    ki_addresses_fini(&plan->adds, &db->memory);
    ki_addresses_fini(&plan->climbed, &db->memory);
    ki_arena_fini(&plan->images, &db->memory);
}
