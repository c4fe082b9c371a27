/* schemas.c - the list of all schemas. */
#include "schemas.h"

const struct schema *const schemas[] = {
    &shop_schema,      &words_schema,   &codes_schema,
    &widths_schema,    &people_schema,  &school_schema,
    &followers_schema, &tree_schema,    &cycle_schema,
    &diamond_schema,   &orphans_schema, &chain_schema,
    &defaults_schema,  &albums_schema,  &tenants_schema,
    &sites_schema,     &places_schema,  &rules_schema,
    &tasks_schema,     &twigs_schema,   &boxes_schema,
    &guilds_schema,    &rooms_schema,   &limits_schema,
    &deals_schema,     &letters_schema, &steps_schema,
    &locks_schema,     &plots_schema,   &notes_schema,
    &yards_schema,     &nests_schema,   NULL};
