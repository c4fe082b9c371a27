/* reserve.c - room and copies for a write; see reserve.h.
 *
 * For each change: its texts, then its keys, then the lists that it joins.
 * How far each of the first two came is counted in the change
 * (texts_reserved, keys_reserved), so that giving back undoes exactly that.
 * Lists need no count, for they hold only capacity.
 */
#include "delta/reserve.h"

#include "data/text.h"
#include "delta/note.h"

/* --- Texts ----------------------------------------------------------------
 *
 * Before the reserve an after-image points at texts of the caller, of defaults,
 * or at blocks that its row has; afterwards at blocks of the database only,
 * each with this column counted as a user. */

/* Whether the after-image holds a text or blob that the row does not. A blob
 * may begin where the old one does and end elsewhere. The same test finds what
 * to release when the reserve fails, so it must hold before and after the text
 * became a block: a block made for it has another address than the old one, and
 * where the parent's block is the row's own, nothing was counted. */
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
 * while that is not a block of the database itself: in the after-image of a
 * parent it is one only when the texts of that change were copied. Where the
 * child comes before its parent in the change set, it takes a copy, which is as
 * right and costs memory. */
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

/* A column may be a part of several foreign keys; the first parent with a block
 * will do, for all show the same text. */
static char *block_to_share(struct kith_db *db, const struct change *change,
                            const struct column *column)
{
    char *block = NULL;

    assert(is_block(column));
    for (size_t i = 0; !block && i < column->link_count; i++)
        block = block_of_parent(db, change, column, column->links[i]);
    return block;
}

/* The block that will hold a new text, counted; NULL without memory. The first
 * user of a copy is this column, and a shared block has one more. */
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

/* Turn the new texts of an after-image into blocks of the database. After each
 * column the count says how many are done, so that release_texts() can stop
 * there. The after-image is no memory that users see, so it is stored to
 * directly. */
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

/* Give the blocks back that copy_texts() made or counted. The pointers in the
 * after-image are stale then; the change set is dropped next. */
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

/* --- Indexes --------------------------------------------------------------
 *
 * A place for each key that a row will newly show. Places that other rows of
 * the change set give up are not counted on. */

/* Several changes may want a place in one index, so each place is counted there
 * until it is taken. */
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

/* The keys for which change_puts_key() was true are the same as when they were
 * reserved, for neither row nor after-image has changed. */
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

/* --- Lists ----------------------------------------------------------------
 *
 * A list is in the bytes of the user's row, where no count of reservations may
 * stand. So the checks count in the change set what joins each list (adds). */

/* Room in each list that the row newly joins, for all that join it together:
 * each of the changes asks for the whole number, and the first makes the
 * room. */
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

/* --- The change set ------------------------------------------------------- */

/* A new row may have slot arrays though it has no children: room was made in
 * its lists for others that are inserted by the same call. It is dropped with
 * the change set, so they are freed here; lists of rows that live keep their
 * room. */
static void give_back_draft(struct kith_db *db, struct change *change)
{
    assert(!change->insert || !row_is_live(change->row));
    release_texts(db, change);
    if (change->insert)
        ki_store_fini_lists(change->store, change->row);
}

/* All that was counted, in reverse. Keys before texts, over all changes: a
 * posting leaves the hash index by the value that an after-image shows, perhaps
 * that of another change, and its text must still be there. */
static void give_back(struct kith_db *db)
{
    struct changeset *set = &db->changeset;

    assert(set->changes.count > 0);
    for (size_t i = set->changes.count; i-- > 0;)
        unreserve_keys(&set->changes.items[i]);
    for (size_t i = set->changes.count; i-- > 0;)
        give_back_draft(db, &set->changes.items[i]);
}

/* A change that moves nothing (no key, no parent) needs its texts only. */
static bool reserve_draft(struct kith_db *db, struct change *change)
{
    assert(!is_to_delete(change->row));
    assert(!change->texts_copied);
    if (!copy_texts(db, change))
        return false;
    return !change->moves ||
           (reserve_keys(change) && reserve_lists(db, change));
}

/* Cursors that walk the collection of which the call gives an order. There is
 * room in it for all that join. */
static bool reserve_order(struct kith_db *db, const struct order *order)
{
    struct child_list list;

    if (!order || db->walkers.open == 0)
        return true;
    list = child_list_of(order->relationship->foreign_key, order->row);
    assert(child_list_slot_count(list) <= child_list_capacity(list));
    return walkers_reserve_order(&db->walkers, &db->work, list,
                                 child_list_capacity(list), db_in_level(db));
}

