/* members.c - how a member is found by its offset, and that none shares bytes
 * with another.
 *
 * Owns   the map of a table's members; for large rows a sorted list instead.
 *        Map or list, table_place() returns the same. And which members are
 *        plain numbers, as programs read it.
 *
 *   member_at   | 1 0 0 0 0 0 0 0 | 2 0 0 ...    by offset: a place, or 0
 *
 * A byte for each byte of the row is little: one map serves all rows, and finds
 * a member by one load, wherever it lies. Only the first byte of a member is
 * marked, so an offset into its middle names none.
 */
#include "catalog/steps/build.h"
#include "catalog/value.h"

/* The bytes of a row, and the number of members, up to which there is a map;
 * others find them by a search. A place must fit into a byte of the map;
 * and a row of more than 2 KiB is mostly one large array, for which a map would
 * be mostly zeros. */
enum { MAPPED_BYTES_MAX = 2048, MAPPED_COUNT_MAX = UINT8_MAX };

/* Members are kept sorted by insertion: they mostly come in order already, so
 * each is compared once. Where they do not, O(members) for each. */
static void add_member(struct member *members, uint32_t place, size_t offset)
{
    size_t at = place - 1;

    for (; at > 0 && members[at - 1].offset > offset; at--)
        members[at] = members[at - 1];
    members[at] = (struct member){(uint32_t)offset, place};
}

/* Relationships come first, then columns. */
static void collect_members(const struct table *table, struct member *members)
{
    uint32_t place = 0;

    for (size_t i = 0; i < table->relationship_count; i++)
        add_member(members, ++place, table->relationships[i].offset);
    for (size_t i = 0; i < table->column_count; i++)
        add_member(members, ++place, table->columns[i].offset);
}

/* The column that a place stands for, or NULL for a relationship. */
static const struct column *column_of(const struct table *table,
                                      const struct member *member)
{
    size_t first = table->relationship_count + 1;

    assert(member->place > 0 && member->place < first + table->column_count);
    return member->place < first ? NULL
                                 : &table->columns[member->place - first];
}

static const kith_attribute *attribute_of(const struct table *table,
                                          const struct member *member)
{
    const struct column *column = column_of(table, member);

    return column ? column->attribute
                  : table->relationships[member->place - 1].attribute;
}

/* Members that share bytes would change each other: those of a union, or one
 * member that is declared by two names. In the order of offsets it is enough to
 * compare neighbours: a member that reaches over its neighbour to the next one
 * shares bytes with that neighbour too. */
static bool check_overlaps(struct builder *builder, const struct table *table,
                           const struct member *members, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const kith_attribute *before = attribute_of(table, &members[i - 1]);
        const kith_attribute *after = attribute_of(table, &members[i]);
        struct error_facts facts = member_facts(table, before->name);

        facts.other_column = after->name;
        if (before->offset_bytes + before->bytes > after->offset_bytes)
            return refuse(builder,
                          "%t.%c and %t.%p share bytes of the row: give each "
                          "a member of its own",
                          facts);
    }
    return true;
}

/* What programs may write without a call, const or not: a number or bool at
 * which no rule looks and that has no flag to be set beside it. One far from
 * the beginning of a large row, or not aligned, is written by the library. */
static void map_plain(struct table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        size_t bytes = ki_value_bytes(column->kind);
        size_t width = bytes == 8 ? 3 : bytes / 2;

        if (!column->unconstrained || column->optional || bytes == 0 ||
            column->offset % bytes > 0 || column->offset / bytes >= 64)
            continue;
        assert(bytes == (size_t)1 << width && width < 4);
        table->plain[width] |= UINT64_C(1) << (column->offset / bytes);
    }
}

/* The map ends behind the last member: whatever lies behind is none. Members
 * begin at different offsets, for none share bytes. */
static bool map_members(struct builder *builder, struct table *table,
                        const struct member *members, size_t count)
{
    size_t mapped = count > 0 ? members[count - 1].offset + 1 : 0;

    table->member_at = build_new(builder, mapped, 1);
    if (!table->member_at)
        return false;
    table->mapped_bytes = mapped;
    for (size_t i = 0; i < count; i++) {
        assert(table->member_at[members[i].offset] == 0);
        table->member_at[members[i].offset] = (uint8_t)members[i].place;
    }
    return true;
}

/* Where there is a map, the sorted list is needed for a moment only, so it is
 * on the stack: 2 KiB. Without a map it is what ki_table_search() looks
 * through, and mapped_bytes stays 0, which says so. */
bool ki_build_members(struct builder *builder, struct table *table)
{
    struct member few[MAPPED_COUNT_MAX], *members = few;
    size_t count = table->column_count + table->relationship_count;
    bool mapped = table->descriptor->row_bytes <= MAPPED_BYTES_MAX &&
                  count <= MAPPED_COUNT_MAX;

    if (!mapped)
        table->members = members = build_new(builder, count, sizeof(*members));
    if (!members)
        return false;
    collect_members(table, members);
    map_plain(table);
    return check_overlaps(builder, table, members, count) &&
           (!mapped || map_members(builder, table, members, count));
}
