/* check_writes.c - sums of plain columns; see check_writes.h.
 *
 *   sums of a level ---> outer sums
 *     pieces    | cells of a chunk that had rows | cells of another | ...
 *     sums        for each cell one for each plain column of the table
 *
 * Cells are never given back while a level is open, and one whose row was
 * deleted in it has no other. So a row that lives in one of these cells is the
 * one that lived there when the level began, or has a record of its insert
 * since; and rows in other cells came later.
 *
 * What a column held before the first record of a level that names it must be
 * what it held when the level began, and without a record it must be what it
 * holds now. The log is read from its end, so the record that is met last
 * decides. What it decides stands in two bits of the sum, and no memory is
 * needed at the end of a level, which may have no failure but this one.
 */
#include "edit/check_writes.h"

#include "delta/record.h"

/* The two lowest bits of a sum; all are NO_RECORD or NAMED between calls. */
enum {
    NO_RECORD = 0,
    AGREES = 1,  /* the first record has the value of the begin */
    DIFFERS = 2, /* it has another one */
    NAMED = 3,   /* an error has named the column of this row */
    STATE = 3
};

/* Cells side by side in one chunk. */
struct piece {
    const struct plain *plain;
    char *first;
    size_t count;   /* of cells */
    size_t stride;  /* in bytes */
    uint32_t *sums; /* plain->count for each cell */
};

/* One block with its pieces and sums. */
struct sums {
    struct sums *outer;
    size_t depth; /* with the level */
    size_t bytes; /* of the block */
    size_t piece_count;
    struct piece *pieces;
    struct ptr_map piece_of; /* chunk -> number of its piece */
};

/* --- One column ----------------------------------------------------------- */

/* A hash of a plain column, the flag of an optional with it, without the bits
 * of the state. */
static uint32_t sum_of(const char *at, size_t bytes)
{
    uint64_t words[2] = {0, 0};

    assert(bytes > 0 && bytes <= sizeof(words));
    memcpy(words, at, bytes);
    return (uint32_t)(kith_hash_two_(words[0], words[1], 0) >> 32) &
           ~(uint32_t)STATE;
}

static uint32_t sum_in_row(const char *row, const struct span *span)
{
    assert(row_is_live(row));
    return sum_of(row + span->offset, span->bytes);
}

/* The sums of a row; NULL for one in a cell that had none yet when they were
 * taken. */
static uint32_t *sums_of_row(const struct sums *sums, char *row)
{
    const size_t *number = ki_ptr_map_find(&sums->piece_of, row_chunk(row));
    const struct piece *piece = number ? &sums->pieces[*number] : NULL;
    size_t cell = piece ? (size_t)(row - piece->first) / piece->stride : 0;

    assert(!piece || row >= piece->first);
    return piece && cell < piece->count
               ? piece->sums + cell * piece->plain->count
               : NULL;
}

/* --- Taking --------------------------------------------------------------- */

/* The next piece of a store, behind the one that is given, which is all zero
 * before the first. False at the end. */
static bool next_piece(const struct store *store, struct piece *piece)
{
    const char *end, *last = NULL;

    assert(!piece->first || piece->count > 0);
    if (piece->first)
        last = piece->first + (piece->count - 1) * piece->stride;
    piece->first = ki_slab_cells(store->slab, last, &end);
    if (!piece->first)
        return false;
    piece->stride = store->slab->stride_bytes;
    piece->count = (size_t)(end - piece->first) / piece->stride;
    return true;
}

/* Room for all pieces and their sums. NULL without memory. */
static struct sums *new_sums(struct kith_db *db)
{
    size_t pieces = 0, count = 0, bytes;
    struct sums *sums;

    for (size_t i = 0; i < db->store_count; i++) {
        struct piece piece = {.plain = &db->levels->plains[i]};

        while (piece.plain->count > 0 && next_piece(&db->stores[i], &piece)) {
            pieces++;
            count += piece.count * piece.plain->count;
        }
    }
    bytes = sizeof(*sums) + pieces * sizeof(*sums->pieces) +
            count * sizeof(uint32_t);
    sums = ki_memory_new(&db->work, bytes);
    if (!sums)
        return NULL;
    assert(bytes >= sizeof(*sums));
    *sums = (struct sums){.bytes = bytes,
                          .piece_count = pieces,
                          .pieces = (struct piece *)(void *)(sums + 1)};
    return sums;
}

