/* assign.c - setting columns, and inserting, by values of any kind.
 *
 * Owns   whether a kith_value is a value of a column's type; what is judged
 *        afterwards is the business of every write.
 *
 * Public contract: kith/reflect.h.
 */
#include "edit/write.h"

#include "edit/change.h"
#include "edit/changeset.h"
#include "edit/refuse.h"

#include <kith/reflect.h>

/* --- Values --------------------------------------------------------------- */

static bool is_null(const kith_value *value)
{
    return value->kind == KITH_KIND_NONE ||
           (value->kind == KITH_KIND_TEXT && !value->text) ||
           (value->kind == KITH_KIND_BLOB && !value->blob.data &&
            value->blob.bytes == 0);
}

/* Bring what a column is given, which may be NULL, into the form of a
 * kith_assignment; `number` is as for ki_assignment_of(). An offset that is no
 * column's is left to the writes. KITH_E_CHECK. */
static kith_status assign(struct kith_db *db, const struct table *table,
                          const kith_column_value *given, void *number,
                          kith_assignment *assignment)
{
    const struct column *column = ki_table_column(table, given->offset_bytes);

    assert(given);
    assert(table == &db->schema.tables[table->ordinal]);
    *assignment = (kith_assignment){.offset_bytes = given->offset_bytes};
    if (!column || is_null(&given->value) ||
        ki_assignment_of(column, &given->value, number, &assignment->value))
        return KITH_OK;
    return ki_refuse_value(
        db, table, column, &given->value,
        given->value.kind == KITH_KIND_F64 && ki_kind_is_integer(column->kind)
            ? "%t.%c cannot hold %v: it is an integer and was given a real, "
              "use KITH_INTEGER"
            : "%t.%c cannot hold %v: give it a value of its type that fits");
}

/* --- Set ------------------------------------------------------------------ */

kith_status kith_set_value_at(void *row, size_t offset, kith_value value)
{
    const kith_column_value given = {offset, value};
    kith_status status = ki_write_check_row(row, __func__);
    const struct store *store;
    kith_assignment assignment;
    uint64_t number;

    if (status != KITH_OK)
        return status;
    store = row_store(row);
    status =
        assign(store_db(store), store->table, &given, &number, &assignment);
    return status == KITH_OK
               ? ki_write_set(row, offset, assignment.value, __func__)
               : status;
}

/* Changes and their numbers lie in the memory of the change set until it is
 * carried out. */
static kith_status assign_all(struct kith_db *db, const struct table *table,
                              const kith_column_value *values, size_t count,
                              kith_assignment **assignments)
{
    size_t bytes = sizeof(**assignments) + sizeof(uint64_t);
    kith_status status = KITH_OK;
    char *numbers;

    assert(values || count == 0);
    *assignments =
        count <= SIZE_MAX / bytes / 2
            ? ki_arena_new(&db->changeset.arena, &db->memory, count * bytes)
            : NULL;
    if (!*assignments)
        return ki_error_memory(&db->error);
    numbers = (char *)(*assignments + count);
    for (size_t i = 0; status == KITH_OK && i < count; i++)
        status = assign(db, table, &values[i], numbers + i * sizeof(uint64_t),
                        &(*assignments)[i]);
    return status;
}

kith_status kith_update_values(void *row, const kith_column_value *values,
                               size_t count)
{
    kith_status status = ki_write_check_row(row, __func__);
    kith_assignment *assignments;
    struct kith_db *db;

    if (status != KITH_OK)
        return status;
    db = store_db(row_store(row));
    KI_REQUIRE(db, values || count == 0, "values is NULL", KITH_E_MISUSE);
    status = assign_all(db, row_store(row)->table, values, count, &assignments);
    if (status == KITH_OK)
        return ki_write_update(row, assignments, count, __func__);
    ki_changeset_reset(db);
    return status;
}

/* --- Insert --------------------------------------------------------------- */

/* A row of the user's struct, and the bits of kith_insert_columns. */
struct literal {
    const struct table *table;
    char *values;
    uint64_t *given, *nulls;
};

static bool new_literal(struct kith_db *db, const struct table *table,
                        struct literal *literal)
{
    const kith_table *descriptor = table->descriptor;
    size_t words = descriptor->attribute_count / 64 + 1;
    struct arena *arena = &db->changeset.arena;

    assert(table == &db->schema.tables[table->ordinal]);
    literal->table = table;
    literal->values = ki_arena_new(arena, &db->memory, descriptor->row_bytes);
    literal->given =
        ki_arena_new(arena, &db->memory, 2 * words * sizeof(*literal->given));
    if (!literal->values || !literal->given)
        return false;
    literal->nulls = literal->given + words;
    return true;
}

/* The last value of a column counts, so its bits say NULL or a value. */
static kith_status give(struct kith_db *db, const struct literal *literal,
                        const kith_column_value *given)
{
    const struct table *table = literal->table;
    const struct column *column = ki_table_column(table, given->offset_bytes);
    const struct relationship *member =
        ki_table_relationship(table, given->offset_bytes);
    kith_assignment assignment;
    kith_status status;
    uint64_t number, bit;
    size_t i;

    assert(literal->values);
    assert(literal->given);
    if (!column)
        return ki_refuse(db, KITH_E_MISUSE, table,
                         member ? member->attribute->name : "?",
                         "%f: a value for %t names no column");
    status = assign(db, table, given, &number, &assignment);
    i = (size_t)(column->attribute - table->descriptor->attributes);
    bit = (uint64_t)1 << i % 64;
    assert(column >= table->columns);
    assert(column < table->columns + table->column_count);
    assert(i < table->descriptor->attribute_count);
    literal->given[i / 64] |= bit;
    literal->nulls[i / 64] &= ~bit;
    literal->nulls[i / 64] |= assignment.value ? 0 : bit;
    column_clear(column, literal->values);
    if (status == KITH_OK && assignment.value)
        ki_change_put(literal->values, column, assignment.value);
    return status;
}

void *kith_insert_values(kith_db *db, const kith_table *descriptor,
                         const kith_column_value *values, size_t count)
{
    struct store *store = ki_written_store(db, descriptor, __func__);
    kith_status status = KITH_OK;
    struct literal literal = {.table = NULL};

    if (!store)
        return NULL;
    KI_REQUIRE(db, values || count == 0, "values is NULL", NULL);
    if (!new_literal(db, store->table, &literal))
        status = ki_error_memory(&db->error);
    for (size_t i = 0; status == KITH_OK && i < count; i++)
        status = give(db, &literal, &values[i]);
    if (status == KITH_OK)
        return ki_write_insert_columns(
            db, store,
            &(struct given){literal.values, literal.given, literal.nulls});
    ki_changeset_reset(db);
    return NULL;
}
