/* diff_lists.c - the order of lists that two databases have.
 *
 * Owns   which members of two lists are compared: those that both have.
 *
 * Contract: diff.h. Members are compared as numbers of the expected side:
 *
 *   actual     7 3 5 9      paired to   2 1 4 -      both have   2 1 4
 *   expected   1 2 3 4                                           1 2 4
 *
 * A list has a number, and in_list notes for each row in which it was seen
 * last, so that nothing has to be emptied between lists.
 */
#include "kit/diff.h"

#include <kith/reflect.h>

#include <stdio.h>
#include <string.h>

/* One list of two paired parents. */
struct list_pair {
    struct table_pair *children;
    size_t list[SIDES];          /* its place among those of its table */
    const kith_foreign_key *key; /* the actual one */
    const struct table_pair *parents;
    const void *parent[SIDES];
};

/* The members of one side as expected numbers, those without one left out, into
 * diff->members from `*end` on. With `last_seen` only those are kept that were
 * in a list of that number; and all are noted as in `seen`. */
static void note_list(struct diff *diff, const struct list_pair *list, int side,
                      size_t last_seen, size_t *end)
{
    const struct table_pair *children = list->children;
    size_t count, seen = ++diff->list_count;
    const size_t *numbers = kith_selected_members(
        &diff->selected[side], children->place[side], list->list[side],
        list->parent[side], &count, NULL);

    for (size_t i = 0; i < count; i++) {
        size_t number = side == EXPECTED ? numbers[i]
                                         : children->paired[ACTUAL][numbers[i]];

        if (number == 0 ||
            (last_seen > 0 && children->in_list[number] != last_seen))
            continue;
        children->in_list[number] = seen;
        diff->members[(*end)++] = number;
        assert(*end <= diff->member_count);
    }
}

static void diff_put_member(struct diff *diff, const struct list_pair *list,
                            size_t number)
{
    const kith_selected_table *table = list->children->table[EXPECTED];
    const void *row = table->rows[number - 1];

    assert(number <= table->row_count);
    if (!diff->failed && diff->output.write)
        diff->failed = kith_dump_key(&diff->selected[EXPECTED], row,
                                     diff->output) != KITH_OK;
}

/* Members from `begin` to `end` of `count`, and dots for the others. */
static void diff_put_members(struct diff *diff, const struct list_pair *list,
                             const size_t *members, const size_t bounds[2],
                             size_t count)
{
    assert(bounds[0] < bounds[1] && bounds[1] <= count);
    if (bounds[0] > 0)
        ki_diff_text(diff, "..., ");
    for (size_t i = bounds[0]; i < bounds[1]; i++) {
        ki_diff_text(diff, i > bounds[0] ? ", " : "");
        diff_put_member(diff, list, members[i]);
    }
    if (bounds[1] < count)
        ki_diff_text(diff, ", ...");
}

static void diff_put_list_name(struct diff *diff, const kith_foreign_key *key)
{
    if (key->parent_end) {
        ki_diff_text(diff, key->parent_end->name);
        return;
    }
    assert(key->name);
    ki_diff_text(diff, key->child->name);
    ki_diff_text(diff, key->column_count > 1 ? " by (" : " by ");
    ki_diff_text(diff, key->name);
    ki_diff_text(diff, key->column_count > 1 ? ")" : "");
}

/* Both lists lie in diff->members, one behind the other, and have as many
 * members. */
static void compare_members(struct diff *diff, const struct list_pair *list,
                            size_t count)
{
    const size_t *actual = diff->members, *expected = diff->members + count;
    size_t bounds[2] = {0, count};

    while (bounds[0] < count && actual[bounds[0]] == expected[bounds[0]])
        bounds[0]++;
    if (bounds[0] == count)
        return;
    while (actual[bounds[1] - 1] == expected[bounds[1] - 1])
        bounds[1]--;
    assert(bounds[0] + 1 < bounds[1]);
    ki_diff_row(diff, list->parents, ACTUAL, list->parent[ACTUAL]);
    ki_diff_text(diff, ": ");
    diff_put_list_name(diff, list->key);
    ki_diff_text(diff, " ");
    diff_put_members(diff, list, actual, bounds, count);
    ki_diff_text(diff, ", expected ");
    diff_put_members(diff, list, expected, bounds, count);
    ki_diff_end(diff);
}

/* The actual list is noted twice: first to know its members, and again, when
 * the expected one was kept to these, kept to those of that. */
static void compare_lists(struct diff *diff, const struct list_pair *list)
{
    size_t end = 0, count;

    note_list(diff, list, ACTUAL, 0, &end);
    end = 0;
    note_list(diff, list, EXPECTED, diff->list_count, &end);
    end = 0;
    note_list(diff, list, ACTUAL, diff->list_count, &end);
    count = end;
    note_list(diff, list, EXPECTED, diff->list_count, &end);
    assert(end == 2 * count);
    if (count > 1)
        compare_members(diff, list, count);
}

/* --- Which lists ---------------------------------------------------------- */

static struct table_pair *pair_of(struct diff *diff, const kith_table *table)
{
    for (size_t i = 0; i < diff->pair_count; i++) {
        if (diff->pairs[i].table[ACTUAL]->table == table)
            return &diff->pairs[i];
    }
    return NULL;
}

/* The foreign key of the expected side that has the name of one of the actual
 * side and leads to a table of the same name; UNPAIRED. */
static size_t expected_list(const struct table_pair *pair,
                            const kith_foreign_key *actual)
{
    const kith_selected_table *table = pair->table[EXPECTED];

    assert(actual->child == pair->table[ACTUAL]->table);
    for (size_t i = 0; i < table->list_count; i++) {
        if (strcmp(table->lists[i].name, actual->name) == 0 &&
            strcmp(table->lists[i].parent->name, actual->parent->name) == 0)
            return i;
    }
    return UNPAIRED;
}

static void diff_list(struct diff *diff, struct table_pair *children,
                      size_t place)
{
    const kith_foreign_key *key = &children->table[ACTUAL]->lists[place];
    const struct table_pair *parents = pair_of(diff, key->parent);
    struct list_pair list = {.children = children,
                             .list = {place, expected_list(children, key)},
                             .key = key,
                             .parents = parents};

    if (!parents || !parents->compared || list.list[EXPECTED] == UNPAIRED)
        return;
    assert(children->compared);
    for (size_t i = 0; i < parents->table[ACTUAL]->row_count; i++) {
        size_t number = parents->paired[ACTUAL][i + 1];

        if (number == 0)
            continue;
        list.parent[ACTUAL] = parents->table[ACTUAL]->rows[i];
        list.parent[EXPECTED] = parents->table[EXPECTED]->rows[number - 1];
        compare_lists(diff, &list);
    }
}

kith_status ki_diff_lists(struct diff *diff)
{
    for (size_t i = 0; i < diff->pair_count; i++) {
        const struct table_pair *pair = &diff->pairs[i];
        size_t rows = pair->table[ACTUAL]->row_count;

        if (rows < pair->table[EXPECTED]->row_count)
            rows = pair->table[EXPECTED]->row_count;
        if (2 * rows > diff->member_count)
            diff->member_count = 2 * rows;
    }
    diff->members =
        ki_diff_new(diff, diff->member_count, sizeof(*diff->members));
    if (!diff->members)
        return KITH_E_MEMORY;
    for (size_t i = 0; i < diff->pair_count; i++) {
        struct table_pair *pair = &diff->pairs[i];

        for (size_t j = 0;
             pair->compared && j < pair->table[ACTUAL]->list_count; j++)
            diff_list(diff, pair, j);
    }
    return KITH_OK;
}
