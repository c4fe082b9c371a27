/* factories.h - the error and the memory of kith_factories.
 *
 * Owns   how a failure is noted, and memory that lives as long as they do.
 * Knows  nothing of tables and rows.
 */
#ifndef KI_KIT_FACTORIES_H
#define KI_KIT_FACTORIES_H

#include <kith/test/factory.h>

/* Note a failure: its status, and a sentence as printf makes it. Names are
 * those of the schema, or NULL. Returns the status. */
kith_status ki_factories_fail(kith_factories *factories, kith_status status,
                              const kith_table *table, const char *column,
                              const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Memory, zeroed, that is given back with the factories; NULL, with the error,
 * where there is none. */
void *ki_factories_new(kith_factories *factories, size_t count, size_t bytes);

/* Memory that is resized and given back one by one, as kith_allocator says. */
void *ki_factories_resize(kith_factories *factories, void *block,
                          size_t old_bytes, size_t new_bytes);

/* Give back all that ki_factories_new has made. */
void ki_factories_free(kith_factories *factories);

#endif
