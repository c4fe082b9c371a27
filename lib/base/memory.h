/* memory.h - every byte of one database.
 *
 * Owns   the allocator hooks and the number of bytes they gave out.
 * Knows  nothing of what the bytes are for.
 *
 * Blocks carry no header: the caller that frees one says how large it was. That
 * saves 8 to 16 bytes for each, and is what makes the counter exact with any
 * allocator.
 *
 * Two kinds of memory: what a database shows to programs (rows, lists, texts,
 * index slots) is asked for by the functions that end in _shown and written
 * through base/write.h alone; all else (the schema, change sets, errors) is the
 * engine's own. They differ only in a test build.
 */
#ifndef KI_BASE_MEMORY_H
#define KI_BASE_MEMORY_H

#include <kith/memory.h>

/* The address sanitizer sees only what its own allocator gives out. gcc and
 * clang say so in different ways. */
#if defined(__SANITIZE_ADDRESS__)
#define KI_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KI_SANITIZED 1
#endif
#endif

#ifdef KI_SANITIZED
#include <sanitizer/asan_interface.h>
#endif

struct memory {
    kith_allocator hooks;
    size_t bytes;    /* held now */
    unsigned sealed; /* changes under way, while assertions are compiled in */
};

/* Use `hooks`, or realloc and free where it is NULL or holds no function. */
void ki_memory_init(struct memory *memory, const kith_allocator *hooks);

/* A block of `bytes`, or NULL. The second form fills it with zero. */
void *ki_memory_new(struct memory *memory, size_t bytes);
void *ki_memory_new_zeroed(struct memory *memory, size_t bytes);

/* The block with its contents and a new size, or NULL: then `block` is as it
 * was. `block` may be NULL when `old_bytes` is 0. */
void *ki_memory_resize(struct memory *memory, void *block, size_t old_bytes,
                       size_t new_bytes);

/* How much to ask for when at least `bytes` are needed and more are of use:
 * whole huge pages, once it is one. */
size_t ki_memory_whole_pages(size_t bytes);

/* Give a block of `bytes` back. NULL is allowed. */
void ki_memory_free(struct memory *memory, void *block, size_t bytes);

/* The same for memory that a database shows, which is written through
 * base/write.h alone. */
void *ki_memory_resize_shown(struct memory *memory, void *block,
                             size_t old_bytes, size_t new_bytes);
void *ki_memory_new_shown(struct memory *memory, size_t bytes);
void ki_memory_free_shown(struct memory *memory, void *block, size_t bytes);

/* Defined by a test build alone (KI_READ_ONLY in base/tuning.h): gives such
 * memory, when the allocator would have given as much. */
void *ki_region_resize(const kith_allocator *hooks, void *block,
                       size_t old_bytes, size_t new_bytes);

/* Between the two nothing may be allocated, for what changes then must not
 * fail: an assertion sees to it. They nest, and cost nothing in a release. */
static inline void ki_memory_seal(struct memory *memory)
{
#ifndef NDEBUG
    memory->sealed++;
#else
    (void)memory;
#endif
}

static inline void ki_memory_unseal(struct memory *memory)
{
#ifndef NDEBUG
    memory->sealed--;
#else
    (void)memory;
#endif
}

/* Let the address sanitizer refuse every access to these bytes, and allow it
 * again. */
static inline void ki_memory_poison(const void *at, size_t bytes)
{
#ifdef KI_SANITIZED
    __asan_poison_memory_region(at, bytes);
#else
    (void)at;
    (void)bytes;
#endif
}

static inline void ki_memory_unpoison(const void *at, size_t bytes)
{
#ifdef KI_SANITIZED
    __asan_unpoison_memory_region(at, bytes);
#else
    (void)at;
    (void)bytes;
#endif
}

#endif
