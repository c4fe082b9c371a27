/* judge.c - the second opinion; see judge.h. */
#include "judge.h"

#include <stdlib.h>
#include <string.h>

enum { QUESTIONS = 4 };

struct judge {
    const struct catalog *catalog;
    struct sql *sql;
    bool in_level;
    struct text keep, questions[2][QUESTIONS];     /* in no level, in one */
    uint64_t moved[TABLES_MAX * FOREIGN_KEYS_MAX]; /* links, a bit a rid */
};

/* In the order in which kith asks; PARENT stands for the foreign keys. */
static const struct {
    bool (*write)(struct text *, const struct catalog *, bool in_level);
    kith_status status;
} rules[QUESTIONS] = {{ddl_not_null, KITH_E_NOT_NULL},
                      {ddl_check, KITH_E_CHECK},
                      {ddl_unique, KITH_E_UNIQUE},
                      {ddl_parent, KITH_E_PARENT}};

struct judge *judge_open(const struct catalog *catalog)
{
    struct judge *judge = calloc(1, sizeof(*judge));
    struct text ddl = {0};

    if (!judge)
        abort();
    judge->catalog = catalog;
    ddl_judge(&ddl, catalog);
    judge->sql = sql_open(catalog, &ddl, false);
    text_free(&ddl);
    ddl_keep(&judge->keep, catalog);
    for (int i = 0; i < 2 * QUESTIONS; i++) {
        struct text *question = &judge->questions[i / QUESTIONS][i % QUESTIONS];

        if (!rules[i % QUESTIONS].write(question, catalog, i / QUESTIONS))
            text_free(question);
    }
    return judge;
}

void judge_close(struct judge *judge)
{
    text_free(&judge->keep);
    for (int i = 0; i < 2 * QUESTIONS; i++)
        text_free(&judge->questions[i / QUESTIONS][i % QUESTIONS]);
    sql_close(judge->sql);
    free(judge);
}

/* --- RESTRICT ------------------------------------------------------------- */

/* Whether a parent that is deleted or re-keyed had a child under RESTRICT. Rows
 * that the call deletes itself or moves away, a bit a rid, do not count, nor
 * does the parent itself. */
static bool has_restricted_child(const struct mirror *before,
                                 const struct foreign_key *key, int parent,
                                 uint64_t gone)
{
    for (int i = 1; i < ROWS_MAX; i++) {
        const struct row *child = &before->rows[key->child][i];

        if (!child->live || gone >> i & 1 ||
            (key->child == key->parent && i == parent))
            continue;
        if (mirror_refers(key, child, &before->rows[key->parent][parent]))
            return true;
    }
    return false;
}

static bool key_changed(const struct foreign_key *key, const struct row *before,
                        const struct row *after)
{
    for (int i = 0; i < key->count; i++) {
        if (!cell_equal(&before->cells[key->parent_columns[i]],
                        &after->cells[key->parent_columns[i]]))
            return true;
    }
    return false;
}

static bool is_restricted(const struct judge *judge,
                          const struct mirror *before,
                          const struct mirror *after,
                          const uint64_t named[TABLES_MAX])
{
    const struct catalog *catalog = judge->catalog;

    for (int i = 0; i < catalog->foreign_key_count; i++) {
        const struct foreign_key *key = &catalog->foreign_keys[i];
        uint64_t gone = named[key->child] | judge->moved[i];

        for (int j = 1; j < ROWS_MAX; j++) {
            const struct row *old = &before->rows[key->parent][j];
            const struct row *new = &after->rows[key->parent][j];
            kith_action action = new->live ? key->on_update : key->on_delete;

            if (!old->live || action != KITH_RESTRICT ||
                (new->live && !key_changed(key, old, new)))
                continue;
            if (has_restricted_child(before, key, j, gone))
                return true;
        }
    }
    return false;
}

/* Note the children of a parent that keep the key which it gives up, under NO
 * ACTION or as their own parents: where another row has that key then, SQL
 * takes them for children of that. So does kith where they may wait for a row
 * that has it, and nothing is noted. Returns whether there is one. */
static bool note_left_of(const struct judge *judge, struct text *text,
                         const struct mirror *before,
                         const struct mirror *after, int number, int parent)
{
    const struct foreign_key *key = &judge->catalog->foreign_keys[number];
    const struct row *old = &before->rows[key->parent][parent];
    bool any = false;

    for (int i = 1; i < ROWS_MAX; i++) {
        if (!before->rows[key->child][i].live ||
            !after->rows[key->child][i].live || judge->moved[number] >> i & 1 ||
            !mirror_refers(key, &before->rows[key->child][i], old) ||
            !mirror_refers(key, &after->rows[key->child][i], old))
            continue;
        ddl_left(text, number, i, parent);
        any = true;
    }
    return any;
}

