/* order_tree.c - an ordered index beside a sorted array, over keys of every
 * kind, in levels that are committed or rolled back. */
#include "data/order_tree.h"

#include "give_some.h"
#include "kt.h"

#include <stdlib.h>

enum { ROWS = 250 };

typedef struct Row Row;
struct Row {
    int64_t wide;
    int32_t narrow;
    float real;
    const char *text;
    char chars[12];
    bool flag;
    uint64_t stamp;
};

enum { WIDE, NARROW, REAL, TEXT, CHARS, FLAG, COLUMNS };

/* A key: its columns, and by which the greater ones come first. */
struct kind_of_key {
    int columns[3];
    size_t count;
    uint32_t descending;
};
static const struct kind_of_key kinds[] = {
    {{WIDE}, 1, 0},         {{WIDE}, 1, 1},
    {{NARROW, WIDE}, 2, 2}, {{REAL}, 1, 0},
    {{REAL, FLAG}, 2, 1},   {{TEXT}, 1, 0},
    {{TEXT, NARROW}, 2, 1}, {{CHARS}, 1, 0},
    {{CHARS, REAL}, 2, 3},  {{FLAG}, 1, 0},
    {{FLAG, NARROW}, 2, 1}, {{NARROW, TEXT, WIDE}, 3, 5},
};
enum { KINDS = sizeof(kinds) / sizeof(*kinds) };

static struct column all_columns[COLUMNS] = {
    {.kind = KITH_KIND_I64, .offset = offsetof(Row, wide), .bytes = 8},
    {.kind = KITH_KIND_I32, .offset = offsetof(Row, narrow), .bytes = 4},
    {.kind = KITH_KIND_F32, .offset = offsetof(Row, real), .bytes = 4},
    {.kind = KITH_KIND_TEXT, .offset = offsetof(Row, text), .bytes = 8},
    {.kind = KITH_KIND_CHARS, .offset = offsetof(Row, chars), .bytes = 12},
    {.kind = KITH_KIND_BOOL, .offset = offsetof(Row, flag), .bytes = 1},
};

/* Every row has a cell; `model` has those that are in the index, in order. */
struct fixture {
    size_t left; /* requests of memory that are granted */
    struct memory memory;
    struct directory directory;
    struct pool pool;
    struct slab slab;
    struct column *columns[3];
    struct key key;
    const struct kind_of_key *kind;
    struct order_tree index;
    Row *rows[ROWS];
    bool held[ROWS];
    Row *model[ROWS];
    size_t count;
    uint64_t random;
};

static const struct kith_chunk_ no_store;

static uint32_t below(struct fixture *fixture, uint32_t limit)
{
    fixture->random =
        fixture->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((fixture->random >> 33) % limit);
}

/* Few values, so that many are equal; and the ends of what there is. */
static void give_values(struct fixture *fixture, Row *row)
{
    static const char *const texts[] = {"",
                                        "a",
                                        "a long beginning, and then 1",
                                        "b",
                                        "a long beginning, and then 2",
                                        "a long ",
                                        "\xff high",
                                        "a long beginning"};
    static const char *const chars[] = {"", "a", "twelve chars", "twelve", "b"};
    static const float reals[] = {0.0f,  -0.0f,  1.5f, -1.5f,
                                  1e30f, -1e30f, 2.5f, 0.0f / 1.0f};
    static const int64_t wides[] = {INT64_MIN, INT64_MAX, 0, -1, 1};

    row->wide = below(fixture, 4) == 0 ? wides[below(fixture, 5)]
                                       : (int64_t)below(fixture, 400) - 200;
    row->narrow =
        below(fixture, 8) == 0 ? INT32_MIN : (int32_t)below(fixture, 100) - 50;
    row->real = reals[below(fixture, 8)];
    if (below(fixture, 10) == 0)
        row->real = (float)(0.0 * 1e300 * 1e300); /* NaN or 0 */
    row->text = texts[below(fixture, 8)];
    strncpy(row->chars, chars[below(fixture, 5)], sizeof(row->chars));
    row->flag = below(fixture, 2) == 1;
}

