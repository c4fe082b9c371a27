/* join.c - many rows that join one parent, or leave it; see mutate.h.
 *
 * Owns   the loop over such rows. All of them change one list, whose header is
 *        read and written once, and take their key from one row: what is left
 *        for each row is to write its own bytes and one slot.
 * Knows  that no rule looks at the foreign key (int64_unconstrained).
 */
#include "delta/fetch.h"
#include "delta/mutate.h"
#include "delta/note.h"

/* Note a move where a level is open. False without memory. */
static KI_ALWAYS_INLINE bool note_ahead(struct levels *levels,
                                        const struct foreign_key *foreign_key,
                                        char *child)
{
    if (!levels)
        return true;
    log_fetch_ahead(&levels->log);
    return note_new_move(levels, foreign_key, child);
}

/* The old place is read before the new one is written over it. `levels`, where
 * it is NULL, and `leaves` are constants. */
static KI_ALWAYS_INLINE bool join_all(struct levels *levels,
                                      const struct foreign_key *foreign_key,
                                      const void *rows, size_t count,
                                      char *parent, size_t joins, bool leaves)
{
    const size_t reference = foreign_key->reference;
    const size_t child_at = foreign_key->child_at;
    const struct child_list list = child_list_of(foreign_key, parent);
    const uint64_t key = load_u64(parent + foreign_key->parent_at);
    uint32_t next = ki_child_list_begin_puts(list, joins);
    bool noted = true;

    for (size_t i = 0; i < count; i++) {
        char *child = load_row(rows, i);
        char *old = child ? load_ptr(child + reference) : parent;
        uint32_t place;

        if (leaves)
            fetch_link(foreign_key, rows, count, i);
        else if (count - i > ROW_AHEAD)
            fetch_reference(foreign_key, load_row(rows, i + ROW_AHEAD));
        if (old == parent)
            continue;
        assert(leaves || !old);
        noted = note_ahead(levels, foreign_key, child);
        if (!noted)
            break;
        place = load_u32(child + child_list_place(list));
        ki_child_list_put_at(list, next++, child);
        write_u64(child + child_at, key);
        write_ptr(child + reference, parent);
        if (leaves && old)
            ki_child_list_clear_place(child_list_of(foreign_key, old), place);
    }
    ki_child_list_end_puts(list, next);
    return noted;
}

bool ki_mutate_join_all(struct levels *levels,
                        const struct foreign_key *foreign_key, const void *rows,
                        size_t count, char *parent, size_t joins, bool leaves)
{
    bool noted;

    assert(row_is_in(parent, foreign_key->parent));
    assert(foreign_key->int64_unconstrained);
    if (levels)
        return leaves ? join_all(levels, foreign_key, rows, count, parent,
                                 joins, true)
                      : join_all(levels, foreign_key, rows, count, parent,
                                 joins, false);
    mutate_begin(row_store(parent));
    noted =
        leaves ? join_all(NULL, foreign_key, rows, count, parent, joins, true)
               : join_all(NULL, foreign_key, rows, count, parent, joins, false);
    mutate_end(row_store(parent));
    return noted;
}

static KI_ALWAYS_INLINE bool leave_all(struct levels *levels,
                                       const struct foreign_key *foreign_key,
                                       const void *rows, size_t count,
                                       char *parent)
{
    const size_t reference = foreign_key->reference;
    const size_t child_at = foreign_key->child_at;
    const struct child_list list = child_list_of(foreign_key, parent);
    uint32_t left = 0;
    bool noted = true;

    for (size_t i = 0; i < count; i++) {
        char *child = load_row(rows, i);

        if (count - i > ROW_AHEAD)
            fetch_reference(foreign_key, load_row(rows, i + ROW_AHEAD));
        if (!child || load_ptr(child + reference) != parent)
            continue;
        noted = note_ahead(levels, foreign_key, child);
        if (!noted)
            break;
        ki_child_list_clear_slot(list,
                                 load_u32(child + child_list_place(list)));
        write_zeros(child + child_at, 8);
        write_zeros(child + reference, REFERENCE_BYTES);
        left++;
    }
    ki_child_list_end_clears(list, left);
    return noted;
}

bool ki_mutate_leave_all(struct levels *levels,
                         const struct foreign_key *foreign_key,
                         const void *rows, size_t count, char *parent)
{
    bool noted;

    assert(row_is_in(parent, foreign_key->parent));
    assert(foreign_key->int64_unconstrained);
    if (levels)
        return leave_all(levels, foreign_key, rows, count, parent);
    mutate_begin(row_store(parent));
    noted = leave_all(NULL, foreign_key, rows, count, parent);
    mutate_end(row_store(parent));
    return noted;
}
