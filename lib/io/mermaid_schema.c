/* mermaid_schema.c - a schema as an erDiagram of Mermaid.
 *
 * Owns   how a table and a foreign key are said there.
 * Knows  diagram.h; the language by
 *        https://mermaid.js.org/syntax/entityRelationshipDiagram.html.
 *
 * Public contract: kith/diagram.h.
 *
 *   "stores" |o--o{ "items" : "items / store, on delete set null"
 *
 * Names of tables stand between quotes, where no word is reserved; one that is
 * no word of letters and digits has a number and is shown by an alias. Names of
 * columns have no quotes, and PK, FK and UK are reserved in any case.
 */
#include "io/diagram.h"

#include <string.h>

static void put_entity(struct diagram *diagram, const kith_table *table)
{
    struct stream *to = &diagram->to;

    if (ki_diagram_is_word(table->name)) {
        ki_stream_put(to, "\"");
        ki_stream_put(to, table->name);
        ki_stream_put(to, "\"");
    } else {
        ki_stream_put(to, "table-");
        ki_stream_put_count(to, ki_diagram_table(diagram, table));
    }
}

static bool is_reserved(const char *name)
{
    static const char keys[] = "pkPKPkpKfkFKFkfKukUKUkuK";

    for (size_t i = 0; strlen(name) == 2 && keys[i]; i += 2) {
        if (memcmp(name, keys + i, 2) == 0)
            return true;
    }
    return false;
}

/* The name of a column as Mermaid can take it, and whether that is another. */
static bool put_attribute(struct stream *to, const char *name)
{
    bool is_word = ki_diagram_is_word(name), reserved = is_reserved(name);

    if (is_word)
        ki_stream_put(to, name);
    else
        ki_stream_put(to, "_");
    for (size_t i = 0; !is_word && name[i]; i++) {
        const char part[3] = {'_', name[i], '\0'};

        ki_stream_put(to, ki_diagram_is_word(part) ? part + 1 : "_");
    }
    ki_stream_put(to, reserved ? "_" : "");
    return !is_word || reserved;
}

/* --- What stands behind a column ------------------------------------------ */

static const char *put_badge(struct stream *to, const char *badge,
                             const char *between)
{
    ki_stream_put(to, between);
    ki_stream_put(to, badge);
    return ", ";
}

static void put_attribute_keys(struct stream *to, struct diagram_keys keys)
{
    const char *between = " ";

    if (keys.primary)
        between = put_badge(to, "PK", between);
    if (keys.foreign)
        between = put_badge(to, "FK", between);
    if (keys.unique)
        put_badge(to, "UK", between);
}

/* The keys of several columns that this one is the first of: " unique (artist,
 * title)". */
static const char *put_keys_apart(struct diagram *diagram,
                                  const kith_column *column,
                                  const char *between)
{
    kith_key key;
    kith_column first;

    for (size_t i = 0; kith_table_key(diagram->db, column->table, i, &key);
         i++) {
        if (!diagram_is_apart(&key) || !kith_key_column(&key, 0, &first) ||
            first.offset_bytes != column->offset_bytes)
            continue;
        ki_stream_put(&diagram->to, between);
        ki_stream_put(&diagram->to, "unique (");
        ki_stream_put_text(&diagram->to, key.name, QUOTE_MERMAID, WHOLE_NAME);
        ki_stream_put(&diagram->to, ")");
        between = ", ";
    }
    return between;
}

/* The comment begins with the first thing that there is to say, if any. */
static void put_comment(struct diagram *diagram, const kith_column *column,
                        bool renamed)
{
    struct stream *to = &diagram->to;
    const char *between = " \"";

    if (renamed) {
        ki_stream_put(to, between);
        ki_stream_put(to, "column ");
        ki_stream_put_text(to, column->name, QUOTE_MERMAID, WHOLE_NAME);
        between = ", ";
    }
    if (column->nullable) {
        ki_stream_put(to, between);
        ki_stream_put(to, "null");
        between = ", ";
    }
    between = put_keys_apart(diagram, column, between);
    ki_stream_put(to, between[0] == ',' ? "\"\n" : "\n");
}

