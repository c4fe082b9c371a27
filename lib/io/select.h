/* select.h - the parts of a selection while it is made.
 *
 * Owns   the memory of all that kith_selected shows: one arena, one map.
 * Knows  the database by kith/reflect.h alone.
 *
 *   selection.c  tables, and what counts of them
 *   select.c     rows, sorted and numbered
 *   reach.c      the rows that can be reached from one
 *   compare.c    which of two values comes first
 */
#ifndef KI_IO_SELECT_H
#define KI_IO_SELECT_H

#include "base/arena.h"
#include "base/ptr_map.h"

#include <kith/select.h>

struct kith_selected_parts {
    struct memory memory;
    struct arena arena;
    kith_db *db;
    struct ptr_map places;  /* of chosen tables, by their descriptors */
    struct ptr_map numbers; /* of rows; of one that was only reached yet: 0 */
    kith_selected_table *tables;
    size_t table_count;
    void ***rows;   /* those of each table, as it shows them */
    size_t **alike; /* for each table, unless NULL, for each row the place of
                       the first that is like it */
    size_t *members, *met; /* see kith_selected_members; as many as there are
                              rows in the largest table */
};

/* Whether a column, or another attribute of a table, is ignored; and a foreign
 * key, by one of its columns or by its reference. O(ignored). */
bool ki_select_ignores(const kith_selection *selection, const kith_table *table,
                       const char *name);
bool ki_select_ignores_key(const kith_selection *selection,
                           const kith_foreign_key *foreign_key);

/* Tell why a selection is refused, a sentence around a name, to its `error`.
 * Returns KITH_E_MISUSE, and KITH_E_MEMORY. */
kith_status ki_select_refuse(const kith_selection *selection,
                             const char *before, const char *name,
                             const char *after);
kith_status ki_select_refuse_memory(const kith_selection *selection);

/* Whether a selection may be made. KITH_E_MISUSE. */
kith_status ki_select_check(kith_db *db, const kith_selection *selection);

/* The chosen tables in the order of their names, without rows. KITH_E_MEMORY,
 * not told yet. */
kith_status ki_select_tables(struct kith_selected_parts *parts,
                             const kith_selection *selection);

/* An array in the arena, zeroed; NULL without memory, and never for none. */
static inline void *select_array(struct kith_selected_parts *parts,
                                 size_t count, size_t item_bytes)
{
    return ki_arena_new(&parts->arena, &parts->memory,
                        count ? count * item_bytes : 1);
}

/* Room for the rows of the n-th table; false without memory. */
static inline bool select_reserve(struct kith_selected_parts *parts, size_t n,
                                  size_t count)
{
    size_t bytes = (count ? count : 1) * sizeof(void *);

    parts->rows[n] = ki_arena_new_bare(&parts->arena, &parts->memory, bytes);
    parts->tables[n].rows = parts->rows[n];
    return parts->rows[n];
}

/* Find the rows that can be reached from selection->from. Each is given a
 * number, 0, and `rows` of its table get room for all of that table and, unless
 * the order is that of storing, hold them. KITH_E_MEMORY. O(rows reached and
 * their links). */
kith_status ki_select_reach(struct kith_selected_parts *parts,
                            const kith_selection *selection);

#endif
