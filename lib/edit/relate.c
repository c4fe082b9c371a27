/* relate.c - linking and unlinking rows from either side; the order of lists.
 *
 * Owns   what a relationship means in changes: a direct one changes the child,
 *        a many-to-many inserts or deletes the association row.
 *
 * Public contract: kith/relate.h. A public call has three ways, each taken
 * where the one before is not open:
 *
 *   inline   sound_request() and ki_fast_move() or ki_fast_leave(): a member
 *            by the map of offsets, an integer key, room in the list
 *   fast     the whole contract is judged, then fastpath.h
 *   slow     a change set and ki_write_run()
 *
 * A link has one truth, the foreign key of the child. So every call comes down
 * to a child and a parent, whichever of the two it names first.
 */
#include "catalog/mirror.h"
#include "delta/reserve.h"
#include "edit/change.h"
#include "edit/fastpath.h"
#include "edit/changeset.h"
#include "edit/guess.h"
#include "edit/request.h"
#include "edit/write.h"

#include <stdalign.h>

/* Refuse what is said of the member that the call names, if it names one, and
 * of the table %o to which that leads. */
kith_status ki_request_refuse(const struct request *request, kith_status status,
                              const char *sentence)
{
    const struct relationship *member = request->relationship;
    const struct table *table = row_store(request->row)->table;
    struct error_facts facts = {
        .table = table->descriptor->name,
        .column = member ? member->attribute->name : NULL,
        .other = member ? member->target->descriptor->name : NULL,
        .call = request->db->call};

    assert(status < KITH_OK);
    return ki_error(&request->db->error, status, sentence, &facts);
}

/* A NULL target is left to the caller, which knows whether its call has one.
 * One of another database is misuse even if the tables have the same
 * descriptor: the store is compared. */
kith_status ki_request_check_target(const struct request *request)
{
    const struct table *wanted = request->relationship->target;
    kith_status status;

    assert(request->row);
    assert(request->db->call);
    if (!request->target)
        return KITH_OK;
    status = ki_write_check_row(request->target, request->db->call);
    if (status == KITH_OK &&
        row_store(request->target) != store_of(request->db, wanted))
        return ki_request_refuse(
            request, KITH_E_MISUSE,
            "%f: the row for %t.%c must be one of %o in the "
            "same database");
    return status;
}

/* Check what all calls share. `row` may be NULL, deleted, or of a database that
 * a function of the user reads: that is refused first. The target may be NULL.
 * LIST is for calls that change no link, which a many-to-many that may only be
 * walked allows. */
kith_status ki_request_check(struct request *request, size_t offset,
                             enum shape shape, const char *call)
{
    kith_status status = ki_write_check_row(request->row, call);
    const char *sentence = NULL;
    const struct store *store;

    assert(call);
    assert(!request->relationship);
    if (status != KITH_OK)
        return status;
    store = row_store(request->row);
    request->db = store_db(store);
    request->db->call = call;
    request->relationship = ki_table_relationship(store->table, offset);
    if (!request->relationship ||
        (request->relationship->kind == KITH_KIND_COLLECTION) == (shape == ONE))
        sentence = shape == ONE
                       ? "%f: the member of %t is no reference or scalar"
                       : "%f: the member of %t is no collection";
    else if (shape != LIST && request->relationship->attribute->view_only)
        sentence = "%f: %t.%c may only be walked: drop its .view_only, or "
                   "write association rows";
    else if (shape != LIST && request->relationship->view_only &&
             (is_reference_key(request->relationship->foreign_key) ||
              is_reference_key(request->relationship->target_key)))
        sentence = "%f: %t.%c may only be walked, for a key of its association "
                   "table has no column: insert or delete association rows";
    else if (shape != LIST && request->relationship->view_only)
        sentence = "%f: %t.%c may only be walked: give its association table a "
                   "key over the two, or %t.%c .unique_pair, or write "
                   "association rows";
    return sentence ? ki_request_refuse(request, KITH_E_MISUSE, sentence)
                    : ki_request_check_target(request);
}

/* --- Direct relationships ------------------------------------------------- */

/* Change a child under another parent, or none. The change is named: the call
 * itself moves the row. */
