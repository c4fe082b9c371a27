/* refuse.c - the errors of a write; see refuse.h.
 *
 * A refusal costs a few copied pointers and one printed value, and needs no
 * memory: a program that inserts and lets UNIQUE refuse pays for no sentence.
 * Values are printed at once, because the row or after-image that holds them
 * may be freed before the error is read.
 */
#include "edit/refuse.h"

#include "catalog/functions.h"
#include "catalog/value.h"

/* The names point into the schema, so they are not copied. */
kith_status ki_refuse(struct kith_db *db, kith_status status,
                      const struct table *table, const char *column,
                      const char *sentence)
{
    struct error_facts facts = {
        .table = table->descriptor->name, .column = column, .call = db->call};

    assert(status < KITH_OK);
    assert(table == db->schema->tables + table->ordinal);
    if (status == KITH_E_NOT_NULL)
        facts.value = "NULL";
    return ki_error(&db->error, status, sentence, &facts);
}

kith_status ki_refuse_kept(struct kith_db *db, const struct table *table,
                           const struct column *column)
{
    assert(column_is_kept(column));
    return ki_refuse(db, KITH_E_MISUSE, table, column->attribute->name,
                     column->positioned
                         ? "%f: %t.%c is a position, which follows the list: "
                           "leave it out, and kith_move the row"
                         : "%f: %t.%c is a sort key, which its function makes: "
                           "leave it out");
}

/* No call is named: what does not fit is a matter of the column, whichever call
 * gives it. */
kith_status ki_refuse_value(struct kith_db *db, const struct table *table,
                            const struct column *column,
                            const kith_value *value, const char *sentence)
{
    char printed[sizeof(db->error.full.value)];
    struct error_facts facts = {.table = table->descriptor->name,
                                .column = column->attribute->name,
                                .value = printed};

    assert(column >= table->columns);
    assert(column < table->columns + table->column_count);
    ki_value_print_given(value, printed, sizeof(printed));
    return ki_error(&db->error, KITH_E_CHECK, sentence, &facts);
}

/* The columns in the order of the foreign key's name, as the user declared
 * them, so that name and values agree. For a reference key the key of the
 * parent stands for them. */
kith_status ki_refuse_foreign_key(struct kith_db *db, kith_status status,
                                  const struct foreign_key *foreign_key,
                                  const char *child, const char *constraint,
                                  const char *sentence)
{
    char value[sizeof(db->error.full.value)];
    struct error_facts facts = {.table = foreign_key->child->descriptor->name,
                                .column = foreign_key->name,
                                .constraint = constraint,
                                .other = foreign_key->parent->descriptor->name,
                                .value = value};

    assert(status < KITH_OK);
    if (!is_reference_key(foreign_key))
        ki_columns_print(foreign_key_named(foreign_key),
                         foreign_key->column_count, child, value,
                         sizeof(value));
    else if (row_parent(child, foreign_key))
        ki_key_print(foreign_key->parent_key, row_parent(child, foreign_key),
                     value, sizeof(value));
    else
        facts.value = "NULL";
    return ki_error(&db->error, status, sentence, &facts);
}

/* From the parent's side the roles are turned: the column is its key, and the
 * constraint the foreign key of the children. */
kith_status ki_refuse_parent(struct kith_db *db,
                             const struct foreign_key *foreign_key,
                             const char *parent, const char *sentence)
{
    const struct key *key = foreign_key->parent_key;
    char value[sizeof(db->error.full.value)];
    struct error_facts facts = {.table = foreign_key->parent->descriptor->name,
                                .column = key->name,
                                .constraint = foreign_key->name,
                                .other = foreign_key->child->descriptor->name,
                                .value = value};

    assert(key->unique);
    assert(row_is_in(parent, foreign_key->parent));
    ki_key_print(key, parent, value, sizeof(value));
    return ki_error(&db->error, KITH_E_CHILDREN, sentence, &facts);
}
