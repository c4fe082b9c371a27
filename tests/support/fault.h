/* fault.h - an allocator that counts what a database holds, and refuses on
 * demand.
 *
 * Every block is moved when it is resized, filled with rubbish when it is new
 * and again when it is freed, and remembers its size: an old_bytes that is not
 * the size the block was last given ends the program, as does a block that is
 * no block. Counters are global: one test at a time.
 */
#ifndef SUPPORT_FAULT_H
#define SUPPORT_FAULT_H

#include <kith.h>

/* The allocator, for kith_options. */
kith_allocator fault_allocator(void);

/* Refuse the nth allocation or resize from now on, once. 0 refuses none. */
void fault_fail_allocation(size_t nth);

/* Refuse the nth allocation or resize from now on and all that follow. */
void fault_fail_from(size_t nth);

/* Refuse nothing any more. What fault_refused() says stays. */
void fault_stop(void);

/* Whether a request to come will be refused. */
bool fault_is_armed(void);

/* Whether a request was refused since the last fault_fail_...(). */
bool fault_refused(void);

/* What is allocated and not freed now. */
size_t fault_live_bytes(void);
size_t fault_live_blocks(void);

/* How many requests for memory were made since the program started. */
size_t fault_requests(void);

#endif
