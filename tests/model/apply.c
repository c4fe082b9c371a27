/* apply.c - what each call means, by the manual: write.h and relate.h, and
 * design.md section 3. Changes of columns are in update.c.
 */
#include "call.h"

#include <stdlib.h>
#include <string.h>

static const struct foreign_key *key_of(const struct model *model, int number)
{
    return &model->facts->foreign_keys[number];
}

static void add_fresh(struct call *call, int table, int row)
{
    if (call->fresh_count == NEW_ROWS)
        abort();
    call->fresh[call->fresh_count++] = (struct place){table, row};
}

static bool insert(struct model *model, struct call *call,
                   const struct draft *draft)
{
    int row = insert_draft(model, draft);

    if (row != NONE)
        add_fresh(call, draft->table, row);
    return row != NONE;
}

/* --- Inserts -------------------------------------------------------------- */

static uint32_t apply_insert(struct model *model, struct call *call)
{
    if (!insert(model, call, &call->drafts[0])) {
        uint32_t broken = model->broken;

        call_refuse(model, KITH_OK);
        return broken;
    }
    return call_end(model);
}

/* One after the other, all or none. */
static uint32_t apply_insert_rows(struct model *model, struct call *call)
{
    uint32_t status = STATUS(KITH_OK);

    for (int i = 0; i < call->draft_count && status == STATUS(KITH_OK); i++) {
        if (i > 0)
            call_next(model);
        if (insert(model, call, &call->drafts[i])) {
            status = call_end(model);
            continue;
        }
        status = model->broken;
        call_refuse(model, KITH_OK);
    }
    return status;
}

static uint32_t apply_insert_or_get(struct model *model, struct call *call)
{
    call->found = find_holder(model, &call->drafts[0]);
    return call->found == NONE ? apply_insert(model, call) : STATUS(KITH_OK);
}

/* --- Rows ----------------------------------------------------------------- */

static uint32_t apply_delete(struct model *model, const struct call *call)
{
    doom(model, call->table, call->row);
    return call_end(model);
}

static uint32_t apply_delete_rows(struct model *model, const struct call *call)
{
    for (int i = 0; i < call->target_count; i++)
        doom(model, call->table, call->rows[i]);
    return call_end(model);
}

/* --- One to one and many to one ------------------------------------------- */

/* A child gets a parent; in a one-to-one the child that has the place leaves as
 * by kith_unlink. */
static void join(struct model *model, const struct foreign_key *key, int child,
                 int parent)
{
    const int32_t *parents = model->tables[key->child].parent[key->slot];

    if (parents[child] == parent)
        return;
    for (int i = 0; key->one_to_one && i < model->capacity; i++) {
        if (parents[i] != parent)
            continue;
        rule_counts[HOLDER_LEAVES]++;
        leave_parent(model, key, i);
    }
    link_row(model, key, child, parent);
}

static int child_of(const struct model *model, const struct foreign_key *key,
                    int parent)
{
    const int32_t *parents = model->tables[key->child].parent[key->slot];

    for (int i = 0; i < model->capacity; i++) {
        if (parents[i] == parent)
            return i;
    }
    return NONE;
}

static uint32_t apply_relate(struct model *model, const struct call *call)
{
    const struct link *link = link_of(model, call);
    const struct foreign_key *key = key_of(model, link->key);
    const bool reference = link->attribute->kind == KITH_KIND_REFERENCE;

    if (call->target_count == 0)
        return call_refuse(model, KITH_E_MISUSE);
    join(model, key, reference ? call->row : call->targets[0],
         reference ? call->targets[0] : call->row);
    return call_end(model);
}

/* Whether the row is named once more behind this place. */
static bool is_named_later(const struct call *call, int place)
{
    for (int i = place + 1; i < call->target_count; i++) {
        if (call->rows[i] == call->rows[place])
            return true;
    }
    return false;
}

/* Whether the call gives the child a parent. */
static bool is_given(const struct call *call, const int *children, int child)
{
    for (int i = 0; i < call->target_count; i++) {
        if (children[i] == child && !is_named_later(call, i))
            return true;
    }
    return false;
}

