/* check.c - judging a complete change set; see check.h.
 *
 * A rule is a function that judges one change. judge_all() has them in the
 * order of the public contract (kith/write.h): each rule is judged for all
 * changes before the next one, so which rule a call names does not depend on
 * the order in which the cascade found its rows. Changes of rows to delete are
 * passed over, for they are not carried out. Deleted rows themselves come last.
 *
 * A rule that passes leaves no trace, but for what UNIQUE notes in the change
 * set where there are several changes.
 */
#include "edit/check.h"

#include "catalog/limits.h"
#include "catalog/mirror.h"
#include "catalog/value.h"
#include "edit/callback.h"
#include "edit/change.h"
#include "edit/changeset.h"
#include "edit/refuse.h"
#include "edit/resolve.h"

/* --- NOT NULL and CHECK --------------------------------------------------- */

const char ki_check_would_be_null[] = "%t.%c is required and would be NULL";

/* Whether a literal that meant to name the parent whose key is zero would be
 * refused by this: zero in it means not given. Only for the sentence. */
static bool may_mean_zero(const struct kith_db *db, const struct change *change,
                          const struct column *column)
{
    const struct foreign_key *foreign_key = column->foreign_key;
    const uint64_t zero = 0;

    assert(column_is_null(column, change->after));
    return change->insert && !change->given && foreign_key &&
           foreign_key->column_count == 1 && ki_kind_is_integer(column->kind) &&
           named_parent(db, foreign_key, &zero);
}

/* Two sentences, because a zero in a literal may have been meant as the key of
 * a parent, and then it helps to know that it counts as not given. */
kith_status ki_check_refuse_null(struct kith_db *db,
                                 const struct change *change,
                                 const struct column *column)
{
    const struct table *table = change->store->table;
    struct error_facts facts = {.table = table->descriptor->name,
                                .column = column->attribute->name,
                                .value = "NULL"};

    assert(column_is_null(column, change->after));
    assert(column >= table->columns);
    assert(column < table->columns + table->column_count);
    if (!may_mean_zero(db, change, column))
        return ki_refuse(db, KITH_E_NOT_NULL, table, column->attribute->name,
                         ki_check_would_be_null);
    facts.other = column->foreign_key->parent->descriptor->name;
    facts.other_column = column->foreign_key->parent_key->name;
    return ki_error(&db->error, KITH_E_NOT_NULL,
                    "%t.%c is required and would be NULL: 0 in an insert means "
                    "not given, name the row of %o with %p 0 by its reference, "
                    "by kith_set or by kith_insert_columns",
                    &facts);
}

/* Columns that could be NULL by themselves, then what the primary key needs,
 * then foreign keys, whose NULL is a state of the reference. Where the function
 * of a default was not called, because an in-place text has no NUL, its column
 * is no error here: CHECK refuses the text next. */
static kith_status check_not_null(struct kith_db *db, struct change *change)
{
    const struct table *table = change->store->table;
    bool waits = false;

    assert(!is_to_delete(change->row));
    assert(!row_is_live(change->after));
    for (size_t i = 0; i < table->required_count; i++) {
        const struct column *column = table_required(table)[i];

        if ((change->unasked && column->has_default) ||
            !column_is_null(column, change->after))
            continue;
        if (!column->defer_not_null || !db_in_level(db))
            return ki_check_refuse_null(db, change, column);
        waits = true;
    }
    /* One of the primary key for which neither a number nor NULL stands. */
    if (change->missing)
        return ki_refuse(db, KITH_E_NOT_NULL, table,
                         change->missing->attribute->name,
                         "%t.%c is in the primary key and must be given");
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const char *after = change->after;
        bool null =
            foreign_key->not_null && row_is_unlinked(after, foreign_key);

        if (!foreign_key->required ||
            (change->unasked && foreign_key->has_default))
            continue;
        if (null && foreign_key->defer_not_null && db_in_level(db))
            waits = true;
        else if (null ||
                 row_parent_state(after, foreign_key) == PARENT_REQUIRED)
            return ki_refuse(
                db, KITH_E_NOT_NULL, table, foreign_key->name,
                foreign_key->unlinks
                    ? ki_check_would_be_null
                    : "%t.%c would be NULL, but has no column of its own that "
                      "could be: other keys need them all");
    }
    return waits ? ki_changeset_suspect(db, change->row) : KITH_OK;
}

