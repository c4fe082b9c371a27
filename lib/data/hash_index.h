/* hash_index.h - finding things by the key of a row.
 *
 * Owns   an open-addressing table of 8-byte slots, probed one after the other
 *        from the home that the upper bits of the hash give.
 * Knows  the columns of one key. A slot holds a row, or in a nonunique index
 *        the posting of the rows that share the value (nonunique_index.h); an
 *        entry is whichever it is. NULL keys have no place here: callers do
 *        not put them.
 *
 *   slot    | address of the entry, 48 bits | distance, 8 | fingerprint, 8 |
 *   slots   [ 0 | ada | 0 | cid | bob | 0 | ... ]    0: free
 *                         ^ home of cid and of bob
 *
 * Always true: between an entry's home and its slot there is no free slot; no
 * two entries have equal keys; at most 5 of 8 slots are in use, or 7 of 8 where
 * the limit of the memory lets the table not grow, so at least one is free and
 * every probe ends.
 *
 * Linear probing with deletion by shifting back (Knuth, TAOCP 6.4, algorithms
 * L and R). The slots of one probe lie side by side, mostly in one cache line.
 * With random keys and 5/8 full, a find looks at 1.8 slots where the key exists
 * and at 4.1 where it does not (same source), at fewer after a growth.
 * There are no tombstones: taking a slot out needs no memory and leaves no
 * trace, so a table whose rows come and leave never has to be rebuilt.
 *
 * The fingerprint is other bits of the hash than the home. A find reads the row
 * only where it agrees. So a key that does not exist costs one cache miss, for
 * the slots, and one that exists costs two, for slot and row. The key itself is
 * not in the table; that keeps a slot at 8 bytes, 13 to 26 bytes for each
 * entry, and lets keys of any columns use the same slots.
 *
 * The distance is how many slots behind its home an entry is, so that shifting
 * back reads no entry. From DISTANCE_FULL on it only says "at least that": the
 * entry is read then. (It could be had by letting nothing be so far away, but
 * then a put might have to grow the table, and a rollback may not need memory.)
 * Growing reads all entries: rows, whose keys are hashed again, or postings,
 * which keep their hash.
 */
#ifndef KI_DATA_HASH_INDEX_H
#define KI_DATA_HASH_INDEX_H

#include "base/memory.h"
#include "base/tuning.h"
#include "base/write.h"
#include "catalog/schema.h"
#include "catalog/value.h"
#include "data/text.h"

#include <kith/detail/inline.h>

/* The keys that most tables have are found by ways of their own, which know at
 * compile time what to hash and compare. Together with a table that is found by
 * one comparison, this took a get by two integers from 412 to 52 instructions,
 * and by text from 323 to 121. The form of an index never changes. */
enum hash_form {
    HASH_ANY,
    HASH_WIDE, /* one integer of 64 bits */
    HASH_TWO,  /* two of them */
    HASH_TEXT  /* one text */
};

/* What a find reads lies side by side at the beginning. `probe` is the struct
 * that programs probe by themselves (kith/detail/inline.h), so there is no copy
 * that could be stale.
 *
 * An index without entries may have no slots of its own; `probe` then points at
 * two free slots which all such indexes share, so a find needs no test for it.
 * `capacity` says which: 0, or the number of own slots. */
struct hash_index {
    struct kith_hash_slots_ probe; /* an empty index has two that stay free */
    enum hash_form form;
    bool nonunique; /* entries are postings; else they are rows */
    bool ordered;   /* it has no entries: see order_index.h */
    bool
        direct; /* the entries are in a unique index's array (unique_index.h) */
    bool exact; /* of one integer: equal hashes are equal keys */
    uint8_t kind;    /* of the first column of the key */
    size_t capacity; /* zero or a power of two */
    size_t count;    /* entries, also those of a direct index's array */
    const struct key *key;
    struct memory *memory;
};

/* The index that begins with these slots. */
static inline const struct hash_index *
hash_index_of(const struct kith_hash_slots_ *probe)
{
    _Static_assert(offsetof(struct hash_index, probe) == 0, "it begins so");
    return (const void *)probe;
}

/* Allocates nothing: slots come with the first reservation. Over a key without
 * columns the index stays empty, and `memory` may be NULL. `seed` is the same
 * for all indexes of a database, and is there against keys that are chosen to
 * collide. */
void ki_hash_index_init(struct hash_index *index, const struct key *key,
                        struct memory *memory, uint64_t seed, bool nonunique);
/* Give the slots back; the index is empty then, and may be used again. */
void ki_hash_index_fini(struct hash_index *index);

/* The entry whose key equals these values, one address a column in the form of
 * value.h, or NULL. No value may be NULL. O(1), one cache miss for the slot and
 * one for the row; in a nonunique index one or two more for the posting. */
char *ki_hash_index_find(const struct hash_index *index,
                         const void *const *values);

/* The entry whose key equals that of a row or after-image, or NULL. The key
 * must not be NULL. O(1). */
char *ki_hash_index_find_like(const struct hash_index *index,
                              const char *after);