/* Rows that will be deleted are passed over: their changes are not carried out.
 * Records come last, for they keep what rows show now, and after-images show
 * the blocks that will replace it. After a failure everything is given back, of
 * the changes before and of the one that failed half way. */
kith_status ki_reserve_changes(struct kith_db *db)
{
    struct changeset *set = &db->changeset;

    assert(set->again.count == 0);
    assert(!db_is_frozen(db));
    for (size_t i = 0; i < set->changes.count; i++) {
        struct change *change = &set->changes.items[i];

        if (!is_to_delete(change->row) && !reserve_draft(db, change)) {
            give_back(db);
            return ki_error_memory(&db->error);
        }
    }
    if (!reserve_order(db, set->order) ||
        (db_in_level(db) && !ki_note_changes(db))) {
        if (set->changes.count > 0)
            give_back(db);
        return ki_error_memory(&db->error);
    }
    return KITH_OK;
}

/* --- One row alone -------------------------------------------------------- */

/* Reserve a place in each nonunique index whose key is not NULL, or in none:
 * when one is refused, those before it are given up. */
static bool reserve_postings(struct store *store, char *row)
{
    const struct table *table = store->table;
    size_t i = 0;

    assert(!row_is_live(row));
    while (i < table->key_count &&
           (!key_has_postings(&table->keys[i]) ||
            key_is_null(&table->keys[i], row) ||
            ki_index_reserve_one(&store->indexes[i], row)))
        i++;
    if (i == table->key_count)
        return true;
    while (i-- > 0) {
        if (key_has_postings(&table->keys[i]) &&
            !key_is_null(&table->keys[i], row))
            ki_index_unreserve_one(&store->indexes[i], row);
    }
    return false;
}

/* A change on the stack, as the row is its own after-image: so texts are copied
 * by the same code as for a change set. Postings come after the texts, for they
 * may show their value by this row. */
kith_status ki_reserve_new(struct kith_db *db, struct store *store, char *row)
{
    struct change change = {.store = store, .row = row, .after = row};

    assert(!row_is_live(row));
    change.insert = true;
    if (copy_texts(db, &change) &&
        (store->table->posted_count == 0 || reserve_postings(store, row)))
        return KITH_OK;
    release_texts(db, &change);
    return ki_error_memory(&db->error);
}

/* The lists of its parents, and the postings that it is in: those are all that
 * the insert of this row may have made grow. */
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

void ki_reserve_join_pages(struct kith_db *db)
{
    assert(!db->pool.holes_stay);
    db->pool.pages_stayed = false;
    for (size_t i = 0; i < db->store_count; i++) {
        struct store *store = &db->stores[i];

        for (size_t j = 0;
             store_has_contents(store) && j < store->table->key_count; j++)
            ki_index_tidy(&store->indexes[j]);
    }
}

/* The floor is that of the shared empty slab, where it outlives every table's
 * own. It is raised while chunks are given back, and set in all tables before
 * another row is published: memory that one table gave back may be mapped again
 * for any other. */
static void raise_floors(struct kith_db *db)
{
    uint32_t floor = db->no_contents->slab.floor;

    for (size_t i = 0; i < db->store_count; i++) {
        assert(db->stores[i].slab->floor <= floor);
        db->stores[i].slab->floor = floor;
    }
}

/* A database that gives no cell a second row counts cells above `most` as used
 * up: those of tables that have none yet begin at the floor. */
void ki_reserve_raise_floors(struct kith_db *db, uint32_t floor)
{
    struct slab *none = &db->no_contents->slab;

    assert(floor % 2 == 0);
    none->floor = floor;
    if (none->most < floor)
        none->most = floor;
    raise_floors(db);
}

/* Where no row was ever in these chunks, the floor stays, and there is nothing
 * to tell the other tables. */
void ki_reserve_drop_rows(struct kith_db *db, struct store *store,
                          struct chunk *newest)
{
    uint32_t *floor = &db->no_contents->slab.floor;
    uint32_t before = *floor;

    assert(store_db(store) == db);
    walkers_leave_chunks(&db->walkers, store, newest);
    ki_slab_give_back(store->slab, newest, floor);
    if (*floor != before)
        raise_floors(db);
}

/* Each table in turn. The pool comes last, when texts, lists and postings have
 * left its chunks. */
void ki_reserve_shrink(struct kith_db *db)
{
    assert(db->changeset.changes.count == 0 && !db->pool.holes_stay);
    for (size_t i = 0; i < db->store_count; i++)
        ki_store_shrink(&db->stores[i], db->no_contents,
                        &db->no_contents->slab.floor);
    raise_floors(db);
    ki_directory_shrink(&db->directory);
    ki_pool_shrink(&db->pool);
}
