/* relate.c - linking and unlinking whose memory runs out. */
#include "sweep.h"

static void birds(kith_db *db, int members)
{
    for (int i = 0; i < members; i++)
        kith_insert(db, Bird, .name = "tit", .tree_id = 2);
    kith_insert(db, Bird, .id = 99, .name = "owl");
    kith_insert(db, Bird, .id = 98, .name = "emu", .tree_id = 2);
}

static void fruits(kith_db *db, int members)
{
    for (int i = 0; i < members; i++)
        kith_insert(db, Fruit, .tree_code = "pear");
    kith_insert(db, Fruit, .id = 99, .tree_code = "apple");
}

static void leaves(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++)
        kith_insert(db, Leaf, .name = "leaf", .tree_id = 2);
}

static void tags(kith_db *db, int members)
{
    for (int i = 0; i < members; i++)
        kith_insert(db, Tag, .name = "loose");
    kith_insert(db, Tag, .id = 98, .name = "old", .tree_id = 2);
    kith_insert(db, Tag, .id = 99, .name = "new", .tree_id = 1);
}

static void visits(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++) {
        kith_insert(db, Guest, .name = "guest");
        if (i)
            kith_append(orchard_tree(db, 2), guests, kith_get(db, Guest, i));
    }
    kith_insert(db, Guest, .id = 99, .name = "friend");
    kith_append(orchard_tree(db, 2), guests, kith_get(db, Guest, 99));
}

/* Trees that one guest visits, so that the list of the guest grows. */
static void tours(kith_db *db, int members)
{
    Guest *guest = kith_insert(db, Guest, .name = "guest");

    for (int i = 0; i < members; i++)
        kith_append(guest, trees,
                    kith_insert(db, Tree, .code = family_name(i)));
}

static kith_status relate(kith_db *db, int members)
{
    (void)members;
    return kith_relate(kith_get(db, Bird, 99), tree, orchard_tree(db, 2));
}

static kith_status relate_text(kith_db *db, int members)
{
    (void)members;
    return kith_relate(kith_get(db, Fruit, 99), tree, orchard_tree(db, 2));
}

static kith_status unrelate(kith_db *db, int members)
{
    (void)members;
    return kith_unlink(kith_get(db, Bird, 98), tree);
}

static kith_status orphan(kith_db *db, int members)
{
    return kith_unlink(kith_get(db, Leaf, members + 1), tree);
}

static kith_status replace_tag(kith_db *db, int members)
{
    Tree *pear = orchard_tree(db, 2);
    Tag *tag = kith_get(db, Tag, 99);

    return members % 2 ? kith_relate(pear, tag, tag)
                       : kith_relate(tag, tree, pear);
}

static kith_status append(kith_db *db, int members)
{
    (void)members;
    return kith_append(orchard_tree(db, 2), birds, kith_get(db, Bird, 99));
}

static kith_status append_guest(kith_db *db, int members)
{
    return kith_append(orchard_tree(db, 2), guests,
                       kith_get(db, Guest, members + 1));
}

static kith_status append_tree(kith_db *db, int members)
{
    (void)members;
    return kith_append(kith_get(db, Guest, 1), trees, orchard_tree(db, 2));
}

static kith_status take(kith_db *db, int members)
{
    (void)members;
    return kith_remove(orchard_tree(db, 2), birds, kith_get(db, Bird, 98));
}

static kith_status take_leaf(kith_db *db, int members)
{
    return kith_remove(orchard_tree(db, 2), leaves,
                       kith_get(db, Leaf, members / 2 + 1));
}

static kith_status take_guest(kith_db *db, int members)
{
    (void)members;
    return kith_remove(orchard_tree(db, 2), guests, kith_get(db, Guest, 99));
}

static kith_status clear(kith_db *db, int members)
{
    (void)members;
    return kith_clear(orchard_tree(db, 2), birds);
}

static kith_status clear_leaves(kith_db *db, int members)
{
    (void)members;
    return kith_clear(orchard_tree(db, 2), leaves);
}

static kith_status clear_guests(kith_db *db, int members)
{
    (void)members;
    return kith_clear(orchard_tree(db, 2), guests);
}

/* A member stays, behind one that joins, and the others leave. */
static kith_status replace(kith_db *db, int members)
{
    (void)members;
    return kith_replace(
        orchard_tree(db, 2), birds,
        (Bird *[]){kith_get(db, Bird, 99), kith_get(db, Bird, 98)}, 2);
}

static kith_status replace_guests(kith_db *db, int members)
{
    (void)members;
    return kith_replace(
        orchard_tree(db, 2), guests,
        (Guest *[]){kith_get(db, Guest, 99), kith_get(db, Guest, 1)}, 2);
}

static kith_status move(kith_db *db, int members)
{
    (void)members;
    return kith_move(orchard_tree(db, 2), birds, kith_get(db, Bird, 98), 0);
}

KT_TEST(replace, leaves_no_trace_when_memory_runs_out)
{
    static const struct sweep sweeps[] = {
        {"replace birds", birds, replace, false},
        {"replace guests", visits, replace_guests, false},
        {"move a bird", birds, move, true},
    };

    SWEEP(sweeps);
}

KT_TEST(relate, leaves_no_trace_when_memory_runs_out)
{
    static const struct sweep sweeps[] = {
        {"relate a bird", birds, relate, false},
        {"relate a fruit", fruits, relate_text, false},
        {"relate to NULL", birds, unrelate, true},
        {"relate an orphan to NULL", leaves, orphan, true},
        {"replace a tag", tags, replace_tag, true},
    };

    SWEEP(sweeps);
}

KT_TEST(append, leaves_no_trace_when_memory_runs_out)
{
    static const struct sweep sweeps[] = {
        {"append a bird", birds, append, false},
        {"append a guest to a tree", visits, append_guest, false},
        {"append a tree to a guest", tours, append_tree, false},
    };

    SWEEP(sweeps);
}

KT_TEST(remove, leaves_no_trace_when_memory_runs_out)
{
    static const struct sweep sweeps[] = {
        {"remove a bird", birds, take, true},
        {"remove a leaf", leaves, take_leaf, true},
        {"remove a guest", visits, take_guest, true},
        {"clear birds", birds, clear, false},
        {"clear leaves", leaves, clear_leaves, false},
        {"clear guests", visits, clear_guests, false},
    };

    SWEEP(sweeps);
}