static void fixture_open(struct fixture *fixture,
                         const struct kind_of_key *kind, uint64_t seed)
{
    kith_allocator hooks = {.resize = give_some, .context = &fixture->left};

    *fixture = (struct fixture){
        .left = SIZE_MAX, .kind = kind, .random = seed, .count = 0};
    ki_memory_init(&fixture->memory, &hooks);
    ki_directory_init(&fixture->directory, &fixture->memory);
    ki_pool_init(&fixture->pool, &fixture->memory);
    ki_slab_init(&fixture->slab, &fixture->directory, sizeof(Row), 8, 0,
                 GENERATION_MOST);
    for (size_t i = 0; i < kind->count; i++)
        fixture->columns[i] = &all_columns[kind->columns[i]];
    fixture->key = (struct key){.columns = fixture->columns,
                                .column_count = (uint8_t)kind->count,
                                .descending = kind->descending,
                                .never_null = true};
    ki_order_tree_init(&fixture->index, &fixture->key, offsetof(Row, stamp),
                       &fixture->directory, &fixture->pool);
    for (size_t i = 0; i < ROWS; i++) {
        if (fixture->slab.ready == 0)
            KT_ASSERT(ki_slab_reserve_rows(&fixture->slab, &no_store, 1));
        fixture->rows[i] = (Row *)(void *)ki_slab_take(&fixture->slab);
        ki_slab_publish(&fixture->slab, (char *)fixture->rows[i]);
        give_values(fixture, fixture->rows[i]);
    }
}

static void fixture_close(struct fixture *fixture)
{
    ki_order_tree_fini(&fixture->index);
    ki_slab_fini(&fixture->slab);
    ki_directory_fini(&fixture->directory);
    ki_pool_fini(&fixture->pool);
    KT_ASSERT_EQ(fixture->memory.bytes, 0u);
}

/* --- The model ------------------------------------------------------------ */

static int compare_numbers(double a, double b)
{
    if (a != a || b != b)
        return (a != a) - (b != b);
    return (a > b) - (a < b);
}

static int compare_column(int column, const Row *a, const Row *b)
{
    switch (column) {
    case WIDE:
        return (a->wide > b->wide) - (a->wide < b->wide);
    case NARROW:
        return compare_numbers(a->narrow, b->narrow);
    case REAL:
        return compare_numbers((double)a->real, (double)b->real);
    case TEXT:
        return strcmp(a->text, b->text);
    case CHARS:
        return strncmp(a->chars, b->chars, sizeof(a->chars));
    default:
        return a->flag - b->flag;
    }
}

/* By so many columns. */
static int compare_values(const struct kind_of_key *kind, size_t count,
                          const Row *a, const Row *b)
{
    for (size_t i = 0; i < count; i++) {
        int order = compare_column(kind->columns[i], a, b);

        if (order != 0)
            return kind->descending >> i & 1 ? -order : order;
    }
    return 0;
}

static size_t model_place(const struct fixture *fixture, const Row *row)
{
    for (size_t i = 0; i < fixture->count; i++) {
        if (fixture->model[i] == row)
            return i;
    }
    return SIZE_MAX;
}

static void model_insert(struct fixture *fixture, Row *row, size_t place)
{
    memmove(&fixture->model[place + 1], &fixture->model[place],
            (fixture->count - place) * sizeof(Row *));
    fixture->model[place] = row;
    fixture->count++;
}

/* Behind those that are equal. */
static void model_put(struct fixture *fixture, Row *row)
{
    size_t place = 0;

    while (place < fixture->count &&
           compare_values(fixture->kind, fixture->kind->count,
                          fixture->model[place], row) <= 0)
        place++;
    model_insert(fixture, row, place);
}

static size_t model_take(struct fixture *fixture, const Row *row)
{
    size_t place = model_place(fixture, row);

    KT_ASSERT_NE(place, SIZE_MAX);
    fixture->count--;
    memmove(&fixture->model[place], &fixture->model[place + 1],
            (fixture->count - place) * sizeof(Row *));
    return place;
}

/* --- Comparing ------------------------------------------------------------ */

static size_t rank_of_row(const struct order_tree *index, const Row *row)
{
    const void *values[KEY_COLUMNS_MAX];
    struct order_seek seek =
        ki_order_seek_row(&index->rows, (const char *)row, values);

    return ki_order_tree_seek(index, &seek).rank;
}

/* Both ways, by number and by place. */
static void require_same_rows(struct fixture *fixture)
{
    const struct order_tree *index = &fixture->index;
    struct order_place place = ki_order_tree_at(index, 0);

    KT_ASSERT_EQ(ki_order_tree_count(index), fixture->count);
    for (size_t i = 0; i < fixture->count; i++) {
        struct order_place other = ki_order_tree_at(index, i);

        KT_ASSERT_EQ(rank_of_row(index, fixture->model[i]), i);
        KT_ASSERT_EQ(ki_order_tree_next(index, &other),
                     (char *)fixture->model[i]);
        KT_ASSERT_EQ(ki_order_tree_next(index, &place),
                     (char *)fixture->model[i]);
        KT_ASSERT(ki_order_tree_holds(index, (char *)fixture->model[i]));
    }
    KT_ASSERT_NULL(ki_order_tree_next(index, &place));
    place = ki_order_tree_at(index, fixture->count);
    for (size_t i = fixture->count; i > 0; i--)
        KT_ASSERT_EQ(ki_order_tree_before(index, &place),
                     (char *)fixture->model[i - 1]);
    KT_ASSERT_NULL(ki_order_tree_before(index, &place));
}

