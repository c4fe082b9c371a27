/* dump.c - the contents as a text: its form, its order, what is selected. */
#include "family.h"

#include <kith/dump.h>

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Kind Kind;
typedef struct Label Label;
typedef struct Owner Owner;
struct Owner {
    KITH_TEXT artist;
    KITH_TEXT title;
    KITH_COLLECTION(Label) labels;
};
struct Label {
    KITH_TEXT text;
    const KITH_OPTIONAL(uint8_t) rank;
    KITH_REFERENCE(Owner) owner;
    const int64_t kind_id;
};
struct Kind {
    const int64_t id;
    bool flag;
    int8_t i8;
    uint64_t u64;
    float f32;
    double f64;
    const char code[4];
    KITH_BLOB data;
};
static KITH_TABLE(Owner, "owners", KITH_COLUMN(Owner, artist, .not_null = true),
                  KITH_COLUMN(Owner, title, .not_null = true),
                  KITH_UNIQUE("artist", "title"),
                  KITH_RELATIONSHIP(Owner, labels, Label,
                                    .back_populates = "owner"));
static KITH_TABLE(Label, "some labels", KITH_COLUMN(Label, text),
                  KITH_OPTIONAL_COLUMN(Label, rank),
                  KITH_REFERENCE_KEYS(Label, owner, Owner, (artist, title),
                                      .back_populates = "labels"),
                  KITH_FOREIGN_KEY(Label, kind_id, Kind, id));
static KITH_TABLE(Kind, "kinds", KITH_PRIMARY_KEY(Kind, id, .manual = true),
                  KITH_COLUMN(Kind, flag), KITH_COLUMN(Kind, i8),
                  KITH_COLUMN(Kind, u64), KITH_COLUMN(Kind, f32),
                  KITH_COLUMN(Kind, f64), KITH_COLUMN(Kind, code),
                  KITH_COLUMN(Kind, data));

/* The dump is this text. */
static void dumps_as(kith_db *db, const kith_selection *selection,
                     const char *expected)
{
    kith_text_buffer text = {0};

    ANSWERS(kith_dump(db, selection, kith_output_to_buffer(&text)), KITH_OK);
    KT_ASSERT_STR_EQ(text.text, expected);
    kith_text_buffer_free(&text);
}

/* IKEA is second and its list is in another order than its items. */
static kith_db *open_stores(void)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .id = 2, .name = "IKEA");
    Item *chair = kith_insert(db, Item, .name = "Chair", .price = 9.5);
    Item *table = kith_insert(db, Item, .name = "It's \\ new\n", .price = 120,
                              .weight = KITH_SOME(30.25), .store.row = ikea);

    kith_insert(db, Store, .id = 1);
    kith_insert(db, Item, .id = 7, .name = "", .store.row = ikea);
    ANSWERS(kith_relate(chair, store, ikea), KITH_OK);
    KT_ASSERT_NOT_NULL(table);
    return db;
}

KT_TEST(dump, of_nothing_is_an_empty_text)
{
    kith_db *db = OPEN(Store, Item);

    dumps_as(db, NULL, "");
    family_close(db);
}

KT_TEST(dump, has_a_line_for_each_row_in_the_order_of_keys)
{
    kith_db *db = open_stores();

    dumps_as(db, NULL,
             "[items] id | name | price | weight | store_id\n"
             "1 | 'Chair' | 9.5 | null | 2\n"
             "2 | 'It\\'s \\\\ new\\n' | 120 | 30.25 | 2\n"
             "7 | '' | 0 | null | 2\n"
             "\n"
             "[stores] id | name\n"
             "1 | null\n"
             "2 | 'IKEA'\n"
             "\n"
             "[order of items by store_id]\n"
             "2: 2, 7, 1\n");
    family_close(db);
}

