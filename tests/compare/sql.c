/* sql.c - one SQLite database; see sql.h. */
#include "sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATEMENTS = 8192 }; /* a power of two */

enum form { FORM_INSERT, FORM_UPDATE, FORM_DELETE, FORM_FIND };

/* A prepared statement and what it was made for. */
struct statement {
    sqlite3_stmt *prepared;
    uint32_t form, table, set, where;
};

struct sql {
    const struct catalog *catalog;
    sqlite3 *db;
    bool foreign_keys;
    sqlite3_stmt *begin, *commit, *undo;
    sqlite3_stmt *row[TABLES_MAX], *rows[TABLES_MAX], *empty[TABLES_MAX];
    uint64_t touched[TABLES_MAX];
    size_t statement_count;
    struct statement statements[STATEMENTS];
};

static void fail(struct sql *sql, const char *text)
{
    fprintf(stderr, "SQLite: %s: %s\n", sqlite3_errmsg(sql->db), text);
    exit(1);
}

static sqlite3_stmt *prepare(struct sql *sql, const char *text)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v3(sql->db, text, -1, SQLITE_PREPARE_PERSISTENT,
                           &statement, NULL) != SQLITE_OK)
        fail(sql, text);
    return statement;
}

static void step_to_end(struct sql *sql, sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);

    if (code != SQLITE_DONE && code != SQLITE_ROW)
        fail(sql, sqlite3_sql(statement));
    sqlite3_reset(statement);
}

/* --- Opening -------------------------------------------------------------- */

static void note_change(void *context, int operation, const char *schema,
                        const char *table, sqlite3_int64 rid)
{
    struct sql *sql = context;

    (void)operation;
    (void)schema;
    for (int i = 0; i < sql->catalog->table_count; i++) {
        if (strcmp(sql->catalog->tables[i].face->name, table) == 0)
            sql->touched[i] |= (uint64_t)1 << rid;
    }
}

static void add_columns(struct text *text, const struct table *table)
{
    for (int i = 0; i < table->column_count; i++)
        text_add(text, ", \"%s\"", table->columns[i].attribute->name);
}

static void prepare_reads(struct sql *sql)
{
    struct text text = {0};

    for (int i = 0; i < sql->catalog->table_count; i++) {
        const struct table *table = &sql->catalog->tables[i];

        text_clear(&text);
        text_add(&text, "SELECT rid_");
        add_columns(&text, table);
        text_add(&text, " FROM \"%s\"", table->face->name);
        sql->rows[i] = prepare(sql, text.bytes);
        text_add(&text, " WHERE rid_ = ?1");
        sql->row[i] = prepare(sql, text.bytes);
        text_clear(&text);
        text_add(&text, "DELETE FROM \"%s\"", table->face->name);
        sql->empty[i] = prepare(sql, text.bytes);
    }
    text_free(&text);
}

struct sql *sql_open(const struct catalog *catalog, const struct text *ddl,
                     bool foreign_keys)
{
    struct sql *sql = calloc(1, sizeof(*sql));

    if (!sql)
        abort();
    sql->catalog = catalog;
    sql->foreign_keys = foreign_keys;
    if (sqlite3_open(":memory:", &sql->db) != SQLITE_OK)
        fail(sql, "open");
    sqlite3_extended_result_codes(sql->db, 1);
    sql_do(sql, "PRAGMA synchronous = OFF");
    sql_do(sql, "PRAGMA recursive_triggers = ON");
    sql_do(sql, foreign_keys ? "PRAGMA foreign_keys = ON"
                             : "PRAGMA foreign_keys = OFF");
    sql_do(sql, ddl->bytes);
    sql->begin = prepare(sql, "SAVEPOINT call");
    sql->commit = prepare(sql, "RELEASE call");
    sql->undo = prepare(sql, "ROLLBACK TO call");
    prepare_reads(sql);
    sqlite3_update_hook(sql->db, note_change, sql);
    return sql;
}

void sql_close(struct sql *sql)
{
    sqlite3_stmt *next;

    while ((next = sqlite3_next_stmt(sql->db, NULL)))
        sqlite3_finalize(next);
    if (sqlite3_close(sql->db) != SQLITE_OK)
        fail(sql, "close");
    free(sql);
}

