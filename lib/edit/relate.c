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
#include "delta/reserve.h"
#include "edit/change.h"
#include "edit/fastpath.h"
#include "edit/changeset.h"
#include "edit/write.h"

#include <kith/relate.h>

#include <stdalign.h>

/* The shapes a call may name: a reference or scalar; a collection to be
 * written; a collection whose members stay as they are. */
enum shape { ONE, MANY, LIST };

/* A call that names a relationship of a row. check_request() fills it in; the
 * row is set before, and the target where the call has one. */
struct request {
    struct kith_db *db;
    const struct relationship *relationship;
    char *row, *target;
    char *member; /* of a collection, that shows the target (check_member()) */
};

/* Refuse what is said of the member that the call names, if it names one, and
 * of the table %o to which that leads. */
static kith_status refuse_request(const struct request *request,
                                  kith_status status, const char *sentence)
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
static kith_status check_target(const struct request *request)
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
        return refuse_request(request, KITH_E_MISUSE,
                              "%f: the row for %t.%c must be one of %o in the "
                              "same database");
    return status;
}

/* Check what all calls share. `row` may be NULL, deleted, or of a database that
 * a function of the user reads: that is refused first. The target may be NULL.
 * LIST is for calls that change no link, which a many-to-many that may only be
 * walked allows. */
static kith_status check_request(struct request *request, size_t offset,
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
    else if (shape != LIST && request->relationship->view_only)
        sentence = "%f: %t.%c may only be walked: give its association table a "
                   "key over the two, or %t.%c .unique_pair, or write "
                   "association rows";
    return sentence ? refuse_request(request, KITH_E_MISUSE, sentence)
                    : check_target(request);
}

/* --- Direct relationships ------------------------------------------------- */

/* Change a child under another parent, or none. The change is named: the call
 * itself moves the row. */
