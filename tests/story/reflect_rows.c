/* reflect_rows.c - values and members of rows whose type nobody knows, and
 * writing them, by kith/reflect.h alone.
 */
#include "copy.h"
#include "orchard.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- A column of every kind ------------------------------------------------ */

typedef struct Kinds Kinds;
struct Kinds {
    const int64_t id;
    bool flag;
    int8_t i8;
    int16_t i16;
    int32_t i32;
    int64_t i64;
    uint8_t u8;
    uint16_t u16;
    const uint32_t u32;
    const uint64_t u64;
    float f32;
    double f64;
    KITH_TEXT text;
    const char chars[8];
    KITH_BLOB blob;
    KITH_OPTIONAL(bool) maybe_flag;
    KITH_OPTIONAL(int8_t) maybe_i8;
    const KITH_OPTIONAL(uint64_t) maybe_u64;
    KITH_OPTIONAL(float) maybe_f32;
    const int64_t next_id;
    KITH_REFERENCE(Kinds) next;
};
static KITH_TABLE(Kinds, "kinds", KITH_PRIMARY_KEY(Kinds, id),
                  KITH_COLUMN(Kinds, flag), KITH_COLUMN(Kinds, i8),
                  KITH_COLUMN(Kinds, i16), KITH_COLUMN(Kinds, i32),
                  KITH_COLUMN(Kinds, i64), KITH_COLUMN(Kinds, u8),
                  KITH_COLUMN(Kinds, u16),
                  KITH_COLUMN(Kinds, u32, .index = true),
                  KITH_COLUMN(Kinds, u64, .unique = true),
                  KITH_COLUMN(Kinds, f32), KITH_COLUMN(Kinds, f64),
                  KITH_COLUMN(Kinds, text), KITH_COLUMN(Kinds, chars),
                  KITH_COLUMN(Kinds, blob),
                  KITH_OPTIONAL_COLUMN(Kinds, maybe_flag),
                  KITH_OPTIONAL_COLUMN(Kinds, maybe_i8),
                  KITH_OPTIONAL_COLUMN(Kinds, maybe_u64, .unique = true),
                  KITH_OPTIONAL_COLUMN(Kinds, maybe_f32),
                  KITH_FOREIGN_KEY(Kinds, next_id, Kinds, id),
                  KITH_RELATIONSHIP(Kinds, next, Kinds));

static bool same(kith_value a, kith_value b)
{
    if (a.kind != b.kind)
        return false;
    switch (a.kind) {
    case KITH_KIND_I64:
        return a.integer == b.integer;
    case KITH_KIND_U64:
        return a.natural == b.natural;
    case KITH_KIND_F64:
        return memcmp(&a.real, &b.real, sizeof(double)) == 0;
    case KITH_KIND_TEXT:
        return strcmp(a.text, b.text) == 0;
    case KITH_KIND_BLOB:
        return a.blob.bytes == b.blob.bytes &&
               memcmp(a.blob.data, b.blob.data, a.blob.bytes) == 0;
    default:
        return true;
    }
}

#define NOTHING                \
    {                          \
        .kind = KITH_KIND_NONE \
    }
#define NATURAL(v)                            \
    {                                         \
        .kind = KITH_KIND_U64, .natural = (v) \
    }

