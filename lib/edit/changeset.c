/* changeset.c - what one call is about to do; see changeset.h. */
#include "edit/changeset.h"

#include "delta/reserve.h"

/* --- Keys of several changes -----------------------------------------------
 * */

/* The index of the after-images that show a key, made when it is first needed;
 * NULL without memory. */
static struct hash_index *new_keys_index(struct kith_db *db,
                                         const struct key *key)
{
    struct changeset *set = &db->changeset;
    size_t *ordinal = ki_ptr_map_find(&set->key_index_of, key);
    struct hash_index *index;

    assert(key->unique);
    if (ordinal)
        return &set->key_indexes.items[*ordinal];
    if (!ki_ptr_map_reserve(&set->key_index_of, &db->memory) ||
        !ki_vec_reserve(&db->memory, &set->key_indexes, 1))
        return NULL;
    ki_ptr_map_put(&set->key_index_of, key, set->key_indexes.count);
    index = &set->key_indexes.items[set->key_indexes.count++];
    ki_hash_index_init(index, key, &db->memory, db->hash_seed, false);
    return index;
}

kith_status ki_changeset_note_key(struct kith_db *db, const struct key *key,
                                  char *after)
{
    struct hash_index *index = new_keys_index(db, key);

    assert(key->unique);
    assert(!key_is_null(key, after));
    if (index && ki_hash_index_find_like(index, after))
        return KITH_E_UNIQUE;
    if (!index || !ki_hash_index_reserve(index, 1))
        return ki_error_memory(&db->error);
    ki_hash_index_put(index, after, after);
    return KITH_OK;
}

char *ki_changeset_find_key(const struct kith_db *db, const struct key *key,
                            const void *const *values)
{
    const struct changeset *set = &db->changeset;
    const size_t *ordinal = ki_ptr_map_find(&set->key_index_of, key);

    assert(key->unique);
    assert(values);
    return ordinal
               ? ki_hash_index_find(&set->key_indexes.items[*ordinal], values)
               : NULL;
}

void ki_changeset_forget_keys(struct kith_db *db)
{
    struct changeset *set = &db->changeset;

    assert(set->key_indexes.count <= set->key_indexes.capacity);
    for (size_t i = 0; i < set->key_indexes.count; i++)
        ki_hash_index_fini(&set->key_indexes.items[i]);
    ki_vec_reset(&db->memory, &set->key_indexes);
    ki_ptr_map_reset(&set->key_index_of, &db->memory);
}

/* --- Worklists ------------------------------------------------------------ */

kith_status ki_changeset_delete(struct kith_db *db, char *row, uint32_t marks)
{
    struct changeset *set = &db->changeset;

    assert(row_is_live(row));
    assert(store_db(row_store(row)) == db);
    assert(marks == 0 || marks == MARK_NAMED);
    if (!is_to_delete(row)) {
        if (!ki_vec_reserve(&db->memory, &set->to_delete, 1))
            return ki_error_memory(&db->error);
        set->to_delete.items[set->to_delete.count++] = row;
    }
    ki_slab_mark(row, MARK_TO_DELETE | marks);
    return KITH_OK;
}

kith_status ki_changeset_keep(struct kith_db *db, char *row)
{
    struct changeset *set = &db->changeset;

    assert(row_is_live(row));
    assert(store_db(row_store(row)) == db);
    if (!ki_vec_reserve(&db->memory, &set->kept, 1))
        return ki_error_memory(&db->error);
    set->kept.items[set->kept.count++] = row;
    return KITH_OK;
}

void ki_changeset_reset(struct kith_db *db)
{
    struct changeset *set = &db->changeset;

    assert(set->changes_followed <= set->changes.count);
    assert(set->deletes_followed <= set->to_delete.count);
    for (size_t i = set->changes.count; i-- > 0;) {
        struct change *change = &set->changes.items[i];

        ki_slab_unmark(change->row);
        if (change->insert && !row_is_live(change->row))
            unreserve_place(change->store, change->row);
    }
    for (size_t i = 0; i < set->to_delete.count; i++)
        ki_slab_unmark(set->to_delete.items[i]);
    ki_vec_reset(&db->memory, &set->changes);
    ki_vec_reset(&db->memory, &set->to_delete);
    ki_vec_reset(&db->memory, &set->again);
    ki_vec_reset(&db->memory, &set->kept);
    ki_ptr_map_reset(&set->change_of, &db->memory);
    ki_ptr_map_reset(&set->adds, &db->memory);
    ki_ptr_map_reset(&set->climbed, &db->memory);
    ki_ptr_map_reset(&set->numbers, &db->memory);
    ki_changeset_forget_keys(db);
    if (set->arena.block)
        ki_arena_reset(&set->arena, &db->memory);
    if (set->order.relationship) {
        ki_ptr_map_fini(&set->order.known, &db->memory);
        ki_memory_free(&db->memory, set->order.rows,
                       set->order.capacity * sizeof(*set->order.rows));
        set->order = (struct order){0};
    }
    set->changes_followed = set->deletes_followed = 0;
    set->parents_missing = false;
}

void ki_changeset_fini(struct kith_db *db)
{
    struct changeset *set = &db->changeset;

    assert(set->changes.count == 0);
    assert(set->to_delete.count == 0);
    assert(!set->order.relationship);
    ki_changeset_forget_keys(db);
    ki_vec_fini(&db->memory, &set->changes);
    ki_vec_fini(&db->memory, &set->to_delete);
    ki_vec_fini(&db->memory, &set->again);
    ki_vec_fini(&db->memory, &set->kept);
    ki_ptr_map_fini(&set->change_of, &db->memory);
    ki_ptr_map_fini(&set->adds, &db->memory);
    ki_ptr_map_fini(&set->climbed, &db->memory);
    ki_ptr_map_fini(&set->numbers, &db->memory);
    ki_ptr_map_fini(&set->key_index_of, &db->memory);
    ki_vec_fini(&db->memory, &set->key_indexes);
    ki_arena_fini(&set->arena, &db->memory);
}
