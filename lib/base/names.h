/* names.h - what is looked up by name, each name within a scope.
 *
 * Owns   one hash table of uthash for the names of a schema: of tables, and of
 *        the members of large ones (catalog/steps/build.h).
 * Knows  nothing of what a name stands for: a scope is any address, the thing
 *        named is a pointer. Names are not copied, so they must outlive it.
 *
 * For the time of kith_open() alone: names refer to tables and columns that are
 * declared later, and are looked up by many steps. When the schema is ready all
 * of its parts point at each other, and the names are freed.
 */
#ifndef KI_BASE_NAMES_H
#define KI_BASE_NAMES_H

#include "base/arena.h"
#include "base/tuning.h"

#include <kith/status.h>

struct names {
    struct memory *memory;
    struct arena entries; /* each struct name; uthash links them */
    struct name *first;   /* the head of the hash table; NULL: it is empty */
};

/* Begin with no names; allocates nothing. fini gives all memory back; the
 * things that were named are not touched. */
void ki_names_init(struct names *names, struct memory *memory);
void ki_names_fini(struct names *names);

/* What `name` stands for in `scope`, or NULL. O(bytes of the name). */
void *ki_names_find(const struct names *names, const void *scope,
                    const char *name);

/* Let `name`, which must be new there, stand for `thing` in `scope`.
 * KITH_E_MEMORY when there is no memory: the name is unknown then. O(bytes of
 * the name). */
KI_COLD kith_status ki_names_put(struct names *names, const void *scope,
                                 const char *name, void *thing);

#endif
