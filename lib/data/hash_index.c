/* hash_index.c - finding things by the key of a row; see hash_index.h.
 *
 * First what a slot holds, then the hash of a key in its several forms, then
 * finding, growing, putting and taking. All forms hash equally whether the key
 * comes as values or as a row: hash_values() and hash_row() must agree, and
 * hash the same as what is compiled into programs (kith/detail/inline.h).
 */
#include "data/hash_index.h"

#include "base/relocation.h"
#include "data/posting.h"

/* The slots of all empty indexes, which are only read: two, because a shift of
 * at most 63 leaves at least one bit of a hash. A put never sees them, for it
 * is preceded by a reservation, which makes slots. */
static uint64_t no_slots[2];

/* How far behind its home an entry is, or that it is at least so far. */
static size_t distance_in(uint64_t slot)
{
    return slot >> FINGERPRINT_BITS & UINT8_MAX;
}
static uint64_t distance_bits(size_t distance)
{
    return (uint64_t)(distance < DISTANCE_FULL ? distance : DISTANCE_FULL)
           << FINGERPRINT_BITS;
}

/* Addresses have 48 bits; memory.c takes no block above. The
 * address stands above all else, so that one shift yields it and an 8-bit
 * compare the fingerprint: two instructions a slot less than the other way
 * round. A fingerprint need not be non-zero to tell a free slot, for an address
 * is. */
static uint64_t slot_of(const char *entry, uint64_t hash, size_t distance)
{
    uint64_t address = (uint64_t)(uintptr_t)entry;

    assert(address && !(address >> (64 - BELOW_BITS)));
    return address << BELOW_BITS | distance_bits(distance) |
           kith_fingerprint_(hash);
}

/* The same entry elsewhere. */
static uint64_t moved_slot(uint64_t slot, size_t distance)
{
    assert(hash_slot_entry(slot));
    return (slot & ~((uint64_t)UINT8_MAX << FINGERPRINT_BITS)) |
           distance_bits(distance);
}

/* An entry of a nonunique index. */
static struct posting *posting_of(const char *entry)
{
    assert(entry);
    return (struct posting *)(uintptr_t)entry;
}

/* The columns of a row as the addresses that value.h compares and hashes. */
static void values_of(const struct key *key, const char *row,
                      const void **values)
{
    assert(key->column_count <= KEY_COLUMNS_MAX);
    for (size_t i = 0; i < key->column_count; i++)
        values[i] = row + key->columns[i]->offset;
}

/* The general comparison, for keys of any columns. `key` is the array of value
 * addresses. Two equal fingerprints are nearly always equal keys, so the order
 * of the columns does not matter. */
static bool has_values(const struct hash_index *index, const char *row,
                       const void *key)
{
    const void *const *values = key;

    for (size_t i = 0; i < index->key->column_count; i++) {
        const struct column *column = index->key->columns[i];

        if (!value_equal(column->kind, column->bytes, row + column->offset,
                         values[i]))
            return false;
    }
    return true;
}

/* What has_posting() looks for. */
struct hash_values {
    uint64_t hash;
    const void *const *values;
};

/* Where one integer is the key, equal hashes are equal values; else one row of
 * the posting is read, which is another cache miss or two. */
static bool has_posting(const struct hash_index *index, const char *entry,
                        const void *key)
{
    const struct hash_values *wanted = key;

    return posting_of(entry)->hash == wanted->hash &&
           (index->exact ||
            has_values(index, ki_posting_row(entry), wanted->values));
}

/* The text of a row, which need not be a block: the index of a change set holds
 * after-images, whose texts are still those of the caller and have no length
 * before them. */
static bool has_text(const struct hash_index *index, const char *row,
                     const void *key)
{
    return strcmp(load_ptr(row + index->probe.at_bytes), key) == 0;
}

/* --- The hash of a key ----------------------------------------------------
 *
 * The home is the upper bits of a hash, for those depend on all bits of the
 * key; the fingerprint is taken from the middle. */

/* One multiplication by an odd number, which can be inverted: no two numbers
 * have the same hash, and dense numbers are spread evenly. The choice of the
 * multiplier is explained in lib/README.md and kith/detail/inline.h. */
static uint64_t hash_wide(const struct hash_index *index, uint64_t number)
{
    uint64_t hash = kith_hash_number_(number, index->probe.seed);

    assert(ki_hash_index_number(index, hash) == number);
    return hash;
}

