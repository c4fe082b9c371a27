/* pool.c - small pieces of memory: apart, aligned, used again, given back. */
#include "base/pool.h"

#include "base/tuning.h"
#include "give_some.h"
#include "kt.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Refuses memory once `left` requests are granted. */
struct fixture {
    size_t left;
    struct memory memory;
    struct pool pool;
};

static void fixture_open(struct fixture *fixture)
{
    kith_allocator hooks = {.resize = give_some, .context = &fixture->left};

    fixture->left = SIZE_MAX;
    ki_memory_init(&fixture->memory, &hooks);
    ki_pool_init(&fixture->pool, &fixture->memory);
}

static void fixture_close(struct fixture *fixture)
{
    KT_ASSERT_EQ(fixture->pool.held_bytes, 0u);
    ki_pool_fini(&fixture->pool);
    KT_ASSERT_EQ(fixture->memory.bytes, 0u);
}

/* --- Pieces that show who owns them --------------------------------------- */

struct piece {
    unsigned char *at; /* NULL: none */
    size_t bytes;
    unsigned char sign;
};

static void piece_fill(struct piece *piece)
{
    memset(piece->at, piece->sign, piece->bytes);
}

/* Whether the first bytes are those that were written. */
static bool piece_is_whole(const struct piece *piece, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        if (piece->at[i] != piece->sign)
            return false;
    }
    return true;
}

static void piece_new(struct fixture *fixture, struct piece *piece,
                      size_t bytes, size_t sign)
{
    *piece = (struct piece){.at = ki_pool_new(&fixture->pool, bytes),
                            .bytes = bytes,
                            .sign = (unsigned char)sign};
    KT_ASSERT_NOT_NULL(piece->at);
    KT_ASSERT_EQ((uintptr_t)piece->at % sizeof(void *), 0u);
    piece_fill(piece);
}

static void piece_free(struct fixture *fixture, struct piece *piece)
{
    KT_ASSERT(piece_is_whole(piece, piece->bytes), "of %zu bytes",
              piece->bytes);
    ki_pool_free(&fixture->pool, piece->at, piece->bytes);
    piece->at = NULL;
}

static void piece_resize(struct fixture *fixture, struct piece *piece,
                         size_t bytes)
{
    size_t kept = bytes < piece->bytes ? bytes : piece->bytes;

    piece->at = ki_pool_resize(&fixture->pool, piece->at, piece->bytes, bytes);
    KT_ASSERT_NOT_NULL(piece->at);
    KT_ASSERT_EQ((uintptr_t)piece->at % sizeof(void *), 0u);
    KT_ASSERT(piece_is_whole(piece, kept), "%zu to %zu bytes", piece->bytes,
              bytes);
    piece->bytes = bytes;
    piece_fill(piece);
}

/* --- Tests ---------------------------------------------------------------- */

enum { SIZES = POOL_BYTES_SMALL + 100 };

KT_TEST(pool, pieces_of_every_size_are_aligned_and_lie_apart)
{
    static struct piece pieces[SIZES];
    struct fixture fixture;

    fixture_open(&fixture);
    for (size_t i = 0; i < SIZES; i++)
        piece_new(&fixture, &pieces[i], i + 1, i);
    for (size_t i = 0; i < SIZES; i++)
        piece_free(&fixture, &pieces[i]);
    fixture_close(&fixture);
}

KT_TEST(pool, a_piece_given_back_is_the_next_of_its_size)
{
    struct fixture fixture;

    fixture_open(&fixture);
    for (size_t bytes = 1; USE_POOL && bytes <= POOL_BYTES_SMALL; bytes++) {
        size_t least = (bytes - 1) / POOL_STEP * POOL_STEP + 1;
        void *first = ki_pool_new(&fixture.pool, bytes);
        void *second = ki_pool_new(&fixture.pool, bytes);

        ki_pool_free(&fixture.pool, first, bytes);
        ki_pool_free(&fixture.pool, second, bytes);
        KT_ASSERT_EQ(ki_pool_new(&fixture.pool, least), second);
        KT_ASSERT_EQ(ki_pool_new(&fixture.pool, bytes), first);
        ki_pool_free(&fixture.pool, second, least);
        ki_pool_free(&fixture.pool, first, bytes);
    }
    fixture_close(&fixture);
}

