/* given.c - what an insert is given, made into a draft; see given.h. */
#include "edit/given.h"

#include "catalog/value.h"
#include "delta/reserve.h"
#include "edit/draft.h"
#include "edit/function.h"

/* Whether the bit of the column is set. */
static bool is_marked(const struct table *table, const struct column *column,
                      const uint64_t *bits)
{
    size_t i = (size_t)(column->attribute - table->descriptor->attributes);

    return bits && bits[i / 64] >> i % 64 & 1;
}

/* Whether the insert gives the column as NULL, by its bit. */
static bool is_nulled(const struct draft *draft, const struct column *column)
{
    return is_marked(draft->store->table, column, draft->nulls);
}

/* Whether the insert gives the column: by its bits, else by not being zero. */
static bool is_given(const struct draft *draft, const struct column *column)
{
    if (is_nulled(draft, column))
        return true;
    if (draft->given)
        return is_marked(draft->store->table, column, draft->given);
    if (column->optional)
        return draft->image[column_flag(column)];
    if (is_block(column))
        return load_ptr(draft->image + column->offset);
    return !is_zero(draft->image + column->offset, column->bytes);
}

/* --- Values --------------------------------------------------------------- */

static kith_status check_given_column(struct kith_db *db,
                                      const struct table *table,
                                      const struct column *column,
                                      const char *values, const char *call)
{
    const char *at = values + column->offset;

    if (column->optional && !values[column_flag(column)] &&
        !is_zero(at, column->bytes))
        return ki_draft_misuse(
            db, table, column->attribute->name, call,
            "%f: %t.%c has a value that is not present: write "
            "KITH_SOME(value)");
    if (column->kind == KITH_KIND_BLOB && !blob_data(at) && blob_bytes(at))
        return ki_draft_misuse(db, table, column->attribute->name, call,
                               "%f: %t.%c is given bytes without data");
    if (column->kind == KITH_KIND_BLOB && blob_bytes(at) > BLOCK_BYTES_MAX)
        return ki_error(&db->error, KITH_E_LIMIT,
                        "%t.%c is longer than 4 GiB - 2 bytes",
                        &(struct facts){.table = table->descriptor->name,
                                        .column = column->attribute->name});
    return KITH_OK;
}

/* Whether the values give the column, whatever its bits say of NULL. */
static bool has_value(const struct table *table, const struct column *column,
                      const struct given *given)
{
    const char *at = given->values;

    if (is_marked(table, column, given->nulls) || !at ||
        (given->columns && !is_marked(table, column, given->columns)))
        return false;
    at += column->offset;
    if (is_block(column))
        return load_ptr(at);
    return given->columns || !is_zero(at, column->bytes);
}

static kith_status refuse_given_null(struct kith_db *db,
                                     const struct table *table,
                                     const struct column *column,
                                     const char *call)
{
    struct facts facts = {.table = table->descriptor->name,
                          .column = column->attribute->name,
                          .value = "NULL",
                          .call = call};

    if (column->attribute->primary_key)
        return ki_error(&db->error, KITH_E_NOT_NULL,
                        "%f: %t.%c is in the primary key and cannot be NULL: "
                        "give it a value",
                        &facts);
    if (column->link_count > 0)
        return ki_error(&db->error, KITH_E_NOT_NULL,
                        "%f: %t.%c cannot be NULL, for several keys need it: "
                        "give it a value",
                        &facts);
    return ki_error(&db->error, KITH_E_NOT_NULL,
                    column->kind == KITH_KIND_CHARS
                        ? "%f: %t.%c cannot be NULL: declare it KITH_TEXT, or "
                          "give it a value"
                        : "%f: %t.%c cannot be NULL: declare it KITH_OPTIONAL, "
                          "or give it a value",
                    &facts);
}

/* A NULL makes all of a foreign key NULL, and so a value beside it could not be
 * kept. */
