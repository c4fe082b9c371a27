/* store.h - one table's parts as a bundle: its rows and its indexes.
 *
 * Owns   the next number of the primary key, and, while there is room for a
 *        row, the slab and an index for each key: most tables of many a
 *        database never have a row.
 * Knows  its table in the schema; `owner` is the database, which the parts
 *        here never look into.
 *
 *   store ---> slab and indexes, its own or those of tables without rows
 *
 * An empty database is mostly schema, and should take less than 16 KB for ten
 * tables. A slab, and an index of 104 bytes for each key, would be a good part
 * of that. So tables without rows point at one empty slab and at indexes of no
 * key, which the database has once. Readers see no difference, and need no
 * test. A store is given contents of its own by the first reservation, before
 * anything is written, and gives them back by a shrink that leaves no chunk.
 */
#ifndef KI_DATA_STORE_H
#define KI_DATA_STORE_H

#include "data/children.h"
#include "data/index.h"
#include "data/slab.h"
#include "data/text.h"

/* What a store has once there is room for a row, in one piece of memory; an
 * empty one is shared by the tables of a database that have none. row_bytes of
 * its slab tells which it is: 0 in the shared one. */
struct contents {
    struct slab slab;
    union index indexes[];
};

/* What was done with a table so far. Never set back. */
struct work {
    uint64_t lookups, rows_scanned; /* by the program */
    uint64_t links; /* how often a row of it has left a parent or joined one */
};

/* The stores of a database lie in one array in the order of the schema and
 * never move: chunks and descriptors' entries hold their addresses. Two
 * pointers, to slab and indexes, rather than one to both, save a load in each
 * write: a delete of a cascade took 458 instructions with two, 476 with one. */
struct store {
    void *owner;            /* the struct kith_db, as this floor cannot name */
    const uint32_t *door;   /* by which programs write rows themselves */
    const struct table *table;
    struct texts *texts;       /* of the whole database: tables share blocks */
    struct kith_entry_ *entry; /* where programs find it */
    struct slab *slab;
    union index *indexes; /* one a key, in the order of the schema */
    uint64_t next_number; /* of the key that counts up; 0 when all are used
                             up. Raised by mutate.h, set back by undo.h */
    bool counts;          /* as options.count_work says; else reading must write
                             nothing, and work means nothing */
    struct work work;
};

/* Contents for all tables of a database that have no room for a row, with as
 * many indexes of no key as one may have: nothing is in them, whatever is
 * looked for. Their slab has the directory of the database, and the floor and
 * the highest generation for all others. NULL without memory. Owned by the
 * database, and freed after its stores. */
struct contents *ki_contents_new_none(struct directory *directory,
                                      size_t index_count, uint64_t seed,
                                      uint32_t floor, uint32_t most);
void ki_contents_free_none(struct contents *none, size_t index_count);

/* A table without rows, which programs find at `entry`. Allocates nothing.
 * Store, entry and `none` must stay where they are until the fini. */
void ki_store_init(struct store *store, void *owner, const uint32_t *door,
                   const struct table *table, struct texts *texts,
                   struct kith_entry_ *entry, struct contents *none);

/* Count a search for a row by a key, and rows that a scan has met. Readers have
 * the store const. */
static inline void store_count_lookup(const struct store *store)
{
    assert(store->table);
    if (store->counts)
        ((struct store *)(uintptr_t)store)->work.lookups++;
}
static inline void store_count_scanned(const struct store *store)
{
    assert(store->table);
    if (store->counts)
        ((struct store *)(uintptr_t)store)->work.rows_scanned++;
}

/* Whether a number of the autoincrement key, which has a sign or not, was
 * neither given out nor used by hand: it lies at or behind the next one. False
 * for a negative number, which is a huge one here, for it does not move the
 * next one; and false when all are used up. */
static inline bool store_has_unused(const struct store *store, uint64_t number,
                                    bool has_sign)
{
    return store->next_number != 0 && number >= store->next_number &&
           (number <= INT64_MAX || !has_sign);
}

