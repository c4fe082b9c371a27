/* memory.h - every byte of one database.
 *
 * Owns   the allocator hooks, the number of bytes they gave out, and its limit.
 * Knows  nothing of what the bytes are for.
 *
 * Each database has counters of its own, and every allocation of it passes
 * here, so that kith_memory_used() is exact, that a program can limit one
 * database, and that tests can refuse each allocation in turn. Nothing else in
 * lib/ calls an allocator.
 *
 * A database has two of these: what it holds, which has a limit, and what a
 * call works with, which has none (ki_memory_init_work). Deleting only works,
 * so a database that is full can always be made smaller.
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
 * The counters are not atomic: only writes allocate, and one thread writes at a
 * time. kith_verify, which several threads may call at once, has a struct
 * memory of its own.
 */
#ifndef KI_BASE_MEMORY_H
#define KI_BASE_MEMORY_H

#include "base/pins.h"

#include <kith/memory.h>

#include <stdbool.h>
#include <stdint.h>

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
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

/* More bytes than there can be, and twice as many are a number still. */
#define NO_LIMIT (SIZE_MAX / 2)

struct memory {
    kith_allocator hooks; /* a copy of what the program gave, or our own */
    size_t bytes; /* held now: as the callers said, without what the allocator
                     needs beside them */
    size_t limit; /* beyond so many the hooks are not called; NO_LIMIT: none */
    size_t leaving; /* of the bytes held, those of a block that another one is
                       about to replace: they do not count for the limit */
    const struct memory *sealed_with; /* the seal of this one holds here too;
                                         NULL: no other */
    unsigned sealed; /* how many mutations are in progress, of which each may
                        contain another; 0 in builds without assertions */
    bool limited;    /* the last refusal was by the limit, not by the hooks, and
                        no error tells it yet */
    size_t requests; /* how often the hooks were asked for memory, also in
                        vain */
    struct pins *pins; /* the blocks, while a snapshot needs some; or NULL */
    struct memory *pins_memory; /* that of pins, where there are some */
};

/* Begin with nothing held. `hooks` is copied; where it is NULL or holds no
 * function, realloc and free are used, and for large blocks the kernel. */
void ki_memory_init(struct memory *memory, const kith_allocator *hooks);

/* Begin the memory that the calls of a database work with, by the hooks of what
 * it holds: without a limit, and sealed together with it. `held` must stay
 * where it is. */
void ki_memory_init_work(struct memory *work, const struct memory *held);

/* From now on no more than `limit` bytes may be held, or any number for 0.
 * False, as if an allocation had been refused, where more are held already. */
bool ki_memory_limit(struct memory *memory, size_t limit);

/* How many bytes the limit leaves. */
static inline size_t memory_left(const struct memory *memory)
{
    size_t allowed = memory->limit + memory->leaving;

    return memory->bytes < allowed ? allowed - memory->bytes : 0;
}

/* Between the two a block of so many bytes is replaced by one that is filled
 * from it: as in a resize, it is only the difference that counts. */
static inline void memory_replace(struct memory *memory, size_t bytes)
{
    memory->leaving += bytes;
}
static inline void memory_replaced(struct memory *memory, size_t bytes)
{
    memory->leaving -= bytes;
}

/* How much to allocate for a block of `held` bytes, 0 for a new one, when
 * `least` are needed and `wanted`, no fewer, would make later growth cheaper:
 * `wanted`; but where the limit is near no more than half of what it leaves,
 * and `least` in any case. So a step that is only there to be rare does not
 * reach the limit while much is unused, and steps are still few: each leaves
 * half of what there was. O(1). */
static inline size_t memory_step(const struct memory *memory, size_t held,
                                 size_t least, size_t wanted)
{
    size_t half = held + memory_left(memory) / 2;

    if (wanted <= half)
        return wanted;
    return half < least ? least : half;
}

/* Whether it was the limit that refused last; and to be said where something
 * else would do, so that no later error is put down to it. */
static inline bool memory_is_limited(const struct memory *memory)
{
    return memory->limited;
}
static inline void memory_forgive(struct memory *memory)
{
    memory->limited = false;
}

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

/* A block of `bytes` was just allocated, and its first `used_bytes` are about
 * to be written: let the kernel map their pages at once, where it can, for less
 * than one page fault for each costs. */
void ki_memory_touch(char *block, size_t bytes, size_t used_bytes);

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

/* Make room for `extra` more blocks in memory->pins, from `work`; false without
 * memory. And give the pins back, of which none is held. */
bool ki_memory_reserve_pins(struct memory *memory, size_t extra);
void ki_memory_fini_pins(struct memory *memory);

/* Give back the blocks that a restore has abandoned; and the block of a pin,
 * which neither the database nor a snapshot needs. Neither allocates. O(pins),
 * O(1). */
void ki_memory_free_abandoned(struct memory *memory);
void ki_memory_free_pin(struct memory *memory, struct pin *pin);

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
