/* schema.h - the tables of one database, checked and resolved.
 *
 * Owns   what the descriptors say, as structs that point at each other: a
 *        foreign key knows its columns, the key it refers to, and where its two
 *        ends lie in the rows. Frozen once ki_schema_open() is done.
 * Knows  where the columns of a row lie, and reads it by them; nothing of
 *        indexes or a database.
 *
 *   table ---- columns, keys, foreign keys (as child), children (foreign keys
 *     |        of other tables that refer to this one), relationships, checks
 *     +------- primary, autoincrement: its primary key, and the column of that
 *              where it counts up
 *
 * One word per idea: a *key* is a list of columns with an index (unique or
 * not); a *foreign key* is a link between two tables; a *relationship* is a
 * member of a row that shows one end of a foreign key.
 *
 * Everything is worked out once, so that a write decides by reading a flag or
 * walking a list that holds what concerns it, and never by looking through the
 * attributes of a descriptor. Who sets which member is said in steps/build.h:
 * each step of the open fills in some, in the order that open.c gives.
 *
 * All of it lies in one arena and points into itself and into the descriptors,
 * so nothing here moves, and nothing is freed before the database is closed.
 * Readers of any thread may use it: after the open nothing is written to it.
 *
 * An *after-image* is a row as it will be when the write in progress is done
 * (engine.h). It has the shape of a row, so what reads a row here reads it too;
 * only its references may say that a parent is missing (layout.h).
 */
#ifndef KI_CATALOG_SCHEMA_H
#define KI_CATALOG_SCHEMA_H

#include "base/arena.h"
#include "base/names.h"
#include "base/status.h"
#include "catalog/layout.h"

#include <kith/schema.h>

/* PostgreSQL's limit too. It bounds the arrays that probes keep on the stack;
 * ki_schema_open() refuses a longer key. */
enum { KEY_COLUMNS_MAX = 32 };

/* In bytes, of the user's struct: a chunk must hold a row with its hidden tail,
 * and the head of a row leads back at most 4 GiB (layout.h). So offsets within
 * a row fit into 32 bits, with room to spare for the tail. */
#define ROW_BYTES_MAX ((size_t)1 << 30)

/* A column of a table. A database of few rows is mostly schema. So what is
 * seldom read is packed; what every write reads is as wide as an address, for
 * that adds up in one instruction.
 *
 * Where a column is NULL is decided by what it is (column_is_null): a text or
 * blob by its pointer, an own column of a foreign key by the reference, an
 * optional by its flag; any other is never NULL.
 *
 * `links` and `limits` share a place, for a part of a foreign key may have no
 * limits of its own: `link_count` tells which of them stands there. */
struct column {
    const kith_attribute *attribute; /* its name, among others */
    size_t offset;
    uint32_t bytes;      /* of the value, without the flag of an optional */
    uint32_t bytes_max;  /* of a text, without its NUL, or blob; what its place
                           allows where .maximum_bytes says nothing */
    uint16_t link_count; /* how many foreign keys it is a part of */
    uint8_t kind;        /* a kith_kind */
    bool optional;       /* a number with a flag behind its value */
    bool unconstrained;  /* no key, check, limit of a number or function looks
                           at it: a write of it is done at once */
    bool sole_index;     /* a number at which only `key` looks, to which nothing
                           refers */
    bool indexed; /* in some key, so that changing it moves index entries */
    bool not_null : 1, has_default : 1; /* as declared; not_null also for a
                                           part of the primary key */
    bool bounded : 1; /* a number at which nothing but its limits looks */
    bool checked : 1; /* some check looks at it */
    bool keyed : 1;   /* in some key that programs know of */
    bool positioned : 1;     /* some collection's .position */
    bool defer_not_null : 1; /* as declared: it may be NULL within a
                                transaction */
    struct key *key;  /* the one over exactly this column, or NULL */
    union {
        struct foreign_key **links;  /* the foreign keys that it is a part of */
        const struct limits *limits; /* of other columns, or NULL */
    };
    struct foreign_key *foreign_key; /* the one whose own column it is: its
                                        NULL is this column's NULL */
};

