/* slab.c - places of rows: taken, published, freed, used again, never moved. */
#include "data/slab.h"

#include "kt.h"

enum { ROWS = 1000 };

struct fixture {
    struct memory memory;
    struct directory directory;
    struct slab slab;
    char *rows[ROWS];
};

/* Chunks of these slabs lead to no store. */
static const struct kith_chunk_ no_store;

static bool reserve(struct slab *slab)
{
    return slab->ready > 0 || ki_slab_reserve_rows(slab, &no_store, 1);
}

static void fixture_open(struct fixture *fixture, size_t row_bytes,
                         size_t row_align)
{
    ki_memory_init(&fixture->memory, NULL);
    ki_directory_init(&fixture->directory, &fixture->memory);
    ki_slab_init(&fixture->slab, &fixture->directory, row_bytes, row_align, 0,
                 GENERATION_MOST);
    for (int i = 0; i < ROWS; i++) {
        KT_ASSERT(reserve(&fixture->slab));
        fixture->rows[i] = ki_slab_take(&fixture->slab);
        ki_slab_publish(&fixture->slab, fixture->rows[i]);
    }
}

static void fixture_close(struct fixture *fixture)
{
    KT_ASSERT(ki_slab_verify(&fixture->slab));
    ki_slab_fini(&fixture->slab);
    ki_directory_fini(&fixture->directory);
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
        ki_slab_retire_and_free(&fixture.slab, ki_slab_chunk(fixture.rows[i]),
                                fixture.rows[i]);
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
        ki_slab_retire_and_free(&fixture.slab, ki_slab_chunk(fixture.rows[i]),
                                fixture.rows[i]);
    KT_ASSERT(ki_slab_reserve_rows(&fixture.slab, &no_store, 2 * ROWS));
    while ((place = ki_slab_cells(&fixture.slab, last, &end))) {
        for (; place != end; place += fixture.slab.stride_bytes) {
            KT_ASSERT_EQ(place, fixture.rows[met++]);
            last = place;
        }
    }
    KT_ASSERT_EQ(met, ROWS);
    fixture_close(&fixture);
}

static char *take_row(struct slab *slab)
{
    char *row;

    KT_ASSERT(reserve(slab));
    row = ki_slab_take(slab);
    ki_slab_publish(slab, row);
    return row;
}

KT_TEST(slab, places_freed_are_used_again_before_there_are_more)
{
    struct fixture fixture;
    size_t bytes;

    fixture_open(&fixture, 24, 8);
    bytes = fixture.memory.bytes;
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < ROWS; i++)
            ki_slab_retire_and_free(
                &fixture.slab, ki_slab_chunk(fixture.rows[i]), fixture.rows[i]);
        KT_ASSERT(ki_slab_verify(&fixture.slab));
        for (int i = 0; i < ROWS; i++)
            fixture.rows[i] = take_row(&fixture.slab);
    }
    KT_ASSERT_EQ(fixture.memory.bytes, bytes);
    fixture_close(&fixture);
}

/* A quarter of the places of one chunk is free and a half of another's: the
 * first is next once the one being filled is full. */
KT_TEST(slab, new_rows_fill_the_fullest_chunk_first)
{
    struct fixture fixture;
    const char *half, *quarter;
    size_t freed[2] = {0};

    fixture_open(&fixture, 24, 8);
    while (fixture.slab.ready > 0)
        take_row(&fixture.slab);
    half = row_chunk(fixture.rows[ROWS / 4]);
    quarter = row_chunk(fixture.rows[ROWS / 2]);
    KT_ASSERT(half != quarter);
    for (int i = 0; i < ROWS; i++) {
        const char *chunk = row_chunk(fixture.rows[i]);

        if ((chunk == half && freed[0]++ % 2 == 0) ||
            (chunk == quarter && freed[1]++ % 4 == 0))
            ki_slab_retire_and_free(
                &fixture.slab, ki_slab_chunk(fixture.rows[i]), fixture.rows[i]);
    }
    for (size_t i = 0; CHUNKS_GROW && i < freed[1] / 4; i++)
        KT_ASSERT_EQ(row_chunk(take_row(&fixture.slab)), quarter);
    fixture_close(&fixture);
}

KT_TEST(slab, generations_only_go_up_and_are_odd_while_a_row_lives)
{
    struct fixture fixture;
    char *row;

    fixture_open(&fixture, 24, 8);
    row = fixture.rows[ROWS - 1];
    for (uint32_t i = 0; i < 10; i++) {
        KT_ASSERT_EQ(row_generation(row), LIFE * i + 1);
        ki_slab_retire_and_free(&fixture.slab, ki_slab_chunk(row), row);
        KT_ASSERT(!row_is_live(row));
        KT_ASSERT_EQ(ki_slab_take(&fixture.slab), row);
        ki_slab_give(&fixture.slab, row);
        KT_ASSERT_EQ(row_generation(row), LIFE * (i + 1));
        ki_slab_take(&fixture.slab);
        ki_slab_publish(&fixture.slab, row);
    }
    fixture_close(&fixture);
}

