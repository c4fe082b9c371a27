/* seek.c - finding rows by key.
 *
 * Public contract: kith/seek.h. A column is found through the index of its own
 * key; a foreign key through the list of the parent that the value names, for
 * that list is its index.
 */
#include "engine.h"

#include "base/tuning.h"
#include "catalog/value.h"
#include "find/seek.h"

_Static_assert(LIST_SLOTS == 0 && LIST_SLOT_COUNT == sizeof(char *),
               "kith_next_match_ reads them there");

kith_status ki_seek_refuse_column(struct kith_db *db, const struct store *store,
                                  const struct column *column, const char *call)
{
    struct error_facts facts = {.table = store->table->descriptor->name,
                                .column =
                                    column ? column->attribute->name : NULL,
                                .call = call};

    if (!column)
        return ki_error(&db->error, KITH_E_MISUSE,
                        "%f: the member of %t is no column", &facts);
    return ki_error(
        &db->error, KITH_E_MISUSE,
        "%f: %t.%c has no index: declare it with .unique or .index, "
        "or visit the rows with kith_for_each_row",
        &facts);
}

/* --- By primary key ------------------------------------------------------- */

/* The key that a get gives is not the table's. Answers NULL. */
static void *refuse_primary(struct kith_db *db, const struct table *table,
                            const char *call)
{
    struct error_facts facts = {.table = table->descriptor->name, .call = call};

    if (!table->primary) {
        ki_error(&db->error, KITH_E_MISUSE, "%f: %t has no primary key",
                 &facts);
        return NULL;
    }
    facts.column = table->primary->name;
    ki_error(&db->error, KITH_E_MISUSE,
             "%f: the primary key of %t is %c: give one value of its type for "
             "each column",
             &facts);
    return NULL;
}

/* The store whose primary key is one column of this kind, and that column; NULL
 * with the error when it is not, or db is NULL. */
static const struct store *primary_store(kith_db *db,
                                         const kith_table *descriptor,
                                         bool integer, const char *call,
                                         const struct column **column)
{
    const struct store *store = require_store(db, descriptor, call);
    const struct key *primary = store ? store->table->primary : NULL;

    if (!store)
        return NULL;
    *column =
        primary && primary->column_count == 1 ? primary->columns[0] : NULL;
    if (*column && ki_kind_is_integer((*column)->kind) == integer)
        return store;
    refuse_primary(db, store->table, call);
    return NULL;
}

static void *get_value(const struct store *store, const void *value)
{
    size_t number = store->table->primary->ordinal;

    return ki_unique_index_find(&store->indexes[number].unique, &value);
}

/* A number that the caller has as int64_t, in the general way. */
KI_COLD static void *get_signed(kith_db *db, const kith_table *descriptor,
                                int64_t key, const char *call)
{
    const struct column *column;
    const struct store *store =
        primary_store(db, descriptor, true, call, &column);
    uint64_t value = 0;

    if (!store || !ki_value_from_signed(column->kind, key, &value))
        return NULL;
    return get_value(store, &value);
}

KI_COLD static void *get_unsigned(kith_db *db, const kith_table *descriptor,
                                  uint64_t key, const char *call)
{
    const struct column *column;
    const struct store *store =
        primary_store(db, descriptor, true, call, &column);
    uint64_t value = 0;

    if (!store || !ki_value_from_unsigned(column->kind, key, &value))
        return NULL;
    return get_value(store, &value);
}

/* What programs do themselves finds most keys, but not where another descriptor
 * has the home of this one. */
static inline bool find_number(const kith_db *db, const kith_table *descriptor,
                               uint64_t number, bool has_sign, void **row)
{
    const struct kith_entry_ *entry =
        db ? find_table_entry(db, descriptor) : NULL;

    return entry &&
           entry->marked == kith_marked_(descriptor, KITH_FORM_NUMBER_) &&
           kith_find_in_entry_(entry, number, has_sign, row);
}

void *kith_get_i64(kith_db *db, const kith_table *descriptor, int64_t key)
{
    void *row = NULL;

    if (find_number(db, descriptor, (uint64_t)key, true, &row))
        return row;
    return get_signed(db, descriptor, key, __func__);
}

void *kith_get_u64(kith_db *db, const kith_table *descriptor, uint64_t key)
{
    void *row = NULL;

    if (find_number(db, descriptor, key, false, &row))
        return row;
    return get_unsigned(db, descriptor, key, __func__);
}

KI_COLD static void *get_text(kith_db *db, const kith_table *descriptor,
                              const char *key, const char *call)
{
    const struct column *column;
    const struct store *store =
        primary_store(db, descriptor, false, call, &column);

    if (!store || !key)
        return NULL;
    if (column->kind == KITH_KIND_CHARS)
        return get_value(store, key);
    return get_value(store, &key);
}

void *kith_get_text(kith_db *db, const kith_table *descriptor, const char *key)
{
    const struct kith_entry_ *entry;

    if (!db || !key)
        return get_text(db, descriptor, key, __func__);
    entry = table_entry(db, table_map_home(db, descriptor));
    if (entry->marked == kith_marked_(descriptor, KITH_FORM_TEXT_))
        return hash_index_find_text(hash_index_of(entry->hash), key);
    return get_text(db, descriptor, key, __func__);
}

