/* cascade_moves.c - a cascade looks at where the call moves a row before it
 * deletes it: a row that the call gives another parent is no child of the old
 * one any more. */
#include "family.h"

/* --- A tree: the rows of a list below the rows of another ------------------ */

typedef struct Twig Twig;
struct Twig {
    const int64_t id;
    KITH_TEXT name;
    const int64_t parent_id;
    KITH_REFERENCE(Twig) parent;
    KITH_COLLECTION(Twig) children;
};
static KITH_TABLE(
    Twig, "twigs", KITH_PRIMARY_KEY(Twig, id), KITH_COLUMN(Twig, name),
    KITH_FOREIGN_KEY(Twig, parent_id, Twig, id),
    KITH_RELATIONSHIP(Twig, parent, Twig, .back_populates = "children"),
    KITH_RELATIONSHIP(Twig, children, Twig, .back_populates = "parent",
                      .delete_orphan = true));

KT_TEST(cascade_moves, a_grandchild_that_joins_the_list_outlives_its_parent)
{
    kith_db *db = OPEN(Twig);
    Twig *root = kith_insert(db, Twig, .name = "root");
    Twig *c = kith_insert(db, Twig, .name = "c", .parent.row = root);
    Twig *d = kith_insert(db, Twig, .name = "d", .parent.row = c);
    Twig *g = kith_insert(db, Twig, .name = "g", .parent.row = c);
    Twig *h = kith_insert(db, Twig, .name = "h", .parent.row = g);

    ANSWERS(kith_replace(root, children, &g, 1), KITH_OK);
    ASSERT_LIST(root->children, name, "g");
    KT_ASSERT(g->parent.row == root && g->parent_id == root->id);
    KT_ASSERT(h->parent.row == g);
    KT_ASSERT_NULL(kith_get(db, Twig, 2));
    KT_ASSERT_NULL(kith_get(db, Twig, 3));
    (void)d;
    family_verify(db);

    /* Two levels further down, and a list that keeps one. */
    c = kith_insert(db, Twig, .name = "c", .parent.row = root);
    ANSWERS(kith_replace(root, children, ((Twig *[]){h, c}), 2), KITH_OK);
    ASSERT_LIST(root->children, name, "h c");
    KT_ASSERT_EQ(kith_count(db, Twig), (size_t)3);
    family_close(db);
}

KT_TEST(cascade_moves, a_row_is_not_moved_to_one_that_the_call_deletes)
{
    kith_db *db = OPEN(Twig);
    Twig *a = kith_insert(db, Twig, .name = "a");
    Twig *b = kith_insert(db, Twig, .name = "b", .parent.row = a);
    Twig *g = kith_insert(db, Twig, .name = "g", .parent.row = b);
    Twig *other = kith_insert(db, Twig, .name = "other");

    /* A ring: whoever leaves a takes a along. */
    ANSWERS(kith_relate(a, parent, b), KITH_OK);
    REFUSES(db, kith_replace(a, children, &g, 1), KITH_E_PARENT);
    REFUSES(db, kith_replace(a, children, &other, 1), KITH_E_PARENT);
    ANSWERS(kith_clear(a, children), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Twig), (size_t)1);
    family_close(db);
}

/* --- A chain of scalars ---------------------------------------------------- */

typedef struct Bead Bead;
struct Bead {
    const int64_t id;
    const int64_t before_id;
    KITH_REFERENCE(Bead) before;
    KITH_SCALAR(Bead) next;
};
static KITH_TABLE(Bead, "beads", KITH_PRIMARY_KEY(Bead, id),
                  KITH_FOREIGN_KEY(Bead, before_id, Bead, id),
                  KITH_RELATIONSHIP(Bead, before, Bead,
                                    .back_populates = "next"),
                  KITH_RELATIONSHIP(Bead, next, Bead,
                                    .back_populates = "before",
                                    .delete_orphan = true));

KT_TEST(cascade_moves, a_link_taken_out_of_a_chain_leaves_the_rest_of_it)
{
    for (int side = 0; side < 2; side++) {
        kith_db *db = OPEN(Bead);
        Bead *a = kith_insert_default(db, Bead);
        Bead *b = kith_insert(db, Bead, .before.row = a);
        Bead *c = kith_insert(db, Bead, .before.row = b);
        Bead *d = kith_insert(db, Bead, .before.row = c);

        ANSWERS(side ? kith_relate(c, before, a) : kith_relate(a, next, c),
                KITH_OK);
        KT_ASSERT(a->next.row == c && c->before.row == a);
        KT_ASSERT(c->next.row == d);
        KT_ASSERT_EQ(kith_count(db, Bead), (size_t)3);
        ANSWERS(side ? kith_relate(d, before, a) : kith_relate(a, next, d),
                KITH_OK);
        KT_ASSERT(a->next.row == d && !d->next.row);
        KT_ASSERT_EQ(kith_count(db, Bead), (size_t)2);
        family_close(db);
    }
}

KT_TEST(cascade_moves, a_ring_is_shortened_or_refused)
{
    kith_db *db = OPEN(Bead);
    Bead *a = kith_insert_default(db, Bead);
    Bead *b = kith_insert(db, Bead, .before.row = a);
    Bead *c = kith_insert(db, Bead, .before.row = b);
    Bead *free = kith_insert_default(db, Bead);

    ANSWERS(kith_relate(c, next, a), KITH_OK);
    /* b would go, and c and a behind it. */
    REFUSES(db, kith_relate(a, next, free), KITH_E_PARENT);
    ANSWERS(kith_relate(a, next, c), KITH_OK);
    KT_ASSERT(a->next.row == c && c->next.row == a);
    /* c is unlinked, a goes with it, and nothing can be behind a. */
    ANSWERS(kith_relate(a, next, a), KITH_OK);
    KT_ASSERT(a->next.row == a);
    KT_ASSERT_EQ(kith_count(db, Bead), (size_t)2);
    family_close(db);
}

