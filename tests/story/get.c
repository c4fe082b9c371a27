/* get.c - rows by primary key, of every type a key may have. */
#include "family.h"

#include <stdio.h>
#include <string.h>

#define KEYED(Row, type, name)                              \
    typedef struct Row {                                    \
        const type id;                                      \
        int32_t plain;                                      \
    } Row;                                                  \
    static KITH_TABLE(Row, name, KITH_PRIMARY_KEY(Row, id), \
                      KITH_COLUMN(Row, plain))

KEYED(I8, int8_t, "i8");
KEYED(I16, int16_t, "i16");
KEYED(I32, int32_t, "i32");
KEYED(I64, int64_t, "i64");
KEYED(U8, uint8_t, "u8");
KEYED(U16, uint16_t, "u16");
KEYED(U32, uint32_t, "u32");
KEYED(U64, uint64_t, "u64");

typedef struct Named {
    KITH_TEXT code;
} Named;
static KITH_TABLE(Named, "named", KITH_PRIMARY_KEY(Named, code));
typedef struct Short {
    const char code[3];
} Short;
static KITH_TABLE(Short, "short", KITH_PRIMARY_KEY(Short, code));
typedef struct Loose {
    int32_t plain;
} Loose;
static KITH_TABLE(Loose, "loose", KITH_COLUMN(Loose, plain));

/* The limits of a type are found, what lies beyond them is a miss, the next
 * number of a full key is refused, and a miss is not an error. */
#define HOLDS_LIMITS(db, Row, low, high)                               \
    do {                                                               \
        Row *one = kith_insert_default(db, Row);                       \
        Row *smallest = kith_insert(db, Row, .id = (low) ? (low) : 2); \
        Row *largest = kith_insert(db, Row, .id = (high));             \
        KT_ASSERT_EQ(one->id, 1);                                      \
        KT_ASSERT_EQ(kith_get(db, Row, 1), one);                       \
        KT_ASSERT_EQ(kith_get(db, Row, (low) ? (low) : 2), smallest);  \
        KT_ASSERT_EQ(kith_get(db, Row, (high)), largest);              \
        KT_ASSERT_NULL(kith_get(db, Row, 0));                          \
        KT_ASSERT_NULL(kith_get(db, Row, 3));                          \
        KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);            \
    } while (0)
#define HOLDS_NO_MORE(db, Row) \
    REFUSES_ROW(db, kith_insert_default(db, Row), KITH_E_LIMIT)
#define MISSES(db, Row, key)                                \
    do {                                                    \
        KT_ASSERT_NULL(kith_get(db, Row, key));             \
        KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK); \
    } while (0)

KT_TEST(get, finds_keys_of_every_integer_width_up_to_their_limits)
{
    kith_db *db = OPEN(I8, I16, I32, I64, U8, U16, U32, U64);

    HOLDS_LIMITS(db, I8, INT8_MIN, INT8_MAX);
    HOLDS_LIMITS(db, I16, INT16_MIN, INT16_MAX);
    HOLDS_LIMITS(db, I32, INT32_MIN, INT32_MAX);
    HOLDS_LIMITS(db, I64, INT64_MIN, INT64_MAX);
    HOLDS_LIMITS(db, U8, 0, UINT8_MAX);
    HOLDS_LIMITS(db, U16, 0, UINT16_MAX);
    HOLDS_LIMITS(db, U32, 0, UINT32_MAX);
    HOLDS_LIMITS(db, U64, 0, UINT64_MAX);
    HOLDS_NO_MORE(db, I8);
    HOLDS_NO_MORE(db, I16);
    HOLDS_NO_MORE(db, I32);
    HOLDS_NO_MORE(db, I64);
    HOLDS_NO_MORE(db, U8);
    HOLDS_NO_MORE(db, U16);
    HOLDS_NO_MORE(db, U32);
    HOLDS_NO_MORE(db, U64);
    family_close(db);
}

KT_TEST(get, misses_numbers_that_the_type_of_the_key_cannot_hold)
{
    kith_db *db = OPEN(I8, I16, I32, I64, U8, U16, U32, U64);
    kith_insert(db, I8, .id = 44);
    kith_insert(db, U8, .id = 255);
    kith_insert(db, I16, .id = -1);
    kith_insert(db, U16, .id = 1);
    kith_insert(db, I32, .id = -1);
    kith_insert(db, U32, .id = UINT32_MAX);
    kith_insert(db, I64, .id = -1);
    kith_insert(db, U64, .id = UINT64_MAX);

    MISSES(db, I8, 300);
    MISSES(db, I8, 44 + 256);
    MISSES(db, U8, -1);
    MISSES(db, U8, 511);
    MISSES(db, I16, 65535);
    MISSES(db, U16, 65537);
    MISSES(db, I32, INT64_C(4294967295));
    MISSES(db, U32, -1);
    MISSES(db, I64, UINT64_MAX);
    MISSES(db, U64, -1);
    MISSES(db, I8, UINT64_MAX);
    MISSES(db, I8, (uint64_t)44 + 256);
    KT_ASSERT_NOT_NULL(kith_get(db, I8, UINT64_C(44)));
    KT_ASSERT_NOT_NULL(kith_get(db, U64, UINT64_MAX));
    KT_ASSERT_NOT_NULL(kith_get(db, U32, UINT64_C(4294967295)));
    KT_ASSERT_NOT_NULL(kith_get(db, I64, -1));
    family_close(db);
}

