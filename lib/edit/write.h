/* write.h - the one path of every write.
 *
 *   contract -> change and mark -> follow -> check -> reserve | mutate -> reset
 *
 *   may fail; nothing that a user can see has changed         | cannot fail
 *
 * Owns   the order of these steps. A public call looks at its contract, puts
 *        changes, rows to delete and the order of a list into the change set,
 *        and calls ki_write_run(). Two kinds of write need no change set: what
 *        the fast path takes, which no rule refuses (fastpath.h; set and edit
 *        begin in the program, see kith/detail/inline.h), and a bulk insert
 *        that takes its rows back, which cannot fail.
 * Knows  the public contracts, and of the steps only their order: what a
 *        change means is in change.h, what follows in cascade.h, what is
 *        refused in check.h.
 *
 * A public call whose refusal may come from deep in a step leaves its own name
 * in db->call first, so that the sentence can contain it. A call that is
 * refused because a function of the user runs must not: the write in progress
 * still needs its own name there.
 */
#ifndef KI_EDIT_WRITE_H
#define KI_EDIT_WRITE_H

#include "edit/values.h"
#include "engine.h"

#include <kith/write.h>

/* Carry the change set out, or nothing of it. `status` says how building the
 * change set went: where it is a failure, nothing is followed or judged, and it
 * is returned as it is. On any failure the error is recorded by the step that
 * failed, and rows, lists and indexes are as before the call; only capacities
 * may have grown. The change set is empty afterwards in either case, and every
 * address of a change or after-image is invalid. Cost: linear in the rows of
 * the change set and the children that a rule looks at. */
kith_status ki_write_run(struct kith_db *db, kith_status status);

/* The store of a descriptor for the public function `call`, which writes. The
 * name is kept in db->call for what is refused later. NULL with KITH_E_MISUSE
 * recorded: the descriptor is not part of the database, or a function of the
 * user runs. NULL, with nothing recorded, for a NULL database. O(1). */
struct store *ki_written_store(struct kith_db *db, const kith_table *descriptor,
                               const char *call);

/* Insert values that are not NULL, by the fast path or with a change set, for
 * the public function db->call. `values` is a struct of the row type and is
 * only read during the call. `unused` is a key of the table that the caller
 * knows no row to have, or NULL: it is not looked for again. Returns the new
 * row, or NULL with the error recorded: nothing has changed then. */
void *ki_write_insert(struct kith_db *db, struct store *store,
                      const void *values, const struct key *unused);

/* The same with a change set, for what kith_insert_columns is given. Bits and
 * values must last until the call returns, because the change points at the
 * bits. The change set may hold memory of the caller's already (assign.c), and
 * is empty afterwards. */
void *ki_write_insert_columns(struct kith_db *db, struct store *store,
                              const struct given *given);

/* Set one column of a row that may be written, by the fast path or with a
 * change set; as the next is called. An offset that is no column's is refused
 * by the second. */
kith_status ki_write_set(void *row, size_t offset, const void *value,
                         const char *call);

/* Set what is assigned to the row of a change, an update's, in its after-image:
 * of a column named twice the last counts. Values are those of kith_assignment
 * and are read until the call returns. Keys that were set are still to be
 * resolved (ki_resolve_change): with several rows, when each has its columns,
 * for one may name the key that another is given. The change may hold half of
 * it after a failure. KITH_E_MISUSE for an offset that is no column's or a NULL
 * or blob that can have no meaning, KITH_E_LIMIT, KITH_E_MEMORY. O(count). */
kith_status ki_write_assign(struct kith_db *db, struct change *change,
                            const kith_assignment *assignments, size_t count);

/* Set columns of a row with a change set, for the public function `call`, which
 * has checked nothing yet: `row` may be NULL or deleted. Values are those of
 * kith_assignment and are read until the call returns. */
kith_status ki_write_update(void *row, const kith_assignment *assignments,
                            size_t count, const char *call);

/* End the kith_insert_rows in progress, if there is one, by taking the rows
 * back that it made: where one was refused, or where a function of the user
 * left it by longjmp. Needs no memory. O(rows made). */
void ki_bulk_drop(struct kith_db *db);

/* KITH_E_MISUSE, recorded, while a function of the user or kith_verify runs in
 * the database: the public function `call` may not write then. O(1). */
kith_status ki_write_check_db(struct kith_db *db, const char *call);

/* Why the public function `call` may not write `row`: KITH_E_MISUSE for NULL,
 * of which nothing can be recorded, as no database is known; KITH_E_MISUSE
 * while a function of the user runs; KITH_E_NOT_FOUND for a deleted row, whose
 * head still leads to its store. In this order, as misuse counts more than a
 * row that is not there. */
kith_status ki_write_refuse_row(const void *row, const char *call);

/* Whether a public call may write the row. Inline, because this is all that the
 * fast path of a set or delete looks at before it begins. */
static inline bool ki_row_is_writable(const void *row)
{
    return row && row_is_live(row) && !door_is_closed(row_door(row));
}

static inline kith_status ki_write_check_row(const void *row, const char *call)
{
    assert(call);
    assert(strncmp(call, "kith_", 5) == 0);
    return ki_row_is_writable(row) ? KITH_OK : ki_write_refuse_row(row, call);
}

#endif
