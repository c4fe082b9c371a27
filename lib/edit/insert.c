/* insert.c - inserting one row, by the fast path or with a change set.
 *
 * Owns   both ways of an insert, and the decision between them.
 *
 * Public contract: kith/write.h. Both ways begin with the same values and end
 * in delta/; the fast path takes what no rule refuses (fastpath.h), and leaves
 * all else to the change set as its last step, so that a frame of the stack
 * serves both.
 *
 *   fast   fetch parents, take a cell, fill it and make room --> ki_mutate_new
 *            |  any step is not as usual: give the cell back
 *            v
 *   slow   ki_values_change, ki_values_complete, ki_write_run
 *
 * With a change set an insert takes some 2,400 instructions, on the fast path
 * 460, into a minimal table 345.
 */
#include "edit/write.h"

#include "catalog/limits.h"
#include "catalog/mirror.h"
#include "catalog/value.h"
#include "delta/reserve.h"
#include "edit/change.h"
#include "edit/changeset.h"
#include "edit/fastpath.h"
#include "edit/resolve.h"

/* --- With a change set ---------------------------------------------------- */

/* Add the change of a new row to the change set. On failure the change set may
 * hold it already, half filled in. */
static kith_status change_new(struct kith_db *db, struct store *store,
                              const struct given *given, struct change **change)
{
    kith_status status = ki_values_change(db, store, given, change);

    assert(!db_is_frozen(db));
    assert(store_db(store) == db);
    return status == KITH_OK ? ki_values_complete(db, *change) : status;
}

/* The address of the row is read before the run, which empties the change
 * set. */
void *ki_write_insert_columns(struct kith_db *db, struct store *store,
                              const struct given *given)
{
    struct change *change;
    kith_status status = change_new(db, store, given, &change);
    char *row = status == KITH_OK ? change->row : NULL;

    assert(db->call);
    assert(store_db(store) == db);
    return ki_write_run(db, status) == KITH_OK ? row : NULL;
}

static void *insert_slowly(struct kith_db *db, struct store *store,
                           const void *values)
{
    assert(values);
    return ki_write_insert_columns(db, store,
                                   &(struct given){.values = values});
}

/* --- The fast path --------------------------------------------------------
 *
 * Written once and compiled twice: `minimal` is a constant in each, and where
 * it is true, what such a table cannot have is not looked for (see
 * INSERT_MINIMAL in schema.h). */

/* Whether the values give what an insert may give: no children, and two parts
 * that fit each other in optional numbers and blobs. The same rules as
 * check_given() in values.c, without words. */
static KI_ALWAYS_INLINE bool may_be_given(const struct table *table,
                                          const char *values, bool minimal)
{
    assert(table->insert_kind != INSERT_SLOW);
    assert(!minimal || table->two_part_count == 0);
    for (size_t i = 0; i < table->parent_end_count; i++) {
        const struct relationship *member = table->parent_ends[i];

        if (!is_zero(values + member->offset, member->attribute->bytes))
            return false;
    }
    for (size_t i = 0; !minimal && i < table->two_part_count; i++) {
        const struct column *column = table_two_part(table)[i];
        const char *at = values + column->offset;

        if (column->kind == KITH_KIND_BLOB
                ? blob_bytes(at) &&
                      (!blob_data(at) || blob_bytes(at) > BLOCK_BYTES_MAX)
                : !values[column_flag(column)] && !is_zero(at, column->bytes))
            return false;
    }
    return true;
}

/* Zeros behind the end of an in-place text, if it has one; false when its array
 * is full. Seldom called: a literal has zeros there already. */
KI_COLD static bool clean_behind(const struct column *column, char *at)
{
    size_t length = ki_chars_length(at, column->bytes);

    assert(column->kind == KITH_KIND_CHARS);
    memset(at + length, 0, column->bytes - length);
    return length < column->bytes;
}

/* In-place texts end within their arrays, and zeros follow: mostly they do, and
 * eight bytes are tested at a step. */
static KI_ALWAYS_INLINE bool clean_chars(const struct table *table, char *row)
{
    assert(!row_is_live(row));
    for (size_t i = 0; i < table->chars_count; i++) {
        const struct column *column = table_chars(table)[i];
        char *at = row + column->offset;

        if (!chars_are_clean(at, column->bytes) && !clean_behind(column, at))
            return false;
    }
    return true;
}