KT_TEST(dump, shows_values_of_every_kind)
{
    kith_db *db = OPEN(Owner, Label, Kind);
    char bytes[] = "\x01\x7f\xff z";

    kith_insert(db, Kind, .id = 0, .flag = true, .i8 = -128, .u64 = UINT64_MAX,
                .f32 = 0.1f, .f64 = 0.1, .code = "a'b",
                .data = KITH_BYTES(bytes, sizeof bytes));
    kith_insert(db, Kind, .id = 1, .f32 = -INFINITY, .f64 = (double)NAN,
                .data = KITH_BYTES("", 0));
    kith_insert(db, Kind, .id = -1, .f32 = FLT_MAX, .f64 = -0.0,
                .code = "\xc3\xa9");
    Owner *queen =
        kith_insert(db, Owner, .artist = "Queen", .title = "\xc3\xa9\xc3z\x7f");
    kith_insert(db, Label, .text = "b", .owner.row = queen, .kind_id = 1);
    kith_insert(db, Label, .text = "a", .rank = KITH_SOME(255), .kind_id = 1);
    kith_insert(db, Label, .owner.row = queen);

    dumps_as(db, NULL,
             "[kinds] id | flag | i8 | u64 | f32 | f64 | code | data\n"
             "-1 | false | 0 | 0 | 3.4028235e+38 | 0 | '\xc3\xa9' | null\n"
             "0 | true | -128 | 18446744073709551615 | 0.1 | 0.1 | 'a\\'b' | "
             "x'017fff207a00'\n"
             "1 | false | 0 | 0 | -inf | nan | '' | x''\n"
             "\n"
             "[owners] artist | title\n"
             "#1: 'Queen' | '\xc3\xa9\\xc3z\\x7f'\n"
             "\n"
             "['some labels'] text | rank | kind_id | owner\n"
             "#1: null | null | null | ('Queen', '\xc3\xa9\\xc3z\\x7f')\n"
             "#2: 'a' | 255 | 1 | null\n"
             "#3: 'b' | null | 1 | ('Queen', '\xc3\xa9\\xc3z\\x7f')\n"
             "\n"
             "[order of 'some labels' by owner]\n"
             "('Queen', '\xc3\xa9\\xc3z\\x7f'): #3, #1\n"
             "\n"
             "[order of 'some labels' by kind_id]\n"
             "1: #3, #2\n");
    family_close(db);
}

