/* engine.h - the parts of one open database, and the write in progress.
 *
 * Owns   struct kith_db and struct changeset; no code but what all floors above
 *        need to read them: what a change shows, the member that a row stands
 *        for, and the way from a row or a descriptor to its store.
 * Knows  the schema and the stores. Nothing here changes a row; delta/ does
 *        that, and edit/ fills in the change set.
 *
 * They stand in one header because every floor above reads both: a cascade
 * looks at rows and at what the call plans for them. A change set is a part of
 * the database and not on the stack of its call, so that its buffers serve the
 * next call, and that kith_recover() finds it where a function of the user has
 * left the call by longjmp.
 */
#ifndef KI_ENGINE_H
#define KI_ENGINE_H

#include "base/ptr_map.h"
#include "base/arena.h"
#include "base/vec.h"
#include "catalog/catalog.h"
#include "catalog/table_map.h"
#include "data/log.h"
#include "data/store.h"
#include "data/walkers.h"

#include <kith/db.h>
#include <kith/detail/inline.h>

/* One row as it will be. An insert is built in the free cell where the row
 * will live, so `after` is `row`; an update in a copy, which has a head and a
 * chunk header of its own, so that kith_table_of() and its like work on it.
 * An after-image shows columns and references; its lists and places mean
 * nothing. What differs between row and after-image is what changes. There is
 * one change for a row at most, which its head is marked with. */
struct change {
    struct store *store;
    char *row;
    char *after; /* in the arena of the change set, unless an insert's */
    const uint64_t *given; /* columns an insert gives; NULL: those not zero */
    const uint64_t *nulls; /* columns that it gives as NULL; NULL: none */
    const struct column *missing;  /* a column of the primary key that had to
                                      be given and was not; NOT NULL refuses */
    const struct column *overlong; /* an in-place text that was set to */
    const char *overlong_text;     /* this, which does not fit: CHECK refuses,
                                      and shows it */
    bool insert;
    bool moves; /* a key or parent may differ; true for inserts. Else indexes
                   and lists need not be looked at */
    bool again; /* waits in changeset.again */
    bool named; /* the call itself changes the row, no cascade alone */
    size_t again_count; /* how often it was followed again, which is bounded */
    bool unasked; /* a default function was not called, for an in-place text
                     without NUL may not be shown to it: NOT NULL passes over
                     columns with a default, and CHECK refuses the text */
    bool texts_copied;     /* its texts are blocks of the database */
    size_t texts_reserved; /* columns of table->texts that were looked at, and
                              whose new text is a block; to be given back */
    size_t keys_reserved;  /* the same for keys and places in their indexes */
};

/* The order that a call gives the members of one collection when all else is
 * done: first those that show these rows, each once (kith_replace); or one
 * member the n-th (kith_move). Rows and not members are kept, for the
 * association rows of some are not inserted yet. */
struct order {
    const struct relationship *relationship;
    char *row;    /* whose collection it is */
    char *member; /* kith_move: it becomes the one at `place` */
    size_t place;
    char **rows;    /* kith_replace; one block with `members` */
    char **members; /* room for those that show them, behind the rows, so that
                       the mutation needs no memory */
    size_t count, capacity; /* of rows; of pointers in the block */
    struct ptr_map known;   /* its keys are these rows */
};

/* A row that keeps a deferred foreign key and comes to wait along it, or is
 * adopted. */
struct arrival {
    size_t change; /* its number */
    const struct foreign_key *foreign_key; /* NULL: it is none after all */
};

/* After-images by their unique keys, while several are compared. */
struct noted_keys {
    struct ptr_map index_of; /* key -> number of its index */
    KI_VEC(struct hash_index) indexes;
};

/* What one public call is about to do. Rows to delete and changes of rows to
 * write, both in the order they were found: until it is carried out, the arrays
 * are worklists and grow behind the reader, so the address of a change is stale
 * when another one was added; its number stays. Empty outside a call, but for
 * buffers. */
struct changeset {
    KI_VEC(struct change) changes;
    KI_VEC(char *) to_delete;
    KI_VEC(size_t) again;   /* numbers of changes that were followed, and have
                               changed since */
    KI_VEC(char *) kept;    /* rows that the call links: it is refused where it
                               would delete one */
    KI_VEC(struct arrival)
    arrivals; /* in the order in which they were children or waited before:
                 they join first */
    size_t changes_followed; /* so many of each have their consequences in the
                                change set */
    size_t deletes_followed;
    struct ptr_map change_of;  /* row -> number of its change */
    struct ptr_map adds;       /* list -> rows that will be put there */
    struct ptr_map climbed;    /* reference -> number of the change that passed
                                  it on its way to the top */
    struct ptr_map members; /* list -> how many more it will have, where it is
                                  limited */
    struct ptr_map numbers;    /* store -> how many of its next numbers changes
                                  have taken */
    struct noted_keys *noted;  /* in the arena; NULL: none were noted */
    struct arena arena;
    struct order *order; /* in the arena; NULL where the call gives none */
    bool logged; /* records were written for it: what it replaces is kept */
    bool parents_missing; /* some key named no row when it was looked up; one of
                             the changes may have it */
};

