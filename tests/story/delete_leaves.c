/* delete_leaves.c - children that go with their parent and have none
 * themselves. */
#include "family.h"

/* A road leads from one town to another, or back to the same; a mayor is the
 * one of a town; a guest keeps it from going. */
typedef struct Town Town;
typedef struct Road Road;
typedef struct Mayor Mayor;
typedef struct Guest Guest;
struct Town {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Road) out;
    KITH_COLLECTION(Road) in;
    KITH_SCALAR(Mayor) mayor;
};
struct Road {
    const int64_t id;
    const int64_t from_id, to_id;
    KITH_REFERENCE(Town) from;
    KITH_REFERENCE(Town) to;
    KITH_TEXT name;
};
struct Mayor {
    const int64_t id;
    const int64_t town_id;
    KITH_REFERENCE(Town) town;
};
struct Guest {
    const int64_t id;
    const int64_t town_id;
};
static KITH_TABLE(Town, "towns", KITH_PRIMARY_KEY(Town, id),
                  KITH_COLUMN(Town, name),
                  KITH_RELATIONSHIP(Town, out, Road, .foreign_key = "from_id",
                                    .back_populates = "from"),
                  KITH_RELATIONSHIP(Town, in, Road, .foreign_key = "to_id",
                                    .back_populates = "to"),
                  KITH_RELATIONSHIP(Town, mayor, Mayor,
                                    .back_populates = "town"));
static KITH_TABLE(Road, "roads", KITH_PRIMARY_KEY(Road, id),
                  KITH_COLUMN(Road, name, .unique = true),
                  KITH_FOREIGN_KEY(Road, from_id, Town, id,
                                   .on_delete = KITH_CASCADE),
                  KITH_FOREIGN_KEY(Road, to_id, Town, id,
                                   .on_delete = KITH_CASCADE),
                  KITH_RELATIONSHIP(Road, from, Town, .foreign_key = "from_id",
                                    .back_populates = "out"),
                  KITH_RELATIONSHIP(Road, to, Town, .foreign_key = "to_id",
                                    .back_populates = "in"));
static KITH_TABLE(Mayor, "mayors", KITH_PRIMARY_KEY(Mayor, id),
                  KITH_FOREIGN_KEY(Mayor, town_id, Town, id,
                                   .on_delete = KITH_CASCADE),
                  KITH_RELATIONSHIP(Mayor, town, Town,
                                    .back_populates = "mayor"));
static KITH_TABLE(Guest, "guests", KITH_PRIMARY_KEY(Guest, id),
                  KITH_FOREIGN_KEY(Guest, town_id, Town, id,
                                   .on_delete = KITH_RESTRICT));

/* Forty roads among four towns: each town has roads to itself as well. */
static kith_db *country(void)
{
    kith_db *db = OPEN(Town, Road, Mayor, Guest);

    for (int i = 0; i < 4; i++)
        kith_insert(db, Town, .name = family_name(i));
    for (int i = 0; i < 40; i++)
        kith_insert(db, Road, .from_id = i % 4 + 1, .to_id = i / 10 + 1,
                    .name = family_name(i));
    for (int i = 1; i <= 4; i++)
        kith_insert(db, Mayor, .town_id = i);
    return db;
}

KT_TEST(delete_leaves, takes_them_out_of_all_their_lists)
{
    kith_db *db = country();

    for (int i = 4; i <= 40; i += 6)
        kith_delete(kith_get(db, Road, i));
    for (int64_t id = 1; id <= 4; id++) {
        ANSWERS(kith_delete(kith_get(db, Town, id)), KITH_OK);
        family_verify(db);
        kith_for_each_row(db, Road, road) {
            KT_ASSERT(road->from_id > id);
            KT_ASSERT(road->to_id > id);
        }
        KT_ASSERT_EQ(kith_count(db, Mayor), (size_t)(4 - id));
    }
    KT_ASSERT_EQ(kith_count(db, Road), 0u);
    KT_ASSERT_NULL(kith_find(db, Road, name, family_name(1)));
    family_close(db);
}

KT_TEST(delete_leaves, takes_none_when_another_child_keeps_the_parent)
{
    kith_db *db = country();
    Guest *guest = kith_insert(db, Guest, .town_id = 2);

    REFUSES(db, kith_delete(kith_get(db, Town, 2)), KITH_E_CHILDREN);
    KT_ASSERT_EQ(kith_count(db, Road), 40u);
    ANSWERS(kith_delete(guest), KITH_OK);
    ANSWERS(kith_delete(kith_get(db, Town, 2)), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Mayor), 3u);
    family_close(db);
}
