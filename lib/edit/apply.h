/* apply.h - carrying a judged plan out: reserve, then put, take and set.
 *
 * Owns   the order in which texts, indexes, lists and rows change.
 * Knows  the plan, which must have passed every check. Nothing after the
 *        reserve can fail, so a call changes everything or nothing.
 */
#ifndef KI_EDIT_APPLY_H
#define KI_EDIT_APPLY_H

#include "base/tuning.h"
#include "engine.h"

/* Copy the new texts and make room in every index and list. KITH_E_MEMORY: then
 * all that was reserved is given back. */
kith_status ki_apply_reserve(struct kith_db *db);

/* Change the rows. Cannot fail. */
void ki_apply_plan(struct kith_db *db);

/* The reserve for one new row that is in no plan. Room in unique indexes and in
 * the lists of its parents is there already. */
kith_status ki_apply_reserve_new(struct kith_db *db, struct store *store,
                                 char *row);

/* Numbers that were given out, or used by hand, are not given out again. */
static inline void ki_apply_number(struct store *store, const char *row)
{
    const struct column *column = store->table->numbered;

    if (store_is_unused(store, row)) /* 0 when there is no next one */
        store->next_number =
            ki_value_integer(column->kind, row + column->offset) + 1;
}

/* The same for a lean table, which has no other key: its index too. */
static inline void ki_apply_lean_number(struct store *store, char *row)
{
    const struct column *column = store->table->numbered;
    uint64_t number;

    if (!column)
        return;
    number = load_u64(row + column->offset);
    if (store_has_unused(store, number, true))
        store->next_number = number + 1;
    unique_index_add_with(&store->indexes[0].unique, row, number);
}

/* A new row joins the indexes and its parents; what a lean table cannot have is
 * not looked for. */
static KI_INTO void ki_apply_new(struct store *store, char *row, bool lean)
{
    const struct table *table = store->table;

    if (lean)
        ki_apply_lean_number(store, row);
    for (size_t i = 0; !lean && i < table->key_count; i++) {
        if (!key_is_null(&table->keys[i], row))
            ki_index_put_one(&store->indexes[i], row, row);
    }
    ki_slab_born(&store->slab, row);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = load_ptr(row + foreign_key->reference);

        if (!parent)
            continue;
        if (lean) /* its other ends are lists */
            ki_links_put(list_of(foreign_key, parent), row);
        else
            children_show(foreign_key, parent, row);
    }
    if (!lean)
        ki_apply_number(store, row);
}

/* A text becomes that of another row, or NULL. Cannot fail. */
void ki_apply_share(struct kith_db *db, char *to, const char *from);

/* The one column of a foreign key becomes the parent's key, or zero. */
static inline void ki_apply_key(struct kith_db *db,
                                const struct foreign_key *foreign_key,
                                char *child, const char *parent)
{
    const struct column *column = foreign_key->columns[0];
    char *at = child + column->offset;
    const char *from =
        parent ? parent + foreign_key->parent_key->columns[0]->offset : NULL;

    if (column->kind == KITH_KIND_TEXT)
        ki_apply_share(db, at, from);
    else if (!from)
        memset(at, 0, column->bytes);
    else
        value_copy(at, from, column->bytes);
}

/* A child leaves its parent and joins another, or none, along a plain foreign
 * key; there is room in the other's list. Cannot fail. */
static inline void ki_apply_link(struct kith_db *db,
                                 const struct foreign_key *foreign_key,
                                 char *child, char *parent)
{
    char *old = load_ptr(child + foreign_key->reference);

    if (old)
        ki_links_take(list_of(foreign_key, old), child);
    ki_apply_key(db, foreign_key, child, parent);
    if (parent)
        ki_links_put(list_of(foreign_key, parent), child);
    store_ptr(child + foreign_key->reference, parent);
}

/* A row that has no children goes. Cannot fail. */
void ki_apply_delete(char *row);

/* The same in two steps, between which its children may go: it leaves its
 * parents and indexes; its place is free. */
void ki_apply_take_out(char *row);
void ki_apply_bury(char *row);

#endif
