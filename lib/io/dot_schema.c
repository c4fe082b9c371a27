/* dot_schema.c - a schema as an entity-relationship diagram for Graphviz.
 *
 * Owns   how a table and a foreign key look there.
 * Knows  diagram.h; the language by https://graphviz.org/doc/info/lang.html
 *        and its HTML-like labels by https://graphviz.org/doc/info/shapes.html.
 *
 * Public contract: kith/diagram.h.
 *
 *   "stores"                             "items"
 *   +------------------+                 +--------------------------+
 *   | stores           |                 | items                    |
 *   | PK | id  | int64 | -||--------o<-  | FK | store_id | int64    |
 *   +------------------+  arrowtail,     +--------------------------+
 *                p0        arrowhead       c4
 *
 * A cell at the right end of a line has the port p and the number of its
 * column, one at the left end c and the number: edges leave a parent to its
 * right and meet a child from its left, but one from a table to itself, which
 * stays at the right. A foreign key without columns has a line of its own, with
 * q and r and its number in the place of p and c.
 */
#include "io/diagram.h"

#include "io/dot.h"

/* --- A table -------------------------------------------------------------- */

static void put_dot_badges(struct stream *to, struct diagram_keys keys)
{
    const char *between = "";

    if (keys.primary) {
        ki_stream_put(to, "PK");
        between = " ";
    }
    if (keys.foreign) {
        ki_stream_put(to, between);
        ki_stream_put(to, "FK");
        between = " ";
    }
    if (keys.unique) {
        ki_stream_put(to, between);
        ki_stream_put(to, "UK");
    }
}

static void put_dot_cell(struct stream *to, const char *port, size_t number)
{
    ki_stream_put(to, "<TD ALIGN=\"LEFT\" PORT=\"");
    ki_stream_put(to, port);
    ki_stream_put_count(to, number);
    ki_stream_put(to, "\">");
}

/* What may not be NULL is bold, as in most drawings of schemas. */
static void put_dot_column(struct diagram *diagram, const kith_column *column,
                           size_t number)
{
    struct stream *to = &diagram->to;
    struct diagram_keys keys = ki_diagram_keys(diagram, column);

    ki_stream_put(to, "<TR>");
    put_dot_cell(to, "c", number);
    ki_stream_put(to, "<FONT POINT-SIZE=\"8\" COLOR=\"" DOT_ACCENT "\">");
    put_dot_badges(to, keys);
    ki_stream_put(to, " </FONT></TD><TD ALIGN=\"LEFT\">");
    ki_stream_put(to, column->nullable ? "" : "<B>");
    ki_stream_put_text(to, column->name, QUOTE_HTML, WHOLE_NAME);
    ki_stream_put(to, column->nullable ? "</TD>" : "</B></TD>");
    put_dot_cell(to, "p", number);
    ki_stream_put(to, "<FONT COLOR=\"" DOT_GREY "\">");
    ki_diagram_put_type(to, column);
    ki_stream_put(to, column->nullable ? " null" : "");
    ki_stream_put(to, "</FONT></TD></TR>\n");
}

/* A foreign key without columns: its reference stands where they would. */
static void put_dot_reference(struct diagram *diagram,
                              const kith_foreign_key *key, size_t number)
{
    struct stream *to = &diagram->to;

    ki_stream_put(to, "<TR>");
    put_dot_cell(to, "r", number);
    ki_stream_put(to, "<FONT POINT-SIZE=\"8\" COLOR=\"" DOT_ACCENT "\">");
    ki_stream_put(to, key->one_to_one ? "FK UK" : "FK");
    ki_stream_put(to, " </FONT></TD><TD ALIGN=\"LEFT\">");
    ki_stream_put(to, key->nullable ? "<I>" : "<B><I>");
    ki_stream_put_text(to, key->name, QUOTE_HTML, WHOLE_NAME);
    ki_stream_put(to, key->nullable ? "</I></TD>" : "</I></B></TD>");
    put_dot_cell(to, "q", number);
    ki_stream_put(to, "<FONT COLOR=\"" DOT_GREY "\">");
    ki_stream_put(to, key->nullable ? "reference null" : "reference");
    ki_stream_put(to, "</FONT></TD></TR>\n");
}

/* A unique key of several columns, at the foot of its table. */
static void put_dot_key(struct stream *to, const kith_key *key)
{
    ki_stream_put(to,
                  "<TR><TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"8\" "
                  "COLOR=\"" DOT_ACCENT "\">UK </FONT></TD><TD "
                  "ALIGN=\"LEFT\" COLSPAN=\"2\"><FONT COLOR=\"" DOT_GREY "\">");
    ki_stream_put_text(to, key->name, QUOTE_HTML, WHOLE_NAME);
    ki_stream_put(to, "</FONT></TD></TR>\n");
}

