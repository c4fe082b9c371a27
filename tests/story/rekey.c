/* rekey.c - changing a key that other rows refer to, by each .on_update. */
#include "family.h"

#include <string.h>

/* One parent with two keys, and a table of children for each action. */
typedef struct Key Key;
#define CHILD(Row) typedef struct Row Row
CHILD(Silent);
CHILD(Refusing);
CHILD(Restricting);
CHILD(Following);
CHILD(Leaving);
CHILD(Falling);
CHILD(Lettered);
struct Key {
    const int64_t id;
    KITH_TEXT letter;
    KITH_COLLECTION(Following) followers;
    KITH_COLLECTION(Falling) fallers;
    KITH_COLLECTION(Lettered) lettered;
};
#define ROW(Row)                 \
    struct Row {                 \
        const int64_t id;        \
        KITH_TEXT name;          \
        const int64_t key_id;    \
        KITH_REFERENCE(Key) key; \
    }
ROW(Silent);
ROW(Refusing);
ROW(Restricting);
ROW(Following);
ROW(Leaving);
ROW(Falling);
struct Lettered {
    const int64_t id;
    KITH_TEXT name;
    KITH_TEXT letter;
    KITH_REFERENCE(Key) key;
};

#define TABLE(Row, table_name, ...)                               \
    static KITH_TABLE(Row, table_name, KITH_PRIMARY_KEY(Row, id), \
                      KITH_COLUMN(Row, name), __VA_ARGS__)
static KITH_TABLE(
    Key, "keys", KITH_PRIMARY_KEY(Key, id),
    KITH_COLUMN(Key, letter, .unique = true),
    KITH_RELATIONSHIP(Key, followers, Following, .back_populates = "key"),
    KITH_RELATIONSHIP(Key, fallers, Falling, .back_populates = "key"),
    KITH_RELATIONSHIP(Key, lettered, Lettered, .back_populates = "key"));
TABLE(Silent, "silent", KITH_FOREIGN_KEY(Silent, key_id, Key, id),
      KITH_RELATIONSHIP(Silent, key, Key));
TABLE(Refusing, "refusing",
      KITH_FOREIGN_KEY(Refusing, key_id, Key, id, .on_update = KITH_NO_ACTION),
      KITH_RELATIONSHIP(Refusing, key, Key));
TABLE(Restricting, "restricting",
      KITH_FOREIGN_KEY(Restricting, key_id, Key, id,
                       .on_update = KITH_RESTRICT),
      KITH_RELATIONSHIP(Restricting, key, Key));
TABLE(Following, "following",
      KITH_FOREIGN_KEY(Following, key_id, Key, id, .on_update = KITH_CASCADE),
      KITH_RELATIONSHIP(Following, key, Key, .back_populates = "followers"));
TABLE(Leaving, "leaving",
      KITH_FOREIGN_KEY(Leaving, key_id, Key, id, .on_update = KITH_SET_NULL),
      KITH_RELATIONSHIP(Leaving, key, Key));
TABLE(Falling, "falling",
      KITH_FOREIGN_KEY(Falling, key_id, Key, id, .on_update = KITH_SET_DEFAULT,
                       .default_value = KITH_INTEGER(1)),
      KITH_RELATIONSHIP(Falling, key, Key, .back_populates = "fallers"));
TABLE(Lettered, "lettered",
      KITH_FOREIGN_KEY(Lettered, letter, Key, letter,
                       .on_update = KITH_CASCADE),
      KITH_RELATIONSHIP(Lettered, key, Key, .back_populates = "lettered"));

static kith_db *open_keys(void)
{
    return OPEN(Key, Silent, Refusing, Restricting, Following, Leaving, Falling,
                Lettered);
}

KT_TEST(rekey, of_a_row_without_children_moves_it_in_the_index)
{
    kith_db *db = open_keys();
    Key *key = kith_insert(db, Key, .letter = "a");
    kith_insert(db, Key, .letter = "b");

    ANSWERS(kith_set(key, id, 50), KITH_OK);
    REFUSES(db, kith_set(key, id, 2), KITH_E_UNIQUE);

    KT_ASSERT_EQ(kith_get(db, Key, 50), key);
    KT_ASSERT_NULL(kith_get(db, Key, 1));
    family_close(db);
}

