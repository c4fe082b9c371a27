/* schema_columns.c - columns, keys and defaults that kith_open refuses. */
#include "refusal.h"

typedef struct Good Good;
typedef struct Bare Bare;
struct Good {
    const int64_t id;
    const int64_t number;
    KITH_TEXT label;
    const char code[4];
    const double real;
    const bool flag;
    double plain;
    bool plain_flag;
    KITH_OPTIONAL(int8_t) some;
    const KITH_OPTIONAL(int64_t) rare;
    const int64_t up_id;
    KITH_REFERENCE(Good) up;
    const char up_code[4];
};
struct Bare { /* the same without const */
    int64_t id;
    int64_t number;
    const char *label;
    char code[4];
    int64_t up_id;
    KITH_OPTIONAL(int64_t) rare;
};

#define GOOD(...) \
    DECLARED(Good, "goods", KITH_PRIMARY_KEY(Good, id), __VA_ARGS__)
#define ALONE(...) DECLARED(Good, "goods", __VA_ARGS__)
#define BARE(...) DECLARED(Bare, "bares", __VA_ARGS__)
#define UP(...) KITH_FOREIGN_KEY(Good, up_id, Good, id, __VA_ARGS__)
#define DEFAULT .default_value

static const struct refusal writable[] = {
    {"a primary key that may be written",
     {BARE(KITH_PRIMARY_KEY(Bare, id))},
     "bares.id is a key and could be written past its index: "
     "declare it const"},
    {"a text that may be written",
     {BARE(KITH_COLUMN(Bare, label))},
     "bares.label is a text that could be written past the "
     "database: declare bares.label as KITH_TEXT"},
    {"an in-place text that may be written",
     {BARE(KITH_COLUMN(Bare, code))},
     "bares.code is a text that could be written past its NUL: "
     "declare bares.code as const char[]"},
    {"a unique column that may be written",
     {BARE(KITH_COLUMN(Bare, number, .unique = true))},
     "bares.number is a key and could be written past its index: "
     "declare it const"},
    {"an indexed column that may be written",
     {BARE(KITH_COLUMN(Bare, number, .index = true))},
     "bares.number is a key and could be written past its index: "
     "declare it const"},
    {"a column of a unique key that may be written",
     {BARE(KITH_COLUMN(Bare, number), KITH_COLUMN(Bare, id),
           KITH_UNIQUE("number", "id"))},
     "bares.number is part of a key and could be written past it: "
     "declare it const"},
    {"a column of an index that may be written",
     {BARE(KITH_COLUMN(Bare, number), KITH_INDEX("number"))},
     "bares.number is part of a key and could be written past it: "
     "declare it const"},
    {"a foreign key that may be written",
     {&(const kith_table){
         KITH_ABI_VERSION, "bares", "Bare", sizeof(Bare), alignof(Bare),
         (const kith_attribute[]){{.name = "id",
                                   .kind = KITH_KIND_I64,
                                   .bytes = 8,
                                   .primary_key = true},
                                  {.name = "up_id",
                                   .kind = KITH_KIND_I64,
                                   .bytes = 8,
                                   .offset_bytes = offsetof(Bare, up_id),
                                   .writable = true,
                                   .parent = "Bare",
                                   .parent_key = "id"}},
         2}},
     "bares.up_id is a key and could be written past its index: "
     "declare it const"},
    {"an optional unique column that may be written",
     {BARE(KITH_OPTIONAL_COLUMN(Bare, rare, .unique = true))},
     "bares.rare is a key and could be written past its index: "
     "declare it const"},
    {"an optional indexed column that may be written",
     {BARE(KITH_OPTIONAL_COLUMN(Bare, rare, .index = true))},
     "bares.rare is a key and could be written past its index: "
     "declare it const"},
};

/* Qualified, and not by const. */
typedef struct Loose Loose;
struct Loose {
    int64_t volatile id;
    const char *volatile name;
    const char *restrict title;
    _Atomic int32_t count;
    _Atomic double weight;
    volatile KITH_OPTIONAL(int32_t) rare;
};
#define LOOSE(...) DECLARED(Loose, "loose", __VA_ARGS__)

