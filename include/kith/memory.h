/* memory.h - where a database's bytes come from.
 *
 * Every byte of a database comes through one function, so a program can count,
 * limit or place it. Without a choice of yours it is realloc and free.
 */
#ifndef KITH_MEMORY_H
#define KITH_MEMORY_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One function for everything, in the manner of Lua's lua_Alloc:
 *
 *   block NULL,     new_bytes > 0   allocate new_bytes
 *   block not NULL, new_bytes > 0   resize, keeping the smaller of both sizes
 *   block not NULL, new_bytes 0     free; what is returned is ignored
 *
 * `old_bytes` is the size the block was last given, 0 for NULL. What it returns
 * is aligned for any type, or NULL when there is no memory: then the block
 * stays as it was and the call that needed it fails with KITH_E_MEMORY. Freeing
 * must not fail. The function must not call kith on the same database. */
typedef struct kith_allocator {
    void *(*resize)(void *context, void *block, size_t old_bytes,
                    size_t new_bytes);
    void *context;
} kith_allocator;

#ifdef __cplusplus
}
#endif
#endif
