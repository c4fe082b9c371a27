/* schemas.h - the schemas, by file. */
#ifndef COMPARE_SCHEMAS_H
#define COMPARE_SCHEMAS_H

#include "compare.h"

/* schemas_single.c */
extern const struct schema shop_schema, words_schema, codes_schema,
    widths_schema, defaults_schema;

/* schemas_links.c */
extern const struct schema people_schema, school_schema, followers_schema,
    tree_schema;

/* schemas_paths.c */
extern const struct schema cycle_schema, diamond_schema, orphans_schema,
    chain_schema, tasks_schema;

/* schemas_composite.c */
extern const struct schema albums_schema, tenants_schema, sites_schema,
    places_schema;

/* schemas_moves.c */
extern const struct schema twigs_schema, boxes_schema, guilds_schema,
    rooms_schema;

/* schemas_limits.c */
extern const struct schema limits_schema;

/* schemas_deferred.c */
extern const struct schema deals_schema, letters_schema, steps_schema,
    locks_schema, plots_schema;

/* schemas_references.c */
extern const struct schema notes_schema, yards_schema, nests_schema;

/* schemas_rules.c */
extern const struct schema rules_schema;

#endif