/* An in-place text that an update gives is printed as it was given; that of an
 * insert is all that its array holds, for no more of it was given. */
static kith_status refuse_chars(struct kith_db *db, const struct change *change,
                                const struct column *column)
{
    char value[sizeof(db->error.full.value)];
    struct error_facts facts = {.table = change->store->table->descriptor->name,
                                .column = column->attribute->name,
                                .value = value};

    assert(column->kind == KITH_KIND_CHARS);
    assert(column >= change->store->table->columns);
    assert(column <
           change->store->table->columns + change->store->table->column_count);
    if (change->overlong == column)
        ki_value_print(KITH_KIND_TEXT, 0, &change->overlong_text, value,
                       sizeof(value));
    else
        ki_value_print(KITH_KIND_CHARS, column->bytes,
                       change->after + column->offset, value, sizeof(value));
    return ki_error(&db->error, KITH_E_CHECK,
                    "%t.%c has no room for %v and its NUL: shorten the text, "
                    "or declare the array longer",
                    &facts);
}

/* Whether a column is set, or inserted, that the check looks at. A check is a
 * function of the columns that it names, so it need not be called where they
 * are equal; and of whether references are NULL, of which no column tells where
 * they are keys themselves. O(columns of the check and foreign keys). */
static bool concerns(const struct check *check, const struct change *change)
{
    assert(check->attribute->check);
    for (size_t i = 0; !change->insert && i < check->attribute->column_count;
         i++) {
        if (!ki_column_equal(check->columns[i], change->row, change->after))
            return true;
    }
    return change->insert || ki_change_refers_anew(change);
}

/* KITH_CHECK functions, in the order of declaration. They see NULL as it is:
 * that NULL passes, as in SQL, is for the function to say. They come after all
 * that makes the row safe to read. */
static kith_status check_functions(struct kith_db *db, struct change *change)
{
    const struct table *table = change->store->table;

    assert(!ki_change_endless(change));
    assert(!db_is_frozen(db));
    for (size_t i = 0; i < table->check_count; i++) {
        const struct check *check = &table->checks[i];
        char value[sizeof(db->error.full.value)];
        struct error_facts facts = {.table = table->descriptor->name,
                                    .column = check->columns_name,
                                    .constraint = check->attribute->name,
                                    .other = check->attribute->message,
                                    .value = value};

        if (!concerns(check, change) || ki_callback_check(db, change, check))
            continue;
        ki_columns_print(check->columns, check->attribute->column_count,
                         change->after, value, sizeof(value));
        return ki_error(&db->error, KITH_E_CHECK,
                        "%t.%c would be %v, which the check %k refuses: %o",
                        &facts);
    }
    return KITH_OK;
}

/* .minimum, .maximum and .maximum_bytes of columns that are new or change. NULL
 * passes, NaN does not. A value that is beyond its limit already and stays is
 * no matter of this call. */
static kith_status check_limits(struct kith_db *db, const struct change *change)
{
    const struct table *table = change->store->table;

    assert(store_db(change->store) == db);
    assert(!row_is_live(change->after));
    for (size_t i = 0; i < table->limited_count; i++) {
        const struct column *column = table_limited(table)[i];
        const char *at = change->after + column->offset;
        char value[sizeof(db->error.full.value)];
        struct error_facts facts = {.table = table->descriptor->name,
                                    .column = column->attribute->name,
                                    .value = value};

        if (column_is_within(column, change->after) ||
            (!change->insert &&
             ki_column_equal(column, change->row, change->after)))
            continue;
        ki_limits_name(column, at, &facts.constraint, &facts.other);
        ki_value_print(column->kind, column->bytes, at, value, sizeof(value));
        return ki_error(&db->error, KITH_E_CHECK,
                        "%t.%c would be %v, but its %k is %o", &facts);
    }
    return KITH_OK;
}

/* No row is linked with itself along a .symmetric relationship. A row whose key
 * stays is none, or was refused. */
