/* plan.c - what one call is about to do; see plan.h. */
#include "edit/plan.h"

#include "delta/reserve.h"

/* --- Keys of several drafts ----------------------------------------------- */

/* The index of the images that show a key, made when it is first needed; NULL
 * without memory. */
static struct hash_index *drafted_index(struct kith_db *db,
                                        const struct key *key)
{
    struct plan *plan = &db->plan;
    size_t *number = ki_ptr_map_find(&plan->drafted_of, key);
    struct hash_index *index;

    if (number)
        return &plan->drafted.items[*number];
    if (!ki_ptr_map_reserve(&plan->drafted_of, &db->memory) ||
        !ki_vec_reserve(&db->memory, &plan->drafted, 1))
        return NULL;
    ki_ptr_map_put(&plan->drafted_of, key, plan->drafted.count);
    index = &plan->drafted.items[plan->drafted.count++];
    ki_hash_index_init(index, key, &db->memory, db->hash_seed, false);
    return index;
}

kith_status ki_plan_note_key(struct kith_db *db, const struct key *key,
                             char *image)
{
    struct hash_index *index = drafted_index(db, key);

    assert(key->unique);
    if (!index)
        return KITH_E_MEMORY;
    if (ki_hash_index_find_like(index, image))
        return KITH_E_UNIQUE;
    if (!ki_hash_index_reserve(index, 1))
        return KITH_E_MEMORY;
    ki_hash_index_put(index, image, image);
    return KITH_OK;
}

char *ki_plan_find_key(const struct kith_db *db, const struct key *key,
                       const void *const *values)
{
    const struct plan *plan = &db->plan;
    const size_t *number = ki_ptr_map_find(&plan->drafted_of, key);

    return number ? ki_hash_index_find(&plan->drafted.items[*number], values)
                  : NULL;
}

void ki_plan_forget_keys(struct kith_db *db)
{
    struct plan *plan = &db->plan;

    for (size_t i = 0; i < plan->drafted.count; i++)
        ki_hash_index_fini(&plan->drafted.items[i]);
    ki_vec_reset(&db->memory, &plan->drafted);
    ki_ptr_map_reset(&plan->drafted_of, &db->memory);
}

/* --- The order of a collection -------------------------------------------- */

static void drop_order(struct kith_db *db)
{
    struct order *order = &db->plan.order;

    ki_ptr_map_fini(&order->known, &db->memory);
    ki_memory_free(&db->memory, order->rows,
                   order->capacity * sizeof(*order->rows));
    *order = (struct order){0};
}

/* --- Worklists ------------------------------------------------------------ */

kith_status ki_plan_delete(struct kith_db *db, char *row, uint32_t marks)
{
    struct plan *plan = &db->plan;

    if (is_to_delete(row)) {
        row_mark(row, marks);
        return KITH_OK;
    }
    if (!ki_vec_reserve(&db->memory, &plan->to_delete, 1))
        return ki_error_memory(&db->error);
    plan->to_delete.items[plan->to_delete.count++] = row;
    row_mark(row, MARK_TO_DELETE | marks);
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

        row_unmark(draft->row, MARKS);
        if (draft->insert && !row_is_live(draft->row))
            unreserve_place(draft->store, draft->row);
    }
    for (size_t i = 0; i < plan->to_delete.count; i++)
        row_unmark(plan->to_delete.items[i], MARKS);
    ki_vec_reset(&db->memory, &plan->drafts);
    ki_vec_reset(&db->memory, &plan->to_delete);
    ki_vec_reset(&db->memory, &plan->again);
    ki_vec_reset(&db->memory, &plan->kept);
    ki_ptr_map_reset(&plan->draft_of, &db->memory);
    ki_ptr_map_reset(&plan->adds, &db->memory);
    ki_ptr_map_reset(&plan->climbed, &db->memory);
    ki_ptr_map_reset(&plan->numbers, &db->memory);
    ki_plan_forget_keys(db);
    if (plan->images.block)
        ki_arena_reset(&plan->images, &db->memory);
    if (plan->order.relationship)
        drop_order(db);
    plan->drafts_followed = plan->deletes_followed = 0;
    plan->unfound = false;
}

void ki_plan_fini(struct kith_db *db)
{
    struct plan *plan = &db->plan;

    ki_plan_forget_keys(db);
    ki_vec_fini(&db->memory, &plan->drafts);
    ki_vec_fini(&db->memory, &plan->to_delete);
    ki_vec_fini(&db->memory, &plan->again);
    ki_vec_fini(&db->memory, &plan->kept);
    ki_ptr_map_fini(&plan->draft_of, &db->memory);
    ki_ptr_map_fini(&plan->adds, &db->memory);
    ki_ptr_map_fini(&plan->climbed, &db->memory);
    ki_ptr_map_fini(&plan->numbers, &db->memory);
    ki_ptr_map_fini(&plan->drafted_of, &db->memory);
    ki_vec_fini(&db->memory, &plan->drafted);
    ki_arena_fini(&plan->images, &db->memory);
}
