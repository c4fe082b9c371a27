/* diagram_rows.c - rows and their links as a graph, in either language.
 *
 * Owns   what is said of a row and of a link, and the markup around it, which
 *        is all in which the two languages differ.
 * Knows  scene.h, which has chosen the rows.
 *
 * Public contract: kith/diagram.h.
 *
 *   r1                         r2
 *   +-------------------+      +-------------+
 *   | stores 1          | <--- | items 3     |     title
 *   | name   IKEA       | store| name  Chair |     lines
 *   | 12 more items     |      +-------------+     notes
 *   +-------------------+
 *
 * The arrow leads from the child to its parent. Parents stand to the left.
 */
#include "io/dot.h"
#include "io/scene.h"

#include <kith/row.h>

#include <assert.h>

/* What stands around the parts of a picture, in their order. */
struct markup {
    enum quoting quoting;
    const char *begin, *end;
    const char *row, *title, *first_title, *title_end;
    const char *line, *line_value, *line_end;
    const char *note, *note_end, *row_end;
    bool label_first; /* child, label, parent; else parent, child, label */
    const char *link, *label, *link_end;
    const char *caption, *caption_end;
};

#define DOT_TITLE(colour)                                                   \
    " [label=<" DOT_TABLE "\n<TR><TD BGCOLOR=\"" colour "\" COLSPAN=\"2\">" \
    "<FONT COLOR=\"white\"><B> "

static const struct markup dot_markup = {
    .quoting = QUOTE_HTML,
    .begin = "digraph rows {\n" DOT_LOOKS "    edge [dir=back];\n",
    .row = "    r",
    .title = DOT_TITLE(DOT_DARK),
    .first_title = DOT_TITLE(DOT_ACCENT),
    .title_end = " </B></FONT></TD></TR>\n",
    .line = "<TR><TD ALIGN=\"LEFT\"><FONT COLOR=\"" DOT_GREY "\">",
    .line_value = "</FONT></TD><TD ALIGN=\"LEFT\">",
    .line_end = "</TD></TR>\n",
    .note = "<TR><TD ALIGN=\"LEFT\" COLSPAN=\"2\"><FONT COLOR=\"" DOT_ACCENT
            "\"><I>",
    .note_end = "</I></FONT></TD></TR>\n",
    .row_end = "</TABLE>>];\n",
    .link = " -> r",
    .label = " [label=< ",
    .link_end = " >];\n",
    .caption = "    label=<",
    .caption_end = ">;\n",
    .end = "}\n"};

static const struct markup mermaid_markup = {
    .quoting = QUOTE_MERMAID,
    .begin = "flowchart RL\n",
    .row = "    r",
    .title = "[\"<b>",
    .first_title = "[\"<b>",
    .title_end = "</b>",
    .line = "<br/>",
    .line_value = " = ",
    .line_end = "",
    .note = "<br/><i>",
    .note_end = "</i>",
    .row_end = "\"]\n",
    .label_first = true,
    .link = " -->|\"",
    .label = "\"| r",
    .link_end = "\n",
    .caption = "    caption[\"",
    .caption_end = "\"]\n",
    .end = "    style r1 stroke:" DOT_ACCENT ",stroke-width:2px\n"};

struct drawing {
    struct diagram *diagram;
    const struct scene *scene;
    const struct markup *markup;
};

/* --- Values --------------------------------------------------------------- */

static void draw_name(const struct drawing *drawing, const char *text)
{
    ki_stream_put_text(&drawing->diagram->to, text, drawing->markup->quoting,
                       WHOLE_NAME);
}

static void draw_blob(struct stream *to, const kith_blob *blob)
{
    ki_stream_put_count(to, blob->bytes);
    ki_stream_put(to, blob->bytes == 1 ? " byte" : " bytes");
}