/* A kind of every magnitude, and the numbers where digits run out. */
KT_TEST(dump, shows_reals_by_the_fewest_digits_that_read_back)
{
    static const struct {
        double real;
        const char *text;
    } reals[] = {{0.1, "0.1"},
                 {1.0 / 3, "0.3333333333333333"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {5e-324, "5e-324"},
                 {DBL_MIN, "2.2250738585072014e-308"},
                 {DBL_MAX, "1.7976931348623157e+308"},
                 {123456789, "123456789"},
                 {1e15, "1e+15"},
                 {-2.5, "-2.5"}};
    kith_column column = {.kind = KITH_KIND_F64};
    uint64_t random = 1;

    for (int in_locale = 0; in_locale < 2; in_locale++) {
        if (in_locale && !setlocale(LC_NUMERIC, "de_DE.UTF-8"))
            break;
        for (size_t i = 0; i < sizeof reals / sizeof *reals; i++) {
            kith_value value = KITH_REAL(reals[i].real);
            kith_text_buffer text = {0};

            ANSWERS(
                kith_dump_value(&column, &value, kith_output_to_buffer(&text)),
                KITH_OK);
            KT_ASSERT_STR_EQ(text.text, reals[i].text);
            kith_text_buffer_free(&text);
        }
    }
    setlocale(LC_NUMERIC, "C");
    for (int i = 0; i < 2000; i++) {
        uint64_t bits = family_random(&random);
        kith_value value = {.kind = KITH_KIND_F64};
        kith_text_buffer text = {0};

        memcpy(&value.real, &bits, sizeof bits);
        kith_dump_value(&column, &value, kith_output_to_buffer(&text));
        KT_ASSERT(isnan(value.real) || strtod(text.text, NULL) == value.real,
                  "%s", text.text);
        kith_text_buffer_free(&text);
    }
}

/* The same contents by two ways: other tables first, rows in another order,
 * deleted ones between them, and texts that tie. */
KT_TEST(dump, depends_on_the_contents_alone)
{
    kith_text_buffer texts[2] = {{0}};
    uint64_t digests[2];

    for (int way = 0; way < 2; way++) {
        kith_db *db = way ? OPEN(Kind, Label, Owner) : OPEN(Owner, Label, Kind);
        Owner *owners[3];

        for (int i = 0; i < 3; i++) {
            int n = way ? 2 - i : i;

            owners[n] =
                kith_insert(db, Owner, .artist = family_name(n), .title = "x");
        }
        kith_insert(db, Kind, .id = 4);
        if (way)
            kith_delete(kith_insert(db, Label, .text = "gone"));
        for (int i = 0; i < 12; i++)
            kith_insert(db, Label, .text = i % 4 < 2 ? "same" : "other",
                        .kind_id = i % 3 ? 4 : 0,
                        .owner.row = owners[way ? i % 3 : i % 3]);
        digests[way] = kith_digest(db);
        ANSWERS(kith_dump(db, NULL, kith_output_to_buffer(&texts[way])),
                KITH_OK);
        family_close(db);
    }
    KT_ASSERT_EQ(digests[0], digests[1]);
    KT_ASSERT_STR_EQ(texts[0].text, texts[1].text);
    for (int way = 0; way < 2; way++)
        kith_text_buffer_free(&texts[way]);
}

KT_TEST(dump, in_stored_order_shows_what_was_inserted_first)
{
    kith_db *db = OPEN(Store, Item);
    const kith_selection selection = {.stored_order = true};

    kith_insert(db, Store, .id = 2);
    kith_insert(db, Store, .id = 1);
    dumps_as(db, &selection, "[stores] id | name\n2 | null\n1 | null\n");
    family_close(db);
}

KT_TEST(dump, leaves_out_what_is_not_chosen_or_ignored)
{
    kith_db *db = open_stores();
    const char *ignored[] = {"items.id", "items.weight", "items.name",
                             "stores.items", NULL};
    const kith_selection items = {.tables = KITH_TABLES(Item),
                                  .ignored = ignored};
    const kith_selection both = {.ignored = ignored};
    const char *links[] = {"items.store", NULL};
    const kith_selection unlinked = {.ignored = links};

    dumps_as(db, &items,
             "[items] price | store_id\n"
             "#1: 0 | 2\n#2: 9.5 | 2\n#3: 120 | 2\n");
    dumps_as(db, &both,
             "[items] price | store_id\n"
             "#1: 0 | 2\n#2: 9.5 | 2\n#3: 120 | 2\n"
             "\n"
             "[stores] id | name\n1 | null\n2 | 'IKEA'\n");
    dumps_as(db, &unlinked,
             "[items] id | name | price | weight | store_id\n"
             "1 | 'Chair' | 9.5 | null | 2\n"
             "2 | 'It\\'s \\\\ new\\n' | 120 | 30.25 | 2\n"
             "7 | '' | 0 | null | 2\n"
             "\n"
             "[stores] id | name\n1 | null\n2 | 'IKEA'\n");
    family_close(db);
}

/* A chain 1 > 2 > 3 > 4, whose last is the manager of a fifth as well. */
KT_TEST(dump, follows_links_from_a_row)
{
    kith_db *db = OPEN(Employee);
    Employee *chain[5] = {NULL};

    for (int i = 0; i < 5; i++)
        chain[i] = kith_insert(
            db, Employee, .manager.row = i ? chain[i < 4 ? i - 1 : 3] : NULL);
    kith_insert(db, Employee, .name = "alone");
    kith_relate(chain[0], manager, chain[3]); /* a cycle */

    const char *ignored[] = {"employees.name", NULL};
    kith_selection selection = {
        .from = chain[2], .max_steps = 1, .ignored = ignored};
    dumps_as(db, &selection,
             "[employees] id | manager_id\n2 | 1\n3 | 2\n4 | 3\n");
    selection.follow = KITH_FOLLOW_PARENTS;
    dumps_as(db, &selection, "[employees] id | manager_id\n2 | 1\n3 | 2\n");
    selection.follow = KITH_FOLLOW_CHILDREN;
    dumps_as(db, &selection, "[employees] id | manager_id\n3 | 2\n4 | 3\n");
    selection.max_steps = 0;
    selection.stored_order = true;
    dumps_as(db, &selection,
             "[employees] id | manager_id\n"
             "1 | 4\n2 | 1\n3 | 2\n4 | 3\n5 | 4\n"
             "\n"
             "[order of employees by manager_id]\n4: 5, 1\n");
    family_close(db);
}

KT_TEST(dump, refuses_a_selection_that_cannot_be_meant)
{
    kith_db *db = open_stores(), *other = OPEN(Store, Item, User, Profile);
    const char *misspelled[] = {"items.prize", NULL};
    Store *stranger = kith_insert(other, Store, .name = "IKEA");
    Item *gone = kith_insert(db, Item, .name = "gone");
    kith_error error;
    const struct {
        kith_selection selection;
        const char *message;
    } refused[] = {
        {{.ignored = misspelled, .error = &error},
         "there is no column \"items.prize\" to ignore: write "
         "\"table.column\""},
        {{.tables = KITH_TABLES(Item, User), .error = &error},
         "the table \"users\" is not part of the database"},
        {{.from = gone, .error = &error}, "from was deleted"},
        {{.from = stranger, .error = &error},
         "from is a row of another database"},
        {{.from = kith_get(db, Store, 1),
          .tables = KITH_TABLES(Item),
          .error = &error},
         "from is a row of \"stores\", a table that was not chosen"}};
    kith_text_buffer text = {0};

    ANSWERS(kith_delete(gone), KITH_OK);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        ANSWERS(
            kith_dump(db, &refused[i].selection, kith_output_to_buffer(&text)),
            KITH_E_MISUSE);
        KT_ASSERT_STR_EQ(error.message, refused[i].message);
        KT_ASSERT_NULL(text.text);
    }
    ANSWERS(kith_dump(NULL, NULL, kith_output_to_buffer(&text)), KITH_E_MISUSE);
    ANSWERS(kith_dump(db, NULL, (kith_output){NULL, NULL}), KITH_E_MISUSE);
    ANSWERS(kith_dump(db, NULL, kith_output_to(NULL)), KITH_E_IO);
    family_close(other);
    family_close(db);
}

