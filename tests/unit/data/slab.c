/* slab.c - places of rows: taken, born, buried, used again, never moved. */
#include "data/slab.h"

#include "kt.h"

enum { ROWS = 1000 };

struct fixture {
    struct memory memory;
    struct slab slab;
    char *rows[ROWS];
};

static void fixture_open(struct fixture *fixture, size_t row_bytes,
                         size_t row_align)
{
    ki_memory_init(&fixture->memory, NULL);
    ki_slab_init(&fixture->slab, &fixture->memory, (struct kith_chunk_){0},
                 row_bytes, row_align);
    for (int i = 0; i < ROWS; i++) {
        KT_ASSERT(ki_slab_reserve(&fixture->slab));
        fixture->rows[i] = ki_slab_take(&fixture->slab);
        ki_slab_born(&fixture->slab, fixture->rows[i]);
    }
}

static void fixture_close(struct fixture *fixture)
{
    KT_ASSERT(ki_slab_verify(&fixture->slab));
    ki_slab_fini(&fixture->slab);
    KT_ASSERT_EQ(fixture->memory.bytes, 0u);
}

KT_TEST(slab, rows_of_any_size_and_alignment_lie_apart_and_aligned)
{
    static const size_t aligns[] = {8, 16, 64, 256};
    static const size_t bytes[] = {8, 24, 100, 5000};
    struct fixture fixture;

    for (int a = 0; a < 4; a++) {
        for (int b = 0; b < 4; b++) {
            fixture_open(&fixture, bytes[b], aligns[a]);
            for (int i = 0; i < ROWS; i++) {
                KT_ASSERT_EQ((uintptr_t)fixture.rows[i] % aligns[a], 0u);
                memset(fixture.rows[i], 0xff, bytes[b]);
            }
            fixture_close(&fixture);
        }
    }
}

KT_TEST(slab, next_visits_living_rows_in_storage_order)
{
    struct fixture fixture;
    char *row = NULL;

    fixture_open(&fixture, 24, 8);
    for (int i = 0; i < ROWS; i += 3)
        ki_slab_bury(&fixture.slab, fixture.rows[i]);
    for (int i = 0; i < ROWS; i++) {
        if (i % 3 == 0)
            continue;
        row = ki_slab_next(&fixture.slab, row);
        KT_ASSERT_EQ(row, fixture.rows[i]);
    }
    KT_ASSERT_NULL(ki_slab_next(&fixture.slab, row));
    fixture_close(&fixture);
}

/* Dead or alive, every place is in one of the pieces, in storage order. */
KT_TEST(slab, places_come_in_pieces_that_hold_each_place_once)
{
    struct fixture fixture;
    const char *end = NULL;
    char *last = NULL, *place;
    int met = 0;

    fixture_open(&fixture, 24, 8);
    for (int i = 0; i < ROWS; i += 3)
        ki_slab_bury(&fixture.slab, fixture.rows[i]);
    KT_ASSERT(ki_slab_reserve_rows(&fixture.slab, 2 * ROWS));
    while ((place = ki_slab_places(&fixture.slab, last, &end))) {
        for (; place != end; place += fixture.slab.stride_bytes) {
            KT_ASSERT_EQ(place, fixture.rows[met++]);
            last = place;
        }
    }
    KT_ASSERT_EQ(met, ROWS);
    fixture_close(&fixture);
}

KT_TEST(slab, the_last_place_freed_is_the_first_used_again)
{
    struct fixture fixture;
    size_t bytes;

    fixture_open(&fixture, 24, 8);
    bytes = fixture.memory.bytes;
    for (int i = 0; i < ROWS; i++)
        ki_slab_bury(&fixture.slab, fixture.rows[i]);
    for (int i = ROWS; i-- > 0;) {
        KT_ASSERT(ki_slab_reserve(&fixture.slab));
        KT_ASSERT_EQ(ki_slab_take(&fixture.slab), fixture.rows[i]);
        ki_slab_born(&fixture.slab, fixture.rows[i]);
    }
    KT_ASSERT_EQ(fixture.memory.bytes, bytes);
    fixture_close(&fixture);
}

KT_TEST(slab, generations_only_go_up_and_are_odd_while_a_row_lives)
{
    struct fixture fixture;

    fixture_open(&fixture, 24, 8);
    for (uint32_t i = 0; i < 10; i++) {
        KT_ASSERT_EQ(row_generation(fixture.rows[0]), 2 * i + 1);
        ki_slab_bury(&fixture.slab, fixture.rows[0]);
        KT_ASSERT(!row_is_live(fixture.rows[0]));
        KT_ASSERT_EQ(ki_slab_take(&fixture.slab), fixture.rows[0]);
        ki_slab_give(&fixture.slab, fixture.rows[0]);
        KT_ASSERT_EQ(row_generation(fixture.rows[0]), 2 * i + 2);
        ki_slab_take(&fixture.slab);
        ki_slab_born(&fixture.slab, fixture.rows[0]);
    }
    fixture_close(&fixture);
}

/* The rows are never touched, so this costs addresses and no memory. */
KT_TEST(slab, rows_too_large_for_eight_in_a_chunk_get_a_chunk_each)
{
    struct memory memory;
    struct slab slab;
    char *rows[6];

    ki_memory_init(&memory, NULL);
    ki_slab_init(&slab, &memory, (struct kith_chunk_){0}, (size_t)300 << 20, 8);
    for (size_t i = 0; i < 6; i++) {
        KT_ASSERT(ki_slab_reserve(&slab));
        KT_ASSERT(slab.place_count > i, "row %zu has no place", i);
        rows[i] = ki_slab_take(&slab);
        ki_slab_born(&slab, rows[i]);
        KT_ASSERT(i == 0 || rows[i] != rows[i - 1]);
    }
    KT_ASSERT(ki_slab_verify(&slab));
    ki_slab_fini(&slab);
    KT_ASSERT_EQ(memory.bytes, 0u);
}