static kith_status check_distinct(struct kith_db *db,
                                  const struct change *change)
{
    const struct table *table = change->store->table;
    const struct key *key = mirrored_key(table);
    char value[sizeof(db->error.full.value)];
    struct error_facts facts = {
        .table = table->descriptor->name, .column = key->name, .value = value};

    if (key_is_null(key, change->after) || !ki_links_itself(key, change->after))
        return KITH_OK;
    facts.other = key->mirror->parent->descriptor->name;
    facts.other_column = key->mirror->parent_end->attribute->name;
    ki_key_print(key, change->after, value, sizeof(value));
    return ki_error(&db->error, KITH_E_CHECK,
                    "%t.%c would be %v, which links a row with itself, and "
                    "%o.%p is .symmetric",
                    &facts);
}

/* CHECK in SQL's sense: first that in-place texts end within their arrays,
 * because nothing may read them otherwise; then limits; then functions. */
static kith_status check_fits(struct kith_db *db, struct change *change)
{
    const struct column *column = ki_change_endless(change);
    kith_status status =
        column ? refuse_chars(db, change, column) : check_limits(db, change);

    assert(!is_to_delete(change->row));
    if (status == KITH_OK && change->store->table->mirrors)
        status = check_distinct(db, change);
    return status == KITH_OK ? check_functions(db, change) : status;
}

/* --- UNIQUE ---------------------------------------------------------------
 *
 * A key may be held by a row that keeps it, which the index finds, or wanted by
 * two changes, which only the change set knows. NULLs never collide, as in
 * SQLite. A one-to-one is a rule of the same kind: one child for each
 * parent. */

/* Whether the key is the first number that is given out: a program that inserts
 * rows with 0, 1, 2 meets it, for the row with 0 has it. Only for the
 * sentence. */
static bool gives_first_number(const struct change *change,
                               const struct key *key)
{
    const struct table *table = change->store->table;
    const struct column *column = table->autoincrement;

    assert(change->insert);
    return column && key == table->primary &&
           ki_value_integer(column->kind, change->after + column->offset) ==
               table->first_number;
}

/* The key is named by its columns, as the user declared them, and so is the
 * constraint: keys have no other name. */
kith_status ki_check_refuse_key(struct kith_db *db, const struct change *change,
                                const struct key *key)
{
    char value[sizeof(db->error.full.value)];
    struct error_facts facts = {.table = change->store->table->descriptor->name,
                                .column = key->name,
                                .constraint = key->name,
                                .value = value};

    assert(key->unique);
    assert(!key_is_null(key, change->after));
    ki_key_print(key, change->after, value, sizeof(value));
    return ki_error(
        &db->error, KITH_E_UNIQUE,
        key->mirrored ? "another row of %t already links the two of %k %v"
        : change->insert && gives_first_number(change, key)
            ? "another row of %t already has %k %v (a row inserted "
              "with 0 is given the next number; where 0 is a key of "
              "yours, declare it .manual)"
            : "another row of %t already has %k %v",
        &facts);
}

/* A deferred key may be held twice until the outermost commit. */
static kith_status collide(struct kith_db *db, const struct change *change,
                           const struct key *key)
{
    assert(change_puts_key(change, key));
    return key->deferred && db_in_level(db)
               ? ki_changeset_suspect(db, change->row)
               : ki_check_refuse_key(db, change, key);
}

/* The same key with its ends exchanged, where that is no other pair: as rows
 * are, and among the changes that were looked at before. */
static kith_status check_mirrored(struct kith_db *db,
                                  const struct change *change,
                                  const struct key *key)
{
    char *existing = ki_store_find_mirrored(change->store, key, change->after);
    char *other = NULL;

    assert(key->mirrored && !key->deferred);
    if (existing && existing != change->row && !is_to_delete(existing) &&
        ki_mirrors(key, ki_row_after(db, existing), change->after))
        other = existing;
    if (!other && db->changeset.changes.count > 1) {
        const void *values[KEY_COLUMNS_MAX];

        ki_mirror_values(key, change->after, values);
        other = ki_changeset_find_key(db, key, values);
    }
    return other ? ki_check_refuse_key(db, change, key) : KITH_OK;
}

/* Nothing for a key that stays or is NULL. A key that no row can have, for its
 * foreign key names no row for good, is left to FOREIGN KEY: its columns hold
 * nothing that means a value.
 *
 * The index knows keys as they are, so a row that it finds counts only if it
 * keeps its key: one that is deleted or re-keyed by the same call gives it up.
 * O(1). */
