/* offsets.c - where everything lies in the rows of a table.
 *
 * Owns   the hidden tail: references and collections of foreign keys that no
 *        relationship shows, and the places in indexes of equal values.
 */
#include "catalog/steps/build.h"

#include "catalog/value.h"

#include <stdlib.h>

/* Take `bytes` of the hidden tail. */
static size_t take(struct table *table, size_t bytes, size_t align)
{
    size_t offset = (table->row_bytes + align - 1) & ~(align - 1);

    table->row_bytes = offset + bytes;
    return offset;
}

static bool can_be_null(const struct column *column)
{
    return column->optional || column->foreign_key || is_block(column);
}

static void place_foreign_keys(struct table *table)
{
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        struct foreign_key *own = &table->foreign_keys[i];

        own->reference_declared = own->child_end;
        own->reference = own->child_end ? own->child_end->offset
                                        : take(table, REFERENCE_BYTES, 8);
    }
    for (size_t i = 0; i < table->child_count; i++) {
        struct foreign_key *theirs = table->children[i];

        theirs->list = theirs->parent_end ? theirs->parent_end->offset
                                          : take(table, LIST_BYTES, 8);
    }
    for (size_t i = 0; i < table->key_count; i++) {
        struct key *key = &table->keys[i];

        if (!key->unique) {
            key->place = (uint32_t)take(table, PLACE_BYTES, PLACE_BYTES);
            table->nonunique_count++;
        }
        key->never_null = true;
        for (size_t j = 0; j < key->column_count; j++) {
            key->in_foreign_key |= key->columns[j]->link_count > 0;
            key->never_null &= !can_be_null(key->columns[j]);
        }
    }
}

/* Whether the foreign key must not be NULL, though none of its columns says so
 * by itself. */
static bool is_required(const struct foreign_key *foreign_key)
{
    return foreign_key->exclusive_count == 0 ||
           (foreign_key->not_null &&
            foreign_key->attribute->kind == KITH_KIND_FOREIGN_KEYS);
}

static void judge_foreign_keys(struct table *table)
{
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        struct foreign_key *foreign_key = &table->foreign_keys[i];

        table->acyclic |= foreign_key->acyclic;
        table->composite |= foreign_key->column_count > 1;
        foreign_key->required = is_required(foreign_key);
    }
}

static kith_status list_parent_ends(struct builder *builder,
                                    struct table *table)
{
    size_t count = 0;

    for (size_t i = 0; i < table->relationship_count; i++)
        count += table->relationships[i].kind != KITH_KIND_REFERENCE;
    table->parent_ends = build_new(builder, count, sizeof(*table->parent_ends));
    if (!table->parent_ends)
        return KITH_E_MEMORY;
    for (size_t i = 0; i < table->relationship_count; i++) {
        struct relationship *member = &table->relationships[i];

        if (member->kind != KITH_KIND_REFERENCE)
            table->parent_ends[table->parent_end_count++] = member;
    }
    return KITH_OK;
}

/* Larger rows, and those with more members, find them by a search. */
enum { MAPPED_BYTES_MAX = 2048, MAPPED_COUNT_MAX = UINT8_MAX };

static int by_offset(const void *a, const void *b)
{
    const struct member *one = a, *two = b;

    return (one->offset > two->offset) - (one->offset < two->offset);
}

/* Few are sorted by insertion: they mostly stand in order already. */
static void sort_members(struct member *members, size_t count)
{
    enum { FEW = 24 };

    if (count > FEW) {
        qsort(members, count, sizeof(*members), by_offset);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        struct member member = members[i];
        size_t at = i;

        for (; at > 0 && by_offset(&members[at - 1], &member) > 0; at--)
            members[at] = members[at - 1];
        members[at] = member;
    }
}

static void collect_members(const struct table *table, struct member *members)
{
    uint32_t place = 0;

    for (size_t i = 0; i < table->relationship_count; i++, place++)
        members[place] =
            (struct member){table->relationships[i].offset, place + 1};
    for (size_t i = 0; i < table->column_count; i++, place++)
        members[place] =
            (struct member){(uint32_t)table->columns[i].offset, place + 1};
    sort_members(members, place);
}

static const kith_attribute *attribute_of(const struct table *table,
                                          const struct member *member)
{
    size_t i = member->place - 1;

    return i < table->relationship_count
               ? table->relationships[i].attribute
               : table->columns[i - table->relationship_count].attribute;
}

