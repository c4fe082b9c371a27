/* mutate.c - changing rows; see mutate.h. */
#include "delta/mutate.h"

#include "catalog/value.h"
#include "data/text.h"

/* Take the keys that change out, while the row still shows them. */
static void take_keys(const struct draft *draft)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0; i < table->key_count; i++) {
        if (!ki_key_equal(&table->keys[i], draft->row, draft->image))
            ki_index_take(&draft->store->indexes[i], draft->row);
    }
}

/* Put the keys in for which a place was promised. The image shows them, and the
 * row must before the next index is asked. */
static void put_keys(const struct draft *draft)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0; i < table->key_count; i++) {
        if (draft_puts_key(draft, &table->keys[i]))
            ki_index_put(&draft->store->indexes[i], draft->row, draft->image);
    }
}

/* --- Rows ----------------------------------------------------------------- */

/* Leave the old parents; keys that change leave their indexes. */
static void take_out(const struct draft *draft)
{
    const struct table *table = draft->store->table;

    if (draft->insert || !draft->moves)
        return;
    take_keys(draft);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];

        if (image_parent(draft->row, foreign_key) !=
            image_parent(draft->image, foreign_key))
            children_remove(foreign_key, draft->row);
    }
}

static void set_columns(struct kith_db *db, const struct draft *draft)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        char *at = draft->row + column->offset;
        const char *from = draft->image + column->offset;

        if (is_block(column) && load_ptr(at) != load_ptr(from))
            ki_text_release(&db->texts, load_ptr(at));
        memcpy(at, from, column->bytes);
        if (column->optional)
            draft->row[column_flag(column)] = draft->image[column_flag(column)];
    }
}

/* The row becomes what its image shows, and joins its new parents. */
static void put_in(struct kith_db *db, const struct draft *draft)
{
    const struct table *table = draft->store->table;

    if (draft->moves)
        put_keys(draft);
    if (draft->insert)
        ki_slab_born(draft->store->slab, draft->row);
    else
        set_columns(db, draft);
    if (!draft->moves)
        return;
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = draft_new_parent(draft, foreign_key);

        if (!parent)
            continue;
        if (draft->insert)
            children_show(foreign_key, parent, draft->row);
        else
            children_append(foreign_key, parent, draft->row);
    }
    ki_mutate_next_number(draft->store, draft->row);
}

/* A doomed row leaves its parents and every index. */
static inline void take_doomed_out(struct store *store, char *row)
{
    const struct table *table = store->table;

    mutate_begin(store);
    for (size_t i = 0; i < table->key_count; i++)
        ki_index_take(&store->indexes[i], row);
    for (size_t i = 0; i < table->foreign_key_count; i++)
        children_remove(&table->foreign_keys[i], row);
    mutate_end(store);
}

static inline void bury(struct chunk *chunk, char *row)
{
    struct store *store = chunk->begins.store;

    mutate_begin(store);
    if (store->table->text_count > 0 || store->table->child_count > 0)
        ki_store_release_row(store, row);
    ki_slab_bury_in(store->slab, chunk, row);
    mutate_end(store);
}

/* Members are known when all else is done: the association rows of some may be
 * new, those of others have gone with a cascade. `order->rows` becomes them. */
static void put_in_order(const struct kith_db *db, struct order *order)
{
    const struct relationship *relationship = order->relationship;
    struct links links = list_of(relationship->foreign_key, order->row);
    size_t count = 0;

    if (!row_is_live(order->row))
        return;
    if (order->member) {
        ki_links_move(links, order->member, order->place);
        return;
    }
    for (size_t i = 0; i < order->count; i++) {
        char *target = order->rows[i], *member = NULL;

        if (row_is_live(target))
            member = ki_find_member(db, relationship, order->row, target);
        if (member)
            order->rows[count++] = member;
    }
    ki_links_arrange(links, order->rows, count);
}

void ki_mutate_plan(struct kith_db *db)
{
    struct plan *plan = &db->plan;
    struct draft *drafts = plan->drafts.items;

    ki_memory_seal(&db->memory);
    for (size_t i = 0; i < plan->drafts.count; i++) {
        if (!is_doomed(drafts[i].row))
            take_out(&drafts[i]);
    }
    for (size_t i = 0; i < plan->doomed.count; i++)
        take_doomed_out(row_store(plan->doomed.items[i]),
                        plan->doomed.items[i]);
    for (size_t i = 0; i < plan->drafts.count; i++) {
        if (!is_doomed(drafts[i].row))
            put_in(db, &drafts[i]);
    }
    for (size_t i = 0; i < plan->doomed.count; i++)
        bury(ki_slab_chunk(plan->doomed.items[i]), plan->doomed.items[i]);
    if (plan->order.relationship)
        put_in_order(db, &plan->order);
    ki_memory_unseal(&db->memory);
}

void ki_mutate_share(struct kith_db *db, char *to, const char *from)
{
    char *text = from ? ki_text_share(load_ptr(from)) : NULL;

    ki_text_release(&db->texts, load_ptr(to));
    store_ptr(to, text);
}

void ki_mutate_delete(char *row)
{
    struct chunk *chunk = ki_slab_chunk(row);

    take_doomed_out(chunk->begins.store, row);
    bury(chunk, row);
}

void ki_mutate_take_out(char *row)
{
    take_doomed_out(row_store(row), row);
}

void ki_mutate_bury(char *row)
{
    bury(ki_slab_chunk(row), row);
}
