/* verify.h - proving a database whole.
 *
 * A test ends with kith_verify(); a program in doubt may call it at any time.
 */
#ifndef KITH_VERIFY_H
#define KITH_VERIFY_H

#include <kith/schema.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Walk everything and prove that it agrees: each foreign-key column equals the
 * key of the row its reference points at; each child stands in its parent's
 * list at its place, and nobody else does; counts, holes and tails of lists are
 * right; every index holds every row once and nothing else; keys are unique;
 * required columns are there; every text block is counted by its users.
 *
 * True when all holds. False when memory was damaged (by a stray write, say):
 * kith_last_error() then has KITH_E_DAMAGED and names table, column and fact;
 * or when the walk itself found no memory (KITH_E_MEMORY), or db is NULL.
 * Nothing is changed either way. Cost: linear in rows, members and texts. */
bool kith_verify(kith_db *db);

/* A number that depends on the contents alone: column values, who is linked to
 * whom, and the order of every list. Two databases with equal contents have
 * equal digests whatever happened before; row addresses, holes, generations,
 * members that are no columns, and padding have no part in it. 0 for NULL.
 * Cost: linear. */
uint64_t kith_digest(const kith_db *db);

#ifdef __cplusplus
}
#endif
#endif
