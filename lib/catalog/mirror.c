/* mirror.c - pairs whose ends may be exchanged; see mirror.h. */
#include "catalog/mirror.h"

#include "catalog/value.h"

/* The column that holds at one end what the other holds at the other end. A
 * column that both keys share, at the same place, is its own. */
static const struct column *mirrored(const struct key *key,
                                     const struct column *column)
{
    const struct foreign_key *one = key->mirror, *two = mate_of(one);

    assert(key->mirrored);
    for (size_t i = 0; i < one->column_count; i++) {
        if (one->columns[i] == column)
            return two->columns[i];
        if (two->columns[i] == column)
            return one->columns[i];
    }
    assert(false);
    return column;
}

void ki_mirror_values(const struct key *key, const char *row,
                      const void **values)
{
    assert(key->column_count <= KEY_COLUMNS_MAX);
    for (size_t i = 0; i < key->column_count; i++)
        values[i] = row + mirrored(key, key->columns[i])->offset;
}

/* Whether a column holds in one row what another one holds in the other. NULL
 * is no value: a change may leave a row without a key until it is judged. */
static bool is_alike(const struct column *column, const char *row,
                     const struct column *across, const char *other)
{
    assert(column->kind == across->kind && column->bytes == across->bytes);
    return !column_is_null(column, row) && !column_is_null(across, other) &&
           value_equal(column->kind, column->bytes, row + column->offset,
                       other + across->offset);
}

bool ki_mirrors(const struct key *key, const char *one, const char *two)
{
    assert(key->unique);
    for (size_t i = 0; i < key->column_count; i++) {
        if (!is_alike(key->columns[i], one, mirrored(key, key->columns[i]),
                      two))
            return false;
    }
    return true;
}

bool ki_links_itself(const struct key *key, const char *row)
{
    const struct foreign_key *one = key->mirror, *two = mate_of(one);

    assert(key->mirrored);
    for (size_t i = 0; i < one->column_count; i++) {
        if (!is_alike(one->columns[i], row, two->columns[i], row))
            return false;
    }
    return true;
}
