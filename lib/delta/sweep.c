/* sweep.c - deleting a row and what is below it; see mutate.h.
 *
 * Owns   the stack of rows that wait for their children to follow, which lies
 *        in the rows themselves: this needs no memory, so that a delete which
 *        no rule refuses cannot fail, whatever its depth.
 *
 *   leaving.row ---> cid | link ---> bob | link ---> ada | link ---> NULL
 *
 *   A link lies in the reference by which the row was reached, which is free
 *   since the row left its parent.
 *
 * Depth first: a row is marked and leaves its indexes and the parents that
 * stay, then its children are deleted or put on the stack, then it is freed,
 * and the one on top of the stack is next. A row that is marked, or lives no
 * more, is passed when it is met again, so rings and rows with several parents
 * end by themselves: no child is taken out of the list of a parent that goes.
 * Only foreign keys with CASCADE lead on; along others the caller has found no
 * child.
 */
#include "delta/mutate.h"

#include "delta/fetch.h"
#include "delta/note.h"
#include "delta/undo.h"

/* Rows that have left their parents and indexes and wait for their children to
 * follow: a stack that needs no memory, for the reference by which a row was
 * reached is free, 16 bytes for the row below and the offset of the link in
 * that one. Rows of different tables are mixed, hence the offset. They live on
 * until they are freed, so their children find their lists. */
struct leaving {
    char *row;     /* the top, or NULL */
    uint32_t link; /* the offset of the link in the top */
};

/* The row leaves its parents first, which makes the reference free, for none of
 * those that stay shows it; then the link is written into it. Apart from the
 * loop that calls it, which mostly meets rows without children of their own and
 * stays short so. */
KI_NOINLINE static void push_leaving(struct leaving *leaving, char *row,
                                     size_t link)
{
    assert(row_is_live(row));
    _Static_assert(ROW_BYTES_MAX < UINT32_MAX, "an offset fits into a place");
    ki_mutate_take_out(row);
    ki_slab_mark(row, MARK_TO_DELETE);
    write_ptr(row + link + REFERENCE_ROW, leaving->row);
    write_u32(row + link + REFERENCE_PLACE, leaving->link);
    *leaving = (struct leaving){row, (uint32_t)link};
}

/* The link stays in the row's reference, where it means nothing: the row is in
 * no list or index and is freed before any reader runs. */
static inline char *pop_leaving(struct leaving *leaving)
{
    char *row = leaving->row;
    const char *at = row + leaving->link;

    assert(row_is_live(row));
    leaving->row = load_ptr(at + REFERENCE_ROW);
    leaving->link = load_u32(at + REFERENCE_PLACE);
    return row;
}

/* Delete the children of a marked parent, at once where they can have none, and
 * else push them; `leaving` is NULL, a constant, where all are such. They stay
 * in the list, which is freed with the parent. Along a foreign key without
 * CASCADE there is no child. */
static KI_ALWAYS_INLINE void children_go(const struct foreign_key *foreign_key,
                                         char *parent, struct leaving *leaving)
{
    struct store *store =
        store_of(store_db(row_store(parent)), foreign_key->child);
    size_t place = 0;
    char *child;

    assert(foreign_key->on_delete == KITH_CASCADE ||
           children_count(foreign_key, parent) == 0);
    while ((child = children_next(foreign_key, parent, &place))) {
        const char *ahead =
            children_ahead(foreign_key, parent, place + OTHER_PARENTS_AHEAD);

        fetch_row(children_ahead(foreign_key, parent, place + CHILD_AHEAD));
        if (ahead && row_is_live(ahead))
            fetch_parents_of(foreign_key->child, ahead);
        if (!row_is_live(child) || is_to_delete(child))
            continue;
        if (!leaving || foreign_key->child->child_count == 0)
            ki_mutate_delete(store, child);
        else
            push_leaving(leaving, child, foreign_key->reference);
    }
}

/* The row itself leaves first, while nothing is marked. */
void ki_mutate_sweep(char *row)
{
    struct leaving leaving = {0};

    assert(!is_to_delete(row));
    assert(row_is_live(row));
    ki_mutate_take_out(row);
    ki_slab_mark(row, MARK_TO_DELETE);
    do {
        const struct table *table = row_store(row)->table;

        for (size_t i = 0; i < table->child_count; i++)
            children_go(table->children[i], row, &leaving);
        ki_slab_unmark(row);
        ki_mutate_free(row);
        row = leaving.row ? pop_leaving(&leaving) : NULL;
    } while (row);
}

/* The usual cascade, of one level: no stack, and the row may stay linked until
 * its children are deleted, for none of them leads back to it. */
void ki_mutate_delete_with_leaves(char *row)
{
    const struct table *table = row_store(row)->table;

    assert(table->child_count > 0);
    assert(row_is_live(row));
    ki_slab_mark(row, MARK_TO_DELETE);
    for (size_t i = 0; i < table->child_count; i++)
        children_go(table->children[i], row, NULL);
    ki_slab_unmark(row);
    ki_mutate_delete(row_store(row), row);
}

/* --- In a level ----------------------------------------------------------- */

static bool retire(struct kith_db *db, char *row)
{
    if (!ki_note_delete(db, row))
        return false;
    ki_mutate_retire(row);
    return true;
}

/* The children of a row that has ceased to live, which leave its list as it is.
 * Those that may have children themselves are listed; some have gone
 * already. */
static bool retire_children(struct kith_db *db, char *parent)
{
    const struct table *table = row_store(parent)->table;
    struct changeset *set = &db->changeset;

    assert(!row_is_live(parent));
    for (size_t i = 0; i < table->child_count; i++) {
        const struct foreign_key *foreign_key = table->children[i];
        bool leaves = foreign_key->child->child_count == 0;
        size_t place = 0;
        char *child;

        while ((child = children_next(foreign_key, parent, &place))) {
            fetch_row(children_ahead(foreign_key, parent, place + CHILD_AHEAD));
            if (!row_is_live(child))
                continue;
            if (!retire(db, child) ||
                (!leaves && !ki_vec_reserve(&db->work, &set->to_delete, 1)))
                return false;
            if (!leaves)
                set->to_delete.items[set->to_delete.count++] = child;
        }
    }
    return true;
}

/* A row before its children. What was deleted before memory ran out comes back.
 * The list is the buffer of the change set, which is not in use: the stack
 * above lies in rows, and these keep all of their bytes. */
bool ki_mutate_retire_all(struct kith_db *db, char *row)
{
    struct changeset *set = &db->changeset;
    size_t records = db->levels->log.count;
    bool done = retire(db, row) && retire_children(db, row);

    assert(db_in_level(db));
    for (size_t i = 0; done && i < set->to_delete.count; i++)
        done = retire_children(db, set->to_delete.items[i]);
    ki_vec_reset(&db->work, &set->to_delete);
    if (!done)
        ki_undo_to(db, records);
    return done;
}
