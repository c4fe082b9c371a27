/* undo.c - taking back what was done; see undo.h.
 *
 * Rows that one call changed are taken back together, in the reverse of the
 * passes of mutate.c, each over all of them from the last to the first:
 *
 *   1  new and changed rows leave the indexes and then the parents they joined
 *   2  rows that followed the new key of a parent show the old one
 *   3  changed rows show their old columns, new rows are no more
 *   4  deleted rows live
 *   5  changed and deleted rows return to their old parents, then to their old
 *      indexes; lists to which one has returned are numbered
 *
 * All leave before any returns, for a key that one row took may be the one that
 * another gave up. A row joins an index by what it shows, the NULL of a foreign
 * key included, so indexes come before parents on the way out and after them on
 * the way back.
 */
#include "delta/undo.h"

#include "delta/image.h"
#include "delta/positions.h"

/* --- One row -------------------------------------------------------------- */

static union index *index_of(const char *row, size_t ordinal)
{
    assert(ordinal < row_store(row)->table->key_count);
    return &row_store(row)->indexes[ordinal];
}

/* Out of the indexes that it joined, by the keys that it shows. */
static void unjoin_index(char *row, size_t ordinal, struct posting **emptied)
{
    union index *index = index_of(row, ordinal);

    assert(row_is_live(row));
    if (!key_is_null(index->hash.key, row))
        ki_index_unput(index, row, emptied);
}

/* The last child that its parent has. */
static void unjoin_parent(const struct foreign_key *foreign_key, char *row)
{
    char *parent = load_ptr(row + foreign_key->reference);

    assert(row_is_live(row));
    if (parent)
        children_unappend(foreign_key, parent, row);
    else if (foreign_key->defer_parent)
        children_wait(foreign_key, row, false);
}

static void unjoin_indexes(struct record *record, struct posting **emptied)
{
    const struct table *table = row_store(record->row)->table;

    assert(record->row);
    for (size_t i = 0; record->kind == RECORD_INSERT && i < table->key_count;
         i++)
        unjoin_index(record->row, i, emptied);
    if (record->kind == RECORD_UPDATE) {
        for (size_t i = 0; i < record->key_count; i++)
            unjoin_index(record->row, record_keys(record)[i].ordinal, emptied);
    }
}

static void unjoin_parents(struct record *record)
{
    const struct table *table = row_store(record->row)->table;

    assert(record->row);
    if (record->kind == RECORD_INSERT) {
        for (size_t i = table->foreign_key_count; i-- > 0;)
            unjoin_parent(&table->foreign_keys[i], record->row);
    } else if (record->kind == RECORD_UPDATE) {
        for (size_t i = record->link_count; i-- > 0;)
            unjoin_parent(&table->foreign_keys[record_links(record)[i].ordinal],
                          record->row);
    } else if (record->kind == RECORD_MOVE) {
        unjoin_parent(&table->foreign_keys[record->ordinal], record->row);
    }
}

/* A text that the row shows now is given up; the old one was kept. */
static void restore_columns(struct kith_db *db, struct record *record)
{
    const struct table *table = row_store(record->row)->table;
    struct kept_cursor cursor = record_columns(record);
    struct kept_column kept;

    assert(row_is_live(record->row));
    while (kept_next(&cursor, table, &kept)) {
        const struct column *column = kept.column;
        char *at = record->row + column->offset;

        if (is_block(column))
            ki_text_release(&db->texts, load_ptr(at));
        write_bytes(at, kept.value, column->bytes);
        if (column->optional)
            *(bool *)ki_writable(record->row + column_flag(column)) =
                kept.present;
    }
}

/* What a column of a parent's key was, in a row that follows it: the text is
 * shared with the record, whose share the parent gets. */
static void restore_follower(struct kith_db *db, const struct column *column,
                             char *child, const char *value)
{
    char *at = child + column->offset;

    assert(row_is_live(child));
    if (is_block(column)) {
        ki_text_release(&db->texts, load_ptr(at));
        ki_text_share(load_ptr(value));
    }
    write_bytes(at, value, column->bytes);
}

/* The children of a row that had another key, of which this column was a part.
 * They were children before the call and still are. O(children). */
static void restore_children(struct kith_db *db,
                             const struct foreign_key *foreign_key, char *row,
                             const struct column *column, const char *value)
{
    const struct key *key = foreign_key->parent_key;
    size_t at = 0, place = 0;
    char *child;

    assert(row_is_in(row, foreign_key->parent));
    while (at < key->column_count && key->columns[at] != column)
        at++;
    while (at < key->column_count &&
           (child = children_next(foreign_key, row, &place)))
        restore_follower(db, foreign_key->columns[at], child, value);
}

