/* walk.h - what kith_other is made of. */
#ifndef KITH_DETAIL_WALK_H
#define KITH_DETAIL_WALK_H

#include <kith/detail/inline.h>
#include <kith/walk.h>

#include <string.h>

#ifndef __cplusplus

/* Where both references are is found by the row, as for a plain number. Which
 * of the two is the end no branch asks, for none could be predicted. */
static inline void *kith_other_end_(const void *link, const void *end)
{
    uint32_t before;
    const struct kith_chunk_ *chunk = kith_chunk_of_(link, &before);
    uint64_t ends = chunk ? chunk->plain[4] : 0;
    uintptr_t one, two, given = (uintptr_t)end;
    unsigned found;

    if (__builtin_expect(ends == 0 || given == 0, false))
        return kith_other_end(link, end);
    memcpy(&one, (const char *)link + (uint32_t)ends, sizeof(one));
    memcpy(&two, (const char *)link + (ends >> 32), sizeof(two));
    found = one == given;
    __asm__("" : "+r"(found)); /* or gcc 12 branches by it */
    if (__builtin_expect((found | (two == given)) == 0, false))
        return kith_other_end(link, end);
    return (void *)(one ^ two ^ given);
}

#endif
#endif
