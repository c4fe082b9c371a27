/* child_list.c - the list of a parent's children keeps order, places and
 * counts. */
#include "data/child_list.h"

#include "kt.h"

#include <kith/schema.h>

enum { KIDS = 64 };

typedef struct Kid Kid;
typedef struct Mother Mother;
struct Mother {
    KITH_COLLECTION(Kid) children;
};
struct Kid {
    int number;
    KITH_REFERENCE(Mother) mother;
};

/* Both hold addresses of themselves, so a family cannot own them. */
static struct memory memory;
static struct pool pool;

struct family {
    struct child_list links;
    Mother *mother;
    Kid *kid;
};

/* A mother whose list holds the first `count` of her kids. */
static struct family family_of(uint32_t count)
{
    struct family family;

    ki_memory_init(&memory, NULL);
    ki_pool_init(&pool, &memory);
    family.mother = ki_memory_new_zeroed(&memory, sizeof(Mother));
    family.kid = ki_memory_new_zeroed(&memory, KIDS * sizeof(Kid));
    family.links = (struct child_list){
        .header = (char *)family.mother,
        .ends = {offsetof(Kid, mother), offsetof(Kid, mother)}};
    ki_child_list_init(family.links);
    for (uint32_t i = 0; i < KIDS; i++)
        family.kid[i].number = (int)i;
    for (uint32_t i = 0; i < count; i++) {
        KT_ASSERT(ki_child_list_reserve(family.links, &pool, 1));
        ki_child_list_put(family.links, (char *)&family.kid[i]);
    }
    return family;
}

static void family_end(struct family *family)
{
    KT_ASSERT(ki_child_list_verify(family->links));
    ki_child_list_fini(family->links, &pool);
    ki_pool_fini(&pool);
    ki_memory_free(&memory, family->kid, KIDS * sizeof(Kid));
    ki_memory_free(&memory, family->mother, sizeof(Mother));
    KT_ASSERT_EQ(memory.bytes, 0u);
}

/* Whoever leaves, the others keep their order and their places. */
KT_TEST(links, taking_the_middle_child_leaves_a_hole)
{
    struct family family = family_of(3);

    ki_child_list_take(family.links, (char *)&family.kid[1]);

    KT_ASSERT_EQ(family.mother->children.count, 2u);
    KT_ASSERT_EQ(family.mother->children.place_count, 3u);
    KT_ASSERT_EQ(family.mother->children.places[0], &family.kid[0]);
    KT_ASSERT_NULL(family.mother->children.places[1]);
    KT_ASSERT_EQ(family.mother->children.places[2], &family.kid[2]);
    family_end(&family);
}

KT_TEST(links, taking_the_last_child_trims_all_trailing_holes)
{
    struct family family = family_of(4);

    ki_child_list_take(family.links, (char *)&family.kid[1]);
    ki_child_list_take(family.links, (char *)&family.kid[2]);
    ki_child_list_take(family.links, (char *)&family.kid[3]);

    KT_ASSERT_EQ(family.mother->children.place_count, 1u);
    KT_ASSERT_EQ(family.mother->children.count, 1u);
    family_end(&family);
}

/* Three children need no memory outside the row. */
KT_TEST(links, three_children_live_in_the_row_itself)
{
    struct family family = family_of(0);
    size_t bytes = memory.bytes;

    KT_ASSERT(ki_child_list_reserve(family.links, &pool, 3));
    KT_ASSERT_EQ(memory.bytes, bytes);
    KT_ASSERT(ki_child_list_reserve(family.links, &pool, 4));
    KT_ASSERT_NE(memory.bytes, bytes);
    family_end(&family);
}

