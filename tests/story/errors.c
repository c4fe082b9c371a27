/* errors.c - every failure has a status, a place and a sentence, and nothing
 * but a failure touches the last one. */
#include "family.h"

#include "fault.h"

#include <stdio.h>
#include <string.h>

typedef struct Person Person;
typedef struct Pet Pet;
struct Person {
    const int8_t id;
    KITH_TEXT email;
    const char initials[4];
    KITH_COLLECTION(Pet) pets;
};
struct Pet {
    const int64_t id;
    KITH_TEXT name;
    const int8_t person_id;
    KITH_REFERENCE(Person) person;
    const int32_t chip;
    const int32_t country;
};
static KITH_TABLE(Person, "persons", KITH_PRIMARY_KEY(Person, id),
                  KITH_COLUMN(Person, email, .unique = true),
                  KITH_COLUMN(Person, initials),
                  KITH_RELATIONSHIP(Person, pets, Pet,
                                    .back_populates = "person"));
static KITH_TABLE(Pet, "pets", KITH_PRIMARY_KEY(Pet, id),
                  KITH_COLUMN(Pet, name, .not_null = true),
                  KITH_FOREIGN_KEY(Pet, person_id, Person, id,
                                   .on_delete = KITH_RESTRICT),
                  KITH_RELATIONSHIP(Pet, person, Person,
                                    .back_populates = "pets"),
                  KITH_COLUMN(Pet, chip), KITH_COLUMN(Pet, country),
                  KITH_UNIQUE("country", "chip"));

/* The last error is about this, and its sentence has all of it. */
#define TELLS(db, wanted, its_table, its_column, its_value) \
    do {                                                    \
        const kith_error *error = kith_last_error(db);      \
        const char *value = (its_value);                    \
        const char *column = (its_column);                  \
        KT_ASSERT_EQ(error->status, (wanted));              \
        KT_ASSERT_STR_EQ(error->table, (its_table));        \
        KT_ASSERT_STR_HAS(error->message, (its_table));     \
        if (column)                                         \
            KT_ASSERT_STR_EQ(error->column, column);        \
        if (column)                                         \
            KT_ASSERT_STR_HAS(error->message, column);      \
        if (value)                                          \
            KT_ASSERT_STR_HAS(error->value, value);         \
        if (value)                                          \
            KT_ASSERT_STR_HAS(error->message, value);       \
    } while (0)

KT_TEST(errors, have_names)
{
    static const struct {
        kith_status status;
        const char *name;
    } statuses[] = {{KITH_OK, "KITH_OK"},
                    {KITH_E_MEMORY, "KITH_E_MEMORY"},
                    {KITH_E_MISUSE, "KITH_E_MISUSE"},
                    {KITH_E_SCHEMA, "KITH_E_SCHEMA"},
                    {KITH_E_NOT_FOUND, "KITH_E_NOT_FOUND"},
                    {KITH_E_NOT_NULL, "KITH_E_NOT_NULL"},
                    {KITH_E_CHECK, "KITH_E_CHECK"},
                    {KITH_E_UNIQUE, "KITH_E_UNIQUE"},
                    {KITH_E_PARENT, "KITH_E_PARENT"},
                    {KITH_E_CHILDREN, "KITH_E_CHILDREN"},
                    {KITH_E_CYCLE, "KITH_E_CYCLE"},
                    {KITH_E_VETO, "KITH_E_VETO"},
                    {KITH_E_LIMIT, "KITH_E_LIMIT"},
                    {KITH_E_DAMAGED, "KITH_E_DAMAGED"},
                    {KITH_E_ABANDONED, "KITH_E_ABANDONED"},
                    {KITH_E_IO, "KITH_E_IO"}};

    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        KT_ASSERT_STR_EQ(kith_status_name(statuses[i].status),
                         statuses[i].name);
    KT_ASSERT_STR_EQ(kith_status_name((kith_status)-99), "unknown status");
    KT_ASSERT_STR_EQ(kith_status_name((kith_status)-16), "unknown status");
    KT_ASSERT_STR_EQ(kith_status_name((kith_status)1), "unknown status");
}