/* What each column can hold, at its ends. */
static const struct {
    size_t offset;
    kith_value values[4];
} held[] = {
    {offsetof(Kinds, id),
     {KITH_INTEGER(7), KITH_INTEGER(INT64_MAX - 1), KITH_INTEGER(2)}},
    {offsetof(Kinds, flag), {KITH_INTEGER(1), KITH_INTEGER(0)}},
    {offsetof(Kinds, i8), {KITH_INTEGER(INT8_MIN), KITH_INTEGER(INT8_MAX)}},
    {offsetof(Kinds, i16), {KITH_INTEGER(INT16_MIN), KITH_INTEGER(INT16_MAX)}},
    {offsetof(Kinds, i32), {KITH_INTEGER(INT32_MIN), KITH_INTEGER(INT32_MAX)}},
    {offsetof(Kinds, i64), {KITH_INTEGER(INT64_MIN), KITH_INTEGER(INT64_MAX)}},
    {offsetof(Kinds, u8), {NATURAL(UINT8_MAX), NATURAL(0)}},
    {offsetof(Kinds, u16), {NATURAL(UINT16_MAX), NATURAL(0)}},
    {offsetof(Kinds, u32), {NATURAL(UINT32_MAX), NATURAL(0)}},
    {offsetof(Kinds, u64), {NATURAL(UINT64_MAX), NATURAL(1)}},
    {offsetof(Kinds, f32), {KITH_REAL(0.5), KITH_REAL(-HUGE_VAL)}},
    {offsetof(Kinds, f64), {KITH_REAL(0.1), KITH_REAL(-0.0)}},
    {offsetof(Kinds, text),
     {KITH_STRING("long enough for a block"), KITH_STRING(""), NOTHING}},
    {offsetof(Kinds, chars), {KITH_STRING("seven c"), KITH_STRING("")}},
    {offsetof(Kinds, blob),
     {KITH_BINARY("\0x\0", 3), KITH_BINARY("", 0), NOTHING}},
    {offsetof(Kinds, maybe_flag), {KITH_INTEGER(1), KITH_INTEGER(0), NOTHING}},
    {offsetof(Kinds, maybe_i8), {KITH_INTEGER(-1), KITH_INTEGER(0), NOTHING}},
    {offsetof(Kinds, maybe_u64), {NATURAL(UINT64_MAX), NATURAL(0), NOTHING}},
    {offsetof(Kinds, maybe_f32), {KITH_REAL(0.25), KITH_REAL(0.0), NOTHING}},
    {offsetof(Kinds, next_id), {KITH_INTEGER(1), NOTHING, KITH_INTEGER(2)}},
};
enum { HELD = sizeof(held) / sizeof(*held) };

/* How many values there are: a NOTHING that is not followed by any ends a list
 * but where the column can be NULL. */
static size_t value_count(size_t i, bool nullable)
{
    size_t count = 0;

    while (count < 4 && held[i].values[count].kind != KITH_KIND_NONE)
        count++;
    return nullable ? 3 : count;
}

KT_TEST(reflect_rows, read_and_write_every_kind_of_column)
{
    kith_db *db = OPEN(Kinds);
    Kinds *row = kith_insert(db, Kinds, .id = 2, .u64 = 3);
    kith_column column;

    kith_insert(db, Kinds, .id = 1);
    for (size_t i = 0; kith_table_column(db, &Kinds_table, i, &column); i++) {
        const size_t offset = column.offset_bytes;

        KT_ASSERT(i < HELD && held[i].offset == offset, "%s", column.name);
        for (size_t j = 0; j < value_count(i, column.nullable); j++) {
            const kith_value value = held[i].values[j];

            ANSWERS(kith_set_value_at(row, offset, value), KITH_OK);
            KT_ASSERT(same(kith_value_at(row, offset), value), "%s, %zu",
                      column.name, j);
            KT_ASSERT_EQ(kith_is_null_at(row, offset),
                         value.kind == KITH_KIND_NONE);
            ANSWERS(kith_set_value_at(row, offset, kith_value_at(row, offset)),
                    KITH_OK);
            KT_ASSERT(same(kith_value_at(row, offset), value));
        }
    }
    KT_ASSERT_EQ(row->i8, INT8_MAX);
    KT_ASSERT_EQ(row->next.row, row);
    family_close(db);
}

