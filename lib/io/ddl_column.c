/* ddl_column.c - columns in SQL: types, defaults and limits; see ddl.h.
 *
 * What a column of C cannot hold no row of the database has. So where the type
 * in SQL holds more, a CHECK says the rest, together with the limits that were
 * declared. Columns of foreign keys hold what their parents hold: they have no
 * CHECK.
 */
#include "io/ddl.h"

#include <assert.h>
#include <math.h>

/* --- Types ---------------------------------------------------------------- */

/* By the kind of a column: what it is called, and what it holds where that is
 * less than the type in SQL does. The upper end of uint64_t in SQLite is that
 * of its type. */
struct sql_type {
    const char *name;
    bool narrower;
    int64_t minimum;
    uint64_t maximum;
};

static const struct sql_type sqlite_types[] = {
    [KITH_KIND_BOOL] = {"INTEGER", true, 0, 1},
    [KITH_KIND_I8] = {"INTEGER", true, INT8_MIN, INT8_MAX},
    [KITH_KIND_I16] = {"INTEGER", true, INT16_MIN, INT16_MAX},
    [KITH_KIND_I32] = {"INTEGER", true, INT32_MIN, INT32_MAX},
    [KITH_KIND_I64] = {"INTEGER", false, 0, 0},
    [KITH_KIND_U8] = {"INTEGER", true, 0, UINT8_MAX},
    [KITH_KIND_U16] = {"INTEGER", true, 0, UINT16_MAX},
    [KITH_KIND_U32] = {"INTEGER", true, 0, UINT32_MAX},
    [KITH_KIND_U64] = {"INTEGER", true, 0, INT64_MAX},
    [KITH_KIND_F32] = {"REAL", false, 0, 0},
    [KITH_KIND_F64] = {"REAL", false, 0, 0},
    [KITH_KIND_TEXT] = {"TEXT", false, 0, 0},
    [KITH_KIND_CHARS] = {"TEXT", false, 0, 0},
    [KITH_KIND_BLOB] = {"BLOB", false, 0, 0}};

static const struct sql_type postgresql_types[] = {
    [KITH_KIND_BOOL] = {"boolean", false, 0, 0},
    [KITH_KIND_I8] = {"smallint", true, INT8_MIN, INT8_MAX},
    [KITH_KIND_I16] = {"smallint", false, 0, 0},
    [KITH_KIND_I32] = {"integer", false, 0, 0},
    [KITH_KIND_I64] = {"bigint", false, 0, 0},
    [KITH_KIND_U8] = {"smallint", true, 0, UINT8_MAX},
    [KITH_KIND_U16] = {"integer", true, 0, UINT16_MAX},
    [KITH_KIND_U32] = {"bigint", true, 0, UINT32_MAX},
    [KITH_KIND_U64] = {"numeric(20)", true, 0, UINT64_MAX},
    [KITH_KIND_F32] = {"real", false, 0, 0},
    [KITH_KIND_F64] = {"double precision", false, 0, 0},
    [KITH_KIND_TEXT] = {"text", false, 0, 0},
    [KITH_KIND_CHARS] = {"text", false, 0, 0},
    [KITH_KIND_BLOB] = {"bytea", false, 0, 0}};

static const struct sql_type *sql_type_of(const struct ddl *ddl, kith_kind kind)
{
    assert(kind >= KITH_KIND_BOOL && kind <= KITH_KIND_BLOB);
    return ddl->postgresql ? &postgresql_types[kind] : &sqlite_types[kind];
}

static bool is_integer_kind(kith_kind kind)
{
    return kind >= KITH_KIND_I8 && kind <= KITH_KIND_U64;
}

/* Whether a column is all of its table's primary key. */
static bool is_primary_alone(struct ddl *ddl, const kith_column *column)
{
    kith_key key;

    return column->primary_key &&
           kith_table_key(ddl->db, column->table, 0, &key) && key.primary &&
           key.column_count == 1;
}

/* In SQLite a primary key whose type is INTEGER is the number of the row, which
 * counts up by itself. INT is the same type without that. */
static void put_sql_type(struct ddl *ddl, const kith_column *column)
{
    const struct sql_type *type = sql_type_of(ddl, column->kind);

    if (!ddl->postgresql && is_integer_kind(column->kind) &&
        column->default_kind != KITH_DEFAULT_NUMBER &&
        is_primary_alone(ddl, column))
        ddl_put(ddl, "INT");
    else
        ddl_put(ddl, type->name);
}

/* --- Values --------------------------------------------------------------- */

