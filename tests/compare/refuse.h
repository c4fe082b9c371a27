/* refuse.h - every call made again with each of its allocations refused.
 *
 *   refuse_begin(db);
 *   do
 *       status = kith_delete(row);
 *   while (refuse_again(db, status, words));
 *
 * The 1st, 2nd, 3rd... request for memory is refused, first with all that follow
 * and then alone, until the call needs no more. Each refused call must answer
 * KITH_E_MEMORY and leave kith_test_state and the number of open levels as they
 * were; then the last one is what is compared with SQLite. Does nothing unless
 * it was switched on.
 *
 * A call may go on where one request alone was refused: a short way that gives
 * up leaves it to the long way, which asks again. Then that is the last one;
 * with all that follow, the same request was KITH_E_MEMORY before. Such calls
 * are counted.
 */
#ifndef COMPARE_REFUSE_H
#define COMPARE_REFUSE_H

#include <kith.h>

void refuse_switch_on(void);
bool refuse_is_on(void);

/* What the database must be opened with. */
kith_allocator refuse_allocator(void);

/* Refuse the first request of the call that follows. */
void refuse_begin(kith_db *db);

/* Whether the call has to be made again. Ends the program with a sentence when
 * a refused call did anything but nothing; `words` tell which it was. */
bool refuse_again(kith_db *db, kith_status status, const char *words);

/* The same for a call that answers a row. */
bool refuse_again_row(kith_db *db, const void *row, const char *words);

/* The same for a call that must need no memory. */
void refuse_none(kith_db *db, const char *words);

/* How many requests were refused so far; and since the last time that this was
 * asked, outside of levels or within them. */
long refuse_count(void);
long refuse_went_on(void);
long refuse_take(bool in_levels);

#endif
