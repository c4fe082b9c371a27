/* values.c - what an insert is given, made into a change; see values.h.
 *
 * First what is given is judged where it stands, in the caller's struct, so
 * that misuse costs no cell. Then it is copied into a free cell, as the row
 * will be, and the parents named by row are judged against the keys beside
 * them.
 */
#include "edit/values.h"

#include "catalog/value.h"
#include "delta/reserve.h"
#include "edit/change.h"
#include "edit/refuse.h"

/* --- Values --------------------------------------------------------------- */

/* An optional and a blob have two parts that must fit each other: a value
 * without its flag was written without KITH_SOME and would be lost. */
static kith_status check_given_column(struct kith_db *db,
                                      const struct table *table,
                                      const struct column *column,
                                      const char *values)
{
    const char *at = values + column->offset;

    assert(values);
    assert(column >= table->columns);
    assert(column < table->columns + table->column_count);
    if (column->optional && !values[column_flag(column)] &&
        !is_zero(at, column->bytes))
        return ki_refuse(db, KITH_E_MISUSE, table, column->attribute->name,
                         "%f: %t.%c has a value that is not present: write "
                         "KITH_SOME(value)");
    return column->kind == KITH_KIND_BLOB
               ? ki_change_check_blob(db, table, column, at)
               : KITH_OK;
}

/* Whether the column is given a value: it is given, and not as NULL. Reads the
 * caller's struct, as no after-image is made yet; change_gives() is its
 * counterpart for one. */
static bool has_value(const struct table *table, const struct column *column,
                      const struct given *given)
{
    const char *at = given->values;

    assert(column >= table->columns);
    assert(column < table->columns + table->column_count);
    if (given_bit(table, column, given->nulls) || !at ||
        (given->columns && !given_bit(table, column, given->columns)))
        return false;
    at += column->offset;
    return is_block(column) ? load_ptr(at) != NULL
                            : given->columns || !is_zero(at, column->bytes);
}

/* The sentence says what to do, which depends on why the column cannot be
 * NULL. */
static kith_status refuse_given_null(struct kith_db *db,
                                     const struct table *table,
                                     const struct column *column)
{
    const char *sentence =
        "%f: %t.%c cannot be NULL: declare it KITH_OPTIONAL, "
        "or give it a value";

    assert(!column->optional);
    assert(!is_block(column));
    if (column->positioned)
        return ki_refuse_kept(db, table, column);
    if (column->attribute->primary_key)
        sentence = "%f: %t.%c is in the primary key and cannot be NULL: "
                   "give it a value";
    else if (column->link_count > 0)
        sentence = "%f: %t.%c cannot be NULL, for several keys need it: "
                   "give it a value";
    else if (column->kind == KITH_KIND_CHARS)
        sentence = "%f: %t.%c cannot be NULL: declare it KITH_TEXT, or "
                   "give it a value";
    return ki_refuse(db, KITH_E_NOT_NULL, table, column->attribute->name,
                     sentence);
}

/* A NULL makes all of a foreign key NULL (MATCH SIMPLE), and so a value beside
 * it could not be kept. The same rule for updates is check_whole_key() in
 * write.c. */
static kith_status check_whole(struct kith_db *db,
                               const struct foreign_key *foreign_key,
                               const struct given *given)
{
    const struct table *table = foreign_key->child;
    size_t nulls = 0, values = 0;

    assert(given->nulls);
    assert(foreign_key->exclusive_count <= foreign_key->column_count);
    for (size_t i = 0; i < foreign_key->exclusive_count; i++) {
        nulls += given_bit(table, foreign_key_exclusive(foreign_key)[i],
                           given->nulls);
        values +=
            has_value(table, foreign_key_exclusive(foreign_key)[i], given);
    }
    if (nulls == 0 || values == 0)
        return KITH_OK;
    return ki_refuse(db, KITH_E_MISUSE, table, foreign_key->name,
                     "%f: %t.%c would be NULL beside a value that is "
                     "given: give all of its columns or none");
}

/* What is given as NULL must be able to be: an optional, a text or blob, or an
 * own column of a foreign key, whose NULL is that of the key. Whether it may
 * be, as .not_null says, is judged by the checks. */
static kith_status check_nulls(struct kith_db *db, const struct table *table,
                               const struct given *given)
{
    kith_status status = KITH_OK;

    assert(given->nulls);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];

        if (given_bit(table, column, given->nulls) && !column->optional &&
            !column->foreign_key && !is_block(column))
            return refuse_given_null(db, table, column);
    }
    for (size_t i = 0; status == KITH_OK && i < table->foreign_key_count; i++)
        status = check_whole(db, &table->foreign_keys[i], given);
    return status;
}

/* What an insert may not give: a NULL for which there is no form, children, and
 * two parts that do not fit each other. Children would have to leave another
 * parent; that is for kith_relate and kith_append, with their own errors. */
static kith_status check_given(struct kith_db *db, const struct table *table,
                               const struct given *given)
{
    const char *values = given->values;
    kith_status status = KITH_OK;

    assert(table == &db->schema->tables[table->ordinal]);
    if (given->nulls)
        status = check_nulls(db, table, given);
    if (status != KITH_OK || !values)
        return status;
    for (size_t i = 0; i < table->parent_end_count; i++) {
        const struct relationship *member = table->parent_ends[i];

        if (!is_zero(values + member->offset, member->attribute->bytes))
            return ki_refuse(
                db, KITH_E_MISUSE, table, member->attribute->name,
                "%f: %t.%c cannot be given: link the children after "
                "the insert");
    }
    /* A column that is not given, by its bit, may hold anything. */
    for (size_t i = 0; status == KITH_OK && i < table->two_part_count; i++) {
        const struct column *column = table_two_part(table)[i];

        if (!given_bit(table, column, given->nulls) &&
            (!given->columns || given_bit(table, column, given->columns)))
            status = check_given_column(db, table, column, values);
    }
    return status;
}

