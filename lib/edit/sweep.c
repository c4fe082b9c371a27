/* sweep.c - deleting a row, and what is below it, where nobody keeps it; see
 * straight.h.
 *
 * Owns   the stack of rows that wait for their children to follow, which lies
 *        in the rows themselves: this needs no memory.
 */
#include "edit/straight.h"

/* How many children ahead of the one that goes the lines are asked for that
 * going needs: its own, and those of its other parents. */
enum { CHILD_AHEAD = 8, PARENTS_AHEAD = 4 };

static KI_INTO void fetch_child(const char *child)
{
    if (child)
        prefetch(child + GENERATION);
}

static KI_INTO void fetch_parents_of(const struct table *table,
                                     const char *child)
{
    for (size_t i = 0; child && i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const char *parent = load_ptr(child + foreign_key->reference);

        if (parent)
            prefetch(parent + foreign_key->list);
    }
}

/* Whether children of a row along a key that cascades have none themselves but
 * such as are swept. O(children). */
KI_COLD static bool may_sweep(const struct foreign_key *foreign_key, char *row)
{
    const struct table *table = foreign_key->child;
    size_t place = 0;
    char *child;

    if (foreign_key->on_delete != KITH_CASCADE)
        return false;
    while ((child = children_next(foreign_key, row, &place))) {
        for (size_t i = 0; i < table->child_count; i++) {
            if (!table->children[i]->swept &&
                children_count(table->children[i], child) > 0)
                return false;
        }
    }
    return true;
}

/* Rows that have left their parents and indexes and wait for their children to
 * follow: a stack that needs no memory, for the reference by which a row was
 * reached is free. It holds the row below and where that one holds its own. */
struct leaving {
    char *row; /* the top, or NULL */
    uint32_t link;
};

/* Apart from the loop that calls it, which mostly meets rows without any. */
KI_APART static void leave(struct leaving *leaving, char *row, size_t link)
{
    _Static_assert(ROW_BYTES_MAX < UINT32_MAX, "an offset fits into a place");
    ki_apply_take_out(row);
    store_ptr(row + link + REFERENCE_ROW, leaving->row);
    store_u32(row + link + REFERENCE_PLACE, leaving->link);
    *leaving = (struct leaving){row, (uint32_t)link};
}

static inline char *pop(struct leaving *leaving)
{
    char *row = leaving->row;
    const char *at = row + leaving->link;

    leaving->row = load_ptr(at + REFERENCE_ROW);
    leaving->link = load_u32(at + REFERENCE_PLACE);
    return row;
}

/* The children go, those that have none at once; `leaving` is NULL where all
 * are such. */
static KI_INTO void children_go(const struct foreign_key *foreign_key,
                                char *parent, struct leaving *leaving)
{
    size_t place = 0;
    char *child;

    while ((child = children_next(foreign_key, parent, &place))) {
        fetch_child(children_ahead(foreign_key, parent, place + CHILD_AHEAD));
        fetch_parents_of(
            foreign_key->child,
            children_ahead(foreign_key, parent, place + PARENTS_AHEAD));
        if (!leaving || foreign_key->child->child_count == 0)
            ki_apply_delete(child);
        else
            leave(leaving, child, foreign_key->reference);
    }
}

/* Delete a row and all that is below it, which nobody keeps. */
static void sweep(char *row)
{
    struct leaving leaving = {0};

    ki_apply_take_out(row);
    do {
        const struct table *table = row_store(row)->table;

        for (size_t i = 0; i < table->child_count; i++)
            children_go(table->children[i], row, &leaving);
        ki_apply_bury(row);
        row = leaving.row ? pop(&leaving) : NULL;
    } while (row);
}

/* The children of a row, which have none themselves, go before it. */
static void delete_with_leaves(const struct table *table, char *row)
{
    for (size_t i = 0; i < table->child_count; i++)
        children_go(table->children[i], row, NULL);
    ki_apply_delete(row);
}

bool ki_straight_delete_parent(char *row)
{
    const struct table *table = row_store(row)->table;
    bool childless = true, leaves = true;

    for (size_t i = 0; i < table->child_count; i++) {
        const struct foreign_key *foreign_key = table->children[i];

        if (children_count(foreign_key, row) == 0)
            continue;
        childless = false;
        leaves &= foreign_key->leaves;
        if (!foreign_key->swept && !may_sweep(foreign_key, row))
            return false;
    }
    if (!leaves)
        sweep(row);
    else if (!childless)
        delete_with_leaves(table, row);
    else
        ki_apply_delete(row);
    return true;
}
