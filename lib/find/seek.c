/* seek.c - finding rows by the primary key, or by one column.
 *
 * Owns   which index a get or a find uses, and the short ways of the most
 *        frequent ones.
 * Knows  indexes and parents' lists, by reading.
 *
 * Public contract: kith/seek.h. A column is found through the index of its own
 * key; a foreign key through the list of the parent that the value names, for
 * that list is its index.
 *
 * A get by one integer or two begins in the program (kith/detail/inline.h),
 * which looks at the entry that has the home of the descriptor. The functions
 * here are called where that entry does not apply; those for one integer look
 * at entries further on. Only then comes the general way, which judges the call
 * and may refuse it. It is kept out of the callers (KI_NOINLINE), so that the
 * registers and the stack that it needs cost the short ways nothing. Measured:
 * a get by a text takes 121 instructions in the short way and 324 in the
 * general one, a find by a text 200 and 433.
 */
#include "engine.h"

#include "base/tuning.h"
#include "catalog/value.h"
#include "find/seek.h"

/* A walk over a list is compiled into programs, which know these offsets. A
 * change of them is a change of KITH_ABI_VERSION. */
_Static_assert(LIST_SLOTS == 0 && LIST_SLOT_COUNT == sizeof(char *),
               "kith_next_match_ reads them there");

/* The column is given by name because one refusal is about a primary key of
 * several columns, and its name lists them all. */
bool ki_seek_refuse(const struct store *store, const char *column,
                    const char *sentence, const char *call)
{
    ki_error(&store_db(store)->error, KITH_E_MISUSE, sentence,
             &(struct error_facts){.table = store->table->descriptor->name,
                                   .column = column,
                                   .call = call});
    return false;
}

/* Where a text is looked for, both kinds of text column will do. */
static bool is_text(kith_kind kind)
{
    return kind == KITH_KIND_TEXT || kind == KITH_KIND_CHARS;
}

/* --- By primary key -------------------------------------------------------
 *
 * A primary key is always unique, so what is found is one row. */

/* Refuse a get whose values are not those of the table's primary key, in number
 * or kind. Returns NULL, for the callers to return. */
static void *refuse_primary(const struct store *store, const char *call)
{
    const struct key *primary = store->table->primary;

    ki_seek_refuse(store, primary ? primary->name : NULL,
                   primary ? "%f: the primary key of %t is %c: give one value "
                             "of its type for each column"
                           : "%f: %t has no primary key",
                   call);
    return NULL;
}

/* The row whose primary key is one integer or text, in the general way: for
 * narrow integers and in-place texts, for a database that is NULL, and for all
 * calls that are refused.
 *
 * primary_kind is KITH_KIND_NONE without a primary key and for one of several
 * columns, so the same comparison refuses those too, and columns[0] exists
 * behind it. */
KI_NOINLINE static void *get_one(kith_db *db, const kith_table *descriptor,
                             const kith_value *key, const char *call)
{
    const struct store *store = require_store(db, descriptor, call);
    const struct key *primary = store ? store->table->primary : NULL;
    const void *value;
    uint64_t number;

    if (!store)
        return NULL;
    if (key->kind == KITH_KIND_TEXT
            ? !is_text(store->table->primary_kind)
            : !ki_kind_is_integer(store->table->primary_kind))
        return refuse_primary(store, call);
    store_count_lookup(store);
    if (!ki_seek_copy_part(primary->columns[0], key, &number, &value))
        return NULL;
    return ki_unique_index_find(&store->indexes[primary->ordinal].unique,
                                &value);
}

/* Probe for an integer as programs do themselves, but from the entry of the
 * table wherever it lies: a program looks only at the home of a descriptor,
 * which another descriptor may have. False when these steps cannot tell: the
 * key has another form, or is a narrow integer and not in an array by number,
 * or number and column differ in having a sign and the number is 2^63 or more.
 * `*row` is written only when true is returned, and may be NULL then: no row
 * has the key. */
static inline bool find_number(const kith_db *db, const kith_table *descriptor,
                               uint64_t number, bool has_sign, void **row)
{
    const struct kith_entry_ *entry =
        db ? find_table_entry(db, descriptor) : NULL;

    return entry &&
           entry->marked == kith_marked_(descriptor, KITH_FORM_NUMBER_) &&
           kith_find_in_entry_(entry, number, has_sign, row);
}

/* The number is passed on without its sign, as the index holds it. */
void *kith_get_i64(kith_db *db, const kith_table *descriptor, int64_t key)
{
    void *row = NULL;

    if (find_number(db, descriptor, (uint64_t)key, true, &row))
        return row;
    return get_one(db, descriptor,
                   &(kith_value){.kind = KITH_KIND_I64, .integer = key},
                   __func__);
}

