/* orchard.h - one tree with children under every action, for the fault tests.
 *
 *   Fruit   by text key, CASCADE on delete and on update
 *   Bird    SET_NULL on both
 *   Nest    SET_DEFAULT on both: tree 1
 *   Leaf    .delete_orphan, CASCADE on update
 *   Tag     one-to-one, unlinked on delete, CASCADE on update
 *   Visit   association of trees and guests, CASCADE on update
 */
#ifndef SUPPORT_ORCHARD_H
#define SUPPORT_ORCHARD_H

#include "family.h"

typedef struct Tree Tree;
typedef struct Fruit Fruit;
typedef struct Bird Bird;
typedef struct Nest Nest;
typedef struct Leaf Leaf;
typedef struct Tag Tag;
typedef struct Guest Guest;
typedef struct Visit Visit;
struct Tree {
    const int64_t id;
    KITH_TEXT code;
    KITH_TEXT note;
    const int32_t kind;
    KITH_COLLECTION(Fruit) fruits;
    KITH_COLLECTION(Bird) birds;
    KITH_COLLECTION(Nest) nests;
    KITH_COLLECTION(Leaf) leaves;
    KITH_SCALAR(Tag) tag;
    KITH_COLLECTION_VIA(Visit, Guest) guests;
};
struct Fruit {
    const int64_t id;
    KITH_TEXT tree_code;
    KITH_REFERENCE(Tree) tree;
};
#define ORCHARD_CHILD(Row)         \
    struct Row {                   \
        const int64_t id;          \
        KITH_TEXT name;            \
        const int64_t tree_id;     \
        KITH_REFERENCE(Tree) tree; \
    }
ORCHARD_CHILD(Bird);
ORCHARD_CHILD(Nest);
ORCHARD_CHILD(Leaf);
ORCHARD_CHILD(Tag);
struct Guest {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION_VIA(Visit, Tree) trees;
};
struct Visit {
    const int64_t tree_id, guest_id;
    KITH_REFERENCE(Tree) tree;
    KITH_REFERENCE(Guest) guest;
    KITH_TEXT note;
};
KITH_DECLARE(Tree);
KITH_DECLARE(Fruit);
KITH_DECLARE(Bird);
KITH_DECLARE(Nest);
KITH_DECLARE(Leaf);
KITH_DECLARE(Tag);
KITH_DECLARE(Guest);
KITH_DECLARE(Visit);

#define ORCHARD KITH_TABLES(Tree, Fruit, Bird, Nest, Leaf, Tag, Guest, Visit)

/* Trees 1 and 2, "apple" and "pear". */
void orchard_plant(kith_db *db);
Tree *orchard_tree(kith_db *db, int64_t id);

#endif
