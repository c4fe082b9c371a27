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
KI_COLD void ki_levels_fini(struct kith_db *db);

/* A part of a call, of many steps that are written one by one and may all be
 * taken back: in a level, what the log has from here on; else a level of its
 * own, which no program sees and no limit of the memory counts. Records do not
 * repeat those from before it. No function of the user may run meanwhile.
 * KITH_E_MEMORY, recorded. The end cannot fail; where the part is not kept, all
 * is as it was before. O(1), and the records of the part. */
struct part {
    struct level outer;
    bool opened;
};
kith_status ki_part_begin(struct kith_db *db, struct part *part);
void ki_part_end(struct kith_db *db, const struct part *part, bool keep);

#endif
