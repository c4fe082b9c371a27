/* mutate.h - changing what users see: rows, their indexes, their lists.
 *
 * Owns   every change of a row that lives, or begins or ends to live, and the
 *        order in which texts, indexes, lists and rows change. No other code
 *        calls what changes a structure of data/, but for db.c, which opens and
 *        closes stores, and changeset.c, which has a hash index of its own.
 * Knows  what was judged, and has room for all of it (reserve.h): nothing here
 *        can fail, and nothing here judges.
 *
 * Two ways lead here. A change set is carried out as a whole (mutate.c); a
 * write of one row that no rule refuses is carried out at once by the inline
 * functions below, which edit/fastpath.h calls, or by sweep.c where a row is
 * deleted with its children.
 *
 * Between the first and the last store of a call here, the structures disagree:
 * a row may be in a list and not name the parent, or in an index and not show
 * the key. No reader sees it: no function of the user is called meanwhile, a
 * database is written by one thread at a time, and no step can fail half way,
 * for memory is sealed and was reserved before.
 */
#ifndef KI_DELTA_MUTATE_H
#define KI_DELTA_MUTATE_H

#include "base/tuning.h"
#include "catalog/value.h"
#include "engine.h"

/* --- A change set --------------------------------------------------------- */

/* The memory of a row's database is sealed while it changes: an allocation
 * between the two fails an assertion. It is found through the store, so that a
 * function that is given only a row need not be given the database too. Nothing
 * is compiled into a release. */
static inline void mutate_begin(const struct store *store)
{
    ki_memory_seal(store->texts->pool->memory);
}
static inline void mutate_end(const struct store *store)
{
    ki_memory_unseal(store->texts->pool->memory);
}

/* Carry the change set out: every change and deletion of it, and the order that
 * the call gives a collection. Where the reserve has written records, what they
 * need is kept. Cannot fail. The change set itself stays, for
 * ki_changeset_reset(). O(what it changes). */
void ki_mutate_changes(struct kith_db *db);

/* --- A new row ------------------------------------------------------------ */

/* Numbers that were given out, or used by hand, are not given out again, also
 * when their rows were deleted: the next number only becomes larger, or 0 when
 * all are used up, except by an undo. */
static inline void ki_mutate_next_number(struct store *store, const char *row)
{
    const struct column *column = store->table->autoincrement;

    assert(row_store(row) == store);
    if (store_is_unused(store, row)) /* 0 when there is no next one */
        store->next_number =
            ki_value_integer(column->kind, row + column->offset) + 1;
}

/* The same for a minimal table, which has no other key, so that its index is
 * joined here too: the number is loaded once. The key is an int64_t, hence
 * `true`. */
static inline void ki_mutate_minimal_number(struct store *store, char *row)
{
    const struct column *column = store->table->autoincrement;
    uint64_t number;

    assert(!column || column->bytes == 8);
    assert(!row_is_live(row));
    if (!column)
        return;
    number = load_u64(row + column->offset);
    if (store_has_unused(store, number, true))
        store->next_number = number + 1;
    unique_index_add_with(&store->indexes[0].unique, row, number);
}

/* A new row, built in its cell and judged, joins the indexes and its parents.
 * `minimal` is a constant: written once and compiled twice, and what a minimal
 * table cannot have is not looked for (463 instructions an insert became 345).
 *
 * The row names its parents already. Their lists come last, for the end of a
 * parent's slots, whose address is read from the parent, is the latest to come
 * from memory. */
static KI_ALWAYS_INLINE void ki_mutate_new(struct store *store, char *row,
                                           bool minimal)
{
    const struct table *table = store->table;

    assert(row_store(row) == store);
    assert(!minimal || table->insert_kind == INSERT_MINIMAL);
    assert(!row_is_live(row));
    mutate_begin(store);
    if (minimal)
        ki_mutate_minimal_number(store, row);
    for (size_t i = 0; !minimal && i < table->key_count; i++) {
        if (table->keys[i].required || !key_is_null(&table->keys[i], row))
            ki_index_put_one(&store->indexes[i], row, row);
    }
    ki_slab_publish(store->slab, row);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = load_ptr(row + foreign_key->reference);

        if (!parent)
            continue;
        if (minimal) /* its other ends are lists */
            ki_child_list_put(child_list_of(foreign_key, parent), row);
        else
            children_show(foreign_key, parent, row);
    }
    if (!minimal)
        ki_mutate_next_number(store, row);
    mutate_end(store);
}

