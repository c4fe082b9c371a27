/* changeset.c - what one call is about to do; see changeset.h. */
#include "edit/changeset.h"

#include "delta/reserve.h"

/* --- Keys of several changes ----------------------------------------------
 *
 * A hash index for each key that is noted, like that of a table, but its
 * entries are addresses of after-images: it is they that show the new keys. Not
 * all keys of a table get one, only those of which an after-image is noted. */

/* The index of the after-images that show a key, made when it is first needed;
 * NULL without memory. The map holds a number and not an address, because the
 * indexes lie in an array that grows; so what is returned is valid until the
 * index of another key is made. Both reservations come before the first change,
 * so a failure leaves map and array in agreement. */
static struct hash_index *new_keys_index(struct kith_db *db,
                                         const struct key *key)
{
    struct changeset *set = &db->changeset;
    struct hash_index *index;
    struct noted_keys *noted;
    size_t *ordinal;

    assert(key->unique);
    if (!set->noted)
        set->noted = ki_arena_new(&set->arena, &db->work, sizeof(*noted));
    noted = set->noted;
    if (!noted)
        return NULL;
    ordinal = ki_ptr_map_find(&noted->index_of, key);
    if (ordinal)
        return &noted->indexes.items[*ordinal];
    if (!ki_ptr_map_reserve(&noted->index_of, &db->work) ||
        !ki_vec_reserve(&db->work, &noted->indexes, 1))
        return NULL;
    ki_ptr_map_put(&noted->index_of, key, noted->indexes.count);
    index = &noted->indexes.items[noted->indexes.count++];
    /* Allocates nothing, so it cannot fail: slots come with the first entry. */
    ki_hash_index_init(index, key, &db->work, db->hash_seed, false);
    return index;
}

/* The search comes before the reservation: a key that is taken needs no
 * room. */
kith_status ki_changeset_note_key(struct kith_db *db, const struct key *key,
                                  char *after)
{
    struct hash_index *index = new_keys_index(db, key);

    assert(key->unique);
    assert(!key_is_null(key, after));
    /* Without an index there is no memory for one, which is an error below. */
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
    const struct noted_keys *noted = db->changeset.noted;
    const size_t *ordinal =
        noted ? ki_ptr_map_find(&noted->index_of, key) : NULL;

    assert(key->unique);
    assert(values);
    return ordinal ? ki_hash_index_find(&noted->indexes.items[*ordinal], values)
                   : NULL;
}

/* Done in each reset, so it is cheap where nothing was noted. */
void ki_changeset_forget_keys(struct kith_db *db)
{
    struct noted_keys *noted = db->changeset.noted;

    assert(!noted || noted->indexes.count <= noted->indexes.capacity);
    for (size_t i = 0; noted && i < noted->indexes.count; i++)
        ki_hash_index_fini(&noted->indexes.items[i]);
    if (noted) {
        ki_vec_fini(&db->work, &noted->indexes);
        ki_ptr_map_fini(&noted->index_of, &db->work);
    }
}

/* --- Worklists ------------------------------------------------------------ */

/* The mark in the head of the row is the set, and the array its order: a
 * cascade tests for every child whether it will be deleted, and needs no lookup
 * for that. Marks are added also when the row is there already, for a call may
 * name a row that a cascade has reached. */
kith_status ki_changeset_delete(struct kith_db *db, char *row, uint32_t marks)
{
    struct changeset *set = &db->changeset;

    assert(row_is_live(row));
    assert(store_db(row_store(row)) == db);
    assert(marks == 0 || marks == MARK_NAMED);
    if (!is_to_delete(row)) {
        if (!ki_vec_reserve(&db->work, &set->to_delete, 1))
            return ki_error_memory(&db->error);
        set->to_delete.items[set->to_delete.count++] = row;
    }
    ki_slab_mark(row, MARK_TO_DELETE | marks);
    return KITH_OK;
}

/* A list that may have a row twice, which costs a second look at the end. */
kith_status ki_changeset_keep(struct kith_db *db, char *row)
{
    struct changeset *set = &db->changeset;

    assert(row_is_live(row));
    assert(store_db(row_store(row)) == db);
    if (!ki_vec_reserve(&db->work, &set->kept, 1))
        return ki_error_memory(&db->error);
    set->kept.items[set->kept.count++] = row;
    return KITH_OK;
}