/* A key, or index that is not unique. Keys stand in table->keys, and each has
 * an index at the same place in the store of the table (data/store.h): the
 * ordinal leads from one to the other. A key with a NULL in it is in no index,
 * as in SQL, where NULLs never collide; an ordered one has places for NULLs,
 * but for those of foreign keys. */
struct key {
    const char *name; /* "artist, title": its columns, for messages */
    struct column **columns;
    union {
        const struct foreign_key *lead;   /* when ordered: that of a collection,
                                           by which it begins; equal members
                                           stand as they joined it. Or NULL */
        const struct foreign_key *mirror; /* when mirrored: one of the two */
    };
    uint32_t ordinal;      /* among the keys of its table */
    uint32_t place_offset; /* in the hidden tail, when it has postings; its
                              stamp, when it is ordered */
    union {
        uint32_t pending_at; /* when `pending`: the reference of a foreign key,
                                whose columns these are */
        uint32_t descending; /* when ordered: bit i, whether by the i-th column
                                the greater ones come first */
    };
    uint8_t column_count;
    bool unique;
    bool ordered : 1;  /* rows stand in its order, and several may hold it */
    bool hidden : 1;   /* not declared: made for .unique_pair, .order_by or
                          .key, or pending */
    bool deferred : 1; /* two rows may hold it within a transaction */
    bool pending : 1;  /* rows are in its index whose deferred foreign key names
                          no row yet; it is NULL in all others */
    bool in_foreign_key : 1; /* some column is a part of a foreign key: where
                                that names no row, UNIQUE does not judge it */
    bool mirrored : 1; /* over the pair of a .symmetric many-to-many, of whose
                          keys each may name either end: also unique when they
                          are exchanged */
    bool required : 1; /* no column may be NULL: it is in no row that the checks
                          let pass, within a transaction apart */
    bool never_null;   /* key_is_null() says no, so no column is looked at */
};

/* A link from a table to one that it refers to: the columns of the child hold
 * the values of a unique key of the parent. What the engine follows is not
 * those values but the reference in the child and the list in the parent;
 * values and ends agree outside a call.
 *
 *   child row                         parent row
 *   columns ... reference ----------> key columns ... list
 *                     <------------------------------- (or scalar)
 *
 * It is NULL as a whole, when one of its columns would be (MATCH SIMPLE of the
 * SQL standard, the default of FOREIGN KEY), and that is a state of the
 * reference. Its own columns hold zero while it is NULL. A column that other
 * foreign keys share, or that is required beside others, keeps its value: it is
 * not its own.
 *
 * A reference key (KITH_REFERENCE_KEY) has no column and is called like the
 * reference: what copies, compares or looks up values has nothing to do. */
