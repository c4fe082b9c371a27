/* verify.h - proving a database whole.
 *
 * A test ends with kith_verify(); a program in doubt may call it at any time.
 */
#ifndef KITH_VERIFY_H
#define KITH_VERIFY_H

#include <kith/schema.h>
#include <kith/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Walk everything and prove that it agrees: each foreign-key column equals the
 * key of the row its reference points at; each child stands in its parent's
 * list at its place, and nobody else does; counts, holes and tails of lists are
 * right; every index holds every row once and nothing else; keys are unique;
 * required columns are there; every text block is counted by its users. When
 * all of that holds, each KITH_CHECK is called for each row.
 *
 *   KITH_OK         all holds
 *   KITH_E_DAMAGED  memory was damaged, by a stray write for instance
 *   KITH_E_CHECK    all is whole, but a row no longer passes a check: one that
 *                   looks at other rows is not called when those change
 *   KITH_E_MEMORY   malloc returned NULL
 *   KITH_E_MISUSE   db is NULL, or a function of one of its tables calls
 *
 * The second form writes the failure to `error`, which may be NULL: table,
 * column and fact of a damage; table, columns and name of a check, and in
 * `value` the primary key of the row (the columns of the check, where the table
 * has none). On success `error` is left alone. kith_last_error() does not
 * change.
 *
 * The walk's own memory comes from malloc, not from the database's allocator.
 * Any number of threads may call both at once, and read the database meanwhile,
 * while none writes. Cost: linear in rows, members and texts. */
kith_status kith_verify(kith_db *db);
kith_status kith_verify_to(kith_db *db, kith_error *error);

/* A number that depends on the contents alone: column values, who is linked to
 * whom, and the order of every list. Two databases with equal contents have
 * equal digests whatever happened before; row addresses, holes, generations,
 * members that are no columns, padding, and the order of the tables given to
 * kith_open have no part in it. 0 for NULL. Cost: linear in rows and links, and
 * for each link in the bytes of the rows at its ends. */
uint64_t kith_digest(const kith_db *db);

/* The same for tests of whether a call left a trace: a number that depends,
 * besides, on the order of equal values in each index, on what a walk over each
 * index finds, on the next number of each table, on the place of each member in
 * its list, and on the texts and how many columns share each. Not for storing:
 * it differs between databases that came to equal contents on different ways;
 * and texts that a transaction has replaced or deleted count until it ends, so
 * the outermost commit may change it. 0 for NULL. Cost: as above. */
uint64_t kith_test_state(const kith_db *db);

#ifdef __cplusplus
}
#endif
#endif