KT_TEST(slab, a_place_whose_lives_are_used_up_is_not_handed_out_again)
{
    struct fixture fixture;
    uint32_t floor = 0;
    char *row;

    fixture_open(&fixture, 24, 8);
    row = fixture.rows[ROWS - 1];
    write_u32(row + GENERATION, GENERATION_MOST - LIFE + 1);
    for (int life = 0; life < 2; life++) {
        ki_slab_retire_and_free(&fixture.slab, ki_slab_chunk(row), row);
        KT_ASSERT(ki_slab_verify(&fixture.slab));
        if (life == 0)
            KT_ASSERT_EQ(take_row(&fixture.slab), row);
    }
    for (int i = 0; i < ROWS - 1; i++)
        ki_slab_retire_and_free(&fixture.slab, ki_slab_chunk(fixture.rows[i]),
                                fixture.rows[i]);
    for (int i = 0; i < 2 * ROWS; i++)
        KT_ASSERT(take_row(&fixture.slab) != row);
    KT_ASSERT(!row_is_live(row));
    ki_slab_shrink(&fixture.slab, &floor);
    KT_ASSERT(floor < UINT32_MAX / 4 * 3);
    fixture_close(&fixture);
}

KT_TEST(slab, places_are_found_by_their_numbers_and_a_wrong_directory_is_seen)
{
    struct fixture fixture;
    struct kith_chunk_ **chunks, *last;
    size_t count;

    fixture_open(&fixture, 24, 8);
    chunks = fixture.directory.shown.chunks;
    count = fixture.directory.shown.count;
    KT_ASSERT_EQ(ki_slab_groups(&fixture.slab), count);
    for (int i = 0; i < ROWS; i++) {
        uint32_t number = row_number(fixture.rows[i]);
        const struct kith_chunk_ *chunk = chunks[number / GROUP_CELLS];

        KT_ASSERT_EQ(chunk->numbered_from +
                         (uintptr_t)number * chunk->stride_bytes,
                     (uintptr_t)fixture.rows[i]);
    }
    KT_ASSERT(ki_slab_verify(&fixture.slab));
    last = chunks[count - 1];
    chunks[count - 1] = chunks[0];
    KT_ASSERT(!ki_slab_verify(&fixture.slab));
    chunks[count - 1] = NULL;
    KT_ASSERT(!ki_slab_verify(&fixture.slab));
    chunks[count - 1] = last;
    fixture_close(&fixture);
}

/* --- Giving back ---------------------------------------------------------- */

/* The floor is above all lives that were given back. */
KT_TEST(slab, a_shrink_gives_back_chunks_without_rows)
{
    struct fixture fixture;
    uint32_t floor = 0;

    fixture_open(&fixture, 24, 8);
    for (int keep = 0; keep < ROWS; keep += 111) {
        size_t bytes = fixture.memory.bytes;

        for (int i = 0; i < ROWS; i++) {
            if (i != keep)
                ki_slab_retire_and_free(&fixture.slab,
                                        ki_slab_chunk(fixture.rows[i]),
                                        fixture.rows[i]);
        }
        ki_slab_shrink(&fixture.slab, &floor);
        KT_ASSERT(ki_slab_verify(&fixture.slab));
        KT_ASSERT(row_is_live(fixture.rows[keep]));
        KT_ASSERT(CHUNKS_GROW == 0 || fixture.memory.bytes < bytes / 2);
        KT_ASSERT(floor >= 2);
        fixture.slab.floor = floor;
        for (int i = 0; i < ROWS; i++) {
            if (i != keep)
                fixture.rows[i] = take_row(&fixture.slab);
        }
        KT_ASSERT_EQ(fixture.slab.count, (size_t)ROWS);
    }
    for (int i = 0; i < ROWS; i++)
        ki_slab_retire_and_free(&fixture.slab, ki_slab_chunk(fixture.rows[i]),
                                fixture.rows[i]);
    ki_slab_shrink(&fixture.slab, &floor);
    ki_directory_shrink(&fixture.directory);
    KT_ASSERT_EQ(fixture.memory.bytes, 0u);
    fixture.slab.floor = floor;
    KT_ASSERT_EQ(row_generation(take_row(&fixture.slab)), floor + 1);
    fixture_close(&fixture);
}

KT_TEST(slab, what_was_reserved_and_not_used_is_given_back)
{
    struct fixture fixture;
    uint32_t floor = 0;
    size_t bytes;

    fixture_open(&fixture, 24, 8);
    ki_slab_shrink(&fixture.slab, &floor);
    ki_directory_shrink(&fixture.directory);
    bytes = fixture.memory.bytes;
    KT_ASSERT(ki_slab_reserve_rows(&fixture.slab, &no_store, 200000));
    KT_ASSERT(fixture.memory.bytes > 200000 * 32);
    ki_slab_shrink(&fixture.slab, &floor);
    ki_directory_shrink(&fixture.directory);
    KT_ASSERT_EQ(fixture.memory.bytes, bytes);
    fixture_close(&fixture);
}

