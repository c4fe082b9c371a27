/* verify.c - proving a database whole.
 *
 * Owns   the walk over every structure, and what is said about damage.
 * Knows  everything, by reading. It trusts no pointer that it finds in a row
 *        before the row it should lead to is known to live.
 *
 * Public contract: kith/verify.h. The order of the walk is what makes it safe:
 *
 *   1  heads, chunks and free cells of each table    the rows can be visited
 *   2  each living row is noted, its number tried     links can be looked up
 *   3  columns; the users of each text are counted    values can be compared
 *   4  links: from the child to the parent, then counts of lists (links.c)
 *      indexes: each row is found, then counts
 *   5  each text has as many users as it counts
 *   6  each KITH_CHECK is called                      it may read anything
 *
 * Where two structures must hold the same things, one direction is proved row
 * by row and the other by comparing counts, so no set is built twice. What a
 * structure of data/ says of itself is proved there (ki_slab_verify and its
 * like). The first damage ends the walk: behind it nothing can be relied on.
 * Text pointers and slot arrays are followed without a proof, for blocks of the
 * pool are not listed anywhere; only a stray write into a row's links can break
 * them.
 *
 * The walk keeps what it notes in memory of its own, so it writes nothing that
 * other readers see but db->door, by atomic steps. O(rows, members and
 * texts) in time; 32 to 64 bytes of memory for each row and each text.
 */
#include "verify/walk.h"

#include "catalog/limits.h"
#include "catalog/mirror.h"
#include "catalog/value.h"
#include "delta/record.h"

#include <kith/handle.h>
#include <kith/verify.h>

/* Call a function for each row of the database, until it returns false. The
 * slabs have been verified before the first call, so their chunks and heads can
 * be followed. */
static bool walk_rows(struct walk *walk,
                      bool (*visit)(struct walk *walk,
                                    const struct table *table, const char *row))
{
    for (size_t i = 0; i < walk->db->store_count; i++) {
        const struct store *store = &walk->db->stores[i];
        char *row = NULL;

        while ((row = ki_slab_next(store->slab, row))) {
            if (!visit(walk, store->table, row))
                return false;
        }
    }
    return true;
}

/* --- Columns -------------------------------------------------------------- */

/* A pointer to a row may be followed where this map has it. A handle leads to
 * the row by the number of its cell. */
static bool note_row(struct walk *walk, const struct table *table,
                     const char *row)
{
    kith_handle handle =
        kith_handle_from_(row_generation(row), row_number(row));

    if (kith_numbered_(&walk->db->directory.shown, row_store(row), handle) !=
        row)
        return damaged(walk, table, NULL,
                       "a row of %t is not found by its handle");
    return walk_note(walk, &walk->rows, row, table->ordinal);
}

/* Texts of a foreign key share the block of their parent's key, so the users of
 * one text may be rows of several tables: they are counted over all of them
 * before any count is compared (walk_texts). */
static bool count_text(struct walk *walk, const char *text)
{
    size_t *users = ki_ptr_map_find(&walk->texts, text);

    if (!users)
        return walk_note(walk, &walk->texts, text, 1);
    ++*users;
    return true;
}

/* What a column must satisfy by itself. NULL of a foreign key's own column is
 * that of its reference; whether that agrees is judged with the link
 * (walk_reference). A blob has its length twice, in the row and in its block,
 * and so has a text, by its NUL: both must agree, else a stray write is between
 * them. An in-place text without a NUL would be read beyond its array by each
 * comparison that follows. */
static bool walk_column(struct walk *walk, const struct table *table,
                        const struct column *column, const char *row)
{
    const char *at = row + column->offset, *name = column->attribute->name;
    bool null = column_is_null(column, row);

    if (column->not_null && null &&
        !(column->defer_not_null && db_has_level(walk->db)))
        return damaged(walk, table, name, "%t.%c is required and NULL");
    if (column->kind == KITH_KIND_CHARS &&
        ki_chars_length(at, column->bytes) == column->bytes)
        return damaged(walk, table, name, "%t.%c has no NUL within its array");
    if (is_block(column) && !null) {
        if (ki_text_bytes(load_ptr(at)) != ki_block_bytes(column, row))
            return damaged(walk, table, name,
                           "a text of %t.%c has not as many bytes as it "
                           "counts");
        if (!count_text(walk, load_ptr(at)))
            return false;
    }
    return !column_limits(column) || column_is_within(column, row) ||
           damaged(walk, table, name, "%t.%c holds a value beyond its limits");
}

static bool walk_columns(struct walk *walk, const struct table *table,
                         const char *row)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (!walk_column(walk, table, &table->columns[i], row))
            return false;
    }
    return true;
}

/* The texts that a record of an open level keeps: those that a row showed
 * before, and those of deleted rows, which kept their bytes. */
