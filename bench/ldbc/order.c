/* order.c - rows in the order of their dates. */
#include "ldbc/ldbc.h"

#include <stdlib.h>
#include <string.h>

struct dated {
    int64_t date;
    ldbc_row row;
};

static int by_date(const void *a, const void *b)
{
    const struct dated *one = a, *other = b;

    if (one->date != other->date)
        return one->date < other->date ? -1 : 1;
    return (one->row > other->row) - (one->row < other->row);
}

static const struct ldbc_column *date_column(const struct ldbc_shape *shape)
{
    const struct ldbc_column *column = shape->columns;

    while (column->kind && column->kind != LDBC_DATE)
        column++;
    return column->kind ? column : NULL;
}

/* Have the references in a column name places instead of rows. */
static void rename_parents(const struct ldbc_table_rows *rows, size_t row_bytes,
                           const struct ldbc_column *column,
                           const ldbc_row *places)
{
    char *at = (char *)rows->rows + column->offset_bytes;

    for (size_t i = 0; i < rows->count; i++, at += row_bytes) {
        ldbc_row parent;

        memcpy(&parent, at, sizeof(parent));
        if (parent != LDBC_NONE)
            memcpy(at, &places[parent], sizeof(parent));
    }
}

static void rename_all(struct ldbc *data, enum ldbc_table parent,
                       const ldbc_row *places)
{
    for (size_t table = 0; table < LDBC_TABLES; table++) {
        const struct ldbc_shape *shape = &ldbc_shapes[table];

        for (const struct ldbc_column *column = shape->columns; column->kind;
             column++) {
            if (column->kind == LDBC_REFERENCE && column->parent == parent)
                rename_parents(&data->tables[table], shape->row_bytes, column,
                               places);
        }
    }
}

/* The rows by date. */
static struct dated *dates_of(const struct ldbc_table_rows *rows,
                              size_t row_bytes,
                              const struct ldbc_column *column)
{
    struct dated *dates = bench_new(rows->count * sizeof(*dates));
    const char *at = (const char *)rows->rows + column->offset_bytes;

    for (size_t i = 0; i < rows->count; i++, at += row_bytes) {
        dates[i].row = (ldbc_row)i;
        memcpy(&dates[i].date, at, sizeof(dates[i].date));
    }
    qsort(dates, rows->count, sizeof(*dates), by_date);
    return dates;
}

static void order_table(struct ldbc *data, enum ldbc_table table,
                        const struct ldbc_column *column)
{
    struct ldbc_table_rows *rows = &data->tables[table];
    size_t row_bytes = ldbc_shapes[table].row_bytes;
    struct dated *dates = dates_of(rows, row_bytes, column);
    char *ordered = bench_new(rows->count * row_bytes);
    ldbc_row *places = bench_new(rows->count * sizeof(*places));

    for (size_t i = 0; i < rows->count; i++) {
        memcpy(ordered + i * row_bytes,
               (const char *)rows->rows + dates[i].row * row_bytes, row_bytes);
        places[dates[i].row] = (ldbc_row)i;
    }
    free(rows->rows);
    free(dates);
    rows->rows = ordered;
    rename_all(data, table, places);
    free(places);
}

void ldbc_put_in_order(struct ldbc *data)
{
    for (enum ldbc_table table = 0; table < LDBC_TABLES; table++) {
        const struct ldbc_column *column = date_column(&ldbc_shapes[table]);

        if (column)
            order_table(data, table, column);
    }
}
