/* db.c - opening and closing a database, floor by floor.
 *
 * Owns   the order in which the parts of a database are made and freed, the map
 *        from descriptors to stores, the seed of its hashes, its clock and its
 *        random numbers.
 * Knows  every floor below, of delta/ and edit/ only how to empty and to shrink
 *        what they use.
 *
 *   struct kith_db   counted in its own memory
 *     catalog        what the descriptors say, perhaps shared with others
 *     table_map      descriptor -> store; programs look here first
 *     directory      number of a cell -> chunk, once there is one
 *     no_contents    what all tables without rows share
 *     stores         one for each table, in the order of the schema
 *
 * Public contract: kith/db.h. An open that fails at any step leaves a database
 * that the close can take apart: it begins as zeros, and the close frees the
 * parts that are there. So there is one way back, which every test of a
 * successful open takes as well.
 */
#include "db.h"

#include "delta/reserve.h"
#include "edit/change.h"
#include "edit/changeset.h"
#include "edit/txn.h"
#include "edit/write.h"

#include <time.h>

/* By the finalizer of splitmix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", 2014): each bit of the seed counts in all
 * bits of the result. */
static uint64_t mixed(uint64_t seed)
{
    seed = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9u;
    seed = (seed ^ seed >> 27) * 0x94d049bb133111ebu;
    return seed ^ seed >> 31;
}

/* A number that differs from database to database. */
static uint64_t own_seed(const struct kith_db *db)
{
    struct timespec now = {0};

    timespec_get(&now, TIME_UTC);
    return (uint64_t)(uintptr_t)db ^ (uint64_t)now.tv_sec << 30 ^
           (uint64_t)now.tv_nsec;
}

/* The seed of hashes that options give, or one of its own, so that keys that
 * collide cannot be prepared. No order that users see depends on it. Mixed, for
 * a seed of the user may be as simple as 1. */
static uint64_t hash_seed(const struct kith_db *db, uint64_t seed)
{
    return mixed(seed ? seed : own_seed(db));
}

/* Where random numbers begin: at the seed that options give, or at one of its
 * own. Whoever sees numbers can tell where they began, and must not learn the
 * hash seed from that: so it goes into a step that has no way back. */
static uint64_t random_seed(const struct kith_db *db, uint64_t seed)
{
    return seed ? seed : db->hash_seed ^ mixed(db->hash_seed ^ own_seed(db));
}

/* The generation of cells before their first row: even, and in the lower half,
 * so that enough lives are left. It differs from database to database, also
 * where their hash seeds are given and equal, for by it a handle of another one
 * is told. Programs see it in handles, so it says nothing of the hash seed. */
static uint32_t first_generation(const struct kith_db *db)
{
    return (uint32_t)(mixed(db->hash_seed ^ own_seed(db)) >> 33) & ~(uint32_t)1;
}

/* --- Opening -------------------------------------------------------------- */

/* Allocate the map as the catalog has chosen it, all entries free; false
 * without memory. */
static bool open_table_map(struct kith_db *db)
{
    const struct kith_entries_ *chosen = &db->catalog->map;

    db->table_map = *chosen;
    db->table_map.entries = ki_memory_new_zeroed(
        &db->memory, chosen->mask + sizeof(struct kith_entry_));
    return db->table_map.entries;
}

/* The form of a primary key that the mark of its entry says, so that a program
 * knows by one comparison whether it may probe by itself. In-place texts, pairs
 * that are not both int64_t, longer keys and tables without a primary key have
 * KITH_FORM_ANY_, and are left to the functions. */
static enum kith_form_ entry_form_of(const struct table *table)
{
    const struct key *primary = table->primary;

    if (ki_kind_is_integer(table->primary_kind))
        return KITH_FORM_NUMBER_;
    if (table->primary_kind == KITH_KIND_TEXT)
        return KITH_FORM_TEXT_;
    return primary && primary->column_count == 2 &&
                   primary->columns[0]->kind == KITH_KIND_I64 &&
                   primary->columns[1]->kind == KITH_KIND_I64
               ? KITH_FORM_TWO_
               : KITH_FORM_ANY_;
}

/* Make the map and a store for each table, all of them without room for a row;
 * false without memory, and the close frees what was made. No step of the loop
 * can fail, so `store_count` is either 0 or that of all tables. Entries are not
 * moved afterwards: stores keep their addresses. */
