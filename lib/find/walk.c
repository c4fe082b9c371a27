/* walk.c - visiting the members of a collection.
 *
 * Owns   what a loop over a collection cannot do by itself: fetch many at once,
 *        find the n-th member, find a member, or the other end of a pair.
 * Knows  lists (child_list.h), and the key over the pair of a many-to-many.
 *
 * Public contract: kith/walk.h. The walk itself is a loop in the user's code
 * over the slots, which are part of the row type that the program sees.
 */
#include "catalog/mirror.h"
#include "delta/fetch.h"
#include "find/seek.h"

#include <kith/row.h>
#include <kith/walk.h>

/* Whether an association row links the two, where no key is over the pair: the
 * members are walked, with a cache miss for each association row. Such a
 * many-to-many may be walked, not written, so no write waits for this. */
static bool walk_pairs(const struct relationship *relationship, char *row,
                       const char *target)
{
    size_t place = 0;
    char *link;

    assert(!has_mate(relationship->foreign_key));
    while ((link = children_next(relationship->foreign_key, row, &place))) {
        if (load_ptr(link + relationship->target_key->reference) == target)
            return true;
    }
    return false;
}

/* Three passes, one for each step to memory: the header in the row, the slots,
 * the members. Each pass only begins to fetch what the next one reads, so the
 * misses of one pass overlap; with one loop over all three steps each row would
 * wait for its own header. In lists of up to three members the slots mostly are
 * in the header's cache line. A hole is NULL, and a prefetch of NULL does
 * nothing. */
void kith_prefetch_at(const void *rows, size_t count, size_t offset)
{
    for (size_t i = 0; rows && i < count; i++) {
        if (load_row(rows, i))
            prefetch(load_row(rows, i) + offset);
    }
    for (size_t i = 0; rows && i < count; i++) {
        if (load_row(rows, i))
            prefetch(load_ptr(load_row(rows, i) + offset + LIST_SLOTS));
    }
    for (size_t i = 0; rows && i < count; i++) {
        const char *header = load_row(rows, i), *slots;

        if (!header)
            continue;
        header += offset;
        slots = load_ptr(header + LIST_SLOTS);
        for (uint32_t n = 0; n < load_u32(header + LIST_SLOT_COUNT); n++)
            prefetch(load_ptr(slots + n * SLOT_BYTES));
    }
}

/* Step by step over all rows: what a step reads was fetched by the one before.
 * A deleted row names no parent that could be read. */
void kith_prefetch_rows(const void *rows, size_t count)
{
    for (size_t i = 0; rows && i < count; i++)
        fetch_row(load_row(rows, i));
    for (size_t i = 0; rows && i < count; i++) {
        const char *row = load_row(rows, i);

        if (row && row_is_live(row))
            fetch_parents_of(row_store(row)->table, row);
    }
    for (size_t i = 0; rows && i < count; i++) {
        const char *row = load_row(rows, i);

        if (row && row_is_live(row))
            fetch_places_of(row_store(row)->table, row);
    }
}

/* The n-th member of a collection that the program has read from its row:
 * kith_at is given an lvalue, not an address, so only copies of its members
 * arrive here. A header is made of them again on the stack, which is enough for
 * reading.
 *
 * The row may be a draft, a copy whose `slots` still point at the slots in the
 * row itself. So the pointer does not say whether they are in place; their
 * number does. Up to three are copied into the header as if they were in place,
 * wherever they lie. More are an array, and `few`, the bytes where slots in
 * place would be, hold its capacity and the place of its first member, which
 * ki_child_list_at() reads to be O(1) for the first one. */
void *kith_member_at_(const void *slots, const void *few, uint32_t slot_count,
                      uint32_t count, size_t n)
{
    char header[LIST_BYTES];
    struct child_list list = {.header = header};

    if (n >= count)
        return NULL;
    ki_child_list_init(list);
    if (slot_count <= LIST_INLINE_COUNT) {
        memcpy(header + LIST_INLINE, slots, slot_count * SLOT_BYTES);
    } else {
        store_ptr(header + LIST_SLOTS, slots);
        memcpy(header + LIST_INLINE, few, LIST_BYTES - LIST_INLINE);
    }
    store_u32(header + LIST_SLOT_COUNT, slot_count);
    store_u32(header + LIST_COUNT, count);
    return ki_child_list_at(list, n);
}

/* Read from the other end wherever that is one step: a child knows its parent,
 * and the pair of a many-to-many is looked up in the key over it. Deleted rows
 * and drafts do not live, so no collection contains them. A `target` of another
 * table or database is no member, which is no misuse. */
bool kith_contains_at(const void *row, size_t offset, const void *target)
{
    const struct relationship *relationship;
    struct kith_db *db;
    char *parent;

    if (!target || !row_is_live(target))
        return false;
    relationship = seek_collection(row, offset, __func__);
    if (!relationship)
        return false;
    db = store_db(row_store(row));
    if (row_store(target) != store_of(db, relationship->target))
        return false;
    if (!relationship->target_key)
        return load_ptr((const char *)target +
                        relationship->foreign_key->reference) == row;
    if (relationship->pair)
        return ki_store_find_pair(store_of(db, relationship->target_key->child),
                                  relationship, row, target);
    memcpy(&parent, &row, sizeof(parent)); /* const of the user; only read */
    return walk_pairs(relationship, parent, target);
}

void *kith_other_end(const void *link, const void *end)
{
    const struct store *store;
    struct list_ends ends;
    char *one, *two;

    if (!link || !end || !row_is_live(link))
        return NULL;
    store = row_store(link);
    KI_REQUIRE_OF(store, store->table->mirrors,
                  "%t links the rows of no .symmetric many-to-many", NULL);
    ends = mirrored_key(store->table)->mirror->ends;
    one = load_ptr((const char *)link + ends.reference);
    two = load_ptr((const char *)link + ends.mate);
    KI_REQUIRE_OF(store, one == end || two == end,
                  "the row of %t links two others than that end", NULL);
    return one == end ? two : one;
}
