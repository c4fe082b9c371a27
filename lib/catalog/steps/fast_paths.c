/* fast_paths.c - which writes concern one row alone, worked out once
 * (edit/fastpath.h).
 */
#include "catalog/steps/build.h"
#include "catalog/value.h"

static bool is_checked(const struct table *table, const struct column *column)
{
    for (size_t i = 0; i < table->check_count; i++) {
        for (size_t j = 0; j < table->checks[i].attribute->column_count; j++) {
            if (table->checks[i].columns[j] == column)
                return true;
        }
    }
    return false;
}

/* Whether a foreign key refers to the key. */
static bool is_referred_to(const struct table *table, const struct key *key)
{
    for (size_t i = 0; i < table->child_count; i++) {
        if (table->children[i]->parent_key == key)
            return true;
    }
    return false;
}

/* The key that looks at the column alone, or NULL. */
static struct key *key_alone(struct table *table, const struct column *column)
{
    struct key *alone = NULL;

    if (column->optional || column->link_count > 0 ||
        ki_value_bytes(column->kind) == 0 || column == table->autoincrement ||
        table->on_update_count > 0 || is_checked(table, column))
        return NULL;
    for (size_t i = 0; i < table->key_count; i++) {
        struct key *key = &table->keys[i];

        for (size_t j = 0; j < key->column_count; j++) {
            if (key->columns[j] != column)
                continue;
            if (alone || key->column_count > 1 || is_referred_to(table, key))
                return NULL;
            alone = key;
        }
    }
    return alone;
}

/* Whether inserts find nothing but what is most common (see schema.h). */
static bool is_minimal(const struct table *table)
{
    bool minimal = table->text_count == 0 && table->two_part_count == 0 &&
                   !table->checks_inserts;

    if (table->autoincrement)
        minimal &= table->key_count == 1 &&
                   table->autoincrement->kind == KITH_KIND_I64;
    else
        minimal &= table->key_count == 0;
    for (size_t i = 0; i < table->foreign_key_count; i++)
        minimal &= table->foreign_keys[i].int64_key &&
                   !table->foreign_keys[i].one_to_one;
    return minimal;
}

/* Whether a new row is looked at by the limits. */
static bool has_insert_checks(const struct table *table)
{
    bool judged = table->limited_count > 0;

    for (size_t i = 0; i < table->must_count; i++)
        judged |= table_must(table)[i]->kind == KITH_KIND_CHARS;
    return judged;
}

/* Work out once which writes concern one row alone (edit/fastpath.h). */
static void find_fast_paths(struct table *table)
{
    /* No acyclic key stands in the way of an insert: what the short way names
     * as a parent is another row, and nothing is below a new one. */
    bool fast = table->check_count == 0 && table->default_count == 0;

    for (size_t i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];

        column->unconstrained = !column->indexed && column->link_count == 0 &&
                                table->on_update_count == 0 &&
                                !is_checked(table, column);
        /* The limits of texts are looked at wherever texts are measured. */
        column->bounded = column->unconstrained && column_limits(column) &&
                          ki_value_bytes(column->kind) > 0;
        column->unconstrained &= !column->bounded;
        column->sole_index = key_alone(table, column) != NULL;
    }
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        struct foreign_key *key = &table->foreign_keys[i];
        bool single = key->column_count == 1 && key->exclusive_count == 1 &&
                      foreign_key_exclusive(key)[0]->link_count == 1;

        fast &= single;
        key->unconstrained =
            single && !foreign_key_exclusive(key)[0]->indexed &&
            !key->one_to_one &&
            foreign_key_exclusive(key)[0]->kind != KITH_KIND_BLOB &&
            !key->acyclic && table->on_update_count == 0 &&
            !is_checked(table, foreign_key_exclusive(key)[0]);
        key->int64_key =
            single && key->parent_key->never_null &&
            (foreign_key_exclusive(key)[0]->kind == KITH_KIND_I64 ||
             foreign_key_exclusive(key)[0]->kind == KITH_KIND_U64);
        key->int64_unconstrained = key->unconstrained && key->int64_key;
        key->child_at = key->columns[0]->offset;
        key->parent_at = key->parent_key->columns[0]->offset;
    }
    table->checks_inserts = has_insert_checks(table);
    table->insert_kind = !fast               ? INSERT_SLOW
                         : is_minimal(table) ? INSERT_MINIMAL
                                             : INSERT_FAST;
    table->reserves_new = table->text_count > 0 || table->nonunique_count > 0;
}

kith_status ki_build_fast_paths(struct builder *builder, struct table *table)
{
    (void)builder;
    find_fast_paths(table);
    return KITH_OK;
}
