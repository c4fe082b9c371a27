/* image.c - before-images of plain columns; see image.h. */
#include "delta/image.h"

#include <stdlib.h>

/* --- The plain columns of a table ----------------------------------------- */

static int compare_spans(const void *a, const void *b)
{
    const struct span *one = a, *two = b;

    assert(one == two || one->offset != two->offset);
    return (one->offset > two->offset) - (one->offset < two->offset);
}

/* Spans that lie side by side become one, unless each column is to be told from
 * the others (check_writes.c). */
static void merge_spans(struct plain *plain)
{
    struct span *last = plain->spans;

    assert(plain->span_count > 0);
    for (uint32_t i = 1; i < plain->span_count; i++) {
        if (last->offset + last->bytes == plain->spans[i].offset)
            last->bytes += plain->spans[i].bytes;
        else
            *++last = plain->spans[i];
    }
    plain->span_count = (uint32_t)(last - plain->spans) + 1;
}

/* Which words of the row have a span, and where each is in a before-image. */
static void add_runs(struct plain *plain)
{
    struct run *run = NULL;

    assert(plain->words == 0);
    for (uint32_t i = 0; i < plain->span_count; i++) {
        struct span *span = &plain->spans[i];
        uint32_t begin = span->offset / 8;
        uint32_t end = (span->offset + span->bytes + 7) / 8;

        if (!run || run->offset / 8 + run->words < begin) {
            run = &plain->runs[plain->run_count++];
            *run = (struct run){begin * 8, 0};
        }
        span->at = (uint32_t)(plain->words - run->words) * 8 + span->offset -
                   run->offset;
        plain->words += end - (run->offset / 8 + run->words);
        run->words = end - run->offset / 8;
    }
}

bool ki_image_list_plain(struct kith_db *db, const struct table *table,
                         struct plain *plain)
{
    struct arena *arena = &db->levels->arena;
    size_t count = 0;

    for (size_t i = 0; i < table->column_count; i++)
        count += column_is_plain(&table->columns[i]);
    if (count == 0)
        return true;
    plain->spans =
        ki_arena_new_bare(arena, &db->work, count * sizeof(*plain->spans));
    plain->runs =
        ki_arena_new_bare(arena, &db->work, count * sizeof(*plain->runs));
    if (!plain->spans || !plain->runs)
        return false;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];

        if (column_is_plain(column))
            plain->spans[plain->span_count++] = (struct span){
                .offset = (uint32_t)column->offset,
                .bytes = (uint32_t)column->bytes + column->optional};
    }
    qsort(plain->spans, count, sizeof(*plain->spans), compare_spans);
    if (!db->check_writes)
        merge_spans(plain);
    add_runs(plain);
    return true;
}

/* --- One row -------------------------------------------------------------- */

/* The newest before-image of the row among those that were there when an inner
 * level began, if the innermost level has it: the level that took it has ended
 * by a commit, or begun before. */
static struct record *image_of(const struct levels *levels, const char *row)
{
    const size_t *noted = ki_ptr_map_find(&levels->images, row);
    struct record *image;

    if (!noted || !*noted)
        return NULL;
    image = (struct record *)(uintptr_t)*noted;
    assert(image->row == row);
    return image;
}

/* Where the innermost level has an image of the row, the mark alone was lost to
 * an inner level that has ended. */
KI_COLD bool ki_image_take_far(struct levels *levels, const struct plain *plain,
                               char *row)
{
    struct record *record = image_of(levels, row);

    assert(plain->words > 0);
    if (record && record->at >= levels->innermost.records) {
        image_show(levels, record, image_next(record));
        return true;
    }
    if (!ki_log_reserve(&levels->log, image_words(plain)))
        return false;
    image_make(levels, plain, row, record);
    return true;
}

/* The row's older image, if an outer level has one, is the newest again. */
void ki_image_restore(struct kith_db *db, struct record *record)
{
    const struct plain *plain =
        &db->levels->plains[row_store(record->row)->table->ordinal];
    const char *values = image_values(record);
    size_t *noted = ki_ptr_map_find(&db->levels->images, record->row);

    assert(row_is_live(record->row));
    for (size_t i = 0; i < plain->span_count; i++)
        write_bytes(record->row + plain->spans[i].offset,
                    values + plain->spans[i].at, plain->spans[i].bytes);
    if (noted && *noted == (uintptr_t)record)
        *noted = (uintptr_t)record->kept;
}

/* Images found before are the newest again when later ones are taken back, so
 * the map holds what was there when the innermost level began. */
bool ki_images_shelve(struct kith_db *db)
{
    struct levels *levels = db->levels;

    for (struct record *record = levels->imaged; record;
         record = *image_next(record)) {
        size_t *noted = ki_ptr_map_find(&levels->images, record->row);

        assert(row_has(record->row, MARK_IMAGED));
        if (!noted && !ki_ptr_map_reserve(&levels->images, &db->work))
            return false;
        if (noted)
            *noted = (uintptr_t)record;
        else
            ki_ptr_map_put(&levels->images, record->row, (uintptr_t)record);
    }
    ki_images_unmark(db);
    return true;
}

void ki_images_unmark(struct kith_db *db)
{
    struct levels *levels = db->levels;

    for (struct record *record = levels->imaged; record;
         record = *image_next(record))
        ki_slab_unmark_imaged(record->row);
    levels->imaged = NULL;
}
