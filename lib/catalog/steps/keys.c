/* keys.c - the keys and indexes of a table.
 *
 * Owns   which lists of columns have an index: the primary key, each unique and
 *        each indexed column, each KITH_UNIQUE, KITH_INDEX and
 *        KITH_ORDERED_INDEX, and the hidden keys of association tables.
 * Knows  the columns of the table. A key does not know which foreign keys refer
 *        to it; they look for it here (ki_key_holding).
 *
 * The order of table->keys is that of the indexes in a store and of the checks
 * of UNIQUE: the primary key, then the others as they are declared, then hidden
 * ones, which are found late. The array has room for all from the beginning,
 * since columns and foreign keys point into it.
 */
#include "catalog/steps/build.h"
#include "catalog/value.h"

/* The name of one column is its own, without a copy. A comma and a blank are
 * counted for each name, so there are two chars more than needed; strcat finds
 * its NUL in zeroed memory. O(bytes) for each column, of which there are
 * few. */
const char *ki_build_name(struct builder *builder,
                          struct column *const *columns, size_t count)
{
    size_t bytes = 1;
    char *name;

    if (count == 1)
        return columns[0]->attribute->name;
    for (size_t i = 0; i < count; i++)
        bytes += strlen(columns[i]->attribute->name) + 2;
    name = build_new(builder, bytes, 1);
    if (!name)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            strcat(name, ", ");
        strcat(name, columns[i]->attribute->name);
    }
    assert(strlen(name) < bytes);
    return name;
}

/* Add a key over these columns and let them know. The list is copied, for that
 * of the caller is on the stack. A column knows the first key over it alone,
 * which is the primary key where that is one: it is found by value through this
 * one; an ordered one only where there is no other. A failure leaves key_count
 * as it was, so no half key is seen. */
static struct key *add_key(struct builder *builder, struct table *table,
                           struct column *const *columns, size_t count,
                           bool unique)
{
    struct key *key = &table->keys[table->key_count];

    assert(count > 0 && count <= KEY_COLUMNS_MAX);
    key->columns = build_new(builder, count, sizeof(*key->columns));
    if (!key->columns)
        return NULL;
    memcpy(key->columns, columns, count * sizeof(*columns));
    key->name = ki_build_name(builder, columns, count);
    if (!key->name)
        return NULL;
    key->column_count = (uint8_t)count;
    key->ordinal = (uint32_t)table->key_count++;
    key->unique = unique;
    for (size_t i = 0; i < count; i++)
        columns[i]->indexed = true;
    if (count == 1 && (!columns[0]->key || columns[0]->key->ordered))
        columns[0]->key = key;
    return key;
}

/* Several columns may say .primary_key; the order of their declaration is that
 * of the key. A table without any has no primary key, and no key stands for
 * it. */
static bool add_primary(struct builder *builder, struct table *table)
{
    struct column *columns[KEY_COLUMNS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < table->column_count; i++) {
        if (!table->columns[i].attribute->primary_key)
            continue;
        if (count == KEY_COLUMNS_MAX)
            return refuse(builder,
                          "the primary key of %t has more than 32 columns: "
                          "name fewer",
                          member_facts(table, NULL));
        columns[count++] = &table->columns[i];
    }
    if (count == 0)
        return true;
    table->primary = add_key(builder, table, columns, count, true);
    if (count == 1)
        table->primary_kind = columns[0]->kind;
    return table->primary;
}

/* Deferred as declared; what may not be is refused when all is known
 * (deferred.c). The key is NULL without memory. */
static bool defer_key(struct key *key, const kith_attribute *attribute)
{
    if (key)
        key->deferred = key->unique && attribute->deferred & KITH_DEFER_UNIQUE;
    return key;
}

/* Its index keeps the order of rows. It is not unique: where no two rows may
 * hold the values, another key over the columns sees to that. */
static struct key *add_ordered(struct builder *builder, struct table *table,
                               struct column *const *columns, size_t count,
                               uint32_t descending)
{
    struct key *found = columns[0]->key;
    struct key *key = add_key(builder, table, columns, count, false);

    if (!key)
        return NULL;
    if (found)
        columns[0]->key = found;
    key->ordered = true;
    key->descending = descending;
    return key;
}

/* The keys of a column that is unique or indexed by itself. A primary key of
 * one column has its index already. */
static bool add_single(struct builder *builder, struct table *table,
                       struct column *column)
{
    const kith_attribute *attribute = column->attribute;
    bool is_primary = table->primary && table->primary == column->key;
    bool ordered = attribute->index == KITH_ORDERED;

    if (!is_primary && (attribute->unique || !ordered) &&
        !defer_key(add_key(builder, table, &column, 1, attribute->unique),
                   attribute))
        return false;
    return !ordered || add_ordered(builder, table, &column, 1, 0);
}

static bool names_reference_key(const struct builder *builder,
                                const struct table *table, const char *name)
{
    const struct relationship *member =
        relationship_named(builder, table, name);

    return member && declares_reference_key(member->attribute);
}

