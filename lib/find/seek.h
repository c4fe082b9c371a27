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

/* The value given for a column, by its address, as one for value.h; NULL when
 * nothing is found by it. */
static inline const void *seek_form(const struct column *column,
                                    const void *given)
{
    if (!given || (is_block(column) && !load_ptr(given)))
        return NULL;
    return column->kind == KITH_KIND_CHARS ? load_ptr(given) : given;
}

/* Record that the public function `call` misuses the table of a store: %c of
 * the sentence is `column`, or NULL. Returns false. */
bool ki_seek_refuse(const struct store *store, const char *column,
                    const char *sentence, const char *call);

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
