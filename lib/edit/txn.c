/* txn.c - levels of transactions; see txn.h. */
#include "edit/txn.h"

#include "delta/image.h"
#include "delta/reserve.h"
#include "delta/undo.h"
#include "edit/check.h"
#include "edit/check_writes.h"
#include "edit/write.h"

#include <kith/detail/txn.h>

/* --- The buffers ---------------------------------------------------------- */

/* For the first begin. False without memory: there are none then. */
static bool make_levels(struct kith_db *db)
{
    struct levels *levels = ki_memory_new_zeroed(&db->work, sizeof(*levels));
    bool made = levels != NULL;

    assert(!db->levels);
    if (!made)
        return false;
    db->levels = levels;
    ki_log_init(&levels->log, &db->memory, &db->work);
    if (db->store_count > 0) {
        levels->plains =
            ki_arena_new(&levels->arena, &db->work,
                         db->store_count * sizeof(*levels->plains));
        made = levels->plains;
    }
    for (size_t i = 0; made && i < db->store_count; i++)
        made = ki_image_list_plain(db, db->stores[i].table, &levels->plains[i]);
    if (!made)
        ki_levels_fini(db);
    return made;
}

void ki_levels_fini(struct kith_db *db)
{
    struct levels *levels = db->levels;

    if (!levels)
        return;
    if (levels->log.count > 0)
        ki_undo_drop(db);
    ki_sums_cut(db, 0);
    ki_log_fini(&levels->log);
    ki_vec_fini(&db->work, &levels->begins);
    ki_vec_fini(&db->work, &levels->suspects);
    ki_ptr_map_fini(&levels->images, &db->work);
    ki_arena_fini(&levels->arena, &db->work);
    ki_memory_free(&db->work, levels, sizeof(*levels));
    db->levels = NULL;
}

/* --- Levels --------------------------------------------------------------- */

/* What each of the public calls begins with. */
static kith_status check_level(struct kith_db *db, const char *call)
{
    kith_status status = db ? ki_write_check_db(db, call) : KITH_E_MISUSE;

    assert(call);
    if (status == KITH_OK && !db_in_level(db))
        status = ki_error_misuse(&db->error, call, "%f: no level is open");
    return status;
}

/* The same for a call that ends a level, which may have been written past. */
static kith_status check_end(struct kith_db *db, const char *call)
{
    kith_status status = check_level(db, call);

    assert(status != KITH_OK || db->levels->begins.count > 0);
    return status == KITH_OK && db->check_writes ? ki_sums_check(db, call)
                                                 : status;
}

/* Lists keep their holes while a level is open, and doors are closed to rows
 * without a before-image. */
static void open_door(struct kith_db *db, bool in_level)
{
    assert(db_in_level(db) != in_level);
    db->door ^= kith_level_open_;
    reserve_keep_holes(db, in_level);
}

/* So many levels are open from now on. */
static void set_depth(struct levels *levels, size_t depth)
{
    assert(depth <= levels->begins.capacity);
    levels->begins.count = depth;
    if (depth > 0)
        levels->innermost = levels->begins.items[depth - 1];
}

/* Nothing will be taken back any more, or all was. */
static void end_outermost(struct kith_db *db)
{
    assert(db->levels->begins.count == 0);
    ki_vec_reset(&db->work, &db->levels->suspects);
    ki_undo_drop(db);
    open_door(db, false);
    walkers_end_level(&db->walkers, &db->work);
}

/* Take everything back that was done since there were so many levels, and the
 * levels with it; those that are left have no row marked, for each mark was
 * that of an image in the innermost. */
static void take_back(struct kith_db *db, size_t depth, struct level begin)
{
    struct levels *levels = db->levels;

    assert(depth <= levels->begins.count);
    ki_images_unmark(db);
    ki_undo_to(db, begin.records);
    levels->suspects.count = begin.suspects;
    ki_sums_cut(db, depth);
    set_depth(levels, depth);
    if (depth == 0)
        end_outermost(db);
}

/* There is room for one more. */
static void push_level(struct kith_db *db)
{
    struct levels *levels = db->levels;
    size_t depth = levels->begins.count;

    assert(depth < levels->begins.capacity);
    if (depth == 0) {
        open_door(db, true);
        walkers_begin_level(&db->walkers);
    }
    levels->begins.items[depth] =
        (struct level){levels->log.count, levels->suspects.count};
    set_depth(levels, depth + 1);
}

/* The images of the level around are noted in a map before their marks go, so
 * that it finds them again when this one has ended. */
kith_status kith_begin(kith_db *db)
{
    kith_status status = db ? ki_write_check_db(db, __func__) : KITH_E_MISUSE;
    struct levels *levels;

    if (status != KITH_OK)
        return status;
    if (!db->levels && !make_levels(db))
        return ki_error_memory(&db->error);
    levels = db->levels;
    if (!ki_vec_reserve(&db->work, &levels->begins, 1) ||
        (db->check_writes && !ki_sums_take(db)))
        return ki_error_memory(&db->error);
    if (levels->imaged && !ki_images_shelve(db)) {
        ki_sums_cut(db, levels->begins.count);
        return ki_error_memory(&db->error);
    }
    push_level(db);
    return KITH_OK;
}

