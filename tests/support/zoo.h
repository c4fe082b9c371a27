/* zoo.h - a schema with a column of every kind and a link of every shape, and
 * random contents for it.
 *
 *   beasts   every kind of column, no primary key
 *   keepers  a chain and a tree of their own; in-place text as the key
 *   cages    a unique pair as the key; their beasts in a list that nothing shows
 *   tags     a one-to-one by a reference without a column
 *   visits   a many-to-many with a payload, between keepers and cages' days
 *   notes    no key at all, and three parents
 *   heads, tails   each requires one of the other, one of them deferred
 */
#ifndef SUPPORT_ZOO_H
#define SUPPORT_ZOO_H

#include "family.h"

/* Open the zoo, with room for mischief: see family_open. */
kith_db *zoo_open(void);

/* The same tables in another order. */
kith_db *zoo_open_turned(void);

/* So many random calls: rows come, go, move, and change. */
void zoo_play(kith_db *db, uint64_t *random, int calls);

#endif
