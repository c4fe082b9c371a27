/* unique_index.c - the one row that holds a key; see unique_index.h.
 *
 * What may fail is here: growing the array or the hash index, and the change
 * from one to the other. Adding and taking are inline in the header.
 */
#include "data/unique_index.h"

#include "base/relocation.h"

#include "base/tuning.h"

void ki_unique_index_init(struct unique_index *index, const struct key *key,
                          bool direct, struct memory *memory, uint64_t seed)
{
    assert(!direct || (key->column_count == 1 &&
                       ki_kind_is_integer(key->columns[0]->kind)));
    *index = (struct unique_index){.reserved = 0};
    ki_hash_index_init(&index->hash, key, memory, seed, false);
    index->hash.direct = direct;
}

/* A capacity of 0 sends every reader, the programs' own included, to the hash
 * index. */
static void free_rows(struct unique_index *index)
{
    assert(!index->numbers.rows == !index->numbers.capacity);
    ki_memory_free_shown(index->hash.memory, index->numbers.rows,
                         index->numbers.capacity *
                             sizeof(*index->numbers.rows));
    index->numbers.rows = NULL;
    index->numbers.capacity = 0;
}

void ki_unique_index_fini(struct unique_index *index)
{
    free_rows(index);
    ki_hash_index_fini(&index->hash);
}

/* By values in the form of value.h. A number beyond the array is in no row. */
char *ki_unique_index_find(const struct unique_index *index,
                           const void *const *values)
{
    assert(values);
    if (!unique_index_is_direct(index))
        return ki_hash_index_find(&index->hash, values);
    return unique_index_at(index,
                           ki_value_integer(index->hash.kind, values[0]));
}

/* --- Room -----------------------------------------------------------------
 *
 * make_room() is the one way to more room, for one entry or many. It counts
 * what is in the index, what was reserved and what is wanted, and decides by
 * the sum whether the array stays. */

/* Whether so many entries would fill half of the numbers up to the largest:
 * then these take at most 16 bytes an entry, about as much as a hash index. The
 * first few numbers always pass, so that a table whose first row has the number
 * 10 keeps its array. Halved rather than doubled, for `largest` may be near
 * 2^64. */
static bool is_dense(uint64_t largest, size_t entries)
{
    return largest / 2 < entries + FIRST_SLOTS / 2;
}

/* Bring the array to this many numbers, or a few more that complete a huge
 * page, all new ones free; when it becomes smaller, what is cut off is free.
 * Near the limit of the memory it may become fewer, but not fewer than `least`.
 * False without memory, and the array is as it was. The address of the array
 * may change; readers take it from `numbers` each time. */
static bool resize_rows(struct unique_index *index, size_t least,
                        size_t capacity)
{
    size_t held = index->numbers.capacity * sizeof(char *);
    size_t bytes = ki_memory_whole_pages(capacity * sizeof(char *));
    char **rows;

    assert(unique_index_is_direct(index));
    assert(least > 0 && least <= capacity);
    if (bytes > held)
        bytes = memory_step(index->hash.memory, held, least * sizeof(char *),
                            bytes) /
                sizeof(char *) * sizeof(char *);
    if (bytes == held)
        return true;
    rows = ki_memory_resize_shown(index->hash.memory, index->numbers.rows, held,
                                  bytes);
    if (!rows)
        return false;
    if (bytes > held)
        write_zeros((char *)rows + held, bytes - held);
    index->numbers.rows = rows;
    index->numbers.capacity = bytes / sizeof(char *);
    assert(index->numbers.capacity >= least);
    return true;
}

/* Move all entries to the hash index, which has room for `extra` more. Room
 * comes first: when it is refused, the index is still direct and whole. Then
 * the count begins at 0, for each put counts one; until `direct` is cleared, no
 * other code sees the index. Rows are read for their keys, though the number is
 * known from the place: a put hashes a row. O(capacity), and a cache miss for
 * each row. */
static bool change_form(struct unique_index *index, size_t extra)
{
    size_t count = index->hash.count;
    size_t old_bytes = index->numbers.capacity * sizeof(*index->numbers.rows);
    bool reserved;

    assert(unique_index_is_direct(index));
    memory_replace(index->hash.memory, old_bytes);
    reserved = ki_hash_index_reserve(&index->hash, extra);
    memory_replaced(index->hash.memory, old_bytes);
    if (!reserved)
        return false;
    index->hash.count = 0;
    for (size_t i = 0; i < index->numbers.capacity; i++) {
        if (index->numbers.rows[i])
            ki_hash_index_put(&index->hash, index->numbers.rows[i],
                              index->numbers.rows[i]);
    }
    assert(index->hash.count == count);
    (void)count;
    free_rows(index);
    index->hash.direct = false;
    assert(index->numbers.capacity == 0);
    return true;
}