/* --- Every action: whom the old parent still counts ------------------------ */

typedef struct Box Box;
typedef struct Part Part;
typedef struct Strict Strict;
struct Box {
    const int64_t id;
    const int64_t in_id;
    KITH_REFERENCE(Box) in;
    KITH_COLLECTION(Box) boxes;
};
static KITH_TABLE(Box, "boxes", KITH_PRIMARY_KEY(Box, id),
                  KITH_FOREIGN_KEY(Box, in_id, Box, id,
                                   .on_delete = KITH_RESTRICT),
                  KITH_RELATIONSHIP(Box, in, Box, .back_populates = "boxes"),
                  KITH_RELATIONSHIP(Box, boxes, Box, .back_populates = "in",
                                    .delete_orphan = true));

/* --- Rows that the call links, and a second key ----------------------------- */

typedef struct Knob Knob;
struct Knob {
    const int64_t id;
    KITH_TEXT name;
    const int64_t before_id;
    KITH_REFERENCE(Knob) before;
    KITH_SCALAR(Knob) next;
    const int64_t on_id;
    KITH_REFERENCE(Knob) on;
    const int64_t box_id;
    KITH_REFERENCE(Knob) box;
    KITH_COLLECTION(Knob) knobs;
};
static KITH_TABLE(
    Knob, "knobs", KITH_PRIMARY_KEY(Knob, id), KITH_COLUMN(Knob, name),
    KITH_FOREIGN_KEY(Knob, before_id, Knob, id),
    KITH_FOREIGN_KEY(Knob, on_id, Knob, id, .on_delete = KITH_CASCADE),
    KITH_FOREIGN_KEY(Knob, box_id, Knob, id),
    KITH_RELATIONSHIP(Knob, before, Knob, .back_populates = "next",
                      .foreign_key = "before_id"),
    KITH_RELATIONSHIP(Knob, next, Knob, .back_populates = "before",
                      .foreign_key = "before_id", .delete_orphan = true),
    KITH_RELATIONSHIP(Knob, on, Knob, .foreign_key = "on_id"),
    KITH_RELATIONSHIP(Knob, box, Knob, .back_populates = "knobs",
                      .foreign_key = "box_id"),
    KITH_RELATIONSHIP(Knob, knobs, Knob, .back_populates = "box",
                      .foreign_key = "box_id", .delete_orphan = true));

KT_TEST(cascade_moves, no_row_that_the_call_links_is_deleted_along_another_key)
{
    kith_db *db = OPEN(Knob);
    Knob *a = kith_insert(db, Knob, .name = "a");
    Knob *b = kith_insert(db, Knob, .name = "b", .before.row = a);
    Knob *c = kith_insert(db, Knob, .name = "c", .on.row = b);

    REFUSES(db, kith_relate(a, next, c), KITH_E_PARENT);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "knobs.on_id is 2, and the row of knobs with that id is "
                     "deleted by a call that links this row");
    REFUSES(db, kith_relate(c, before, a), KITH_E_PARENT);
    ANSWERS(kith_unlink(c, on), KITH_OK);
    ANSWERS(kith_relate(a, next, c), KITH_OK);
    KT_ASSERT(a->next.row == c && kith_count(db, Knob) == 2);
    family_close(db);
}

KT_TEST(cascade_moves, no_row_that_a_replace_keeps_or_takes_is_deleted)
{
    kith_db *db = OPEN(Knob);
    Knob *box = kith_insert(db, Knob, .name = "box");
    Knob *x = kith_insert(db, Knob, .name = "x", .box.row = box);
    Knob *kept =
        kith_insert(db, Knob, .name = "kept", .box.row = box, .on.row = x);
    Knob *joins = kith_insert(db, Knob, .name = "joins", .on.row = x);

    REFUSES(db, kith_replace(box, knobs, &kept, 1), KITH_E_PARENT);
    REFUSES(db, kith_replace(box, knobs, &joins, 1), KITH_E_PARENT);
    ANSWERS(kith_relate(box, on, x), KITH_OK);
    ANSWERS(kith_unlink(kept, on), KITH_OK);
    REFUSES(db, kith_replace(box, knobs, &kept, 1), KITH_E_PARENT);
    ANSWERS(kith_unlink(box, on), KITH_OK);
    ANSWERS(kith_replace(box, knobs, &kept, 1), KITH_OK);
    ASSERT_LIST(box->knobs, name, "kept");
    KT_ASSERT_EQ(kith_count(db, Knob), (size_t)2);
    family_close(db);
}

KT_TEST(cascade_moves, restrict_does_not_count_a_row_that_moves_away)
{
    kith_db *db = OPEN(Box);
    Box *root = kith_insert_default(db, Box);
    Box *c = kith_insert(db, Box, .in.row = root);
    Box *g = kith_insert(db, Box, .in.row = c);
    Box *h = kith_insert(db, Box, .in.row = c);

    REFUSES(db, kith_replace(root, boxes, &g, 1), KITH_E_CHILDREN);
    ANSWERS(kith_replace(root, boxes, ((Box *[]){g, h}), 2), KITH_OK);
    KT_ASSERT(g->in.row == root && h->in.row == root);
    KT_ASSERT_EQ(kith_count(db, Box), (size_t)3);
    family_close(db);
}
