/* fast_paths.c - which writes concern one row alone, worked out once
 * (edit/fastpath.h).
 */
#include "catalog/steps/build.h"
#include "catalog/value.h"

/* Whether a foreign key refers to the key. */
static bool is_referred_to(const struct table *table, const struct key *key)
{
    for (size_t i = 0; i < table->child_count; i++) {
        if (table->children[i]->parent_key == key)
            return true;
    }
    return false;
}

/* Whether nothing but one key, over the column alone, looks at a number. */
static bool has_sole_index(const struct table *table,
                           const struct column *column)
{
    size_t keys = 0;

    if (!column->key || column->optional || column->link_count > 0 ||
        ki_value_bytes(column->kind) == 0 || column == table->autoincrement ||
        table->on_update_count > 0 || column->checked)
        return false;
    for (size_t i = 0; i < table->key_count; i++)
        keys += column_index(column, table->keys[i].columns,
                             table->keys[i].column_count) <
                table->keys[i].column_count;
    assert(keys > 0);
    return keys == 1 && !is_referred_to(table, column->key);
}

static void judge_columns(struct table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];
        bool alone = !column->indexed && column->link_count == 0 &&
                     table->on_update_count == 0 && !column->checked;

        /* The limits of texts are looked at wherever texts are measured. */
        column->bounded =
            alone && column_limits(column) && ki_value_bytes(column->kind) > 0;
        column->unconstrained = alone && !column->bounded;
        column->sole_index = has_sole_index(table, column);
        assert(!column->sole_index || !column->unconstrained);
        table->calls_functions |= column->attribute->default_function ||
                                  column->attribute->on_update_function;
    }
    table->calls_functions |= table->check_count > 0;
}

/* Whether the foreign key must not be NULL, though none of its columns says so
 * by itself. */
static bool is_required(const struct foreign_key *foreign_key)
{
    return foreign_key->exclusive_count == 0 ||
           (foreign_key->not_null &&
            foreign_key->attribute->kind == KITH_KIND_FOREIGN_KEYS);
}

/* Whether the foreign key is one column, its own. */
static bool is_single(const struct foreign_key *foreign_key)
{
    return foreign_key->column_count == 1 && foreign_key->exclusive_count == 1;
}

static void judge_foreign_keys(struct table *table)
{
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        struct foreign_key *key = &table->foreign_keys[i];
        const struct column *column = key->columns[0];

        table->acyclic |= key->acyclic;
        table->composite |= key->column_count > 1;
        key->required = is_required(key);
        key->unconstrained = is_single(key) && !column->indexed &&
                             !key->one_to_one &&
                             column->kind != KITH_KIND_BLOB && !key->acyclic &&
                             table->on_update_count == 0 && !column->checked;
        key->int64_key =
            is_single(key) && key->parent_key->never_null &&
            (column->kind == KITH_KIND_I64 || column->kind == KITH_KIND_U64);
        key->int64_unconstrained = key->unconstrained && key->int64_key;
        assert(!key->unconstrained || column->foreign_key == key);
        key->child_at = column->offset;
        key->parent_at = key->parent_key->columns[0]->offset;
    }
}

/* Whether a new row is looked at by the limits. */
static bool has_insert_checks(const struct table *table)
{
    bool judged = table->limited_count > 0;

    for (size_t i = 0; i < table->must_count; i++)
        judged |= table_must(table)[i]->kind == KITH_KIND_CHARS;
    return judged;
}

/* No acyclic key stands in the way of an insert: what the short way names as a
 * parent is another row, and nothing is below a new one. */
static enum insert_kind insert_kind_of(const struct table *table)
{
    const struct column *number = table->autoincrement;
    bool minimal = table->text_count == 0 && table->two_part_count == 0 &&
                   !table->checks_inserts &&
                   table->key_count == (number ? 1 : 0) &&
                   (!number || number->kind == KITH_KIND_I64);

    if (table->check_count > 0 || table->default_count > 0)
        return INSERT_SLOW;
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *key = &table->foreign_keys[i];

        if (!is_single(key))
            return INSERT_SLOW;
        minimal &= key->int64_key && !key->one_to_one;
    }
    return minimal ? INSERT_MINIMAL : INSERT_FAST;
}

void ki_build_fast_paths(struct schema *schema)
{
    for (size_t i = 0; i < schema->table_count; i++) {
        struct table *table = &schema->tables[i];

        judge_columns(table);
        judge_foreign_keys(table);
        table->checks_inserts = has_insert_checks(table);
        table->insert_kind = insert_kind_of(table);
        table->reserves_new =
            table->text_count > 0 || table->nonunique_count > 0;
    }
}
