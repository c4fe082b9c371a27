/* orchard.c - see orchard.h. */
#include "orchard.h"

KITH_TABLE(Tree, "trees", KITH_PRIMARY_KEY(Tree, id),
           KITH_COLUMN(Tree, code, .unique = true),
           KITH_COLUMN(Tree, note, .maximum_bytes = 10000),
           KITH_COLUMN(Tree, kind, .index = true),
           KITH_ORDERED_INDEX("kind", "code desc"),
           KITH_RELATIONSHIP(Tree, fruits, Fruit, .back_populates = "tree"),
           KITH_RELATIONSHIP(Tree, birds, Bird, .back_populates = "tree"),
           KITH_RELATIONSHIP(Tree, nests, Nest, .back_populates = "tree"),
           KITH_RELATIONSHIP(Tree, leaves, Leaf, .back_populates = "tree",
                             .delete_orphan = true),
           KITH_RELATIONSHIP(Tree, tag, Tag, .back_populates = "tree"),
           KITH_RELATIONSHIP(Tree, guests, Guest, .secondary = "visits",
                             .back_populates = "trees"));
KITH_TABLE(Fruit, "fruits", KITH_PRIMARY_KEY(Fruit, id),
           KITH_FOREIGN_KEY(Fruit, tree_code, Tree, code,
                            .on_delete = KITH_CASCADE,
                            .on_update = KITH_CASCADE),
           KITH_RELATIONSHIP(Fruit, tree, Tree, .back_populates = "fruits"));
#define CHILD(Row, table_name, back, ...)                             \
    KITH_TABLE(Row, table_name, KITH_PRIMARY_KEY(Row, id),            \
               KITH_COLUMN(Row, name, .index = true),                 \
               KITH_FOREIGN_KEY(Row, tree_id, Tree, id, __VA_ARGS__), \
               KITH_RELATIONSHIP(Row, tree, Tree, .back_populates = back))
CHILD(Bird, "birds", "birds", .on_delete = KITH_SET_NULL,
      .on_update = KITH_SET_NULL);
CHILD(Nest, "nests", "nests", .on_delete = KITH_SET_DEFAULT,
      .on_update = KITH_SET_DEFAULT, .default_value = KITH_INTEGER(1));
CHILD(Leaf, "leaves", "leaves", .on_update = KITH_CASCADE);
CHILD(Tag, "tags", "tag", .on_update = KITH_CASCADE);
KITH_TABLE(Guest, "guests", KITH_PRIMARY_KEY(Guest, id),
           KITH_COLUMN(Guest, name),
           KITH_RELATIONSHIP(Guest, trees, Tree, .secondary = "visits",
                             .back_populates = "guests"));
KITH_TABLE(Visit, "visits",
           KITH_FOREIGN_KEY(Visit, tree_id, Tree, id, .primary_key = true,
                            .on_update = KITH_CASCADE),
           KITH_FOREIGN_KEY(Visit, guest_id, Guest, id, .primary_key = true),
           KITH_RELATIONSHIP(Visit, tree, Tree),
           KITH_RELATIONSHIP(Visit, guest, Guest),
           KITH_COLUMN(Visit, note, .not_null = true,
                       .default_value = KITH_STRING("none")));

void orchard_plant(kith_db *db)
{
    kith_insert(db, Tree, .code = "apple", .note = "red", .kind = 1);
    kith_insert(db, Tree, .code = "pear", .note = "green", .kind = 1);
}

Tree *orchard_tree(kith_db *db, int64_t id)
{
    return kith_get(db, Tree, id);
}