KT_TEST(reflect_rows, take_the_same_values_in_an_insert)
{
    for (size_t j = 0; j < 3; j++) {
        kith_db *db = OPEN(Kinds);
        kith_column_value values[HELD];
        size_t count = 0;
        kith_column column;

        kith_insert(db, Kinds, .id = 1, .u64 = 3);
        kith_insert(db, Kinds, .id = 3, .u64 = 4);
        for (size_t i = 0; i < HELD; i++) {
            kith_table_column(db, &Kinds_table, i, &column);
            if (j < value_count(i, column.nullable))
                values[count++] =
                    (kith_column_value){held[i].offset, held[i].values[j]};
        }
        Kinds *row = kith_insert_values(db, &Kinds_table, values, count);
        KT_ASSERT(row, "%s", kith_last_error(db)->message);
        for (size_t i = 0; i < count; i++)
            KT_ASSERT(same(kith_value_at(row, values[i].offset_bytes),
                           values[i].value),
                      "%zu, %zu", i, j);
        copy_check(db);
        family_close(db);
    }
}

KT_TEST(reflect_rows, take_numbers_of_other_kinds_that_fit)
{
    static const struct {
        size_t offset;
        kith_value given, read;
    } fits[] = {{offsetof(Kinds, f64), KITH_INTEGER(-3), KITH_REAL(-3.0)},
                {offsetof(Kinds, f32), NATURAL(3), KITH_REAL(3.0)},
                {offsetof(Kinds, flag), NATURAL(1), KITH_INTEGER(1)},
                {offsetof(Kinds, u8), KITH_INTEGER(255), NATURAL(255)},
                {offsetof(Kinds, i8), NATURAL(127), KITH_INTEGER(127)},
                {offsetof(Kinds, text), {.kind = KITH_KIND_TEXT}, NOTHING},
                {offsetof(Kinds, blob), {.kind = KITH_KIND_BLOB}, NOTHING}};
    kith_db *db = OPEN(Kinds);
    Kinds *row = kith_insert_default(db, Kinds);

    for (size_t i = 0; i < sizeof(fits) / sizeof(*fits); i++) {
        ANSWERS(kith_set_value_at(row, fits[i].offset, fits[i].given), KITH_OK);
        KT_ASSERT(same(kith_value_at(row, fits[i].offset), fits[i].read), "%zu",
                  i);
    }
    family_close(db);
}

KT_TEST(reflect_rows, refuse_values_of_another_type_and_say_which)
{
    static const struct {
        size_t offset;
        kith_value value;
        const char *sentence;
    } refused[] = {
        {offsetof(Kinds, flag), KITH_INTEGER(2), "kinds.flag cannot hold 2: "},
        {offsetof(Kinds, i8), KITH_INTEGER(128), "kinds.i8 cannot hold 128: "},
        {offsetof(Kinds, u8), KITH_INTEGER(-1), "kinds.u8 cannot hold -1: "},
        {offsetof(Kinds, i64), NATURAL(UINT64_MAX),
         "kinds.i64 cannot hold 18446744073709551615: "},
        {offsetof(Kinds, i32), KITH_REAL(1.0), "kinds.i32 cannot hold 1: it is an integer and was given a real"},
        {offsetof(Kinds, i32), KITH_STRING("1"),
         "kinds.i32 cannot hold \"1\": "},
        {offsetof(Kinds, f32), KITH_REAL(1e300),
         "kinds.f32 cannot hold 1e+300: "},
        {offsetof(Kinds, text), KITH_INTEGER(1), "kinds.text cannot hold 1: "},
        {offsetof(Kinds, text), KITH_BINARY("x", 1),
         "kinds.text cannot hold x'78': "},
        {offsetof(Kinds, blob), KITH_STRING("x"),
         "kinds.blob cannot hold \"x\": "},
        {offsetof(Kinds, chars), KITH_STRING("12345678"),
         "kinds.chars cannot hold \"12345678\": "},
        {offsetof(Kinds, maybe_i8), KITH_INTEGER(-129),
         "kinds.maybe_i8 cannot hold -129: "},
        {offsetof(Kinds, next_id), KITH_STRING("1"),
         "kinds.next_id cannot hold \"1\": "},
        {offsetof(Kinds, i64),
         {.kind = KITH_KIND_I8},
         "kinds.i64 cannot hold "}};
    kith_db *db = OPEN(Kinds);
    Kinds *row = kith_insert_default(db, Kinds);

    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        const kith_column_value values[] = {
            {offsetof(Kinds, i16), KITH_INTEGER(5)},
            {refused[i].offset, refused[i].value}};

        REFUSES(db, kith_set_value_at(row, refused[i].offset, refused[i].value),
                KITH_E_CHECK);
        KT_ASSERT_STR_HAS(kith_last_error(db)->message, refused[i].sentence);
        KT_ASSERT_STR_EQ(kith_last_error(db)->table, "kinds");
        REFUSES(db, kith_update_values(row, values, 2), KITH_E_CHECK);
        REFUSES_ROW(db, kith_insert_values(db, &Kinds_table, values, 2),
                    KITH_E_CHECK);
        KT_ASSERT_STR_HAS(kith_last_error(db)->message, refused[i].sentence);
    }
    family_close(db);
}

