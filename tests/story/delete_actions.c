/* delete_actions.c - what deleting a parent does, for each word a foreign key
 * may say, and for each silence. */
#include "family.h"

/* One parent, and a child table for each row of the table of actions. */
typedef struct Tree Tree;
typedef struct Leaf Leaf; /* CASCADE */
typedef struct Bird Bird; /* SET_NULL */
typedef struct Nut Nut;   /* SET_DEFAULT */
typedef struct Nest Nest; /* RESTRICT */
typedef struct Vine Vine; /* NO_ACTION */
typedef struct Root Root; /* nothing, delete_orphan */
typedef struct Bark Bark; /* nothing, a relationship, may be NULL */
typedef struct Moss Moss; /* nothing, a relationship, required */
struct Tree {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Nut) nuts;
    KITH_COLLECTION(Root) roots;
};
#define CHILD(Row)                 \
    struct Row {                   \
        const int64_t id;          \
        KITH_TEXT name;            \
        const int64_t tree_id;     \
        KITH_REFERENCE(Tree) tree; \
    }
CHILD(Leaf);
CHILD(Bird);
CHILD(Nut);
CHILD(Nest);
CHILD(Vine);
CHILD(Root);
CHILD(Bark);
CHILD(Moss);
#define TABLE(Row, table_name, back, ...)                                   \
    static KITH_TABLE(                                                      \
        Row, table_name, KITH_PRIMARY_KEY(Row, id), KITH_COLUMN(Row, name), \
        KITH_FOREIGN_KEY(Row, tree_id, Tree, id, __VA_ARGS__),              \
        KITH_RELATIONSHIP(Row, tree, Tree, .back_populates = back))
static KITH_TABLE(Tree, "trees", KITH_PRIMARY_KEY(Tree, id),
                  KITH_COLUMN(Tree, name),
                  KITH_RELATIONSHIP(Tree, nuts, Nut, .back_populates = "tree"),
                  KITH_RELATIONSHIP(Tree, roots, Root, .back_populates = "tree",
                                    .delete_orphan = true));
TABLE(Leaf, "leaves", NULL, .on_delete = KITH_CASCADE);
TABLE(Bird, "birds", NULL, .on_delete = KITH_SET_NULL);
TABLE(Nut, "nuts", "nuts", .on_delete = KITH_SET_DEFAULT,
      .default_value = KITH_INTEGER(1));
TABLE(Nest, "nests", NULL, .on_delete = KITH_RESTRICT);
TABLE(Vine, "vines", NULL, .on_delete = KITH_NO_ACTION);
TABLE(Root, "roots", "roots", .not_null = true);
TABLE(Bark, "barks", NULL, .index = true);
TABLE(Moss, "mosses", NULL, .not_null = true);

static kith_db *open_wood(Tree **oak, Tree **elm)
{
    kith_db *db = OPEN(Tree, Leaf, Bird, Nut, Nest, Vine, Root, Bark, Moss);

    *oak = kith_insert(db, Tree, .name = "oak");
    *elm = kith_insert(db, Tree, .name = "elm");
    return db;
}

KT_TEST(delete_actions, cascade_and_delete_orphan_delete_the_children)
{
    Tree *oak, *elm;
    kith_db *db = open_wood(&oak, &elm);
    for (int i = 0; i < 10; i++) {
        kith_insert(db, Leaf, .tree.row = i % 2 ? oak : elm);
        kith_insert(db, Root, .tree.row = i % 2 ? oak : elm);
    }

    ANSWERS(kith_delete(elm), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Leaf), (size_t)5);
    KT_ASSERT_EQ(kith_count(db, Root), (size_t)5);
    KT_ASSERT_EQ(oak->roots.count, 5u);
    family_close(db);
}

KT_TEST(delete_actions, set_null_and_a_mere_relationship_unlink_the_children)
{
    Tree *oak, *elm;
    kith_db *db = open_wood(&oak, &elm);
    Bird *tit = kith_insert(db, Bird, .name = "tit", .tree.row = elm);
    Bark *bark = kith_insert(db, Bark, .name = "bark", .tree.row = elm);
    Bark *other = kith_insert(db, Bark, .name = "other", .tree.row = oak);

    ANSWERS(kith_delete(elm), KITH_OK);

    KT_ASSERT_NULL(tit->tree.row);
    KT_ASSERT(kith_is_null(tit, tree_id) && tit->tree_id == 0);
    KT_ASSERT_NULL(bark->tree.row);
    KT_ASSERT(kith_is_null(bark, tree_id) && bark->tree_id == 0);
    KT_ASSERT_EQ(other->tree.row, oak);
    family_close(db);
}

KT_TEST(delete_actions, set_default_moves_the_children_to_a_row_that_stays)
{
    Tree *oak, *elm;
    kith_db *db = open_wood(&oak, &elm);
    kith_insert(db, Nut, .name = "0", .tree.row = oak);
    kith_insert(db, Nut, .name = "1", .tree.row = elm);
    kith_insert(db, Nut, .name = "2", .tree.row = elm);

    ANSWERS(kith_delete(elm), KITH_OK);
    ASSERT_LIST(oak->nuts, name, "0 1 2");
    KT_ASSERT_EQ(kith_get(db, Nut, 3)->tree_id, 1);
    REFUSES(db, kith_delete(oak), KITH_E_PARENT);
    family_verify(db);
    ANSWERS(kith_clear(oak, nuts), KITH_OK);
    ANSWERS(kith_delete(oak), KITH_OK);
    family_close(db);
}

