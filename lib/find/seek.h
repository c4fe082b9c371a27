/* seek.h - what finding by one column and by several have in common.
 *
 * Owns   how a walk over equal values begins, and what may stand for a value.
 * Knows  the lists of an index and of parents.
 */
#ifndef KI_FIND_SEEK_H
#define KI_FIND_SEEK_H

#include "engine.h"

#include <kith/seek.h>

/* Bring one part of a key into the form of value.h: `*at` is where it is, in
 * `number` where it is one. False when no row can have it. */
bool ki_seek_take_part(const struct column *column, const kith_value *part,
                       uint64_t *number, const void **at);

/* Whether a value of this kind can stand for a value of the column. */
bool ki_seek_can_be(const struct column *column, kith_kind kind);

/* Rows cannot be found by this column, or member that is none (NULL). */
kith_status ki_seek_refuse_column(struct kith_db *db, const struct store *store,
                                  const struct column *column,
                                  const char *call);

/* A kith_match is one row, or the list of a postings, or that of a
 * parent's children. Group or parent may end while the walk goes on: then its
 * generation is another one. The memory of both is kept. */
static inline kith_match match_row(char *row)
{
    return (kith_match){.row = row, .found = row != NULL};
}

static inline kith_match match_list(struct child_list list, const char *alive)
{
    return (kith_match){.list = list.header,
                        .alive = alive,
                        .place = child_list_first(list),
                        .generation = load_u32(alive),
                        .found = true};
}

static inline kith_match match_posting(struct posting *posting)
{
    if (!posting)
        return match_row(NULL);
    return match_list(posting_list(posting, 0),
                      (const char *)&posting->generation);
}

/* The rows with these values of the key of an index. */
static inline kith_match match_index(const union index *index,
                                     const void *const *values)
{
    return index_is_unique(index)
               ? match_row(ki_unique_index_find(&index->unique, values))
               : match_posting(ki_nonunique_index_find(&index->equal, values));
}

static inline kith_match match_children(const struct foreign_key *foreign_key,
                                        char *parent)
{
    if (!parent)
        return match_row(NULL);
    if (foreign_key->one_to_one)
        return match_row(load_ptr(parent + foreign_key->list));
    return match_list(child_list_of(foreign_key, parent), parent + GENERATION);
}

#endif