/* --- The rules of kith_set ------------------------------------------------- */

static bool set_to(void *row, size_t offset, kith_value value,
                   kith_status expected)
{
    const kith_column_value values[] = {{offset, value}};

    return kith_set_value_at(row, offset, value) == expected &&
           kith_update_values(row, values, 1) == expected;
}

KT_TEST(reflect_rows, obey_the_rules_of_kith_set)
{
    const kith_value none = NOTHING, one = KITH_INTEGER(1);
    kith_db *db = OPEN(Kinds);
    Kinds *row = kith_insert(db, Kinds, .u64 = 1);
    kith_insert(db, Kinds, .u64 = 2);
    const uint64_t before = kith_digest(db);

    KT_ASSERT(set_to(row, offsetof(Kinds, u64), (kith_value)KITH_INTEGER(2),
                     KITH_E_UNIQUE));
    KT_ASSERT(set_to(row, offsetof(Kinds, next_id),
                     (kith_value)KITH_INTEGER(99), KITH_E_PARENT));
    KT_ASSERT(set_to(row, offsetof(Kinds, i64), none, KITH_E_MISUSE));
    KT_ASSERT(set_to(row, offsetof(Kinds, chars), none, KITH_E_MISUSE));
    KT_ASSERT(set_to(row, offsetof(Kinds, next), one, KITH_E_MISUSE));
    KT_ASSERT(set_to(row, 1, one, KITH_E_MISUSE));
    KT_ASSERT(set_to(NULL, 0, one, KITH_E_MISUSE));
    ANSWERS(kith_update_values(row, NULL, 1), KITH_E_MISUSE);
    ANSWERS(kith_update_values(row, NULL, SIZE_MAX), KITH_E_MISUSE);
    ANSWERS(kith_update_values(row, NULL, 0), KITH_OK);
    KT_ASSERT_EQ(kith_digest(db), before);

    ANSWERS(kith_delete(row), KITH_OK);
    KT_ASSERT(set_to(row, offsetof(Kinds, i64), one, KITH_E_NOT_FOUND));
    family_close(db);
}

KT_TEST(reflect_rows, are_inserted_by_the_rules_of_every_insert)
{
    const kith_column_value null[] = {
        {offsetof(User, email), {.kind = KITH_KIND_NONE}}};
    const kith_column_value number[] = {
        {offsetof(User, id), {.kind = KITH_KIND_NONE}}};
    const kith_column_value zero[] = {
        {offsetof(User, id), KITH_INTEGER(5)},
        {offsetof(User, email), KITH_STRING("ada")},
        {offsetof(User, id), KITH_INTEGER(0)}};
    const kith_column_value member[] = {
        {offsetof(User, profile), KITH_INTEGER(5)}};
    const kith_column_value away[] = {{1, KITH_INTEGER(5)}};
    kith_db *db = OPEN(User, Profile);

    User *user = kith_insert_values(db, &User_table, zero, 3);
    KT_ASSERT_EQ(user->id, 0);
    KT_ASSERT_EQ(kith_get(db, User, 0), user);
    REFUSES_ROW(db, kith_insert_values(db, &User_table, zero, 3),
                KITH_E_UNIQUE);
    REFUSES_ROW(db, kith_insert_values(db, &User_table, null, 1),
                KITH_E_NOT_NULL);
    REFUSES_ROW(db, kith_insert_values(db, &User_table, NULL, 0),
                KITH_E_NOT_NULL);
    REFUSES_ROW(db, kith_insert_values(db, &User_table, number, 1),
                KITH_E_NOT_NULL);
    REFUSES_ROW(db, kith_insert_values(db, &User_table, member, 1),
                KITH_E_MISUSE);
    REFUSES_ROW(db, kith_insert_values(db, &User_table, away, 1),
                KITH_E_MISUSE);
    REFUSES_ROW(db, kith_insert_values(db, &User_table, NULL, 1),
                KITH_E_MISUSE);
    REFUSES_ROW(db, kith_insert_values(db, &Store_table, NULL, 0),
                KITH_E_MISUSE);
    KT_ASSERT_NULL(kith_insert_values(NULL, &User_table, zero, 3));
    family_close(db);
}

