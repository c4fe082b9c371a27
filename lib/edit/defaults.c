/* defaults.c - what stands for the columns that an insert does not give; see
 * values.h.
 */
#include "edit/values.h"

#include "edit/callback.h"
#include "edit/change.h"
#include "edit/refuse.h"
#include "edit/resolve.h"

/* Copy the keys of parents named by row. Two that share a column may differ in
 * it. */
static kith_status copy_keys(struct kith_db *db, struct change *change)
{
    const struct table *table = change->store->table;

    assert(change->insert);
    assert(store_db(change->store) == db);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = row_parent(change->after, foreign_key);

        if (parent)
            ki_change_link(db, change, foreign_key, parent);
    }
    for (size_t i = 0; table->shares_columns && i < table->foreign_key_count;
         i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = row_parent(change->after, foreign_key);

        if (parent && !ki_foreign_key_holds(foreign_key, change->after, parent))
            return ki_refuse(
                db, KITH_E_MISUSE, table, foreign_key->name,
                "%f: %t.%c shares a column with another foreign key, "
                "and the parents given for them differ in it");
    }
    return KITH_OK;
}

static kith_status refuse_number(struct kith_db *db, const struct table *table)
{
    const struct column *column = table->autoincrement;
    const struct limits *limits = column_limits(column);
    const char *maximum = limits ? limits->maximum_text : NULL;
    struct error_facts facts = {.table = table->descriptor->name,
                                .column = column->attribute->name,
                                .other = maximum};

    assert(column);
    assert(column == table->primary->columns[0]);
    return ki_error(
        &db->error, KITH_E_LIMIT,
        maximum ? "%t.%c has given out its .maximum, %o: raise it"
                : "%t.%c has given out its largest number: declare it wider",
        &facts);
}

/* Give the numbered key of a new row the next number, unless it has one. */
static kith_status give_number(struct kith_db *db, struct change *change)
{
    struct store *store = change->store;
    const struct column *column = store->table->autoincrement;
    struct ptr_map *numbers = &db->changeset.numbers;
    uint64_t number = store->next_number;
    size_t *taken;

    assert(change->insert);
    assert(store_db(change->store) == db);
    if (!column || change_gives(change, column))
        return KITH_OK;
    taken = ki_ptr_map_find(numbers, store);
    if (!taken && !ki_ptr_map_reserve(numbers, &db->memory))
        return ki_error_memory(&db->error);
    number += taken ? *taken : 0;
    if (store->next_number == 0 || number < store->next_number ||
        number > store->table->last_number ||
        !ki_value_from_unsigned(column->kind, number,
                                change->after + column->offset))
        return refuse_number(db, store->table);
    if (taken)
        ++*taken;
    else
        ki_ptr_map_put(numbers, store, 1);
    return KITH_OK;
}

/* Whether the insert leaves out a column that it must give, and no parent that
 * is named by its row gives it either. Without bits zero is a number; an empty
 * text is none. */
static bool is_left_out(const struct change *change,
                        const struct column *column)
{
    assert(change->insert);
    assert(column >= change->store->table->columns);
    assert(column <
           change->store->table->columns + change->store->table->column_count);
    if (change_gives(change, column) ||
        (!change->given && column->kind != KITH_KIND_CHARS))
        return false;
    for (size_t i = 0; i < column->link_count; i++) {
        if (!row_is_unlinked(change->after, column->links[i]))
            return false;
    }
    return true;
}

/* Remember the first column of the primary key that is left out, for the
 * checks. */
static void find_missing(struct change *change)
{
    const struct table *table = change->store->table;

    assert(change->insert);
    assert(!change->missing);
    for (size_t i = 0; !change->missing && i < table->must_count; i++) {
        if (is_left_out(change, table_must(table)[i]))
            change->missing = table_must(table)[i];
    }
}

/* How many of its own columns the insert gives. */
static size_t count_given(const struct change *change,
                          const struct foreign_key *foreign_key)
{
    size_t given = 0;

    assert(foreign_key->child == change->store->table);
    assert(change->insert);
    for (size_t i = 0; i < foreign_key->exclusive_count; i++)
        given += change_gives(change, foreign_key_exclusive(foreign_key)[i]);
    return given;
}

/* Whether the insert gives one of its own columns as NULL, and so all of it. */
static bool is_null_given(const struct change *change,
                          const struct foreign_key *foreign_key)
{
    assert(foreign_key->child == change->store->table);
    assert(change->insert);
    for (size_t i = 0; change->nulls && i < foreign_key->exclusive_count; i++) {
        if (change_gives_null(change, foreign_key_exclusive(foreign_key)[i]))
            return true;
    }
    return false;
}

/* Whether the insert gives the key though no row: one own column that is not
 * zero, or the bits of all of them. A key without own columns is what the
 * others make of it. */
static bool gives_key(const struct change *change,
                      const struct foreign_key *foreign_key)
{
    size_t own = count_given(change, foreign_key);

    assert(foreign_key->child == change->store->table);
    assert(change->insert);
    if (is_null_given(change, foreign_key))
        return false;
    if (foreign_key->exclusive_count > 0)
        return own > 0 &&
               (!change->given || own == foreign_key->exclusive_count);
    for (size_t i = 0; i < foreign_key->column_count; i++) {
        const struct column *column = foreign_key->columns[i];

        if (change_gives(change, column) ||
            !is_zero(change->after + column->offset, column->bytes))
            return true;
    }
    return false;
}

