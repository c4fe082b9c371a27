/* collection.c - what a call does to all members of a collection: clear,
 * replace, move, reserve.
 *
 * Owns   the order that a call gives the members.
 *
 * Public contract: kith/relate.h. What each member that joins or leaves is in
 * changes: request.h.
 */
#include "catalog/mirror.h"
#include "delta/reserve.h"
#include "edit/changeset.h"
#include "edit/request.h"
#include "edit/write.h"

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
        status = ki_request_check_target(request);
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
        ki_arena_new(&set->arena, &request->db->work, sizeof(*set->order));
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
    struct memory *memory = &request->db->work;
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
    const struct child_list list =
        child_list_of(relationship->foreign_key, request->row);
    kith_status status = KITH_OK;
    size_t place = 0;
    char *member;

    assert(relationship->kind == KITH_KIND_COLLECTION);
    assert(row_is_live(request->row));
    while (status == KITH_OK && (member = ki_child_list_next(list, &place))) {
        const char *target = relationship->target_key
                                 ? other_end(relationship, member, request->row)
                                 : member;

        if (!order || !ki_ptr_map_find(&order->known, target))
            status = ki_request_leave(request, member);
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
            status = ki_request_link(request->db, relationship->foreign_key,
                                     request->target, request->row);
        else if (!ki_find_member(request->db, relationship, request->row,
                                 request->target))
            status = ki_request_pair(request);
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
    kith_status status = ki_request_check(&request, offset, MANY, __func__);
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
    kith_status status = ki_request_check_member(&request, offset, __func__);
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
    kith_status status = ki_request_check(&request, offset, LIST, __func__);
    struct child_list list;

    if (status != KITH_OK)
        return status;
    list = child_list_of(request.relationship->foreign_key, row);
    if (count > UINT32_MAX || child_list_slot_count(list) > UINT32_MAX - count)
        return ki_request_refuse(
            &request, KITH_E_LIMIT,
            "%t.%c cannot have more than 4294967295 places");
    return reserve_places(request.db, request.relationship->foreign_key, row,
                          count)
               ? KITH_OK
               : ki_error_memory(&request.db->error);
}

kith_status kith_clear_at(void *row, size_t offset)
{
    struct request request = {.row = row};
    kith_status status = ki_request_check(&request, offset, MANY, __func__);

    return status == KITH_OK
               ? ki_write_run(request.db, leave_unlisted(&request))
               : status;
}