/* Whether a row may be the parent: it lives, is of the right table, which
 * belongs to one database, and has a key that is not NULL. The address may come
 * from the caller's struct and be stale. */
static KI_ALWAYS_INLINE bool
may_be_parent(const struct foreign_key *foreign_key, const char *parent,
              bool minimal)
{
    assert(parent);
    assert(foreign_key->column_count <= 1);
    return row_is_in(parent, foreign_key->parent) &&
           (minimal || foreign_key->int64_key ||
            !key_is_null(foreign_key->parent_key, parent));
}

/* Whether the one column of a foreign key is given by value: not zero, or a
 * text that is not NULL. For a reference key, where no row is given, the zero
 * that stands for the row. */
static KI_ALWAYS_INLINE bool
literal_gives_key(const struct foreign_key *foreign_key, const char *row,
                  bool minimal)
{
    const char *at = row + foreign_key->child_at;

    assert(foreign_key->column_count <= 1);
    assert(!minimal || foreign_key->int64_key);
    if (minimal || foreign_key->int64_key || is_block(foreign_key->columns[0]))
        return load_u64(at) != 0;
    return !is_zero(at, foreign_key->columns[0]->bytes);
}

/* Fetch the lines of parents that are named by row before anything else is
 * done; they are looked at last. Always inline, because gcc 12 drops the call
 * of a function that only prefetches. */
static KI_ALWAYS_INLINE void fetch_parents(const struct table *table,
                                           const char *values)
{
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const char *parent = given_parent(foreign_key, values);

        if (parent)
            fetch_parent(foreign_key, parent);
    }
}

/* Name the parent of a new row, as far as it is given, in its reference; false
 * when there is none though one is required or given by key. The bytes of the
 * reference are those of the caller's struct until here, so the cell is
 * cleared; in a minimal table with a parent the list writes it later.
 *
 * The parent itself is not looked at: its lines are only on their way. */
static KI_ALWAYS_INLINE bool name_parent(const struct kith_db *db,
                                         const struct foreign_key *foreign_key,
                                         char *row, bool minimal)
{
    char *at = row + foreign_key->reference;
    char *parent = load_ptr(at);

    assert(!row_is_live(row));
    assert(row_store(row)->table == foreign_key->child);
    if (!minimal || !parent) /* a list writes the place */
        store_u32(at + REFERENCE_PLACE, 0);
    if (parent)
        return true;
    if (!literal_gives_key(foreign_key, row, minimal))
        return !foreign_key->not_null;
    parent = named_parent(db, foreign_key, row + foreign_key->child_at);
    if (!parent)
        return false;
    fetch_parent(foreign_key, parent);
    store_ptr(at, parent);
    return true;
}

/* The key of the parent comes beside its row, unless that is all; false when
 * another is given. Where the parent was found by its key the two are equal,
 * and the comparison is all that is done. */
static KI_ALWAYS_INLINE bool assign_key(const struct foreign_key *foreign_key,
                                        char *row, const char *parent,
                                        bool minimal)
{
    const struct column *column;
    char *at = row + foreign_key->child_at;
    const char *key = parent + foreign_key->parent_at;

    assert(row_is_in(parent, foreign_key->parent));
    assert(!row_is_live(row));
    if (minimal || foreign_key->int64_key) {
        if (load_u64(at) == 0)
            memcpy(at, key, 8);
        /* Of a reference key the row is there. */
        return load_u64(at) == load_u64(key) || is_reference_key(foreign_key);
    }
    column = foreign_key->columns[0];
    if (literal_gives_key(foreign_key, row, false))
        return value_equal(column->kind, column->bytes, at, key);
    value_copy(at, key, column->bytes);
    return true;
}

/* Whether the row that was named may be the parent, and has room for a child;
 * its key comes beside it. Here the lines of the parent are read for the first
 * time. A one-to-one parent that has a child is left to the change set, which
 * refuses. Room in a list is capacity, so it stays where the insert fails
 * later. */
