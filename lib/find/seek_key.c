/* seek_key.c - finding rows by several columns.
 *
 * Public contract: kith/seek.h. The columns are those of a key of the table, in
 * its order: found through its index; or those of a foreign key: found through
 * the list of the parent that the values name.
 */
#include "find/seek.h"

#include "base/tuning.h"

#include <stdio.h>

/* What finds rows by some columns: an index of this table, or the lists of a
 * foreign key's parents. */
struct way {
    const struct key *key;
    const struct foreign_key *foreign_key;
};

/* The columns that a call names. */
struct named {
    const struct store *store;
    const struct column *columns[KEY_COLUMNS_MAX];
    size_t count;
};

static bool is_of(struct column *const *columns, size_t count,
                  const struct named *named)
{
    if (count != named->count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (columns[i] != named->columns[i])
            return false;
    }
    return true;
}

static bool find_way(const struct named *named, struct way *way)
{
    const struct table *table = named->store->table;

    for (size_t i = 0; i < table->key_count; i++) {
        way->key = &table->keys[i];
        if (is_of(way->key->columns, way->key->column_count, named))
            return true;
    }
    way->key = NULL;
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        way->foreign_key = &table->foreign_keys[i];
        if (is_of(foreign_key_named(way->foreign_key),
                  way->foreign_key->column_count, named))
            return true;
    }
    return false;
}

/* Whether all the columns named are among these. */
static bool has_all(struct column *const *columns, size_t count,
                    const struct named *named)
{
    for (size_t i = 0; i < named->count; i++) {
        size_t at = 0;

        while (at < count && columns[at] != named->columns[i])
            at++;
        if (at == count)
            return false;
    }
    return true;
}

/* The name of the shortest key or foreign key that has all these columns. */
static const char *near_key(const struct named *named, size_t *column_count)
{
    const struct table *table = named->store->table;
    const char *name = NULL;

    *column_count = SIZE_MAX;
    for (size_t i = 0; i < table->key_count; i++) {
        const struct key *key = &table->keys[i];

        if (key->column_count < *column_count &&
            has_all(key->columns, key->column_count, named)) {
            name = key->name;
            *column_count = key->column_count;
        }
    }
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *key = &table->foreign_keys[i];

        if (key->column_count < *column_count &&
            has_all(foreign_key_named(key), key->column_count, named)) {
            name = key->name;
            *column_count = key->column_count;
        }
    }
    return name;
}

static void print_named(const struct named *named, char *to, size_t capacity)
{
    size_t used = 0;

    for (size_t i = 0; i < named->count && used < capacity; i++)
        used +=
            (size_t)snprintf(to + used, capacity - used, "%s%s", i ? ", " : "",
                             named->columns[i]->attribute->name);
}

KI_COLD static void refuse_way(struct kith_db *db, const struct named *named,
                               const char *call)
{
    char columns[4 * sizeof(db->error.full.value)]; /* ki_error cuts it */
    size_t count;
    struct error_facts facts = {.table = named->store->table->descriptor->name,
                                .other = near_key(named, &count),
                                .value = columns,
                                .call = call};
    const char *sentence =
        "%f: no key, index or foreign key of %t is (%v): declare one, say with "
        "KITH_INDEX, or visit the rows with kith_for_each_row";

    if (facts.other && count == named->count)
        sentence = "%f: (%v) are the columns of a key of %t whose order is "
                   "(%o): give columns and values in that order";
    else if (facts.other)
        sentence = "%f: (%v) is a part only of the key (%o) of %t: give all of "
                   "its columns, or declare an index of these";
    print_named(named, columns, sizeof(columns));
    ki_error(&db->error, KITH_E_MISUSE, sentence, &facts);
}

static bool is_named_before(const struct named *named, size_t i)
{
    size_t at = 0;

    while (named->columns[at] != named->columns[i])
        at++;
    return at < i;
}

/* Look the columns up, and what finds rows by them; false with the error. */
static bool name_columns(kith_db *db, const kith_table *descriptor,
                         const size_t *offsets, struct named *named,
                         struct way *way, const char *call)
{
    named->store = require_store(db, descriptor, call);
    if (!named->store)
        return false;
    if (!offsets || named->count == 0 || named->count > KEY_COLUMNS_MAX) {
        ki_error_misuse(&db->error, call,
                        "%f: there are no columns, or more than a key has");
        return false;
    }
    for (size_t i = 0; i < named->count; i++) {
        named->columns[i] = ki_table_column(named->store->table, offsets[i]);
        if (!named->columns[i]) {
            ki_seek_refuse_column(db, named->store, NULL, call);
            return false;
        }
        if (is_named_before(named, i)) {
            ki_error(&db->error, KITH_E_MISUSE,
                     "%f: %t.%c is named twice: name each column once",
                     &(struct error_facts){
                         .table = named->store->table->descriptor->name,
                         .column = named->columns[i]->attribute->name,
                         .call = call});
            return false;
        }
    }
    *way = (struct way){NULL, NULL};
    if (find_way(named, way))
        return true;
    refuse_way(db, named, call);
    return false;
}

