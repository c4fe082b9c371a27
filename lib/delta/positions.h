/* positions.h - columns in which the members of a list show their places.
 *
 * Owns   these columns, and which lists are stale: their members may show wrong
 *        places, until the call that changed them is done.
 * Knows  lists (child_list.h), and that a call takes rows out of a list before
 *        it puts others in.
 *
 *   db->stale --> link in a parent --> link in another --> (to itself)
 *
 * Where a row leaves or joins, or returns, the list is noted, at no cost but a
 * store; when all rows have done so each list is numbered once. So many that
 * leave one list cost O(members) together. The links lie in the parents, for
 * neither a change nor its undo may need memory.
 *
 * A list is numbered from its end, up to the first member that shows its place
 * already: all before it do. That is so because a row that joins or returns
 * shows no place at all before, and behind one that left nobody shows the right
 * one.
 */
#ifndef KI_DELTA_POSITIONS_H
#define KI_DELTA_POSITIONS_H

#include "catalog/limits.h"
#include "engine.h"

/* A child is about to leave its parent, if it has one; or has joined one, or
 * returned, or has none after all, which its reference says. A parent that is
 * about to be freed is passed over: one that may come back is `kept`. O(1). */
void ki_positions_leave(const struct foreign_key *foreign_key, char *child,
                        bool kept);
void ki_positions_join(const struct foreign_key *foreign_key, char *child);

/* A row that is to be deleted is about to leave its parents. A parent that is
 * deleted too keeps its list as it is, and a row that may come back the places
 * that it shows. O(foreign keys). */
void ki_positions_delete(const char *row);

/* Number the members that stand at `least` or behind, and those before them up
 * to the first that shows its place. O(members behind, and their holes). */
void ki_positions_write(const struct foreign_key *foreign_key, char *parent,
                        size_t least);

/* Number all lists that are stale; none is then. */
void ki_positions_write_stale(struct kith_db *db);
static inline void positions_settle(struct kith_db *db)
{
    if (db->stale)
        ki_positions_write_stale(db);
}

/* Whether all members show their places, which are rows. O(slots). */
bool ki_positions_verify(const struct foreign_key *foreign_key, char *parent);

#endif
