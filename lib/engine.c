/* engine.c - why a descriptor leads to no table, and what a change set makes of
 * rows; see engine.h.
 *
 * Nothing here changes a row or a structure; only a refusal records the error.
 */
#include "engine.h"

#include "catalog/limits.h"

/* One after the other: this is for refusals and for programs that look a table
 * up once. */
const kith_table *ki_table_named(const struct kith_db *db, const char *name)
{
    for (size_t i = 0; name && i < db->schema->table_count; i++) {
        if (strcmp(db->schema->descriptors[i]->name, name) == 0)
            return db->schema->descriptors[i];
    }
    return NULL;
}

/* A descriptor of the same name is the likely mistake: each source file or
 * plugin that has a static KITH_TABLE has one of its own, with another address,
 * and the sentence says so.
 *
 * The name of a descriptor that is not the database's is given as the value,
 * which is copied: the sentence is built when the error is read, and the plugin
 * that holds the descriptor may have been unloaded by then. */
kith_status ki_refuse_descriptor(struct kith_db *db,
                                 const kith_table *descriptor, const char *call)
{
    const kith_table *namesake;

    if (!descriptor)
        return ki_error_misuse(&db->error, call, "%f: the table is NULL");
    namesake = ki_table_named(db, descriptor->name);
    return ki_error(
        &db->error, KITH_E_MISUSE,
        namesake ? "%f: this is another descriptor of the table %t than the "
                   "one given to kith_open: a static KITH_TABLE in several "
                   "source files or plugins is one of each, so share one "
                   "with KITH_DECLARE"
                 : "%f: the table %v is not part of this database: add "
                   "it to KITH_TABLES in kith_open",
        &(struct error_facts){.table = namesake ? namesake->name : NULL,
                              .value = descriptor->name,
                              .call = call});
}

/* The mark in the head of the row saves the search in the map for rows without
 * a change; a marked row is always found there. */
char *ki_row_after(const struct kith_db *db, char *row)
{
    const struct changeset *set = &db->changeset;

    if (!row_has(row, MARK_CHANGED))
        return row;
    return set->changes.items[*ki_ptr_map_find(&set->change_of, row)].after;
}

bool ki_change_refers_anew(const struct change *change)
{
    const struct table *table = change->store->table;

    assert(!change->insert);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];

        if (is_reference_key(foreign_key) &&
            row_parent(change->row, foreign_key) !=
                row_parent(change->after, foreign_key))
            return true;
    }
    return false;
}

bool ki_change_names_another(const struct change *change,
                             const struct foreign_key *foreign_key)
{
    assert(foreign_key->child == change->store->table);
    assert(!change->insert);
    for (size_t i = 0; i < foreign_key->column_count; i++) {
        if (!ki_column_equal(foreign_key->columns[i], change->row,
                             change->after))
            return true;
    }
    return false;
}

/* In a many-to-many the member is the association row, found by the key over
 * its pair, which exists wherever such a collection may be written. Elsewhere
 * the row at the other end is the member itself, if it is one. */
char *ki_find_member(const struct kith_db *db,
                     const struct relationship *relationship, char *row,
                     char *target)
{
    if (relationship->target_key)
        return ki_store_find_pair(store_of(db, relationship->target_key->child),
                                  relationship, row, target);
    return row_parent(target, relationship->foreign_key) == row ? target : NULL;
}

const char *ki_frozen_sentence(const struct kith_db *db)
{
    assert(db_is_frozen(db));
    return db->freezes > 0
               ? "%f: the database is frozen: nothing can be written before "
                 "kith_thaw"
               : "%f: a function of a table, or one that runs beside "
                 "kith_verify, may read only";
}

/* Of the minimum the outermost commit is the judge. */
const char *ki_members_damage(const struct kith_db *db,
                              const struct foreign_key *foreign_key,
                              char *parent)
{
    size_t count = children_count(foreign_key, parent);

    assert(row_is_live(parent));
    if (most_members(foreign_key) > 0 && count > most_members(foreign_key))
        return "%t.%c has more members than its .maximum_members";
    return count < least_members(foreign_key) && !db_has_level(db)
               ? "%t.%c has fewer members than its .minimum_members"
               : NULL;
}
