/* diagram.h - pictures of a schema and of rows, for Graphviz and for Mermaid.
 *
 * A schema is drawn as an entity-relationship diagram: tables with their
 * columns, types and keys, and an edge with crow's feet for each foreign key,
 * labelled with its relationships and with what deleting does:
 *
 *   kith_text_buffer text = {0};
 *
 *   if (kith_write_mermaid(db, NULL, kith_output_to_buffer(&text)) == KITH_OK)
 *       puts(text.text);
 *   kith_text_buffer_free(&text);
 *
 * Rows are drawn as the graph that they are, as far as so many links from one
 * of them:
 *
 *   kith_diagram_options few = {.steps = 3, .row_limit = 20};
 *   FILE *file = fopen("ikea.dot", "w");
 *
 *   kith_write_dot_around(ikea, &few, kith_output_to(file));
 *
 * Graphviz makes a picture of the text of the _dot functions (dot -Tsvg
 * ikea.dot); what the _mermaid functions write is drawn by Markdown viewers, in
 * a block that begins with ```mermaid. Equal contents make equal text: there
 * are no addresses in it, and tables, columns, keys and members stand in their
 * order, so that a diagram may be compared with one that was kept.
 *
 * What an edge of a schema says at its ends, in both languages:
 *
 *   at the parent  exactly one, or none or one where the key may be NULL
 *   at the child   none or many, or none or one in a one-to-one
 *
 * A many-to-many is its association table between two such edges.
 */
#ifndef KITH_DIAGRAM_H
#define KITH_DIAGRAM_H

#include <kith/memory.h>
#include <kith/output.h>
#include <kith/schema.h>
#include <kith/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What may be chosen. Zero everywhere is the default, and so is NULL for the
 * whole struct. The others than `tables` are for rows. The struct belongs to
 * KITH_ABI_VERSION and may get more members. */
typedef struct kith_diagram_options {
    const kith_table *const *tables; /* only these and rows of them, a list that
                                        ends in NULL as KITH_TABLES writes it;
                                        NULL: all */
    size_t steps;        /* how many links away from the row; 0: 2 */
    size_t row_limit;    /* rows that are drawn at most; 0: 50 */
    size_t column_limit; /* values that a row shows besides its key, keys of
                            parents not counted; 0: 4; SIZE_MAX: all */
    size_t text_limit;   /* characters of a value, beyond which it is cut and
                            ends in "..."; 0: 24; SIZE_MAX: none */
    kith_allocator allocator; /* of what a call works with; all zero: realloc
                                 and free */
} kith_diagram_options;

/* Draw the schema of a database. Names are shown as they are, whatever is in
 * them, but control characters and bytes that are no UTF-8 as in C source.
 * Mermaid, which knows letters and digits only in names of columns, is given
 * `_` for others, with the true name as a comment beside it.
 *
 *   KITH_E_IO      the output did not take what was written
 *   KITH_E_MISUSE  db is NULL, the output has no function, or one of
 *                  options->tables is not part of the database
 *
 * kith_last_error is left alone. What was written before a failure stays
 * written. Nothing is allocated. Any number of threads may call at once while
 * none writes to the database. Cost: linear in the attributes, and O(tables)
 * for each foreign key. */
kith_status kith_write_dot(kith_db *db, const kith_diagram_options *options,
                           kith_output output);
kith_status kith_write_mermaid(kith_db *db, const kith_diagram_options *options,
                               kith_output output);

/* Draw a row, the rows that it is linked to by any foreign key in either
 * direction, those that they are linked to, and so on, the nearest first. An
 * association row is a row like others, so a many-to-many takes two steps. Each
 * row shows its table, its key and some columns; each link, from the parent to
 * the child, the name of the relationship in the child, else of that in the
 * parent, else of the foreign key. A link between two rows that are drawn is
 * drawn.
 *
 * Where the picture ends, the rows at its border say so: "12 more items" in a
 * parent ("more items" where no collection counts them), "store = stores 1" in
 * a child; and where row_limit has ended it, the caption does.
 *
 *   KITH_E_IO      the output did not take what was written
 *   KITH_E_MEMORY  options->allocator returned NULL; nothing was written
 *   KITH_E_MISUSE  row is NULL or was deleted, the output has no function, or
 *                  one of options->tables is not part of the database of the
 *                  row
 *
 * Otherwise as above. Cost: linear in the rows drawn, times the foreign keys of
 * their tables, and in the places of their lists as far as rows of them are
 * drawn. Memory: some 40 to 80 bytes for each row drawn. */
kith_status kith_write_dot_around(const void *row,
                                  const kith_diagram_options *options,
                                  kith_output output);
kith_status kith_write_mermaid_around(const void *row,
                                      const kith_diagram_options *options,
                                      kith_output output);

#ifdef __cplusplus
}
#endif
#endif
