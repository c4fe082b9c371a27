/* store.c - one table's parts as a bundle; see store.h.
 *
 * Contents are made and given back first, then room, then what a row owns
 * outside itself. What changes a row is in delta/; only capacity and the
 * beginning and end of things are here.
 */
#include "data/store.h"

#include "catalog/limits.h"
#include "catalog/mirror.h"

/* Found by way of the pool, so that a store needs no pointer of its own. */
static struct memory *store_memory(const struct store *store)
{
    return store->texts->pool->memory;
}

/* The size is computed from the number of keys when freeing too: blocks have no
 * header. */
size_t ki_contents_bytes(size_t index_count)
{
    assert(index_count < SIZE_MAX / sizeof(union index) / 2);
    return sizeof(struct contents) + index_count * sizeof(union index);
}

/* Zeroed: a slab without chunks, cells or rows, with row_bytes 0. */
struct contents *ki_contents_new_none(struct directory *directory,
                                      size_t index_count, uint64_t seed,
                                      uint32_t floor, uint32_t most)
{
    struct contents *none =
        ki_memory_new_zeroed(directory->memory, ki_contents_bytes(index_count));

    assert(floor % 2 == 0);
    assert(floor <= most);
    if (!none)
        return NULL;
    none->slab.directory = directory;
    none->slab.floor = floor;
    none->slab.most = most;
    for (size_t i = 0; i < index_count; i++)
        ki_index_init_none(&none->indexes[i], seed);
    assert(none->slab.row_bytes == 0);
    return none;
}

/* Only the piece itself: indexes of no key own nothing. */
void ki_contents_free_none(struct contents *none, size_t index_count)
{
    assert(none->slab.count == 0);
    assert(none->slab.row_bytes == 0);
    ki_memory_free(none->slab.directory->memory, none,
                   ki_contents_bytes(index_count));
}

size_t ki_store_contents_bytes(const struct store *store)
{
    assert(store->table);
    return store_has_contents(store)
               ? ki_contents_bytes(store->table->key_count)
               : 0;
}

/* Let programs find rows by the primary key: the entry points at the two forms
 * of its index. Both pointers are set anew whenever the contents change, for
 * the program follows them without a call. */
static void show_primary(const struct store *store)
{
    const struct key *primary = store->table->primary;
    const struct unique_index *index;

    assert(!primary || primary->unique);
    assert(!primary || store->table->key_count > 0);
    if (!primary)
        return;
    index = &store->indexes[primary->ordinal].unique;
    store->entry->numbers = &index->numbers;
    store->entry->hash = &index->hash.probe;
}

/* Slab, indexes and what programs see change together, between calls or before
 * anything is written. */
static void set_contents(struct store *store, struct contents *contents)
{
    assert(contents);
    store->slab = &contents->slab;
    store->indexes = contents->indexes;
    show_primary(store);
    assert(store->slab);
}

void ki_store_init(struct store *store, void *owner, const uint32_t *door,
                   const struct table *table, struct texts *texts,
                   struct kith_entry_ *entry, struct contents *none)
{
    assert(table);
    assert(none);
    *store = (struct store){.owner = owner,
                            .door = door,
                            .table = table,
                            .texts = texts,
                            .entry = entry,
                            .next_number = table->first_number};
    set_contents(store, none);
    assert(!store_has_contents(store));
}

/* Contents of its own, for the first room of a row; false without memory, and
 * the shared ones stay. What is the same in all tables is taken from those: the
 * directory, the floor, the seed. Slab and indexes allocate nothing yet, so
 * there is one step that may fail. */
static bool make_contents(struct store *store)
{
    const struct table *table = store->table;
    const struct slab *none = store->slab;
    struct contents *made = ki_memory_new_zeroed(
        store_memory(store), ki_contents_bytes(table->key_count));

    assert(!store_has_contents(store));
    if (!made)
        return false;
    ki_slab_init(&made->slab, none->directory, table->row_bytes,
                 table->row_align, none->floor, none->most);
    for (size_t i = 0; i < table->key_count; i++) {
        const struct key *key = &table->keys[i];

        ki_index_init(&made->indexes[i], key,
                      key == table->primary && table->autoincrement,
                      none->directory, store->texts->pool,
                      store->indexes->hash.probe.seed);
    }
    set_contents(store, made);
    assert(store_has_contents(store));
    return true;
}

