/* scan.h - the step of a scan that is compiled into the program. */
#ifndef KITH_DETAIL_SCAN_H
#define KITH_DETAIL_SCAN_H

#include <kith/scan.h>

#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The scan at the next piece of memory with places of its table; `place` is
 * `end` when there is none. For kith_scan_next alone. */
kith_scan kith_scan_chunk_(kith_scan scan);

/* Inline, because a step of a few instructions lets the processor fetch several
 * rows at once. The number before a row is odd while the row lives; where it is
 * belongs to KITH_ABI_VERSION. The expectations lead from one living row to the
 * next without a jump. */
static inline void *kith_scan_next(kith_scan *scan)
{
    do {
        while (__builtin_expect(scan->place != scan->end, true)) {
            char *row = scan->place;
            uint32_t generation;

            scan->place += scan->stride_bytes;
            memcpy(&generation, row - 8, sizeof(generation));
            if (__builtin_expect(generation & 1, true))
                return row;
        }
        *scan = kith_scan_chunk_(*scan);
    } while (scan->place != scan->end);
    return NULL;
}

#ifdef __cplusplus
}
#endif
#endif
