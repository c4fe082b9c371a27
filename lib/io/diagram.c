/* diagram.c - what diagrams of both languages share; see diagram.h. */
#include "io/diagram.h"

#include <assert.h>
#include <string.h>

static size_t chosen_or(size_t chosen, size_t otherwise)
{
    return chosen > 0 ? chosen : otherwise;
}

static bool database_has_table(kith_db *db, const kith_table *wanted)
{
    const kith_table *const *table = kith_tables(db);

    while (*table && *table != wanted)
        table++;
    return *table != NULL;
}

kith_status ki_diagram_begin(struct diagram *diagram, kith_db *db,
                             const kith_diagram_options *options,
                             kith_output output)
{
    static const kith_diagram_options none;
    const kith_diagram_options *given = options ? options : &none;

    if (!db || !output.write)
        return KITH_E_MISUSE;
    for (size_t i = 0; given->tables && given->tables[i]; i++) {
        if (!database_has_table(db, given->tables[i]))
            return KITH_E_MISUSE;
    }
    *diagram = (struct diagram){
        .db = db,
        .chosen = {.tables = given->tables,
                   .steps = chosen_or(given->steps, 2),
                   .row_limit = chosen_or(given->row_limit, 50),
                   .column_limit = chosen_or(given->column_limit, 4),
                   .text_limit = chosen_or(given->text_limit, 24),
                   .allocator = given->allocator},
        .to = ki_stream_begin(output)};
    return KITH_OK;
}

bool ki_diagram_shows(const struct diagram *diagram, const kith_table *table)
{
    const kith_table *const *at = diagram->chosen.tables;

    while (at && *at && *at != table)
        at++;
    return !at || *at;
}

/* --- Places --------------------------------------------------------------- */

size_t ki_diagram_table(const struct diagram *diagram, const kith_table *table)
{
    const kith_table *const *tables = kith_tables(diagram->db);
    size_t place = 0;

    while (tables[place] != table) {
        assert(tables[place]);
        place++;
    }
    return place;
}

size_t ki_diagram_column(const struct diagram *diagram,
                         const kith_column *column)
{
    kith_column other;
    size_t place = 0;

    while (kith_table_column(diagram->db, column->table, place, &other) &&
           other.offset_bytes != column->offset_bytes)
        place++;
    return place;
}

size_t ki_diagram_foreign_key(const struct diagram *diagram,
                              const kith_foreign_key *foreign_key)
{
    kith_foreign_key other;
    size_t place = 0;

    while (kith_table_foreign_key(diagram->db, foreign_key->child, place,
                                  &other) &&
           other.foreign_key_ != foreign_key->foreign_key_)
        place++;
    return place;
}

/* --- Words ---------------------------------------------------------------- */

bool ki_diagram_is_word(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

    return name[0] && strspn(name, letters) == strlen(name) &&
           !strchr("0123456789", name[0]);
}

void ki_diagram_put_type(struct stream *to, const kith_column *column)
{
    static const char *const names[] = {
        [KITH_KIND_BOOL] = "bool",  [KITH_KIND_I8] = "int8",
        [KITH_KIND_I16] = "int16",  [KITH_KIND_I32] = "int32",
        [KITH_KIND_I64] = "int64",  [KITH_KIND_U8] = "uint8",
        [KITH_KIND_U16] = "uint16", [KITH_KIND_U32] = "uint32",
        [KITH_KIND_U64] = "uint64", [KITH_KIND_F32] = "float",
        [KITH_KIND_F64] = "double", [KITH_KIND_TEXT] = "text",
        [KITH_KIND_CHARS] = "char", [KITH_KIND_BLOB] = "blob"};

    assert(column->kind >= KITH_KIND_BOOL && column->kind <= KITH_KIND_BLOB);
    ki_stream_put(to, names[column->kind]);
    if (column->kind == KITH_KIND_CHARS) {
        ki_stream_put(to, "[");
        ki_stream_put_count(to, column->bytes);
        ki_stream_put(to, "]");
    }
}

/* Whether a foreign key of one column, this one, has one child at most. */
static bool column_is_one_to_one(const struct diagram *diagram,
                                 const kith_column *column)
{
    kith_foreign_key key;
    kith_column its;

    for (size_t i = 0;
         kith_table_foreign_key(diagram->db, column->table, i, &key); i++) {
        if (key.one_to_one && key.column_count == 1 &&
            kith_foreign_key_column(&key, 0, &its, NULL) &&
            its.offset_bytes == column->offset_bytes)
            return true;
    }
    return false;
}

struct diagram_keys ki_diagram_keys(const struct diagram *diagram,
                                    const kith_column *column)
{
    struct diagram_keys keys = {.primary = column->primary_key,
                                .foreign = column->foreign_key,
                                .unique =
                                    column_is_one_to_one(diagram, column)};
    kith_key key;
    kith_column its;

    for (size_t i = 0; kith_table_key(diagram->db, column->table, i, &key);
         i++) {
        if (key.unique && !key.primary && key.column_count == 1 &&
            kith_key_column(&key, 0, &its) &&
            its.offset_bytes == column->offset_bytes)
            keys.unique = true;
    }
    return keys;
}

void ki_diagram_put_ends(struct stream *to, const kith_foreign_key *foreign_key,
                         enum quoting quoting)
{
    const kith_attribute *parent_end = foreign_key->parent_end;
    const kith_attribute *child_end = foreign_key->child_end;

    if (parent_end)
        ki_stream_put_text(to, parent_end->name, quoting, WHOLE_NAME);
    if (parent_end && child_end)
        ki_stream_put(to, " / ");
    if (child_end)
        ki_stream_put_text(to, child_end->name, quoting, WHOLE_NAME);
    if (!parent_end && !child_end)
        ki_stream_put_text(to, foreign_key->name, quoting, WHOLE_NAME);
}

static const char *words_of_action(kith_action action)
{
    static const char *const words[] = {[KITH_NO_ACTION] = "no action",
                                        [KITH_RESTRICT] = "restrict",
                                        [KITH_CASCADE] = "cascade",
                                        [KITH_SET_NULL] = "set null",
                                        [KITH_SET_DEFAULT] = "set default"};

    assert(action >= KITH_NO_ACTION && action <= KITH_SET_DEFAULT);
    return words[action];
}

/* A key without a column has nothing that an update could concern. */
void ki_diagram_put_actions(struct stream *to,
                            const kith_foreign_key *foreign_key)
{
    ki_stream_put(to, "on delete ");
    ki_stream_put(to, words_of_action(foreign_key->on_delete));
    if (foreign_key->column_count > 0 &&
        foreign_key->on_update != KITH_NO_ACTION) {
        ki_stream_put(to, ", on update ");
        ki_stream_put(to, words_of_action(foreign_key->on_update));
    }
    if (foreign_key->delete_orphan)
        ki_stream_put(to, ", delete orphan");
    if (foreign_key->deferred)
        ki_stream_put(to, ", deferred");
    if (foreign_key->acyclic)
        ki_stream_put(to, ", acyclic");
}