static KI_ALWAYS_INLINE enum fastpath
admit_parent(struct kith_db *db, const struct foreign_key *foreign_key,
             char *row, bool minimal)
{
    char *parent = load_ptr(row + foreign_key->reference);

    assert(row_store(row)->table == foreign_key->child);
    assert(!minimal || !foreign_key->one_to_one);
    if (!parent)
        return FAST_DONE;
    if (!may_be_parent(foreign_key, parent, minimal) ||
        !assign_key(foreign_key, row, parent, minimal) ||
        (!minimal && children_only(foreign_key, parent)))
        return FAST_MISS;
    return reserve_child(db, foreign_key, parent, minimal)
               ? FAST_DONE
               : ki_fast_no_memory(db);
}

/* Give the autoincrement key the next number, unless it has one; false when
 * numbers are used up or the next does not fit. It is counted when the row is
 * published, so a refused insert gives it back. */
static KI_ALWAYS_INLINE bool assign_number(const struct store *store, char *row)
{
    const struct column *column = store->table->autoincrement;
    char *at;

    assert(!row_is_live(row));
    assert(row_store(row) == store);
    if (!column)
        return true;
    at = row + column->offset;
    if (column->bytes == 8 ? load_u64(at) != 0 : !is_zero(at, column->bytes))
        return true;
    return store->next_number != 0 &&
           value_from_unsigned(column->kind, store->next_number, at);
}

/* The same for a minimal table, which has no other key, so that uniqueness is
 * judged and room made here. No row has a number that was not given out yet,
 * which spares the probe. A direct index that reaches to the number has room
 * for it. */
static KI_ALWAYS_INLINE enum fastpath
assign_minimal_key(struct kith_db *db, struct store *store, char *row)
{
    const struct column *column = store->table->autoincrement;
    struct unique_index *index;
    uint64_t number;

    assert(store->table->insert_kind == INSERT_MINIMAL);
    assert(!row_is_live(row));
    if (!column)
        return FAST_DONE;
    index = &store->indexes[0].unique;
    number = load_u64(row + column->offset);
    if (number == 0) {
        /* The number is only shown here, and counted when the row is
         * published. */
        number = store->next_number;
        /* 0, which means that all are used up, or beyond the type. */
        if (number - 1 >= INT64_MAX)
            return FAST_MISS;
        memcpy(row + column->offset, &number, sizeof(number));
    } else if (!store_has_unused(store, number, true) &&
               unique_index_with(index, number)) {
        return FAST_MISS;
    }
    return number < index->numbers.capacity ||
                   reserve_key(&store->indexes[0], row)
               ? FAST_DONE
               : ki_fast_no_memory(db);
}

/* Whether no column is NULL that may not be, and no other row has a key; there
 * is room for the keys then. Unique keys only: equal values need a posting,
 * which ki_reserve_new() makes. No row has a number not given out yet, nor
 * `unused`. Room in a unique index is not counted, so a later miss has nothing
 * to give back. */
static KI_ALWAYS_INLINE enum fastpath admit_keys(struct kith_db *db,
                                                 struct store *store,
                                                 const char *row,
                                                 const struct key *unused)
{
    const struct table *table = store->table;

    assert(row_store(row) == store);
    assert(!row_is_live(row));
    for (size_t i = 0; i < table->required_count; i++) {
        if (column_is_null(table_required(table)[i], row))
            return FAST_MISS;
    }
    for (size_t i = 0; i < table->key_count; i++) {
        const struct key *key = &table->keys[i];
        union index *index = &store->indexes[i];

        if (!key->unique || (!key->required && key_is_null(key, row)))
            continue;
        assert(key != unused || !ki_index_find_equal(index, row));
        if (key != unused &&
            !(key == table->primary && store_is_unused(store, row)) &&
            ki_index_find_equal(index, row))
            return FAST_MISS;
        if (key->mirrored &&
            (ki_links_itself(key, row) ||
             (key != unused && ki_store_find_mirrored(store, key, row))))
            return FAST_MISS;
        if (!key_has_postings(key) && !reserve_key(index, row))
            return ki_fast_no_memory(db);
    }
    return FAST_DONE;
}

/* By words, as wide as most members: what the caller has just stored is then
 * loaded while it is on its way to the cache. A load that is wider than the
 * stores has to wait until they are there, and before them come the stores of
 * the insert before, which wait for memory: no two inserts overlapped, and one
 * took 185 ns instead of 150, 360 instead of 247 with the parent by its key. */