kith_status ki_request_change(struct kith_db *db,
                              const struct foreign_key *foreign_key,
                              char *child, char *parent)
{
    struct change *change = ki_change_row(db, child);

    assert(row_is_in(child, foreign_key->child));
    assert(!parent || row_is_in(parent, foreign_key->parent));
    if (!change)
        return KITH_E_MEMORY;
    change->named = true;
    ki_change_link(db, change, foreign_key, parent);
    return KITH_OK;
}

/* Give a child a parent; in a one-to-one the child that had the place makes
 * room, and is deleted under .delete_orphan, as if it were unlinked. A row that
 * has this parent keeps its place in the list. Both ends are to stay: where a
 * cascade deletes one of them, the call is refused (check_kept.c). */
kith_status ki_request_link(struct kith_db *db,
                            const struct foreign_key *foreign_key, char *child,
                            char *parent)
{
    char *existing = children_only(foreign_key, parent);
    kith_status status = KITH_OK;

    assert(row_is_in(child, foreign_key->child));
    assert(row_is_in(parent, foreign_key->parent));
    if (row_parent(child, foreign_key) == parent)
        return KITH_OK;
    if (existing)
        status = ki_request_change(db, foreign_key, existing, NULL);
    if (status == KITH_OK)
        status = ki_request_change(db, foreign_key, child, parent);
    if (status == KITH_OK)
        status = ki_changeset_keep(db, parent);
    return status == KITH_OK ? ki_changeset_keep(db, child) : status;
}

/* Give a child another parent, or none, and carry it out: the end of all calls
 * on one direct link. */
static kith_status link_child(struct kith_db *db,
                              const struct foreign_key *foreign_key,
                              char *child, char *parent)
{
    enum fastpath fast = ki_fast_link(db, foreign_key, child, parent);

    assert(row_is_in(child, foreign_key->child));
    assert(!parent || row_is_in(parent, foreign_key->parent));
    if (fast != FAST_MISS)
        return ki_fast_status(fast);
    return ki_write_run(
        db, parent ? ki_request_link(db, foreign_key, child, parent)
                   : ki_request_change(db, foreign_key, child, NULL));
}

static _Thread_local struct guesses link_guesses;

/* What a call on one member names: the foreign key behind it, NULL where
 * something is wrong with the call or the table has no map of its members, and
 * the long way finds out why; and the open levels, or NULL. */
struct sound {
    const struct foreign_key *foreign_key;
    struct levels *levels;
};

/* Tables are those of one database, so a row of the right one is in it. Nothing
 * is recorded: a call that succeeds this way has no use for its name. Two are
 * constants: which kind is wanted, a reference or a direct collection; and
 * whether to guess, which an append need not: what it waits for is the row
 * itself, for the list is in it. */
static KI_ALWAYS_INLINE struct sound sound_request(char *row, size_t offset,
                                                   char *target,
                                                   kith_kind wanted, bool guess)
{
    const struct sound none = {NULL, NULL};
    const struct relationship *relationship;
    const struct store *store;
    struct kith_db *db;
    size_t place;

    if (!target || !row || !row_is_live(row) || !row_is_live(target))
        return none;
    store = guess ? guess_store(&link_guesses, row, offset) : row_store(row);
    db = store_db(store);
    place = table_mapped_place(store->table, offset);
    /* A column, or 0 for no member at all, which becomes the largest number. */
    if (db_is_frozen(db) || place - 1 >= store->table->relationship_count)
        return none;
    relationship = &store->table->relationships[place - 1];
    if (relationship->kind != wanted || relationship->target_key ||
        row_store(target)->table != relationship->target)
        return none;
    return (struct sound){relationship->foreign_key,
                          db_in_level(db) ? db->levels : NULL};
}

/* For kith_relate_at where the inline way is not open. */
KI_NOINLINE static kith_status relate(void *row, size_t offset, void *target,
                                      const char *call)
{
    struct request request = {.row = row, .target = target};
    const struct foreign_key *foreign_key;
    kith_status status;

    assert(call);
    status = ki_request_check(&request, offset, ONE, call);
    if (status != KITH_OK)
        return status;
    if (!target)
        return ki_request_refuse(&request, KITH_E_MISUSE,
                                 "%f: the row for %t.%c is NULL: kith_unlink "
                                 "unlinks");
    foreign_key = request.relationship->foreign_key;
    return request.relationship->kind == KITH_KIND_REFERENCE
               ? link_child(request.db, foreign_key, row, target)
               : link_child(request.db, foreign_key, target, row);
}

