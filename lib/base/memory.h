/* memory.h - every byte of one database.
 *
 * Owns   the allocator hooks and the number of bytes they gave out.
 * Knows  nothing of what the bytes are for.
 *
 * Each database has a counter of its own, and every allocation of it passes
 * here, so that kith_memory_used() is exact, that a program can limit one
 * database, and that tests can refuse each allocation in turn. Nothing else in
 * lib/ calls an allocator.
 *
 * Blocks carry no header: the caller that frees one says how large it was. That
 * saves 8 to 16 bytes for each, and is what makes the counter exact with any
 * allocator.
 *
 * Two kinds of memory: what a database shows to programs (rows, lists, texts,
 * index slots) comes from the functions that end in _shown and is written
 * through base/write.h alone; all else (the schema, change sets, errors) is the
 * engine's own. They differ only in a test build, which maps the former twice.
 *
 * The counter is not atomic: only writes allocate, and one thread writes at a
 * time. kith_verify, which several threads may call at once, has a struct
 * memory of its own.
 */
#ifndef KI_BASE_MEMORY_H
#define KI_BASE_MEMORY_H

#include <kith/memory.h>

/* Whether the address sanitizer is compiled in, which gcc and clang say in
 * different ways. It sees only what its own allocator gives out, so large
 * blocks then come from there, and pieces of chunks are poisoned by hand. */
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
    kith_allocator hooks; /* a copy of what the program gave, or our own */
    size_t bytes;    /* held now: as the callers said, without what the
                        allocator needs beside them */
    unsigned sealed; /* how many mutations are in progress, of which each may
                        contain another; 0 in builds without assertions */
};

/* Begin with nothing held. `hooks` is copied; where it is NULL or holds no
 * function, realloc and free are used, and for large blocks the kernel. */
void ki_memory_init(struct memory *memory, const kith_allocator *hooks);

/* A block of `bytes`, more than 0, aligned for any type; or NULL, which is no
 * error yet: the caller records it where a public call fails by it. The second
 * form fills the block with zero, O(bytes). */
void *ki_memory_new(struct memory *memory, size_t bytes);
void *ki_memory_new_zeroed(struct memory *memory, size_t bytes);

/* The block with its contents and a new size, more than 0, perhaps at another
 * address; or NULL: then `block` is as it was. `block` may be NULL when
 * `old_bytes` is 0. `old_bytes` must be what the block was last given. O(bytes)
 * where it moves. */
void *ki_memory_resize(struct memory *memory, void *block, size_t old_bytes,
                       size_t new_bytes);

/* How much to allocate when at least `bytes` are needed and more are of use:
 * whole huge pages of 2 MiB, once it is one; else just `bytes`. */
size_t ki_memory_whole_pages(size_t bytes);

/* Give back a block that was last given `bytes`. NULL is allowed, whatever
 * `bytes` is. Cannot fail, also while the memory is sealed. */
void ki_memory_free(struct memory *memory, void *block, size_t bytes);

/* The same for memory that a database shows, which is written through
 * base/write.h alone. */
void *ki_memory_resize_shown(struct memory *memory, void *block,
                             size_t old_bytes, size_t new_bytes);
void *ki_memory_new_shown(struct memory *memory, size_t bytes);
void ki_memory_free_shown(struct memory *memory, void *block, size_t bytes);

/* Defined by a test build alone (KI_READ_ONLY in base/tuning.h): gives such
 * memory from a region that is mapped twice. The hooks are still called, so
 * that a refusal of theirs is one here too. */
void *ki_region_resize(const kith_allocator *hooks, void *block,
                       size_t old_bytes, size_t new_bytes);

/* Between the two nothing may be allocated: a mutation that has begun must not
 * fail, for half of it would be visible. An assertion refuses the allocation
 * even where it would have succeeded, so a test need not run out of memory just
 * there. Giving back is allowed. They nest, and cost nothing in a release. */
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
 * again: for memory that is free but still the engine's, in which a stray read
 * would else find what was there before. Nothing in other builds. */
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
