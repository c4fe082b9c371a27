/* reserve.c - room and copies for a write; see reserve.h. */
#include "delta/reserve.h"

#include "data/text.h"

/* --- Texts ---------------------------------------------------------------- */

/* Whether the image holds a text or blob that the row does not. A blob may
 * begin where the old one does and end elsewhere. */
static bool has_new_text(const struct draft *draft, const struct column *column)
{
    const char *at = draft->image + column->offset;
    const char *old = draft->row + column->offset;

    assert(is_block(column));
    if (!load_ptr(at))
        return false;
    return draft->insert || load_ptr(at) != load_ptr(old) ||
           (column->kind == KITH_KIND_BLOB &&
            blob_bytes(at) != blob_bytes(old));
}

/* The block of one parent's key, which a foreign key of text may share, or NULL
 * while that is not a block of the database itself. */
static char *block_of_parent(struct kith_db *db, const struct draft *draft,
                             const struct column *column,
                             const struct foreign_key *foreign_key)
{
    const struct plan *plan = &db->plan;
    char *parent = image_parent(draft->image, foreign_key);
    size_t i = 0;
    char *image;

    /* A row that is inserted by the same plan has no block yet. */
    if (!parent || parent == draft->row || !row_is_live(parent))
        return NULL;
    image = ki_plan_image(db, parent);
    if (image != parent &&
        !plan->drafts.items[*ki_ptr_map_find(&plan->draft_of, parent)].settled)
        return NULL;
    while (foreign_key->columns[i] != column)
        i++;
    return load_ptr(image + foreign_key->parent_key->columns[i]->offset);
}

static char *block_to_share(struct kith_db *db, const struct draft *draft,
                            const struct column *column)
{
    char *block = NULL;

    assert(is_block(column));
    for (size_t i = 0; !block && i < column->link_count; i++)
        block = block_of_parent(db, draft, column, column->links[i]);
    return block;
}

/* The block that will hold a new text, counted; NULL without memory. */
static char *settled_text(struct kith_db *db, const struct draft *draft,
                          const struct column *column)
{
    const char *text = load_ptr(draft->image + column->offset);
    char *shared = block_to_share(db, draft, column);

    assert(text);
    if (!shared)
        return ki_text_new(&db->texts, text,
                           ki_block_bytes(column, draft->image));
    if (!draft->insert && shared == load_ptr(draft->row + column->offset))
        return shared; /* the row counts as its user already */
    return ki_text_share(shared);
}

/* Turn the new texts of an image into blocks of the database. */
static bool settle_texts(struct kith_db *db, struct draft *draft)
{
    const struct table *table = draft->store->table;

    assert(draft->texts_taken == 0 && !draft->settled);
    for (size_t i = 0; i < table->text_count; i++) {
        const struct column *column = table->texts[i];
        char *at = draft->image + column->offset;
        char *text;

        if (has_new_text(draft, column)) {
            text = settled_text(db, draft, column);
            if (!text)
                return false;
            store_ptr(at, text);
        }
        draft->texts_taken++;
    }
    draft->settled = true;
    return true;
}

static void release_texts(struct kith_db *db, struct draft *draft)
{
    assert(draft->texts_taken <= draft->store->table->text_count);
    while (draft->texts_taken > 0) {
        const struct column *column =
            draft->store->table->texts[--draft->texts_taken];

        if (has_new_text(draft, column))
            ki_text_release(&db->texts,
                            load_ptr(draft->image + column->offset));
    }
}

/* --- Indexes -------------------------------------------------------------- */

static bool reserve_keys(struct draft *draft)
{
    const struct table *table = draft->store->table;

    assert(draft->keys_reserved == 0);
    for (size_t i = 0; i < table->key_count; i++) {
        if (draft_puts_key(draft, &table->keys[i]) &&
            !ki_index_reserve(&draft->store->indexes[i], draft->image))
            return false;
        draft->keys_reserved++;
    }
    return true;
}

