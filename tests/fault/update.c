/* update.c - changes of columns and keys whose memory runs out. */
#include "sweep.h"

#include <string.h>

static void nothing(kith_db *db, int members)
{
    for (int i = 0; i < members; i++)
        kith_insert(db, Tree, .code = family_name(i), .kind = 3);
}

static void birds(kith_db *db, int members)
{
    for (int i = 0; i < members; i++)
        kith_insert(db, Bird, .name = "tit", .tree_id = 2);
    kith_insert(db, Bird, .id = 99, .name = "owl", .tree_id = 1);
}

static void fruits(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++)
        kith_insert(db, Fruit, .tree_code = "pear");
    kith_insert(db, Fruit, .id = 99, .tree_code = "apple");
}

static void leaves(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++)
        kith_insert(db, Leaf, .name = "leaf", .tree_id = 2);
}

static void everything(kith_db *db, int members)
{
    birds(db, members);
    fruits(db, members);
    leaves(db, members);
    kith_insert(db, Tag, .name = "tag", .tree_id = 2);
    for (int i = 0; i <= members; i++) {
        kith_insert(db, Nest, .name = "nest", .tree_id = 2);
        kith_insert(db, Guest, .name = "guest");
        kith_insert(db, Visit, .tree_id = 2, .guest_id = i + 1);
    }
}

static kith_status set_text(kith_db *db, int members)
{
    char note[1000] = {0}; /* needs memory that is not at hand */
    (void)members;
    memset(note, 'x', sizeof note - 1);
    return kith_set(orchard_tree(db, 2), note, note);
}

static kith_status set_key_text(kith_db *db, int members)
{
    (void)members;
    return kith_set(orchard_tree(db, 2), code, "a longer code than before");
}

static kith_status set_indexed(kith_db *db, int members)
{
    return kith_set(orchard_tree(db, 2), kind, members % 2 ? 3 : 9);
}

static kith_status set_key(kith_db *db, int members)
{
    Tree *pear = kith_find(db, Tree, code, "pear");

    return kith_set(pear, id, members % 2 ? 100 + members : 1000000);
}

static kith_status set_foreign_key(kith_db *db, int members)
{
    (void)members;
    return kith_set(kith_get(db, Bird, 99), tree_id, 2);
}

static kith_status set_text_foreign_key(kith_db *db, int members)
{
    (void)members;
    return kith_set(kith_get(db, Fruit, 99), tree_code, "pear");
}

static kith_status set_null_text(kith_db *db, int members)
{
    (void)members;
    return kith_set_null(orchard_tree(db, 2), note);
}

static kith_status set_null_key(kith_db *db, int members)
{
    (void)members;
    return kith_set_null(kith_get(db, Bird, 99), tree_id);
}

static kith_status set_null_orphan(kith_db *db, int members)
{
    return kith_set_null(kith_get(db, Leaf, members / 2 + 1), tree_id);
}

static kith_status update(kith_db *db, int members)
{
    Bird *owl = kith_get(db, Bird, 99);

    (void)members;
    return kith_update(owl, kith_to(owl, name, "a name nobody had before"),
                       kith_to(owl, tree_id, 2));
}

static kith_status set_value(kith_db *db, int members)
{
    (void)members;
    return kith_set_value_at(
        orchard_tree(db, 2), offsetof(Tree, code),
        (kith_value)KITH_STRING("a longer code than before"));
}

static kith_status update_values(kith_db *db, int members)
{
    const kith_column_value values[] = {
        {offsetof(Bird, name), KITH_STRING("a name nobody had before")},
        {offsetof(Bird, tree_id), KITH_INTEGER(2)}};

    (void)members;
    return kith_update_values(kith_get(db, Bird, 99), values, 2);
}

/* Two trees exchange their codes, which fruits follow, and one bird moves to
 * each. */
static kith_status update_rows(kith_db *db, int members)
{
    Tree *apple = orchard_tree(db, 1), *pear = orchard_tree(db, 2);
    Bird *owl = kith_get(db, Bird, 99), *tit = kith_get(db, Bird, 100);

    (void)members;
    return kith_update_all(db, kith_row_to(apple, code, pear->code),
                           kith_row_to(owl, name, "a name nobody had before"),
                           kith_row_to(pear, code, apple->code),
                           kith_row_to(owl, tree_id, 2),
                           kith_row_to(tit, tree_id, 1));
}

static void birds_and_fruits(kith_db *db, int members)
{
    birds(db, members);
    kith_insert(db, Bird, .id = 100, .name = "tit", .tree_id = 2);
    fruits(db, members);
}

/* As many rows as there are, each given the name of all. */
static kith_status update_all_birds(kith_db *db, int members)
{
    static const char *name = "a name nobody had before";
    kith_row_assignment changes[100];
    size_t count = 0;

    (void)members;
    kith_for_each_row(db, Bird, bird)
        changes[count++] =
            (kith_row_assignment){bird, offsetof(Bird, name), &name};
    return kith_update_rows(db, changes, count);
}

KT_TEST(update, leaves_no_trace_when_memory_runs_out)
{
    static const struct sweep sweeps[] = {
        {"set a text", nothing, set_text, false},
        {"set a unique text", nothing, set_key_text, false},
        {"set an indexed number", nothing, set_indexed, false},
        {"set a key", nothing, set_key, false},
        {"set a foreign key", birds, set_foreign_key, false},
        {"set a text foreign key", fruits, set_text_foreign_key, false},
        {"set a text to NULL", nothing, set_null_text, true},
        {"set a foreign key to NULL", birds, set_null_key, true},
        {"set the key of an orphan to NULL", leaves, set_null_orphan, true},
        {"update two columns", birds, update, false},
        {"set a value", nothing, set_value, false},
        {"update two values", birds, update_values, false},
        {"update some rows", birds_and_fruits, update_rows, false},
        {"update all rows", birds, update_all_birds, false},
    };

    SWEEP(sweeps);
}

KT_TEST(update, of_a_key_with_children_leaves_no_trace)
{
    static const struct sweep sweeps[] = {
        {"follow a text key", fruits, set_key_text, false},
        {"unlink from a changed key", birds, set_key, true},
        {"delete_orphan children follow a key", leaves, set_key, false},
        {"every child of a changed key", everything, set_key, false},
        {"every child of a changed text key", everything, set_key_text, false},
    };

    SWEEP(sweeps);
}
