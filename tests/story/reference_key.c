/* reference_key.c - foreign keys without a column of their own: the reference
 * is all that a row holds of its parent. */
#include "refusal.h"

#include <string.h>

typedef struct Author Author;
typedef struct Note Note;
typedef struct Album Album;
typedef struct Cover Cover;
typedef struct Loan Loan;
struct Author {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Note) notes;
    KITH_COLLECTION(Note) edited;
    KITH_COLLECTION_VIA(Loan, Album) borrowed;
};
struct Note {
    const int64_t id;
    KITH_TEXT text;
    KITH_OPTIONAL(int32_t) edits;
    KITH_REFERENCE(Author) author;
    KITH_REFERENCE(Author) editor;
};
struct Album {
    KITH_TEXT artist, title;
    KITH_SCALAR(Cover) cover;
    KITH_COLLECTION_VIA(Loan, Author) borrowers;
};
struct Cover {
    const int64_t id;
    KITH_REFERENCE(Album) album;
};
struct Loan {
    KITH_REFERENCE(Author) author;
    KITH_REFERENCE(Album) album;
};

static kith_value one_more(const void *draft)
{
    const Note *note = draft;

    return (kith_value)KITH_INTEGER(note->edits.value + 1);
}

static KITH_TABLE(
    Author, "authors", KITH_PRIMARY_KEY(Author, id),
    KITH_COLUMN(Author, name, .unique = true, .not_null = true),
    KITH_RELATIONSHIP(Author, notes, Note, .back_populates = "author"),
    KITH_RELATIONSHIP(Author, edited, Note, .back_populates = "editor"),
    KITH_RELATIONSHIP(Author, borrowed, Album, .secondary = "loans",
                      .back_populates = "borrowers"));
static KITH_TABLE(
    Note, "notes", KITH_PRIMARY_KEY(Note, id), KITH_COLUMN(Note, text),
    KITH_OPTIONAL_COLUMN(Note, edits, .on_update_function = one_more),
    KITH_REFERENCE_KEY(Note, author, Author, id, .not_null = true,
                       .on_delete = KITH_RESTRICT, .back_populates = "notes"),
    KITH_REFERENCE_KEY(Note, editor, Author, name, .back_populates = "edited"));
static KITH_TABLE(
    Album, "albums", KITH_COLUMN(Album, artist, .not_null = true),
    KITH_COLUMN(Album, title, .not_null = true), KITH_UNIQUE("artist", "title"),
    KITH_RELATIONSHIP(Album, cover, Cover, .back_populates = "album",
                      .delete_orphan = true),
    KITH_RELATIONSHIP(Album, borrowers, Author, .secondary = "loans",
                      .back_populates = "borrowed"));
static KITH_TABLE(Cover, "covers", KITH_PRIMARY_KEY(Cover, id),
                  KITH_REFERENCE_KEYS(Cover, album, Album, (title, artist),
                                      .back_populates = "cover"));
static KITH_TABLE(Loan, "loans",
                  KITH_REFERENCE_KEY(Loan, author, Author, id,
                                     .not_null = true),
                  KITH_REFERENCE_KEYS(Loan, album, Album, (artist, title),
                                      .not_null = true));

#define MESSAGE(db) kith_last_error(db)->message

KT_TEST(reference_key, links_by_rows_from_either_side)
{
    kith_db *db = OPEN(Author, Note, Album, Cover, Loan);
    Author *ada = kith_insert(db, Author, .name = "Ada");
    Author *bob = kith_insert(db, Author, .name = "Bob");
    Note *a = kith_insert(db, Note, .text = "a", .author.row = ada);
    Note *b = kith_insert(db, Note, .text = "b", .author.row = ada,
                          .editor.row = bob);

    KT_ASSERT_EQ(a->author.row, ada);
    KT_ASSERT(!kith_is_null(a, author) && kith_is_null(a, editor));
    ASSERT_LIST(ada->notes, text, "a b");
    ASSERT_LIST(bob->edited, text, "b");
    ANSWERS(kith_relate(a, author, bob), KITH_OK);
    ANSWERS(kith_append(bob, edited, a), KITH_OK);
    ASSERT_LIST(ada->notes, text, "b");
    ASSERT_LIST(bob->edited, text, "b a");
    ANSWERS(kith_unlink(b, editor), KITH_OK);
    ANSWERS(kith_remove(bob, edited, a), KITH_OK);
    KT_ASSERT(kith_is_null(a, editor) && kith_is_null(b, editor));
    ASSERT_LIST(bob->edited, text, "");
    family_close(db);
}

