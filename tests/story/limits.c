/* limits.c - .minimum, .maximum and .maximum_bytes hold whatever the way a value
 * comes, and kith_open refuses limits that cannot be kept.
 */
#include "refusal.h"

#include <math.h>
#include <string.h>

typedef struct Plain Plain;
typedef struct Word Word;
typedef struct Owner Owner;
typedef struct Thing Thing;

/* Numbers of every kind between -2 or 2 and 5. */
struct Plain {
    const int64_t id;
    const int8_t i8;
    const int16_t i16;
    const int32_t i32;
    const int64_t i64;
    const uint8_t u8;
    const uint16_t u16;
    const uint32_t u32;
    const uint64_t u64;
    const float f32;
    const double f64;
    const KITH_OPTIONAL(int16_t) some;
    const int32_t alone;
};
#define BETWEEN(low, high) \
    .minimum = KITH_INTEGER(low), .maximum = KITH_INTEGER(high)
static KITH_TABLE(Plain, "plains", KITH_PRIMARY_KEY(Plain, id),
                  KITH_COLUMN(Plain, i8, BETWEEN(-2, 5)),
                  KITH_COLUMN(Plain, i16, BETWEEN(-2, 5)),
                  KITH_COLUMN(Plain, i32, BETWEEN(-2, 5)),
                  KITH_COLUMN(Plain, i64, BETWEEN(-2, 5)),
                  KITH_COLUMN(Plain, u8, BETWEEN(0, 5)),
                  KITH_COLUMN(Plain, u16, BETWEEN(0, 5)),
                  KITH_COLUMN(Plain, u32, BETWEEN(0, 5)),
                  KITH_COLUMN(Plain, u64, BETWEEN(0, 5)),
                  KITH_COLUMN(Plain, f32, BETWEEN(-2, 5)),
                  KITH_COLUMN(Plain, f64, .minimum = KITH_REAL(-2),
                              .maximum = KITH_REAL(5)),
                  KITH_OPTIONAL_COLUMN(Plain, some, BETWEEN(-2, 5)),
                  KITH_COLUMN(Plain, alone, .index = true, BETWEEN(-2, 5)));

struct Word {
    const int64_t id;
    KITH_TEXT text;
    const char code[8];
    KITH_BLOB blob;
    KITH_TEXT unique;
};
static KITH_TABLE(Word, "words", KITH_PRIMARY_KEY(Word, id),
                  KITH_COLUMN(Word, text, .maximum_bytes = 3),
                  KITH_COLUMN(Word, code, .maximum_bytes = 3),
                  KITH_COLUMN(Word, blob, .maximum_bytes = 3),
                  KITH_COLUMN(Word, unique, .maximum_bytes = 3,
                              .unique = true));

/* A key that children follow, defaults and functions. */
struct Owner {
    const uint16_t id;
    KITH_COLLECTION(Thing) things;
};
struct Thing {
    const int64_t id;
    const uint16_t owner_id;
    KITH_REFERENCE(Owner) owner;
    const KITH_OPTIONAL(int32_t) size;
    const int32_t changes;
    double note;
    const int32_t kind;
};
static int64_t answer, changes, checked;
static kith_value size_of(const void *draft)
{
    (void)draft;
    return (kith_value)KITH_INTEGER(answer);
}
static kith_value next_change(const void *draft)
{
    (void)draft;
    return (kith_value)KITH_INTEGER(changes);
}
static bool is_right(const void *draft)
{
    checked++;
    return ((const Thing *)draft)->kind != 4;
}
static KITH_TABLE(Owner, "owners",
                  KITH_PRIMARY_KEY(Owner, id, .maximum = KITH_INTEGER(20)),
                  KITH_RELATIONSHIP(Owner, things, Thing,
                                    .back_populates = "owner"));
