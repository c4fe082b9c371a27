/* reserve.h - room and copies for a write: what can fail is done before the
 * first change.
 *
 * Owns   what must be there before mutate.h is called: blocks for new texts, a
 *        place in each index and list. Users see nothing of it: capacities
 *        change, and what was reserved is given back when a part of it fails.
 * Knows  the change set, or one row, which must have passed every check.
 *
 * What is reserved is of two kinds. Capacity (slots of a hash index, a list or
 * a slab) is not given back: the next insert finds it. What is counted (users
 * of a text, reserved places of an index or posting, a taken cell for a row)
 * must be given back when the write is refused, or it would never be free
 * again; kith_verify sees it.
 *
 * edit/ comes here for all room in data/, but for the hash index that a change
 * set has for itself (changeset.c).
 */
#ifndef KI_DELTA_RESERVE_H
#define KI_DELTA_RESERVE_H

#include "engine.h"

/* Copy the new texts and make room in every index and list. KITH_E_MEMORY: then
 * all that was counted is given back, and the database is as it was but for
 * capacity. After KITH_OK the after-images must not change: places in indexes
 * are reserved for the keys that they show. O(changes, their keys, texts and
 * foreign keys). */
kith_status ki_reserve_changes(struct kith_db *db);

/* The same for one new row that has no change set: its texts, and places in
 * nonunique indexes. Room in unique indexes and in the lists of its parents is
 * there already: it was made where each was judged. KITH_E_MEMORY: nothing
 * stays reserved; the caller gives the cell of the row back. */
kith_status ki_reserve_new(struct kith_db *db, struct store *store, char *row);

/* A free cell for a row to come, its bytes undefined, or NULL without memory;
 * and back, where no row came. The slab is read after the room was made: the
 * first row of a table brings it a slab of its own. O(1), or a new chunk. */
static inline char *reserve_cell(struct store *store)
{
    assert(store->slab);
    return store_reserve_row(store) ? ki_slab_take(store->slab) : NULL;
}
static inline void unreserve_cell(struct store *store, char *row)
{
    assert(row_store(row) == store);
    ki_slab_give(store->slab, row);
}

/* Where the after-image of such a row is built; and the row it is of. The same
 * address but in the test build that maps rows read-only (base/write.h). Any
 * other after-image is where it is. */
static inline char *reserved_after(char *row)
{
    assert(!row_is_live(row));
    return ki_writable(row);
}
static inline char *reserved_row(char *after)
{
    return ki_readable(after);
}

/* Room for `count` rows to come: cells alone, or with their keys, as far as
 * keys need no value for it. False without memory. Capacity only. */
static inline bool reserve_rows(struct store *store, size_t count)
{
    assert(count > 0);
    return ki_store_reserve_rows(store, count);
}
static inline bool reserve_rows_and_keys(struct store *store, size_t count)
{
    return ki_store_reserve(store, count);
}

/* The newest chunk of a table, or NULL: what reserve_rows() makes later is
 * behind it. And back, where no row came: the chunks behind it are given back,
 * whose cells must be free. Indexes keep what they grew by. Needs no memory.
 * O(those chunks and the cells handed out in them), and O(tables) where rows
 * had come there and were taken back. */
static inline struct chunk *reserve_mark(const struct store *store)
{
    assert(store->slab);
    return store->slab->newest;
}
void ki_reserve_drop_rows(struct kith_db *db, struct store *store,
                          struct chunk *newest);

/* Room in an index for the key that one row will show at once (see
 * data/index.h). False without memory. Not counted in a unique index, so
 * nothing is given back there. */
static inline bool reserve_key(union index *index, const char *after)
{
    assert(after);
    return ki_index_reserve_one(index, after);
}

/* The same for a row that gives up another key (data/index.h); and that room
 * given back. */
static inline bool reserve_move(union index *index, const char *row,
                                const char *after, struct index_move *move)
{
    assert(row != after);
    return ki_index_reserve_move(index, row, after, move);
}
static inline bool reserve_found(union index *index,
                                 const struct index_move *move)
{
    assert(move->joins);
    return index_reserve_found(index, move);
}
static inline void reserve_drop_move(union index *index,
                                     const struct index_move *move)
{
    assert(move);
    ki_index_drop_move(index, move);
}

/* A block for a text to come, with one user, or NULL without memory. The caller
 * puts it into a column by ki_mutate_text(). */
static inline char *reserve_text(struct kith_db *db, const char *text,
                                 size_t length)
{
    assert(text || length == 0);
    return ki_text_new(&db->texts, text, length);
}

/* Room for one more child; `listed` is a constant that says that the parent's
 * end is a list, which saves the test. False without memory. The parent lives
 * and will not be deleted. */
static inline bool reserve_child(struct kith_db *db,
                                 const struct foreign_key *foreign_key,
                                 char *parent, bool listed)
{
    assert(parent && row_is_live(parent));
    assert(!listed || !foreign_key->one_to_one);
    if (listed)
        return ki_child_list_reserve(child_list_of(foreign_key, parent),
                                     &db->pool, 1);
    return children_reserve(foreign_key, parent, &db->pool, 1);
}

/* Room for `count` more children in a list; as there, holes count where they
 * may be closed. */
static inline bool reserve_children(struct kith_db *db,
                                    const struct foreign_key *foreign_key,
                                    char *parent, size_t count)
{
    assert(parent && row_is_live(parent));
    return children_reserve(foreign_key, parent, &db->pool, count);
}

/* Room for `count` more places in a list, whatever holes it has, for a program
 * that reserves ahead. False without memory. */
static inline bool reserve_places(struct kith_db *db,
                                  const struct foreign_key *foreign_key,
                                  char *parent, size_t count)
{
    assert(!foreign_key->one_to_one);
    assert(row_is_live(parent));
    return ki_child_list_reserve_slots(child_list_of(foreign_key, parent),
                                       &db->pool, count);
}

/* Join the pages of ordered indexes that stayed for that reason. Needs no
 * memory. O(pages that stayed, and indexes). */
KI_COLD void ki_reserve_join_pages(struct kith_db *db);

/* Whether lists grow rather than close holes, for rows that come meanwhile may
 * be taken back: the inverse of an insert, which has no log, cannot open holes
 * that were closed. Set and cleared by one bulk insert, which closes the holes
 * itself when all of its rows have come. */
static inline void reserve_keep_holes(struct kith_db *db, bool holes_stay)
{
    assert(db->pool.holes_stay != holes_stay);
    db->pool.holes_stay = holes_stay;
    db->pool.holes_stayed = false;
    if (!holes_stay && db->pool.pages_stayed)
        ki_reserve_join_pages(db);
}

/* Whether a list grew for that reason. */
static inline bool reserve_kept_holes(const struct kith_db *db)
{
    return db->pool.holes_stayed;
}

/* Nothing will be taken back: close the holes of the lists that a row is in,
 * where there are as many as members, and give back what they grew by. Needs no
 * memory. Called for each row of a bulk insert, which is O(1) where its lists
 * are in order already. */
void ki_reserve_close_holes(struct kith_db *db, char *row);

/* The next row in any cell of the database begins with this generation or a
 * higher one: none of its tables has a higher floor. O(tables). */
void ki_reserve_raise_floors(struct kith_db *db, uint32_t floor);

/* Give back all capacity that holds nothing, between calls. Needs no memory:
 * what the allocator refuses stays. Rows and texts stay where they are; places
 * in lists change, so no walk may be in progress. O(rows, places and slots). */
void ki_reserve_shrink(struct kith_db *db);

#endif
