/* link_rows.c - many rows linked or unlinked in one call; see rows.h.
 *
 * Public contract: kith/relate.h. What each member that joins or leaves is in
 * changes: request.h.
 */
#include "delta/reserve.h"
#include "edit/changeset.h"
#include "edit/request.h"
#include "edit/rows.h"
#include "edit/txn.h"
#include "edit/write.h"

/* Why a row at the other end may not be named, if it may not. */
KI_COLD static kith_status check_target(struct request *request, char *target)
{
    kith_status status = ki_rows_check_one(request->db, target);

    request->target = target;
    return status == KITH_OK ? ki_request_check_target(request) : status;
}

/* How many rows are to join a parent, counted where they are looked at first:
 * those of which another row or none is the parent; and whether some has one. A
 * row that is named twice counts twice. */
struct joining {
    size_t joins;
    bool leaves;
};

/* What all three begin with, when the row that has the member was checked: the
 * rows at the other end. With `members`, a constant, each must be a child of
 * the row along the relationship; `joining`, which is one too, is counted where
 * it is not NULL. */
static KI_ALWAYS_INLINE kith_status check_ends(struct request *request,
                                               const struct rows *rows,
                                               bool members,
                                               struct joining *joining)
{
    const struct relationship *relationship = request->relationship;
    const struct foreign_key *foreign_key = relationship->foreign_key;
    struct kith_db *db = request->db;
    const struct store *store = store_of(db, relationship->target);
    const char *parent;

    if (!rows->at)
        return ki_error_misuse(&db->error, db->call, "%f: rows is NULL");
    for (size_t i = 0; i < rows->count; i++) {
        char *target = rows_at(rows, i);

        rows_fetch_head(rows, i);
        if ((members || joining) && rows->count - i > ROW_AHEAD)
            fetch_reference(foreign_key, rows_at(rows, i + ROW_AHEAD));
        if (!target || !row_is_live(target) || row_store(target) != store)
            return check_target(request, target);
        parent = members || joining ? row_parent(target, foreign_key) : NULL;
        if (members && parent != request->row)
            return ki_request_refuse(request, KITH_E_NOT_FOUND,
                                     "%f: a row of %o is no member of %t.%c");
        if (joining) {
            joining->joins += parent != request->row;
            joining->leaves |= parent != NULL;
        }
    }
    return KITH_OK;
}

/* --- Without a change set ------------------------------------------------- */

/* Mark the rows, of which none is marked. False where one is named twice, and
 * none is marked then. */
static void unmark_rows(const struct rows *rows, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        ki_slab_unmark(rows_at(rows, i));
}
static bool mark_rows(const struct rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        char *row = rows_at(rows, i);

        rows_fetch_head(rows, i);
        if (row_has(row, MARK_NAMED)) {
            unmark_rows(rows, 0, i);
            return false;
        }
        ki_slab_mark(row, MARK_NAMED);
    }
    return true;
}

static bool is_named_twice(const struct rows *rows)
{
    bool marked = mark_rows(rows);

    if (marked)
        unmark_rows(rows, 0, rows->count);
    return !marked;
}

/* Give a child another parent in a level and where no rule looks at it.
 * FAST_MISS where the parent's own key is NULL. The call meets the row once, so
 * it has no record of it yet. */
static inline enum fastpath link_one(struct kith_db *db,
                                     const struct foreign_key *foreign_key,
                                     char *child, char *parent)
{
    assert(parent);
    assert(foreign_key->unconstrained);
    assert(db_in_level(db));
    if (!fast_may_move(foreign_key, child, parent) ||
        !note_first_move(db->levels, foreign_key, child))
        return ki_fast_link(db, foreign_key, child, parent);
    ki_mutate_move(foreign_key, child, parent);
    return FAST_DONE;
}

/* Along a key of any kind, each row by itself. Outside of a level that cannot
 * fail: the list has room. */