/* The parent named by values in the order of the foreign key's name. */
static char *parent_named(const struct kith_db *db,
                          const struct foreign_key *foreign_key,
                          const void *const *values)
{
    const struct store *parents = store_of(db, foreign_key->parent);
    size_t number = foreign_key->parent_key->ordinal;
    const void *ordered[KEY_COLUMNS_MAX];

    for (size_t i = 0; i < foreign_key->column_count; i++) {
        size_t at = 0;

        while (foreign_key_named(foreign_key)[at] != foreign_key->columns[i])
            at++;
        ordered[i] = values[at];
    }
    return ki_unique_index_find(&parents->indexes[number].unique, ordered);
}

/* Start a walk over the rows with values in the form of value.h. */
static kith_match match_values(struct kith_db *db, const struct named *named,
                               const struct way *way, const void *const *values)
{
    const struct key *key = way->key;

    if (key)
        return match_rows(
            ki_index_find(&named->store->indexes[key->ordinal], values));
    return match_rows(children_all(way->foreign_key,
                                   parent_named(db, way->foreign_key, values)));
}

static kith_match match_key(kith_db *db, const kith_table *descriptor,
                            const size_t *offsets, const void *const *given,
                            size_t count, const char *call)
{
    struct named named = {.count = count};
    const void *values[KEY_COLUMNS_MAX];
    struct way way;

    if (!name_columns(db, descriptor, offsets, &named, &way, call))
        return no_match;
    for (size_t i = 0; i < count; i++) {
        values[i] = given ? given[i] : NULL;
        if (values[i] && is_block(named.columns[i]) && !load_ptr(values[i]))
            return no_match;
        if (values[i] && named.columns[i]->kind == KITH_KIND_CHARS)
            values[i] = load_ptr(values[i]);
        if (!values[i])
            return no_match;
    }
    return match_values(db, &named, &way, values);
}

static kith_match match_parts(kith_db *db, const kith_table *descriptor,
                              const size_t *offsets, const kith_value *parts,
                              size_t count, const char *call)
{
    struct named named = {.count = count};
    uint64_t numbers[KEY_COLUMNS_MAX];
    const void *values[KEY_COLUMNS_MAX];
    bool possible = parts != NULL;
    struct way way;

    if (!name_columns(db, descriptor, offsets, &named, &way, call))
        return no_match;
    for (size_t i = 0; parts && i < count; i++) {
        const struct column *column = named.columns[i];

        if (parts[i].kind == KITH_KIND_NONE) {
            possible = false;
            continue;
        }
        if (!ki_seek_can_be(column, parts[i].kind)) {
            ki_error(&db->error, KITH_E_MISUSE,
                     "%f: a value for %t.%c is not of its kind",
                     &(struct error_facts){
                         .table = named.store->table->descriptor->name,
                         .column = column->attribute->name,
                         .call = call});
            return no_match;
        }
        possible &=
            ki_seek_copy_part(column, &parts[i], &numbers[i], &values[i]);
    }
    return possible ? match_values(db, &named, &way, values) : no_match;
}

void *kith_find_key_at(kith_db *db, const kith_table *descriptor,
                       const size_t *offsets, const void *const *values,
                       size_t count)
{
    kith_match match =
        match_key(db, descriptor, offsets, values, count, __func__);

    return kith_next_match(&match);
}

kith_match kith_match_key_at(kith_db *db, const kith_table *descriptor,
                             const size_t *offsets, const void *const *values,
                             size_t count)
{
    return match_key(db, descriptor, offsets, values, count, __func__);
}

void *kith_find_key_row(kith_db *db, const kith_table *descriptor,
                        const size_t *offsets, const kith_value *values,
                        size_t count)
{
    kith_match match =
        match_parts(db, descriptor, offsets, values, count, __func__);

    return kith_next_match(&match);
}

kith_match kith_match_key_row(kith_db *db, const kith_table *descriptor,
                              const size_t *offsets, const kith_value *values,
                              size_t count)
{
    return match_parts(db, descriptor, offsets, values, count, __func__);
}
