/* refuse.c - the errors of a write; see refuse.h. */
#include "edit/refuse.h"

#include "catalog/value.h"

kith_status ki_refuse(struct kith_db *db, kith_status status,
                      const struct table *table, const char *column,
                      const char *sentence)
{
    struct error_facts facts = {
        .table = table->descriptor->name, .column = column, .call = db->call};

    assert(status < KITH_OK);
    assert(table == db->schema.tables + table->ordinal);
    if (status == KITH_E_NOT_NULL)
        facts.value = "NULL";
    return ki_error(&db->error, status, sentence, &facts);
}

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
    assert(foreign_key->column_count > 0);
    ki_columns_print(foreign_key_named(foreign_key), foreign_key->column_count,
                     child, value, sizeof(value));
    return ki_error(&db->error, status, sentence, &facts);
}

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