static kith_status check_key(struct kith_db *db, const struct change *change,
                             const struct key *key)
{
    char *existing;
    kith_status status;

    assert(key == &change->store->table->keys[key->ordinal]);
    assert(!is_to_delete(change->row));
    if (!key->unique || !change_puts_key(change, key) ||
        (key->in_foreign_key && ki_resolve_is_hopeless(key, change->after)))
        return KITH_OK;
    existing = ki_index_find_equal(&change->store->indexes[key->ordinal],
                                   change->after);
    /* Of a deferred key it is the oldest of several rows, behind which another
     * may keep it: there each row that joins is looked at by the commit. */
    if (existing && existing != change->row &&
        ((key->deferred && db_in_level(db)) ||
         (!is_to_delete(existing) &&
          ki_key_equal(key, existing, ki_row_after(db, existing)))))
        return collide(db, change, key); /* its holder keeps the key */
    status = key->mirrored ? check_mirrored(db, change, key) : KITH_OK;
    if (status != KITH_OK)
        return status;
    /* A change alone meets no other: the map of keys is not filled for it. */
    if (db->changeset.changes.count == 1)
        return KITH_OK;
    /* Several changes may want one key: they meet in an index of their own. */
    status = ki_changeset_note_key(db, key, change->after);
    return status == KITH_E_UNIQUE ? collide(db, change, key) : status;
}

/* The constraint is the scalar in the parent, by which alone the key is
 * unique. */
static kith_status refuse_child(struct kith_db *db, const struct change *change,
                                const struct foreign_key *foreign_key)
{
    assert(foreign_key->child == change->store->table);
    assert(foreign_key->one_to_one);
    return ki_refuse_foreign_key(
        db, KITH_E_UNIQUE, foreign_key, change->after,
        foreign_key->parent_end->attribute->name,
        "another row of %t already has %c %v, and %o.%k is one to one");
}

/* Count a row that will join the list or scalar of `parent`; returns how many
 * join it, 0 when there is no memory. By the address of the list, because a
 * list has no room for such a count: it is in the user's row. */
static size_t count_add(struct kith_db *db,
                        const struct foreign_key *foreign_key, char *parent)
{
    struct ptr_map *adds = &db->changeset.adds;
    size_t *count = ki_ptr_map_find(adds, parent + foreign_key->list);

    assert(row_store(parent)->table == foreign_key->parent);
    assert(db->changeset.changes.count > 1);
    if (count)
        return ++*count;
    if (!ki_ptr_map_reserve(adds, &db->work))
        return 0;
    ki_ptr_map_put(adds, parent + foreign_key->list, 1);
    return 1;
}

/* Whether a row, which is NULL or a child before the call, will name the key
 * that a parent then has. A child that keeps the key which its parent gives up
 * does not: it is left behind, which FOREIGN KEY refuses, or waits. */
static bool will_name(const struct kith_db *db,
                      const struct foreign_key *foreign_key, char *child,
                      char *parent)
{
    const char *after;

    assert(row_store(parent)->table == foreign_key->parent);
    if (!child || is_to_delete(child))
        return false;
    after = ki_row_after(db, child);
    if (is_reference_key(foreign_key))
        return row_parent(after, foreign_key) == parent;
    return !row_is_unlinked(after, foreign_key) &&
           ki_foreign_key_holds(foreign_key, after, ki_row_after(db, parent));
}

/* Whether the parent of a one-to-one will have two children by its key: beside
 * the row of this change the only one that it has, or the only one of the row
 * which gives it the key, where that is left behind. One that a deleted row
 * leaves is none: it names nobody. */
static bool has_two_children(const struct kith_db *db,
                             const struct change *change,
                             const struct foreign_key *foreign_key,
                             char *parent)
{
    const char *after = ki_row_after(db, parent);
    char *child = children_only(foreign_key, parent), *former;

    assert(foreign_key->one_to_one);
    if (!ki_foreign_key_holds(foreign_key, change->after, after))
        return false;
    if (child != change->row && will_name(db, foreign_key, child, parent))
        return true;
    if (after == parent || is_reference_key(foreign_key))
        return false;
    former =
        ki_index_find_equal(&store_of(db, foreign_key->parent)
                                 ->indexes[foreign_key->parent_key->ordinal],
                            after);
    child = former && !is_to_delete(former) ? children_only(foreign_key, former)
                                            : NULL;
    return child != change->row && will_name(db, foreign_key, child, parent);
}

