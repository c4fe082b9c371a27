/* world_text.c - rows from a text, and rows by names. */
#include "family.h"
#include "zoo.h"

#include <kith/dump.h>
#include <kith/test/world.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOADS(db, text, names)                             \
    do {                                                   \
        kith_error why_ = {0};                             \
        const kith_status loaded_ =                        \
            kith_load_text((db), (text), (names), &why_);  \
        KT_ASSERT(loaded_ == KITH_OK, "%s", why_.message); \
    } while (0)

static void dumps_as(kith_db *db, const char *expected)
{
    kith_text_buffer text = {0};

    ANSWERS(kith_dump(db, NULL, kith_output_to_buffer(&text)), KITH_OK);
    KT_ASSERT_STR_EQ(text.text, expected);
    kith_text_buffer_free(&text);
}

KT_TEST(world_text, inserts_rows_and_finds_them_by_their_names)
{
    kith_db *db = OPEN(Store, Item);
    kith_names names = {0};

    LOADS(db,
          "-- a store and what it sells\n"
          "[items] name         | price | store_id\n"
          "cheap_chair: 'Chair' |   9.5 | ikea\n"
          "             \"It's\"|       | 1\r\n"
          "\n"
          "[stores] id | name\n"
          "ikea:    1 | 'IKEA'\n",
          &names);
    Item *chair = kith_named(&names, Item, "cheap_chair");
    Store *ikea = kith_named(&names, Store, "ikea");

    KT_ASSERT_EQ(names.count, 2u);
    KT_ASSERT_NOT_NULL(chair);
    KT_ASSERT_EQ(chair->store.row, ikea);
    KT_ASSERT_EQ(chair->price, 9.5);
    ASSERT_LIST(ikea->items, name, "Chair It's");
    KT_ASSERT_NULL(kith_named(&names, Store, "cheap_chair"));
    KT_ASSERT_NULL(kith_named(&names, Item, "cheap"));
    KT_ASSERT_NULL(kith_named(NULL, Item, "cheap_chair"));
    KT_ASSERT_NULL(kith_named_row(&names, &Item_table, NULL));
    ANSWERS(kith_delete(chair), KITH_OK);
    KT_ASSERT_NULL(kith_named(&names, Item, "cheap_chair"));
    LOADS(db, "[stores] name\nobi: 'OBI'\n", &names);
    KT_ASSERT_NULL(kith_named(&names, Store, "ikea"));
    KT_ASSERT_EQ(kith_named(&names, Store, "obi")->id, 2);
    kith_names_free(&names);
    kith_names_free(NULL);
    KT_ASSERT_NULL(kith_named(&names, Store, "obi"));
    family_close(db);
}

/* Names stand for numbers that are yet to be given, also of the row itself, and
 * references for their columns. */
KT_TEST(world_text, lets_rows_name_each_other_in_a_circle)
{
    kith_db *db = OPEN(Employee, Student, Course, StudentCourse);

    LOADS(db,
          "[employees] name | manager\n"
          "ada: 'Ada' | cid\n"
          "bob: 'Bob' | ada\n"
          "cid: 'Cid' | bob\n"
          "dan: 'Dan' | dan\n"
          "[employees] name | manager_id\n"
          "eve: 'Eve' | dan\n"
          "[student_course] student | course_id\n"
          "ana | c\n"
          "[student_course] course_id | student_id\n"
          "#2: math | 1\n"
          "[students] name\n"
          "ana: 'Ana'\n"
          "[courses] title | code\n"
          "c: 'C' | 'c'\n"
          "math: 'Math' | ''\n",
          NULL);
    dumps_as(db, "[courses] id | title | code\n"
                 "1 | 'C' | 'c'\n"
                 "2 | 'Math' | ''\n"
                 "\n"
                 "[employees] id | name | manager_id\n"
                 "1 | 'Dan' | 1\n"
                 "2 | 'Eve' | 1\n"
                 "3 | 'Ada' | 5\n"
                 "4 | 'Bob' | 3\n"
                 "5 | 'Cid' | 4\n"
                 "\n"
                 "[student_course] student_id | course_id\n"
                 "1 | 1\n"
                 "1 | 2\n"
                 "\n"
                 "[students] id | name\n"
                 "1 | 'Ana'\n");
    family_close(db);
}