/* As many pieces of a size as there were need no memory a second time. */
KT_TEST(pool, pieces_given_back_are_memory_enough_for_as_many)
{
    enum { PIECES = 1000 };
    static struct piece pieces[PIECES];
    struct fixture fixture;

    fixture_open(&fixture);
    for (size_t i = 0; i < PIECES; i++)
        piece_new(&fixture, &pieces[i], 40, i);
    for (size_t i = 0; i < PIECES; i++)
        piece_free(&fixture, &pieces[i]);
    if (USE_POOL)
        fixture.left = 0;
    for (size_t i = 0; i < PIECES; i++)
        piece_new(&fixture, &pieces[i], 40, i);
    for (size_t i = 0; i < PIECES; i++)
        piece_free(&fixture, &pieces[i]);
    fixture_close(&fixture);
}

KT_TEST(pool, larger_pieces_go_back_to_the_allocator_at_once)
{
    struct fixture fixture;
    void *block;

    fixture_open(&fixture);
    block = ki_pool_new(&fixture.pool, POOL_BYTES_SMALL + 1);
    KT_ASSERT_EQ(fixture.memory.bytes, (size_t)POOL_BYTES_SMALL + 1);
    KT_ASSERT_EQ(fixture.pool.held_bytes, 0u);
    ki_pool_free(&fixture.pool, block, POOL_BYTES_SMALL + 1);
    KT_ASSERT_EQ(fixture.memory.bytes, 0u);
    fixture_close(&fixture);
}

KT_TEST(pool, a_resize_keeps_the_bytes_across_all_sizes)
{
    static const size_t sizes[] = {1,   16,  17,  100, POOL_BYTES_SMALL,
                                   513, 600, 5000};
    enum { COUNT = sizeof(sizes) / sizeof(*sizes) };
    struct fixture fixture;

    fixture_open(&fixture);
    for (int from = 0; from < COUNT; from++) {
        for (int to = 0; to < COUNT; to++) {
            struct piece piece, beside;

            piece_new(&fixture, &piece, sizes[from], 1);
            piece_new(&fixture, &beside, sizes[to], 2);
            piece_resize(&fixture, &piece, sizes[to]);
            piece_free(&fixture, &beside);
            piece_free(&fixture, &piece);
        }
    }
    fixture_close(&fixture);
}

KT_TEST(pool, a_resize_of_nothing_is_a_new_piece)
{
    static const size_t sizes[] = {1, 24, POOL_BYTES_SMALL, 4096};
    struct fixture fixture;

    fixture_open(&fixture);
    for (int i = 0; i < 4; i++) {
        void *block = ki_pool_resize(&fixture.pool, NULL, 0, sizes[i]);

        KT_ASSERT_NOT_NULL(block);
        memset(block, 0xff, sizes[i]);
        ki_pool_free(&fixture.pool, block, sizes[i]);
    }
    fixture_close(&fixture);
}

KT_TEST(pool, nothing_overlaps_in_a_long_mix)
{
    enum { PIECES = 400, STEPS = 30000 };
    static struct piece pieces[PIECES];
    struct fixture fixture;
    uint64_t random = 7;

    fixture_open(&fixture);
    memset(pieces, 0, sizeof(pieces));
    for (size_t step = 0; step < STEPS; step++) {
        struct piece *piece;
        size_t bytes;

        random = random * 6364136223846793005u + 1442695040888963407u;
        piece = &pieces[(random >> 33) % PIECES];
        bytes = (random >> 45) % (random >> 63 ? 64 : 700) + 1;
        if (!piece->at)
            piece_new(&fixture, piece, bytes, step);
        else if (random >> 62 & 1)
            piece_resize(&fixture, piece, bytes);
        else
            piece_free(&fixture, piece);
    }
    for (size_t i = 0; i < PIECES; i++) {
        if (pieces[i].at)
            piece_free(&fixture, &pieces[i]);
    }
    fixture_close(&fixture);
}

/* --- Other sizes ---------------------------------------------------------- */

enum { MANY = 4000 };

static void fill(struct fixture *fixture, struct piece *pieces, size_t bytes)
{
    for (size_t i = 0; i < MANY; i++)
        piece_new(fixture, &pieces[i], bytes, i);
}

