/* give_some.h - an allocator for tests below the database: its context is the
 * number of requests that it still grants.
 */
#ifndef SUPPORT_GIVE_SOME_H
#define SUPPORT_GIVE_SOME_H

#include <stddef.h>
#include <stdlib.h>

static inline void *give_some(void *context, void *block, size_t old_bytes,
                              size_t new_bytes)
{
    size_t *left = context;

    (void)old_bytes;
    if (new_bytes == 0) {
        free(block);
        return NULL;
    }
    if (*left == 0)
        return NULL;
    --*left;
    return realloc(block, new_bytes);
}

#endif