/* SQLite has no NaN: it is NULL there. */
static void put_sql_real(struct ddl *ddl, double number, kith_kind kind)
{
    if (isnan(number))
        ddl_put(ddl, ddl->postgresql ? "'NaN'" : "NULL");
    else if (isinf(number) && ddl->postgresql)
        ddl_put(ddl, number < 0 ? "'-Infinity'" : "'Infinity'");
    else if (isinf(number))
        ddl_put(ddl, number < 0 ? "-9e999" : "9e999");
    else
        ki_stream_put_real(&ddl->to, number, kind == KITH_KIND_F32 ? 4 : 8);
}

static void put_sql_text(struct ddl *ddl, const char *text)
{
    ddl_put(ddl, "'");
    ki_stream_put_text(&ddl->to, text, QUOTE_SQL_TEXT, SIZE_MAX);
    ddl_put(ddl, "'");
}

static void put_sql_blob(struct ddl *ddl, const kith_blob *blob)
{
    ddl_put(ddl, ddl->postgresql ? "'\\x" : "X'");
    ki_stream_put_hex(&ddl->to, blob->data, blob->bytes);
    ddl_put(ddl, "'");
}

/* A value for a column of this kind. */
static void put_sql_value(struct ddl *ddl, const kith_value *value,
                          kith_kind kind)
{
    if (kind == KITH_KIND_BOOL && ddl->postgresql)
        ddl_put(ddl, value->integer || value->natural ? "true" : "false");
    else if (value->kind == KITH_KIND_I64)
        ki_stream_put_integer(&ddl->to, value->integer);
    else if (value->kind == KITH_KIND_U64)
        ki_stream_put_natural(&ddl->to, value->natural);
    else if (value->kind == KITH_KIND_F64)
        put_sql_real(ddl, value->real, kind);
    else if (value->kind == KITH_KIND_TEXT)
        put_sql_text(ddl, value->text);
    else
        put_sql_blob(ddl, &value->blob);
}

/* --- Defaults ------------------------------------------------------------- */

/* An insert that does not give a plain number gives zero, and the empty text to
 * a text in place; but what is in a key must be given. */
static bool is_zero_by_default(const kith_column *column)
{
    return (column->default_kind == KITH_DEFAULT_NONE ||
            column->default_kind == KITH_DEFAULT_POSITION) &&
           !column->optional && !column->primary_key && !column->foreign_key &&
           column->kind != KITH_KIND_TEXT && column->kind != KITH_KIND_BLOB;
}

static uint64_t first_sql_number(const kith_column *column)
{
    uint64_t first = column->attribute->first_number;

    return first ? first : 1;
}

bool ki_ddl_can_count(const kith_column *column)
{
    return first_sql_number(column) <= INT64_MAX;
}

/* Only one with a sign, of 2, 4 or 8 bytes, can be an identity. */
static bool needs_sequence(const kith_column *column)
{
    return column->default_kind == KITH_DEFAULT_NUMBER &&
           column->kind == KITH_KIND_U64;
}

static void put_sequence_name(struct ddl *ddl, const kith_column *column,
                              enum quoting quoting)
{
    ddl_put(ddl, "\"");
    ki_stream_put_text(&ddl->to, column->table->name, quoting, SIZE_MAX);
    ddl_put(ddl, "_");
    ki_stream_put_text(&ddl->to, column->name, quoting, SIZE_MAX);
    ddl_put(ddl, "_seq\"");
}

static void put_counting(struct ddl *ddl, const kith_column *column)
{
    if (!ddl->postgresql) {
        ddl_put(ddl, " PRIMARY KEY AUTOINCREMENT");
    } else if (!needs_sequence(column)) {
        ddl_put(ddl, " GENERATED BY DEFAULT AS IDENTITY");
        if (first_sql_number(column) != 1) {
            ddl_put(ddl, " (START WITH ");
            ki_stream_put_natural(&ddl->to, first_sql_number(column));
            ddl_put(ddl, ")");
        }
    } else if (ki_ddl_can_count(column)) {
        ddl_put(ddl, " DEFAULT nextval('");
        put_sequence_name(ddl, column, QUOTE_SQL_NAME_IN_TEXT);
        ddl_put(ddl, "')");
    }
}

static void put_sql_default(struct ddl *ddl, const kith_column *column)
{
    const kith_value zero = KITH_INTEGER(0), empty = KITH_STRING("");

    if (column->default_kind == KITH_DEFAULT_NUMBER) {
        put_counting(ddl, column);
    } else if (column->default_kind == KITH_DEFAULT_VALUE) {
        ddl_put(ddl, " DEFAULT ");
        put_sql_value(ddl, &column->attribute->default_value, column->kind);
    } else if (is_zero_by_default(column)) {
        ddl_put(ddl, " DEFAULT ");
        put_sql_value(ddl, column->kind == KITH_KIND_CHARS ? &empty : &zero,
                      column->kind);
    }
}

