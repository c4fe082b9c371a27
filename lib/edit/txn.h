/* txn.h - levels of transactions.
 *
 * Owns   when a level begins and ends, and the buffers that levels use, which
 *        are made by the first begin: most databases of a test never have one.
 * Knows  delta/, which writes the records of a level and takes them back.
 *
 * Public contract: kith/txn.h.
 */
#ifndef KI_EDIT_TXN_H
#define KI_EDIT_TXN_H

#include "engine.h"

/* Give the buffers back, between transactions; and with levels open, where all
 * rows of the database will be freed next: nothing is taken back, and what
 * records keep is freed. */
void ki_levels_fini(struct kith_db *db);

#endif
