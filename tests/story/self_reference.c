/* self_reference.c - rows that are each other's parents, or their own. */
#include "family.h"

typedef struct Folder Folder;
struct Folder {
    const int64_t id;
    KITH_TEXT name;
    const int64_t parent_id;
    KITH_REFERENCE(Folder) parent;
    KITH_COLLECTION(Folder) folders;
};
static KITH_TABLE(
    Folder, "folders", KITH_PRIMARY_KEY(Folder, id), KITH_COLUMN(Folder, name),
    KITH_FOREIGN_KEY(Folder, parent_id, Folder, id, .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Folder, parent, Folder, .back_populates = "folders"),
    KITH_RELATIONSHIP(Folder, folders, Folder, .back_populates = "parent"));

/* One spouse: a one-to-one of a table with itself. */
typedef struct Spouse Spouse;
struct Spouse {
    const int64_t id;
    KITH_TEXT name;
    const int64_t leads_id;
    KITH_REFERENCE(Spouse) leads;
    KITH_SCALAR(Spouse) led_by;
};
static KITH_TABLE(
    Spouse, "spouses", KITH_PRIMARY_KEY(Spouse, id), KITH_COLUMN(Spouse, name),
    KITH_FOREIGN_KEY(Spouse, leads_id, Spouse, id),
    KITH_RELATIONSHIP(Spouse, leads, Spouse, .back_populates = "led_by"),
    KITH_RELATIONSHIP(Spouse, led_by, Spouse, .back_populates = "leads"));

KT_TEST(self_reference, makes_a_tree)
{
    kith_db *db = OPEN(Employee);
    Employee *eve = kith_insert(db, Employee, .name = "eve");
    Employee *bob =
        kith_insert(db, Employee, .name = "bob", .manager.row = eve);
    Employee *cid = kith_insert(db, Employee, .name = "cid", .manager_id = 1);
    kith_insert(db, Employee, .name = "dan", .manager.row = bob);

    ASSERT_LIST(eve->reports, name, "bob cid");
    ASSERT_LIST(bob->reports, name, "dan");
    ANSWERS(kith_append(cid, reports, bob), KITH_OK);
    ASSERT_LIST(eve->reports, name, "cid");
    KT_ASSERT_EQ(bob->manager.row->manager.row, eve);
    REFUSES(db, kith_delete(cid), KITH_E_CHILDREN);
    family_close(db);
}

KT_TEST(self_reference, lets_a_row_be_its_own_parent_and_be_deleted)
{
    kith_db *db = OPEN(Employee, Folder);
    Employee *eve = kith_insert(db, Employee, .name = "eve");
    Folder *root = kith_insert(db, Folder, .name = "root");

    ANSWERS(kith_relate(eve, manager, eve), KITH_OK);
    ANSWERS(kith_append(root, folders, root), KITH_OK);
    ASSERT_LIST(eve->reports, name, "eve");
    KT_ASSERT(kith_contains(root, folders, root));
    family_verify(db);
    ANSWERS(kith_delete(eve), KITH_OK);
    ANSWERS(kith_delete(root), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Employee) + kith_count(db, Folder), (size_t)0);
    family_close(db);
}

KT_TEST(self_reference, lets_rows_form_a_ring)
{
    kith_db *db = OPEN(Employee, Folder);
    Employee *staff[5];
    Folder *folders[5];
    for (int i = 0; i < 5; i++) {
        staff[i] = kith_insert_default(db, Employee);
        folders[i] = kith_insert_default(db, Folder);
    }
    for (int i = 0; i < 5; i++) {
        ANSWERS(kith_relate(staff[i], manager, staff[(i + 1) % 5]), KITH_OK);
        ANSWERS(kith_append(folders[i], folders, folders[(i + 1) % 5]),
                KITH_OK);
    }
    family_verify(db);

    REFUSES(db, kith_delete(staff[2]), KITH_E_CHILDREN);
    ANSWERS(kith_delete(folders[2]), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Folder), (size_t)0);
    KT_ASSERT_EQ(kith_count(db, Employee), (size_t)5);
    family_close(db);
}

KT_TEST(self_reference, cascades_down_a_tree_and_no_further)
{
    kith_db *db = OPEN(Folder);
    Folder *folders[200];
    for (int i = 0; i < 200; i++)
        folders[i] = kith_insert(db, Folder,
                                 .parent.row = i ? folders[(i - 1) / 3] : NULL);
    size_t below = 0;
    for (int i = 1; i < 200; i++) {
        int up = i;
        while (up > 1)
            up = (up - 1) / 3;
        below += up == 1 ? 1 : 0;
    }

    ANSWERS(kith_delete(folders[1]), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Folder), 200 - below);
    KT_ASSERT_EQ(folders[0]->folders.count, 2u);
    family_close(db);
}

KT_TEST(self_reference, one_to_one_replaces_and_may_point_at_itself)
{
    kith_db *db = OPEN(Spouse);
    Spouse *a = kith_insert(db, Spouse, .name = "a");
    Spouse *b = kith_insert(db, Spouse, .name = "b");
    Spouse *c = kith_insert(db, Spouse, .name = "c");

    ANSWERS(kith_relate(a, leads, b), KITH_OK);
    ANSWERS(kith_relate(b, leads, a), KITH_OK);
    ANSWERS(kith_relate(c, leads, b), KITH_OK);
    KT_ASSERT_EQ(b->led_by.row, c);
    KT_ASSERT_NULL(a->leads.row);
    KT_ASSERT_EQ(a->led_by.row, b);

    ANSWERS(kith_relate(a, led_by, a), KITH_OK);
    KT_ASSERT_EQ(a->leads.row, a);
    KT_ASSERT_NULL(b->leads.row);
    family_verify(db);
    ANSWERS(kith_delete(a), KITH_OK);
    ANSWERS(kith_delete(b), KITH_OK);
    KT_ASSERT_NULL(c->leads.row);
    family_close(db);
}

KT_TEST(self_reference, walk_down_and_up_meets_every_row)
{
    kith_db *db = OPEN(Folder);
    Folder *root = kith_insert(db, Folder, .name = "root");
    for (int i = 0; i < 4; i++) {
        Folder *inner = kith_insert(db, Folder, .parent.row = root);
        for (int j = 0; j < 4; j++)
            kith_insert(db, Folder, .parent.row = inner);
    }
    int met = 0;

    kith_for_each(inner, root->folders)
    {
        kith_for_each(leaf, inner->folders) met +=
            leaf->parent.row->parent.row == root;
    }

    KT_ASSERT_EQ(met, 16);
    family_close(db);
}
