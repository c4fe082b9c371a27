/* world.c - both databases, and how SQLite learns of changes; see order.h. */
#include "order.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail(const struct world *world, const char *what)
{
    fprintf(stderr, "%s: %s; %s\n", what,
            world->sql ? sqlite3_errmsg(world->sql) : "",
            world->db ? kith_last_error(world->db)->message : "");
    exit(2);
}

bool differs(struct world *world, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(world->why, sizeof(world->why), format, arguments);
    va_end(arguments);
    return false;
}

/* --- SQLite --------------------------------------------------------------- */

static size_t hash_text(const char *text)
{
    size_t hash = 5381;

    for (; *text; text++)
        hash = hash * 33 + (unsigned char)*text;
    return hash;
}

sqlite3_stmt *world_sql(struct world *world, const char *format, ...)
{
    enum { CACHED = sizeof(world->cache) / sizeof(*world->cache) };
    char text[4000];
    va_list arguments;
    size_t at;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    at = hash_text(text) % CACHED;
    while (world->cached[at] && strcmp(world->cached[at], text) != 0)
        at = (at + 1) % CACHED;
    if (!world->cached[at]) {
        world->cached[at] = malloc(strlen(text) + 1);
        if (!world->cached[at])
            fail(world, "malloc");
        strcpy(world->cached[at], text);
        if (sqlite3_prepare_v3(world->sql, text, -1, SQLITE_PREPARE_PERSISTENT,
                               &world->cache[at], NULL) != SQLITE_OK)
            fail(world, text);
    }
    sqlite3_reset(world->cache[at]);
    return world->cache[at];
}

void bind_cell(sqlite3_stmt *statement, int at, const struct cell *cell)
{
    switch (cell->sort) {
    case CELL_NULL:
        sqlite3_bind_null(statement, at);
        break;
    case CELL_INTEGER:
        sqlite3_bind_int64(statement, at, cell->integer);
        break;
    case CELL_REAL:
        sqlite3_bind_double(statement, at, cell->real);
        break;
    case CELL_TEXT:
        sqlite3_bind_text(statement, at, cell->bytes, cell->count,
                          SQLITE_TRANSIENT);
        break;
    case CELL_BLOB:
        sqlite3_bind_blob(statement, at, cell->bytes, cell->count,
                          SQLITE_TRANSIENT);
        break;
    }
}

static void run(struct world *world, sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);

    if (code != SQLITE_DONE && code != SQLITE_ROW)
        fail(world, sqlite3_sql(statement));
    sqlite3_reset(statement);
}

int64_t ask_number(struct world *world, sqlite3_stmt *statement)
{
    int64_t number;

    if (sqlite3_step(statement) != SQLITE_ROW)
        fail(world, sqlite3_sql(statement));
    number = sqlite3_column_int64(statement, 0);
    sqlite3_reset(statement);
    return number;
}

/* --- Opening -------------------------------------------------------------- */

static int column_numbered(const struct world *world, const char *name)
{
    int i = 0;

    while (strcmp(world->columns[i].name, name) != 0)
        i++;
    return i;
}

static void add_index(struct world *world, const kith_key *key)
{
    struct index *index = &world->indexes[world->index_count];
    size_t used = 0;
    kith_column column;

    *index = (struct index){.key = *key, .where = "1"};
    for (size_t i = 0; kith_key_column(key, i, &column); i++) {
        index->columns[i] = column_numbered(world, column.name);
        index->descends[i] = kith_key_descends(key, i);
        index->skips_null[i] = column.foreign_key;
        index->nullable[i] = column.nullable && !column.foreign_key;
        used += (size_t)snprintf(
            index->order + used, sizeof(index->order) - used, "c%d %s, ",
            index->columns[i], index->descends[i] ? "DESC" : "ASC");
        if (column.foreign_key)
            snprintf(index->where + strlen(index->where),
                     sizeof(index->where) - strlen(index->where),
                     " AND c%d IS NOT NULL", index->columns[i]);
        index->count++;
    }
    snprintf(index->order + used, sizeof(index->order) - used, "s%d",
             world->index_count++);
}

void world_open(struct world *world, uint64_t seed)
{
    char text[2000] = "CREATE TABLE things (id INTEGER PRIMARY KEY";
    kith_options options = KITH_OPTIONS(.hash_seed = seed | 1);
    kith_error error;
    kith_key key;

    *world = (struct world){.random = seed};
    world->rows_max = (int)(20 << below(world, 4)) + 40;
    if (kith_open(&world->db, KITH_TABLES(Owner, Thing), &options, &error) !=
        KITH_OK) {
        fprintf(stderr, "%s\n", error.message);
        exit(2);
    }
    while (kith_table_column(world->db, &Thing_table,
                             (size_t)world->column_count,
                             &world->columns[world->column_count]))
        world->column_count++;
    for (size_t i = 0; kith_table_key(world->db, &Thing_table, i, &key); i++) {
        if (key.ordered)
            add_index(world, &key);
    }
    for (int i = 0; i < world->column_count; i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), ", c%d", i);
    for (int i = 0; i < world->index_count; i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), ", s%d", i);
    strcat(text, ")");
    strcpy(world->replace, "REPLACE INTO things VALUES (?");
    for (int i = 0; i < world->column_count + world->index_count; i++)
        strcat(world->replace, ", ?");
    strcat(world->replace, ")");
    if (sqlite3_open(":memory:", &world->sql) != SQLITE_OK ||
        sqlite3_exec(world->sql, text, NULL, NULL, NULL) != SQLITE_OK)
        fail(world, text);
    for (int i = 0; i < 12; i++) {
        char name[32];

        snprintf(name, sizeof(name), "owner %d", i);
        if (!kith_insert(world->db, Owner, .name = name))
            fail(world, "an owner");
    }
}

