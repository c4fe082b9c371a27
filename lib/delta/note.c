/* note.c - records of what a call is about to do; see note.h.
 *
 * A piece has the same form whatever makes it, so the record of a row is filled
 * in twice: once to count what it needs, and once for the record itself.
 */
#include "delta/note.h"

#include "catalog/mirror.h"
#include "catalog/value.h"

/* --- Rows that come and go ------------------------------------------------ */

bool ki_note_insert(struct kith_db *db, char *row)
{
    struct record *record = ki_log_push(&db->levels->log, 0);

    assert(!row_is_live(row));
    if (!record)
        return false;
    record->kind = RECORD_INSERT;
    record->row = row;
    record->number = row_store(row)->next_number;
    return true;
}

/* A deleted row keeps its bytes, and with them parents and places. Its postings
 * alone are not found by it any more once they have ended. */
bool ki_note_delete(struct kith_db *db, char *row)
{
    const struct store *store = row_store(row);
    const struct table *table = store->table;
    struct log *log = &db->levels->log;
    bool uncounted = log->uncounted;
    struct record *record;
    size_t count = 0;
    uint32_t place;

    assert(row_is_live(row));
    log->uncounted = true;
    record = ki_log_push_short(log, table->posted_count);
    log->uncounted = uncounted;
    if (!record)
        return false;
    record->kind = RECORD_DELETE;
    record->row = row;
    for (size_t i = 0; count < table->posted_count; i++) {
        const struct key *key = &table->keys[i];

        if (key_has_postings(key))
            record_postings(record)[count++] =
                key_is_null(key, row)
                    ? NULL
                    : ki_index_at(&store->indexes[i], row, &place);
    }
    return true;
}

/* --- A row that changes --------------------------------------------------- */

/* What of a row will change: by its after-image; or one foreign key and its
 * column; or one column, with the key over it. */
struct outline {
    char *row;
    const char *after;              /* or */
    const struct foreign_key *link; /* or NULL; and */
    const struct column *column;    /* one column */
    bool moves;
};

static bool key_changes(const struct outline *outline, const struct key *key)
{
    assert(outline->after || outline->column);
    if (outline->after)
        return outline->moves &&
               !ki_key_equal(key, outline->row, outline->after);
    return outline->column->key == key;
}
static bool link_changes(const struct outline *outline,
                         const struct foreign_key *foreign_key)
{
    assert(foreign_key->child == row_store(outline->row)->table);
    if (outline->after)
        return outline->moves && (row_parent(outline->row, foreign_key) !=
                                      row_parent(outline->after, foreign_key) ||
                                  is_pending(foreign_key, outline->row) !=
                                      is_pending(foreign_key, outline->after));
    return outline->link == foreign_key;
}
static bool column_changes(const struct outline *outline,
                           const struct column *column)
{
    size_t bytes = column->bytes + column->optional;

    assert(outline->after || outline->column);
    if (!outline->after)
        return outline->column == column;
    if (row_has(outline->row, MARK_IMAGED) && column_is_plain(column))
        return false; /* the before-image has it */
    if (column_follows(column, outline->after))
        return false; /* the record of the parent has it */
    return memcmp(outline->row + column->offset,
                  outline->after + column->offset, bytes) != 0;
}

/* How much its record needs: counts in the record, words returned. */
static size_t measure(const struct outline *outline, struct record *record)
{
    const struct table *table = row_store(outline->row)->table;
    size_t words = 0;

    assert(row_is_live(outline->row));
    *record = (struct record){.kind = RECORD_UPDATE, .row = outline->row};
    for (size_t i = 0; i < table->key_count; i++)
        record->key_count += key_changes(outline, &table->keys[i]);
    for (size_t i = 0; i < table->foreign_key_count; i++)
        record->link_count += link_changes(outline, &table->foreign_keys[i]);
    for (size_t i = 0; i < table->column_count; i++) {
        if (!column_changes(outline, &table->columns[i]))
            continue;
        record->column_count++;
        words += value_words(&table->columns[i]);
    }
    return words + form_words(record->column_count) +
           record->key_count * (sizeof(struct kept_key) / 8) +
           record->link_count * (sizeof(struct kept_link) / 8);
}