/* Where the locale is installed, a comma stands for the point there. */
KT_TEST(world_text, reads_reals_in_any_locale)
{
    kith_db *db = OPEN(Store, Item);

    setlocale(LC_NUMERIC, "de_DE.UTF-8");
    LOADS(db, "[items] price | weight\n-9.5e0 | .25\n", NULL);
    setlocale(LC_NUMERIC, "C");
    KT_ASSERT_EQ(kith_get(db, Item, 1)->price, -9.5);
    KT_ASSERT_EQ(kith_get(db, Item, 1)->weight.value, 0.25);
    family_close(db);
}

/* Many worlds of every shape: the dump of what was loaded from a dump is the
 * same dump, and the contents are the same. */
KT_TEST(world_text, takes_every_dump_back)
{
    for (uint64_t world = 1; world <= (FAMILY_SANITIZED ? 60 : 150); world++) {
        uint64_t random = world;
        kith_db *db = zoo_open(), *loaded = zoo_open_turned();
        kith_text_buffer texts[2] = {{0}};

        zoo_play(db, &random, (int)(world % 10) * 60);
        ANSWERS(kith_dump(db, NULL, kith_output_to_buffer(&texts[0])), KITH_OK);
        LOADS(loaded, texts[0].text, NULL);
        family_verify(loaded);
        ANSWERS(kith_dump(loaded, NULL, kith_output_to_buffer(&texts[1])),
                KITH_OK);
        KT_ASSERT_STR_EQ(texts[1].text, texts[0].text);
        KT_ASSERT_EQ(kith_digest(loaded), kith_digest(db));
        kith_text_buffer_free(&texts[0]);
        kith_text_buffer_free(&texts[1]);
        family_close(loaded);
        family_close(db);
    }
}

/* Tables for what a text may not say: two lists that nothing shows, a circle of
 * required keys, an association that may only be walked. */
typedef struct Left Left;
typedef struct Right Right;
typedef struct Pair Pair;
struct Left {
    const int64_t id;
    const int64_t right_id;
    KITH_REFERENCE(Right) right;
};
struct Right {
    const int64_t id;
    const int64_t left_id;
    const int8_t small;
    KITH_BLOB data;
    const char code[4];
    bool flag;
    double real;
};
struct Pair {
    const int64_t id;
    const int64_t left_id, right_id;
    KITH_REFERENCE(Left) left;
};
static KITH_TABLE(Left, "lefts", KITH_PRIMARY_KEY(Left, id),
                  KITH_FOREIGN_KEY(Left, right_id, Right, id, .not_null = true),
                  KITH_RELATIONSHIP(Left, right, Right));
static KITH_TABLE(Right, "rights", KITH_PRIMARY_KEY(Right, id),
                  KITH_FOREIGN_KEY(Right, left_id, Left, id),
                  KITH_COLUMN(Right, small, .maximum = KITH_INTEGER(99)),
                  KITH_COLUMN(Right, data), KITH_COLUMN(Right, code),
                  KITH_COLUMN(Right, flag), KITH_COLUMN(Right, real));
static KITH_TABLE(Pair, "pairs", KITH_PRIMARY_KEY(Pair, id),
                  KITH_FOREIGN_KEY(Pair, left_id, Left, id, .not_null = true),
                  KITH_FOREIGN_KEY(Pair, right_id, Right, id, .not_null = true),
                  KITH_RELATIONSHIP(Pair, left, Left));