/* The inline way in a level. It takes the call over as a whole, so that without
 * a level nothing has to be kept across a call. */
KI_NOINLINE static kith_status relate_in_level(void *row, size_t offset,
                                               void *target, struct sound sound)
{
    return fast_move_noted(sound.levels, sound.foreign_key, row, target)
               ? KITH_OK
               : relate(row, offset, target, "kith_relate_at");
}

kith_status kith_relate_at(void *row, size_t offset, void *target)
{
    struct sound sound =
        sound_request(row, offset, target, KITH_KIND_REFERENCE, true);

    if (sound.levels)
        return relate_in_level(row, offset, target, sound);
    if (sound.foreign_key && ki_fast_move(sound.foreign_key, row, target))
        return KITH_OK;
    return relate(row, offset, target, __func__);
}

/* Nothing to unlink is OK: a scalar without a child, a reference without a
 * parent. */
kith_status kith_unlink_at(void *row, size_t offset)
{
    struct request request = {.row = row};
    kith_status status = ki_request_check(&request, offset, ONE, __func__);
    const struct foreign_key *foreign_key;
    char *child = row;

    if (status != KITH_OK)
        return status;
    foreign_key = request.relationship->foreign_key;
    if (request.relationship->kind == KITH_KIND_SCALAR)
        child = children_only(foreign_key, request.row);
    return child && !row_is_unlinked(child, foreign_key)
               ? link_child(request.db, foreign_key, child, NULL)
               : KITH_OK;
}

/* --- Many-to-many ---------------------------------------------------------
 *
 * A member is an association row with two foreign keys, both given by row. It
 * is found by the key over its pair, so a row is a member at most once. A
 * many-to-many without such a key may only be walked. */

/* Bytes of a struct that is built on the stack: association rows are small, and
 * larger ones need a change set. */
enum { PAIR_BYTES_MAX = 256 };

/* Add the association row of a pair to the change set, with defaults and a
 * number as any insert has them. Its parents are named between the two steps,
 * as if the caller's struct had named them. */
kith_status ki_request_pair(const struct request *request)
{
    const struct relationship *relationship = request->relationship;
    struct kith_db *db = request->db;
    struct change *change;
    kith_status status =
        ki_values_change(db, store_of(db, relationship->target_key->child),
                         &(struct given){.values = NULL}, &change);

    assert(relationship->target_key->child == relationship->foreign_key->child);
    if (status != KITH_OK)
        return status;
    reference_set(change->after + relationship->foreign_key->reference,
                  request->row, PARENT_KNOWN);
    reference_set(change->after + relationship->target_key->reference,
                  request->target, PARENT_KNOWN);
    return ki_values_complete(db, change);
}

/* Insert the association row of a pair that is not linked, as a struct with two
 * references: the fast path of inserts is open to it. */
static kith_status append_pair(const struct request *request)
{
    const struct relationship *relationship = request->relationship;
    struct store *store =
        store_of(request->db, relationship->target_key->child);
    alignas(max_align_t) char values[PAIR_BYTES_MAX] = {0};

    assert(relationship->foreign_key->reference_declared);
    assert(relationship->target_key->reference_declared);
    if (store->table->descriptor->row_bytes > sizeof(values))
        return ki_write_run(request->db, ki_request_pair(request));
    store_ptr(values + relationship->foreign_key->reference, request->row);
    store_ptr(values + relationship->target_key->reference, request->target);
    return ki_write_insert(request->db, store, values, relationship->pair)
               ? KITH_OK
               : request->db->error.full.status;
}

/* For kith_append_at where the inline way is not open. A row that is a member
 * already is found in O(1), and keeps its place. */