/* `posting` is that of the row, if it was found already. */
static void keep_key(const struct store *store, const struct key *key,
                     const char *row, struct posting *posting,
                     struct kept_key *kept)
{
    assert(store->table == row_store(row)->table);
    *kept = (struct kept_key){.ordinal = key->ordinal, .posting = posting};
    if (posting)
        kept->place = load_u32(row + key->place_offset);
    else if (!key_is_null(key, row))
        kept->posting =
            ki_index_at(&store->indexes[key->ordinal], row, &kept->place);
    if (!key_has_postings(key))
        kept->place = !key_is_null(key, row);
}

static void keep_keys(const struct outline *outline, struct kept_key *kept)
{
    const struct store *store = row_store(outline->row);

    assert(row_is_live(outline->row));
    for (size_t i = 0; i < store->table->key_count; i++) {
        const struct key *key = &store->table->keys[i];

        if (!key_changes(outline, key))
            continue;
        keep_key(store, key, outline->row, NULL, kept++);
    }
}

static void keep_links(const struct outline *outline, struct kept_link *kept)
{
    const struct table *table = row_store(outline->row)->table;

    assert(row_is_live(outline->row));
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];

        if (link_changes(outline, foreign_key))
            *kept++ = (struct kept_link){
                .ordinal = (uint32_t)i,
                .place = children_place(foreign_key, outline->row),
                .parent = row_parent(outline->row, foreign_key)};
    }
}

/* What a column shows, as the next one of the record. */
static void keep_column(struct kept_cursor *cursor, const struct column *column,
                        uint32_t ordinal)
{
    struct record *record = cursor->record;
    const char *row = record->row;
    uint32_t form = ordinal << 1;

    assert(row_is_live(row) && cursor->next < record->column_count);
    if (column->optional)
        form |= row[column_flag(column)] != 0;
    if (cursor->next == 0)
        record->form = form;
    else
        record_forms(record)[cursor->next - 1] = form;
    value_copy(cursor->value, row + column->offset, column->bytes);
    cursor->value += value_words(column) * 8;
    cursor->next++;
}

static void keep_columns(const struct outline *outline, struct record *record)
{
    const struct table *table = row_store(outline->row)->table;
    struct kept_cursor cursor = record_columns(record);

    assert(record->row == outline->row);
    for (size_t i = 0; i < table->column_count; i++) {
        if (column_changes(outline, &table->columns[i]))
            keep_column(&cursor, &table->columns[i], (uint32_t)i);
    }
}

/* Whether two records of one row name the same keys, foreign keys and
 * columns. */
static bool repeats(struct record *record, struct record *last)
{
    const struct table *table = row_store(record->row)->table;
    struct kept_cursor cursor = record_columns(record), before;
    struct kept_column kept, old;

    assert(record->kind == RECORD_UPDATE);
    if (last->kind != RECORD_UPDATE || last->row != record->row ||
        last->key_count != record->key_count ||
        last->link_count != record->link_count ||
        last->column_count != record->column_count)
        return false;
    for (size_t i = 0; i < record->key_count; i++) {
        if (record_keys(record)[i].ordinal != record_keys(last)[i].ordinal)
            return false;
    }
    for (size_t i = 0; i < record->link_count; i++) {
        if (record_links(record)[i].ordinal != record_links(last)[i].ordinal)
            return false;
    }
    before = record_columns(last);
    while (kept_next(&cursor, table, &kept) &&
           kept_next(&before, table, &old)) {
        if (old.column != kept.column)
            return false;
    }
    return true;
}

/* A row of which nothing changes needs no record, and nothing of it is
 * replaced. */
static enum noted note_update(struct kith_db *db, const struct outline *outline)
{
    struct log *log = &db->levels->log;
    struct record form, *record;
    size_t words = measure(outline, &form);

    assert(row_is_live(outline->row));
    if (words == 0)
        return NOTED_AGAIN;
    record = ki_log_push(log, words);
    if (!record)
        return NOTED_FAILED;
    form.words = record->words;
    *record = form;
    keep_keys(outline, record_keys(record));
    keep_links(outline, record_links(record));
    keep_columns(outline, record);
    return NOTED;
}