KT_TEST(errors, of_columns_name_table_column_and_value)
{
    kith_db *db = OPEN(Person, Pet);
    Person *ann = kith_insert(db, Person, .email = "ann@a.org");
    Pet *rex = kith_insert(db, Pet, .name = "Rex", .person.row = ann);

    REFUSES_ROW(db, kith_insert(db, Pet, .chip = 1), KITH_E_NOT_NULL);
    TELLS(db, KITH_E_NOT_NULL, "pets", "name", NULL);
    REFUSES(db, kith_set(ann, initials, "ABCD"), KITH_E_CHECK);
    TELLS(db, KITH_E_CHECK, "persons", "initials", "ABCD");
    REFUSES_ROW(db, kith_insert(db, Person, .email = "ann@a.org"),
                KITH_E_UNIQUE);
    TELLS(db, KITH_E_UNIQUE, "persons", "email", "ann@a.org");
    REFUSES_ROW(db, kith_insert(db, Person, .id = 1), KITH_E_UNIQUE);
    TELLS(db, KITH_E_UNIQUE, "persons", "id", "1");
    REFUSES_ROW(
        db, kith_insert(db, Pet, .name = "Tom", .chip = 2, .person_id = -42),
        KITH_E_PARENT);
    TELLS(db, KITH_E_PARENT, "pets", "person_id", "-42");
    REFUSES(db, kith_set(rex, person_id, 17), KITH_E_PARENT);
    TELLS(db, KITH_E_PARENT, "pets", "person_id", "17");
    REFUSES(db, kith_set_null(rex, name), KITH_E_NOT_NULL);
    TELLS(db, KITH_E_NOT_NULL, "pets", "name", NULL);
    REFUSES(db, kith_delete(ann), KITH_E_CHILDREN);
    TELLS(db, KITH_E_CHILDREN, "persons", "id", "1");
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "pets");
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "person_id");
    REFUSES(db, kith_set(ann, id, 5), KITH_E_CHILDREN);
    TELLS(db, KITH_E_CHILDREN, "persons", "id", "1");
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "pets");
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "person_id");
    family_close(db);
}

KT_TEST(errors, of_a_key_over_several_columns_name_its_table)
{
    kith_db *db = OPEN(Person, Pet);
    kith_insert(db, Pet, .name = "Rex", .chip = 7, .country = 47);

    REFUSES_ROW(db,
                kith_insert(db, Pet, .name = "Tom", .chip = 7, .country = 47),
                KITH_E_UNIQUE);

    const kith_error *error = kith_last_error(db);
    KT_ASSERT_STR_EQ(error->table, "pets");
    KT_ASSERT_NOT_NULL(error->constraint);
    KT_ASSERT_STR_HAS(error->constraint, "chip");
    KT_ASSERT_STR_HAS(error->constraint, "country");
    KT_ASSERT_STR_HAS(error->message, "chip");
    KT_ASSERT_STR_HAS(error->message, "country");
    family_close(db);
}

KT_TEST(errors, of_rows_limits_memory_and_misuse_have_a_sentence)
{
    kith_db *db = OPEN(Person, Pet);
    Person *ann = kith_insert(db, Person, .id = 127);
    Pet *rex = kith_insert(db, Pet, .name = "Rex");
    Pet *gone = kith_insert(db, Pet, .name = "gone", .chip = 1);
    char longest[1000] = {0}; /* needs memory that is not at hand */
    memset(longest, 'x', sizeof longest - 1);
    ANSWERS(kith_delete(gone), KITH_OK);

    REFUSES_ROW(db, kith_insert_default(db, Person), KITH_E_LIMIT);
    TELLS(db, KITH_E_LIMIT, "persons", "id", NULL);
    REFUSES(db, kith_remove(ann, pets, rex), KITH_E_NOT_FOUND);
    TELLS(db, KITH_E_NOT_FOUND, kith_last_error(db)->table, NULL, NULL);
    REFUSES(db, kith_delete(gone), KITH_E_NOT_FOUND);
    KT_ASSERT(strlen(kith_last_error(db)->message) > 0);
    REFUSES_ROW(db, kith_find(db, Pet, name, "Rex"), KITH_E_MISUSE);
    TELLS(db, KITH_E_MISUSE, "pets", "name", NULL);
    fault_fail_from(1);
    ANSWERS(kith_set(rex, name, longest), KITH_E_MEMORY);
    fault_stop();
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MEMORY);
    KT_ASSERT(strlen(kith_last_error(db)->message) > 0);
    KT_ASSERT_STR_EQ(rex->name, "Rex");
    family_close(db);
}

