/* straight.c - the writes that concern one row alone; see straight.h. */
#include "edit/straight.h"

#include "base/tuning.h"
#include "catalog/value.h"
#include "data/text.h"
#include "edit/apply.h"

#include <stdalign.h>

KI_COLD static enum straight no_memory(struct kith_db *db)
{
    ki_error_memory(&db->error);
    return STRAIGHT_MEMORY;
}

/* --- Insert --------------------------------------------------------------- */

/* Whether the values give what an insert may give: no children, and two parts
 * that fit each other in optional numbers and blobs. */
static bool may_be_given(const struct table *table, const char *values)
{
    for (size_t i = 0; i < table->parent_end_count; i++) {
        const struct relationship *member = table->parent_ends[i];

        if (!is_zero(values + member->offset, member->attribute->bytes))
            return false;
    }
    for (size_t i = 0; i < table->guarded_count; i++) {
        const struct column *column = table->guarded[i];
        const char *at = values + column->offset;

        if (column->kind == KITH_KIND_BLOB
                ? blob_bytes(at) &&
                      (!blob_data(at) || blob_bytes(at) > BLOCK_BYTES_MAX)
                : !values[column->present] && !is_zero(at, column->bytes))
            return false;
    }
    return true;
}

/* In-place texts end within their arrays, and zeros follow. */
static bool clean_chars(const struct table *table, char *row)
{
    for (size_t i = 0; i < table->chars_count; i++) {
        const struct column *column = table->chars[i];
        char *at = row + column->offset;
        size_t length = ki_chars_length(at, column->bytes);

        if (length == column->bytes)
            return false;
        if (!is_zero(at + length, column->bytes - length))
            memset(at + length, 0, column->bytes - length);
    }
    return true;
}

/* Whether a row may be the parent: it lives here and has a key. */
static bool may_be_parent(const struct kith_db *db,
                          const struct foreign_key *foreign_key, char *parent)
{
    return row_is_live(parent) &&
           row_store(parent) == store_of(db, foreign_key->parent) &&
           !key_is_null(foreign_key->parent_key, parent);
}

/* Whether the one column of a foreign key is given by value. */
static bool gives_value(const struct column *column, const char *row)
{
    return is_block(column) ? load_ptr(row + column->offset) != NULL
                            : !is_zero(row + column->offset, column->bytes);
}

/* The lines of parents are far away: ask for them first, and look at them when
 * the rest of the row is done. While one insert waits for its parent, the
 * processor then comes as far as to ask for that of the next. */
static void fetch_parent(const struct foreign_key *foreign_key,
                         const char *parent)
{
    prefetch(parent + GENERATION);
    prefetch(parent + foreign_key->list);
}

static void fetch_parents(const struct table *table, const char *values)
{
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const char *parent = foreign_key->has_reference
                                 ? load_ptr(values + foreign_key->reference)
                                 : NULL;

        if (parent)
            fetch_parent(foreign_key, parent);
    }
}

/* Name the parent of a new row, as far as it is given, in its reference. */
static bool name_parent(const struct kith_db *db,
                        const struct foreign_key *foreign_key, char *row)
{
    const struct column *column = foreign_key->columns[0];
    char *at = row + foreign_key->reference;
    char *parent = foreign_key->has_reference ? load_ptr(at) : NULL;

    if (!parent && gives_value(column, row)) {
        parent = named_parent(db, foreign_key, row + column->offset);
        if (!parent)
            return false;
        fetch_parent(foreign_key, parent);
    }
    store_ptr(at, parent);
    store_u32(at + REFERENCE_PLACE, 0);
    return parent || !foreign_key->not_null;
}

/* Whether the row that was named may be the parent, and has room for a child;
 * its key comes beside it. */
