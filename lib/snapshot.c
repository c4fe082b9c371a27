/* snapshot.c - what a database was, to be put back at the same addresses.
 *
 * Owns   the copies of blocks, and what goes back into the struct kith_db.
 * Knows  every part of a database by its blocks alone, and of rows how many
 *        lives their cells have had.
 *
 *   snapshot ---> blocks  | at | bytes | copy |   each pinned (base/pins.h)
 *                                        |
 *                 copies  | ............ | .... |  one piece of memory
 *
 * Public contract: kith/snapshot.h. Blocks that a snapshot needs are not freed
 * and do not move while it is there, so the bytes go back to where they were
 * and every pointer among them is right again, those of programs too. A restore
 * allocates nothing and frees nothing: what it leaves behind is given back by
 * the next call that asks the allocator.
 *
 * Lives only go up. What was inserted since the snapshot has used lives of its
 * cells, and the bytes that come back do not know it. So the floor of all
 * tables is raised above the highest of these, and the next row in any cell
 * begins there: no handle that was made since leads to another row.
 */
#include "copies.h"

#include "delta/reserve.h"
#include "edit/txn.h"

#include <kith/snapshot.h>

struct kith_snapshot {
    struct kith_db *db;
    kith_snapshot *next;        /* of the same database */
    struct blocks blocks;       /* with their copies */
    char *copies;
    size_t copies_bytes;
    struct directory directory; /* as in struct kith_db */
    struct pool pool;
    size_t text_count;
    uint64_t random_state;
};

/* --- Taking one ----------------------------------------------------------- */

/* So that each copy is aligned as its block is. */
enum { COPY_ALIGN = 16 };

static size_t copy_bytes(const struct block *block)
{
    return (block->used_bytes + COPY_ALIGN - 1) / COPY_ALIGN * COPY_ALIGN;
}

/* One piece of memory for all copies. False without memory. */
static bool make_copies(kith_snapshot *snapshot)
{
    struct blocks *blocks = &snapshot->blocks;
    char *to;

    for (size_t i = 0; i < blocks->list.count; i++)
        snapshot->copies_bytes += copy_bytes(&blocks->list.items[i]);
    snapshot->copies = ki_memory_new(blocks->memory, snapshot->copies_bytes);
    to = snapshot->copies;
    for (size_t i = 0; to && i < blocks->list.count; i++) {
        struct block *block = &blocks->list.items[i];

        block->copy = to;
        memcpy(to, block->at, block->used_bytes);
        to += copy_bytes(block);
    }
    return to;
}

/* Where this is the first snapshot, from now on all blocks are known. */
static bool know_blocks(struct kith_db *db, const struct blocks *blocks)
{
    struct pins *pins = db->memory.pins;

    if (!pins) {
        pins = ki_memory_new_zeroed(&db->work, sizeof(*pins));
        if (!pins)
            return false;
        db->memory.pins = pins;
        db->memory.pins_memory = &db->work;
    }
    if (!ki_memory_reserve_pins(&db->memory, blocks->list.count))
        return false;
    for (size_t i = 0; i < blocks->list.count; i++) {
        const struct block *block = &blocks->list.items[i];
        const struct pin *pin = ki_pins_find(pins, block->at);

        if (!pin || pin->bytes == 0)
            ki_pins_put(pins, block->at, block->bytes, block->shown);
    }
    return true;
}

/* When the last snapshot is gone, nothing need be known of blocks. */
static void forget_blocks(struct kith_db *db)
{
    if (!db->memory.pins || db->snapshots)
        return;
    ki_memory_free_abandoned(&db->memory);
    ki_memory_fini_pins(&db->memory);
}

/* What a snapshot has of its own. */
static void free_snapshot(struct kith_db *db, kith_snapshot *snapshot)
{
    ki_memory_free(&db->work, snapshot->copies, snapshot->copies_bytes);
    blocks_fini(&snapshot->blocks);
    ki_memory_free(&db->work, snapshot, sizeof(*snapshot));
}