/* --- A parent ------------------------------------------------------------- */

/* `keep` says, here and below, that a record was written (note.h): what is
 * replaced stays as it is, for the change may be taken back.
 *
 * The text at `to` becomes the one at `from`, or NULL where `from` is NULL: the
 * same block, with one user more. Cannot fail. */
void ki_mutate_share(struct kith_db *db, char *to, const char *from, bool keep);

/* The one column of a foreign key becomes the parent's key, or zero for none. A
 * text is shared, so that this needs no memory. A reference key has none. */
static inline void ki_mutate_key(struct kith_db *db,
                                 const struct foreign_key *foreign_key,
                                 char *child, const char *parent, bool keep)
{
    char *at = child + foreign_key->child_at;
    const char *from = parent ? parent + foreign_key->parent_at : NULL;
    const struct column *column;

    assert(foreign_key->column_count <= 1);
    assert(!parent || row_is_live(parent));
    if (is_reference_key(foreign_key))
        return;
    column = foreign_key->columns[0];
    if (column->kind == KITH_KIND_TEXT)
        ki_mutate_share(db, at, from, keep);
    else if (!from)
        write_zeros(at, column->bytes);
    else
        value_copy(ki_writable(at), from, column->bytes);
}

/* A child leaves its parent and joins another, or none, along a foreign key
 * that is unconstrained; there is room at the other's end. Cannot fail. Out of
 * the old list first, for both lists keep the place in the same bytes of the
 * child. */
static inline void ki_mutate_link(struct kith_db *db,
                                  const struct foreign_key *foreign_key,
                                  char *child, char *parent, bool keep)
{
    assert(row_is_live(child));
    assert(row_parent(child, foreign_key) != parent);
    assert(!parent || row_is_live(parent));
    ki_memory_seal(&db->memory);
    children_remove(foreign_key, child);
    ki_mutate_key(db, foreign_key, child, parent, keep);
    if (parent)
        children_append(foreign_key, parent, child);
    ki_memory_unseal(&db->memory);
}

/* The same along a key that is int64_unconstrained: less to look at. The new
 * list comes first and the old one last, as the old list is found only through
 * the child and is the latest to come from memory; so the old place is read
 * before the put writes the new one over it, and the old list is only given the
 * hole. What is copied for a reference key goes where the reference is written
 * next: that spares a test. */
static inline void ki_mutate_move(const struct foreign_key *foreign_key,
                                  char *child, char *parent)
{
    struct child_list list = child_list_of(foreign_key, parent);
    char *old = load_ptr(child + foreign_key->reference);
    uint32_t place = load_u32(child + child_list_place(list));

    assert(row_is_live(parent) && old != parent);
    mutate_begin(row_store(child));
    ki_child_list_put(list, child);
    write_bytes(child + foreign_key->child_at, parent + foreign_key->parent_at,
                8);
    write_ptr(child + foreign_key->reference, parent);
    if (old)
        ki_child_list_clear_place(child_list_of(foreign_key, old), place);
    mutate_end(row_store(child));
}
/* The child has no parent then: a NULL key is zero in its column, or in the
 * reference. */
static inline void ki_mutate_leave(const struct foreign_key *foreign_key,
                                   char *child)
{
    assert(row_is_live(child));
    mutate_begin(row_store(child));
    children_remove(foreign_key, child);
    write_zeros(child + foreign_key->child_at, 8);
    mutate_end(row_store(child));
}

