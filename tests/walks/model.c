/* model.c - what cursors have passed, and what they must meet; see walks.h. */
#include "walks.h"

#include <stdio.h>
#include <string.h>

static bool same(kith_handle a, kith_handle b)
{
    return memcmp(&a, &b, sizeof(a)) == 0;
}

static int find(const struct members *members, kith_handle handle)
{
    for (int i = 0; i < members->count; i++) {
        if (same(members->list[i].handle, handle))
            return i;
    }
    return -1;
}

static bool is_ordered(const struct walk *walk)
{
    return walk->source == RANK || walk->source == TITLE ||
           walk->source == SORTED;
}

/* --- Order ---------------------------------------------------------------- */

static bool is_null(const struct member *member)
{
    return member->title[0] == '\x01';
}

static int compare_titles(const struct member *a, const struct member *b)
{
    if (is_null(a) || is_null(b))
        return is_null(b) - is_null(a);
    return strcmp(a->title, b->title);
}

/* The order of two members of an ordered source, without the stamp. */
static int compare(const struct walk *walk, const struct member *a,
                   const struct member *b)
{
    int ranks = (a->rank > b->rank) - (a->rank < b->rank);

    if (walk->source == RANK)
        return ranks;
    if (walk->source == TITLE)
        return -compare_titles(a, b);
    return ranks ? -ranks : compare_titles(a, b);
}

/* Whether the row is another one for the order than it was. */
static bool moved_in_order(const struct walk *walk, const struct member *a,
                           const struct member *b)
{
    return is_ordered(walk) && compare(walk, a, b) != 0;
}

/* --- Changes -------------------------------------------------------------- */

/* How many members from the first on the cursor has passed, but for one. */
static int passed_prefix(const struct walk *walk, int but)
{
    int count = 0;

    for (int i = 0; i < walk->now.count; i++) {
        if (i == but)
            continue;
        if (walk->passed[walk->now.list[i].name] == AHEAD)
            break;
        count++;
    }
    return count;
}

/* On which side of the cursor a member is that has moved to this place of a
 * list; where it is not said of some whether they were passed, so it is here. */
static enum passed side_of_moved(const struct walk *walk, int from, int to)
{
    for (int i = 0; i < walk->now.count; i++) {
        if (walk->passed[walk->now.list[i].name] == EITHER)
            return EITHER;
    }
    return to < passed_prefix(walk, from) ? PASSED : AHEAD;
}

/* On which side of the cursor a new member is. */
static enum passed side_of(const struct walk *walk, const struct members *now,
                           int at)
{
    if (is_ordered(walk)) {
        int order = walk->met ? compare(walk, &now->list[at], &walk->last) : 1;

        /* A member that stays keeps its place among equal ones. */
        if (order == 0 && walk->source == SORTED)
            return EITHER;
        return order >= 0 ? AHEAD : PASSED;
    }
    if (walk->source == TABLE) {
        bool ahead_behind = false, passed_behind = false;

        for (int i = 0; i < now->count; i++) {
            int was = find(&walk->now, now->list[i].handle);
            int side =
                was >= 0 ? walk->passed[walk->now.list[was].name] : EITHER;

            if (i < at && side == AHEAD)
                ahead_behind = true; /* one that is ahead comes before it */
            if (i > at && side == PASSED)
                passed_behind = true;
        }
        return ahead_behind ? AHEAD : passed_behind ? PASSED : EITHER;
    }
    return AHEAD;
}

void walk_follow(struct world *world, struct walk *walk, kith_handle moved)
{
    static struct members now;
    int from = find(&walk->now, moved);

    if (!walk->open)
        return;
    walk_read(world, walk, &now);
    for (int i = 0; i < now.count; i++) {
        struct member *member = &now.list[i];
        int was = find(&walk->now, member->handle);
        bool moves = from >= 0 && same(member->handle, moved) && i != from;

        if (was >= 0 && !moves && !same(member->handle, world->rejoined) &&
            !moved_in_order(walk, member, &walk->now.list[was])) {
            member->name = walk->now.list[was].name;
            continue;
        }
        if (walk->names == NAMES_MAX) {
            kith_cursor_close(&walk->cursor);
            walk->open = false;
            return;
        }
        member->name = walk->names++;
        walk->passed[member->name] =
            (unsigned char)(moves ? side_of_moved(walk, from, i)
                                  : side_of(walk, &now, i));
    }
    walk->now = now;
}