/* All that may fail; false without memory. */
static bool fill_snapshot(struct kith_db *db, kith_snapshot *snapshot)
{
    bool filled;

    ki_db_watch_none(db);
    walkers_lift(&db->walkers);
    filled = ki_db_list_blocks(db, &snapshot->blocks) &&
             make_copies(snapshot) && know_blocks(db, &snapshot->blocks);
    walkers_lower(&db->walkers);
    ki_db_watch_dead(db);
    return filled;
}

kith_snapshot *kith_snapshot_take(kith_db *db)
{
    kith_snapshot *snapshot;

    if (!db || ki_db_require_rest(db, __func__) != KITH_OK)
        return NULL;
    snapshot = ki_memory_new_zeroed(&db->work, sizeof(*snapshot));
    if (!snapshot) {
        ki_error_memory(&db->error);
        return NULL;
    }
    snapshot->blocks.memory = &db->work;
    ki_levels_fini(db); /* only buffers: all that is left are blocks of rows */
    if (!fill_snapshot(db, snapshot)) {
        free_snapshot(db, snapshot);
        forget_blocks(db);
        ki_error_memory(&db->error);
        return NULL;
    }
    for (size_t i = 0; i < snapshot->blocks.list.count; i++)
        ki_pins_find(db->memory.pins, snapshot->blocks.list.items[i].at)
            ->snapshots++;
    snapshot->db = db;
    snapshot->directory = db->directory;
    snapshot->pool = db->pool;
    snapshot->text_count = db->texts.count;
    snapshot->random_state = db->random_state;
    snapshot->next = db->snapshots;
    db->snapshots = snapshot;
    return snapshot;
}

/* --- Letting one go ------------------------------------------------------- */

/* One need less of each block. */
static void unpin(struct kith_db *db, const kith_snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->blocks.list.count; i++) {
        struct pin *pin =
            ki_pins_find(db->memory.pins, snapshot->blocks.list.items[i].at);

        assert(pin->snapshots > 0);
        pin->snapshots--;
        if (pin_is_abandoned(pin))
            ki_memory_free_pin(&db->memory, pin);
    }
}

void kith_snapshot_free(kith_snapshot *snapshot)
{
    kith_snapshot **link;
    struct kith_db *db;

    if (!snapshot)
        return;
    db = snapshot->db;
    for (link = &db->snapshots; *link != snapshot; link = &(*link)->next)
        assert(*link);
    *link = snapshot->next;
    unpin(db, snapshot);
    free_snapshot(db, snapshot);
    forget_blocks(db);
}

void ki_snapshots_fini(struct kith_db *db)
{
    while (db->snapshots)
        kith_snapshot_free(db->snapshots);
}

size_t ki_snapshots_work_bytes(const struct kith_db *db)
{
    const struct pins *pins = db->memory.pins;
    size_t bytes =
        pins ? sizeof(*pins) + pins->capacity * sizeof(*pins->entries) : 0;

    for (const kith_snapshot *snapshot = db->snapshots; snapshot;
         snapshot = snapshot->next)
        bytes += sizeof(*snapshot) + snapshot->copies_bytes +
                 blocks_bytes(&snapshot->blocks);
    return bytes;
}

/* --- Lives ---------------------------------------------------------------- */

/* Tell pins where in the snapshot their blocks are, or that no one asks any
 * more. */
static void number_blocks(struct kith_db *db, const kith_snapshot *snapshot,
                          bool known)
{
    for (size_t i = 0; i < snapshot->blocks.list.count; i++)
        ki_pins_find(db->memory.pins, snapshot->blocks.list.items[i].at)
            ->number = known ? i + 1 : 0;
}

/* The copy of a chunk, or NULL where it came after the snapshot. */
static const char *copy_of_chunk(const struct kith_db *db,
                                 const kith_snapshot *snapshot,
                                 const struct chunk *chunk)
{
    const struct pin *pin = ki_pins_find(db->memory.pins, chunk);

    return pin && pin->number > 0
               ? snapshot->blocks.list.items[pin->number - 1].copy
               : NULL;
}

/* The floor above all lives that cells have had since the snapshot, and above
 * that of today. Where no cell is to have a second row it is above all that are
 * or were ever deleted, so that only cells without a row begin with it. */
