/* mutate.c - changing rows; see mutate.h. */
#include "delta/mutate.h"

#include "catalog/value.h"
#include "data/text.h"
#include "delta/undo.h"

/* --- What was done --------------------------------------------------------
 *
 * Functions with a log are written once and compiled twice, with one and, NULL
 * being a constant, without. */

static KI_ALWAYS_INLINE void note(struct log *log, struct record record)
{
    assert(record.kind < UNDO_KINDS);
    assert(!log || log->memory);
    if (log)
        ki_log_push(log, record);
}

/* Keep the places of a list whose members are about to get others. */
static void note_places(struct log *log, struct child_list list)
{
    uint32_t count = child_list_slot_count(list);
    struct places *places =
        ki_log_piece(log, sizeof(*places) + count * sizeof(char *));

    assert(log && child_list_count(list) <= count);
    assert(places);
    *places = (struct places){.list = list, .count = count};
    memcpy(places->slots, child_list_slots(list), count * sizeof(char *));
    ki_log_push(log, (struct record){.kind = UNDO_PLACES, .kept = places});
}

/* --- Keys and parents ----------------------------------------------------- */

/* A row leaves the index of a key that it shows. */
static KI_ALWAYS_INLINE void take_key(const struct store *store,
                                      const struct key *key, char *row,
                                      struct log *log)
{
    union index *index = &store->indexes[key->ordinal];
    struct record record = {.kind = UNDO_KEY_TAKEN, .row = row, .what = key};

    assert(row_is_live(row));
    if (!log) {
        ki_index_take(index, row);
    } else if (!key_is_null(key, row)) {
        record.kept = ki_index_park(index, row, &record.place);
        note(log, record);
    }
}

/* A row joins the index of a key for which a place was reserved. Its
 * after-image shows the key, and the row must before the next call of that
 * index. */
static KI_ALWAYS_INLINE void put_key(const struct change *change,
                                     const struct key *key, struct log *log)
{
    union index *index = &change->store->indexes[key->ordinal];
    struct child_list list;

    assert(row_is_live(change->row) || change->insert);
    assert(!key_is_null(key, change->after));
    assert(!ki_index_find_equal(index, change->after));
    if (log && ki_index_put_compacts(index, change->after, &list))
        note_places(log, list);
    ki_index_put(index, change->row, change->after);
    note(log, (struct record){
                  .kind = UNDO_KEY_PUT, .row = change->row, .what = key});
}

/* A child leaves its parent, if it has one. */
static KI_ALWAYS_INLINE void leave_parent(const struct foreign_key *foreign_key,
                                          char *child, struct log *log)
{
    char *parent = load_ptr(child + foreign_key->reference);

    assert(row_is_live(child));
    assert(!parent || children_hold(foreign_key, parent, child));
    if (log && parent)
        note(log, (struct record){.kind = UNDO_CHILD_LEFT,
                                  .place = children_place(foreign_key, child),
                                  .row = child,
                                  .what = foreign_key,
                                  .kept = parent});
    children_remove(foreign_key, child);
}

/* A new row, which names its parent, or one without, joins a parent. */
static KI_ALWAYS_INLINE void join_parent(const struct foreign_key *foreign_key,
                                         char *parent, char *child, bool insert,
                                         struct log *log)
{
    struct child_list list;

    assert(!is_to_delete(parent));
    if (log && children_show_compacts(foreign_key, parent, &list))
        note_places(log, list);
    if (insert)
        children_show(foreign_key, parent, child);
    else
        children_append(foreign_key, parent, child);
    note(log,
         (struct record){.kind = insert ? UNDO_CHILD_SHOWN : UNDO_CHILD_JOINED,
                         .row = child,
                         .what = foreign_key,
                         .kept = parent});
}

/* --- Rows ----------------------------------------------------------------- */

/* Leave the indexes of keys that change, while the row still shows them, and
 * the old parents. */
static KI_ALWAYS_INLINE void take_out(const struct change *change,
                                      struct log *log)
{
    const struct store *store = change->store;
    const struct table *table = store->table;

