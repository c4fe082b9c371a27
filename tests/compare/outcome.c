/* outcome.c - one call on both sides: the same status, the same rows?
 *
 * Plain SQLite is asked first. Where it says otherwise, and only where several
 * rows are in the plan, the judge is asked; then kith must have done exactly
 * what the judge says, and plain SQLite is brought to that state.
 */
#include "world.h"

#include <stdio.h>
#include <string.h>

/* Rows as they are after the call, until they are taken into the mirror. */
struct fresh {
    int count;
    struct {
        int table, rid;
        struct row row;
    } rows[TABLES_MAX * ROWS_MAX];
};

/* --- Statuses ------------------------------------------------------------- */

static bool all_steps_are(const struct call *call, enum step_kind kind)
{
    for (int i = 0; i < call->step_count; i++) {
        if (call->steps[i].kind != kind)
            return false;
    }
    return true;
}

static bool has_set_default(const struct catalog *catalog)
{
    for (int i = 0; i < catalog->foreign_key_count; i++) {
        if (catalog->foreign_keys[i].on_delete == KITH_SET_DEFAULT)
            return true;
    }
    return false;
}

/* A foreign key that fails does not say which end it is about. An insert has no
 * children; a delete moves nobody but to a default. */
static bool is_foreign_key_status(const struct world *world, kith_status status)
{
    if (all_steps_are(&world->call, INSERT))
        return status == KITH_E_PARENT;
    if (all_steps_are(&world->call, DELETE) &&
        !has_set_default(&world->catalog))
        return status == KITH_E_CHILDREN;
    return status == KITH_E_PARENT || status == KITH_E_CHILDREN;
}

static bool agrees(const struct world *world, int code)
{
    kith_status status = world->call.answer;

    switch (code) {
    case SQLITE_OK:
        return status == KITH_OK;
    case SQLITE_CONSTRAINT_NOTNULL:
        return status == KITH_E_NOT_NULL;
    case SQLITE_CONSTRAINT_CHECK:
        return status == KITH_E_CHECK;
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
        return status == KITH_E_UNIQUE;
    case SQLITE_CONSTRAINT_TRIGGER:
        return status == KITH_E_CHILDREN;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return is_foreign_key_status(world, status);
    default:
        return false;
    }
}

/* The row of the first step as it was before the call. */
static void print_before(const struct world *world)
{
    const struct step *step = &world->call.steps[0];
    const struct table *table = &world->catalog.tables[step->table];
    char text[64];

    if (world->call.step_count == 0 || step->kind == INSERT || step->rid == 0)
        return;
    printf("  before:");
    for (int i = 0; i < table->column_count; i++)
        printf(" %s = %s", table->columns[i].attribute->name,
               cell_print(&world->mirror.rows[step->table][step->rid].cells[i],
                          text));
    printf("\n");
}

static bool complain(struct world *world, int code, const char *why)
{
    const struct call *call = &world->call;

    printf("DIFFERENT: %s\n  %s\n", why, call->words);
    print_before(world);
    printf("  kith:   %s", kith_status_name(call->answer));
    if (call->answer != KITH_OK)
        printf(", %s", kith_last_error(world->db)->message);
    if (call->fixed)
        printf("\n  expected: %s\n", kith_status_name(call->expected));
    else
        printf("\n  SQLite: %d, %s\n", code,
               call->message[0] ? call->message : "success");
    return false;
}

/* --- Rows ----------------------------------------------------------------- */

static void read_fresh(const struct world *world, struct fresh *fresh)
{
    fresh->count = 0;
    for (int i = 0; i < world->catalog.table_count; i++) {
        uint64_t touched = sql_touched(world->sql, i);

        for (int j = 1; j < ROWS_MAX; j++) {
            if (!(touched >> j & 1))
                continue;
            fresh->rows[fresh->count].table = i;
            fresh->rows[fresh->count].rid = j;
            sql_read_row(world->sql, i, j, &fresh->rows[fresh->count++].row);
        }
    }
}

/* Change the fresh rows for those of the mirror; twice is as before. The
 * address of a row is kith's, and stays. */
static void swap_fresh(struct world *world, struct fresh *fresh)
{
    for (int i = 0; i < fresh->count; i++) {
        struct row *row =
            &world->mirror.rows[fresh->rows[i].table][fresh->rows[i].rid];
        struct row old = *row;

        *row = fresh->rows[i].row;
        row->kith = old.kith;
        fresh->rows[i].row = old;
    }
}

/* Rows that the call has deleted. */
static void bury_fresh(struct world *world, const struct fresh *fresh)
{
    for (int i = 0; i < fresh->count; i++) {
        int table = fresh->rows[i].table, rid = fresh->rows[i].rid;

        if (fresh->rows[i].row.live && !world->mirror.rows[table][rid].live)
            levels_bury(&world->levels, table, rid, &fresh->rows[i].row);
    }
}