KI_NOINLINE static kith_status append(void *row, size_t offset, void *target,
                                      const char *call)
{
    struct request request = {.row = row, .target = target};
    const struct relationship *relationship;
    kith_status status;

    assert(call);
    status = ki_request_check(&request, offset, MANY, call);
    if (status != KITH_OK)
        return status;
    if (!target)
        return ki_error_misuse(&request.db->error, call,
                               "%f: the row to append is NULL");
    relationship = request.relationship;
    if (ki_find_member(request.db, relationship, row, target))
        return KITH_OK;
    return relationship->target_key
               ? append_pair(&request)
               : link_child(request.db, relationship->foreign_key, target, row);
}

KI_NOINLINE static kith_status append_in_level(void *row, size_t offset,
                                               void *target, struct sound sound)
{
    return fast_move_noted(sound.levels, sound.foreign_key, target, row)
               ? KITH_OK
               : append(row, offset, target, "kith_append_at");
}

kith_status kith_append_at(void *row, size_t offset, void *target)
{
    struct sound sound =
        sound_request(row, offset, target, KITH_KIND_COLLECTION, false);

    if (sound.levels)
        return append_in_level(row, offset, target, sound);
    if (sound.foreign_key && ki_fast_move(sound.foreign_key, target, row))
        return KITH_OK;
    return append(row, offset, target, __func__);
}

/* --- Leaving -------------------------------------------------------------- */

/* Whether a member that leaves is deleted: an association row, or an orphan. */
static bool leaves_by_delete(const struct relationship *relationship)
{
    assert(relationship->kind == KITH_KIND_COLLECTION);
    return relationship->target_key || relationship->foreign_key->delete_orphan;
}

/* Deleted rows are named, so that they do not count under RESTRICT. An orphan
 * is deleted without a change that unlinks it first: it would be deleted by
 * that. */
kith_status ki_request_leave(const struct request *request, char *member)
{
    const struct relationship *relationship = request->relationship;

    assert(row_is_in(member, relationship->foreign_key->child));
    assert(row_parent(member, near_key(relationship, member, request->row)) ==
           request->row);
    if (leaves_by_delete(relationship))
        return ki_changeset_delete(request->db, member, MARK_NAMED);
    return ki_request_change(request->db, relationship->foreign_key, member,
                             NULL);
}

/* Check a call on a member of a collection and find what shows it there: the
 * target itself, or its association row. KITH_E_NOT_FOUND when it is no member.
 * O(1). */
kith_status ki_request_check_member(struct request *request, size_t offset,
                                    const char *call)
{
    kith_status status = ki_request_check(request, offset, MANY, call);

    assert(call);
    assert(!request->member);
    if (status != KITH_OK)
        return status;
    if (!request->target)
        return ki_error_misuse(&request->db->error, call,
                               "%f: the member is NULL");
    request->member = ki_find_member(request->db, request->relationship,
                                     request->row, request->target);
    return request->member
               ? KITH_OK
               : ki_request_refuse(request, KITH_E_NOT_FOUND,
                                   "%f: the row of %o is no member of %t.%c");
}

/* For kith_remove_at where the inline way is not open. */
KI_NOINLINE static kith_status remove_member(void *row, size_t offset,
                                             void *target, const char *call)
{
    struct request request = {.row = row, .target = target};
    enum fastpath fast;
    kith_status status;

    assert(call);
    status = ki_request_check_member(&request, offset, call);
    if (status != KITH_OK)
        return status;
    if (!leaves_by_delete(request.relationship))
        return link_child(request.db, request.relationship->foreign_key,
                          request.member, NULL);
    fast = ki_fast_delete(row_store(request.member), request.member);
    if (fast != FAST_MISS)
        return ki_fast_status(fast);
    return ki_write_run(request.db, ki_request_leave(&request, request.member));
}

KI_NOINLINE static kith_status remove_in_level(void *row, size_t offset,
                                               void *target, struct sound sound)
{
    return fast_leave_noted(sound.levels, sound.foreign_key, target, row)
               ? KITH_OK
               : remove_member(row, offset, target, "kith_remove_at");
}

kith_status kith_remove_at(void *row, size_t offset, void *target)
{
    struct sound sound =
        sound_request(row, offset, target, KITH_KIND_COLLECTION, true);

    if (sound.levels)
        return remove_in_level(row, offset, target, sound);
    if (sound.foreign_key && ki_fast_leave(sound.foreign_key, target, row))
        return KITH_OK;
    return remove_member(row, offset, target, __func__);
}