/* The first column, the first two, and so on, of a value that need not be
 * there. */
static void require_same_bounds(struct fixture *fixture)
{
    const struct kind_of_key *kind = fixture->kind;
    const void *values[3];
    Row like = {0};

    give_values(fixture, &like);
    for (size_t i = 0; i < kind->count; i++)
        values[i] = (const char *)&like + fixture->columns[i]->offset;
    for (size_t count = 0; count <= kind->count; count++) {
        struct order_seek seek = {
            .sort = ki_sort_values(&fixture->key, values, count)};
        struct order_spot spot;
        size_t before = 0, behind = 0;

        for (size_t i = 0; i < fixture->count; i++) {
            int order = compare_values(kind, count, fixture->model[i], &like);

            before += order < 0;
            behind += order <= 0;
        }
        seek.side = ORDER_BEFORE;
        spot = ki_order_tree_seek(&fixture->index, &seek);
        KT_ASSERT_EQ(spot.rank, before);
        KT_ASSERT_EQ(ki_order_tree_end_of(&fixture->index, &seek.sort, &spot),
                     behind);
        seek.side = ORDER_BEHIND;
        KT_ASSERT_EQ(ki_order_tree_seek(&fixture->index, &seek).rank, behind);
    }
}

static void require_whole(struct fixture *fixture)
{
    KT_ASSERT(ki_order_tree_verify(&fixture->index, fixture->count));
    require_same_rows(fixture);
}

/* --- What is done --------------------------------------------------------- */

static void put(struct fixture *fixture, size_t i)
{
    Row *row = fixture->rows[i];

    KT_ASSERT(ki_order_tree_reserve(&fixture->index, 1));
    ki_order_tree_put(&fixture->index, (char *)row, (char *)row);
    model_put(fixture, row);
    fixture->held[i] = true;
}

static size_t take(struct fixture *fixture, size_t i)
{
    ki_order_tree_take(&fixture->index, (char *)fixture->rows[i]);
    fixture->held[i] = false;
    return model_take(fixture, fixture->rows[i]);
}

static void turn(struct fixture *fixture, size_t i)
{
    if (fixture->held[i]) {
        take(fixture, i);
    } else {
        give_values(fixture, fixture->rows[i]);
        put(fixture, i);
    }
}

KT_TEST(order_tree, rows_of_every_kind_of_key_stand_in_their_order)
{
    struct fixture fixture;

    for (size_t kind = 0; kind < KINDS; kind++) {
        fixture_open(&fixture, &kinds[kind], kind + 1);
        for (int i = 0; i < 1000; i++) {
            uint32_t limit = i / 200 % 2 == 0 ? ROWS : 40;

            turn(&fixture, below(&fixture, limit));
            if (i % 50 == 0)
                require_same_bounds(&fixture);
            if (i % 100 == 0)
                require_whole(&fixture);
        }
        for (size_t i = 0; i < ROWS; i++) {
            if (fixture.held[i])
                take(&fixture, i);
            if (i % 50 == 0)
                require_whole(&fixture);
        }
        require_whole(&fixture);
        KT_ASSERT_NULL(fixture.index.root);
        fixture_close(&fixture);
    }
}

/* What was done in a level: a row left with these values, from this place of
 * the model; or came. */
struct done {
    size_t row, place;
    bool put;
    Row values;
};

static void take_back(struct fixture *fixture, const struct done *done,
                      size_t count)
{
    size_t requests = fixture->memory.requests;

    while (count-- > 0) {
        size_t i = done[count].row;
        Row *row = fixture->rows[i];

        if (done[count].put) {
            ki_order_tree_take(&fixture->index, (char *)row);
            model_take(fixture, row);
        } else {
            *row = done[count].values;
            ki_order_tree_untake(&fixture->index, (char *)row);
            model_insert(fixture, row, done[count].place);
        }
        fixture->held[i] = !done[count].put;
    }
    KT_ASSERT_EQ(fixture->memory.requests, requests);
}

static void do_some(struct fixture *fixture, struct done *done, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t row = below(fixture, ROWS);

        done[i].row = row;
        done[i].put = !fixture->held[row];
        done[i].values = *fixture->rows[row];
        if (!done[i].put)
            done[i].place = take(fixture, row);
        else
            turn(fixture, row);
    }
}

