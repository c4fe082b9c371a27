/* lists.c - which columns, and which members, a step of a write looks at.
 *
 * Owns   the lists behind table->texts, one behind the other, and parent_ends.
 */
#include "catalog/steps/build.h"

/* The columns that each step of a write has to look at: one list for each sort,
 * one behind the other. A text in a foreign key comes behind the texts it may
 * share its block with. */
enum sort {
    SORT_TEXT,
    SORT_FOREIGN_TEXT,
    SORT_CHARS,
    SORT_REQUIRED,
    SORT_GUARDED,
    SORT_DEFAULT,
    SORT_UPDATING,
    SORT_LIMITED,
    SORT_MUST,
    SORTS
};

/* A bit for each sort that the column is of. */
static inline unsigned sorts_of(const struct table *table,
                                const struct column *column)
{
    unsigned text = column->link_count > 0 ? SORT_FOREIGN_TEXT : SORT_TEXT;
    bool guarded = column->optional || column->kind == KITH_KIND_BLOB;
    bool updating = column->attribute->on_update_function;
    bool must = column->attribute->primary_key &&
                column != table->autoincrement && !can_be_null(column);

    return (unsigned)is_block(column) << text |
           (unsigned)(column->kind == KITH_KIND_CHARS) << SORT_CHARS |
           (unsigned)(column->not_null && can_be_null(column))
               << SORT_REQUIRED |
           (unsigned)guarded << SORT_GUARDED |
           (unsigned)column->has_default << SORT_DEFAULT |
           (unsigned)updating << SORT_UPDATING |
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
    table->two_part_count = counts[SORT_GUARDED];
    table->default_count = counts[SORT_DEFAULT];
    table->on_update_count = counts[SORT_UPDATING];
    table->limited_count = counts[SORT_LIMITED];
    table->must_count = counts[SORT_MUST];
}

static bool list_columns(struct builder *builder, struct table *table)
{
    uint32_t counts[SORTS] = {0}, total = 0;
    struct column **lists;

    for (size_t i = 0; i < table->column_count; i++) {
        unsigned sorts = sorts_of(table, &table->columns[i]);

        for (; sorts; sorts &= sorts - 1, total++)
            counts[__builtin_ctz(sorts)]++;
    }
    lists = build_new(builder, total, sizeof(*lists));
    if (!lists)
        return false;
    set_lists(table, lists, counts);
    for (unsigned sort = 0; sort < SORTS; sort++) {
        for (size_t i = 0; counts[sort] > 0; i++) {
            assert(i < table->column_count);
            if (sorts_of(table, &table->columns[i]) >> sort & 1) {
                *lists++ = &table->columns[i];
                counts[sort]--;
            }
        }
    }
    return true;
}

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
