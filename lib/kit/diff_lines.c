/* diff_lines.c - lines that tell a difference; see diff.h for their form.
 *
 * Owns   how rows are named, and the memory of a comparison.
 */
#include "kit/diff.h"

#include <kith/reflect.h>

#include <stdalign.h>
#include <stdio.h>
#include <string.h>

/* --- Memory --------------------------------------------------------------- */

struct diff_block {
    alignas(max_align_t) struct diff_block *older;
    size_t bytes;
};

void *ki_diff_new(struct diff *diff, size_t count, size_t item_bytes)
{
    size_t bytes = sizeof(struct diff_block) + (count + 1) * item_bytes;
    struct diff_block *block =
        count > SIZE_MAX / 4 / item_bytes
            ? NULL
            : diff->hooks.resize(diff->hooks.context, NULL, 0, bytes);

    assert(item_bytes > 0);
    if (!block) {
        if (diff->error) {
            *diff->error = (kith_error){.status = KITH_E_MEMORY};
            snprintf(diff->error->message, sizeof(diff->error->message),
                     "out of memory: the allocator returned NULL");
        }
        return NULL;
    }
    memset(block, 0, bytes);
    *block = (struct diff_block){diff->block, bytes};
    diff->block = block;
    return block + 1;
}

void ki_diff_free(struct diff *diff)
{
    assert(diff->hooks.resize);
    while (diff->block) {
        struct diff_block *older = diff->block->older;

        diff->hooks.resize(diff->hooks.context, diff->block, diff->block->bytes,
                           0);
        diff->block = older;
    }
    kith_selected_free(&diff->selected[ACTUAL]);
    kith_selected_free(&diff->selected[EXPECTED]);
}

/* --- Pieces --------------------------------------------------------------- */

static bool is_silent(const struct diff *diff)
{
    return diff->failed || !diff->output.write;
}

void ki_diff_text(struct diff *diff, const char *text)
{
    assert(text);
    if (!is_silent(diff))
        diff->failed =
            !diff->output.write(diff->output.context, text, strlen(text));
}

void ki_diff_end(struct diff *diff)
{
    assert(diff->count < SIZE_MAX);
    ki_diff_text(diff, "\n");
    diff->count++;
}

void ki_diff_value(struct diff *diff, const void *row,
                   const kith_column *column)
{
    kith_value value = kith_value_at(row, column->offset_bytes);

    assert(row);
    if (!is_silent(diff))
        diff->failed = kith_dump_value(column, &value, diff->output) != KITH_OK;
}

void ki_diff_parent(struct diff *diff, const void *row,
                    const kith_foreign_key *foreign_key)
{
    const void *parent = kith_parent_of(row, foreign_key);
    bool several = foreign_key->parent_key.column_count > 1;
    kith_column column;

    assert(row);
    if (!parent) {
        ki_diff_text(diff, "null");
        return;
    }
    ki_diff_text(diff, several ? "(" : "");
    for (size_t i = 0; kith_key_column(&foreign_key->parent_key, i, &column);
         i++) {
        ki_diff_text(diff, i > 0 ? ", " : "");
        ki_diff_value(diff, parent, &column);
    }
    ki_diff_text(diff, several ? ")" : "");
}

/* --- Rows ----------------------------------------------------------------- */

static void all_values(struct diff *diff, const struct table_pair *pair,
                       int side, const void *row)
{
    const char *before = "(";

    for (size_t i = 0; i < pair->column_count; i++) {
        ki_diff_text(diff, before);
        ki_diff_value(diff, row, &pair->columns[side][i]);
        before = ", ";
    }
    for (size_t i = 0; i < pair->reference_count; i++) {
        ki_diff_text(diff, before);
        ki_diff_parent(diff, row, &pair->references[side][i]);
        before = ", ";
    }
    ki_diff_text(diff, *before == '(' ? "()" : ")");
}

void ki_diff_row(struct diff *diff, const struct table_pair *pair, int side,
                 const void *row)
{
    assert(side == ACTUAL || side == EXPECTED);
    ki_diff_text(diff, pair->table[side]->table->name);
    ki_diff_text(diff, " ");
    if (pair->by_values)
        all_values(diff, pair, side, row);
    else if (!is_silent(diff))
        diff->failed =
            kith_dump_key(&diff->selected[side], row, diff->output) != KITH_OK;
}