KT_TEST(get, finds_text_keys_of_both_kinds)
{
    kith_db *db = OPEN(Named, Short);
    Named *norway = kith_insert(db, Named, .code = "NO");
    Named *empty = kith_insert(db, Named, .code = "");
    Short *in_place = kith_insert(db, Short, .code = "NO");
    char key[] = "NO";

    KT_ASSERT_EQ(kith_get(db, Named, "NO"), norway);
    KT_ASSERT_EQ(kith_get(db, Named, key), norway);
    KT_ASSERT_EQ(kith_get(db, Named, ""), empty);
    KT_ASSERT_NULL(kith_get(db, Named, "N"));
    KT_ASSERT_NULL(kith_get(db, Named, "NOR"));
    KT_ASSERT_EQ(kith_get(db, Short, key), in_place);
    KT_ASSERT_NULL(kith_get(db, Short, "NOR"));
    KT_ASSERT_NULL(kith_get(db, Short, ""));
    REFUSES_ROW(db, kith_insert_default(db, Named), KITH_E_NOT_NULL);
    REFUSES_ROW(db, kith_insert(db, Named, .code = key), KITH_E_UNIQUE);
    family_close(db);
}

KT_TEST(get, by_a_null_finds_nothing_whatever_the_kind_of_the_key)
{
    const kith_value null = {.kind = KITH_KIND_NONE};
    kith_db *db = OPEN(I64, Named);

    kith_insert(db, I64, .id = 1);
    KT_ASSERT_NULL(kith_get_row(db, &I64_table, &null, 1));
    KT_ASSERT_NULL(kith_get_row(db, &Named_table, &null, 1));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    family_close(db);
}

KT_TEST(get, refuses_keys_that_the_table_does_not_have)
{
    kith_db *db = OPEN(I64, Named, Loose, Student, Course, StudentCourse);

    REFUSES_ROW(db, kith_get(db, I64, "1"), KITH_E_MISUSE);
    REFUSES_ROW(db, kith_get(db, Named, 1), KITH_E_MISUSE);
    REFUSES_ROW(db, kith_get(db, Named, UINT64_C(1)), KITH_E_MISUSE);
    REFUSES_ROW(db, kith_get(db, Loose, 1), KITH_E_MISUSE);
    REFUSES_ROW(db, kith_get(db, StudentCourse, 1), KITH_E_MISUSE);
    REFUSES_ROW(db, kith_get(db, Store, 1), KITH_E_MISUSE);
    KT_ASSERT_NULL(kith_get((kith_db *)NULL, I64, 1));
    KT_ASSERT_NULL(kith_get_i64(db, NULL, 1));
    family_close(db);
}

/* Keys in a row, far apart, negative, random, in rising and falling order, with
 * half of them deleted and some put back: each way of spreading is one round.
 * */
static int64_t spread(int way, int64_t i, uint64_t *seed)
{
    switch (way) {
    case 0:
        return i + 1;
    case 1:
        return 5000 - i;
    case 2:
        return i * INT64_C(4294967296) + 1;
    case 3:
        return -i - 1;
    case 4:
        return i % 2 ? i + 1 : INT64_MAX - i;
    default:
        return (int64_t)(family_random(seed) << 16 | (uint64_t)i);
    }
}

KT_TEST(get, finds_every_key_and_no_other_however_they_are_spread)
{
    enum { ROWS = 4000 };
    static int64_t keys[ROWS];
    uint64_t seed = 3;

    for (int way = 0; way < 6; way++) {
        kith_db *db = OPEN(I64);
        for (int i = 0; i < ROWS; i++) {
            keys[i] = spread(way, i, &seed);
            KT_ASSERT_NOT_NULL(kith_insert(db, I64, .id = keys[i], .plain = i));
        }
        for (int i = 0; i < ROWS; i += 2)
            ANSWERS(kith_delete(kith_get(db, I64, keys[i])), KITH_OK);
        for (int i = 0; i < ROWS; i += 4)
            kith_insert(db, I64, .id = keys[i], .plain = i);

        for (int i = 0; i < ROWS; i++) {
            I64 *row = kith_get(db, I64, keys[i]);
            KT_ASSERT_EQ(row != NULL, i % 4 != 2);
            KT_ASSERT(!row || row->plain == i);
        }
        KT_ASSERT_EQ(kith_count(db, I64), (size_t)(ROWS / 4 * 3));
        family_close(db);
    }
}

