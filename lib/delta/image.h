/* image.h - before-images of plain columns.
 *
 * Owns   the record by which a rollback brings back what programs wrote
 *        themselves, and which rows have one: MARK_IMAGED, for the innermost
 *        level, and the map of levels->images for those around it.
 * Knows  the records (record.h), and which columns are plain (engine.h).
 *
 * A program that has a row by kith_edit writes its plain columns without a
 * call, so all of them are copied before the first write in a level, once a row
 * and level. The mark says to the inline door that nothing is left to do.
 */
#ifndef KI_DELTA_IMAGE_H
#define KI_DELTA_IMAGE_H

#include "delta/record.h"

/* Find the plain columns of a table, once, before the first level. False
 * without memory. O(columns), sorted. */
bool ki_image_list_plain(struct kith_db *db, const struct table *table,
                         struct plain *plain);

/* The image is the newest of its row, which has no mark. */
static inline void image_show(struct levels *levels, struct record *record,
                              struct record **next)
{
    *next = levels->imaged;
    levels->imaged = record;
    ki_slab_mark_imaged(record->row);
}

/* A new image, for which the log has room. What is known is not read from the
 * record again, nor what is written before. */
static KI_ALWAYS_INLINE void image_make(struct levels *levels,
                                        const struct plain *plain, char *row,
                                        struct record *older)
{
    const struct span *span = plain->spans;
    struct record **piece = (struct record **)(void *)levels->log.top;
    struct record *record;
    char *at = (char *)(piece + 1);

    assert(plain->words > 1);
    record = log_push_here(&levels->log, plain->words);
    record->kind = RECORD_IMAGE;
    assert(image_next(record) == piece);
    record->row = row;
    record->at = levels->log.count - 1;
    record->kept = older;
    image_show(levels, record, piece);
    do {
        words_copy(at, row + span->offset, span->bytes);
        at += span_words(span) * 8;
    } while ((++span)->bytes > 0);
}

/* Take the image of a row whose plain columns programs may write from now on,
 * and which has no mark. False without memory. O(plain columns). */
bool ki_image_take(struct levels *levels, const struct table *table, char *row);

/* The same where the table has plain columns, no inner level has ended and the
 * log has room; false else. Inline and without a call, for the first write of a
 * row is to cost little more than a store. */
static KI_ALWAYS_INLINE bool image_take_here(const struct store *store,
                                             char *row)
{
    struct levels *levels = store_db(store)->levels;
    const struct plain *plain = &levels->plains[store->table->ordinal];

    assert(row_is_live(row) && !row_has(row, MARK_IMAGED));
    assert(row_store(row) == store);
    if (plain->words == 0 || levels->images.count > 0 ||
        !log_has_room(&levels->log, plain->words))
        return false;
    image_make(levels, plain, row, NULL);
    return true;
}

/* Give the row of the record, which is the last, its plain columns back.
 * O(plain columns). */
void ki_image_restore(struct kith_db *db, struct record *record);

/* The marks of rows that have a before-image go: another level begins, or the
 * innermost ends with its images. The first also notes the images, so that the
 * level finds them again; false without memory, and nothing has changed.
 * O(rows marked). */
bool ki_images_shelve(struct kith_db *db);
void ki_images_unmark(struct kith_db *db);

#endif