static void put_dot_entity(struct diagram *diagram, const kith_table *table)
{
    struct stream *to = &diagram->to;
    kith_column column;
    kith_foreign_key foreign_key;
    kith_key key;

    ki_stream_put(to, "    ");
    dot_put_table(diagram, table);
    ki_stream_put(to, " [label=<" DOT_TABLE "\n");
    ki_stream_put(to, "<TR><TD BGCOLOR=\"" DOT_DARK "\" COLSPAN=\"3\">"
                      "<FONT COLOR=\"white\"><B> ");
    ki_stream_put_text(to, table->name, QUOTE_HTML, WHOLE_NAME);
    ki_stream_put(to, " </B></FONT></TD></TR>\n");
    for (size_t i = 0; kith_table_column(diagram->db, table, i, &column); i++)
        put_dot_column(diagram, &column, i);
    for (size_t i = 0;
         kith_table_foreign_key(diagram->db, table, i, &foreign_key); i++) {
        if (foreign_key.column_count == 0)
            put_dot_reference(diagram, &foreign_key, i);
    }
    for (size_t i = 0; kith_table_key(diagram->db, table, i, &key); i++) {
        if (diagram_is_apart(&key))
            put_dot_key(to, &key);
    }
    ki_stream_put(to, "</TABLE>>];\n");
}

/* --- A foreign key -------------------------------------------------------- */

/* The line of the parent's key: that of its first column. */
static void put_dot_parent(struct diagram *diagram, const kith_foreign_key *key)
{
    struct stream *to = &diagram->to;
    kith_column column;

    dot_put_table(diagram, key->parent);
    if (kith_key_column(&key->parent_key, 0, &column)) {
        ki_stream_put(to, ":p");
        ki_stream_put_count(to, ki_diagram_column(diagram, &column));
    }
    ki_stream_put(to, key->child == key->parent ? ":e" : "");
}

static void put_dot_child(struct diagram *diagram, const kith_foreign_key *key)
{
    struct stream *to = &diagram->to;
    kith_column column;
    bool has_columns = kith_foreign_key_column(key, 0, &column, NULL);
    bool is_own = key->child == key->parent;

    dot_put_table(diagram, key->child);
    if (has_columns)
        ki_stream_put(to, is_own ? ":p" : ":c");
    else
        ki_stream_put(to, is_own ? ":q" : ":r");
    ki_stream_put_count(to, has_columns ? ki_diagram_column(diagram, &column)
                                        : ki_diagram_foreign_key(diagram, key));
    ki_stream_put(to, is_own ? ":e" : "");
}

static void put_dot_foreign_key(struct diagram *diagram,
                                const kith_foreign_key *key)
{
    struct stream *to = &diagram->to;

    ki_stream_put(to, "    ");
    put_dot_parent(diagram, key);
    ki_stream_put(to, " -> ");
    put_dot_child(diagram, key);
    ki_stream_put(to, " [arrowtail=");
    ki_stream_put(to, key->nullable ? "teeodot" : "teetee");
    ki_stream_put(to, ", arrowhead=");
    ki_stream_put(to, key->one_to_one ? "teeodot" : "crowodot");
    ki_stream_put(to, ", label=<");
    ki_diagram_put_ends(to, key, QUOTE_HTML);
    ki_stream_put(to, "<BR/><FONT POINT-SIZE=\"8\" COLOR=\"" DOT_GREY "\">");
    ki_diagram_put_actions(to, key);
    ki_stream_put(to, "</FONT>>];\n");
}

/* --- The schema ----------------------------------------------------------- */

kith_status kith_write_dot(kith_db *db, const kith_diagram_options *options,
                           kith_output output)
{
    struct diagram diagram;
    kith_foreign_key key;
    kith_status status = ki_diagram_begin(&diagram, db, options, output);

    if (status != KITH_OK)
        return status;
    ki_stream_put(&diagram.to,
                  "digraph schema {\n" DOT_LOOKS "    edge [dir=both];\n");
    for (const kith_table *const *at = kith_tables(db); *at; at++) {
        if (ki_diagram_shows(&diagram, *at))
            put_dot_entity(&diagram, *at);
    }
    for (const kith_table *const *at = kith_tables(db); *at; at++) {
        for (size_t i = 0; ki_diagram_shows(&diagram, *at) &&
                           kith_table_foreign_key(db, *at, i, &key);
             i++) {
            if (ki_diagram_shows(&diagram, key.parent))
                put_dot_foreign_key(&diagram, &key);
        }
    }
    ki_stream_put(&diagram.to, "}\n");
    return ki_stream_end(&diagram.to);
}