KT_TEST(get, finds_every_text_key_among_many)
{
    enum { ROWS = 4000 };
    kith_db *db = OPEN(Named);
    char code[40];

    for (int i = 0; i < ROWS; i++) {
        snprintf(code, sizeof code, "%0*d", 1 + i % 30, i);
        KT_ASSERT_NOT_NULL(kith_insert(db, Named, .code = code));
        if (i % 3 == 0)
            ANSWERS(kith_delete(kith_get(db, Named, code)), KITH_OK);
    }

    for (int i = 0; i < ROWS; i++) {
        snprintf(code, sizeof code, "%0*d", 1 + i % 30, i);
        Named *row = kith_get(db, Named, code);
        KT_ASSERT_EQ(row != NULL, i % 3 != 0);
        KT_ASSERT(!row || strcmp(row->code, code) == 0);
    }
    family_close(db);
}

/* --- Many at once --------------------------------------------------------- */

enum { MANY = 100 };

KT_TEST(get, finds_many_numbers_at_once)
{
    kith_db *db = OPEN(I64, I32, U64, Named);
    int64_t keys[MANY];
    I64 *rows[MANY], *expected[MANY];
    I32 *narrow[MANY];
    U64 *natural[MANY];
    Named *none[MANY];
    size_t found = 0;

    for (int i = 0; i < MANY; i++) {
        keys[i] = i % 3 ? (int64_t)i << (i % 40) : -i;
        expected[i] =
            i % 4 ? kith_insert(db, I64, .id = keys[i] ? keys[i] : 7) : NULL;
        expected[i] = kith_get(db, I64, keys[i]);
    }
    for (int i = 0; i < MANY; i++)
        found += expected[i] != NULL;
    for (size_t count = 0; count <= MANY; count += count < 40 ? 1 : 20) {
        size_t some = 0;

        memset(rows, 0xff, sizeof(rows));
        for (size_t i = 0; i < count; i++)
            some += expected[i] != NULL;
        KT_ASSERT_EQ(kith_get_rows(db, I64, keys, count, rows), some);
        KT_ASSERT(memcmp(rows, expected, count * sizeof(*rows)) == 0);
    }
    KT_ASSERT(found > MANY / 4);
    kith_insert(db, I32, .id = 4);
    kith_insert(db, U64, .id = 4);
    keys[3] = 4;
    KT_ASSERT_EQ(kith_get_rows(db, I32, keys, MANY, narrow), 1u);
    KT_ASSERT_EQ(kith_get_rows(db, U64, keys, MANY, natural), 1u);
    KT_ASSERT(narrow[3]->id == 4 && natural[3]->id == 4);
    KT_ASSERT_EQ(kith_get_rows(db, Named, keys, MANY, none), 0u);
    KT_ASSERT_EQ(kith_get_rows(NULL, I64, keys, MANY, rows), 0u);
    KT_ASSERT_NULL(rows[5]);
    KT_ASSERT_EQ(kith_get_rows_i64(db, &I64_table, NULL, 3, rows), 0u);
    KT_ASSERT_EQ(kith_get_rows_i64(db, &I64_table, keys, 3, NULL), 0u);
    KT_ASSERT_EQ(kith_get_rows_i64(db, &Named_table, keys, 3, rows), 0u);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    family_close(db);
}

KT_TEST(get, finds_many_texts_at_once)
{
    kith_db *db = OPEN(Named, Short, I64);
    const char *keys[MANY];
    char texts[MANY][16];
    Named *rows[MANY];
    Short *shorts[MANY];
    I64 *none[MANY];

    for (int i = 0; i < MANY; i++) {
        snprintf(texts[i], sizeof(texts[i]), "%d", i * i);
        keys[i] = i % 10 ? texts[i] : NULL;
        if (i % 3)
            kith_insert(db, Named, .code = texts[i]);
    }
    kith_insert(db, Short, .code = "4");
    for (size_t count = 0; count <= MANY; count += count < 40 ? 1 : 20) {
        size_t some = kith_get_rows(db, Named, keys, count, rows);

        for (size_t i = 0; i < count; i++) {
            Named *row = keys[i] ? kith_get(db, Named, keys[i]) : NULL;

            KT_ASSERT_EQ(rows[i], row);
            some -= row != NULL;
        }
        KT_ASSERT_EQ(some, 0u);
    }
    KT_ASSERT_EQ(kith_get_rows(db, Short, keys, 9, shorts), 1u);
    KT_ASSERT_NOT_NULL(shorts[2]);
    KT_ASSERT_EQ(kith_get_rows(db, I64, keys, 9, none), 0u);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    KT_ASSERT_EQ(kith_get_rows_text(db, &Named_table, NULL, 3, rows), 0u);
    family_close(db);
}
