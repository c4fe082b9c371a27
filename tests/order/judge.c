/* judge.c - what ranges show, and what SQLite says; see order.h. */
#include "order.h"

#include <stdio.h>
#include <string.h>

enum { PAGE = 10 };

static void offsets_of(const struct world *world, const struct index *index,
                       size_t *offsets)
{
    for (int i = 0; i < index->count; i++)
        offsets[i] = world->columns[index->columns[i]].offset_bytes;
}

static kith_range whole(struct world *world, const struct index *index)
{
    return kith_range_of_key(world->db, &index->key);
}

/* --- All rows --------------------------------------------------------------
 * */

/* Whether a row may stand where SQLite has another: their keys are equal, and
 * became so by one call. */
static bool same_place(const struct world *world, const struct index *index,
                       int64_t id, int64_t other_id)
{
    const struct known *row = known_of(world, id);
    const struct known *other = known_of(world, other_id);
    int number = (int)(index - world->indexes);

    if (!row || !other || row->stamps[number] != other->stamps[number])
        return false;
    for (int c = 0; c < index->count; c++) {
        if (!cell_equal(&row->cells[index->columns[c]],
                        &other->cells[index->columns[c]]))
            return false;
    }
    return true;
}

bool judge_index(struct world *world, const struct index *index)
{
    static Thing *rows[ROWS_MAX], *back[ROWS_MAX];
    sqlite3_stmt *statement =
        world_sql(world, "SELECT id FROM things WHERE %s ORDER BY %s",
                  index->where, index->order);
    kith_range range = whole(world, index);
    size_t count = kith_range_page(range, Thing, 0, rows, ROWS_MAX);
    size_t behind = kith_range_page_back(range, Thing, 0, back, ROWS_MAX);

    if (count != kith_range_count(range) || behind != count)
        return differs(world, "(%s): pages of %zu and %zu of %zu rows",
                       index->key.name, count, behind, kith_range_count(range));
    for (size_t i = 0; i < count; i++) {
        if (sqlite3_step(statement) != SQLITE_ROW)
            return differs(world, "(%s): %zu rows, fewer in SQLite",
                           index->key.name, count);
        if (rows[i] != back[count - 1 - i] ||
            kith_range_rank(range, rows[i]) != i ||
            kith_range_row(range, i) != rows[i])
            return differs(world, "(%s): row %lld is not the one at %zu",
                           index->key.name, (long long)rows[i]->id, i);
        if (!same_place(world, index, rows[i]->id,
                        sqlite3_column_int64(statement, 0)))
            return differs(world, "(%s): row %lld at %zu, in SQLite %lld",
                           index->key.name, (long long)rows[i]->id, i,
                           (long long)sqlite3_column_int64(statement, 0));
    }
    if (sqlite3_step(statement) == SQLITE_ROW)
        return differs(world, "(%s): %zu rows, more in SQLite", index->key.name,
                       count);
    sqlite3_reset(statement);
    return true;
}

/* The hidden index of the collection is one of all that are judged: what is
 * left is that the collection shows its part. */
bool judge_sorted(struct world *world, Owner *owner)
{
    const struct index *index = world->indexes;
    sqlite3_stmt *statement;
    size_t count = 0;

    while (strcmp(index->key.name, "owner_id, weight, text") != 0)
        index++;
    statement =
        world_sql(world, "SELECT id FROM things WHERE c%d = ?1 ORDER BY %s",
                  index->columns[0], index->order);
    sqlite3_bind_int64(statement, 1, owner->id);
    kith_for_each_sorted(thing, owner, things)
    {
        if (sqlite3_step(statement) != SQLITE_ROW ||
            !same_place(world, index, thing->id,
                        sqlite3_column_int64(statement, 0)))
            return differs(world, "place %zu among things of owner %lld", count,
                           (long long)owner->id);
        if (kith_at_sorted(owner, things, count) != thing)
            return differs(world, "kith_at_sorted");
        count++;
    }
    sqlite3_reset(statement);
    return count == owner->things.count
               ? true
               : differs(world, "owner %lld has %u things, %zu sorted",
                         (long long)owner->id, owner->things.count, count);
}

/* --- Bounds --------------------------------------------------------------- */

/* Values for the first columns of an index: those of a row, or any. */
struct sought {
    const struct index *index;
    int count;
    size_t offsets[4];
    kith_value values[4];
    struct cell cells[4];
    char texts[4][40];
};