static bool open_stores(struct kith_db *db)
{
    const struct schema *schema = db->schema;
    uint32_t floor = first_generation(db);

    if (!open_table_map(db))
        return false;
    db->no_contents = ki_contents_new_none(
        &db->directory, db->catalog->most_keys, db->hash_seed, floor,
        db->keep_deleted ? floor : GENERATION_MOST);
    if (!db->no_contents || schema->table_count == 0)
        return db->no_contents;
    db->stores = ki_memory_new_zeroed(&db->memory, schema->table_count *
                                                       sizeof(*db->stores));
    if (!db->stores)
        return false;
    for (size_t i = 0; i < schema->table_count; i++) {
        const struct table *table = &schema->tables[i];
        struct kith_entry_ *entry = find_table_entry(db, table->descriptor);

        assert(!entry->marked);
        /* Where lookups are counted, no program makes one by itself. */
        entry->marked = kith_marked_(table->descriptor,
                                     db->count_work ? KITH_FORM_ANY_
                                                    : entry_form_of(table));
        entry->store = &db->stores[i];
        ki_store_init(&db->stores[i], db, &db->door, table, &db->texts, entry,
                      db->no_contents);
        db->stores[i].counts = db->count_work;
    }
    db->store_count = schema->table_count;
    return true;
}

void ki_db_use_catalog(struct kith_db *db, struct kith_catalog *catalog,
                       bool counts)
{
    assert(!db->catalog);
    db->catalog = catalog;
    db->schema = &catalog->schema;
    db->counts_catalog = counts;
    if (counts)
        db->memory.bytes += catalog->memory.bytes;
}

/* The catalog first, for the rest follows from it. The limit comes last: what
 * only the open needs, as names to be looked up, is not held. On failure
 * `error` is set, and its names last until the catalog is dropped. */
static kith_status open_parts(struct kith_db *db,
                              const kith_table *const *tables,
                              const kith_options *options, struct error *error)
{
    size_t limit = options ? options->memory_limit_bytes : 0;
    struct kith_catalog *catalog = options ? options->catalog : NULL;
    bool shared = catalog && !db->count_work;
    kith_status status = KITH_OK;

    if (catalog)
        tables = catalog->schema.descriptors;
    if (shared)
        ki_catalog_share(catalog);
    else
        status = ki_catalog_compile(&catalog, tables, &db->memory.hooks,
                                    db->count_work, error);
    if (catalog) /* half compiled where that failed */
        ki_db_use_catalog(db, catalog, !shared);
    if (status != KITH_OK)
        return status;
    error->memory = &db->memory;
    return open_stores(db) && ki_memory_limit(&db->memory, limit)
               ? KITH_OK
               : ki_error_memory(error);
}

/* It is counted in its own memory, so that kith_memory_used() is all that the
 * program's allocator gave: the counter begins on the stack and is copied into
 * what it allocated. */
struct kith_db *ki_db_new(const kith_allocator *hooks)
{
    struct memory memory;
    struct kith_db *db;

    ki_memory_init(&memory, hooks);
    db = ki_memory_new_zeroed(&memory, sizeof(*db));
    if (!db)
        return NULL;
    db->memory = memory;
    ki_directory_init(&db->directory, &db->memory);
    db->error.memory = &db->memory;
    ki_memory_init_work(&db->work, &db->memory);
    ki_pool_init(&db->pool, &db->memory);
    db->texts.pool = &db->pool;
    return db;
}

/* A database without parts, as the options say; NULL without memory. */
static struct kith_db *new_db(const kith_options *given)
{
    static const kith_options none;
    const kith_options *options = given ? given : &none;
    struct kith_db *db = ki_db_new(&options->allocator);

    if (!db)
        return NULL;
    db->hash_seed = hash_seed(db, options->hash_seed);
    db->random_state = random_seed(db, options->random_seed);
    db->now = options->now;
    db->random = options->random;
    db->user = options->user;
    db->keep_deleted = options->keep_deleted;
    db->check_writes = options->check_writes;
    db->count_work = options->count_work;
    db->clone_row = options->clone_row;
    return db;
}

/* What is wrong with what kith_open was given, or NULL. Options of another
 * version are not looked into. */
static const char *wrong_with_open(kith_db *const *db,
                                   const kith_table *const *tables,
                                   const kith_options *options)
{
    if (!db)
        return "%f: db is NULL";
    if (options && options->abi_version != KITH_ABI_VERSION)
        return ki_schema_enums_differ(options->abi_version)
                   ? "%f: the options were compiled with enums of another "
                     "size: compile without -fshort-enums"
                   : "%f: the options were compiled against another version "
                     "of kith.h, or not made by KITH_OPTIONS";
    if (!tables && !(options && options->catalog))
        return "%f: tables is NULL, and the options give no catalog";
    return tables && options && options->catalog &&
                   !ki_catalog_lists(options->catalog, tables)
               ? "%f: tables are not those of options.catalog: pass NULL"
               : NULL;
}

/* The error is built on the stack, for there is no database yet that could keep
 * it, and is copied to the caller before the close frees its names. */
kith_status kith_open(kith_db **db, const kith_table *const *tables,
                      const kith_options *options, kith_error *failure)
{
    const char *wrong = wrong_with_open(db, tables, options);
    struct error error = {0};
    struct kith_db *opened = NULL;

    if (db)
        *db = NULL;
    if (wrong) {
        ki_error_misuse(&error, __func__, wrong);
    } else if (!(opened = new_db(options))) {
        ki_error_memory(&error);
    } else if (open_parts(opened, tables, options, &error) == KITH_OK) {
        *db = opened;
        return KITH_OK;
    }
    if (failure) /* its names are those of the schema, until the close */
        *failure = *ki_error_format(&error);
    kith_close(opened);
    return error.full.status;
}

