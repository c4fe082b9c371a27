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

/* Take the image of a row whose plain columns programs may write from now on,
 * and which has no mark. False without memory. O(plain columns). */
bool ki_image_take(struct kith_db *db, char *row);

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