KT_TEST(delete_actions, set_default_is_refused_when_the_default_names_nobody)
{
    Tree *oak, *elm;
    kith_db *db = open_wood(&oak, &elm);
    Nut *nut = kith_insert(db, Nut, .name = "1", .tree.row = elm);
    ANSWERS(kith_delete(oak), KITH_OK);

    REFUSES(db, kith_delete(elm), KITH_E_PARENT);
    ANSWERS(kith_set_null(nut, tree_id), KITH_OK);
    ANSWERS(kith_delete(elm), KITH_OK);
    family_close(db);
}

KT_TEST(delete_actions, restrict_no_action_and_a_required_key_refuse)
{
    for (int way = 0; way < 3; way++) {
        Tree *oak, *elm;
        kith_db *db = open_wood(&oak, &elm);
        void *child = way == 0 ? (void *)kith_insert(db, Nest, .tree.row = elm)
                      : way == 1
                          ? (void *)kith_insert(db, Vine, .tree.row = elm)
                          : (void *)kith_insert(db, Moss, .tree.row = elm);
        kith_insert(db, Leaf, .tree.row = elm);
        Bird *bird = kith_insert(db, Bird, .tree.row = elm);

        REFUSES(db, kith_delete(elm), KITH_E_CHILDREN);
        KT_ASSERT_EQ(bird->tree.row, elm);
        KT_ASSERT_EQ(kith_count(db, Leaf), (size_t)1);
        family_verify(db);
        ANSWERS(kith_delete(oak), KITH_OK);
        ANSWERS(kith_delete(child), KITH_OK);
        ANSWERS(kith_delete(elm), KITH_OK);
        KT_ASSERT_NULL(bird->tree.row);
        KT_ASSERT_EQ(kith_count(db, Leaf), (size_t)0);
        family_close(db);
    }
}

KT_TEST(delete_actions, all_happen_together_or_none)
{
    Tree *oak, *elm;
    kith_db *db = open_wood(&oak, &elm);
    for (int i = 0; i < 20; i++) {
        kith_insert(db, Leaf, .tree.row = elm);
        kith_insert(db, Bird, .tree.row = elm);
        kith_insert(db, Nut, .tree.row = elm);
        kith_insert(db, Root, .tree.row = elm);
        kith_insert(db, Bark, .tree.row = elm);
    }
    Moss *moss = kith_insert(db, Moss, .tree.row = elm);

    REFUSES(db, kith_delete(elm), KITH_E_CHILDREN);
    ANSWERS(kith_relate(moss, tree, oak), KITH_OK);
    ANSWERS(kith_delete(elm), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Leaf) + kith_count(db, Root), (size_t)0);
    KT_ASSERT_EQ(oak->nuts.count, 20u);
    kith_for_each_row(db, Bird, bird)
        KT_ASSERT(kith_is_null(bird, tree_id));
    kith_for_each_row(db, Bark, bark)
        KT_ASSERT(kith_is_null(bark, tree_id));
    family_close(db);
}

KT_TEST(delete_actions, a_plain_row_leaves_its_lists_and_indexes)
{
    Tree *oak, *elm;
    kith_db *db = open_wood(&oak, &elm);
    Nut *nut = kith_insert(db, Nut, .name = "1", .tree.row = oak);
    kith_insert(db, Nut, .name = "2", .tree.row = oak);

    ANSWERS(kith_delete(nut), KITH_OK);

    KT_ASSERT(!kith_is_live(nut));
    KT_ASSERT_NULL(kith_get(db, Nut, 1));
    ASSERT_LIST(oak->nuts, name, "2");
    ASSERT_MATCHES(db, Nut, tree_id, 1, name, "2");
    REFUSES(db, kith_delete(nut), KITH_E_NOT_FOUND);
    family_close(db);
}

/* --- Defaults that collide ------------------------------------------------- */

typedef struct Box Box;
typedef struct Lid Lid;
struct Box {
    const int64_t id;
    KITH_SCALAR(Lid) lid;
};
struct Lid {
    const int64_t id;
    const int64_t box_id;
    KITH_REFERENCE(Box) box;
};
static KITH_TABLE(Box, "boxes", KITH_PRIMARY_KEY(Box, id),
                  KITH_RELATIONSHIP(Box, lid, Lid, .back_populates = "box"));
static KITH_TABLE(Lid, "lids", KITH_PRIMARY_KEY(Lid, id),
                  KITH_FOREIGN_KEY(Lid, box_id, Box, id,
                                   .on_delete = KITH_SET_DEFAULT,
                                   .default_value = KITH_INTEGER(65537)),
                  KITH_RELATIONSHIP(Lid, box, Box, .back_populates = "lid"));

KT_TEST(delete_actions, set_default_is_refused_where_two_children_would_collide)
{
    kith_db *db = OPEN(Box, Lid);
    Box *first = kith_insert(db, Box, .id = 65537);
    Box *second = kith_insert_default(db, Box);
    Lid *old = kith_insert(db, Lid, .box.row = first);
    Lid *lid = kith_insert(db, Lid, .box.row = second);

    REFUSES(db, kith_delete(second), KITH_E_UNIQUE);
    ANSWERS(kith_delete(old), KITH_OK);
    ANSWERS(kith_delete(second), KITH_OK);

    KT_ASSERT_EQ(first->lid.row, lid);
    KT_ASSERT_EQ(lid->box_id, 65537);
    family_close(db);
}