static kith_status check_whole(struct kith_db *db,
                               const struct foreign_key *foreign_key,
                               const struct given *given, const char *call)
{
    const struct table *table = foreign_key->child;
    size_t nulls = 0, values = 0;

    for (size_t i = 0; i < foreign_key->own_count; i++) {
        nulls += is_marked(table, foreign_key->own[i], given->nulls);
        values += has_value(table, foreign_key->own[i], given);
    }
    if (nulls == 0 || values == 0)
        return KITH_OK;
    return ki_draft_misuse(db, table, foreign_key->name, call,
                           "%f: %t.%c would be NULL beside a value that is "
                           "given: give all of its columns or none");
}

/* What is given as NULL must be able to be. */
static kith_status check_nulls(struct kith_db *db, const struct table *table,
                               const struct given *given, const char *call)
{
    kith_status status = KITH_OK;

    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];

        if (is_marked(table, column, given->nulls) && !column->optional &&
            !column->foreign_key && !is_block(column))
            return refuse_given_null(db, table, column, call);
    }
    for (size_t i = 0; status == KITH_OK && i < table->foreign_key_count; i++)
        status = check_whole(db, &table->foreign_keys[i], given, call);
    return status;
}

/* What an insert may not give. */
static kith_status check_given(struct kith_db *db, const struct table *table,
                               const struct given *given, const char *call)
{
    const char *values = given->values;
    kith_status status = KITH_OK;

    if (given->nulls)
        status = check_nulls(db, table, given, call);
    if (status != KITH_OK || !values)
        return status;
    for (size_t i = 0; i < table->parent_end_count; i++) {
        const struct relationship *member = table->parent_ends[i];

        if (!is_zero(values + member->offset, member->attribute->bytes))
            return ki_draft_misuse(
                db, table, member->attribute->name, call,
                "%f: %t.%c cannot be given: link the children after "
                "the insert");
    }
    for (size_t i = 0; status == KITH_OK && i < table->guarded_count; i++) {
        const struct column *column = table->guarded[i];

        if (!is_marked(table, column, given->nulls) &&
            (!given->columns || is_marked(table, column, given->columns)))
            status = check_given_column(db, table, column, values, call);
    }
    return status;
}

/* Columns that are not given are zero, and text behind the NUL is no part of
 * the value: equal texts are equal bytes. A text that is too long is told from
 * the image by the checks. */
static void clean_image(const struct draft *draft)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0;
         (draft->given || draft->nulls) && i < table->column_count; i++) {
        const struct column *column = &table->columns[i];

        if (!is_given(draft, column) || is_nulled(draft, column))
            column_clear(column, draft->image);
    }
    for (size_t i = 0; i < table->chars_count; i++) {
        const struct column *column = table->chars[i];
        char *at = draft->image + column->offset;
        size_t length = ki_chars_length(at, column->bytes);

        memset(at + length, 0, column->bytes - length);
    }
}

/* --- Parents named by their rows ------------------------------------------ */

static kith_status check_parent(struct kith_db *db,
                                const struct foreign_key *foreign_key,
                                const char *parent, const char *call)
{
    const char *name = foreign_key->child_end->attribute->name;
    const struct table *table = foreign_key->child;

    if (!row_is_live(parent))
        return ki_error(&db->error, KITH_E_NOT_FOUND,
                        "%f: %t.%c names a row that was deleted",
                        &(struct facts){.table = table->descriptor->name,
                                        .column = name,
                                        .call = call});
    if (row_store(parent) != store_of(db, foreign_key->parent))
        return ki_draft_misuse(
            db, table, name, call,
            "%f: %t.%c names a row of another database or table");
    return KITH_OK;
}

/* Whether the columns that are given are those of the parent's key. */
static bool agrees(const struct draft *draft,
                   const struct foreign_key *foreign_key, const char *parent)
{
    const struct key *key = foreign_key->parent_key;

    for (size_t i = 0; i < key->column_count; i++) {
        const struct column *column = foreign_key->columns[i];
        const char *at = draft->image + column->offset;

        if (!is_given(draft, column))
            continue;
        if (is_nulled(draft, column) ||
            column_is_null(key->columns[i], parent) ||
            (is_block(column) && !load_ptr(at)) ||
            !value_equal(column->kind, column->bytes, at,
                         parent + key->columns[i]->offset))
            return false;
    }
    return true;
}