/* The only record of a call is taken off where it repeats the one before, of
 * the same level: whether it does so. */
static bool is_repeated(struct levels *levels)
{
    struct log_cursor cursor = ki_log_top(&levels->log);
    struct record *record = ki_log_down(&cursor);

    assert(levels->log.count > levels->innermost.records);
    if (record->kind != RECORD_UPDATE ||
        levels->log.count - 1 == levels->innermost.records ||
        !repeats(record, ki_log_down(&cursor)))
        return false;
    ki_log_cut(&levels->log, levels->log.count - 1);
    return true;
}

enum noted ki_note_link(struct kith_db *db,
                        const struct foreign_key *foreign_key, char *child)
{
    enum noted noted;

    assert(foreign_key->column_count <= 1);
    if (foreign_key->int64_key)
        return note_move(db->levels, foreign_key, child) ||
                       note_new_move(db->levels, foreign_key, child)
                   ? NOTED
                   : NOTED_FAILED;
    noted =
        note_update(db, &(struct outline){.row = child,
                                          .link = foreign_key,
                                          .column = foreign_key->columns[0]});
    return noted == NOTED && is_repeated(db->levels) ? NOTED_AGAIN : noted;
}

/* The same record as note_update() would make, but nothing is searched for: the
 * column says which one it is, and which key is over it. */
static bool is_of_column(struct record *record, const char *row,
                         const struct key *key, uint32_t ordinal)
{
    return record->kind == RECORD_UPDATE && record->row == row &&
           record->key_count == (key != NULL) && record->link_count == 0 &&
           record->column_count == 1 && record->form >> 1 == ordinal;
}

enum noted ki_note_column(struct kith_db *db, char *row,
                          const struct column *column, struct posting *leaves)
{
    const struct store *store = row_store(row);
    const struct key *key = column->key;
    uint32_t ordinal = (uint32_t)(column - store->table->columns);
    struct record *record = ki_note_last(db->levels);
    struct kept_cursor cursor;

    assert(!column->indexed || column->sole_index);
    assert(column->link_count == 0 || !column->foreign_key);
    if (record && is_of_column(record, row, key, ordinal))
        return NOTED_AGAIN;
    record =
        ki_log_push(&db->levels->log, (key ? sizeof(struct kept_key) / 8 : 0) +
                                          value_words(column));
    if (!record)
        return NOTED_FAILED;
    record->kind = RECORD_UPDATE;
    record->row = row;
    record->key_count = key != NULL;
    record->link_count = 0;
    record->column_count = 1;
    if (key)
        keep_key(store, key, row, leaves, record_keys(record));
    cursor = record_columns(record);
    keep_column(&cursor, column, ordinal);
    return NOTED;
}

/* --- A change set --------------------------------------------------------- */

/* The members of a list whose order the call gives. What is there before they
 * are arranged is known only then, so the record is filled in by the mutation.
 * A cascade may bring more rows into the list than the call names; room for all
 * of them was made, so it has no more slots than its capacity. */
static bool note_arrangement(struct kith_db *db, const struct order *order)
{
    const struct foreign_key *foreign_key = order->relationship->foreign_key;
    size_t words =
        order->member
            ? 0
            : child_list_capacity(child_list_of(foreign_key, order->row));
    struct record *record = ki_log_push(&db->levels->log, words);

    assert(row_is_live(order->row));
    if (!record)
        return false;
    if (order->member)
        foreign_key = near_key(order->relationship, order->member, order->row);
    words = record_words(record);
    *record =
        (struct record){.kind = order->member ? RECORD_RANK : RECORD_PLACES,
                        .words = (uint32_t)words,
                        .row = order->member ? order->member : order->row,
                        .ordinal = foreign_key->ordinal};
    if (!order->member)
        record->number = foreign_key->child->ordinal;
    return true;
}

/* An update of the key that counts up may raise the next number. */
static bool note_number(struct kith_db *db, const struct change *change)
{
    struct record *record;

    assert(!change->insert);
    if (!store_is_unused(change->store, change->after))
        return true;
    record = ki_log_push(&db->levels->log, 0);
    if (!record)
        return false;
    record->kind = RECORD_NUMBER;
    record->row = change->row;
    record->number = change->store->next_number;
    return true;
}