/* Whether the record is of a change of this key. */
static bool is_of_key(struct record *record, const struct key *key)
{
    bool found = false;

    assert(record->kind == RECORD_UPDATE);
    for (size_t i = 0; i < record->key_count; i++)
        found |= record_keys(record)[i].ordinal == key->ordinal;
    return found;
}

/* Rows that have no record of their own for what they showed before. Those that
 * have one are given back by it afterwards. A reference key shows nothing. */
static void restore_followers(struct kith_db *db, struct record *record)
{
    const struct table *table = row_store(record->row)->table;

    assert(record->row);
    if (record->kind != RECORD_UPDATE || record->key_count == 0)
        return;
    for (size_t i = 0; i < table->child_count; i++) {
        struct kept_cursor cursor = record_columns(record);
        struct kept_column kept;

        while (!is_reference_key(table->children[i]) &&
               is_of_key(record, table->children[i]->parent_key) &&
               kept_next(&cursor, table, &kept))
            restore_children(db, table->children[i], record->row, kept.column,
                             kept.value);
    }
}

/* Whether a cursor walks the members of a row. */
static bool members_are_walked(char *row)
{
    const struct table *table = row_store(row)->table;
    bool walked = false;

    assert(row_is_live(row));
    for (size_t i = 0; i < table->child_count; i++)
        walked |= !table->children[i]->one_to_one &&
                  child_list_walked(child_list_of(table->children[i], row)) > 0;
    return walked;
}

/* The cell is free at once, so a life is spent: what remembers the row fits no
 * other. */
static void end_insert(struct kith_db *db, struct record *record)
{
    struct store *store = row_store(record->row);

    assert(record->kind == RECORD_INSERT);
    if (members_are_walked(record->row))
        walkers_forget_row(&db->walkers, record->row);
    ki_slab_unpublish(store->slab, record->row);
    ki_undo_numbers(store, record->number);
    ki_store_release_row(store, record->row);
    ki_slab_free_in(store->slab, ki_slab_chunk(record->row), record->row);
}

/* The column of a moved row shows the key of its old parent again, or zero. A
 * reference key has none. */
static void restore_move(const struct record *record)
{
    const struct table *table = row_store(record->row)->table;
    const struct foreign_key *foreign_key =
        &table->foreign_keys[record->ordinal];
    const char *parent = record->kept;
    char *at = record->row + foreign_key->child_at;

    assert(foreign_key->int64_key);
    if (is_reference_key(foreign_key))
        return;
    if (parent)
        write_bytes(at, parent + foreign_key->parent_at, 8);
    else
        write_zeros(at, 8);
}

static void restore_row(struct kith_db *db, struct record *record)
{
    assert(store_db(row_store(record->row)) == db);
    switch ((enum record_kind)record->kind) {
    case RECORD_INSERT:
        end_insert(db, record);
        break;
    case RECORD_UPDATE:
        restore_columns(db, record);
        break;
    case RECORD_NUMBER:
        ki_undo_numbers(row_store(record->row), record->number);
        break;
    case RECORD_MOVE:
        restore_move(record);
        break;
    case RECORD_DELETE:
        ki_slab_revive(row_store(record->row)->slab, record->row);
        break;
    default:
        assert(false);
    }
}

static void return_to_parent(const struct foreign_key *foreign_key, char *row,
                             char *parent, uint32_t place)
{
    assert(row_is_live(row));
    if (parent)
        children_unremove(foreign_key, parent, row, place);
    else if (foreign_key->defer_parent)
        children_wait(foreign_key, row, place == PARENT_PENDING);
    if (position_of(foreign_key))
        ki_positions_join(foreign_key, row);
}

/* A deleted row is shown again where it says; or was all the time, by a parent
 * that was deleted with it, whose members then have their places. */
static void revive(const struct foreign_key *foreign_key, char *row)
{
    char *parent = load_ptr(row + foreign_key->reference);

    assert(row_is_live(row));
    if (position_of(foreign_key) && parent &&
        !children_hold(foreign_key, parent, row))
        ki_positions_join(foreign_key, row);
    children_revive(foreign_key, row);
}