static KITH_TABLE(
    Thing, "things", KITH_PRIMARY_KEY(Thing, id),
    KITH_FOREIGN_KEY(Thing, owner_id, Owner, id,
                     .default_value = KITH_INTEGER(2),
                     .on_update = KITH_CASCADE, .on_delete = KITH_SET_DEFAULT),
    KITH_RELATIONSHIP(Thing, owner, Owner, .back_populates = "things"),
    KITH_OPTIONAL_COLUMN(Thing, size, .default_function = size_of,
                         BETWEEN(1, 9)),
    KITH_COLUMN(Thing, changes, .on_update_function = next_change,
                BETWEEN(0, 9)),
    KITH_COLUMN(Thing, note), KITH_COLUMN(Thing, kind, BETWEEN(0, 5)),
    KITH_CHECK(is_right, "four is wrong", "kind"));

#define SAYS(db, sentence) \
    KT_ASSERT_STR_EQ(kith_last_error(db)->message, (sentence))

/* A value beyond a limit is refused by an insert and by both sets; the limits
 * themselves and what lies between pass. */
#define KEEPS(db, f, low, high, below, above)                                \
    do {                                                                     \
        Plain *row = kith_insert(db, Plain, .f = (low));                     \
        const kith_assignment too_low[] = {kith_to(row, f, (below))};        \
        KT_ASSERT_NOT_NULL(row);                                             \
        KT_ASSERT_NOT_NULL(kith_insert(db, Plain, .f = (high)));             \
        REFUSES_ROW(db, kith_insert(db, Plain, .f = (above)), KITH_E_CHECK); \
        ANSWERS(kith_set(row, f, (high)), KITH_OK);                          \
        ANSWERS(kith_set(row, f, (low)), KITH_OK);                           \
        REFUSES(db, kith_set(row, f, (above)), KITH_E_CHECK);                \
        REFUSES(db, kith_update_at(row, too_low, 1),                         \
                (below) < 0 ? KITH_E_CHECK : kith_last_error(db)->status);   \
        KT_ASSERT(row->f == (low));                                          \
    } while (0)

KT_TEST(limits, hold_for_numbers_of_every_width)
{
    kith_db *db = OPEN(Plain);

    KEEPS(db, i8, -2, 5, -3, 6);
    KEEPS(db, i16, -2, 5, -3, 6);
    KEEPS(db, i32, -2, 5, -3, 6);
    KEEPS(db, i64, -2, 5, INT64_MIN, INT64_MAX);
    KEEPS(db, f32, -2, 5, -2.5f, 5.5f);
    KEEPS(db, f64, -2, 5, -2.0000001, 5.0000001);
    KEEPS(db, alone, -2, 5, -3, 6);
    REFUSES_ROW(db, kith_insert(db, Plain, .u8 = 255), KITH_E_CHECK);
    REFUSES_ROW(db, kith_insert(db, Plain, .u16 = 6), KITH_E_CHECK);
    REFUSES_ROW(db, kith_insert(db, Plain, .u32 = UINT32_MAX), KITH_E_CHECK);
    REFUSES_ROW(db, kith_insert(db, Plain, .u64 = UINT64_MAX), KITH_E_CHECK);
    KT_ASSERT_NOT_NULL(
        kith_insert(db, Plain, .u8 = 5, .u16 = 5, .u32 = 5, .u64 = 5));
    family_close(db);
}