static enum fastpath link_each(struct kith_db *db,
                               const struct foreign_key *foreign_key,
                               const struct rows *rows, char *parent, bool join)
{
    enum fastpath fast = FAST_DONE;
    char *to = join ? parent : NULL;

    assert(foreign_key->unconstrained);
    for (size_t i = 0; fast == FAST_DONE && i < rows->count; i++) {
        char *child = rows_at(rows, i);

        fetch_link(foreign_key, rows->at, rows->count, i);
        if (!child || (row_parent(child, foreign_key) == parent) == join)
            continue;
        if (db_in_level(db))
            fast = ki_fast_link(db, foreign_key, child, to);
        else
            ki_mutate_link(db, foreign_key, child, to, false);
    }
    return fast;
}

/* Room in the list is made first, once. Only rows that will join count: the
 * array may be the places of the very list, which may not move then. No more
 * room is asked for row by row: it may consist of holes, which are closed by
 * the first that finds the list full. Where there is too little for rows that
 * are named twice, the change set tries, which needs room for them once. */
static enum fastpath join_rows(struct kith_db *db,
                               const struct foreign_key *foreign_key,
                               const struct rows *rows, char *parent,
                               const struct joining *joining)
{
    struct levels *levels = db_in_level(db) ? db->levels : NULL;

    if (joining->joins == 0)
        return FAST_DONE;
    if (!reserve_children(db, foreign_key, parent, joining->joins))
        return is_named_twice(rows) ? FAST_MISS : ki_fast_no_memory(db);
    if (!foreign_key->int64_key)
        return link_each(db, foreign_key, rows, parent, true);
    return ki_mutate_join_all(levels, foreign_key, rows->at, rows->count,
                              parent, joining->joins, joining->leaves)
               ? FAST_DONE
               : ki_fast_no_memory(db);
}

static enum fastpath leave_rows(struct kith_db *db,
                                const struct foreign_key *foreign_key,
                                const struct rows *rows, char *parent)
{
    struct levels *levels = db_in_level(db) ? db->levels : NULL;

    if (!foreign_key->int64_key)
        return link_each(db, foreign_key, rows, parent, false);
    return ki_mutate_leave_all(levels, foreign_key, rows->at, rows->count,
                               parent)
               ? FAST_DONE
               : ki_fast_no_memory(db);
}

/* Each row joins `parent`, or leaves it where `joining` is NULL. A row that is
 * named twice has joined or left already. The array may be the places of a
 * list, where a row that has left shows NULL. In a level a record may have no
 * memory, half way. */
static enum fastpath link_all(struct kith_db *db,
                              const struct foreign_key *foreign_key,
                              const struct rows *rows, char *parent,
                              const struct joining *joining)
{
    struct part part;
    enum fastpath fast;

    if (joining && key_is_null(foreign_key->parent_key, parent))
        return FAST_MISS;
    if (!db_in_level(db))
        return joining ? join_rows(db, foreign_key, rows, parent, joining)
                       : leave_rows(db, foreign_key, rows, parent);
    if (ki_part_begin(db, &part) != KITH_OK)
        return FAST_MEMORY;
    fast = joining ? join_rows(db, foreign_key, rows, parent, joining)
                   : leave_rows(db, foreign_key, rows, parent);
    ki_part_end(db, &part, fast == FAST_DONE);
    return fast;
}

/* --- One parent ----------------------------------------------------------- */

/* A pair that the call names twice is one association row. */
static kith_status add_pairs(struct request *request, const struct rows *rows)
{
    struct kith_db *db = request->db;
    struct ptr_map named = {0};
    kith_status status = KITH_OK;

    assert(request->relationship->target_key);
    for (size_t i = 0; status == KITH_OK && i < rows->count; i++) {
        request->target = rows_at(rows, i);
        if (ki_ptr_map_find(&named, request->target) ||
            ki_find_member(db, request->relationship, request->row,
                           request->target))
            continue;
        status = ki_ptr_map_reserve(&named, &db->work)
                     ? ki_request_pair(request)
                     : ki_error_memory(&db->error);
        if (status == KITH_OK)
            ki_ptr_map_put(&named, request->target, 0);
    }
    ki_ptr_map_fini(&named, &db->work);
    return status;
}

