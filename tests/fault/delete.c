/* delete.c - deletes whose memory runs out before, within and after the plan. */
#include "sweep.h"

static void nobody(kith_db *db, int members)
{
    for (int i = 0; i < members; i++)
        kith_insert(db, Tree, .code = family_name(i));
}

static void fruits(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++)
        kith_insert(db, Fruit, .tree_code = "pear");
}

static void birds(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++)
        kith_insert(db, Bird, .name = "tit", .tree_id = 2);
}

static void nests(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++)
        kith_insert(db, Nest, .name = "nest", .tree_id = 2);
}

static void leaves(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++)
        kith_insert(db, Leaf, .name = "leaf", .tree_id = 2);
}

static void tags(kith_db *db, int members)
{
    nobody(db, members);
    kith_insert(db, Tag, .name = "tag", .tree_id = 2);
}

static void visits(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++) {
        kith_insert(db, Guest, .name = "guest");
        kith_append(orchard_tree(db, 2), guests, kith_get(db, Guest, i + 1));
    }
}

static void everything(kith_db *db, int members)
{
    fruits(db, members);
    birds(db, members);
    nests(db, members);
    leaves(db, members);
    tags(db, members);
    visits(db, members);
}

static kith_status fell(kith_db *db, int members)
{
    (void)members;
    return kith_delete(orchard_tree(db, 2));
}

static kith_status pick(kith_db *db, int members)
{
    return kith_delete(kith_get(db, Fruit, members / 2 + 1));
}

KT_TEST(delete, leaves_no_trace_when_memory_runs_out)
{
    static const struct sweep sweeps[] = {
        {"delete a row alone", nobody, fell, true},
        {"delete a child", fruits, pick, true},
        {"cascade", fruits, fell, true},
        {"set null", birds, fell, false},
        {"set default", nests, fell, false},
        {"delete_orphan", leaves, fell, true},
        {"unlink a one-to-one", tags, fell, true},
        {"association rows", visits, fell, true},
    };

    SWEEP(sweeps);
}

KT_TEST(delete, of_every_action_at_once_leaves_no_trace)
{
    static const struct sweep sweeps[] = {
        {"everything", everything, fell, false},
    };

    SWEEP(sweeps);
}