static bool count_kept(struct walk *walk, struct record *record)
{
    const struct table *table = row_store(record->row)->table;
    struct kept_cursor cursor;
    struct kept_column kept;

    for (size_t i = 0; record->kind == RECORD_DELETE && i < table->text_count;
         i++) {
        const char *text = load_ptr(record->row + table->texts[i]->offset);

        if (text && !count_text(walk, text))
            return false;
    }
    if (record->kind != RECORD_UPDATE)
        return true;
    cursor = record_columns(record);
    while (kept_next(&cursor, table, &kept)) {
        const char *text = is_block(kept.column) ? load_ptr(kept.value) : NULL;

        if (text && !count_text(walk, text))
            return false;
    }
    return true;
}

static bool walk_records(struct walk *walk)
{
    const struct log *log = level_log(walk->db);
    struct log_cursor cursor = log ? ki_log_top(log) : (struct log_cursor){0};

    for (size_t i = 0; log && i < log->count; i++) {
        struct record *record = ki_log_down(&cursor);

        if (record->kind <= RECORD_UPDATE && !count_kept(walk, record))
            return false;
    }
    return true;
}

/* Every text is counted by exactly its users: with a count too low the block
 * would be freed while a row shows it, with one too high never. Each text that
 * is not NULL was counted in walk_columns(), so it is found. */
static bool walk_texts(struct walk *walk, const struct table *table,
                       const char *row)
{
    for (size_t i = 0; i < table->text_count; i++) {
        const char *text = load_ptr(row + table->texts[i]->offset);

        if (text &&
            *ki_ptr_map_find(&walk->texts, text) != ki_text_references(text))
            return damaged(walk, table, table->texts[i]->attribute->name,
                           "a text of %t.%c has not as many users as it "
                           "counts");
    }
    return true;
}

/* --- Indexes -------------------------------------------------------------- */

/* One index: each row with a key is found by it, and it holds as many rows as
 * have one, so it holds nothing else. A key is unique where each row finds
 * itself: of two rows with one key a unique index would find only one. */
static bool walk_index(struct walk *walk, const struct store *store,
                       const struct key *key)
{
    const union index *index = &store->indexes[key->ordinal];
    size_t rows = 0;
    char *row = NULL;

    while ((row = ki_slab_next(store->slab, row))) {
        if (key_is_null(key, row))
            continue;
        if (!ki_index_holds(index, row))
            return damaged(walk, store->table, key->name,
                           "a row of %t is not found by its %c");
        if (key->deferred && !db_has_level(walk->db) &&
            ki_index_find_equal(index, row) != row)
            return damaged(walk, store->table, key->name,
                           "two rows of %t have one %c");
        if (key->mirrored && (ki_links_itself(key, row) ||
                              ki_store_find_mirrored(store, key, row)))
            return damaged(walk, store->table, key->name,
                           "a pair of %t stands in two rows or links a row "
                           "with itself by %c");
        rows++;
    }
    return ki_index_verify(index, rows) ||
           damaged(walk, store->table, key->name,
                   "the index of %t over %c holds what is no row");
}

/* --- All of it ------------------------------------------------------------ */

/* All links and indexes of a table, seen from the child. So each foreign key is
 * walked once, with the table that has it. */
static bool walk_store(struct walk *walk, const struct store *store)
{
    const struct table *table = store->table;

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        if (!ki_walk_links(walk, &table->foreign_keys[i]))
            return false;
    }
    for (size_t i = 0; i < table->key_count; i++) {
        if (!walk_index(walk, store, &table->keys[i]))
            return false;
    }
    return true;
}

/* All that users rely on, except checks: those are functions of the user and
 * may look at any row, so they are called when all rows are known to be sound.
 *
 * The last comparison is of blocks that exist and blocks that were met: a text
 * column that was overwritten by NULL or by another column's address leaves a
 * block that no row shows. */
static bool walk_structures(struct walk *walk)
{
    const struct kith_db *db = walk->db;
    size_t groups = 0;

    for (size_t i = 0; i < db->store_count; i++) {
        groups += ki_slab_groups(db->stores[i].slab);
        if (!ki_slab_verify(db->stores[i].slab))
            return damaged(walk, db->stores[i].table, NULL,
                           "the rows of %t: heads, counts and free places do "
                           "not agree");
    }
    if (groups != directory_used(&db->directory))
        return damaged(walk, NULL, NULL,
                       "the directory of handles leads to what is no chunk");
    /* All values are sound before any two are compared. */
    if (!walk_rows(walk, note_row) || !walk_rows(walk, walk_columns) ||
        !walk_records(walk))
        return false;
    for (size_t i = 0; i < db->store_count; i++) {
        if (!walk_store(walk, &db->stores[i]))
            return false;
    }
    if (!walk_rows(walk, walk_texts))
        return false;
    return walk->texts.count == db->texts.count ||
           damaged(walk, NULL, NULL,
                   "a text column was overwritten: its text belongs to no row "
                   "now");
}

/* --- Checks --------------------------------------------------------------- */