kith_status ki_changeset_arrive(struct kith_db *db, const struct change *change,
                                const struct foreign_key *foreign_key)
{
    struct changeset *set = &db->changeset;

    assert(foreign_key->defer_parent);
    assert(!change->insert);
    if (!ki_vec_reserve(&db->work, &set->arrivals, 1))
        return ki_error_memory(&db->error);
    set->arrivals.items[set->arrivals.count++] =
        (struct arrival){(size_t)(change - set->changes.items), foreign_key};
    return KITH_OK;
}

/* A row that does so again and again is noted once, as long as no other is
 * noted between. */
kith_status ki_changeset_suspect(struct kith_db *db, char *row)
{
    struct levels *levels = db->levels;

    assert(db_in_level(db));
    if (levels->suspects.count > 0 &&
        levels->suspects.items[levels->suspects.count - 1] == row)
        return KITH_OK;
    if (!ki_vec_reserve(&db->work, &levels->suspects, 1))
        return ki_error_memory(&db->error);
    levels->suspects.items[levels->suspects.count++] = row;
    return KITH_OK;
}

/* After a success too, rows that were deleted have heads whose marks are to be
 * cleared: the cell is free, but its head stays as it is, and the next row in
 * it must begin without marks. Changes are dropped from the last to the first,
 * so that the free cells of a chunk, which are a stack, are handed out again
 * in the order in which this call took them.
 *
 * An insert has its cell from the moment at which its change is added
 * (ki_values_change), so each change here has a row. */
void ki_changeset_reset(struct kith_db *db)
{
    struct changeset *set = &db->changeset;

    assert(set->changes_followed <= set->changes.count);
    assert(set->deletes_followed <= set->to_delete.count);
    for (size_t i = set->changes.count; i-- > 0;) {
        struct change *change = &set->changes.items[i];

        ki_slab_unmark(change->row);
        /* Refused, or never carried out. */
        if (change->insert && !row_is_live(change->row))
            unreserve_cell(change->store, change->row);
    }
    for (size_t i = 0; i < set->to_delete.count; i++)
        ki_slab_unmark(set->to_delete.items[i]);
    ki_vec_reset(&db->work, &set->changes);
    ki_vec_reset(&db->work, &set->to_delete);
    ki_vec_reset(&db->work, &set->again);
    ki_vec_reset(&db->work, &set->kept);
    ki_vec_reset(&db->work, &set->arrivals);
    ki_ptr_map_reset(&set->change_of, &db->work);
    ki_ptr_map_reset(&set->adds, &db->work);
    ki_ptr_map_reset(&set->climbed, &db->work);
    ki_ptr_map_reset(&set->members, &db->work);
    ki_ptr_map_reset(&set->numbers, &db->work);
    ki_changeset_forget_keys(db);
    set->noted = NULL;
    /* Rows and members of the order are one block (note_order() in
     * collection.c). kith_move has no rows: then the block is NULL and the
     * capacity 0. */
    if (set->order) {
        ki_ptr_map_fini(&set->order->known, &db->work);
        ki_memory_free(&db->work, set->order->rows,
                       set->order->capacity * sizeof(*set->order->rows));
        set->order = NULL;
    }
    if (set->arena.block)
        ki_arena_reset(&set->arena, &db->work);
    set->changes_followed = set->deletes_followed = 0;
    set->parents_missing = set->logged = false;
}

/* Only buffers are left: a reset has emptied the change set before. The order
 * is no buffer, because each call that gives one frees it again. */
void ki_changeset_fini(struct kith_db *db)
{
    struct changeset *set = &db->changeset;

    assert(set->changes.count == 0);
    assert(set->to_delete.count == 0);
    assert(!set->order && !set->noted);
    ki_vec_fini(&db->work, &set->changes);
    ki_vec_fini(&db->work, &set->to_delete);
    ki_vec_fini(&db->work, &set->again);
    ki_vec_fini(&db->work, &set->kept);
    ki_vec_fini(&db->work, &set->arrivals);
    ki_ptr_map_fini(&set->change_of, &db->work);
    ki_ptr_map_fini(&set->adds, &db->work);
    ki_ptr_map_fini(&set->climbed, &db->work);
    ki_ptr_map_fini(&set->members, &db->work);
    ki_ptr_map_fini(&set->numbers, &db->work);
    ki_arena_fini(&set->arena, &db->work);
}