static kith_status change_link(struct kith_db *db,
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
static kith_status link_slowly(struct kith_db *db,
                               const struct foreign_key *foreign_key,
                               char *child, char *parent)
{
    char *existing = children_only(foreign_key, parent);
    kith_status status = KITH_OK;

    assert(row_is_in(child, foreign_key->child));
    assert(row_is_in(parent, foreign_key->parent));
    if (row_parent(child, foreign_key) == parent)
        return KITH_OK;
    if (existing)
        status = change_link(db, foreign_key, existing, NULL);
    if (status == KITH_OK)
        status = change_link(db, foreign_key, child, parent);
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
    return ki_write_run(db, parent ? link_slowly(db, foreign_key, child, parent)
                                   : change_link(db, foreign_key, child, NULL));
}

/* The relationship that a call names, where nothing is wrong with the call, the
 * table has a map of its members and the door of the database is as said: 0, or
 * that a level is open. NULL otherwise, and the long way finds out why. Tables are those of one database, so a row of the right one is in
 * it. Nothing is recorded: a call that succeeds this way has no use for its
 * name. */
static inline const struct relationship *
sound_request(char *row, size_t offset, char *target, uint32_t door)
{
    const struct relationship *relationship;
    const struct table *table;
    size_t place;

    if (!target || !row || !row_is_live(row) || !row_is_live(target) ||
        store_db(row_store(row))->door != door)
        return NULL;
    table = row_store(row)->table;
    place = table_mapped_place(table, offset);
    /* A column, or 0 for no member at all, which becomes the largest number. */
    if (place - 1 >= table->relationship_count)
        return NULL;
    relationship = &table->relationships[place - 1];
    return row_store(target)->table == relationship->target ? relationship
                                                            : NULL;
}

/* For kith_relate_at where the inline way is not open: in a level, or with the
 * whole contract. */
KI_NOINLINE static kith_status relate(void *row, size_t offset, void *target,
                                      const char *call)
{
    const struct relationship *sound =
        sound_request(row, offset, target, kith_level_open_);
    struct request request = {.row = row, .target = target};
    const struct foreign_key *foreign_key;
    kith_status status;

    assert(call);
    if (sound && sound->kind == KITH_KIND_REFERENCE &&
        ki_fast_move_noted(store_db(row_store(row)), sound->foreign_key, row,
                           target))
        return KITH_OK;
    status = check_request(&request, offset, ONE, call);
    if (status != KITH_OK)
        return status;
    if (!target)
        return refuse_request(&request, KITH_E_MISUSE,
                              "%f: the row for %t.%c is NULL: kith_unlink "
                              "unlinks");
    foreign_key = request.relationship->foreign_key;
    return request.relationship->kind == KITH_KIND_REFERENCE
               ? link_child(request.db, foreign_key, row, target)
               : link_child(request.db, foreign_key, target, row);
}

kith_status kith_relate_at(void *row, size_t offset, void *target)
{
    const struct relationship *sound = sound_request(row, offset, target, 0);

    if (sound && sound->kind == KITH_KIND_REFERENCE &&
        ki_fast_move(sound->foreign_key, row, target))
        return KITH_OK;
    return relate(row, offset, target, __func__);
}

/* Nothing to unlink is OK: a scalar without a child, a reference without a
 * parent. */
kith_status kith_unlink_at(void *row, size_t offset)
{
    struct request request = {.row = row};
    kith_status status = check_request(&request, offset, ONE, __func__);
    const struct foreign_key *foreign_key;
    char *child = row;

    if (status != KITH_OK)
        return status;
    foreign_key = request.relationship->foreign_key;
    if (request.relationship->kind == KITH_KIND_SCALAR)
        child = children_only(foreign_key, request.row);
    return child && row_parent(child, foreign_key)
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
static kith_status change_pair(const struct request *request)
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

/* Insert the association row of a pair, as a struct with two references: the
 * fast path of inserts is open to it. */
static kith_status append_pair(const struct request *request)
{
    const struct relationship *relationship = request->relationship;
    struct store *store =
        store_of(request->db, relationship->target_key->child);
    alignas(max_align_t) char values[PAIR_BYTES_MAX] = {0};

    assert(relationship->foreign_key->reference_declared);
    assert(relationship->target_key->reference_declared);
    if (store->table->descriptor->row_bytes > sizeof(values))
        return ki_write_run(request->db, change_pair(request));
    store_ptr(values + relationship->foreign_key->reference, request->row);
    store_ptr(values + relationship->target_key->reference, request->target);
    return ki_write_insert(request->db, store, values)
               ? KITH_OK
               : request->db->error.full.status;
}

/* For kith_append_at where the inline way is not open. A row that is a member
 * already is found in O(1), and keeps its place. */
KI_NOINLINE static kith_status append(void *row, size_t offset, void *target,
                                      const char *call)
{
    const struct relationship *relationship =
        sound_request(row, offset, target, kith_level_open_);
    struct request request = {.row = row, .target = target};
    kith_status status;

    assert(call);
    if (relationship && relationship->kind == KITH_KIND_COLLECTION &&
        !relationship->target_key &&
        ki_fast_move_noted(store_db(row_store(row)), relationship->foreign_key,
                           target, row))
        return KITH_OK;
    status = check_request(&request, offset, MANY, call);
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

kith_status kith_append_at(void *row, size_t offset, void *target)
{
    const struct relationship *sound = sound_request(row, offset, target, 0);

    if (sound && sound->kind == KITH_KIND_COLLECTION && !sound->target_key &&
        ki_fast_move(sound->foreign_key, target, row))
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
static kith_status leave_slowly(const struct request *request, char *member)
{
    const struct relationship *relationship = request->relationship;

    assert(row_is_in(member, relationship->foreign_key->child));
    assert(row_parent(member, relationship->foreign_key) == request->row);
    if (leaves_by_delete(relationship))
        return ki_changeset_delete(request->db, member, MARK_NAMED);
    return change_link(request->db, relationship->foreign_key, member, NULL);
}

/* Check a call on a member of a collection and find what shows it there: the
 * target itself, or its association row. KITH_E_NOT_FOUND when it is no member.
 * O(1). */
static kith_status check_member(struct request *request, size_t offset,
                                const char *call)
{
    kith_status status = check_request(request, offset, MANY, call);

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
               : refuse_request(request, KITH_E_NOT_FOUND,
                                "%f: the row of %o is no member of %t.%c");
}

/* For kith_remove_at where the inline way is not open. */
KI_NOINLINE static kith_status remove_member(void *row, size_t offset,
                                             void *target, const char *call)
{
    const struct relationship *sound =
        sound_request(row, offset, target, kith_level_open_);
    struct request request = {.row = row, .target = target};
    enum fastpath fast;
    kith_status status;

    assert(call);
    if (sound && sound->kind == KITH_KIND_COLLECTION && !sound->target_key &&
        ki_fast_leave_noted(store_db(row_store(row)), sound->foreign_key,
                            target, row))
        return KITH_OK;
    status = check_member(&request, offset, call);
    if (status != KITH_OK)
        return status;
    if (!leaves_by_delete(request.relationship))
        return link_child(request.db, request.relationship->foreign_key,
                          request.member, NULL);
    fast = ki_fast_delete(request.member);
    if (fast != FAST_MISS)
        return ki_fast_status(fast);
    return ki_write_run(request.db, leave_slowly(&request, request.member));
}

kith_status kith_remove_at(void *row, size_t offset, void *target)
{
    const struct relationship *sound = sound_request(row, offset, target, 0);

    if (sound && sound->kind == KITH_KIND_COLLECTION && !sound->target_key &&
        ki_fast_leave(sound->foreign_key, target, row))
        return KITH_OK;
    return remove_member(row, offset, target, __func__);
}

/* --- The whole collection ------------------------------------------------- */

/* Whether all targets may be named in a call on this relationship. Each is
 * judged as the target of the request in turn; the last stays there, and is
 * overwritten. O(count). */
static kith_status check_targets(struct request *request, void *const *targets,
                                 size_t count)
{
    kith_status status = KITH_OK;

    assert(request->relationship->kind == KITH_KIND_COLLECTION);
    assert(!request->target);
    if (count > 0 && !targets)
        return ki_error_misuse(&request->db->error, request->db->call,
                               "%f: targets is NULL");
    for (size_t i = 0; status == KITH_OK && i < count; i++) {
        if (!targets[i])
            return ki_error_misuse(&request->db->error, request->db->call,
                                   "%f: one of the rows is NULL");
        request->target = targets[i];
        status = check_target(request);
    }
    return status;
}

/* From here on the reset frees the order, whatever fails; NULL without
 * memory. */
static struct order *new_order(const struct request *request)
{
    struct changeset *set = &request->db->changeset;

    assert(!set->order);
    set->order =
        ki_arena_new(&set->arena, &request->db->memory, sizeof(*set->order));
    if (set->order) {
        set->order->relationship = request->relationship;
        set->order->row = request->row;
    }
    return set->order;
}

/* Note the order of the rows, each once, where it is named first; false without
 * memory. The caller's array is copied, because it may be the slots of a list
 * that the call changes. One block has the rows and behind them room for the
 * members that show them, which are known only when all else is done
 * (put_in_order() in delta/mutate.c). Owned by the change set, and freed with
 * it also when this fails half way. */
static bool note_order(const struct request *request, void *const *targets,
                       size_t count)
{
    struct memory *memory = &request->db->memory;
    struct order *order = new_order(request);

    if (!order)
        return false;
    if (count == 0)
        return true;
    order->rows = ki_memory_new(memory, 2 * count * sizeof(*order->rows));
    if (!order->rows)
        return false;
    order->members = order->rows + count;
    order->capacity = 2 * count;
    for (size_t i = 0; i < count; i++) {
        if (ki_ptr_map_find(&order->known, targets[i]))
            continue;
        if (!ki_ptr_map_reserve(&order->known, memory))
            return false;
        ki_ptr_map_put(&order->known, targets[i], i);
        order->rows[order->count++] = targets[i];
    }
    return true;
}

/* All members leave that are not in the order: all of them where there is none,
 * as in kith_clear. The list is walked as it is, for nothing is carried out
 * yet. O(members). */
static kith_status leave_unlisted(const struct request *request)
{
    const struct relationship *relationship = request->relationship;
    const struct order *order = request->db->changeset.order;
    kith_status status = KITH_OK;
    size_t place = 0;
    char *member;

    assert(relationship->kind == KITH_KIND_COLLECTION);
    assert(row_is_live(request->row));
    while (status == KITH_OK &&
           (member = children_next(relationship->foreign_key, request->row,
                                   &place))) {
        const char *target = relationship->target_key
                                 ? row_parent(member, relationship->target_key)
                                 : member;

        if (!order || !ki_ptr_map_find(&order->known, target))
            status = leave_slowly(request, member);
    }
    return status;
}

/* Members that are not in the order leave, rows that are no members join. The
 * row whose list it is and all that are given are to stay. An association row
 * that a member has already is kept as it is. O(members + count). */
static kith_status change_members(struct request *request)
{
    const struct relationship *relationship = request->relationship;
    const struct order *order = request->db->changeset.order;
    kith_status status = leave_unlisted(request);

    assert(order->relationship == relationship);
    assert(order->row == request->row);
    if (status == KITH_OK && order->count > 0)
        status = ki_changeset_keep(request->db, request->row);
    for (size_t i = 0; status == KITH_OK && i < order->count; i++) {
        request->target = order->rows[i];
        if (!relationship->target_key)
            status = link_slowly(request->db, relationship->foreign_key,
                                 request->target, request->row);
        else if (!ki_find_member(request->db, relationship, request->row,
                                 request->target))
            status = change_pair(request);
        if (status == KITH_OK)
            status = ki_changeset_keep(request->db, request->target);
    }
    return status;
}

/* `list` is copied by its bytes, for it may be a struct of the caller's that
 * only begins like a kith_row_list. */
kith_status kith_replace_at(void *row, size_t offset, const void *list)
{
    struct request request = {.row = row};
    kith_status status = check_request(&request, offset, MANY, __func__);
    kith_row_list given;

    if (status != KITH_OK)
        return status;
    KI_REQUIRE(request.db, list, "list is NULL", KITH_E_MISUSE);
    memcpy(&given, list, sizeof(given)); /* a struct of the caller's */
    status = check_targets(&request, given.rows, given.count);
    if (status != KITH_OK)
        return status;
    status = note_order(&request, given.rows, given.count)
                 ? change_members(&request)
                 : ki_error_memory(&request.db->error);
    return ki_write_run(request.db, status);
}

/* A change set with nothing but an order: no row changes, so nothing follows
 * and no rule is judged. */
kith_status kith_move_at(void *row, size_t offset, void *target, size_t place)
{
    struct request request = {.row = row, .target = target};
    kith_status status = check_member(&request, offset, __func__);
    struct order *order;

    if (status != KITH_OK)
        return status;
    order = new_order(&request);
    if (order) {
        order->member = request.member;
        order->place = place;
    } else {
        status = ki_error_memory(&request.db->error);
    }
    return ki_write_run(request.db, status);
}

/* Capacity alone, so it is made at once, without a change set. */
kith_status kith_reserve_at(void *row, size_t offset, size_t count)
{
    struct request request = {.row = row};
    kith_status status = check_request(&request, offset, LIST, __func__);
    struct child_list list;

    if (status != KITH_OK)
        return status;
    list = child_list_of(request.relationship->foreign_key, row);
    if (count > UINT32_MAX || child_list_slot_count(list) > UINT32_MAX - count)
        return refuse_request(&request, KITH_E_LIMIT,
                              "%t.%c cannot have more than 4294967295 places");
    return reserve_places(request.db, request.relationship->foreign_key, row,
                          count)
               ? KITH_OK
               : ki_error_memory(&request.db->error);
}

kith_status kith_clear_at(void *row, size_t offset)
{
    struct request request = {.row = row};
    kith_status status = check_request(&request, offset, MANY, __func__);

    return status == KITH_OK
               ? ki_write_run(request.db, leave_unlisted(&request))
               : status;
}