void *kith_get_u64(kith_db *db, const kith_table *descriptor, uint64_t key)
{
    void *row = NULL;

    if (find_number(db, descriptor, key, false, &row))
        return row;
    return get_one(db, descriptor,
                   &(kith_value){.kind = KITH_KIND_U64, .natural = key},
                   __func__);
}

/* One comparison at the home of the descriptor says that the table is part of
 * the database and that its key is one text, so nothing else is left to judge.
 * Where another descriptor has the home, the general way is right too, only
 * slower; texts are not worth a second short way. */
void *kith_get_text(kith_db *db, const kith_table *descriptor, const char *key)
{
    const struct kith_entry_ *entry =
        db && key ? table_entry(db, table_map_home(&db->table_map, descriptor))
                  : NULL;

    if (entry && entry->marked == kith_marked_(descriptor, KITH_FORM_TEXT_))
        return hash_index_find_text(hash_index_of(entry->hash), key);
    return get_one(db, descriptor,
                   &(kith_value){.kind = KITH_KIND_TEXT, .text = key},
                   __func__);
}

/* The number is zeroed first: a narrow one fills only its first bytes, and the
 * caller's array must not be undefined where the conversion refuses. */
bool ki_seek_copy_part(const struct column *column, const kith_value *part,
                       uint64_t *number, const void **at)
{
    assert(ki_seek_can_be(column, part->kind));
    *at = number;
    *number = 0;
    if (part->kind == KITH_KIND_NONE)
        return false;
    if (part->kind == KITH_KIND_BLOB) {
        *at = &part->blob;
        return part->blob.data;
    }
    if (part->kind != KITH_KIND_TEXT)
        return ki_value_from(column->kind, part, number);
    *at = column->kind == KITH_KIND_CHARS ? part->text
                                          : (const void *)&part->text;
    return part->text;
}

/* In this order, what is left for the last line is an integer or a text, or
 * KITH_KIND_NONE, which is treated like an integer. */
bool ki_seek_can_be(const struct column *column, kith_kind kind)
{
    if (kind == KITH_KIND_NONE)
        return true; /* NULL, by which nothing is found */
    if (column->kind == KITH_KIND_BLOB || kind == KITH_KIND_BLOB)
        return column->kind == kind;
    if (kind == KITH_KIND_F64)
        return ki_kind_is_real(column->kind);
    return (kind == KITH_KIND_TEXT) == is_text(column->kind);
}

/* All parts are judged before the first search, also behind one that no row can
 * have: whether a call is misuse does not depend on the values in it. The
 * arrays are on the stack, bounded by the longest key of a schema, so a get
 * needs no memory. */
void *kith_get_row(kith_db *db, const kith_table *descriptor,
                   const kith_value *parts, size_t count)
{
    const struct store *store = require_store(db, descriptor, __func__);
    const struct key *primary = store ? store->table->primary : NULL;
    uint64_t numbers[KEY_COLUMNS_MAX];
    const void *values[KEY_COLUMNS_MAX];
    bool possible = true;

    if (!store)
        return NULL;
    if (!primary || primary->column_count != count || !parts)
        return refuse_primary(store, __func__);
    for (size_t i = 0; i < count; i++) {
        if (!ki_seek_can_be(primary->columns[i], parts[i].kind))
            return refuse_primary(store, __func__);
        possible &= ki_seek_copy_part(primary->columns[i], &parts[i],
                                      &numbers[i], &values[i]);
    }
    store_count_lookup(store);
    if (!possible)
        return NULL;
    return ki_unique_index_find(&store->indexes[primary->ordinal].unique,
                                values);
}

/* What kith_get by two integers calls where the steps in the program do not
 * apply. The array of kith_values is built here and not in the program: they
 * are 56 bytes each. */
void *kith_get_two_(kith_db *db, const kith_table *descriptor, int64_t first,
                    int64_t second)
{
    const kith_value key[] = {{.kind = KITH_KIND_I64, .integer = first},
                              {.kind = KITH_KIND_I64, .integer = second}};

    return kith_get_row(db, descriptor, key, 2);
}

/* --- By one column --------------------------------------------------------
 *
 * What is found is a walk over all rows with the value; kith_find_at takes the
 * first step of it. */

/* The foreign key of exactly this column, or NULL. The lists of its parents are
 * its index, so a column that is nothing but a foreign key has no other. A
 * foreign key of several columns is not found by one of them; one of two that
 * share their lists is not found by these. */
static struct foreign_key *foreign_key_of(const struct column *column)
{
    for (size_t i = 0; i < column->link_count; i++) {
        if (column->links[i]->column_count == 1 && !has_mate(column->links[i]))
            return column->links[i];
    }
    return NULL;
}

