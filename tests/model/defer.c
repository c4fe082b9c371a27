/* defer.c - rules that wait for the outermost commit: design.md section 3,
 * "Deferred".
 */
#include "model.h"

#include <stdlib.h>

bool is_pending(struct model *model, const struct foreign_key *key, int row)
{
    const struct rows *rows = &model->tables[key->child];

    return key->late_parent && rows->live[row] &&
           rows->parent[key->slot][row] == NONE &&
           !is_null_key(model, key, row);
}

/* --- Adoption ------------------------------------------------------------- */

/* Whether the row newly has its key. */
static bool is_key_new(struct model *model, const struct foreign_key *key,
                       const struct image *image)
{
    bool same = image->live;

    for (int i = 0; i < key->count; i++)
        same &= cell_equal(&image->cells[key->parent_columns[i]],
                           cell_of(model, image->place.table, image->place.row,
                                   key->parent_columns[i]));
    return !same;
}

static bool names(struct model *model, const struct foreign_key *key, int child,
                  int parent)
{
    for (int i = 0; i < key->count; i++) {
        if (!cell_equal(
                cell_of(model, key->child, child, key->columns[i]),
                cell_of(model, key->parent, parent, key->parent_columns[i])))
            return false;
    }
    return true;
}

/* Rows that wait for this key, in their order; returns how many. */
static int rows_waiting(struct model *model, const struct foreign_key *key,
                        int parent, int *rows)
{
    const uint64_t *stamps = model->tables[key->child].stamp[key->slot];
    int count = 0;

    for (int i = 0; i < model->capacity; i++) {
        int at = count;

        if (!is_pending(model, key, i) || !names(model, key, i, parent))
            continue;
        for (; at > 0 && stamps[rows[at - 1]] > stamps[i]; at--)
            rows[at] = rows[at - 1];
        rows[at] = i;
        count++;
    }
    return count;
}

static void touch_waiting_for(struct model *model,
                              const struct foreign_key *key, int parent,
                              bool fresh)
{
    int *rows = malloc((size_t)model->capacity * sizeof(*rows));
    int count, adopted = 0;

    if (!rows)
        abort();
    count = rows_waiting(model, key, parent, rows);
    for (int i = 0; i < count; i++) {
        adopted += !is_touched(model, key->child, rows[i]);
        touch(model, key->child, rows[i]);
    }
    free(rows);
    rule_counts[ADOPTED_NEW] += adopted > 0 && fresh;
    rule_counts[ADOPTED_KEYED] += adopted > 0 && !fresh;
    rule_counts[ADOPTED_SEVERAL] += adopted > 1;
}

void touch_waiting(struct model *model, size_t image)
{
    const struct place place = model->journal[image].place;

    if (!rules_wait(model) || is_doomed(model, place.table, place.row))
        return;
    for (int i = 0; i < model->facts->foreign_key_count; i++) {
        const struct foreign_key *key = &model->facts->foreign_keys[i];

        if (key->late_parent && key->parent == place.table &&
            is_key_new(model, key, &model->journal[image]))
            touch_waiting_for(model, key, place.row,
                              !model->journal[image].live);
    }
}

/* --- Places --------------------------------------------------------------- */

/* A row that joins a list, or those that wait. It *follows* when it keeps its
 * key and others have made it change its place. */
struct joining {
    struct place place;
    int slot;
    bool follows;
    uint64_t stamp;
    int order;
};

/* Rows that follow along a key that may wait come first, in the order that they
 * have among each other, as if the parent had come or gone before; then those
 * that the call moves, as they are named. */
static int compare_joining(const void *a, const void *b)
{
    const struct joining *one = a, *two = b;

    if (one->follows != two->follows)
        return two->follows - one->follows;
    if (one->follows && one->stamp != two->stamp)
        return (one->stamp > two->stamp) - (one->stamp < two->stamp);
    return one->order - two->order;
}

static void count_waiting(struct model *model, const struct foreign_key *key,
                          const struct image *image, bool waits, bool follows)
{
    const struct rows *rows = &model->tables[key->child];
    const int before = image->parent[key->slot];
    enum rule rule = WAITS_BY_NAME;

    if (waits && follows && before != NONE)
        rule = is_doomed(model, key->parent, before) ? WAITS_AFTER_DELETE
                                                     : WAITS_AFTER_UPDATE;
    else if (waits && rows->defaulted[image->place.row] >> key->slot & 1)
        rule = WAITS_BY_DEFAULT;
    rule_counts[rule] += waits;
    rule_counts[TAKEN_OVER] += !waits && follows && before != NONE;
    model->waited |= waits;
}