static void return_to_parents(struct record *record)
{
    const struct table *table = row_store(record->row)->table;

    assert(record->kind == RECORD_INSERT || row_is_live(record->row));
    if (record->kind == RECORD_UPDATE) {
        for (size_t i = record->link_count; i-- > 0;) {
            const struct kept_link *kept = &record_links(record)[i];

            return_to_parent(&table->foreign_keys[kept->ordinal], record->row,
                             kept->parent, kept->place);
        }
    } else if (record->kind == RECORD_MOVE) {
        return_to_parent(&table->foreign_keys[record->ordinal], record->row,
                         record->kept, record->place);
    } else if (record->kind == RECORD_DELETE) {
        for (size_t i = table->foreign_key_count; i-- > 0;)
            revive(&table->foreign_keys[i], record->row);
    }
}

/* The place of a deleted row is the one that it shows. */
static void return_deleted(struct record *record)
{
    const struct table *table = row_store(record->row)->table;
    size_t count = 0;

    assert(row_is_live(record->row));
    for (size_t i = 0; i < table->key_count; i++) {
        const struct key *key = &table->keys[i];
        struct posting *posting =
            key_has_postings(key) ? record_postings(record)[count++] : NULL;

        if (!key_is_null(key, record->row))
            ki_index_unpark(index_of(record->row, i), posting, record->row,
                            posting ? load_u32(record->row + key->place_offset)
                                    : 0);
    }
}

static void return_to_indexes(struct record *record)
{
    assert(record->kind == RECORD_INSERT || row_is_live(record->row));
    if (record->kind == RECORD_DELETE)
        return_deleted(record);
    for (size_t i = record->kind == RECORD_UPDATE ? record->key_count : 0;
         i-- > 0;) {
        const struct kept_key *kept = &record_keys(record)[i];
        union index *index = index_of(record->row, kept->ordinal);

        if (!key_is_null(index->hash.key, record->row))
            ki_index_unpark(index, kept->posting, record->row, kept->place);
    }
}

/* --- The rows of one call ------------------------------------------------- */

/* The last `count` records, which stay on the log until all passes are over. */
static void undo_rows(struct kith_db *db, size_t count)
{
    struct posting *emptied = NULL;
    struct log_cursor cursor = ki_log_top(&db->levels->log);

    assert(count <= db->levels->log.count);
    for (size_t i = 0; i < count; i++)
        unjoin_indexes(ki_log_down(&cursor), &emptied);
    cursor = ki_log_top(&db->levels->log);
    for (size_t i = 0; i < count; i++)
        unjoin_parents(ki_log_down(&cursor));
    cursor = ki_log_top(&db->levels->log);
    for (size_t i = 0; i < count; i++)
        restore_followers(db, ki_log_down(&cursor));
    cursor = ki_log_top(&db->levels->log);
    for (size_t i = 0; i < count; i++)
        restore_row(db, ki_log_down(&cursor));
    cursor = ki_log_top(&db->levels->log);
    for (size_t i = 0; i < count; i++)
        return_to_parents(ki_log_down(&cursor));
    cursor = ki_log_top(&db->levels->log);
    for (size_t i = 0; i < count; i++)
        return_to_indexes(ki_log_down(&cursor));
    ki_postings_end(emptied);
    positions_settle(db);
    ki_log_cut(&db->levels->log, db->levels->log.count - count);
}

/* --- Lists ---------------------------------------------------------------- */

/* A move to the rank before is the inverse of a move, at the cost of the same
 * distance; so no copy of the places is needed. */
static void undo_rank(struct kith_db *db, const struct record *record)
{
    const struct foreign_key *foreign_key =
        &row_store(record->row)->table->foreign_keys[record->ordinal];
    char *parent = load_ptr(record->row + foreign_key->reference);

    assert(parent && row_is_live(record->row));
    walkers_unmove(&db->walkers, &db->work, child_list_of(foreign_key, parent),
                   record->row, record->number, db->levels->log.count - 1);
    if (position_of(foreign_key))
        ki_positions_write(foreign_key, parent, record->number);
}

/* A list of which there were no slots too, for cursors have a mark of it. Where
 * the call deleted the parent, it has put nothing in order. */
static void undo_places(struct kith_db *db, struct record *record)
{
    const struct foreign_key *foreign_key =
        &db->schema->tables[record->number].foreign_keys[record->ordinal];

    assert(record->place <= record_words(record));
    if (row_is_live(record->row))
        walkers_put_back(&db->walkers, &db->work,
                         child_list_of(foreign_key, record->row),
                         (char *const *)(void *)record_piece(record),
                         record->place, db->levels->log.count - 1);
    if (position_of(foreign_key))
        ki_positions_write(foreign_key, record->row, 0);
}