KT_TEST(errors, are_none_before_the_first_failure)
{
    kith_db *db = OPEN(Person, Pet);
    const kith_error *error = kith_last_error(db);

    KT_ASSERT_EQ(error->status, KITH_OK);
    KT_ASSERT_NULL(error->table);
    KT_ASSERT_NULL(error->column);
    KT_ASSERT_STR_EQ(error->value, "");
    KT_ASSERT_NULL(kith_last_error(NULL));
    family_close(db);
}

KT_TEST(errors, stay_until_the_next_failure)
{
    kith_db *db = OPEN(Person, Pet);
    Person *ann = kith_insert(db, Person, .email = "ann@a.org");
    REFUSES_ROW(db, kith_insert(db, Person, .email = "ann@a.org"),
                KITH_E_UNIQUE);

    Pet *rex = kith_insert(db, Pet, .name = "Rex");
    ANSWERS(kith_append(ann, pets, rex), KITH_OK);
    ANSWERS(kith_set(ann, email, "other@a.org"), KITH_OK);
    KT_ASSERT_NULL(kith_get(db, Person, 99));
    KT_ASSERT_NULL(kith_get(db, Person, 999999));
    KT_ASSERT_NULL(kith_find(db, Person, email, "nobody"));
    KT_ASSERT_NULL(kith_find(db, Pet, person_id, 99));
    KT_ASSERT_EQ(kith_get(db, Pet, 1), rex);
    KT_ASSERT(kith_contains(ann, pets, rex));
    KT_ASSERT(!kith_is_null(rex, name));
    KT_ASSERT_EQ(kith_verify(db), KITH_OK);
    ANSWERS(kith_delete(rex), KITH_OK);

    TELLS(db, KITH_E_UNIQUE, "persons", "email", "ann@a.org");
    REFUSES(db, kith_set(ann, initials, "much too long"), KITH_E_CHECK);
    TELLS(db, KITH_E_CHECK, "persons", "initials", "much too long");
    family_close(db);
}

KT_TEST(errors, cut_texts_that_are_too_long)
{
    static char text[3000];
    kith_db *db = OPEN(Person, Pet);
    memset(text, 'x', sizeof text - 1);
    kith_insert(db, Person, .email = text);

    REFUSES_ROW(db, kith_insert(db, Person, .email = text), KITH_E_UNIQUE);

    const kith_error *error = kith_last_error(db);
    KT_ASSERT_EQ(strlen(error->value), sizeof error->value - 1);
    KT_ASSERT_STR_EQ(error->value + sizeof error->value - 4, "...");
    KT_ASSERT(strlen(error->message) < sizeof error->message);
    KT_ASSERT_STR_HAS(error->message, "persons");
    family_close(db);
}

KT_TEST(errors, show_what_is_no_text_escaped_as_in_c_source)
{
    static const struct {
        const char *text, *shown;
    } texts[] = {
        {"plain", "\"plain\""},
        {"a\nb\r\t", "\"a\\nb\\r\\t\""},
        {"\x1b[31m red", "\"\\x1b[31m red\""},
        {"say \"no\" \\", "\"say \\\"no\\\" \\\\\""},
        {"\x7f\x01", "\"\\x7f\\x01\""},
        {"Zürich 東京 \U0001F600", "\"Zürich 東京 \U0001F600\""},
        {"\xc3", "\"\\xc3\""},          /* an end without its character */
        {"\xc3(", "\"\\xc3(\""},        /* ... and with another */
        {"\xc0\xaf", "\"\\xc0\\xaf\""}, /* overlong */
        {"\xe0\x9f\xbf", "\"\\xe0\\x9f\\xbf\""},
        {"\xed\xa0\x80", "\"\\xed\\xa0\\x80\""}, /* a surrogate */
        {"\xf4\x90\x80\x80", "\"\\xf4\\x90\\x80\\x80\""},
        {"\xf0\x9f\x98", "\"\\xf0\\x9f\\x98\""},
        {"\xc2\x85", "\"\\xc2\\x85\""}, /* a control character beyond ASCII */
    };
    kith_db *db = OPEN(Person, Pet);

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char sentence[256];

        kith_insert(db, Person, .email = texts[i].text);
        REFUSES_ROW(db, kith_insert(db, Person, .email = texts[i].text),
                    KITH_E_UNIQUE);
        KT_ASSERT_STR_EQ(kith_last_error(db)->value, texts[i].shown);
        snprintf(sentence, sizeof sentence,
                 "another row of persons already has email %s", texts[i].shown);
        KT_ASSERT_STR_EQ(kith_last_error(db)->message, sentence);
    }
    family_close(db);
}