bool ki_seek_copy_part(const struct column *column, const kith_value *part,
                       uint64_t *number, const void **at)
{
    *at = number;
    *number = 0;
    if (part->kind == KITH_KIND_BLOB) {
        *at = &part->blob;
        return part->blob.data;
    }
    if (part->kind != KITH_KIND_TEXT)
        return ki_value_from(column->kind, part, number);
    *at = &part->text;
    if (column->kind == KITH_KIND_CHARS)
        *at = part->text;
    return part->text;
}

bool ki_seek_can_be(const struct column *column, kith_kind kind)
{
    bool text =
        column->kind == KITH_KIND_TEXT || column->kind == KITH_KIND_CHARS;

    if (column->kind == KITH_KIND_BLOB || kind == KITH_KIND_BLOB)
        return column->kind == kind;
    if (kind == KITH_KIND_F64)
        return ki_kind_is_real(column->kind);
    return kind == KITH_KIND_TEXT ? text : !text;
}

void *kith_get_row(kith_db *db, const kith_table *descriptor,
                   const kith_value *parts, size_t count)
{
    const struct store *store = require_store(db, descriptor, __func__);
    const struct key *primary;
    uint64_t numbers[KEY_COLUMNS_MAX];
    const void *values[KEY_COLUMNS_MAX];
    bool possible = true;

    if (!store)
        return NULL;
    primary = store->table->primary;
    if (!primary || primary->column_count != count || !parts)
        return refuse_primary(db, store->table, __func__);
    for (size_t i = 0; i < count; i++) {
        if (!ki_seek_can_be(primary->columns[i], parts[i].kind))
            return refuse_primary(db, store->table, __func__);
        possible &= ki_seek_copy_part(primary->columns[i], &parts[i],
                                      &numbers[i], &values[i]);
    }
    if (!possible)
        return NULL;
    return ki_unique_index_find(&store->indexes[primary->ordinal].unique,
                                values);
}

void *kith_get_two_(kith_db *db, const kith_table *descriptor, int64_t first,
                    int64_t second)
{
    const kith_value key[] = {{.kind = KITH_KIND_I64, .integer = first},
                              {.kind = KITH_KIND_I64, .integer = second}};

    return kith_get_row(db, descriptor, key, 2);
}

/* --- By any key ----------------------------------------------------------- */

/* The foreign key of exactly this column, or NULL: its lists are an index. */
static struct foreign_key *foreign_key_of(const struct column *column)
{
    for (size_t i = 0; i < column->link_count; i++) {
        if (column->links[i]->column_count == 1)
            return column->links[i];
    }
    return NULL;
}

/* Start a walk over the rows with a value in the form of value.h. */
static kith_match match_value(struct kith_db *db, const struct store *store,
                              const struct column *column, const void *value)
{
    const struct key *key = column->key;

    if (key)
        return match_rows(ki_index_find(&store->indexes[key->ordinal], &value));
    return match_rows(
        children_all(foreign_key_of(column),
                     named_parent(db, foreign_key_of(column), value)));
}

/* Start a walk for a public function, which is checked here. */
static kith_match match_for(kith_db *db, const kith_table *descriptor,
                            size_t offset, const void *value, const char *call)
{
    const struct store *store = require_store(db, descriptor, call);
    const struct column *column;

    if (!store)
        return no_match;
    column = ki_table_column(store->table, offset);
    if (!column || (!column->key && !foreign_key_of(column))) {
        ki_seek_refuse_column(db, store, column, call);
        return no_match;
    }
    if (!value)
        return no_match;
    if (is_block(column) && !load_ptr(value))
        return no_match;
    if (column->kind == KITH_KIND_CHARS)
        value = load_ptr(value);
    return value ? match_value(db, store, column, value) : no_match;
}

kith_match kith_match_at(kith_db *db, const kith_table *descriptor,
                         size_t offset, const void *value)
{
    return match_for(db, descriptor, offset, value, __func__);
}

void *kith_next_match(kith_match *match)
{
    return kith_next_match_(match);
}

KI_NOINLINE static void *find_row(kith_db *db, const kith_table *descriptor,
                                  size_t offset, const void *value)
{
    kith_match match = match_for(db, descriptor, offset, value, "kith_find_at");

    return kith_next_match(&match);
}

/* The unique index over exactly the column at an offset, when it is a hash
 * index of this form and the table has a map of its members; else NULL. */
static inline const struct hash_index *
single_index(const struct store *store, size_t offset, enum hash_form form)
{
    const struct table *table = store->table;
    const struct hash_index *index;
    const struct key *key;
    size_t place = table_mapped_place(table, offset);

    if (place <= table->relationship_count)
        return NULL;
    key = table->columns[place - table->relationship_count - 1].key;
    if (!key || !key->unique)
        return NULL;
    index = &store->indexes[key->ordinal].unique.hash;
    return index->form == form ? index : NULL;
}

/* Texts are asked for by unique columns most of all. */
void *kith_find_at(kith_db *db, const kith_table *descriptor, size_t offset,
                   const void *value)
{
    const struct store *store = db ? store_of_descriptor(db, descriptor) : NULL;
    const struct hash_index *index =
        store && value ? single_index(store, offset, HASH_TEXT) : NULL;

    if (index && load_ptr(value))
        return hash_index_find_text(index, load_ptr(value));
    return find_row(db, descriptor, offset, value);
}
