/* insert.c - inserts whose memory runs out. */
#include "sweep.h"

/* As many rows before the call as there are members, so that tables, indexes
 * and lists stand at every step of their growth. */
static void fruits_before(kith_db *db, int members)
{
    for (int i = 0; i < members; i++)
        kith_insert(db, Fruit, .tree_code = "pear");
}

static void birds_before(kith_db *db, int members)
{
    for (int i = 0; i < members; i++)
        kith_insert(db, Bird, .name = i % 2 ? "tit" : family_name(i),
                    .tree_id = 2);
}

static void trees_before(kith_db *db, int members)
{
    for (int i = 0; i < members; i++)
        kith_insert(db, Tree, .code = family_name(i), .kind = i % 3);
}

static void guests_before(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++) {
        kith_insert(db, Guest, .name = "guest");
        if (i)
            kith_insert(db, Visit, .tree_id = 2, .guest_id = i,
                        .note = "a visit");
    }
}

static void tags_before(kith_db *db, int members)
{
    for (int i = 0; i < members; i++)
        kith_insert(db, Tag, .name = "tag");
}

static kith_status fruit(kith_db *db, int members)
{
    (void)members;
    return sweep_status(db, kith_insert(db, Fruit, .tree_code = "pear"));
}

static kith_status fruit_by_row(kith_db *db, int members)
{
    Tree *pear = orchard_tree(db, 2);

    (void)members;
    return sweep_status(db, kith_insert(db, Fruit, .tree.row = pear));
}

static kith_status bird(kith_db *db, int members)
{
    return sweep_status(
        db, kith_insert(db, Bird, .name = members % 2 ? "tit" : "a new name",
                        .tree_id = 2));
}

static kith_status tree(kith_db *db, int members)
{
    return sweep_status(db,
                        kith_insert(db, Tree, .code = "a new code",
                                    .note = "a new note", .kind = members % 5));
}

static kith_status bare_tree(kith_db *db, int members)
{
    (void)members;
    return sweep_status(db, kith_insert_default(db, Tree));
}

static kith_status far_tree(kith_db *db, int members)
{
    return sweep_status(db, kith_insert(db, Tree, .id = 1000000 - 7 * members));
}

static kith_status visit(kith_db *db, int members)
{
    return sweep_status(
        db, kith_insert(db, Visit, .tree_id = 2, .guest_id = members + 1));
}

static kith_status tag(kith_db *db, int members)
{
    (void)members;
    return sweep_status(db,
                        kith_insert(db, Tag, .name = "first", .tree_id = 2));
}

static kith_status birds(kith_db *db, int members)
{
    const Bird rows[3] = {{.name = "tit", .tree_id = 2},
                          {.name = "a new name", .tree_id = members % 2 + 1},
                          {.name = "another", .tree_id = 2}};

    return kith_insert_all(db, Bird, rows, 3);
}

static kith_status bird_of_values(kith_db *db, int members)
{
    const kith_column_value values[] = {
        {offsetof(Bird, name), KITH_STRING("a name nobody had before")},
        {offsetof(Bird, tree_id), KITH_INTEGER(members % 2 + 1)}};

    return sweep_status(db, kith_insert_values(db, &Bird_table, values, 2));
}

KT_TEST(insert, leaves_no_trace_when_memory_runs_out)
{
    static const struct sweep sweeps[] = {
        {"insert a fruit by key", fruits_before, fruit, false},
        {"insert a fruit by row", fruits_before, fruit_by_row, false},
        {"insert a bird", birds_before, bird, false},
        {"insert a bird of values", birds_before, bird_of_values, false},
        {"insert three birds", birds_before, birds, false},
        {"insert a tree", trees_before, tree, false},
        {"insert a bare tree", trees_before, bare_tree, false},
        {"insert a tree far away", trees_before, far_tree, false},
        {"insert a visit", guests_before, visit, false},
        {"insert a tag", tags_before, tag, false},
    };

    SWEEP(sweeps);
}
