/* hash_index.h - finding things by the key of a row.
 *
 * Owns   an open-addressing table of 8-byte slots, {16-bit fingerprint, 48-bit
 *        address}, probed one after the other. Taking a slot out shifts later
 *        ones back, so there are no tombstones and taking never needs memory.
 * Knows  the columns of one key. A slot holds a row, or in an index of equal
 *        values the group of rows that share the value (see group_index.h); an
 *        entry is whichever it is. NULL keys have no place here: callers do not
 *        put them.
 *
 * Always true: between an entry's home and its slot there is no free slot; no
 * two entries have equal keys; at most 5 of 8 slots are in use.
 */
#ifndef KI_DATA_HASH_INDEX_H
#define KI_DATA_HASH_INDEX_H

#include "base/memory.h"
#include "catalog/schema.h"

struct hash_index {
    const struct key *key;
    struct memory *memory;
    uint64_t seed;
    uint64_t *slots;
    size_t capacity; /* zero or a power of two */
    size_t count;
    size_t promised; /* entries that a plan in progress will put */
    unsigned shift;  /* from a hash to a home */
    bool grouped;
    bool wide; /* one integer of 64 bits in rows: the most common key */
};

void ki_hash_index_init(struct hash_index *index, const struct key *key,
                        struct memory *memory, uint64_t seed, bool grouped);
void ki_hash_index_fini(struct hash_index *index);

/* The entry whose key equals these values, one address a column in the form of
 * value.h, or NULL. O(1). */
char *ki_hash_index_find(const struct hash_index *index,
                         const void *const *values);

/* The same for a key of one integer of 64 bits in an index of rows. O(1). */
char *ki_hash_index_find_wide(const struct hash_index *index, uint64_t number);

/* The entry whose key equals that of a row or image, or NULL. O(1). */
char *ki_hash_index_find_like(const struct hash_index *index,
                              const char *image);

/* Make room for `extra` more entries on top of those promised, so that as many
 * puts cannot fail; false when there is no memory. */
bool ki_hash_index_reserve(struct hash_index *index, size_t extra);

/* Put an entry whose key none has, and which `image` shows: the entry itself
 * must show it too before the next call here. Room must have been reserved.
 * O(1). */
void ki_hash_index_put(struct hash_index *index, char *entry,
                       const char *image);

/* Take an entry out. O(1). */
void ki_hash_index_take(struct hash_index *index, const char *entry);

/* The entries in the order of their slots: start with *at 0; NULL at the
 * end. */
char *ki_hash_index_next(const struct hash_index *index, size_t *at);

#endif
