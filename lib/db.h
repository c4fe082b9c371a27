/* db.h - the beginning of a database, for those that make one.
 *
 * Owns   the struct kith_db itself and its catalog; see db.c for the rest.
 */
#ifndef KI_DB_H
#define KI_DB_H

#include "engine.h"

/* A database without parts, counted in its own memory; NULL without memory.
 * `hooks` may be NULL. kith_close takes it apart, whatever parts it has by
 * then. */
struct kith_db *ki_db_new(const kith_allocator *hooks);

/* Give it a catalog, and with it one reference. Where `counts`, what the
 * catalog holds counts as held by the database. */
void ki_db_use_catalog(struct kith_db *db, struct kith_catalog *catalog,
                       bool counts);

#endif