    assert(change->insert || row_is_live(change->row));
    if (change->insert || !change->moves)
        return;
    for (size_t i = 0; i < table->key_count; i++) {
        if (!ki_key_equal(&table->keys[i], change->row, change->after))
            take_key(store, &table->keys[i], change->row, log);
    }
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];

        if (row_parent(change->row, foreign_key) !=
            row_parent(change->after, foreign_key))
            leave_parent(foreign_key, change->row, log);
    }
}

/* Keep the values of a row that is about to get others. */
static void note_columns(struct log *log, char *row)
{
    size_t bytes = row_store(row)->table->row_bytes;
    char *before = ki_log_piece(log, bytes);

    assert(row_is_live(row));
    assert(before);
    memcpy(before, row, bytes);
    ki_log_push(
        log, (struct record){.kind = UNDO_COLUMNS, .row = row, .kept = before});
}

static KI_ALWAYS_INLINE void
set_columns(struct kith_db *db, const struct change *change, struct log *log)
{
    const struct table *table = change->store->table;

    assert(change->after != change->row);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        char *text =
            is_block(column) ? load_ptr(change->row + column->offset) : NULL;

        if (text && text != load_ptr(change->after + column->offset)) {
            if (log)
                note(log, (struct record){.kind = UNDO_TEXT, .kept = text});
            else
                ki_text_release(&db->texts, text);
        }
        column_copy(column, ki_writable(change->row), change->after);
    }
}

/* The row becomes what its after-image shows, and joins its new parents. An
 * index that it joined is taken back while it shows the new key, so its old
 * values are noted before. */
static KI_ALWAYS_INLINE void
put_in(struct kith_db *db, const struct change *change, struct log *log)
{
    struct store *store = change->store;
    const struct table *table = store->table;

    assert(!is_to_delete(change->row));
    assert(change->insert != row_is_live(change->row));
    if (log && !change->insert)
        note_columns(log, change->row);
    for (size_t i = 0; change->moves && i < table->key_count; i++) {
        if (change_puts_key(change, &table->keys[i]))
            put_key(change, &table->keys[i], log);
    }
    if (change->insert) {
        ki_slab_publish(store->slab, change->row);
        note(log, (struct record){.kind = UNDO_PUBLISHED, .row = change->row});
    } else {
        set_columns(db, change, log);
    }
    if (!change->moves)
        return;
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = change_new_parent(change, foreign_key);

        if (parent)
            join_parent(foreign_key, parent, change->row, change->insert, log);
    }
    note(log, (struct record){.kind = UNDO_NUMBER,
                              .row = change->row,
                              .number = store->next_number});
    ki_mutate_next_number(store, change->row);
}

/* A row to delete leaves its parents and every index. */
static KI_ALWAYS_INLINE void take_out_deleted(struct store *store, char *row,
                                              struct log *log)
{
    const struct table *table = store->table;

    assert(row_is_live(row));
    mutate_begin(store);
    for (size_t i = 0; i < table->key_count; i++)
        take_key(store, &table->keys[i], row, log);
    for (size_t i = 0; i < table->foreign_key_count; i++)
        leave_parent(&table->foreign_keys[i], row, log);
    mutate_end(store);
}

static inline void free_row(struct chunk *chunk, char *row)
{
    struct store *store = chunk->begins.store;

    assert(row_store(row) == store);
    mutate_begin(store);
    if (store->table->text_count > 0 || store->table->child_count > 0)
        ki_store_release_row(store, row);
    ki_slab_retire_and_free(store->slab, chunk, row);
    mutate_end(store);
}

/* The same for a row that may come back. */
static void retire(char *row, struct log *log)
{
    assert(is_to_delete(row));
    ki_slab_retire(row_store(row)->slab, row);
    ki_log_push(log, (struct record){.kind = UNDO_RETIRED, .row = row});
}

/* Members are known when all else is done: the association rows of some may be
 * new, those of others were deleted by a cascade. */