struct foreign_key {
    const char *name; /* "artist, album": its columns as they were declared */
    const kith_attribute *attribute;
    struct table *child, *parent;
    struct column **columns; /* in the order of the parent's key; behind them,
                                unless it is one, in the order of the name, and
                                its own */
    uint16_t column_count;        /* 0: a reference key */
    uint16_t exclusive_count;     /* of its own columns */
    uint32_t ordinal;             /* among the foreign keys of the child */
    struct key *parent_key;       /* unique, of as many columns; that of a
                                     reference key of any, and never NULL */
    uint8_t on_delete, on_update; /* what a kith_action really does, never
                                     default */
    bool unlinks;       /* it can be NULL by itself: it has an own column, or
                           none at all */
    bool not_null;      /* declared, or it cannot be NULL */
    bool one_to_one;    /* the parent's end is a scalar */
    bool has_default : 1;   /* each of its own columns has one */
    bool delete_orphan : 1; /* what leaves its parent is deleted */
    bool acyclic : 1;       /* no row may be its own ancestor along it */
    bool required : 1; /* to be looked at by itself where NULL is judged: no
                          column of its own says that it must not be NULL, or it
                          has none */
    bool association : 1;    /* a key of a secondary table */
    bool defer_parent : 1;   /* within a transaction it may name no row, */
    bool defer_not_null : 1; /* or be NULL though it is required */
    bool reference_declared; /* a member of the user's struct, so an insert
                                may name the parent in it */
    bool unconstrained;      /* one column of its own, at which no other rule
                                 looks, or none */
    bool int64_key;          /* one column, its key an integer of 64 bits, never
                                 NULL; or none */
    bool int64_unconstrained;   /* both, and the parent's end is a list */
    bool cascades_throughout;   /* children are deleted with their parent, and
                                 all below them: each key on the way down says
                                 CASCADE */
    bool cascades_to_leaves;    /* the same, and they have none */
    uint32_t list;              /* in the parent: a collection, or a scalar */
    struct member_rules *rules; /* of its members, or NULL (limits.h) */
    uint32_t child_at, parent_at; /* of the first column and key column; without
                                     columns the reference, written later */
    union {                       /* in the child */
        struct {
            uint32_t reference, mate; /* the other of a .symmetric pair, whose
                                         children are in the same lists; else
                                         the same */
        };
        struct list_ends ends;
    };
    struct relationship *child_end, *parent_end; /* NULL: that end is hidden */
};

/* A member that shows one end of a foreign key. In a many-to-many it is the
 * collection of association rows: `foreign_key` leads from those back to the
 * row with the collection, `target_key` on to the rows at the other end. */
struct relationship {
    const kith_attribute *attribute; /* its name, among others */
    uint32_t offset;
    uint8_t kind;   /* a kith_kind */
    bool view_only; /* declared, or there is no key over the pair */
    struct table *table, *target;    /* whose member it is, what it shows */
    struct foreign_key *foreign_key; /* whose end this member is */
    struct foreign_key *target_key;  /* many-to-many: to the target; where it is
                                        .symmetric, either is */
    struct key *pair;                /* many-to-many: over exactly the two */
    struct key *order, *member_key;  /* .order_by and .key: that of its own, and
                                        these columns; or NULL */
};

/* A function of the user that judges rows by some columns. */
struct check {
    const kith_attribute *attribute; /* its function, and column_count */
    struct column **columns;         /* a change of one of these calls it */
    const char *columns_name;        /* "price, discount", for messages */
};

/* What lies at an offset of the row. Places count from 1: first the
 * relationships of the table, then its columns. So one small number stands for
 * either sort of member, and 0 for none. */
struct member {
    uint32_t offset, place;
};

/* Which inserts a table has, worked out so that an insert begins with one
 * comparison and not with a look at every column (edit/fastpath.c). */
enum insert_kind {
    INSERT_SLOW,   /* each needs a change set */
    INSERT_FAST,   /* what one needs besides its values is at most a number and
                    the parents that it names */
    INSERT_MINIMAL /* the same, with no key but an int64_t that counts up, if
                      any, foreign keys of one 64-bit integer whose other ends
                      are lists, and no columns but numbers and in-place
                      texts */
};

/* A table. The first members are what each write starts from; of the counts and
 * flags behind, each lets a step of a write be left out where a table has
 * nothing for it. Lists of columns stand one behind the other in one array,
 * `texts`, and are reached by the table_...() functions below, which costs an
 * addition for each list before and saves seven pointers. */
