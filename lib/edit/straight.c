/* straight.c - the writes that nothing refuses; see straight.h. */
#include "edit/straight.h"

#include "base/tuning.h"
#include "catalog/value.h"
#include "data/text.h"
#include "delta/mutate.h"
#include "delta/reserve.h"

#include <stdalign.h>

KI_COLD static enum straight no_memory(struct kith_db *db)
{
    ki_error_memory(&db->error);
    return STRAIGHT_MEMORY;
}

/* --- Insert ---------------------------------------------------------------
 *
 * Written once and compiled twice: `lean` is a constant in each, and where it
 * is true, what such a table cannot have is not looked for (see schema.h). */

/* Whether the values give what an insert may give: no children, and two parts
 * that fit each other in optional numbers and blobs. */
static KI_INTO bool may_be_given(const struct table *table, const char *values,
                                 bool lean)
{
    for (size_t i = 0; i < table->parent_end_count; i++) {
        const struct relationship *member = table->parent_ends[i];

        if (!is_zero(values + member->offset, member->attribute->bytes))
            return false;
    }
    for (size_t i = 0; !lean && i < table->guarded_count; i++) {
        const struct column *column = table->guarded[i];
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

    if (length < column->bytes)
        memset(at + length, 0, column->bytes - length);
    return length < column->bytes;
}

/* In-place texts end within their arrays, and zeros follow: mostly they do. */
static inline bool clean_chars(const struct table *table, char *row)
{
    for (size_t i = 0; i < table->chars_count; i++) {
        const struct column *column = table->chars[i];
        char *at = row + column->offset;

        if (!chars_are_clean(at, column->bytes) && !clean_behind(column, at))
            return false;
    }
    return true;
}

/* Whether a row may be the parent: it lives here and has a key. */
static KI_INTO bool may_be_parent(const struct foreign_key *foreign_key,
                                  const char *parent, bool lean)
{
    return row_is_in(parent, foreign_key->parent) &&
           (lean || foreign_key->wide ||
            !key_is_null(foreign_key->parent_key, parent));
}

/* Whether the one column of a foreign key is given by value. */
static KI_INTO bool literal_gives_key(const struct foreign_key *foreign_key,
                                      const char *row, bool lean)
{
    const char *at = row + foreign_key->child_at;

    if (lean || foreign_key->wide || is_block(foreign_key->columns[0]))
        return load_u64(at) != 0;
    return !is_zero(at, foreign_key->columns[0]->bytes);
}

static KI_INTO void fetch_parents(const struct table *table, const char *values)
{
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const char *parent = given_parent(foreign_key, values);

        if (parent)
            fetch_parent(foreign_key, parent);
    }
}

/* Name the parent of a new row, as far as it is given, in its reference. */
static KI_INTO bool name_parent(const struct kith_db *db,
                                const struct foreign_key *foreign_key,
                                char *row, bool lean)
{
    char *at = row + foreign_key->reference;
    char *parent = load_ptr(at);

    if (!lean || !parent) /* a list writes the place */
        store_u32(at + REFERENCE_PLACE, 0);
    if (parent)
        return true;
    if (!literal_gives_key(foreign_key, row, lean))
        return !foreign_key->not_null;
    parent = named_parent(db, foreign_key, row + foreign_key->child_at);
    if (!parent)
        return false;
    fetch_parent(foreign_key, parent);
    store_ptr(at, parent);
    return true;
}