static kith_status add_members(struct request *request, const struct rows *rows)
{
    const struct relationship *relationship = request->relationship;
    kith_status status = KITH_OK;

    if (relationship->target_key)
        return add_pairs(request, rows);
    for (size_t i = 0; status == KITH_OK && i < rows->count; i++)
        status = ki_request_link(request->db, relationship->foreign_key,
                                 rows_at(rows, i), request->row);
    return status;
}

kith_status kith_append_rows_at(void *row, size_t offset, const void *array,
                                size_t count)
{
    struct request request = {.row = row};
    const struct rows rows = {array, count};
    const struct relationship *relationship;
    struct joining joining = {0};
    kith_status status = ki_request_check(&request, offset, MANY, __func__);
    enum fastpath fast = FAST_MISS;

    if (status != KITH_OK || count == 0)
        return status;
    relationship = request.relationship;
    status = relationship->target_key
                 ? check_ends(&request, &rows, false, NULL)
                 : check_ends(&request, &rows, false, &joining);
    if (status != KITH_OK)
        return status;
    if (FAST_PATHS && !relationship->target_key &&
        relationship->foreign_key->unconstrained)
        fast = link_all(request.db, relationship->foreign_key, &rows, row,
                        &joining);
    return fast != FAST_MISS
               ? ki_fast_status(fast)
               : ki_write_run(request.db, add_members(&request, &rows));
}

/* The same in a many-to-many, where an association row makes them members. */
static kith_status check_paired(struct request *request,
                                const struct rows *rows)
{
    assert(request->relationship->target_key);
    for (size_t i = 0; i < rows->count; i++) {
        if (!ki_find_member(request->db, request->relationship, request->row,
                            rows_at(rows, i)))
            return ki_request_refuse(request, KITH_E_NOT_FOUND,
                                     "%f: a row of %o is no member of %t.%c");
    }
    return KITH_OK;
}

static kith_status drop_members(struct request *request,
                                const struct rows *rows)
{
    kith_status status = KITH_OK;

    assert(request->relationship->kind == KITH_KIND_COLLECTION);
    for (size_t i = 0; status == KITH_OK && i < rows->count; i++)
        status = ki_request_leave(
            request, ki_find_member(request->db, request->relationship,
                                    request->row, rows_at(rows, i)));
    return status;
}

kith_status kith_remove_rows_at(void *row, size_t offset, const void *array,
                                size_t count)
{
    struct request request = {.row = row};
    const struct rows rows = {array, count};
    const struct foreign_key *foreign_key;
    kith_status status = ki_request_check(&request, offset, MANY, __func__);
    enum fastpath fast = FAST_MISS;

    if (status != KITH_OK || count == 0)
        return status;
    foreign_key = request.relationship->foreign_key;
    if (request.relationship->target_key) {
        status = check_ends(&request, &rows, false, NULL);
        if (status == KITH_OK)
            status = check_paired(&request, &rows);
    } else {
        status = check_ends(&request, &rows, true, NULL);
    }
    if (status != KITH_OK)
        return status;
    if (FAST_PATHS && !request.relationship->target_key &&
        foreign_key->unconstrained && !foreign_key->not_null &&
        !foreign_key->delete_orphan)
        fast = link_all(request.db, foreign_key, &rows, row, NULL);
    return fast != FAST_MISS
               ? ki_fast_status(fast)
               : ki_write_run(request.db, drop_members(&request, &rows));
}

/* --- A parent for each ---------------------------------------------------- */

/* The rows that have the member, and those at the other end. */
struct pairs {
    struct request *request;
    struct rows rows, targets;
};