static KI_ALWAYS_INLINE void put_in_order(const struct kith_db *db,
                                          const struct order *order,
                                          struct log *log)
{
    const struct relationship *relationship = order->relationship;
    struct child_list list =
        child_list_of(relationship->foreign_key, order->row);
    size_t count = 0;

    assert(!order->member || order->count == 0);
    if (!row_is_live(order->row))
        return;
    if (order->member) {
        size_t before = ki_child_list_move(list, order->member, order->place);

        note(log, (struct record){.kind = UNDO_MOVED,
                                  .row = order->member,
                                  .what = relationship->foreign_key,
                                  .number = before});
        return;
    }
    if (log)
        note_places(log, list);
    for (size_t i = 0; i < order->count; i++) {
        char *target = order->rows[i], *member = NULL;

        if (row_is_live(target))
            member = ki_find_member(db, relationship, order->row, target);
        if (member)
            order->members[count++] = member;
    }
    ki_child_list_reorder(list, order->members, count);
}

static KI_ALWAYS_INLINE void mutate_changes(struct kith_db *db, struct log *log)
{
    struct changeset *set = &db->changeset;
    const struct change *changes = set->changes.items;

    assert(!db->calling);
    assert(set->again.count == 0);
    ki_memory_seal(&db->memory);
    for (size_t i = 0; i < set->changes.count; i++) {
        if (!is_to_delete(changes[i].row))
            take_out(&changes[i], log);
    }
    for (size_t i = 0; i < set->to_delete.count; i++)
        take_out_deleted(row_store(set->to_delete.items[i]),
                         set->to_delete.items[i], log);
    for (size_t i = 0; i < set->changes.count; i++) {
        if (!is_to_delete(changes[i].row))
            put_in(db, &changes[i], log);
    }
    for (size_t i = 0; i < set->to_delete.count; i++) {
        char *row = set->to_delete.items[i];

        if (log)
            retire(row, log);
        else
            free_row(ki_slab_chunk(row), row);
    }
    if (set->order.relationship)
        put_in_order(db, &set->order, log);
    ki_memory_unseal(&db->memory);
}

void ki_mutate_changes(struct kith_db *db)
{
    assert(db->frozen == 0);
    if (PLAY_BACKWARDS)
        ki_play_backwards(db);
    else
        mutate_changes(db, NULL);
}

/* Most records that the keys and parents of one row may need. */
static size_t most_records(const struct table *table)
{
    assert(table->text_count <= table->column_count);
    return 3 * table->key_count + 3 * table->foreign_key_count +
           table->text_count + 3;
}

bool ki_mutate_log_reserve(struct kith_db *db, struct log *log)
{
    const struct changeset *set = &db->changeset;
    size_t count = 1;

    assert(log->records.count == 0);
    for (size_t i = 0; i < set->changes.count; i++)
        count += most_records(set->changes.items[i].store->table);
    for (size_t i = 0; i < set->to_delete.count; i++)
        count += most_records(row_store(set->to_delete.items[i])->table);
    return ki_log_reserve(log, count);
}

void ki_mutate_logged(struct kith_db *db, struct log *log)
{
    assert(log);
    assert(db->frozen == 0);
    mutate_changes(db, log);
}

void ki_mutate_share(struct kith_db *db, char *to, const char *from)
{
    char *text = from ? ki_text_share(load_ptr(from)) : NULL;

    assert(to != from);
    ki_text_release(&db->texts, load_ptr(to));
    write_ptr(to, text);
}

void ki_mutate_delete(char *row)
{
    struct chunk *chunk = ki_slab_chunk(row);

    assert(row_is_live(row));
    take_out_deleted(chunk->begins.store, row, NULL);
    free_row(chunk, row);
}

void ki_mutate_take_out(char *row)
{
    assert(row_is_live(row));
    take_out_deleted(row_store(row), row, NULL);
}

void ki_mutate_free(char *row)
{
    assert(row_is_live(row));
    assert(!is_to_delete(row));
    free_row(ki_slab_chunk(row), row);
}
