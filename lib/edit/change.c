/* change.c - rows as they will be; see change.h.
 *
 * An insert is built in the free place where its row will live: the place has
 * the head of a row and lies in a chunk of the right table, so nothing is to be
 * copied when it succeeds. An update is built in a copy, in the arena of the
 * change set. What both have in common is that they can be read like a row:
 *
 *   after - 24   the row it is of
 *   after - 16   a chunk header as far as its first member, the store
 *   after -  8   a head: generation 0, so not live; distance 2 * 8 bytes
 *   after        the copy: columns, references, hidden tail
 *
 * So row_store(), kith_table_of() and kith_db_of() work on it, and a function
 * of the user may be shown it as a row of its own struct type.
 */
#include "edit/change.h"

#include "catalog/value.h"
#include "delta/reserve.h"
#include "edit/refuse.h"

/* Zeros are right for all members but the store: no bits of what is given, no
 * flags, nothing reserved. */
struct change *ki_change_add(struct kith_db *db, struct store *store)
{
    struct changeset *set = &db->changeset;
    struct change *change;

    assert(store_db(store) == db);
    assert(!db_is_frozen(db));
    if (!ki_vec_reserve(&db->work, &set->changes, 1))
        return NULL;
    change = &set->changes.items[set->changes.count++];
    *change = (struct change){.store = store};
    return change;
}

/* Bytes before an after-image, as pictured above. A real chunk header is
 * larger, but of this one only the store is read, which comes first in it. */
enum { IN_FRONT = -AFTER_ROW };

/* What changes are judged and carried out by: columns, references and the
 * hidden tail. Members that are no columns are shown to functions of the user
 * alone, and may be large: kith_set of a key in a row of 1 MiB took 36 us when
 * all of it was copied. So in a large row of a table without functions the
 * bytes between columns stay undefined, and no code may read them. */
static void copy_row(const struct table *table, char *after, const char *row)
{
    /* Bytes: up to here one copy of the whole row is cheaper than one for each
     * column. */
    enum { WHOLE_BYTES = 512 }; /* larger ones are not copied as one piece */
    size_t tail = table->descriptor->row_bytes;

    assert(row_is_live(row));
    assert(after != row);
    /* Functions of the user read all members, also those that kith does not
     * know. */
    if (table->calls_functions || table->row_bytes <= WHOLE_BYTES) {
        memcpy(after, row, table->row_bytes);
        return;
    }
    for (size_t i = 0; i < table->column_count; i++)
        column_copy(&table->columns[i], after, row);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        size_t reference = table->foreign_keys[i].reference;

        memcpy(after + reference, row + reference, REFERENCE_BYTES);
    }
    memcpy(after + tail, row + tail, table->row_bytes - tail);
}

/* A copy of the row with all that in front; NULL without memory. The piece has
 * room for the alignment of the row type, for a function of the user reads the
 * copy as its own struct. The place beside each reference is the position in
 * the parent's list in a row; in an after-image the same bytes hold the state
 * of the parent, which is known, or pending as in the row. */
static char *new_after(struct kith_db *db, struct store *store, char *row)
{
    size_t align = store->table->row_align;
    char *piece = ki_arena_new_bare(&db->changeset.arena, &db->work,
                                    IN_FRONT + align + store->table->row_bytes);
    char *after;

    assert(row_is_live(row));
    assert(row_store(row) == store);
    assert(!row_has(row, MARK_CHANGED));
    if (!piece)
        return NULL;
    after = piece + IN_FRONT;
    after += (align - (uintptr_t)after % align) % align;
    store_ptr(after + AFTER_ROW, row);
    memcpy(after + AFTER_CHUNK + offsetof(struct kith_chunk_, store), &store,
           sizeof(store));
    store_u32(after + DISTANCE, -AFTER_CHUNK / DISTANCE_UNIT);
    /* Even: an after-image is never taken for a row that lives. */
    store_u32(after + GENERATION, 0);
    copy_row(store->table, after, row);
    for (size_t i = 0; i < store->table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &store->table->foreign_keys[i];
        char *place = after + foreign_key->reference + REFERENCE_PLACE;

        store_u32(place,
                  is_pending(foreign_key, row) ? PARENT_PENDING : PARENT_KNOWN);
    }
    return after;
}

char *ki_row_of_after(char *after)
{
    assert(!row_is_live(after));
    return row_is_copy(after) ? load_ptr(after + AFTER_ROW)
                              : reserved_row(after);
}

