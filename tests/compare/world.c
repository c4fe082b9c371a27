/* world.c - both sides of one schema, and chance; see world.h. */
#include "world.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void world_open(struct world *world, const struct schema *schema, uint64_t seed)
{
    struct text ddl = {0};
    kith_options options =
        KITH_OPTIONS(.hash_seed = seed | 1, .allocator = refuse_allocator());
    kith_error error;

    memset(world, 0, sizeof(*world));
    world->random = seed;
    catalog_read(&world->catalog, schema);
    for (int i = 0; i < world->catalog.table_count; i++) {
        if (world->catalog.tables[i].face->row_bytes > ROW_BYTES_MAX)
            abort();
    }
    if (kith_open(&world->db, schema->tables, &options, &error) != KITH_OK) {
        fprintf(stderr, "schema %s: %s\n", schema->name, error.message);
        exit(1);
    }
    ddl_plain(&ddl, &world->catalog);
    world->sql = sql_open(&world->catalog, &ddl, true);
    world->judge = judge_open(&world->catalog);
    text_free(&ddl);
}

void world_close(struct world *world)
{
    judge_close(world->judge);
    sql_close(world->sql);
    kith_close(world->db);
}

/* --- Chance --------------------------------------------------------------- */

/* splitmix64: any seed is a good seed. */
uint32_t world_random(struct world *world, uint32_t bound)
{
    uint64_t z = world->random += 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ z >> 31) >> 33) % bound;
}

bool world_chance(struct world *world, uint32_t percent)
{
    return world_random(world, 100) < percent;
}

int world_column(struct world *world, const struct table *table)
{
    return (int)world_random(
        world, (uint32_t)(table->column_count - table->hidden_count));
}

/* A row that lives or not, beginning at a random place. */
static int find_row(struct world *world, int table, bool live)
{
    int first = (int)world_random(world, ROWS_MAX - 1);

    for (int i = 0; i < ROWS_MAX - 1; i++) {
        int rid = 1 + (first + i) % (ROWS_MAX - 1);

        if (world->mirror.rows[table][rid].live == live)
            return rid;
    }
    return NOTHING;
}

int world_pick(struct world *world, int table)
{
    return find_row(world, table, true);
}

int world_room(struct world *world, int table)
{
    return find_row(world, table, false);
}

int world_count(const struct world *world, int table)
{
    int count = 0;

    for (int i = 1; i < ROWS_MAX; i++)
        count += world->mirror.rows[table][i].live;
    return count;
}

/* A column that is a key alone needs as many values as there are rows. */
static bool is_key(const struct table *table, int column)
{
    for (int i = 0; i < table->key_count; i++) {
        if (table->keys[i].count == 1 && table->keys[i].columns[0] == column)
            return true;
    }
    return false;
}

static struct cell random_text(struct world *world, const struct column *column,
                               bool key)
{
    static const char *const words[] = {"", "a", "b", "ab", "B", "z a"};
    size_t room = column->attribute->bytes;
    char text[CELL_BYTES] = "overlong text!";

    if (column->attribute->kind == KITH_KIND_CHARS && world_chance(world, 4)) {
        text[room + world_random(world, (uint32_t)(CELL_BYTES - room))] = '\0';
        return cell_text(text);
    }
    if (!key)
        return cell_text(words[world_random(world, 6)]);
    snprintf(text, sizeof(text), "k%u", (unsigned)world_random(world, 36));
    return cell_text(text);
}