/* The key of the parent comes beside it; false when another is given. */
static KI_INTO bool assign_key(const struct foreign_key *foreign_key, char *row,
                               const char *parent, bool lean)
{
    const struct column *column = foreign_key->columns[0];
    char *at = row + foreign_key->child_at;
    const char *key = parent + foreign_key->parent_at;

    if (lean || foreign_key->wide) {
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
static KI_INTO enum straight admit_parent(struct kith_db *db,
                                          const struct foreign_key *foreign_key,
                                          char *row, bool lean)
{
    char *parent = load_ptr(row + foreign_key->reference);

    if (!parent)
        return STRAIGHT_DONE;
    if (!may_be_parent(foreign_key, parent, lean) ||
        !assign_key(foreign_key, row, parent, lean))
        return NOT_STRAIGHT;
    if (!lean && children_only(foreign_key, parent))
        return NOT_STRAIGHT;
    return reserve_child(db, foreign_key, parent, lean) ? STRAIGHT_DONE
                                                        : no_memory(db);
}

/* Give the numbered key the next number, unless it has one. It is counted when
 * the row is born. */
static inline bool assign_number(const struct store *store, char *row)
{
    const struct column *column = store->table->numbered;
    char *at;

    if (!column)
        return true;
    at = row + column->offset;
    if (column->bytes == 8 ? load_u64(at) != 0 : !is_zero(at, column->bytes))
        return true;
    return store->next_number != 0 &&
           value_from_unsigned(column->kind, store->next_number, at);
}

/* The same for a lean table, which has no other key. Numbers not yet given out
 * are nobody's; there is room for it then. */
static KI_INTO enum straight assign_lean_key(struct kith_db *db,
                                             struct store *store, char *row)
{
    const struct column *column = store->table->numbered;
    struct unique_index *index;
    uint64_t number;

    if (!column)
        return STRAIGHT_DONE;
    index = &store->indexes[0].unique;
    number = load_u64(row + column->offset);
    if (number == 0) {
        number = store->next_number;
        if (number - 1 >= INT64_MAX)
            return NOT_STRAIGHT;
        memcpy(row + column->offset, &number, sizeof(number));
    } else if (!store_has_unused(store, number, true) &&
               unique_index_with(index, number)) {
        return NOT_STRAIGHT;
    }
    return number < index->numbers.capacity ||
                   reserve_key(&store->indexes[0], row)
               ? STRAIGHT_DONE
               : no_memory(db);
}

/* Whether no column is NULL that may not be, and no other row has a key; there
 * is room for the keys then. Numbers not yet given out are nobody's. */
static inline enum straight admit_keys(struct kith_db *db, struct store *store,
                                       const char *row)
{
    const struct table *table = store->table;

    for (size_t i = 0; i < table->required_count; i++) {
        if (column_is_null(table->required[i], row))
            return NOT_STRAIGHT;
    }
    for (size_t i = 0; i < table->key_count; i++) {
        const struct key *key = &table->keys[i];
        union index *index = &store->indexes[i];

        if (!key->unique || key_is_null(key, row))
            continue;
        if (!(key == table->primary && store_is_unused(store, row)) &&
            ki_index_holder(index, row))
            return NOT_STRAIGHT;
        if (!reserve_key(index, row))
            return no_memory(db);
    }
    return STRAIGHT_DONE;
}

/* Fill a free place with a row as it will be, and make room for what it asks
 * of indexes and lists. */
static KI_INTO enum straight fill(struct kith_db *db, struct store *store,
                                  char *row, const char *values, bool lean)
{
    const struct table *table = store->table;
    size_t bytes = table->face->row_bytes;
    enum straight straight = STRAIGHT_DONE;

    memcpy(row, values, bytes);
    if (table->row_bytes > bytes)
        memset(row + bytes, 0, table->row_bytes - bytes);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        if (!name_parent(db, &table->foreign_keys[i], row, lean))
            return NOT_STRAIGHT;
    }
    if (table->child_count > 0)
        ki_store_init_lists(store, row);
    if (!clean_chars(table, row) || (!lean && !assign_number(store, row)))
        return NOT_STRAIGHT;
    if (!lean && table->judged && !ki_limits_admit_row(table, row))
        return NOT_STRAIGHT;
    /* A lean key is no foreign key: it does not wait for the parents. */
    if (lean)
        straight = assign_lean_key(db, store, row);
    for (size_t i = 0;
         straight == STRAIGHT_DONE && i < table->foreign_key_count; i++)
        straight = admit_parent(db, &table->foreign_keys[i], row, lean);
    if (!lean && straight == STRAIGHT_DONE)
        straight = admit_keys(db, store, row);
    if (!lean && straight == STRAIGHT_DONE && table->reserves_new &&
        ki_reserve_new(db, store, row) != KITH_OK)
        straight = STRAIGHT_MEMORY;
    return straight;
}

static KI_INTO void *insert_straight(struct kith_db *db, struct store *store,
                                     const char *values, const char *call,
                                     insert_plan *otherwise, bool lean)
{
    enum straight straight;
    char *row;

    fetch_parents(store->table, values);
    if (!may_be_given(store->table, values, lean))
        return otherwise(db, store, values, call);
    row = reserve_place(store);
    if (!row)
        return no_memory(db), NULL;
    straight = fill(db, store, row, values, lean);
    if (straight == STRAIGHT_DONE) {
        ki_mutate_new(store, row, lean);
        return row;
    }
    unreserve_place(store, row);
    return straight == STRAIGHT_MEMORY ? NULL
                                       : otherwise(db, store, values, call);
}

KI_APART static void *insert_any(struct kith_db *db, struct store *store,
                                 const char *values, const char *call,
                                 insert_plan *otherwise)
{
    return insert_straight(db, store, values, call, otherwise, false);
}

void *ki_straight_insert(struct kith_db *db, struct store *store,
                         const char *values, const char *call,
                         insert_plan *otherwise)
{
    if (!STRAIGHT || !store->table->straight)
        return otherwise(db, store, values, call);
    if (!store->table->lean)
        return insert_any(db, store, values, call, otherwise);
    return insert_straight(db, store, values, call, otherwise, true);
}

/* --- Set ------------------------------------------------------------------ */

static enum straight set_plain_text(struct kith_db *db, char *row,
                                    const struct column *column,
                                    const void *value)
{
    char *at = row + column->offset;
    char *old = load_ptr(at);
    const char *text = load_ptr(value);
    size_t length;

    if (!text)
        return NOT_STRAIGHT;
    if (old && strcmp(old, text) == 0)
        return STRAIGHT_DONE;
    length = strlen(text);
    if (length > column->bytes_max)
        return NOT_STRAIGHT;
    text = reserve_text(db, text, length);
    if (!text)
        return no_memory(db);
    ki_mutate_text(db, at, text);
    return STRAIGHT_DONE;
}

/* The text may lie in the very array. */
static enum straight set_plain_chars(char *row, const struct column *column,
                                     const char *text)
{
    size_t length = text ? ki_chars_length(text, column->bytes) : column->bytes;

    if (length > column->bytes_max)
        return NOT_STRAIGHT;
    ki_mutate_chars(row, column, text, length);
    return STRAIGHT_DONE;
}

/* A number that is a key by itself. What the index looks at is an image of as
 * much of the row as ends with the column. */
enum { ALONE_BYTES_MAX = 256 };

static enum straight set_alone(struct kith_db *db, char *row,
                               const struct column *column, const void *value)
{
    union index *index = &row_store(row)->indexes[column->key->number];
    alignas(max_align_t) char image[ALONE_BYTES_MAX];
    char *at = row + column->offset;

    if (value_equal(column->kind, column->bytes, at, value))
        return ki_kind_is_integer(column->kind)
                   ? STRAIGHT_DONE
                   : NOT_STRAIGHT; /* zeros differ in sign, NaNs in bits */
    if (column->limits && !ki_limits_admit(column, value))
        return NOT_STRAIGHT;
    if (column->offset + column->bytes > sizeof(image))
        return NOT_STRAIGHT;
    memcpy(image + column->offset, value, column->bytes);
    if (ki_index_holder(index, image))
        return NOT_STRAIGHT;
    if (!reserve_key(index, image))
        return no_memory(db);
    ki_mutate_indexed(index, row, column, value);
    return STRAIGHT_DONE;
}

static enum straight set_key(struct kith_db *db, char *row,
                             const struct foreign_key *foreign_key,
                             const void *value)
{
    const struct column *column = foreign_key->columns[0];
    char *parent;

    if (!ki_kind_is_integer(column->kind) &&
        (column->kind != KITH_KIND_TEXT || !load_ptr(value)))
        return NOT_STRAIGHT;
    prefetch(row + foreign_key->reference);
    parent = named_parent(db, foreign_key, value);
    if (!parent)
        return NOT_STRAIGHT;
    return ki_straight_move(foreign_key, row, parent)
               ? STRAIGHT_DONE
               : ki_straight_link(db, foreign_key, row, parent);
}

enum straight ki_straight_set(struct kith_db *db, char *row,
                              const struct column *column, const void *value)
{
    if (!STRAIGHT || !value)
        return NOT_STRAIGHT;
    if (column->alone)
        return set_alone(db, row, column, value);
    if (!column->plain && !(column->bounded && ki_limits_admit(column, value)))
        return column->foreign_key && column->foreign_key->plain
                   ? set_key(db, row, column->foreign_key, value)
                   : NOT_STRAIGHT;
    switch (column->kind) {
    case KITH_KIND_TEXT:
        return set_plain_text(db, row, column, value);
    case KITH_KIND_CHARS:
        return set_plain_chars(row, column, load_ptr(value));
    case KITH_KIND_BLOB:
        return NOT_STRAIGHT;
    default:
        break;
    }
    ki_mutate_number(row, column, value);
    return STRAIGHT_DONE;
}

/* --- Link ----------------------------------------------------------------- */

enum straight ki_straight_link(struct kith_db *db,
                               const struct foreign_key *foreign_key,
                               char *child, char *parent)
{
    char *old = load_ptr(child + foreign_key->reference);

    if (!STRAIGHT || !foreign_key->plain)
        return NOT_STRAIGHT;
    if (old == parent)
        return STRAIGHT_DONE;
    if (old)
        prefetch(old + foreign_key->list);
    if (parent ? key_is_null(foreign_key->parent_key, parent)
               : foreign_key->not_null || foreign_key->delete_orphan)
        return NOT_STRAIGHT;
    if (parent && !reserve_child(db, foreign_key, parent, true))
        return no_memory(db);
    ki_mutate_link(db, foreign_key, child, parent);
    return STRAIGHT_DONE;
}

/* --- Delete --------------------------------------------------------------- */

/* Whether children of a row along a key that cascades have none themselves but
 * such as are swept. O(children). */
KI_COLD static bool may_sweep(const struct foreign_key *foreign_key, char *row)
{
    const struct table *table = foreign_key->child;
    size_t place = 0;
    char *child;

    if (foreign_key->on_delete != KITH_CASCADE)
        return false;
    while ((child = children_next(foreign_key, row, &place))) {
        for (size_t i = 0; i < table->child_count; i++) {
            if (!table->children[i]->swept &&
                children_count(table->children[i], child) > 0)
                return false;
        }
    }
    return true;
}

bool ki_straight_delete_parent(char *row)
{
    const struct table *table = row_store(row)->table;
    bool childless = true, leaves = true;

    for (size_t i = 0; i < table->child_count; i++) {
        const struct foreign_key *foreign_key = table->children[i];

        if (children_count(foreign_key, row) == 0)
            continue;
        childless = false;
        leaves &= foreign_key->leaves;
        if (!foreign_key->swept && !may_sweep(foreign_key, row))
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