/* Make room for numbers up to the largest in a direct index, which would then
 * have so many entries; or change its form, where too few of the numbers would
 * be used. It grows by half of what it has at least, so that counting up costs
 * O(1) on average. */
static bool reach(struct unique_index *index, uint64_t largest, size_t entries)
{
    size_t capacity = index->numbers.capacity + index->numbers.capacity / 2;
    size_t least;

    assert(entries > index->hash.count);
    assert(unique_index_is_direct(index));
    if (largest < index->numbers.capacity)
        return true;
    if (!is_dense(largest, entries))
        return change_form(index, entries - index->hash.count);
    least = (size_t)largest + 1;
    if (capacity < FIRST_SLOTS)
        capacity = FIRST_SLOTS;
    return resize_rows(index, least, capacity < least ? least : capacity);
}

/* Make room for `extra` more entries than were reserved, with numbers up to the
 * largest in a direct index. A hash index keeps its capacity while entries are
 * owed, so that it needs room for these only where it is made. The form is
 * looked at twice, for reach() may
 * change it; the hash index has room for all then, and the second reserve does
 * nothing. */
static bool make_room(struct unique_index *index, uint64_t largest,
                      size_t extra)
{
    size_t wanted = index->reserved + extra;

    assert(index->hash.key->column_count > 0);
    if (unique_index_is_direct(index) &&
        !reach(index, largest, index->hash.count + index->owed + wanted))
        return false;
    return unique_index_is_direct(index) ||
           ki_hash_index_reserve(&index->hash, wanted);
}

bool ki_unique_index_grow(struct unique_index *index, const char *after)
{
    assert(!key_is_null(index->hash.key, after));
    return make_room(
        index,
        unique_index_is_direct(index) ? unique_index_number(index, after) : 0,
        1);
}

/* The largest of the numbers to come decides: rows that count on from
 * `next`. */
bool ki_unique_index_reserve_rows(struct unique_index *index, size_t extra,
                                  uint64_t next)
{
    assert(index->hash.key->unique);
    return extra == 0 || make_room(index, next + extra - 1, extra);
}

void ki_unique_index_unreserve(struct unique_index *index)
{
    assert(index->hash.key->unique);
    assert(index->reserved > 0);
    index->reserved--;
}

/* Cut the array behind its largest number; where less than half of the rest is
 * used, a hash index is smaller. Without memory for one, the array is cut at
 * least, which the allocator may refuse too. */
static void shrink_direct(struct unique_index *index)
{
    size_t used = index->numbers.capacity;

    assert(unique_index_is_direct(index));
    assert(index->hash.count <= index->numbers.capacity);
    while (used > 0 && !index->numbers.rows[used - 1])
        used--;
    if (used == 0)
        free_rows(index);
    else if (is_dense(used - 1, index->hash.count) || !change_form(index, 0))
        resize_rows(index, used, used);
}

void ki_unique_index_shrink(struct unique_index *index)
{
    assert(index->reserved == 0 && index->owed == 0);
    if (unique_index_is_direct(index))
        shrink_direct(index);
    /* Of a direct index that has no slots, where there is nothing to do, and of
     * one that changed its form long ago or just above. */
    ki_hash_index_shrink(&index->hash);
}

/* The array is counted, not only its count compared, for each entry in it is a
 * row that a program may be given without a look at its key. */
bool ki_unique_index_verify(const struct unique_index *index, size_t rows)
{
    size_t found = 0;

    for (size_t i = 0; i < index->numbers.capacity; i++)
        found += index->numbers.rows[i] != NULL;
    if (!unique_index_is_direct(index))
        found = index->hash.count;
    return found == rows && index->hash.count == rows && index->reserved == 0;
}

bool ki_unique_index_list_blocks(const struct unique_index *index,
                                 struct blocks *blocks)
{
    return blocks_add_late(blocks, index->numbers.rows,
                           index->numbers.capacity *
                               sizeof(*index->numbers.rows)) &&
           ki_hash_index_list_blocks(&index->hash, blocks);
}

void ki_unique_index_relocate(struct unique_index *index,
                              const struct relocation *moved,
                              struct memory *memory)
{
    char *const *old = index->numbers.rows;
    char *rows = relocated(moved, old);
    struct relocation_near near = {0};

    assert(index->reserved == 0 && index->owed == 0);
    index->numbers.rows = (void *)rows;
    for (size_t i = 0; i < index->numbers.capacity; i++) {
        char *place = rows + i * sizeof(*index->numbers.rows);

        write_ptr(place, relocated_near(moved, old[i], &near));
    }
    ki_hash_index_relocate(&index->hash, moved, memory);
}
