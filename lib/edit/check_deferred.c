/* check_deferred.c - rules that wait for the outermost commit; see check.h.
 *
 * A row that breaks one when it is written is noted, not counted: what becomes
 * of it afterwards needs no second look until the commit, which judges the rows
 * that were noted and no others. Of two rows with one unique key the later is
 * noted, so it is enough to look at that. A row that is gone breaks no rule;
 * its cell may have another row of the table by then, of which the same is
 * asked.
 */
#include "edit/check.h"

#include "edit/refuse.h"

/* The row stands for itself as it will be. */
static struct change change_of_row(char *row)
{
    return (struct change){.store = row_store(row), .row = row, .after = row};
}

static kith_status judge_not_null(struct kith_db *db, char *row)
{
    const struct change change = change_of_row(row);
    const struct table *table = change.store->table;

    assert(row_is_live(row));
    for (size_t i = 0; i < table->required_count; i++) {
        const struct column *column = table_required(table)[i];

        if (column->defer_not_null && column_is_null(column, row))
            return ki_check_refuse_null(db, &change, column);
    }
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];

        if (foreign_key->defer_not_null && row_is_unlinked(row, foreign_key))
            return ki_refuse(db, KITH_E_NOT_NULL, table, foreign_key->name,
                             ki_check_would_be_null);
    }
    return KITH_OK;
}

static kith_status judge_unique(struct kith_db *db, char *row)
{
    const struct change change = change_of_row(row);
    const struct store *store = change.store;

    assert(row_is_live(row));
    for (size_t i = 0; i < store->table->key_count; i++) {
        const struct key *key = &store->table->keys[i];

        if (key->deferred && !key_is_null(key, row) &&
            ki_index_count_equal(&store->indexes[i], row) > 1)
            return ki_check_refuse_key(db, &change, key);
    }
    return KITH_OK;
}

static kith_status judge_parents(struct kith_db *db, char *row)
{
    const struct change change = change_of_row(row);
    const struct table *table = change.store->table;

    assert(row_is_live(row));
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        if (is_pending(&table->foreign_keys[i], row))
            return ki_check_refuse_parent(db, &change, &table->foreign_keys[i]);
    }
    return KITH_OK;
}

static kith_status judge_suspects(struct kith_db *db,
                                  kith_status (*rule)(struct kith_db *, char *))
{
    const struct levels *levels = db->levels;
    kith_status status = KITH_OK;

    assert(levels->begins.count == 1);
    for (size_t i = 0; status == KITH_OK && i < levels->suspects.count; i++) {
        char *row = levels->suspects.items[i];

        if (row_is_live(row))
            status = rule(db, row);
    }
    return status;
}

/* In the order of the public contract. */
kith_status ki_check_deferred(struct kith_db *db)
{
    kith_status status = judge_suspects(db, judge_not_null);

    assert(db_in_level(db));
    if (status == KITH_OK)
        status = judge_suspects(db, judge_unique);
    if (status == KITH_OK)
        status = judge_suspects(db, judge_parents);
    return status == KITH_OK && db->schema->limits_members
               ? judge_suspects(db, ki_check_least_members)
               : status;
}
