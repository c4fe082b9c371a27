/* copies.c - what a clone and a snapshot share; see copies.h.
 */
#include "copies.h"

bool ki_db_list_blocks(const struct kith_db *db, struct blocks *blocks)
{
    bool done =
        blocks_add_whole(blocks, db->table_map.entries,
                         db->table_map.mask + sizeof(struct kith_entry_),
                         false) &&
        blocks_add_whole(blocks, db->no_contents,
                         ki_contents_bytes(db->catalog->most_keys), false) &&
        blocks_add_whole(blocks, db->stores,
                         db->store_count * sizeof(*db->stores), false) &&
        ki_directory_list_blocks(&db->directory, blocks) &&
        ki_pool_list_blocks(&db->pool, blocks);

    for (size_t i = 0; done && i < db->store_count; i++)
        done = ki_store_list_blocks(&db->stores[i], blocks);
    return done;
}

kith_status ki_db_require_rest(struct kith_db *db, const char *call)
{
    if (db_is_frozen(db))
        return ki_error_misuse(&db->error, call, ki_frozen_sentence(db));
    if (db_in_level(db))
        return ki_error_misuse(&db->error, call,
                               "%f: a transaction is open, and may take back "
                               "what it has written");
    return KITH_OK;
}

void ki_db_watch_none(const struct kith_db *db)
{
    for (size_t i = 0; i < db->store_count; i++)
        ki_slab_watch_none(db->stores[i].slab);
    ki_pool_unpoison(&db->pool);
}

void ki_db_watch_dead(const struct kith_db *db)
{
    for (size_t i = 0; i < db->store_count; i++)
        ki_slab_watch_dead(db->stores[i].slab);
    ki_pool_poison(&db->pool);
}