/* The link is a part of the row, though no column shows it. */
KT_TEST(reference_key, calls_functions_when_its_link_changes)
{
    kith_db *db = OPEN(Author, Note, Album, Cover, Loan);
    Author *ada = kith_insert(db, Author, .name = "Ada");
    Author *bob = kith_insert(db, Author, .name = "Bob");
    Note *note = kith_insert(db, Note, .author.row = ada);

    ANSWERS(kith_relate(note, editor, bob), KITH_OK);
    ANSWERS(kith_relate(note, editor, bob), KITH_OK);
    KT_ASSERT_EQ(note->edits.value, 1);
    ANSWERS(kith_unlink(note, editor), KITH_OK);
    KT_ASSERT_EQ(note->edits.value, 2);
    family_close(db);
}

KT_TEST(reference_key, follows_the_key_of_its_parent_without_a_change)
{
    kith_db *db = OPEN(Author, Note, Album, Cover, Loan);
    Author *ada = kith_insert(db, Author, .name = "Ada");
    Note *note = kith_insert(db, Note, .author.row = ada, .editor.row = ada);
    const uint64_t before = kith_test_state(db);

    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(
        kith_update(ada, kith_to(ada, id, 77), kith_to(ada, name, "Countess")),
        KITH_OK);
    KT_ASSERT(note->author.row == ada && note->editor.row == ada);
    KT_ASSERT(!note->edits.present);
    family_verify(db);
    ANSWERS(kith_rollback(db), KITH_OK);
    KT_ASSERT_EQ(kith_test_state(db), before);
    REFUSES(db, kith_set_null(ada, name), KITH_E_NOT_NULL);
    family_close(db);
}

KT_TEST(reference_key, keeps_the_rules_and_names_them)
{
    kith_db *db = OPEN(Author, Note, Album, Cover, Loan);
    Author *ada = kith_insert(db, Author, .name = "Ada");
    Author *bob = kith_insert(db, Author, .name = "Bob");
    Note *note = kith_insert(db, Note, .author.row = ada, .editor.row = bob);

    REFUSES_ROW(db, kith_insert(db, Note, .text = "nobody's"), KITH_E_NOT_NULL);
    KT_ASSERT_STR_HAS(MESSAGE(db),
                      "notes.author is required and would be NULL");
    REFUSES(db, kith_unlink(note, author), KITH_E_NOT_NULL);
    REFUSES(db, kith_remove(ada, notes, note), KITH_E_NOT_NULL);
    REFUSES(db, kith_delete(ada), KITH_E_CHILDREN);
    KT_ASSERT_STR_HAS(MESSAGE(db), "authors with id 1 cannot be deleted");
    KT_ASSERT_STR_HAS(MESSAGE(db), "notes refer to it by author");
    ANSWERS(kith_delete(bob), KITH_OK);
    KT_ASSERT(kith_is_null(note, editor));
    REFUSES_ROW(db, kith_insert(db, Note, .author.row = bob), KITH_E_NOT_FOUND);
    family_close(db);
}

KT_TEST(reference_key, of_a_one_to_one_has_one_child)
{
    kith_db *db = OPEN(Author, Note, Album, Cover, Loan);
    Album *jazz = kith_insert(db, Album, .artist = "Queen", .title = "Jazz");
    Album *game =
        kith_insert(db, Album, .artist = "Queen", .title = "The Game");
    Cover *cover = kith_insert(db, Cover, .album.row = jazz);

    REFUSES_ROW(db, kith_insert(db, Cover, .album.row = jazz), KITH_E_UNIQUE);
    KT_ASSERT_STR_HAS(MESSAGE(db), "row of covers already has album");
    KT_ASSERT_STR_HAS(MESSAGE(db), "Jazz");
    ANSWERS(kith_relate(game, cover, cover), KITH_OK);
    KT_ASSERT_NULL(jazz->cover.row);
    ANSWERS(kith_unlink(game, cover), KITH_OK); /* an orphan */
    KT_ASSERT_EQ(kith_count(db, Cover), 0);
    family_close(db);
}

KT_TEST(reference_key, of_an_association_is_walked_and_not_written)
{
    kith_db *db = OPEN(Author, Note, Album, Cover, Loan);
    Author *ada = kith_insert(db, Author, .name = "Ada");
    Album *jazz = kith_insert(db, Album, .artist = "Queen", .title = "Jazz");
    Loan *loan = kith_insert(db, Loan, .author.row = ada, .album.row = jazz);

    KT_ASSERT_EQ(kith_first(ada->borrowed)->album.row, jazz);
    KT_ASSERT_EQ(kith_first(jazz->borrowers), loan);
    REFUSES(db, kith_append(ada, borrowed, jazz), KITH_E_MISUSE);
    KT_ASSERT_STR_HAS(MESSAGE(db), "has no column: insert or delete");
    ANSWERS(kith_delete(jazz), KITH_OK);
    KT_ASSERT_EQ(ada->borrowed.count, 0);
    family_close(db);
}

