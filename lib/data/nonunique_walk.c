/* nonunique_walk.c - walks of cursors over the rows of one value; see
 * nonunique_index.h.
 *
 * A walk has a posting from the first row that it finds on. While that is
 * parked, rows may come back to the places that they had there, so rows with
 * the value that come meanwhile go to the same posting: two rows never have one
 * place, and where the walk stands is right before and after an undo.
 */
#include "data/nonunique_index.h"

static bool same_values(const struct key *key, const void *const *a,
                        const void *const *b)
{
    assert(key->column_count > 0);
    for (size_t i = 0; i < key->column_count; i++) {
        if (!value_equal(key->columns[i]->kind, key->columns[i]->bytes, a[i],
                         b[i]))
            return false;
    }
    return true;
}

/* The empty posting that cursors keep for these values, or NULL. */
static struct posting *walked_posting(const struct nonunique_index *index,
                                      const void *const *values)
{
    const struct posting_walk *walk = index->walks;

    while (walk && (!walk->posting || !walk->posting->parked ||
                    !same_values(index->postings.key, walk->values, values)))
        walk = walk->next;
    assert(!walk || walk->posting->reserved == 0);
    return walk ? walk->posting : NULL;
}

struct posting *ki_nonunique_index_walked(const struct nonunique_index *index,
                                          const char *after)
{
    const struct key *key = index->postings.key;
    const void *values[KEY_COLUMNS_MAX];

    assert(index->walks);
    if (!index->pool->holes_stay) /* none is parked */
        return NULL;
    for (size_t i = 0; i < key->column_count; i++)
        values[i] = after + key->columns[i]->offset;
    return walked_posting(index, values);
}

void ki_nonunique_index_drop_walks(const struct nonunique_index *index,
                                   const struct posting *posting)
{
    for (struct posting_walk *walk = index->walks; walk; walk = walk->next) {
        if (walk->posting == posting)
            walk->posting = NULL;
    }
    assert(index->postings.nonunique);
}

void ki_nonunique_index_walk(struct nonunique_index *index,
                             struct posting_walk *walk)
{
    assert(walk->values);
    walk->next = index->walks;
    walk->link = &index->walks;
    if (walk->next)
        walk->next->link = &walk->next;
    index->walks = walk;
}

static void leave_posting(const struct nonunique_index *index,
                          struct posting_walk *walk)
{
    struct posting *posting = walk->posting;

    assert(index->postings.nonunique);
    walk->posting = NULL;
    if (posting)
        ki_child_list_unwalk(
            posting_list(posting, index->postings.key->place_offset),
            index->pool);
}

void ki_nonunique_index_unwalk(struct nonunique_index *index,
                               struct posting_walk *walk)
{
    assert(*walk->link == walk);
    *walk->link = walk->next;
    if (walk->next)
        walk->next->link = walk->link;
    leave_posting(index, walk);
}

bool ki_nonunique_index_follow(const struct nonunique_index *index,
                               struct posting_walk *walk, bool *moved)
{
    struct posting *now = NULL;

    assert(walk->values);
    if (!walk->posting || walk->posting->parked)
        now = (struct posting *)(void *)ki_hash_index_find(&index->postings,
                                                           walk->values);
    *moved = now && ki_child_list_walk(
                        posting_list(now, index->postings.key->place_offset),
                        index->pool);
    if (!*moved)
        return !now;
    leave_posting(index, walk);
    walk->posting = now;
    return true;
}