KT_TEST(limits, say_table_column_value_and_limit)
{
    kith_db *db = OPEN(Plain, Word);
    Plain *row = kith_insert_default(db, Plain);
    Word *word = kith_insert_default(db, Word);
    const kith_blob abcd = KITH_BYTES("abcd", 4);

    REFUSES(db, kith_set(row, i8, 6), KITH_E_CHECK);
    SAYS(db, "plains.i8 would be 6, but its .maximum is 5");
    KT_ASSERT_STR_EQ(kith_last_error(db)->table, "plains");
    KT_ASSERT_STR_EQ(kith_last_error(db)->column, "i8");
    KT_ASSERT_STR_EQ(kith_last_error(db)->constraint, ".maximum");
    KT_ASSERT_STR_EQ(kith_last_error(db)->value, "6");
    REFUSES_ROW(db, kith_insert(db, Plain, .f64 = -2.5), KITH_E_CHECK);
    SAYS(db, "plains.f64 would be -2.5, but its .minimum is -2");
    REFUSES(db, kith_set(word, text, "abcd"), KITH_E_CHECK);
    SAYS(db, "words.text would be \"abcd\", but its .maximum_bytes is 3");
    REFUSES(db, kith_set_at(word, offsetof(Word, blob), &abcd), KITH_E_CHECK);
    SAYS(db, "words.blob would be x'61626364', but its .maximum_bytes is 3");
    family_close(db);
}

KT_TEST(limits, hold_for_texts_and_blobs)
{
    kith_db *db = OPEN(Word);
    Word *word = kith_insert(db, Word, .text = "abc", .code = "abc",
                             .blob = KITH_BYTES("abc", 3), .unique = "abc");
    const kith_blob empty = KITH_BYTES("", 0);

    KT_ASSERT_NOT_NULL(word);
    REFUSES_ROW(db, kith_insert(db, Word, .text = "abcd"), KITH_E_CHECK);
    REFUSES_ROW(db, kith_insert(db, Word, .code = "abcd"), KITH_E_CHECK);
    REFUSES_ROW(db, kith_insert(db, Word, .unique = "abcd"), KITH_E_CHECK);
    REFUSES_ROW(db, kith_insert(db, Word, .blob = KITH_BYTES("abcd", 4)),
                KITH_E_CHECK);
    for (int slow = 0; slow < 2; slow++) {
        const kith_assignment text = kith_to(word, text, "abcd");
        const kith_assignment code = kith_to(word, code, "abcd");
        const kith_assignment unique = kith_to(word, unique, "abcd");
        const kith_assignment changes_[] = {text, code, unique};

        for (size_t i = 0; i < 3; i++)
            REFUSES(db,
                    slow ? kith_update_at(word, &changes_[i], 1)
                         : kith_set_at(word, changes_[i].offset_bytes,
                                       changes_[i].value),
                    KITH_E_CHECK);
    }
    REFUSES(db, kith_set(word, code, "much too long"), KITH_E_CHECK);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "no room");
    ANSWERS(kith_set(word, text, "xyz"), KITH_OK);
    ANSWERS(kith_set(word, code, ""), KITH_OK);
    ANSWERS(kith_set_at(word, offsetof(Word, blob), &empty), KITH_OK);
    ANSWERS(kith_set(word, unique, "xyz"), KITH_OK);
    ANSWERS(kith_set_null(word, text), KITH_OK);
    ANSWERS(kith_set_null(word, blob), KITH_OK);
    family_close(db);
}

KT_TEST(limits, let_null_pass_and_nan_never)
{
    kith_db *db = OPEN(Plain);
    Plain *row = kith_insert(db, Plain, .some = KITH_SOME(5));
    const int16_t five = 5, six = 6;

    ANSWERS(kith_set_null(row, some), KITH_OK);
    REFUSES(db, kith_set_at(row, offsetof(Plain, some), &six), KITH_E_CHECK);
    REFUSES_ROW(db, kith_insert(db, Plain, .some = KITH_SOME(-3)),
                KITH_E_CHECK);
    ANSWERS(kith_set_at(row, offsetof(Plain, some), &five), KITH_OK);
    REFUSES(db, kith_set(row, f64, NAN), KITH_E_CHECK);
    REFUSES(db, kith_set(row, f32, -NAN), KITH_E_CHECK);
    REFUSES(db, kith_set(row, f32, INFINITY), KITH_E_CHECK);
    REFUSES_ROW(db, kith_insert(db, Plain, .f64 = NAN), KITH_E_CHECK);
    family_close(db);
}

