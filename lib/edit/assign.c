/* assign.c - setting columns, and inserting, by values of any kind.
 *
 * Owns   whether a kith_value is a value of a column's type; what is judged
 *        afterwards is the business of every write.
 *
 * Public contract: kith/reflect.h. For programs that know tables only at run
 * time: a kith_value carries its class with it, so what the compiler checks
 * elsewhere is checked here. Each call brings its values into the form of
 * kith/write.h and then continues as the call there does.
 */
#include "edit/write.h"

#include "edit/change.h"
#include "edit/changeset.h"
#include "edit/refuse.h"

#include <kith/reflect.h>

/* --- Values --------------------------------------------------------------- */

/* The forms of NULL that a kith_value has, as ki_callback_set() reads them. */
static bool is_null(const kith_value *value)
{
    return value->kind == KITH_KIND_NONE ||
           (value->kind == KITH_KIND_TEXT && !value->text) ||
           (value->kind == KITH_KIND_BLOB && !value->blob.data &&
            value->blob.bytes == 0);
}

/* Bring what a column is given, which may be NULL, into the form of a
 * kith_assignment; `number` is as for ki_assignment_of(), so it must last as
 * long as the assignment. An offset that is no column's is left to the writes,
 * which refuse it with their own sentence. KITH_E_CHECK. O(1), O(length) for an
 * in-place text. */
static kith_status assign(struct kith_db *db, const struct table *table,
                          const kith_column_value *given, void *number,
                          kith_assignment *assignment)
{
    const struct column *column = ki_table_column(table, given->offset_bytes);

    assert(table == &db->schema->tables[table->ordinal]);
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

/* The row is looked at first, because the value can be judged only by its
 * table. One value needs no memory: its number is on the stack, so the fast
 * path is open to it. */
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

/* Assignments and their numbers lie in one piece of the arena of the change
 * set, which lasts until the call is carried out. Assignments come first: their
 * size is a multiple of eight, so the numbers behind them are aligned. The
 * bound on `count` keeps the size from overflowing. */
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
            ? ki_arena_new(&db->changeset.arena, &db->work, count * bytes)
            : NULL;
    if (!*assignments)
        return ki_error_memory(&db->error);
    numbers = (char *)(*assignments + count);
    for (size_t i = 0; status == KITH_OK && i < count; i++)
        status = assign(db, table, &values[i], numbers + i * sizeof(uint64_t),
                        &(*assignments)[i]);
    return status;
}

/* The arena holds the assignments although no change is made yet. So where they
 * are refused the change set is reset here; otherwise the update resets it. */
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

/* A row of the user's struct, and the bits of kith_insert_columns, all zero at
 * first, in the arena of the change set. */
struct literal {
    const struct table *table;
    char *values;
    uint64_t *given, *nulls;
};

/* One word more than the bits may need, so that a table with no attribute has
 * one too. False without memory, not recorded. */
static bool new_literal(struct kith_db *db, const struct table *table,
                        struct literal *literal)
{
    const kith_table *descriptor = table->descriptor;
    size_t words = descriptor->attribute_count / 64 + 1;
    struct arena *arena = &db->changeset.arena;

    assert(table == &db->schema->tables[table->ordinal]);
    literal->table = table;
    literal->values = ki_arena_new(arena, &db->work, descriptor->row_bytes);
    literal->given =
        ki_arena_new(arena, &db->work, 2 * words * sizeof(*literal->given));
    if (!literal->values || !literal->given)
        return false;
    literal->nulls = literal->given + words;
    return true;
}

/* The last value of a column counts, so its bits say NULL or a value, and the
 * column is cleared before. Texts and blobs stay where the caller has them
 * until the insert copies them. */
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
    /* Given in either case: a NULL that is given takes no default. */
    literal->given[i / 64] |= bit;
    literal->nulls[i / 64] &= ~bit;
    literal->nulls[i / 64] |= assignment.value ? 0 : bit;
    column_clear(column, literal->values);
    if (status == KITH_OK && assignment.value)
        ki_change_put(literal->values, column, assignment.value);
    return status;
}

/* The row is put together in the arena as a caller of kith_insert_columns would
 * write it, so there is one rule for what counts as given. As no change is made
 * before the insert begins, a failure until then has only the arena to give
 * back. */
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