static KI_ALWAYS_INLINE void copy_values(char *after, const char *values,
                                         size_t bytes)
{
    enum { WORDS_BYTES = 128 }; /* beyond, wide loads are worth the wait */

    if (bytes <= WORDS_BYTES)
        words_copy(after, values, bytes);
    else
        memcpy(after, values, bytes);
}

/* Fill a free cell with a row as it will be, and make room for what it needs
 * in indexes and lists. Nothing that a user can see changes. The order is that
 * of the waits for memory: parents are named first, so that their lines are
 * under way, and read as late as possible. Keys come after parents, for a
 * column of a foreign key may be in one; what is counted (texts, postings)
 * comes last, so that no miss has to give it back. */
static KI_ALWAYS_INLINE enum fastpath
fill(struct kith_db *db, struct store *store, char *row, const char *values,
     const struct key *unused, bool minimal)
{
    const struct table *table = store->table;
    size_t bytes = table->descriptor->row_bytes;
    enum fastpath fast = FAST_DONE;
    char *after = reserved_after(row);

    assert(row_store(row) == store);
    assert(!row_is_live(row));
    /* The copy that is compiled for this table, and no other. */
    assert(minimal == (table->insert_kind == INSERT_MINIMAL));
    copy_values(after, values, bytes);
    /* The hidden tail: references, lists and places, none of them yet. */
    if (table->row_bytes > bytes)
        memset(after + bytes, 0, table->row_bytes - bytes);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        if (!name_parent(db, &table->foreign_keys[i], after, minimal))
            return FAST_MISS;
    }
    /* Zeros are no empty list: its slots begin in the row itself. */
    if (table->child_count > 0)
        ki_store_init_lists(store, row);
    if (!clean_chars(table, after) ||
        (!minimal && !assign_number(store, after)) ||
        (!minimal && table->checks_inserts &&
         !ki_limits_admit_row(table, after)))
        return FAST_MISS;
    /* A minimal key is no foreign key: it does not wait for the parents. */
    if (minimal)
        fast = assign_minimal_key(db, store, after);
    for (size_t i = 0; fast == FAST_DONE && i < table->foreign_key_count; i++)
        fast = admit_parent(db, &table->foreign_keys[i], after, minimal);
    if (!minimal && fast == FAST_DONE)
        fast = admit_keys(db, store, after, unused);
    if (!minimal && fast == FAST_DONE && table->reserves_new &&
        ki_reserve_new(db, store, after) != KITH_OK)
        fast = FAST_MEMORY;
    return fast;
}

/* A cell is taken before the values are judged, as the row is built in it.
 * Where any step misses, it is given back and the change set judges again from
 * the caller's values. Without memory the insert fails at once: the error is
 * recorded. */
static KI_ALWAYS_INLINE void *
insert_fast(struct kith_db *db, struct store *store, const char *values,
            const struct key *unused, bool minimal, bool in_level)
{
    size_t records = in_level ? db->levels->log.count : 0;
    enum fastpath fast;
    char *row;

    assert(values);
    assert(!db_is_frozen(db));
    /* Before all else, so that the lines come while the cell is filled. */
    fetch_parents(store->table, values);
    if (!may_be_given(store->table, values, minimal))
        return insert_slowly(db, store, values);
    row = reserve_cell(store);
    if (!row)
        return ki_fast_no_memory(db), NULL;
    fast = in_level && !ki_note_insert(db, row)
               ? ki_fast_no_memory(db)
               : fill(db, store, row, values, unused, minimal);
    if (fast == FAST_DONE) {
        ki_mutate_new(store, row, minimal);
        return row;
    }
    if (in_level)
        ki_note_forget(db, records);
    unreserve_cell(store, row);
    return fast == FAST_MEMORY ? NULL : insert_slowly(db, store, values);
}

/* The copy for tables that are not minimal, in a level and outside, for there
 * the record alone is more; apart, so that the other one stays short in
 * ki_write_insert(). */
KI_NOINLINE static void *insert_any(struct kith_db *db, struct store *store,
                                    const char *values,
                                    const struct key *unused)
{
    bool in_level = db_in_level(db);

    assert(store->table->insert_kind == INSERT_FAST);
    return in_level && store->table->adopts
               ? insert_slowly(db, store, values)
               : insert_fast(db, store, values, unused, false, in_level);
}