/* Zero has a sign in memory, and none in the order of numbers. */
typedef struct Angle Angle;
struct Angle {
    const int64_t id;
    const double up;  /* from 0 */
    const float down; /* to 0 */
};
static KITH_TABLE(Angle, "angles", KITH_PRIMARY_KEY(Angle, id),
                  KITH_COLUMN(Angle, up, .minimum = KITH_REAL(0)),
                  KITH_COLUMN(Angle, down, .maximum = KITH_REAL(-0.0)));

KT_TEST(limits, take_minus_zero_for_zero)
{
    kith_db *db = OPEN(Angle);
    Angle *angle = kith_insert(db, Angle, .up = -0.0, .down = 0.0f);

    KT_ASSERT_NOT_NULL(angle);
    ANSWERS(kith_set(angle, up, 0.0), KITH_OK);
    ANSWERS(kith_set(angle, up, -0.0), KITH_OK);
    ANSWERS(kith_set(angle, down, -0.0f), KITH_OK);
    ANSWERS(kith_set(angle, up, INFINITY), KITH_OK);
    REFUSES(db, kith_set(angle, up, -5e-324), KITH_E_CHECK);
    REFUSES(db, kith_set(angle, down, 1e-45f), KITH_E_CHECK);
    REFUSES(db, kith_set(angle, up, NAN), KITH_E_CHECK);
    SAYS(db, "angles.up would be nan, but its .minimum is 0");
    REFUSES(db, kith_set(angle, down, NAN), KITH_E_CHECK);
    family_close(db);
}

/* A number is printed with as few digits as tell it from its neighbours. */
typedef struct Fraction Fraction;
struct Fraction {
    const int64_t id;
    const float narrow;
    const double wide;
};
static KITH_TABLE(Fraction, "fractions", KITH_PRIMARY_KEY(Fraction, id),
                  KITH_COLUMN(Fraction, narrow, .maximum = KITH_REAL(0.1f)),
                  KITH_COLUMN(Fraction, wide, .maximum = KITH_REAL(0.1)));

KT_TEST(limits, are_shown_as_they_were_written)
{
    kith_db *db = OPEN(Fraction);
    Fraction *tenth = kith_insert(db, Fraction, .narrow = 0.1f, .wide = 0.1);

    REFUSES(db, kith_set(tenth, narrow, 0.7f), KITH_E_CHECK);
    SAYS(db, "fractions.narrow would be 0.7, but its .maximum is 0.1");
    REFUSES(db, kith_set(tenth, wide, 0.7), KITH_E_CHECK);
    SAYS(db, "fractions.wide would be 0.7, but its .maximum is 0.1");
    REFUSES(db, kith_set(tenth, wide, 0.10000000000000002), KITH_E_CHECK);
    SAYS(db, "fractions.wide would be 0.10000000000000002, but its .maximum "
             "is 0.1");
    REFUSES(db, kith_set(tenth, wide, 1.0 / 3), KITH_E_CHECK);
    SAYS(db, "fractions.wide would be 0.3333333333333333, but its .maximum "
             "is 0.1");
    family_close(db);
}

KT_TEST(limits, hold_for_inserts_of_every_kind)
{
    kith_db *db = OPEN(Plain);
    const Plain plains[3] = {{.i32 = 1}, {.i32 = 6}, {.i32 = 2}};
    const Plain none[1] = {{.i32 = 6}};
    uint64_t given[1] = {0};
    kith_column_mask_set(given, Plain, i32);

    REFUSES(db, kith_insert_all(db, Plain, plains, 3), KITH_E_CHECK);
    KT_ASSERT_EQ(kith_count(db, Plain), 0u);
    REFUSES_ROW(db, kith_insert_columns(db, &Plain_table, none, given, NULL),
                KITH_E_CHECK);
    REFUSES_ROW(db, kith_insert_columns(db, &Plain_table, none, NULL, given),
                KITH_E_NOT_NULL);
    REFUSES_ROW(db, kith_insert_or_get(db, Plain, .i32 = 6), KITH_E_CHECK);
    KT_ASSERT_EQ(kith_insert_default(db, Plain)->id, 1);
    KT_ASSERT_NOT_NULL(kith_insert_or_get(db, Plain, .id = 1, .i32 = 6));
    family_close(db);
}

