/* sweep.c - deleting a row and what is below it; see mutate.h.
 *
 * Owns   the stack of rows that wait for their children to follow, which lies
 *        in the rows themselves: this needs no memory.
 */
#include "delta/mutate.h"

/* How many children ahead of the one deleted the cache lines are prefetched
 * that its deletion touches: its own, and those of its other parents. */
enum { CHILD_AHEAD = 8, PARENTS_AHEAD = 4 };

static KI_ALWAYS_INLINE void fetch_child(const char *child)
{
    if (child)
        prefetch(child + GENERATION);
}

static KI_ALWAYS_INLINE void fetch_parents_of(const struct table *table,
                                              const char *child)
{
    assert(!child || row_is_live(child));
    for (size_t i = 0; child && i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const char *parent = load_ptr(child + foreign_key->reference);

        if (parent)
            prefetch(parent + foreign_key->list);
    }
}

/* Rows that have left their parents and indexes and wait for their children to
 * follow: a stack that needs no memory, for the reference by which a row was
 * reached is free. It holds the row below and where that one holds its own. */
struct leaving {
    char *row; /* the top, or NULL */
    uint32_t link;
};

/* Apart from the loop that calls it, which mostly meets rows without any. */
KI_NOINLINE static void push_leaving(struct leaving *leaving, char *row,
                                     size_t link)
{
    assert(row_is_live(row));
    _Static_assert(ROW_BYTES_MAX < UINT32_MAX, "an offset fits into a place");
    ki_mutate_take_out(row);
    write_ptr(row + link + REFERENCE_ROW, leaving->row);
    write_u32(row + link + REFERENCE_PLACE, leaving->link);
    *leaving = (struct leaving){row, (uint32_t)link};
}

static inline char *pop_leaving(struct leaving *leaving)
{
    char *row = leaving->row;
    const char *at = row + leaving->link;

    assert(row_is_live(row));
    leaving->row = load_ptr(at + REFERENCE_ROW);
    leaving->link = load_u32(at + REFERENCE_PLACE);
    return row;
}

/* The children go, those that have none at once; `leaving` is NULL where all
 * are such. */
static KI_ALWAYS_INLINE void children_go(const struct foreign_key *foreign_key,
                                         char *parent, struct leaving *leaving)
{
    size_t place = 0;
    char *child;

    assert(foreign_key->on_delete == KITH_CASCADE ||
           children_count(foreign_key, parent) == 0);
    while ((child = children_next(foreign_key, parent, &place))) {
        fetch_child(children_ahead(foreign_key, parent, place + CHILD_AHEAD));
        fetch_parents_of(
            foreign_key->child,
            children_ahead(foreign_key, parent, place + PARENTS_AHEAD));
        if (!leaving || foreign_key->child->child_count == 0)
            ki_mutate_delete(child);
        else
            push_leaving(leaving, child, foreign_key->reference);
    }
}

void ki_mutate_sweep(char *row)
{
    struct leaving leaving = {0};

    assert(!is_to_delete(row));
    assert(row_is_live(row));
    ki_mutate_take_out(row);
    do {
        const struct table *table = row_store(row)->table;

        for (size_t i = 0; i < table->child_count; i++)
            children_go(table->children[i], row, &leaving);
        ki_mutate_free(row);
        row = leaving.row ? pop_leaving(&leaving) : NULL;
    } while (row);
}

void ki_mutate_delete_with_leaves(char *row)
{
    const struct table *table = row_store(row)->table;

    assert(table->child_count > 0);
    assert(row_is_live(row));
    for (size_t i = 0; i < table->child_count; i++)
        children_go(table->children[i], row, NULL);
    ki_mutate_delete(row);
}