/* For KITH_UNIQUE, KITH_INDEX, KITH_FOREIGN_KEYS and KITH_CHECK. A column that
 * is not const could be written by the program, past the index or the check. */
bool ki_build_named(struct builder *builder, const struct table *table,
                    const char *const *names, size_t count, const char *what,
                    struct column **columns)
{
    for (size_t i = 0; i < count; i++) {
        struct error_facts facts = member_facts(table, names[i]);
        const char *wrong = NULL;

        facts.constraint = what;
        columns[i] = column_named(builder, table, names[i]);
        if (!columns[i] && names_reference_key(builder, table, names[i]))
            wrong = "%k of %t names %c, which has no column: declare it with "
                    "KITH_FOREIGN_KEY, or leave it out";
        else if (!columns[i])
            wrong = "%k of %t names %c, which is no column of it: declare the "
                    "column or correct the name";
        else if (columns[i]->attribute->writable)
            wrong = "%t.%c is part of %k and could be written past it: declare "
                    "it const";
        else if (column_index(columns[i], columns, i) < i)
            wrong = "%k of %t names %c twice: drop one";
        if (!accept(builder, wrong, facts))
            return false;
    }
    return true;
}

/* The names of columns without the word behind each, "price desc", of which bit
 * i of `*descending` keeps whether it descends. NULL without memory. */
KI_COLD static const char **strip_names(struct builder *builder,
                                        const char *const *given, size_t count,
                                        uint32_t *descending)
{
    const char **names = build_new(builder, count, sizeof(*names));

    *descending = 0;
    for (size_t i = 0; names && i < count; i++) {
        const char *name = given[i], *end = strchr(name, ' ');
        char *copy;

        names[i] = name;
        if (!end || (strcmp(end, " desc") != 0 && strcmp(end, " asc") != 0))
            continue;
        *descending |= (uint32_t)(strcmp(end, " desc") == 0) << i;
        copy = build_new(builder, (size_t)(end - name) + 1, 1);
        if (!copy)
            return NULL;
        memcpy(copy, name, (size_t)(end - name));
        names[i] = copy;
    }
    return names;
}

/* The columns of a foreign key, which a parent gives, before those of a hidden
 * key over its members. */
KI_COLD static bool lead_with_key(struct builder *builder,
                                  const struct foreign_key *lead,
                                  struct column **columns, size_t count,
                                  const char *what)
{
    struct error_facts facts = member_facts(lead->child, NULL);
    size_t first = lead->column_count;

    facts.constraint = what;
    if (first + count > KEY_COLUMNS_MAX)
        return refuse(builder,
                      "%k of %t has more than 32 columns with those of its "
                      "foreign key: name fewer",
                      facts);
    memmove(columns + first, columns, count * sizeof(*columns));
    memcpy(columns, lead->columns, first * sizeof(*columns));
    for (size_t i = first; i < first + count; i++) {
        facts.column = columns[i]->attribute->name;
        if (column_index(columns[i], columns, first) < first)
            return refuse(builder,
                          "%k of %t names %c, which is the same in all members "
                          "of one parent: drop it",
                          facts);
    }
    return true;
}

/* For KITH_ORDERED_INDEX, without `lead`, and .order_by. */
KI_COLD struct key *ki_build_order(struct builder *builder, struct table *table,
                                   const struct foreign_key *lead,
                                   const char *const *names, size_t count,
                                   const char *what)
{
    struct column *columns[2 * KEY_COLUMNS_MAX];
    size_t first = lead ? lead->column_count : 0;
    uint32_t descending;
    const char **stripped = strip_names(builder, names, count, &descending);
    struct key *key;

    assert(count <= KEY_COLUMNS_MAX);
    if (!stripped ||
        !ki_build_named(builder, table, stripped, count, what, columns) ||
        (lead && !lead_with_key(builder, lead, columns, count, what)))
        return NULL;
    descending = (uint32_t)((uint64_t)descending << first);
    key = add_ordered(builder, table, columns, first + count, descending);
    if (key && lead) {
        key->hidden = true;
        key->lead = lead;
    }
    return key;
}

/* For .key. Such a key may be declared. */
KI_COLD struct key *ki_build_member_key(struct builder *builder,
                                        const struct foreign_key *lead,
                                        const char *name)
{
    struct column *columns[2 * KEY_COLUMNS_MAX];
    struct table *table = lead->child;
    size_t count = lead->column_count + 1u;
    struct key *key;

    if (!ki_build_named(builder, table, &name, 1, ".key", columns) ||
        !lead_with_key(builder, lead, columns, 1, ".key"))
        return NULL;
    key = ki_key_holding(table, columns, count);
    if (key && key->column_count == count && !key->deferred)
        return key;
    key = add_key(builder, table, columns, count, true);
    if (key)
        key->hidden = true;
    return key;
}

/* For KITH_UNIQUE and KITH_INDEX. 32 is KEY_COLUMNS_MAX, here and below. */
static const char *wrong_with_key(const kith_attribute *attribute)
{
    if (attribute->column_count == 0 || !attribute->columns)
        return "a key of %t names no column: name one";
    if (attribute->column_count > KEY_COLUMNS_MAX)
        return "a key of %t has more than 32 columns, %c: name fewer";
    return NULL;
}