/* The same for the number that a row shows; false when there is no such key. */
static inline bool store_is_unused(const struct store *store, const char *row)
{
    const struct column *column = store->table->autoincrement;

    assert(row);
    return column &&
           store_has_unused(
               store, ki_value_integer(column->kind, row + column->offset),
               ki_kind_is_signed(column->kind));
}

/* Give everything back, with the texts and lists of all rows. O(rows). Tables
 * are closed one after the other, so references to rows of others are not
 * read. */
KI_COLD void ki_store_fini(struct store *store);

/* Make room for one more row, or for `count`, in the slab; false when there is
 * no memory. In indexes there is room by key, when its value is known. Pointers
 * to slab and indexes of this store may change here, from the shared ones to
 * its own, so they are read after it. O(1). */
bool ki_store_reserve_rows(struct store *store, size_t count);
static inline bool store_reserve_row(struct store *store)
{
    assert(store->slab);
    return store->slab->ready > 0 || ki_store_reserve_rows(store, 1);
}

/* Make room for `count` more rows in the slab and the indexes, as far as that
 * needs no values; false when there is no memory: what was made stays, as room.
 * O(rows + count). */
bool ki_store_reserve(struct store *store, size_t count);

/* Whether the contents are its own. A row has at least one byte, so 0 is that
 * of the shared slab. */
static inline bool store_has_contents(const struct store *store)
{
    return store->slab->row_bytes > 0;
}

/* The bytes of contents for so many keys; and of a store's own, 0 where it has
 * none. */
size_t ki_contents_bytes(size_t index_count);
size_t ki_store_contents_bytes(const struct store *store);

/* Give back what holds nothing, outside a change set. `none` is that of
 * ki_store_init(), `*floor` that of ki_slab_shrink(). Rows stay where they are;
 * places in lists change. Needs no memory. O(rows, members and index slots). */
void ki_store_shrink(struct store *store, struct contents *none,
                     uint32_t *floor);

/* Give back what a row owns outside itself: texts and slot arrays, or the slot
 * arrays alone. The text pointers are stale afterwards, so the cell is freed
 * next. O(texts and lists of the table). */
void ki_store_release_row(struct store *store, char *row);
void ki_store_fini_lists(struct store *store, char *row);

/* Empty the lists of a row that is being built, and its references; the lists
 * alone, where references are filled in already. Nothing is freed: the bytes
 * are undefined before. */
void ki_store_init_links(const struct store *store, char *row);
void ki_store_init_lists(const struct store *store, char *row);

/* The association row that links two rows along a many-to-many with a key over
 * its pair, or NULL. `store` is that of the association table. O(1). */
char *ki_store_find_pair(const struct store *store,
                         const struct relationship *relationship,
                         const char *row, const char *target);

/* The row that holds the pair of a row or after-image with its ends exchanged,
 * or NULL, by the key of a .symmetric many-to-many. O(1). */
char *ki_store_find_mirrored(const struct store *store, const struct key *key,
                             const char *row);

/* Add the blocks of its contents, and of what its rows own, to a list; false
 * without memory. O(chunks, and values of indexes), and O(rows) where any row
 * of the database has a long list or text. */
bool ki_store_list_blocks(const struct store *store, struct blocks *blocks);

/* The store is a copy of the original, as its blocks are but for chunks of
 * rows, which are copied here: lead all pointers to the copies of what they led
 * to, and to the database that has the copy. No
 * level is open, and pool and directory of that database lead to its copies
 * already. O(rows, links, texts, index slots). */
void ki_store_relocate(struct store *store, const struct store *original,
                       void *owner, const uint32_t *door, struct texts *texts,
                       struct directory *directory,
                       const struct relocation *moved);

/* The same for the contents that tables without rows share. */
void ki_contents_relocate_none(struct contents *none,
                               struct directory *directory);

/* Whether a row lives, and in this table: another database has tables of its
 * own. */
static inline bool row_is_in(const char *row, const struct table *table)
{
    assert(row && table);
    return row_is_live(row) && row_store(row)->table == table;
}

#endif
