/* fastpath.c - the writes that nothing refuses; see fastpath.h.
 *
 * A miss is no error: the change set judges the call again. So a test here may
 * be stricter than the rule, where the exact one would cost every call.
 */
#include "edit/fastpath.h"

#include "catalog/limits.h"
#include "catalog/value.h"
#include "delta/image.h"
#include "delta/reserve.h"

#include <stdalign.h>

KI_COLD enum fastpath ki_fast_no_memory(struct kith_db *db)
{
    assert(!db_is_frozen(db));
    ki_error_memory(&db->error);
    return FAST_MEMORY;
}

/* --- Set ------------------------------------------------------------------ */

/* The record of a column, where a level is open; else nothing is to be kept. */
static inline enum noted note_column(struct kith_db *db, char *row,
                                     const struct column *column,
                                     struct posting *leaves)
{
    return db_in_level(db) ? ki_note_column(db, row, column, leaves)
                           : NOTED_AGAIN;
}

/* Memory ran out after the record was written: it is taken off again. */
KI_COLD static enum fastpath forget(struct kith_db *db, enum noted noted)
{
    if (noted == NOTED)
        ki_note_forget(db, db->levels->log.count - 1);
    return ki_fast_no_memory(db);
}

/* An equal text is no change and keeps its block. The new block is made before
 * mutate.h releases the old one: a failure leaves the column as it was, and the
 * text may be a part of the old one. */
KI_NOINLINE static enum fastpath set_plain_text(struct kith_db *db, char *row,
                                                const struct column *column,
                                                const void *value)
{
    char *at = row + column->offset;
    char *old = load_ptr(at);
    const char *text = load_ptr(value);
    enum noted noted;
    size_t length;

    assert(column->kind == KITH_KIND_TEXT);
    assert(!column->indexed);
    if (!text)
        return FAST_MISS;
    if (old && strcmp(old, text) == 0)
        return FAST_DONE;
    length = strlen(text);
    if (length > column->bytes_max)
        return FAST_MISS;
    noted = note_column(db, row, column, NULL);
    text = noted == NOTED_FAILED ? NULL : reserve_text(db, text, length);
    if (!text)
        return forget(db, noted);
    ki_mutate_text(db, at, text, noted == NOTED);
    return FAST_DONE;
}

/* A NULL text counts as too long, which is a miss. The text may lie in the very
 * array. */
KI_NOINLINE static enum fastpath set_plain_chars(struct kith_db *db, char *row,
                                                 const struct column *column,
                                                 const char *text)
{
    size_t length = text ? ki_chars_length(text, column->bytes) : column->bytes;

    assert(column->kind == KITH_KIND_CHARS);
    assert(!column->indexed);
    if (length > column->bytes_max)
        return FAST_MISS;
    if (note_column(db, row, column, NULL) == NOTED_FAILED)
        return ki_fast_no_memory(db);
    ki_mutate_chars(row, column, text, length);
    return FAST_DONE;
}

/* Bytes of a row that set_alone() keeps on the stack: a column that ends behind
 * them is left to the change set. */
enum { ALONE_BYTES_MAX = 256 };

/* A number that is a key by itself, to which nothing refers. An index looks at
 * a row through the offsets of its key, so an after-image needs only these
 * bytes: the rest of the array on the stack stays undefined. Equal numbers are
 * no change, except for reals: zeros differ in sign, NaNs in bits, and the
 * change set writes the new one. */
KI_NOINLINE static enum fastpath set_alone(const struct store *store, char *row,
                                           const struct column *column,
                                           const void *value)
{
    union index *index = &store->indexes[column->key->ordinal];
    struct kith_db *db = store_db(store);
    alignas(max_align_t) char after[ALONE_BYTES_MAX];
    char *at = row + column->offset;
    struct index_move move;
    enum noted noted;

    assert(column->sole_index);
    assert(!column->foreign_key);
    if (value_equal(column->kind, column->bytes, at, value))
        return ki_kind_is_integer(column->kind)
                   ? FAST_DONE
                   : FAST_MISS; /* zeros differ in sign, NaNs in bits */
    /* So the column may have limits, which share their place with links. */
    assert(column->link_count == 0);
    if ((column->limits && !ki_limits_admit(column, value)) ||
        column->offset + column->bytes > sizeof(after))
        return FAST_MISS;
    words_copy(after + column->offset, value, column->bytes);
    /* Always NULL where equal values are allowed. */
    if (ki_index_find_equal(index, after))
        return FAST_MISS;
    if (!reserve_move(index, row, after, &move))
        return ki_fast_no_memory(db);
    noted = note_column(db, row, column, move.leaves);
    if (noted == NOTED_FAILED) {
        reserve_drop_move(index, &move);
        return ki_fast_no_memory(db);
    }
    ki_mutate_indexed(index, row, column, value, &move, noted == NOTED);
    return FAST_DONE;
}

/* The same where both the old and the new number have rows: they are found by
 * the numbers alone, and nothing is made that a failure would have to end. */
KI_NOINLINE static enum fastpath set_among_equal(const struct store *store,
                                                 char *row,
                                                 const struct column *column,
                                                 const void *value)
{
    union index *index = &store->indexes[column->key->ordinal];
    struct kith_db *db = store_db(store);
    struct index_move move;
    enum noted noted;

    assert(column->sole_index && ki_kind_is_integer(column->kind));
    if (!index_find_move(index,
                         ki_value_integer(column->kind, row + column->offset),
                         ki_value_integer(column->kind, value), &move) ||
        (column->limits && !ki_limits_admit(column, value)))
        return set_alone(store, row, column, value);
    if (move.leaves == move.joins)
        return FAST_DONE;
    if (!reserve_found(index, &move))
        return ki_fast_no_memory(db);
    noted = note_column(db, row, column, move.leaves);
    if (noted == NOTED_FAILED)
        return ki_fast_no_memory(db);
    ki_mutate_indexed(index, row, column, value, &move, noted == NOTED);
    return FAST_DONE;
}