/* The shared contents are not the store's to free. The pointers are stale after
 * this: the caller sets others, or closes. */
static void free_contents(struct store *store)
{
    size_t keys = store->table->key_count;

    assert(store->slab);
    _Static_assert(offsetof(struct contents, slab) == 0, "freed by it");
    if (!store_has_contents(store))
        return;
    for (size_t i = 0; i < keys; i++)
        ki_index_fini(&store->indexes[i]);
    ki_slab_fini(store->slab);
    ki_memory_free(store_memory(store), store->slab, ki_contents_bytes(keys));
}

/* Rows first, while the slab can be walked; then the indexes, which do not read
 * rows when they are freed, and the chunks. */
void ki_store_fini(struct store *store)
{
    assert(store->slab);
    for (char *row = ki_slab_next(store->slab, NULL); row;
         row = ki_slab_next(store->slab, row))
        ki_store_release_row(store, row);
    free_contents(store);
}

/* How each chunk begins: with what programs need to write a plain number by
 * themselves. In a hostile test build there is none that they may, so that
 * every write takes the way of the library. */
static struct kith_chunk_ chunk_beginning(struct store *store)
{
    static const uint64_t none[5];

    return (struct kith_chunk_){.store = store,
                                .plain =
                                    FAST_PATHS ? store->table->plain : none,
                                .door = store->door};
}

/* Own contents come before the first chunk: the shared slab is never grown. */
static bool may_have_rows(struct store *store)
{
    return store_has_contents(store) || make_contents(store);
}

bool ki_store_reserve_rows(struct store *store, size_t count)
{
    struct kith_chunk_ begins = chunk_beginning(store);

    assert(store->owner);
    return may_have_rows(store) &&
           ki_slab_reserve_rows(store->slab, &begins, count);
}

/* An index that is refused leaves the capacity of those before it; the next
 * reservation finds it. */
bool ki_store_reserve(struct store *store, size_t count)
{
    assert(store->table);
    if (!ki_store_reserve_rows(store, count))
        return false;
    for (size_t i = 0; i < store->table->key_count; i++) {
        if (!ki_index_reserve_rows(&store->indexes[i], count,
                                   store->next_number))
            return false;
    }
    return true;
}

/* The lists of one row as a parent. Its places as a child change in the lists
 * of its parents. */
static void shrink_lists(struct store *store, char *row)
{
    const struct table *table = store->table;

    assert(row_is_live(row));
    for (size_t i = 0; i < table->child_count; i++)
        children_shrink(table->children[i], row, store->texts->pool);
}

/* The slab comes last. Where no chunk is left in it, no row lives, so lists and
 * indexes hold nothing either, and the table is back to the shared contents. */
void ki_store_shrink(struct store *store, struct contents *none,
                     uint32_t *floor)
{
    const struct table *table = store->table;
    char *row = NULL;

    assert(none->slab.row_bytes == 0);
    if (!store_has_contents(store))
        return;
    while (table->child_count > 0 && (row = ki_slab_next(store->slab, row)))
        shrink_lists(store, row);
    for (size_t i = 0; i < table->key_count; i++)
        ki_index_shrink(&store->indexes[i]);
    ki_slab_shrink(store->slab, floor);
    if (!store->slab->oldest) {
        free_contents(store);
        set_contents(store, none);
    }
}

/* Texts are counted, so a block that a child still shares stays. */
void ki_store_release_row(struct store *store, char *row)
{
    const struct table *table = store->table;

    assert(row_store(row) == store);
    for (size_t i = 0; i < table->text_count; i++)
        ki_text_release(store->texts, load_ptr(row + table->texts[i]->offset));
    ki_store_fini_lists(store, row);
}

void ki_store_fini_lists(struct store *store, char *row)
{
    const struct table *table = store->table;

    assert(row_store(row) == store);
    for (size_t i = 0; i < table->child_count; i++)
        children_fini(table->children[i], row, store->texts->pool);
}

/* References are declared members or lie in the hidden tail; both are zeroed, a
 * parent of NULL and place 0. */
void ki_store_init_links(const struct store *store, char *row)
{
    const struct table *table = store->table;

    assert(!row_is_live(row));
    assert(row_store(row) == store);
    for (size_t i = 0; i < table->foreign_key_count; i++)
        write_zeros(row + table->foreign_keys[i].reference, REFERENCE_BYTES);
    for (size_t i = 0; i < table->child_count; i++) {
        if (position_of(table->children[i]))
            write_zeros(row + table->children[i]->rules->stale_at, STALE_BYTES);
    }
    ki_store_init_lists(store, row);
}