/* Where an open level began. */
struct level {
    size_t records, suspects; /* so many there were */
};

/* The rows of a kith_insert_rows in progress, in the database for the case that
 * a function of the user leaves it by longjmp. The array is the log by which a
 * refusal takes them back. */
struct bulk {
    struct store *store;
    struct chunk *newest; /* of the table before: chunks behind it were made
                             for these rows */
    size_t count, made;
    union {
        uint64_t next_number; /* before the first of them */
        struct level begin;   /* the same in a level */
    };
    char *rows[]; /* room for `count`; the first `made` are inserted */
};

/* Whether programs may write a column without a call, by kith_edit or by the
 * inline way of kith_set (kith/detail/inline.h). Where the table has an
 * .on_update_function no column is unconstrained, and a member that is not
 * const is written through kith_edit all the same. */
static inline bool column_is_plain(const struct column *column)
{
    return (column->unconstrained || column->attribute->writable) &&
           !is_block(column) && column->kind != KITH_KIND_CHARS;
}

/* Those of a table, as spans of the row: what a before-image holds. */
struct plain {
    struct span {
        uint32_t offset, bytes;
    } * spans;           /* and one of no bytes behind them */
    uint32_t count;
    uint32_t words; /* of 8 bytes, of an image: a pointer and all spans. 0:
                       there are none */
};

/* Of 8 bytes, that a span takes in a before-image. */
static inline uint32_t span_words(const struct span *span)
{
    assert(span->bytes > 0);
    return (span->bytes + 7) / 8;
}

/* Open levels, and what they would take back. */
struct levels {
    struct log log;
    KI_VEC(struct level) begins;
    struct level innermost; /* the last of them: each record looks at it */
    KI_VEC(char *)
    suspects; /* rows that broke a deferred rule when they were
                                written; they may be gone, or break none now */
    struct record *imaged; /* before-images, one for each row that has
                              MARK_IMAGED, linked with each other */
    struct ptr_map images; /* row -> the address of its newest before-image, of
                              those that were there when an inner level began;
                              0 where it was taken back */
    struct plain *plains;  /* by the ordinal of the table */
    struct arena arena;    /* of the plains */
    struct sums *sums;     /* of the innermost level, where options.check_writes
                              asks for them (edit/check_writes.h) */
};

/* Its parts, from the ground up where the order is free. A reader looks at
 * table_map and stores, which no write moves. */
struct kith_db {
    /* descriptor -> store; number of a cell -> its chunk. The first members,
       in this order, for programs look at them */
    struct kith_entries_ table_map;
    struct directory directory;
    struct memory memory; /* of what is held, up to the limit of the options */
    struct memory work;   /* of change sets and other worklists: no limit */
    struct pool pool; /* slot arrays, texts, postings */
    struct texts texts;
    void *user;         /* of the program; never followed */
    kith_clone_function *clone_row; /* of the program, or NULL */
    uint64_t hash_seed; /* of all indexes, mixed */
    kith_clock now;     /* of the program, or no function */
    kith_random_source random;    /* of the program, or no function: then */
    uint64_t random_state;        /* of our own; a clone draws the same numbers
                                  as the original */
    struct kith_catalog *catalog; /* shared, perhaps */
    bool counts_catalog;          /* its bytes are among those of `memory` */
    const struct schema *schema;  /* that of the catalog */
    struct store *stores; /* in the order of schema.tables */
    size_t store_count;
    struct contents *no_contents; /* of tables without room for a row */
    struct changeset changeset;
    struct bulk *bulk; /* in progress, or NULL */
    const char *call; /* the public function that writes, for what it refuses:
                         set when its contract has been looked at */
    bool keep_deleted; /* no cell has a second row */
    bool check_writes; /* sums are taken for each level */
    bool count_work;   /* stores count lookups and rows of scans */
    bool calling;    /* a function of the user runs in the middle of a write */
    uint32_t door;   /* how many such functions and kith_verifys run, during
                      which nothing may be written; and in a bit above
                      whether a level is open (kith/detail/inline.h) */
    uint32_t freezes;       /* of the door's count: by kith_freeze */
    uint64_t closings;      /* how often the door was closed by the thread that
                          writes: a cursor without a walker is over by then */
    struct walkers walkers; /* open cursors */
    struct levels *levels;  /* NULL until the first begin */
    char *stale; /* within a change or undo: the first link of lists whose
                    members show wrong places, or NULL (delta/positions.h) */
    struct kith_snapshot *snapshots; /* linked with each other */
    struct error error; /* what kith_last_error shows */
};

