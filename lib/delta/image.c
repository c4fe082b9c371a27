/* image.c - before-images of plain columns; see image.h. */
#include "delta/image.h"

/* --- The plain columns of a table ----------------------------------------- */

/* Columns that are declared one after the other and lie side by side are one
 * span, unless each is to be told from the others (check_writes.c). */
static void add_span(struct plain *plain, uint32_t offset, uint32_t bytes,
                     bool merge)
{
    struct span *last = plain->spans + plain->count;

    assert(bytes > 0);
    if (merge && plain->count > 0 &&
        last[-1].offset + last[-1].bytes == offset) {
        last[-1].bytes += bytes;
        return;
    }
    *last = (struct span){offset, bytes};
    plain->count++;
}

bool ki_image_list_plain(struct kith_db *db, const struct table *table,
                         struct plain *plain)
{
    size_t count = 0;

    for (size_t i = 0; i < table->column_count; i++)
        count += column_is_plain(&table->columns[i]);
    if (count == 0)
        return true;
    plain->spans = ki_arena_new_bare(&db->levels->arena, &db->work,
                                     (count + 1) * sizeof(*plain->spans));
    if (!plain->spans)
        return false;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        size_t bytes = column->bytes + column->optional;

        if (column_is_plain(column))
            add_span(plain, (uint32_t)column->offset, (uint32_t)bytes,
                     !db->check_writes);
    }
    assert(plain->count <= count);
    plain->spans[plain->count] = (struct span){0};
    plain->words = 1;
    for (size_t i = 0; i < plain->count; i++)
        plain->words += span_words(&plain->spans[i]);
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
bool ki_image_take(struct levels *levels, const struct table *table, char *row)
{
    const struct plain *plain = &levels->plains[table->ordinal];
    struct record *record = image_of(levels, row);

    assert(row_is_live(row) && !row_has(row, MARK_IMAGED));
    assert(row_store(row)->table == table);
    if (plain->count == 0)
        return true;
    if (record && record->at >= levels->innermost.records) {
        image_show(levels, record, image_next(record));
        return true;
    }
    if (!ki_log_reserve(&levels->log, plain->words))
        return false;
    image_make(levels, plain, row, record);
    return true;
}

/* The row's older image, if an outer level has one, is the newest again. */
void ki_image_restore(struct kith_db *db, struct record *record)
{
    const struct plain *plain =
        &db->levels->plains[row_store(record->row)->table->ordinal];
    const char *at = image_values(record);
    size_t *noted = ki_ptr_map_find(&db->levels->images, record->row);

    assert(row_is_live(record->row));
    for (size_t i = 0; i < plain->count; i++) {
        write_bytes(record->row + plain->spans[i].offset, at,
                    plain->spans[i].bytes);
        at += span_words(&plain->spans[i]) * 8;
    }
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
