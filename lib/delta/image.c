/* image.c - before-images of plain columns; see image.h. */
#include "delta/image.h"

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

/* The plain columns of a row into the record, which becomes its newest
 * image. */
static inline void fill_image(struct levels *levels, const struct plain *plain,
                              struct record *record, char *row,
                              struct record *older)
{
    const struct span *span = plain->spans, *end = span + plain->count;
    char *at = (char *)(record_image(record) + 1);

    assert(levels->log.count > 0);
    record->row = row;
    *record_image(record) = (struct image){levels->log.count - 1, older};
    for (; span < end; span++) {
        copy_value(at, row + span->offset, span->bytes);
        at += span_words(span) * 8;
    }
}
static inline void show_imaged(struct levels *levels, struct record *record,
                               char *row)
{
    assert(levels->imaged.count < levels->imaged.capacity);
    levels->imaged.items[levels->imaged.count++] = record;
    ki_slab_mark_imaged(row);
}

/* With inner levels, or where memory is needed. Where the innermost level has
 * an image of the row, the mark alone was lost to an inner level that has
 * ended. */
KI_COLD static bool take_far(struct kith_db *db, char *row)
{
    struct levels *levels = db->levels;
    const struct plain *plain = &levels->plains[row_store(row)->table->ordinal];
    size_t begin = innermost_level(levels)->records;
    struct record *record = image_of(levels, row), *older = record;

    assert(plain->count > 0);
    if (!ki_vec_reserve(&db->work, &levels->imaged, 1))
        return false;
    if (!record || record_image(record)->at < begin) {
        record =
            ki_log_push(&levels->log, sizeof(struct image) / 8 + plain->words);
        if (!record)
            return false;
        record->kind = RECORD_IMAGE;
        fill_image(levels, plain, record, row, older);
    }
    show_imaged(levels, record, row);
    return true;
}

/* One for each row and level. The first kith_edit of a row is to cost little
 * more than a store, so the usual way is straight and calls nothing. */
bool ki_image_take(struct kith_db *db, char *row)
{
    struct levels *levels = db->levels;
    const struct plain *plain = &levels->plains[row_store(row)->table->ordinal];
    size_t words = sizeof(struct image) / 8 + plain->words;
    struct record *record;

    assert(row_is_live(row) && !row_has(row, MARK_IMAGED));
    if (plain->count == 0)
        return true;
    if (levels->images.count > 0 || !log_has_room(&levels->log, words) ||
        levels->imaged.count == levels->imaged.capacity)
        return take_far(db, row);
    record = log_push_here(&levels->log, words);
    record->kind = RECORD_IMAGE;
    fill_image(levels, plain, record, row, NULL);
    show_imaged(levels, record, row);
    return true;
}

/* The row's older image, if an outer level has one, is the newest again. */
void ki_image_restore(struct kith_db *db, struct record *record)
{
    const struct plain *plain =
        &db->levels->plains[row_store(record->row)->table->ordinal];
    const struct image *image = record_image(record);
    const char *at = (const char *)(image + 1);
    size_t *noted = ki_ptr_map_find(&db->levels->images, record->row);

    assert(row_is_live(record->row));
    for (size_t i = 0; i < plain->count; i++) {
        write_bytes(record->row + plain->spans[i].offset, at,
                    plain->spans[i].bytes);
        at += span_words(&plain->spans[i]) * 8;
    }
    if (noted && *noted == (uintptr_t)record)
        *noted = (uintptr_t)image->older;
}

/* Images found before are the newest again when later ones are taken back, so
 * the map holds what was there when the innermost level began. */
bool ki_images_shelve(struct kith_db *db)
{
    struct levels *levels = db->levels;

    for (size_t i = 0; i < levels->imaged.count; i++) {
        struct record *record = levels->imaged.items[i];
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

    assert(levels->imaged.count <= levels->imaged.capacity);
    for (size_t i = 0; i < levels->imaged.count; i++)
        ki_slab_unmark_imaged(levels->imaged.items[i]->row);
    ki_vec_reset(&db->work, &levels->imaged);
}
