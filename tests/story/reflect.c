/* reflect.c - what a database says of its tables, by kith/reflect.h alone. */
#include "copy.h"
#include "family.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct Country Country;
typedef struct City City;
typedef struct Person Person;
typedef struct Passport Passport;
typedef struct Club Club;
typedef struct Member Member;
typedef struct Follow Follow;
typedef struct Visit Visit;
struct Country {
    const char code[4];
    KITH_COLLECTION(City) cities;
};
struct City {
    const char country_code[4];
    KITH_TEXT name;
    const int32_t founded;
    KITH_REFERENCE(Country) country;
    KITH_COLLECTION(Person) people;
};
struct Person {
    const int64_t id;
    KITH_TEXT email;
    KITH_TEXT nick;
    double height;
    const KITH_OPTIONAL(uint16_t) shoe;
    KITH_OPTIONAL(bool) tall;
    KITH_BLOB photo;
    const char country_code[4];
    KITH_TEXT city_name;
    const int64_t boss_id;
    KITH_REFERENCE(City) city;
    KITH_REFERENCE(Person) boss;
    KITH_COLLECTION(Person) staff;
    KITH_SCALAR(Passport) passport;
    KITH_COLLECTION_VIA(Member, Club) clubs;
    KITH_COLLECTION_VIA(Follow, Person) follows, followers;
};
struct Passport {
    KITH_TEXT number;
    const int64_t person_id;
    KITH_REFERENCE(Person) person;
};
struct Club {
    const uint32_t id;
    KITH_TEXT name;
    KITH_COLLECTION_VIA(Member, Person) people;
};
struct Member {
    const int64_t person_id;
    const uint32_t club_id;
    const bool honorary;
    KITH_REFERENCE(Person) person;
    KITH_REFERENCE(Club) club;
};
struct Follow {
    const int64_t by_id, of_id;
    KITH_REFERENCE(Person) by, of;
};
struct Visit { /* whose key no relationship shows */
    const int64_t person_id;
    const int64_t host_id;
    KITH_REFERENCE(Person) host;
};

static kith_value new_nick(const void *draft)
{
    (void)draft;
    return (kith_value)KITH_STRING("newcomer");
}

static bool has_a_nick(const void *draft)
{
    return ((const Person *)draft)->nick != NULL;
}

static KITH_TABLE(Country, "countries", KITH_PRIMARY_KEY(Country, code),
                  KITH_RELATIONSHIP(Country, cities, City,
                                    .back_populates = "country",
                                    .delete_orphan = true));
static KITH_TABLE(
    City, "cities",
    KITH_FOREIGN_KEY(City, country_code, Country, code, .primary_key = true,
                     .on_update = KITH_CASCADE),
    KITH_COLUMN(City, name, .primary_key = true),
    KITH_COLUMN(City, founded, .index = true),
    KITH_RELATIONSHIP(City, country, Country, .back_populates = "cities"),
    KITH_RELATIONSHIP(City, people, Person, .back_populates = "city"),
    KITH_INDEX("founded", "name"));
static KITH_TABLE(
    Person, "people", KITH_PRIMARY_KEY(Person, id),
    KITH_COLUMN(Person, email, .unique = true, .not_null = true),
    KITH_COLUMN(Person, nick, .default_function = new_nick),
    KITH_COLUMN(Person, height),
    KITH_OPTIONAL_COLUMN(Person, shoe, .not_null = true,
                         .default_value = KITH_INTEGER(42)),
    KITH_OPTIONAL_COLUMN(Person, tall), KITH_COLUMN(Person, photo),
    KITH_COLUMN(Person, country_code), KITH_COLUMN(Person, city_name),
    KITH_FOREIGN_KEYS(Person, (city_name, country_code), City,
                      (name, country_code), .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Person, boss_id, Person, id, .on_delete = KITH_RESTRICT),
    KITH_RELATIONSHIP(Person, city, City, .back_populates = "people"),
    KITH_RELATIONSHIP(Person, boss, Person, .back_populates = "staff",
                      .acyclic = true),
    KITH_RELATIONSHIP(Person, staff, Person, .back_populates = "boss"),
    KITH_RELATIONSHIP(Person, passport, Passport, .back_populates = "person"),
    KITH_RELATIONSHIP(Person, clubs, Club, .secondary = "members",
                      .back_populates = "people"),
    KITH_RELATIONSHIP(Person, follows, Person, .secondary = "follows",
                      .foreign_key = "by_id", .back_populates = "followers",
                      .unique_pair = true),
    KITH_RELATIONSHIP(Person, followers, Person, .secondary = "follows",
                      .foreign_key = "of_id", .back_populates = "follows"),
    KITH_CHECK(has_a_nick, "a person has a nick", "nick", "email"));
