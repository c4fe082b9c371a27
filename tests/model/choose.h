/* choose.h - parts of a random call; see choose.c. What calls mean is not known
 * here. Each that chooses a call returns false when there is none to choose.
 */
#ifndef MODEL_CHOOSE_H
#define MODEL_CHOOSE_H

#include "world.h"

/* How many rows a table is to have at most; few where keys are narrow. */
int choose_room(const struct world *world, int table);

/* A value of a column, from few, or from three times as many as there are rows
 * where it is unique. One for an insert that is to succeed is tried until no
 * row has it. */
struct cell choose_value(struct world *world, int table, int column);
struct cell choose_fresh_value(struct world *world, int table, int column);

/* A parent that fits, if one is soon found: whose key agrees with the columns
 * that are `fixed`. */
int choose_parent(struct world *world, const struct foreign_key *key,
                  uint32_t fixed, const struct cell *cells, bool careful);

/* A key of a table that has a mate, with which it makes pairs whose ends are
 * alike; or NULL. */
const struct foreign_key *pair_key(const struct world *world, int table);

bool choose_insert(struct world *world, int table);
/* Many rows at once, of a table that has few. */
bool choose_fill(struct world *world, int table);
bool choose_update(struct world *world);
bool choose_update_rows(struct world *world);
bool choose_edit(struct world *world);
/* In a level, something by which rows wait, or that they wait for. */
bool choose_late(struct world *world);
bool choose_link_call(struct world *world);

#endif