/* The records of an inner level are the outer one's from now on, and so are the
 * images: marks stay. */
kith_status kith_commit(kith_db *db)
{
    kith_status status = check_end(db, __func__);
    struct levels *levels;

    if (status != KITH_OK)
        return status;
    levels = db->levels;
    if (levels->begins.count == 1 && levels->suspects.count > 0) {
        status = ki_check_deferred(db);
        if (status != KITH_OK)
            return status;
    }
    ki_sums_cut(db, levels->begins.count - 1);
    set_depth(levels, levels->begins.count - 1);
    if (levels->begins.count == 0)
        end_outermost(db);
    return KITH_OK;
}

kith_status kith_rollback(kith_db *db)
{
    kith_status status = check_end(db, __func__);

    if (status != KITH_OK)
        return status;
    take_back(db, db->levels->begins.count - 1, db->levels->innermost);
    return KITH_OK;
}

kith_status kith_rollback_to(kith_db *db, size_t depth)
{
    kith_status status = check_level(db, __func__);

    if (status != KITH_OK)
        return status;
    KI_REQUIRE(db, depth <= db->levels->begins.count, "fewer levels are open",
               KITH_E_MISUSE);
    take_back(db, depth, db->levels->begins.items[depth ? depth - 1 : 0]);
    return KITH_OK;
}

size_t kith_depth(const kith_db *db)
{
    return db && db->levels ? db->levels->begins.count : 0;
}

/* --- Parts of a call ------------------------------------------------------ */

/* No sums are taken: the program writes nothing meanwhile. */
kith_status ki_part_begin(struct kith_db *db, struct part *part)
{
    assert(!db_is_frozen(db));
    part->opened = !db_in_level(db);
    if ((!db->levels && !make_levels(db)) ||
        (part->opened && !ki_vec_reserve(&db->work, &db->levels->begins, 1)))
        return ki_error_memory(&db->error);
    assert(!db->levels->log.uncounted);
    db->levels->log.uncounted = part->opened;
    if (part->opened)
        push_level(db);
    part->outer = db->levels->innermost;
    db->levels->innermost =
        (struct level){db->levels->log.count, db->levels->suspects.count};
    return KITH_OK;
}

void ki_part_end(struct kith_db *db, const struct part *part, bool keep)
{
    struct levels *levels = db->levels;

    assert(db_in_level(db));
    if (!keep)
        ki_undo_to(db, levels->innermost.records);
    levels->innermost = part->outer;
    levels->log.uncounted = false;
    if (part->opened) {
        set_depth(levels, 0);
        end_outermost(db);
    }
}

/* --- Scopes --------------------------------------------------------------- */

struct kith_scope_ kith_scope_begin_(kith_db *db, kith_status *status)
{
    struct kith_scope_ scope = {.db = db, .status = status};

    assert(status);
    *status = kith_begin(db);
    if (*status != KITH_OK)
        return scope;
    scope.open = true;
    scope.depth = kith_depth(db);
    scope.failures = db->error.count;
    return scope;
}

/* Where the block has put a failure into its status, or the commit is refused,
 * the level is still open, so the rest is as for a scope that is left. */
void kith_scope_commit_(struct kith_scope_ *scope)
{
    kith_db *db = scope->db;

    assert(scope->open);
    if (*scope->status != KITH_OK) {
        kith_scope_end_(scope);
        return;
    }
    *scope->status = kith_depth(db) == scope->depth
                         ? kith_commit(db)
                         : ki_error_misuse(&db->error, "kith_transaction",
                                           "%f: its block opened or ended "
                                           "a level of its own");
    if (*scope->status == KITH_OK)
        scope->open = false;
    else
        kith_scope_end_(scope);
}

/* Where a commit was refused as a misuse, that is what is said. A call that
 * a function of a table has left by longjmp is to be dropped first, by
 * kith_recover, which calls this floor: then the level is left open. */
void kith_scope_end_(struct kith_scope_ *scope)
{
    kith_db *db = scope->db;

    if (!scope->open)
        return;
    assert(scope->depth > 0);
    scope->open = false;
    if (db_is_frozen(db)) {
        *scope->status = ki_write_check_db(db, "kith_transaction");
        return;
    }
    if (kith_depth(db) >= scope->depth && db->check_writes &&
        *scope->status != KITH_E_MISUSE) {
        ki_sums_cut(db, scope->depth);
        if (ki_sums_check(db, "kith_transaction") != KITH_OK)
            *scope->status = KITH_E_MISUSE;
    }
    if (*scope->status == KITH_OK)
        *scope->status = db->error.count > scope->failures
                             ? db->error.full.status
                             : KITH_E_ABANDONED;
    if (kith_depth(db) >= scope->depth)
        take_back(db, scope->depth - 1,
                  db->levels->begins.items[scope->depth - 1]);
}
