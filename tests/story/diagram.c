/* diagram.c - pictures of schemas and of rows, as the text that Graphviz and
 * Mermaid draw.
 */
#include "family.h"

#include "fault.h"

#include <kith/diagram.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One text at a time; kept between calls so that a failed test leaks none. */
static kith_text_buffer drawn;

static kith_output fresh(void)
{
    kith_text_buffer_free(&drawn);
    return kith_output_to_buffer(&drawn);
}

static const char *dot(kith_db *db)
{
    return kith_write_dot(db, NULL, fresh()) == KITH_OK ? drawn.text : NULL;
}
static const char *mermaid(kith_db *db)
{
    return kith_write_mermaid(db, NULL, fresh()) == KITH_OK ? drawn.text : NULL;
}
static const char *dot_around(const void *row,
                              const kith_diagram_options *options)
{
    return kith_write_dot_around(row, options, fresh()) == KITH_OK ? drawn.text
                                                                   : NULL;
}
static const char *mermaid_around(const void *row,
                                  const kith_diagram_options *options)
{
    return kith_write_mermaid_around(row, options, fresh()) == KITH_OK
               ? drawn.text
               : NULL;
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
}

static void finish(kith_db *db)
{
    family_close(db);
    kith_text_buffer_free(&drawn);
}

/* --- Schemas -------------------------------------------------------------- */

typedef struct Desk Desk;
typedef struct Lamp Lamp;
typedef struct Pen Pen;
struct Desk {
    const int32_t room;
    const uint8_t number;
    float width;
    bool taken;
    KITH_BLOB plan;
    KITH_COLLECTION(Lamp) lamps;
};
struct Lamp { /* keys without columns */
    const uint64_t id;
    KITH_REFERENCE(Desk) desk;
    KITH_REFERENCE(Lamp) twin;
    KITH_SCALAR(Lamp) other;
};
struct Pen { /* a key that no relationship shows, and that waits */
    const char colour[8];
    const int32_t room;
    const uint8_t number;
};
static KITH_TABLE(Desk, "desks", KITH_COLUMN(Desk, room),
                  KITH_COLUMN(Desk, number), KITH_COLUMN(Desk, width),
                  KITH_COLUMN(Desk, taken), KITH_COLUMN(Desk, plan),
                  KITH_UNIQUE("room", "number"),
                  KITH_RELATIONSHIP(Desk, lamps, Lamp, .back_populates = "desk",
                                    .delete_orphan = true));
static KITH_TABLE(
    Lamp, "lamps", KITH_PRIMARY_KEY(Lamp, id),
    KITH_REFERENCE_KEYS(Lamp, desk, Desk, (room, number), .not_null = true,
                        .back_populates = "lamps"),
    KITH_REFERENCE_KEY(Lamp, twin, Lamp, id, .back_populates = "other"),
    KITH_RELATIONSHIP(Lamp, other, Lamp, .back_populates = "twin"));
static KITH_TABLE(Pen, "pens", KITH_COLUMN(Pen, colour), KITH_COLUMN(Pen, room),
                  KITH_COLUMN(Pen, number),
                  KITH_FOREIGN_KEYS(Pen, (room, number), Desk, (room, number),
                                    .on_delete = KITH_CASCADE,
                                    .on_update = KITH_CASCADE,
                                    .deferred = KITH_DEFER_PARENT));

/* Each kind of link has its own feet, in both languages. */
KT_TEST(diagram, of_a_schema_shows_each_kind_of_relationship)
{
    kith_db *db = OPEN(Store, Item, User, Profile, Student, Course,
                       StudentCourse, Employee);

    KT_ASSERT_STR_HAS(dot(db), "\"stores\":p0 -> \"items\":c4 "
                               "[arrowtail=teeodot, arrowhead=crowodot, "
                               "label=<items / store<BR/>");
    KT_ASSERT_STR_HAS(dot(db), "\"users\":p0 -> \"profiles\":c2 "
                               "[arrowtail=teeodot, arrowhead=teeodot, ");
    KT_ASSERT_STR_HAS(dot(db), "\"students\":p0 -> \"student_course\":c0 "
                               "[arrowtail=teetee, arrowhead=crowodot, ");
    KT_ASSERT_STR_HAS(dot(db), "\"employees\":p0:e -> \"employees\":p2:e ");
    KT_ASSERT_STR_HAS(mermaid(db), "\"stores\" |o--o{ \"items\" : \"items / "
                                   "store, on delete set null\"\n");
    KT_ASSERT_STR_HAS(mermaid(db), "\"users\" |o--o| \"profiles\" : ");
    KT_ASSERT_STR_HAS(mermaid(db), "\"students\" ||--o{ \"student_course\" : "
                                   "\"courses / student, on delete cascade\"");
    KT_ASSERT_STR_HAS(mermaid(db), "        int64 student_id PK, FK\n");
    KT_ASSERT_STR_HAS(mermaid(db), "        int64 user_id FK, UK \"null\"\n");
    KT_ASSERT_STR_HAS(mermaid(db), "        double weight \"null\"\n");
    finish(db);
}

