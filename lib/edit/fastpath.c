/* fastpath.c - the writes that nothing refuses; see fastpath.h. */
#include "edit/fastpath.h"

#include "catalog/value.h"
#include "delta/reserve.h"

#include <stdalign.h>

KI_COLD enum fastpath ki_fast_no_memory(struct kith_db *db)
{
    assert(!db->frozen);
    ki_error_memory(&db->error);
    return FAST_MEMORY;
}

/* --- Set ------------------------------------------------------------------ */

static enum fastpath set_plain_text(struct kith_db *db, char *row,
                                    const struct column *column,
                                    const void *value)
{
    char *at = row + column->offset;
    char *old = load_ptr(at);
    const char *text = load_ptr(value);
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
    text = reserve_text(db, text, length);
    if (!text)
        return ki_fast_no_memory(db);
    ki_mutate_text(db, at, text);
    return FAST_DONE;
}

/* The text may lie in the very array. */
static enum fastpath set_plain_chars(char *row, const struct column *column,
                                     const char *text)
{
    size_t length = text ? ki_chars_length(text, column->bytes) : column->bytes;

    assert(column->kind == KITH_KIND_CHARS);
    assert(!column->indexed);
    if (length > column->bytes_max)
        return FAST_MISS;
    ki_mutate_chars(row, column, text, length);
    return FAST_DONE;
}

/* A number that is a key by itself. What the index looks at is an after-image
 * of as much of the row as ends with the column. */
enum { ALONE_BYTES_MAX = 256 };

static enum fastpath set_alone(struct kith_db *db, char *row,
                               const struct column *column, const void *value)
{
    union index *index = &row_store(row)->indexes[column->key->ordinal];
    alignas(max_align_t) char after[ALONE_BYTES_MAX];
    char *at = row + column->offset;

    assert(column->sole_index);
    assert(!column->foreign_key);
    if (value_equal(column->kind, column->bytes, at, value))
        return ki_kind_is_integer(column->kind)
                   ? FAST_DONE
                   : FAST_MISS; /* zeros differ in sign, NaNs in bits */
    assert(column->link_count == 0);
    if ((column->limits && !ki_limits_admit(column, value)) ||
        column->offset + column->bytes > sizeof(after))
        return FAST_MISS;
    memcpy(after + column->offset, value, column->bytes);
    if (ki_index_find_equal(index, after))
        return FAST_MISS;
    if (!reserve_key(index, after))
        return ki_fast_no_memory(db);
    ki_mutate_indexed(index, row, column, value);
    return FAST_DONE;
}

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
    return ki_fast_move(foreign_key, row, parent)
               ? FAST_DONE
               : ki_fast_link(db, foreign_key, row, parent);
}

enum fastpath ki_fast_set(struct kith_db *db, char *row,
                          const struct column *column, const void *value)
{
    assert(row_is_live(row));
    assert(!db->frozen);
    if (!FAST_PATHS || !value)
        return FAST_MISS;
    if (column->sole_index)
        return set_alone(db, row, column, value);
    if (!column->unconstrained &&
        !(column->bounded && ki_limits_admit(column, value)))
        return column->foreign_key && column->foreign_key->unconstrained
                   ? set_key(db, row, column->foreign_key, value)
                   : FAST_MISS;
    if (column->kind == KITH_KIND_TEXT)
        return set_plain_text(db, row, column, value);
    if (column->kind == KITH_KIND_CHARS)
        return set_plain_chars(row, column, load_ptr(value));
    if (column->kind == KITH_KIND_BLOB)
        return FAST_MISS;
    ki_mutate_number(row, column, value);
    return FAST_DONE;
}

/* --- Link ----------------------------------------------------------------- */

enum fastpath ki_fast_link(struct kith_db *db,
                           const struct foreign_key *foreign_key, char *child,
                           char *parent)
{
    char *old = load_ptr(child + foreign_key->reference);

    assert(row_is_in(child, foreign_key->child));
    assert(!parent || row_is_in(parent, foreign_key->parent));
    assert(!db->frozen);
    if (!FAST_PATHS || !foreign_key->unconstrained)
        return FAST_MISS;
    if (old == parent)
        return FAST_DONE;
    if (old)
        prefetch(old + foreign_key->list);
    if (parent ? key_is_null(foreign_key->parent_key, parent)
               : foreign_key->not_null || foreign_key->delete_orphan)
        return FAST_MISS;
    if (parent && !reserve_child(db, foreign_key, parent, true))
        return ki_fast_no_memory(db);
    ki_mutate_link(db, foreign_key, child, parent);
    return FAST_DONE;
}

/* --- Delete --------------------------------------------------------------- */

/* Whether children of a row along a key that cascades have none themselves but
 * such as go with them. O(children). */
KI_COLD static bool may_sweep(const struct foreign_key *foreign_key, char *row)
{
    const struct table *table = foreign_key->child;
    size_t place = 0;
    char *child;

    assert(row_is_in(row, foreign_key->parent));
    if (foreign_key->on_delete != KITH_CASCADE)
        return false;
    while ((child = children_next(foreign_key, row, &place))) {
        for (size_t i = 0; i < table->child_count; i++) {
            if (!table->children[i]->cascades_throughout &&
                children_count(table->children[i], child) > 0)
                return false;
        }
    }
    return true;
}

bool ki_fast_delete_parent(char *row)
{
    const struct table *table = row_store(row)->table;
    bool childless = true, leaves = true;

    assert(row_is_live(row));
    assert(table->child_count > 0);
    for (size_t i = 0; i < table->child_count; i++) {
        const struct foreign_key *foreign_key = table->children[i];

        if (children_count(foreign_key, row) == 0)
            continue;
        childless = false;
        leaves &= foreign_key->cascades_to_leaves;
        if (!foreign_key->cascades_throughout && !may_sweep(foreign_key, row))
            return false;
    }
    if (!leaves)
        ki_mutate_sweep(row);
    else if (!childless)
        ki_mutate_delete_with_leaves(row);
    else
        ki_mutate_delete(row);
    return true;
}
