/* guess.h - the store of a row before the row has come from memory.
 *
 * Owns   what the last calls found, as a guess for the next.
 * Knows  nothing: a guess is compared with what the row answers, and only an
 *        equal one is used.
 *
 * A write of rows that lie anywhere waits for memory, and the processor goes on
 * with the next one meanwhile, as far as addresses are known. An address that
 * is made of what a row answers (row, chunk, store, table, member) is not known
 * before the row has come, and all behind it waits too. A comparison is a
 * branch, which the processor predicts: so the store is compared with that of
 * the last call, and used as it was there. Branches may be made of what a row
 * answers; addresses should not be.
 */
#ifndef KI_EDIT_GUESS_H
#define KI_EDIT_GUESS_H

#include "base/tuning.h"
#include "data/store.h"

/* By the offset of the member that a call names, so that calls on several
 * members in turn do not take each other's place. Each thread has its own:
 * threads with databases of their own would else write the same cache line in
 * turn. */
enum { GUESSES = 16 };
struct guesses {
    struct store *stores[GUESSES];
};

/* The store that `row` answers, by a value that does not depend on the answer
 * where the guess is right: a copy is compared, and the empty statement hides
 * from the compiler that it is one, or it would use the answer. */
static KI_ALWAYS_INLINE struct store *
guess_store(struct guesses *guesses, const char *row, size_t offset)
{
    struct store **known = &guesses->stores[offset / 8 % GUESSES];
    struct store *guess = *known, *copy = guess, *answer = row_store(row);

    __asm__("" : "+r"(copy));
    if (GUESS && copy == answer)
        return guess;
    *known = answer;
    return answer;
}

#endif