KT_TEST(diagram, of_a_schema_shows_keys_of_several_columns_and_of_none)
{
    kith_db *db = OPEN(Desk, Lamp, Pen);

    KT_ASSERT_STR_HAS(mermaid(db), "        int32 room \"unique (room, "
                                   "number)\"\n        uint8 number\n        "
                                   "float width\n        bool taken\n        "
                                   "blob plan \"null\"\n");
    KT_ASSERT_STR_HAS(mermaid(db), "        reference desk FK\n        "
                                   "reference twin FK, UK \"null\"\n");
    KT_ASSERT_STR_HAS(mermaid(db), "\"desks\" ||--o{ \"lamps\" : \"lamps / "
                                   "desk, on delete cascade, delete orphan\"");
    KT_ASSERT_STR_HAS(mermaid(db), " : \"room, number, on delete cascade, on "
                                   "update cascade, deferred\"\n");
    KT_ASSERT_STR_HAS(dot(db), "\"desks\":p0 -> \"lamps\":r0 ");
    KT_ASSERT_STR_HAS(dot(db), "\"lamps\":p0:e -> \"lamps\":q1:e ");
    KT_ASSERT_STR_HAS(dot(db), "UK </FONT></TD><TD ALIGN=\"LEFT\" "
                               "COLSPAN=\"2\"><FONT COLOR=\"#6b7780\">room, "
                               "number</FONT>");
    finish(db);
}

KT_TEST(diagram, of_some_tables_has_no_other)
{
    kith_db *db = OPEN(Store, Item, User, Profile);
    kith_diagram_options few = {.tables = KITH_TABLES(Item, User)};

    ANSWERS(kith_write_dot(db, &few, fresh()), KITH_OK);
    KT_ASSERT_STR_HAS(drawn.text, "\"items\" [label");
    KT_ASSERT_STR_HAS(drawn.text, "\"users\" [label");
    KT_ASSERT(!strstr(drawn.text, "stores") && !strstr(drawn.text, "->"));
    ANSWERS(kith_write_mermaid(db, &few, fresh()), KITH_OK);
    KT_ASSERT(strstr(drawn.text, "\"items\" {") && !strstr(drawn.text, "--"));
    finish(db);
}

/* --- Names of any characters ---------------------------------------------- */

typedef struct Odd Odd;
struct Odd {
    const int64_t id;
    KITH_TEXT pk;
    struct {
        double x;
    } at;
    const int64_t odd_id;
    KITH_REFERENCE(Odd) odd;
};
static KITH_TABLE(Odd, "a \"<b>\" & \\G %\n{x}|\xff;",
                  KITH_PRIMARY_KEY(Odd, id), KITH_COLUMN(Odd, pk),
                  KITH_COLUMN(Odd, at.x),
                  KITH_FOREIGN_KEY(Odd, odd_id, Odd, id),
                  KITH_RELATIONSHIP(Odd, odd, Odd));

KT_TEST(diagram, shows_names_and_values_of_any_characters)
{
    kith_db *db = OPEN(Odd);
    Odd *row = kith_insert(db, Odd, .pk = "<\"#&`:é\x01\xc3");

    KT_ASSERT_STR_HAS(dot(db), "\"table 0\" [label=<");
    KT_ASSERT_STR_HAS(dot(db), "<B> a &#34;&#60;b&#62;&#34; &#38; "
                               "\\&#92;G %&#92;n{x}|&#92;xff; </B>");
    KT_ASSERT_STR_HAS(mermaid(db),
                      "    table-0[\"a #34;#60;b#62;#34; #38; #92;G #37;"
                      "#92;n{x}|#92;xff#59;\"] {\n");
    KT_ASSERT_STR_HAS(mermaid(db), "        text pk_ \"column pk, null\"\n");
    KT_ASSERT_STR_HAS(mermaid(db), "        double _at_x \"column at.x\"\n");
    KT_ASSERT_STR_HAS(mermaid(db), "    table-0 |o--o{ table-0 : \"odd, ");
    KT_ASSERT_STR_HAS(dot_around(row, NULL),
                      "&#60;&#34;#&#38;`:é&#92;x01&#92;xc3</TD>");
    KT_ASSERT_STR_HAS(mermaid_around(row, NULL),
                      "pk = #60;#34;#35;#38;#96;#58;é#92;x01#92;xc3<br/>");
    finish(db);
}

