/* mirror.c - the rows of SQLite as cells, and whether kith has the same.
 *
 * Lists have an order in kith and none in SQL, so their members are compared as
 * sets: each child shows the parent that its key names, each member refers to
 * the row that lists it, none stands in a list twice, and there are as many
 * members as children. Together this leaves no other set. A key that is pending
 * makes no child: its row is in no list and its reference is NULL.
 */
#include "compare.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char difference[400];

static const char *differ(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(difference, sizeof(difference), format, arguments);
    va_end(arguments);
    return difference;
}

/* --- Reading a kith row --------------------------------------------------- */

static int64_t read_integer(kith_kind kind, const char *at)
{
    union {
        int8_t i8;
        int16_t i16;
        int32_t i32;
        int64_t i64;
        uint8_t u8;
        uint16_t u16;
        uint32_t u32;
        uint64_t u64;
    } as;

    memcpy(&as, at,
           kind == KITH_KIND_I64 || kind == KITH_KIND_U64   ? 8
           : kind == KITH_KIND_I32 || kind == KITH_KIND_U32 ? 4
           : kind == KITH_KIND_I16 || kind == KITH_KIND_U16 ? 2
                                                            : 1);
    switch (kind) {
    case KITH_KIND_I8:
        return as.i8;
    case KITH_KIND_I16:
        return as.i16;
    case KITH_KIND_I32:
        return as.i32;
    case KITH_KIND_U16:
        return as.u16;
    case KITH_KIND_U32:
        return as.u32;
    case KITH_KIND_I64:
        return as.i64;
    case KITH_KIND_U64:
        return (int64_t)as.u64;
    default:
        return as.u8;
    }
}

static struct cell read_value(const struct column *column, const char *at)
{
    char chars[256] = "";
    const char *text;
    kith_blob blob;
    float f32;
    double f64;

    switch (column->attribute->kind) {
    case KITH_KIND_F32:
        memcpy(&f32, at, sizeof(f32));
        return cell_real((double)f32);
    case KITH_KIND_F64:
        memcpy(&f64, at, sizeof(f64));
        return cell_real(f64);
    case KITH_KIND_TEXT:
        memcpy(&text, at, sizeof(text));
        return cell_text(text);
    case KITH_KIND_CHARS:
        memcpy(chars, at, column->attribute->bytes);
        return cell_text(chars);
    case KITH_KIND_BLOB:
        memcpy(&blob, at, sizeof(blob));
        return blob.data ? cell_blob(blob.data, blob.bytes)
                         : (struct cell){.kind = CELL_NULL};
    default:
        return cell_integer(read_integer(column->attribute->kind, at));
    }
}

struct cell row_cell(const struct column *column, const void *row)
{
    const char *at = (const char *)row + column->attribute->offset_bytes;

    if (column->its) { /* the reference is there */
        const void *parent;

        memcpy(&parent, at, sizeof(parent));
        return parent ? row_cell(column->its, parent)
                      : (struct cell){.kind = CELL_NULL};
    }
    if (column->attribute->optional && !at[column->value_bytes])
        return (struct cell){.kind = CELL_NULL};
    if (column->shown_null &&
        kith_is_null_at(row, column->attribute->offset_bytes))
        return (struct cell){.kind = CELL_NULL};
    return read_value(column, at);
}

/* --- Who refers to whom --------------------------------------------------- */

bool mirror_is_null(const struct foreign_key *key, const struct row *child)
{
    for (int i = 0; i < key->count; i++) {
        if (child->cells[key->columns[i]].kind == CELL_NULL)
            return true;
    }
    return false;
}

bool mirror_refers(const struct foreign_key *key, const struct row *child,
                   const struct row *parent)
{
    for (int i = 0; i < key->count; i++) {
        const struct cell *cell = &child->cells[key->columns[i]];

        if (cell->kind == CELL_NULL ||
            !cell_equal(cell, &parent->cells[key->parent_columns[i]]))
            return false;
    }
    return true;
}

int mirror_parent(const struct mirror *mirror, const struct foreign_key *key,
                  const struct row *child)
{
    for (int i = 1; i < ROWS_MAX; i++) {
        const struct row *parent = &mirror->rows[key->parent][i];

        if (parent->live && mirror_refers(key, child, parent))
            return i;
    }
    return NOTHING;
}

bool mirror_is_pending(const struct mirror *mirror,
                       const struct foreign_key *key, const struct row *child)
{
    return key->deferred && child->live && !mirror_is_null(key, child) &&
           mirror_parent(mirror, key, child) == NOTHING;
}

/* --- Rows ----------------------------------------------------------------- */

static const char *row_difference(const struct table *table,
                                  const struct row *row)
{
    char mine[64], its[64];

    for (int i = 0; i < table->column_count; i++) {
        const struct cell cell = row_cell(&table->columns[i], row->kith);

        if (!cell_equal(&cell, &row->cells[i]))
            return differ("%s.%s of row %lld is %s in kith and %s in SQLite",
                          table->face->name, table->columns[i].attribute->name,
                          (long long)row_rid(row->kith),
                          cell_print(&cell, mine),
                          cell_print(&row->cells[i], its));
    }
    return NULL;
}

static const char *table_difference(const struct table *table,
                                    struct row rows[ROWS_MAX], kith_db *db)
{
    const char *found = NULL;
    size_t count = 0, expected = 0;
    void *row = NULL;