static uint64_t hash_text(const struct hash_index *index, const char *text)
{
    assert(index->form == HASH_TEXT);
    assert(text);
    return hash_bytes(text, strlen(text), index->probe.seed);
}

/* The hash of one column is the seed of the next. Each column is folded (the
 * 128-bit product, its halves xored), so that all of its bits have reached the
 * low ones before the next comes in: with multiplications alone the high bits
 * of two columns could cancel each other, whatever the seed.
 *
 * An integer that comes last is only multiplied. Nothing follows it that could
 * cancel it, and a key of one narrow integer then hashes as one of 64 bits
 * does. */
static uint64_t hash_any(const struct hash_index *index,
                         const void *const *values)
{
    const struct key *key = index->key;
    const struct column *column = key->columns[0];
    uint64_t hash = index->probe.seed;
    size_t i = 0;

    for (; i + 1 < key->column_count; i++, column = key->columns[i])
        hash = value_hash(column->kind, column->bytes, values[i], hash);
    if (!ki_kind_is_integer(column->kind))
        return value_hash(column->kind, column->bytes, values[i], hash);
    return kith_hash_number_(ki_value_integer(column->kind, values[i]), hash);
}

/* By the form that the index was opened with. Values are in the form of
 * value.h: a text is the address of a pointer, hence the load. */
static uint64_t hash_values(const struct hash_index *index,
                            const void *const *values)
{
    switch (index->form) {
    case HASH_WIDE:
        return hash_wide(index, load_u64(values[0]));
    case HASH_TWO:
        return kith_hash_two_(load_u64(values[0]), load_u64(values[1]),
                              index->probe.seed);
    case HASH_TEXT:
        return hash_text(index, load_ptr(values[0]));
    default:
        return hash_any(index, values);
    }
}

/* The same from a row or after-image. The usual forms read their one or two
 * words directly; only HASH_ANY makes the list of addresses. */
static uint64_t hash_row(const struct hash_index *index, const char *row)
{
    const void *values[KEY_COLUMNS_MAX];

    assert(row);
    switch (index->form) {
    case HASH_WIDE:
        return hash_wide(index, load_u64(row + index->probe.at_bytes));
    case HASH_TWO:
        return kith_hash_two_(load_u64(row + index->probe.at_bytes),
                              load_u64(row + index->probe.second_at_bytes),
                              index->probe.seed);
    case HASH_TEXT:
        return hash_text(index, load_ptr(row + index->probe.at_bytes));
    default:
        if (index->exact)
            return kith_hash_number_(
                ki_value_integer(index->kind, row + index->probe.at_bytes),
                index->probe.seed);
        values_of(index->key, row, values);
        return hash_any(index, values);
    }
}

/* Reads the row or the posting: a cache miss unless it was touched lately. */
static uint64_t hash_entry(const struct hash_index *index, const char *entry)
{
    return index->nonunique ? posting_of(entry)->hash : hash_row(index, entry);
}

/* The shift leaves as many upper bits as the mask has, so no mask is needed. */
static size_t home_of(const struct hash_index *index, uint64_t hash)
{
    assert((hash >> index->probe.shift) <= index->probe.mask);
    return (size_t)(hash >> index->probe.shift);
}

static bool is_wide(const struct column *column)
{
    return column->kind == KITH_KIND_I64 || column->kind == KITH_KIND_U64;
}

/* Signed and unsigned are one form: their bytes compare and hash alike. */
static enum hash_form form_of(const struct key *key)
{
    struct column *const *columns = key->columns;

    assert(key->column_count <= KEY_COLUMNS_MAX);
    if (key->column_count == 1 && is_wide(columns[0]))
        return HASH_WIDE;
    if (key->column_count == 1 && columns[0]->kind == KITH_KIND_TEXT)
        return HASH_TEXT;
    if (key->column_count == 2 && is_wide(columns[0]) && is_wide(columns[1]))
        return HASH_TWO;
    return HASH_ANY;
}