KT_TEST(rekey, is_refused_by_silence_no_action_and_restrict)
{
    for (int way = 0; way < 3; way++) {
        kith_db *db = open_keys();
        Key *key = kith_insert(db, Key, .letter = "a");
        void *child =
            way == 0   ? (void *)kith_insert(db, Silent, .key.row = key)
            : way == 1 ? (void *)kith_insert(db, Refusing, .key.row = key)
                       : (void *)kith_insert(db, Restricting, .key.row = key);

        REFUSES(db, kith_set(key, id, 9), KITH_E_CHILDREN);
        ANSWERS(kith_set(key, id, 1), KITH_OK);
        ANSWERS(kith_set(key, letter, "z"), KITH_OK);
        ANSWERS(kith_delete(child), KITH_OK);
        ANSWERS(kith_set(key, id, 9), KITH_OK);
        KT_ASSERT_EQ(kith_get(db, Key, 9), key);
        family_close(db);
    }
}

KT_TEST(rekey, takes_the_children_along_under_cascade)
{
    kith_db *db = open_keys();
    Key *key = kith_insert(db, Key, .letter = "a");
    Key *other = kith_insert(db, Key, .letter = "b");
    for (int i = 0; i < 20; i++) {
        kith_insert(db, Following, .name = family_name(i),
                    .key.row = i % 4 ? key : other);
    }
    kith_delete(kith_get(db, Following, 10));

    ANSWERS(kith_set(key, id, 70), KITH_OK);

    ASSERT_LIST(key->followers, name, "1 2 3 5 6 7 10 11 13 14 15 17 18 19");
    ASSERT_LIST(other->followers, name, "0 4 8 12 16");
    kith_for_each(child, key->followers) KT_ASSERT_EQ(child->key_id, 70);
    ASSERT_MATCHES(db, Following, key_id, 70, name,
                   "1 2 3 5 6 7 10 11 13 14 15 17 18 19");
    ASSERT_MATCHES(db, Following, key_id, 1, name, "");
    family_close(db);
}

KT_TEST(rekey, takes_children_along_to_a_text_and_from_it)
{
    kith_db *db = open_keys();
    Key *key = kith_insert(db, Key, .letter = "a");
    Lettered *child = kith_insert(db, Lettered, .name = "x", .letter = "a");
    Lettered *twin = kith_insert(db, Lettered, .name = "y", .key.row = key);

    ANSWERS(kith_set(key, letter, "a much longer letter than before"), KITH_OK);

    KT_ASSERT_STR_EQ(child->letter, "a much longer letter than before");
    KT_ASSERT_STR_EQ(twin->letter, key->letter);
    ASSERT_LIST(key->lettered, name, "x y");
    ANSWERS(kith_set(key, letter, "b"), KITH_OK);
    ANSWERS(kith_set_null(child, letter), KITH_OK);
    ANSWERS(kith_set(child, letter, "b"), KITH_OK);
    REFUSES(db, kith_set(child, letter, "a"), KITH_E_PARENT);
    ASSERT_LIST(key->lettered, name, "y x");
    family_close(db);
}

KT_TEST(rekey, unlinks_the_children_under_set_null)
{
    kith_db *db = open_keys();
    Key *key = kith_insert(db, Key, .letter = "a");
    Leaving *one = kith_insert(db, Leaving, .key.row = key);
    Leaving *two = kith_insert(db, Leaving, .key.row = key);

    ANSWERS(kith_set(key, id, 1), KITH_OK);
    KT_ASSERT_EQ(one->key.row, key);
    ANSWERS(kith_set(key, id, 5), KITH_OK);

    KT_ASSERT_NULL(one->key.row);
    KT_ASSERT(kith_is_null(two, key_id) && two->key_id == 0);
    family_close(db);
}

