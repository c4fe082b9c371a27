/* base.c - memory, arenas, arrays, addresses, names and error sentences. */
#include "base/ptr_map.h"
#include "base/arena.h"
#include "base/names.h"
#include "base/status.h"
#include "base/vec.h"

#include "give_some.h"
#include "kt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct memory memory_of(size_t *left)
{
    struct memory memory;
    kith_allocator hooks = {.resize = give_some, .context = left};

    ki_memory_init(&memory, &hooks);
    return memory;
}

KT_TEST(memory, counts_what_it_holds_and_a_refusal_changes_nothing)
{
    size_t left = 2;
    struct memory memory = memory_of(&left);
    char *block = ki_memory_new(&memory, 100);

    block = ki_memory_resize(&memory, block, 100, 300);
    KT_ASSERT_EQ(memory.bytes, 300u);
    KT_ASSERT_NULL(ki_memory_resize(&memory, block, 300, 600));
    KT_ASSERT_NULL(ki_memory_new_zeroed(&memory, 1));
    KT_ASSERT_EQ(memory.bytes, 300u);
    ki_memory_free(&memory, block, 300);
    KT_ASSERT_EQ(memory.bytes, 0u);
}

/* An allocator whose addresses no slot of an index can hold. */
static void *far_block(void *context, void *block, size_t old_bytes,
                       size_t new_bytes)
{
    size_t *given_back = context;

    (void)block;
    *given_back += new_bytes == 0 ? old_bytes : 0;
    return new_bytes > 0 ? (void *)(UINTPTR_MAX / 2) : NULL;
}

KT_TEST(memory, that_no_index_can_point_to_is_given_back_at_once)
{
    size_t given_back = 0;
    const kith_allocator hooks = {far_block, &given_back};
    struct memory memory;

    ki_memory_init(&memory, &hooks);
    KT_ASSERT_NULL(ki_memory_new(&memory, 64));
    KT_ASSERT_NULL(ki_memory_new_shown(&memory, 64));
    KT_ASSERT_EQ(given_back, (size_t)128);
    KT_ASSERT_EQ(memory.bytes, (size_t)0);
}

KT_TEST(vec, grows_by_doubling_and_keeps_its_items_when_refused)
{
    size_t left = 3;
    struct memory memory = memory_of(&left);
    KI_VEC(int) numbers = {0};

    while (ki_vec_reserve(&memory, &numbers, 1)) {
        numbers.items[numbers.count] = (int)numbers.count;
        numbers.count++;
    }
    KT_ASSERT_EQ(numbers.count, 16u);
    for (int i = 0; i < 16; i++)
        KT_ASSERT_EQ(numbers.items[i], i);
    ki_vec_fini(&memory, &numbers);
    KT_ASSERT_EQ(memory.bytes, 0u);
}

KT_TEST(arena, pieces_are_zeroed_apart_and_given_back_at_once)
{
    size_t left = 100;
    struct memory memory = memory_of(&left);
    struct arena arena = {0};
    char *pieces[500];

    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < 500; i++) {
            pieces[i] = ki_arena_new(&arena, &memory, i);
            for (size_t j = 0; j < i; j++)
                KT_ASSERT_EQ(pieces[i][j], 0);
            memset(pieces[i], (int)i, i);
        }
        for (size_t i = 1; i < 500; i++)
            KT_ASSERT_EQ((unsigned char)pieces[i][i - 1], i % 256);
        ki_arena_reset(&arena, &memory);
    }
    KT_ASSERT_NOT_NULL(ki_arena_new(&arena, &memory, 10u << 20));
    ki_arena_fini(&arena, &memory);
    KT_ASSERT_EQ(memory.bytes, 0u);
}

