/* schema.h - declaring tables: plain structs, their columns, keys and links.
 *
 * A row type is a struct of yours. KITH_TABLE says which members are columns,
 * which are keys, and which show relationships. The compiler checks all that
 * it can see (types of keys, row types of relationships, unknown members);
 * kith_open() checks the rest and refuses with a sentence.
 *
 * What may be written directly is exactly what no rule looks at: a plain number
 * that has no key, index, check or limit. Everything else is declared const,
 * and kith_open() refuses a key, text, blob, indexed or checked column that is
 * not.
 * Members that are not declared at all are yours: copied on insert, never
 * looked at.
 */
#ifndef KITH_SCHEMA_H
#define KITH_SCHEMA_H

#include <kith/detail/rows.h>
#include <kith/detail/columns.h>
#include <kith/detail/cxx.h>
#include <kith/detail/shapes.h>

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct kith_db kith_db;

/* What an attribute of a table is: a column of some type, a relationship of
 * some shape, a key over several columns, or a check. */
typedef enum kith_kind {
    KITH_KIND_NONE,
    KITH_KIND_BOOL,
    KITH_KIND_I8,
    KITH_KIND_I16,
    KITH_KIND_I32,
    KITH_KIND_I64,
    KITH_KIND_U8,
    KITH_KIND_U16,
    KITH_KIND_U32,
    KITH_KIND_U64,
    KITH_KIND_F32,
    KITH_KIND_F64,
    KITH_KIND_TEXT,  /* const char *, bytes owned by the database */
    KITH_KIND_CHARS, /* const char[n], NUL-terminated inside the row */
    KITH_KIND_BLOB,  /* kith_blob, bytes owned by the database */
    KITH_KIND_REFERENCE,
    KITH_KIND_SCALAR,
    KITH_KIND_COLLECTION,
    KITH_KIND_UNIQUE,
    KITH_KIND_INDEX,
    KITH_KIND_ORDERED_INDEX,
    KITH_KIND_FOREIGN_KEYS,
    KITH_KIND_CHECK
} kith_kind;

/* What happens to the children when their parent is deleted or its key is
 * changed (SQL's ON DELETE and ON UPDATE). Saying nothing means: for deletes
 * see KITH_RELATIONSHIP below; for updates KITH_NO_ACTION. */
typedef enum kith_action {
    KITH_DEFAULT_ACTION,
    KITH_NO_ACTION,  /* refused if a child is left when the call is done; under
                        KITH_DEFER_PARENT within a transaction, it waits */
    KITH_RESTRICT,   /* refused as soon as there is a child */
    KITH_CASCADE,    /* children are deleted, or follow the new key */
    KITH_SET_NULL,   /* children are unlinked */
    KITH_SET_DEFAULT /* children move to the row their default names */
} kith_action;

/* Rules that may wait: .deferred = KITH_DEFER_PARENT | KITH_DEFER_NOT_NULL.
 * They are judged at the outermost commit; without an open transaction at the
 * end of the call, as all others are. A rule is deferred where it is declared:
 * at a column, a foreign key, or by KITH_DEFERRED_UNIQUE.
 *
 * kith_open refuses to defer what must hold at any time: all of a primary key;
 * a unique key that a foreign key refers to, or by which a many-to-many finds
 * its pairs; that a parent has one child at most in a one-to-one; NOT NULL of
 * what cannot be NULL by itself, and of the keys of an association table.
 *
 * Until it is judged, what is required may be NULL as if it were not: a text is
 * a NULL pointer, an optional is not present, and a foreign key has no parent
 * and zero in its columns. kith_is_null tells. */
typedef enum kith_deferral {
    KITH_DEFER_PARENT = 1,  /* of a foreign key: it may name no row yet */
    KITH_DEFER_UNIQUE = 2,  /* two rows may hold the same value */
    KITH_DEFER_NOT_NULL = 4 /* what is required may be NULL */
} kith_deferral;

/* How rows are found by a column: .index = true finds those with a value;
 * .index = KITH_ORDERED keeps them in its order, for ranges (range.h), and
 * finds those too. The column may be unique, or the primary key, besides. */
typedef enum kith_index {
    KITH_NO_INDEX,
    KITH_INDEXED,
    KITH_ORDERED
} kith_index;

