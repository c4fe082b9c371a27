/* seek_key.c - finding rows by several columns.
 *
 * Owns   how a list of columns leads to the index or foreign key over just
 *        these, and the sentence that names the nearest one where there is
 *        none.
 * Knows  the keys of a table, and what seek.h says of values.
 *
 * Public contract: kith/seek.h. The columns are those of a key of the table, in
 * its order: found through its index; or those of a foreign key: found through
 * the list of the parent that the values name.
 *
 * The four public functions are two times two: one row or a walk, and values as
 * addresses or as kith_values. Each looks the columns up (name_columns), brings
 * the values into the form of value.h, and begins a walk (match_values), of
 * which those that find one row take the first step. Columns are compared by
 * their addresses in the schema, so the look at the keys of the table reads no
 * names: O(columns of all its keys), mostly a handful. All arrays are on the
 * stack, bounded by the longest key; a search needs no memory.
 */
#include "find/seek.h"

#include "base/print.h"
#include "base/tuning.h"

/* What finds rows: the columns of an index of the table, or of a foreign key,
 * whose parents have lists. Both are compared with the columns that a caller
 * names in the order in which the user declared them; everything here points
 * into the schema. */
struct way {
    const char *name; /* "artist, title"; NULL: there is no such way */
    struct column *const *columns;
    size_t count;
};

/* The columns that the caller of a public function names, looked up. */
struct named {
    const char *call;          /* the public function, for what it refuses */
    const struct store *store; /* NULL: the table was refused already */
    struct column **columns; /* room for KEY_COLUMNS_MAX */
    size_t count;
    bool walks; /* all rows are looked for, not the first alone */
    size_t way; /* the number of the one with just these columns, once found */
};

/* The number of a column in a list, or `count` where it is not among them. A
 * step for each: lists of columns have at most KEY_COLUMNS_MAX. */
static size_t find_column(struct column *const *columns, size_t count,
                          const struct column *column)
{
    size_t at = 0;

    while (at < count && columns[at] != column)
        at++;
    return at;
}

static size_t way_count(const struct table *table)
{
    return table_known_keys(table) + table->foreign_key_count;
}

/* The n-th way of a table: first its keys, then its foreign keys. So an index
 * over the columns of a foreign key is used before the lists of its parents, as
 * for one column, and with its order of rows. The columns of a foreign key are
 * taken in the order of its name, which the user knows, not in that of the
 * parent's key. Two that share their lists are no ways. */
static KI_ALWAYS_INLINE struct way way_at(const struct table *table, size_t n)
{
    const struct foreign_key *foreign_key;

    assert(n < way_count(table));
    if (n < table_known_keys(table))
        return (struct way){table->keys[n].name, table->keys[n].columns,
                            table->keys[n].column_count};
    foreign_key = &table->foreign_keys[n - table_known_keys(table)];
    return (struct way){foreign_key->name, foreign_key_named(foreign_key),
                        has_mate(foreign_key) ? 0 : foreign_key->column_count};
}

static inline bool way_is_ordered(const struct table *table, size_t way)
{
    return way < table_known_keys(table) && table->keys[way].ordered;
}

/* Whether the columns are the same in the same order. Compiled into the loop of
 * find_way(), with way_at(), so that no struct is built for each way. */
static KI_ALWAYS_INLINE bool is_way_of(struct way way,
                                       const struct named *named)
{
    if (way.count != named->count)
        return false;
    for (size_t i = 0; i < way.count; i++) {
        if (way.columns[i] != named->columns[i])
            return false;
    }
    return true;
}

/* The first way of just these columns, by an ordered index or by another; false
 * when there is none, and the number is then behind the last. */
static bool find_way(struct named *named, bool ordered)
{
    const struct table *table = named->store->table;
    size_t i = 0;

    while (i < way_count(table) && (!is_way_of(way_at(table, i), named) ||
                                    way_is_ordered(table, i) != ordered))
        i++;
    named->way = i;
    return i < way_count(table);
}

/* Whether all the columns named are among those of the way, in any order. For
 * the hint of a refusal only. */
static bool has_all(const struct way *way, const struct named *named)
{
    for (size_t i = 0; i < named->count; i++) {
        if (find_column(way->columns, way->count, named->columns[i]) ==
            way->count)
            return false;
    }
    return true;
}

/* The shortest way that has all these columns; one without a name when there is
 * none. Where it has as many columns, only their order can differ, for no
 * column is named twice here; else some of its columns were left out. */
static struct way nearest_way(const struct named *named)
{
    struct way nearest = {.count = SIZE_MAX};

    for (size_t i = 0; i < way_count(named->store->table); i++) {
        struct way way = way_at(named->store->table, i);

        if (way.count < nearest.count && has_all(&way, named))
            nearest = way;
    }
    return nearest;
}

void ki_seek_print_names(struct column *const *columns, size_t count, char *to,
                         size_t capacity)
{
    struct printed printed = ki_print_begin(to, capacity);

    assert(count > 0);
    for (size_t i = 0; i < count; i++) {
        ki_print_plain(&printed, i ? ", " : "", SIZE_MAX);
        ki_print_plain(&printed, columns[i]->attribute->name, SIZE_MAX);
    }
}