/* Offsets fit into 32 bits, for a row has at most 1 GiB (ROW_BYTES_MAX). */
void ki_hash_index_init(struct hash_index *index, const struct key *key,
                        struct memory *memory, uint64_t seed, bool nonunique)
{
    assert(!nonunique || key->column_count > 0);
    assert(memory || key->column_count == 0);
    *index = (struct hash_index){
        .probe = {.hash_slots = no_slots, .mask = 1, .seed = seed, .shift = 63},
        .form = form_of(key),
        .exact =
            key->column_count == 1 && ki_kind_is_integer(key->columns[0]->kind),
        .nonunique = nonunique,
        .key = key,
        .memory = memory};
    if (key->column_count == 0)
        return; /* of no key: it stays empty */
    index->kind = key->columns[0]->kind;
    if (index->form == HASH_WIDE)
        index->probe.wide = KITH_WIDE_U64_ + ki_kind_is_signed(index->kind);
    index->probe.at_bytes = (uint32_t)key->columns[0]->offset;
    if (key->column_count > 1)
        index->probe.second_at_bytes = (uint32_t)key->columns[1]->offset;
}

/* Multiply by the inverse of the multiplier modulo 2^64 and take the seed off.
 * Newton's step doubles the bits of an inverse that are right; an odd number is
 * its own inverse in the lowest three, so five steps are enough for 64. */
uint64_t ki_hash_index_number(const struct hash_index *index, uint64_t hash)
{
    const uint64_t multiplier = kith_hash_multiplier_;
    uint64_t inverse = multiplier;

    assert(index->form == HASH_WIDE);
    for (unsigned bits = 3; bits < 64; bits *= 2)
        inverse *= 2 - multiplier * inverse;
    assert(multiplier * inverse == 1);
    return (hash * inverse) ^ index->probe.seed;
}

/* The shared slots are static and never freed. */
static void free_slots(struct hash_index *index)
{
    assert(!index->capacity == (index->probe.hash_slots == no_slots));
    if (index->capacity)
        ki_memory_free_shown(index->memory, index->probe.hash_slots,
                             index->capacity *
                                 sizeof(*index->probe.hash_slots));
}

/* Back to the shared slots: a shrink calls this for an empty index that will be
 * used again. */
void ki_hash_index_fini(struct hash_index *index)
{
    assert(index->direct || index->count <= index->capacity);
    free_slots(index);
    index->probe.hash_slots = no_slots;
    index->probe.mask = 1;
    index->probe.shift = 63;
    index->capacity = index->count = 0;
}

static char *find_posting(const struct hash_index *index,
                          const void *const *values)
{
    const struct hash_values wanted = {hash_values(index, values), values};

    assert(index->count > 0);
    return hash_index_probe(index, wanted.hash, has_posting, &wanted);
}

/* The usual forms of a unique index first, without a test for emptiness: the
 * shared slots end the probe at once. Postings and other keys take the general
 * way, where the test saves the hash; an index over no columns has no entry and
 * must not come as far as hash_any(). */
char *ki_hash_index_find(const struct hash_index *index,
                         const void *const *values)
{
    if (!index->nonunique && index->form == HASH_WIDE)
        return kith_probe_one_(&index->probe, load_u64(values[0]));
    if (!index->nonunique && index->form == HASH_TWO)
        return kith_probe_two_(&index->probe, load_u64(values[0]),
                               load_u64(values[1]));
    if (!index->nonunique && index->form == HASH_TEXT) {
        const char *text = load_ptr(values[0]);

        return hash_index_probe(index, hash_text(index, text), has_text, text);
    }
    if (index->count == 0)
        return NULL;
    if (index->nonunique)
        return find_posting(index, values);
    return hash_index_probe(index, hash_values(index, values), has_values,
                            values);
}

char *ki_hash_index_find_like(const struct hash_index *index, const char *after)
{
    const void *values[KEY_COLUMNS_MAX];

    assert(after);
    values_of(index->key, after, values);
    return ki_hash_index_find(index, values);
}

/* The only store to a slot. It must not be one of those shared by all
 * indexes. */
static void write_slot(struct hash_index *index, size_t at, uint64_t slot)
{
    assert(at <= index->probe.mask);
    assert(index->probe.hash_slots != no_slots);
    write_u64((char *)&index->probe.hash_slots[at], slot);
}

/* Into the first free slot from the home on. No key is compared, for callers
 * know that no entry has it. The counts are the caller's. */
static void put_slot(struct hash_index *index, char *entry, uint64_t hash)
{
    size_t at = home_of(index, hash), distance = 0;

    for (; index->probe.hash_slots[at]; at = (at + 1) & index->probe.mask)
        distance++;
    write_slot(index, at, slot_of(entry, hash, distance));
    assert(at <= index->probe.mask && distance <= index->probe.mask);
}

