/* inline.h - the few steps of a call that are compiled into the program.
 *
 * Nothing here is for use: kith_get, kith_set and kith_edit begin with it, and
 * go on with the function of that name where a step does not apply. It is what
 * hand-written code would do: the processor then looks up several rows at once,
 * and the compiler takes what is the same for all rows out of a loop. Shapes
 * and places belong to KITH_ABI_VERSION.
 */
#ifndef KITH_DETAIL_INLINE_H
#define KITH_DETAIL_INLINE_H

#include <kith/schema.h>
#include <kith/status.h>

#include <string.h>

/* --- A number among those that count up ----------------------------------- */

/* The rows of a table by their number, as long as numbers are dense. */
struct kith_numbers_ {
    char **rows;
    size_t capacity; /* 0: they are not */
};

/* Open addressing: each slot is the address of a row above 16 bits, of which
 * the lower 8 are of its key's hash; a free one is zero. There is always
 * one. */
struct kith_hash_slots_ {
    uint64_t *hash_slots;
    size_t mask; /* the number of slots less one */
    uint64_t seed;
    uint32_t at_bytes;        /* of the key in the row */
    uint32_t second_at_bytes; /* of its second part, if there are several */
    uint32_t shift;           /* from a hash to the slot where it begins */
    uint8_t wide;             /* one of kith_wide_ */
};

/* Whether the key of such slots is an integer of 64 bits, without a sign or
 * with one. Others hash in the general way, as narrow numbers do. */
enum kith_wide_ { KITH_WIDE_NOT_, KITH_WIDE_U64_, KITH_WIDE_I64_ };

/* What a descriptor stands for in one database. Its address is marked with the
 * form of its primary key, so that one comparison answers two questions. */
enum kith_form_ {
    KITH_FORM_ANY_,
    KITH_FORM_NUMBER_, /* an integer */
    KITH_FORM_TWO_,    /* two int64_t */
    KITH_FORM_TEXT_    /* a text */
};
struct kith_entry_ {
    const void *marked; /* NULL: a free entry */
    const struct kith_numbers_ *numbers;
    const struct kith_hash_slots_ *hash;
    void *store; /* the engine's */
};

/* How a database begins. Descriptors are found by some bits of their address,
 * which kith_open() chooses so that no two have the same, where it can. */
struct kith_entries_ {
    struct kith_entry_ *entries;
    size_t mask; /* in bytes */
    unsigned shift;
};

/* How the memory begins in which rows of one table lie. Behind a row comes the
 * next one, a stride apart, up to where no row was yet. */
struct kith_chunk_ {
    void *store;           /* the engine's */
    const uint32_t *door;  /* that of the database */
    const uint64_t *plain; /* numbers at which no rule looks, of 1, 2, 4 and 8
                              bytes: bit i for one at i times its bytes; and the
                              offsets of the references of a .symmetric pair,
                              32 bits each, or 0 */
    uint32_t stride_bytes;
    uintptr_t numbered_from; /* where the row numbered 0 would be */
    char *fresh;             /* no row was here, or behind it, yet */
};

/* What comes next in a database: such memory by the number of a row in it, one
 * for each 256 numbers. */
struct kith_cells_ {
    struct kith_chunk_ **chunks; /* NULL among them: no row has the number */
    size_t count;
};

#ifndef __cplusplus

/* The multiplier is odd, so no two numbers have the same hash. As a fraction of
 * 2^64 it is far from all with small denominators, and so are its products with
 * powers of two: equal steps, dense numbers above all, are spread evenly over
 * the upper bits (three-distance theorem; Knuth, TAOCP 6.4). Up to denominators
 * of 2^26 its partial quotients are at most 4, and at most 39 for any of these
 * products. The golden ratio has 1, but 970 for 2^16 times it. */
#define kith_hash_multiplier_ 0x8d62f0b43e41d9d7u
static inline uint64_t kith_hash_number_(uint64_t number, uint64_t seed)
{
    return (number ^ seed) * kith_hash_multiplier_;
}

/* The 8 bits of a hash that a slot shows. They are some from the middle: those
 * above it are the home's, and those below depend on few bits of the key. */
static inline uint8_t kith_fingerprint_(uint64_t hash)
{
    return (uint8_t)(hash >> 24);
}

/* The 128 bits of a product, folded to 64: each bit of the number counts in all
 * of them. What comes between the parts of a key. */
static inline uint64_t kith_fold_(uint64_t number, uint64_t multiplier)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)number * multiplier;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}
static inline uint64_t kith_hash_two_(uint64_t first, uint64_t second,
                                      uint64_t seed)
{
    uint64_t folded = kith_fold_(first ^ seed, kith_hash_multiplier_);

    __asm__("" : "+r"(folded)); /* or gcc 12 takes two steps more to fold */
    return kith_hash_number_(second, folded);
}

/* The row whose key has this hash and these parts, `second` only where there
 * are `two`, or NULL. */