/* The version of the structs below and of what kith/detail/inline.h reads, and
 * the bytes of an enum, of which -fshort-enums has fewer. kith_open() refuses
 * tables and options that were compiled with another one: compile all that
 * includes kith.h together. */
#define KITH_ABI_VERSION (16u | (unsigned)sizeof(kith_action) << 16)

/* --- Members of a row ----------------------------------------------------- */

/* A text column. The bytes belong to the database: an insert or set copies what
 * it is given; NULL is SQL's NULL. Up to 4 GiB - 2 bytes. */
#define KITH_TEXT const kith_text
typedef const char *kith_text; /* so that KITH_TEXT a, b; are two texts */

/* A blob column: bytes of any value, owned by the database like those of a
 * text, and aligned for numbers of 8 bytes. NULL is a NULL `data`; a blob of no
 * bytes is a value. Up to 4 GiB - 2 bytes. */
#define KITH_BLOB const kith_blob
typedef struct kith_blob {
    const void *data;
    size_t bytes;
} kith_blob;

/* A blob to insert or set: .photo = KITH_BYTES(pixels, sizeof(pixels)). */
#ifndef __cplusplus
#define KITH_BYTES(data, bytes) ((kith_blob){(data), (bytes)})
#else
#define KITH_BYTES(data, bytes) (kith_blob{(data), (bytes)})
#endif

/* A number or bool that can be NULL: read x.present, then x.value. A plain
 * number is never NULL. Declare the member const (const KITH_OPTIONAL(int) x)
 * when it is required, unique or indexed. `type` is a bool, an integer or enum,
 * a float or double. */
#define KITH_OPTIONAL(type) kith_optional_(type)

/* The initializer of an optional column in kith_insert: .weight = KITH_SOME(4).
 * Without it the column is NULL, or its default. kith_set takes the plain
 * number: kith_set(chair, weight, 4). */
#define KITH_SOME(v) \
    {                \
        (v), true    \
    }

/* Relationships take one of three shapes inside a row. Their members are const
 * because only the engine writes them.
 *
 * KITH_REFERENCE(Parent), the foreign-key side: chair->store.row is the parent
 * or NULL. `place` is the child's position in the parent's list. 16 bytes.
 *
 * KITH_SCALAR(Child), the parent's side of a one-to-one (SQLAlchemy:
 * uselist=False): ada->profile.row is the child or NULL. 8 bytes.
 *
 * KITH_COLLECTION(Child), the parent's side of a one-to-many: an array of child
 * pointers in order of appending. A removed member leaves a NULL slot, so
 * `places` runs to `place_count` and `count` tells the members; kith_for_each
 * skips the holes. Up to three members live in the row itself. 40 bytes.
 *
 * KITH_COLLECTION_VIA(Link, Target), one side of a many-to-many: the members
 * are rows of the association table, and each shows the row at the other end by
 * its reference:
 *
 *   struct Student {
 *       const int64_t id;
 *       KITH_COLLECTION_VIA(Enrolment, Course) courses;
 *   };
 *
 *   kith_for_each(e, ana->courses)
 *       puts(e->course.row->title);
 *
 * Link must be the row type of the table that .secondary names: kith_open can
 * compare the sizes only. */
#define KITH_REFERENCE(Parent) kith_reference_(Parent)
#define KITH_SCALAR(Child) kith_scalar_(Child)
#define KITH_COLLECTION(Child) kith_collection_(Child, Child)
#define KITH_COLLECTION_VIA(Link, Target) kith_collection_(Link, Target)

/* --- Descriptors ---------------------------------------------------------- */

/* A value of any type: of a .default_value, or of a part of a key, or what a
 * function of yours returns. The kind is that of the member in use:
 * KITH_KIND_I64 for integer, KITH_KIND_U64 for natural, KITH_KIND_F64 for real,
 * KITH_KIND_TEXT for text, KITH_KIND_BLOB for blob; KITH_KIND_NONE for no
 * value, that is NULL. */
typedef struct kith_value {
    kith_kind kind;
    int64_t integer;
    uint64_t natural;
    double real;
    const char *text;
    kith_blob blob;
} kith_value;

#define KITH_INTEGER(v)                       \
    {                                         \
        .kind = KITH_KIND_I64, .integer = (v) \
    }