/* A column with .unique or .index, or a KITH_UNIQUE or KITH_INDEX. The limit is
 * looked at before the names are, for these have 32 places. */
static bool add_declared(struct builder *builder, struct table *table,
                         const kith_attribute *attribute)
{
    struct column *columns[KEY_COLUMNS_MAX];
    size_t count = attribute->column_count;

    if (is_column(attribute))
        return add_single(builder, table,
                          column_named(builder, table, attribute->name));
    if (!accept(builder, wrong_with_key(attribute),
                member_facts(table, attribute->name)))
        return false;
    if (attribute->kind == KITH_KIND_ORDERED_INDEX)
        return ki_build_order(builder, table, NULL, attribute->columns, count,
                              "an ordered index");
    return ki_build_named(builder, table, attribute->columns, count, "a key",
                          columns) &&
           defer_key(add_key(builder, table, columns, count,
                             attribute->kind == KITH_KIND_UNIQUE),
                     attribute);
}

static bool defers_parent(const kith_attribute *attribute)
{
    return attribute->deferred & KITH_DEFER_PARENT;
}

static bool declares_order(const kith_attribute *attribute)
{
    return attribute->index == KITH_ORDERED;
}

/* Keys stand in the order of their declaration, behind the primary key: so they
 * are judged, and looked up by kith_insert_or_get. There are at most the
 * primary key, one or two for each attribute that says so, and hidden ones. */
bool ki_build_keys(struct builder *builder, struct table *table)
{
    size_t most = 1 + builder->hidden_keys + count_attributes(table, is_key) +
                  count_attributes(table, declares_order) +
                  count_attributes(table, defers_parent);

    assert(table->key_count == 0);
    table->keys = build_new(builder, most, sizeof(*table->keys));
    return table->keys && add_primary(builder, table) &&
           each_attribute(builder, table, is_key, add_declared);
}

/* The key that a foreign key means is one over exactly its columns. A larger
 * one is returned for the message alone: it is what the program probably had in
 * mind. Key columns are distinct, so as many found as given means all of them.
 * O(keys and their columns). */
struct key *ki_key_holding(const struct table *table,
                           struct column *const *columns, size_t count)
{
    struct key *larger = NULL;

    for (size_t i = 0; i < table->key_count; i++) {
        struct key *key = &table->keys[i];
        size_t found = 0;

        for (size_t j = 0; j < key->column_count; j++)
            found += column_index(key->columns[j], columns, count) < count;
        if (!key->unique || found < count)
            continue;
        if (key->column_count == count)
            return key;
        if (!larger)
            larger = key;
    }
    return larger;
}

/* Gather the columns of both keys, each once; they may share some, as two keys
 * do that both contain the tenant. */
static size_t gather_columns(const struct foreign_key *one,
                             const struct foreign_key *two,
                             struct column **columns)
{
    size_t count = one->column_count;

    assert(one->child == two->child);
    memcpy(columns, one->columns, count * sizeof(*columns));
    for (size_t i = 0; i < two->column_count; i++) {
        if (column_index(two->columns[i], columns, count) == count)
            columns[count++] = two->columns[i];
    }
    return count;
}

/* A larger key would let one pair stand in several rows. */
struct key *ki_key_over(const struct foreign_key *one,
                        const struct foreign_key *two)
{
    struct column *columns[2 * KEY_COLUMNS_MAX];
    size_t count = gather_columns(one, two, columns);
    struct key *key = ki_key_holding(one->child, columns, count);

    return key && key->column_count == count ? key : NULL;
}

/* For .unique_pair. The key may be there already: declared, or made for the
 * other of the two collections. Its columns are const, for they are parts of
 * foreign keys, which ki_build_named() has looked at. */
bool ki_build_pair_key(struct builder *builder, const struct foreign_key *one,
                       const struct foreign_key *two)
{
    struct column *columns[2 * KEY_COLUMNS_MAX];
    size_t count = gather_columns(one, two, columns);
    struct key *key;

    if (ki_key_over(one, two))
        return true;
    if (count > KEY_COLUMNS_MAX)
        return refuse(builder,
                      "the pair of %t has more than 32 columns: refer to keys "
                      "of fewer",
                      member_facts(one->child, NULL));
    key = add_key(builder, one->child, columns, count, true);
    if (key)
        key->hidden = true;
    return key;
}

/* For KITH_DEFER_PARENT: the index of rows that wait for their parent. In a
 * one-to-one only one may. No column is found by it. */
bool ki_build_pending_key(struct builder *builder,
                          const struct foreign_key *foreign_key)
{
    struct column *only = foreign_key->columns[0];
    struct key *found = only->key, *key;

    key = add_key(builder, foreign_key->child, foreign_key->columns,
                  foreign_key->column_count, foreign_key->one_to_one);
    only->key = found;
    if (!key)
        return false;
    key->hidden = true;
    key->pending = true;
    /* Its number for now: where the reference is, offsets.c finds out. */
    key->pending_at = foreign_key->ordinal;
    return true;
}
