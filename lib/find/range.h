/* range.h - ranges of ordered indexes, for who knows the index. */
#ifndef KI_FIND_RANGE_H
#define KI_FIND_RANGE_H

#include "find/seek.h"

#include <kith/range.h>

/* The rows with these values in the first columns of an ordered key, in the
 * form of value.h; none is NULL. O(log rows). */
kith_range ki_range_with(const struct store *store, const struct key *key,
                         const void *const *values, size_t count);

#endif
