/* fastpath.c - the writes that nothing refuses; see fastpath.h. */
#include "edit/fastpath.h"

#include "catalog/value.h"
#include "delta/reserve.h"

#include <stdalign.h>

KI_COLD static enum fastpath no_memory(struct kith_db *db)
{
    assert(!db->frozen);
    ki_error_memory(&db->error);
    return FAST_MEMORY;
}

/* --- Insert ---------------------------------------------------------------
 *
 * Written once and compiled twice: `minimal` is a constant in each, and where
 * it is true, what such a table cannot have is not looked for (see
 * INSERT_MINIMAL in schema.h). */

/* Whether the values give what an insert may give: no children, and two parts
 * that fit each other in optional numbers and blobs. */
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

/* Zeros behind the end of an in-place text, if it has one. */
KI_COLD static bool clean_behind(const struct column *column, char *at)
{
    size_t length = ki_chars_length(at, column->bytes);

    assert(column->kind == KITH_KIND_CHARS);
    memset(at + length, 0, column->bytes - length);
    return length < column->bytes;
}

/* In-place texts end within their arrays, and zeros follow: mostly they do. */
static inline bool clean_chars(const struct table *table, char *row)
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

/* Whether a row may be the parent: it lives here and has a key. */
static KI_ALWAYS_INLINE bool
may_be_parent(const struct foreign_key *foreign_key, const char *parent,
              bool minimal)
{
    assert(parent);
    assert(foreign_key->column_count == 1);
    return row_is_in(parent, foreign_key->parent) &&
           (minimal || foreign_key->int64_key ||
            !key_is_null(foreign_key->parent_key, parent));
}

/* Whether the one column of a foreign key is given by value. */
static KI_ALWAYS_INLINE bool
literal_gives_key(const struct foreign_key *foreign_key, const char *row,
                  bool minimal)
{
    const char *at = row + foreign_key->child_at;

    assert(foreign_key->column_count == 1);
    assert(!minimal || foreign_key->int64_key);
    if (minimal || foreign_key->int64_key || is_block(foreign_key->columns[0]))
        return load_u64(at) != 0;
    return !is_zero(at, foreign_key->columns[0]->bytes);
}

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

/* Name the parent of a new row, as far as it is given, in its reference. */
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

/* The key of the parent comes beside it; false when another is given. */
static KI_ALWAYS_INLINE bool assign_key(const struct foreign_key *foreign_key,
                                        char *row, const char *parent,
                                        bool minimal)
{
    const struct column *column = foreign_key->columns[0];
    char *at = row + foreign_key->child_at;
    const char *key = parent + foreign_key->parent_at;

    assert(row_is_in(parent, foreign_key->parent));
    assert(!row_is_live(row));
    if (minimal || foreign_key->int64_key) {
        if (load_u64(at) != 0)
            return load_u64(at) == load_u64(key);
        memcpy(at, key, 8);
        return true;
    }
    if (literal_gives_key(foreign_key, row, false))
        return value_equal(column->kind, column->bytes, at, key);
    value_copy(at, key, column->bytes);
    return true;
}

/* Whether the row that was named may be the parent, and has room for a child;
 * its key comes beside it. */
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
    return reserve_child(db, foreign_key, parent, minimal) ? FAST_DONE
                                                           : no_memory(db);
}

/* Give the numbered key the next number, unless it has one. It is counted when
 * the row is published. */
static inline bool assign_number(const struct store *store, char *row)
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

/* The same for a minimal table, which has no other key. No row has a number
 * that was not given out yet. There is room for it then. */
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
        number = store->next_number;
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
               : no_memory(db);
}

/* Whether no column is NULL that may not be, and no other row has a key; there
 * is room for the keys then. No row has a number not given out yet. */
static inline enum fastpath admit_keys(struct kith_db *db, struct store *store,
                                       const char *row)
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

        if (!key->unique || key_is_null(key, row))
            continue;
        if (!(key == table->primary && store_is_unused(store, row)) &&
            ki_index_find_equal(index, row))
            return FAST_MISS;
        if (!reserve_key(index, row))
            return no_memory(db);
    }
    return FAST_DONE;
}

/* Fill a free place with a row as it will be, and make room for what it needs
 * in indexes and lists. */
