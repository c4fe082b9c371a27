/* fastpath.h - the writes that nothing refuses and from which nothing follows.
 *
 * Owns   a fast path for what most calls do: insert a row (insert.c), set a
 *        column that no rule looks at, give a child another parent, delete a
 *        row, with all below it where nothing can refuse that. What a table and
 *        its columns need was worked out at open (table->insert_kind,
 *        column->unconstrained, foreign_key->unconstrained).
 * Knows  how to tell that no rule refuses the write and that nothing follows
 *        from it. It judges no failure: where it sees anything else it has
 *        changed nothing and leaves the call to the change set, which judges
 *        again and says why. Both ways end in delta/.
 *
 * The order inside each function is the same: look, and miss where anything is
 * unusual; make room, which may fail; then one call of mutate.h, which cannot.
 * A new rule of the engine must be known to the step of the open that works out
 * these flags (catalog/steps/fast_paths.c), or the fast path passes it by.
 *
 * A move takes 150 instructions here and 2,400 with a change set, a plain set
 * 18 and 1,270, a delete 160 and 720.
 *
 * A test build with KI_HOSTILE never takes it, so the same tests hold both
 * ways to the same results.
 */
#ifndef KI_EDIT_FASTPATH_H
#define KI_EDIT_FASTPATH_H

#include "base/tuning.h"
#include "delta/mutate.h"
#include "delta/note.h"
#include "edit/values.h"

enum fastpath {
    FAST_MISS,   /* nothing is changed: make a change set */
    FAST_DONE,   /* the write is complete */
    FAST_MEMORY, /* nothing is changed: KITH_E_MEMORY is recorded */
};

/* What a public call returns when its write took the fast path. */
static inline kith_status ki_fast_status(enum fastpath fast)
{
    assert(fast != FAST_MISS);
    return fast == FAST_MEMORY ? KITH_E_MEMORY : KITH_OK;
}

/* Record KITH_E_MEMORY and return FAST_MEMORY. Apart and cold, so that no
 * caller has to build an error. */
enum fastpath ki_fast_no_memory(struct kith_db *db);

/* The cache lines of parents are far away: fetch them first, and look at them
 * when the rest of the row is done. While one insert waits for its parent, the
 * processor then comes as far as to fetch that of the next. Two lines: the
 * head, which says whether the parent lives, and the header of the list.
 * Nothing is read, so the address may be stale. */
static KI_ALWAYS_INLINE void fetch_parent(const struct foreign_key *foreign_key,
                                          const char *parent)
{
    assert(parent);
    prefetch(parent + GENERATION);
    prefetch(parent + foreign_key->list);
}

/* Set a column of a living row, of this store, to a value as kith_assignment
 * carries it; NULL is always a miss. O(1), O(length) for a text, and a probe
 * for a number with an index. */
enum fastpath ki_fast_set(const struct store *store, char *row,
                          const struct column *column, const void *value);

/* Give a living child another parent, which lives and is of the right table, or
 * none. O(1), or O(slots) where the list of the new parent grows. */
enum fastpath ki_fast_link(struct kith_db *db,
                           const struct foreign_key *foreign_key, char *child,
                           char *parent);

/* The same for what is most common: a child gets a parent whose list has room,
 * along a key of one integer. Inline and without a reservation, so that it
 * cannot run out of memory. False where it is not that common; nothing is
 * changed then. An equal parent is left to the other function, for which it is
 * no change. Not in a level, where the next is called. */
static inline bool fast_may_move(const struct foreign_key *foreign_key,
                                 char *child, char *parent)
{
    struct child_list list = child_list_of(foreign_key, parent);

    assert(row_is_in(child, foreign_key->child));
    assert(row_is_in(parent, foreign_key->parent));
    return FAST_PATHS && foreign_key->int64_unconstrained &&
           load_ptr(child + foreign_key->reference) != parent &&
           child_list_slot_count(list) < child_list_capacity(list);
}
static inline bool ki_fast_move(const struct foreign_key *foreign_key,
                                char *child, char *parent)
{
    assert(!db_in_level(store_db(row_store(child))));
    if (!fast_may_move(foreign_key, child, parent))
        return false;
    ki_mutate_move(foreign_key, child, parent);
    return true;
}

/* The other way round: a member leaves its parent for none. False, with nothing
 * changed, where the row is no member, where the key may not be NULL, or where
 * an orphan is to be deleted. */
static inline bool fast_may_leave(const struct foreign_key *foreign_key,
                                  char *child, char *parent)
{
    assert(row_is_in(child, foreign_key->child));
    assert(row_is_in(parent, foreign_key->parent));
    return FAST_PATHS && foreign_key->int64_unconstrained &&
           row_parent(child, foreign_key) == parent && !foreign_key->not_null &&
           !foreign_key->delete_orphan;
}
static inline bool ki_fast_leave(const struct foreign_key *foreign_key,
                                 char *child, char *parent)
{
    assert(!db_in_level(store_db(row_store(child))));
    if (!fast_may_leave(foreign_key, child, parent))
        return false;
    ki_mutate_leave(foreign_key, child);
    return true;
}

/* Both in a level. False also where the log has no room. The line of the old
 * parent is asked for first, for the steps of a record would else stand before
 * it: a move in a level 1.9 to 1.3 times one without. */
static inline bool fast_move_noted(struct levels *levels,
                                   const struct foreign_key *foreign_key,
                                   char *child, char *parent)
{
    char *old = load_ptr(child + foreign_key->reference);

    if (old)
        prefetch(old + foreign_key->list);
    if (!fast_may_move(foreign_key, child, parent) ||
        !note_move(levels, foreign_key, child))
        return false;
    ki_mutate_move(foreign_key, child, parent);
    return true;
}
static inline bool fast_leave_noted(struct levels *levels,
                                    const struct foreign_key *foreign_key,
                                    char *child, char *parent)
{
    if (!fast_may_leave(foreign_key, child, parent) ||
        !note_move(levels, foreign_key, child))
        return false;
    ki_mutate_leave(foreign_key, child);
    return true;
}

/* ki_fast_delete() for a table that may have children; and in a level, where
 * its children are known to go with the row. O(children) to look at them, and
 * the rows deleted. */
enum fastpath ki_fast_delete_parent(char *row);
enum fastpath ki_fast_retire(struct kith_db *db, char *row);

/* Delete a living row of this store, with children that are deleted with it and
 * whose own are deleted with them. FAST_MISS where some rule is to be judged.
 * What this does needs no memory but in a level. */
static inline enum fastpath ki_fast_delete(struct store *store, char *row)
{
    assert(row_is_live(row) && row_store(row) == store);
    if (!FAST_PATHS || store->table->counts_leaving)
        return FAST_MISS;
    if (store->table->child_count > 0)
        return ki_fast_delete_parent(row);
    if (db_in_level(store_db(store)))
        return ki_fast_retire(store_db(store), row);
    ki_mutate_delete(store, row);
    return FAST_DONE;
}

#endif