typedef struct Lamp Lamp;
struct Lamp {
    const int64_t id;
    KITH_TEXT color;
    KITH_OPTIONAL(int32_t) watts;
    const int64_t next_id;
    KITH_REFERENCE(Lamp) next;
};
static KITH_TABLE(
    Lamp, "lamps", KITH_PRIMARY_KEY(Lamp, id, .manual = true),
    KITH_COLUMN(Lamp, color, .default_value = KITH_STRING("white")),
    KITH_OPTIONAL_COLUMN(Lamp, watts, .default_value = KITH_INTEGER(40)),
    KITH_FOREIGN_KEY(Lamp, next_id, Lamp, id, .default_value = KITH_INTEGER(0)),
    KITH_RELATIONSHIP(Lamp, next, Lamp));

KT_TEST(reflect_rows, are_inserted_with_NULL_where_it_is_given_despite_defaults)
{
    const kith_column_value values[] = {
        {offsetof(Lamp, id), KITH_INTEGER(0)},
        {offsetof(Lamp, color), NOTHING},
        {offsetof(Lamp, watts), NOTHING},
        {offsetof(Lamp, next_id), KITH_INTEGER(7)},
        {offsetof(Lamp, next_id), NOTHING}};
    const kith_column_value seven[] = {{offsetof(Lamp, id), KITH_INTEGER(7)}};
    kith_db *db = OPEN(Lamp);
    kith_column id;

    Lamp *zero = kith_insert_values(db, &Lamp_table, values, 5);
    KT_ASSERT(zero, "%s", kith_last_error(db)->message);
    KT_ASSERT(!zero->color && !zero->watts.present && !zero->next.row);
    KT_ASSERT(kith_is_null(zero, next_id));
    Lamp *lamp = kith_insert_values(db, &Lamp_table, seven, 1);
    KT_ASSERT_STR_EQ(lamp->color, "white");
    KT_ASSERT_EQ(lamp->watts.value, 40);
    KT_ASSERT_EQ(lamp->next.row, zero);
    REFUSES_ROW(db, kith_insert_values(db, &Lamp_table, values + 1, 4),
                KITH_E_NOT_NULL);
    KT_ASSERT(kith_column_named(db, &Lamp_table, "id", &id));
    KT_ASSERT_EQ(id.default_kind, KITH_DEFAULT_NONE);
    copy_check(db);
    family_close(db);
}

/* --- Members --------------------------------------------------------------- */

/* Walk, count and n-th of a relationship agree, and show these names. */
static void check_members(const void *row, size_t offset, size_t name_offset,
                          const char *expected)
{
    struct spelling walked = {.count = 0}, counted = {.count = 0};
    kith_members members = kith_members_at(row, offset);
    const size_t count = kith_member_count_at(row, offset);
    const void *member;
    void *link;

    while ((member = kith_next_member(&members)))
        spell(&walked, kith_value_at(member, name_offset).text);
    KT_ASSERT_NULL(members.link);
    KT_ASSERT_NULL(kith_next_member(&members));
    for (size_t n = 0; n < count; n++) {
        member = kith_member_at(row, offset, n, &link);
        KT_ASSERT_EQ(kith_member_at(row, offset, n, NULL), member);
        KT_ASSERT(!link || kith_table_of(link) != kith_table_of(member));
        spell(&counted, kith_value_at(member, name_offset).text);
    }
    KT_ASSERT_NULL(kith_member_at(row, offset, count, &link));
    KT_ASSERT_NULL(link);
    KT_ASSERT_STR_EQ(walked.text, expected);
    KT_ASSERT_STR_EQ(counted.text, expected);
}

