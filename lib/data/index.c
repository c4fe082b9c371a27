/* index.c - one door to the index of a key; see index.h.
 *
 * What is called seldom: the beginning and end of an index, reservations of
 * change sets, walks and proofs. Puts and takes are inline in the header.
 */
#include "data/index.h"

void ki_index_init(union index *index, const struct key *key, bool direct,
                   const struct directory *directory, struct pool *pool,
                   uint64_t seed)
{
    assert(key->column_count > 0);
    if (!key_has_postings(key))
        ki_unique_index_init(&index->unique, key, direct, pool->memory, seed);
    else if (key->ordered)
        ki_order_index_init(&index->order, key, directory, pool, seed);
    else
        ki_nonunique_index_init(&index->equal, key, pool, seed);
    assert(index_is_unique(index) != key_has_postings(key));
}

/* A key of no columns, static and zero, so that whatever reads the key finds
 * one. The seed is that of the database: stores take it from here when they
 * make indexes of their own. */
void ki_index_init_none(union index *index, uint64_t seed)
{
    static const struct key none;

    *index = (union index){.unique.reserved = 0};
    ki_hash_index_init(&index->hash, &none, NULL, seed, false);
    assert(index_is_unique(index));
}

void ki_index_fini(union index *index)
{
    assert(index->hash.key);
    if (index_is_unique(index))
        ki_unique_index_fini(&index->unique);
    else if (index_is_ordered(index))
        ki_order_index_fini(&index->order);
    else
        ki_nonunique_index_fini(&index->equal);
}

/* In a nonunique index at most `extra` values are new; room for their postings
 * and in lists comes with each row, and so does that for pages. */
bool ki_index_reserve_rows(union index *index, size_t extra, uint64_t next)
{
    assert(index->hash.key->column_count > 0);
    if (index_is_unique(index))
        return ki_unique_index_reserve_rows(&index->unique, extra, next);
    return index_is_ordered(index) ||
           ki_hash_index_reserve(&index->hash, extra);
}

/* A NULL key is in no index and needs no place; put and unreserve skip it by
 * the same test, on the same after-image. */
bool ki_index_reserve(union index *index, const char *after)
{
    assert(index->hash.key->column_count > 0);
    if (key_is_null(index->hash.key, after))
        return true;
    return index_is_unique(index)
               ? ki_unique_index_reserve(&index->unique, after)
               : ki_index_reserve_one(index, after);
}

void ki_index_unreserve(union index *index, const char *after)
{
    assert(index->hash.key->column_count > 0);
    if (key_is_null(index->hash.key, after))
        return;
    if (index_is_unique(index))
        ki_unique_index_unreserve(&index->unique);
    else
        ki_index_unreserve_one(index, after);
}

static char *next_unique(const struct unique_index *index,
                         struct index_cursor *cursor)
{
    assert(!index->hash.nonunique);
    while (cursor->number < index->numbers.capacity) {
        char *row = index->numbers.rows[cursor->number++];

        if (row)
            return row;
    }
    return ki_hash_index_next(&index->hash, &cursor->slot);
}

/* The rank counts members, not places, so that holes make no difference. */
static char *next_equal(const struct nonunique_index *index,
                        struct index_cursor *cursor)
{
    char *entry, *row = NULL;

    assert(index->postings.nonunique && !index->postings.ordered);
    if (cursor->list.header)
        row = ki_child_list_next(cursor->list, &cursor->place);
    while (!row &&
           (entry = ki_hash_index_next(&index->postings, &cursor->slot))) {
        cursor->list = posting_list((struct posting *)(void *)entry,
                                    index->postings.key->place_offset);
        cursor->place = cursor->rank = 0;
        row = ki_child_list_next(cursor->list, &cursor->place);
    }
    return row;
}

static char *next_in_order(const struct order_index *index,
                           struct index_cursor *cursor)
{
    assert(index->hash.ordered);
    if (!index->tree)
        return NULL;
    if (cursor->rank == 0)
        cursor->at = ki_order_tree_at(index->tree, 0);
    return ki_order_tree_next(index->tree, &cursor->at);
}

char *ki_index_next(const union index *index, struct index_cursor *cursor,
                    size_t *rank)
{
    char *row = index_is_unique(index)    ? next_unique(&index->unique, cursor)
                : index_is_ordered(index) ? next_in_order(&index->order, cursor)
                                          : next_equal(&index->equal, cursor);

    assert(cursor->slot <= index->hash.capacity);
    *rank = index_is_unique(index) ? 0 : cursor->rank++;
    return row;
}

void ki_index_shrink(union index *index)
{
    assert(index->hash.key);
    if (index_is_unique(index))
        ki_unique_index_shrink(&index->unique);
    else if (index_is_ordered(index))
        ki_order_index_shrink(&index->order);
    else
        ki_nonunique_index_shrink(&index->equal);
}

size_t ki_index_slot_bytes(const union index *index)
{
    size_t slots = index->hash.capacity * sizeof(*index->hash.probe.hash_slots);

    assert(index->hash.key);
    if (index_is_unique(index))
        slots += index->unique.numbers.capacity *
                 sizeof(*index->unique.numbers.rows);
    else if (index_is_ordered(index) && index->order.tree)
        slots += sizeof(*index->order.tree);
    return slots;
}

size_t ki_index_piece_bytes(const union index *index)
{
    assert(index->hash.key);
    if (index_is_ordered(index))
        return ki_order_index_bytes(&index->order);
    return index_is_unique(index) ? 0 : ki_nonunique_index_bytes(&index->equal);
}

bool ki_index_verify(const union index *index, size_t rows)
{
    if (index_is_ordered(index))
        return ki_order_index_verify(&index->order, rows);
    return index_is_unique(index)
               ? ki_unique_index_verify(&index->unique, rows)
               : ki_nonunique_index_verify(&index->equal, rows);
}

/* By the key that the row shows: a row that was changed past its index is not
 * found. */
bool ki_index_holds(const union index *index, const char *row)
{
    assert(!key_is_null(index->hash.key, row));
    if (index_is_ordered(index))
        return ki_order_index_holds(&index->order, row);
    return index_is_unique(index)
               ? ki_unique_index_find_like(&index->unique, row) == row
               : ki_nonunique_index_holds(&index->equal, row);
}

bool ki_index_list_blocks(const union index *index, struct blocks *blocks)
{
    assert(index->hash.key);
    if (index_is_ordered(index))
        return ki_order_index_list_blocks(&index->order, blocks);
    return index_is_unique(index)
               ? ki_unique_index_list_blocks(&index->unique, blocks)
               : ki_nonunique_index_list_blocks(&index->equal, blocks);
}

void ki_index_relocate(union index *index, const struct relocation *moved,
                       const struct directory *directory, struct pool *pool)
{
    assert(index->hash.key);
    if (index_is_unique(index))
        ki_unique_index_relocate(&index->unique, moved, pool->memory);
    else if (index_is_ordered(index))
        ki_order_index_relocate(&index->order, moved, directory, pool);
    else
        ki_nonunique_index_relocate(&index->equal, moved, pool);
}
