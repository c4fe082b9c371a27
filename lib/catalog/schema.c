/* schema.c - reading a row by its table; see schema.h.
 *
 * Nothing here changes a schema or a row. What every write needs is inline in
 * schema.h; here is what several columns, or texts, take a loop for.
 */
#include "catalog/schema.h"

#include "catalog/value.h"

/* For the contents that tables without rows share: they have an index for each
 * key that one of them may have. Counted again at the close rather than
 * stored. */
size_t ki_schema_most_keys(const struct schema *schema)
{
    size_t most = 1;

    for (size_t i = 0; i < schema->table_count; i++) {
        if (schema->tables[i].key_count > most)
            most = schema->tables[i].key_count;
    }
    return most;
}

/* The first member that does not lie before the offset, by halving, and then
 * whether it lies there: an offset in the middle of a member names none. */
size_t ki_table_search(const struct table *table, size_t offset)
{
    size_t low = 0, count = table->column_count + table->relationship_count;
    size_t high = count;

    assert(table->mapped_bytes == 0);
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (table->members[middle].offset < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && table->members[low].offset == offset
               ? table->members[low].place
               : 0;
}

/* NULL is compared first: the bytes of a value that is NULL mean nothing, and
 * there may be no block to look into. That two NULLs are equal is for "has the
 * row changed?", not for UNIQUE, where a key with a NULL is in no index. */
static inline bool column_equal(const struct column *column, const char *a,
                                const char *b)
{
    bool null = column_is_null(column, a);

    if (null != column_is_null(column, b))
        return false;
    return null || value_equal(column->kind, column->bytes, a + column->offset,
                               b + column->offset);
}

bool ki_column_equal(const struct column *column, const char *a, const char *b)
{
    return column_equal(column, a, b);
}

bool ki_key_equal(const struct key *key, const char *a, const char *b)
{
    if (key->pending && key_is_null(key, a))
        return key_is_null(key, b);
    if (key->pending && key_is_null(key, b))
        return false;
    for (size_t i = 0; i < key->column_count; i++) {
        if (!column_equal(key->columns[i], a, b))
            return false;
    }
    return true;
}

/* Only texts and blobs: the NULL of a number in a foreign key is the NULL of
 * the reference (see struct foreign_key), so it says nothing by itself, and an
 * optional number is refused there at open. */
bool ki_has_null_part(const struct foreign_key *foreign_key, const char *row)
{
    for (size_t i = 0; i < foreign_key->column_count; i++) {
        const struct column *column = foreign_key->columns[i];

        if (is_block(column) && !load_ptr(row + column->offset))
            return true;
    }
    return false;
}

/* Texts and blobs have their address in the descriptor, which lives longer than
 * the database; the forms are those of value.h, a text by the address of its
 * pointer. Numbers are brought into the width of the column. That the value
 * fits was checked at open (is_value_of in steps/columns.c). */
const void *ki_column_default(const struct column *column, uint64_t *number)
{
    const kith_value *value = &column->attribute->default_value;

    assert(column->has_default && value->kind);
    if (column->kind == KITH_KIND_BLOB)
        return &value->blob;
    if (column->kind == KITH_KIND_TEXT)
        return &value->text;
    if (column->kind == KITH_KIND_CHARS)
        return value->text;
    ki_value_from(column->kind, value, number);
    return number;
}

/* A blob says its length beside its address. A text of an after-image may still
 * be the user's own and not a block, so its length is counted: O(bytes). */
size_t ki_block_bytes(const struct column *column, const char *row)
{
    const char *at = row + column->offset;

    assert(is_block(column) && load_ptr(at));
    return column->kind == KITH_KIND_BLOB ? blob_bytes(at)
                                          : strlen(load_ptr(at));
}

/* Columns are compared in the order of the parent's key, in which the foreign
 * key has its own too. Values alone are compared: the columns of a NULL key
 * hold zero, or what other keys share, and could equal those of a parent. */
bool ki_foreign_key_holds(const struct foreign_key *foreign_key,
                          const char *child, const char *parent)
{
    const struct key *key = foreign_key->parent_key;

    if (key_is_null(key, parent))
        return false;
    for (size_t i = 0; i < foreign_key->column_count; i++) {
        const struct column *own = foreign_key->columns[i];

        if (is_block(own) && !load_ptr(child + own->offset))
            return false;
        if (!value_equal(own->kind, own->bytes, child + own->offset,
                         parent + key->columns[i]->offset))
            return false;
    }
    return true;
}

/* Add text that may be cut; returns how much of `to` is used then. There is
 * always room for the NUL, which is rewritten at the new end: used < capacity
 * holds before and after each call. */
static size_t print_text(char *to, size_t capacity, size_t used,
                         const char *text)
{
    size_t bytes = strlen(text);

    assert(used < capacity);
    if (bytes >= capacity - used)
        bytes = capacity - used - 1;
    memcpy(to + used, text, bytes);
    to[used + bytes] = '\0';
    return used + bytes;
}

/* Add one column, or nothing where not even "..." would fit: ki_value_print()
 * needs 4 chars, for that and its NUL. */
static size_t print_column(const struct column *column, const char *row,
                           char *to, size_t capacity, size_t used)
{
    if (column_is_null(column, row))
        return print_text(to, capacity, used, "NULL");
    if (capacity - used < 4)
        return used;
    return used + ki_value_print(column->kind, column->bytes,
                                 row + column->offset, to + used,
                                 capacity - used);
}

/* One column stands alone, several stand in parentheses as in SQL's row values.
 * What does not fit is left out, the last parenthesis too. However long a text
 * is, no more of it is read than is printed. */
void ki_columns_print(struct column *const *columns, size_t count,
                      const char *row, char *to, size_t capacity)
{
    size_t used = print_text(to, capacity, 0, count > 1 ? "(" : "");

    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            used = print_text(to, capacity, used, ", ");
        used = print_column(columns[i], row, to, capacity, used);
    }
    if (count > 1)
        print_text(to, capacity, used, ")");
}

void ki_key_print(const struct key *key, const char *row, char *to,
                  size_t capacity)
{
    ki_columns_print(key->columns, key->column_count, row, to, capacity);
}