struct table {
    const kith_table *descriptor; /* its name, among others */
    struct column *columns;
    struct column **texts; /* texts and blobs, parts of foreign keys last;
                              other lists are behind */
    struct check *checks;
    struct key *keys;
    struct foreign_key *foreign_keys; /* this table is the child */
    struct foreign_key **children;    /* this table is the parent */
    struct relationship *relationships;
    struct relationship **parent_ends; /* scalars and collections */
    union {
        uint8_t *member_at;     /* by offset, up to mapped_bytes: the place of a
                                   member, or 0 */
        struct member *members; /* of large rows: sorted by offset */
    };
    struct key *primary;          /* the first of the keys, or NULL */
    struct column *autoincrement; /* the integer primary key that counts up */
    uint64_t first_number, last_number; /* that it gives out; behind the last
                                           an insert is KITH_E_LIMIT */
    kith_kind primary_kind; /* of its one column; KITH_KIND_NONE otherwise */
    uint32_t ordinal;       /* among the tables, and the stores of engine.h */
    size_t relationship_count;
    uint32_t column_count;
    uint32_t default_count, on_update_count, check_count;
    uint32_t limited_count, must_count;
    uint32_t chars_count, required_count, two_part_count, parent_end_count;
    uint32_t posted_count; /* keys that have postings */
    uint32_t row_align; /* at least 8, a power of two: heads count in 8 bytes */
    size_t row_bytes;   /* the user's struct and the hidden tail */
    size_t key_count, foreign_key_count, child_count, text_count;
    size_t mapped_bytes; /* 0 for large rows */
    uint64_t plain[5];   /* numbers that programs write, and the ends of a pair,
                          by the header of a chunk (kith/detail/inline.h) */
    bool shares_columns;    /* some column is a part of several foreign keys */
    bool composite;         /* some foreign key has several columns */
    bool acyclic;           /* some foreign key is */
    bool mirrors;           /* some key is mirrored */
    bool checks_inserts;    /* they have limits, or must give in-place texts */
    bool calls_functions;   /* of the user, shown rows as they will be */
    bool adopts; /* some key of its children is deferred, so that a new row may
                    have children at once */
    bool may_keep_children; /* some key of its children does not cascade
                               throughout */
    bool counts_leaving;    /* some key's parents must have members, or number
                               them, so that the delete of a row sees to it */
    bool reserves_new;      /* a new row needs texts, or places in postings:
                               what ki_reserve_new() makes beyond its keys */
    enum insert_kind insert_kind;
};

/* All tables of a database. It owns the arena, and with it every struct above;
 * descriptors and the names in them are the program's and outlive it. */
struct schema {
    struct memory *memory;
    struct arena arena;
    struct table *tables;
    size_t table_count;
    const kith_table **descriptors; /* of the tables, and a NULL */
    bool limits_members;            /* some collection has limits */
};

/* Whether a version that is not KITH_ABI_VERSION is that of this header, seen
 * by a compiler that gives enums another size. */
bool ki_schema_enums_differ(unsigned abi_version);

/* Check and resolve a NULL-terminated list of descriptors. On failure `error`
 * is set, whose names last until the close, which is due then too:
 * KITH_E_SCHEMA with a sentence for a declaration that cannot be kept,
 * KITH_E_MISUSE for a descriptor of another version, KITH_E_MEMORY.
 * O(attributes); where a table has many keys, each column meets all of them. */
kith_status ki_schema_open(struct schema *schema, struct memory *memory,
                           const kith_table *const *descriptors,
                           struct error *error);
void ki_schema_close(struct schema *schema);

/* Let each write take its long way, which counts. (steps/fast_paths.c) */
void ki_schema_close_fast_paths(struct schema *schema);

/* As many keys as a table has at most; at least one. O(tables). */
size_t ki_schema_most_keys(const struct schema *schema);

/* --- The lists of columns --------------------------------------------------
 *
 * The lists behind table->texts, in this order: in-place texts, columns that
 * could be NULL and may not, optionals and blobs, whose two parts must fit,
 * columns that have a default, those with an .on_update_function, those with
 * limits, and those of the primary key for which neither a number nor NULL
 * stands, which an insert must give. */
static inline struct column **table_chars(const struct table *table)
{
    return table->texts + table->text_count;
}
static inline struct column **table_required(const struct table *table)
{
    return table_chars(table) + table->chars_count;
}
static inline struct column **table_two_part(const struct table *table)
{
    return table_required(table) + table->required_count;
}
static inline struct column **table_defaults(const struct table *table)
{
    return table_two_part(table) + table->two_part_count;
}
static inline struct column **table_on_update(const struct table *table)
{
    return table_defaults(table) + table->default_count;
}
static inline struct column **table_limited(const struct table *table)
{
    return table_on_update(table) + table->on_update_count;
}
static inline struct column **table_must(const struct table *table)
{
    return table_limited(table) + table->limited_count;
}

