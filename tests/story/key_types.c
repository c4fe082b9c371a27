/* key_types.c - a foreign key may be of any type that a key may have. */
#include "family.h"

#include <math.h>

/* A parent with a unique key of a type, and children that refer to it. */
#define KEYED(p, type, table_name)                                             \
    typedef struct p##Up p##Up;                                                \
    typedef struct p##Down p##Down;                                            \
    struct p##Up {                                                             \
        const type;                                                            \
        KITH_COLLECTION(p##Down) downs;                                        \
    };                                                                         \
    struct p##Down {                                                           \
        const type;                                                            \
        KITH_TEXT name;                                                        \
        KITH_REFERENCE(p##Up) up;                                              \
    };                                                                         \
    static KITH_TABLE(                                                         \
        p##Up, table_name "_ups", KITH_COLUMN(p##Up, key, .unique = true),     \
        KITH_RELATIONSHIP(p##Up, downs, p##Down, .back_populates = "up"));     \
    static KITH_TABLE(                                                         \
        p##Down, table_name "_downs",                                          \
        KITH_FOREIGN_KEY(p##Down, key, p##Up, key, .on_update = KITH_CASCADE), \
        KITH_COLUMN(p##Down, name),                                            \
        KITH_RELATIONSHIP(p##Down, up, p##Up, .back_populates = "downs"))

KEYED(Bool, bool key, "bool");
KEYED(I8, int8_t key, "i8");
KEYED(I16, int16_t key, "i16");
KEYED(I32, int32_t key, "i32");
KEYED(I64, int64_t key, "i64");
KEYED(U8, uint8_t key, "u8");
KEYED(U16, uint16_t key, "u16");
KEYED(U32, uint32_t key, "u32");
KEYED(U64, uint64_t key, "u64");
KEYED(F32, float key, "f32");
KEYED(F64, double key, "f64");
KEYED(Char, char key[4], "chars");
KEYED(Text, char *const key, "text");

/* One story for all types: two parents, children by row and by key, a move, a
 * changed key, NULL and back, a deleted parent. */
#define LIVES(p, one, two, three, zero)                                      \
    do {                                                                     \
        kith_db *db = OPEN(p##Up, p##Down);                                  \
        p##Up *first = kith_insert(db, p##Up, .key = one);                   \
        p##Up *second = kith_insert(db, p##Up, .key = two);                  \
        p##Down *a = kith_insert(db, p##Down, .name = "a", .key = one);      \
        p##Down *b = kith_insert(db, p##Down, .name = "b", .up.row = first); \
        REFUSES_ROW(db, kith_insert(db, p##Down, .key = three),              \
                    KITH_E_PARENT);                                          \
        KT_ASSERT_EQ(a->up.row, first);                                      \
        ASSERT_LIST(first->downs, name, "a b");                              \
        ASSERT_MATCHES(db, p##Down, key, one, name, "a b");                  \
        ANSWERS(kith_set(a, key, two), KITH_OK);                             \
        ANSWERS(kith_relate(b, up, second), KITH_OK);                        \
        ASSERT_LIST(second->downs, name, "a b");                             \
        REFUSES(db, kith_set(a, key, three), KITH_E_PARENT);                 \
        family_verify(db);                                                   \
        ANSWERS(kith_set(second, key, three), KITH_OK);                      \
        ASSERT_MATCHES(db, p##Down, key, two, name, "");                     \
        ASSERT_MATCHES(db, p##Down, key, three, name, "a b");                \
        REFUSES(db, kith_set(second, key, one), KITH_E_UNIQUE);              \
        ANSWERS(kith_set_null(a, key), KITH_OK);                             \
        KT_ASSERT(kith_is_null(a, key) && !kith_is_null(b, key));            \
        REFUSES(db, kith_set(a, key, zero), KITH_E_PARENT);                  \
        ANSWERS(kith_set(first, key, zero), KITH_OK);                        \
        ANSWERS(kith_set(a, key, zero), KITH_OK);                            \
        KT_ASSERT(!kith_is_null(a, key) && a->up.row == first);              \
        ASSERT_MATCHES(db, p##Down, key, zero, name, "a");                   \
        family_verify(db);                                                   \
        ANSWERS(kith_delete(first), KITH_OK);                                \
        ANSWERS(kith_delete(second), KITH_OK);                               \
        KT_ASSERT(kith_is_null(a, key) && kith_is_null(b, key));             \
        family_close(db);                                                    \
    } while (0)

KT_TEST(key_types, of_signed_integers_link)
{
    LIVES(I8, INT8_MIN, INT8_MAX, -1, 0);
    LIVES(I16, INT16_MIN, INT16_MAX, -1, 0);
    LIVES(I32, INT32_MIN, INT32_MAX, -1, 0);
    LIVES(I64, INT64_MIN, INT64_MAX, -1, 0);
}

KT_TEST(key_types, of_unsigned_integers_link)
{
    LIVES(U8, 1, UINT8_MAX, 128, 0);
    LIVES(U16, 1, UINT16_MAX, 256, 0);
    LIVES(U32, 1, UINT32_MAX, 65536, 0);
    LIVES(U64, 1, UINT64_MAX, UINT64_C(1) << 32, 0);
}

KT_TEST(key_types, of_texts_link)
{
    LIVES(Text, "one", "a second text of some length", "3", "");
    LIVES(Char, "one", "two", "3", "");
}

KT_TEST(key_types, of_reals_link_and_know_nan_and_minus_zero)
{
    LIVES(F32, 0.5f, -2.0f, NAN, 0);
    LIVES(F64, 1e300, -INFINITY, NAN, -0.0);
}

KT_TEST(key_types, of_a_bool_links)
{
    kith_db *db = OPEN(BoolUp, BoolDown);
    BoolUp *no = kith_insert_default(db, BoolUp);
    BoolUp *yes = kith_insert(db, BoolUp, .key = true);
    BoolDown *down = kith_insert(db, BoolDown, .key = true);

    KT_ASSERT_EQ(down->up.row, yes);
    REFUSES_ROW(db, kith_insert(db, BoolUp, .key = true), KITH_E_UNIQUE);
    ANSWERS(kith_set(down, key, false), KITH_OK);
    KT_ASSERT_EQ(down->up.row, no);
    ANSWERS(kith_set_null(down, key), KITH_OK);
    KT_ASSERT(kith_is_null(down, key));
    KT_ASSERT_EQ(no->downs.count, 0u);
    family_close(db);
}

/* --- Defaults of foreign keys of texts ------------------------------------- */

typedef struct Land Land;
typedef struct Town Town;
struct Land {
    const char code[3];
    KITH_COLLECTION(Town) towns;
};
struct Town {
    const int64_t id;
    const char land_code[3];
    KITH_REFERENCE(Land) land;
    KITH_OPTIONAL(float) height;
};
static KITH_TABLE(Land, "lands", KITH_PRIMARY_KEY(Land, code),
                  KITH_RELATIONSHIP(Land, towns, Town,
                                    .back_populates = "land"));
static KITH_TABLE(
    Town, "towns", KITH_PRIMARY_KEY(Town, id),
    KITH_FOREIGN_KEY(Town, land_code, Land, code, .on_delete = KITH_SET_DEFAULT,
                     .on_update = KITH_SET_DEFAULT,
                     .default_value = KITH_STRING("NO")),
    KITH_RELATIONSHIP(Town, land, Land, .back_populates = "towns"),
    KITH_OPTIONAL_COLUMN(Town, height, .default_value = KITH_REAL(0.5)));

KT_TEST(key_types, of_in_place_texts_take_defaults)
{
    kith_db *db = OPEN(Land, Town);
    Land *norway = kith_insert(db, Land, .code = "NO");
    Land *sweden = kith_insert(db, Land, .code = "SE");
    Town *oslo = kith_insert_default(db, Town);
    Town *lund = kith_insert(db, Town, .land.row = sweden);
    Town *umea = kith_insert(db, Town, .land_code = "SE");

    KT_ASSERT_STR_EQ(oslo->land_code, "NO");
    KT_ASSERT_EQ(oslo->height.value, 0.5f);
    KT_ASSERT_STR_EQ(lund->land_code, "SE");
    REFUSES(db, kith_set(lund, land_code, "SEE"), KITH_E_CHECK);
    ANSWERS(kith_set(sweden, code, "S"), KITH_OK);
    KT_ASSERT_EQ(lund->land.row, norway);
    ANSWERS(kith_relate(umea, land, sweden), KITH_OK);
    KT_ASSERT_STR_EQ(umea->land_code, "S");
    ANSWERS(kith_delete(sweden), KITH_OK);
    KT_ASSERT_EQ(norway->towns.count, 3u);
    family_close(db);
}

KT_TEST(key_types, of_in_place_texts_hold_nothing_while_they_are_null)
{
    kith_db *db = OPEN(Land, Town);
    kith_insert(db, Land, .code = "NO");
    uint64_t given[1] = {0};
    kith_column_mask_set(given, Land, code);
    Land *nameless = kith_insert_columns(db, &Land_table, NULL, given, NULL);
    Town *oslo = kith_insert_default(db, Town);

    ANSWERS(kith_set_null(oslo, land_code), KITH_OK);
    KT_ASSERT_STR_EQ(oslo->land_code, "");
    KT_ASSERT(kith_is_null(oslo, land_code) && !oslo->land.row);
    ANSWERS(kith_set(oslo, land_code, ""), KITH_OK);

    KT_ASSERT_STR_EQ(oslo->land_code, "");
    KT_ASSERT(!kith_is_null(oslo, land_code));
    KT_ASSERT_EQ(oslo->land.row, nameless);
    family_close(db);
}