/* That a one-to-one stays one, where the row gets a new parent, or its parent a
 * new key. And, where there are several changes, how many rows join each list:
 * that is counted for lists as well, for the reserve makes room for all of them
 * at once, and .acyclic looks whether a row gets children. O(1). */
static kith_status check_one_child(struct kith_db *db,
                                   const struct change *change,
                                   const struct foreign_key *foreign_key)
{
    char *parent = row_parent(change->after, foreign_key);
    bool joins = change_new_parent(change, foreign_key) != NULL;
    size_t adds = 1;

    assert(foreign_key->child == change->store->table);
    assert(store_db(change->store) == db);
    if (foreign_key->one_to_one && parent &&
        (joins || row_has(parent, MARK_CHANGED)) &&
        has_two_children(db, change, foreign_key, parent))
        return refuse_child(db, change, foreign_key);
    if (joins && db->changeset.changes.count > 1)
        adds = count_add(db, foreign_key, parent);
    if (adds == 0)
        return ki_error_memory(&db->error);
    return adds > 1 && foreign_key->one_to_one
               ? refuse_child(db, change, foreign_key)
               : KITH_OK;
}

/* Keys first: a one-to-one is said in words of the relationship, which fit only
 * where the columns themselves are not unique. */
static kith_status check_unique(struct kith_db *db, struct change *change)
{
    const struct table *table = change->store->table;
    kith_status status = KITH_OK;

    assert(change->moves);
    for (size_t i = 0; status == KITH_OK && i < table->key_count; i++)
        status = check_key(db, change, &table->keys[i]);
    for (size_t i = 0; status == KITH_OK && i < table->foreign_key_count; i++)
        status = check_one_child(db, change, &table->foreign_keys[i]);
    return status;
}

/* --- All of it ------------------------------------------------------------ */

/* A new row has no children yet. */
static kith_status check_own_children(struct kith_db *db, struct change *change)
{
    assert(change->moves);
    assert(!is_to_delete(change->row));
    return change->insert ? KITH_OK : ki_check_children(db, change->row);
}

/* Judge one rule for every change that stays; a rule of keys only where a key
 * or parent may differ. Compiled into its caller once for each rule, which is
 * called directly then: most change sets have one change. */
static KI_ALWAYS_INLINE kith_status judge(struct kith_db *db,
                                          kith_status (*check)(struct kith_db *,
                                                               struct change *),
                                          bool of_keys)
{
    const struct changeset *set = &db->changeset;
    kith_status status = KITH_OK;

    assert(set->changes_followed == set->changes.count);
    for (size_t i = 0; status == KITH_OK && i < set->changes.count; i++) {
        struct change *change = &set->changes.items[i];

        if (!is_to_delete(change->row) && (change->moves || !of_keys))
            status = check(db, change);
    }
    return status;
}

/* The rules, in the order in which they are judged. Which deferred
 * keys are pending is settled before UNIQUE, for a one-to-one has room for one
 * of them. check_unique counts what joins each list, which ki_check_acyclic
 * reads. */
static kith_status judge_all(struct kith_db *db)
{
    kith_status status = judge(db, check_not_null, false);

    assert(!db_is_frozen(db));
    if (status == KITH_OK)
        status = judge(db, check_fits, false);
    if (status == KITH_OK && db_in_level(db))
        status = judge(db, ki_check_pending, true);
    if (status == KITH_OK)
        status = judge(db, check_unique, true);
    if (status == KITH_OK)
        status = judge(db, ki_check_parents, true);
    if (status == KITH_OK)
        status = judge(db, check_own_children, true);
    return status == KITH_OK ? judge(db, ki_check_acyclic, true) : status;
}

/* Rows to delete are judged when all changes have passed, and what the call
 * wants to keep at the very end. Keys that UNIQUE has noted are forgotten
 * whatever the result is. */
kith_status ki_check_changes(struct kith_db *db)
{
    const struct changeset *set = &db->changeset;
    kith_status status = judge_all(db);

    assert(set->again.count == 0);
    assert(set->deletes_followed == set->to_delete.count);
    if (set->changes.count > 1)
        ki_changeset_forget_keys(db);
    for (size_t i = 0; status == KITH_OK && i < set->to_delete.count; i++)
        status = ki_check_children(db, set->to_delete.items[i]);
    if (status == KITH_OK && db->schema->limits_members)
        status = ki_check_members(db);
    return status == KITH_OK ? ki_check_kept(db) : status;
}