/* What was made behind a chunk, whether rows lived there or not. The old chunks
 * have free places or none, and are filled on. */
KT_TEST(slab, chunks_for_rows_that_did_not_come_are_given_back)
{
    for (int freed = 0; freed <= 60; freed += 20) {
        struct fixture fixture;
        struct slab *slab = &fixture.slab;
        char *rows[200];
        uint32_t floor = 0;

        fixture_open(&fixture, 24, 8);
        while (slab->ready > 0)
            ki_slab_publish(slab, ki_slab_take(slab));
        for (int i = 0; i < freed; i++)
            ki_slab_retire_and_free(slab, ki_slab_chunk(fixture.rows[i]),
                                    fixture.rows[i]);
        const size_t bytes = fixture.memory.bytes, ready = slab->ready;
        struct chunk *newest = slab->newest;
        for (int taken = 0; taken <= 200; taken += 50) {
            KT_ASSERT(ki_slab_reserve_rows(slab, &no_store, 200));
            for (int i = 0; i < taken; i++) {
                rows[i] = ki_slab_take(slab);
                ki_slab_publish(slab, rows[i]);
            }
            for (int i = taken; i-- > 0;) {
                ki_slab_unpublish(slab, rows[i]);
                ki_slab_give(slab, rows[i]);
            }
            KT_ASSERT(fixture.memory.bytes > bytes);
            ki_slab_give_back(slab, newest, &floor);
            slab->floor = floor;
            KT_ASSERT_EQ(fixture.memory.bytes, bytes);
            KT_ASSERT_EQ(slab->ready, ready);
            KT_ASSERT(ki_slab_verify(slab));
            KT_ASSERT(taken <= freed || floor >= 2);
        }
        fixture_close(&fixture);
    }
}

KT_TEST(slab, chunks_whose_places_have_lived_too_often_stay)
{
    const uint32_t lived = UINT32_MAX / 4 * 3 + 1;
    struct directory directory;
    struct memory memory;
    struct slab slab;
    uint32_t floor = lived;
    char *row;

    ki_memory_init(&memory, NULL);
    ki_directory_init(&directory, &memory);
    ki_slab_init(&slab, &directory, 24, 8, floor, GENERATION_MOST);
    row = take_row(&slab);
    ki_slab_unpublish(&slab, row);
    ki_slab_give(&slab, row);
    ki_slab_give_back(&slab, NULL, &floor);
    KT_ASSERT_EQ(floor, lived);
    KT_ASSERT_EQ(slab.cell_count > 0, true);
    KT_ASSERT(ki_slab_verify(&slab));
    ki_slab_fini(&slab);
    ki_directory_fini(&directory);
    KT_ASSERT_EQ(memory.bytes, 0u);
}

/* Rows come and go at random; what the slab holds is what it says. */
KT_TEST(slab, counts_agree_through_a_long_mix)
{
    struct fixture fixture;
    uint64_t random = 3;
    uint32_t floor = 0;

    fixture_open(&fixture, 40, 8);
    for (int step = 0; step < 20000; step++) {
        char **row;

        random = random * 6364136223846793005u + 1442695040888963407u;
        row = &fixture.rows[(random >> 33) % ROWS];
        if (!*row)
            *row = take_row(&fixture.slab);
        else if ((step / 3000) % 2 || random >> 62 == 0)
            ki_slab_retire_and_free(&fixture.slab, ki_slab_chunk(*row), *row),
                *row = NULL;
        if (step % 1000 == 999) {
            KT_ASSERT(ki_slab_verify(&fixture.slab), "step %d", step);
            if (step % 3000 == 2999)
                ki_slab_shrink(&fixture.slab, &floor);
            fixture.slab.floor = floor;
        }
    }
    fixture_close(&fixture);
}

/* The rows are never touched, so this costs addresses and no memory. */
KT_TEST(slab, rows_too_large_for_eight_in_a_chunk_get_a_chunk_each)
{
    struct directory directory;
    struct memory memory;
    struct slab slab;
    char *rows[6];

    ki_memory_init(&memory, NULL);
    ki_directory_init(&directory, &memory);
    ki_slab_init(&slab, &directory, (size_t)300 << 20, 8, 0, GENERATION_MOST);
    for (size_t i = 0; i < 6; i++) {
        KT_ASSERT(reserve(&slab));
        KT_ASSERT(slab.cell_count > i, "row %zu has no place", i);
        rows[i] = ki_slab_take(&slab);
        ki_slab_publish(&slab, rows[i]);
        KT_ASSERT(i == 0 || rows[i] != rows[i - 1]);
    }
    KT_ASSERT(ki_slab_verify(&slab));
    ki_slab_fini(&slab);
    ki_directory_fini(&directory);
    KT_ASSERT_EQ(memory.bytes, 0u);
}