static KITH_TABLE(Passport, "passports", KITH_PRIMARY_KEY(Passport, number),
                  KITH_FOREIGN_KEY(Passport, person_id, Person, id,
                                   .not_null = true),
                  KITH_RELATIONSHIP(Passport, person, Person,
                                    .back_populates = "passport"));
static KITH_TABLE(
    Club, "clubs", KITH_PRIMARY_KEY(Club, id), KITH_COLUMN(Club, name),
    KITH_RELATIONSHIP(Club, people, Person, .secondary = "members",
                      .back_populates = "clubs", .view_only = true));
static KITH_TABLE(
    Member, "members",
    KITH_FOREIGN_KEY(Member, person_id, Person, id, .primary_key = true),
    KITH_FOREIGN_KEY(Member, club_id, Club, id, .primary_key = true),
    KITH_COLUMN(Member, honorary), KITH_UNIQUE("club_id", "honorary"),
    KITH_RELATIONSHIP(Member, person, Person),
    KITH_RELATIONSHIP(Member, club, Club));
static KITH_TABLE(Follow, "follows",
                  KITH_FOREIGN_KEY(Follow, by_id, Person, id, .not_null = true),
                  KITH_FOREIGN_KEY(Follow, of_id, Person, id, .not_null = true),
                  KITH_RELATIONSHIP(Follow, by, Person, .foreign_key = "by_id"),
                  KITH_RELATIONSHIP(Follow, of, Person,
                                    .foreign_key = "of_id"));
static KITH_TABLE(Visit, "visits",
                  KITH_FOREIGN_KEY(Visit, person_id, Person, id,
                                   .default_value = KITH_INTEGER(1),
                                   .on_delete = KITH_SET_DEFAULT),
                  KITH_FOREIGN_KEY(Visit, host_id, Person, id),
                  KITH_RELATIONSHIP(Visit, host, Person,
                                    .foreign_key = "host_id"));

static kith_db *open_people(void)
{
    return OPEN(Visit, Follow, Member, Club, Passport, Person, City, Country);
}

/* --- Descriptions as lines of text ---------------------------------------- */

struct lines {
    char text[6000];
    size_t length;
};

__attribute__((format(printf, 2, 3))) static void line(struct lines *lines,
                                                       const char *format, ...)
{
    va_list arguments;
    size_t room = sizeof(lines->text) - lines->length;

    va_start(arguments, format);
    lines->length +=
        (size_t)vsnprintf(lines->text + lines->length, room, format, arguments);
    va_end(arguments);
    KT_ASSERT(lines->length < sizeof(lines->text));
}

static const char *yes(bool claim, const char *word)
{
    return claim ? word : "";
}

static const char *name_of(const kith_attribute *attribute)
{
    return attribute ? attribute->name : "-";
}

static const char *action(kith_action action)
{
    static const char *const names[] = {"?",       "NO_ACTION", "RESTRICT",
                                        "CASCADE", "SET_NULL",  "SET_DEFAULT"};

    return names[action];
}

static void say_columns(struct lines *lines, kith_db *db,
                        const kith_table *table)
{
    static const char *const defaults[] = {"", " =value", " =function",
                                           " =number"};
    static const char *const kinds[] = {
        "NONE", "BOOL", "I8",  "I16", "I32",  "I64",   "U8",  "U16",
        "U32",  "U64",  "F32", "F64", "TEXT", "CHARS", "BLOB"};
    kith_column column;

    for (size_t i = 0; kith_table_column(db, table, i, &column); i++)
        line(
            lines, "%s.%s %s%zu%s%s%s%s%s%s\n", column.table->name, column.name,
            kinds[column.kind], column.bytes, yes(column.optional, " optional"),
            yes(column.nullable, " nullable"),
            yes(column.writable, " writable"),
            yes(column.primary_key, " primary"),
            yes(column.foreign_key, " foreign"), defaults[column.default_kind]);
}

