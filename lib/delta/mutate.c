/* mutate.c - changing rows; see mutate.h.
 *
 * A change set is carried out in passes, each over all rows of it:
 *
 *   1  rows that change leave the indexes of keys that they give up
 *   2  rows to delete leave their indexes and parents
 *   3  changed and new rows join their new indexes and show their new columns
 *   4  rows that change leave the parents that they give up
 *   5  changed and new rows join their new parents
 *   6  lists that have changed are numbered; rows to delete are freed, or
 *      retired where they may come back
 *   7  the members of one collection are brought into their order
 *
 * Rows that keep a deferred key and come to wait, or are adopted, do so at the
 * beginning of 3 and of 5, in the order that they had: it is another one along
 * each key, and not that of the changes.
 *
 * All leave before any joins, because a key that one row gives up may be the
 * one that another takes, as when two rows swap theirs: a unique index holds
 * one row for a key at any time, and a scalar one child. Indexes come before
 * parents, because the NULL of a foreign key's own column is that of its
 * reference: a row that has left its parent would seem to have another key
 * than the one under which its entry stays. Rows to delete stay in memory until
 * all others have left their lists and given up references to them. The order
 * of members comes last, for some association rows are new.
 */
#include "delta/mutate.h"

#include "catalog/value.h"
#include "data/text.h"
#include "delta/positions.h"
#include "delta/record.h"

/* --- Keys and parents -----------------------------------------------------
 *
 * The four steps of which all is made: out of an index and into one, away from
 * a parent and to one. They are written once and compiled twice: `keep` is a
 * constant, true where records were written (note.h), so that a write that
 * nothing will take back pays for no test of it. */

/* A row leaves the index of a key that it still shows. Where that may be taken
 * back, it is parked instead: a posting that becomes empty keeps its list. */
static KI_ALWAYS_INLINE void
take_key(const struct store *store, const struct key *key, char *row, bool keep)
{
    union index *index = &store->indexes[key->ordinal];

    assert(row_is_live(row));
    if (!keep)
        ki_index_take(index, row);
    else if (!key_is_null(key, row))
        ki_index_park(index, row);
}

/* Whether the order is that of a collection in which the row stays: then equal
 * members stand in the order in which they joined it. */
static bool stays_in_collection(const struct change *change,
                                const struct key *key)
{
    const struct foreign_key *lead = key->ordered ? key->lead : NULL;

    return lead && !change->insert && row_parent(change->row, lead) &&
           row_parent(change->row, lead) == row_parent(change->after, lead);
}

/* A row joins the index of a key for which a place was reserved. Its
 * after-image shows the key, and the row must before the next call of that
 * index. No other row holds the key, unless it is deferred: this is where a
 * fault in the checks would show. */
static inline void put_key(const struct change *change, const struct key *key)
{
    union index *index = &change->store->indexes[key->ordinal];

    assert(row_is_live(change->row) || change->insert);
    assert(!key_is_null(key, change->after));
    assert(key->deferred || !ki_index_find_equal(index, change->after));
    if (stays_in_collection(change, key))
        ki_index_put_again(index, change->row, change->after);
    else
        ki_index_put(index, change->row, change->after);
}

/* A child leaves its parent, if it has one. Key columns are not written here:
 * they come with the other columns. */
static inline void leave_parent(const struct foreign_key *foreign_key,
                                char *child)
{
    assert(row_is_live(child));
    assert(!load_ptr(child + foreign_key->reference) ||
           children_hold(foreign_key, load_ptr(child + foreign_key->reference),
                         child));
    children_remove(foreign_key, child);
}

/* A new row, which names its parent, or one without a parent joins `parent`. At
 * the end of its children: that is the order of appending. */
static inline void join_parent(const struct foreign_key *foreign_key,
                               char *parent, char *child, bool insert)
{
    assert(!is_to_delete(parent));
    assert(insert || !load_ptr(child + foreign_key->reference));
    row_store(child)->work.links++;
    children_show(foreign_key, parent, child);
    if (!insert)
        write_ptr(child + foreign_key->reference, parent);
    if (position_of(foreign_key))
        ki_positions_join(foreign_key, child);
}

/* Whether an arrival is one now that all is settled: the row keeps the key, and
 * will newly wait or have a parent. It is noted in the after-image, once,
 * before the row shows its new columns; any other entry is forgotten. */