static enum straight take_parent(struct kith_db *db,
                                 const struct foreign_key *foreign_key,
                                 char *row)
{
    const struct column *column = foreign_key->columns[0];
    const struct column *key = foreign_key->parent_key->columns[0];
    char *parent = load_ptr(row + foreign_key->reference);
    char *at = row + column->offset;

    if (!parent)
        return STRAIGHT_DONE;
    if (!may_be_parent(db, foreign_key, parent))
        return NOT_STRAIGHT;
    if (!gives_value(column, row))
        value_copy(at, parent + key->offset, column->bytes);
    else if (!value_equal(column->kind, column->bytes, at,
                          parent + key->offset))
        return NOT_STRAIGHT;
    if (foreign_key->one_to_one)
        return load_ptr(parent + foreign_key->list) ? NOT_STRAIGHT
                                                    : STRAIGHT_DONE;
    return ki_links_reserve(list_of(foreign_key, parent), &db->blocks, 1)
               ? STRAIGHT_DONE
               : no_memory(db);
}

/* Give the numbered key the next number, unless it has one. It is counted when
 * the row is born. */
static bool take_number(const struct store *store, char *row)
{
    const struct column *column = store->table->numbered;

    if (!column || !is_zero(row + column->offset, column->bytes))
        return true;
    if (column->kind == KITH_KIND_I64 && store->next_number <= INT64_MAX &&
        store->next_number != 0) {
        memcpy(row + column->offset, &store->next_number, 8);
        return true;
    }
    return store->next_number != 0 &&
           ki_value_from_unsigned(column->kind, store->next_number,
                                  row + column->offset);
}

/* Whether no column is NULL that may not be, and no other row has a key; there
 * is room for the keys then. */
static enum straight take_keys(struct kith_db *db, struct store *store,
                               const char *row)
{
    const struct table *table = store->table;

    for (size_t i = 0; i < table->required_count; i++) {
        if (column_is_null(table->required[i], row))
            return NOT_STRAIGHT;
    }
    for (size_t i = 0; i < table->key_count; i++) {
        const struct key *key = &table->keys[i];
        struct unique_index *index = &store->indexes[i].unique;

        if (!key->unique || key_is_null(key, row))
            continue;
        if (ki_unique_index_find_like(index, row))
            return NOT_STRAIGHT;
        if (!ki_unique_index_has_room(index, row))
            return no_memory(db);
    }
    return STRAIGHT_DONE;
}

/* Fill a free place with a row as it will be, and make room for what it asks
 * of indexes and lists. */
static enum straight fill(struct kith_db *db, struct store *store, char *row,
                          const char *values)
{
    const struct table *table = store->table;
    size_t bytes = table->face->row_bytes;
    enum straight straight = STRAIGHT_DONE;

    memcpy(row, values, bytes);
    if (table->row_bytes > bytes)
        memset(row + bytes, 0, table->row_bytes - bytes);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        if (!name_parent(db, &table->foreign_keys[i], row))
            return NOT_STRAIGHT;
    }
    if (table->child_count > 0)
        ki_store_init_lists(store, row);
    if (!clean_chars(table, row) || !take_number(store, row))
        return NOT_STRAIGHT;
    for (size_t i = 0;
         straight == STRAIGHT_DONE && i < table->foreign_key_count; i++)
        straight = take_parent(db, &table->foreign_keys[i], row);
    if (straight == STRAIGHT_DONE)
        straight = take_keys(db, store, row);
    if (straight == STRAIGHT_DONE && table->reserves_new &&
        ki_apply_reserve_new(db, store, row) != KITH_OK)
        straight = STRAIGHT_MEMORY;
    return straight;
}

enum straight ki_straight_insert(struct kith_db *db, struct store *store,
                                 const char *values, char **row)
{
    enum straight straight;

    if (!STRAIGHT || !store->table->straight)
        return NOT_STRAIGHT;
    fetch_parents(store->table, values);
    if (!may_be_given(store->table, values))
        return NOT_STRAIGHT;
    if (!ki_slab_reserve(&store->slab))
        return no_memory(db);
    *row = ki_slab_take(&store->slab);
    straight = fill(db, store, *row, values);
    if (straight == STRAIGHT_DONE) {
        ki_apply_new(store, *row);
    } else {
        ki_slab_give(&store->slab, *row);
        *row = NULL;
    }
    return straight;
}

