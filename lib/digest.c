/* digest.c - numbers that stand for what a database holds.
 *
 * Public contract: kith/verify.h.
 */
#include "catalog/value.h"
#include "engine.h"

#include <kith/verify.h>

/* Tables, and the lists of one parent, are named and added up: in which order
 * they were given to kith_open is no part of the contents. */
enum { NULL_VALUE = 0x6e75 };

static uint64_t stir(uint64_t digest, uint64_t word)
{
    digest = (digest ^ word) * 0xd6e8feb86659fd93u;
    return digest ^ digest >> 32;
}

static uint64_t digest_name(const struct table *table)
{
    return hash_bytes(table->descriptor->name, strlen(table->descriptor->name),
                      0);
}

/* The columns of one row. */
static uint64_t digest_columns(const struct table *table, const char *row)
{
    uint64_t digest = digest_name(table);

    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];

        digest = stir(digest, column_is_null(column, row)
                                  ? NULL_VALUE
                                  : value_hash(column->kind, column->bytes,
                                               row + column->offset, 0));
    }
    return digest;
}

/* All that a row shows of itself: its columns, and the key of each parent.
 * Where the row has no column for that, those of the parent stand for it: they
 * tell it from any other, for its key is never NULL. */
static uint64_t digest_values(const struct table *table, const char *row)
{
    uint64_t digest = digest_columns(table, row);

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const char *parent = load_ptr(row + foreign_key->reference);

        if (is_reference_key(foreign_key))
            digest = stir(digest,
                          parent ? digest_columns(foreign_key->parent, parent)
                                 : NULL_VALUE);
    }
    return digest;
}

/* The children of one row by one foreign key, in their order; those of two keys
 * that share the list together. */
static uint64_t digest_children(const struct foreign_key *foreign_key,
                                char *row)
{
    const struct table *child_table = foreign_key->child;
    uint64_t digest = digest_name(child_table);
    size_t place = 0;
    char *child;

    digest = stir(digest, foreign_key->ordinal);
    while ((child = has_mate(foreign_key)
                        ? ki_child_list_next(child_list_of(foreign_key, row),
                                             &place)
                        : children_next(foreign_key, row, &place)))
        digest = stir(digest, digest_values(child_table, child));
    return digest;
}

/* One row with its parents and its children. */
static uint64_t digest_row(const struct table *table, char *row)
{
    uint64_t digest = digest_columns(table, row), children = 0;

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = load_ptr(row + foreign_key->reference);

        digest =
            stir(digest, parent ? digest_columns(foreign_key->parent, parent)
                                : NULL_VALUE);
    }
    for (size_t i = 0; i < table->child_count; i++) {
        if (!children_are_mates(table->children[i]))
            children += digest_children(table->children[i], row);
    }
    return stir(digest, children);
}

uint64_t kith_digest(const kith_db *db)
{
    uint64_t digest = 0;

    for (size_t i = 0; db && i < db->store_count; i++) {
        const struct store *store = &db->stores[i];
        uint64_t rows = 0;
        char *row = NULL;

        /* A sum: where rows are stored is no part of the contents. */
        while ((row = ki_slab_next(store->slab, row)))
            rows += digest_row(store->table, row);
        digest += stir(digest_name(store->table), rows);
    }
    return digest;
}

/* --- State ---------------------------------------------------------------- */

/* The entries of an index, each with its rank among those of its value. */
static uint64_t index_state(const struct store *store, const struct key *key)
{
    struct index_cursor cursor = {0};
    uint64_t sum = 0;
    size_t rank;
    char *row;

    while ((row = ki_index_next(&store->indexes[key->ordinal], &cursor, &rank)))
        sum += stir(digest_values(store->table, row), rank);
    return stir(key->ordinal, sum);
}

/* The users of each text of a row, and its place among the children of each
 * parent. */
static uint64_t row_state(const struct table *table, const char *row)
{
    uint64_t state = digest_values(table, row);

    for (size_t i = 0; i < table->text_count; i++) {
        const char *text = load_ptr(row + table->texts[i]->offset);

        state = stir(state, text ? ki_text_references(text) : NULL_VALUE);
    }
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];

        if (load_ptr(row + foreign_key->reference))
            state = stir(state, children_place(foreign_key, row));
    }
    return state;
}

static uint64_t store_state(const struct store *store)
{
    const struct table *table = store->table;
    uint64_t state = stir(digest_name(table), store->next_number), rows = 0;
    char *row = NULL;

    for (size_t i = 0; i < table->key_count; i++)
        state = stir(state, index_state(store, &table->keys[i]));
    while ((row = ki_slab_next(store->slab, row)))
        rows += row_state(table, row);
    return stir(state, rows);
}

uint64_t kith_test_state(const kith_db *db)
{
    uint64_t state = kith_digest(db);

    for (size_t i = 0; db && i < db->store_count; i++)
        state += store_state(&db->stores[i]);
    return db ? stir(state, db->texts.count) : 0;
}
