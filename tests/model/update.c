/* update.c - what changes of columns mean, by the manual: kith_update_at and
 * kith_update_rows in write.h.
 */
#include "call.h"

#include <string.h>

/* What one row is set to. */
struct setting {
    int table, row;
    uint32_t set; /* columns */
    struct cell cells[COLUMNS];
    bool orphan; /* it leaves a parent that owns it */
};

static bool can_say_null(const struct column *column)
{
    return !column->plain || column->own_key != NONE;
}

/* NULL for one column of a key empties its own columns, or deletes an orphan;
 * none can be given a value beside it. */
static bool complete_key(struct model *model, struct setting *setting,
                         const struct foreign_key *key)
{
    bool touched = false, null = false, some = false;

    for (int i = 0; i < key->count; i++) {
        const int column = key->columns[i];
        const bool set = setting->set >> column & 1;
        const struct cell *cell =
            set ? &setting->cells[column]
                : cell_of(model, setting->table, setting->row, column);

        touched |= set;
        null |= cell->kind == CELL_NULL;
        some |= set && key->own[i] && cell->kind != CELL_NULL;
    }
    if (!touched || !null)
        return true;
    if (some)
        return false;
    setting->orphan |= key->orphan && !is_null_key(model, key, setting->row);
    for (int i = 0; i < key->count; i++) {
        if (key->own[i]) {
            setting->set |= 1u << key->columns[i];
            setting->cells[key->columns[i]] = cell_null();
        }
    }
    return true;
}

/* False: KITH_E_MISUSE. */
static bool complete(struct model *model, struct setting *setting)
{
    const struct table *table = &model->facts->tables[setting->table];

    for (int i = 0; i < table->column_count; i++) {
        if (setting->set >> i & 1 && setting->cells[i].kind == CELL_NULL &&
            !can_say_null(&table->columns[i]))
            return false;
    }
    for (int i = 0; i < table->foreign_key_count; i++) {
        if (!complete_key(model, setting,
                          &model->facts->foreign_keys[table->foreign_keys[i]]))
            return false;
    }
    return true;
}

static void set_row(struct model *model, const struct setting *setting)
{
    if (setting->orphan) {
        doom(model, setting->table, setting->row);
        return;
    }
    for (int i = 0; i < COLUMNS; i++) {
        if (setting->set >> i & 1)
            set_cell(model, setting->table, setting->row, i, setting->cells[i]);
    }
}

/* Of what comes as kith_values, a text that its array has no room for is refused
 * before anything is judged. */
static uint32_t refuse_values(struct model *model, const struct call *call)
{
    const struct table *table = &model->facts->tables[call->table];
    bool fit = true;

    for (int i = 0; call->operation == UPDATE_VALUES && i < table->column_count;
         i++)
        fit &= !(call->set >> i & 1) ||
               table->columns[i].kind != KITH_KIND_CHARS ||
               call->cells[i].kind == CELL_NULL ||
               call->cells[i].bytes < table->columns[i].bytes;
    return fit ? 0 : call_refuse(model, KITH_E_CHECK);
}

uint32_t apply_update(struct model *model, const struct call *call)
{
    struct setting setting = {
        .table = call->table, .row = call->row, .set = call->set};
    uint32_t refused = refuse_values(model, call);

    memcpy(setting.cells, call->cells, sizeof(setting.cells));
    if (!complete(model, &setting))
        refused |= call_refuse(model, KITH_E_MISUSE);
    if (refused)
        return refused;
    set_row(model, &setting);
    return call_end(model);
}

/* --- Several rows --------------------------------------------------------- */

static struct setting *setting_of(struct setting *settings, int *count,
                                  const struct change *change)
{
    struct setting *setting = settings;

    while (setting < settings + *count &&
           (setting->table != change->table || setting->row != change->row))
        setting++;
    if (setting == settings + *count) {
        *setting = (struct setting){.table = change->table, .row = change->row};
        (*count)++;
    }
    return setting;
}

/* Whether a unique value goes from one row to another. */
static void note_exchange(struct model *model, const struct call *call)
{
    for (int i = 0; i < call->change_count; i++) {
        for (int j = 0; j < call->change_count; j++) {
            const struct change *one = &call->changes[i];
            const struct change *two = &call->changes[j];

            if (one->cell.kind == CELL_NULL || one->table != two->table ||
                one->row == two->row || one->column != two->column ||
                !model->facts->tables[one->table].columns[one->column].unique ||
                !is_touched(model, two->table, two->row) ||
                !cell_equal(
                    &one->cell,
                    &image_of(model, two->table, two->row)->cells[two->column]))
                continue;
            rule_counts[ROWS_EXCHANGE]++;
            return;
        }
    }
}

/* Rows in the order in which they are named first; of a column named twice the
 * last value. */
uint32_t apply_update_rows(struct model *model, const struct call *call)
{
    struct setting settings[CHANGES];
    int count = 0;
    uint32_t status;

    for (int i = 0; i < call->change_count; i++) {
        const struct change *change = &call->changes[i];

        /* Even where another value comes later. */
        if (change->cell.kind == CELL_NULL &&
            !can_say_null(
                &model->facts->tables[change->table].columns[change->column]))
            return call_refuse(model, KITH_E_MISUSE);
    }
    for (int i = 0; i < call->change_count; i++) {
        const struct change *change = &call->changes[i];
        struct setting *setting = setting_of(settings, &count, change);

        setting->set |= 1u << change->column;
        setting->cells[change->column] = change->cell;
    }
    for (int i = 0; i < count; i++) {
        if (!complete(model, &settings[i]))
            return call_refuse(model, KITH_E_MISUSE);
    }
    for (int i = 0; i < count; i++) {
        touch(model, settings[i].table, settings[i].row);
        set_row(model, &settings[i]);
    }
    status = call_end(model);
    if (status == STATUS(KITH_OK))
        note_exchange(model, call);
    return status;
}

/* --- Written directly ----------------------------------------------------- */

/* Plain columns: no rule looks at them. */
uint32_t apply_edit(struct model *model, const struct call *call)
{
    for (int i = 0; i < COLUMNS; i++) {
        if (call->set >> i & 1)
            set_cell(model, call->table, call->row, i, call->cells[i]);
    }
    return STATUS(KITH_OK);
}