KT_TEST(rekey, moves_the_children_under_set_default)
{
    kith_db *db = open_keys();
    Key *first = kith_insert(db, Key, .letter = "a");
    Key *key = kith_insert(db, Key, .letter = "b");
    kith_insert(db, Falling, .name = "0", .key.row = first);
    kith_insert(db, Falling, .name = "1", .key.row = key);
    kith_insert(db, Falling, .name = "2", .key.row = key);

    ANSWERS(kith_set(key, id, 9), KITH_OK);
    ASSERT_LIST(first->fallers, name, "0 1 2");
    ASSERT_LIST(key->fallers, name, "");

    REFUSES(db, kith_set(first, id, 8), KITH_E_PARENT);
    family_close(db);
}

KT_TEST(rekey, to_the_default_of_its_children_keeps_them)
{
    kith_db *db = open_keys();
    Key *key = kith_insert(db, Key, .id = 5, .letter = "a");
    Falling *faller = kith_insert(db, Falling, .name = "0", .key.row = key);

    ANSWERS(kith_set(key, id, 1), KITH_OK);

    KT_ASSERT_EQ(faller->key_id, 1);
    KT_ASSERT_EQ(faller->key.row, key);
    ASSERT_LIST(key->fallers, name, "0");
    family_close(db);
}

KT_TEST(rekey, is_all_or_nothing_over_tables_of_different_actions)
{
    kith_db *db = open_keys();
    kith_insert(db, Key, .letter = "first");
    Key *key = kith_insert(db, Key, .letter = "a");
    Following *follower = kith_insert(db, Following, .key.row = key);
    Leaving *leaver = kith_insert(db, Leaving, .key.row = key);
    Falling *faller = kith_insert(db, Falling, .key.row = key);
    Silent *silent = kith_insert(db, Silent, .key.row = key);

    REFUSES(db,
            kith_update(key, kith_to(key, id, 9), kith_to(key, letter, "b")),
            KITH_E_CHILDREN);
    ANSWERS(kith_delete(silent), KITH_OK);
    ANSWERS(kith_update(key, kith_to(key, id, 9), kith_to(key, letter, "b")),
            KITH_OK);

    KT_ASSERT_EQ(follower->key_id, 9);
    KT_ASSERT_NULL(leaver->key.row);
    KT_ASSERT_EQ(faller->key_id, 1);
    family_close(db);
}

/* --- Keys that are foreign keys themselves -------------------------------- */

typedef struct Land Land;
typedef struct Region Region;
typedef struct Town Town;
typedef struct Mayor Mayor;
struct Land {
    KITH_TEXT code;
    KITH_TEXT name;
};
struct Region {
    KITH_TEXT code;
    KITH_TEXT name;
    KITH_REFERENCE(Land) land;
};
struct Town {
    KITH_TEXT code;
    KITH_COLLECTION(Mayor) mayors;
};
struct Mayor {
    const int64_t id;
    KITH_TEXT town_code;
    KITH_REFERENCE(Town) town;
};
static KITH_TABLE(Land, "lands", KITH_PRIMARY_KEY(Land, code),
                  KITH_COLUMN(Land, name));
static KITH_TABLE(Region, "regions",
                  KITH_FOREIGN_KEY(Region, code, Land, code,
                                   .primary_key = true,
                                   .on_update = KITH_CASCADE),
                  KITH_COLUMN(Region, name),
                  KITH_RELATIONSHIP(Region, land, Land));
static KITH_TABLE(Town, "towns",
                  KITH_FOREIGN_KEY(Town, code, Region, code,
                                   .primary_key = true,
                                   .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Town, mayors, Mayor,
                                    .back_populates = "town"));
static KITH_TABLE(Mayor, "mayors", KITH_PRIMARY_KEY(Mayor, id),
                  KITH_FOREIGN_KEY(Mayor, town_code, Town, code,
                                   .on_update = KITH_NO_ACTION),
                  KITH_RELATIONSHIP(Mayor, town, Town,
                                    .back_populates = "mayors"));