const char ki_ordered_walk[] =
    "%f: the index of %t.%c is ordered: visit the rows by kith_range_with, or "
    "declare a KITH_INDEX too";

/* Begin a walk for the public function `call`, whose arguments are judged here.
 *
 * An index of the column's own is used first: it holds the rows in the order in
 * which they came to have the value, where a parent's list may be in an order
 * that a program gave it (kith_move). An ordered one comes last, and finds the
 * first row only: a walk has a list to step through, which it has not. A column
 * without either is refused rather than searched row by row: a search that is
 * slow for many rows should be visible in the program.
 *
 * Where a foreign key is looked up, the parent is found first, by one probe of
 * its key, and its list or scalar next, which is read from the parent's row; a
 * value that no parent has is one that no child has, or only those that wait.
 * The search for the column
 * at an offset is O(1) by the table's map, and O(log columns) in large
 * rows. */
static kith_match match_for(kith_db *db, const kith_table *descriptor,
                            size_t offset, const void *value, const char *call,
                            bool walks)
{
    const struct store *store = require_store(db, descriptor, call);
    const struct foreign_key *foreign_key;
    const struct column *column;

    if (!store)
        return no_match;
    column = ki_table_column(store->table, offset);
    foreign_key = column && (!column->key || column->key->ordered)
                      ? foreign_key_of(column)
                      : NULL;
    if (!column || (!column->key && !foreign_key)) {
        ki_seek_refuse(store, column ? column->attribute->name : NULL,
                       column ? "%f: %t.%c has no index: declare it with "
                                ".unique or .index, or visit the rows with "
                                "kith_for_each_row"
                              : "%f: the member of %t is no column",
                       call);
        return no_match;
    }
    if (walks && !foreign_key && column->key->ordered) {
        ki_seek_refuse(store, column->attribute->name, ki_ordered_walk, call);
        return no_match;
    }
    value = seek_form(column, value);
    store_count_lookup(store);
    if (!value)
        return no_match;
    if (!foreign_key)
        return match_rows(
            ki_index_find(&store->indexes[column->key->ordinal], &value));
    return match_rows(rows_naming(
        db, foreign_key, named_parent(db, foreign_key, value), &value));
}

/* The index over exactly the column at an offset, where the table has a map of
 * its members; else NULL, and the general way decides. Places count from 1 and
 * those of relationships come first, so one comparison leaves only columns.
 * While a table has no room for a row its indexes are those of no key
 * (store.h), which are neither of texts nor exact. */
static inline const union index *own_index(const struct store *store,
                                           size_t offset)
{
    const struct table *table = store->table;
    size_t place = table_mapped_place(table, offset);
    const struct key *key;

    if (place <= table->relationship_count)
        return NULL;
    key = table->columns[place - table->relationship_count - 1].key;
    return key ? &store->indexes[key->ordinal] : NULL;
}

/* Most walks over equal values are by an integer: these are one probe, which
 * compares hashes. */
kith_match kith_match_at(kith_db *db, const kith_table *descriptor,
                         size_t offset, const void *value)
{
    const struct store *store = db ? store_of_descriptor(db, descriptor) : NULL;
    const union index *index = store && value ? own_index(store, offset) : NULL;

    if (index && index->hash.exact && index_has_postings(index)) {
        uint64_t number = ki_value_integer((kith_kind)index->hash.kind, value);

        store_count_lookup(store);
        return match_rows(
            index_rows_of(index, nonunique_index_with(&index->equal, number)));
    }
    return match_for(db, descriptor, offset, value, __func__, true);
}

/* The step that programs have inline, for those that cannot compile it: other
 * languages, and calls through a pointer. */
void *kith_next_match(kith_match *match)
{
    return kith_next_match_(match);
}

/* The general way of kith_find_at, in whose name it refuses: __func__ would be
 * that of this function. Only the first row of the walk is read. */
KI_NOINLINE static void *find_row(kith_db *db, const kith_table *descriptor,
                                  size_t offset, const void *value)
{
    kith_match match =
        match_for(db, descriptor, offset, value, "kith_find_at", false);

    return kith_next_match(&match);
}

/* Most searches by a text are by a unique column: these are one probe, without
 * a walk in between. A NULL text, by which nothing is found, is left to the
 * general way. */
void *kith_find_at(kith_db *db, const kith_table *descriptor, size_t offset,
                   const void *value)
{
    const struct store *store = db ? store_of_descriptor(db, descriptor) : NULL;
    const union index *index = store && value ? own_index(store, offset) : NULL;

    if (index && index->hash.form == HASH_TEXT && index_is_unique(index) &&
        load_ptr(value)) {
        store_count_lookup(store);
        return hash_index_find_text(&index->hash, load_ptr(value));
    }
    return find_row(db, descriptor, offset, value);
}