static char *child_of(const struct pairs *pairs, size_t i)
{
    return pairs->request->relationship->kind == KITH_KIND_REFERENCE
               ? rows_at(&pairs->rows, i)
               : rows_at(&pairs->targets, i);
}
static char *parent_of(const struct pairs *pairs, size_t i)
{
    return pairs->request->relationship->kind == KITH_KIND_REFERENCE
               ? rows_at(&pairs->targets, i)
               : rows_at(&pairs->rows, i);
}

/* The line of the list that a row will join. */
static KI_ALWAYS_INLINE void fetch_target(const struct pairs *pairs, size_t i)
{
    const struct foreign_key *foreign_key =
        pairs->request->relationship->foreign_key;

    if (pairs->targets.count - i > ROW_PARENTS_AHEAD)
        prefetch(rows_at(&pairs->targets, i + ROW_PARENTS_AHEAD) +
                 foreign_key->list);
    if (pairs->targets.count - i > ROW_PLACES_AHEAD)
        prefetch(children_end(foreign_key,
                              rows_at(&pairs->targets, i + ROW_PLACES_AHEAD)));
}

/* Rows and targets are of different tables, so neither array changes before it
 * is read: a list along this key has rows alone, and shows NULL for one that
 * has moved. Unmarks the rows. */
static enum fastpath link_marked(struct kith_db *db, const struct pairs *pairs)
{
    const struct foreign_key *foreign_key =
        pairs->request->relationship->foreign_key;
    enum fastpath fast = FAST_DONE;
    struct part part;
    size_t i = 0;

    if (ki_part_begin(db, &part) != KITH_OK) {
        unmark_rows(&pairs->rows, 0, pairs->rows.count);
        return FAST_MEMORY;
    }
    for (; fast == FAST_DONE && i < pairs->rows.count; i++) {
        char *child = rows_at(&pairs->rows, i);

        fetch_link(foreign_key, pairs->rows.at, pairs->rows.count, i);
        fetch_target(pairs, i);
        ki_slab_unmark(child);
        fast = link_one(db, foreign_key, child, rows_at(&pairs->targets, i));
    }
    unmark_rows(&pairs->rows, i, pairs->rows.count);
    ki_part_end(db, &part, fast == FAST_DONE);
    return fast;
}

/* A row that is named twice is a matter of the change set. */
static enum fastpath link_pairs_freely(struct kith_db *db,
                                       const struct pairs *pairs)
{
    const struct relationship *relationship = pairs->request->relationship;

    if (!FAST_PATHS || relationship->kind != KITH_KIND_REFERENCE ||
        !relationship->foreign_key->unconstrained ||
        relationship->foreign_key->one_to_one ||
        relationship->target == relationship->table || !mark_rows(&pairs->rows))
        return FAST_MISS;
    return link_marked(db, pairs);
}

/* By row, where it is named last. False without memory. */
static bool find_last(struct kith_db *db, const struct rows *rows,
                      struct ptr_map *last)
{
    for (size_t i = 0; i < rows->count; i++) {
        size_t *noted = ki_ptr_map_find(last, rows_at(rows, i));

        if (!noted && !ki_ptr_map_reserve(last, &db->work))
            return false;
        if (noted)
            *noted = i;
        else
            ki_ptr_map_put(last, rows_at(rows, i), i);
    }
    return true;
}

static bool is_last(const struct pairs *pairs, const struct ptr_map *last,
                    size_t i)
{
    return *ki_ptr_map_find(last, rows_at(&pairs->rows, i)) == i;
}

/* The children to which a one-to-one gives a parent. False without memory. */
static bool find_given(struct kith_db *db, const struct pairs *pairs,
                       const struct ptr_map *last, struct ptr_map *given)
{
    const struct foreign_key *foreign_key =
        pairs->request->relationship->foreign_key;

    for (size_t i = 0; foreign_key->one_to_one && i < pairs->rows.count; i++) {
        if (!is_last(pairs, last, i) ||
            ki_ptr_map_find(given, child_of(pairs, i)))
            continue;
        if (!ki_ptr_map_reserve(given, &db->work))
            return false;
        ki_ptr_map_put(given, child_of(pairs, i), 0);
    }
    return true;
}