/* 64 less the binary logarithm of `capacity`, which is a power of two: a shift
 * by it leaves the number of a home. */
static unsigned shift_of(size_t capacity)
{
    unsigned shift = 64;

    for (; capacity > 1; capacity /= 2)
        shift--;
    return shift;
}

/* Whether a table of `capacity` slots may hold so many entries: 5 of 8. Fuller
 * tables save memory, but the probes of a miss grow with the square of 1 / (1 -
 * fill): 4.1 slots here, 8.5 at 6 of 8. Tables of fewer than 8 slots, which
 * test builds begin with, are filled by half, so that one is always free. */
static bool slots_suffice(size_t capacity, size_t entries)
{
    return entries <= capacity / 8 * 5 + capacity % 8 / 2;
}

/* Whether it can hold so many at all. From 5 to 7 of 8 a miss looks at up to 32
 * slots instead of 4, but the table need not be doubled. */
static bool slots_hold(size_t capacity, size_t entries)
{
    return entries <= capacity / 8 * 7 + capacity % 8 / 2;
}

/* Build another table of `capacity` slots, a power of two, and put all entries
 * into it; false without memory, and the index is unchanged. Both tables exist
 * for that time. The growth is not spread over later inserts: that would need
 * two tables in every find, also in those that are compiled into programs. The
 * entries of a direct index are not in the slots, so its count may be
 * larger. */
static bool resize(struct hash_index *index, size_t capacity)
{
    struct hash_index grown = *index;
    size_t old_bytes = index->capacity * sizeof(*grown.probe.hash_slots);

    assert(capacity >= 2);
    assert((capacity & (capacity - 1)) == 0);
    assert(index->direct || slots_hold(capacity, index->count));
    grown.capacity = capacity;
    grown.probe.mask = capacity - 1;
    grown.probe.shift = shift_of(grown.capacity);
    memory_replace(index->memory, old_bytes);
    grown.probe.hash_slots = ki_memory_new_shown(
        index->memory, grown.capacity * sizeof(*grown.probe.hash_slots));
    memory_replaced(index->memory, old_bytes);
    if (!grown.probe.hash_slots)
        return false;
    write_zeros((char *)grown.probe.hash_slots,
                grown.capacity * sizeof(*grown.probe.hash_slots));
    for (size_t i = 0; i < index->capacity; i++) {
        char *entry = hash_slot_entry(index->probe.hash_slots[i]);

        if (entry)
            put_slot(&grown, entry, hash_entry(index, entry));
    }
    free_slots(index);
    *index = grown;
    return true;
}

/* The limit of the memory refused a table in which so many entries are found
 * fast: the least that holds them, perhaps the one there is. It is tried again
 * with each put, which costs a comparison while the limit is in the way. */
static KI_COLD bool reserve_least(struct hash_index *index, size_t wanted)
{
    size_t capacity = index->capacity ? index->capacity : FIRST_SLOTS;

    assert(memory_is_limited(index->memory));
    while (!slots_hold(capacity, wanted))
        capacity *= 2;
    if (capacity != index->capacity && !resize(index, capacity))
        return false;
    memory_forgive(index->memory);
    return true;
}

/* Doubling keeps the cost of a put O(1) on average: each growth is paid for by
 * the puts since the last. */
bool ki_hash_index_reserve(struct hash_index *index, size_t extra)
{
    size_t wanted = index->count + extra;
    size_t capacity = index->capacity ? index->capacity : FIRST_SLOTS;

    assert(index->direct || index->count <= index->capacity);
    assert(index->key->column_count > 0);
    if (slots_suffice(index->capacity, wanted))
        return true;
    while (!slots_suffice(capacity, wanted))
        capacity *= 2;
    return resize(index, capacity) ||
           (memory_is_limited(index->memory) && reserve_least(index, wanted));
}

/* The capacity is worked out as for a new index, so that it does not depend on
 * what the index held before. A refused resize leaves the larger table. */
void ki_hash_index_shrink(struct hash_index *index)
{
    size_t capacity = FIRST_SLOTS;

    assert(index->direct || slots_hold(index->capacity, index->count));
    if (index->count == 0) {
        ki_hash_index_fini(index);
        return;
    }
    while (!slots_suffice(capacity, index->count))
        capacity *= 2;
    if (capacity < index->capacity)
        resize(index, capacity);
}

/* The hash is that of `after`: the entry may not show the key yet (an update in
 * progress), or have no member yet (a new posting). */