/* --- Set ------------------------------------------------------------------ */

static enum straight set_text(struct kith_db *db, char *row,
                              const struct column *column, const void *value)
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
    if (length > BLOCK_BYTES_MAX)
        return NOT_STRAIGHT;
    text = ki_text_new(&db->texts, text, length);
    if (!text)
        return no_memory(db);
    store_ptr(at, text);
    ki_text_release(&db->texts, old);
    return STRAIGHT_DONE;
}

/* The text may lie in the very array. */
static enum straight set_chars(char *row, const struct column *column,
                               const char *text)
{
    char *at = row + column->offset;
    size_t length = text ? ki_chars_length(text, column->bytes) : column->bytes;

    if (length == column->bytes)
        return NOT_STRAIGHT;
    memmove(at, text, length);
    memset(at + length, 0, column->bytes - length);
    return STRAIGHT_DONE;
}

/* A number that is a key by itself. What the index looks at is an image of as
 * much of the row as ends with the column. */
enum { ALONE_BYTES_MAX = 256 };

static enum straight set_alone(struct kith_db *db, char *row,
                               const struct column *column, const void *value)
{
    struct index *index = &row_store(row)->indexes[column->alone->number];
    alignas(max_align_t) char image[ALONE_BYTES_MAX];
    char *at = row + column->offset;
    bool unique = column->alone->unique;

    if (value_equal(column->kind, column->bytes, at, value))
        return ki_kind_is_integer(column->kind)
                   ? STRAIGHT_DONE
                   : NOT_STRAIGHT; /* zeros differ in sign, NaNs in bits */
    if (column->offset + column->bytes > sizeof(image))
        return NOT_STRAIGHT;
    memcpy(image + column->offset, value, column->bytes);
    if (unique && ki_unique_index_find_like(&index->unique, image))
        return NOT_STRAIGHT;
    if (unique ? !ki_unique_index_has_room(&index->unique, image)
               : !ki_group_index_promise(&index->equal, image))
        return no_memory(db);
    if (unique)
        ki_unique_index_take(&index->unique, row);
    else
        ki_group_index_take(&index->equal, row);
    memcpy(at, value, column->bytes);
    if (unique)
        ki_unique_index_add(&index->unique, row, row);
    else
        ki_group_index_put(&index->equal, row, row);
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
    parent = named_parent(db, foreign_key, value);
    return parent ? ki_straight_link(db, foreign_key, row, parent)
                  : NOT_STRAIGHT;
}

enum straight ki_straight_set(struct kith_db *db, char *row,
                              const struct column *column, const void *value)
{
    if (!STRAIGHT || !value)
        return NOT_STRAIGHT;
    if (column->alone)
        return set_alone(db, row, column, value);
    if (!column->plain)
        return column->foreign_key && column->foreign_key->plain
                   ? set_key(db, row, column->foreign_key, value)
                   : NOT_STRAIGHT;
    switch (column->kind) {
    case KITH_KIND_TEXT:
        return set_text(db, row, column, value);
    case KITH_KIND_CHARS:
        return set_chars(row, column, load_ptr(value));
    case KITH_KIND_BLOB:
        return NOT_STRAIGHT;
    default:
        break;
    }
    memcpy(row + column->offset, value, column->bytes);
    if (column->optional)
        row[column->present] = true;
    return STRAIGHT_DONE;
}

/* --- Link and delete ------------------------------------------------------ */

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
    if (parent &&
        !ki_links_reserve(list_of(foreign_key, parent), &db->blocks, 1))
        return no_memory(db);
    ki_apply_link(db, foreign_key, child, parent);
    return STRAIGHT_DONE;
}
