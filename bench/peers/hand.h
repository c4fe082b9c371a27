/* hand.h - what careful C by hand is made of: the limit kith is held against.
 *
 * Owns   a pool (rows of one type in one array that never moves), an index
 *        (open addressing over 8-byte slots of fingerprint and address) and a
 *        list (an array of pointers, whose members know their place in it).
 *
 * Hand-written code gives up what kith keeps: nothing is checked, memory that
 * runs out ends the program, and a list does not keep its order when a member
 * leaves, for the last one takes its place.
 */
#ifndef BENCH_PEERS_HAND_H
#define BENCH_PEERS_HAND_H

#include "harness/bench.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* --- Memory --------------------------------------------------------------- */

enum { HUGE_BYTES = 2 << 20 };

/* Zeroed memory that is only used up as it is touched; on huge pages if
 * `huge`. Give it back with the same number of bytes. */
static inline char *hand_map(size_t bytes, bool huge)
{
    char *start = mmap(NULL, bytes + HUGE_BYTES, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    size_t off;

    BENCH_REQUIRE(start != MAP_FAILED);
    off = (HUGE_BYTES - (uintptr_t)start % HUGE_BYTES) % HUGE_BYTES;
    if (off)
        munmap(start, off);
    munmap(start + off + bytes, HUGE_BYTES - off);
    if (huge)
        madvise(start + off, bytes, MADV_HUGEPAGE);
    return start + off;
}

static inline size_t hand_pages(size_t bytes)
{
    return (bytes + HUGE_BYTES - 1) / HUGE_BYTES * HUGE_BYTES;
}

/* --- Pool: rows of one type ----------------------------------------------- */

struct pool {
    char *rows;
    size_t row_bytes, used, capacity;
    void *free; /* linked through the first bytes of free rows */
};

/* `capacity` rows of address space; pages are taken as they are used. */
static inline void pool_init(struct pool *pool, size_t row_bytes,
                             size_t capacity, bool huge)
{
    *pool = (struct pool){.row_bytes = row_bytes, .capacity = capacity};
    pool->rows = hand_map(hand_pages(row_bytes * capacity), huge);
}

static inline void pool_fini(struct pool *pool)
{
    munmap(pool->rows, hand_pages(pool->row_bytes * pool->capacity));
}

static inline void *pool_take(struct pool *pool)
{
    void *row = pool->free;

    if (row) {
        memcpy(&pool->free, row, sizeof(pool->free));
        return row;
    }
    BENCH_REQUIRE(pool->used < pool->capacity);
    return pool->rows + pool->row_bytes * pool->used++;
}

static inline void pool_give(struct pool *pool, void *row)
{
    memcpy(row, &pool->free, sizeof(pool->free));
    pool->free = row;
}

/* --- Index: rows by a key ------------------------------------------------- */

/* Between an entry's home and its slot there is no free slot; at most 5 of 8
 * slots are in use. */
struct hand_index {
    uint64_t *slots;
    size_t capacity, count; /* capacity is a power of two */
    unsigned shift;
};

#define HAND_ADDRESS (((uint64_t)1 << 48) - 1)

static inline uint64_t hand_hash(uint64_t key)
{
    return key * 0x9e3779b97f4a7c15u;
}

static inline uint64_t *hand_slots_new(size_t capacity)
{
    if (capacity * 8 >= HUGE_BYTES)
        return (uint64_t *)(void *)hand_map(hand_pages(capacity * 8), true);
    return calloc(capacity, 8);
}

static inline void hand_slots_free(uint64_t *slots, size_t capacity)
{
    if (capacity * 8 >= HUGE_BYTES)
        munmap(slots, hand_pages(capacity * 8));
    else
        free(slots);
}

/* Room for `count` entries before it has to grow. */
static inline void hand_index_init(struct hand_index *index, size_t count)
{
    size_t capacity = 16;

    while (capacity / 8 * 5 < count)
        capacity *= 2;
    *index = (struct hand_index){.slots = hand_slots_new(capacity),
                                 .capacity = capacity};
    index->shift = 64 - (unsigned)__builtin_ctzll(capacity);
}

static inline void hand_index_fini(struct hand_index *index)
{
    hand_slots_free(index->slots, index->capacity);
}

/* The low bits of the hash, turned to be the upper ones of a slot. */
static inline uint64_t hand_fingerprint(uint64_t hash)
{
    return (hash >> 16 & 0xffff) << 48;
}

/* The hash of a row in the index, and whether a row has a key. Given as names
 * of inline functions, they are compiled into the probe. */
typedef uint64_t hand_hash_of(const void *row);
typedef bool hand_has(const void *row, const void *key);

static inline __attribute__((always_inline)) void *
hand_find(const struct hand_index *index, uint64_t hash, hand_has *has,
          const void *key)
{
    size_t mask = index->capacity - 1;
    uint64_t fingerprint = hand_fingerprint(hash);

    for (size_t i = hash >> index->shift;; i = (i + 1) & mask) {
        uint64_t slot = index->slots[i];
        void *row = (void *)(uintptr_t)(slot & HAND_ADDRESS);

        if (!slot)
            return NULL;
        if ((slot & ~HAND_ADDRESS) == fingerprint && has(row, key))
            return row;
    }
}

static inline void hand_put_slot(struct hand_index *index, uint64_t hash,
                                 uint64_t slot)
{
    size_t mask = index->capacity - 1;
    size_t i = hash >> index->shift;

    while (index->slots[i])
        i = (i + 1) & mask;
    index->slots[i] = slot;
}

static inline __attribute__((always_inline)) void
hand_put(struct hand_index *index, uint64_t hash, void *row,
         hand_hash_of *hash_of)
{
    if (index->count == index->capacity / 8 * 5) {
        struct hand_index old = *index;

        index->capacity *= 2;
        index->shift--;
        index->slots = hand_slots_new(index->capacity);
        for (size_t i = 0; i < old.capacity; i++) {
            void *at = (void *)(uintptr_t)(old.slots[i] & HAND_ADDRESS);

            if (at)
                hand_put_slot(index, hash_of(at), old.slots[i]);
        }
        hand_slots_free(old.slots, old.capacity);
    }
    hand_put_slot(index, hash, (uintptr_t)row | hand_fingerprint(hash));
    index->count++;
}

/* Take a row out, shifting later ones back. */
static inline __attribute__((always_inline)) void
hand_take(struct hand_index *index, uint64_t hash, const void *row,
          hand_hash_of *hash_of)
{
    size_t mask = index->capacity - 1;
    size_t hole = hash >> index->shift;

    while ((index->slots[hole] & HAND_ADDRESS) != (uintptr_t)row)
        hole = (hole + 1) & mask;
    for (size_t i = (hole + 1) & mask; index->slots[i]; i = (i + 1) & mask) {
        void *at = (void *)(uintptr_t)(index->slots[i] & HAND_ADDRESS);
        size_t home = hash_of(at) >> index->shift;

        if (((i - home) & mask) >= ((i - hole) & mask)) {
            index->slots[hole] = index->slots[i];
            hole = i;
        }
    }
    index->slots[hole] = 0;
    index->count--;
}

/* --- List: the children of one parent ------------------------------------- */

struct hand_list {
    void **slots;
    uint32_t count, room; /* room is a power of two from 4 on, or 0 */
};

/* Arrays of 4, 8, 16... slots, kept when they are given back. */
struct hand_arrays {
    char *memory;
    size_t used, capacity;
    void *free[32];
};

static inline void hand_arrays_init(struct hand_arrays *arrays, size_t bytes,
                                    bool huge)
{
    *arrays = (struct hand_arrays){.capacity = hand_pages(bytes)};
    arrays->memory = hand_map(arrays->capacity, huge);
}

static inline void hand_arrays_fini(struct hand_arrays *arrays)
{
    munmap(arrays->memory, arrays->capacity);
}

static inline void **hand_arrays_take(struct hand_arrays *arrays, uint32_t room)
{
    unsigned size = (unsigned)__builtin_ctz(room);
    void *array = arrays->free[size];

    if (array) {
        memcpy(&arrays->free[size], array, sizeof(array));
        return array;
    }
    array = arrays->memory + arrays->used;
    arrays->used += room * sizeof(void *);
    BENCH_REQUIRE(arrays->used <= arrays->capacity);
    return array;
}

static inline void hand_arrays_give(struct hand_arrays *arrays, void **array,
                                    uint32_t room)
{
    unsigned size = (unsigned)__builtin_ctz(room);

    memcpy(array, &arrays->free[size], sizeof(void *));
    arrays->free[size] = array;
}

/* Put a row at the end; answers its place, which the row must keep. */
static inline uint32_t hand_list_put(struct hand_list *list,
                                     struct hand_arrays *arrays, void *row)
{
    uint32_t count = list->count;

    if (count == list->room) {
        uint32_t room = count ? count * 2 : 4;
        void **slots = hand_arrays_take(arrays, room);

        if (count) {
            memcpy(slots, list->slots, count * sizeof(*slots));
            hand_arrays_give(arrays, list->slots, count);
        }
        list->slots = slots;
        list->room = room;
    }
    list->slots[count] = row;
    list->count = count + 1;
    return count;
}

/* Take the row at a place out; answers the row that has this place now, or
 * NULL: the caller writes the place into it. The array keeps its room. */
static inline void *hand_list_take(struct hand_list *list, uint32_t place)
{
    void *last = list->slots[--list->count];

    if (place == list->count)
        return NULL;
    list->slots[place] = last;
    return last;
}

#endif