/* Those that have the places of a one-to-one leave, but for those that the call
 * gives a parent themselves. */
static uint32_t apply_relate_rows(struct model *model, const struct call *call)
{
    const struct link *link = link_of(model, call);
    const struct foreign_key *key = key_of(model, link->key);
    const bool reference = link->attribute->kind == KITH_KIND_REFERENCE;
    const int *children = reference ? call->rows : call->targets;
    const int *parents = reference ? call->targets : call->rows;
    const int32_t *now = model->tables[key->child].parent[key->slot];

    for (int i = 0; key->one_to_one && i < call->target_count; i++) {
        const int holder = child_of(model, key, parents[i]);

        if (is_named_later(call, i) || holder == NONE ||
            is_given(call, children, holder))
            continue;
        rule_counts[HOLDER_LEAVES]++;
        leave_parent(model, key, holder);
    }
    for (int i = 0; i < call->target_count; i++) {
        if (is_named_later(call, i))
            continue;
        keep(model, key->child, children[i]);
        keep(model, key->parent, parents[i]);
        if (now[children[i]] != parents[i] ||
            is_touched(model, key->child, children[i]))
            link_row(model, key, children[i], parents[i]);
    }
    return call_end(model);
}

static uint32_t apply_unlink(struct model *model, const struct call *call)
{
    const struct link *link = link_of(model, call);
    const struct foreign_key *key = key_of(model, link->key);
    int child = call->row;

    if (link->attribute->kind == KITH_KIND_SCALAR)
        child = child_of(model, key, call->row);
    if (child != NONE && !is_null_key(model, key, child))
        leave_parent(model, key, child);
    return call_end(model);
}

/* --- Collections ---------------------------------------------------------- */

/* The row that stands for the target in the list; NONE. */
static int member_for(const struct model *model, const struct link *link,
                      int row, int target)
{
    const struct foreign_key *key = key_of(model, link->key);

    if (link->far == NONE)
        return is_in_list(model, key, target, row) ? target : NONE;
    for (int i = 0; i < model->capacity; i++) {
        if (is_in_list(model, key, i, row) &&
            far_of(model, link, i, row) == target)
            return i;
    }
    return NONE;
}

/* False: known at once, in model->broken. */
static bool append(struct model *model, struct call *call, int target)
{
    const struct link *link = link_of(model, call);
    const struct foreign_key *key = key_of(model, link->key);
    struct draft draft = {.table = key->child};

    if (member_for(model, link, call->row, target) != NONE) {
        rule_counts[MEMBER_ALREADY]++;
        return true;
    }
    if (link->far == NONE) {
        join(model, key, target, call->row);
        return true;
    }
    for (int i = 0; i < FOREIGN_KEYS; i++)
        draft.parents[i] = NONE;
    draft.parents[key->slot] = call->row;
    draft.parents[key_of(model, link->far)->slot] = target;
    rule_counts[PAIR_MADE]++;
    return insert(model, call, &draft);
}

static void leave(struct model *model, const struct link *link, int member)
{
    const struct foreign_key *key = key_of(model, link->key);

    if (link->far != NONE)
        doom(model, key->child, member);
    else
        leave_parent(model, key, member);
}

static uint32_t apply_append(struct model *model, struct call *call)
{
    if (link_of(model, call)->view_only)
        return call_refuse(model, KITH_E_MISUSE);
    if (!append(model, call, call->targets[0])) {
        uint32_t broken = model->broken;

        call_refuse(model, KITH_OK);
        return broken;
    }
    return call_end(model);
}

static uint32_t apply_remove(struct model *model, const struct call *call)
{
    const struct link *link = link_of(model, call);
    int member = member_for(model, link, call->row, call->targets[0]);

    if (link->view_only)
        return call_refuse(model, KITH_E_MISUSE);
    if (member == NONE)
        return call_refuse(model, KITH_E_NOT_FOUND);
    leave(model, link, member);
    return call_end(model);
}

static bool is_target(const struct call *call, int row, int before)
{
    for (int i = 0; i < before; i++) {
        if (call->targets[i] == row)
            return true;
    }
    return false;
}

