/* rows.c - calls on many rows whose memory runs out, half way too. */
#include "sweep.h"

enum { ROWS_MAX = 400 };

/* Half of the birds and fruits are those of tree 2, the others have none. */
static void birds(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++)
        kith_insert(db, Bird, .name = family_name(i % 4),
                    .tree.row = i % 2 ? orchard_tree(db, 2) : NULL);
}

/* Tree 1 has half of its birds lost again, so its list has as many holes as
 * members, and some room behind them. */
static void birds_that_left(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++)
        kith_insert(db, Bird, .name = "tit", .tree_id = 1);
    kith_for_each_row(db, Bird, bird) {
        if (bird->id % 2)
            kith_unlink(bird, tree);
    }
}

static void fruits(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++)
        kith_insert(db, Fruit, .tree_code = i % 2 ? "pear" : NULL);
}

static void leaves(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++)
        kith_insert(db, Leaf, .name = "leaf", .tree_id = 2);
}

static void guests(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++) {
        Guest *guest = kith_insert(db, Guest, .name = "guest");

        if (i % 2)
            kith_append(orchard_tree(db, 2), guests, guest);
    }
}

static void everything(kith_db *db, int members)
{
    birds(db, members);
    fruits(db, members);
    leaves(db, members);
}

/* All rows of a type. */
#define ALL(db, Row, rows, count)    \
    Row *rows[ROWS_MAX];             \
    size_t count = 0;                \
    kith_for_each_row(db, Row, row_) \
    rows[count++] = row_

static kith_status delete_birds(kith_db *db, int members)
{
    ALL(db, Bird, rows, count);
    (void)members;
    return kith_delete_rows(rows, count);
}

static kith_status delete_trees(kith_db *db, int members)
{
    ALL(db, Tree, rows, count);
    (void)members;
    return kith_delete_rows(rows, count);
}

static void trees_of(kith_db *db, Tree **trees, size_t count)
{
    for (size_t i = 0; i < count; i++)
        trees[i] = orchard_tree(db, 1 + (int)(i % 2));
}

static kith_status relate_birds(kith_db *db, int members)
{
    Tree *trees[ROWS_MAX];
    ALL(db, Bird, rows, count);

    (void)members;
    trees_of(db, trees, count);
    return kith_relate_rows(rows, tree, trees, count);
}

static kith_status relate_fruits(kith_db *db, int members)
{
    Tree *trees[ROWS_MAX];
    ALL(db, Fruit, rows, count);

    (void)members;
    trees_of(db, trees, count);
    return kith_relate_rows(rows, tree, trees, count);
}

/* The first is named twice, so it is a matter of the change set. */
static kith_status relate_twice(kith_db *db, int members)
{
    Tree *trees[ROWS_MAX + 1];
    ALL(db, Bird, rows, count);

    (void)members;
    rows[count++] = rows[0];
    trees_of(db, trees, count);
    return kith_relate_rows(rows, tree, trees, count);
}

static kith_status append_birds(kith_db *db, int members)
{
    ALL(db, Bird, rows, count);
    (void)members;
    return kith_append_rows(orchard_tree(db, 1), birds, rows, count);
}

static kith_status append_fruits(kith_db *db, int members)
{
    ALL(db, Fruit, rows, count);
    (void)members;
    return kith_append_rows(orchard_tree(db, 1), fruits, rows, count);
}

static kith_status append_leaves(kith_db *db, int members)
{
    ALL(db, Leaf, rows, count);
    (void)members;
    return kith_append_rows(orchard_tree(db, 1), leaves, rows, count);
}

static kith_status append_guests(kith_db *db, int members)
{
    ALL(db, Guest, rows, count);
    (void)members;
    return kith_append_rows(orchard_tree(db, 2), guests, rows, count);
}

static kith_status remove_birds(kith_db *db, int members)
{
    Tree *tree = orchard_tree(db, 2);

    (void)members;
    return kith_remove_rows(tree, birds, tree->birds.places,
                            tree->birds.place_count);
}

static kith_status remove_leaves(kith_db *db, int members)
{
    Tree *tree = orchard_tree(db, 2);

    (void)members;
    return kith_remove_rows(tree, leaves, tree->leaves.places,
                            tree->leaves.place_count);
}

static kith_status remove_guests(kith_db *db, int members)
{
    Guest *rows[ROWS_MAX];
    size_t count = 0;

    (void)members;
    kith_for_each(visit, orchard_tree(db, 2)->guests)
        rows[count++] = visit->guest.row;
    return kith_remove_rows(orchard_tree(db, 2), guests, rows, count);
}

static const struct sweep sweeps[] = {
    {"delete rows without children", birds, delete_birds, true},
    {"delete rows and what follows", everything, delete_trees, false},
    {"relate rows", birds, relate_birds, false},
    {"relate rows by a text", fruits, relate_fruits, false},
    {"relate a row twice", birds, relate_twice, false},
    {"append rows", birds, append_birds, false},
    {"append rows where there are holes", birds_that_left, append_birds, true},
    {"append rows by a text", fruits, append_fruits, false},
    {"append orphans", leaves, append_leaves, false},
    {"append pairs", guests, append_guests, false},
    {"remove rows", birds, remove_birds, true},
    {"remove orphans", leaves, remove_leaves, false},
    {"remove pairs", guests, remove_guests, false},
};

KT_TEST(rows, leave_no_trace_when_memory_runs_out)
{
    SWEEP(sweeps);
}

/* The same within a level, whose records are refused as well. */
static kith_db *open_in_level(void)
{
    kith_db *db = family_open(ORCHARD);

    orchard_plant(db);
    ANSWERS(kith_begin(db), KITH_OK);
    return db;
}

KT_TEST(rows, leave_no_trace_in_a_level)
{
    SWEEP_IN(open_in_level, sweeps);
}
