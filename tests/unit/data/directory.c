/* directory.c - numbers of cells, given to chunks and given back. */
#include "data/directory.h"

#include "kt.h"

enum { CHUNKS = 200 };

static struct kith_chunk_ chunks[CHUNKS];

/* Where a chunk of so many groups was put. */
static size_t put(struct directory *directory, size_t groups,
                  struct kith_chunk_ *chunk)
{
    size_t first = SIZE_MAX;

    KT_ASSERT(ki_directory_reserve(directory, groups, &first));
    ki_directory_put(directory, first, groups, chunk);
    for (size_t i = 0; i < groups; i++)
        KT_ASSERT_EQ(directory->shown.chunks[first + i], chunk);
    return first;
}

KT_TEST(directory, gives_the_lowest_numbers_that_fit)
{
    struct directory directory;
    struct memory memory;

    ki_memory_init(&memory, NULL);
    ki_directory_init(&directory, &memory);
    KT_ASSERT_EQ(memory.bytes, 0u);
    for (size_t i = 0; i < 10; i++)
        KT_ASSERT_EQ(put(&directory, 2, &chunks[i]), 2 * i);
    ki_directory_remove(&directory, 4, 2);
    ki_directory_remove(&directory, 10, 2);
    ki_directory_remove(&directory, 12, 2);
    KT_ASSERT_EQ(directory_used(&directory), 14u);
    KT_ASSERT_EQ(put(&directory, 3, &chunks[10]), 10u);
    KT_ASSERT_EQ(put(&directory, 3, &chunks[11]), 20u);
    KT_ASSERT_EQ(put(&directory, 1, &chunks[12]), 4u);
    KT_ASSERT_EQ(put(&directory, 1, &chunks[13]), 5u);
    KT_ASSERT_EQ(put(&directory, 1, &chunks[14]), 13u);
    KT_ASSERT_EQ(put(&directory, 1, &chunks[15]), 23u);
    ki_directory_fini(&directory);
    KT_ASSERT_EQ(memory.bytes, 0u);
}

KT_TEST(directory, ends_behind_the_last_number_in_use)
{
    struct directory directory;
    struct memory memory;
    size_t bytes;

    ki_memory_init(&memory, NULL);
    ki_directory_init(&directory, &memory);
    for (size_t i = 0; i < CHUNKS; i++)
        put(&directory, 1, &chunks[i]);
    bytes = memory.bytes;
    for (size_t i = CHUNKS; i-- > 10;)
        ki_directory_remove(&directory, i, 1);
    KT_ASSERT_EQ(directory.shown.count, 10u);
    ki_directory_shrink(&directory);
    KT_ASSERT(memory.bytes < bytes / 4);
    for (size_t i = 0; i < 10; i++) /* in this order the last frees all */
        ki_directory_remove(&directory, i, 1);
    KT_ASSERT_EQ(directory.shown.count, 0u);
    KT_ASSERT_EQ(directory_used(&directory), 0u);
    ki_directory_shrink(&directory);
    KT_ASSERT_EQ(memory.bytes, 0u);
    KT_ASSERT_EQ(put(&directory, 5, &chunks[0]), 0u);
    ki_directory_fini(&directory);
}

/* As many as 32 bits count, and no more. */
KT_TEST(directory, has_an_end)
{
    struct directory directory;
    struct memory memory;
    size_t first = 7;

    ki_memory_init(&memory, NULL);
    ki_directory_init(&directory, &memory);
    KT_ASSERT(
        !ki_directory_reserve(&directory, (size_t)GROUPS_MAX + 1, &first));
    KT_ASSERT(ki_directory_reserve(&directory, GROUPS_MAX, &first));
    KT_ASSERT_EQ(first, 0u);
    ki_directory_put(&directory, first, GROUPS_MAX, &chunks[0]);
    KT_ASSERT(!ki_directory_reserve(&directory, 1, &first));
    ki_directory_remove(&directory, 0, GROUPS_MAX);
    KT_ASSERT(ki_directory_reserve(&directory, 1, &first));
    ki_directory_fini(&directory);
    KT_ASSERT_EQ(memory.bytes, 0u);
}
