/* world_big.c - a dump and its load go from row to row without recursion, and
 * cost as much for each row however many there are. */
#define _POSIX_C_SOURCE 200809L
#include "family.h"

#include <kith/dump.h>
#include <kith/test/world.h>

#include <pthread.h>
#include <stdio.h>

enum {
    LENGTH = FAMILY_SLOW        ? 8000
             : FAMILY_SANITIZED ? 20000
                                : 300000,
    STACK_BYTES = FAMILY_SANITIZED ? 512 * 1024 : 64 * 1024
};

/* A chain in which each row has the next as its manager: the first line needs
 * the last row. The last has the first, so it is a circle as well. */
static void chain_and_back(int count)
{
    kith_db *db = OPEN(Employee);
    kith_text_buffer text = {0}, again = {0};
    kith_output output = kith_output_to_buffer(&text);
    char line[64];

    output.write(output.context, "[employees] id | name | manager_id\n", 35);
    for (int i = 1; i <= count; i++) {
        int bytes =
            snprintf(line, sizeof line, "%d | null | %d\n", i, i % count + 1);

        KT_ASSERT(output.write(output.context, line, (size_t)bytes));
    }
    ANSWERS(kith_load_text(db, text.text, NULL, NULL), KITH_OK);
    ANSWERS(kith_dump(db, NULL, kith_output_to_buffer(&again)), KITH_OK);
    KT_ASSERT_EQ(again.bytes, text.bytes);
    KT_ASSERT_STR_EQ(again.text, text.text);
    const kith_selection reached = {.from = kith_get(db, Employee, 7)};
    kith_text_buffer_free(&again);
    ANSWERS(kith_dump(db, &reached, kith_output_to_buffer(&again)), KITH_OK);
    KT_ASSERT_STR_EQ(again.text, text.text);
    kith_text_buffer_free(&again);
    kith_text_buffer_free(&text);
    kith_close(db);
}

/* One list, in the order opposite to that of its keys. */
static void long_list(int count)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    kith_text_buffer text = {0}, again = {0};
    kith_db *other = OPEN(Store, Item);

    for (int i = 0; i < count; i++)
        kith_insert(db, Item, .id = count - i, .store.row = ikea);
    ANSWERS(kith_dump(db, NULL, kith_output_to_buffer(&text)), KITH_OK);
    ANSWERS(kith_load_text(other, text.text, NULL, NULL), KITH_OK);
    ANSWERS(kith_dump(other, NULL, kith_output_to_buffer(&again)), KITH_OK);
    KT_ASSERT_EQ(again.bytes, text.bytes);
    KT_ASSERT_EQ(kith_digest(other), kith_digest(db));
    kith_text_buffer_free(&again);
    kith_text_buffer_free(&text);
    kith_close(other);
    kith_close(db);
}

/* Rows that each wait for two others, anywhere: circles of every length. */
typedef struct Knot Knot;
struct Knot {
    const int64_t id;
    const int64_t left_id, right_id;
};
static KITH_TABLE(Knot, "knots", KITH_PRIMARY_KEY(Knot, id),
                  KITH_FOREIGN_KEY(Knot, left_id, Knot, id),
                  KITH_FOREIGN_KEY(Knot, right_id, Knot, id));

static void tangle(int count)
{
    kith_db *db = OPEN(Knot);
    kith_text_buffer text = {0}, again = {0};
    kith_output output = kith_output_to_buffer(&text);
    char line[64];

    output.write(output.context, "[knots] id | left_id | right_id\n", 32);
    for (int i = 1; i <= count; i++) {
        int bytes = snprintf(line, sizeof line, "%d | %d | %d\n", i,
                             (int)((int64_t)i * 7919 % count) + 1,
                             (int)((int64_t)i * 104729 % count) + 1);

        KT_ASSERT(output.write(output.context, line, (size_t)bytes));
    }
    ANSWERS(kith_load_text(db, text.text, NULL, NULL), KITH_OK);
    ANSWERS(kith_dump(db, NULL, kith_output_to_buffer(&again)), KITH_OK);
    KT_ASSERT_STR_EQ(again.text, text.text);
    kith_text_buffer_free(&again);
    kith_text_buffer_free(&text);
    kith_close(db);
}

static void *run_chain(void *nothing)
{
    (void)nothing;
    chain_and_back(LENGTH);
    long_list(LENGTH);
    tangle(LENGTH / 5);
    return NULL;
}

KT_TEST(world_big, needs_a_small_stack)
{
    pthread_attr_t attributes;
    pthread_t thread;

    KT_ASSERT_EQ(pthread_attr_init(&attributes), 0);
    KT_ASSERT_EQ(pthread_attr_setstacksize(&attributes, STACK_BYTES), 0);
    KT_ASSERT_EQ(pthread_create(&thread, &attributes, run_chain, NULL), 0);
    KT_ASSERT_EQ(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&attributes);
}

KT_TEST(world_big, costs_as_much_for_each_row)
{
    void (*const worlds[])(int count) = {chain_and_back, long_list, tangle};

    for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
        double tenth = family_seconds(), time;

        worlds[i](LENGTH / 10);
        tenth = family_seconds() - tenth;
        time = family_seconds();
        worlds[i](LENGTH);
        time = family_seconds() - time;
        KT_ASSERT(family_linear(tenth, time), "%g s, and %g s for ten times",
                  tenth, time);
    }
}