static KI_ALWAYS_INLINE enum fastpath fill(struct kith_db *db,
                                           struct store *store, char *row,
                                           const char *values, bool minimal)
{
    const struct table *table = store->table;
    size_t bytes = table->descriptor->row_bytes;
    enum fastpath fast = FAST_DONE;
    char *after = reserved_after(row);

    assert(row_store(row) == store);
    assert(!row_is_live(row));
    assert(minimal == (table->insert_kind == INSERT_MINIMAL));
    memcpy(after, values, bytes);
    if (table->row_bytes > bytes)
        memset(after + bytes, 0, table->row_bytes - bytes);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        if (!name_parent(db, &table->foreign_keys[i], after, minimal))
            return FAST_MISS;
    }
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
        fast = admit_keys(db, store, after);
    if (!minimal && fast == FAST_DONE && table->reserves_new &&
        ki_reserve_new(db, store, after) != KITH_OK)
        fast = FAST_MEMORY;
    return fast;
}

static KI_ALWAYS_INLINE void *
insert_fast(struct kith_db *db, struct store *store, const char *values,
            slow_insert_fn *slow_insert, bool minimal)
{
    enum fastpath fast;
    char *row;

    assert(values);
    assert(!db->frozen);
    fetch_parents(store->table, values);
    if (!may_be_given(store->table, values, minimal))
        return slow_insert(db, store, values);
    row = reserve_place(store);
    if (!row)
        return no_memory(db), NULL;
    fast = fill(db, store, row, values, minimal);
    if (fast == FAST_DONE) {
        ki_mutate_new(store, row, minimal);
        return row;
    }
    unreserve_place(store, row);
    return fast == FAST_MEMORY ? NULL : slow_insert(db, store, values);
}

KI_NOINLINE static void *insert_any(struct kith_db *db, struct store *store,
                                    const char *values,
                                    slow_insert_fn *slow_insert)
{
    assert(store->table->insert_kind == INSERT_FAST);
    return insert_fast(db, store, values, slow_insert, false);
}

void *ki_fast_insert(struct kith_db *db, struct store *store,
                     const char *values, slow_insert_fn *slow_insert)
{
    assert(values);
    assert(store_db(store) == db);
    if (!FAST_PATHS || store->table->insert_kind == INSERT_SLOW)
        return slow_insert(db, store, values);
    if (store->table->insert_kind == INSERT_FAST)
        return insert_any(db, store, values, slow_insert);
    return insert_fast(db, store, values, slow_insert, true);
}

/* --- Set ------------------------------------------------------------------ */

static enum fastpath set_plain_text(struct kith_db *db, char *row,
                                    const struct column *column,
                                    const void *value)
{
    char *at = row + column->offset;
    char *old = load_ptr(at);
    const char *text = load_ptr(value);
    size_t length;

    assert(column->kind == KITH_KIND_TEXT);
    assert(!column->indexed);
    if (!text)
        return FAST_MISS;
    if (old && strcmp(old, text) == 0)
        return FAST_DONE;
    length = strlen(text);
    if (length > column->bytes_max)
        return FAST_MISS;
    text = reserve_text(db, text, length);
    if (!text)
        return no_memory(db);
    ki_mutate_text(db, at, text);
    return FAST_DONE;
}

/* The text may lie in the very array. */
static enum fastpath set_plain_chars(char *row, const struct column *column,
                                     const char *text)
{
    size_t length = text ? ki_chars_length(text, column->bytes) : column->bytes;

    assert(column->kind == KITH_KIND_CHARS);
    assert(!column->indexed);
    if (length > column->bytes_max)
        return FAST_MISS;
    ki_mutate_chars(row, column, text, length);
    return FAST_DONE;
}

/* A number that is a key by itself. What the index looks at is an after-image
 * of as much of the row as ends with the column. */
enum { ALONE_BYTES_MAX = 256 };

static enum fastpath set_alone(struct kith_db *db, char *row,
                               const struct column *column, const void *value)
{
    union index *index = &row_store(row)->indexes[column->key->ordinal];
    alignas(max_align_t) char after[ALONE_BYTES_MAX];
    char *at = row + column->offset;

    assert(column->sole_index);
    assert(!column->foreign_key);
    if (value_equal(column->kind, column->bytes, at, value))
        return ki_kind_is_integer(column->kind)
                   ? FAST_DONE
                   : FAST_MISS; /* zeros differ in sign, NaNs in bits */
    assert(column->link_count == 0);
    if ((column->limits && !ki_limits_admit(column, value)) ||
        column->offset + column->bytes > sizeof(after))
        return FAST_MISS;
    memcpy(after + column->offset, value, column->bytes);
    if (ki_index_find_equal(index, after))
        return FAST_MISS;
    if (!reserve_key(index, after))
        return no_memory(db);
    ki_mutate_indexed(index, row, column, value);
    return FAST_DONE;
}