KT_TEST(world_text, tells_where_it_is_wrong)
{
    static const struct {
        const char *text;
        kith_status status;
        const char *message;
    } refused[] = {
        {"1 | 2\n", KITH_E_MISUSE,
         "line 1, column 1: '1' stands before the first table: begin with "
         "[table] and its columns"},
        {"\n[left]\n", KITH_E_MISUSE,
         "line 2, column 2: 'left' is no table of the database"},
        {"[lefts] id | name\n", KITH_E_MISUSE,
         "line 1, column 14: lefts: 'name' is no column and no reference"},
        {"[lefts] id | id\n", KITH_E_MISUSE,
         "line 1, column 14: lefts: 'id' is named twice"},
        {"[lefts id\n", KITH_E_MISUSE,
         "line 1, column 8: 'id' stands where ] is expected"},
        {"[lefts] id,\n", KITH_E_MISUSE,
         "line 1, column 11: ',' stands where | is expected"},
        {"[rights] id | real\n1 | 'x'\n", KITH_E_CHECK,
         "line 2, column 5: rights.real: 'x' is no number"},
        {"[rights] id | real\n\xc3\xa9: 1\n", KITH_E_MISUSE,
         "line 2, column 1: '\\xc3' is no value"},
        {"[rights] code | small\n'\xc3\xa9' | 128\n", KITH_E_CHECK,
         "line 2, column 7: rights.small: '128' does not fit"},
        {"[rights] small\n100\n", KITH_E_CHECK,
         "line 2, column 1: rights.small would be 100, but its .maximum is "
         "99"},
        {"[rights] small\n1.5\n", KITH_E_CHECK,
         "line 2, column 1: rights.small: '1.5' is no integer"},
        {"[rights] flag\n2\n", KITH_E_CHECK,
         "line 2, column 1: rights.flag: '2' is neither true nor false"},
        {"[rights] real\n1e999\n", KITH_E_CHECK,
         "line 2, column 1: rights.real: '1e999' does not fit"},
        {"[rights] code\n'four'\n", KITH_E_CHECK,
         "line 2, column 1: rights.code: 'four' does not fit with its NUL"},
        {"[rights] code\nfour\n", KITH_E_CHECK,
         "line 2, column 1: rights.code: 'four' is no text: put it between "
         "quotes"},
        {"[rights] code\n'\\q'\n", KITH_E_CHECK,
         "line 2, column 2: an escape is \\n, \\r, \\t, \\', \\\", \\\\ or two "
         "hexadecimal digits as in \\x1b, not 00"},
        {"[rights] code\n'fo\n", KITH_E_MISUSE,
         "line 2, column 1: the text has no end in this line"},
        {"[rights] data\nx'0g'\n", KITH_E_CHECK,
         "line 2, column 1: rights.data: 'x\\'0g\\'' is no blob: write "
         "x'00ff'"},
        {"[rights] id | small\n1\n", KITH_E_MISUSE,
         "line 2, column 2: rights: the end of the line comes too early: there "
         "are more columns than values"},
        {"[rights] id\n1 | 2\n", KITH_E_MISUSE,
         "line 2, column 3: rights: '|' comes too much: there are more values "
         "than columns"},
        {"[rights] id\n1\n2\n1\n", KITH_E_UNIQUE,
         "line 4, column 1: another row of rights already has id 1"},
        {"[rights] id\na: 1\na: 2\n", KITH_E_UNIQUE,
         "line 3, column 1: 'a' is the name of another row above already"},
        {"[rights] id\nnull: 1\n", KITH_E_MISUSE,
         "line 2, column 1: 'null' is no name"},
        {"[rights] id | left_id\n1 | 7\n", KITH_E_PARENT,
         "line 2, column 5: rights.left_id would be 7, but no row of lefts has "
         "that id"},
        {"[rights] id | left_id\na: 1 | a\n", KITH_E_PARENT,
         "line 2, column 8: rights.left_id: 'a' names no row that can stand "
         "here"},
        {"[lefts] id | right\n1 | 4\n", KITH_E_PARENT,
         "line 2, column 5: rights.id: '4' is the key of no row"},
        {"[lefts] id | right\n1 | (4, 5)\n", KITH_E_CHECK,
         "line 2, column 5: a key of rights has 1 values here, not 2: id"},
        {"[lefts] id\n1\n", KITH_E_NOT_NULL,
         "line 2, column 1: lefts.right_id is required"},
        {"[pairs] id | left_id\n[order of pairs by lefts]\n", KITH_E_MISUSE,
         "line 2, column 20: pairs has no foreign key by this name"}};

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        kith_db *db = OPEN(Left, Right, Pair);
        kith_names names = {0};
        kith_error error = {0};

        ANSWERS(kith_load_text(db, refused[i].text, &names, &error),
                refused[i].status);
        KT_ASSERT(strncmp(error.message, refused[i].message,
                          strlen(refused[i].message)) == 0,
                  "%s", error.message);
        KT_ASSERT_EQ(error.status, refused[i].status);
        KT_ASSERT_EQ(names.count, 0u);
        KT_ASSERT_EQ(kith_count(db, Left) + kith_count(db, Right), 0u);
        KT_ASSERT_EQ(kith_depth(db), 0u);
        family_close(db);
    }
}