/* The change of a living row that has one, by the map from rows; the mark in
 * the head says beforehand whether there is one, so most rows need no lookup.
 * Inserts are not in the map: their row is its own after-image. O(1). */
static struct change *change_of(const struct kith_db *db, const char *row)
{
    const struct changeset *set = &db->changeset;
    const size_t *ordinal = ki_ptr_map_find(&set->change_of, row);

    assert(row_has(row, MARK_CHANGED));
    assert(ordinal);
    assert(*ordinal < set->changes.count);
    assert(set->changes.items[*ordinal].row == row);
    return &set->changes.items[*ordinal];
}

/* All that can fail comes first: room in the map, the copy, room in the array.
 * Only then is the row marked and the map written, so after a failure nothing
 * leads to a change that is not there. The copy is dropped with the arena. */
struct change *ki_change_row(struct kith_db *db, char *row)
{
    struct changeset *set = &db->changeset;
    struct change *change = NULL;
    char *after = NULL;

    assert(row_is_live(row));
    assert(store_db(row_store(row)) == db);
    if (row_has(row, MARK_CHANGED))
        return change_of(db, row);
    if (ki_ptr_map_reserve(&set->change_of, &db->work))
        after = new_after(db, row_store(row), row);
    if (after)
        change = ki_change_add(db, row_store(row));
    if (!change) {
        ki_error_memory(&db->error);
        return NULL;
    }
    change->row = row;
    change->after = after;
    ki_ptr_map_put(&set->change_of, row, set->changes.count - 1);
    ki_slab_mark(row, MARK_CHANGED);
    /* What readers of an after-image rely on: both ways back are right. */
    assert(row_store(after) == row_store(row));
    assert(ki_row_of_after(after) == row);
    return change;
}

/* --- Keys and parents -----------------------------------------------------
 *
 * A foreign key stands in an after-image twice, as columns and as a reference.
 * What sets one of the two here sets the other as well, or says in the state of
 * the reference that it is still to be done. */

/* No flags are cleared: a column of a foreign key is no optional. */
void ki_change_unlink(const struct change *change,
                      const struct foreign_key *foreign_key)
{
    assert(foreign_key->child == change->store->table);
    assert(!row_is_live(change->after));
    reference_set(change->after + foreign_key->reference, NULL, PARENT_KNOWN);
    for (size_t i = 0; i < foreign_key->exclusive_count; i++)
        memset(change->after + foreign_key_exclusive(foreign_key)[i]->offset, 0,
               foreign_key_exclusive(foreign_key)[i]->bytes);
}

/* The parent may be changed by the same call: the key that counts is that of
 * its after-image. Bytes are copied as they are, a text as an address. */
void ki_change_follow(struct kith_db *db, struct change *change,
                      const struct foreign_key *foreign_key)
{
    char *parent = row_parent(change->after, foreign_key);
    const struct key *key = foreign_key->parent_key;

    assert(foreign_key->child == change->store->table);
    assert(!row_is_live(change->after));
    assert(parent);
    parent = ki_row_after(db, parent);
    if (ki_foreign_key_holds(foreign_key, change->after, parent))
        return;
    change->moves = true;
    for (size_t i = 0; i < key->column_count; i++)
        memcpy(change->after + foreign_key->columns[i]->offset,
               parent + key->columns[i]->offset, key->columns[i]->bytes);
}

/* A key whose columns all belong to other keys or are required cannot be made
 * NULL. PARENT_REQUIRED distinguishes that from a key that is NULL. */
void ki_change_link(struct kith_db *db, struct change *change,
                    const struct foreign_key *foreign_key, char *parent)
{
    char *at = change->after + foreign_key->reference;

    assert(foreign_key->child == change->store->table);
    assert(!row_is_live(change->after));
    assert(!parent || row_is_in(parent, foreign_key->parent));
    change->moves = true;
    if (!parent ||
        key_is_null(foreign_key->parent_key, ki_row_after(db, parent))) {
        ki_change_unlink(change, foreign_key);
        if (parent)
            reference_set(at, NULL, PARENT_WITHOUT_KEY);
        else if (!foreign_key->unlinks)
            reference_set(at, NULL, PARENT_REQUIRED);
        return;
    }
    reference_set(at, parent, PARENT_KNOWN);
    ki_change_follow(db, change, foreign_key);
}