/* Find the parents that are named by key, also where none was found before. */
static void name_parents(struct kith_db *db, struct change *change)
{
    const struct table *table = change->store->table;

    assert(change->insert);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        bool missing =
            row_parent_state(change->after, foreign_key) == PARENT_MISSING;

        if (!missing && !row_is_unlinked(change->after, foreign_key))
            continue;
        if (missing || gives_key(change, foreign_key))
            change_unresolve(change, foreign_key);
        else
            ki_change_unlink(change, foreign_key);
    }
    ki_resolve_change(db, change);
}

/* Set a column to its default; `*null` tells when a function has none. */
static kith_status set_default(struct kith_db *db, struct change *change,
                               const struct column *column, bool *null)
{
    const void *value;
    uint64_t number;

    assert(column->has_default);
    assert(column >= change->store->table->columns);
    assert(column <
           change->store->table->columns + change->store->table->column_count);
    *null = false;
    if (column->attribute->default_function)
        return ki_callback_set(db, change, column,
                               column->attribute->default_function, null);
    value = ki_column_default(column, &number);
    ki_change_put(change->after, column,
                  column->kind == KITH_KIND_CHARS ? &value : value);
    return KITH_OK;
}

/* Set the own columns of a foreign key to their defaults, but for those that an
 * insert gives; its parent is to be found. Where a function has none the key is
 * NULL. */
static kith_status set_default_key(struct kith_db *db, struct change *change,
                                   const struct foreign_key *foreign_key)
{
    kith_status status = KITH_OK;
    bool null = false;

    assert(foreign_key->child == change->store->table);
    assert(foreign_key->has_default);
    change_unresolve(change, foreign_key);
    for (size_t i = 0;
         status == KITH_OK && !null && i < foreign_key->exclusive_count; i++) {
        if (!change->insert ||
            !change_gives(change, foreign_key_exclusive(foreign_key)[i]))
            status = set_default(db, change,
                                 foreign_key_exclusive(foreign_key)[i], &null);
    }
    if (null)
        ki_change_unlink(change, foreign_key);
    return status;
}

kith_status ki_values_default(struct kith_db *db, struct change *change,
                              const struct foreign_key *foreign_key,
                              char *candidate)
{
    kith_status status;

    assert(foreign_key->child == change->store->table);
    assert(store_db(change->store) == db);
    assert(!candidate || row_is_in(candidate, foreign_key->parent));
    ki_change_unlink(change, foreign_key);
    status = set_default_key(db, change, foreign_key);
    if (status == KITH_OK && !row_is_unlinked(change->after, foreign_key))
        ki_resolve_parent(db, change, foreign_key, candidate);
    return status;
}

/* Set one column to its default, or the foreign key whose own it is. */
static kith_status assign_default(struct kith_db *db, struct change *change,
                                  const struct column *column)
{
    const struct foreign_key *foreign_key = column->foreign_key;
    bool null;

    assert(change->insert);
    assert(column->has_default);
    if (!foreign_key)
        return column_is_null(column, change->after) &&
                       !change_gives(change, column)
                   ? set_default(db, change, column, &null)
                   : KITH_OK;
    if (!row_is_unlinked(change->after, foreign_key) ||
        count_given(change, foreign_key) > 0)
        return KITH_OK;
    return ki_values_default(db, change, foreign_key, NULL);
}

/* Where some own columns of a foreign key are given, the others take their
 * defaults. */
static kith_status complete_keys(struct kith_db *db, struct change *change)
{
    const struct table *table = change->store->table;
    kith_status status = KITH_OK;

    assert(change->insert);
    for (size_t i = 0; status == KITH_OK && i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        size_t given =
            foreign_key->has_default ? count_given(change, foreign_key) : 0;

        if (given > 0 && given < foreign_key->exclusive_count &&
            row_is_unlinked(change->after, foreign_key) &&
            !is_null_given(change, foreign_key))
            status = set_default_key(db, change, foreign_key);
    }
    return status;
}

/* Set the columns that have a default; `shared` for texts alone that foreign
 * keys share: they come first, for their NULL makes the keys NULL. */
static kith_status assign_defaults(struct kith_db *db, struct change *change,
                                   bool shared)
{
    const struct table *table = change->store->table;
    kith_status status = KITH_OK;

    assert(change->insert);
    for (size_t i = 0; status == KITH_OK && i < table->default_count; i++) {
        const struct column *column = table_defaults(table)[i];

        if (!shared || (column->link_count > 0 && !column->foreign_key))
            status = assign_default(db, change, column);
    }
    return status;
}

kith_status ki_values_complete(struct kith_db *db, struct change *change)
{
    kith_status status = copy_keys(db, change);

    assert(change->insert);
    assert(store_db(change->store) == db);
    assert(!row_is_live(change->after));
    find_missing(change);
    if (status == KITH_OK)
        status = assign_defaults(db, change, true);
    if (status == KITH_OK)
        status = complete_keys(db, change);
    if (status == KITH_OK)
        status = give_number(db, change);
    if (status == KITH_OK)
        name_parents(db, change);
    if (status == KITH_OK)
        status = assign_defaults(db, change, false);
    /* A row may name itself by two defaults, and the default of a column that
     * keys share may name their parents: so those are found last. */
    if (status == KITH_OK && change->store->table->default_count > 0)
        name_parents(db, change);
    return status;
}