static void settle_arrival(const struct change *change, struct arrival *arrival)
{
    const struct foreign_key *foreign_key = arrival->foreign_key;
    char *place = change->after + foreign_key->reference + REFERENCE_PLACE;
    bool joins = change_new_parent(change, foreign_key) ||
                 (is_pending(foreign_key, change->after) &&
                  !is_pending(foreign_key, change->row));

    assert(foreign_key->defer_parent);
    if (joins && !is_to_delete(change->row) &&
        !(load_u32(place) & PARENT_ARRIVES) &&
        !ki_change_names_another(change, foreign_key))
        store_u32(place, load_u32(place) | PARENT_ARRIVES);
    else
        arrival->foreign_key = NULL;
}
static inline bool arrives(const struct change *change, size_t reference)
{
    assert(change->row);
    return load_u32(change->after + reference + REFERENCE_PLACE) &
           PARENT_ARRIVES;
}

/* --- Rows ----------------------------------------------------------------- */

/* Leave the indexes of keys that change, while the row still shows them. A row
 * whose key stays keeps its entry. Nothing for an insert, which is in nothing
 * yet. */
static KI_ALWAYS_INLINE void leave_keys(const struct change *change, bool keep)
{
    const struct store *store = change->store;
    const struct table *table = store->table;

    assert(change->insert || row_is_live(change->row));
    for (size_t i = 0; !change->insert && i < table->key_count; i++) {
        if (!ki_key_equal(&table->keys[i], change->row, change->after))
            take_key(store, &table->keys[i], change->row, keep);
    }
}

/* Leave the parents that change. A child whose parent stays keeps its place in
 * the list. */
static void leave_parents(const struct change *change, bool keep)
{
    const struct table *table = change->store->table;

    assert(row_is_live(change->row));
    for (size_t i = 0; !change->insert && i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];

        if (row_parent(change->row, foreign_key) !=
            row_parent(change->after, foreign_key)) {
            change->store->work.links +=
                row_parent(change->row, foreign_key) ? 1 : 0;
            if (position_of(foreign_key))
                ki_positions_leave(foreign_key, change->row, keep);
            leave_parent(foreign_key, change->row);
        }
        if (foreign_key->defer_parent)
            children_wait(foreign_key, change->row,
                          is_pending(foreign_key, change->after));
    }
}

/* Write all columns of the after-image into the row, changed or not: there is
 * no list of which differ. New texts are blocks of the database already,
 * counted by the reserve; an old block that is replaced loses this user, or is
 * kept by the record. It is released before the column is written, but nothing
 * reads the column between the two. */
static KI_ALWAYS_INLINE void set_columns(struct kith_db *db,
                                         const struct change *change, bool keep)
{
    const struct table *table = change->store->table;

    assert(change->after != change->row);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];

        if (is_block(column) &&
            (!keep || column_follows(column, change->after))) {
            char *text = load_ptr(change->row + column->offset);

            if (text != load_ptr(change->after + column->offset))
                ki_text_release(&db->texts, text);
        }
        column_copy(column, ki_writable(change->row), change->after);
    }
}

/* The row joins the indexes of its new keys, and becomes what its after-image
 * shows, but for its parents.
 *
 * Indexes first: there the row is put by the key of its after-image, and until
 * its columns are written it shows another key than the index has it under. No
 * other call of the same index comes between, as each key has one index. Which
 * keys are new is told from the row and its after-image as the reserve did, for
 * the row still shows its old columns and parents. Then the row becomes live,
 * or is given its columns. */
static KI_ALWAYS_INLINE void
show_columns(struct kith_db *db, const struct change *change, bool keep)
{
    struct store *store = change->store;
    const struct table *table = store->table;

    assert(!is_to_delete(change->row));
    assert(change->insert != row_is_live(change->row));
    for (size_t i = 0; change->moves && i < table->key_count; i++) {
        const struct key *key = &table->keys[i];

        if (change_puts_key(change, key) &&
            !(key->pending && arrives(change, key->pending_at)))
            put_key(change, key);
    }
    if (change->insert)
        ki_slab_publish(store->slab, change->row);
    else
        set_columns(db, change, keep);
}

/* Join the new parents, whose lists read no column; and the next number. */
static void join_parents(const struct change *change)
{
    struct store *store = change->store;
    const struct table *table = store->table;

    assert(row_is_live(change->row));
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = change_new_parent(change, foreign_key);

        if (parent && !arrives(change, foreign_key->reference))
            join_parent(foreign_key, parent, change->row, change->insert);
    }
    ki_mutate_next_number(store, change->row);
}