/* Make room for `extra` more entries, so that as many puts cannot fail; false
 * when there is no memory: the index is as it was. Reservations do not add up:
 * `extra` counts all entries that are still to be put. O(1), or O(entries) when
 * the table doubles, with a cache miss for each entry, whose key is hashed
 * again. */
bool ki_hash_index_reserve(struct hash_index *index, size_t extra);

/* Give spare slots back; all of them where the index is empty. The smaller
 * table is built before the larger one is freed; where the allocator refuses
 * it, the larger one stays. O(slots), and a cache miss for each entry. */
void ki_hash_index_shrink(struct hash_index *index);

/* Put an entry with a key that no entry has, and which `after` shows. A row
 * must show it too before the next call here, for later calls read the key from
 * the row; a posting keeps its hash. Room must have been reserved. O(1). */
void ki_hash_index_put(struct hash_index *index, char *entry,
                       const char *after);

/* Take an entry out; a row must still show the key under which it was put.
 * O(1): it reads the slots behind it up to the next free one. */
void ki_hash_index_take(struct hash_index *index, const char *entry);

/* How many slots a find of this entry looks at. O(that). For tests that measure
 * the hash. */
size_t ki_hash_index_probes(const struct hash_index *index, const char *entry);

/* The number that has this hash, in an index whose key is one 64-bit integer:
 * the hash is a bijection, so two numbers never collide in all 64 bits. For
 * assertions and tests. */
uint64_t ki_hash_index_number(const struct hash_index *index, uint64_t hash);

/* The entries in the order of their slots, which says nothing of keys: start
 * with *at 0; NULL at the end. The index must not change between two calls.
 * O(slots) for all. */
char *ki_hash_index_next(const struct hash_index *index, size_t *at);

/* Add the block of the slots to a list, false without memory; and copy the
 * slots for an index that is a copy, led to copies of its entries. O(1),
 * O(slots). */
struct relocation;
bool ki_hash_index_list_blocks(const struct hash_index *index,
                               struct blocks *blocks);
void ki_hash_index_relocate(struct hash_index *index,
                            const struct relocation *moved,
                            struct memory *memory);

/* --- Probes ---------------------------------------------------------------
 *
 * Here for the readers in find/, which compile a probe for texts into their
 * own calls. */

/* What is below the address: a fingerprint, as in kith/detail/inline.h, where
 * the probe for one integer is, and above it the distance. */
enum { FINGERPRINT_BITS = 8, BELOW_BITS = 16 };
_Static_assert(FINGERPRINT_BITS == 8 * sizeof(kith_fingerprint_(0)),
               "and as many there");

/* The entry in a slot; NULL in a free one. */
static inline char *hash_slot_entry(uint64_t slot)
{
    return (char *)(uintptr_t)(slot >> BELOW_BITS);
}

/* Whether the entry at an address has the key that is looked for. Each such
 * function has its own form of `key`. */
typedef bool hash_has(const struct hash_index *index, const char *entry,
                      const void *key);

/* The entry with a key of this hash, or NULL. Compiled into each caller with
 * its `has`, so that comparing is no call. It begins at the home and ends at
 * the first free slot, behind which the key cannot be. */
static KI_ALWAYS_INLINE char *hash_index_probe(const struct hash_index *index,
                                               uint64_t hash, hash_has *has,
                                               const void *key)
{
    uint8_t fingerprint = kith_fingerprint_(hash);

    assert(index->probe.mask > 0);
    for (size_t at = (size_t)(hash >> index->probe.shift);
         index->probe.hash_slots[at]; at = (at + 1) & index->probe.mask) {
        uint64_t slot = index->probe.hash_slots[at];
        char *entry = hash_slot_entry(slot);

        if ((uint8_t)slot == fingerprint && has(index, entry, key))
            return entry;
    }
    return NULL;
}

/* What hash_has_block() looks for: the text was measured once, for hashing. */
struct hash_text {
    const char *text;
    size_t bytes;
};

/* Both lengths are known, so that most different texts are told apart without
 * reading their bytes, and equal ones are compared eight bytes at a time. */
static inline bool hash_has_block(const struct hash_index *index,
                                  const char *row, const void *key)
{
    const struct hash_text *wanted = key;
    const char *text = load_ptr(row + index->probe.at_bytes);

    return ki_text_bytes(text) == wanted->bytes &&
           equal_bytes(text, wanted->text, wanted->bytes);
}

/* The row with a key of one text, HASH_TEXT, in an index whose rows all hold
 * blocks of text.h. Those of a change set hold texts of the caller and are
 * compared with strcmp instead (hash_index.c). O(1) and O(bytes of the
 * text). */
static inline char *hash_index_find_text(const struct hash_index *index,
                                         const char *text)
{
    struct hash_text wanted = {.text = text, .bytes = strlen(text)};
    uint64_t hash = hash_bytes(text, wanted.bytes, index->probe.seed);

    assert((index->form == HASH_TEXT || index->count == 0) &&
           !index->nonunique);
    return hash_index_probe(index, hash, hash_has_block, &wanted);
}

#endif