/* --- Rows ----------------------------------------------------------------- */

static Store *shop(kith_db *db, int items)
{
    Store *ikea = kith_insert(db, Store, .name = "IKEA");

    for (int i = 0; i < items; i++)
        kith_insert(db, Item, .name = "Chair", .price = 0.1, .store.row = ikea);
    return ikea;
}

KT_TEST(diagram, around_a_row_shows_it_and_its_links)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = shop(db, 2);

    KT_ASSERT_STR_EQ(mermaid_around(ikea, NULL),
                     "flowchart RL\n"
                     "    r1[\"<b>stores 1</b><br/>name = IKEA\"]\n"
                     "    r2[\"<b>items 1</b><br/>name = Chair<br/>price = "
                     "0.1<br/>weight = NULL\"]\n"
                     "    r3[\"<b>items 2</b><br/>name = Chair<br/>price = "
                     "0.1<br/>weight = NULL\"]\n"
                     "    r2 -->|\"store\"| r1\n"
                     "    r3 -->|\"store\"| r1\n"
                     "    style r1 stroke:#c8553d,stroke-width:2px\n");
    KT_ASSERT_STR_HAS(dot_around(ikea, NULL),
                      "    r1 -> r2 [label=< store >];\n"
                      "    r1 -> r3 [label=< store >];\n}\n");
    finish(db);
}

KT_TEST(diagram, around_a_row_says_where_it_was_cut)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = shop(db, 10);
    Item *chair = kith_first(ikea->items);
    kith_diagram_options few = {.row_limit = 4}, near = {.steps = 1};

    KT_ASSERT_STR_HAS(mermaid_around(ikea, &few), "<i>7 more items</i>");
    KT_ASSERT_STR_HAS(drawn.text, "    caption[\"cut at 4 rows\"]\n");
    KT_ASSERT_STR_HAS(dot_around(ikea, &few), "    label=<cut at 4 rows>;\n");
    KT_ASSERT_EQ(count_of(drawn.text, " [label=<<TABLE"), 4u);
    KT_ASSERT_STR_HAS(mermaid_around(chair, &near), "<i>9 more items</i>");
    KT_ASSERT(!strstr(drawn.text, "caption"));
    few.row_limit = 1;
    KT_ASSERT_STR_HAS(mermaid_around(chair, &few), "<i>store = stores 1</i>");
    KT_ASSERT_STR_HAS(drawn.text, "cut at 1 row\"");
    few.row_limit = 11; /* none is left out */
    KT_ASSERT(!strstr(mermaid_around(ikea, &few), "more"));
    KT_ASSERT(!strstr(drawn.text, "caption"));
    finish(db);
}

KT_TEST(diagram, around_a_row_goes_as_many_steps_as_it_is_told)
{
    kith_db *db = OPEN(Employee);
    Employee *at = kith_insert(db, Employee, .name = "1");

    for (int i = 2; i < 10; i++)
        at = kith_insert(db, Employee, .name = family_name(i),
                         .manager.row = at);
    for (size_t steps = 1; steps < 9; steps++) {
        kith_diagram_options options = {.steps = steps};

        KT_ASSERT_EQ(count_of(mermaid_around(at, &options), "<b>"), steps + 1);
        KT_ASSERT_EQ(count_of(drawn.text, "-->"), steps);
        KT_ASSERT_EQ(count_of(drawn.text, "manager = employees"), steps < 8);
    }
    finish(db);
}

