/* shapes.h - the shapes by name. Every row begins with an int64_t, which is no
 * column: its number in the model. */
#ifndef MODEL_SHAPES_H
#define MODEL_SHAPES_H

#include "facts.h"

/* Keys of one column. */
extern const struct shape shop_shape, words_shape, codes_shape, widths_shape,
    defaults_shape, chain_shape, bag_shape, wide_shape;
/* Keys of several columns, and columns that keys share. */
extern const struct shape albums_shape, tenants_shape, desks_shape,
    addresses_shape, tasks_shape, seats_shape, rooms_shape, pairs_shape;
/* Relationships of every form. */
extern const struct shape people_shape, school_shape, followers_shape,
    peers_shape, tree_shape, folders_shape, trains_shape, twigs_shape,
    boxes_shape, guilds_shape;
/* Plans of many rows, and rules. */
extern const struct shape cycle_shape, diamond_shape, orders_shape, rules_shape,
    limits_shape, clocks_shape;
/* Rules that wait for the outermost commit. */
extern const struct shape post_shape, ships_shape, parts_shape, locks_shape,
    teams_shape, forms_shape;
/* Foreign keys without columns. */
extern const struct shape notes_shape, yards_shape, nests_shape;

#endif