static void bury_all(struct world *world, const struct mirror *after)
{
    for (int i = 0; i < world->catalog.table_count; i++) {
        for (int j = 1; j < ROWS_MAX; j++) {
            if (world->mirror.rows[i][j].live && !after->rows[i][j].live)
                levels_bury(&world->levels, i, j, &world->mirror.rows[i][j]);
        }
    }
}

/* --- What was reached ----------------------------------------------------- */

static bool has_child(const struct world *world, const struct foreign_key *key,
                      int parent)
{
    for (int i = 1; i < ROWS_MAX; i++) {
        const struct row *child = &world->mirror.rows[key->child][i];

        if (child->live && !(key->child == key->parent && i == parent) &&
            mirror_refers(key, child, &world->mirror.rows[key->parent][parent]))
            return true;
    }
    return false;
}

static void tally_row(const struct world *world, int table, int rid,
                      const struct row *after)
{
    const struct row *before = &world->mirror.rows[table][rid];

    for (int i = 0; before->live && i < world->catalog.foreign_key_count; i++) {
        const struct foreign_key *key = &world->catalog.foreign_keys[i];
        bool gone = !after->live;

        if (key->parent != table)
            continue;
        for (int j = 0; j < key->count; j++)
            gone |= !cell_equal(&before->cells[key->parent_columns[j]],
                                &after->cells[key->parent_columns[j]]);
        if (gone && has_child(world, key, rid))
            tally_action(key, !after->live, false);
    }
}

/* Which keys refused: those with children that are asked by the first step. */
static void tally_refusal(const struct world *world)
{
    const struct step *step = &world->call.steps[0];

    for (int i = 0; i < world->catalog.foreign_key_count; i++) {
        const struct foreign_key *key = &world->catalog.foreign_keys[i];
        bool asked = step->kind == DELETE;
        kith_action action = asked ? key->on_delete : key->on_update;

        for (int j = 0; j < key->count; j++)
            asked |= step->set >> key->parent_columns[j] & 1;
        if (asked && key->parent == step->table && step->where == 0 &&
            (action == KITH_NO_ACTION || action == KITH_RESTRICT) &&
            has_child(world, key, step->rid))
            tally_action(key, step->kind == DELETE, true);
    }
}

static void tally_call_of(const struct world *world)
{
    const struct call *call = &world->call;

    tally_call(call->operation, call->answer);
    call_tally_second(world);
    for (int i = 0; i < DIFFERENCES; i++) {
        if (call->differences >> i & 1)
            tally_difference((enum difference)i);
    }
    if (call->answer == KITH_E_CHILDREN && call->step_count == 1)
        tally_refusal(world);
}

/* --- The judge ------------------------------------------------------------ */

/* The name of what plain SQLite did otherwise than the judge. */
static enum difference name_difference(int code, struct verdict verdict)
{
    if (verdict.restricted)
        return RESTRICT_AT_ONCE;
    if (verdict.taken_over)
        return KEY_TAKEN_OVER;
    if (code == SQLITE_OK)
        return ORDER_OF_ACTIONS;
    if (verdict.status != KITH_OK)
        return FIRST_RULE_OF_SEVERAL;
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
        return UNIQUE_IN_PASSING;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return PARENT_IN_PASSING;
    case SQLITE_CONSTRAINT_TRIGGER:
        return RESTRICT_IN_PASSING;
    default:
        return REQUIRED_IN_PASSING;
    }
}

/* A call that links rows is refused where it would delete one of them. */
static bool loses_kept(const struct call *call, const struct mirror *after)
{
    for (int i = 0; i < TABLES_MAX; i++) {
        for (int rid = 0; rid < ROWS_MAX; rid++) {
            if (call->kept[i] >> rid & 1 && !after->rows[i][rid].live)
                return true;
        }
    }
    return false;
}

static bool ask_judge(struct world *world, int code)
{
    static struct mirror after;
    struct call *call = &world->call;
    struct verdict verdict;
    const char *found;
    bool equal, loses;

    verdict =
        judge_call(world->judge, &world->mirror, call->steps, call->step_count,
                   call->named, world->levels.depth > 0, &after);
    loses = verdict.status == KITH_OK && loses_kept(call, &after);
    if (loses)
        verdict.status = KITH_E_PARENT;
    equal = verdict.status == KITH_E_PARENT && !loses
                ? is_foreign_key_status(world, call->answer)
                : verdict.status == call->answer;
    if (!verdict.several)
        return complain(world, code, "one row, and another outcome");
    if (!equal) {
        printf("  judge:  %s\n", kith_status_name(verdict.status));
        return complain(world, code, "another status than the judge's");
    }
    if (call->answer != KITH_OK)
        found = mirror_difference(&world->catalog, &world->mirror, world->db);
    else
        found = mirror_difference(&world->catalog, &after, world->db);
    if (found)
        return complain(world, code, found);
    tally_difference(name_difference(code, verdict));
    if (call->answer == KITH_OK) {
        call_tally_pending(&world->catalog, &world->mirror, &after);
        bury_all(world, &after);
        world->mirror = after;
        sql_load(world->sql, &world->mirror);
    }
    return true;
}

