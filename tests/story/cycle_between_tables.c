/* cycle_between_tables.c - two tables that refer to each other. */
#include "family.h"

typedef struct Department Department;
typedef struct Worker Worker;
struct Department {
    const int64_t id;
    KITH_TEXT name;
    const int64_t head_id;
    KITH_REFERENCE(Worker) head;
    KITH_COLLECTION(Worker) workers;
};
struct Worker {
    const int64_t id;
    KITH_TEXT name;
    const int64_t department_id;
    KITH_REFERENCE(Department) department;
    KITH_COLLECTION(Department) heads;
};
static KITH_TABLE(Department, "departments", KITH_PRIMARY_KEY(Department, id),
                  KITH_COLUMN(Department, name),
                  KITH_FOREIGN_KEY(Department, head_id, Worker, id),
                  KITH_RELATIONSHIP(Department, head, Worker,
                                    .back_populates = "heads"),
                  KITH_RELATIONSHIP(Department, workers, Worker,
                                    .back_populates = "department"));
static KITH_TABLE(Worker, "workers", KITH_PRIMARY_KEY(Worker, id),
                  KITH_COLUMN(Worker, name),
                  KITH_FOREIGN_KEY(Worker, department_id, Department, id,
                                   .on_delete = KITH_CASCADE),
                  KITH_RELATIONSHIP(Worker, department, Department,
                                    .back_populates = "workers"),
                  KITH_RELATIONSHIP(Worker, heads, Department,
                                    .back_populates = "head"));

/* Cascades in both directions. */
typedef struct Egg Egg;
typedef struct Hen Hen;
struct Egg {
    const int64_t id;
    const int64_t hen_id;
    KITH_REFERENCE(Hen) hen;
};
struct Hen {
    const int64_t id;
    const int64_t egg_id;
    KITH_REFERENCE(Egg) egg;
};
static KITH_TABLE(Egg, "eggs", KITH_PRIMARY_KEY(Egg, id),
                  KITH_FOREIGN_KEY(Egg, hen_id, Hen, id,
                                   .on_delete = KITH_CASCADE),
                  KITH_RELATIONSHIP(Egg, hen, Hen));
static KITH_TABLE(Hen, "hens", KITH_PRIMARY_KEY(Hen, id),
                  KITH_FOREIGN_KEY(Hen, egg_id, Egg, id,
                                   .on_delete = KITH_CASCADE),
                  KITH_RELATIONSHIP(Hen, egg, Egg));

KT_TEST(cycle_between_tables, links_both_ways_in_any_order_of_tables)
{
    for (int order = 0; order < 2; order++) {
        kith_db *db =
            order ? OPEN(Department, Worker) : OPEN(Worker, Department);
        Department *lab = kith_insert(db, Department, .name = "lab");
        Worker *ann =
            kith_insert(db, Worker, .name = "ann", .department.row = lab);
        Worker *bo = kith_insert(db, Worker, .name = "bo", .department_id = 1);
        Department *shop =
            kith_insert(db, Department, .name = "shop", .head.row = ann);

        ANSWERS(kith_relate(lab, head, ann), KITH_OK);

        KT_ASSERT_EQ(ann->department.row->head.row, ann);
        ASSERT_LIST(lab->workers, name, "ann bo");
        ASSERT_LIST(ann->heads, name, "shop lab");
        ANSWERS(kith_append(bo, heads, shop), KITH_OK);
        KT_ASSERT_EQ(shop->head_id, bo->id);
        ASSERT_LIST(ann->heads, name, "lab");
        family_close(db);
    }
}

KT_TEST(cycle_between_tables, cascades_one_way_and_unlinks_the_other)
{
    kith_db *db = OPEN(Department, Worker);
    Department *lab = kith_insert(db, Department, .name = "lab");
    Worker *ann = kith_insert(db, Worker, .name = "ann", .department.row = lab);
    kith_insert(db, Worker, .name = "bo", .department.row = lab);
    Department *shop = kith_insert(db, Department, .head.row = ann);
    ANSWERS(kith_relate(lab, head, ann), KITH_OK);

    ANSWERS(kith_delete(lab), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Worker), (size_t)0);
    KT_ASSERT(kith_is_live(shop));
    KT_ASSERT_NULL(shop->head.row);
    family_close(db);
}

KT_TEST(cycle_between_tables, cascades_round_and_round_until_all_are_gone)
{
    kith_db *db = OPEN(Egg, Hen);
    Egg *first = kith_insert_default(db, Egg);
    Egg *egg = first;
    for (int i = 0; i < 500; i++) {
        Hen *hen = kith_insert(db, Hen, .egg.row = egg);
        egg = kith_insert(db, Egg, .hen.row = hen);
    }
    ANSWERS(kith_set(first, hen_id, 500), KITH_OK);
    Hen *apart = kith_insert_default(db, Hen);
    family_verify(db);

    ANSWERS(kith_delete(kith_get(db, Egg, 250)), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Egg), (size_t)0);
    KT_ASSERT_EQ(kith_count(db, Hen), (size_t)1);
    KT_ASSERT(kith_is_live(apart));
    family_close(db);
}

KT_TEST(cycle_between_tables, lets_two_rows_hold_each_other)
{
    kith_db *db = OPEN(Egg, Hen);
    Egg *egg = kith_insert_default(db, Egg);
    Hen *hen = kith_insert(db, Hen, .egg.row = egg);
    ANSWERS(kith_relate(egg, hen, hen), KITH_OK);
    family_verify(db);

    ANSWERS(kith_delete(hen), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Egg) + kith_count(db, Hen), (size_t)0);
    family_close(db);
}