/* Both ways to insert many, and both ways to link them. */
KT_TEST(reference_key, links_many_rows_in_one_call)
{
    enum { COUNT = 40 };
    kith_db *db = OPEN(Author, Note, Album, Cover, Loan);
    Author *ada = kith_insert(db, Author, .name = "Ada");
    Author *bob = kith_insert(db, Author, .name = "Bob");
    Author *to[COUNT];
    Note *notes[COUNT];
    Note *by_bits;
    uint64_t given[1] = {0};

    ANSWERS(kith_begin(db), KITH_OK);
    for (int i = 0; i < COUNT; i++) {
        to[i] = i % 2 ? ada : bob;
        notes[i] = kith_insert(db, Note, .author.row = ada);
    }
    ANSWERS(kith_append_rows(bob, edited, notes, COUNT), KITH_OK);
    ANSWERS(kith_relate_rows(notes, author, to, COUNT), KITH_OK);
    KT_ASSERT_EQ(bob->edited.count, COUNT);
    KT_ASSERT_EQ(bob->notes.count, COUNT / 2);
    ANSWERS(kith_remove_rows(bob, edited, notes, COUNT), KITH_OK);
    KT_ASSERT_EQ(bob->edited.count, 0);
    /* No bit is needed for a reference, as beside a foreign key of columns. */
    by_bits = kith_insert_columns(db, &Note_table, &(Note){.author.row = bob},
                                  given, NULL);
    KT_ASSERT(by_bits && by_bits->author.row == bob);
    family_verify(db);
    ANSWERS(kith_rollback(db), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Note), 0);
    family_close(db);
}

KT_TEST(reference_key, is_no_column_for_calls_that_name_one)
{
    kith_db *db = OPEN(Author, Note, Album, Cover, Loan);
    Author *ada = kith_insert(db, Author, .name = "Ada");
    Note *note = kith_insert(db, Note, .author.row = ada);
    const size_t offset = offsetof(Note, author);
    const int64_t one = 1;

    REFUSES(db, kith_set_at(note, offset, &one), KITH_E_MISUSE);
    KT_ASSERT_STR_HAS(MESSAGE(db), "kith_relate");
    KT_ASSERT_NULL(kith_find_at(db, &Note_table, offset, &one));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    family_close(db);
}

KT_TEST(reference_key, is_described_with_the_key_that_it_stands_for)
{
    kith_db *db = OPEN(Author, Note, Album, Cover, Loan);
    kith_foreign_key key;
    kith_relationship end;
    kith_column column, parent;

    KT_ASSERT(kith_table_foreign_key(db, &Cover_table, 0, &key));
    KT_ASSERT_STR_EQ(key.name, "album");
    KT_ASSERT_EQ(key.column_count, 0);
    KT_ASSERT(!kith_foreign_key_column(&key, 0, &column, &parent));
    KT_ASSERT_STR_EQ(key.parent_key.name, "artist, title");
    KT_ASSERT_EQ(key.on_update, KITH_CASCADE);
    KT_ASSERT_EQ(key.on_delete, KITH_CASCADE);
    KT_ASSERT(key.one_to_one && key.nullable);
    KT_ASSERT(kith_relationship_named(db, &Cover_table, "album", &end));
    KT_ASSERT_EQ(end.direction, KITH_ONE_TO_ONE);
    KT_ASSERT_EQ(end.attribute, key.attribute);
    KT_ASSERT(!kith_column_named(db, &Cover_table, "album", &column));
    family_close(db);
}

/* --- What only the parents tell apart ------------------------------------- */

typedef struct Town Town;
typedef struct Road Road;
struct Town {
    const int64_t id;
    KITH_COLLECTION(Road) from, to;
};
struct Road { /* no column differs */
    const int32_t lanes;
    KITH_REFERENCE(Town) from;
    KITH_REFERENCE(Town) to;
};

static int asked;

static bool leads_somewhere(const void *draft)
{
    const Road *road = draft;

    asked++;
    return !road->from.row || road->to.row;
}