void ki_ddl_put_sequence(struct ddl *ddl, const kith_column *column)
{
    if (!ddl->postgresql || !needs_sequence(column) ||
        !ki_ddl_can_count(column))
        return;
    ddl_put(ddl, "CREATE SEQUENCE ");
    put_sequence_name(ddl, column, QUOTE_SQL_NAME);
    ddl_put(ddl, " START WITH ");
    ki_stream_put_natural(&ddl->to, first_sql_number(column));
    ddl_put(ddl, ";\n");
}

/* What SQLite notes of the tables with AUTOINCREMENT is a table too
 * (https://sqlite.org/autoinc.html). */
void ki_ddl_put_first_number(struct ddl *ddl, const kith_column *column)
{
    if (ddl->postgresql || column->default_kind != KITH_DEFAULT_NUMBER ||
        first_sql_number(column) == 1 || !ki_ddl_can_count(column))
        return;
    ddl_put(ddl, "INSERT INTO sqlite_sequence (name, seq) VALUES (");
    put_sql_text(ddl, column->table->name);
    ddl_put(ddl, ", ");
    ki_stream_put_natural(&ddl->to, first_sql_number(column) - 1);
    ddl_put(ddl, ");\n");
}

/* --- Limits --------------------------------------------------------------- */

/* A limit is a number of 8 bytes, also that of a float: in fewer digits it
 * could be on the other side of the float that is next to it. */
static const char *put_sql_limit(struct ddl *ddl, const kith_column *column,
                                 const char *before, const char *relation,
                                 const kith_value *limit)
{
    if (limit->kind == KITH_KIND_NONE)
        return before;
    ddl_put(ddl, before);
    ki_ddl_put_name(ddl, column->name);
    ddl_put(ddl, relation);
    put_sql_value(ddl, limit,
                  column->kind == KITH_KIND_F32 ? KITH_KIND_F64 : column->kind);
    return " AND ";
}

/* In PostgreSQL NaN is more than any number, so a maximum refuses it and a
 * minimum does not (8.1.3 of its manual). */
static void put_number_check(struct ddl *ddl, const kith_column *column)
{
    const struct sql_type *type = sql_type_of(ddl, column->kind);
    kith_value minimum = column->attribute->minimum;
    kith_value maximum = column->attribute->maximum;
    const char *before = " CHECK (";

    if (type->narrower && minimum.kind == KITH_KIND_NONE)
        minimum = (kith_value)KITH_INTEGER(type->minimum);
    if (type->narrower && maximum.kind == KITH_KIND_NONE)
        maximum = (kith_value){.kind = KITH_KIND_U64, .natural = type->maximum};
    before = put_sql_limit(ddl, column, before, " >= ", &minimum);
    if (minimum.kind == KITH_KIND_F64 && maximum.kind == KITH_KIND_NONE &&
        ddl->postgresql) {
        ddl_put(ddl, before);
        ki_ddl_put_name(ddl, column->name);
        ddl_put(ddl, " <> 'NaN'");
    }
    before = put_sql_limit(ddl, column, before, " <= ", &maximum);
    if (before[1] == 'A')
        ddl_put(ddl, ")");
}

static void put_bytes_check(struct ddl *ddl, const kith_column *column)
{
    size_t bytes = column->attribute->maximum_bytes;

    if (bytes == 0 && column->kind == KITH_KIND_CHARS)
        bytes = column->bytes - 1;
    if (bytes == 0 && column->kind != KITH_KIND_CHARS)
        return;
    ddl_put(ddl,
            ddl->postgresql ? " CHECK (octet_length(" : " CHECK (length(CAST(");
    ki_ddl_put_name(ddl, column->name);
    ddl_put(ddl, ddl->postgresql ? ") <= " : " AS BLOB)) <= ");
    ki_stream_put_count(&ddl->to, bytes);
    ddl_put(ddl, ")");
}

/* --- The whole ------------------------------------------------------------ */

void ki_ddl_put_column(struct ddl *ddl, const kith_column *column)
{
    ki_ddl_put_name(ddl, column->name);
    ddl_put(ddl, " ");
    put_sql_type(ddl, column);
    put_sql_default(ddl, column);
    ddl_put(ddl, column->nullable ? "" : " NOT NULL");
    if (column->foreign_key)
        return;
    if (column->kind >= KITH_KIND_TEXT)
        put_bytes_check(ddl, column);
    else
        put_number_check(ddl, column);
}

bool ki_ddl_put_reference_column(struct ddl *ddl, const kith_foreign_key *key,
                                 size_t n)
{
    kith_column column;

    if (!kith_key_column(&key->parent_key, n, &column))
        return false;
    ki_ddl_put_reference(ddl, key, n);
    ddl_put(ddl, " ");
    ddl_put(ddl, sql_type_of(ddl, column.kind)->name);
    ddl_put(ddl, key->nullable ? "" : " NOT NULL");
    return true;
}