/* Record that no way has just these columns, and name what comes near, if any:
 * to give the columns in another order is a better remedy than another index.
 * The names of the columns are printed as one value, for the facts of an error
 * have room for one column. The array here is several times as long as what the
 * error keeps of it, so that it is the error that ends a long list in "...".
 * Returns false. */
KI_COLD static bool refuse_way(const struct named *named)
{
    struct kith_db *db = store_db(named->store);
    char columns[4 * sizeof(db->error.full.value)]; /* ki_error cuts it */
    struct way nearest = nearest_way(named);
    const char *sentence =
        "%f: no key, index or foreign key of %t is (%v): declare one, say with "
        "KITH_INDEX, or visit the rows with kith_for_each_row";

    ki_seek_print_names(named->columns, named->count, columns, sizeof(columns));
    if (nearest.name)
        sentence =
            nearest.count == named->count
                ? "%f: (%v) are the columns of a key of %t whose order is "
                  "(%o): give columns and values in that order"
                : "%f: (%v) is a part only of the key (%o) of %t: give all of "
                  "its columns, or declare an index of these";
    ki_error(
        &db->error, KITH_E_MISUSE, sentence,
        &(struct error_facts){.table = named->store->table->descriptor->name,
                              .other = nearest.name,
                              .value = columns,
                              .call = named->call});
    return false;
}

/* Look the columns up, and what finds rows by them; false with the error
 * recorded. Where the store is NULL, require_store() has recorded it.
 *
 * What is judged first is what the rest relies on: `columns` has room for as
 * many as a key may have, so a larger count is refused before the first is
 * written. A column named twice is refused by a sentence of its own, for the
 * shortest way that has it would otherwise be named as one in another
 * order. */
static bool name_columns(struct named *named, const size_t *offsets)
{
    const struct store *store = named->store;

    if (!store)
        return false;
    if (!offsets || named->count == 0 || named->count > KEY_COLUMNS_MAX) {
        ki_error_misuse(&store_db(store)->error, named->call,
                        "%f: there are no columns, or more than a key has");
        return false;
    }
    for (size_t i = 0; i < named->count; i++) {
        named->columns[i] = ki_table_column(store->table, offsets[i]);
        if (!named->columns[i])
            return ki_seek_refuse(store, NULL,
                                  "%f: the member of %t is no column",
                                  named->call);
        if (find_column(named->columns, i, named->columns[i]) < i)
            return ki_seek_refuse(
                store, named->columns[i]->attribute->name,
                "%f: %t.%c is named twice: name each column once", named->call);
    }
    if (find_way(named, false) || (find_way(named, true) && !named->walks))
        return true;
    if (named->way < way_count(store->table))
        return ki_seek_refuse(store, named->columns[0]->attribute->name,
                              ki_ordered_walk, named->call);
    return refuse_way(named);
}

/* The rows with these values in a foreign key, in the order of its name. The
 * parent's index wants them in the order of its key, which may be another, so
 * the addresses are put in order on the stack; the values stay where they are.
 * O(columns squared), and one probe. */
static struct some_rows rows_with(const struct kith_db *db,
                                  const struct foreign_key *foreign_key,
                                  const void *const *values)
{
    const struct store *parents = store_of(db, foreign_key->parent);
    size_t ordinal = foreign_key->parent_key->ordinal;
    const void *ordered[KEY_COLUMNS_MAX];

    for (size_t i = 0; i < foreign_key->column_count; i++)
        ordered[i] = values[find_column(foreign_key_named(foreign_key),
                                        foreign_key->column_count,
                                        foreign_key->columns[i])];
    return rows_naming(
        db, foreign_key,
        ki_unique_index_find(&parents->indexes[ordinal].unique, ordered),
        ordered);
}

/* Begin a walk over the rows with values in the form of value.h, none of which
 * is NULL, in the order of the way. One probe in the index of the key; for a
 * foreign key one in that of its parent's key, whose row has the list. */
static kith_match match_values(const struct named *named,
                               const void *const *values)
{
    const struct store *store = named->store;
    size_t key_count = table_known_keys(store->table);
    const struct foreign_key *foreign_key;

    assert(named->way < way_count(store->table));
    store_count_lookup(store);
    if (named->way < key_count)
        return match_rows(ki_index_find(&store->indexes[named->way], values));
    foreign_key = &store->table->foreign_keys[named->way - key_count];
    return match_rows(rows_with(store_db(store), foreign_key, values));
}

/* Values that are given as addresses. A NULL among them finds nothing, as in
 * SQL, even where rows hold NULL: those stand in no index. */
static KI_ALWAYS_INLINE bool admit_given(const struct named *named,
                                         const void *const *given,
                                         const void **values)
{
    for (size_t i = 0; i < named->count; i++) {
        values[i] = seek_form(named->columns[i], given[i]);
        if (!values[i])
            return false;
    }
    return true;
}