#define KITH_REAL(v)                       \
    {                                      \
        .kind = KITH_KIND_F64, .real = (v) \
    }
#define KITH_STRING(v)                      \
    {                                       \
        .kind = KITH_KIND_TEXT, .text = (v) \
    }
#define KITH_BINARY(data_, bytes_)                                           \
    {                                                                        \
        .kind = KITH_KIND_BLOB, .blob.data = (data_), .blob.bytes = (bytes_) \
    }

/* Functions of yours that a table may name. `draft` is a row of the table as it
 * will be: its columns are complete but for defaults that come later, its
 * references show the parents it will have (NULL while a key names no row), and
 * its scalars and collections are as they are now. It may be read like any row
 * until the function returns, and other rows may be read and looked up; every
 * call that writes to the database, kith_verify and kith_close are
 * KITH_E_MISUSE. A draft is not live, and no collection contains it. The
 * functions are not called for a row that will be refused because an in-place
 * text does not fit. One that leaves by longjmp leaves its call half
 * done, and every later call that writes is KITH_E_MISUSE until kith_recover
 * (db.h) has dropped it.
 *
 *   static kith_value slug(const void *draft)
 *   {
 *       const Post *post = draft;
 *       return (kith_value)KITH_STRING(post->title);
 *   }
 *
 * Functions for defaults are called before anything is judged: what is required
 * may still be NULL then. A text or blob that is returned is copied at once. A
 * value that does not fit the column is KITH_E_CHECK. */
typedef kith_value kith_value_function(const void *draft);
typedef bool kith_check_function(const void *draft);

