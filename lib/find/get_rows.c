/* get_rows.c - many rows by their primary keys.
 *
 * Owns   in which order the lines of several probes are asked for.
 * Knows  the two forms of a primary key that has a short way: an integer, in an
 *        array by number or a hash index, and a text.
 *
 * Public contract: kith/seek.h. A get waits for one line after the other: where
 * the key has its home, the row that it leads to, the text of that row. Here
 * each step is taken for sixteen keys before the next one, so sixteen lines
 * come at once. What is found then is found by the same probe as for one.
 */
#include "engine.h"

#include "base/tuning.h"
#include "catalog/value.h"

#include <kith/seek.h>

enum { KEYS_AT_ONCE = 16 };

static size_t rest_of(size_t count, size_t from)
{
    size_t rest = count - from;

    assert(from <= count);
    return rest < KEYS_AT_ONCE ? rest : KEYS_AT_ONCE;
}

static inline void give_row(void *rows, size_t i, void *row)
{
    store_ptr((char *)rows + i * sizeof(row), row);
}

static KI_ALWAYS_INLINE void fetch_home(const struct kith_hash_slots_ *probe,
                                        uint64_t hash)
{
    prefetch((const char *)&probe->hash_slots[hash >> probe->shift]);
}

/* The row at the home of a hash, perhaps of another key, or NULL. */
static const char *row_at_home(const struct kith_hash_slots_ *probe,
                               uint64_t hash)
{
    uint64_t slot = probe->hash_slots[hash >> probe->shift];

    return hash_slot_entry(slot);
}

/* Numbers of an array: where each is, and what is found there. */
static void get_direct(const struct kith_numbers_ *numbers, const int64_t *keys,
                       size_t count, void *rows)
{
    assert(count <= KEYS_AT_ONCE);
    for (size_t i = 0; i < count; i++) {
        if ((uint64_t)keys[i] < numbers->capacity)
            prefetch((const char *)&numbers->rows[keys[i]]);
    }
    for (size_t i = 0; i < count; i++) {
        char *row = (uint64_t)keys[i] < numbers->capacity
                        ? numbers->rows[keys[i]]
                        : NULL;

        prefetch(row);
        give_row(rows, i, row);
    }
}

/* Numbers of a hash index: their homes, the rows there, and the probes. */
static void get_hashed(const struct kith_hash_slots_ *probe,
                       const int64_t *keys, size_t count, void *rows)
{
    uint64_t hashes[KEYS_AT_ONCE];

    assert(count <= KEYS_AT_ONCE);
    for (size_t i = 0; i < count; i++) {
        hashes[i] = kith_hash_number_((uint64_t)keys[i], probe->seed);
        fetch_home(probe, hashes[i]);
    }
    for (size_t i = 0; i < count; i++)
        prefetch(row_at_home(probe, hashes[i]));
    for (size_t i = 0; i < count; i++)
        give_row(rows, i,
                 kith_probe_(probe, hashes[i], (uint64_t)keys[i], false, 0));
}

/* The entry of a table whose primary key has this form, or NULL. */
static const struct kith_entry_ *entry_of_form(const kith_db *db,
                                               const kith_table *descriptor,
                                               enum kith_form_ form)
{
    const struct kith_entry_ *entry =
        db ? find_table_entry(db, descriptor) : NULL;

    return entry && entry->marked == kith_marked_(descriptor, form) ? entry
                                                                    : NULL;
}

static size_t count_found(const void *rows, size_t count)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++)
        found += load_row(rows, i) != NULL;
    return found;
}

/* Two forms are probed here; numbers from 2^63 on of a key without a sign, and
 * keys of other widths in a hash index, are found one by one. */
static void get_some(kith_db *db, const kith_table *descriptor,
                     const struct kith_entry_ *entry, const int64_t *keys,
                     size_t count, void *rows)
{
    if (entry && entry->numbers->capacity > 0) {
        get_direct(entry->numbers, keys, count, rows);
    } else if (entry && entry->hash->wide == KITH_WIDE_I64_) {
        get_hashed(entry->hash, keys, count, rows);
    } else {
        for (size_t i = 0; i < count; i++)
            give_row(rows, i, kith_get_i64(db, descriptor, keys[i]));
    }
}

size_t kith_get_rows_i64(kith_db *db, const kith_table *descriptor,
                         const int64_t *keys, size_t count, void *rows)
{
    const struct kith_entry_ *entry =
        entry_of_form(db, descriptor, KITH_FORM_NUMBER_);

    if (!keys || !rows)
        return 0;
    for (size_t from = 0; from < count; from += KEYS_AT_ONCE)
        get_some(db, descriptor, entry, keys + from, rest_of(count, from),
                 (char *)rows + from * sizeof(void *));
    return count_found(rows, count);
}

/* NULL is no key: it has no hash, and finds nothing. */
static void get_texts(const struct hash_index *index, const char *const *keys,
                      size_t count, void *rows)
{
    struct hash_text wanted[KEYS_AT_ONCE];
    uint64_t hashes[KEYS_AT_ONCE];
    const char *row;

    assert(count <= KEYS_AT_ONCE);
    for (size_t i = 0; i < count; i++) {
        const char *text = keys[i] ? keys[i] : "";

        wanted[i] = (struct hash_text){text, strlen(text)};
        hashes[i] = hash_bytes(text, wanted[i].bytes, index->probe.seed);
        fetch_home(&index->probe, hashes[i]);
    }
    for (size_t i = 0; i < count; i++)
        prefetch(row_at_home(&index->probe, hashes[i]));
    for (size_t i = 0; i < count; i++) {
        row = row_at_home(&index->probe, hashes[i]);
        if (row)
            prefetch(load_ptr(row + index->probe.at_bytes));
    }
    for (size_t i = 0; i < count; i++)
        give_row(rows, i,
                 keys[i] ? hash_index_probe(index, hashes[i], hash_has_block,
                                            &wanted[i])
                         : NULL);
}

size_t kith_get_rows_text(kith_db *db, const kith_table *descriptor,
                          const char *const *keys, size_t count, void *rows)
{
    const struct kith_entry_ *entry =
        entry_of_form(db, descriptor, KITH_FORM_TEXT_);

    if (!keys || !rows)
        return 0;
    for (size_t from = 0; entry && from < count; from += KEYS_AT_ONCE)
        get_texts(hash_index_of(entry->hash), keys + from, rest_of(count, from),
                  (char *)rows + from * sizeof(void *));
    for (size_t i = 0; !entry && i < count; i++)
        give_row(rows, i, kith_get_text(db, descriptor, keys[i]));
    return count_found(rows, count);
}
