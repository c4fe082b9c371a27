/* defaults.c - what stands for the columns that an insert does not give; see
 * values.h.
 *
 * Owns   the order in which numbers, keys and defaults are filled in, so that
 *        each step finds what it reads (ki_values_complete, at the end):
 *
 *   1  the keys of parents that are named by row
 *   2  texts that keys share: where one is NULL, the keys are
 *   3  own columns of foreign keys of which only some are given
 *   4  the next number
 *   5  parents that are named by key, perhaps the row itself
 *   6  all other defaults; a function of the user sees what is above
 *   7  once more the parents that were not found
 *
 * An own column of a foreign key is one that is in no other foreign key and
 * need not keep its value while the key is NULL (KITH_FOREIGN_KEYS in
 * kith/schema.h).
 */
#include "edit/values.h"

#include "catalog/functions.h"
#include "catalog/limits.h"

#include "edit/callback.h"
#include "edit/change.h"
#include "edit/refuse.h"
#include "edit/resolve.h"

/* --- Parents named by their rows ------------------------------------------ */

/* Copy the keys of parents named by row. Two that share a column may differ in
 * it: then the copy for the second has overwritten that for the first, which is
 * found by looking again at all of them. */
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
    /* Only where keys share columns can one copy overwrite another. */
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

/* --- Numbers -------------------------------------------------------------- */

/* The limit is the .maximum of the column where it has one, and else that of
 * its type. */
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

/* Give the autoincrement key of a new row the next number, unless it has one.
 * The store still shows the next number from before the call, because only
 * delta/ raises it, when the row is published. So a change set counts how many
 * it has taken of each store. 0 as the next number means that all are used up;
 * a sum that is smaller than it began has overflowed. */
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
    if (!taken && !ki_ptr_map_reserve(numbers, &db->work))
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

/* --- What is given -------------------------------------------------------- */

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

/* Remember the first column of the primary key that is left out: the checks
 * refuse it with the other NOT NULLs, when all misuse has been found. */
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

/* Whether the key of a parent that is given by its row brings the column, be it
 * zero. Before defaults all parents that are known are given so. */
static bool is_brought(const struct change *change, const struct column *column)
{
    assert(change->insert);
    for (size_t i = 0; i < column->link_count; i++) {
        if (row_parent(change->after, column->links[i]))
            return true;
    }
    return false;
}

/* Whether the insert gives the key though no row: one own column that is not
 * zero, or the bits of all of them; a key of which only some bits are set is
 * NULL, like one that is given as NULL. A key without own columns is what the
 * others make of it: any value in its columns counts, also one that a parent's
 * key has brought; once `defaulted` a zero does not, for the parent of a
 * default may have been found by it. */
static bool gives_key(const struct change *change,
                      const struct foreign_key *foreign_key, bool defaulted)
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
            (!defaulted && is_brought(change, column)) ||
            !is_zero(change->after + column->offset, column->bytes))
            return true;
    }
    return false;
}

/* Find the parents that are named by key, also where none was found before. A
 * key that has its parent is left alone. A key that is not given is NULL: its
 * own columns are cleared, in which half a key may stand. */
static void name_parents(struct kith_db *db, struct change *change,
                         bool defaulted)
{
    const struct table *table = change->store->table;

    assert(change->insert);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        bool missing =
            row_parent_state(change->after, foreign_key) == PARENT_MISSING;

        if (!missing && !row_is_unlinked(change->after, foreign_key))
            continue;
        if (missing || gives_key(change, foreign_key, defaulted))
            change_unresolve(change, foreign_key);
        else
            ki_change_unlink(change, foreign_key);
    }
    ki_resolve_change(db, change);
}

/* --- Defaults ------------------------------------------------------------- */

/* Set a column to its default; `*null` is set when a function returns none. The
 * value of a descriptor lives as long as the database, and that of a function
 * is copied by the call. An in-place text is carried by the address of a
 * pointer, hence &value. */
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
    if (default_of(column->attribute))
        return ki_callback_set(db, change, column,
                               default_of(column->attribute), null);
    value = ki_column_default(column, &number);
    ki_change_put(change->after, column,
                  column->kind == KITH_KIND_CHARS ? &value : value);
    return KITH_OK;
}

/* Set the own columns of a foreign key to their defaults, but for those that an
 * insert gives; its parent is to be found. Where a function returns none the
 * key is NULL, as a whole. */
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
        /* In an update the default replaces what is there. */
        if (!change->insert ||
            !change_gives(change, foreign_key_exclusive(foreign_key)[i]))
            status = set_default(db, change,
                                 foreign_key_exclusive(foreign_key)[i], &null);
    }
    if (null)
        ki_change_unlink(change, foreign_key);
    return status;
}

/* For SET DEFAULT (cascade.c) and for inserts. The key is NULL first, so that a
 * function for the default sees a draft without this parent. */
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

bool ki_values_are_default(const struct change *change,
                           const struct foreign_key *foreign_key)
{
    assert(foreign_key->child == change->store->table);
    assert(foreign_key->has_default);
    for (size_t i = 0; i < foreign_key->exclusive_count; i++) {
        const struct column *column = foreign_key_exclusive(foreign_key)[i];
        uint64_t number;

        if (default_of(column->attribute) ||
            !ki_value_equal((kith_kind)column->kind, column->bytes,
                            change->after + column->offset,
                            ki_column_default(column, &number)))
            return false;
    }
    return true;
}

/* Set one column to its default, or the foreign key whose own it is: of such a
 * key all own columns are set at once, when the first of them has its turn. A
 * value that is given stands, and so does a NULL that is given. */
static kith_status assign_default(struct kith_db *db, struct change *change,
                                  const struct column *column)
{
    const struct foreign_key *foreign_key = column->foreign_key;
    bool null;

    assert(change->insert);
    assert(column->has_default);
    if (column_is_kept(column) && change_gives(change, column))
        return ki_refuse_kept(db, change->store->table, column);
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
 * defaults. Not where one is given as NULL: then the key is NULL. Parents are
 * found later, with those of other keys. */
static kith_status complete_keys(struct kith_db *db, struct change *change)
{
    const struct table *table = change->store->table;
    kith_status status = KITH_OK;

    assert(change->insert);
    for (size_t i = 0; status == KITH_OK && i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        size_t given =
            foreign_key->has_default ? count_given(change, foreign_key) : 0;

        /* Never true of a key with one own column. */
        if (given > 0 && given < foreign_key->exclusive_count &&
            row_is_unlinked(change->after, foreign_key) &&
            !is_null_given(change, foreign_key))
            status = set_default_key(db, change, foreign_key);
    }
    return status;
}

/* Set the columns that have a default, in the order of declaration; `shared`
 * for texts alone that foreign keys share: they come first, for their NULL
 * makes the keys NULL. A column that has its value by then is passed over. */
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

/* The order is that at the head of the file. Columns of the primary key that
 * are left out are looked for before a default or number is written, while what
 * is given differs from what is filled in. */
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
        name_parents(db, change, false);
    if (status == KITH_OK)
        status = assign_defaults(db, change, false);
    /* A row may name itself by two defaults, and the default of a column that
     * keys share may name their parents: so those are found last. */
    if (status == KITH_OK && change->store->table->default_count > 0)
        name_parents(db, change, true);
    return status;
}
