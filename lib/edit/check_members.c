/* check_members.c - how many members a collection may have; see check.h.
 *
 * Owns   the count that a collection will have when the call is done: what it
 *        has, and what joins and leaves by this call.
 * Knows  the limits of foreign keys whose parents' end says .maximum_members or
 *        .minimum_members.
 *
 * The maximum is judged at the end of each call. The minimum is a matter of the
 * transaction, for a new row has no members yet: a parent that is inserted, or
 * that members leave, is noted (ki_changeset_suspect), and the outermost commit
 * judges it. Without a transaction it is judged at the end of the call as well.
 *
 * Counts stand in a map of the change set, by the address of the list; they may
 * be below zero, modulo 2^64, where more leave than join.
 */
#include "edit/check.h"

#include "catalog/limits.h"
#include "edit/changeset.h"

static bool is_limited(const struct foreign_key *foreign_key)
{
    assert(!foreign_key->one_to_one || !foreign_key->rules);
    return most_members(foreign_key) > 0 || least_members(foreign_key) > 0;
}

/* Whether a parent is one of which members are counted. */
static bool is_counted(const char *parent)
{
    return parent && !is_to_delete(parent);
}

/* --- Counting ------------------------------------------------------------- */

/* One more member, or one less. False without memory. */
static bool count_member(struct kith_db *db,
                         const struct foreign_key *foreign_key, char *parent,
                         size_t one)
{
    struct ptr_map *counts = &db->changeset.members;
    size_t *count;

    assert(is_limited(foreign_key));
    if (!is_counted(parent))
        return true;
    count = ki_ptr_map_find(counts, parent + foreign_key->list);
    if (count) {
        *count += one;
        return true;
    }
    if (!ki_ptr_map_reserve(counts, &db->work))
        return false;
    ki_ptr_map_put(counts, parent + foreign_key->list, one);
    return true;
}

/* The members that join and leave along one key by a change. */
static bool count_change(struct kith_db *db, const struct change *change,
                         const struct foreign_key *foreign_key)
{
    char *parent = change_new_parent(change, foreign_key);
    char *old = change->insert ? NULL : row_parent(change->row, foreign_key);

    assert(foreign_key->child == change->store->table);
    if (old && row_parent(change->after, foreign_key) != old &&
        !count_member(db, foreign_key, old, (size_t)-1))
        return false;
    return !parent || count_member(db, foreign_key, parent, 1);
}

static bool count_all(struct kith_db *db)
{
    const struct changeset *set = &db->changeset;
    bool done = true;

    assert(set->again.count == 0);
    for (size_t i = 0; done && i < set->changes.count; i++) {
        const struct change *change = &set->changes.items[i];
        const struct table *table = change->store->table;

        for (size_t n = 0; done && n < table->foreign_key_count; n++) {
            if (is_limited(&table->foreign_keys[n]) && change->moves &&
                !is_to_delete(change->row))
                done = count_change(db, change, &table->foreign_keys[n]);
        }
    }
    for (size_t i = 0; done && i < set->to_delete.count; i++) {
        char *row = set->to_delete.items[i];
        const struct table *table = row_store(row)->table;

        for (size_t n = 0; done && n < table->foreign_key_count; n++) {
            const struct foreign_key *foreign_key = &table->foreign_keys[n];

            if (is_limited(foreign_key))
                done = count_member(db, foreign_key,
                                    row_parent(row, foreign_key), (size_t)-1);
        }
    }
    return done;
}

/* --- Judging -------------------------------------------------------------- */

static kith_status refuse_count(struct kith_db *db,
                                const struct foreign_key *foreign_key,
                                uint64_t members, const char *limit,
                                const char *sentence)
{
    char value[24];

    assert(foreign_key->parent_end);
    ki_value_print(KITH_KIND_U64, sizeof(members), &members, value,
                   sizeof(value));
    return ki_error(&db->error, KITH_E_CHECK, sentence,
                    &(struct error_facts){
                        .table = foreign_key->parent->descriptor->name,
                        .column = foreign_key->parent_end->attribute->name,
                        .value = value,
                        .other = limit});
}