/* Its own parent, and a cycle of two. */
KT_TEST(diagram, around_a_row_ends_where_rows_form_a_cycle)
{
    kith_db *db = OPEN(Employee);
    Employee *one = kith_insert(db, Employee, .name = "one");
    Employee *two = kith_insert(db, Employee, .name = "two");
    kith_diagram_options far = {.steps = 100};

    kith_relate(one, manager, one);
    KT_ASSERT_STR_HAS(mermaid_around(one, &far), "    r1 -->|\"manager\"| r1");
    kith_relate(one, manager, two);
    kith_relate(two, manager, one);
    KT_ASSERT_EQ(count_of(mermaid_around(one, &far), "-->"), 2u);
    KT_ASSERT(!strstr(drawn.text, "<i>"));
    finish(db);
}

KT_TEST(diagram, around_a_row_shows_no_more_columns_and_text_than_it_is_told)
{
    kith_db *db = OPEN(Store, Item);
    Item *item = kith_insert(db, Item, .name = "A very long name of a chair é");
    kith_diagram_options few = {.column_limit = 1, .text_limit = 10},
                         all = {.text_limit = SIZE_MAX},
                         just = {.text_limit = 29};

    KT_ASSERT_STR_HAS(mermaid_around(item, &few),
                      "name = A very ...\"]"); /* and neither price */
    KT_ASSERT_STR_HAS(mermaid_around(item, &all), "of a chair é<br/>price");
    KT_ASSERT_STR_HAS(mermaid_around(item, &just), "of a chair é<br/>price");
    just.text_limit = 28;
    KT_ASSERT_STR_HAS(mermaid_around(item, &just), "of a cha...<br/>price");
    KT_ASSERT_STR_HAS(mermaid_around(item, NULL), "name of a...<br/>price");
    finish(db);
}

/* The key of a pen names a desk that is still to come; once it has come, the
 * pens of a desk are shown by no collection, and so not counted. */
KT_TEST(diagram, around_a_row_tells_of_keys_that_wait_and_of_hidden_lists)
{
    kith_db *db = OPEN(Desk, Lamp, Pen);
    kith_diagram_options one = {.row_limit = 1, .column_limit = SIZE_MAX};
    Pen *pen;
    Desk *desk;

    ANSWERS(kith_begin(db), KITH_OK);
    pen = kith_insert(db, Pen, .colour = "red", .room = 7, .number = 2);
    KT_ASSERT_STR_HAS(mermaid_around(pen, NULL),
                      "<i>room, number waits for 7, 2</i>");
    desk = kith_insert(db, Desk, .room = 7, .number = 2, .taken = true,
                       .plan = KITH_BYTES("abc", 3));
    kith_insert(db, Lamp, .desk.row = desk);
    KT_ASSERT_STR_HAS(mermaid_around(desk, &one),
                      "taken = true<br/>plan = 3 bytes");
    KT_ASSERT_STR_HAS(drawn.text, "<i>1 more lamps</i>");
    KT_ASSERT_STR_HAS(drawn.text, "<i>more pens</i>");
    KT_ASSERT_STR_HAS(mermaid_around(pen, NULL), "|\"room, number\"| r2");
    ANSWERS(kith_commit(db), KITH_OK);
    finish(db);
}

/* --- Any database, and what may fail -------------------------------------- */

/* Nothing of an address or of a seed is in the text. */
KT_TEST(diagram, of_equal_contents_is_equal_text)
{
    char *texts[4] = {NULL};

    for (uint64_t seed = 1; seed <= 2; seed++) {
        kith_db *db = family_open_seeded(KITH_TABLES(Store, Item), seed);
        Store *ikea = shop(db, 20);

        kith_delete(kith_at(ikea->items, 3));
        for (int i = 0; i < 2; i++) {
            const char *text = i ? dot(db) : dot_around(ikea, NULL);

            texts[2 * seed - 2 + (size_t)i] = malloc(strlen(text) + 1);
            strcpy(texts[2 * seed - 2 + (size_t)i], text);
        }
        finish(db);
    }
    KT_ASSERT_STR_EQ(texts[0], texts[2]);
    KT_ASSERT_STR_EQ(texts[1], texts[3]);
    for (size_t i = 0; i < 4; i++)
        free(texts[i]);
}