KT_TEST(reflect_rows, show_the_members_of_relationships_of_every_shape)
{
    kith_db *db = OPEN(Store, Item, User, Profile);
    Store *ikea = kith_insert(db, Store, .name = "ikea");
    User *ada = kith_insert(db, User, .email = "ada");
    Item *items[8];
    struct spelling all = {.count = 0};

    check_members(ikea, offsetof(Store, items), offsetof(Item, name), "");
    check_members(ada, offsetof(User, profile), offsetof(Profile, bio), "");
    for (int i = 0; i < 8; i++) {
        items[i] =
            kith_insert(db, Item, .name = family_name(i), .store.row = ikea);
        spell(&all, items[i]->name);
        check_members(ikea, offsetof(Store, items), offsetof(Item, name),
                      all.text);
    }
    check_members(items[0], offsetof(Item, store), offsetof(Store, name),
                  "ikea");
    Profile *profile =
        kith_insert(db, Profile, .bio = "first", .user.row = ada);
    check_members(ada, offsetof(User, profile), offsetof(Profile, bio),
                  "first");
    check_members(profile, offsetof(Profile, user), offsetof(User, email),
                  "ada");
    kith_delete(items[0]);
    kith_set_null(items[3], store_id);
    kith_move(ikea, items, items[1], 2);
    check_members(ikea, offsetof(Store, items), offsetof(Item, name),
                  "2 4 1 5 6 7");
    check_members(items[3], offsetof(Item, store), offsetof(Store, name), "");
    copy_check(db);
    family_close(db);
}

KT_TEST(reflect_rows, show_association_rows_beside_the_members_they_link)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Student *ana = kith_insert(db, Student, .name = "ana");
    const size_t offset = offsetof(Student, courses);

    for (int i = 0; i < 6; i++) {
        char code[8] = {(char)('a' + i)};
        Course *course = kith_insert_default(db, Course);
        kith_set(course, code, code);
        kith_append(ana, courses, course);
    }
    kith_remove(ana, courses, kith_get(db, Course, 2));
    check_members(ana, offset, offsetof(Course, code), "a c d e f");

    kith_members members = kith_members_at(ana, offset);
    const Course *course;
    size_t n = 0;
    while ((course = kith_next_member(&members))) {
        const StudentCourse *link = members.link;
        void *nth;

        KT_ASSERT(link->student.row == ana && link->course.row == course);
        KT_ASSERT_EQ(kith_member_at(ana, offset, n++, &nth), course);
        KT_ASSERT_EQ(nth, link);
        check_members(course, offsetof(Course, students),
                      offsetof(Student, name), "ana");
    }
    copy_check(db);
    family_close(db);
}

/* --- Drafts ---------------------------------------------------------------- */

typedef struct Node Node;
struct Node {
    const int64_t id;
    KITH_TEXT name;
    const int64_t up_id;
    KITH_REFERENCE(Node) up;
    KITH_COLLECTION(Node) below;
};

/* What the check was shown: its name, how many are below, and who is above. */
static char shown[64];

static bool look(const void *draft)
{
    const kith_column_value name[] = {
        {offsetof(Node, name), KITH_STRING("no")}};
    kith_db *db = kith_db_of(draft);
    kith_members below = kith_members_at(draft, offsetof(Node, below));
    const Node *up = kith_member_at(draft, offsetof(Node, up), 0, NULL);
    void *row, *last = NULL;
    size_t count = 0;

    for (; (row = kith_next_member(&below)); last = row)
        count++;
    snprintf(shown, sizeof(shown), "%s %zu %s",
             kith_value_at(draft, offsetof(Node, name)).text, count,
             up ? up->name : "-");
    return !last || (kith_set_value_at(last, offsetof(Node, name),
                                       name->value) == KITH_E_MISUSE &&
                     kith_update_values(last, name, 1) == KITH_E_MISUSE &&
                     !kith_insert_values(db, kith_table_of(draft), name, 1));
}