/* --- Members by offset ----------------------------------------------------
 *
 * Public calls name a member by its offset, a constant of the program, so the
 * way from there to the column is on every set and lookup. */

/* The place of the member at an offset of the table's rows, or 0: by the map,
 * in which large rows have none, O(1); and by a search where there is no map,
 * O(log members). The search is for tables without a map alone. A caller that
 * has a longer way to fall back on looks at the map only. */
size_t ki_table_search(const struct table *table, size_t offset);
static inline size_t table_mapped_place(const struct table *table,
                                        size_t offset)
{
    return offset < table->mapped_bytes ? table->member_at[offset] : 0;
}
static inline size_t table_place(const struct table *table, size_t offset)
{
    return table->mapped_bytes == 0 ? ki_table_search(table, offset)
                                    : table_mapped_place(table, offset);
}

/* The column there, or NULL. Columns stand behind relationships, so place 0 is
 * none either. */
static inline struct column *ki_table_column(const struct table *table,
                                             size_t offset)
{
    size_t place = table_place(table, offset);

    return place > table->relationship_count
               ? &table->columns[place - table->relationship_count - 1]
               : NULL;
}

/* The relationship there, or NULL. Place 0 becomes the largest number, which is
 * not below the count. */
static inline const struct relationship *
ki_table_relationship(const struct table *table, size_t offset)
{
    size_t place = table_place(table, offset);

    return place - 1 < table->relationship_count
               ? &table->relationships[place - 1]
               : NULL;
}

/* --- Reading a row by its schema ------------------------------------------
 *
 * Each of these takes a row or an after-image. Values are in the form of
 * value.h. */

/* Whether the column points at bytes outside of the row: in a row those of a
 * block of the database, in an after-image perhaps still the program's own. */
static inline bool is_block(const struct column *column)
{
    return column->kind == KITH_KIND_TEXT || column->kind == KITH_KIND_BLOB;
}

/* The offset of the flag that an optional has behind its value. */
static inline size_t column_flag(const struct column *column)
{
    return column->offset + column->bytes;
}

/* Whether the column is NULL in the row or after-image. A text in a foreign key
 * is looked at as a text: one that several keys share may be NULL by itself,
 * and that of a key of one column is NULL in a row exactly when the key is. */
static inline bool column_is_null(const struct column *column, const char *row)
{
    if (is_block(column))
        return !load_ptr(row + column->offset);
    if (column->foreign_key)
        return reference_is_null(row + column->foreign_key->reference);
    return column->optional && !row[column_flag(column)];
}

/* Bring the value of a column from one row or after-image into another, or
 * NULL. A text or blob is the same block then. */
static inline void column_copy(const struct column *column, char *to,
                               const char *from)
{
    memcpy(to + column->offset, from + column->offset, column->bytes);
    if (column->optional)
        to[column_flag(column)] = from[column_flag(column)];
}

/* Make a column of an after-image NULL, or zero where it cannot be. The
 * reference of a foreign key is left to the caller. */
static inline void column_clear(const struct column *column, char *after)
{
    memset(after + column->offset, 0, column->bytes);
    if (column->optional)
        after[column_flag(column)] = false;
}

/* Whether its index keeps lists of rows with one value, or the order of those
 * that are equal: a key that is not unique, or may be held by two rows until
 * the outermost commit. */
static inline bool key_has_postings(const struct key *key)
{
    return !key->unique || key->deferred;
}

/* Whether some column of the key is NULL in the row or after-image, so that the
 * key is in no index and collides with none. Of an ordered one only foreign
 * keys count: their NULL is a state of the reference, which a row in the index
 * may get before its columns (delta/mutate.c), so no order can rest on it. */