void sql_do(struct sql *sql, const char *text)
{
    if (sqlite3_exec(sql->db, text, NULL, NULL, NULL) != SQLITE_OK)
        fail(sql, text);
}

void sql_begin(struct sql *sql)
{
    memset(sql->touched, 0, sizeof(sql->touched));
    step_to_end(sql, sql->begin);
}

/* Fails for no other reason than a deferred key that names no row. */
static int commit_code(struct sql *sql, int code)
{
    if (code != SQLITE_OK && code != SQLITE_CONSTRAINT_FOREIGNKEY)
        fail(sql, "commit");
    return code;
}

int sql_commit(struct sql *sql)
{
    sqlite3_step(sql->commit);
    return commit_code(sql, sqlite3_reset(sql->commit));
}

void sql_rollback(struct sql *sql)
{
    step_to_end(sql, sql->undo);
    step_to_end(sql, sql->commit);
}

static int do_level(struct sql *sql, const char *words, int level)
{
    char text[64];

    snprintf(text, sizeof(text), "%s level_%d", words, level);
    return commit_code(sql, sqlite3_exec(sql->db, text, NULL, NULL, NULL));
}

void sql_begin_level(struct sql *sql, int level)
{
    do_level(sql, "SAVEPOINT", level);
}

int sql_commit_level(struct sql *sql, int level)
{
    return do_level(sql, "RELEASE", level);
}

void sql_rollback_level(struct sql *sql, int level)
{
    do_level(sql, "ROLLBACK TO", level);
}

bool sql_is_pending(struct sql *sql)
{
    int pending, highest;

    if (sqlite3_db_status(sql->db, SQLITE_DBSTATUS_DEFERRED_FKS, &pending,
                          &highest, 0) != SQLITE_OK)
        fail(sql, "deferred foreign keys");
    return pending;
}

const char *sql_message(struct sql *sql)
{
    return sqlite3_errmsg(sql->db);
}

uint64_t sql_touched(const struct sql *sql, int table)
{
    return sql->touched[table];
}

/* --- Statements, prepared when they are first wanted ---------------------- */

static const char *column_name(const struct sql *sql, int table, int column)
{
    return sql->catalog->tables[table].columns[column].attribute->name;
}

static void add_where(struct text *text, const struct sql *sql,
                      const struct statement *key)
{
    const char *before = " WHERE ";

    if (key->where == 0) {
        text_add(text, " WHERE rid_ = ?%d", COLUMNS_MAX + 1);
        return;
    }
    for (int i = 0; i < COLUMNS_MAX; i++) {
        if (!(key->where >> i & 1))
            continue;
        text_add(text, "%s\"%s\" = ?%d", before,
                 column_name(sql, (int)key->table, i), COLUMNS_MAX + 2 + i);
        before = " AND ";
    }
}

static void add_insert(struct text *text, const struct sql *sql,
                       const struct statement *key)
{
    text_add(text, "INSERT INTO \"%s\" (rid_",
             sql->catalog->tables[key->table].face->name);
    for (int i = 0; i < COLUMNS_MAX; i++) {
        if (key->set >> i & 1)
            text_add(text, ", \"%s\"", column_name(sql, (int)key->table, i));
    }
    text_add(text, ") VALUES (?%d", COLUMNS_MAX + 1);
    for (int i = 0; i < COLUMNS_MAX; i++) {
        if (key->set >> i & 1)
            text_add(text, ", ?%d", i + 1);
    }
    text_add(text, ")");
}

static void add_update(struct text *text, const struct sql *sql,
                       const struct statement *key)
{
    const char *before = " SET ";

    text_add(text, "UPDATE \"%s\"",
             sql->catalog->tables[key->table].face->name);
    for (int i = 0; i < COLUMNS_MAX; i++) {
        if (!(key->set >> i & 1))
            continue;
        text_add(text, "%s\"%s\" = ?%d", before,
                 column_name(sql, (int)key->table, i), i + 1);
        before = ", ";
    }
    add_where(text, sql, key);
}

static void prepare_statement(struct sql *sql, struct statement *statement)
{
    const char *name = sql->catalog->tables[statement->table].face->name;
    struct text text = {0};

    if (statement->form == FORM_INSERT) {
        add_insert(&text, sql, statement);
    } else if (statement->form == FORM_UPDATE) {
        add_update(&text, sql, statement);
    } else {
        text_add(&text,
                 statement->form == FORM_DELETE ? "DELETE FROM \"%s\""
                                                : "SELECT rid_ FROM \"%s\"",
                 name);
        add_where(&text, sql, statement);
    }
    statement->prepared = prepare(sql, text.bytes);
    text_free(&text);
}

