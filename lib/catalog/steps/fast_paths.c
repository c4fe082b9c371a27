/* fast_paths.c - which writes concern one row alone, worked out once
 * (edit/fastpath.h).
 *
 * Owns   the flags by which a write decides whether it needs a change set:
 *        insert_kind of a table; unconstrained, bounded and sole_index of a
 *        column; unconstrained, int64_key and int64_unconstrained of a foreign
 *        key. And flags of tables by which a write leaves out what they have
 *        not.
 *
 *   a column at which      is              a set of it
 *   nothing looks          unconstrained   is done at once
 *   its limits look        bounded         the same, if they admit the value
 *   one key looks          sole_index      moves one entry of an index
 *   anything else looks    none of these   makes a change set
 *
 * Each flag may be false where it could be true: that costs time. It may never
 * be true where a rule would be passed over: the short way never looks again.
 * What is listed here is therefore every rule that there is, and a new kind of
 * rule must be added to it.
 *
 * An .on_update_function makes every column of its table constrained, for any
 * change of the row calls it.
 */
#include "catalog/steps/build.h"
#include "catalog/value.h"

/* Whether a foreign key refers to the key: then a change of it has consequences
 * for the children. */
static bool is_referred_to(const struct table *table, const struct key *key)
{
    for (size_t i = 0; i < table->child_count; i++) {
        if (table->children[i]->parent_key == key)
            return true;
    }
    return false;
}

/* Whether nothing but one key, over the column alone, looks at a number. Not an
 * optional, which may enter and leave the index by its flag; not a number that
 * counts up, for a larger one moves the next number. Limits are compared by the
 * short way itself. */
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

/* The index of rows that wait holds none that has a parent, so it does not
 * count: a column may follow that of its parent all the same. */
static void mark_keyed(struct table *table)
{
    assert(table_known_keys(table) <= table->key_count);
    for (size_t i = 0; i < table_known_keys(table); i++) {
        for (size_t j = 0; j < table->keys[i].column_count; j++)
            table->keys[i].columns[j]->keyed = true;
    }
}

/* A const column may be unconstrained too: const keeps programs from writing it
 * by assignment, and kith_set is the way that is left. */
static void judge_columns(struct table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];
        bool alone = !column->indexed && column->link_count == 0 &&
                     table->on_update_count == 0 && !column->checked &&
                     !column->positioned;

        /* The limits of texts are looked at wherever texts are measured. */
        column->bounded =
            alone && column_limits(column) && ki_value_bytes(column->kind) > 0;
        column->unconstrained = alone && !column->bounded;
        column->sole_index = has_sole_index(table, column);
        /* One has an index and the other has none. */
        assert(!column->sole_index || !column->unconstrained);
        table->calls_functions |=
            default_of(column->attribute) || on_update_of(column->attribute);
    }
    table->calls_functions |= table->check_count > 0;
}

/* Whether the checks look at the foreign key itself for NULL, since none of its
 * columns says so: it has columns and none of its own, so it cannot be unlinked
 * by one; or its .not_null is said of no column. */
static bool is_required(const struct foreign_key *foreign_key)
{
    return !foreign_key->unlinks ||
           (foreign_key->not_null && !is_column(foreign_key->attribute));
}

/* A delete that members of a collection may not leave is judged, and one after
 * which others are numbered anew is not alone: no key cascades throughout that
 * has it on its way (sweeps.c). */
static void judge_members(struct table *table)
{
    for (size_t i = 0; i < table->foreign_key_count; i++)
        table->counts_leaving |= least_members(&table->foreign_keys[i]) > 0 ||
                                 position_of(&table->foreign_keys[i]);
    table->may_keep_children |= table->counts_leaving;
}

/* Whether a foreign key has a collection at its other end whose members are
 * counted or numbered. */
static bool counts_members(const struct foreign_key *foreign_key)
{
    return foreign_key->rules;
}

/* Whether the foreign key is one column, its own, or none: a move then writes
 * that column and nothing that other keys share. */
static bool is_single(const struct foreign_key *foreign_key)
{
    return foreign_key->unlinks && foreign_key->column_count <= 1;
}

/* A reference key has no column at which anything could look; but checks may
 * look at the reference. */