static void empty(struct fixture *fixture, struct piece *pieces)
{
    for (size_t i = 0; i < MANY; i++) {
        if (pieces[i].at)
            piece_free(fixture, &pieces[i]);
    }
}

KT_TEST(pool, pieces_that_grow_by_steps_hold_little_more_than_they_need)
{
    static struct piece pieces[MANY];
    struct fixture fixture;
    size_t most = 0;

    fixture_open(&fixture);
    fill(&fixture, pieces, POOL_STEP);
    for (size_t bytes = 2 * POOL_STEP; bytes <= POOL_BYTES_SMALL;
         bytes += POOL_STEP) {
        for (size_t i = 0; i < MANY; i++)
            piece_resize(&fixture, &pieces[i], bytes);
        KT_ASSERT(fixture.memory.bytes <= MANY * bytes * 5 / 2,
                  "%zu bytes held for pieces of %zu", fixture.memory.bytes,
                  bytes);
    }
    most = fixture.memory.bytes;
    for (size_t bytes = POOL_BYTES_SMALL; bytes > 0; bytes -= POOL_STEP) {
        for (size_t i = 0; i < MANY; i++)
            piece_resize(&fixture, &pieces[i], bytes);
    }
    KT_ASSERT(fixture.memory.bytes <= most, "%zu bytes, then %zu", most,
              fixture.memory.bytes);
    empty(&fixture, pieces);
    fixture_close(&fixture);
}

/* One of so many pieces of a size stays, then the next size fills the gaps. */
KT_TEST(pool, gaps_between_the_few_that_stay_serve_larger_sizes)
{
    enum { LIVE = MANY * POOL_STEP, ROUNDS = 20, STAY = 16 };
    static struct piece pieces[MANY], stay[ROUNDS * MANY / STAY];
    struct fixture fixture;
    size_t stayed = 0, live = 0, most = 0;

    fixture_open(&fixture);
    for (size_t round = 1; round <= ROUNDS; round++) {
        size_t bytes = round * POOL_STEP, count = LIVE / bytes;

        for (size_t i = 0; i < count; i++)
            piece_new(&fixture, &pieces[i], bytes, i);
        if (live + count * bytes > most)
            most = live + count * bytes;
        for (size_t i = 0; i < count; i++) {
            if (i % STAY) {
                piece_free(&fixture, &pieces[i]);
                continue;
            }
            stay[stayed++] = pieces[i];
            live += bytes;
        }
        KT_ASSERT(!USE_POOL || fixture.memory.bytes <= 3 * most,
                  "%zu bytes held, at most %zu lived", fixture.memory.bytes,
                  most);
    }
    for (size_t i = 0; i < stayed; i++)
        piece_free(&fixture, &stay[i]);
    fixture_close(&fixture);
}

KT_TEST(pool, all_pieces_of_one_size_are_memory_enough_for_another)
{
    static struct piece pieces[MANY];
    struct fixture fixture;

    fixture_open(&fixture);
    fill(&fixture, pieces, 256);
    empty(&fixture, pieces);
    for (size_t bytes = POOL_STEP; USE_POOL && bytes <= 224; bytes += 16) {
        fixture.left = 0;
        fill(&fixture, pieces, bytes);
        empty(&fixture, pieces);
    }
    fixture_close(&fixture);
}

/* --- Giving back ---------------------------------------------------------- */

KT_TEST(pool, a_shrink_gives_back_all_but_chunks_in_use)
{
    static struct piece pieces[MANY];
    struct fixture fixture;
    size_t most;

    fixture_open(&fixture);
    ki_pool_shrink(&fixture.pool);
    for (int round = 0; round < 3; round++) {
        fill(&fixture, pieces, 48);
        most = fixture.memory.bytes;
        for (size_t i = 10; i < MANY; i++)
            piece_free(&fixture, &pieces[i]);
        fixture.left = 0;
        ki_pool_shrink(&fixture.pool);
        KT_ASSERT(fixture.memory.bytes < most / 8, "%zu of %zu bytes",
                  fixture.memory.bytes, most);
        fixture.left = SIZE_MAX;
        empty(&fixture, pieces);
        ki_pool_shrink(&fixture.pool);
        KT_ASSERT_EQ(fixture.memory.bytes, 0u);
    }
    fixture_close(&fixture);
}