static sqlite3_stmt *statement_for(struct sql *sql, enum form form,
                                   const struct step *step)
{
    struct statement key = {.form = form,
                            .table = (uint32_t)step->table,
                            .set = form <= FORM_UPDATE ? step->set : 0,
                            .where = form == FORM_INSERT ? 0 : step->where};
    uint32_t place = (key.form * 7 + key.table * 61 + key.set * 2654435761u +
                      key.where * 40503u) %
                     STATEMENTS;
    struct statement *found = &sql->statements[place];

    while (found->prepared &&
           (found->form != key.form || found->table != key.table ||
            found->set != key.set || found->where != key.where)) {
        place = (place + 1) % STATEMENTS;
        found = &sql->statements[place];
    }
    if (!found->prepared) {
        if (++sql->statement_count == STATEMENTS)
            fail(sql, "too many different statements");
        *found = key;
        prepare_statement(sql, found);
    }
    return found->prepared;
}

static void bind(sqlite3_stmt *statement, int place, const struct cell *cell)
{
    switch ((enum cell_kind)cell->kind) {
    case CELL_NULL:
        sqlite3_bind_null(statement, place);
        break;
    case CELL_INTEGER:
        sqlite3_bind_int64(statement, place, cell_as_integer(cell));
        break;
    case CELL_REAL:
        sqlite3_bind_double(statement, place, cell_as_real(cell));
        break;
    case CELL_TEXT:
        sqlite3_bind_text(statement, place, cell->data, cell->bytes,
                          SQLITE_STATIC);
        break;
    case CELL_BLOB:
        sqlite3_bind_blob(statement, place, cell->data, cell->bytes,
                          SQLITE_STATIC);
        break;
    }
}

static void bind_all(sqlite3_stmt *statement, const struct step *step)
{
    for (int i = 0; i < COLUMNS_MAX; i++) {
        if (step->set >> i & 1)
            bind(statement, i + 1, &step->values[i]);
        if (step->where >> i & 1)
            bind(statement, COLUMNS_MAX + 2 + i, &step->match[i]);
    }
    if (step->where == 0 || step->kind == INSERT)
        sqlite3_bind_int64(statement, COLUMNS_MAX + 1, step->rid);
}

