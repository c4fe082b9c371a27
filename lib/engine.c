/* engine.c - why a descriptor leads to no table, and what a change set makes of
 * rows; see engine.h.
 */
#include "engine.h"

#include "base/print.h"

#include <stdint.h>

/* The table of the database that has this name, or NULL. */
static const struct table *table_named_as(const struct kith_db *db,
                                          const char *name)
{
    for (size_t i = 0; name && i < db->schema.table_count; i++) {
        if (strcmp(db->schema.tables[i].descriptor->name, name) == 0)
            return &db->schema.tables[i];
    }
    return NULL;
}

kith_status ki_refuse_descriptor(struct kith_db *db,
                                 const kith_table *descriptor, const char *call)
{
    char name[sizeof(db->error.full.value)];
    struct printed printed = ki_print_begin(name, sizeof(name));
    /* A copy of the name: a foreign descriptor may go with its plugin. */
    struct error_facts facts = {.call = call, .value = name};
    const struct table *namesake;

    if (!descriptor)
        return ki_error_misuse(&db->error, call, "%f: the table is NULL");
    if (descriptor->name)
        ki_print_text(&printed, descriptor->name, SIZE_MAX, false);
    namesake = table_named_as(db, descriptor->name);
    if (!namesake)
        return ki_error(&db->error, KITH_E_MISUSE,
                        "%f: the table %v is not part of this database: add "
                        "it to KITH_TABLES in kith_open",
                        &facts);
    facts.table = namesake->descriptor->name;
    return ki_error(&db->error, KITH_E_MISUSE,
                    "%f: this is another descriptor of the table %t than the "
                    "one given to kith_open: a static KITH_TABLE in several "
                    "source files or plugins is one of each, so share one "
                    "with KITH_DECLARE",
                    &facts);
}

char *ki_row_after(const struct kith_db *db, char *row)
{
    const struct changeset *set = &db->changeset;

    if (!row_has(row, MARK_CHANGED))
        return row;
    return set->changes.items[*ki_ptr_map_find(&set->change_of, row)].after;
}

char *ki_find_member(const struct kith_db *db,
                     const struct relationship *relationship, char *row,
                     char *target)
{
    if (relationship->target_key)
        return ki_store_find_pair(store_of(db, relationship->target_key->child),
                                  relationship, row, target);
    return row_parent(target, relationship->foreign_key) == row ? target : NULL;
}
