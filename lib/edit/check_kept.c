/* check_kept.c - rows that the call wants to stay must not be deleted by it.
 *
 * Owns   the last rule of all, which is kith's own and not SQL's.
 *
 * A cascade may reach such a row along a key that the call does not write, or
 * around a ring: a call that then returned KITH_OK would have lost what it was
 * given. Calls that link rows note both ends (ki_changeset_keep in relate.c).
 */
#include "edit/check.h"

#include "edit/refuse.h"

/* The key along which a cascade has reached the row, or NULL where it was
 * deleted for another reason, as an orphan. Worked out from the parents only
 * now, for the sentence: the worklist does not say why a row is in it. */
static const struct foreign_key *key_of_cascade(const struct kith_db *db,
                                                char *row)
{
    const struct table *table = row_store(row)->table;
    const char *after = ki_row_after(db, row);

    assert(is_to_delete(row));
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const char *parent = row_parent(after, foreign_key);

        if (foreign_key->on_delete == KITH_CASCADE && parent &&
            is_to_delete(parent))
            return foreign_key;
    }
    return NULL;
}

/* Where nothing is deleted there is nothing to look at. The error names the key
 * along which the row would be lost, and the value of the parent that is
 * deleted. */
kith_status ki_check_kept(struct kith_db *db)
{
    const struct changeset *set = &db->changeset;

    for (size_t i = 0; set->to_delete.count > 0 && i < set->kept.count; i++) {
        char *row = set->kept.items[i];
        const struct foreign_key *foreign_key;

        assert(row_is_live(row));
        if (!is_to_delete(row))
            continue;
        foreign_key = key_of_cascade(db, row);
        if (!foreign_key)
            return ki_refuse(db, KITH_E_PARENT, row_store(row)->table, NULL,
                             "a row of %t that the call links would be deleted "
                             "by the same call");
        return ki_refuse_foreign_key(
            db, KITH_E_PARENT, foreign_key, ki_row_after(db, row),
            foreign_key->parent_key->name,
            "%t.%c is %v, and the row of %o with that %k is deleted by a call "
            "that links this row");
    }
    return KITH_OK;
}