static KITH_TABLE(Town, "towns", KITH_PRIMARY_KEY(Town, id),
                  KITH_RELATIONSHIP(Town, from, Road, .back_populates = "from"),
                  KITH_RELATIONSHIP(Town, to, Road, .back_populates = "to"));
static KITH_TABLE(
    Road, "roads", KITH_COLUMN(Road, lanes, .index = true),
    KITH_REFERENCE_KEY(Road, from, Town, id, .back_populates = "from"),
    KITH_REFERENCE_KEY(Road, to, Town, id, .back_populates = "to"),
    KITH_CHECK(leads_somewhere, "a road ends in a town", "lanes"));

KT_TEST(reference_key, is_seen_by_digests_wherever_its_row_is)
{
    kith_db *db = OPEN(Town, Road);
    Town *a = kith_insert(db, Town, .id = 1);
    Town *b = kith_insert(db, Town, .id = 2);
    uint64_t first, second;
    Road *road;

    /* Two roads from a, to a and to b: in either order. */
    ANSWERS(kith_begin(db), KITH_OK);
    kith_insert(db, Road, .from.row = a, .to.row = a);
    kith_insert(db, Road, .from.row = a, .to.row = b);
    first = kith_digest(db);
    ANSWERS(kith_rollback(db), KITH_OK);
    kith_insert(db, Road, .from.row = a, .to.row = b);
    road = kith_insert(db, Road, .from.row = a, .to.row = a);
    second = kith_digest(db);
    KT_ASSERT_NE(first, second);
    ANSWERS(kith_move(a, from, road, 0), KITH_OK);
    KT_ASSERT_NE(kith_digest(db), second);
    /* Only the order of equal lanes differs then. */
    first = kith_test_state(db);
    ANSWERS(kith_set(road, lanes, 4), KITH_OK);
    ANSWERS(kith_set(kith_at(a->from, 1), lanes, 4), KITH_OK);
    ANSWERS(kith_set(road, lanes, 0), KITH_OK);
    ANSWERS(kith_set(kith_at(a->from, 1), lanes, 0), KITH_OK);
    KT_ASSERT_NE(kith_test_state(db), first);
    family_close(db);
}

KT_TEST(reference_key, calls_checks_when_its_link_changes)
{
    kith_db *db = OPEN(Town, Road);
    Town *a = kith_insert(db, Town, .id = 1);
    Town *b = kith_insert(db, Town, .id = 2);
    Road *road = kith_insert(db, Road, .to.row = b);
    Road *lane = kith_insert(db, Road, .lanes = 1);
    Road *both[] = {road, lane};

    asked = 0;
    ANSWERS(kith_relate(road, from, a), KITH_OK);
    KT_ASSERT(asked > 0);
    asked = 0;
    ANSWERS(kith_relate(road, from, a), KITH_OK);
    KT_ASSERT_EQ(asked, 0);
    REFUSES(db, kith_relate(lane, from, a), KITH_E_CHECK);
    REFUSES(db, kith_append(a, from, lane), KITH_E_CHECK);
    REFUSES(db, kith_append_rows(b, from, both, 2), KITH_E_CHECK);
    REFUSES(db, kith_unlink(road, to), KITH_E_CHECK);
    REFUSES(db, kith_remove_rows(b, to, both, 1), KITH_E_CHECK);
    REFUSES(db, kith_delete(b), KITH_E_CHECK); /* SET NULL */
    family_close(db);
}

/* --- What kith_open refuses ----------------------------------------------- */

#define AUTHOR(...) \
    DECLARED(Author, "authors", KITH_PRIMARY_KEY(Author, id), __VA_ARGS__)
#define NAME(...) AUTHOR(KITH_COLUMN(Author, name, .unique = true, __VA_ARGS__))
#define NOTE(...)                                       \
    DECLARED(Note, "notes", KITH_PRIMARY_KEY(Note, id), \
             KITH_REFERENCE_KEY(Note, author, Author, __VA_ARGS__))
#define LOANS                                                                \
    DECLARED(Loan, "loans",                                                  \
             KITH_REFERENCE_KEY(Loan, author, Author, id, .not_null = true), \
             KITH_REFERENCE_KEYS(Loan, album, Album, (artist, title),        \
                                 .not_null = true))