void ki_store_init_lists(const struct store *store, char *row)
{
    const struct table *table = store->table;

    assert(!row_is_live(row));
    for (size_t i = 0; i < table->child_count; i++)
        children_init(table->children[i], row);
}

/* Where the end of an association shows the key that `foreign_key` copies into
 * `column`; NULL when the column is not a part of that foreign key. `end` is
 * the row that the association row would refer to. Mostly the column is the
 * key. */
static const void *value_at_end(const struct foreign_key *foreign_key,
                                const struct column *column, const char *end)
{
    assert(end);
    if (foreign_key->column_count == 1)
        return foreign_key->columns[0] == column ? end + foreign_key->parent_at
                                                 : NULL;
    for (size_t i = 0; i < foreign_key->column_count; i++) {
        if (foreign_key->columns[i] == column)
            return end + foreign_key->parent_key->columns[i]->offset;
    }
    return NULL;
}

/* By a key of two integers of 64 bits, as that over most pairs is: 90 ns for a
 * pair in either order became 50. */
static inline char *find_two(const struct hash_index *index,
                             const struct relationship *relationship,
                             const char *row, const char *target)
{
    const struct foreign_key *near_end = relationship->foreign_key;
    const struct foreign_key *far_end = relationship->target_key;
    uint64_t near = load_u64(row + near_end->parent_at);
    uint64_t far = load_u64(target + far_end->parent_at);
    bool near_first = relationship->pair->columns[0] == near_end->columns[0];
    char *link = kith_probe_two_(&index->probe, near_first ? near : far,
                                 near_first ? far : near);

    assert(near_end->int64_key && far_end->int64_key);
    assert(!link || load_ptr(link + far_end->reference) == target);
    return link;
}

/* The key over the pair consists of columns of the two foreign keys; each value
 * is read from the row at that end. One probe, however many rows are linked
 * with either. */
static char *find_ordered_pair(const struct hash_index *index,
                               const struct relationship *relationship,
                               const char *row, const char *target)
{
    const struct key *pair = relationship->pair;
    const void *values[KEY_COLUMNS_MAX];
    char *link;

    assert(pair->column_count <= KEY_COLUMNS_MAX);
    if (key_is_null(relationship->foreign_key->parent_key, row) ||
        key_is_null(relationship->target_key->parent_key, target))
        return NULL; /* nothing refers to a row without a key */
    for (size_t i = 0; i < pair->column_count; i++) {
        values[i] =
            value_at_end(relationship->foreign_key, pair->columns[i], row);
        if (!values[i])
            values[i] = value_at_end(relationship->target_key, pair->columns[i],
                                     target);
        assert(values[i]);
    }
    link = ki_hash_index_find(index, values);
    /* Where the two keys share a column, the ends may differ in it. */
    if (link && load_ptr(link + relationship->target_key->reference) != target)
        return NULL;
    return link;
}

/* A key of several columns has its entries in the hash index. Of a .symmetric
 * one either order will do: no other row has the other. */
char *ki_store_find_pair(const struct store *store,
                         const struct relationship *relationship,
                         const char *row, const char *target)
{
    const struct hash_index *index =
        &store->indexes[relationship->pair->ordinal].hash;
    bool two = relationship->foreign_key->int64_key &&
               relationship->target_key->int64_key && index->form == HASH_TWO;
    unsigned orders = has_mate(relationship->foreign_key) ? 2 : 1;
    char *link;

    assert(row_is_live(row) && row_is_live(target));
    assert(!index->direct);
    do {
        const char *end = row;

        link = two ? find_two(index, relationship, row, target)
                   : find_ordered_pair(index, relationship, row, target);
        row = target;
        target = end;
    } while (!link && --orders > 0);
    return link;
}

char *ki_store_find_mirrored(const struct store *store, const struct key *key,
                             const char *row)
{
    const void *values[KEY_COLUMNS_MAX];

    assert(key == &store->table->keys[key->ordinal]);
    assert(key->mirrored);
    ki_mirror_values(key, row, values);
    return ki_unique_index_find(&store->indexes[key->ordinal].unique, values);
}