/* The value is a line of UTF-8, whatever the text has; and what is long is cut
 * behind a whole character. */
KT_TEST(world_text, shows_values_that_are_wrong_as_text)
{
    static const struct {
        const char *text, *value;
    } wrong[] = {
        {"[rights] small\n'\x01'\n", "\\x01"},
        {"[rights] small\n12x\n", "12x"},
        {"[rights] data\nx'\xff'\n", "x\\'\\xff\\'"},
        {"[rights] data\nx'\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
         "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
         "'\n",
         "x\\'\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff"
         "\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff..."},
        {"[rights] data\n\xff\n", "\\xff"},
        {"[rights] small | data\n\n1\n", ""},
        {"[rights] small\n'0123456789012345678901234567890123456789"
         "\xc3\xa9'\n",
         "0123456789012345678901234567890123456789..."},
        {"[rights] small\n'012345678901234567890123456789012345678"
         "\xc3\xa9'\n",
         "012345678901234567890123456789012345678..."}};
    kith_db *db = OPEN(Left, Right, Pair);

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        kith_error error = {0};

        KT_ASSERT(kith_load_text(db, wrong[i].text, NULL, &error) != KITH_OK);
        KT_ASSERT_STR_EQ(error.value, wrong[i].value);
    }
    family_close(db);
}

KT_TEST(world_text, breaks_a_circle_where_a_key_may_be_NULL)
{
    kith_db *db = OPEN(Left, Right, Pair);

    LOADS(db,
          "[lefts] id | right_id\n"
          "1 | 1\n"
          "2 | 1\n"
          "3 | 2\n"
          "[rights] id | left_id\n"
          "1 | 3\n"
          "2 | 1\n"
          "3 | 3\n",
          NULL);
    KT_ASSERT_EQ(kith_get(db, Right, 1)->left_id, 3);
    dumps_as(db, "[lefts] id | right_id\n"
                 "1 | 1\n2 | 1\n3 | 2\n"
                 "\n"
                 "[rights] id | left_id | small | data | code | flag | real\n"
                 "1 | 3 | 0 | null | '' | false | 0\n"
                 "2 | 1 | 0 | null | '' | false | 0\n"
                 "3 | 3 | 0 | null | '' | false | 0\n");
    family_close(db);
}

KT_TEST(world_text, puts_lists_into_the_order_that_is_told)
{
    kith_db *db = OPEN(Store, Item, Left, Right, Pair);
    kith_names names = {0};

    LOADS(db,
          "[stores] id\n"
          "ikea: 1\n"
          "[items] name | store_id\n"
          "a: 'a' | 1\n"
          "b: 'b' | ikea\n"
          "#7: 'c' | ikea\n"
          "[order of items by store_id]\n"
          "ikea: #7, a, b\n",
          &names);
    ASSERT_LIST(kith_named(&names, Store, "ikea")->items, name, "c a b");
    /* Into a list that has members already, by the key of its row. */
    LOADS(db,
          "[items] id | name | store\n"
          "10 | 'd' | 1\n"
          "11 | 'e' | 1\n"
          "[order of items by store]\n"
          "1: 11, 10\n",
          &names);
    ASSERT_LIST(kith_get(db, Store, 1)->items, name, "c a b e d");
    kith_names_free(&names);
    /* Of lists that nothing shows by the order of the inserts. */
    LOADS(db,
          "[rights] id\n1\n[lefts] id | right_id\n1 | 1\n"
          "[pairs] id | left_id | right_id\n"
          "1 | 1 | 1\n2 | 1 | 1\n3 | 1 | 1\n"
          "[order of pairs by left_id]\n1: 3, 1, 2\n"
          "[order of pairs by right_id]\n1: 3, 1, 2\n",
          NULL);
    KT_ASSERT_EQ(((Pair *)kith_next_row(db, &Pair_table, NULL))->id, 3);
    family_close(db);
}

