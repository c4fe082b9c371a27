/* write.h - the one path of every write.
 *
 *   change and mark -> follow -> check -> reserve | -> mutate
 *   may fail, nothing changed                    | cannot fail
 *
 * Owns   the order of these steps. Whoever writes puts changes, rows to delete
 *        and the order of a list into the change set and calls ki_write_run().
 *        Without a change set go only what the fast path takes (fastpath.h; set
 *        and edit begin in the program, see kith/detail/inline.h) and rows that
 *        a bulk insert takes back: no rule looks at those, and they cannot
 *        fail.
 */
#ifndef KI_EDIT_WRITE_H
#define KI_EDIT_WRITE_H

#include "edit/values.h"
#include "engine.h"

#include <kith/write.h>

/* Carry the change set out, or nothing of it; `status` is how building it went
 * so far and is returned when it is a failure. The change set is empty
 * afterwards. */
kith_status ki_write_run(struct kith_db *db, kith_status status);

/* The store of a descriptor for the public function `call`, which writes and is
 * remembered for what follows (db->call); NULL with the error, and without one
 * for a NULL database. */
struct store *ki_written_store(struct kith_db *db, const kith_table *descriptor,
                               const char *call);

/* Insert values that are not NULL, by the fast path or with a change set, for
 * the public function db->call; NULL with the error when some rule refuses
 * it. */
void *ki_write_insert(struct kith_db *db, struct store *store,
                      const void *values);

/* The same with a change set, for what kith_insert_columns is given. */
void *ki_write_insert_columns(struct kith_db *db, struct store *store,
                              const struct given *given);

/* Set one column of a row, by the fast path or with a change set; as the next
 * is called. */
kith_status ki_write_set(void *row, size_t offset, const void *value,
                         const char *call);

/* Set columns of a row with a change set, for the public function `call`, which
 * has checked nothing yet. */
kith_status ki_write_update(void *row, const kith_assignment *assignments,
                            size_t count, const char *call);

/* End a kith_insert_rows that a function of the user has left by longjmp: its
 * rows are taken back. */
void ki_bulk_drop(struct kith_db *db);

/* Why the public function `call` may not write `row`: KITH_E_MISUSE while a
 * function of the user runs, and for NULL, without touching a database;
 * KITH_E_NOT_FOUND for a deleted row. */
kith_status ki_write_refuse_row(const void *row, const char *call);

/* Whether it may. */
static inline bool ki_row_is_writable(const void *row)
{
    return row && row_is_live(row) && !store_db(row_store(row))->frozen;
}

static inline kith_status ki_write_check_row(const void *row, const char *call)
{
    assert(call);
    assert(strncmp(call, "kith_", 5) == 0);
    return ki_row_is_writable(row) ? KITH_OK : ki_write_refuse_row(row, call);
}

#endif