static void say_keys(struct lines *lines, kith_db *db, const kith_table *table)
{
    kith_key key;
    kith_column column;

    for (size_t i = 0; kith_table_key(db, table, i, &key); i++) {
        line(lines, "%s (%s) %zu%s%s%s:", key.table->name, key.name,
             key.column_count, yes(key.primary, " primary"),
             yes(key.unique, " unique"), yes(key.hidden, " hidden"));
        for (size_t j = 0; kith_key_column(&key, j, &column); j++)
            line(lines, " %s", column.name);
        line(lines, "\n");
    }
}

static void say_foreign_key(struct lines *lines, const kith_foreign_key *key)
{
    kith_column child, parent;

    line(lines,
         "%s (%s) > %s (%s) %s %s%s%s%s%s%s ends %s %s:", key->child->name,
         key->name, key->parent->name, key->parent_key.name,
         action(key->on_delete), action(key->on_update),
         yes(key->nullable, " nullable"), yes(key->one_to_one, " one_to_one"),
         yes(key->delete_orphan, " orphans"), yes(key->acyclic, " acyclic"),
         yes(key->association, " association"), name_of(key->child_end),
         name_of(key->parent_end));
    for (size_t j = 0; kith_foreign_key_column(key, j, &child, &parent); j++)
        line(lines, " %s=%s", child.name, parent.name);
    line(lines, "\n");
}

static void say_foreign_keys(struct lines *lines, kith_db *db,
                             const kith_table *table)
{
    kith_foreign_key key;

    for (size_t i = 0; kith_table_foreign_key(db, table, i, &key); i++)
        say_foreign_key(lines, &key);
}

static void say_relationships(struct lines *lines, kith_db *db,
                              const kith_table *table)
{
    static const char *const directions[] = {"MANY_TO_ONE", "ONE_TO_MANY",
                                             "ONE_TO_ONE", "MANY_TO_MANY"};
    static const char *const shapes[] = {"reference", "scalar", "collection"};
    kith_relationship one;

    for (size_t i = 0; kith_table_relationship(db, table, i, &one); i++)
        line(lines, "%s.%s %s %s of %s back %s by %s.%s%s%s%s%s%s\n",
             one.table->name, one.name, directions[one.direction],
             shapes[one.kind - KITH_KIND_REFERENCE], one.target->name,
             name_of(one.back_populates), one.foreign_key.child->name,
             one.foreign_key.name, yes(one.secondary, " through "),
             one.secondary ? one.secondary->name : "",
             yes(one.target_key.name, " to "),
             one.target_key.name ? one.target_key.name : "",
             yes(one.view_only, " view_only"));
}

static void say_value(struct lines *lines, kith_value value)
{
    switch (value.kind) {
    case KITH_KIND_I64:
        line(lines, " %lld", (long long)value.integer);
        break;
    case KITH_KIND_U64:
        line(lines, " %llu", (unsigned long long)value.natural);
        break;
    case KITH_KIND_F64:
        line(lines, " %g", value.real);
        break;
    case KITH_KIND_TEXT:
        line(lines, " '%s'", value.text);
        break;
    case KITH_KIND_BLOB:
        line(lines, " x");
        for (size_t i = 0; i < value.blob.bytes; i++)
            line(lines, "%02x", ((const unsigned char *)value.blob.data)[i]);
        break;
    default:
        line(lines, " NULL");
        break;
    }
}

static void say_rows(struct lines *lines, kith_db *db, const kith_table *table)
{
    const void *row = NULL;
    kith_relationship one;
    kith_column column;

    while ((row = kith_next_row(db, table, row))) {
        line(lines, "%s", table->name);
        for (size_t i = 0; kith_table_column(db, table, i, &column); i++)
            say_value(lines, kith_value_at(row, column.offset_bytes));
        for (size_t i = 0; kith_table_relationship(db, table, i, &one); i++)
            line(lines, " %zu", kith_member_count_at(row, one.offset_bytes));
        line(lines, "\n");
    }
}