/* Columns that refer to a key take their values from its domain. */
static void to_the_key(const struct world *world, int *table, int *column)
{
    for (int i = 0; i < world->catalog.foreign_key_count; i++) {
        const struct foreign_key *key = &world->catalog.foreign_keys[i];

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

struct cell world_value(struct world *world, int table, int number)
{
    static const char *const blobs[] = {"", "\0", "a", "ab\0c"};
    static const size_t blob_bytes[] = {0, 1, 1, 4};
    const struct column *column;
    uint32_t chosen;
    bool key;

    for (int i = 0; i < TABLES_MAX; i++)
        to_the_key(world, &table, &number);
    column = &world->catalog.tables[table].columns[number];
    key = is_key(&world->catalog.tables[table], number);
    switch (column->attribute->kind) {
    case KITH_KIND_BOOL:
        return cell_integer(world_random(world, 2));
    case KITH_KIND_F32:
    case KITH_KIND_F64:
        return cell_real((double)world_random(world, key ? 40 : 6) / 2);
    case KITH_KIND_TEXT:
    case KITH_KIND_CHARS:
        return random_text(world, column, key);
    case KITH_KIND_BLOB:
        chosen = world_random(world, 4);
        return cell_blob(blobs[chosen], blob_bytes[chosen]);
    default:
        return cell_integer(world_random(world, key ? 44 : 6));
    }
}

/* A row that waits along the key, so that another comes to wait with it. */
static int find_waiting(struct world *world, const struct foreign_key *key)
{
    int first = (int)world_random(world, ROWS_MAX - 1);

    for (int i = 0; i < ROWS_MAX - 1; i++) {
        int rid = 1 + (first + i) % (ROWS_MAX - 1);

        if (mirror_is_pending(&world->mirror, key,
                              &world->mirror.rows[key->child][rid]))
            return rid;
    }
    return NOTHING;
}

/* A check sees a key that names no row as NULL, where SQL sees its columns: so
 * checked keys name a row or nothing. */
void world_key(struct world *world, const struct foreign_key *key,
               struct cell cells[COLUMNS_MAX])
{
    int parent = world_pick(world, key->parent), waiting = NOTHING;
    bool null = world_chance(world, 12);

    if (key->checked)
        null |= parent == NOTHING;
    else if (world_chance(world, key->deferred ? 10 : 30))
        parent = NOTHING;
    if (key->deferred && world_chance(world, 15))
        waiting = find_waiting(world, key);
    for (int i = 0; i < key->count; i++) {
        struct cell *cell = &cells[key->columns[i]];

        if (null && key->own[i])
            *cell = (struct cell){.kind = CELL_NULL};
        else if (waiting != NOTHING)
            *cell =
                world->mirror.rows[key->child][waiting].cells[key->columns[i]];
        else if (parent == NOTHING)
            *cell = world_value(world, key->child, key->columns[i]);
        else
            *cell = world->mirror.rows[key->parent][parent]
                        .cells[key->parent_columns[i]];
    }
}

/* --- The call ------------------------------------------------------------- */

void call_begin(struct world *world, enum operation operation)
{
    struct call *call = &world->call;

    call->operation = operation;
    call->words[0] = call->message[0] = '\0';
    call->answer = KITH_OK;
    call->fixed = call->wrong = false;
    call->expected = KITH_OK;
    call->differences = 0;
    call->step_count = 0;
    memset(call->named, 0, sizeof(call->named));
    memset(call->kept, 0, sizeof(call->kept));
}

void call_say(struct world *world, const char *format, ...)
{
    char *words = world->call.words;
    size_t bytes = strlen(words);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(words + bytes, WORDS_BYTES - bytes, format, arguments);
    va_end(arguments);
}

void call_say_cell(struct world *world, int table, int column,
                   const struct cell *cell)
{
    char text[64];

    call_say(world, " %s = %s",
             world->catalog.tables[table].columns[column].attribute->name,
             cell_print(cell, text));
}

void call_differs(struct world *world, enum difference difference)
{
    world->call.differences |= 1u << difference;
}

void call_expect(struct world *world, kith_status status,
                 enum difference difference)
{
    world->call.fixed = true;
    world->call.expected = status;
    call_differs(world, difference);
}

struct step *call_step(struct world *world, enum step_kind kind, int table,
                       int rid)
{
    struct step *step = &world->call.steps[world->call.step_count++];

    if (world->call.step_count > STEPS_MAX)
        abort();
    memset(step, 0, sizeof(*step));
    step->kind = kind;
    step->table = table;
    step->rid = rid;
    return step;
}

void step_set(struct step *step, int column, struct cell cell)
{
    step->set |= 1u << column;
    step->values[column] = cell;
}

void step_match(struct step *step, int column, struct cell cell)
{
    step->where |= 1u << column;
    step->match[column] = cell;
}

struct cell call_nobodys_cell(const struct column *column)
{
    switch (column->attribute->kind) {
    case KITH_KIND_TEXT:
    case KITH_KIND_CHARS:
        return cell_text("?");
    case KITH_KIND_F32:
    case KITH_KIND_F64:
        return cell_real(NOBODYS_NUMBER);
    default:
        return cell_integer(column->value_bytes == 1 ? NOBODYS_TINY
                                                     : NOBODYS_NUMBER);
    }
}

/* A row whose key is NULL cannot be referred to. In SQL it is named by a key
 * that no row holds. */
struct cell call_key_cell(struct world *world, const struct foreign_key *key,
                          int parent, int part)
{
    int column = key->parent_columns[part];
    struct cell cell = world->mirror.rows[key->parent][parent].cells[column];

    if (cell.kind != CELL_NULL)
        return cell;
    call_differs(world, PARENT_WITHOUT_KEY);
    return call_nobodys_cell(
        &world->catalog.tables[key->parent].columns[column]);
}

void call_link(struct world *world, const struct foreign_key *key, int child,
               int parent)
{
    struct step *step = call_step(world, UPDATE, key->child, child);

    for (int i = 0; i < key->count; i++)
        step_set(step, key->columns[i], call_key_cell(world, key, parent, i));
}

void call_orphan(struct world *world, const struct foreign_key *key, int child)
{
    call_differs(world, ORPHAN_IS_DELETED);
    call_step(world, DELETE, key->child, child);
    world->call.named[key->child] |= (uint64_t)1 << child;
}

void call_unlink(struct world *world, const struct foreign_key *key, int child)
{
    struct step *step;

    if (key->delete_orphan &&
        mirror_parent(&world->mirror, key,
                      &world->mirror.rows[key->child][child]) != NOTHING) {
        call_orphan(world, key, child);
        return;
    }
    if (!key->can_unlink) {
        call_differs(world, NOTHING_TO_UNLINK);
        call_step(world, IMPOSSIBLE, key->child, child);
        return;
    }
    step = call_step(world, UPDATE, key->child, child);
    for (int i = 0; i < key->count; i++) {
        if (key->own[i])
            step_set(step, key->columns[i], (struct cell){.kind = CELL_NULL});
        else
            call_differs(world, OWN_COLUMNS_ONLY);
    }
}

/* --- Values for kith ------------------------------------------------------ */

static void write_integer(int64_t value, size_t bytes, char *at)
{
    int8_t i8 = (int8_t)value;
    int16_t i16 = (int16_t)value;
    int32_t i32 = (int32_t)value;

    memcpy(at,
           bytes == 1   ? (const void *)&i8
           : bytes == 2 ? (const void *)&i16
           : bytes == 4 ? (const void *)&i32
                        : (const void *)&value,
           bytes);
}

void value_write(const struct column *column, const struct cell *cell,
                 union value *value)
{
    int64_t integer = cell_as_integer(cell);
    float f32;

    switch (column->attribute->kind) {
    case KITH_KIND_TEXT:
    case KITH_KIND_CHARS:
        value->text = cell->data;
        break;
    case KITH_KIND_BLOB:
        value->blob = KITH_BYTES(cell->data, (size_t)cell->bytes);
        break;
    case KITH_KIND_F64:
        value->real = cell_as_real(cell);
        break;
    case KITH_KIND_F32:
        f32 = (float)cell_as_real(cell);
        memcpy(value->bytes, &f32, sizeof(f32));
        break;
    default:
        write_integer(integer, column->value_bytes, value->bytes);
    }
}