static void draw_value(const struct drawing *drawing, const void *row,
                       const kith_column *column)
{
    struct diagram *diagram = drawing->diagram;
    struct stream *to = &diagram->to;
    kith_value value = kith_value_at(row, column->offset_bytes);

    if (value.kind == KITH_KIND_NONE)
        ki_stream_put(to, "NULL");
    else if (column->kind == KITH_KIND_BOOL)
        ki_stream_put(to, value.integer ? "true" : "false");
    else if (value.kind == KITH_KIND_I64)
        ki_stream_put_integer(to, value.integer);
    else if (value.kind == KITH_KIND_U64)
        ki_stream_put_natural(to, value.natural);
    else if (value.kind == KITH_KIND_F64)
        ki_stream_put_real(to, value.real, column->bytes);
    else if (value.kind == KITH_KIND_TEXT)
        ki_stream_put_text(to, value.text, drawing->markup->quoting,
                           diagram->chosen.text_limit);
    else
        draw_blob(to, &value.blob);
}

/* The table and the primary key of a row: "stores 1", "enrolments 1, 7". */
static void draw_title(const struct drawing *drawing, const void *row)
{
    const kith_table *table = kith_table_of(row);
    const char *between = " ";
    kith_key key;
    kith_column column;

    draw_name(drawing, table->name);
    if (!kith_table_key(drawing->diagram->db, table, 0, &key) || !key.primary)
        return;
    for (size_t i = 0; kith_key_column(&key, i, &column); i++) {
        ki_stream_put(&drawing->diagram->to, between);
        draw_value(drawing, row, &column);
        between = ", ";
    }
}

/* --- A row ---------------------------------------------------------------- */

/* Keys are in the title, and those of parents in links and notes. */
static void draw_lines(const struct drawing *drawing, const void *row)
{
    struct stream *to = &drawing->diagram->to;
    const struct markup *markup = drawing->markup;
    size_t left = drawing->diagram->chosen.column_limit;
    kith_column column;

    for (size_t i = 0;
         left > 0 && kith_table_column(drawing->diagram->db, kith_table_of(row),
                                       i, &column);
         i++) {
        if (column.primary_key || column.foreign_key)
            continue;
        ki_stream_put(to, markup->line);
        draw_name(drawing, column.name);
        ki_stream_put(to, markup->line_value);
        draw_value(drawing, row, &column);
        ki_stream_put(to, markup->line_end);
        left--;
    }
}

/* Whether a key names no row yet: it waits for the outermost commit. */
static bool key_is_waiting(const void *row, const kith_foreign_key *key)
{
    kith_column column;

    if (!(key->deferred & KITH_DEFER_PARENT) || kith_parent_of(row, key))
        return false;
    for (size_t i = 0; kith_foreign_key_column(key, i, &column, NULL); i++) {
        if (kith_is_null_at(row, column.offset_bytes))
            return false;
    }
    return true;
}

/* The parent of a row that is not drawn, or that is not there yet. */
static void draw_parent_note(const struct drawing *drawing, const void *row,
                             const kith_foreign_key *key)
{
    struct stream *to = &drawing->diagram->to;
    const void *parent = kith_parent_of(row, key);
    kith_column column;
    size_t number;

    if (!ki_diagram_shows(drawing->diagram, key->parent) ||
        ki_scene_find(drawing->scene, parent, &number) ||
        (!parent && !key_is_waiting(row, key)))
        return;
    ki_stream_put(to, drawing->markup->note);
    draw_name(drawing, key->child_end ? key->child_end->name : key->name);
    ki_stream_put(to, parent ? " = " : " waits for ");
    if (parent)
        draw_title(drawing, parent);
    for (size_t i = 0;
         !parent && kith_foreign_key_column(key, i, &column, NULL); i++) {
        ki_stream_put(to, i ? ", " : "");
        draw_value(drawing, row, &column);
    }
    ki_stream_put(to, drawing->markup->note_end);
}

/* Children of a row that are not drawn. */
static void draw_children_note(const struct drawing *drawing, size_t number,
                               size_t n, const kith_foreign_key *key)
{
    struct stream *to = &drawing->diagram->to;
    size_t more;

    if (!ki_diagram_shows(drawing->diagram, key->child) ||
        !ki_scene_has_more(drawing->scene, number, n, key, &more))
        return;
    ki_stream_put(to, drawing->markup->note);
    if (more > 0) {
        ki_stream_put_count(to, more);
        ki_stream_put(to, " ");
    }
    ki_stream_put(to, "more ");
    draw_name(drawing,
              key->parent_end ? key->parent_end->name : key->child->name);
    ki_stream_put(to, drawing->markup->note_end);
}