/* Members that share bytes would change each other. */
static kith_status check_overlaps(struct builder *builder,
                                  const struct table *table,
                                  const struct member *members, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const kith_attribute *before = attribute_of(table, &members[i - 1]);
        const kith_attribute *after = attribute_of(table, &members[i]);
        struct error_facts facts = {.table = table->descriptor->name,
                                    .column = before->name,
                                    .other_column = after->name};

        if (before->offset_bytes + before->bytes > after->offset_bytes)
            return refuse(builder,
                          "%t.%c and %t.%p share bytes of the row: give each "
                          "a member of its own",
                          &facts);
    }
    return KITH_OK;
}

static uint8_t plain_bytes(const struct table *table,
                           const struct member *member)
{
    const struct column *column;

    if (member->place <= table->relationship_count)
        return 0;
    column = &table->columns[member->place - table->relationship_count - 1];
    return column->unconstrained && !column->optional
               ? (uint8_t)ki_value_bytes(column->kind)
               : 0;
}

/* The maps end behind the last member, and the last plain number. */
static kith_status map_members(struct builder *builder, struct table *table,
                               const struct member *members, size_t count)
{
    size_t mapped = count > 0 ? members[count - 1].offset + 1 : 0, plain = 0;

    for (size_t i = 0; i < count; i++)
        plain = plain_bytes(table, &members[i]) ? members[i].offset + 1 : plain;
    table->member_at = build_new(builder, mapped + plain, 1);
    if (!table->member_at)
        return KITH_E_MEMORY;
    table->mapped_bytes = mapped;
    table->plain_mapped_bytes = plain;
    for (size_t i = 0; i < count; i++) {
        size_t offset = members[i].offset;

        table->member_at[offset] = (uint8_t)members[i].place;
        if (offset < plain)
            table_plain_at(table)[offset] = plain_bytes(table, &members[i]);
    }
    return KITH_OK;
}

static kith_status place_members(struct builder *builder, struct table *table)
{
    struct member few[MAPPED_COUNT_MAX], *members = few;
    size_t count = table->column_count + table->relationship_count;
    bool mapped = table->descriptor->row_bytes <= MAPPED_BYTES_MAX &&
                  count <= MAPPED_COUNT_MAX;
    kith_status status;

    if (!mapped) {
        members = build_new(builder, count, sizeof(*members));
        if (!members)
            return KITH_E_MEMORY;
        table->members = members;
    }
    collect_members(table, members);
    status = check_overlaps(builder, table, members, count);
    if (status == KITH_OK && mapped)
        status = map_members(builder, table, members, count);
    return status;
}

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

/* Count the columns of each sort; the sum. */
static uint32_t count_sorts(const struct table *table, uint32_t *counts)
{
    uint32_t total = 0;

    for (size_t i = 0; i < table->column_count; i++) {
        for (unsigned sorts = sorts_of(table, &table->columns[i]); sorts;
             sorts &= sorts - 1) {
            counts[__builtin_ctz(sorts)]++;
            total++;
        }
    }
    return total;
}

static void fill_lists(const struct table *table, struct column **lists,
                       const uint32_t *counts)
{
    struct column **next[SORTS];

    for (unsigned sort = 0; sort < SORTS; sort++) {
        next[sort] = lists;
        lists += counts[sort];
    }
    for (size_t i = 0; i < table->column_count; i++) {
        for (unsigned sorts = sorts_of(table, &table->columns[i]); sorts;
             sorts &= sorts - 1)
            *next[__builtin_ctz(sorts)]++ = &table->columns[i];
    }
}

static kith_status list_columns(struct builder *builder, struct table *table)
{
    uint32_t counts[SORTS] = {0};
    uint32_t total = count_sorts(table, counts);
    struct column **lists = build_new(builder, total, sizeof(*lists));

    if (!lists)
        return KITH_E_MEMORY;
    set_lists(table, lists, counts);
    if (total > 0)
        fill_lists(table, lists, counts);
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].attribute->default_function)
            table->calls_functions = true;
    }
    table->calls_functions |=
        table->check_count > 0 || table->on_update_count > 0;
    return KITH_OK;
}

static bool is_checked(const struct table *table, const struct column *column)
{
    for (size_t i = 0; i < table->check_count; i++) {
        for (size_t j = 0; j < table->checks[i].attribute->column_count; j++) {
            if (table->checks[i].columns[j] == column)
                return true;
        }
    }
    return false;
}