/* In a one-to-one the children that have the places make room first, but for
 * those that are given another place by the call: they leave when it is their
 * turn, for in the order of the changes rows join lists, along other keys as
 * well. A row that has its parent already keeps its place in the list. */
static kith_status change_pairs(struct kith_db *db, const struct pairs *pairs,
                                const struct ptr_map *last,
                                const struct ptr_map *given)
{
    const struct foreign_key *foreign_key =
        pairs->request->relationship->foreign_key;
    kith_status status = KITH_OK;

    for (size_t i = 0; status == KITH_OK && i < pairs->rows.count; i++) {
        char *only = children_only(foreign_key, parent_of(pairs, i));

        if (only && is_last(pairs, last, i) && !ki_ptr_map_find(given, only))
            status = ki_request_change(db, foreign_key, only, NULL);
    }
    for (size_t i = 0; status == KITH_OK && i < pairs->rows.count; i++) {
        char *child = child_of(pairs, i), *parent = parent_of(pairs, i);

        if (!is_last(pairs, last, i))
            continue;
        if (row_parent(child, foreign_key) != parent ||
            row_has(child, MARK_CHANGED))
            status = ki_request_change(db, foreign_key, child, parent);
        if (status == KITH_OK)
            status = ki_changeset_keep(db, parent);
        if (status == KITH_OK)
            status = ki_changeset_keep(db, child);
    }
    return status;
}

static kith_status relate_pairs(struct kith_db *db, const struct pairs *pairs)
{
    struct ptr_map last = {0}, given = {0};
    kith_status status = find_last(db, &pairs->rows, &last) &&
                                 find_given(db, pairs, &last, &given)
                             ? change_pairs(db, pairs, &last, &given)
                             : ki_error_memory(&db->error);

    ki_ptr_map_fini(&last, &db->work);
    ki_ptr_map_fini(&given, &db->work);
    return ki_write_run(db, status);
}

KI_COLD static kith_status refuse_row(struct request *request, const char *row)
{
    kith_status status = ki_rows_check_one(request->db, row);

    return status == KITH_OK
               ? ki_request_refuse(request, KITH_E_MISUSE,
                                   "%f: the rows that have %t.%c must be of "
                                   "one table")
               : status;
}

/* The first row that is not NULL was checked with the request, and says which
 * table the others must be of. */
static kith_status check_pairs(const struct pairs *pairs)
{
    struct request *request = pairs->request;
    const struct store *store = row_store(request->row);

    for (size_t i = 0; i < pairs->rows.count; i++) {
        const char *row = rows_at(&pairs->rows, i);

        rows_fetch_head(&pairs->rows, i);
        if (!row || !row_is_live(row) || row_store(row) != store)
            return refuse_row(request, row);
    }
    return check_ends(request, &pairs->targets, false, NULL);
}

kith_status kith_relate_rows_at(const void *array, size_t offset,
                                const void *targets, size_t count)
{
    struct request request = {.row = NULL};
    struct pairs pairs = {&request, {array, count}, {targets, count}};
    kith_status status;
    enum fastpath fast;

    if (count == 0)
        return KITH_OK;
    if (!array)
        return KITH_E_MISUSE;
    request.row = rows_first(&pairs.rows);
    status = ki_request_check(&request, offset, ONE, __func__);
    if (status == KITH_OK)
        status = check_pairs(&pairs);
    if (status != KITH_OK)
        return status;
    fast = link_pairs_freely(request.db, &pairs);
    return fast == FAST_MISS ? relate_pairs(request.db, &pairs)
                             : ki_fast_status(fast);
}
