/* stats.c - what a database holds, in rows and in bytes by purpose.
 *
 * Owns   which bytes are for what.
 * Knows  every part of the database, by reading.
 *
 * Public contract: kith/stats.h. Each part says how much it takes, and the sum
 * must be what the counters of memory.h say: an assertion compares them. Only
 * one purpose is found by what is left: pieces of the pool that no living row
 * and no index leads to are kept for a rollback.
 *
 * A text that columns share counts once. Only columns of foreign keys and those
 * they refer to share texts, and mostly the child's is its parent's, but not
 * always: a parent may have left, or two rows be each other's parents. So the
 * texts with several users are noted, in the order of the tables, and the first
 * table with a user of a text has it. Of most tables no text is noted.
 */
#include "engine.h"

#include <kith/stats.h>
#include <kith/txn.h>

/* What has been found so far. The memory for notes comes from malloc, as that
 * of kith_verify does: several threads may be here at once. */
struct tally {
    const struct kith_db *db;
    struct memory memory;
    struct ptr_map texts; /* with several users; the numbers mean nothing */
    size_t piece_bytes;   /* of the pool, among those that were added */
    kith_stats stats;
};

/* --- Texts ---------------------------------------------------------------- */

/* Whether the text is met for the first time, in `*is_new`; false without
 * memory. One with a single user needs no note. */
static bool note_text(struct tally *tally, const char *text, bool *is_new)
{
    *is_new = ki_text_references(text) == 1;
    if (*is_new || ki_ptr_map_find(&tally->texts, text))
        return true;
    if (!ki_ptr_map_reserve(&tally->texts, &tally->memory))
        return false;
    ki_ptr_map_put(&tally->texts, text, 0);
    *is_new = true;
    return true;
}

static bool is_in_key(const struct key *key, const struct column *column)
{
    for (size_t i = 0; i < key->column_count; i++) {
        if (key->columns[i] == column)
            return true;
    }
    return false;
}

/* Whether texts of the table may be those of other rows. */
static bool shares_texts(const struct table *table)
{
    for (size_t i = 0; i < table->text_count; i++) {
        if (table->texts[i]->link_count > 0)
            return true;
        for (size_t j = 0; j < table->child_count; j++) {
            if (is_in_key(table->children[j]->parent_key, table->texts[i]))
                return true;
        }
    }
    return false;
}

/* The bytes of a row's texts that no row before has, added to `*bytes`; false
 * without memory. */
static bool add_texts(struct tally *tally, const struct table *table,
                      const char *row, size_t *bytes)
{
    for (size_t i = 0; i < table->text_count; i++) {
        const char *text = load_ptr(row + table->texts[i]->offset);
        bool is_new = false;

        if (text && !note_text(tally, text, &is_new))
            return false;
        if (is_new)
            *bytes += ki_text_block_bytes(text);
    }
    return true;
}

/* Note the texts of the tables before this one, which are theirs. */
static bool note_texts_before(struct tally *tally, const struct store *store)
{
    const struct store *earlier = tally->db->stores;
    size_t bytes = 0;

    for (; shares_texts(store->table) && earlier < store; earlier++) {
        char *row = NULL;

        if (!shares_texts(earlier->table))
            continue;
        while ((row = ki_slab_next(earlier->slab, row))) {
            if (!add_texts(tally, earlier->table, row, &bytes))
                return false;
        }
    }
    return true;
}

/* --- One table ------------------------------------------------------------ */

/* What the rows of a table own outside themselves. */
static bool add_rows(struct tally *tally, const struct store *store)
{
    const struct table *table = store->table;
    kith_stats *stats = &tally->stats;
    size_t lists = 0, texts = 0;
    char *row = NULL;

    while (table->text_count + table->child_count > 0 &&
           (row = ki_slab_next(store->slab, row))) {
        if (!add_texts(tally, table, row, &texts))
            return false;
        for (size_t i = 0; i < table->child_count; i++)
            lists += children_bytes(table->children[i], row);
    }
    stats->list_bytes += lists;
    stats->text_bytes += texts;
    tally->piece_bytes += lists + texts;
    return true;
}

/* The contents of a store are the tables themselves; its indexes are those that
 * all share while there is no room for a row, and then they hold nothing. */