KT_TEST(limits, hold_for_keys_that_children_follow)
{
    kith_db *db = OPEN(Owner, Thing);
    answer = 1;
    changes = 0;
    Owner *owner = kith_insert(db, Owner, .id = 7);
    Thing *thing = kith_insert(db, Thing, .owner.row = owner);

    REFUSES(db, kith_set(owner, id, 21), KITH_E_CHECK);
    SAYS(db, "owners.id would be 21, but its .maximum is 20");
    ANSWERS(kith_set(owner, id, 20), KITH_OK);
    KT_ASSERT_EQ(thing->owner_id, 20);
    REFUSES(db, kith_delete(owner), KITH_E_PARENT);
    KT_ASSERT_NOT_NULL(kith_insert(db, Owner, .id = 2));
    ANSWERS(kith_delete(owner), KITH_OK);
    KT_ASSERT_EQ(thing->owner_id, 2);
    family_close(db);
}

KT_TEST(limits, hold_for_what_functions_return)
{
    kith_db *db = OPEN(Owner, Thing);
    Owner *owner = kith_insert(db, Owner, .id = 2);
    answer = 10;
    changes = 0;

    REFUSES_ROW(db, kith_insert_default(db, Thing), KITH_E_CHECK);
    SAYS(db, "things.size would be 10, but its .maximum is 9");
    answer = 9;
    Thing *thing = kith_insert_default(db, Thing);
    KT_ASSERT_EQ(thing->owner.row, owner);
    changes = 10;
    REFUSES(db, kith_set(thing, kind, 1), KITH_E_CHECK);
    SAYS(db, "things.changes would be 10, but its .maximum is 9");
    REFUSES(db, kith_set(owner, id, 3), KITH_E_CHECK);
    changes = 9;
    ANSWERS(kith_set(thing, kind, 1), KITH_OK);
    family_close(db);
}

KT_TEST(limits, are_judged_before_check_functions_are_called)
{
    kith_db *db = OPEN(Owner, Thing, Word);
    answer = 1;
    kith_insert(db, Owner, .id = 2);
    Thing *thing = kith_insert_default(db, Thing);
    kith_insert(db, Word, .unique = "abc");

    checked = 0;
    REFUSES(db, kith_set(thing, kind, 6), KITH_E_CHECK);
    REFUSES_ROW(db, kith_insert(db, Thing, .kind = 6), KITH_E_CHECK);
    KT_ASSERT_EQ(checked, 0);
    REFUSES(db, kith_set(thing, kind, 4), KITH_E_CHECK);
    KT_ASSERT_EQ(checked, 1);
    KT_ASSERT_STR_EQ(kith_last_error(db)->constraint, "is_right");
    /* Before UNIQUE and foreign keys, too. */
    REFUSES_ROW(db, kith_insert(db, Word, .unique = "abc", .code = "abcd"),
                KITH_E_CHECK);
    REFUSES(db,
            kith_update(thing, kith_to(thing, owner_id, 19),
                        kith_to(thing, kind, -1)),
            KITH_E_CHECK);
    SAYS(db, "things.kind would be -1, but its .minimum is 0");
    family_close(db);
}

/* A counter ends where its column does. */
typedef struct Ticket Ticket;
struct Ticket {
    const int32_t id;
    int64_t mark;
};
static KITH_TABLE(Ticket, "tickets",
                  KITH_PRIMARY_KEY(Ticket, id, .first_number = 3,
                                   BETWEEN(2, 5)));