/* Whether nothing may be written now; and whether what is written may be taken
 * back later. */
static inline bool door_is_closed(const uint32_t *door)
{
    return (*door & ~kith_level_open_) != 0;
}
static inline bool db_is_frozen(const struct kith_db *db)
{
    return door_is_closed(&db->door);
}
/* The same but for kith_freeze, which counts once. */
static inline bool db_is_frozen_by_others(const struct kith_db *db)
{
    return (db->door & ~kith_level_open_) > (db->freezes > 0);
}

/* Why, in words that follow "%f: ". (engine.c) */
const char *ki_frozen_sentence(const struct kith_db *db);

static inline bool db_in_level(const struct kith_db *db)
{
    return __builtin_expect((db->door & kith_level_open_) != 0, false);
}

_Static_assert(offsetof(struct kith_db, directory) ==
                       sizeof(struct kith_entries_) &&
                   offsetof(struct directory, shown) == 0,
               "as kith/detail/inline.h finds it");

/* The database of a store, whose floor cannot name its type. */
static inline struct kith_db *store_db(const struct store *store)
{
    return store->owner;
}

/* Whether a level is open, for readers, who may be several: a kith_verify
 * counts at the door meanwhile, which they must not look at. */
static inline bool db_has_level(const struct kith_db *db)
{
    return db->levels && db->levels->begins.count > 0;
}

/* Close the door by which programs write plain columns themselves
 * (kith_door_opens_ in kith/detail/inline.h), and open it again. Nothing may be
 * written until it was opened as often as it was closed. For the thread that
 * writes, around a function of the user; kith_verify() counts by atomic steps
 * instead, for several threads may do so at once. */
static inline void door_close(struct kith_db *db)
{
    db->door++;
    db->closings++;
    if (READ_ONLY)
        ki_region_close(db_is_frozen(db));
}
static inline void door_open(struct kith_db *db)
{
    assert(db_is_frozen(db));
    db->door--;
    if (READ_ONLY)
        ki_region_close(db_is_frozen(db));
}

/* The store of a table of this database's schema. One addition. */
static inline struct store *store_of(const struct kith_db *db,
                                     const struct table *table)
{
    return &db->stores[table->ordinal];
}

/* --- Rows as they will be ------------------------------------------------- */

/* The row as it will be: its after-image where it has one. O(1). (engine.c) */
char *ki_row_after(const struct kith_db *db, char *row);

/* In front of the copy that is the after-image of an update: its row, and a
 * chunk header, to which the head leads back. The distance there tells a copy
 * from a row: one in a chunk is farther from the header of the chunk, which is
 * larger than the 16 bytes here. */
enum { AFTER_ROW = -24, AFTER_CHUNK = -16 };
static inline bool row_is_copy(const char *row)
{
    return (load_u32(row + DISTANCE) & DISTANCE_MAX) ==
           -AFTER_CHUNK / DISTANCE_UNIT;
}

/* The parent in a row or after-image: NULL for a key that is NULL, and in an
 * after-image for one that is no row. The next two say which it is. */
static inline char *row_parent(const char *after,
                               const struct foreign_key *foreign_key)
{
    return load_ptr(after + foreign_key->reference);
}
static inline enum parent_state
row_parent_state(const char *after, const struct foreign_key *foreign_key)
{
    return reference_state(after + foreign_key->reference);
}
static inline bool row_is_unlinked(const char *after,
                                   const struct foreign_key *foreign_key)
{
    return reference_is_null(after + foreign_key->reference);
}

/* Whether the row gets a new entry in the index of this key: the reserve makes
 * room, the mutation puts it, and both decide by this alone. A row whose key
 * becomes NULL gets none. */
static inline bool change_puts_key(const struct change *change,
                                   const struct key *key)
{
    return (change->insert || !ki_key_equal(key, change->row, change->after)) &&
           !key_is_null(key, change->after);
}

/* What is wrong with how many members a parent has, as a sentence about %t.%c;
 * NULL: nothing. O(1). (engine.c) */
const char *ki_members_damage(const struct kith_db *db,
                              const struct foreign_key *foreign_key,
                              char *parent);

/* Whether the row of an update gets another parent, or none, along some key of
 * which no column shows it. O(foreign keys). (engine.c) */