/* One attribute of a table, filled in by the macros below. The options a
 * declaration may name, as designated initializers, are:
 *
 *   .not_null        the column is required (text, blob, optional, foreign
 *                    keys)
 *   .unique          no two rows hold the same value; NULLs never collide
 *   .index           rows are found by this value; several may hold it. Or
 *                    KITH_ORDERED: see kith_index
 *   .primary_key     the column is the primary key, or a part of it when
 *                    several columns say so (foreign keys of an association)
 *   .manual          an integer primary key does not count up: it is always
 *                    given, and 0 is a key like any other. An insert's literal
 *                    that leaves it out names key 0; kith_insert_columns
 *                    without its bit is KITH_E_NOT_NULL
 *   .first_number    where a primary key that counts up begins; 0 stands for 1
 *   .minimum, .maximum    the least and the largest value of a number that is
 *                    no foreign key: KITH_INTEGER(1), KITH_REAL(0.5). NULL
 *                    passes, NaN does not. A key that counts up and has given
 *                    out its maximum is KITH_E_LIMIT
 *   .maximum_bytes   the most bytes of a text (without its NUL) or blob that is
 *                    no foreign key; that of an in-place text is less than its
 *                    array has
 *   .default_value   taken where an insert gives none: KITH_INTEGER(7),
 *                    KITH_REAL(0.5), KITH_STRING("new"),
 *                    KITH_BINARY("\0", 1). Only for columns whose value can be
 *                    absent: text, blob, optional, foreign key
 *   .default_function    the same, called for each row that needs it, in the
 *                    order of the columns
 *   .on_update_function  called for a new value whenever a call changes another
 *                    column of the row or a parent (updates, links, cascades;
 *                    not inserts, not equal values, not direct writes) and not
 *                    this one.
 *                    It is called before the call is judged, so also in one
 *                    that is then refused. Not for foreign keys and the keys
 *                    they refer to
 *   .sort_key        the column is a text or blob that this function makes of
 *                    the row, by which rows stand in order where their values
 *                    would not do (KITH_ORDERED_INDEX, .order_by): it is
 *                    compared byte by byte, so no order calls a function.
 *                    Called for each insert as a default is, and for updates as
 *                    an .on_update_function; giving or setting the column is
 *                    KITH_E_MISUSE
 *   .on_delete, .on_update    what happens to the children (foreign keys).
 *                    kith_open refuses KITH_SET_NULL on a key that may not be
 *                    NULL, KITH_SET_DEFAULT without a default, and both where
 *                    other keys need all of its columns
 *   .deferred        which of its rules wait for the outermost commit: see
 *                    kith_deferral (columns and foreign keys)
 *   .back_populates  the relationship at the other end, which names this one
 *   .secondary       the association table of a many-to-many, by its name:
 *                    "enrolments"
 *   .order_by        members stand in this order too: "placed desc, id",
 *                    columns of their rows (collections; see sorted.h). It is
 *                    an ordered index over the foreign key and these columns
 *   .key             a member is looked up by this column of its row, which no
 *                    two members of one collection share: kith_in (sorted.h).
 *                    It is a unique key over the foreign key and the column
 *   .position        a column of the members' rows that always shows the place
 *                    of the row in the list, the first as 0, and 0 in a row
 *                    that is in none: const, 32 bits or more, without another
 *                    rule (collections). Every call that changes the list
 *                    writes it anew, also those that take such a call back,
 *                    from the end to the first member that moved: O(members
 *                    behind), once a call; kith_replace O(members). No function
 *                    is called for it. Giving or setting it is KITH_E_MISUSE:
 *                    kith_move the member. 16 bytes in each row that has such a
 *                    collection
 *   .maximum_members, .minimum_members    how many members a collection may
 *                    have, and must: KITH_E_CHECK. The first is judged at the
 *                    end of a call, the second by the commit of the outermost
 *                    transaction, for rows that it inserted or took members
 *                    from; without one by each call that takes a member out or
 *                    inserts such a row, which so needs a transaction
 *   .foreign_key     which foreign key a relationship means, where several
 *                    lead from one table to the other, said by either side;
 *                    one of several columns is named "artist, title". In a
 *                    many-to-many it is the key that points at the row with
 *                    the collection, so that of a table with itself says
 *                    "follower_id" for `following` and "followed_id" for
 *                    `followers`
 *   .delete_orphan   a child that leaves its parent is deleted, unless it moves
 *                    to another parent (collections and scalars)
 *   .acyclic         no row may be its own ancestor (on a relationship of a
 *                    table to itself): KITH_E_CYCLE
 *   .unique_pair     the association table gets a hidden key over its pair
 *                    (on either of the two collections); without any key over
 *                    it the many-to-many may be walked, not written
 *   .view_only       the many-to-many may be walked, not written
 *   .symmetric       a many-to-many of a table with itself in which both ends
 *                    are alike (friends, borders): one association row stands
 *                    in the one collection of either, whichever of its two keys
 *                    names which. kith_other (walk.h) is the other end. The
 *                    pair is unique in either order (KITH_E_UNIQUE), and no row
 *                    is linked with itself (KITH_E_CHECK). The row that appends
 *                    stands at the key of .foreign_key, without that at the
 *                    first; an update that exchanges the two moves the link to
 *                    the end of both collections. The keys are no index of
 *                    their rows: kith_find by one needs an .index of its own.
 *                    A table has one such pair
 */
typedef struct kith_attribute {
    const char *name;
    const char *row; /* the row type the member was looked up in */
    kith_kind kind;
    size_t offset_bytes, bytes;
    bool writable, optional;
    bool primary_key, not_null, unique, manual;
    kith_index index;
    unsigned deferred; /* kith_deferral, one or several */
    uint64_t first_number;
    kith_value minimum, maximum;
    size_t maximum_bytes;
    kith_value default_value;
    kith_value_function *default_function, *on_update_function, *sort_key;
    const char *parent, *parent_key;
    kith_action on_delete, on_update;
    const char *target, *back_populates, *secondary;
    const char *order_by, *key, *position;
    uint32_t maximum_members, minimum_members;
    const char *foreign_key;
    bool via; /* the members of the collection are not the targets */
    size_t link_bytes;
    bool delete_orphan, acyclic, unique_pair, view_only, symmetric, reserved_;
    const char *const *columns, *const *parent_columns;
    size_t column_count;
    kith_check_function *check;
    const char *message;
} kith_attribute;

/* A table: what KITH_TABLE makes of a row type. */
typedef struct kith_table {
    unsigned abi_version;
    const char *name, *row;
    size_t row_bytes, row_align;
    const kith_attribute *attributes;
    size_t attribute_count;
} kith_table;

/* --- Declaring a table ---------------------------------------------------- */

