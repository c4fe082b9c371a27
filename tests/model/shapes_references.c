/* shapes_references.c - foreign keys without columns (KITH_REFERENCE_KEY):
 * alone and beside others, with every action, on every form of relationship.
 */
#include "shapes.h"

/* One attribute a line. */
/* clang-format off */

/* --- notes: to keys of any kind, in rows of every way to insert ----------- */

typedef struct Author Author;
typedef struct Note Note;
typedef struct Mark Mark;
struct Author {
    int64_t number;
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Note) notes;
    KITH_COLLECTION(Note) edited;
    KITH_COLLECTION(Mark) marks;
};
struct Note {
    int64_t number;
    const int64_t id;
    KITH_TEXT text;
    const int32_t revision;
    const int64_t nth;
    KITH_REFERENCE(Author) author;
    KITH_REFERENCE(Author) editor;
    KITH_COLLECTION(Mark) marks;
};
struct Mark { /* numbers alone: the shortest insert */
    int64_t number;
    const int64_t id;
    double value;
    KITH_REFERENCE(Note) note;
    KITH_REFERENCE(Author) author;
};

static kith_value next_revision(const void *draft)
{
    const Note *note = draft;

    return (kith_value)KITH_INTEGER(note->revision % 9 + 1);
}

static KITH_TABLE(Author, "authors",
    KITH_ORDERED_INDEX("name", "id desc"),
    KITH_ORDERED_INDEX("id desc"),
    KITH_PRIMARY_KEY(Author, id),
    KITH_COLUMN(Author, name, .not_null = true, .unique = true),
    KITH_RELATIONSHIP(Author, notes, Note, .back_populates = "author",
        .position = "nth"),
    KITH_RELATIONSHIP(Author, edited, Note, .back_populates = "editor"),
    KITH_RELATIONSHIP(Author, marks, Mark, .back_populates = "author"));
static KITH_TABLE(Note, "notes",
    KITH_ORDERED_INDEX("revision", "id"),
    KITH_PRIMARY_KEY(Note, id),
    KITH_COLUMN(Note, text, .index = true),
    KITH_COLUMN(Note, nth),
    KITH_COLUMN(Note, revision, .on_update_function = next_revision),
    KITH_REFERENCE_KEY(Note, author, Author, id, .not_null = true,
        .on_delete = KITH_CASCADE, .back_populates = "notes"),
    KITH_REFERENCE_KEY(Note, editor, Author, name,
        .on_delete = KITH_RESTRICT, .back_populates = "edited"),
    KITH_RELATIONSHIP(Note, marks, Mark, .back_populates = "note"));
static KITH_TABLE(Mark, "marks",
    KITH_PRIMARY_KEY(Mark, id),
    KITH_COLUMN(Mark, value),
    KITH_REFERENCE_KEY(Mark, note, Note, id, .back_populates = "marks"),
    KITH_REFERENCE_KEY(Mark, author, Author, id,
        .on_delete = KITH_NO_ACTION, .back_populates = "marks"));

const struct shape notes_shape = {
    "notes", KITH_TABLES(Author, Note, Mark)};

/* --- yards: keys of several columns, one to one, association rows --------- */

typedef struct Yard Yard;
typedef struct Gate Gate;
typedef struct Dog Dog;
typedef struct Visit Visit;
struct Yard {
    int64_t number;
    const int64_t street;
    const char house[6];
    KITH_SCALAR(Gate) gate;
    KITH_COLLECTION(Dog) dogs;
    KITH_COLLECTION_VIA(Visit, Dog) visitors;
};
struct Gate {
    int64_t number;
    const int64_t id;
    KITH_REFERENCE(Yard) yard;
};
struct Dog { /* one key with a column, one without */
    int64_t number;
    const int64_t id;
    const int64_t gate_id;
    KITH_REFERENCE(Gate) gate;
    KITH_REFERENCE(Yard) yard;
    KITH_COLLECTION_VIA(Visit, Yard) visited;
};
struct Visit {
    int64_t number;
    KITH_REFERENCE(Yard) yard;
    KITH_REFERENCE(Dog) dog;
    const int16_t hour;
};
static KITH_TABLE(Yard, "yards",
    KITH_ORDERED_INDEX("house", "street"),
    KITH_COLUMN(Yard, street, .primary_key = true),
    KITH_COLUMN(Yard, house, .primary_key = true),
    KITH_RELATIONSHIP(Yard, gate, Gate, .back_populates = "yard",
        .delete_orphan = true),
    KITH_RELATIONSHIP(Yard, dogs, Dog, .back_populates = "yard"),
    KITH_RELATIONSHIP(Yard, visitors, Dog, .secondary = "visits",
        .back_populates = "visited"));
static KITH_TABLE(Gate, "gates",
    KITH_PRIMARY_KEY(Gate, id),
    KITH_REFERENCE_KEYS(Gate, yard, Yard, (street, house),
        .not_null = true, .deferred = KITH_DEFER_NOT_NULL,
        .back_populates = "gate"));
static KITH_TABLE(Dog, "dogs",
    KITH_PRIMARY_KEY(Dog, id),
    KITH_FOREIGN_KEY(Dog, gate_id, Gate, id,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Dog, gate, Gate),
    KITH_REFERENCE_KEYS(Dog, yard, Yard, (house, street),
        .on_delete = KITH_SET_NULL, .back_populates = "dogs"),
    KITH_RELATIONSHIP(Dog, visited, Yard, .secondary = "visits",
        .back_populates = "visitors"));
static KITH_TABLE(Visit, "visits",
    KITH_COLUMN(Visit, hour, .index = true),
    KITH_REFERENCE_KEYS(Visit, yard, Yard, (street, house), .not_null = true),
    KITH_REFERENCE_KEY(Visit, dog, Dog, id, .not_null = true));

const struct shape yards_shape = {
    "yards", KITH_TABLES(Yard, Gate, Dog, Visit)};

/* --- nests: a table with itself ------------------------------------------- */

typedef struct Nest Nest;
struct Nest {
    int64_t number;
    const int64_t id;
    KITH_REFERENCE(Nest) in;
    KITH_COLLECTION(Nest) nests;
    KITH_REFERENCE(Nest) under;
    KITH_SCALAR(Nest) above;
    KITH_REFERENCE(Nest) owner;
    KITH_COLLECTION(Nest) owned;
};
static KITH_TABLE(Nest, "nests",
    KITH_PRIMARY_KEY(Nest, id, .manual = true),
    KITH_REFERENCE_KEY(Nest, in, Nest, id, .acyclic = true,
        .back_populates = "nests"),
    KITH_RELATIONSHIP(Nest, nests, Nest, .back_populates = "in",
        .delete_orphan = true),
    KITH_REFERENCE_KEY(Nest, under, Nest, id, .back_populates = "above"),
    KITH_RELATIONSHIP(Nest, above, Nest, .back_populates = "under"),
    KITH_REFERENCE_KEY(Nest, owner, Nest, id, .on_delete = KITH_CASCADE,
        .back_populates = "owned"),
    KITH_RELATIONSHIP(Nest, owned, Nest, .back_populates = "owner"));

const struct shape nests_shape = {"nests", KITH_TABLES(Nest)};

/* clang-format on */