void world_close(struct world *world)
{
    for (size_t i = 0; i < sizeof(world->cache) / sizeof(*world->cache); i++) {
        sqlite3_finalize(world->cache[i]);
        free(world->cached[i]);
    }
    sqlite3_close(world->sql);
    kith_close(world->db);
}

/* --- Changes -------------------------------------------------------------- */

static void read_row(const struct world *world, const Thing *thing,
                     struct known *to)
{
    to->id = thing->id;
    for (int i = 0; i < world->column_count; i++)
        to->cells[i] =
            cell_of(&world->columns[i],
                    kith_value_at(thing, world->columns[i].offset_bytes));
}

static bool key_differs(const struct index *index, const struct known *a,
                        const struct known *b)
{
    for (int i = 0; i < index->count; i++) {
        if (!cell_equal(&a->cells[index->columns[i]],
                        &b->cells[index->columns[i]]))
            return true;
    }
    return false;
}

/* Whether a row comes to stand behind those that are equal to it: where its key
 * is another one; in the order of a collection where its owner is. */
static bool is_put_anew(const struct index *index, const struct known *before,
                        const struct known *now)
{
    const int owner = index->columns[0];

    return index->key.hidden
               ? !cell_equal(&before->cells[owner], &now->cells[owner])
               : key_differs(index, before, now);
}

/* All columns and stamps at once. */
static void tell_row(struct world *world, const struct known *before,
                     struct known *now)
{
    sqlite3_stmt *statement = world_sql(world, "%s", world->replace);
    int at = 1;

    sqlite3_bind_int64(statement, at++, now->id);
    for (int i = 0; i < world->column_count; i++)
        bind_cell(statement, at++, &now->cells[i]);
    for (int i = 0; i < world->index_count; i++) {
        now->stamps[i] = before && !is_put_anew(&world->indexes[i], before, now)
                             ? before->stamps[i]
                             : world->clock;
        sqlite3_bind_int64(statement, at++, now->stamps[i]);
    }
    run(world, statement);
}

static bool row_differs(const struct world *world, const struct known *a,
                        const struct known *b)
{
    for (int i = 0; i < world->column_count; i++) {
        if (!cell_equal(&a->cells[i], &b->cells[i]))
            return true;
    }
    return false;
}

static void run_for(struct world *world, const char *text, int64_t id)
{
    sqlite3_stmt *statement = world_sql(world, "%s", text);

    sqlite3_bind_int64(statement, 1, id);
    run(world, statement);
}

static const struct known *known_with(const struct known *rows, int count,
                                      int64_t id)
{
    for (int i = 0; i < count; i++) {
        if (rows[i].id == id)
            return &rows[i];
    }
    return NULL;
}

const struct known *known_of(const struct world *world, int64_t id)
{
    return known_with(world->known[world->depth],
                      world->known_count[world->depth], id);
}

static int read_rows(struct world *world, struct known *rows)
{
    int count = 0;

    kith_for_each_row(world->db, Thing, thing)
        read_row(world, thing, &rows[count++]);
    return count;
}

/* Rows that one call changes have one number: which of them is first is not
 * said. */
void world_tell(struct world *world)
{
    static struct known now[ROWS_MAX];
    struct known *rows = world->known[world->depth];
    int *count = &world->known_count[world->depth];
    int now_count = read_rows(world, now);

    world->clock++;
    for (int i = 0; i < *count; i++) {
        if (!known_with(now, now_count, rows[i].id))
            run_for(world, "DELETE FROM things WHERE id = ?1", rows[i].id);
    }
    for (int i = 0; i < now_count; i++) {
        const struct known *before = known_with(rows, *count, now[i].id);

        if (!before || row_differs(world, before, &now[i]))
            tell_row(world, before, &now[i]);
        else
            memcpy(now[i].stamps, before->stamps, sizeof(before->stamps));
    }
    memcpy(rows, now, sizeof(*rows) * (size_t)now_count);
    *count = now_count;
}

void world_begin(struct world *world)
{
    if (kith_begin(world->db) != KITH_OK)
        fail(world, "kith_begin");
    run(world, world_sql(world, "SAVEPOINT l%d", world->depth));
    memcpy(world->known[world->depth + 1], world->known[world->depth],
           sizeof(*world->known));
    world->known_count[world->depth + 1] = world->known_count[world->depth];
    world->depth++;
}

bool world_end(struct world *world, bool keep)
{
    static struct known now[ROWS_MAX];
    int depth = --world->depth, count;

    if ((keep ? kith_commit : kith_rollback)(world->db) != KITH_OK)
        fail(world, "the end of a level");
    if (!keep)
        run(world, world_sql(world, "ROLLBACK TO l%d", depth));
    run(world, world_sql(world, "RELEASE l%d", depth));
    if (keep) {
        memcpy(world->known[depth], world->known[depth + 1],
               sizeof(*world->known));
        world->known_count[depth] = world->known_count[depth + 1];
        world->commits++;
        return true;
    }
    world->rollbacks++;
    count = read_rows(world, now);
    if (count != world->known_count[depth])
        return differs(world, "%d rows after a rollback instead of %d", count,
                       world->known_count[depth]);
    for (int i = 0; i < count; i++) {
        const struct known *before =
            known_with(world->known[depth], count, now[i].id);

        if (!before || row_differs(world, before, &now[i]))
            return differs(world, "row %lld is another after a rollback",
                           (long long)now[i].id);
    }
    return true;
}