KI_NOINLINE static void *
insert_in_level(struct kith_db *db, struct store *store, const char *values)
{
    assert(db_in_level(db));
    return store->table->adopts
               ? insert_slowly(db, store, values)
               : insert_fast(db, store, values, NULL, true, true);
}

/* Which inserts a table has was worked out at the open. */
void *ki_write_insert(struct kith_db *db, struct store *store,
                      const void *values, const struct key *unused)
{
    assert(values);
    assert(db->call);
    assert(!db_is_frozen(db));
    assert(store_db(store) == db);
    if (!FAST_PATHS || store->table->insert_kind == INSERT_SLOW)
        return insert_slowly(db, store, values);
    if (store->table->insert_kind == INSERT_FAST)
        return insert_any(db, store, values, unused);
    /* A minimal table has no key beside its number, so `unused` is none. */
    if (db_in_level(db))
        return insert_in_level(db, store, values);
    return insert_fast(db, store, values, NULL, true, false);
}

/* --- Public calls --------------------------------------------------------- */

/* With a change set, apart from the fast path. Also where the contract does not
 * hold: then this finds out why. */
KI_NOINLINE static void *insert_columns(struct kith_db *db,
                                        const kith_table *descriptor,
                                        const struct given *given,
                                        const char *call)
{
    struct store *store = ki_written_store(db, descriptor, call);

    assert(given);
    assert(call);
    return store ? ki_write_insert_columns(db, store, given) : NULL;
}

/* The fast path is tried where the contract holds, which few tests tell. NULL
 * values stand for zeros: the fast path, which copies a whole struct, does not
 * take them. */
void *kith_insert_row(kith_db *db, const kith_table *descriptor,
                      const void *values)
{
    struct store *store =
        db && !db_is_frozen(db) ? store_of_descriptor(db, descriptor) : NULL;

    if (store && values) {
        db->call = __func__;
        return ki_write_insert(db, store, values, NULL);
    }
    return insert_columns(db, descriptor, &(struct given){.values = values},
                          __func__);
}

void *kith_insert_columns(kith_db *db, const kith_table *descriptor,
                          const void *values, const uint64_t *columns,
                          const uint64_t *nulls)
{
    const struct given given = {values, columns, nulls};

    return insert_columns(db, descriptor, &given, __func__);
}

/* Whether the insert leaves out a column of the key that it must give. */
static bool misses(const struct change *change, const struct key *key)
{
    assert(change->insert);
    assert(key == &change->store->table->keys[key->ordinal]);
    for (size_t i = 0; i < key->column_count; i++) {
        if (key->columns[i] == change->missing)
            return true;
    }
    return false;
}

/* The row that holds a unique key of a new row, or NULL, as rows are now. Keys
 * are looked at in the order of the public contract: the primary key is the
 * first of a table's keys. A key that is NULL, or that no row can have, or of
 * which a part is left out is held by no row. O(keys). */
static char *find_equal(const struct change *change)
{
    const struct store *store = change->store;
    const char *after = change->after;
    char *existing = NULL;

    assert(change->insert);
    assert(!row_is_live(change->row));
    for (size_t i = 0; !existing && i < store->table->key_count; i++) {
        const struct key *key = &store->table->keys[i];

        if (key_is_null(key, after) || ki_resolve_is_hopeless(key, after) ||
            misses(change, key))
            continue;
        existing = ki_index_find_equal(&store->indexes[i], after);
        if (!existing && key->mirrored)
            existing = ki_store_find_mirrored(store, key, after);
    }
    return existing;
}

/* The row is made as for an insert, defaults included, since they may be what
 * the row is found by; then the change set is dropped or carried out.
 * `*inserted` is written only when a row is returned. */
void *kith_insert_or_get_row(kith_db *db, const kith_table *descriptor,
                             const void *values, bool *inserted)
{
    struct store *store = ki_written_store(db, descriptor, __func__);
    struct change *change;
    char *row, *existing;

    if (!store)
        return NULL;
    if (change_new(db, store, &(struct given){.values = values}, &change) !=
        KITH_OK) {
        ki_changeset_reset(db);
        return NULL;
    }
    existing = find_equal(change);
    /* Read before the change set is emptied. */
    row = existing ? existing : change->row;
    if (existing)
        ki_changeset_reset(db);
    else if (ki_write_run(db, KITH_OK) != KITH_OK)
        return NULL;
    if (inserted)
        *inserted = !existing;
    return row;
}