static const struct refusal qualified[] = {
    {"a volatile key",
     {LOOSE(KITH_PRIMARY_KEY(Loose, id))},
     "loose.id is a key and could be written past its index: declare it "
     "const"},
    {"a volatile text",
     {LOOSE(KITH_COLUMN(Loose, name))},
     "loose.name is a text that could be written past the database: declare "
     "loose.name as KITH_TEXT"},
    {"a restricted text",
     {LOOSE(KITH_COLUMN(Loose, title, .unique = true))},
     "loose.title is a text that could be written past the database: declare "
     "loose.title as KITH_TEXT"},
    {"an atomic unique column",
     {LOOSE(KITH_COLUMN(Loose, count, .unique = true))},
     "loose.count is a key and could be written past its index: declare it "
     "const"},
    {"an atomic column with a limit",
     {LOOSE(KITH_COLUMN(Loose, weight, .minimum = KITH_REAL(0)))},
     "loose.weight has a limit and could be written past it: declare it "
     "const"},
    {"a volatile optional index",
     {LOOSE(KITH_OPTIONAL_COLUMN(Loose, rare, .index = true))},
     "loose.rare is a key and could be written past its index: declare it "
     "const"},
};

/* The same, and const beside it. */
typedef struct Tight Tight;
struct Tight {
    const volatile int64_t id;
    const char *volatile const name;
    const char *restrict const title;
    const _Atomic int32_t count;
    const volatile KITH_OPTIONAL(int32_t) rare;
};
static const struct refusal tight = {
    "members that are const, and qualified otherwise too",
    {DECLARED(Tight, "tight", KITH_PRIMARY_KEY(Tight, id),
              KITH_COLUMN(Tight, name), KITH_COLUMN(Tight, title),
              KITH_COLUMN(Tight, count, .index = true),
              KITH_OPTIONAL_COLUMN(Tight, rare, .unique = true))},
    NULL};

static const struct refusal actions[] = {
    {"SET NULL on a required key, on delete",
     {GOOD(UP(.not_null = true, .on_delete = KITH_SET_NULL))},
     "goods.up_id may not be NULL, but its .on_delete is "
     "KITH_SET_NULL: drop .not_null or choose another action"},
    {"SET NULL on a required key, on update",
     {GOOD(UP(.not_null = true, .on_update = KITH_SET_NULL))},
     "goods.up_id may not be NULL, but its .on_update is "
     "KITH_SET_NULL: drop .not_null or choose another action"},
    {"SET DEFAULT without a default, on delete",
     {GOOD(UP(.on_delete = KITH_SET_DEFAULT))},
     "goods.up_id has no default, but its .on_delete is "
     "KITH_SET_DEFAULT: add .default_value or choose KITH_SET_NULL"},
    {"SET DEFAULT without a default, on update",
     {GOOD(UP(.on_update = KITH_SET_DEFAULT))},
     "goods.up_id has no default, but its .on_update is "
     "KITH_SET_DEFAULT: add .default_value or choose KITH_SET_NULL"},
    {"a foreign key to a column that is no key",
     {GOOD(KITH_COLUMN(Good, number),
           KITH_FOREIGN_KEY(Good, up_id, Good, number))},
     "goods.up_id refers to goods.number, which is no key: declare "
     "goods.number with .unique = true"},
    {"a foreign key to an indexed column",
     {GOOD(KITH_COLUMN(Good, number, .index = true),
           KITH_FOREIGN_KEY(Good, up_id, Good, number))},
     "goods.up_id refers to goods.number, which is no key: declare "
     "goods.number with .unique = true instead of .index"},
    {"a foreign key to a part of a unique key",
     {GOOD(KITH_COLUMN(Good, number), KITH_COLUMN(Good, flag),
           KITH_UNIQUE("number", "flag"),
           KITH_FOREIGN_KEY(Good, up_id, Good, number))},
     "goods.up_id refers to goods.number, which is only a part of the key "
     "(number, flag): refer to all of it with KITH_FOREIGN_KEYS, or declare "
     "goods.number with .unique = true"},
    {"a foreign key to a member that is no column",
     {GOOD(KITH_FOREIGN_KEY(Good, up_id, Good, number))},
     "goods.up_id refers to goods.number, which is not declared as "
     "a column: declare it as one, with .unique = true"},
};