/* --- A table -------------------------------------------------------------- */

static void put_entity_column(struct diagram *diagram,
                              const kith_column *column)
{
    struct stream *to = &diagram->to;
    bool renamed;

    ki_stream_put(to, "        ");
    ki_diagram_put_type(to, column);
    ki_stream_put(to, " ");
    renamed = put_attribute(to, column->name);
    put_attribute_keys(to, ki_diagram_keys(diagram, column));
    put_comment(diagram, column, renamed);
}

/* A foreign key without columns is a member of the entity all the same. */
static void put_entity_reference(struct stream *to, const kith_foreign_key *key)
{
    bool renamed;

    ki_stream_put(to, "        reference ");
    renamed = put_attribute(to, key->name);
    ki_stream_put(to, key->one_to_one ? " FK, UK" : " FK");
    if (renamed) {
        ki_stream_put(to, " \"reference ");
        ki_stream_put_text(to, key->name, QUOTE_MERMAID, WHOLE_NAME);
        ki_stream_put(to, key->nullable ? ", null\"" : "\"");
    } else if (key->nullable) {
        ki_stream_put(to, " \"null\"");
    }
    ki_stream_put(to, "\n");
}

static void put_entity_block(struct diagram *diagram, const kith_table *table)
{
    struct stream *to = &diagram->to;
    kith_column column;
    kith_foreign_key key;

    ki_stream_put(to, "    ");
    put_entity(diagram, table);
    if (!ki_diagram_is_word(table->name)) {
        ki_stream_put(to, table->name[0] ? "[\"" : "[\" ");
        ki_stream_put_text(to, table->name, QUOTE_MERMAID, WHOLE_NAME);
        ki_stream_put(to, "\"]");
    }
    ki_stream_put(to, " {\n");
    for (size_t i = 0; kith_table_column(diagram->db, table, i, &column); i++)
        put_entity_column(diagram, &column);
    for (size_t i = 0; kith_table_foreign_key(diagram->db, table, i, &key);
         i++) {
        if (key.column_count == 0)
            put_entity_reference(to, &key);
    }
    ki_stream_put(to, "    }\n");
}

/* --- The schema ----------------------------------------------------------- */

static void put_relation(struct diagram *diagram, const kith_foreign_key *key)
{
    struct stream *to = &diagram->to;

    ki_stream_put(to, "    ");
    put_entity(diagram, key->parent);
    ki_stream_put(to, key->nullable ? " |o--" : " ||--");
    ki_stream_put(to, key->one_to_one ? "o| " : "o{ ");
    put_entity(diagram, key->child);
    ki_stream_put(to, " : \"");
    ki_diagram_put_ends(to, key, QUOTE_MERMAID);
    ki_stream_put(to, ", ");
    ki_diagram_put_actions(to, key);
    ki_stream_put(to, "\"\n");
}

kith_status kith_write_mermaid(kith_db *db, const kith_diagram_options *options,
                               kith_output output)
{
    struct diagram diagram;
    kith_foreign_key key;
    kith_status status = ki_diagram_begin(&diagram, db, options, output);

    if (status != KITH_OK)
        return status;
    ki_stream_put(&diagram.to, "erDiagram\n");
    for (const kith_table *const *at = kith_tables(db); *at; at++) {
        if (ki_diagram_shows(&diagram, *at))
            put_entity_block(&diagram, *at);
    }
    for (const kith_table *const *at = kith_tables(db); *at; at++) {
        for (size_t i = 0; ki_diagram_shows(&diagram, *at) &&
                           kith_table_foreign_key(db, *at, i, &key);
             i++) {
            if (ki_diagram_shows(&diagram, key.parent))
                put_relation(&diagram, &key);
        }
    }
    return ki_stream_end(&diagram.to);
}