/* Many rows of an array join `parent` so, but those that are its children;
 * `joins` are left, for which its list has room, and some of them have another
 * parent if `leaves`. Or those that are its children leave it. The array may be
 * the places of the list that the rows leave: there each shows NULL then.
 *
 * With `levels` each that moves gets its record. Without memory for one it is
 * false, and only those before it have moved; else it cannot fail. (join.c) */
bool ki_mutate_join_all(struct levels *levels,
                        const struct foreign_key *foreign_key, const void *rows,
                        size_t count, char *parent, size_t joins, bool leaves);
bool ki_mutate_leave_all(struct levels *levels,
                         const struct foreign_key *foreign_key,
                         const void *rows, size_t count, char *parent);

/* --- A column -------------------------------------------------------------
 *
 * At which no other rule looks. */

/* The text at an address becomes another block of the database, whose one user
 * the column is then; the old block loses one. The column is written before the
 * old block may be freed. */
static inline void ki_mutate_text(struct kith_db *db, char *at,
                                  const char *text, bool keep)
{
    char *old = load_ptr(at);

    assert(text != load_ptr(at) || !text);
    ki_memory_seal(&db->memory);
    write_ptr(at, text);
    if (!keep)
        ki_text_release(&db->texts, old);
    ki_memory_unseal(&db->memory);
}
/* An in-place text of `length` chars, zeros behind it up to the end of the
 * array: equal texts then have equal bytes. The text may lie in the very array,
 * hence memmove. */
static inline void ki_mutate_chars(char *row, const struct column *column,
                                   const char *text, size_t length)
{
    assert(length <= column->bytes);
    memmove(ki_writable(row + column->offset), text, length);
    write_zeros(row + column->offset + length, column->bytes - length);
}
/* A number or bool that is not NULL; an optional is marked as having a
 * value. */
static inline void ki_mutate_number(char *row, const struct column *column,
                                    const void *value)
{
    assert(!is_block(column) && column->kind != KITH_KIND_CHARS);
    write_bytes(row + column->offset, value, column->bytes);
    if (column->optional)
        *(bool *)ki_writable(row + column_flag(column)) = true;
}
/* The same for a number of so many bytes at an address in a row. */
static inline void ki_mutate_plain(char *at, const void *value, size_t bytes)
{
    assert(bytes > 0 && bytes <= 8);
    words_copy(ki_writable(at), value, bytes);
}
/* The same for a column with an index of its own, in which there is room for
 * the new number (reserve_move). The row leaves before the column is written
 * and joins after it, for a unique index finds it by the number that it shows.
 * Not for optionals, whose flag is not written. */
static inline void ki_mutate_indexed(union index *index, char *row,
                                     const struct column *column,
                                     const void *value,
                                     const struct index_move *move, bool keep)
{
    assert(column->sole_index);
    mutate_begin(row_store(row));
    ki_index_leave(index, row, move, keep);
    ki_mutate_plain(row + column->offset, value, column->bytes);
    ki_index_join(index, row, move);
    mutate_end(row_store(row));
}

/* --- The end of a row ----------------------------------------------------- */

/* Delete a row of this store that has no children: it leaves its parents and
 * indexes, its texts and lists are released, and its cell is free. Cannot fail.
 * O(keys and foreign keys). */
void ki_mutate_delete(struct store *store, char *row);

/* The same in an open level, after ki_note_delete(): the row ceases to live,
 * and may come back. */
void ki_mutate_retire(char *row);

/* Deleted as above in two steps, between which its children may be deleted: it
 * leaves its parents and indexes, and lives on, so that children still find its
 * list; then its texts, lists and cell are free. */
void ki_mutate_take_out(char *row);
void ki_mutate_free(char *row);

/* Delete a row with its children, which have none themselves; with all that is
 * below it. Each foreign key on the way has CASCADE, or no child: the caller
 * has looked. Neither needs memory, whatever the depth. O(rows deleted).
 * (sweep.c) */
void ki_mutate_delete_with_leaves(char *row);
void ki_mutate_sweep(char *row);

/* The same in an open level, where each row needs a record, and the rows a
 * list. False without memory: nothing is deleted then. */
bool ki_mutate_retire_all(struct kith_db *db, char *row);

#endif