/* Cells without a row are never looked at, so theirs may be anything. */
static void sum_piece(const struct piece *piece)
{
    uint32_t *sum = piece->sums;

    assert(piece->count > 0);
    for (size_t i = 0; i < piece->count; i++) {
        const char *row = piece->first + i * piece->stride;

        for (size_t j = 0; j < piece->plain->count; j++, sum++)
            *sum =
                row_is_live(row) ? sum_in_row(row, &piece->plain->spans[j]) : 0;
    }
}

static bool sum_store(struct kith_db *db, struct sums *sums, size_t ordinal,
                      size_t *pieces, uint32_t **free)
{
    struct piece piece = {.plain = &db->levels->plains[ordinal]};

    assert(*pieces <= sums->piece_count);
    while (piece.plain->count > 0 && next_piece(&db->stores[ordinal], &piece)) {
        if (!ki_ptr_map_reserve(&sums->piece_of, &db->work))
            return false;
        piece.sums = *free;
        sum_piece(&piece);
        ki_ptr_map_put(&sums->piece_of, row_chunk(piece.first), *pieces);
        *free += piece.count * piece.plain->count;
        sums->pieces[(*pieces)++] = piece;
    }
    return true;
}

static void free_sums(struct kith_db *db, struct sums *sums)
{
    assert(sums->bytes >= sizeof(*sums));
    ki_ptr_map_fini(&sums->piece_of, &db->work);
    ki_memory_free(&db->work, sums, sums->bytes);
}

bool ki_sums_take(struct kith_db *db)
{
    struct sums *sums = new_sums(db);
    size_t pieces = 0;
    uint32_t *free;

    assert(db->check_writes);
    if (!sums)
        return false;
    free = (uint32_t *)(void *)(sums->pieces + sums->piece_count);
    for (size_t i = 0; i < db->store_count; i++) {
        if (!sum_store(db, sums, i, &pieces, &free)) {
            free_sums(db, sums);
            return false;
        }
    }
    assert(pieces == sums->piece_count);
    sums->depth = db->levels->begins.count + 1;
    sums->outer = db->levels->sums;
    db->levels->sums = sums;
    return true;
}

void ki_sums_cut(struct kith_db *db, size_t depth)
{
    assert(db->levels);
    while (db->levels->sums && db->levels->sums->depth > depth) {
        struct sums *outer = db->levels->sums->outer;

        free_sums(db, db->levels->sums);
        db->levels->sums = outer;
    }
}

/* --- What calls have written ---------------------------------------------- */

/* A record that is older than those that were looked at has this sum. */
static void compare(uint32_t *sum, uint32_t recorded)
{
    assert((recorded & STATE) == 0);
    if ((*sum & STATE) == NAMED)
        return;
    *sum &= ~(uint32_t)STATE;
    *sum |= *sum == recorded ? AGREES : DIFFERS;
}

static void compare_image(const struct plain *plain, struct record *record,
                          uint32_t *sums)
{
    const char *at = image_values(record);

    assert(plain->count > 0);
    for (size_t i = 0; i < plain->count; i++) {
        compare(&sums[i], sum_of(at, plain->spans[i].bytes));
        at += span_words(&plain->spans[i]) * 8;
    }
}

/* The value of a column and its flag lie apart in a record. */
static void compare_columns(const struct plain *plain, struct record *record,
                            uint32_t *sums)
{
    const struct table *table = row_store(record->row)->table;
    struct kept_cursor cursor = record_columns(record);
    struct kept_column kept;

    assert(record->kind == RECORD_UPDATE);
    while (kept_next(&cursor, table, &kept)) {
        const struct column *column = kept.column;
        char value[16];

        for (size_t j = 0; column_is_plain(column) && j < plain->count; j++) {
            if (plain->spans[j].offset != column->offset)
                continue;
            assert(plain->spans[j].bytes <= sizeof(value));
            memcpy(value, kept.value, column->bytes);
            if (column->optional)
                value[column->bytes] = (char)kept.present;
            compare(&sums[j], sum_of(value, plain->spans[j].bytes));
        }
    }
}