/* --- Ending --------------------------------------------------------------- */

/* What a call has begun is found in the database and not on a stack: functions
 * of the user that leave by longjmp drop the stack. Walks of a kith_verify come
 * first, for each of them counts in the door too; what is left there then are
 * functions in the middle of a write. The call that was left has changed
 * nothing, except that a bulk insert has inserted the rows before the one at
 * hand: these are taken back last, when the change set of that one is empty. */
void kith_recover(kith_db *db)
{
    if (!db)
        return;
    ki_verify_leave(db);
    if (!db->calling)
        return;
    db->calling = false;
    while (db_is_frozen(db)) /* no thread reads in the middle of a write */
        door_open(db);
    ki_changeset_reset(db);
    ki_bulk_drop(db);
}

/* What is used is freed after what uses it: the shared contents after the
 * stores that point at them, the catalog after the stores, which read it to
 * find texts and lists, and the pool after all that has pieces of it. Last the
 * database itself: its counter is moved to the stack for that, and must be 0
 * then, or a part gave back less than it took.
 *
 * A function of a table that still runs cannot be told from one that has left
 * by longjmp, so kith_recover() is not called here: it would pull the ground
 * from under the first. */
void kith_close(kith_db *db)
{
    struct memory memory;

    if (!db)
        return;
    if (db_is_frozen_by_others(db)) {
        ki_error_misuse(&db->error, __func__,
                        "%f: a function of a table may read only: its call "
                        "needs the database; where it was left by longjmp, "
                        "call kith_recover first");
        return;
    }
    if (db->freezes > 0)
        door_open(db);
    ki_snapshots_fini(db);
    ki_levels_fini(db);
    walkers_fini(&db->walkers, &db->work);
    ki_changeset_fini(db);
    for (size_t i = 0; i < db->store_count; i++)
        ki_store_fini(&db->stores[i]);
    ki_memory_free(&db->memory, db->table_map.entries,
                   db->table_map.mask + sizeof(struct kith_entry_));
    if (db->no_contents)
        ki_contents_free_none(db->no_contents, db->catalog->most_keys);
    ki_memory_free(&db->memory, db->stores,
                   db->store_count * sizeof(*db->stores));
    if (db->counts_catalog)
        db->memory.bytes -= db->catalog->memory.bytes;
    ki_catalog_drop(db->catalog);
    ki_directory_fini(&db->directory);
    ki_pool_fini(&db->pool);
    assert(db->work.bytes == 0);
    memory = db->memory;
    ki_memory_free(&memory, db, sizeof(*db));
    assert(memory.bytes == 0);
}

/* Refused while a function of a table runs, also under kith_verify: it may be
 * in the middle of a loop over a list, whose places change here. */
kith_status kith_shrink(kith_db *db)
{
    if (!db)
        return KITH_E_MISUSE;
    if (db_is_frozen(db))
        return ki_error_misuse(&db->error, __func__, ki_frozen_sentence(db));
    KI_REQUIRE(db, !db_in_level(db),
               "a level is open, and may put back what left a list",
               KITH_E_MISUSE);
    walkers_close_all(&db->walkers, &db->work);
    walkers_fini(&db->walkers, &db->work);
    ki_levels_fini(db); /* empty as well: only buffers are freed */
    ki_changeset_fini(db);
    ki_reserve_shrink(db);
    if (db->memory.pins)
        ki_memory_free_abandoned(&db->memory);
    memory_forgive(&db->memory); /* what was refused stays, and is no failure */
    return KITH_OK;
}

/* The sentence is built here, once for each failure, so the database is not
 * const. */
const kith_error *kith_last_error(kith_db *db)
{
    return db ? ki_error_format(&db->error) : NULL;
}

void *kith_user(const kith_db *db)
{
    return db ? db->user : NULL;
}

/* Where the clock of the system fails, it is 1970. */
int64_t kith_now(const kith_db *db)
{
    struct timespec now = {0};

    if (!db)
        return 0;
    if (db->now.now)
        return db->now.now(db->now.context);
    timespec_get(&now, TIME_UTC);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* A step of SplitMix64. Not refused while a function of a table runs: it is
 * there that programs draw. */
uint64_t kith_random(kith_db *db)
{
    if (!db)
        return 0;
    if (db->random.next)
        return db->random.next(db->random.context);
    db->random_state += 0x9e3779b97f4a7c15u;
    return mixed(db->random_state);
}

size_t kith_memory_used(const kith_db *db)
{
    return db ? db->memory.bytes + db->work.bytes + db_pinned_bytes(db) : 0;
}