static enum fastpath set_key(struct kith_db *db, char *row,
                             const struct foreign_key *foreign_key,
                             const void *value)
{
    const struct column *column = foreign_key->columns[0];
    char *parent;

    assert(foreign_key->unconstrained);
    assert(foreign_key->column_count == 1);
    if (!ki_kind_is_integer(column->kind) &&
        (column->kind != KITH_KIND_TEXT || !load_ptr(value)))
        return FAST_MISS;
    prefetch(row + foreign_key->reference);
    parent = named_parent(db, foreign_key, value);
    if (!parent)
        return FAST_MISS;
    return ki_fast_move(foreign_key, row, parent)
               ? FAST_DONE
               : ki_fast_link(db, foreign_key, row, parent);
}

enum fastpath ki_fast_set(struct kith_db *db, char *row,
                          const struct column *column, const void *value)
{
    assert(row_is_live(row));
    assert(!db->frozen);
    if (!FAST_PATHS || !value)
        return FAST_MISS;
    if (column->sole_index)
        return set_alone(db, row, column, value);
    if (!column->unconstrained &&
        !(column->bounded && ki_limits_admit(column, value)))
        return column->foreign_key && column->foreign_key->unconstrained
                   ? set_key(db, row, column->foreign_key, value)
                   : FAST_MISS;
    if (column->kind == KITH_KIND_TEXT)
        return set_plain_text(db, row, column, value);
    if (column->kind == KITH_KIND_CHARS)
        return set_plain_chars(row, column, load_ptr(value));
    if (column->kind == KITH_KIND_BLOB)
        return FAST_MISS;
    ki_mutate_number(row, column, value);
    return FAST_DONE;
}

/* --- Link ----------------------------------------------------------------- */

enum fastpath ki_fast_link(struct kith_db *db,
                           const struct foreign_key *foreign_key, char *child,
                           char *parent)
{
    char *old = load_ptr(child + foreign_key->reference);

    assert(row_is_in(child, foreign_key->child));
    assert(!parent || row_is_in(parent, foreign_key->parent));
    assert(!db->frozen);
    if (!FAST_PATHS || !foreign_key->unconstrained)
        return FAST_MISS;
    if (old == parent)
        return FAST_DONE;
    if (old)
        prefetch(old + foreign_key->list);
    if (parent ? key_is_null(foreign_key->parent_key, parent)
               : foreign_key->not_null || foreign_key->delete_orphan)
        return FAST_MISS;
    if (parent && !reserve_child(db, foreign_key, parent, true))
        return no_memory(db);
    ki_mutate_link(db, foreign_key, child, parent);
    return FAST_DONE;
}

/* --- Delete --------------------------------------------------------------- */

/* Whether children of a row along a key that cascades have none themselves but
 * such as go with them. O(children). */
KI_COLD static bool may_sweep(const struct foreign_key *foreign_key, char *row)
{
    const struct table *table = foreign_key->child;
    size_t place = 0;
    char *child;

    assert(row_is_in(row, foreign_key->parent));
    if (foreign_key->on_delete != KITH_CASCADE)
        return false;
    while ((child = children_next(foreign_key, row, &place))) {
        for (size_t i = 0; i < table->child_count; i++) {
            if (!table->children[i]->cascades_throughout &&
                children_count(table->children[i], child) > 0)
                return false;
        }
    }
    return true;
}

bool ki_fast_delete_parent(char *row)
{
    const struct table *table = row_store(row)->table;
    bool childless = true, leaves = true;

    assert(row_is_live(row));
    assert(table->child_count > 0);
    for (size_t i = 0; i < table->child_count; i++) {
        const struct foreign_key *foreign_key = table->children[i];

        if (children_count(foreign_key, row) == 0)
            continue;
        childless = false;
        leaves &= foreign_key->cascades_to_leaves;
        if (!foreign_key->cascades_throughout && !may_sweep(foreign_key, row))
            return false;
    }
    if (!leaves)
        ki_mutate_sweep(row);
    else if (!childless)
        ki_mutate_delete_with_leaves(row);
    else
        ki_mutate_delete(row);
    return true;
}