static void judge_reference_key(const struct table *table,
                                struct foreign_key *key)
{
    assert(is_reference_key(key));
    key->unconstrained = !key->acyclic && table->on_update_count == 0 &&
                         table->check_count == 0 && !counts_members(key);
    key->int64_key = true;
    key->int64_unconstrained = key->unconstrained && !key->one_to_one;
    key->child_at = key->reference + REFERENCE_ROW;
    key->parent_at = key->list; /* any 8 bytes */
}

/* A move along an unconstrained key changes a column, a reference and the ends
 * of two parents, and nothing else: no index of the child has the column, no
 * function looks at it, and no ring can close. Whether the one place of a
 * one-to-one is free is for the move to see. A blob, whose value has two parts,
 * is left to the change set. With an integer of 64 bits the key is compared and
 * copied as one word, and a parent whose key is never NULL need not be looked
 * at for that; child_at and parent_at are then all that is needed of the
 * schema. */
static void judge_foreign_keys(struct table *table)
{
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        struct foreign_key *key = &table->foreign_keys[i];
        const struct column *column;

        table->acyclic |= key->acyclic;
        table->composite |= key->column_count > 1;
        key->required = is_required(key);
        if (is_reference_key(key)) {
            judge_reference_key(table, key);
            continue;
        }
        column = key->columns[0];
        key->unconstrained = is_single(key) && !column->indexed &&
                             column->kind != KITH_KIND_BLOB && !key->acyclic &&
                             table->on_update_count == 0 && !column->checked &&
                             !counts_members(key);
        key->int64_key =
            is_single(key) && key->parent_key->never_null &&
            (column->kind == KITH_KIND_I64 || column->kind == KITH_KIND_U64);
        key->int64_unconstrained =
            key->unconstrained && key->int64_key && !key->one_to_one;
        /* A kith_set finds the key by its column (edit/fastpath.c). */
        assert(!key->unconstrained || column->foreign_key == key);
        key->child_at = (uint32_t)column->offset;
        key->parent_at = (uint32_t)key->parent_key->columns[0]->offset;
    }
}

/* Whether a new row is looked at by the limits: that includes the in-place
 * texts of a primary key, which must not be empty (ki_limits_admit_row). */
static bool has_insert_checks(const struct table *table)
{
    bool judged = table->limited_count > 0;

    for (size_t i = 0; i < table->must_count; i++)
        judged |= table_must(table)[i]->kind == KITH_KIND_CHARS;
    return judged;
}

/* Checks and defaults are for the change set, for they may call functions of
 * the user in the middle of the insert; and so are foreign keys of several
 * columns or of shared ones, whose parents are found by rules of their own
 * (edit/resolve.c).
 *
 * No acyclic key stands in the way of an insert: what the short way names as a
 * parent is another row, and nothing is below a new one.
 *
 * A minimal table is what many small tables are. What it cannot have is not
 * looked for in a copy of the insert compiled for it alone; so each condition
 * here must be one that edit/fastpath.c leaves out under `minimal`. */
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

        if (!is_single(key) || counts_members(key))
            return INSERT_SLOW;
        minimal &= key->int64_key && !key->one_to_one;
    }
    for (size_t i = 0; i < table->child_count; i++) {
        if (least_members(table->children[i]) > 0)
            return INSERT_SLOW;
    }
    return minimal ? INSERT_MINIMAL : INSERT_FAST;
}

/* Columns before foreign keys, limits before the kind of insert: each judges by
 * what was set before. */
void ki_build_fast_paths(struct schema *schema)
{
    for (size_t i = 0; i < schema->table_count; i++) {
        struct table *table = &schema->tables[i];

        mark_keyed(table);
        judge_columns(table);
        judge_foreign_keys(table);
        judge_members(table);
        table->checks_inserts = has_insert_checks(table);
        table->insert_kind = insert_kind_of(table);
        table->reserves_new = table->text_count > 0 || table->posted_count > 0;
    }
}

/* Plain columns stay plain: no write of one links a row. */
void ki_schema_close_fast_paths(struct schema *schema)
{
    for (size_t i = 0; i < schema->table_count; i++) {
        struct table *table = &schema->tables[i];

        table->insert_kind = INSERT_SLOW;
        for (size_t n = 0; n < table->foreign_key_count; n++) {
            struct foreign_key *key = &table->foreign_keys[n];

            key->unconstrained = key->int64_unconstrained = false;
            key->cascades_throughout = key->cascades_to_leaves = false;
        }
    }
}