/* kith_values. One that is NULL or does not fit its column finds nothing, but
 * those behind it are judged all the same: whether a call is misuse does not
 * depend on the values before. So `values` may have members that were not
 * written, and is passed on only when every value is possible. */
static KI_ALWAYS_INLINE bool admit_parts(const struct named *named,
                                         const kith_value *parts,
                                         uint64_t *numbers, const void **values)
{
    bool possible = true;

    for (size_t i = 0; i < named->count; i++) {
        const struct column *column = named->columns[i];

        if (!ki_seek_can_be(column, parts[i].kind))
            return ki_seek_refuse(named->store, column->attribute->name,
                                  "%f: a value for %t.%c is not of its kind",
                                  named->call);
        possible &=
            ki_seek_copy_part(column, &parts[i], &numbers[i], &values[i]);
    }
    return possible;
}

/* Begin a walk. The columns are judged before the values, so that a search by
 * columns of no key is refused whatever is looked for. */
static kith_match match_key(kith_db *db, const kith_table *descriptor,
                            const size_t *offsets, const void *const *given,
                            size_t count, const char *call, bool walks)
{
    struct column *columns[KEY_COLUMNS_MAX];
    struct named named = {.call = call,
                          .store = require_store(db, descriptor, call),
                          .columns = columns,
                          .count = count,
                          .walks = walks};
    const void *values[KEY_COLUMNS_MAX];

    if (!name_columns(&named, offsets) || !given)
        return no_match;
    return admit_given(&named, given, values) ? match_values(&named, values)
                                              : no_match;
}
static kith_match match_parts(kith_db *db, const kith_table *descriptor,
                              const size_t *offsets, const kith_value *parts,
                              size_t count, const char *call, bool walks)
{
    struct column *columns[KEY_COLUMNS_MAX];
    struct named named = {.call = call,
                          .store = require_store(db, descriptor, call),
                          .columns = columns,
                          .count = count,
                          .walks = walks};
    uint64_t numbers[KEY_COLUMNS_MAX];
    const void *values[KEY_COLUMNS_MAX];

    if (!name_columns(&named, offsets) || !parts)
        return no_match;
    return admit_parts(&named, parts, numbers, values)
               ? match_values(&named, values)
               : no_match;
}

/* --- Cursors -------------------------------------------------------------- */

/* The way that was found. The values of a foreign key are brought into the
 * order of its parent's key, as in rows_with(). */
static bool set_sought(const struct named *named, struct sought *sought)
{
    const struct table *table = named->store->table;
    size_t key_count = table_known_keys(table);
    const void *given[KEY_COLUMNS_MAX];
    const struct foreign_key *foreign_key;

    sought->store = named->store;
    sought->count = named->count;
    if (named->way < key_count) {
        sought->key = &table->keys[named->way];
        return true;
    }
    foreign_key = sought->foreign_key =
        &table->foreign_keys[named->way - key_count];
    memcpy(given, sought->values, named->count * sizeof(*given));
    for (size_t i = 0; i < named->count; i++)
        sought->values[i] = given[find_column(foreign_key_named(foreign_key),
                                              foreign_key->column_count,
                                              foreign_key->columns[i])];
    return true;
}

bool ki_seek_sought(kith_db *db, const kith_table *descriptor,
                    const size_t *offsets, const void *const *given,
                    const kith_value *parts, size_t count, const char *call,
                    struct sought *sought)
{
    struct column *columns[KEY_COLUMNS_MAX];
    struct named named = {.call = call,
                          .store = require_store(db, descriptor, call),
                          .columns = columns,
                          .count = count};

    if (!name_columns(&named, offsets))
        return false;
    return (given && admit_given(&named, given, sought->values) &&
            set_sought(&named, sought)) ||
           (parts &&
            admit_parts(&named, parts, sought->numbers, sought->values) &&
            set_sought(&named, sought));
}

/* --- Public functions -----------------------------------------------------
 *
 * Each passes its own name on, for what it refuses. */

void *kith_find_key_at(kith_db *db, const kith_table *descriptor,
                       const size_t *offsets, const void *const *values,
                       size_t count)
{
    kith_match match =
        match_key(db, descriptor, offsets, values, count, __func__, false);

    return kith_next_match(&match);
}

kith_match kith_match_key_at(kith_db *db, const kith_table *descriptor,
                             const size_t *offsets, const void *const *values,
                             size_t count)
{
    return match_key(db, descriptor, offsets, values, count, __func__, true);
}

void *kith_find_key_row(kith_db *db, const kith_table *descriptor,
                        const size_t *offsets, const kith_value *values,
                        size_t count)
{
    kith_match match =
        match_parts(db, descriptor, offsets, values, count, __func__, false);

    return kith_next_match(&match);
}

kith_match kith_match_key_row(kith_db *db, const kith_table *descriptor,
                              const size_t *offsets, const kith_value *values,
                              size_t count)
{
    return match_parts(db, descriptor, offsets, values, count, __func__, true);
}