KT_TEST(addresses, finds_each_number_and_forgets_all)
{
    size_t left = 100;
    struct memory memory = memory_of(&left);
    struct ptr_map map = {0};
    static char things[5000];

    for (int round = 0; round < 2; round++) {
        size_t count = round ? 5000 : 10;

        for (size_t i = 0; i < count; i += 2) {
            KT_ASSERT(ki_ptr_map_reserve(&map, &memory));
            ki_ptr_map_put(&map, &things[i], i);
        }
        for (size_t i = 0; i < count; i++) {
            size_t *number = ki_ptr_map_find(&map, &things[i]);

            KT_ASSERT_EQ(number != NULL, i % 2 == 0);
            KT_ASSERT(!number || *number == i);
        }
        ki_ptr_map_reset(&map, &memory);
        KT_ASSERT_NULL(ki_ptr_map_find(&map, &things[0]));
    }
    ki_ptr_map_fini(&map, &memory);
    KT_ASSERT_EQ(memory.bytes, 0u);
}

KT_TEST(names, stand_for_different_things_in_different_scopes)
{
    size_t left = 100;
    struct memory memory = memory_of(&left);
    struct names names;
    int one, two;

    ki_names_init(&names, &memory);
    KT_ASSERT_EQ(ki_names_put(&names, &one, "id", &one), KITH_OK);
    KT_ASSERT_EQ(ki_names_put(&names, &two, "id", &two), KITH_OK);
    KT_ASSERT_EQ(ki_names_find(&names, &one, "id"), &one);
    KT_ASSERT_EQ(ki_names_find(&names, &two, "id"), &two);
    KT_ASSERT_NULL(ki_names_find(&names, &one, "i"));
    KT_ASSERT_NULL(ki_names_find(&names, &names, "id"));
    ki_names_fini(&names);
    KT_ASSERT_EQ(memory.bytes, 0u);
}

/* uthash would leave the process; here every refusal is an answer. */
KT_TEST(names, answer_out_of_memory_at_any_allocation)
{
    static char texts[200][16];
    size_t refusals = 0;

    for (size_t allowed = 0; allowed < 12; allowed++) {
        size_t left = allowed;
        struct memory memory = memory_of(&left);
        struct names names;
        kith_status status = KITH_OK;
        int put = 0;

        ki_names_init(&names, &memory);
        for (; put < 200 && status == KITH_OK; put++) {
            snprintf(texts[put], sizeof(texts[put]), "n%d", put);
            status = ki_names_put(&names, &names, texts[put], &texts[put]);
        }
        refusals += status == KITH_E_MEMORY;
        ki_names_fini(&names);
        KT_ASSERT_EQ(memory.bytes, 0u);
    }
    KT_ASSERT(refusals >= 3, "%zu refusals", refusals);
}

KT_TEST(status, every_status_has_a_name)
{
    KT_ASSERT_STR_EQ(kith_status_name(KITH_OK), "KITH_OK");
    KT_ASSERT_STR_EQ(kith_status_name(KITH_E_UNIQUE), "KITH_E_UNIQUE");
    KT_ASSERT_STR_EQ(kith_status_name(KITH_E_DAMAGED), "KITH_E_DAMAGED");
    KT_ASSERT_STR_EQ(kith_status_name((kith_status)99), "unknown status");
    KT_ASSERT_STR_EQ(kith_status_name((kith_status)-99), "unknown status");
}

KT_TEST(status, a_sentence_names_its_facts_and_is_cut_when_too_long)
{
    struct error error;
    const kith_error *told;
    char longest[2000];

    ki_error(&error, KITH_E_UNIQUE, "%t.%c is %v, %o.%p by %k",
             &(struct error_facts){.table = "a",
                                   .column = "b",
                                   .other = "c",
                                   .other_column = "d",
                                   .constraint = "e",
                                   .value = "7"});
    told = ki_error_format(&error);
    KT_ASSERT_STR_EQ(told->message, "a.b is 7, c.d by e");
    KT_ASSERT_STR_EQ(told->table, "a");

    memset(longest, 'x', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    ki_error(&error, KITH_E_CHECK, "%v %t",
             &(struct error_facts){.table = longest, .value = longest});
    told = ki_error_format(&error);
    KT_ASSERT_EQ(strlen(told->value), sizeof(told->value) - 1);
    KT_ASSERT_STR_HAS(told->value, "x...");
    KT_ASSERT_EQ(strlen(told->message), sizeof(told->message) - 1);
    KT_ASSERT_STR_EQ(told->message + sizeof(told->message) - 4, "...");
}
