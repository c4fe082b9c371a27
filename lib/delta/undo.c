/* undo.c - taking back what was done; see undo.h.
 *
 * Two switches over the kinds of records: one takes back, the other frees what
 * was kept for that. Then the way back of a bulk insert, which has no records.
 */
#include "delta/undo.h"

#include "delta/mutate.h"

/* The index that a record of a key is about. It is found through the row, whose
 * head still leads to its store even when it is retired or unpublished. */
static union index *record_index(const struct record *record)
{
    const struct key *key = record->what;

    assert(record->kind == UNDO_KEY_TAKEN || record->kind == UNDO_KEY_PUT);
    return &row_store(record->row)->indexes[key->ordinal];
}

/* Only columns: references and lists lie between them, and are taken back by
 * records of their own. The texts are the old blocks, which were kept. */
static void put_columns_back(char *row, const char *before)
{
    const struct table *table = row_store(row)->table;

    assert(row_is_live(row));
    for (size_t i = 0; i < table->column_count; i++)
        column_copy(&table->columns[i], ki_writable(row), before);
}

/* A move to the rank before is the inverse of a move, at the cost of the same
 * distance; so no copy of the places is needed. */
static void move_back(const struct foreign_key *foreign_key, char *child,
                      size_t rank)
{
    char *parent = load_ptr(child + foreign_key->reference);

    assert(parent && row_is_live(child));
    ki_child_list_move(child_list_of(foreign_key, parent), child, rank);
}

static void put_places_back(const struct places *places)
{
    assert(places);
    ki_child_list_put_back(places->list, places->slots, places->count);
}

/* One inverse for each kind; parents, indexes and stores are found as they were
 * when the record was written, for all later changes are taken back already. In
 * an update, a row that left an index returns when its columns are the old ones
 * again, since its UNDO_COLUMNS came later in the log than UNDO_KEY_TAKEN; one
 * that joined leaves while it still shows the new key, since UNDO_COLUMNS came
 * before UNDO_KEY_PUT. */
static void undo_record(struct kith_db *db, const struct record *record)
{
    char *row = record->row;

    assert(record->kind < UNDO_KINDS);
    switch ((enum undo_kind)record->kind) {
    case UNDO_KEY_TAKEN:
        ki_index_unpark(record_index(record), record->kept, row, record->place);
        break;
    case UNDO_KEY_PUT:
        ki_index_unput(record_index(record), row, ki_row_after(db, row));
        break;
    case UNDO_CHILD_LEFT:
        children_unremove(record->what, record->kept, row, record->place);
        break;
    case UNDO_CHILD_JOINED:
        children_unappend(record->what, record->kept, row);
        break;
    case UNDO_CHILD_SHOWN:
        children_unshow(record->what, record->kept, row);
        break;
    case UNDO_MOVED:
        move_back(record->what, row, record->number);
        break;
    case UNDO_PLACES:
        put_places_back(record->kept);
        break;
    case UNDO_COLUMNS:
        put_columns_back(row, record->kept);
        break;
    case UNDO_PUBLISHED:
        ki_slab_unpublish(row_store(row)->slab, row);
        break;
    case UNDO_RETIRED:
        ki_slab_revive(row_store(row)->slab, row);
        break;
    case UNDO_NUMBER:
        row_store(row)->next_number = record->number;
        break;
    case UNDO_TEXT: /* the columns hold it again */
    case UNDO_KINDS:
        break;
    }
}

/* Sealed like the change itself: an inverse that allocated could fail. */
void ki_undo(struct kith_db *db, struct log *log)
{
    assert(db->frozen == 0);
    ki_memory_seal(&db->memory);
    while (log->records.count > 0) {
        struct record record = ki_log_pop(log);

        undo_record(db, &record);
    }
    ki_memory_unseal(&db->memory);
    ki_log_reset(log);
}

/* Three kinds kept something in the database that must be freed: a posting, a
 * text, a row with its place. All others kept pieces of the log, or nothing. */
static void drop_record(struct kith_db *db, const struct record *record)
{
    char *row = record->row;

    assert(record->kind < UNDO_KINDS);
    switch ((enum undo_kind)record->kind) {
    case UNDO_KEY_TAKEN:
        ki_index_end(record_index(record), record->kept);
        break;
    case UNDO_TEXT:
        ki_text_release(&db->texts, record->kept);
        break;
    case UNDO_RETIRED:
        ki_store_release_row(row_store(row), row);
        ki_slab_free_in(row_store(row)->slab, ki_slab_chunk(row), row);
        break;
    default:
        break;
    }
}

/* In the order of the changes. A deleted row left its indexes before it was
 * retired, so its postings end before its place is free; its head leads to the
 * store in any order. */
void ki_undo_drop(struct kith_db *db, struct log *log)
{
    assert(log->memory != &db->memory);
    ki_memory_seal(&db->memory);
    for (size_t i = 0; i < log->records.count; i++)
        drop_record(db, &log->records.items[i]);
    ki_memory_unseal(&db->memory);
    ki_log_reset(log);
}

/* Exactly the reverse of ki_mutate_new(): the lists in which the row is the
 * last member, the life, the indexes, which find it by the key that it still
 * shows, and at last its texts and its place. A posting that it began ends by
 * the take. The reference to the parent is not cleared, for the place is free
 * at once. A life is spent, so that what a function of the user remembers of
 * the row fits no other row. */
void ki_undo_insert(char *row)
{
    struct store *store = row_store(row);
    const struct table *table = store->table;

    assert(row_is_live(row));
    mutate_begin(store);
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
    mutate_end(store);
}