static void seek_like(struct world *world, struct sought *sought)
{
    int known = world->known_count[world->depth];
    const struct known *row =
        known > 0 && below(world, 3) > 0
            ? &world->known[world->depth][below(world, (uint32_t)known)]
            : NULL;

    sought->index = &world->indexes[below(world, (uint32_t)world->index_count)];
    sought->count = 1 + (int)below(world, (uint32_t)sought->index->count);
    offsets_of(world, sought->index, sought->offsets);
    for (int i = 0; i < sought->count; i++) {
        const kith_column *column = &world->columns[sought->index->columns[i]];
        const Thing *thing = row ? kith_get(world->db, Thing, row->id) : NULL;

        sought->values[i] = thing ? kith_value_at(thing, column->offset_bytes)
                                  : random_value(world, column);
        sought->cells[i] = cell_of(column, sought->values[i]);
    }
}

/* "c1 = ?1 AND c2 = ?2", of so many columns. */
static void add_equal(const struct sought *sought, int count, char *text)
{
    for (int i = 0; i < count; i++)
        sprintf(text + strlen(text), " AND c%d = ?%d",
                sought->index->columns[i], i + 1);
}

/* Rows within the bound, where all columns before the last are equal: as SQL
 * says it. In a column that descends what is greater comes before. */
static void add_bound(const struct sought *sought, kith_bound bound, char *text)
{
    int last = sought->count - 1, column = sought->index->columns[last];
    bool descends = sought->index->descends[last];
    const char *word = "=";

    if (bound == KITH_FROM)
        word = descends ? "<=" : ">=";
    else if (bound == KITH_AFTER)
        word = descends ? "<" : ">";
    else if (bound == KITH_UNTIL)
        word = descends ? ">=" : "<=";
    else if (bound == KITH_BEFORE)
        word = descends ? ">" : "<";
    if (bound == KITH_PREFIX && sought->cells[last].count == 0)
        sprintf(text + strlen(text), " AND c%d IS NOT NULL", column);
    else if (bound == KITH_PREFIX) /* by bytes, not by characters */
        sprintf(text + strlen(text),
                " AND substr(CAST(c%d AS BLOB), 1, %d) = CAST(?%d AS BLOB)",
                column, sought->cells[last].count, last + 1);
    else
        sprintf(text + strlen(text), " AND c%d %s ?%d", column, word, last + 1);
}

static void bind_all(sqlite3_stmt *statement, const struct sought *sought)
{
    for (int i = 0; i < sought->count; i++)
        bind_cell(statement, i + 1, &sought->cells[i]);
}

static const char *const words[] = {"with",  "from",   "after",
                                    "until", "before", "prefix"};

/* The range, a page of it and the rows at its ends, against SQLite's. */
static bool judge_range(struct world *world, const struct sought *sought,
                        kith_range range, kith_bound bound, const char *where)
{
    const struct index *index = sought->index;
    sqlite3_stmt *statement = world_sql(
        world, "SELECT count(*) FROM things WHERE %s%s", index->where, where);
    size_t count = kith_range_count(range), skip, read;
    Thing *page[PAGE];

    bind_all(statement, sought);
    if ((int64_t)count != ask_number(world, statement))
        return differs(
            world, "(%s) %s by %d columns: %zu rows, not so many: %s",
            index->key.name, words[bound], sought->count, count, where);
    world->bounds++;
    if (count == 0)
        return kith_range_first(range, Thing) == NULL &&
                       kith_range_last(range, Thing) == NULL
                   ? true
                   : differs(world, "a range without rows has one");
    skip = below(world, (uint32_t)count);
    read = kith_range_page(range, Thing, skip, page, PAGE);
    statement = world_sql(world,
                          "SELECT id FROM things WHERE %s%s ORDER BY %s "
                          "LIMIT %d OFFSET ?9",
                          index->where, where, index->order, PAGE);
    bind_all(statement, sought);
    sqlite3_bind_int64(statement, 9, (int64_t)skip);
    for (size_t i = 0; i < read; i++) {
        if (sqlite3_step(statement) != SQLITE_ROW)
            return differs(world, "(%s): a page has more rows",
                           index->key.name);
        if (!same_place(world, index, page[i]->id,
                        sqlite3_column_int64(statement, 0)))
            return differs(world, "(%s) %s: row %lld at %zu, not %lld",
                           index->key.name, words[bound],
                           (long long)page[i]->id, skip + i,
                           (long long)sqlite3_column_int64(statement, 0));
        if (kith_range_rank(range, page[i]) != skip + i)
            return differs(world, "(%s): rank of row %lld", index->key.name,
                           (long long)page[i]->id);
    }
    sqlite3_reset(statement);
    world->pages++;
    return read == (count - skip < PAGE ? count - skip : PAGE)
               ? true
               : differs(world, "a page has %zu rows", read);
}

