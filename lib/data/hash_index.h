/* hash_index.h - finding things by the key of a row.
 *
 * Owns   an open-addressing table of 8-byte slots, {48-bit address, 16-bit
 *        fingerprint}, probed one after the other. Taking a slot out shifts
 *        later ones back, so there are no tombstones and taking never needs
 *        memory.
 * Knows  the columns of one key. A slot holds a row, or in an index of equal
 *        values the posting of rows that share the value (see
 *        nonunique_index.h); an entry is whichever it is. NULL keys have no
 *        place here: callers do not put them.
 *
 * Always true: between an entry's home and its slot there is no free slot; no
 * two entries have equal keys; at most 5 of 8 slots are in use.
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
 * compile time what to hash and compare. */
enum hash_form {
    HASH_ANY,
    HASH_WIDE, /* one integer of 64 bits */
    HASH_TWO,  /* two of them */
    HASH_TEXT  /* one text */
};

/* What a find reads lies side by side. */
struct hash_index {
    struct kith_hash_slots_ probe; /* an empty index has two that stay free */
    enum hash_form form;
    bool nonunique;
    bool
        direct; /* the entries are in a unique index's array (unique_index.h) */
    uint8_t kind;    /* of the first column of the key */
    size_t capacity; /* zero or a power of two */
    size_t count;
    const struct key *key;
    struct memory *memory;
};

/* The form of an index over a key. */
enum hash_form ki_hash_form(const struct key *key);

/* The index that begins with these slots. */
static inline const struct hash_index *
hash_index_of(const struct kith_hash_slots_ *probe)
{
    _Static_assert(offsetof(struct hash_index, probe) == 0, "it begins so");
    return (const void *)probe;
}

/* Over a key without columns it stays empty. */
void ki_hash_index_init(struct hash_index *index, const struct key *key,
                        struct memory *memory, uint64_t seed, bool nonunique);
void ki_hash_index_fini(struct hash_index *index);

/* The entry whose key equals these values, one address a column in the form of
 * value.h, or NULL. O(1). */
char *ki_hash_index_find(const struct hash_index *index,
                         const void *const *values);

/* The entry whose key equals that of a row or after-image, or NULL. O(1). */
char *ki_hash_index_find_like(const struct hash_index *index,
                              const char *after);

/* Make room for `extra` more entries, so that as many puts cannot fail; false
 * when there is no memory. */
bool ki_hash_index_reserve(struct hash_index *index, size_t extra);

/* Give spare slots back. Where the allocator refuses smaller ones, they stay.
 * O(slots). */
void ki_hash_index_shrink(struct hash_index *index);

/* Put an entry whose key none has, and which `after` shows: the entry itself
 * must show it too before the next call here. Room must have been reserved.
 * O(1). */
void ki_hash_index_put(struct hash_index *index, char *entry,
                       const char *after);

/* Take an entry out. O(1). */
void ki_hash_index_take(struct hash_index *index, const char *entry);

/* How many slots a find of this entry looks at. O(that). */
size_t ki_hash_index_probes(const struct hash_index *index, const char *entry);

/* The number that has this hash, in an index whose key is one integer. */
uint64_t ki_hash_index_number(const struct hash_index *index, uint64_t hash);

/* The entries in the order of their slots: start with *at 0; NULL at the
 * end. */
char *ki_hash_index_next(const struct hash_index *index, size_t *at);

/* --- Probes --------------------------------------------------------------- */

/* As in kith/detail/inline.h, where the probe for one integer is. */
enum { FINGERPRINT_BITS = 16 };
_Static_assert(FINGERPRINT_BITS == 8 * sizeof(kith_fingerprint_(0)),
               "and as many there");

/* Whether the entry at an address has the key that is looked for. */
typedef bool hash_has(const struct hash_index *index, const char *entry,
                      const void *key);

/* The entry with a key of this hash, or NULL. */
static KI_ALWAYS_INLINE char *hash_index_probe(const struct hash_index *index,
                                               uint64_t hash, hash_has *has,
                                               const void *key)
{
    uint16_t fingerprint = kith_fingerprint_(hash);

    assert(index->probe.mask > 0);
    for (size_t at = (size_t)(hash >> index->probe.shift);
         index->probe.hash_slots[at]; at = (at + 1) & index->probe.mask) {
        uint64_t slot = index->probe.hash_slots[at];
        char *entry = (char *)(uintptr_t)(slot >> FINGERPRINT_BITS);

        if ((uint16_t)slot == fingerprint && has(index, entry, key))
            return entry;
    }
    return NULL;
}

struct hash_text {
    const char *text;
    size_t bytes;
};

static inline bool hash_has_block(const struct hash_index *index,
                                  const char *row, const void *key)
{
    const struct hash_text *wanted = key;
    const char *text = load_ptr(row + index->probe.at_bytes);

    return ki_text_bytes(text) == wanted->bytes &&
           equal_bytes(text, wanted->text, wanted->bytes);
}

/* The row with a key of one text, HASH_TEXT, in an index whose rows all hold
 * blocks of text.h. O(1). */
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