static void unreserve_keys(struct draft *draft)
{
    const struct table *table = draft->store->table;

    assert(draft->keys_reserved <= table->key_count);
    while (draft->keys_reserved > 0) {
        size_t i = --draft->keys_reserved;

        if (draft_puts_key(draft, &table->keys[i]))
            ki_index_unreserve(&draft->store->indexes[i], draft->image);
    }
}

/* --- Lists ---------------------------------------------------------------- */

static bool reserve_lists(struct kith_db *db, const struct draft *draft)
{
    const struct table *table = draft->store->table;
    const struct ptr_map *adds = &db->plan.adds;

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = draft_new_parent(draft, foreign_key);
        const size_t *count;

        if (!parent)
            continue;
        /* Only a plan of several drafts counts what joins a list. */
        count = ki_ptr_map_find(adds, parent + foreign_key->list);
        if (!children_reserve(foreign_key, parent, &db->pool,
                              count ? *count : 1))
            return false;
    }
    return true;
}

/* --- The plan ------------------------------------------------------------- */

static void give_back_draft(struct kith_db *db, struct draft *draft)
{
    assert(!draft->insert || !row_is_live(draft->row));
    release_texts(db, draft);
    if (draft->insert)
        ki_store_fini_lists(draft->store, draft->row);
}

static void give_back(struct kith_db *db)
{
    struct plan *plan = &db->plan;

    for (size_t i = plan->drafts.count; i-- > 0;)
        unreserve_keys(&plan->drafts.items[i]);
    for (size_t i = plan->drafts.count; i-- > 0;)
        give_back_draft(db, &plan->drafts.items[i]);
}

static bool reserve_draft(struct kith_db *db, struct draft *draft)
{
    if (!settle_texts(db, draft))
        return false;
    return !draft->moves || (reserve_keys(draft) && reserve_lists(db, draft));
}

kith_status ki_reserve_plan(struct kith_db *db)
{
    struct plan *plan = &db->plan;

    for (size_t i = 0; i < plan->drafts.count; i++) {
        struct draft *draft = &plan->drafts.items[i];

        if (!is_to_delete(draft->row) && !reserve_draft(db, draft)) {
            give_back(db);
            return ki_error_memory(&db->error);
        }
    }
    return KITH_OK;
}

/* --- One row alone -------------------------------------------------------- */

/* Reserve a place in each index of equal values, or in none. */
static bool reserve_postings(struct store *store, char *row)
{
    const struct table *table = store->table;
    size_t i = 0;

    assert(!row_is_live(row));
    while (i < table->key_count &&
           (table->keys[i].unique || key_is_null(&table->keys[i], row) ||
            ki_index_reserve_one(&store->indexes[i], row)))
        i++;
    if (i == table->key_count)
        return true;
    while (i-- > 0) {
        if (!table->keys[i].unique && !key_is_null(&table->keys[i], row))
            ki_index_unreserve_one(&store->indexes[i], row);
    }
    return false;
}

kith_status ki_reserve_new(struct kith_db *db, struct store *store, char *row)
{
    struct draft draft = {.store = store, .row = row, .image = row};

    assert(!row_is_live(row));
    draft.insert = true;
    if (settle_texts(db, &draft) &&
        (store->table->nonunique_count == 0 || reserve_postings(store, row)))
        return KITH_OK;
    release_texts(db, &draft);
    return ki_error_memory(&db->error);
}

void ki_reserve_close_holes(struct kith_db *db, char *row)
{
    struct store *store = row_store(row);
    const struct table *table = store->table;

    assert(row_is_live(row));
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = load_ptr(row + foreign_key->reference);

        if (parent)
            children_close_holes(foreign_key, parent, &db->pool);
    }
    for (size_t i = 0; i < table->key_count; i++)
        ki_index_close_holes(&store->indexes[i], row);
}

void ki_reserve_shrink(struct kith_db *db)
{
    uint32_t *floor = &db->no_contents->slab.floor;

    assert(db->plan.drafts.count == 0 && !db->pool.holes_stay);
    for (size_t i = 0; i < db->store_count; i++)
        ki_store_shrink(&db->stores[i], db->no_contents, floor);
    for (size_t i = 0; i < db->store_count; i++)
        db->stores[i].slab->floor = *floor;
    ki_pool_shrink(&db->pool);
}