KT_TEST(errors, cut_texts_after_a_whole_character)
{
    kith_db *db = OPEN(Person, Pet);

    for (size_t before = 0; before < 12; before++) {
        static const char *const units[] = {"ü", "東", "\U0001F600", "\n",
                                            "\xff"};
        for (size_t unit = 0; unit < 5; unit++) {
            char text[400] = {0};
            const kith_error *error;
            const char *end;

            memset(text, 'x', before);
            while (strlen(text) < 200)
                strcat(text, units[unit]);
            kith_insert(db, Person, .email = text);
            REFUSES_ROW(db, kith_insert(db, Person, .email = text),
                        KITH_E_UNIQUE);
            error = kith_last_error(db);
            end = strstr(error->value, "...");
            KT_ASSERT(end && strlen(end) == 3, "%s", error->value);
            KT_ASSERT(strlen(error->value) > sizeof error->value - 8);
            if (unit < 3) /* the last unit is whole */
                KT_ASSERT_EQ(memcmp(end - strlen(units[unit]), units[unit],
                                    strlen(units[unit])),
                             0);
            else
                KT_ASSERT_EQ(memcmp(end - (unit == 3 ? 2 : 4),
                                    unit == 3 ? "\\n" : "\\xff",
                                    unit == 3 ? 2 : 4),
                             0);
            KT_ASSERT_STR_HAS(error->message, error->value);
        }
    }
    family_close(db);
}

/* Names, and the words of a check, are shown as one line as well. */
typedef struct Odd Odd;
struct Odd {
    const int64_t id;
};
static bool never(const void *draft)
{
    return !draft;
}
static KITH_TABLE(Odd, "odd\ntable \"x\" \xff", KITH_PRIMARY_KEY(Odd, id),
                  KITH_CHECK(never, "no\033 row\n", "id"));

KT_TEST(errors, show_names_and_words_escaped_as_well)
{
    kith_db *db = OPEN(Odd);

    REFUSES_ROW(db, kith_insert_default(db, Odd), KITH_E_CHECK);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "odd\\ntable \"x\" \\xff.id would be 1, which the check "
                     "never refuses: no\\x1b row\\n");
    family_close(db);
}

KT_TEST(errors, of_a_descriptor_name_its_table_and_hint_at_a_copy)
{
    const kith_table copy = Pet_table;
    kith_db *db = OPEN(Person, Pet);

    REFUSES_ROW(db, kith_insert_default(db, Odd), KITH_E_MISUSE);
    KT_ASSERT_STR_EQ(
        kith_last_error(db)->message,
        "kith_insert_row: the table odd\\ntable \"x\" \\xff is not "
        "part of this database: add it to KITH_TABLES in "
        "kith_open");
    REFUSES_ROW(db, kith_insert_row(db, &copy, NULL), KITH_E_MISUSE);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "kith_insert_row: this is another descriptor of the table "
                     "pets than the one given to kith_open: a static "
                     "KITH_TABLE in several source files or plugins is one of "
                     "each, so share one with KITH_DECLARE");
    KT_ASSERT_STR_EQ(kith_last_error(db)->table, "pets");
    REFUSES_ROW(db, kith_insert_row(db, NULL, NULL), KITH_E_MISUSE);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "kith_insert_row: the table is NULL");
    KT_ASSERT_EQ(kith_count_rows(db, &copy), 0u);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "kith_count_rows: this is");
    family_close(db);
}

KT_TEST(errors, belong_to_one_database)
{
    kith_db *db = OPEN(Person, Pet);
    kith_db *other = OPEN(Person, Pet);

    REFUSES_ROW(db, kith_insert(db, Pet, .chip = 1), KITH_E_NOT_NULL);

    KT_ASSERT_EQ(kith_last_error(other)->status, KITH_OK);
    family_close(other);
    family_close(db);
}