KT_TEST(links, a_reserve_for_many_lets_as_many_puts_succeed)
{
    struct family family = family_of(1);
    size_t bytes;

    KT_ASSERT(ki_child_list_reserve(family.links, &pool, KIDS - 1));
    bytes = memory.bytes;
    for (int i = 1; i < KIDS; i++)
        ki_child_list_put(family.links, (char *)&family.kid[i]);

    KT_ASSERT_EQ(memory.bytes, bytes);
    KT_ASSERT_EQ(family.mother->children.count, (uint32_t)KIDS);
    for (uint32_t i = 0; i < KIDS; i++) {
        KT_ASSERT_EQ(family.mother->children.places[i], &family.kid[i]);
        KT_ASSERT_EQ(family.kid[i].mother.place, i);
    }
    family_end(&family);
}

/* Holes are closed before a list grows, when they are as many as members. */
KT_TEST(links, a_full_list_with_enough_holes_is_squeezed_not_grown)
{
    struct family family = family_of(6);
    size_t bytes = memory.bytes;

    for (int i = 0; i < 6; i += 2)
        ki_child_list_take(family.links, (char *)&family.kid[i]);
    KT_ASSERT(ki_child_list_reserve(family.links, &pool, 1));
    KT_ASSERT_EQ(family.mother->children.place_count, 6u);
    ki_child_list_put(family.links, (char *)&family.kid[6]);

    KT_ASSERT_EQ(memory.bytes, bytes);
    KT_ASSERT_EQ(family.mother->children.place_count, 4u);
    KT_ASSERT_EQ(family.mother->children.places[0], &family.kid[1]);
    KT_ASSERT_EQ(family.mother->children.places[1], &family.kid[3]);
    KT_ASSERT(ki_child_list_holds(family.links, (char *)&family.kid[3]));
    family_end(&family);
}

KT_TEST(links, a_full_list_with_few_holes_grows_and_keeps_them)
{
    struct family family = family_of(6);

    ki_child_list_take(family.links, (char *)&family.kid[1]);
    KT_ASSERT(ki_child_list_reserve(family.links, &pool, 1));

    KT_ASSERT_EQ(family.mother->children.place_count, 6u);
    KT_ASSERT_NULL(family.mother->children.places[1]);
    family_end(&family);
}

/* Removal never squeezes: a loop over the list may remove as it goes. */
KT_TEST(links, removing_never_moves_the_members_that_stay)
{
    struct family family = family_of(KIDS);

    for (int i = 0; i < KIDS - 1; i++) {
        ki_child_list_take(family.links, (char *)&family.kid[i]);
        KT_ASSERT_EQ(family.kid[KIDS - 1].mother.place, (uint32_t)KIDS - 1);
        KT_ASSERT(ki_child_list_verify(family.links));
    }
    family_end(&family);
}

KT_TEST(links, next_meets_the_members_in_order_and_skips_the_holes)
{
    struct family family = family_of(10);
    size_t place = 0;

    for (int i = 0; i < 10; i += 3)
        ki_child_list_take(family.links, (char *)&family.kid[i]);
    for (int i = 0; i < 10; i++) {
        if (i % 3 != 0)
            KT_ASSERT_EQ(ki_child_list_next(family.links, &place),
                         (char *)&family.kid[i]);
    }
    KT_ASSERT_NULL(ki_child_list_next(family.links, &place));
    family_end(&family);
}

KT_TEST(links, verify_sees_a_wrong_count_a_wrong_end_and_a_stray_slot)
{
    struct family family = family_of(4);
    char *header = (char *)family.mother;
    char *places = load_ptr(header + LIST_SLOTS);

    write_u32(header + LIST_COUNT, 3);
    KT_ASSERT(!ki_child_list_verify(family.links));
    write_u32(header + LIST_COUNT, 4);
    write_u32(header + LIST_SLOT_COUNT, 3);
    KT_ASSERT(!ki_child_list_verify(family.links));
    write_u32(header + LIST_SLOT_COUNT, 4);
    write_ptr(places + 4 * SLOT_BYTES, (char *)&family.kid[5]);
    KT_ASSERT(!ki_child_list_verify(family.links));
    write_ptr(places + 4 * SLOT_BYTES, NULL);
    family_end(&family);
}