/* --- What the call itself moves -------------------------------------------
 *
 * change.h says the rule. It is noted once, before anything follows: afterwards
 * rows are moved by actions as well, and those do not count. The note is a bit
 * beside the state of the parent, one for each foreign key of each change, so
 * it costs no memory. */

/* Inserts have no old parent. The reference alone does not tell whether a row
 * is moved: one that shares columns with a key that the call writes still shows
 * its old parent, until ki_resolve_again() looks again. So the values are
 * compared too. */
static void note_moves(const struct change *change)
{
    const struct table *table = change->store->table;

    assert(change->named || change->insert);
    for (size_t i = 0; !change->insert && i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const char *old = row_parent(change->row, foreign_key);
        bool moved = old && (row_parent(change->after, foreign_key) != old ||
                             ki_change_names_another(change, foreign_key));
        char *place = change->after + foreign_key->reference + REFERENCE_PLACE;

        store_u32(place, load_u32(place) | (moved ? PARENT_MOVED : 0));
    }
}

void ki_changes_note_moves(struct kith_db *db)
{
    for (size_t i = 0; i < db->changeset.changes.count; i++)
        note_moves(&db->changeset.changes.items[i]);
}

/* The bit of a change that an action made is never set; `named` is tested
 * first, as it spares the load. */
bool ki_changes_move(const struct kith_db *db, const char *child,
                     const struct foreign_key *foreign_key)
{
    const struct change *change =
        row_has(child, MARK_CHANGED) ? change_of(db, child) : NULL;

    assert(row_is_in(child, foreign_key->child));
    return change && change->named &&
           load_u32(change->after + foreign_key->reference + REFERENCE_PLACE) &
               PARENT_MOVED;
}

/* --- Setting columns ------------------------------------------------------ */

/* For texts and blobs: BLOCK_BYTES_MAX. */
static const char too_long[] = "%t.%c is longer than 4 GiB - 2 bytes";

/* Foreign keys that the column is a part of name a parent that is still to be
 * found. One that is NULL stays so when a column is written that it only
 * shares: the value is needed by the other key, and does not give this one a
 * parent. It is looked for all the same where the column is its own, and where
 * the key has no column of its own, for such a key is what the other keys make
 * of it. */
static void invalidate_parents(struct change *change,
                               const struct column *column)
{
    assert(!row_is_live(change->after));
    assert(column >= change->store->table->columns);
    assert(column <
           change->store->table->columns + change->store->table->column_count);
    for (size_t i = 0; i < column->link_count; i++) {
        const struct foreign_key *foreign_key = column->links[i];

        change->moves = true;
        if (column->foreign_key == foreign_key || !foreign_key->unlinks ||
            !row_is_unlinked(change->after, foreign_key))
            change_unresolve(change, foreign_key);
    }
}

/* Which columns can be NULL: a foreign key through its own columns, all of it
 * at once; a text or blob, which takes the keys that share it with it; an
 * optional. Any other column has no way to show NULL. An own column needs no
 * invalidate_parents(): a NULL key has no parent to be found. */
static kith_status set_null(struct kith_db *db, struct change *change,
                            const struct column *column)
{
    assert(!row_is_live(change->after));
    assert(column >= change->store->table->columns);
    assert(column <
           change->store->table->columns + change->store->table->column_count);
    if (column->foreign_key) {
        ki_change_link(db, change, column->foreign_key, NULL);
        return KITH_OK;
    }
    if (!is_block(column) && (column->link_count > 0 || !column->optional))
        return ki_refuse(
            db, KITH_E_MISUSE, change->store->table, column->attribute->name,
            column->link_count > 0
                ? "%f: %t.%c cannot be NULL, for several keys "
                  "need it: set it to a value"
                : "%f: %t.%c cannot be NULL: declare it KITH_OPTIONAL, "
                  "or set it to a value");
    column_clear(column, change->after);
    invalidate_parents(change, column);
    return KITH_OK;
}

/* Looked for anew each time, so that no flag has to be kept right while columns
 * are set. */
const struct column *ki_change_endless(const struct change *change)
{
    const struct table *table = change->store->table;

    assert(!row_is_live(change->after));
    for (size_t i = 0; i < table->chars_count; i++) {
        const struct column *column = table_chars(table)[i];

        if (ki_chars_length(change->after + column->offset, column->bytes) ==
            column->bytes)
            return column;
    }
    return NULL;
}