static uint32_t apply_append_rows(struct model *model, struct call *call)
{
    if (link_of(model, call)->view_only)
        return call_refuse(model, KITH_E_MISUSE);
    for (int i = 0; i < call->target_count; i++) {
        if (is_target(call, call->targets[i], i))
            continue;
        if (!append(model, call, call->targets[i])) {
            uint32_t broken = model->broken;

            call_refuse(model, KITH_OK);
            return broken;
        }
    }
    return call_end(model);
}

static uint32_t apply_remove_rows(struct model *model, const struct call *call)
{
    const struct link *link = link_of(model, call);

    if (link->view_only)
        return call_refuse(model, KITH_E_MISUSE);
    for (int i = 0; i < call->target_count; i++) {
        if (member_for(model, link, call->row, call->targets[i]) == NONE)
            return call_refuse(model, KITH_E_NOT_FOUND);
    }
    for (int i = 0; i < call->target_count; i++) {
        if (!is_target(call, call->targets[i], i))
            leave(model, link,
                  member_for(model, link, call->row, call->targets[i]));
    }
    return call_end(model);
}

static int *members_of(const struct model *model, const struct call *call,
                       int *count)
{
    int *members = malloc((size_t)model->capacity * sizeof(*members));

    if (!members)
        abort();
    *count = list_of(model, key_of(model, link_of(model, call)->key), call->row,
                     members);
    return members;
}

static uint32_t apply_clear(struct model *model, const struct call *call)
{
    int count, *members;

    if (link_of(model, call)->view_only)
        return call_refuse(model, KITH_E_MISUSE);
    members = members_of(model, call, &count);
    for (int i = 0; i < count; i++)
        leave(model, link_of(model, call), members[i]);
    free(members);
    return call_end(model);
}

/* Put the list in this order. */
static void arrange(struct model *model, const struct foreign_key *key, int row,
                    const int *members, int count)
{
    for (int i = 0; i < count; i++) {
        const int slot = key_in_list(model, key, members[i], row)->slot;

        touch(model, key->child, members[i]);
        model->tables[key->child].stamp[slot][members[i]] = ++model->clock;
    }
}

/* Put these members first. Others were sent there by an action. */
static void arrange_first(struct model *model, const struct call *call,
                          const int *members, int count)
{
    const struct foreign_key *key = key_of(model, link_of(model, call)->key);
    int all_count, *all = members_of(model, call, &all_count);
    int other_count = 0;

    for (int i = 0; i < all_count; i++) {
        bool other = true;

        for (int j = 0; j < count; j++)
            other &= members[j] != all[i];
        if (other)
            all[other_count++] = all[i];
    }
    arrange(model, key, call->row, members, count);
    arrange(model, key, call->row, all, other_count);
    free(all);
}

static void leave_others(struct model *model, const struct call *call)
{
    const struct link *link = link_of(model, call);
    int count, *members = members_of(model, call, &count);

    for (int i = 0; i < count; i++) {
        const int target = far_of(model, link, members[i], call->row);

        if (!is_target(call, target, call->target_count))
            leave(model, link, members[i]);
    }
    free(members);
}

static uint32_t apply_replace(struct model *model, struct call *call)
{
    const struct link *link = link_of(model, call);
    int members[MANY], count = 0;
    uint32_t status = STATUS(KITH_OK);

    if (link->view_only)
        return call_refuse(model, KITH_E_MISUSE);
    leave_others(model, call);
    if (call->target_count > 0)
        keep(model, link->table, call->row);
    for (int i = 0; i < call->target_count; i++) {
        keep(model, link->target, call->targets[i]);
        if (is_target(call, call->targets[i], i))
            continue;
        if (!append(model, call, call->targets[i])) {
            status = model->broken;
            call_refuse(model, KITH_OK);
            return status;
        }
    }
    status = call_end(model);
    if (status != STATUS(KITH_OK))
        return status;
    for (int i = 0; i < call->target_count; i++) {
        if (!is_target(call, call->targets[i], i))
            members[count++] =
                member_for(model, link, call->row, call->targets[i]);
    }
    arrange_first(model, call, members, count);
    return status;
}

