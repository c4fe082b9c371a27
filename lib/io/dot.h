/* dot.h - how diagrams for Graphviz look.
 *
 * Owns   fonts and colours, which both kinds of diagrams share.
 */
#ifndef KI_IO_DOT_H
#define KI_IO_DOT_H

#include "io/diagram.h"

#define DOT_DARK "#2f4858"
#define DOT_ACCENT "#c8553d"
#define DOT_GREY "#6b7780"

/* One table of HTML is one node; its lines have no borders of their own. */
#define DOT_TABLE                                             \
    "<TABLE BORDER=\"1\" CELLBORDER=\"0\" CELLSPACING=\"0\" " \
    "CELLPADDING=\"4\" COLOR=\"" DOT_DARK "\" BGCOLOR=\"white\">"

#define DOT_FONT "fontname=\"Helvetica,Arial,sans-serif\""

/* Parents stand to the left of their children. */
#define DOT_LOOKS                                                         \
    "    graph [rankdir=LR, nodesep=0.4, ranksep=1.2, pad=0.2, " DOT_FONT \
    ", fontsize=10, fontcolor=\"" DOT_GREY "\"];\n"                       \
    "    node [shape=plain, " DOT_FONT ", fontsize=11];\n"                \
    "    edge [" DOT_FONT ", fontsize=10, color=\"" DOT_DARK              \
    "\", fontcolor=\"" DOT_DARK "\"];\n"

/* Add the name of a table's node: its own name, or its number where that name
 * would have to be escaped. Names of the second kind contain a blank, so no two
 * tables have the same. */
static inline void dot_put_table(struct diagram *diagram,
                                 const kith_table *table)
{
    ki_stream_put(&diagram->to, "\"");
    if (ki_diagram_is_word(table->name)) {
        ki_stream_put(&diagram->to, table->name);
    } else {
        ki_stream_put(&diagram->to, "table ");
        ki_stream_put_count(&diagram->to, ki_diagram_table(diagram, table));
    }
    ki_stream_put(&diagram->to, "\"");
}

#endif
