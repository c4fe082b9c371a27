/* write.h - every store into memory that a database shows: rows, lists, texts,
 * indexes.
 *
 * Owns   the way from the address at which such memory is read to the one at
 *        which it is written. They are the same but in a test build
 *        (KI_READ_ONLY), which maps chunks, pieces and index slots twice: once
 *        where everybody reads them, and read-only there, and once more for
 *        the functions below (tests/readonly/). A store past them ends the
 *        program.
 * Knows  nothing of what is written. Only data/, delta/ and base/pool.c include
 *        this; code that builds an after-image in the cell of a row to come is
 *        given the address at which that is written.
 *
 * Why two maps: an insert is built in the cell where its row will live, and
 * heads of rows are marked, long before a mutation begins, so there is no time
 * at which all memory could be protected. With two maps every store that takes
 * another way is seen at once. In a release the addresses are the same, and the
 * functions here cost nothing beside the store.
 */
#ifndef KI_BASE_WRITE_H
#define KI_BASE_WRITE_H

#include "base/tuning.h"

#include <stdint.h>
#include <string.h>

/* Defined by the test build alone, for both ways between the addresses; memory
 * that is not in its region is returned as it is. While `closed` is not 0, a
 * function of the user runs in the middle of a call, and the program may not
 * write rows either; else its stores into plain columns are let through. */
void *ki_region_writable(const void *at);
char *ki_region_readable(char *at);
void ki_region_close(unsigned closed);

/* Where memory that is read at an address is written; and back. */
static inline void *ki_writable(const void *at)
{
    void *to;

    memcpy(&to, &at, sizeof(to)); /* rows of users arrive const */
    return READ_ONLY ? ki_region_writable(at) : to;
}
static inline char *ki_readable(char *at)
{
    return READ_ONLY ? ki_region_readable(at) : at;
}

/* `at` is the address at which the memory is read, in all of them. It need not
 * be aligned: memcpy of a fixed size is one store (see catalog/layout.h). */
static inline void write_bytes(char *at, const void *from, size_t bytes)
{
    memcpy(ki_writable(at), from, bytes);
}
static inline void write_zeros(char *at, size_t bytes)
{
    memset(ki_writable(at), 0, bytes);
}
static inline void write_ptr(char *at, const char *value)
{
    write_bytes(at, &value, sizeof(value));
}
static inline void write_u32(char *at, uint32_t value)
{
    write_bytes(at, &value, sizeof(value));
}
static inline void write_u64(char *at, uint64_t value)
{
    write_bytes(at, &value, sizeof(value));
}

#endif