/* The cost is that of what is drawn: a hub with many children, a long chain. */
KT_TEST(diagram, costs_what_it_draws)
{
    double times[2];

    for (int big = 0; big < 2; big++) {
        const int rows = (big ? 20000 : 2000) / (FAMILY_SANITIZED ? 10 : 1);
        kith_db *db = OPEN(Store, Item, Employee);
        Store *ikea = shop(db, rows);
        Employee *at = kith_insert(db, Employee, .name = "one");
        kith_diagram_options all = {.steps = SIZE_MAX, .row_limit = SIZE_MAX};
        double start;

        for (int i = 1; i < rows; i++)
            at = kith_insert(db, Employee, .name = "next", .manager.row = at);
        start = family_seconds();
        KT_ASSERT_EQ(count_of(mermaid_around(at, &all), "-->"),
                     (size_t)rows - 1);
        KT_ASSERT_EQ(count_of(mermaid_around(ikea, &all), "-->"), (size_t)rows);
        KT_ASSERT_STR_HAS(mermaid_around(ikea, NULL), " more items");
        times[big] = family_seconds() - start;
        finish(db);
    }
    KT_ASSERT(family_linear(times[0], times[1]), "%f, then %f s", times[0],
              times[1]);
}

KT_TEST(diagram, of_nothing_is_misuse_and_writes_nothing)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = shop(db, 1);
    const kith_output none = {0};
    kith_diagram_options foreign = {.tables = KITH_TABLES(Store, User)};

    ANSWERS(kith_write_dot(NULL, NULL, fresh()), KITH_E_MISUSE);
    ANSWERS(kith_write_mermaid(NULL, NULL, fresh()), KITH_E_MISUSE);
    ANSWERS(kith_write_dot_around(NULL, NULL, fresh()), KITH_E_MISUSE);
    ANSWERS(kith_write_mermaid_around(NULL, NULL, fresh()), KITH_E_MISUSE);
    ANSWERS(kith_write_dot(db, NULL, none), KITH_E_MISUSE);
    ANSWERS(kith_write_dot_around(ikea, NULL, none), KITH_E_MISUSE);
    ANSWERS(kith_write_dot(db, &foreign, fresh()), KITH_E_MISUSE);
    ANSWERS(kith_write_mermaid_around(ikea, &foreign, fresh()), KITH_E_MISUSE);
    kith_begin(db);
    kith_delete(ikea);
    ANSWERS(kith_write_dot_around(ikea, NULL, fresh()), KITH_E_MISUSE);
    kith_rollback(db);
    KT_ASSERT_NULL(drawn.text);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    finish(db);
}

/* An output that takes so many bytes and no more, and is not asked again. */
struct narrow {
    size_t left;
    bool refused, asked_again;
};
static bool take(void *context, const char *text, size_t bytes)
{
    struct narrow *narrow = context;

    (void)text;
    narrow->asked_again |= narrow->refused;
    narrow->refused = bytes > narrow->left;
    narrow->left -= narrow->refused ? 0 : bytes;
    return !narrow->refused;
}

KT_TEST(diagram, stops_where_its_output_does)
{
    kith_db *db = OPEN(Store, Item, User, Profile);
    Store *ikea = shop(db, 30);

    for (size_t bytes = 0; bytes < 4000; bytes += 500) {
        struct narrow narrow[2] = {{.left = bytes}, {.left = bytes}};

        ANSWERS(kith_write_dot(db, NULL, (kith_output){take, &narrow[0]}),
                KITH_E_IO);
        ANSWERS(
            kith_write_dot_around(ikea, NULL, (kith_output){take, &narrow[1]}),
            KITH_E_IO);
        KT_ASSERT(!narrow[0].asked_again && !narrow[1].asked_again);
    }
    finish(db);
}

KT_TEST(diagram, of_rows_leaves_nothing_behind_when_memory_runs_out)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = shop(db, 200);
    kith_diagram_options all = {.row_limit = SIZE_MAX,
                                .allocator = fault_allocator()};
    const size_t bytes = fault_live_bytes();
    size_t refusals = 0;
    bool refused = true;

    for (size_t nth = 1; refused; nth++, refusals += refused) {
        fault_fail_allocation(nth);
        const kith_status status = kith_write_dot_around(ikea, &all, fresh());
        refused = fault_refused();
        fault_stop();
        KT_ASSERT_EQ(status, refused ? KITH_E_MEMORY : KITH_OK);
        KT_ASSERT_EQ(drawn.text == NULL, refused);
        KT_ASSERT_EQ(fault_live_bytes(), bytes);
    }
    KT_ASSERT(refusals > 5, "%zu refusals", refusals);
    finish(db);
}