/* A new row was written by its insert. */
static void compare_insert(const struct plain *plain, uint32_t *sums)
{
    assert(plain->count > 0);
    for (size_t i = 0; i < plain->count; i++)
        sums[i] = (sums[i] & ~(uint32_t)STATE) | AGREES;
}

static void compare_records(struct kith_db *db, const struct sums *sums)
{
    const struct levels *levels = db->levels;
    size_t begin = levels->begins.items[sums->depth - 1].records;
    struct log_cursor cursor = ki_log_top(&levels->log);

    assert(begin <= levels->log.count);
    for (size_t i = levels->log.count; i > begin; i--) {
        struct record *record = ki_log_down(&cursor);
        const struct plain *plain;
        uint32_t *of_row;

        if (record->kind != RECORD_INSERT && record->kind != RECORD_UPDATE &&
            record->kind != RECORD_IMAGE)
            continue;
        plain = &levels->plains[row_store(record->row)->table->ordinal];
        of_row = plain->count > 0 ? sums_of_row(sums, record->row) : NULL;
        if (!of_row)
            continue;
        if (record->kind == RECORD_INSERT)
            compare_insert(plain, of_row);
        else if (record->kind == RECORD_UPDATE)
            compare_columns(plain, record, of_row);
        else
            compare_image(plain, record, of_row);
    }
}

/* --- What nobody has announced -------------------------------------------- */

/* A plain column of a row. */
struct written {
    char *row;
    size_t number; /* among the plain columns */
};

/* Whether the sum, which is read for the last time, says that the column was
 * written directly. */
static bool is_wrong(uint32_t sum, const char *row, const struct span *span)
{
    assert(row_is_live(row));
    if ((sum & STATE) == NO_RECORD)
        return sum != sum_in_row(row, span);
    return (sum & STATE) == DIFFERS;
}

/* The first such column of a piece, where none was found before; the states of
 * all are cleared. */
static void find_written(const struct piece *piece, struct written *written)
{
    uint32_t *sum = piece->sums;

    assert(piece->plain->count > 0);
    for (size_t i = 0; i < piece->count; i++) {
        char *row = piece->first + i * piece->stride;

        for (size_t j = 0; j < piece->plain->count; j++, sum++) {
            if (!written->row && row_is_live(row) &&
                is_wrong(*sum, row, &piece->plain->spans[j]))
                *written = (struct written){row, j};
            if ((*sum & STATE) != NAMED)
                *sum &= ~(uint32_t)STATE;
        }
    }
}

static const struct column *plain_column(const struct table *table,
                                         size_t number)
{
    const struct column *column = table->columns;

    for (;; column++) {
        assert(column < table->columns + table->column_count);
        if (column_is_plain(column) && number-- == 0)
            return column;
    }
}

/* By the primary key, where its table has one. */
static kith_status refuse_written(struct kith_db *db, struct written written,
                                  const char *call)
{
    const struct table *table = row_store(written.row)->table;
    const struct key *key = table->primary;
    char value[sizeof(db->error.full.value)];
    struct error_facts facts = {
        .table = table->descriptor->name,
        .column = plain_column(table, written.number)->attribute->name,
        .call = call};

    assert(row_is_live(written.row));
    if (!key)
        return ki_error(&db->error, KITH_E_MISUSE,
                        "%f: %t.%c was written directly, without kith_edit in "
                        "this level",
                        &facts);
    ki_key_print(key, written.row, value, sizeof(value));
    facts.other_column = key->name;
    facts.value = value;
    return ki_error(&db->error, KITH_E_MISUSE,
                    "%f: %t.%c was written directly in the row with %p %v, "
                    "without kith_edit in this level",
                    &facts);
}

kith_status ki_sums_check(struct kith_db *db, const char *call)
{
    const struct sums *sums = db->levels->sums;
    struct written written = {NULL, 0};

    assert(sums && sums->depth <= db->levels->begins.count);
    compare_records(db, sums);
    for (size_t i = 0; i < sums->piece_count; i++)
        find_written(&sums->pieces[i], &written);
    if (!written.row)
        return KITH_OK;
    for (; sums; sums = sums->outer) {
        uint32_t *of_row = sums_of_row(sums, written.row);

        if (of_row)
            of_row[written.number] |= NAMED;
    }
    return refuse_written(db, written, call);
}
