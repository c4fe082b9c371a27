/* catalog.h - a compiled schema, which databases share.
 *
 * Owns   the schema, what else an open works out of the descriptors alone, and
 *        how many share it. Never changed once it is compiled.
 * Knows  nothing of a database.
 *
 *   catalog    memory of its own, by the allocator that it was compiled with
 *     schema     what the descriptors say
 *     map        by which bits of its address a descriptor is found
 *     references databases that were opened with it, and the program
 *
 * Every database has one: kith_open compiles it where the options give none.
 * The count is changed by atomic steps, so databases of several threads may
 * share a catalog; whoever gives up the last reference frees it.
 */
#ifndef KI_CATALOG_CATALOG_H
#define KI_CATALOG_CATALOG_H

#include "catalog/schema.h"

#include <kith/db.h>
#include <kith/detail/inline.h>

struct kith_catalog {
    struct memory memory;
    struct schema schema;
    struct kith_entries_ map; /* mask and shift; each database has entries of
                                 its own */
    size_t most_keys;         /* of a table, and at least one */
    size_t references;
};

/* Compile the descriptors, with one reference. `hooks` may be NULL. With
 * `counted` for a database that counts what is done (options.count_work). On
 * failure `error` is set, as ki_schema_open says, and its names last until
 * `*catalog`, which may be NULL then, is released. */
KI_COLD kith_status ki_catalog_compile(struct kith_catalog **catalog,
                                       const kith_table *const *descriptors,
                                       const kith_allocator *hooks,
                                       bool counted, struct error *error);

/* Whether these are its descriptors, in its order. O(tables). */
bool ki_catalog_lists(const struct kith_catalog *catalog,
                      const kith_table *const *descriptors);

/* One more reference, or one less. NULL is allowed for the second. From any
 * thread. O(1); the last one O(blocks of the schema). */
struct kith_catalog *ki_catalog_share(struct kith_catalog *catalog);
void ki_catalog_drop(struct kith_catalog *catalog);

#endif