/* An output that takes so many bytes and then no more. */
struct full {
    size_t left;
    bool ended;
};

static bool write_until_full(void *context, const char *text, size_t bytes)
{
    struct full *full = context;

    (void)text;
    KT_ASSERT(!full->ended);
    full->ended = bytes > full->left;
    full->left -= full->ended ? 0 : bytes;
    return !full->ended;
}

KT_TEST(dump, writes_nothing_more_to_an_output_that_has_failed)
{
    kith_db *db = open_stores();

    for (size_t room = 0; room < 230; room++) {
        struct full full = {.left = room};
        kith_status status =
            kith_dump(db, NULL, (kith_output){write_until_full, &full});

        KT_ASSERT_EQ(status, full.ended ? KITH_E_IO : KITH_OK);
    }
    family_close(db);
}

KT_TEST(dump, shows_what_an_open_level_holds)
{
    kith_db *db = OPEN(Store, Item);

    kith_insert(db, Store, .name = "IKEA");
    ANSWERS(kith_begin(db), KITH_OK);
    kith_insert(db, Store, .name = "OBI");
    dumps_as(db, NULL, "[stores] id | name\n1 | 'IKEA'\n2 | 'OBI'\n");
    ANSWERS(kith_rollback(db), KITH_OK);
    dumps_as(db, NULL, "[stores] id | name\n1 | 'IKEA'\n");
    family_close(db);
}
