/* walk.c - visiting the members of a collection.
 *
 * Public contract: kith/walk.h. The walk itself is a loop in the user's code.
 */
#include "engine.h"

#include <kith/walk.h>

/* A pair in a collection that has no key over it: walk the members. */
static bool walk_pairs(const struct relationship *relationship, char *row,
                       const char *target)
{
    size_t place = 0;
    char *link;

    while ((link = children_next(relationship->foreign_key, row, &place))) {
        if (load_ptr(link + relationship->target_key->reference) == target)
            return true;
    }
    return false;
}

/* The n-th of the rows whose addresses lie side by side, or NULL. */
static const char *row_at(const void *rows, size_t n)
{
    return load_ptr((const char *)rows + n * sizeof(void *));
}

void kith_prefetch_at(const void *rows, size_t count, size_t offset)
{
    for (size_t i = 0; rows && i < count; i++) {
        if (row_at(rows, i))
            prefetch(row_at(rows, i) + offset);
    }
    for (size_t i = 0; rows && i < count; i++) {
        if (row_at(rows, i))
            prefetch(load_ptr(row_at(rows, i) + offset + LIST_SLOTS));
    }
    for (size_t i = 0; rows && i < count; i++) {
        const char *header = row_at(rows, i), *slots;

        if (!header)
            continue;
        header += offset;
        slots = load_ptr(header + LIST_SLOTS);
        for (uint32_t n = 0; n < load_u32(header + LIST_SLOT_COUNT); n++)
            prefetch(load_ptr(slots + n * SLOT_BYTES));
    }
}

/* The header that the caller's collection shows, made again: it is enough for
 * reading. The row may be a copy, whose slots are still those of the row. A
 * few slots may lie in there, so a header with them in place serves for them;
 * more are an array, and what stands in their place tells of it. */
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

bool kith_contains_at(const void *row, size_t offset, const void *target)
{
    const struct relationship *relationship;
    struct kith_db *db;
    char *parent;

    if (!row || !target || !row_is_live(row) || !row_is_live(target))
        return false;
    db = store_db(row_store(row));
    relationship = ki_table_relationship(row_store(row)->table, offset);
    KI_REQUIRE(db, relationship && relationship->kind == KITH_KIND_COLLECTION,
               "the member is no collection", false);
    if (row_store(target) != store_of(db, relationship->target))
        return false;
    if (!relationship->target_key)
        return load_ptr((const char *)target +
                        relationship->foreign_key->reference) == row;
    if (relationship->pair)
        return ki_store_find_pair(store_of(db, relationship->target_key->child),
                                  relationship, row, target);
    memcpy(&parent, &row, sizeof(parent));
    return walk_pairs(relationship, parent, target);
}