/* Say something of each table, in their order, and compare. */
static void check_lines(kith_db *db,
                        void (*say)(struct lines *, kith_db *,
                                    const kith_table *),
                        const char *expected)
{
    struct lines lines = {.length = 0};

    for (const kith_table *const *table = kith_tables(db); *table; table++)
        say(&lines, db, *table);
    KT_ASSERT_STR_EQ(lines.text, expected);
}

/* --- Tests ---------------------------------------------------------------- */

KT_TEST(reflect, lists_the_tables_in_the_order_of_the_open)
{
    const kith_table *const order[] = {
        &Visit_table,    &Follow_table, &Member_table, &Club_table,
        &Passport_table, &Person_table, &City_table,   &Country_table};
    static const kith_table *const none[] = {NULL};
    kith_db *db = open_people(), *empty = family_open(none), *other = NULL;
    const kith_table *const *tables = kith_tables(db);

    for (size_t i = 0; i < 8; i++) {
        KT_ASSERT_EQ(tables[i], order[i]);
        KT_ASSERT_EQ(kith_table_named(db, order[i]->name), order[i]);
    }
    KT_ASSERT_NULL(tables[8]);
    KT_ASSERT_NULL(kith_table_named(db, "nothing"));
    KT_ASSERT_NULL(kith_tables(empty)[0]);
    ANSWERS(kith_open(&other, tables, NULL, NULL), KITH_OK);
    KT_ASSERT_EQ(kith_digest(other), kith_digest(db));

    kith_close(other);
    family_close(empty);
    family_close(db);
}

KT_TEST(reflect, describes_each_column_as_it_is)
{
    kith_db *db = open_people();

    check_lines(db, say_columns,
                "visits.person_id I648 nullable foreign =value\n"
                "visits.host_id I648 nullable foreign\n"
                "follows.by_id I648 foreign\n"
                "follows.of_id I648 foreign\n"
                "members.person_id I648 primary foreign\n"
                "members.club_id U324 primary foreign\n"
                "members.honorary BOOL1\n"
                "clubs.id U324 primary =number\n"
                "clubs.name TEXT8 nullable\n"
                "passports.number TEXT8 primary\n"
                "passports.person_id I648 foreign\n"
                "people.id I648 primary =number\n"
                "people.email TEXT8\n"
                "people.nick TEXT8 nullable =function\n"
                "people.height F648 writable\n"
                "people.shoe U162 optional =value\n"
                "people.tall BOOL1 optional nullable writable\n"
                "people.photo BLOB16 nullable\n"
                "people.country_code CHARS4 nullable foreign\n"
                "people.city_name TEXT8 nullable foreign\n"
                "people.boss_id I648 nullable foreign\n"
                "cities.country_code CHARS4 primary foreign\n"
                "cities.name TEXT8 primary\n"
                "cities.founded I324\n"
                "countries.code CHARS4 primary\n");
    family_close(db);
}

KT_TEST(reflect, describes_keys_apart_from_foreign_keys)
{
    kith_db *db = open_people();

    check_lines(db, say_keys,
                "follows (by_id, of_id) 2 unique hidden: by_id of_id\n"
                "members (person_id, club_id) 2 primary unique: person_id "
                "club_id\n"
                "members (club_id, honorary) 2 unique: club_id honorary\n"
                "clubs (id) 1 primary unique: id\n"
                "passports (number) 1 primary unique: number\n"
                "people (id) 1 primary unique: id\n"
                "people (email) 1 unique: email\n"
                "cities (country_code, name) 2 primary unique: country_code "
                "name\n"
                "cities (founded) 1: founded\n"
                "cities (founded, name) 2: founded name\n"
                "countries (code) 1 primary unique: code\n");
    family_close(db);
}

