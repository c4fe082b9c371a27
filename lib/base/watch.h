/* watch.h - telling a sanitizer which memory of ours is dead.
 *
 * Owns   the calls of the address sanitizer and of valgrind's memcheck.
 * Knows  nothing of what the memory is for.
 *
 * A pointer to a deleted row is the main hazard of plain pointers. The row's
 * memory is still the database's, so neither tool would see it read. Told that
 * it may not be read, they end the program at the first use.
 *
 * Whether one of them watches is known at run time, for it is the program that
 * is built with the sanitizer, or run by valgrind, and the library mostly is
 * not: its references to the sanitizer are weak, and NULL in other programs.
 * What it costs those is a flag that is tested where a cell is freed or taken.
 *
 * Pieces of the pool are poisoned in a library built with the sanitizer alone
 * (memory.h): they come and go too often for more.
 */
#ifndef KI_BASE_WATCH_H
#define KI_BASE_WATCH_H

#include "base/tuning.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether a sanitizer watches this program. Does not change while it runs. */
bool ki_watch_is_on(void);

/* These bytes may not be read or written from now on; they may again, and hold
 * what they held. The sanitizer counts in units of 8 bytes, so `at` is a
 * multiple of 8. */
KI_COLD void ki_watch_forbid(const char *at, size_t bytes);
KI_COLD void ki_watch_allow(const char *at, size_t bytes);

/* The pointer that lies in forbidden memory. For the proof that structures are
 * whole, which several threads may make at once: so the memory stays
 * forbidden. */
char *ki_watch_read_ptr(const char *at);

#endif