static inline void *kith_probe_(const struct kith_hash_slots_ *index,
                                uint64_t hash, uint64_t first, bool two,
                                uint64_t second)
{
    uint64_t slot, key;
    size_t at = (size_t)(hash >> index->shift);

    for (; (slot = index->hash_slots[at]) != 0; at = (at + 1) & index->mask) {
        char *row = (char *)(uintptr_t)(slot >> 16);

        if ((uint8_t)slot != kith_fingerprint_(hash))
            continue;
        memcpy(&key, row + index->at_bytes, sizeof(key));
        if (key != first)
            continue;
        if (two)
            memcpy(&key, row + index->second_at_bytes, sizeof(key));
        if (!two || key == second)
            return row;
    }
    return NULL;
}
static inline void *kith_probe_one_(const struct kith_hash_slots_ *index,
                                    uint64_t number)
{
    return kith_probe_(index, kith_hash_number_(number, index->seed), number,
                       false, 0);
}
static inline void *kith_probe_two_(const struct kith_hash_slots_ *index,
                                    uint64_t first, uint64_t second)
{
    return kith_probe_(index, kith_hash_two_(first, second, index->seed), first,
                       true, second);
}

/* Whether the row with this number, or its absence, is found by the steps
 * above, in the entry of a table whose key is an integer. The number had a
 * sign, or not; where the key differs in that, those from 2^63 on are for the
 * functions. The expectations lead dense numbers straight through a loop, two
 * jumps less. */
static inline bool kith_find_in_entry_(const struct kith_entry_ *entry,
                                       uint64_t number, bool has_sign,
                                       void **row)
{
    if (__builtin_expect(number < entry->numbers->capacity, true)) {
        *row = entry->numbers->rows[number];
        return true;
    }
    if (__builtin_expect(entry->hash->wide != KITH_WIDE_U64_ + has_sign,
                         false) &&
        (entry->hash->wide == KITH_WIDE_NOT_ || number > INT64_MAX))
        return false;
    *row = kith_probe_one_(entry->hash, number);
    return true;
}

/* The address of a descriptor, marked. */
static inline const void *kith_marked_(const kith_table *table,
                                       enum kith_form_ form)
{
    return (const void *)((uintptr_t)table + form);
}

/* The entry at the home of a descriptor, perhaps that of another one. */
static inline const struct kith_entry_ *kith_entry_at_(const kith_db *db,
                                                       const kith_table *table)
{
    const struct kith_entries_ *all = (const void *)db;

    return (const void *)((const char *)all->entries +
                          ((size_t)(uintptr_t)table >> all->shift & all->mask));
}
static inline const struct kith_cells_ *kith_cells_of_(const kith_db *db)
{
    return (const void *)((const char *)db + sizeof(struct kith_entries_));
}
static inline bool kith_find_number_(const kith_db *db, const kith_table *table,
                                     uint64_t number, bool has_sign, void **row)
{
    const struct kith_entry_ *entry;

    if (__builtin_expect(!db, false))
        return false;
    entry = kith_entry_at_(db, table);
    return __builtin_expect(
               entry->marked == kith_marked_(table, KITH_FORM_NUMBER_), true) &&
           kith_find_in_entry_(entry, number, has_sign, row);
}
static inline bool kith_find_two_(const kith_db *db, const kith_table *table,
                                  int64_t first, int64_t second, void **row)
{
    const struct kith_entry_ *entry;

    if (__builtin_expect(!db, false))
        return false;
    entry = kith_entry_at_(db, table);
    if (__builtin_expect(entry->marked != kith_marked_(table, KITH_FORM_TWO_),
                         false))
        return false;
    *row = kith_probe_two_(entry->hash, (uint64_t)first, (uint64_t)second);
    return true;
}

/* --- A living row --------------------------------------------------------- */

/* The door says how many functions run during which nothing may be written; and
 * whether a level is open, in the bit above, which in the word before a row
 * says that the innermost level has a before-image of the row. */
#define kith_level_open_ ((uint32_t)1 << 28)

/* Before a row are its generation, odd while it lives, and how far it is from
 * the beginning, in units of 8 bytes, below four bits of the engine's. */
static inline uint32_t kith_before_(const void *row, size_t bytes)
{
    uint32_t word;

    memcpy(&word, (const char *)row - bytes, sizeof(word));
    return word;
}

/* The door through which programs write: kith_set of a plain number and
 * kith_edit go through it. It is closed while nothing may be written, and, in a
 * level, for rows without a before-image: outside levels no row has one, so one
 * comparison tells. */
static inline bool kith_door_opens_(const struct kith_chunk_ *chunk,
                                    uint32_t before)
{
    return __builtin_expect(*chunk->door <= (before & kith_level_open_), true);
}

/* The chunk of a living row, or NULL; `*before` becomes the word before it. */
static inline const struct kith_chunk_ *kith_chunk_of_(const void *row,
                                                       uint32_t *before)
{
    if (!row || !(kith_before_(row, 8) & 1))
        return NULL;
    *before = kith_before_(row, 4);
    return (const void *)((const char *)row -
                          (size_t)(*before & (kith_level_open_ - 1)) * 8);
}

/* Whether programs may write the plain columns of the row now. */
static inline bool kith_may_write_(const void *row)
{
    uint32_t before;
    const struct kith_chunk_ *chunk = kith_chunk_of_(row, &before);

    return chunk && kith_door_opens_(chunk, before);
}

/* Whether a number of so many bytes is at the offset, at which no rule looks.
 * Both are constants, so that one bit is tested. */
static inline bool kith_is_plain_(const uint64_t *plain, size_t offset,
                                  size_t bytes)
{
    size_t width = bytes == 8 ? 3 : bytes / 2;

    return width < 4 && bytes == (size_t)1 << width &&
           (offset & (bytes - 1)) == 0 && offset >> width < 64 &&
           (plain[width] >> (offset >> width) & 1);
}

#endif
#endif