KT_TEST(order_tree, a_level_is_taken_back_without_memory)
{
    static struct done done[200];
    struct fixture fixture;

    for (size_t kind = 0; kind < KINDS; kind++) {
        fixture_open(&fixture, &kinds[kind], kind + 100);
        for (int level = 0; level < 25; level++) {
            size_t count = below(&fixture, 200);

            fixture.pool.holes_stay = true;
            do_some(&fixture, done, count);
            if (below(&fixture, 3) > 0)
                take_back(&fixture, done, count);
            else if (below(&fixture, 2) == 0)
                take_back(&fixture, done + count / 2, count - count / 2);
            require_same_rows(&fixture);
            fixture.pool.holes_stay = false;
            ki_order_tree_tidy(&fixture.index);
            require_whole(&fixture);
            require_same_bounds(&fixture);
        }
        fixture_close(&fixture);
    }
}

KT_TEST(order_tree, what_one_reserve_promises_needs_no_more_memory)
{
    struct fixture fixture;

    for (size_t kind = 0; kind < KINDS; kind++) {
        fixture_open(&fixture, &kinds[kind], kind + 200);
        for (int round = 0; round < 12; round++) {
            size_t puts = 0, most = below(&fixture, ROWS), requests;

            KT_ASSERT(ki_order_tree_reserve(&fixture.index, most));
            requests = fixture.memory.requests;
            for (size_t i = 0; i < ROWS && puts < most; i++) {
                Row *row = fixture.rows[i];

                if (fixture.held[i])
                    continue;
                row->wide = round % 2 == 0 ? (int64_t)i : -(int64_t)i;
                ki_order_tree_put(&fixture.index, (char *)row, (char *)row);
                model_put(&fixture, row);
                fixture.held[i] = true;
                puts++;
            }
            KT_ASSERT_EQ(fixture.memory.requests, requests);
            ki_order_tree_unreserve(&fixture.index, most - puts);
            require_whole(&fixture);
            for (size_t i = 0; i < ROWS; i++) {
                if (fixture.held[i] && below(&fixture, 3) > 0)
                    take(&fixture, i);
            }
            require_whole(&fixture);
        }
        fixture_close(&fixture);
    }
}

KT_TEST(order_tree, a_reserve_that_is_refused_leaves_it_as_it_was)
{
    struct fixture fixture;

    fixture_open(&fixture, &kinds[0], 300);
    for (size_t i = 0; i < ROWS; i++) {
        size_t granted = 0;

        fixture.left = 0;
        while (!ki_order_tree_reserve(&fixture.index, 1)) {
            require_whole(&fixture);
            fixture.left = ++granted;
        }
        fixture.left = SIZE_MAX;
        ki_order_tree_unreserve(&fixture.index, 1);
        put(&fixture, i);
    }
    require_whole(&fixture);
    fixture_close(&fixture);
}

KT_TEST(order_tree, shrinking_keeps_the_order_and_fills_the_leaves)
{
    struct fixture fixture;

    for (size_t kind = 0; kind < KINDS; kind++) {
        fixture_open(&fixture, &kinds[kind], kind + 400);
        for (int round = 0; round < 6; round++) {
            size_t bytes;

            for (int i = 0; i < 150; i++)
                turn(&fixture, below(&fixture, ROWS));
            for (size_t i = 0; i < ROWS; i++) {
                if (fixture.held[i] && round % 3 == 2)
                    take(&fixture, i);
            }
            bytes = ki_order_tree_bytes(&fixture.index);
            ki_order_tree_shrink(&fixture.index);
            KT_ASSERT(ki_order_tree_bytes(&fixture.index) <= bytes);
            KT_ASSERT_EQ(fixture.index.leaf_count,
                         (fixture.count + LEAF_ENTRIES - 1) / LEAF_ENTRIES);
            require_whole(&fixture);
            require_same_bounds(&fixture);
        }
        fixture_close(&fixture);
    }
}

KT_TEST(order_tree, rows_that_come_in_order_fill_leaves_whole)
{
    struct fixture fixture;

    for (int down = 0; down < 2; down++) {
        fixture_open(&fixture, &kinds[0], 500);
        for (size_t i = 0; i < ROWS; i++) {
            fixture.rows[i]->wide = down ? -(int64_t)i : (int64_t)i;
            put(&fixture, i);
        }
        KT_ASSERT_EQ(fixture.index.leaf_count,
                     (size_t)(ROWS + LEAF_ENTRIES - 1) / LEAF_ENTRIES);
        require_whole(&fixture);
        fixture_close(&fixture);
    }
}
