/* test.h - what the macros of kith/test.h are made of. */
#ifndef KITH_DETAIL_TEST_H
#define KITH_DETAIL_TEST_H

#include <kith/test/alloc.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- kith_test_each_refusal ----------------------------------------------- */

struct kith_test_rounds_ {
    kith_test_allocator *allocator;
    size_t round;    /* the first is 1; 0 before it */
    size_t requests; /* of the allocator when the round began */
};

/* Whether there is one more round, which then begins; and what is done when the
 * loop is left, by whatever way. */
bool kith_test_rounds_next_(struct kith_test_rounds_ *rounds);
void kith_test_rounds_end_(struct kith_test_rounds_ *rounds);

/* The name has the line in it, so that one loop within another does not shadow
 * it. */
#define kith_test_rounds_at_(allocator, line) \
    kith_test_rounds_as_(allocator, line)
#define kith_test_rounds_as_(allocator, line)                             \
    for (struct kith_test_rounds_ kith_test_rounds_##line __attribute__(( \
             cleanup(kith_test_rounds_end_))) = {(allocator), 0, 0};      \
         kith_test_rounds_next_(&kith_test_rounds_##line);)

#ifdef __cplusplus
}
#endif
#endif