/* The list of z wants b before a, and b wants a: it is put in order afterwards,
 * behind the members that it had. */
KT_TEST(world_text, puts_new_members_of_a_list_behind_old_ones)
{
    kith_db *db = zoo_open();
    kith_text_buffer text = {0};
    const char *ignored[] = {"keepers.name", "keepers.version", NULL};
    const kith_selection selection = {.ignored = ignored};

    LOADS(db,
          "[keepers] code | boss\n"
          "'z' | null\n'y' | 'z'\n'x' | 'z'\n",
          NULL);
    LOADS(db,
          "[keepers] code | boss | next_code\n"
          "a: 'a' | 'z' | null\n"
          "b: 'b' | 'z' | a\n"
          "[order of keepers by boss_code]\n"
          "'z': b, a\n",
          NULL);
    ANSWERS(kith_dump(db, &selection, kith_output_to_buffer(&text)), KITH_OK);
    KT_ASSERT_STR_EQ(text.text, "[keepers] code | boss_code | next_code\n"
                                "'a' | 'z' | null\n"
                                "'b' | 'z' | 'a'\n"
                                "'x' | 'z' | null\n"
                                "'y' | 'z' | null\n"
                                "'z' | null | null\n"
                                "\n"
                                "[order of keepers by boss_code]\n"
                                "'z': 'y', 'x', 'b', 'a'\n");
    kith_text_buffer_free(&text);
    family_close(db);
}

/* Keys that are each the key of the other row. */
typedef struct Egg Egg;
typedef struct Hen Hen;
struct Egg {
    const int64_t id;
};
struct Hen {
    const int64_t id;
};
static KITH_TABLE(Egg, "eggs",
                  KITH_FOREIGN_KEY(Egg, id, Hen, id, .primary_key = true,
                                   .deferred = KITH_DEFER_PARENT));
static KITH_TABLE(Hen, "hens",
                  KITH_FOREIGN_KEY(Hen, id, Egg, id, .primary_key = true));

KT_TEST(world_text, refuses_names_that_lead_in_a_circle)
{
    kith_db *db = OPEN(Egg, Hen);
    kith_error error;

    ANSWERS(
        kith_load_text(db, "[eggs] id\ne: h\n[hens] id\nh: e\n", NULL, &error),
        KITH_E_PARENT);
    KT_ASSERT_STR_HAS(error.message, "names of rows lead in a circle");
    LOADS(db, "[eggs] id\ne: 7\n[hens] id\nh: e\n", NULL);
    dumps_as(db, "[eggs] id\n7\n\n[hens] id\n7\n");
    family_close(db);
}

KT_TEST(world_text, refuses_orders_that_are_none_or_cannot_be)
{
    static const char rows[] = "[rights] id\n1\n"
                               "[lefts] id | right_id\n1 | 1\n2 | 1\n"
                               "[pairs] id | left_id | right_id\n"
                               "1 | 1 | 1\n2 | 1 | 1\n3 | 2 | 1\n";
    static const struct {
        const char *orders, *message;
    } refused[] = {
        {"[order of pairs by left_id]\n1: 2\n",
         "line 7, column 1: pairs: this row has no place in the order of its "
         "list by left_id"},
        {"[order of pairs by left_id]\n1: 2, 1, 2\n",
         "line 11, column 10: pairs: '2' has a place in this list already"},
        {"[order of pairs by left_id]\n1: 2, 3\n",
         "line 11, column 7: pairs: '3' is no row of this list"},
        {"[order of pairs by left_id]\n1: 2, 1\n1: 1, 2\n",
         "line 12, column 4: pairs: '1' has a place in this list already"},
        {"[order of pairs by left_id]\n1:\n",
         "line 11, column 3: pairs: the end of the line stands where a row is "
         "expected"},
        {"[order of pairs by left_id]\n1 2\n",
         "line 11, column 3: '2' stands where : is expected"},
        {"[order of pairs by left_id]\n1: 2, 1\n"
         "[order of pairs by right_id]\n1: 1, 2, 3\n",
         "line 7, column 1: pairs: this row cannot come behind another one in "
         "its list by left_id"}};

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        kith_db *db = OPEN(Left, Right, Pair);
        kith_error error = {0};
        char text[1000];

        snprintf(text, sizeof text, "%s%s", rows, refused[i].orders);
        ANSWERS(kith_load_text(db, text, NULL, &error), KITH_E_MISUSE);
        KT_ASSERT(strncmp(error.message, refused[i].message,
                          strlen(refused[i].message)) == 0,
                  "%s", error.message);
        KT_ASSERT_EQ(kith_count(db, Right), 0u);
        family_close(db);
    }
}

