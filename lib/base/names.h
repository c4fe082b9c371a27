/* names.h - what is looked up by name, each name within a scope.
 *
 * Owns   one hash table of uthash for all names of a schema.
 * Knows  nothing of what a name stands for: a scope is any address, the thing
 *        named is a pointer. Names are not copied.
 */
#ifndef KI_BASE_NAMES_H
#define KI_BASE_NAMES_H

#include "base/arena.h"

#include <kith/status.h>

struct names {
    struct memory *memory;
    struct arena entries;
    struct name *first;
};

void ki_names_init(struct names *names, struct memory *memory);
void ki_names_fini(struct names *names);

/* What `name` stands for in `scope`, or NULL. O(1). */
void *ki_names_find(const struct names *names, const void *scope,
                    const char *name);

/* Let `name`, which must be new there, stand for `thing` in `scope`.
 * KITH_E_MEMORY when there is no memory. O(1). */
kith_status ki_names_put(struct names *names, const void *scope,
                         const char *name, void *thing);

#endif