/* KITH_DECLARE(Item); in a header shares a table that one source file defines
 * with KITH_TABLE(Item, "items", ...); `static KITH_TABLE` keeps it private.
 * Item is the name of a struct type without the word struct (a typedef), and
 * names the descriptor Item_table. All of it stands at file scope. C++ declares
 * tables that C defines. */
#define KITH_DECLARE(Row) kith_extern_ const kith_table Row##_table
#ifndef __cplusplus
#define KITH_TABLE(Row, table_name, ...)                \
    const kith_table Row##_table = {                    \
        KITH_ABI_VERSION,                               \
        table_name,                                     \
        #Row,                                           \
        sizeof(Row),                                    \
        alignof(Row),                                   \
        (const kith_attribute[]){__VA_ARGS__},          \
        sizeof((const kith_attribute[]){__VA_ARGS__}) / \
            sizeof(kith_attribute)}
#endif

/* The tables of a database, for kith_open: KITH_TABLES(Store, Item). Up to 64
 * names; beyond that write the array, which ends in NULL, yourself:
 * (const kith_table *const[]){&Store_table, &Item_table, NULL}. */
#define KITH_TABLES(...) kith_tables_(__VA_ARGS__)

/* A column: a bool, an integer or enum, a float or double, a KITH_TEXT, a
 * KITH_BLOB, or a const char array (text stored in the row; what does not fit
 * with its NUL is refused. C initializes it by a string literal only: insert
 * first and kith_set a text of another kind). Pointers, other arrays, structs,
 * long doubles and bit-fields are no columns: the compiler says so. */
#define KITH_COLUMN(...) kith_column_(__VA_ARGS__, .reserved_ = 0)

/* A column declared as KITH_OPTIONAL(type). */
#define KITH_OPTIONAL_COLUMN(...) \
    kith_optional_column_(__VA_ARGS__, .reserved_ = 0)

/* The primary key: an integer or a text. An integer left zero by an insert is
 * given the next number, starting at 1 (.first_number), unless it is .manual: a
 * number that a row is given by hand, by an insert or later, has the next one
 * behind it where it is larger. A text must be given, and an in-place text is
 * not given when it is empty. A table needs no primary key. */
#define KITH_PRIMARY_KEY(...) kith_column_(__VA_ARGS__, .primary_key = true)

/* KITH_FOREIGN_KEY(Item, store_id, Store, id, ...): the column holds the key of
 * a parent row, which must be a primary key or a unique column of the same
 * type. It declares the column too, so there is no KITH_COLUMN beside it. Zero
 * (NULL for text) in an insert means not given, that is NULL: a parent whose
 * key is 0 is named by its row, by kith_set or by kith_insert_columns. */
#define KITH_FOREIGN_KEY(...) kith_foreign_key_(__VA_ARGS__, .reserved_ = 0)

/* A foreign key of several columns refers to a primary or unique key over as
 * many, column by column; they are declared as columns or foreign keys too:
 *
 *   KITH_TABLE(Track, "tracks",
 *       KITH_COLUMN(Track, artist), KITH_COLUMN(Track, album),
 *       KITH_FOREIGN_KEYS(Track, (artist, album), Album, (artist, title),
 *                         .on_delete = KITH_CASCADE));
 *
 * As in SQL's MATCH SIMPLE it is NULL, and refers to nothing, when one of its
 * columns is. Its NULL is a state of the link: the columns that are its *own*
 * then hold zero. A column is not its own when another foreign key has it too,
 * or when it is required or in the primary key: that one keeps its value while
 * the link is NULL, and a foreign key without any column of its own cannot be
 * unlinked. An insert gives the key when one of its own columns is not zero;
 * setting an own column to NULL unlinks; a write to a column that several
 * foreign keys share moves the row along all of them, and the whole row is
 * judged. */
#define KITH_FOREIGN_KEYS(...) kith_foreign_keys_(__VA_ARGS__, .reserved_ = 0)