static uint32_t floor_after(const struct kith_db *db,
                            const kith_snapshot *snapshot)
{
    uint32_t highest = db->no_contents->slab.floor;

    for (size_t i = 0; i < db->store_count; i++) {
        const struct slab *slab = db->stores[i].slab;

        for (const struct chunk *chunk = slab->oldest; chunk;
             chunk = chunk->next) {
            uint32_t lives = ki_slab_lives_since(
                slab, chunk, copy_of_chunk(db, snapshot, chunk),
                db->keep_deleted);

            highest = highest < lives ? lives : highest;
        }
    }
    return ((highest + 1) & ~(uint32_t)1) + (db->keep_deleted ? 2 * LIFE : 0);
}

/* What came after the snapshot is deleted, also where the program has its
 * address. */
static void end_rows(const struct kith_db *db, const kith_snapshot *snapshot)
{
    for (size_t i = 0; i < db->store_count; i++) {
        const struct slab *slab = db->stores[i].slab;

        for (const struct chunk *chunk = slab->oldest; chunk;
             chunk = chunk->next)
            ki_slab_end_since(slab, chunk, copy_of_chunk(db, snapshot, chunk));
    }
}

/* --- Putting it back ------------------------------------------------------ */

/* The database has the blocks of the snapshot again and no others. Those that
 * it leaves are parked where another snapshot needs them, else abandoned. */
static void exchange_blocks(struct kith_db *db)
{
    struct memory *memory = &db->memory;

    for (size_t i = 0; i < memory->pins->capacity; i++) {
        struct pin *pin = &memory->pins->entries[i];

        if (pin->live && pin->bytes > 0 && pin->number == 0) {
            ki_pins_park(memory->pins, pin);
            memory->bytes -= pin->bytes;
        } else if (!pin->live && pin->number > 0) {
            ki_pins_revive(memory->pins, pin);
            memory->bytes += pin->bytes;
        }
    }
}

/* Where the rows of each table are, and its next number; what was done with the
 * table stays counted. */
static void write_stores(struct kith_db *db, const char *copy)
{
    for (size_t i = 0; i < db->store_count; i++) {
        struct store then;

        memcpy(&then, copy + i * sizeof(then), sizeof(then));
        db->stores[i].slab = then.slab;
        db->stores[i].indexes = then.indexes;
        db->stores[i].next_number = then.next_number;
    }
}

static void write_back(struct kith_db *db, const kith_snapshot *snapshot)
{
    uint64_t versions = db->pool.versions;

    for (size_t i = 0; i < snapshot->blocks.list.count; i++) {
        const struct block *block = &snapshot->blocks.list.items[i];

        if (block->at == (const char *)db->stores)
            write_stores(db, block->copy);
        else
            ki_block_write(block->at, block->copy, block->used_bytes);
    }
    db->directory = snapshot->directory;
    db->pool = snapshot->pool;
    db->pool.versions = versions;
    db->texts.count = snapshot->text_count;
    db->random_state = snapshot->random_state;
}

kith_status kith_restore(kith_db *db, kith_snapshot *snapshot)
{
    uint32_t floor;

    if (!db)
        return KITH_E_MISUSE;
    KI_REQUIRE(db, snapshot, "the snapshot is NULL", KITH_E_MISUSE);
    KI_REQUIRE(db, snapshot->db == db, "the snapshot is of another database",
               KITH_E_MISUSE);
    if (ki_db_require_rest(db, __func__) != KITH_OK)
        return KITH_E_MISUSE;
    walkers_close_all(&db->walkers, &db->work);
    number_blocks(db, snapshot, true);
    floor = floor_after(db, snapshot);
    if (floor <= FLOOR_MAX) {
        ki_db_watch_none(db);
        end_rows(db, snapshot);
        if (db->levels)
            ki_log_abandon(&db->levels->log);
        exchange_blocks(db);
        write_back(db, snapshot);
        ki_reserve_raise_floors(db, floor);
        ki_db_watch_dead(db);
    }
    number_blocks(db, snapshot, false);
    return floor <= FLOOR_MAX
               ? KITH_OK
               : ki_error(&db->error, KITH_E_LIMIT,
                          "restores have thrown away so many rows that handles "
                          "could not be told apart: open a new database",
                          &(struct error_facts){.call = __func__});
}