int sql_run(struct sql *sql, const struct step *step, int *changes)
{
    static const enum form forms[] = {FORM_INSERT, FORM_UPDATE, FORM_DELETE};
    sqlite3_stmt *statement;
    int code;

    *changes = 0;
    if (step->kind == IMPOSSIBLE)
        return SQLITE_CONSTRAINT_NOTNULL;
    statement = statement_for(sql, forms[step->kind], step);
    bind_all(statement, step);
    code = sqlite3_step(statement);
    if (code == SQLITE_DONE)
        *changes = sqlite3_changes(sql->db);
    sqlite3_reset(statement);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

int sql_find(struct sql *sql, const struct step *step)
{
    sqlite3_stmt *statement = statement_for(sql, FORM_FIND, step);
    int found = NOTHING;

    for (int i = 0; i < COLUMNS_MAX; i++) {
        if (step->where >> i & 1)
            bind(statement, COLUMNS_MAX + 2 + i, &step->match[i]);
    }
    if (sqlite3_step(statement) == SQLITE_ROW)
        found = sqlite3_column_int(statement, 0);
    sqlite3_reset(statement);
    return found;
}

bool sql_asks(struct sql *sql, const char *question)
{
    sqlite3_stmt *statement = NULL;
    bool answer;

    while ((statement = sqlite3_next_stmt(sql->db, statement))) {
        if (strcmp(sqlite3_sql(statement), question) == 0)
            break;
    }
    if (!statement)
        statement = prepare(sql, question);
    answer = sqlite3_step(statement) == SQLITE_ROW;
    sqlite3_reset(statement);
    return answer;
}

/* --- Whole rows ----------------------------------------------------------- */

static struct cell read_cell(sqlite3_stmt *statement, int place)
{
    switch (sqlite3_column_type(statement, place)) {
    case SQLITE_INTEGER:
        return cell_integer(sqlite3_column_int64(statement, place));
    case SQLITE_FLOAT:
        return cell_real(sqlite3_column_double(statement, place));
    case SQLITE_TEXT:
        return cell_text((const char *)sqlite3_column_text(statement, place));
    case SQLITE_BLOB:
        return cell_blob(sqlite3_column_blob(statement, place),
                         (size_t)sqlite3_column_bytes(statement, place));
    default:
        return (struct cell){.kind = CELL_NULL};
    }
}

static void read_cells(struct sql *sql, int table, sqlite3_stmt *statement,
                       struct row *row)
{
    row->live = true;
    for (int i = 0; i < sql->catalog->tables[table].column_count; i++)
        row->cells[i] = read_cell(statement, i + 1);
}

void sql_read_row(struct sql *sql, int table, int rid, struct row *row)
{
    sqlite3_stmt *statement = sql->row[table];

    *row = (struct row){.live = false};
    sqlite3_bind_int(statement, 1, rid);
    if (sqlite3_step(statement) == SQLITE_ROW)
        read_cells(sql, table, statement, row);
    sqlite3_reset(statement);
}

void sql_read(struct sql *sql, struct mirror *mirror)
{
    memset(mirror, 0, sizeof(*mirror));
    for (int i = 0; i < sql->catalog->table_count; i++) {
        sqlite3_stmt *statement = sql->rows[i];

        while (sqlite3_step(statement) == SQLITE_ROW)
            read_cells(sql, i, statement,
                       &mirror->rows[i][sqlite3_column_int(statement, 0)]);
        sqlite3_reset(statement);
    }
}

static void load_table(struct sql *sql, const struct mirror *mirror, int table)
{
    const int count = sql->catalog->tables[table].column_count;
    struct step step = {
        .kind = INSERT, .table = table, .set = (1u << count) - 1};
    int changes;

    for (int i = 1; i < ROWS_MAX; i++) {
        const struct row *row = &mirror->rows[table][i];

        if (!row->live)
            continue;
        step.rid = i;
        memcpy(step.values, row->cells, sizeof(step.values));
        if (sql_run(sql, &step, &changes) != SQLITE_OK)
            fail(sql, "a row of the judge is refused");
    }
}

/* The pragma says nothing while a savepoint is open. */
static void turn_foreign_keys(struct sql *sql, int on)
{
    if (sql->foreign_keys &&
        sqlite3_db_config(sql->db, SQLITE_DBCONFIG_ENABLE_FKEY, on, NULL) !=
            SQLITE_OK)
        fail(sql, "foreign keys on or off");
}

/* How often a key names no row; no other rule of foreign keys is broken. */
static int count_pending(struct sql *sql)
{
    sqlite3_stmt *statement;
    int count;

    if (!sql->foreign_keys || !sql->catalog->defers)
        return 0;
    statement = prepare(sql, "SELECT count(*) FROM pragma_foreign_key_check");
    if (sqlite3_step(statement) != SQLITE_ROW)
        fail(sql, "the check of foreign keys");
    count = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return count;
}

/* SQLite counts keys that name no row when they come and when they go, while
 * foreign keys are on. Rows that are seen at one of both alone put the count
 * right: they come and go in the table "counted" (ddl.c). */
static void add_to_count(struct sql *sql, int count)
{
    turn_foreign_keys(sql, count > 0);
    for (int i = 0; i < abs(count); i++)
        sql_do(sql, "INSERT INTO \"counted\" (nobody) VALUES (-1)");
    turn_foreign_keys(sql, count < 0);
    if (count != 0)
        sql_do(sql, "DELETE FROM \"counted\"");
    turn_foreign_keys(sql, 1);
}

void sql_load(struct sql *sql, const struct mirror *mirror)
{
    int pending = count_pending(sql);

    turn_foreign_keys(sql, 0);
    step_to_end(sql, sql->begin);
    for (int i = 0; i < sql->catalog->table_count; i++)
        step_to_end(sql, sql->empty[i]);
    for (int i = 0; i < sql->catalog->table_count; i++)
        load_table(sql, mirror, i);
    step_to_end(sql, sql->commit);
    add_to_count(sql, count_pending(sql) - pending);
}