static KITH_TABLE(Node, "nodes", KITH_PRIMARY_KEY(Node, id),
                  KITH_COLUMN(Node, name),
                  KITH_FOREIGN_KEY(Node, up_id, Node, id),
                  KITH_RELATIONSHIP(Node, up, Node, .back_populates = "below"),
                  KITH_RELATIONSHIP(Node, below, Node, .back_populates = "up"),
                  KITH_CHECK(look, "it is looked at", "name", "up_id"));

KT_TEST(reflect_rows, may_be_drafts_that_a_function_is_shown)
{
    kith_db *db = OPEN(Node);
    Node *top = kith_insert(db, Node, .name = "top");
    Node *middle = kith_insert(db, Node, .name = "middle", .up.row = top);

    KT_ASSERT_STR_EQ(shown, "middle 0 top");
    for (size_t count = 1; count <= 9; count++) {
        char expected[32];

        kith_insert(db, Node, .name = "leaf", .up.row = middle);
        ANSWERS(kith_set_value_at(middle, offsetof(Node, name),
                                  kith_value_at(count % 2 ? top : middle,
                                                offsetof(Node, name))),
                KITH_OK);
        ANSWERS(kith_set(middle, name, family_name((int)count)), KITH_OK);
        snprintf(expected, sizeof(expected), "%zu %zu top", count, count);
        KT_ASSERT_STR_EQ(shown, expected);
    }
    family_close(db);
}

/* --- Walks ----------------------------------------------------------------- */

KT_TEST(reflect_rows, may_be_deleted_and_moved_while_their_list_is_walked)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "ikea");
    Store *other = kith_insert(db, Store, .name = "other");
    const size_t offset = offsetof(Store, items);
    size_t met = 0;
    Item *item;

    for (int i = 0; i < 20; i++)
        kith_insert(db, Item, .name = "thing", .store.row = ikea);
    kith_members members = kith_members_at(ikea, offset);
    while ((item = kith_next_member(&members))) {
        if (++met % 2)
            ANSWERS(kith_delete(item), KITH_OK);
        else
            ANSWERS(kith_relate(item, store, other), KITH_OK);
    }
    KT_ASSERT_EQ(met, 20);
    KT_ASSERT_EQ(kith_member_count_at(ikea, offset), 0);
    KT_ASSERT_EQ(kith_member_count_at(other, offset), 10);

    members = kith_members_at(other, offset);
    for (met = 0; kith_next_member(&members); met++)
        ANSWERS(met < 3 ? KITH_OK : kith_delete(other), KITH_OK);
    KT_ASSERT_EQ(met, 4);
    family_close(db);
}

KT_TEST(reflect_rows, are_reached_along_keys_that_no_relationship_shows)
{
    kith_db *db = family_open(ORCHARD);
    kith_foreign_key key;
    size_t met = 0;

    orchard_plant(db);
    Tree *apple = orchard_tree(db, 1);
    kith_insert(db, Leaf, .name = "leaf", .tree_id = 1);
    kith_insert(db, Tag, .name = "tag", .tree_id = 1);
    kith_insert(db, Guest, .name = "guest");
    kith_insert(db, Visit, .tree_id = 1, .guest_id = 1);
    for (size_t i = 0; kith_table_child(db, &Tree_table, i, &key); i++) {
        kith_members children = kith_children_of(apple, &key);
        void *child = kith_next_member(&children);

        if (!child)
            continue;
        met++;
        KT_ASSERT_EQ(kith_table_of(child), key.child);
        KT_ASSERT_EQ(kith_parent_of(child, &key), apple);
        KT_ASSERT_NULL(children.link);
        KT_ASSERT_NULL(kith_next_member(&children));
    }
    KT_ASSERT_EQ(met, 3);
    copy_check(db);
    family_close(db);
}

