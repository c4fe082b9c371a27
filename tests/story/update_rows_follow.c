/* update_rows_follow.c - what follows from an update of several rows: orphans,
 * functions, keys that follow keys. */
#include "family.h"

#define DOES(call, expected)                  \
    do {                                      \
        const kith_status answered_ = (call); \
        KT_ASSERT_EQ(answered_, (expected));  \
    } while (0)

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
    const int32_t size;
};
/* What a check got for writing a row, the one that is set here. */
static kith_status written;
static Lid *writable;
static bool writes(const void *draft)
{
    kith_db *db = kith_db_of(draft);

    if (!writable)
        return true;
    written = kith_update_all(db, kith_row_to(writable, size, 1));
    return kith_update_rows(db, NULL, 0) == KITH_E_MISUSE;
}
static KITH_TABLE(Box, "boxes", KITH_PRIMARY_KEY(Box, id),
                  KITH_RELATIONSHIP(Box, lid, Lid, .back_populates = "box",
                                    .delete_orphan = true));
static KITH_TABLE(Lid, "lids", KITH_PRIMARY_KEY(Lid, id),
                  KITH_FOREIGN_KEY(Lid, box_id, Box, id),
                  KITH_COLUMN(Lid, size),
                  KITH_RELATIONSHIP(Lid, box, Box, .back_populates = "lid"),
                  KITH_CHECK(writes, "it cannot", "size"));

KT_TEST(update_rows, an_orphan_is_deleted_and_another_takes_its_place)
{
    kith_db *db = OPEN(Box, Lid);
    Box *one = kith_insert_default(db, Box),
        *two = kith_insert_default(db, Box);
    Lid *old = kith_insert(db, Lid, .box.row = one);
    Lid *new = kith_insert(db, Lid, .box.row = two);

    DOES(kith_update_all(db, kith_row_to(new, box_id, 1),
                         kith_row_to_null(old, box_id)),
         KITH_OK);
    KT_ASSERT(one->lid.row == new && !two->lid.row);
    KT_ASSERT_EQ(kith_count(db, Lid), 1u);
    family_close(db);
}

KT_TEST(update_rows, is_misuse_within_a_function_of_a_table)
{
    kith_db *db = OPEN(Box, Lid);
    Lid *lid = kith_insert(db, Lid, .size = 4);

    writable = kith_insert(db, Lid, .size = 4);
    DOES(kith_update_all(db, kith_row_to(lid, size, 5)), KITH_OK);
    KT_ASSERT_EQ(written, KITH_E_MISUSE);
    KT_ASSERT_EQ(writable->size, 4);
    writable = NULL;
    family_close(db);
}

/* --- Keys that follow keys ------------------------------------------------ */

typedef struct Plot Plot;
typedef struct House House;
typedef struct Door Door;
struct Plot {
    KITH_TEXT id;
};
struct House { /* its key is that of its plot */
    KITH_TEXT id;
    KITH_REFERENCE(Plot) plot;
};
struct Door {
    const int64_t id;
    KITH_TEXT house_id;
    KITH_REFERENCE(House) house;
};
static KITH_TABLE(Plot, "plots", KITH_PRIMARY_KEY(Plot, id));
static KITH_TABLE(House, "houses",
                  KITH_FOREIGN_KEY(House, id, Plot, id, .primary_key = true,
                                   .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(House, plot, Plot));
static KITH_TABLE(Door, "doors", KITH_PRIMARY_KEY(Door, id),
                  KITH_FOREIGN_KEY(Door, house_id, House, id,
                                   .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Door, house, House));

/* The houses get their new keys by a cascade, after the door has named one. */
KT_TEST(update_rows, a_key_names_the_row_to_which_a_cascade_gives_it)
{
    kith_db *db = OPEN(Plot, House, Door);
    Plot *east = kith_insert(db, Plot, .id = "E");
    Plot *west = kith_insert(db, Plot, .id = "W");
    House *one = kith_insert(db, House, .plot.row = east);
    House *two = kith_insert(db, House, .plot.row = west);
    Door *door = kith_insert(db, Door, .house.row = one);
    Door *gate = kith_insert(db, Door, .house.row = one);

    DOES(kith_update_all(db, kith_row_to(east, id, "W"),
                         kith_row_to(west, id, "E"),
                         kith_row_to(door, house_id, "W"),
                         kith_row_to(gate, house_id, "E")),
         KITH_OK);

    KT_ASSERT(kith_get(db, House, "W") == one && two->plot.row == west);
    KT_ASSERT(door->house.row == one);
    KT_ASSERT_STR_EQ(gate->house_id, "W");
    KT_ASSERT(gate->house.row == one);
    family_close(db);
}