    for (int i = 1; i < ROWS_MAX; i++)
        expected += rows[i].live;
    while (!found && (row = kith_next_row(db, table->face, row))) {
        int64_t rid = row_rid(row);

        count++;
        if (rid < 1 || rid >= ROWS_MAX || !rows[rid].live)
            return differ("row %lld of %s is in kith only", (long long)rid,
                          table->face->name);
        rows[rid].kith = row;
        found = row_difference(table, &rows[rid]);
    }
    if (!found &&
        (count != expected || kith_count_rows(db, table->face) != count))
        return differ("%s has %zu rows in kith and %zu in SQLite",
                      table->face->name, count, expected);
    return found;
}

/* --- Lists ---------------------------------------------------------------- */

/* What a collection looks like to a program, whatever its row type. */
struct collection {
    void *const *slots;
    uint32_t slot_count, count;
};

static const char *link_differs(const struct catalog *catalog,
                                const struct link *link, const void *row,
                                const char *why)
{
    return differ("%s.%s of row %lld %s",
                  catalog->tables[link->table].face->name,
                  link->attribute->name, (long long)row_rid(row), why);
}

static const char *reference_difference(const struct catalog *catalog,
                                        const struct link *link,
                                        const struct mirror *mirror,
                                        const struct row *child)
{
    const struct foreign_key *key = &catalog->foreign_keys[link->foreign_key];
    const void *parent;

    memcpy(&parent, (const char *)child->kith + link->attribute->offset_bytes,
           sizeof(parent));
    if (!parent)
        return mirror_is_null(key, child) ||
                       mirror_is_pending(mirror, key, child)
                   ? NULL
                   : link_differs(catalog, link, child->kith,
                                  "is NULL and its key is not");
    if (!mirror_refers(key, child, &mirror->rows[key->parent][row_rid(parent)]))
        return link_differs(catalog, link, child->kith,
                            "shows a row that its key does not name");
    return NULL;
}

/* Count a member of the parent's list or scalar. */
static const char *member_difference(const struct catalog *catalog,
                                     const struct link *link,
                                     const struct mirror *mirror,
                                     const struct row *parent,
                                     const void *member, uint64_t *seen)
{
    const struct foreign_key *key = &catalog->foreign_keys[link->foreign_key];
    int64_t rid = row_rid(member);
    const struct row *child = &mirror->rows[key->child][rid];

    if (!child->live || child->kith != member)
        return link_differs(catalog, link, parent->kith,
                            "lists a row that is not there");
    if (*seen >> rid & 1)
        return link_differs(catalog, link, parent->kith, "lists a row twice");
    *seen |= (uint64_t)1 << rid;
    return mirror_refers(key, child, parent)
               ? NULL
               : link_differs(catalog, link, parent->kith,
                              "lists a row that does not refer to it");
}

static const char *list_difference(const struct catalog *catalog,
                                   const struct link *link,
                                   const struct mirror *mirror,
                                   const struct row *parent, uint64_t *seen)
{
    const char *at = (const char *)parent->kith + link->attribute->offset_bytes;
    struct collection list = {0};
    const char *found = NULL;
    uint32_t count = 0;
    void *const *slots;
    void *scalar;

    if (link->attribute->kind == KITH_KIND_SCALAR) {
        memcpy(&scalar, at, sizeof(scalar));
        return scalar ? member_difference(catalog, link, mirror, parent, scalar,
                                          seen)
                      : NULL;
    }
    memcpy(&list, at, sizeof(list));
    slots = list.slots;
    for (uint32_t i = 0; !found && i < list.slot_count; i++) {
        if (!slots[i])
            continue;
        count++;
        found =
            member_difference(catalog, link, mirror, parent, slots[i], seen);
    }
    if (!found && count != list.count)
        return link_differs(catalog, link, parent->kith, "miscounts its rows");
    return found;
}

static const char *link_difference(const struct catalog *catalog,
                                   const struct link *link,
                                   const struct mirror *mirror)
{
    const struct foreign_key *key = &catalog->foreign_keys[link->foreign_key];
    bool reference = link->attribute->kind == KITH_KIND_REFERENCE;
    const struct row *rows = mirror->rows[link->table];
    const char *found = NULL;
    uint64_t seen = 0;

    for (int i = 1; !found && i < ROWS_MAX; i++) {
        if (!rows[i].live)
            continue;
        found = reference
                    ? reference_difference(catalog, link, mirror, &rows[i])
                    : list_difference(catalog, link, mirror, &rows[i], &seen);
    }
    for (int i = 1; !found && !reference && i < ROWS_MAX; i++) {
        const struct row *child = &mirror->rows[key->child][i];

        if (child->live && !mirror_is_null(key, child) && !(seen >> i & 1) &&
            !mirror_is_pending(mirror, key, child))
            return differ("row %d of %s is in no list of %s.%s", i,
                          catalog->tables[key->child].face->name,
                          catalog->tables[link->table].face->name,
                          link->attribute->name);
    }
    return found;
}

const char *mirror_difference(const struct catalog *catalog,
                              struct mirror *mirror, kith_db *db)
{
    const char *found = NULL;

    for (int i = 0; !found && i < catalog->table_count; i++)
        found = table_difference(&catalog->tables[i], mirror->rows[i], db);
    for (int i = 0; !found && i < catalog->link_count; i++)
        found = link_difference(catalog, &catalog->links[i], mirror);
    return found;
}