void ki_hash_index_put(struct hash_index *index, char *entry, const char *after)
{
    uint64_t hash = hash_row(index, after);

    assert(slots_hold(index->capacity, index->count + 1));
    assert(index->count < index->capacity);
    if (index->nonunique)
        posting_writable(posting_of(entry))->hash = hash;
    put_slot(index, entry, hash);
    index->count++;
}

/* How far behind its home the entry in a slot is; the second reads the slot
 * alone where that is enough. */
static size_t distance_of(const struct hash_index *index, size_t at)
{
    const char *entry = hash_slot_entry(index->probe.hash_slots[at]);

    return (at - home_of(index, hash_entry(index, entry))) & index->probe.mask;
}
static size_t distance_at(const struct hash_index *index, size_t at)
{
    size_t distance = distance_in(index->probe.hash_slots[at]);

    if (distance == DISTANCE_FULL)
        return distance_of(index, at);
    assert(distance == distance_of(index, at));
    return distance;
}

/* Shift later entries back over the free slot, so that no probe ends too early
 * (Knuth, TAOCP 6.4, algorithm R). An entry may move into the gap when its home
 * is not behind the gap: its distance from home is then at least its distance
 * from the gap. Distances are taken modulo the capacity, for a run may pass the
 * end of the array. The slot that it leaves is the next gap. The run ends at
 * the first free slot, which exists. */
static void close_gap(struct hash_index *index, size_t gap)
{
    size_t mask = index->probe.mask;

    assert(index->count > 0);
    assert(index->probe.hash_slots[gap]);
    for (size_t at = (gap + 1) & mask; index->probe.hash_slots[at];
         at = (at + 1) & mask) {
        uint64_t slot = index->probe.hash_slots[at];
        size_t distance = distance_at(index, at), nearer = (at - gap) & mask;

        if (distance < nearer)
            continue;
        write_slot(index, gap, moved_slot(slot, distance - nearer));
        gap = at;
    }
    write_slot(index, gap, 0);
    assert(!index->probe.hash_slots[gap]);
}

/* Where an entry is, which must be in the index and show its key. It is
 * compared by address, so no row but its own is read. */
static size_t slot_with(const struct hash_index *index, const char *entry)
{
    size_t at = home_of(index, hash_entry(index, entry));

    assert(index->count > 0);
    while (hash_slot_entry(index->probe.hash_slots[at]) != entry) {
        assert(index->probe.hash_slots[at]);
        at = (at + 1) & index->probe.mask;
    }
    return at;
}

/* The entry is found before anything moves: its key is read from the row, which
 * the caller must not have changed yet. */
void ki_hash_index_take(struct hash_index *index, const char *entry)
{
    assert(entry);
    assert(index->count > 0);
    close_gap(index, slot_with(index, entry));
    index->count--;
}

size_t ki_hash_index_probes(const struct hash_index *index, const char *entry)
{
    assert(index->count > 0);
    return distance_at(index, slot_with(index, entry)) + 1;
}

/* Not to be used across a put or take: both move entries, which could then be
 * met twice or not at all. */
char *ki_hash_index_next(const struct hash_index *index, size_t *at)
{
    while (*at < index->capacity) {
        uint64_t slot = index->probe.hash_slots[(*at)++];

        if (slot)
            return hash_slot_entry(slot);
    }
    return NULL;
}

bool ki_hash_index_list_blocks(const struct hash_index *index,
                               struct blocks *blocks)
{
    return index->capacity == 0 ||
           blocks_add_late(blocks, index->probe.hash_slots,
                           index->capacity * sizeof(uint64_t));
}

void ki_hash_index_relocate(struct hash_index *index,
                            const struct relocation *moved,
                            struct memory *memory)
{
    const uint64_t *old = index->probe.hash_slots;

    assert(memory); /* homes come from keys, which are the same */
    index->memory = memory;
    if (index->capacity == 0)
        return; /* the slots are those of all empty indexes */
    index->probe.hash_slots = (void *)relocated(moved, old);
    for (size_t i = 0; i < index->capacity; i++) {
        uintptr_t address = (uintptr_t)hash_slot_entry(old[i]);
        uintptr_t moves = address ? relocation_distance(moved, address) : 0;

        write_u64((char *)&index->probe.hash_slots[i],
                  old[i] + ((uint64_t)moves << BELOW_BITS));
    }
}