static const char too_few[] =
    "%t.%c would have %v members, of at least %o that it must have";
static const char too_few_yet[] =
    "%t.%c would have %v members, of at least %o that it must have: insert the "
    "row and its members between kith_begin and kith_commit";

/* A list whose members the call changes. */
static kith_status judge_list(struct kith_db *db,
                              const struct foreign_key *foreign_key,
                              char *parent, bool inserted)
{
    const size_t *count =
        ki_ptr_map_find(&db->changeset.members, parent + foreign_key->list);
    size_t net = count ? *count : 0;
    size_t members = (inserted ? 0 : children_count(foreign_key, parent)) + net;
    bool more = net > 0 && net <= SIZE_MAX / 2;

    assert(is_counted(parent));
    if (more && most_members(foreign_key) > 0 &&
        members > most_members(foreign_key))
        return refuse_count(db, foreign_key, members,
                            foreign_key->rules->most_text,
                            "%t.%c would have %v members, of %o at most");
    if (members >= least_members(foreign_key) || (more && !inserted))
        return KITH_OK;
    if (db_in_level(db))
        return ki_changeset_suspect(db, parent);
    return refuse_count(db, foreign_key, members,
                        foreign_key->rules->least_text,
                        inserted ? too_few_yet : too_few);
}

/* The lists that a row leaves and joins; and those of a new row. */
static kith_status judge_change(struct kith_db *db, const struct change *change)
{
    const struct table *table = change->store->table;
    kith_status status = KITH_OK;

    assert(!is_to_delete(change->row));
    for (size_t i = 0; status == KITH_OK && i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = row_parent(change->after, foreign_key);
        char *old =
            change->insert ? NULL : row_parent(change->row, foreign_key);

        if (!is_limited(foreign_key) || parent == old)
            continue;
        /* A parent of the same call is judged as a new row. */
        if (is_counted(parent) && row_is_live(parent))
            status = judge_list(db, foreign_key, parent, false);
        if (status == KITH_OK && is_counted(old))
            status = judge_list(db, foreign_key, old, false);
    }
    for (size_t i = 0;
         status == KITH_OK && change->insert && i < table->child_count; i++) {
        if (is_limited(table->children[i]))
            status = judge_list(db, table->children[i], change->row, true);
    }
    return status;
}

static kith_status judge_delete(struct kith_db *db, char *row)
{
    const struct table *table = row_store(row)->table;
    kith_status status = KITH_OK;

    assert(is_to_delete(row));
    for (size_t i = 0; status == KITH_OK && i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = row_parent(row, foreign_key);

        if (is_limited(foreign_key) && is_counted(parent))
            status = judge_list(db, foreign_key, parent, false);
    }
    return status;
}

kith_status ki_check_members(struct kith_db *db)
{
    const struct changeset *set = &db->changeset;
    kith_status status = KITH_OK;

    assert(db->schema->limits_members);
    if (!count_all(db))
        return ki_error_memory(&db->error);
    for (size_t i = 0; status == KITH_OK && i < set->changes.count; i++) {
        const struct change *change = &set->changes.items[i];

        if (change->moves && !is_to_delete(change->row))
            status = judge_change(db, change);
    }
    for (size_t i = 0; status == KITH_OK && i < set->to_delete.count; i++)
        status = judge_delete(db, set->to_delete.items[i]);
    return status;
}

kith_status ki_check_least_members(struct kith_db *db, char *row)
{
    const struct table *table = row_store(row)->table;

    assert(row_is_live(row));
    for (size_t i = 0; i < table->child_count; i++) {
        const struct foreign_key *foreign_key = table->children[i];

        if (children_count(foreign_key, row) < least_members(foreign_key))
            return refuse_count(db, foreign_key,
                                children_count(foreign_key, row),
                                foreign_key->rules->least_text, too_few);
    }
    return KITH_OK;
}