KT_TEST(limits, end_the_numbers_that_a_key_gives_out)
{
    kith_db *db = OPEN(Ticket);

    for (int i = 3; i <= 5; i++)
        KT_ASSERT_EQ(kith_insert_default(db, Ticket)->id, i);
    REFUSES_ROW(db, kith_insert(db, Ticket, .mark = 1), KITH_E_LIMIT);
    SAYS(db, "tickets.id has given out its .maximum, 5: raise it");
    REFUSES_ROW(db, kith_insert_default(db, Ticket), KITH_E_LIMIT);
    REFUSES_ROW(db, kith_insert(db, Ticket, .id = 6), KITH_E_CHECK);
    REFUSES_ROW(db, kith_insert(db, Ticket, .id = 1), KITH_E_CHECK);
    KT_ASSERT_NOT_NULL(kith_insert(db, Ticket, .id = 2));
    family_close(db);
}

KT_TEST(limits, that_a_row_breaks_are_damage)
{
    kith_db *db = OPEN(Plain, Word);
    Plain *row = kith_insert_default(db, Plain);
    Word *word = kith_insert(db, Word, .code = "abc");
    kith_error error;
    const int8_t seven = 7, zero = 0;

    memcpy((char *)(uintptr_t)&row->i8, &seven, 1);
    ANSWERS(kith_verify_to(db, &error), KITH_E_DAMAGED);
    KT_ASSERT_STR_EQ(error.message,
                     "plains.i8 holds a value beyond its limits");
    ANSWERS(kith_set(row, i16, 5), KITH_OK); /* which does not concern it */
    memcpy((char *)(uintptr_t)&row->i8, &zero, 1);
    memcpy((char *)(uintptr_t)word->code, "abcd", 4);
    ANSWERS(kith_verify_to(db, &error), KITH_E_DAMAGED);
    KT_ASSERT_STR_EQ(error.message,
                     "words.code holds a value beyond its limits");
    memcpy((char *)(uintptr_t)word->code, "abc", 4);
    family_close(db);
}

/* --- What kith_open refuses ------------------------------------------------ */

typedef struct Bad Bad;
struct Bad {
    const int64_t id;
    const int8_t small;
    const uint8_t natural;
    const float real;
    const bool flag;
    const int64_t up_id;
    KITH_REFERENCE(Bad) up;
    KITH_TEXT text;
    const char code[4];
    const KITH_OPTIONAL(int32_t) some;
    int64_t open;
};
#define BAD(...)                                                      \
    {                                                                 \
        DECLARED(Bad, "bads", KITH_PRIMARY_KEY(Bad, id), __VA_ARGS__) \
    }
#define NO_NUMBER                                                     \
    " that is no number of its type: use KITH_INTEGER, or KITH_REAL " \
    "for a float or double, with one that fits"