/* In a level a number that programs write themselves is kept with all others of
 * the row, so that they may go on without a call. */
KI_NOINLINE static enum fastpath set_plain_number(struct kith_db *db, char *row,
                                                  const struct column *column,
                                                  const void *value)
{
    assert(column->unconstrained || column->bounded);
    if (db_in_level(db) &&
        (column->unconstrained
             ? !row_has(row, MARK_IMAGED) &&
                   !ki_image_take(db->levels, row_store(row)->table, row)
             : ki_note_column(db, row, column, NULL) == NOTED_FAILED))
        return ki_fast_no_memory(db);
    ki_mutate_number(row, column, value);
    return FAST_DONE;
}

/* In a level, in a function of its own so that without one nothing is kept
 * across a call. */
KI_NOINLINE static enum fastpath
move_noted(struct kith_db *db, const struct foreign_key *foreign_key,
           char *child, char *parent)
{
    assert(db_in_level(db));
    return fast_move_noted(db->levels, foreign_key, child, parent)
               ? FAST_DONE
               : ki_fast_link(db, foreign_key, child, parent);
}

/* A foreign key of one column, set by value. The row of that key is looked up
 * in the index while the line of the child's reference comes. Nothing is
 * refused: a value that no row has is a miss. Text and integers only: for these
 * the form of kith_assignment is that of value.h, and equal values are the same
 * bytes. */
static enum fastpath set_key(struct kith_db *db, char *row,
                             const struct foreign_key *foreign_key,
                             const void *value)
{
    const struct column *column = foreign_key->columns[0];
    char *parent;

    assert(foreign_key->unconstrained);
    assert(foreign_key->column_count == 1);
    if (!ki_kind_is_integer(column->kind) &&
        (column->kind != KITH_KIND_TEXT || !load_ptr(value)))
        return FAST_MISS;
    prefetch(row + foreign_key->reference);
    parent = named_parent(db, foreign_key, value);
    if (!parent)
        return FAST_MISS;
    if (db_in_level(db))
        return move_noted(db, foreign_key, row, parent);
    return ki_fast_move(foreign_key, row, parent)
               ? FAST_DONE
               : ki_fast_link(db, foreign_key, row, parent);
}

/* By what looks at the column: its own index and no more; nothing, or limits
 * that the value keeps; a foreign key and no more. A blob is a miss, for its
 * address and its bytes have to be judged. */
enum fastpath ki_fast_set(const struct store *store, char *row,
                          const struct column *column, const void *value)
{
    struct kith_db *db = store_db(store);

    assert(row_is_live(row));
    assert(!db_is_frozen(db));
    if (!FAST_PATHS || !value)
        return FAST_MISS;
    if (column->sole_index)
        return ki_kind_is_integer(column->kind)
                   ? set_among_equal(store, row, column, value)
                   : set_alone(store, row, column, value);
    if (column->foreign_key)
        return column->foreign_key->unconstrained
                   ? set_key(db, row, column->foreign_key, value)
                   : FAST_MISS;
    if (!column->unconstrained &&
        !(column->bounded && ki_limits_admit(column, value)))
        return FAST_MISS;
    if (column->kind == KITH_KIND_TEXT)
        return set_plain_text(db, row, column, value);
    if (column->kind == KITH_KIND_CHARS)
        return set_plain_chars(db, row, column, load_ptr(value));
    if (column->kind == KITH_KIND_BLOB)
        return FAST_MISS;
    return set_plain_number(db, row, column, value);
}

/* --- Link ----------------------------------------------------------------- */

/* In a level, when there is room: its record is the last thing to fail. */
KI_NOINLINE static enum fastpath
link_noted(struct kith_db *db, const struct foreign_key *foreign_key,
           char *child, char *parent)
{
    enum noted noted = ki_note_link(db, foreign_key, child);

    assert(load_ptr(child + foreign_key->reference) != parent);
    if (noted == NOTED_FAILED)
        return ki_fast_no_memory(db);
    ki_mutate_link(db, foreign_key, child, parent, noted == NOTED);
    return FAST_DONE;
}

/* A parent whose key is NULL cannot be referred to, the one child of another
 * makes room first, and leaving for none must be allowed and orphan nothing.
 * The line of the old parent is fetched while the new one is looked at. */
enum fastpath ki_fast_link(struct kith_db *db,
                           const struct foreign_key *foreign_key, char *child,
                           char *parent)
{
    char *old = load_ptr(child + foreign_key->reference);

    assert(row_is_in(child, foreign_key->child));
    assert(!parent || row_is_in(parent, foreign_key->parent));
    assert(!db_is_frozen(db));
    if (!FAST_PATHS || !foreign_key->unconstrained)
        return FAST_MISS;
    if (old == parent)
        return FAST_DONE;
    if (old)
        prefetch(old + foreign_key->list);
    if (parent ? key_is_null(foreign_key->parent_key, parent) ||
                     children_only(foreign_key, parent)
               : foreign_key->not_null || foreign_key->delete_orphan)
        return FAST_MISS;
    if (parent && !reserve_child(db, foreign_key, parent, false))
        return ki_fast_no_memory(db);
    if (db_in_level(db))
        return link_noted(db, foreign_key, child, parent);
    ki_mutate_link(db, foreign_key, child, parent, false);
    return FAST_DONE;
}
