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
 *        this; who builds an after-image is given the other address of it.
 */
#ifndef KI_BASE_WRITE_H
#define KI_BASE_WRITE_H

#include "base/tuning.h"

#include <stdint.h>
#include <string.h>

/* Defined by the test build alone. Memory of others has one address. While
 * `closed` is not 0, a function of the user runs in the middle of a call, and
 * the program may not write rows either. */
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
