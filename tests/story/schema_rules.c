/* schema_rules.c - composite keys, checks, functions and whole tables that
 * kith_open refuses. */
#include "refusal.h"

typedef struct Node Node;
typedef struct Loose Loose;
typedef struct Edge Edge;
typedef struct Wide Wide;
struct Node {
    const int64_t id;
    const int32_t a, b;
    const int32_t up_a, up_b;
    const int64_t far;
    KITH_TEXT text;
    KITH_TEXT up_text;
    KITH_BLOB blob;
    KITH_OPTIONAL(int32_t) some;
    const KITH_OPTIONAL(int32_t) firm;
    int32_t plain;
    KITH_REFERENCE(Node) up;
    KITH_REFERENCE(Edge) edge;
    KITH_COLLECTION(Node) below;
    KITH_COLLECTION_VIA(Edge, Node) friends;
};
struct Loose { /* the same without const */
    int32_t a, b;
    kith_blob blob;
    KITH_OPTIONAL(int32_t) some;
};
struct Edge {
    const int64_t from_id, to_id;
    KITH_REFERENCE(Node) from;
    KITH_REFERENCE(Node) to;
};
typedef struct Ghost {
    const int32_t a, b;
} Ghost;
struct Wide { /* columns made up by hand lie here */
    char room[512];
};

static kith_value seven(const void *draft)
{
    (void)draft;
    return (kith_value)KITH_INTEGER(7);
}

static bool fine(const void *draft)
{
    return draft != NULL;
}

#define ALONE(...) DECLARED(Node, "nodes", __VA_ARGS__)
#define NODE(...)                                           \
    ALONE(KITH_PRIMARY_KEY(Node, id), KITH_COLUMN(Node, a), \
          KITH_COLUMN(Node, b), KITH_COLUMN(Node, up_a),    \
          KITH_COLUMN(Node, up_b), __VA_ARGS__)
#define LOOSE(...) DECLARED(Loose, "looses", __VA_ARGS__)
#define AB KITH_UNIQUE("a", "b")
#define UP(...) KITH_FOREIGN_KEYS(Node, (up_a, up_b), Node, (a, b), __VA_ARGS__)
#define EDGE                                                                 \
    DECLARED(Edge, "edges",                                                  \
             KITH_FOREIGN_KEY(Edge, from_id, Node, id, .primary_key = true), \
             KITH_FOREIGN_KEY(Edge, to_id, Node, id, .primary_key = true),   \
             KITH_RELATIONSHIP(Edge, from, Node, .foreign_key = "from_id"),  \
             KITH_RELATIONSHIP(Edge, to, Node, .foreign_key = "to_id"))

/* An attribute made by hand, for what the macros do not let anybody write. */
#define BY_HAND(Row, table_name, ...)                                  \
    &(const kith_table)                                                \
    {                                                                  \
        KITH_ABI_VERSION, table_name, #Row, sizeof(Row), alignof(Row), \
            (const kith_attribute[]){{__VA_ARGS__}}, 1                 \
    }
#define NAMES_33                                                              \
    (const char *const[])                                                     \
    {                                                                         \
        "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13",  \
            "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24", \
            "25", "26", "27", "28", "29", "30", "31", "32", "33"              \
    }
#define PART(n)                                                                \
    {                                                                          \
        .name = "p" #n, .kind = KITH_KIND_I8, .offset_bytes = (n), .bytes = 1, \
        .primary_key = true                                                    \
    }