static bool add_store(struct tally *tally, const struct store *store)
{
    kith_stats *stats = &tally->stats;

    stats->rows += store->slab->count;
    if (store->counts) {
        stats->lookups += store->work.lookups;
        stats->rows_scanned += store->work.rows_scanned;
        stats->links_touched += store->work.links;
    }
    stats->row_bytes += ki_slab_bytes(store->slab);
    stats->other_bytes += ki_store_contents_bytes(store);
    for (size_t i = 0; i < store->table->key_count; i++) {
        size_t pieces = ki_index_piece_bytes(&store->indexes[i]);

        stats->index_bytes += ki_index_slot_bytes(&store->indexes[i]) + pieces;
        tally->piece_bytes += pieces;
    }
    return add_rows(tally, store);
}

static void add_up(kith_stats *stats)
{
    stats->bytes = stats->row_bytes + stats->list_bytes + stats->index_bytes +
                   stats->text_bytes + stats->undo_bytes +
                   stats->snapshot_bytes + stats->spare_bytes +
                   stats->other_bytes;
}

/* --- The database --------------------------------------------------------- */

/* How many levels of transactions are open: a database has none. */
static size_t log_bytes(const struct kith_db *db, bool of_work)
{
    if (!db->levels)
        return 0;
    return of_work ? db->levels->log.work_bytes : db->levels->log.bytes;
}

static size_t open_levels(const struct kith_db *db)
{
    return kith_depth(db);
}

/* What open levels hold: pieces that rows, lists and indexes had and may have
 * again. And the records, of which some are in the memory that calls work
 * with. */
static size_t undo_bytes(const struct tally *tally)
{
    const struct pool *pool = &tally->db->pool;

    assert(pool->held_bytes + pool->large_bytes >= tally->piece_bytes);
    return pool->held_bytes + pool->large_bytes - tally->piece_bytes +
           (db_has_level(tally->db) ? log_bytes(tally->db, false) : 0);
}

/* What belongs to no table. */
static size_t other_bytes(const struct kith_db *db)
{
    return sizeof(*db) + db->work.bytes - log_bytes(db, true) -
           ki_snapshots_work_bytes(db) +
           (db->counts_catalog ? db->catalog->memory.bytes : 0) +
           db->directory.capacity * sizeof(*db->directory.shown.chunks) +
           db->table_map.mask + sizeof(struct kith_entry_) +
           ki_contents_bytes(db->catalog->most_keys) +
           db->store_count * sizeof(*db->stores) +
           db->pool.chunks.capacity * sizeof(*db->pool.chunks.items);
}

static void tally_init(struct tally *tally, const struct kith_db *db)
{
    *tally = (struct tally){.db = db};
    ki_memory_init(&tally->memory, NULL);
}

/* Hand out what was found, where all was, and forget the notes. */
static kith_status tally_end(struct tally *tally, bool done, kith_stats *stats)
{
    ki_ptr_map_fini(&tally->texts, &tally->memory);
    assert(tally->memory.bytes == 0);
    if (!done)
        return KITH_E_MEMORY;
    add_up(&tally->stats);
    *stats = tally->stats;
    return KITH_OK;
}

kith_status kith_table_stats(const kith_db *db, const kith_table *descriptor,
                             kith_stats *stats)
{
    const struct store *store =
        db && descriptor ? store_of_descriptor(db, descriptor) : NULL;
    struct tally tally;

    if (!store || !stats)
        return KITH_E_MISUSE;
    tally_init(&tally, db);
    return tally_end(
        &tally, note_texts_before(&tally, store) && add_store(&tally, store),
        stats);
}

kith_status kith_stats_of(const kith_db *db, kith_stats *stats)
{
    struct tally tally;
    bool done = true;

    if (!db || !stats)
        return KITH_E_MISUSE;
    tally_init(&tally, db);
    for (size_t i = 0; done && i < db->store_count; i++)
        done = add_store(&tally, &db->stores[i]);
    tally.stats.levels = open_levels(db);
    tally.stats.allocations = db->memory.requests + db->work.requests;
    if (done && db_has_level(db))
        tally.stats.undo_bytes = undo_bytes(&tally);
    tally.stats.cursors = db->walkers.open;
    /* A log that has no record is room for the next one's. */
    tally.stats.spare_bytes = ki_pool_spare_bytes(&db->pool) +
                              (db_has_level(db) ? 0 : log_bytes(db, false));
    tally.stats.snapshot_bytes =
        ki_snapshots_work_bytes(db) + db_pinned_bytes(db);
    tally.stats.pinned_bytes = db_pinned_bytes(db);
    tally.stats.other_bytes += other_bytes(db);
    if (tally_end(&tally, done, stats) != KITH_OK)
        return KITH_E_MEMORY;
    assert(stats->bytes == kith_memory_used(db));
    return KITH_OK;
}