KT_TEST(pool, a_cut_piece_stays_and_gives_its_end_to_others)
{
    static const size_t sizes[][2] = {{512, 496}, {512, 16}, {33, 32},
                                      {40, 35},   {17, 1},   {600, 520},
                                      {600, 100}, {64, 64}};
    struct fixture fixture;

    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        struct piece piece, beside[40];

        fixture_open(&fixture);
        piece_new(&fixture, &piece, sizes[i][0], 1);
        piece.at =
            ki_pool_cut(&fixture.pool, piece.at, sizes[i][0], sizes[i][1]);
        piece.bytes = sizes[i][1];
        for (size_t j = 0; j < 40; j++)
            piece_new(&fixture, &beside[j], 16, 2);
        piece_free(&fixture, &piece);
        for (size_t j = 0; j < 40; j++)
            piece_free(&fixture, &beside[j]);
        fixture_close(&fixture);
    }
}

/* --- Refusals ------------------------------------------------------------- */

KT_TEST(pool, a_refused_piece_changes_nothing)
{
    static const size_t sizes[] = {1, 64, POOL_BYTES_SMALL, 4096};
    struct fixture fixture;

    for (int i = 0; i < 4; i++) {
        fixture_open(&fixture);
        fixture.left = 0;
        KT_ASSERT_NULL(ki_pool_new(&fixture.pool, sizes[i]));
        KT_ASSERT_NULL(ki_pool_resize(&fixture.pool, NULL, 0, sizes[i]));
        KT_ASSERT_EQ(fixture.memory.bytes, 0u);
        fixture_close(&fixture);
    }
}

/* The pieces there were are whole, and what is left of a chunk is still used
 * when memory for a new one is refused. */
KT_TEST(pool, a_refusal_leaves_the_pieces_and_the_rest_of_the_chunk)
{
    enum { PIECES = 5000 };
    static struct piece pieces[PIECES];
    struct fixture fixture;
    size_t count = 0, bytes, held;
    void *block = NULL;

    fixture_open(&fixture);
    for (; count < 10; count++)
        piece_new(&fixture, &pieces[count], 16, count);
    fixture.left = 0;
    while (count < PIECES && (block = ki_pool_new(&fixture.pool, 400)))
        pieces[count++] = (struct piece){.at = block, .bytes = 400};
    for (size_t i = 10; i < count; i++)
        piece_fill(&pieces[i]);
    KT_ASSERT_NULL(block);
    bytes = fixture.memory.bytes;
    held = fixture.pool.held_bytes;
    KT_ASSERT_NULL(ki_pool_new(&fixture.pool, 400));
    KT_ASSERT_EQ(fixture.memory.bytes, bytes);
    KT_ASSERT_EQ(fixture.pool.held_bytes, held);
    if (USE_POOL) {
        piece_new(&fixture, &pieces[count], 16, count);
        count++;
    }
    for (size_t i = 0; i < count; i++)
        piece_free(&fixture, &pieces[i]);
    fixture_close(&fixture);
}

KT_TEST(pool, a_refused_resize_leaves_the_piece_as_it_was)
{
    static const size_t sizes[] = {1, 64, POOL_BYTES_SMALL, 4096};
    struct fixture fixture;

    for (int i = 0; i < 4; i++) {
        struct piece piece;
        size_t bytes;

        fixture_open(&fixture);
        piece_new(&fixture, &piece, sizes[i], 9);
        bytes = fixture.memory.bytes;
        fixture.left = 0;
        KT_ASSERT_NULL(
            ki_pool_resize(&fixture.pool, piece.at, sizes[i], 100000));
        KT_ASSERT_EQ(fixture.memory.bytes, bytes);
        piece_free(&fixture, &piece);
        fixture_close(&fixture);
    }
}

KT_TEST(pool, are_as_new_after_fini)
{
    struct fixture fixture;

    fixture_open(&fixture);
    for (int round = 0; round < 3; round++) {
        void *block = ki_pool_new(&fixture.pool, 100);

        KT_ASSERT_NOT_NULL(block);
        ki_pool_free(&fixture.pool, block, 100);
        ki_pool_fini(&fixture.pool);
        KT_ASSERT_EQ(fixture.memory.bytes, 0u);
    }
    fixture_close(&fixture);
}
