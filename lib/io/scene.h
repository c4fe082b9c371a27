/* scene.h - the rows around a row, as far as a diagram shows them.
 *
 * Owns   which rows are drawn, in which order, and how many children of each
 *        are not.
 * Knows  diagram.h and reflect.h; nothing of how rows are drawn.
 *
 *   step 0   the row itself                     number 0
 *   step 1   its parents, key by key, then      numbers 1 ...
 *            its children, key by key, in the
 *            order of their lists
 *   step 2   theirs, where they are new         ...
 *
 * Rows are a queue: those of one step are looked at one after the other, and
 * what is met for the first time goes to its end. So there is no recursion, and
 * a limit cuts off what is farthest.
 */
#ifndef KI_IO_SCENE_H
#define KI_IO_SCENE_H

#include "base/ptr_map.h"
#include "io/diagram.h"

struct scene_row {
    const void *row;
    size_t first_drawn; /* of its foreign keys that lead to children */
};

struct scene {
    const struct diagram *diagram;
    struct memory memory;
    struct scene_row *rows;
    size_t count, capacity;
    struct ptr_map numbers; /* of the rows, by address */
    size_t *drawn;          /* by row and foreign key: children drawn */
    size_t drawn_count;
    bool cut; /* there was a row that the limit has kept out */
};

/* Collect the rows around one. KITH_OK, or KITH_E_MEMORY; ki_scene_fini is to
 * be called in both cases. */
kith_status ki_scene_init(struct scene *scene, const struct diagram *diagram,
                          const void *row);
void ki_scene_fini(struct scene *scene);

/* Whether a row is drawn, and its number. False for NULL. O(1). */
bool ki_scene_find(const struct scene *scene, const void *row, size_t *number);

/* Whether the row of this number has children by the n-th foreign key that
 * refers to its table which are not drawn: `*more` is how many, or 0 where
 * nothing counts them. O(children drawn). */
bool ki_scene_has_more(const struct scene *scene, size_t number, size_t n,
                       const kith_foreign_key *key, size_t *more);

#endif