KT_TEST(rekey, cascades_through_keys_that_are_foreign_keys)
{
    kith_db *db = OPEN(Land, Region, Town, Mayor);
    Land *land = kith_insert(db, Land, .code = "NO");
    Region *region = kith_insert(db, Region, .land.row = land);
    Town *town = kith_insert(db, Town, .code = "NO");

    ANSWERS(kith_set(land, code, "SE"), KITH_OK);

    KT_ASSERT_STR_EQ(region->code, "SE");
    KT_ASSERT_STR_EQ(town->code, "SE");
    KT_ASSERT_EQ(kith_get(db, Region, "SE"), region);
    KT_ASSERT_EQ(kith_get(db, Town, "SE"), town);
    KT_ASSERT_NULL(kith_get(db, Town, "NO"));
    family_close(db);
}

KT_TEST(rekey, is_refused_by_a_child_three_tables_away)
{
    kith_db *db = OPEN(Land, Region, Town, Mayor);
    Land *land = kith_insert(db, Land, .code = "NO");
    kith_insert(db, Region, .code = "NO");
    kith_insert(db, Town, .code = "NO");
    Mayor *mayor = kith_insert(db, Mayor, .town_code = "NO");

    REFUSES(db, kith_set(land, code, "SE"), KITH_E_CHILDREN);
    ANSWERS(kith_unlink(mayor, town), KITH_OK);
    ANSWERS(kith_set(land, code, "SE"), KITH_OK);

    KT_ASSERT_NOT_NULL(kith_get(db, Town, "SE"));
    family_close(db);
}

KT_TEST(rekey, refuses_a_key_that_another_row_down_the_cascade_holds)
{
    kith_db *db = OPEN(Land, Region, Town, Mayor);
    Land *norway = kith_insert(db, Land, .code = "NO");
    kith_insert(db, Region, .code = "NO");
    kith_insert(db, Land, .code = "SE");

    REFUSES(db, kith_set(norway, code, "SE"), KITH_E_UNIQUE);
    REFUSES(db, kith_set_null(norway, code), KITH_E_NOT_NULL);
    family_close(db);
}

/* --- A key that its own row refers to ------------------------------------- */

typedef struct Node Node;
struct Node {
    const int64_t id;
    KITH_TEXT name;
    const int64_t up_id;
    KITH_REFERENCE(Node) up;
    KITH_COLLECTION(Node) below;
};
static KITH_TABLE(Node, "nodes", KITH_PRIMARY_KEY(Node, id),
                  KITH_COLUMN(Node, name),
                  KITH_FOREIGN_KEY(Node, up_id, Node, id,
                                   .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Node, up, Node, .back_populates = "below"),
                  KITH_RELATIONSHIP(Node, below, Node, .back_populates = "up"));

KT_TEST(rekey, follows_a_row_that_is_its_own_parent)
{
    kith_db *db = OPEN(Node);
    Node *root = kith_insert(db, Node, .id = 1, .name = "root", .up_id = 1);
    Node *leaf = kith_insert(db, Node, .name = "leaf", .up.row = root);

    ANSWERS(kith_set(root, id, 10), KITH_OK);

    KT_ASSERT_EQ(root->up_id, 10);
    KT_ASSERT_EQ(root->up.row, root);
    KT_ASSERT_EQ(leaf->up_id, 10);
    ASSERT_LIST(root->below, name, "root leaf");
    family_close(db);
}

KT_TEST(rekey, may_change_a_key_and_the_reference_to_it_in_one_call)
{
    kith_db *db = OPEN(Node, Employee);
    Employee *boss = kith_insert(db, Employee, .id = 5, .manager_id = 5);
    Node *node = kith_insert(db, Node, .name = "a");

    ANSWERS(
        kith_update(boss, kith_to(boss, id, 6), kith_to(boss, manager_id, 6)),
        KITH_OK);
    ANSWERS(kith_update(node, kith_to(node, id, 9), kith_to(node, up_id, 9)),
            KITH_OK);

    KT_ASSERT_EQ(boss->manager.row, boss);
    KT_ASSERT_EQ(boss->manager_id, 6);
    KT_ASSERT_EQ(node->up.row, node);
    ANSWERS(
        kith_update(boss, kith_to(boss, id, 7), kith_to_null(boss, manager_id)),
        KITH_OK);
    KT_ASSERT_EQ(boss->reports.count, 0u);
    family_close(db);
}

