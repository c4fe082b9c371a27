/* copies.h - what a clone and a snapshot share: the blocks of one database, and
 * when they may be copied.
 *
 * Owns   which blocks those are: what its allocator gave and a user can see,
 *        without the buffers of calls, the catalog, and the struct kith_db.
 */
#ifndef KI_COPIES_H
#define KI_COPIES_H

#include "base/blocks.h"
#include "engine.h"

/* Put all of them into an empty list. False without memory; the list is to be
 * given back in any case. No level is open. O(chunks, and values of indexes),
 * and O(rows) where some list or text is long. */
bool ki_db_list_blocks(const struct kith_db *db, struct blocks *blocks);

/* Whether a copy may be made, or put back, now: no level is open, and no
 * function of a table or kith_verify runs. Else KITH_E_MISUSE for the public
 * function `call`. */
kith_status ki_db_require_rest(struct kith_db *db, const char *call);

/* Let sanitizers allow all memory in these blocks, so that it may be copied;
 * and forbid what is dead or free again. */
void ki_db_watch_none(const struct kith_db *db);
void ki_db_watch_dead(const struct kith_db *db);

#endif