void walk_begin(struct walk *walk, int depth)
{
    walk->then[depth] = walk->now;
    walk->met_then[depth] = walk->met;
}

/* A member comes back by a rollback. One that was met is not met again; one that
 * was not is met if it comes back ahead. In a list that is so where the cursor
 * has made no step meanwhile, and else not said here. */
static void come_back(struct walk *walk, const struct member *member, int depth)
{
    unsigned char *passed = &walk->passed[member->name];
    int at = find(&walk->now, member->handle), order;

    if ((at >= 0 && walk->now.list[at].name == member->name) ||
        *passed != AHEAD)
        return;
    if (walk->met == walk->met_then[depth])
        return;
    order = is_ordered(walk) ? compare(walk, member, &walk->last) : 0;
    *passed = (unsigned char)(order > 0 ? AHEAD : order < 0 ? PASSED : EITHER);
}

/* Members that were there when the level began are again what they were. A
 * cursor that was opened in the level sees rows come back that it never saw. */
bool walk_roll_back(struct world *world, struct walk *walk, int begin,
                    int depth)
{
    static struct members now;

    if (!walk->open)
        return true;
    if (walk->in_level && depth == 0) { /* it was closed with the level */
        world->closed++;
        walk->open = false;
        return true;
    }
    walk_read(world, walk, &now);
    for (int i = 0; i < now.count; i++) {
        struct member *member = &now.list[i];
        int was =
            walk->depth > begin ? -1 : find(&walk->then[begin], member->handle);

        if (was >= 0) {
            member->name = walk->then[begin].list[was].name;
            come_back(walk, member, begin);
            continue;
        }
        was = find(&walk->now, member->handle);
        if (walk->depth <= begin)
            return differs(world,
                           "source %d: a rollback to %d brought back a "
                           "stranger",
                           walk->source, begin);
        if (was >= 0 && walk->names < NAMES_MAX) {
            member->name = walk->names++;
            walk->passed[member->name] = EITHER;
            continue;
        }
        if (walk->names == NAMES_MAX)
            return true;
        member->name = walk->names++;
        walk->passed[member->name] = EITHER;
    }
    if (walk->depth > depth)
        walk->depth = depth;
    walk->now = now;
    return true;
}

/* --- Steps ---------------------------------------------------------------- */

static bool wrong(struct world *world, const struct walk *walk,
                  const char *what, int at)
{
    char list[400] = "";
    int used = 0;

    for (int i = 0; i < walk->now.count && used < 380; i++)
        used +=
            snprintf(list + used, sizeof(list) - (size_t)used, " %d%s",
                     walk->now.list[i].name,
                     walk->passed[walk->now.list[i].name] == AHEAD    ? ""
                     : walk->passed[walk->now.list[i].name] == PASSED ? "p"
                                                                      : "?");
    return differs(world, "source %d, step %d, depth %d: %s (%d of%s)",
                   walk->source, walk->steps, world->depth, what, at, list);
}

bool walk_step(struct world *world, struct walk *walk, bool *over)
{
    const void *row = kith_cursor_next(&walk->cursor);
    int at = row ? find(&walk->now, kith_handle_of(row)) : walk->now.count;
    bool one = walk->source == CODE;

    walk->steps++;
    *over = !row;
    if (at < 0)
        return wrong(world, walk, "a row that is not there", at);
    for (int i = 0; i < at; i++) {
        unsigned char *passed = &walk->passed[walk->now.list[i].name];

        if (*passed == AHEAD && !(one && walk->met > 0))
            return wrong(world, walk, "a row was not met", at);
        if (row)
            *passed = PASSED;
    }
    if (!row)
        return true;
    if (walk->passed[walk->now.list[at].name] == PASSED)
        return wrong(world, walk, "a row was met twice", at);
    if (one && walk->met > 0)
        return wrong(world, walk, "a unique key has met two", at);
    walk->passed[walk->now.list[at].name] = PASSED;
    walk->met++;
    walk->last = walk->now.list[at];
    return true;
}