/* --- In a transaction ----------------------------------------------------- */

static size_t undo_bytes(kith_db *db)
{
    kith_stats stats;

    KT_ASSERT_EQ(kith_stats_of(db, &stats), KITH_OK);
    return stats.undo_bytes;
}

/* What the children showed before is what the parent did, so nothing is kept of
 * them, their texts included. */
KT_TEST_ONCE(rekey, is_kept_once_for_all_that_follow)
{
    enum { CHILDREN = 3000 };
    kith_db *db = open_keys();
    Key *key = kith_insert(db, Key, .id = 7, .letter = "letter");
    const Lettered *lettered;
    uint64_t before;
    size_t bytes;

    for (int i = 0; i < CHILDREN; i++) {
        kith_insert(db, Following, .key.row = key);
        kith_insert(db, Lettered, .key.row = key);
    }
    before = kith_test_state(db);
    ANSWERS(kith_begin(db), KITH_OK);
    bytes = undo_bytes(db);
    ANSWERS(kith_set(key, id, 8), KITH_OK);
    ANSWERS(kith_set(key, id, 9), KITH_OK);
    ANSWERS(kith_set(key, letter, "another"), KITH_OK);
    ANSWERS(kith_set(key, letter, "a third"), KITH_OK);
    KT_ASSERT(undo_bytes(db) < bytes + CHILDREN, "%zu bytes",
              undo_bytes(db) - bytes);
    lettered = kith_at(key->lettered, CHILDREN - 1);
    KT_ASSERT_STR_EQ(lettered->letter, "a third");
    family_verify(db);
    ANSWERS(kith_rollback(db), KITH_OK);
    KT_ASSERT_STR_EQ(lettered->letter, "letter");
    KT_ASSERT_EQ(kith_test_state(db), before);
    KT_ASSERT(lettered->letter == key->letter, "the text is shared no more");
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_set(key, letter, "at last"), KITH_OK);
    ANSWERS(kith_commit(db), KITH_OK);
    KT_ASSERT_STR_EQ(lettered->letter, "at last");
    family_close(db);
}

/* 0.0 equals -0.0, so a child may show the one under a parent of the other. */
typedef struct Level Level;
typedef struct Mark Mark;
struct Level {
    const double height;
    const int32_t number;
};
struct Mark {
    const int64_t id;
    const double height;
    KITH_REFERENCE(Level) level;
};
static KITH_TABLE(Level, "levels", KITH_COLUMN(Level, height, .unique = true),
                  KITH_COLUMN(Level, number, .unique = true));
static KITH_TABLE(Mark, "marks", KITH_PRIMARY_KEY(Mark, id),
                  KITH_FOREIGN_KEY(Mark, height, Level, height,
                                   .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Mark, level, Level));

KT_TEST_ONCE(rekey, is_taken_back_to_the_very_zero)
{
    kith_db *db = OPEN(Level, Mark);
    Level *level = kith_insert(db, Level, .height = -0.0, .number = 1);
    Mark *minus = kith_insert(db, Mark, .level.row = level);
    Mark *plus = kith_insert(db, Mark, .level.row = level);

    ANSWERS(kith_set(plus, height, 0.0), KITH_OK);
    for (int way = 0; way < 3; way++) {
        const double shown[] = {level->height, minus->height, plus->height};
        double now[3];

        ANSWERS(kith_begin(db), KITH_OK);
        ANSWERS(way == 0   ? kith_set(level, height, 5.0)
                : way == 1 ? kith_set(minus, height, 0.0)
                           : kith_update(level, kith_to(level, height, 0.0),
                                         kith_to(level, number, 7)),
                KITH_OK);
        ANSWERS(kith_rollback(db), KITH_OK);
        now[0] = level->height;
        now[1] = minus->height;
        now[2] = plus->height;
        KT_ASSERT(memcmp(now, shown, sizeof now) == 0, "%d", way);
    }
    family_close(db);
}