/* Columns that are not given are zero, and text behind the NUL is no part of
 * the value: equal texts are equal bytes. With bits, `values` may hold anything
 * in columns that are not given. A text that is too long is found in the
 * after-image by the checks. */
static void clean_after(const struct change *change)
{
    const struct table *table = change->store->table;

    assert(change->insert);
    assert(!row_is_live(change->after));
    for (size_t i = 0;
         (change->given || change->nulls) && i < table->column_count; i++) {
        const struct column *column = &table->columns[i];

        if (!change_gives(change, column) || change_gives_null(change, column))
            column_clear(column, change->after);
    }
    for (size_t i = 0; i < table->chars_count; i++) {
        const struct column *column = table_chars(table)[i];
        char *at = change->after + column->offset;
        size_t length = ki_chars_length(at, column->bytes);

        memset(at + length, 0, column->bytes - length);
    }
}

/* --- Parents named by their rows ------------------------------------------
 *
 * They are read from the caller's struct: in the cell of the new row,
 * references and lists are made empty first, so a refusal at any point leaves a
 * cell that can be given back. */

/* The head of a deleted row can still be read, and leads to its store, so a
 * stale address is found out and not followed. */
static kith_status check_parent(struct kith_db *db,
                                const struct foreign_key *foreign_key,
                                const char *parent)
{
    const char *name = foreign_key->child_end->attribute->name;
    const struct table *table = foreign_key->child;

    assert(parent);
    assert(foreign_key->reference_declared);
    if (!row_is_live(parent))
        return ki_refuse(db, KITH_E_NOT_FOUND, table, name,
                         "%f: %t.%c names a row that was deleted");
    if (row_store(parent) != store_of(db, foreign_key->parent))
        return ki_refuse(db, KITH_E_MISUSE, table, name,
                         "%f: %t.%c names a row of another database or table");
    return KITH_OK;
}

/* Whether the columns that are given are those of the parent's key. Columns
 * that are not given take its values later. A column that several keys share
 * may be given once and has to fit each of the parents. */
static bool agrees(const struct change *change,
                   const struct foreign_key *foreign_key, const char *parent)
{
    const struct key *key = foreign_key->parent_key;

    assert(foreign_key->child == change->store->table);
    assert(row_is_in(parent, foreign_key->parent));
    for (size_t i = 0; i < foreign_key->column_count; i++) {
        const struct column *column = foreign_key->columns[i];
        const char *at = change->after + column->offset;

        if (!change_gives(change, column))
            continue;
        if (change_gives_null(change, column) ||
            column_is_null(key->columns[i], parent) ||
            (is_block(column) && !load_ptr(at)) ||
            !value_equal(column->kind, column->bytes, at,
                         parent + key->columns[i]->offset))
            return false;
    }
    return true;
}

/* Link the after-image to the parents that the values name by row. The keys
 * given beside them are judged before any of them is copied: afterwards a
 * copied value would look like a given one. */
static kith_status link_parents(struct kith_db *db, struct change *change,
                                const char *values)
{
    const struct table *table = change->store->table;
    kith_status status = KITH_OK;

    assert(change->insert);
    assert(values != change->after);
    for (size_t i = 0; status == KITH_OK && i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = given_parent(foreign_key, values);

        if (!parent)
            continue;
        status = check_parent(db, foreign_key, parent);
        if (status == KITH_OK && !agrees(change, foreign_key, parent))
            status = ki_refuse(db, KITH_E_MISUSE, table, foreign_key->name,
                               "%f: %t.%c and its reference name different "
                               "parents: give one of them");
        if (status == KITH_OK)
            reference_set(change->after + foreign_key->reference, parent,
                          PARENT_KNOWN);
    }
    return status;
}

/* Room for the row comes before its change, and the cell is taken when both
 * are there, so every change in the change set has a row. reserve_cell()
 * cannot fail then, and reads the slab after the reservation, which may have
 * given the store one of its own. */
kith_status ki_values_change(struct kith_db *db, struct store *store,
                             const struct given *given, struct change **change)
{
    const struct table *table = store->table;
    const char *values = given->values;
    size_t bytes = values ? table->descriptor->row_bytes : 0;
    kith_status status = check_given(db, table, given);
    char *row;

    assert(!db_is_frozen(db));
    assert(store_db(store) == db);
    if (status != KITH_OK)
        return status;
    *change = reserve_rows(store, 1) ? ki_change_add(db, store) : NULL;
    if (!*change)
        return ki_error_memory(&db->error);
    /* From here on a failure leaves a change behind, which the caller drops. */
    row = reserve_cell(store);
    **change = (struct change){.store = store,
                               .row = row,
                               .after = reserved_after(row),
                               .given = given->columns,
                               .nulls = given->nulls,
                               .insert = true,
                               .moves = true};
    if (values)
        memcpy((*change)->after, values, bytes);
    /* The rest is the hidden tail, or all of the row where nothing is given. */
    memset((*change)->after + bytes, 0, table->row_bytes - bytes);
    ki_store_init_links(store, row);
    if (!values)
        return KITH_OK;
    clean_after(*change);
    return link_parents(db, *change, values);
}
