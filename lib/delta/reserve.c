/* reserve.c - room and copies for a write; see reserve.h. */
#include "delta/reserve.h"

#include "data/text.h"

/* --- Texts ---------------------------------------------------------------- */

/* Whether the after-image holds a text or blob that the row does not. A blob
 * may begin where the old one does and end elsewhere. */
static bool has_new_text(const struct change *change,
                         const struct column *column)
{
    const char *at = change->after + column->offset;
    const char *old = change->row + column->offset;

    assert(is_block(column));
    if (!load_ptr(at))
        return false;
    return change->insert || load_ptr(at) != load_ptr(old) ||
           (column->kind == KITH_KIND_BLOB &&
            blob_bytes(at) != blob_bytes(old));
}

/* The block of one parent's key, which a foreign key of text may share, or NULL
 * while that is not a block of the database itself. */
static char *block_of_parent(struct kith_db *db, const struct change *change,
                             const struct column *column,
                             const struct foreign_key *foreign_key)
{
    const struct changeset *set = &db->changeset;
    char *parent = row_parent(change->after, foreign_key);
    size_t i = 0;
    char *after;

    assert(is_block(column));
    /* A row that is inserted by the same change set has no block yet. */
    if (!parent || parent == change->row || !row_is_live(parent))
        return NULL;
    after = ki_row_after(db, parent);
    if (after != parent &&
        !set->changes.items[*ki_ptr_map_find(&set->change_of, parent)]
             .texts_copied)
        return NULL;
    while (foreign_key->columns[i] != column)
        i++;
    assert(i < foreign_key->column_count);
    return load_ptr(after + foreign_key->parent_key->columns[i]->offset);
}

static char *block_to_share(struct kith_db *db, const struct change *change,
                            const struct column *column)
{
    char *block = NULL;

    assert(is_block(column));
    for (size_t i = 0; !block && i < column->link_count; i++)
        block = block_of_parent(db, change, column, column->links[i]);
    return block;
}

/* The block that will hold a new text, counted; NULL without memory. */
static char *new_text_block(struct kith_db *db, const struct change *change,
                            const struct column *column)
{
    const char *text = load_ptr(change->after + column->offset);
    char *shared = block_to_share(db, change, column);

    assert(text);
    if (!shared)
        return ki_text_new(&db->texts, text,
                           ki_block_bytes(column, change->after));
    if (!change->insert && shared == load_ptr(change->row + column->offset))
        return shared; /* the row counts as its user already */
    return ki_text_share(shared);
}

/* Turn the new texts of an after-image into blocks of the database. */
static bool copy_texts(struct kith_db *db, struct change *change)
{
    const struct table *table = change->store->table;

    assert(change->texts_reserved == 0 && !change->texts_copied);
    for (size_t i = 0; i < table->text_count; i++) {
        const struct column *column = table->texts[i];
        char *at = change->after + column->offset;
        char *text;

        if (has_new_text(change, column)) {
            text = new_text_block(db, change, column);
            if (!text)
                return false;
            store_ptr(at, text);
        }
        change->texts_reserved++;
    }
    change->texts_copied = true;
    return true;
}

static void release_texts(struct kith_db *db, struct change *change)
{
    assert(change->texts_reserved <= change->store->table->text_count);
    while (change->texts_reserved > 0) {
        const struct column *column =
            change->store->table->texts[--change->texts_reserved];

        if (has_new_text(change, column))
            ki_text_release(&db->texts,
                            load_ptr(change->after + column->offset));
    }
}

/* --- Indexes -------------------------------------------------------------- */

static bool reserve_keys(struct change *change)
{
    const struct table *table = change->store->table;

    assert(change->keys_reserved == 0);
    for (size_t i = 0; i < table->key_count; i++) {
        if (change_puts_key(change, &table->keys[i]) &&
            !ki_index_reserve(&change->store->indexes[i], change->after))
            return false;
        change->keys_reserved++;
    }
    return true;
}

static void unreserve_keys(struct change *change)
{
    const struct table *table = change->store->table;

    assert(change->keys_reserved <= table->key_count);
    while (change->keys_reserved > 0) {
        size_t i = --change->keys_reserved;

        if (change_puts_key(change, &table->keys[i]))
            ki_index_unreserve(&change->store->indexes[i], change->after);
    }
}

/* --- Lists ---------------------------------------------------------------- */

static bool reserve_lists(struct kith_db *db, const struct change *change)
{
    const struct table *table = change->store->table;
    const struct ptr_map *adds = &db->changeset.adds;

    assert(change->moves);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = change_new_parent(change, foreign_key);
        const size_t *count;

        if (!parent)
            continue;
        /* What joins a list is counted where there are several changes. */
        count = ki_ptr_map_find(adds, parent + foreign_key->list);
        if (!children_reserve(foreign_key, parent, &db->pool,
                              count ? *count : 1))
            return false;
    }
    return true;
}

/* --- The change set
 * ------------------------------------------------------------- */

static void give_back_draft(struct kith_db *db, struct change *change)
{
    assert(!change->insert || !row_is_live(change->row));
    release_texts(db, change);
    if (change->insert)
        ki_store_fini_lists(change->store, change->row);
}

static void give_back(struct kith_db *db)
{
    struct changeset *set = &db->changeset;

    assert(set->changes.count > 0);
    for (size_t i = set->changes.count; i-- > 0;)
        unreserve_keys(&set->changes.items[i]);
    for (size_t i = set->changes.count; i-- > 0;)
        give_back_draft(db, &set->changes.items[i]);
}

static bool reserve_draft(struct kith_db *db, struct change *change)
{
    assert(!is_to_delete(change->row));
    assert(!change->texts_copied);
    if (!copy_texts(db, change))
        return false;
    return !change->moves ||
           (reserve_keys(change) && reserve_lists(db, change));
}

kith_status ki_reserve_changes(struct kith_db *db)
{
    struct changeset *set = &db->changeset;

    assert(set->again.count == 0);
    assert(db->frozen == 0);
    for (size_t i = 0; i < set->changes.count; i++) {
        struct change *change = &set->changes.items[i];

        if (!is_to_delete(change->row) && !reserve_draft(db, change)) {
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
    struct change change = {.store = store, .row = row, .after = row};

    assert(!row_is_live(row));
    change.insert = true;
    if (copy_texts(db, &change) &&
        (store->table->nonunique_count == 0 || reserve_postings(store, row)))
        return KITH_OK;
    release_texts(db, &change);
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

    assert(db->changeset.changes.count == 0 && !db->pool.holes_stay);
    for (size_t i = 0; i < db->store_count; i++)
        ki_store_shrink(&db->stores[i], db->no_contents, floor);
    for (size_t i = 0; i < db->store_count; i++)
        db->stores[i].slab->floor = *floor;
    ki_pool_shrink(&db->pool);
}