static const struct refusal refusals[] = {
    {"a real limit of an integer",
     BAD(KITH_COLUMN(Bad, small, .minimum = KITH_REAL(1))),
     "bads.small has a .minimum" NO_NUMBER},
    {"a text as the limit of a number",
     BAD(KITH_COLUMN(Bad, real, .maximum = KITH_STRING("1"))),
     "bads.real has a .maximum" NO_NUMBER},
    {"a limit that the type cannot hold",
     BAD(KITH_COLUMN(Bad, small, .maximum = KITH_INTEGER(128))),
     "bads.small has a .maximum" NO_NUMBER},
    {"a limit below zero of a number without sign",
     BAD(KITH_COLUMN(Bad, natural, .minimum = KITH_INTEGER(-1))),
     "bads.natural has a .minimum" NO_NUMBER},
    {"a limit that is not a number",
     BAD(KITH_COLUMN(Bad, real, .minimum = KITH_REAL(NAN))),
     "bads.real has a .minimum" NO_NUMBER},
    {"a limit of a bool",
     BAD(KITH_COLUMN(Bad, flag, .maximum = KITH_INTEGER(0))),
     "bads.flag has .maximum, which is for numbers: drop it, or give a text "
     "or blob .maximum_bytes"},
    {"a minimum of a text",
     BAD(KITH_COLUMN(Bad, text, .minimum = KITH_INTEGER(1))),
     "bads.text has .minimum, which is for numbers: drop it, or give a text "
     "or blob .maximum_bytes"},
    {"bytes of a number", BAD(KITH_COLUMN(Bad, small, .maximum_bytes = 1)),
     "bads.small has .maximum_bytes, which is for texts and blobs: give a "
     "number .minimum and .maximum"},
    {"more bytes than an array holds",
     BAD(KITH_COLUMN(Bad, code, .maximum_bytes = 4)),
     "bads.code has a .maximum_bytes that its array cannot hold with the NUL: "
     "lower it, or declare the array longer"},
    {"more bytes than a text can have",
     BAD(KITH_COLUMN(Bad, text, .maximum_bytes = UINT32_MAX)),
     "bads.text has a .maximum_bytes of more than 4 GiB - 2 bytes: lower it"},
    {"a minimum above the maximum", BAD(KITH_COLUMN(Bad, small, BETWEEN(2, 1))),
     "bads.small has a .minimum above its .maximum: exchange them"},
    {"a default beyond the limits",
     BAD(KITH_OPTIONAL_COLUMN(Bad, some, BETWEEN(1, 2),
                              .default_value = KITH_INTEGER(3))),
     "bads.some has a default beyond its limits: use one within, or move the "
     "limits"},
    {"a default with too many bytes",
     BAD(KITH_COLUMN(Bad, text, .maximum_bytes = 2,
                     .default_value = KITH_STRING("abc"))),
     "bads.text has a default beyond its limits: use one within, or move the "
     "limits"},
    {"a first number beyond the limits",
     {DECLARED(Bad, "bads",
               KITH_PRIMARY_KEY(Bad, id, .first_number = 10,
                                .maximum = KITH_INTEGER(9)))},
     "bads.id counts up from a number beyond its limits: give it a "
     ".first_number within, or move the limits"},
    {"a minimum above 1, where counting begins",
     {DECLARED(Bad, "bads",
               KITH_PRIMARY_KEY(Bad, id, .minimum = KITH_INTEGER(2)))},
     "bads.id counts up from a number beyond its limits: give it a "
     ".first_number within, or move the limits"},
    {"a limit of a foreign key",
     BAD(KITH_FOREIGN_KEY(Bad, up_id, Bad, id, .minimum = KITH_INTEGER(1))),
     "bads.up_id has a limit, but is part of a foreign key: give the limit to "
     "the key it refers to, bads.id"},
    {"a limit of a column that may be written",
     BAD(KITH_COLUMN(Bad, open, .minimum = KITH_INTEGER(1))),
     "bads.open has a limit and could be written past it: declare it const"},
    {"a limit of a relationship",
     BAD(KITH_FOREIGN_KEY(Bad, up_id, Bad, id),
         KITH_RELATIONSHIP(Bad, up, Bad, .maximum = KITH_INTEGER(1))),
     "bads.up has .maximum, which belongs to a column: move it to the column "
     "or foreign key"},
};

KT_TEST(limits, that_cannot_be_kept_are_refused_at_open)
{
    CHECK_REFUSALS(refusals);
}

static const struct refusal fine = {
    "limits that can",
    BAD(KITH_COLUMN(Bad, real, .minimum = KITH_INTEGER(1),
                    .maximum = KITH_REAL(INFINITY)),
        KITH_COLUMN(Bad, small, BETWEEN(INT8_MIN, INT8_MAX)),
        KITH_COLUMN(Bad, natural, BETWEEN(3, 3)),
        KITH_COLUMN(Bad, code, .maximum_bytes = 3, .unique = true),
        KITH_OPTIONAL_COLUMN(Bad, some, BETWEEN(-1, 1),
                             .default_value = KITH_INTEGER(0))),
    NULL};

KT_TEST(limits, that_can_be_kept_are_taken_at_open)
{
    refusal_not(&fine);
}