/* --- The comparison ------------------------------------------------------- */

static bool compare_fixed(struct world *world)
{
    const struct call *call = &world->call;
    const char *found;

    if (call->answer != call->expected)
        return complain(world, 0, "the status");
    if (call->wrong)
        return complain(world, 0,
                        call->message[0] ? call->message : "another row");
    found = mirror_difference(&world->catalog, &world->mirror, world->db);
    return found ? complain(world, 0, found) : true;
}

/* Both say the same; so must the rows. False to ask the judge. */
static bool compare_rows(struct world *world, const char **found)
{
    static struct fresh fresh;
    static struct mirror before;

    read_fresh(world, &fresh);
    if (world->catalog.defers)
        before = world->mirror;
    for (int i = 0; i < fresh.count; i++)
        tally_row(world, fresh.rows[i].table, fresh.rows[i].rid,
                  &fresh.rows[i].row);
    swap_fresh(world, &fresh);
    *found = mirror_difference(&world->catalog, &world->mirror, world->db);
    if (!*found) {
        if (world->catalog.defers)
            call_tally_pending(&world->catalog, &before, &world->mirror);
        bury_fresh(world, &fresh);
        return true;
    }
    if (fresh.count > 1)
        swap_fresh(world, &fresh);
    return fresh.count <= 1;
}

/* What SQLite says of the steps. Without a level deferred keys are judged at
 * the end of the call: where some name no row, by trying to commit. */
static int run_steps(struct world *world)
{
    struct call *call = &world->call;
    int code = SQLITE_OK, changes;

    sql_begin(world->sql);
    for (int i = 0; code == SQLITE_OK && i < call->step_count; i++)
        code = sql_run(world->sql, &call->steps[i], &changes);
    if (code == SQLITE_OK && world->levels.depth == 0 &&
        sql_is_pending(world->sql)) {
        code = sql_commit(world->sql);
        tally_pending(CALL_REFUSED);
    }
    return code;
}

static bool compare_steps(struct world *world)
{
    struct call *call = &world->call;
    const char *found = NULL;
    int code = run_steps(world);

    if (code != SQLITE_OK)
        snprintf(call->message, sizeof(call->message), "%s",
                 sql_message(world->sql));
    if (!agrees(world, code)) {
        sql_rollback(world->sql);
        return ask_judge(world, code);
    }
    if (code != SQLITE_OK) {
        sql_rollback(world->sql);
        found = mirror_difference(&world->catalog, &world->mirror, world->db);
        return found ? complain(world, code, found) : true;
    }
    if (!compare_rows(world, &found)) {
        snprintf(call->message, sizeof(call->message), "%s", found);
        sql_rollback(world->sql);
        return ask_judge(world, code);
    }
    if (sql_commit(world->sql) != SQLITE_OK)
        return complain(world, code, "SQLite would not commit");
    return found ? complain(world, code, found) : true;
}

bool call_compare(struct world *world)
{
    bool equal;

    tally_call_of(world);
    if (world->call.fixed)
        equal = compare_fixed(world);
    else if (world->call.wrong)
        equal = complain(world, 0, "another row, or another order");
    else
        equal = compare_steps(world);
    if (equal && world->catalog.defers &&
        sql_is_pending(world->sql) != world_is_pending(world))
        return complain(world, 0, "SQLite miscounts the keys that are pending");
    return equal;
}

bool world_compare(struct world *world)
{
    static struct mirror truth;

    sql_read(world->sql, &truth);
    for (int i = 0; i < world->catalog.table_count; i++) {
        for (int j = 1; j < ROWS_MAX; j++) {
            truth.rows[i][j].kith = world->mirror.rows[i][j].kith;
            if (!truth.rows[i][j].live && !world->mirror.rows[i][j].live)
                continue;
            if (truth.rows[i][j].live != world->mirror.rows[i][j].live ||
                memcmp(truth.rows[i][j].cells, world->mirror.rows[i][j].cells,
                       sizeof(truth.rows[i][j].cells)) != 0)
                return complain(world, 0, "the mirror is not what SQLite has");
        }
    }
    world->call.answer = kith_verify(world->db);
    if (world->call.answer != KITH_OK)
        return complain(world, 0, "kith_verify");
    if (world->levels.depth > 0) {
        world->call.answer = kith_shrink(world->db);
        return world->call.answer == KITH_E_MISUSE ||
               complain(world, 0, "kith_shrink in a level");
    }
    return kith_shrink(world->db) == KITH_OK &&
           kith_verify(world->db) == KITH_OK;
}
