/* choose_value.c - random values and parents; see choose.h. */
#include "choose.h"

#include <stdio.h>

static const struct table *table_of(const struct world *world, int table)
{
    return &world->facts.tables[table];
}

int choose_room(const struct world *world, int table)
{
    const struct table *of = table_of(world, table);

    for (int i = 0; i < of->column_count; i++) {
        if (of->columns[i].unique && of->columns[i].bytes == 1)
            return world->room < 90 ? world->room : 90;
    }
    return world->room;
}

/* --- Values --------------------------------------------------------------- */

/* Columns that refer to a key take their values from its domain. */
static void to_the_key(const struct world *world, int *table, int *column)
{
    for (int i = 0; i < world->facts.foreign_key_count; i++) {
        const struct foreign_key *key = &world->facts.foreign_keys[i];

        for (int j = 0; j < key->count; j++) {
            if (key->child == *table && key->columns[j] == *column &&
                key->parent != key->child) {
                *column = key->parent_columns[j];
                *table = key->parent;
                return;
            }
        }
    }
}

static bool is_in_key(const struct table *table, int column)
{
    for (int i = 0; i < table->key_count; i++) {
        for (int j = 0; j < table->keys[i].count; j++) {
            if (table->keys[i].columns[j] == column)
                return true;
        }
    }
    return false;
}

/* A unique column needs more values than there are rows. */
static uint32_t domain_of(const struct world *world, const struct table *table,
                          int column)
{
    if (table->columns[column].unique)
        return (uint32_t)world->room * 3;
    return is_in_key(table, column) ? 5 + (uint32_t)world->room / 8 : 6;
}

static struct cell random_number(struct world *world, const struct table *table,
                                 int number, uint32_t domain)
{
    const struct column *column = &table->columns[number];
    const kith_attribute *attribute = column->attribute;
    int64_t low = 0, high = domain;

    if (attribute->minimum.kind == KITH_KIND_I64)
        low = attribute->minimum.integer - (chance(world, 10) ? 2 : 0);
    if (attribute->maximum.kind == KITH_KIND_I64)
        high = attribute->maximum.integer + (chance(world, 10) ? 2 : 0);
    if (column->bytes == 1 && high > 120)
        high = 120;
    if (column->numbered && chance(world, 2) && column->bytes > 2)
        high = 1 << 20;
    return cell_number(low + chance_below(world, (uint32_t)(high - low) + 1));
}

static struct cell random_text(struct world *world, const struct table *table,
                               int number, uint32_t domain)
{
    const struct column *column = &table->columns[number];
    char text[CELL_TEXT_BYTES + 1];

    if (!column->primary && chance(world, 5))
        return cell_text("");
    if (chance(world, 2) &&
        (column->kind == KITH_KIND_CHARS || column->attribute->maximum_bytes))
        return cell_text("far too long");
    snprintf(text, sizeof(text), "%x", chance_below(world, domain) + 10);
    return cell_text(text);
}

struct cell choose_value(struct world *world, int table, int number)
{
    static const char *const blobs[] = {"", "\0", "a", "ab\0c"};
    static const size_t blob_bytes[] = {0, 1, 1, 4};
    const struct table *of;
    uint32_t domain, chosen;

    for (int i = 0; i < TABLES; i++)
        to_the_key(world, &table, &number);
    of = table_of(world, table);
    domain = domain_of(world, of, number);
    switch (of->columns[number].kind) {
    case KITH_KIND_BOOL:
        return cell_number(chance_below(world, 2));
    case KITH_KIND_F32:
    case KITH_KIND_F64:
        if (chance(world, 2))
            return cell_real(0.0 / 0.0);
        return cell_real((double)chance_below(world, domain) / 2);
    case KITH_KIND_TEXT:
    case KITH_KIND_CHARS:
        return random_text(world, of, number, domain);
    case KITH_KIND_BLOB:
        if (of->columns[number].unique) {
            chosen = chance_below(world, domain);
            return cell_blob(&chosen, sizeof(chosen));
        }
        chosen = chance_below(world, 4);
        return cell_blob(blobs[chosen], blob_bytes[chosen]);
    default:
        return random_number(world, of, number, domain);
    }
}

static bool is_taken(struct world *world, int table, int column,
                     const struct cell *cell)
{
    const struct cell *cells = world->model.tables[table].cells[column];

    for (int i = 0; i < world->model.capacity; i++) {
        if (cell_equal(&cells[i], cell))
            return true;
    }
    return false;
}

struct cell choose_fresh_value(struct world *world, int table, int number)
{
    struct cell cell = choose_value(world, table, number);

    for (int i = 0; table_of(world, table)->columns[number].unique && i < 20 &&
                    is_taken(world, table, number, &cell);
         i++)
        cell = choose_value(world, table, number);
    return cell;
}

/* --- Parents -------------------------------------------------------------- */

/* Whether the row agrees with what other keys have written into columns that
 * are shared. */
static bool agrees(struct world *world, const struct foreign_key *key,
                   int parent, uint32_t fixed, const struct cell *cells)
{
    for (int i = 0; i < key->count; i++) {
        if (fixed >> key->columns[i] & 1 &&
            !cell_equal(&cells[key->columns[i]],
                        cell_of(&world->model, key->parent, parent,
                                key->parent_columns[i])))
            return false;
    }
    return true;
}

static bool has_child(const struct world *world, const struct foreign_key *key,
                      int parent)
{
    const int32_t *parents = world->model.tables[key->child].parent[key->slot];

    for (int i = 0; i < world->model.capacity; i++) {
        if (parents[i] == parent)
            return true;
    }
    return false;
}

static bool is_alone(const struct world *world, const struct foreign_key *key)
{
    const struct table *table = table_of(world, key->child);

    return key->one_to_one ||
           (key->count == 1 && table->columns[key->columns[0]].unique);
}

const struct foreign_key *pair_key(const struct world *world, int table)
{
    const struct table *of = &world->facts.tables[table];

    for (int i = 0; i < of->foreign_key_count; i++) {
        const struct foreign_key *key =
            &world->facts.foreign_keys[of->foreign_keys[i]];

        if (key->mate != NONE)
            return key;
    }
    return NULL;
}

int choose_parent(struct world *world, const struct foreign_key *key,
                  uint32_t fixed, const struct cell *cells, bool careful)
{
    int parent = NONE;

    for (int i = 0; i < 12; i++) {
        parent = chance_row(world, key->parent);
        if (parent == NONE)
            return NONE;
        if (agrees(world, key, parent, fixed, cells) &&
            !(is_alone(world, key) && (careful || i < 6) &&
              has_child(world, key, parent)))
            return parent;
    }
    return careful ? NONE : parent;
}