/* Those that come to wait, in the index of such rows; their references say so
 * when they have left their parents. */
static void let_wait(const struct changeset *set)
{
    for (size_t i = 0; i < set->arrivals.count; i++) {
        const struct arrival *arrival = &set->arrivals.items[i];
        const struct change *change = &set->changes.items[arrival->change];

        if (arrival->foreign_key &&
            is_pending(arrival->foreign_key, change->after))
            put_key(change, pending_key(arrival->foreign_key));
    }
}

static void let_join(const struct changeset *set)
{
    for (size_t i = 0; i < set->arrivals.count; i++) {
        const struct arrival *arrival = &set->arrivals.items[i];
        const struct change *change = &set->changes.items[arrival->change];
        char *parent = arrival->foreign_key
                           ? change_new_parent(change, arrival->foreign_key)
                           : NULL;

        if (parent)
            join_parent(arrival->foreign_key, parent, change->row, false);
    }
}

/* A row to delete leaves every index, by the keys that it shows, and its
 * parents. Its own children are not looked at: they leave by themselves, as
 * rows of the change set or of a sweep. This is where a deleted row is
 * unlinked, on either way (change set and fast path). A parent that is deleted
 * too is told nothing: its list goes with it. A row that may come back keeps
 * its own bytes, which say where. */
static KI_ALWAYS_INLINE void take_out_deleted(struct store *store, char *row,
                                              bool keep)
{
    const struct table *table = store->table;

    assert(row_is_live(row) && row_store(row) == store);
    mutate_begin(store);
    for (size_t i = 0; i < table->key_count; i++)
        take_key(store, &table->keys[i], row, keep);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const char *parent = row_parent(row, foreign_key);

        if (store->counts && parent && row_is_live(parent) &&
            !is_to_delete(parent))
            store->work.links++;
        if (keep)
            children_retire(foreign_key, row);
        else if (parent && !is_to_delete(parent))
            leave_parent(foreign_key, row);
    }
    mutate_end(store);
}

/* Texts, slot arrays and the cell of a row that is in no index or list any
 * more. The chunk is the caller's, which has its address, and leads to the
 * store. A table without texts and children has nothing to release, which is
 * tested here to save the loops. */
static inline void free_row(struct store *store, struct chunk *chunk, char *row)
{
    assert(row_store(row) == store);
    mutate_begin(store);
    if (store->table->text_count > 0 || store->table->child_count > 0)
        ki_store_release_row(store, row);
    ki_slab_retire_and_free(store->slab, chunk, row);
    mutate_end(store);
}

/* The slots of a list before its members are given new places. There is no
 * cheaper inverse: a reorder forgets where the holes were. Its record has room
 * for them. O(slots). */
static void keep_places(struct record *record, struct child_list list)
{
    uint32_t count = child_list_slot_count(list);

    assert(record->kind == RECORD_PLACES);
    assert(count <= record_words(record));
    record->place = count;
    memcpy(record_piece(record), child_list_slots(list),
           count * sizeof(char *));
}

/* Members are known when all else is done: the association rows of some may be
 * new, those of others were deleted by a cascade. So what the call gave are the
 * rows at the other end, and the member that shows each is looked up here, O(1)
 * each; rows that the call itself deletes are left out. Nothing when the parent
 * was deleted. `order->members` has room for as many as rows were given. */
static void put_in_order(struct kith_db *db, const struct order *order)
{
    const struct relationship *relationship = order->relationship;
    struct child_list list =
        child_list_of(relationship->foreign_key, order->row);
    struct log *log = level_log(db);
    size_t record = log ? log->count - 1 : (size_t)UNLOGGED, count = 0;

    assert(!order->member || order->count == 0);
    if (!row_is_live(order->row))
        return;
    if (order->member) {
        size_t rank = walkers_move(&db->walkers, list, order->member,
                                   order->place, record);

        if (log)
            ki_log_last(log)->number = rank;
        if (position_of(relationship->foreign_key))
            ki_positions_write(relationship->foreign_key, order->row,
                               order->place);
        return;
    }
    if (log)
        keep_places(ki_log_last(log), list);
    for (size_t i = 0; i < order->count; i++) {
        char *target = order->rows[i], *member = NULL;

        if (row_is_live(target))
            member = ki_find_member(db, relationship, order->row, target);
        if (member)
            order->members[count++] = member;
    }
    walkers_reorder(&db->walkers, list, order->members, count, record);
    if (position_of(relationship->foreign_key))
        ki_positions_write(relationship->foreign_key, order->row, 0);
}