static const struct refusal defaults[] = {
    {"a default on a plain number",
     {GOOD(KITH_COLUMN(Good, plain, DEFAULT = KITH_REAL(0.5)))},
     "goods.plain has a default but is always given, for zero is a "
     "value: declare it KITH_OPTIONAL, or drop the default"},
    {"a default on a bool",
     {GOOD(KITH_COLUMN(Good, plain_flag, DEFAULT = KITH_INTEGER(1)))},
     "goods.plain_flag has a default but is always given, for zero "
     "is a value: declare it KITH_OPTIONAL, or drop the default"},
    {"a default on an in-place text",
     {GOOD(KITH_COLUMN(Good, code, DEFAULT = KITH_STRING("ab")))},
     "goods.code has a default but is always given, for an empty in-place "
     "text is a value: declare it KITH_TEXT, or drop the default"},
    {"a text as the default of a number",
     {GOOD(KITH_OPTIONAL_COLUMN(Good, some, DEFAULT = KITH_STRING("1")))},
     "goods.some has a default that is no value of its type: use "
     "KITH_INTEGER, KITH_REAL, KITH_STRING or KITH_BINARY with one that fits"},
    {"a number as the default of a text",
     {GOOD(KITH_COLUMN(Good, label, DEFAULT = KITH_INTEGER(1)))},
     "goods.label has a default that is no value of its type: use "
     "KITH_INTEGER, KITH_REAL, KITH_STRING or KITH_BINARY with one that fits"},
    {"a real as the default of an integer",
     {GOOD(KITH_OPTIONAL_COLUMN(Good, some, DEFAULT = KITH_REAL(0.5)))},
     "goods.some has a default that is no value of its type: use "
     "KITH_INTEGER, KITH_REAL, KITH_STRING or KITH_BINARY with one that fits"},
    {"a default that the type cannot hold",
     {GOOD(KITH_OPTIONAL_COLUMN(Good, some, DEFAULT = KITH_INTEGER(128)))},
     "goods.some has a default that is no value of its type: use "
     "KITH_INTEGER, KITH_REAL, KITH_STRING or KITH_BINARY with one that fits"},
    {"a default that its in-place text cannot hold",
     {GOOD(KITH_COLUMN(Good, code, .unique = true),
           KITH_FOREIGN_KEY(Good, up_code, Good, code,
                            DEFAULT = KITH_STRING("ABCD")))},
     "goods.up_code has a default that is no value of its type: use "
     "KITH_INTEGER, KITH_REAL, KITH_STRING or KITH_BINARY with one that fits"},
    {"a text as the default of a foreign key to a number",
     {GOOD(UP(DEFAULT = KITH_STRING("1")))},
     "goods.up_id has a default that is no value of its type: use "
     "KITH_INTEGER, KITH_REAL, KITH_STRING or KITH_BINARY with one that fits"},
};