/* KITH_REFERENCE_KEY(Item, store, Store, id, ...): a foreign key without a
 * column. The member, a KITH_REFERENCE(Store), is all that a row holds of it,
 * which saves the bytes of the column, and it declares the relationship too, so
 * there is no KITH_RELATIONSHIP beside it:
 *
 *   struct Item {
 *       const int64_t id;
 *       KITH_REFERENCE(Store) store;
 *   };
 *   KITH_TABLE(Item, "items", KITH_PRIMARY_KEY(Item, id),
 *              KITH_REFERENCE_KEY(Item, store, Store, id, .not_null = true,
 *                                 .back_populates = "items"));
 *
 * The parent is given by its row (.store.row in an insert, kith_relate,
 * kith_append), never by its key. The key, which may not be NULL, is that by
 * which messages name the parent; it may be changed, as nothing has to follow,
 * so there is no .on_update. What needs a column cannot be had: a default,
 * KITH_SET_DEFAULT, KITH_DEFER_PARENT; a place in another key or index, or
 * among the columns of a check; kith_find, kith_set, kith_update and
 * kith_insert_values by it, and an insert of a row that is its own parent. A
 * many-to-many over such a key may be walked, and is changed by inserting and
 * deleting rows of its table. All else is as with KITH_FOREIGN_KEY. */
#define KITH_REFERENCE_KEY(...) kith_reference_key_(__VA_ARGS__, .reserved_ = 0)

/* The same for a key of several columns: KITH_REFERENCE_KEYS(Track, album,
 * Album, (artist, title)). */
#define KITH_REFERENCE_KEYS(...) \
    kith_reference_keys_(__VA_ARGS__, .reserved_ = 0)

/* KITH_RELATIONSHIP(Store, items, Item, ...): the member shows rows of Item
 * along a foreign key between the two tables. What deleting a parent does when
 * the foreign key has no .on_delete: under .delete_orphan, and for the keys of
 * an association table, the children are deleted; where a relationship is
 * declared over the key and it may be NULL, they are unlinked; else the delete
 * is refused while there are children. */
#define KITH_RELATIONSHIP(...) kith_relationship_(__VA_ARGS__, .reserved_ = 0)

/* Keys and indexes over several columns: KITH_UNIQUE("artist", "title"). */
#define KITH_UNIQUE(...) kith_columns_(KITH_KIND_UNIQUE, __VA_ARGS__)
#define KITH_INDEX(...) kith_columns_(KITH_KIND_INDEX, __VA_ARGS__)

/* Rows in the order of these columns: KITH_ORDERED_INDEX("customer_id",
 * "placed desc"). By a column with `desc` behind its name the greater ones come
 * first; `asc` may be said too. Numbers stand in their order, false before
 * true, -0.0 with 0.0 and NaN behind all others; texts and blobs in that of
 * memcmp, and what another begins with before it. NULL comes before all values,
 * behind them in a column that descends. Rows that are equal in all columns
 * stand in the order in which they came to be so. A row whose foreign key among
 * the columns is NULL is not in the index. To find rows, see range.h.
 *
 * A change of a row costs O(log rows). Memory: 8 bytes in each row, and 9 to 14
 * a row in pages, at most 28 where rows went at random. */
#define KITH_ORDERED_INDEX(...) \
    kith_columns_(KITH_KIND_ORDERED_INDEX, __VA_ARGS__)

/* The same as KITH_UNIQUE, judged when the outermost transaction commits. */
#define KITH_DEFERRED_UNIQUE(...)                                             \
    {                                                                         \
        kith_named_(#__VA_ARGS__, __VA_ARGS__), .kind = KITH_KIND_UNIQUE,     \
                                                .deferred = KITH_DEFER_UNIQUE \
    }

/* KITH_CHECK(has_a_price, "an item costs something", "price", "discount"): a
 * function of yours that tells whether a row may be as it is. It is called for
 * each insert and for each change of a column that it names, which must be
 * const, and by kith_verify; false is KITH_E_CHECK with this message. It sees
 * NULLs as they are: the rule of SQL that NULL passes is for it to write. As in
 * SQL it should judge by the columns it names, and by whether references are
 * NULL (where such a key has no column, it is called when its parent changes):
 * it sees other rows as they are before the call and is not called again
 * when they change. For a row that then does not pass kith_verify returns
 * KITH_E_CHECK. */
#define KITH_CHECK(function, why, ...)                                     \
    {                                                                      \
        kith_named_(#function, __VA_ARGS__),                               \
            .kind = KITH_KIND_CHECK, .check = (function), .message = (why) \
    }

#ifdef __cplusplus
}
#endif
#endif
