/* check_kept.c - rows that the call wants to stay must not go by it.
 *
 * A cascade may reach such a row along a key that the call does not write: a
 * call that then said KITH_OK would have lost what it was given.
 */
#include "edit/check.h"

#include "edit/change.h"

/* The key along which a cascade has reached the row, or NULL. */
static const struct foreign_key *key_of_cascade(const struct kith_db *db,
                                                char *row)
{
    const struct table *table = row_store(row)->table;
    const char *after = ki_row_after(db, row);

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const char *parent = row_parent(after, foreign_key);

        if (foreign_key->on_delete == KITH_CASCADE && parent &&
            is_to_delete(parent))
            return foreign_key;
    }
    return NULL;
}

static kith_status refuse_kept(struct kith_db *db, char *row)
{
    const struct foreign_key *foreign_key = key_of_cascade(db, row);
    char value[sizeof(db->error.full.value)];
    struct error_facts facts = {.table =
                                    row_store(row)->table->descriptor->name};

    if (!foreign_key)
        return ki_error(&db->error, KITH_E_PARENT,
                        "a row of %t that the call links would be deleted by "
                        "the same call",
                        &facts);
    facts.column = foreign_key->name;
    facts.constraint = foreign_key->parent_key->name;
    facts.other = foreign_key->parent->descriptor->name;
    facts.value = value;
    ki_columns_print(foreign_key_named(foreign_key), foreign_key->column_count,
                     ki_row_after(db, row), value, sizeof(value));
    return ki_error(&db->error, KITH_E_PARENT,
                    "%t.%c is %v, and the row of %o with that %k is deleted by "
                    "a call that links this row",
                    &facts);
}

kith_status ki_check_kept(struct kith_db *db)
{
    const struct changeset *set = &db->changeset;

    for (size_t i = 0; set->to_delete.count > 0 && i < set->kept.count; i++) {
        assert(row_is_live(set->kept.items[i]));
        if (is_to_delete(set->kept.items[i]))
            return refuse_kept(db, set->kept.items[i]);
    }
    return KITH_OK;
}
