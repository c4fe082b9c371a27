/* catalog.c - compiling a schema once for many databases; see catalog.h.
 *
 * Public contract: kith/db.h.
 */
#include "catalog/catalog.h"

#include "catalog/table_map.h"

/* Without memory for itself. The counter begins on the stack and is copied into
 * what it allocated. */
static struct kith_catalog *new_catalog(const kith_allocator *hooks)
{
    struct memory memory;
    struct kith_catalog *catalog;

    ki_memory_init(&memory, hooks);
    catalog = ki_memory_new_zeroed(&memory, sizeof(*catalog));
    if (!catalog)
        return NULL;
    catalog->memory = memory;
    catalog->references = 1;
    return catalog;
}

kith_status ki_catalog_compile(struct kith_catalog **catalog,
                               const kith_table *const *descriptors,
                               const kith_allocator *hooks, bool counted,
                               struct error *error)
{
    struct kith_catalog *made = new_catalog(hooks);
    kith_status status;

    assert(descriptors);
    *catalog = made;
    if (!made)
        return ki_error_memory(error);
    status = ki_schema_open(&made->schema, &made->memory, descriptors, error);
    if (status != KITH_OK)
        return status;
    if (counted)
        ki_schema_close_fast_paths(&made->schema);
    ki_table_map_choose(&made->map, made->schema.descriptors);
    made->most_keys = ki_schema_most_keys(&made->schema);
    return KITH_OK;
}

bool ki_catalog_lists(const struct kith_catalog *catalog,
                      const kith_table *const *descriptors)
{
    const kith_table *const *own = catalog->schema.descriptors;

    for (; *own && *own == *descriptors; own++)
        descriptors++;
    return *own == *descriptors;
}

/* Whoever shares it has a reference already, so nothing must be seen to have
 * happened before. */
struct kith_catalog *ki_catalog_share(struct kith_catalog *catalog)
{
    assert(catalog->references > 0);
    __atomic_fetch_add(&catalog->references, 1, __ATOMIC_RELAXED);
    return catalog;
}

/* The one that frees it must see what others did with it as done. */
void ki_catalog_drop(struct kith_catalog *catalog)
{
    struct memory memory;

    if (!catalog ||
        __atomic_fetch_sub(&catalog->references, 1, __ATOMIC_ACQ_REL) > 1)
        return;
    ki_schema_close(&catalog->schema);
    memory = catalog->memory;
    ki_memory_free(&memory, catalog, sizeof(*catalog));
    assert(memory.bytes == 0);
}

/* --- Public calls --------------------------------------------------------- */

/* Its names are those of the schema, so the sentence is built before a half
 * compiled one is dropped. */
kith_status kith_compile(kith_catalog **catalog,
                         const kith_table *const *tables,
                         const kith_allocator *allocator, kith_error *failure)
{
    struct error error = {0};
    struct kith_catalog *made = NULL;

    if (catalog)
        *catalog = NULL;
    if (!catalog || !tables)
        ki_error_misuse(&error, __func__, "%f: catalog or tables is NULL");
    else if (ki_catalog_compile(&made, tables, allocator, false, &error) ==
             KITH_OK)
        *catalog = made;
    if (error.full.status == KITH_OK)
        return KITH_OK;
    if (failure)
        *failure = *ki_error_format(&error);
    ki_catalog_drop(made);
    return error.full.status;
}

void kith_catalog_release(kith_catalog *catalog)
{
    ki_catalog_drop(catalog);
}
