/* shapes.c - all shapes. */
#include "shapes.h"

const struct shape *const shapes[] = {
    &shop_shape,      &words_shape,    &codes_shape,
    &widths_shape,    &defaults_shape, &chain_shape,
    &bag_shape,       &wide_shape,     &albums_shape,
    &tenants_shape,   &desks_shape,    &addresses_shape,
    &tasks_shape,     &seats_shape,    &rooms_shape,
    &pairs_shape,     &people_shape,   &school_shape,
    &followers_shape, &peers_shape,    &tree_shape,
    &folders_shape,   &trains_shape,   &twigs_shape,
    &boxes_shape,     &guilds_shape,   &cycle_shape,
    &diamond_shape,   &orders_shape,   &rules_shape,
    &limits_shape,    &clocks_shape,   &post_shape,
    &ships_shape,     &parts_shape,    &locks_shape,
    &teams_shape,     &forms_shape,    &notes_shape,
    &yards_shape,     &nests_shape,    NULL};

bool shape_is_near(const struct shape *shape)
{
    return shape == &tenants_shape || shape == &tasks_shape ||
           shape == &rooms_shape || shape == &boxes_shape;
}
