/* lists.c - which columns, and which members, a step of a write looks at.
 *
 * Owns   the lists behind table->texts, one behind the other, and parent_ends.
 *
 * A table of sixty columns may have two texts and no limit. A write that looked
 * at all columns for each of its steps would look in vain at most of them; with
 * lists it looks at those for which there is something to do, and a list that
 * is empty costs one comparison.
 */
#include "catalog/steps/build.h"

/* The columns that each step of a write has to look at: one list for each sort,
 * one behind the other, in the order of the functions in schema.h. Texts that
 * are parts of foreign keys come last of the texts; readers see the two sorts
 * as one list.
 *
 * Two-part columns have parts that must fit each other. Those that an
 * insert must give have neither a number to be given nor a NULL to be refused,
 * so that nothing else would notice that they were left out. */
enum sort {
    SORT_TEXT, /* a text or blob, whose block is copied and released */
    SORT_FOREIGN_TEXT,
    SORT_CHARS,    /* its NUL must fit, and zeros follow */
    SORT_REQUIRED, /* its NULL is refused */
    SORT_TWO_PART, /* a value and a flag, or an address and a length */
    SORT_DEFAULT,
    SORT_ON_UPDATE, /* has an .on_update_function */
    SORT_LIMITED,
    SORT_MUST, /* an insert must give it */
    SORTS
};

/* A bit for each sort that the column is of; it may be of several. A plain
 * number outside of foreign keys is never NULL, so one that is declared
 * .not_null needs no look and is not among the required. */
static inline unsigned sorts_of(const struct table *table,
                                const struct column *column)
{
    unsigned text = column->link_count > 0 ? SORT_FOREIGN_TEXT : SORT_TEXT;
    bool two_part = column->optional || column->kind == KITH_KIND_BLOB;
    bool on_update = on_update_of(column->attribute);
    bool must = column->attribute->primary_key &&
                column != table->autoincrement && !can_be_null(column);

    return (unsigned)is_block(column) << text |
           (unsigned)(column->kind == KITH_KIND_CHARS) << SORT_CHARS |
           (unsigned)(column->not_null && can_be_null(column))
               << SORT_REQUIRED |
           (unsigned)two_part << SORT_TWO_PART |
           (unsigned)column->has_default << SORT_DEFAULT |
           (unsigned)on_update << SORT_ON_UPDATE |
           (unsigned)(column_limits(column) != NULL) << SORT_LIMITED |
           (unsigned)must << SORT_MUST;
}

/* Where the lists begin, and how long they are. */
static void set_lists(struct table *table, struct column **lists,
                      const uint32_t *counts)
{
    table->texts = lists;
    table->text_count = counts[SORT_TEXT] + counts[SORT_FOREIGN_TEXT];
    table->chars_count = counts[SORT_CHARS];
    table->required_count = counts[SORT_REQUIRED];
    table->two_part_count = counts[SORT_TWO_PART];
    table->default_count = counts[SORT_DEFAULT];
    table->on_update_count = counts[SORT_ON_UPDATE];
    table->limited_count = counts[SORT_LIMITED];
    table->must_count = counts[SORT_MUST];
}

/* Count, allocate, fill: two passes, with the sorts of a column worked out
 * again in each, need no memory between them. The lists follow each other
 * without a gap, each in the order of the columns. */
static bool list_columns(struct builder *builder, struct table *table)
{
    uint32_t counts[SORTS] = {0}, next[SORTS], total = 0;
    struct column **lists;

    for (size_t i = 0; i < table->column_count; i++) {
        unsigned sorts = sorts_of(table, &table->columns[i]);

        /* Each round takes the lowest bit away. */
        for (; sorts; sorts &= sorts - 1)
            counts[__builtin_ctz(sorts)]++;
    }
    for (unsigned sort = 0; sort < SORTS; total += counts[sort++])
        next[sort] = total;
    lists = build_new(builder, total, sizeof(*lists));
    if (!lists)
        return false;
    set_lists(table, lists, counts);
    for (size_t i = 0; i < table->column_count; i++) {
        unsigned sorts = sorts_of(table, &table->columns[i]);

        for (; sorts; sorts &= sorts - 1)
            lists[next[__builtin_ctz(sorts)]++] = &table->columns[i];
    }
    return true;
}

/* The members in which an insert may not give anything: children are linked
 * after it, by calls that judge them. */
static bool list_parent_ends(struct builder *builder, struct table *table)
{
    size_t count = 0;

    for (size_t i = 0; i < table->relationship_count; i++)
        count += table->relationships[i].kind != KITH_KIND_REFERENCE;
    table->parent_ends = build_new(builder, count, sizeof(*table->parent_ends));
    if (!table->parent_ends)
        return false;
    for (size_t i = 0; i < table->relationship_count; i++) {
        struct relationship *member = &table->relationships[i];

        if (member->kind != KITH_KIND_REFERENCE)
            table->parent_ends[table->parent_end_count++] = member;
    }
    assert(table->parent_end_count == count);
    return true;
}

bool ki_build_lists(struct builder *builder, struct table *table)
{
    return list_columns(builder, table) && list_parent_ends(builder, table);
}