/* How the row joins along the key, or false where it stays as it is. */
static bool joins(struct model *model, const struct foreign_key *key,
                  const struct image *image, struct joining *joining)
{
    const int row = image->place.row;
    const struct rows *rows = &model->tables[key->child];
    const int after = rows->after[key->slot][row];
    const bool waits =
        after == NONE && key->late_parent && !is_null_key(model, key, row);
    bool same = image->live;

    for (int i = 0; i < key->count; i++)
        same &= cell_equal(&image->cells[key->columns[i]],
                           &rows->cells[key->columns[i]][row]);
    if (image->parent[key->slot] == after && (!waits || same))
        return false;
    joining->place = image->place;
    joining->slot = key->slot;
    joining->stamp = image->stamp[key->slot];
    joining->follows = same && key->late_parent && rules_wait(model);
    count_waiting(model, key, image, waits, same);
    return true;
}

void settle_links(struct model *model)
{
    const size_t images = model->journal_count - model->step;
    struct joining *joining =
        malloc((images * FOREIGN_KEYS + 1) * sizeof(*joining));
    int count = 0;

    if (!joining)
        abort();
    for (size_t i = model->step; i < model->journal_count; i++) {
        const struct image *image = &model->journal[i];
        const struct table *table = &model->facts->tables[image->place.table];

        if (is_doomed(model, image->place.table, image->place.row))
            continue;
        for (int j = 0; j < table->foreign_key_count; j++) {
            joining[count].order = count;
            count += joins(model,
                           &model->facts->foreign_keys[table->foreign_keys[j]],
                           image, &joining[count]);
        }
    }
    qsort(joining, (size_t)count, sizeof(*joining), compare_joining);
    for (int i = 0; i < count; i++) {
        struct rows *rows = &model->tables[joining[i].place.table];
        const int row = joining[i].place.row, slot = joining[i].slot;

        rows->parent[slot][row] = rows->after[slot][row];
        rows->stamp[slot][row] = ++model->clock;
    }
    free(joining);
}

/* --- The outermost commit ------------------------------------------------- */

static bool lacks_late_value(struct model *model, int number, int row)
{
    const struct table *table = &model->facts->tables[number];

    for (int i = 0; i < table->column_count; i++) {
        if (table->columns[i].late_null &&
            cell_of(model, number, row, i)->kind == CELL_NULL)
            return true;
    }
    for (int i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *key =
            &model->facts->foreign_keys[table->foreign_keys[i]];

        if (key->late_null && is_null_key(model, key, row))
            return true;
    }
    return false;
}

static bool has_late_twin(struct model *model, int number, int row)
{
    const struct table *table = &model->facts->tables[number];

    for (int i = 0; i < table->key_count; i++) {
        if (table->keys[i].late &&
            has_twin(model, number, row, &table->keys[i]))
            return true;
    }
    return false;
}

static bool waits_for_parent(struct model *model, int number, int row)
{
    const struct table *table = &model->facts->tables[number];

    for (int i = 0; i < table->foreign_key_count; i++) {
        if (is_pending(model,
                       &model->facts->foreign_keys[table->foreign_keys[i]],
                       row))
            return true;
    }
    return false;
}

uint32_t judge_waiting(struct model *model)
{
    static const struct {
        bool (*breaks)(struct model *, int, int);
        kith_status status;
        enum rule rule;
    } rules[] = {{lacks_late_value, KITH_E_NOT_NULL, COMMIT_NULL},
                 {has_late_twin, KITH_E_UNIQUE, COMMIT_TWIN},
                 {waits_for_parent, KITH_E_PARENT, COMMIT_WAITS}};

    if (!model->facts->defers)
        return STATUS(KITH_OK);
    /* No row is touched by a commit, or goes. */
    model->epoch++;
    for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
        for (int j = 0; j < model->facts->table_count; j++) {
            for (int k = 0; k < model->capacity; k++) {
                if (!model->tables[j].live[k] || !rules[i].breaks(model, j, k))
                    continue;
                rule_counts[rules[i].rule]++;
                return STATUS(rules[i].status);
            }
        }
    }
    rule_counts[COMMIT_MENDED] += model->waited;
    return STATUS(KITH_OK);
}