static bool note_group(struct kith_db *db, size_t count)
{
    struct record *record = ki_log_push(&db->levels->log, 0);

    assert(count > 1);
    if (!record)
        return false;
    *record = (struct record){.kind = RECORD_GROUP, .number = count};
    return true;
}

/* Whether all parents that a text names show the very block that the row has:
 * then it will share the right one again, whichever of them gives it back. */
static bool shares_block(const struct column *column, const char *row)
{
    const char *block = load_ptr(row + column->offset);

    assert(is_block(column));
    for (size_t i = 0; i < column->link_count; i++) {
        const struct foreign_key *foreign_key = column->links[i];
        const char *parent = row_parent(row, foreign_key);
        size_t at = 0;

        while (foreign_key->columns[at] != column)
            at++;
        if (parent &&
            load_ptr(parent + foreign_key->parent_key->columns[at]->offset) !=
                block)
            return false;
    }
    return true;
}

/* Whether the columns of a foreign key change with the key of a parent that
 * stays, and have its very bytes now (0.0 equals -0.0): the record of the
 * parent says for all its children what they were. A row that is its own parent
 * has one record for both. */
static bool follows_parent(const struct kith_db *db,
                           const struct change *change,
                           const struct foreign_key *foreign_key)
{
    const struct key *key = foreign_key->parent_key;
    char *parent = row_parent(change->row, foreign_key);

    assert(!change->insert);
    if (!parent || parent == change->row ||
        parent != row_parent(change->after, foreign_key) ||
        ki_key_equal(key, parent, ki_row_after(db, parent)))
        return false;
    for (size_t i = 0; i < foreign_key->column_count; i++) {
        const struct column *column = foreign_key->columns[i];

        if (is_block(column)
                ? !shares_block(column, change->row)
                : memcmp(change->row + column->offset,
                         parent + key->columns[i]->offset, column->bytes) != 0)
            return false;
    }
    return true;
}

static void note_followed(const struct kith_db *db, const struct change *change)
{
    const struct table *table = change->store->table;

    assert(change->moves);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *place = change->after + foreign_key->reference + REFERENCE_PLACE;

        if (follows_parent(db, change, foreign_key))
            store_u32(place, load_u32(place) | PARENT_FOLLOWED);
    }
}

static enum noted note_change(struct kith_db *db, const struct change *change)
{
    assert(!is_to_delete(change->row));
    if (change->insert)
        return ki_note_insert(db, change->row) ? NOTED : NOTED_FAILED;
    if (change->moves) {
        if (!note_number(db, change))
            return NOTED_FAILED;
        note_followed(db, change);
    }
    return note_update(db, &(struct outline){.row = change->row,
                                             .after = change->after,
                                             .moves = change->moves});
}

/* In the order in which the rows change; deleted ones come last, as the undo
 * relies on. */
static bool note_rows(struct kith_db *db)
{
    struct changeset *set = &db->changeset;

    assert(set->again.count == 0);
    for (size_t i = 0; i < set->changes.count; i++) {
        const struct change *change = &set->changes.items[i];
        enum noted noted =
            is_to_delete(change->row) ? NOTED_AGAIN : note_change(db, change);

        if (noted == NOTED_FAILED)
            return false;
        set->logged |= noted == NOTED;
    }
    for (size_t i = 0; i < set->to_delete.count; i++) {
        if (!ki_note_delete(db, set->to_delete.items[i]))
            return false;
        set->logged = true;
    }
    return true;
}

bool ki_note_changes(struct kith_db *db)
{
    struct changeset *set = &db->changeset;
    struct log *log = &db->levels->log;
    size_t begin = log->count;
    bool noted;

    assert(!set->logged && !log->uncounted);
    log->uncounted = set->to_delete.count > 0;
    noted = note_rows(db);
    if (noted && log->count - begin == 1 && is_repeated(db->levels))
        set->logged = false;
    if (noted && log->count - begin > 1)
        noted = note_group(db, log->count - begin);
    if (noted && set->order)
        noted = note_arrangement(db, set->order);
    if (!noted) {
        ki_note_forget(db, begin);
        set->logged = false;
    }
    log->uncounted = false;
    return noted;
}