static uint32_t apply_move(struct model *model, const struct call *call)
{
    const struct link *link = link_of(model, call);
    int member = member_for(model, link, call->row, call->targets[0]);
    int count, *members, at = 0;
    size_t place = call->place;

    if (link->view_only)
        return call_refuse(model, KITH_E_MISUSE);
    if (member == NONE)
        return call_refuse(model, KITH_E_NOT_FOUND);
    members = members_of(model, call, &count);
    while (members[at] != member)
        at++;
    memmove(members + at, members + at + 1,
            (size_t)(count - at - 1) * sizeof(*members));
    if (place > (size_t)count - 1)
        place = (size_t)count - 1;
    memmove(members + place + 1, members + place,
            ((size_t)count - 1 - place) * sizeof(*members));
    members[place] = member;
    arrange(model, key_of(model, link->key), call->row, members, count);
    free(members);
    return STATUS(KITH_OK);
}

/* --- Levels --------------------------------------------------------------- */

static void begin_level(struct model *model)
{
    struct level *level = &model->levels[model->depth++];

    if (model->depth == 1)
        model->waited = false;
    level->mark = model->journal_count;
    for (int i = 0; i < TABLES; i++)
        level->next[i] = model->tables[i].next;
}

static void roll_back_to(struct model *model, int level)
{
    take_back(model, model->levels[level].mark);
    for (int i = 0; i < TABLES; i++)
        model->tables[i].next = model->levels[level].next[i];
}

static uint32_t apply_level(struct model *model, const struct call *call)
{
    if (call->operation == BEGIN) {
        begin_level(model);
        return STATUS(KITH_OK);
    }
    if (model->depth == 0)
        return STATUS(KITH_E_MISUSE);
    if (call->operation == COMMIT) {
        const uint32_t status =
            model->depth == 1 ? judge_waiting(model) : STATUS(KITH_OK);

        if (status != STATUS(KITH_OK))
            return status;
        model->depth--;
    } else if (call->operation == ROLLBACK) {
        roll_back_to(model, --model->depth);
    } else {
        if (call->depth > model->depth)
            return STATUS(KITH_E_MISUSE);
        roll_back_to(model, call->depth > 0 ? call->depth - 1 : 0);
        model->depth = call->depth;
    }
    return STATUS(KITH_OK);
}

/* --- Any call ------------------------------------------------------------- */

static uint32_t apply(struct model *model, struct call *call)
{
    switch (call->operation) {
    case INSERT_ROW:
    case INSERT_COLUMNS:
        return apply_insert(model, call);
    case INSERT_ROWS:
        return apply_insert_rows(model, call);
    case INSERT_OR_GET:
        return apply_insert_or_get(model, call);
    case SET:
    case SET_NULL:
    case UPDATE:
    case UPDATE_VALUES:
        return apply_update(model, call);
    case UPDATE_ROWS:
        return apply_update_rows(model, call);
    case EDIT:
        return apply_edit(model, call);
    case DELETE:
        return apply_delete(model, call);
    case RELATE:
        return apply_relate(model, call);
    case UNLINK:
        return apply_unlink(model, call);
    case APPEND:
        return apply_append(model, call);
    case REMOVE:
        return apply_remove(model, call);
    case CLEAR:
        return apply_clear(model, call);
    case REPLACE:
        return apply_replace(model, call);
    case MOVE:
        return apply_move(model, call);
    case DELETE_ROWS:
        return apply_delete_rows(model, call);
    case RELATE_ROWS:
        return apply_relate_rows(model, call);
    case APPEND_ROWS:
        return apply_append_rows(model, call);
    case REMOVE_ROWS:
        return apply_remove_rows(model, call);
    case TOUCH_THE_DEAD:
        return STATUS(KITH_E_NOT_FOUND);
    default:
        return STATUS(KITH_E_MISUSE);
    }
}

void model_apply(struct model *model, struct call *call)
{
    call->fresh_count = 0;
    call->found = NONE;
    if (call->operation >= BEGIN && call->operation <= ROLLBACK_TO) {
        model->mark = model->journal_count;
        call->expected = apply_level(model, call);
        return;
    }
    call_begin(model);
    call->expected = apply(model, call);
}