/* Whether a foreign key refers to the key. */
static bool is_referred_to(const struct table *table, const struct key *key)
{
    for (size_t i = 0; i < table->child_count; i++) {
        if (table->children[i]->parent_key == key)
            return true;
    }
    return false;
}

/* The key that looks at the column alone, or NULL. */
static struct key *key_alone(struct table *table, const struct column *column)
{
    struct key *alone = NULL;

    if (column->optional || column->link_count > 0 ||
        ki_value_bytes(column->kind) == 0 || column == table->autoincrement ||
        table->on_update_count > 0 || is_checked(table, column))
        return NULL;
    for (size_t i = 0; i < table->key_count; i++) {
        struct key *key = &table->keys[i];

        for (size_t j = 0; j < key->column_count; j++) {
            if (key->columns[j] != column)
                continue;
            if (alone || key->column_count > 1 || is_referred_to(table, key))
                return NULL;
            alone = key;
        }
    }
    return alone;
}

/* Whether inserts find nothing but what is most common (see schema.h). */
static bool is_minimal(const struct table *table)
{
    bool minimal = table->text_count == 0 && table->two_part_count == 0 &&
                   !table->checks_inserts;

    if (table->autoincrement)
        minimal &= table->key_count == 1 &&
                   table->autoincrement->kind == KITH_KIND_I64;
    else
        minimal &= table->key_count == 0;
    for (size_t i = 0; i < table->foreign_key_count; i++)
        minimal &= table->foreign_keys[i].int64_key &&
                   !table->foreign_keys[i].one_to_one;
    return minimal;
}

/* Whether a new row is looked at by the limits. */
static bool has_insert_checks(const struct table *table)
{
    bool judged = table->limited_count > 0;

    for (size_t i = 0; i < table->must_count; i++)
        judged |= table_must(table)[i]->kind == KITH_KIND_CHARS;
    return judged;
}

/* Work out once which writes concern one row alone (edit/fastpath.h). */
static void find_fast_paths(struct table *table)
{
    /* No acyclic key stands in the way of an insert: what the short way names
     * as a parent is another row, and nothing is below a new one. */
    bool fast = table->check_count == 0 && table->default_count == 0;

    for (size_t i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];

        column->unconstrained = !column->indexed && column->link_count == 0 &&
                                table->on_update_count == 0 &&
                                !is_checked(table, column);
        /* The limits of texts are looked at wherever texts are measured. */
        column->bounded = column->unconstrained && column_limits(column) &&
                          ki_value_bytes(column->kind) > 0;
        column->unconstrained &= !column->bounded;
        column->sole_index = key_alone(table, column) != NULL;
    }
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        struct foreign_key *key = &table->foreign_keys[i];
        bool single = key->column_count == 1 && key->exclusive_count == 1 &&
                      foreign_key_exclusive(key)[0]->link_count == 1;

        fast &= single;
        key->unconstrained =
            single && !foreign_key_exclusive(key)[0]->indexed &&
            !key->one_to_one &&
            foreign_key_exclusive(key)[0]->kind != KITH_KIND_BLOB &&
            !key->acyclic && table->on_update_count == 0 &&
            !is_checked(table, foreign_key_exclusive(key)[0]);
        key->int64_key =
            single && key->parent_key->never_null &&
            (foreign_key_exclusive(key)[0]->kind == KITH_KIND_I64 ||
             foreign_key_exclusive(key)[0]->kind == KITH_KIND_U64);
        key->int64_unconstrained = key->unconstrained && key->int64_key;
        key->child_at = key->columns[0]->offset;
        key->parent_at = key->parent_key->columns[0]->offset;
    }
    table->checks_inserts = has_insert_checks(table);
    table->insert_kind = !fast               ? INSERT_SLOW
                         : is_minimal(table) ? INSERT_MINIMAL
                                             : INSERT_FAST;
    table->reserves_new = table->text_count > 0 || table->nonunique_count > 0;
}

kith_status ki_build_layout(struct builder *builder, struct table *table)
{
    table->row_bytes = table->descriptor->row_bytes;
    table->row_align = (uint32_t)table->descriptor->row_align;
    if (table->row_align < 8)
        table->row_align = 8;
    place_foreign_keys(table);
    judge_foreign_keys(table);
    if (list_columns(builder, table) != KITH_OK)
        return KITH_E_MEMORY;
    return list_parent_ends(builder, table);
}

kith_status ki_build_fast_paths(struct builder *builder, struct table *table)
{
    find_fast_paths(table);
    return place_members(builder, table);
}