KT_TEST(reflect_rows, of_the_wrong_shape_are_refused_without_a_crash)
{
    kith_db *db = OPEN(Store, Item), *other = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "ikea");
    Store *stranger = kith_insert(other, Store, .name = "stranger");
    kith_foreign_key key, none = {.name = NULL};
    kith_members members = kith_members_at(NULL, 0);

    KT_ASSERT(kith_table_foreign_key(db, &Item_table, 0, &key));
    KT_ASSERT_NULL(kith_next_member(&members));
    KT_ASSERT_NULL(kith_next_member(NULL));
    KT_ASSERT_EQ(kith_member_count_at(NULL, 0), 0);
    KT_ASSERT_NULL(kith_member_at(NULL, 0, 0, NULL));
    KT_ASSERT_EQ(kith_value_at(NULL, 0).kind, KITH_KIND_NONE);
    KT_ASSERT_NULL(kith_parent_of(NULL, &key));
    KT_ASSERT_NULL(kith_parent_of(ikea, NULL));
    KT_ASSERT_NULL(kith_parent_of(ikea, &none));
    members = kith_children_of(NULL, &key);
    KT_ASSERT_NULL(kith_next_member(&members));
    members = kith_children_of(ikea, &none);
    KT_ASSERT_NULL(kith_next_member(&members));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);

    REFUSES(db, (kith_value_at(ikea, offsetof(Store, items)), KITH_E_MISUSE),
            KITH_E_MISUSE);
    REFUSES(db, (kith_members_at(ikea, offsetof(Store, name)), KITH_E_MISUSE),
            KITH_E_MISUSE);
    KT_ASSERT_NULL(kith_member_at(ikea, 3, 0, NULL));
    KT_ASSERT_EQ(kith_member_count_at(ikea, 3), 0);
    KT_ASSERT_NULL(kith_parent_of(ikea, &key));
    KT_ASSERT_EQ(kith_last_error(other)->status, KITH_OK);
    members = kith_children_of(stranger, &key);
    KT_ASSERT_NULL(kith_next_member(&members));
    KT_ASSERT_EQ(kith_last_error(other)->status, KITH_E_MISUSE);
    family_close(other);
    family_close(db);
}

/* What each call answers is asked elsewhere; a message without the table would
 * leave the reader to guess. */
KT_TEST(reflect_rows, name_the_table_of_a_row_whose_member_they_refuse)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "ikea");
    Item *chair = kith_insert(db, Item, .name = "chair", .store.row = ikea);
    const size_t name = offsetof(Store, name), none = sizeof(Store);
    kith_foreign_key key;

    KT_ASSERT(kith_table_foreign_key(db, &Item_table, 0, &key));
    for (int i = 0; i < 10; i++) {
        KT_ASSERT_NULL(kith_get(db, Store, "no number"));
        switch (i) {
        case 0:
            kith_value_at(ikea, none);
            break;
        case 1:
            kith_is_null_at(ikea, none);
            break;
        case 2:
            kith_members_at(ikea, name);
            break;
        case 3:
            kith_member_count_at(ikea, name);
            break;
        case 4:
            kith_member_at(ikea, name, 0, NULL);
            break;
        case 5:
            kith_contains_at(ikea, name, chair);
            break;
        case 6:
            kith_cursor_at(ikea, name);
            break;
        case 7:
            kith_sorted_at(ikea, name);
            break;
        case 8:
            kith_parent_of(ikea, &key);
            break;
        default:
            kith_next_row(db, &Store_table, chair);
        }
        KT_ASSERT(!strstr(kith_last_error(db)->message, "kith_get"), "%d", i);
        KT_ASSERT_STR_EQ(kith_last_error(db)->table, "stores");
        KT_ASSERT_STR_HAS(kith_last_error(db)->message, "stores");
    }
    kith_children_of(chair, &key);
    KT_ASSERT_STR_EQ(kith_last_error(db)->table, "items");
    family_close(db);
}