/* Whether a pass over keys or parents has to look at the change: it may have
 * new ones, and its row stays. A row that has a change and is to be deleted too
 * is only deleted: its after-image does not matter. */
static inline bool may_move(const struct change *change)
{
    assert(change->row);
    return change->moves && !is_to_delete(change->row);
}

/* The first five passes. */
KI_NOINLINE static void mutate_rows(struct kith_db *db, bool keep)
{
    struct changeset *set = &db->changeset;
    const struct change *changes = set->changes.items;

    assert(db->memory.sealed > 0);
    for (size_t i = 0; i < set->arrivals.count; i++)
        settle_arrival(&changes[set->arrivals.items[i].change],
                       &set->arrivals.items[i]);
    for (size_t i = 0; i < set->changes.count; i++) {
        if (may_move(&changes[i]))
            leave_keys(&changes[i], keep);
    }
    for (size_t i = 0; i < set->to_delete.count; i++) {
        struct store *store = row_store(set->to_delete.items[i]);

        if (store->table->counts_leaving)
            ki_positions_delete(set->to_delete.items[i]);
        take_out_deleted(store, set->to_delete.items[i], keep);
    }
    let_wait(set);
    for (size_t i = 0; i < set->changes.count; i++) {
        if (!is_to_delete(changes[i].row))
            show_columns(db, &changes[i], keep);
    }
    for (size_t i = 0; i < set->changes.count; i++) {
        if (may_move(&changes[i]))
            leave_parents(&changes[i], keep);
    }
    let_join(set);
    for (size_t i = 0; i < set->changes.count; i++) {
        if (may_move(&changes[i]))
            join_parents(&changes[i]);
    }
}

/* The same where one row changes and none is deleted, as in most calls. */
static KI_ALWAYS_INLINE void mutate_row(struct kith_db *db,
                                        const struct change *change, bool keep)
{
    assert(!is_to_delete(change->row));
    if (change->moves)
        leave_keys(change, keep);
    show_columns(db, change, keep);
    if (!change->moves)
        return;
    leave_parents(change, keep);
    join_parents(change);
}

/* The seven passes. Marks in the heads stay, and are cleared with the change
 * set. From the first line on nothing can fail, which the seal asserts. */
static KI_ALWAYS_INLINE void mutate_changes(struct kith_db *db, bool keep)
{
    struct changeset *set = &db->changeset;

    assert(!db->calling);
    assert(set->again.count == 0);
    ki_memory_seal(&db->memory);
    if (set->changes.count == 1 && set->to_delete.count == 0 &&
        set->arrivals.count == 0)
        mutate_row(db, set->changes.items, keep);
    else
        mutate_rows(db, keep);
    positions_settle(db);
    for (size_t i = 0; i < set->to_delete.count; i++) {
        char *row = set->to_delete.items[i];

        if (keep)
            ki_slab_retire(row_store(row)->slab, row);
        else
            free_row(row_store(row), ki_slab_chunk(row), row);
    }
    if (set->order)
        put_in_order(db, set->order);
    ki_memory_unseal(&db->memory);
}

void ki_mutate_changes(struct kith_db *db)
{
    assert(!db_is_frozen(db));
    if (db->changeset.logged)
        mutate_changes(db, true);
    else
        mutate_changes(db, false);
}

/* The new block is counted before the old one is released: where both are the
 * same, it must not be freed in between. */
void ki_mutate_share(struct kith_db *db, char *to, const char *from, bool keep)
{
    char *text = from ? ki_text_share(load_ptr(from)) : NULL;

    assert(to != from);
    if (!keep)
        ki_text_release(&db->texts, load_ptr(to));
    write_ptr(to, text);
}

void ki_mutate_delete(struct store *store, char *row)
{
    assert(row_is_live(row));
    take_out_deleted(store, row, false);
    free_row(store, ki_slab_chunk(row), row);
}

/* It keeps its cell, its texts and its slot arrays, and only ceases to live. */
void ki_mutate_retire(char *row)
{
    struct store *store = row_store(row);

    assert(!is_to_delete(row));
    take_out_deleted(store, row, true);
    ki_slab_retire(store->slab, row);
}

void ki_mutate_take_out(char *row)
{
    assert(row_is_live(row));
    take_out_deleted(row_store(row), row, false);
}

void ki_mutate_free(char *row)
{
    assert(row_is_live(row));
    assert(!is_to_delete(row));
    free_row(row_store(row), ki_slab_chunk(row), row);
}