KT_TEST(world_text, refuses_rows_that_require_each_other)
{
    kith_db *db = OPEN(Left, Right);
    kith_error error = {0};

    family_close(db);
    db = zoo_open();
    ANSWERS(kith_load_text(db,
                           "[heads] id | tail_id\nh: 1 | t\n"
                           "[tails] head_id\nt: h\n",
                           NULL, &error),
            KITH_E_MISUSE);
    KT_ASSERT_STR_HAS(error.message,
                      "line 2, column 8: heads.tail_id: this row "
                      "and its parent need each other");
    ANSWERS(kith_load_text(NULL, "", NULL, &error), KITH_E_MISUSE);
    ANSWERS(kith_load_text(db, NULL, NULL, NULL), KITH_E_MISUSE);
    LOADS(db, "", NULL);
    family_close(db);
}

/* Within a level that is taken back, and a refusal within it. */
KT_TEST(world_text, is_loaded_in_a_level_of_its_own)
{
    kith_db *db = OPEN(Store, Item);
    kith_names names = {0};

    ANSWERS(kith_begin(db), KITH_OK);
    LOADS(db, "[stores] id\na: 1\n", &names);
    ANSWERS(kith_load_text(db, "[stores] id\n2\n1\n", &names, NULL),
            KITH_E_UNIQUE);
    KT_ASSERT_EQ(kith_count(db, Store), 1u);
    KT_ASSERT_NOT_NULL(kith_named(&names, Store, "a"));
    ANSWERS(kith_rollback(db), KITH_OK);
    KT_ASSERT_NULL(kith_named(&names, Store, "a"));
    kith_names_free(&names);
    family_close(db);
}

/* Texts that are nearly right do no harm: they are loaded, or nothing is. */
KT_TEST(world_text, survives_texts_with_random_faults)
{
    static const char parts[] = "|:,()[]'\"#x \n\\019-.anulortd";
    uint64_t random = 5;
    kith_db *from = zoo_open();
    kith_text_buffer text = {0};

    zoo_play(from, &random, 120);
    ANSWERS(kith_dump(from, NULL, kith_output_to_buffer(&text)), KITH_OK);
    for (int i = 0; i < (FAMILY_SANITIZED ? 300 : 1000); i++) {
        kith_db *db = zoo_open();
        kith_error error = {0};
        char *copy = malloc(text.bytes + 1);

        memcpy(copy, text.text, text.bytes + 1);
        for (uint64_t n = family_random(&random) % 3; n < 3; n++)
            copy[family_random(&random) % text.bytes] =
                parts[family_random(&random) % (sizeof parts - 1)];
        if (kith_load_text(db, copy, NULL, &error) != KITH_OK) {
            KT_ASSERT_NE(error.message[0], '\0');
            for (const kith_table *const *table = kith_tables(db); *table;
                 table++)
                KT_ASSERT_EQ(kith_count_rows(db, *table), 0u);
        }
        KT_ASSERT_EQ(kith_depth(db), 0u);
        free(copy);
        family_close(db);
    }
    kith_text_buffer_free(&text);
    family_close(from);
}