/* Equal columns, then one or two bounds of the next. */
static bool judge_within(struct world *world, struct sought *sought)
{
    char where[600] = "";
    size_t lead = (size_t)sought->count - 1;
    kith_bound bound = (kith_bound)below(world, 6);
    kith_range range = whole(world, sought->index);
    const struct cell *last = &sought->cells[lead];

    if (bound == KITH_PREFIX && last->sort != CELL_TEXT)
        bound = KITH_WITH;
    if (lead > 0)
        range = kith_range_bound_row(range, KITH_WITH, sought->offsets,
                                     sought->values, lead);
    range = kith_range_bound_row(range, bound, sought->offsets, sought->values,
                                 lead + 1);
    add_equal(sought, (int)lead, where);
    add_bound(sought, bound, where);
    if (bound != KITH_WITH && bound != KITH_PREFIX && below(world, 2) == 0) {
        kith_bound other = bound == KITH_FROM || bound == KITH_AFTER
                               ? (below(world, 2) ? KITH_UNTIL : KITH_BEFORE)
                               : (below(world, 2) ? KITH_FROM : KITH_AFTER);

        range = kith_range_bound_row(range, other, sought->offsets,
                                     sought->values, lead + 1);
        add_bound(sought, other, where);
    }
    if (!range.db)
        return differs(world, "(%s) %s: %s", sought->index->key.name,
                       words[bound], kith_last_error(world->db)->message);
    return judge_range(world, sought, range, bound, where);
}

/* "before": the first column before its value, or equal and the second before,
 * and so on. NULL is before all, and behind all where the column descends. */
static void add_before(const struct sought *sought, char *text)
{
    strcat(text, " AND (0");
    for (int i = 0; i < sought->count; i++) {
        strcat(text, " OR (1");
        add_equal(sought, i, text);
        if (sought->index->descends[i])
            sprintf(text + strlen(text), " AND c%d > ?%d)",
                    sought->index->columns[i], i + 1);
        else
            sprintf(text + strlen(text), " AND (c%d IS NULL OR c%d < ?%d))",
                    sought->index->columns[i], sought->index->columns[i],
                    i + 1);
    }
    strcat(text, ")");
}

/* Rows before all columns together, and behind them: a bound of the whole
 * index, where the last column is never NULL. */
static bool judge_rank(struct world *world, const struct sought *sought)
{
    kith_range all = whole(world, sought->index), range;
    char where[1200] = "", equal[400] = "";
    sqlite3_stmt *statement;
    int64_t before, same;

    add_before(sought, where);
    add_equal(sought, sought->count, equal);
    statement = world_sql(world, "SELECT count(*) FROM things WHERE %s%s",
                          sought->index->where, where);
    bind_all(statement, sought);
    before = ask_number(world, statement);
    statement = world_sql(world, "SELECT count(*) FROM things WHERE %s%s",
                          sought->index->where, equal);
    bind_all(statement, sought);
    same = ask_number(world, statement);
    for (kith_bound bound = KITH_WITH; bound <= KITH_BEFORE; bound++) {
        const int64_t from = bound == KITH_WITH || bound == KITH_FROM ? before
                             : bound == KITH_AFTER ? before + same
                                                   : 0;
        const int64_t to = bound == KITH_WITH || bound == KITH_UNTIL
                               ? before + same
                           : bound == KITH_BEFORE ? before
                                                  : (int64_t)all.to;

        range = kith_range_bound_row(all, bound, sought->offsets,
                                     sought->values, (size_t)sought->count);
        if (!range.db || (int64_t)range.from != from || (int64_t)range.to != to)
            return differs(world, "(%s) %s: %zu to %zu, not %lld to %lld",
                           sought->index->key.name, words[bound], range.from,
                           range.to, (long long)from, (long long)to);
    }
    world->bounds++;
    return true;
}

bool judge_bound(struct world *world)
{
    struct sought sought;
    bool null = false;

    seek_like(world, &sought);
    for (int i = 0; i < sought.count; i++)
        null |= sought.cells[i].sort == CELL_NULL;
    if (!null && !sought.index->nullable[sought.count - 1] &&
        below(world, 2) == 0)
        return judge_rank(world, &sought);
    return judge_within(world, &sought);
}
