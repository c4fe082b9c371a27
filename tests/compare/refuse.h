/* refuse.h - every call made again with each of its allocations refused.
 *
 *   refuse_begin(db);
 *   do
 *       status = kith_delete(row);
 *   while (refuse_again(db, status, words));
 *
 * The 1st, 2nd, 3rd... request for memory is refused, alone or with all that
 * follow, in turns, until the call needs no more. Each refused call must answer
 * KITH_E_MEMORY and leave the contents as they were; then the last one is what
 * is compared with SQLite. Does nothing unless it was switched on.
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

/* How many requests were refused so far. */
long refuse_count(void);

#endif