KT_TEST(reflect, tells_what_a_foreign_key_does_and_not_what_was_left_unsaid)
{
    kith_db *db = open_people();

    check_lines(
        db, say_foreign_keys,
        "visits (person_id) > people (id) SET_DEFAULT NO_ACTION nullable ends "
        "- -: person_id=id\n"
        "visits (host_id) > people (id) SET_NULL NO_ACTION nullable ends host "
        "-: host_id=id\n"
        "follows (by_id) > people (id) CASCADE NO_ACTION association ends by "
        "follows: by_id=id\n"
        "follows (of_id) > people (id) CASCADE NO_ACTION association ends of "
        "followers: of_id=id\n"
        "members (person_id) > people (id) CASCADE NO_ACTION association ends "
        "person clubs: person_id=id\n"
        "members (club_id) > clubs (id) CASCADE NO_ACTION association ends "
        "club people: club_id=id\n"
        "passports (person_id) > people (id) NO_ACTION NO_ACTION one_to_one "
        "ends person passport: person_id=id\n"
        "people (city_name, country_code) > cities (country_code, name) "
        "SET_NULL CASCADE nullable ends city people: "
        "country_code=country_code city_name=name\n"
        "people (boss_id) > people (id) RESTRICT NO_ACTION nullable acyclic "
        "ends boss staff: boss_id=id\n"
        "cities (country_code) > countries (code) CASCADE CASCADE orphans "
        "ends country cities: country_code=code\n");
    family_close(db);
}

KT_TEST(reflect, names_the_foreign_keys_that_refer_to_a_table)
{
    const char *const names[] = {"visits",  "visits",    "follows", "follows",
                                 "members", "passports", "people"};
    kith_db *db = open_people();
    kith_foreign_key key;
    size_t i;

    for (i = 0; kith_table_child(db, &Person_table, i, &key); i++) {
        KT_ASSERT(i < 7);
        KT_ASSERT_STR_EQ(key.child->name, names[i]);
        KT_ASSERT_EQ(key.parent, &Person_table);
    }
    KT_ASSERT_EQ(i, 7);
    KT_ASSERT(!kith_table_child(db, &Visit_table, 0, &key));
    family_close(db);
}

KT_TEST(reflect, describes_relationships_of_every_direction_from_both_sides)
{
    kith_db *db = open_people();

    check_lines(
        db, say_relationships,
        "visits.host MANY_TO_ONE reference of people back - by "
        "visits.host_id\n"
        "follows.by MANY_TO_ONE reference of people back - by follows.by_id\n"
        "follows.of MANY_TO_ONE reference of people back - by follows.of_id\n"
        "members.person MANY_TO_ONE reference of people back - by "
        "members.person_id\n"
        "members.club MANY_TO_ONE reference of clubs back - by "
        "members.club_id\n"
        "clubs.people MANY_TO_MANY collection of people back clubs by "
        "members.club_id through members to person_id view_only\n"
        "passports.person ONE_TO_ONE reference of people back passport by "
        "passports.person_id\n"
        "people.city MANY_TO_ONE reference of cities back people by "
        "people.city_name, country_code\n"
        "people.boss MANY_TO_ONE reference of people back staff by "
        "people.boss_id\n"
        "people.staff ONE_TO_MANY collection of people back boss by "
        "people.boss_id\n"
        "people.passport ONE_TO_ONE scalar of passports back person by "
        "passports.person_id\n"
        "people.clubs MANY_TO_MANY collection of clubs back people by "
        "members.person_id through members to club_id\n"
        "people.follows MANY_TO_MANY collection of people back followers by "
        "follows.by_id through follows to of_id\n"
        "people.followers MANY_TO_MANY collection of people back follows by "
        "follows.of_id through follows to by_id\n"
        "cities.country MANY_TO_ONE reference of countries back cities by "
        "cities.country_code\n"
        "cities.people ONE_TO_MANY collection of people back city by "
        "people.city_name, country_code\n"
        "countries.cities ONE_TO_MANY collection of cities back country by "
        "cities.country_code\n");
    family_close(db);
}

