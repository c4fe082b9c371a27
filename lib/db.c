/* db.c - opening and closing a database, floor by floor.
 *
 * Public contract: kith/db.h.
 */
#include "engine.h"

#include "delta/reserve.h"
#include "edit/change.h"
#include "edit/changeset.h"
#include "edit/write.h"

#include <time.h>

/* The seed of hashes that options give, or one that differs from database to
 * database, so that keys that collide cannot be prepared. No order that users
 * see depends on it. Each bit counts in all bits of it: a seed of the user may
 * be as simple as 1. */
static uint64_t hash_seed(const struct kith_db *db, uint64_t seed)
{
    if (seed == 0)
        seed = (uint64_t)(uintptr_t)db ^ (uint64_t)time(NULL) << 20 ^
               (uint64_t)clock();
    seed = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9u;
    seed = (seed ^ seed >> 27) * 0x94d049bb133111ebu;
    return seed ^ seed >> 31;
}

/* Whether two descriptors have one home. */
static bool share_home(const struct kith_db *db)
{
    const kith_table *const *tables = db->schema.descriptors;

    for (size_t i = 0; tables[i]; i++) {
        for (size_t j = 0; j < i; j++) {
            if (table_map_home(db, tables[i]) == table_map_home(db, tables[j]))
                return true;
        }
    }
    return false;
}

/* The bits above are the same for all descriptors of a program. */
enum { SHIFT_MAX = 14 };

/* Choose bits of addresses by which no two descriptors have one home. */
static bool tell_apart(struct kith_db *db, size_t count)
{
    db->table_map.mask = (count - 1) * sizeof(struct kith_entry_);
    for (db->table_map.shift = 0; db->table_map.shift < SHIFT_MAX;
         db->table_map.shift++) {
        if (!share_home(db))
            return true;
    }
    db->table_map.shift = 0;
    return false;
}

/* Every public call that is given a descriptor begins with a look here. More
 * than four times as many entries as tables, and than 32, would be memory for
 * little: then some homes are shared. */
static bool open_table_map(struct kith_db *db)
{
    size_t count = 4;

    while (count <= db->schema.table_count)
        count *= 2;
    while (!tell_apart(db, count) &&
           (count < 32 || count < 2 * db->schema.table_count))
        count *= 2;
    db->table_map.entries = ki_memory_new_zeroed(
        &db->memory, count * sizeof(struct kith_entry_));
    return db->table_map.entries;
}

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

/* As many keys as a table has at most; at least one. */
static size_t most_keys_of(const struct schema *schema)
{
    size_t most = 1;

    for (size_t i = 0; i < schema->table_count; i++) {
        if (schema->tables[i].key_count > most)
            most = schema->tables[i].key_count;
    }
    return most;
}

/* False without memory. */
static bool open_stores(struct kith_db *db)
{
    const struct schema *schema = &db->schema;

    if (!open_table_map(db))
        return false;
    db->no_contents =
        ki_contents_new_none(&db->memory, most_keys_of(schema), db->hash_seed);
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
        entry->marked = kith_marked_(table->descriptor, entry_form_of(table));
        entry->store = &db->stores[i];
        ki_store_init(&db->stores[i], db, &db->frozen, table, &db->texts, entry,
                      db->no_contents);
    }
    db->store_count = schema->table_count;
    return true;
}

static kith_status open_parts(struct kith_db *db,
                              const kith_table *const *tables,
                              struct error *error)
{
    kith_status status =
        ki_schema_open(&db->schema, &db->memory, tables, error);

    return status == KITH_OK && !open_stores(db) ? ki_error_memory(error)
                                                 : status;
}

/* Give the database the memory that it is itself counted in. */
static struct kith_db *new_db(const kith_options *options)
{
    struct memory memory;
    struct kith_db *db;

    ki_memory_init(&memory, options ? &options->allocator : NULL);
    db = ki_memory_new_zeroed(&memory, sizeof(*db));
    if (!db)
        return NULL;
    db->memory = memory;
    ki_pool_init(&db->pool, &db->memory);
    db->texts.pool = &db->pool;
    db->user = options ? options->user : NULL;
    db->hash_seed = hash_seed(db, options ? options->hash_seed : 0);
    return db;
}

kith_status kith_open(kith_db **db, const kith_table *const *tables,
                      const kith_options *options, kith_error *told)
{
    struct error error = {0};
    struct kith_db *opened = NULL;

    if (db)
        *db = NULL;
    if (!db || !tables) {
        ki_error_misuse(&error, __func__, "%f: db or tables is NULL");
    } else if (options && options->abi_version != KITH_ABI_VERSION) {
        ki_error_misuse(&error, __func__,
                        ki_schema_enums_differ(options->abi_version)
                            ? "%f: the options were compiled with enums of "
                              "another size: compile without -fshort-enums"
                            : "%f: the options were compiled against another "
                              "version of kith.h, or not made by "
                              "KITH_OPTIONS");
    } else if (!(opened = new_db(options))) {
        ki_error_memory(&error);
    } else if (open_parts(opened, tables, &error) == KITH_OK) {
        *db = opened;
        return KITH_OK;
    }
    if (told) /* its names are those of the schema, until the close */
        *told = *ki_error_format(&error);
    kith_close(opened);
    return error.full.status;
}

void kith_recover(kith_db *db)
{
    if (!db)
        return;
    ki_verify_leave(db);
    if (!db->calling)
        return;
    db->calling = false;
    while (db->frozen > 0) /* no thread reads in the middle of a write */
        door_open(db);
    ki_changeset_reset(db);
    ki_bulk_drop(db);
}

void kith_close(kith_db *db)
{
    struct memory memory;

    if (!db)
        return;
    kith_recover(db);
    ki_changeset_fini(db);
    for (size_t i = 0; i < db->store_count; i++)
        ki_store_fini(&db->stores[i]);
    ki_memory_free(&db->memory, db->table_map.entries,
                   db->table_map.mask + sizeof(struct kith_entry_));
    if (db->no_contents)
        ki_contents_free_none(db->no_contents, most_keys_of(&db->schema));
    ki_memory_free(&db->memory, db->stores,
                   db->schema.table_count * sizeof(*db->stores));
    ki_schema_close(&db->schema);
    ki_pool_fini(&db->pool);
    memory = db->memory;
    ki_memory_free(&memory, db, sizeof(*db));
    assert(memory.bytes == 0);
}

kith_status kith_shrink(kith_db *db)
{
    if (!db)
        return KITH_E_MISUSE;
    KI_REQUIRE(db, !db->frozen,
               "a function of a table, or one that runs beside kith_verify, "
               "may read only",
               KITH_E_MISUSE);
    ki_changeset_fini(db); /* it is empty outside a call: its buffers go too */
    ki_reserve_shrink(db);
    return KITH_OK;
}

const kith_error *kith_last_error(kith_db *db)
{
    return db ? ki_error_format(&db->error) : NULL;
}

void *kith_user(const kith_db *db)
{
    return db ? db->user : NULL;
}

size_t kith_memory_used(const kith_db *db)
{
    return db ? db->memory.bytes : 0;
}