static const struct refusal keys[] = {
    {"an optional primary key",
     {ALONE(KITH_OPTIONAL_COLUMN(Good, rare, .primary_key = true))},
     "goods.rare is a primary key and cannot be optional: declare "
     "it as a plain const number"},
    {"a primary key that is no integer and no text",
     {ALONE(KITH_PRIMARY_KEY(Good, real))},
     "goods.real is a primary key and must be an integer or a text: "
     "declare it const int64_t or KITH_TEXT"},
    {"a primary key that is a bool",
     {ALONE(KITH_PRIMARY_KEY(Good, flag))},
     "goods.flag is a primary key and must be an integer or a text: "
     "declare it const int64_t or KITH_TEXT"},
    {"a unique key over a column that is unknown",
     {GOOD(KITH_COLUMN(Good, number), KITH_UNIQUE("number", "nothing"))},
     "a key of goods names nothing, which is no column of it: "
     "declare the column or correct the name"},
    {"an index over a column that is unknown",
     {GOOD(KITH_INDEX("nothing"))},
     "a key of goods names nothing, which is no column of it: "
     "declare the column or correct the name"},
    {"a unique key over a relationship",
     {GOOD(UP(.index = true), KITH_RELATIONSHIP(Good, up, Good),
           KITH_UNIQUE("up"))},
     "a key of goods names up, which is no column of it: declare "
     "the column or correct the name"},
    {"a unique key over one column twice",
     {GOOD(KITH_COLUMN(Good, number), KITH_UNIQUE("number", "number"))},
     "a key of goods names number twice: drop one"},
    {"an action on a column that is no foreign key",
     {GOOD(KITH_COLUMN(Good, number, .on_delete = KITH_CASCADE))},
     "goods.number has .on_delete, which belongs to a foreign key: "
     "declare it with KITH_FOREIGN_KEY"},
    {"an optional text",
     {&(const kith_table){KITH_ABI_VERSION, "goods", "Good", sizeof(Good),
                          alignof(Good),
                          (const kith_attribute[]){{.name = "label",
                                                    .kind = KITH_KIND_TEXT,
                                                    .offset_bytes = 16,
                                                    .bytes = 16,
                                                    .optional = true}},
                          1}},
     "goods.label is optional, which is for numbers: declare it as "
     "KITH_TEXT or KITH_BLOB, whose NULL is a NULL pointer"},
    {"a column outside of its row",
     {&(const kith_table){KITH_ABI_VERSION, "goods", "Good", 16, 8,
                          (const kith_attribute[]){{.name = "real",
                                                    .kind = KITH_KIND_F64,
                                                    .offset_bytes = 12,
                                                    .bytes = 8}},
                          1}},
     "goods.real lies outside its row: correct its offset"},
    {"a column declared twice",
     {GOOD(KITH_COLUMN(Good, label), KITH_COLUMN(Good, label))},
     "goods.label is declared twice: drop one"},
    {"a column declared twice in two ways",
     {GOOD(KITH_COLUMN(Good, up_id), UP(.index = true))},
     "goods.up_id is declared twice: drop one"},
    {"two tables of one row type",
     {GOOD(KITH_COLUMN(Good, label)),
      DECLARED(Good, "others", KITH_COLUMN(Good, label))},
     "others and goods both have rows of type Good: declare one "
     "struct type for each table"},
    {"a table given twice",
     {&Store_table, &Item_table, &Store_table},
     "two tables are named stores: rename one, or give it to "
     "kith_open once"},
    {"two tables of one name",
     {GOOD(KITH_COLUMN(Good, label)),
      DECLARED(Bare, "goods", KITH_COLUMN(Bare, number))},
     "two tables are named goods: rename one, or give it to "
     "kith_open once"},
};

static const struct refusal fine = {
    "plain columns may be written and everything else is const",
    {GOOD(KITH_COLUMN(Good, number, .unique = true),
          KITH_COLUMN(Good, label, DEFAULT = KITH_STRING("")),
          KITH_COLUMN(Good, code), KITH_COLUMN(Good, real, .index = true),
          KITH_COLUMN(Good, flag), KITH_COLUMN(Good, plain),
          KITH_COLUMN(Good, plain_flag),
          KITH_OPTIONAL_COLUMN(Good, some, DEFAULT = KITH_INTEGER(127)),
          KITH_OPTIONAL_COLUMN(Good, rare, .unique = true),
          KITH_FOREIGN_KEY(Good, up_id, Good, number,
                           .on_delete = KITH_SET_DEFAULT,
                           DEFAULT = KITH_INTEGER(0)),
          KITH_RELATIONSHIP(Good, up, Good, .foreign_key = "up_id"),
          KITH_FOREIGN_KEY(Good, up_code, Good, code,
                           DEFAULT = KITH_STRING("ABC")),
          KITH_UNIQUE("label", "flag"), KITH_INDEX("up_id", "code"),
          KITH_UNIQUE("code"))},
    NULL};

KT_TEST(schema_refusals, of_members_that_must_be_const)
{
    CHECK_REFUSALS(writable);
}

KT_TEST(schema_refusals, of_members_that_are_qualified_but_not_const)
{
    CHECK_REFUSALS(qualified);
    refusal_not(&tight);
}

KT_TEST(schema_refusals, of_actions_and_foreign_keys)
{
    CHECK_REFUSALS(actions);
}

KT_TEST(schema_refusals, of_defaults_that_nobody_could_take)
{
    CHECK_REFUSALS(defaults);
}

KT_TEST(schema_refusals, of_keys_and_names)
{
    CHECK_REFUSALS(keys);
}

KT_TEST(schema_refusals, spare_the_columns_beside_them)
{
    refusal_not(&fine);
}