bool ki_change_refers_anew(const struct change *change);

/* Whether the after-image of an update shows other values in the key than the
 * row does. By the columns alone: the reference may still lead to the old
 * parent, where a column that keys share was written along another key.
 * O(columns of the key). (engine.c) */
bool ki_change_names_another(const struct change *change,
                             const struct foreign_key *foreign_key);

/* The parent whose list or scalar the row will newly join, or NULL. */
static inline char *change_new_parent(const struct change *change,
                                      const struct foreign_key *foreign_key)
{
    char *parent = row_parent(change->after, foreign_key);

    return change->insert || parent != row_parent(change->row, foreign_key)
               ? parent
               : NULL;
}

/* The member of a collection that shows a row at its other end, as rows are
 * now, or NULL. O(1). (engine.c) */
char *ki_find_member(const struct kith_db *db,
                     const struct relationship *relationship, char *row,
                     char *target);

/* --- Ways to a store ------------------------------------------------------ */

/* The row that a foreign key of one column names by a value in the form of
 * value.h, or NULL. O(1). */
static inline char *named_parent(const struct kith_db *db,
                                 const struct foreign_key *foreign_key,
                                 const void *value)
{
    const struct store *parents = store_of(db, foreign_key->parent);
    size_t ordinal = foreign_key->parent_key->ordinal;
    const struct unique_index *index = &parents->indexes[ordinal].unique;

    return foreign_key->int64_key ? unique_index_with(index, load_u64(value))
                                  : ki_unique_index_find(index, &value);
}

static inline struct kith_entry_ *table_entry(const struct kith_db *db,
                                              size_t home)
{
    return (struct kith_entry_ *)(void *)((char *)db->table_map.entries + home);
}

/* Whether an entry is that of a descriptor, whatever its primary key: the mark
 * adds its form to the address, whose lowest bits are zero. */
static inline bool is_entry_of(const struct kith_entry_ *entry,
                               const kith_table *descriptor)
{
    _Static_assert(_Alignof(kith_table) > KITH_FORM_TEXT_, "room for a mark");
    return (uintptr_t)entry->marked - (uintptr_t)descriptor <= KITH_FORM_TEXT_;
}

/* The entry of a descriptor, or a free one when it is not part of the
 * database. */
static inline struct kith_entry_ *
find_table_entry(const struct kith_db *db, const kith_table *descriptor)
{
    size_t at = table_map_home(&db->table_map, descriptor);

    while (!is_entry_of(table_entry(db, at), descriptor) &&
           table_entry(db, at)->marked)
        at = (at + sizeof(struct kith_entry_)) & db->table_map.mask;
    return table_entry(db, at);
}

/* The store of a descriptor, or NULL when it is not part of the database. */
static inline struct store *store_of_descriptor(const struct kith_db *db,
                                                const kith_table *descriptor)
{
    return find_table_entry(db, descriptor)->store;
}

/* The descriptor of the table of this name, or NULL. (engine.c) */
const kith_table *ki_table_named(const struct kith_db *db, const char *name);

/* Record for the public function `call` why a descriptor, which may be NULL,
 * leads to no table of the database. (engine.c) */
kith_status ki_refuse_descriptor(struct kith_db *db,
                                 const kith_table *descriptor,
                                 const char *call);

/* The store of a descriptor that a public function was given; NULL, with the
 * misuse recorded, when it is not part of the database, and NULL without a
 * database. */
static inline struct store *require_store(struct kith_db *db,
                                          const kith_table *descriptor,
                                          const char *call)
{
    struct store *store = db ? store_of_descriptor(db, descriptor) : NULL;

    if (!store && db)
        ki_refuse_descriptor(db, descriptor, call);
    return store;
}

/* Free all snapshots of a database that is about to be closed; and the bytes
 * that they hold, with what is abandoned: of the memory of calls, and of
 * blocks. (snapshot.c) */
void ki_snapshots_fini(struct kith_db *db);
size_t ki_snapshots_work_bytes(const struct kith_db *db);
static inline size_t db_pinned_bytes(const struct kith_db *db)
{
    return db->memory.pins ? db->memory.pins->held_bytes : 0;
}

/* End the kith_verifys of this thread that a check has left by longjmp. */
void ki_verify_leave(const struct kith_db *db);

/* Refuse a call that breaks the contract. A macro because it must return from
 * the public function it stands in, and must name it. */
#define KI_REQUIRE(db, condition, why, result)                   \
    do {                                                         \
        if (!(condition)) {                                      \
            ki_error_misuse(&(db)->error, __func__, "%f: " why); \
            return (result);                                     \
        }                                                        \
    } while (0)

#endif