/* --- Taking back ---------------------------------------------------------- */

static void undo_last(struct kith_db *db)
{
    struct log *log = &db->levels->log;
    struct record *record = ki_log_last(log);
    size_t rows = record->kind == RECORD_GROUP ? record->number : 1;

    assert(rows > 0);
    switch ((enum record_kind)record->kind) {
    case RECORD_RANK:
        undo_rank(db, record);
        break;
    case RECORD_PLACES:
        undo_places(db, record);
        break;
    case RECORD_IMAGE:
        ki_image_restore(db, record);
        break;
    case RECORD_GROUP:
        ki_log_cut(log, log->count - 1);
        undo_rows(db, rows);
        return;
    default:
        undo_rows(db, rows);
        return;
    }
    ki_log_cut(log, log->count - 1);
}

/* Sealed like the change itself: an inverse that allocated could fail. */
void ki_undo_to(struct kith_db *db, size_t count)
{
    assert(!db_is_frozen(db));
    ki_memory_seal(&db->memory);
    while (db->levels->log.count > count)
        undo_last(db);
    walkers_taken_back(&db->walkers);
    ki_memory_unseal(&db->memory);
}

/* --- Keeping -------------------------------------------------------------- */

/* The row keeps its key until its cell is free, so it says which indexes still
 * owe it something. */
static void drop_deleted(struct record *record)
{
    struct store *store = row_store(record->row);
    const struct table *table = store->table;
    size_t count = 0;

    assert(!row_is_live(record->row));
    for (size_t i = 0; i < table->key_count; i++) {
        const struct key *key = &table->keys[i];
        struct posting *posting =
            key_has_postings(key) ? record_postings(record)[count++] : NULL;

        if (!key_is_null(key, record->row))
            ki_index_end(&store->indexes[i], posting);
    }
    ki_store_release_row(store, record->row);
    ki_slab_free_retired(store->slab, record->row);
}

/* The row itself may be gone already; its head still leads to its store. */
static void drop_updated(struct kith_db *db, struct record *record)
{
    const struct table *table = row_store(record->row)->table;
    struct kept_cursor cursor = record_columns(record);
    struct kept_column kept;

    assert(record->kind == RECORD_UPDATE);
    for (size_t i = 0; i < record->key_count; i++) {
        const struct kept_key *key = &record_keys(record)[i];

        if (key->posting || key->place)
            ki_index_end(index_of(record->row, key->ordinal), key->posting);
    }
    while (kept_next(&cursor, table, &kept)) {
        if (is_block(kept.column))
            ki_text_release(&db->texts, load_ptr(kept.value));
    }
}

/* From the last record to the first: a row that was changed before it was
 * deleted is gone when its change is dropped, which does not look at it. */
void ki_undo_drop(struct kith_db *db)
{
    struct levels *levels = db->levels;
    struct log_cursor cursor = ki_log_top(&levels->log);

    assert(!db_is_frozen(db));
    ki_images_unmark(db);
    ki_ptr_map_reset(&levels->images, &db->work);
    ki_memory_seal(&db->memory);
    for (size_t i = 0; i < levels->log.count; i++) {
        struct record *record = ki_log_down(&cursor);

        if (record->kind == RECORD_DELETE)
            drop_deleted(record);
        else if (record->kind == RECORD_UPDATE)
            drop_updated(db, record);
    }
    ki_memory_unseal(&db->memory);
    ki_log_reset(&levels->log);
}

/* --- Without a log -------------------------------------------------------- */

/* Exactly the reverse of ki_mutate_new(): the lists in which the row is the
 * last member, the life, the indexes, which find it by the key that it still
 * shows, and at last its texts and its place. A posting that it began ends by
 * the take. The reference to the parent is not cleared, for the place is free
 * at once. */
void ki_undo_insert(char *row)
{
    struct store *store = row_store(row);
    const struct table *table = store->table;

    assert(row_is_live(row));
    ki_memory_seal(store->texts->pool->memory);
    for (size_t i = table->foreign_key_count; i-- > 0;) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = load_ptr(row + foreign_key->reference);

        if (parent)
            children_unshow(foreign_key, parent, row);
    }
    ki_slab_unpublish(store->slab, row);
    for (size_t i = table->key_count; i-- > 0;)
        ki_index_take(&store->indexes[i], row);
    ki_store_release_row(store, row);
    ki_slab_free_in(store->slab, ki_slab_chunk(row), row);
    ki_memory_unseal(store->texts->pool->memory);
}