void ki_given_parent(struct draft *draft, const struct foreign_key *foreign_key,
                     const char *parent)
{
    store_ptr(draft->image + foreign_key->reference, parent);
}

/* Link the image to the parents that the values name by row. The keys given
 * beside them are judged before any of them is copied. */
static kith_status link_parents(struct kith_db *db, struct draft *draft,
                                const char *values, const char *call)
{
    const struct table *table = draft->store->table;
    kith_status status = KITH_OK;

    for (size_t i = 0; status == KITH_OK && i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = foreign_key->has_reference
                           ? load_ptr(values + foreign_key->reference)
                           : NULL;

        if (!parent)
            continue;
        status = check_parent(db, foreign_key, parent, call);
        if (status == KITH_OK && !agrees(draft, foreign_key, parent))
            status =
                ki_draft_misuse(db, table, foreign_key->name, call,
                                "%f: %t.%c and its reference name different "
                                "parents: give one of them");
        if (status == KITH_OK)
            ki_given_parent(draft, foreign_key, parent);
    }
    return status;
}

/* Copy the keys of parents named by row. Two that share a column may differ in
 * it. */
static kith_status copy_keys(struct kith_db *db, struct draft *draft,
                             const char *call)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = image_parent(draft->image, foreign_key);

        if (parent)
            ki_draft_link(db, draft, foreign_key, parent);
    }
    for (size_t i = 0; table->shares_columns && i < table->foreign_key_count;
         i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = image_parent(draft->image, foreign_key);

        if (parent && !ki_is_missing(parent) &&
            !ki_foreign_key_holds(foreign_key, draft->image, parent))
            return ki_draft_misuse(
                db, table, foreign_key->name, call,
                "%f: %t.%c shares a column with another foreign key, "
                "and the parents given for them differ in it");
    }
    return KITH_OK;
}

kith_status ki_given_draft(struct kith_db *db, struct store *store,
                           const struct given *given, const char *call,
                           size_t *number)
{
    const struct table *table = store->table;
    const char *values = given->values;
    size_t bytes = values ? table->descriptor->row_bytes : 0;
    kith_status status = check_given(db, table, given, call);
    struct draft *draft;

    if (status != KITH_OK)
        return status;
    draft = store_reserve_row(store) ? ki_draft_add(db, store) : NULL;
    if (!draft)
        return ki_error_memory(&db->error);
    draft->insert = draft->moves = true;
    draft->given = given->columns;
    draft->nulls = given->nulls;
    draft->row = draft->image = reserve_place(store);
    *number = db->plan.drafts.count - 1;
    if (values)
        memcpy(draft->image, values, bytes);
    memset(draft->image + bytes, 0, table->row_bytes - bytes);
    ki_store_init_links(store, draft->image);
    if (!values)
        return KITH_OK;
    clean_image(draft);
    return link_parents(db, draft, values, call);
}

/* --- What is not given ---------------------------------------------------- */

static kith_status refuse_number(struct kith_db *db, const struct table *table)
{
    const struct column *column = table->numbered;
    struct facts facts = {.table = table->descriptor->name,
                          .column = column->attribute->name};

    if (!column->limits || !column->limits->maximum_text)
        return ki_error(&db->error, KITH_E_LIMIT,
                        "%t.%c has given out its largest number: declare it "
                        "wider",
                        &facts);
    facts.other = column->limits->maximum_text;
    return ki_error(&db->error, KITH_E_LIMIT,
                    "%t.%c has given out its .maximum, %o: raise it", &facts);
}