static const struct refusal refusals[] = {
    {"a key that is none",
     {AUTHOR(KITH_COLUMN(Author, name)), NOTE(name)},
     "notes.author refers to authors.name, which is no key: declare "
     "authors.name with .unique = true"},
    {"a key that can be NULL",
     {NAME(.not_null = false), NOTE(name)},
     "authors.name can be NULL, but notes.author refers to it without a column "
     "of its own: add .not_null = true, or refer to another key"},
    {"a key that can be NULL for a while",
     {NAME(.not_null = true, .deferred = KITH_DEFER_NOT_NULL), NOTE(name)},
     "authors.name can be NULL, but notes.author refers to it without a column "
     "of its own: add .not_null = true, or refer to another key"},
    {"a table that is not there",
     {NOTE(id)},
     "notes.author refers to Author, which is not among the tables given to "
     "kith_open: add it to KITH_TABLES"},
    {"an action on a value that is not there",
     {NAME(.not_null = true), NOTE(id, .on_update = KITH_CASCADE)},
     "notes.author has .on_update, but holds no value that could follow the "
     "key of its parent: drop it"},
    {"a default without a column",
     {NAME(.not_null = true), NOTE(id, .on_delete = KITH_SET_DEFAULT)},
     "notes.author has no column to hold a default, but its .on_delete is "
     "KITH_SET_DEFAULT: declare it with KITH_FOREIGN_KEY or choose another "
     "action"},
    {"SET NULL of what is required",
     {NAME(.not_null = true),
      NOTE(id, .not_null = true, .on_delete = KITH_SET_NULL)},
     "notes.author may not be NULL, but its .on_delete is KITH_SET_NULL: drop "
     ".not_null or choose another action"},
    {"a parent that is still to come",
     {NAME(.not_null = true), NOTE(id, .deferred = KITH_DEFER_PARENT)},
     "notes.author has KITH_DEFER_PARENT, but no column to name a row that is "
     "not there yet: declare it with KITH_FOREIGN_KEY, or drop it"},
    {"an option of a column",
     {NAME(.not_null = true), NOTE(id, .unique = true)},
     "notes.author has .unique, which belongs to a column: drop it, or declare "
     "a column with KITH_FOREIGN_KEY"},
    {"UNIQUE without a column",
     {NAME(.not_null = true), NOTE(id, .deferred = KITH_DEFER_UNIQUE)},
     "notes.author has KITH_DEFER_UNIQUE, but no column that could be unique: "
     "drop it"},
    {"a part of a key",
     {DECLARED(Album, "albums", KITH_COLUMN(Album, artist, .not_null = true),
               KITH_COLUMN(Album, title, .not_null = true),
               KITH_UNIQUE("artist", "title")),
      DECLARED(Cover, "covers",
               KITH_REFERENCE_KEY(Cover, album, Album, title))},
     "covers.album refers to albums.title, which is only a part of the key "
     "(artist, title): refer to all of it with KITH_REFERENCE_KEYS, or declare "
     "albums.title with .unique = true"},
    {"an index of what has no column",
     {NAME(.not_null = true),
      DECLARED(Note, "notes", KITH_REFERENCE_KEY(Note, author, Author, id),
               KITH_INDEX("author"))},
     "a key of notes names author, which has no column: declare it with "
     "KITH_FOREIGN_KEY, or leave it out"},
    {"another reference",
     {NAME(.not_null = true),
      DECLARED(Note, "notes", KITH_REFERENCE_KEY(Note, author, Author, id),
               KITH_RELATIONSHIP(Note, editor, Author))},
     "notes.editor needs a foreign key from notes to authors: declare one with "
     "KITH_FOREIGN_KEY in notes"},
    {"another foreign key",
     {NAME(.not_null = true), NOTE(id, .foreign_key = "author")},
     "notes.author has .foreign_key, but is a foreign key itself: drop it"},
    {"one end of two",
     {AUTHOR(KITH_RELATIONSHIP(Author, notes, Note)), NOTE(id)},
     "authors.notes and notes.author are two ends of one link that do not name "
     "each other: add .back_populates = \"author\" to authors.notes and "
     ".back_populates = \"notes\" to notes.author"},
    {"a pair without columns",
     {AUTHOR(KITH_RELATIONSHIP(Author, borrowed, Album, .secondary = "loans",
                               .unique_pair = true)),
      DECLARED(Album, "albums", KITH_COLUMN(Album, artist, .not_null = true),
               KITH_COLUMN(Album, title, .not_null = true),
               KITH_UNIQUE("artist", "title")),
      LOANS},
     "authors.borrowed has .unique_pair, but loans.author has no column for "
     "the key over the pair: declare it with KITH_FOREIGN_KEY, or drop "
     ".unique_pair and insert rows of loans"},
};

KT_TEST(reference_key, that_cannot_be_is_told_in_a_sentence)
{
    CHECK_REFUSALS(refusals);
}