/* A text of either kind is carried by the address of a pointer, and a blob
 * begins with one, so a NULL pointer there is NULL. */
bool ki_assignment_is_null(const struct column *column, const void *value)
{
    return !value || ((is_block(column) || column->kind == KITH_KIND_CHARS) &&
                      !load_ptr(value));
}

/* A text or blob is left where it is. The length of an in-place text is judged
 * here, because a value of any kind that does not fit is refused with its
 * print, and the array could hold a part of it only. */
bool ki_assignment_of(const struct column *column, const kith_value *value,
                      void *number, const void **at)
{
    assert(value->kind != KITH_KIND_NONE);
    assert(column->kind <= KITH_KIND_BLOB);
    switch (column->kind) {
    case KITH_KIND_TEXT:
        *at = &value->text;
        return value->kind == KITH_KIND_TEXT;
    case KITH_KIND_CHARS:
        *at = &value->text;
        return value->kind == KITH_KIND_TEXT &&
               ki_chars_length(value->text, column->bytes) < column->bytes;
    case KITH_KIND_BLOB:
        *at = &value->blob;
        return value->kind == KITH_KIND_BLOB;
    default:
        *at = number;
        return ki_value_from(column->kind, value, number);
    }
}

/* Bytes without data would be read through a NULL pointer by the copy. */
kith_status ki_change_check_blob(struct kith_db *db, const struct table *table,
                                 const struct column *column, const void *blob)
{
    assert(column->kind == KITH_KIND_BLOB);
    assert(column >= table->columns);
    assert(column < table->columns + table->column_count);
    if (!blob_data(blob) && blob_bytes(blob))
        return ki_refuse(db, KITH_E_MISUSE, table, column->attribute->name,
                         "%f: %t.%c is given bytes without data");
    if (blob_bytes(blob) > BLOCK_BYTES_MAX)
        return ki_refuse(db, KITH_E_LIMIT, table, column->attribute->name,
                         too_long);
    return KITH_OK;
}

/* Zeros behind an in-place text make equal texts equal bytes. */
void ki_change_put(char *after, const struct column *column, const void *value)
{
    char *at = after + column->offset;

    assert(value);
    if (column->kind == KITH_KIND_CHARS) {
        const char *text = load_ptr(value);
        size_t length = ki_chars_length(text, column->bytes);

        memmove(at, text, length); /* it may be the column itself */
        memset(at + length, 0, column->bytes - length);
    } else {
        memcpy(at, value, column->bytes);
    }
    if (column->optional)
        after[column_flag(column)] = true;
}

/* A blob is judged before it is looked at for NULL, since bytes without data
 * would pass for a NULL blob. A text or blob that equals the old one keeps its
 * block: under another address the reserve would take it for a new one and copy
 * it. Where an in-place text is too long, the text that was given is
 * remembered, so that the refusal can show all of it and not what the array
 * holds. */
kith_status ki_change_set(struct kith_db *db, struct change *change,
                          const struct column *column, const void *value)
{
    const struct table *table = change->store->table;
    const char *old = change->row + column->offset;
    kith_status status = KITH_OK;

    assert(store_db(change->store) == db);
    assert(!row_is_live(change->after));
    assert(column >= table->columns);
    assert(column < table->columns + table->column_count);
    change->moves |= column->indexed;
    if (value && column->kind == KITH_KIND_BLOB)
        status = ki_change_check_blob(db, table, column, value);
    if (status != KITH_OK)
        return status;
    if (ki_assignment_is_null(column, value))
        return set_null(db, change, column);
    /* An insert has no old value: its row and after-image are the same
     * bytes. */
    if (is_block(column) && !change->insert && load_ptr(old) &&
        value_equal(column->kind, column->bytes, old, value))
        value = old; /* the very text or blob keeps its block */
    else if (column->kind == KITH_KIND_TEXT &&
             strlen(load_ptr(value)) > BLOCK_BYTES_MAX)
        return ki_refuse(db, KITH_E_LIMIT, table, column->attribute->name,
                         too_long);
    ki_change_put(change->after, column, value);
    if (column->kind == KITH_KIND_CHARS &&
        ki_chars_length(load_ptr(value), column->bytes) == column->bytes) {
        change->overlong = column;
        change->overlong_text = load_ptr(value);
    }
    invalidate_parents(change, column);
    return KITH_OK;
}
