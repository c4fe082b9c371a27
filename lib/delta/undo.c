/* undo.c - taking back what was done; see undo.h. */
#include "delta/undo.h"

#include "delta/mutate.h"

/* The index that a record of a key is about. */
static union index *record_index(const struct record *record)
{
    const struct key *key = record->what;

    assert(record->kind == UNDO_KEY_TAKEN || record->kind == UNDO_KEY_PUT);
    return &row_store(record->row)->indexes[key->ordinal];
}

static void put_columns_back(char *row, const char *before)
{
    const struct table *table = row_store(row)->table;

    assert(row_is_live(row));
    for (size_t i = 0; i < table->column_count; i++)
        column_copy(&table->columns[i], ki_writable(row), before);
}

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

void ki_undo_drop(struct kith_db *db, struct log *log)
{
    assert(log->memory != &db->memory);
    ki_memory_seal(&db->memory);
    for (size_t i = 0; i < log->records.count; i++)
        drop_record(db, &log->records.items[i]);
    ki_memory_unseal(&db->memory);
    ki_log_reset(log);
}

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