static void draw_notes(const struct drawing *drawing, size_t number)
{
    kith_db *db = drawing->diagram->db;
    const void *row = drawing->scene->rows[number].row;
    const kith_table *table = kith_table_of(row);
    kith_foreign_key key;

    for (size_t i = 0; kith_table_foreign_key(db, table, i, &key); i++)
        draw_parent_note(drawing, row, &key);
    for (size_t i = 0; kith_table_child(db, table, i, &key); i++)
        draw_children_note(drawing, number, i, &key);
}

/* --- The picture ---------------------------------------------------------- */

static void draw_row(const struct drawing *drawing, size_t number)
{
    struct stream *to = &drawing->diagram->to;
    const struct markup *markup = drawing->markup;
    const void *row = drawing->scene->rows[number].row;

    ki_stream_put(to, markup->row);
    ki_stream_put_count(to, number + 1);
    ki_stream_put(to, number == 0 ? markup->first_title : markup->title);
    draw_title(drawing, row);
    ki_stream_put(to, markup->title_end);
    draw_lines(drawing, row);
    draw_notes(drawing, number);
    ki_stream_put(to, markup->row_end);
}

static const char *name_of_link(const kith_foreign_key *key)
{
    if (key->child_end)
        return key->child_end->name;
    return key->parent_end ? key->parent_end->name : key->name;
}

static void draw_link(const struct drawing *drawing, size_t child,
                      size_t parent, const kith_foreign_key *key)
{
    struct stream *to = &drawing->diagram->to;
    const struct markup *markup = drawing->markup;

    ki_stream_put(to, markup->row);
    ki_stream_put_count(to, (markup->label_first ? child : parent) + 1);
    ki_stream_put(to, markup->link);
    if (markup->label_first)
        draw_name(drawing, name_of_link(key));
    else
        ki_stream_put_count(to, child + 1);
    ki_stream_put(to, markup->label);
    if (markup->label_first)
        ki_stream_put_count(to, parent + 1);
    else
        draw_name(drawing, name_of_link(key));
    ki_stream_put(to, markup->link_end);
}

static void draw_links(const struct drawing *drawing, size_t child)
{
    const void *row = drawing->scene->rows[child].row;
    kith_foreign_key key;
    size_t parent;

    for (size_t i = 0; kith_table_foreign_key(drawing->diagram->db,
                                              kith_table_of(row), i, &key);
         i++) {
        if (ki_scene_find(drawing->scene, kith_parent_of(row, &key), &parent))
            draw_link(drawing, child, parent, &key);
    }
}

static void draw_caption(const struct drawing *drawing)
{
    struct stream *to = &drawing->diagram->to;

    if (!drawing->scene->cut)
        return;
    ki_stream_put(to, drawing->markup->caption);
    ki_stream_put(to, "cut at ");
    ki_stream_put_count(to, drawing->scene->count);
    ki_stream_put(to, drawing->scene->count == 1 ? " row" : " rows");
    ki_stream_put(to, drawing->markup->caption_end);
}

static kith_status draw_around(const void *row,
                               const kith_diagram_options *options,
                               kith_output output, const struct markup *markup)
{
    struct diagram diagram;
    struct scene scene;
    const struct drawing drawing = {&diagram, &scene, markup};
    kith_status status =
        ki_diagram_begin(&diagram, kith_db_of(row), options, output);

    if (status == KITH_OK && !kith_is_live(row))
        status = KITH_E_MISUSE;
    if (status != KITH_OK)
        return status;
    status = ki_scene_init(&scene, &diagram, row);
    if (status == KITH_OK) {
        ki_stream_put(&diagram.to, markup->begin);
        for (size_t i = 0; i < scene.count; i++)
            draw_row(&drawing, i);
        for (size_t i = 0; i < scene.count; i++)
            draw_links(&drawing, i);
        draw_caption(&drawing);
        ki_stream_put(&diagram.to, markup->end);
        status = ki_stream_end(&diagram.to);
    }
    ki_scene_fini(&scene);
    return status;
}

kith_status kith_write_dot_around(const void *row,
                                  const kith_diagram_options *options,
                                  kith_output output)
{
    return draw_around(row, options, output, &dot_markup);
}

kith_status kith_write_mermaid_around(const void *row,
                                      const kith_diagram_options *options,
                                      kith_output output)
{
    return draw_around(row, options, output, &mermaid_markup);
}