/* Give the numbered key of a new row the next number, unless it has one. */
static kith_status draft_number(struct kith_db *db, struct draft *draft)
{
    struct store *store = draft->store;
    const struct column *column = store->table->numbered;
    struct addresses *numbers = &db->plan.numbers;
    uint64_t number = store->next_number;
    size_t *taken;

    if (!column || is_given(draft, column))
        return KITH_OK;
    taken = ki_addresses_find(numbers, store);
    if (!taken && !ki_addresses_reserve(numbers, &db->memory))
        return ki_error_memory(&db->error);
    number += taken ? *taken : 0;
    if (store->next_number == 0 || number < store->next_number ||
        number > store->table->last_number ||
        !ki_value_from_unsigned(column->kind, number,
                                draft->image + column->offset))
        return refuse_number(db, store->table);
    if (taken)
        ++*taken;
    else
        ki_addresses_put(numbers, store, 1);
    return KITH_OK;
}

/* Whether the insert leaves out a column that it must give, and no parent that
 * is named by its row gives it either. Without bits zero is a number; an empty
 * text is none. */
static bool is_left_out(const struct draft *draft, const struct column *column)
{
    if (is_given(draft, column) ||
        (!draft->given && column->kind != KITH_KIND_CHARS))
        return false;
    for (size_t i = 0; i < column->link_count; i++) {
        if (image_parent(draft->image, column->links[i]))
            return false;
    }
    return true;
}

/* Remember the first column of the primary key that is left out, for the
 * checks. */
static void find_missing(struct draft *draft)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0; !draft->missing && i < table->must_count; i++) {
        if (is_left_out(draft, table_must(table)[i]))
            draft->missing = table_must(table)[i];
    }
}

/* How many columns of a list are given. */
static size_t count_given(const struct draft *draft,
                          struct column *const *columns, size_t count)
{
    size_t given = 0;

    for (size_t i = 0; i < count; i++)
        given += is_given(draft, columns[i]);
    return given;
}

/* Whether the insert gives one of its own columns as NULL, and so all of it. */
static bool is_null_given(const struct draft *draft,
                          const struct foreign_key *foreign_key)
{
    for (size_t i = 0; draft->nulls && i < foreign_key->own_count; i++) {
        if (is_nulled(draft, foreign_key->own[i]))
            return true;
    }
    return false;
}

/* Whether the insert gives the key though no row: one own column that is not
 * zero, or the bits of all of them. A key without own columns is what the
 * others make of it. */
static bool gives_key(const struct draft *draft,
                      const struct foreign_key *foreign_key)
{
    size_t own = count_given(draft, foreign_key->own, foreign_key->own_count);

    if (is_null_given(draft, foreign_key))
        return false;
    if (foreign_key->own_count > 0)
        return own > 0 && (!draft->given || own == foreign_key->own_count);
    for (size_t i = 0; i < foreign_key->column_count; i++) {
        const struct column *column = foreign_key->columns[i];

        if (is_given(draft, column) ||
            !is_zero(draft->image + column->offset, column->bytes))
            return true;
    }
    return false;
}

/* Find the parents that are named by key, also where none was found before. */
static void name_parents(struct kith_db *db, struct draft *draft)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const char *parent = image_parent(draft->image, foreign_key);

        if (parent && !ki_is_unfound(parent))
            continue;
        if (parent || gives_key(draft, foreign_key))
            ki_draft_unresolve(draft, foreign_key);
        else
            ki_draft_unlink(draft, foreign_key);
    }
    ki_draft_resolve(db, draft);
}

/* Set a column to its default; `*null` tells when a function has none. */
static kith_status set_default(struct kith_db *db, struct draft *draft,
                               const struct column *column, bool *null)
{
    char *at = draft->image + column->offset;
    const void *value;
    uint64_t number;

    *null = false;
    if (column->attribute->default_function)
        return ki_function_set(db, draft, column,
                               column->attribute->default_function, null);
    value = ki_column_default(column, &number);
    if (column->kind == KITH_KIND_CHARS)
        strncpy(at, value, column->bytes);
    else
        memcpy(at, value, column->bytes);
    if (column->optional)
        draft->image[column_flag(column)] = true;
    return KITH_OK;
}