/* Record which row no longer passes which check: by its primary key, or, where
 * the table has none, by the columns that the check names. Returns false. */
static bool refuse_check(struct walk *walk, const struct table *table,
                         const struct check *check, const char *row)
{
    const struct key *primary = table->primary;
    char value[sizeof(walk->error.full.value)];

    if (primary)
        ki_key_print(primary, row, value, sizeof(value));
    else
        ki_columns_print(check->columns, check->attribute->column_count, row,
                         value, sizeof(value));
    ki_error(&walk->error, KITH_E_CHECK,
             primary ? "the row of %t with %p %v no longer passes the check "
                       "%k: %o"
                     : "a row of %t, whose %c is %v, no longer passes the "
                       "check %k: %o",
             &(struct error_facts){.table = table->descriptor->name,
                                   .column = check->columns_name,
                                   .constraint = check->attribute->name,
                                   .other = check->attribute->message,
                                   .other_column = primary ? primary->name
                                                           : NULL,
                                   .value = value});
    return false;
}

/* The row is live and not a draft, so a check sees the same as in a write, but
 * for other rows, which may have changed since. It may leave by longjmp: then
 * nothing here is ended until kith_recover() or kith_close() does it. */
static bool walk_checks(struct walk *walk, const struct table *table,
                        const char *row)
{
    for (size_t i = 0; i < table->check_count; i++) {
        if (!table->checks[i].attribute->check(row))
            return refuse_check(walk, table, &table->checks[i], row);
    }
    return true;
}

/* --- The walk of a thread ------------------------------------------------- */

/* The walks that the thread is in the middle of, the innermost first: a check
 * may begin one of another database, but not of its own, which would call the
 * check again, without end. Several threads may walk one database at the same
 * time, so this cannot be a member of it. */
static _Thread_local struct walk *innermost;

/* Whether this thread is in the middle of a walk of the database. */
static bool is_walked(const struct kith_db *db)
{
    const struct walk *walk = innermost;

    while (walk && walk->db != db)
        walk = walk->outer;
    return walk;
}

/* Begin a walk. On the heap, so that a check that leaves by longjmp leaves no
 * pointer into the stack behind (see ki_verify_leave). NULL without memory, and
 * nothing has changed then.
 *
 * The database is frozen until the walk is left: a check that writes would be
 * refused, as in a write. Several threads count here, so the steps are atomic.
 * They are relaxed, for they order nothing: a thread must see its own step, and
 * no other thread may write while one of them walks. */
static struct walk *walk_enter(struct kith_db *db)
{
    struct memory memory;
    struct walk *walk;

    ki_memory_init(&memory, NULL);
    walk = ki_memory_new_zeroed(&memory, sizeof(*walk));
    if (!walk)
        return NULL;
    walk->memory = memory;
    walk->db = db;
    walk->outer = innermost;
    innermost = walk;
    __atomic_fetch_add(&db->door, 1, __ATOMIC_RELAXED);
    return walk;
}

/* End the walk that `*link` names, which may be in the middle of the thread's
 * list: it is taken off the list, and all its memory is freed. */
static void walk_leave(struct walk **link)
{
    struct walk *walk = *link;
    struct memory memory;

    assert(walk);
    ki_ptr_map_fini(&walk->rows, &walk->memory);
    ki_ptr_map_fini(&walk->texts, &walk->memory);
    ki_ptr_map_fini(&walk->climbed, &walk->memory);
    __atomic_fetch_sub(&walk->db->door, 1, __ATOMIC_RELAXED);
    *link = walk->outer;
    memory = walk->memory;
    ki_memory_free(&memory, walk, sizeof(*walk));
    assert(memory.bytes == 0);
}

/* Walks of other databases stay: a check that recovers another database ends
 * that one's, not the walk that it was called by. */
void ki_verify_leave(const struct kith_db *db)
{
    struct walk **link = &innermost;

    while (*link) {
        if ((*link)->db == db)
            walk_leave(link);
        else
            link = &(*link)->outer;
    }
}

/* The error is copied before the walk is freed; its names are those of the
 * schema, so they outlive both. A failure is not recorded in the database, for
 * several threads may be here at the same time. */
kith_status kith_verify_to(kith_db *db, kith_error *failure)
{
    struct error error = {0};
    struct walk *walk = NULL;

    if (!db)
        ki_error_misuse(&error, __func__, "%f: db is NULL");
    else if (db->calling || is_walked(db))
        ki_error_misuse(&error, __func__,
                        "%f: a function of a table may not call it");
    else if (!(walk = walk_enter(db)))
        ki_error_memory(&error);
    if (walk) {
        if (walk_structures(walk))
            walk_rows(walk, walk_checks);
        assert(innermost == walk);
        error = walk->error;
        walk_leave(&innermost);
    }
    if (failure && error.full.status != KITH_OK)
        *failure = *ki_error_format(&error);
    return error.full.status;
}

kith_status kith_verify(kith_db *db)
{
    return kith_verify_to(db, NULL);
}
