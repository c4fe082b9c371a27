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
bool ki_seek_copy_part(const struct column *column, const kith_value *part,
                       uint64_t *number, const void **at);

/* Whether a value of this kind can stand for a value of the column. */
bool ki_seek_can_be(const struct column *column, kith_kind kind);

/* Rows cannot be found by this column, or member that is none (NULL). */
kith_status ki_seek_refuse_column(struct kith_db *db, const struct store *store,
                                  const struct column *column,
                                  const char *call);

/* Nothing was found. */
static const kith_match no_match;

/* A kith_match is one row, or the list of a posting, or that of a parent's
 * children. Posting or parent may end while the walk goes on: then its
 * generation is another one. The memory of both is kept. */
static inline kith_match match_rows(struct some_rows rows)
{
    if (!rows.alive)
        return (kith_match){.row = rows.row, .found = rows.row != NULL};
    return (kith_match){.list = rows.list.header,
                        .alive = rows.alive,
                        .place = child_list_first(rows.list),
                        .generation = load_u32(rows.alive),
                        .found = true};
}

#endif