/* Set the own columns of a foreign key to their defaults, but for those that an
 * insert gives; its parent is to be found. Where a function has none the key is
 * NULL. */
static kith_status set_default_key(struct kith_db *db, struct draft *draft,
                                   const struct foreign_key *foreign_key)
{
    kith_status status = KITH_OK;
    bool null = false;

    ki_draft_unresolve(draft, foreign_key);
    for (size_t i = 0; status == KITH_OK && !null && i < foreign_key->own_count;
         i++) {
        if (!draft->insert || !is_given(draft, foreign_key->own[i]))
            status = set_default(db, draft, foreign_key->own[i], &null);
    }
    if (null)
        ki_draft_unlink(draft, foreign_key);
    return status;
}

kith_status ki_given_default(struct kith_db *db, struct draft *draft,
                             const struct foreign_key *foreign_key,
                             char *candidate)
{
    kith_status status;

    ki_draft_unlink(draft, foreign_key);
    status = set_default_key(db, draft, foreign_key);
    if (status == KITH_OK && image_parent(draft->image, foreign_key))
        ki_draft_name_parent(db, draft, foreign_key, candidate);
    return status;
}

/* Set one column to its default, or the foreign key whose own it is. */
static kith_status take_default(struct kith_db *db, struct draft *draft,
                                const struct column *column)
{
    const struct foreign_key *foreign_key = column->foreign_key;
    bool null;

    if (!foreign_key)
        return column_is_null(column, draft->image) && !is_given(draft, column)
                   ? set_default(db, draft, column, &null)
                   : KITH_OK;
    if (image_parent(draft->image, foreign_key) ||
        count_given(draft, foreign_key->own, foreign_key->own_count) > 0)
        return KITH_OK;
    return ki_given_default(db, draft, foreign_key, NULL);
}

/* Where some own columns of a foreign key are given, the others take their
 * defaults. */
static kith_status complete_keys(struct kith_db *db, struct draft *draft)
{
    const struct table *table = draft->store->table;
    kith_status status = KITH_OK;

    for (size_t i = 0; status == KITH_OK && i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        size_t given;

        if (!foreign_key->has_default || foreign_key->own_count < 2 ||
            image_parent(draft->image, foreign_key))
            continue;
        given = count_given(draft, foreign_key->own, foreign_key->own_count);
        if (given > 0 && given < foreign_key->own_count &&
            !is_null_given(draft, foreign_key))
            status = set_default_key(db, draft, foreign_key);
    }
    return status;
}

/* Texts that foreign keys share come first: their NULL makes the keys NULL. */
static kith_status take_shared_defaults(struct kith_db *db, struct draft *draft)
{
    const struct table *table = draft->store->table;
    kith_status status = KITH_OK;

    for (size_t i = 0; status == KITH_OK && i < table->default_count; i++) {
        const struct column *column = table_defaults(table)[i];

        if (column->link_count > 0 && !column->foreign_key)
            status = take_default(db, draft, column);
    }
    return status;
}

kith_status ki_given_complete(struct kith_db *db, struct draft *draft,
                              const char *call)
{
    const struct table *table = draft->store->table;
    kith_status status = copy_keys(db, draft, call);

    find_missing(draft);
    if (status == KITH_OK && table->default_count > 0)
        status = take_shared_defaults(db, draft);
    if (status == KITH_OK && table->default_count > 0)
        status = complete_keys(db, draft);
    if (status == KITH_OK)
        status = draft_number(db, draft);
    if (status == KITH_OK)
        name_parents(db, draft);
    for (size_t i = 0; status == KITH_OK && i < table->default_count; i++)
        status = take_default(db, draft, table_defaults(table)[i]);
    /* A row may name itself by two defaults, and the default of a column that
     * keys share may name their parents: so those are found last. */
    if (status == KITH_OK && table->default_count > 0)
        name_parents(db, draft);
    return status;
}