static inline bool key_is_null(const struct key *key, const char *row)
{
    if (key->never_null)
        return false;
    if (key->pending)
        return reference_state(row + key->pending_at) != PARENT_PENDING;
    for (size_t i = 0; i < key->column_count; i++) {
        if ((!key->ordered || key->columns[i]->foreign_key) &&
            column_is_null(key->columns[i], row))
            return true;
    }
    return false;
}

/* --- Foreign keys and keys ------------------------------------------------ */

static inline bool is_reference_key(const struct foreign_key *foreign_key)
{
    return foreign_key->column_count == 0;
}

/* Whether its children are in lists with those of another key. */
static inline bool has_mate(const struct foreign_key *foreign_key)
{
    return foreign_key->mate != foreign_key->reference;
}

/* The columns of a foreign key in the order of its name, and its own. Behind
 * those in the order of the parent's key, in one array; with one column all
 * three are the same, so the array has one element, and an own column or
 * none; a reference key has none of all three. */
static inline struct column **
foreign_key_named(const struct foreign_key *foreign_key)
{
    size_t count = foreign_key->column_count;

    return foreign_key->columns + (count > 1 ? count : 0);
}
static inline struct column **
foreign_key_exclusive(const struct foreign_key *foreign_key)
{
    size_t count = foreign_key->column_count;

    return foreign_key->columns + (count > 1 ? 2 * count : 0);
}

/* Whether a row or after-image has a deferred foreign key that names no row
 * yet. */
static inline bool is_pending(const struct foreign_key *foreign_key,
                              const char *row)
{
    return foreign_key->defer_parent &&
           reference_state(row + foreign_key->reference) == PARENT_PENDING;
}

/* The index of the rows of which that is so; it is there where the key is
 * deferred. O(keys). */
static inline const struct key *
pending_key(const struct foreign_key *foreign_key)
{
    const struct key *key = foreign_key->child->keys;

    assert(foreign_key->defer_parent);
    while (!key->pending || key->pending_at != foreign_key->reference)
        key++;
    return key;
}

/* The keys without those, which come last: those that programs know of. */
static inline size_t table_known_keys(const struct table *table)
{
    size_t count = table->key_count;

    while (count > 0 && table->keys[count - 1].pending)
        count--;
    return count;
}

/* Whether two rows or after-images hold the same key; NULLs equal each other
 * here. */
bool ki_key_equal(const struct key *key, const char *a, const char *b);

/* Whether the foreign key in a child or its after-image holds the key that a
 * parent or its after-image shows. No row holds a key that is NULL in the
 * parent. A reference key holds any other. The reference is not looked at:
 * whether the key of the child is NULL, so that its columns mean nothing, is
 * for the caller to know. O(columns). */
bool ki_foreign_key_holds(const struct foreign_key *foreign_key,
                          const char *child, const char *parent);

/* Whether two rows or after-images hold the same value in a column, or NULL
 * both. */
bool ki_column_equal(const struct column *column, const char *a, const char *b);

/* Whether a column of the foreign key that can be NULL by itself is, so that
 * the whole key is (MATCH SIMPLE). */
bool ki_has_null_part(const struct foreign_key *foreign_key, const char *row);

/* Where a child or its after-image shows the key of its parent; for an
 * index. */
static inline void ki_foreign_key_values(const struct foreign_key *foreign_key,
                                         const char *child, const void **values)
{
    for (size_t i = 0; i < foreign_key->column_count; i++)
        values[i] = child + foreign_key->columns[i]->offset;
}

/* The .default_value that the column has, as an address for value.h: in the
 * descriptor, or `number` where it is one. */
const void *ki_column_default(const struct column *column, uint64_t *number);

/* The number of bytes of a text or blob column that is not NULL. */
size_t ki_block_bytes(const struct column *column, const char *row);

/* Print the key of a row, "7" or "(1, 7)", cut to fit; NULL as NULL. `capacity`
 * is at least 4, and what stands there ends in a NUL. */
void ki_key_print(const struct key *key, const char *row, char *to,
                  size_t capacity);
void ki_columns_print(struct column *const *columns, size_t count,
                      const char *row, char *to, size_t capacity);

#endif