KT_TEST(reflect, describes_checks_with_the_columns_they_name)
{
    kith_db *db = open_people();
    kith_check check;
    kith_column column;

    KT_ASSERT(kith_table_check(db, &Person_table, 0, &check));
    KT_ASSERT_STR_EQ(check.name, "has_a_nick");
    KT_ASSERT_STR_EQ(check.message, "a person has a nick");
    KT_ASSERT(check.function == has_a_nick && check.table == &Person_table);
    KT_ASSERT_EQ(check.column_count, 2);
    KT_ASSERT(kith_check_column(&check, 1, &column));
    KT_ASSERT_STR_EQ(column.name, "email");
    KT_ASSERT(!kith_check_column(&check, 2, &column));
    KT_ASSERT(!kith_table_check(db, &Person_table, 1, &check));
    KT_ASSERT(!kith_table_check(db, &Club_table, 0, &check));
    family_close(db);
}

KT_TEST(reflect, finds_columns_and_relationships_by_name)
{
    kith_db *db = open_people();
    kith_relationship relationship = {.name = "untouched"};
    kith_column column = {.name = "untouched"};

    KT_ASSERT(kith_column_named(db, &Person_table, "shoe", &column));
    KT_ASSERT_EQ(column.offset_bytes, offsetof(Person, shoe));
    KT_ASSERT_EQ(column.attribute->default_value.integer, 42);
    KT_ASSERT(!kith_column_named(db, &Person_table, "clubs", &column));
    KT_ASSERT(!kith_column_named(db, &Person_table, NULL, &column));
    KT_ASSERT_STR_EQ(column.name, "shoe");
    KT_ASSERT(
        kith_relationship_named(db, &Person_table, "clubs", &relationship));
    KT_ASSERT_EQ(relationship.offset_bytes, offsetof(Person, clubs));
    KT_ASSERT(
        !kith_relationship_named(db, &Person_table, "shoe", &relationship));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    family_close(db);
}

/* The call answers false, with this status as the last error of the other
 * database, which had none, and touches nothing. */