static bool note_left(const struct judge *judge, const struct mirror *before,
                      const struct mirror *after)
{
    const struct catalog *catalog = judge->catalog;
    struct text text = {0};
    bool any = false;

    for (int i = 0; i < catalog->foreign_key_count; i++) {
        const struct foreign_key *key = &catalog->foreign_keys[i];

        for (int j = 1; j < ROWS_MAX; j++) {
            const struct row *old = &before->rows[key->parent][j];
            const struct row *new = &after->rows[key->parent][j];
            kith_action action = new->live ? key->on_update : key->on_delete;

            if (old->live && !(key->deferred && judge->in_level) &&
                (action == KITH_NO_ACTION || action == KITH_RESTRICT) &&
                (!new->live || key_changed(key, old, new)))
                any |= note_left_of(judge, &text, before, after, i, j);
        }
    }
    if (any)
        sql_do(judge->sql, text.bytes);
    text_free(&text);
    return any;
}

/* Whether the step writes another value into one of these columns. */
static bool step_changes(const struct step *step, const struct row *row,
                         const int *columns, int count)
{
    for (int i = 0; i < count; i++) {
        if (step->set >> columns[i] & 1 &&
            !cell_equal(&step->values[columns[i]], &row->cells[columns[i]]))
            return true;
    }
    return false;
}

/* Which links the step itself changes, at the child, and at the parent. */
static void add_moves(struct judge *judge, struct text *text,
                      const struct mirror *before, const struct step *step)
{
    const struct catalog *catalog = judge->catalog;
    const struct row *row = &before->rows[step->table][step->rid];

    for (int i = 0; i < catalog->foreign_key_count; i++) {
        const struct foreign_key *key = &catalog->foreign_keys[i];

        if (key->parent == step->table &&
            step_changes(step, row, key->parent_columns, key->count))
            ddl_give_up(text, i, step->rid);
        if (key->child != step->table ||
            !step_changes(step, row, key->columns, key->count))
            continue;
        judge->moved[i] |= (uint64_t)1 << step->rid;
        ddl_move(text, i, step->rid);
    }
}

static void note_moves(struct judge *judge, const struct mirror *before,
                       const struct step *steps, int count)
{
    struct text text = {0};

    memset(judge->moved, 0, sizeof(judge->moved));
    for (int i = 0; i < count; i++) {
        if (steps[i].kind == UPDATE && steps[i].rid > 0)
            add_moves(judge, &text, before, &steps[i]);
    }
    if (text.count)
        sql_do(judge->sql, text.bytes);
    text_free(&text);
}

/* --- The verdict ---------------------------------------------------------- */

static int count_touched(const struct judge *judge)
{
    int count = 0;

    for (int i = 0; i < judge->catalog->table_count; i++) {
        for (uint64_t bits = sql_touched(judge->sql, i); bits; bits &= bits - 1)
            count++;
    }
    return count;
}

/* Follow the touched rows, so that `after` is what the judge holds. */
static void read_after(struct judge *judge, struct mirror *after)
{
    for (int i = 0; i < judge->catalog->table_count; i++) {
        uint64_t touched = sql_touched(judge->sql, i);

        for (int j = 1; j < ROWS_MAX; j++) {
            if (touched >> j & 1)
                sql_read_row(judge->sql, i, j, &after->rows[i][j]);
        }
    }
}

static kith_status ask(struct judge *judge, bool impossible)
{
    if (impossible)
        return KITH_E_NOT_NULL;
    for (int i = 0; i < QUESTIONS; i++) {
        const struct text *question = &judge->questions[judge->in_level][i];

        if (question->count && sql_asks(judge->sql, question->bytes))
            return rules[i].status;
    }
    return KITH_OK;
}

struct verdict judge_call(struct judge *judge, const struct mirror *before,
                          const struct step *steps, int count,
                          const uint64_t named[TABLES_MAX], bool in_level,
                          struct mirror *after)
{
    struct verdict verdict = {.status = KITH_OK};
    bool impossible = false, left;
    int changes;

    judge->in_level = in_level;
    sql_load(judge->sql, before);
    sql_do(judge->sql, judge->keep.bytes);
    note_moves(judge, before, steps, count);
    sql_begin(judge->sql);
    for (int i = 0; i < count; i++) {
        if (steps[i].kind == IMPOSSIBLE)
            impossible = true;
        else if (sql_run(judge->sql, &steps[i], &changes) != SQLITE_OK)
            abort(); /* there is no rule that could refuse it */
    }
    memcpy(after, before, sizeof(*after));
    read_after(judge, after);
    verdict.restricted = is_restricted(judge, before, after, named);
    left = note_left(judge, before, after);
    verdict.status =
        verdict.restricted ? KITH_E_CHILDREN : ask(judge, impossible);
    verdict.taken_over = left && verdict.status == KITH_OK;
    if (verdict.taken_over)
        verdict.status = KITH_E_CHILDREN;
    verdict.several =
        verdict.restricted || count > 1 || count_touched(judge) > 1;
    sql_rollback(judge->sql);
    return verdict;
}