#define PARTS(n)                                                            \
    PART(n##0), PART(n##1), PART(n##2), PART(n##3), PART(n##4), PART(n##5), \
        PART(n##6), PART(n##7), PART(n##8), PART(n##9)

static const struct refusal composites[] = {
    {"a parent table that was not given",
     {NODE(KITH_FOREIGN_KEYS(Node, (a, b), Ghost, (a, b)))},
     "nodes.a, b refers to Ghost, which is not among the tables "
     "given to kith_open: add it to KITH_TABLES"},
    {"a column that is unknown",
     {ALONE(KITH_COLUMN(Node, up_a), UP(.not_null = true))},
     "a foreign key of nodes names up_b, which is no column of it: "
     "declare the column or correct the name"},
    {"a column that may be written",
     {NODE(AB), LOOSE(KITH_COLUMN(Loose, a), KITH_COLUMN(Loose, b),
                      {.name = "a, b",
                       .row = "Loose",
                       .kind = KITH_KIND_FOREIGN_KEYS,
                       .parent = "Node",
                       .columns = (const char *const[]){"a", "b"},
                       .parent_columns = (const char *const[]){"a", "b"},
                       .column_count = 2})},
     "looses.a is part of a foreign key and could be written past "
     "it: declare it const"},
    {"a column named twice",
     {NODE(AB, KITH_FOREIGN_KEYS(Node, (up_a, up_a), Node, (a, b)))},
     "a foreign key of nodes names up_a twice: drop one"},
    {"a column of the parent that is unknown",
     {ALONE(KITH_COLUMN(Node, a), KITH_COLUMN(Node, up_a),
            KITH_COLUMN(Node, up_b), UP(.not_null = true))},
     "nodes.up_a, up_b refers to nodes.b, which is not declared as "
     "a column: declare it as one, with .unique = true"},
    {"a column of the parent named twice",
     {NODE(AB, KITH_FOREIGN_KEYS(Node, (up_a, up_b), Node, (a, a)))},
     "nodes.up_a, up_b refers to nodes.a twice: name each column "
     "once"},
    {"columns of the parent that are no key",
     {NODE(UP(.not_null = true))},
     "nodes.up_a, up_b refers to a, b of nodes, which are no key: "
     "declare them with KITH_UNIQUE"},
    {"columns of the parent that are an index only",
     {NODE(KITH_INDEX("a", "b"), UP(.not_null = true))},
     "nodes.up_a, up_b refers to a, b of nodes, which are no key: "
     "declare them with KITH_UNIQUE"},
    {"columns of the parent that are a part of a key",
     {NODE(KITH_UNIQUE("a", "b", "id"), UP(.not_null = true))},
     "nodes.up_a, up_b refers to a, b of nodes, which are only a part of the "
     "key (a, b, id): refer to all of it, or declare them with KITH_UNIQUE"},
    {"no column at all",
     {BY_HAND(Node, "nodes", .name = "", .kind = KITH_KIND_FOREIGN_KEYS,
              .parent = "Node")},
     "a foreign key of nodes names no column: name as many as the "
     "key of Node has"},
    {"more columns than a key can have",
     {BY_HAND(Node, "nodes", .name = "1, 2 and so on",
              .kind = KITH_KIND_FOREIGN_KEYS, .parent = "Node",
              .columns = NAMES_33, .parent_columns = NAMES_33,
              .column_count = 33)},
     "a foreign key of nodes has more than 32 columns, 1, 2 and so "
     "on: name fewer"},
    {"a column that is optional",
     {NODE(KITH_OPTIONAL_COLUMN(Node, firm),
           {.name = "a, firm",
            .row = "Node",
            .kind = KITH_KIND_FOREIGN_KEYS,
            .parent = "Node",
            .columns = (const char *const[]){"up_a", "firm"},
            .parent_columns = (const char *const[]){"a", "b"},
            .column_count = 2})},
     "nodes.firm is optional and part of a foreign key, whose link "
     "knows NULL: declare it as a plain const number"},
    {"columns of different types",
     {NODE(AB, KITH_COLUMN(Node, far),
           {.name = "up_a, far",
            .row = "Node",
            .kind = KITH_KIND_FOREIGN_KEYS,
            .parent = "Node",
            .columns = (const char *const[]){"up_a", "far"},
            .parent_columns = (const char *const[]){"a", "b"},
            .column_count = 2})},
     "nodes.far and nodes.b have different types: give both the "
     "same"},
    {"columns of different types in a key too long for the compiler",
     {NODE(KITH_COLUMN(Node, far), KITH_UNIQUE("a", "b", "up_a", "up_b", "id"),
           KITH_FOREIGN_KEYS(Node, (b, a, up_b, far, id), Node,
                             (a, b, up_a, up_b, id)))},
     "nodes.far and nodes.up_b have different types: give both the "
     "same"},
    {"SET NULL of columns that other keys need",
     {NODE(AB, KITH_FOREIGN_KEYS(Node, (a, b), Node, (a, b)),
           KITH_FOREIGN_KEYS(Node, (a, b), Node, (a, b),
                             .on_delete = KITH_SET_NULL))},
     "nodes.a, b would be changed by its .on_delete, but other keys "
     "need all of its columns: choose another action"},
    {"SET DEFAULT of columns that other keys need",
     {NODE(AB, KITH_FOREIGN_KEYS(Node, (a, b), Node, (a, b)),
           KITH_FOREIGN_KEYS(Node, (a, b), Node, (a, b),
                             .on_update = KITH_SET_DEFAULT))},
     "nodes.a, b would be changed by its .on_update, but other keys "
     "need all of its columns: choose another action"},
    {"SET DEFAULT without a default",
     {NODE(AB, UP(.on_delete = KITH_SET_DEFAULT))},
     "nodes.up_a, up_b has no default, but its .on_delete is "
     "KITH_SET_DEFAULT: add .default_value or choose KITH_SET_NULL"},
    {"SET NULL of a required key",
     {NODE(AB, UP(.not_null = true, .on_update = KITH_SET_NULL))},
     "nodes.up_a, up_b may not be NULL, but its .on_update is "
     "KITH_SET_NULL: drop .not_null or choose another action"},
    {"a default for a part only",
     {ALONE(KITH_COLUMN(Node, a), KITH_COLUMN(Node, b), AB,
            KITH_COLUMN(Node, up_a, .default_value = KITH_INTEGER(1)),
            KITH_COLUMN(Node, up_b), UP(.not_null = true))},
     "nodes.up_a, up_b has a default for some of its columns only: "
     "give all that are its own one, or none"},
    {"a default for a column that is not its own",
     {ALONE(KITH_COLUMN(Node, a, .not_null = true,
                        .default_value = KITH_INTEGER(1)),
            KITH_COLUMN(Node, b), AB,
            KITH_FOREIGN_KEYS(Node, (a, b), Node, (a, b)))},
     "nodes.a has a default but is always given, for it is required, or "
     "several foreign keys share it: drop the default"},
    {"an option of a column",
     {NODE(AB, UP(.unique = true))},
     "nodes.up_a, up_b has .unique, which belongs to a column: move "
     "it to the column or foreign key"},
    {"an option of a relationship",
     {NODE(AB, UP(.secondary = "x"))},
     "nodes.up_a, up_b has .secondary, which belongs to a "
     "relationship: move it to the KITH_RELATIONSHIP"},
    {"a relationship that names a part of it",
     {NODE(AB, UP(.not_null = true),
           KITH_RELATIONSHIP(Node, up, Node, .foreign_key = "up_a"))},
     "nodes.up names the foreign key up_a, but nodes has none of "
     "that name to nodes: correct the name, or declare it with "
     "KITH_FOREIGN_KEY"},
    {"a relationship that could mean two of them",
     {NODE(AB, UP(.not_null = true),
           KITH_FOREIGN_KEYS(Node, (a, b), Node, (a, b)),
           KITH_RELATIONSHIP(Node, up, Node))},
     "nodes.up could mean several foreign keys of nodes to nodes: "
     "name one with .foreign_key = \"a, b\", for instance"},
};

static const struct refusal functions[] = {
    {"a check without a function",
     {BY_HAND(Node, "nodes", .name = "nothing", .kind = KITH_KIND_CHECK,
              .message = "why", .columns = NAMES_33, .column_count = 1)},
     "the check nothing of nodes has no function or no message: "
     "give it both"},
    {"a check without a message",
     {NODE(KITH_CHECK(fine, NULL, "a"))},
     "the check fine of nodes has no function or no message: give "
     "it both"},
    {"a check of no column",
     {BY_HAND(Node, "nodes", .name = "fine", .kind = KITH_KIND_CHECK,
              .check = fine, .message = "why")},
     "the check fine of nodes names no column: name those it looks "
     "at"},
    {"a check of a column that is unknown",
     {NODE(KITH_CHECK(fine, "why", "a", "nothing"))},
     "a check of nodes names nothing, which is no column of it: "
     "declare the column or correct the name"},
    {"a check of a column that may be written",
     {NODE(KITH_COLUMN(Node, plain), KITH_CHECK(fine, "why", "plain"))},
     "nodes.plain is part of a check and could be written past it: "
     "declare it const"},
    {"a check of an optional column that may be written",
     {NODE(KITH_OPTIONAL_COLUMN(Node, some), KITH_CHECK(fine, "why", "some"))},
     "nodes.some is part of a check and could be written past it: "
     "declare it const"},
    {"a check of one column twice",
     {NODE(KITH_CHECK(fine, "why", "a", "a"))},
     "a check of nodes names a twice: drop one"},
    {"a check of a relationship",
     {NODE(AB, UP(.not_null = true), KITH_RELATIONSHIP(Node, up, Node),
           KITH_CHECK(fine, "why", "up"))},
     "a check of nodes names up, which is no column of it: declare "
     "the column or correct the name"},
    {"a default of both kinds",
     {NODE(KITH_COLUMN(Node, text, .default_function = seven,
                       .default_value = KITH_STRING("")))},
     "nodes.text has both .default_value and .default_function: "
     "drop one"},
    {"a function for a number that is always given",
     {NODE(KITH_COLUMN(Node, plain, .default_function = seven))},
     "nodes.plain has a default but is always given, for zero is a "
     "value: declare it KITH_OPTIONAL, or drop the default"},
    {"a function for a relationship",
     {NODE(AB, UP(.not_null = true),
           KITH_RELATIONSHIP(Node, up, Node, .default_function = seven))},
     "nodes.up has .default_function, which belongs to a column: "
     "move it to the column or foreign key"},
    {"a function for updates of a relationship",
     {NODE(AB, UP(.not_null = true),
           KITH_RELATIONSHIP(Node, up, Node, .on_update_function = seven))},
     "nodes.up has .on_update_function, which belongs to a column: "
     "move it to the column or foreign key"},
    {"a function for updates of a primary key",
     {ALONE(KITH_PRIMARY_KEY(Node, id, .on_update_function = seven))},
     "nodes.id has .on_update_function, but is in the primary key "
     "or a foreign key: use a column of its own"},
    {"a function for updates of a foreign key",
     {ALONE(
         KITH_PRIMARY_KEY(Node, id),
         KITH_FOREIGN_KEY(Node, far, Node, id, .on_update_function = seven))},
     "nodes.far has .on_update_function, but is in the primary key "
     "or a foreign key: use a column of its own"},
    {"a function for updates of a key that is referred to",
     {ALONE(
         KITH_COLUMN(Node, text, .unique = true, .on_update_function = seven),
         KITH_FOREIGN_KEY(Node, up_text, Node, text))},
     "nodes.text has .on_update_function, but nodes.up_text refers "
     "to it: use a column of its own"},
    {"acyclic between two tables",
     {ALONE(KITH_PRIMARY_KEY(Node, id),
            KITH_RELATIONSHIP(Node, edge, Edge, .acyclic = true),
            KITH_COLUMN(Node, far),
            KITH_FOREIGN_KEYS(Node, (id, far), Edge, (from_id, to_id))),
      EDGE},
     "nodes.edge has .acyclic, which is for a table that refers to "
     "itself: drop it"},
    {"acyclic over an association",
     {NODE(KITH_RELATIONSHIP(Node, friends, Node, .secondary = "edges",
                             .foreign_key = "from_id", .acyclic = true)),
      EDGE},
     "nodes.friends has .acyclic, which is for a table that refers "
     "to itself: drop it"},
    {"acyclic on a column",
     {NODE(KITH_COLUMN(Node, text, .acyclic = true))},
     "nodes.text has .acyclic, which belongs to a relationship: "
     "move it to the KITH_RELATIONSHIP"},
};

static const struct refusal tables[] = {
    {"a blob that may be written",
     {LOOSE(KITH_COLUMN(Loose, blob))},
     "looses.blob is a blob that could be written past the "
     "database: declare looses.blob as KITH_BLOB"},
    {"a default of a blob",
     {NODE(KITH_COLUMN(Node, blob, .default_value = KITH_STRING("x")))},
     "nodes.blob has a default that is no value of its type: use KITH_INTEGER, "
     "KITH_REAL, KITH_STRING or KITH_BINARY with one that fits"},
    {"a blob as the primary key",
     {ALONE(KITH_PRIMARY_KEY(Node, blob))},
     "nodes.blob is a primary key and must be an integer or a text: "
     "declare it const int64_t or KITH_TEXT"},
    {"a blob that is optional",
     {BY_HAND(Node, "nodes", .name = "blob", .kind = KITH_KIND_BLOB,
              .bytes = sizeof(kith_blob), .optional = true)},
     "nodes.blob is optional, which is for numbers: declare it as "
     "KITH_TEXT or KITH_BLOB, whose NULL is a NULL pointer"},
    {"a required optional that may be written",
     {NODE(KITH_OPTIONAL_COLUMN(Node, some, .not_null = true))},
     "nodes.some is required and could be written to be absent: "
     "declare it const KITH_OPTIONAL"},
    {"a column both unique and indexed",
     {NODE(KITH_COLUMN(Node, text, .unique = true, .index = true))},
     "nodes.text is both unique and indexed: a unique column is "
     "found by value already, drop .index"},
    {"an option of relationships on a column",
     {NODE(KITH_COLUMN(Node, text, .delete_orphan = true))},
     "nodes.text has .delete_orphan, which belongs to a "
     "relationship: move it to the KITH_RELATIONSHIP"},
    {"on_update on a column that is no foreign key",
     {NODE(KITH_COLUMN(Node, text, .on_update = KITH_CASCADE))},
     "nodes.text has .on_update, which belongs to a foreign key: "
     "declare it with KITH_FOREIGN_KEY"},
    {"not_null on a relationship",
     {NODE(AB, UP(.not_null = true),
           KITH_RELATIONSHIP(Node, up, Node, .not_null = true))},
     "nodes.up has .not_null, which belongs to a column: move it to "
     "the column or foreign key"},
    {"a column of another row type",
     {ALONE(KITH_COLUMN(Loose, a))},
     "nodes.a is declared for rows of type Loose, but those of "
     "nodes are Node: write Node there"},
    {"columns that share bytes",
     {ALONE(KITH_COLUMN(Node, a), {.name = "half",
                                   .kind = KITH_KIND_I32,
                                   .bytes = 4,
                                   .offset_bytes = offsetof(Node, a) + 2})},
     "nodes.a and nodes.half share bytes of the row: give each a "
     "member of its own"},
    {"a table without a name",
     {DECLARED(Node, "", KITH_COLUMN(Node, a))},
     "the table of row type Node has no name: give it one, "
     "KITH_TABLE(Node, \"name\", ...)"},
    {"a table of nothing",
     {&(const kith_table){KITH_ABI_VERSION, "nodes", "Node", 0, 8, NULL, 0}},
     "the rows of nodes have no bytes, or more than 1 GiB: give "
     "Node a member, or keep large data outside"},
    {"a table of rows beyond 1 GiB",
     {&(const kith_table){KITH_ABI_VERSION, "nodes", "Node",
                          ((size_t)1 << 30) + 1, 8, NULL, 0}},
     "the rows of nodes have no bytes, or more than 1 GiB: give "
     "Node a member, or keep large data outside"},
    {"a key of no columns",
     {BY_HAND(Node, "nodes", .name = "", .kind = KITH_KIND_UNIQUE)},
     "a key of nodes names no column: name one"},
    {"a key of more than 32 columns",
     {BY_HAND(Node, "nodes", .name = "1, 2 and so on", .kind = KITH_KIND_INDEX,
              .columns = NAMES_33, .column_count = 33)},
     "a key of nodes has more than 32 columns, 1, 2 and so on: name "
     "fewer"},
    {"a primary key of more than 32 columns",
     {&(const kith_table){
         KITH_ABI_VERSION, "wides", "Wide", sizeof(Wide), 8,
         (const kith_attribute[]){PARTS(1), PARTS(2), PARTS(3), PARTS(4)}, 40}},
     "the primary key of wides has more than 32 columns: name fewer"},
    {"unique_pair without an association",
     {NODE(AB, UP(.not_null = true),
           KITH_RELATIONSHIP(Node, below, Node, .unique_pair = true))},
     "nodes.below has .unique_pair, which belongs to a many-to-many: drop it, "
     "or declare it KITH_COLLECTION_VIA with .secondary"},
    {"delete_orphan over an association",
     {NODE(KITH_RELATIONSHIP(Node, friends, Node, .secondary = "edges",
                             .foreign_key = "from_id", .delete_orphan = true)),
      EDGE},
     "nodes.friends has .delete_orphan, but a row at the other end "
     "of a many-to-many may have many owners: drop it"},
    {"an association of a table with itself that names no key",
     {NODE(KITH_RELATIONSHIP(Node, friends, Node, .secondary = "edges")), EDGE},
     "nodes.friends could mean several foreign keys of edges to "
     "nodes: name one with .foreign_key = \"to_id\", for instance"},
};

KT_TEST(schema_rules, of_composite_keys_are_told_in_a_sentence)
{
    CHECK_REFUSALS(composites);
}

KT_TEST(schema_rules, of_checks_and_functions_are_told_in_a_sentence)
{
    CHECK_REFUSALS(functions);
}

KT_TEST(schema_rules, of_tables_are_told_in_a_sentence)
{
    CHECK_REFUSALS(tables);
}