#define NOTHING(call, expected)                                          \
    do {                                                                 \
        kith_db *db = OPEN(Store, Item);                                 \
        const kith_table *const table = &Club_table, *own = &Item_table; \
        KT_ASSERT(!(call), "%s", #call);                                 \
        KT_ASSERT_EQ(kith_last_error(db)->status, (expected));           \
        (void)table, (void)own;                                          \
        family_close(db);                                                \
    } while (0)

KT_TEST(reflect, of_nothing_and_of_strangers_is_refused_without_a_crash)
{
    kith_column column;
    kith_key key = {.name = NULL};
    kith_foreign_key foreign_key = {.name = NULL};
    kith_relationship relationship;
    kith_check check = {.name = NULL};

    NOTHING(kith_table_column(db, table, 0, &column), KITH_E_MISUSE);
    NOTHING(kith_table_column(db, NULL, 0, &column), KITH_E_MISUSE);
    NOTHING(kith_table_column(db, own, 0, NULL), KITH_E_MISUSE);
    NOTHING(kith_column_named(db, table, "id", &column), KITH_E_MISUSE);
    NOTHING(kith_table_key(db, table, 0, &key), KITH_E_MISUSE);
    NOTHING(kith_table_foreign_key(db, table, 0, &foreign_key), KITH_E_MISUSE);
    NOTHING(kith_table_child(db, table, 0, &foreign_key), KITH_E_MISUSE);
    NOTHING(kith_table_relationship(db, table, 0, &relationship),
            KITH_E_MISUSE);
    NOTHING(kith_relationship_named(db, table, "people", &relationship),
            KITH_E_MISUSE);
    NOTHING(kith_table_check(db, table, 0, &check), KITH_E_MISUSE);

    NOTHING(kith_table_column(NULL, own, 0, &column), KITH_OK);
    NOTHING(kith_table_column(db, own, SIZE_MAX, &column), KITH_OK);
    NOTHING(kith_table_relationship(NULL, own, 0, &relationship), KITH_OK);
    NOTHING(kith_key_column(NULL, 0, &column), KITH_OK);
    NOTHING(kith_key_column(&key, 0, &column), KITH_OK);
    NOTHING(kith_foreign_key_column(NULL, 0, NULL, NULL), KITH_OK);
    NOTHING(kith_foreign_key_column(&foreign_key, 0, NULL, NULL), KITH_OK);
    NOTHING(kith_check_column(NULL, 0, &column), KITH_OK);
    NOTHING(kith_check_column(&check, 0, &column), KITH_OK);
    NOTHING(kith_tables(NULL)[0], KITH_OK);
    NOTHING(kith_table_named(NULL, "items"), KITH_OK);
    NOTHING(kith_table_named(db, NULL), KITH_OK);
}

static void populate(kith_db *db)
{
    kith_insert(db, Country, .code = "NO");
    kith_insert(db, Country, .code = "NL");
    kith_insert(db, City, .country_code = "NO", .name = "Oslo",
                .founded = 1040);
    kith_insert(db, City, .country_code = "NL", .name = "Delft",
                .founded = 1075);
    Person *ada =
        kith_insert(db, Person, .email = "ada", .height = 1.7,
                    .tall = KITH_SOME(true), .country_code = "NO",
                    .city_name = "Oslo", .photo = KITH_BYTES("\0\1", 2));
    Person *bob = kith_insert(db, Person, .email = "bob", .nick = "b",
                              .shoe = KITH_SOME(45), .boss.row = ada,
                              .country_code = "NL", .city_name = "Delft");
    Person *cid = kith_insert(db, Person, .email = "cid", .boss.row = ada);
    kith_insert(db, Passport, .number = "P1", .person.row = cid);
    for (int i = 0; i < 3; i++) {
        Club *club = kith_insert(db, Club, .name = family_name(i));
        kith_append(bob, clubs, club);
    }
    kith_append(ada, follows, bob);
    kith_append(ada, follows, cid);
    kith_append(cid, follows, cid);
    kith_insert(db, Visit, .person_id = 3, .host.row = ada);
    kith_insert(db, Visit, .person_id = 2);
    kith_move(ada, staff, cid, 0);
    kith_move(ada, follows, cid, 0);
    kith_move(bob, clubs, kith_get(db, Club, 3), 0);
}

KT_TEST(reflect, is_enough_to_print_and_to_copy_any_database)
{
    static const char text[] = "visits 3 1 1\n"
                               "visits 2 NULL 0\n"
                               "follows 1 2 1 1\n"
                               "follows 1 3 1 1\n"
                               "follows 3 3 1 1\n"
                               "members 2 1 0 1 1\n"
                               "members 2 2 0 1 1\n"
                               "members 2 3 0 1 1\n"
                               "clubs 1 '0' 1\n"
                               "clubs 2 '1' 1\n"
                               "clubs 3 '2' 1\n"
                               "passports 'P1' 3 1\n"
                               "people 1 'ada' 'newcomer' 1.7 42 1 x0001 'NO' "
                               "'Oslo' NULL 1 0 2 0 0 2 0\n"
                               "people 2 'bob' 'b' 0 45 NULL NULL 'NL' "
                               "'Delft' 1 1 1 0 0 3 0 1\n"
                               "people 3 'cid' 'newcomer' 0 42 NULL NULL NULL "
                               "NULL 1 0 1 0 1 0 1 2\n"
                               "cities 'NO' 'Oslo' 1040 1 1\n"
                               "cities 'NL' 'Delft' 1075 1 1\n"
                               "countries 'NO' 1\n"
                               "countries 'NL' 1\n";
    kith_db *db = open_people(), *copy;

    populate(db);
    check_lines(db, say_rows, text);
    copy = copy_database(db);
    check_lines(copy, say_rows, text);
    KT_ASSERT_EQ(kith_digest(copy), kith_digest(db));
    family_verify(copy);
    kith_close(copy);
    family_close(db);
}

KT_TEST(reflect, costs_a_database_no_memory)
{
    kith_db *db = open_people();
    size_t bytes = kith_memory_used(db);
    struct lines lines = {.length = 0};

    for (const kith_table *const *table = kith_tables(db); *table; table++) {
        say_columns(&lines, db, *table);
        say_keys(&lines, db, *table);
        say_foreign_keys(&lines, db, *table);
        say_relationships(&lines, db, *table);
    }
    KT_ASSERT_EQ(kith_memory_used(db), bytes);
    family_close(db);
}
