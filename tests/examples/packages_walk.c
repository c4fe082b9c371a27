/* packages_walk.c - what breaks without a package, and what needs itself. */
#include <stdlib.h>

#include "packages_walk.h"

static bool put(struct package_list *list, Package *package)
{
    if (list->count == list->room) {
        const size_t room = list->room ? 2 * list->room : 64;
        Package **grown = realloc(list->rows, room * sizeof(Package *));

        if (!grown)
            return false;
        list->rows = grown;
        list->room = room;
    }
    list->rows[list->count++] = package;
    return true;
}

void package_list_fini(struct package_list *list)
{
    free(list->rows);
    *list = (struct package_list){0};
}

static void clear_notes(kith_db *db)
{
    kith_for_each_row(db, Package, package)
        package->notes = (struct notes){0};
}

/* --- What breaks ---------------------------------------------------------- */

/* Whether something answers to the package's name: it itself, or a provider. */
static bool stands(const Package *package)
{
    return package && ((package->available && !package->notes.fallen) ||
                       package->notes.providers > 0);
}

/* Whether one of the alternatives of this row stands. They are its neighbours
 * in the list of the package, and the row knows its place there. */
static bool group_stands(const Dependency *dependency)
{
    const Package *package = dependency->package.row;
    Dependency *const *places = package->dependencies.places;
    const uint32_t group = dependency->group;
    uint32_t i = dependency->package.place;

    while (i > 0 && (!places[i - 1] || places[i - 1]->group == group))
        i--;
    for (; i < package->dependencies.place_count; i++) {
        if (!places[i])
            continue;
        if (places[i]->group != group)
            break;
        if (stands(places[i]->target.row))
            return true;
    }
    return false;
}

static bool fall(Package *package, struct package_list *fallen,
                 struct package_list *stack)
{
    package->notes.fallen = true;
    return put(fallen, package) && put(stack, package);
}

/* Nothing answers to the package's name any more: whoever needed it and has no
 * alternative falls as well. */
static bool fall_dependents(const Package *package, struct package_list *fallen,
                            struct package_list *stack)
{
    kith_for_each(dependency, package->dependents) {
        if (dependency_is_hard(dependency) &&
            !dependency->package.row->notes.fallen &&
            !group_stands(dependency) &&
            !fall(dependency->package.row, fallen, stack))
            return false;
    }
    return true;
}

/* Take away what the package was for others: itself and what it provides. */
static bool take_away(const Package *package, struct package_list *fallen,
                      struct package_list *stack)
{
    if (!stands(package) && !fall_dependents(package, fallen, stack))
        return false;
    kith_for_each(dependency, package->dependencies) {
        Package *provided = dependency->target.row;

        if (dependency->kind != KIND_PROVIDES || !provided)
            continue;
        provided->notes.providers--;
        if (!stands(provided) && !fall_dependents(provided, fallen, stack))
            return false;
    }
    return true;
}

bool walk_without(kith_db *db, Package *package, struct package_list *fallen)
{
    struct package_list stack = {0};
    bool has_memory = true;

    clear_notes(db);
    kith_for_each_row(db, Dependency, dependency) {
        if (dependency->kind == KIND_PROVIDES && dependency->target.row)
            dependency->target.row->notes.providers++;
    }
    if (stands(package)) {
        package->notes.fallen = true;
        has_memory = put(&stack, package);
    }
    while (has_memory && stack.count > 0)
        has_memory = take_away(stack.rows[--stack.count], fallen, &stack);
    package_list_fini(&stack);
    return has_memory;
}

/* --- Cycles --------------------------------------------------------------- */

/* A depth-first search: `path` leads from where it began to where it is, and
 * `open` holds all packages met that are in no component yet, in order. */
struct search {
    struct package_list path;
    struct package_list open;
    uint32_t visited_count;
    struct cycles *cycles;
};

static bool enter(struct search *search, Package *package)
{
    package->notes.order = ++search->visited_count;
    package->notes.low = package->notes.order;
    package->notes.open = true;
    return put(&search->path, package) && put(&search->open, package);
}

/* The next available package that this one needs; NULL when all were seen. */
static Package *next_needed(Package *package)
{
    while (package->notes.next < package->dependencies.place_count) {
        const Dependency *dependency =
            package->dependencies.places[package->notes.next++];

        if (dependency && dependency_is_hard(dependency) &&
            dependency->target.row && dependency->target.row->available)
            return dependency->target.row;
    }
    return NULL;
}

static void reach(Package *package, uint32_t order)
{
    if (order < package->notes.low)
        package->notes.low = order;
}

/* Keep a cycle if it is among the largest, behind those of the same size. */
static void keep_largest(struct cycles *cycles, struct cycle cycle)
{
    for (size_t i = 0; i < CYCLES_KEPT; i++) {
        const struct cycle other = cycles->largest[i];

        if (cycle.count > other.count) {
            cycles->largest[i] = cycle;
            cycle = other;
        }
    }
}

/* All from `root` to the end of the open list are one component. */
static bool close_component(struct search *search, const Package *root)
{
    struct cycles *cycles = search->cycles;
    struct package_list *open = &search->open;
    size_t first = open->count - 1;
    struct cycle cycle;

    while (open->rows[first] != root)
        first--;
    cycle = (struct cycle){cycles->members.count, open->count - first};
    for (size_t i = first; i < open->count; i++) {
        open->rows[i]->notes.open = false;
        if (cycle.count > 1 && !put(&cycles->members, open->rows[i]))
            return false;
    }
    open->count = first;
    if (cycle.count > 1) {
        cycles->count++;
        cycles->package_count += cycle.count;
        keep_largest(cycles, cycle);
    }
    return true;
}

/* All that this package needs was seen: go back to who needed it. */
static bool leave(struct search *search, const Package *package)
{
    struct package_list *path = &search->path;

    path->count--;
    if (path->count > 0)
        reach(path->rows[path->count - 1], package->notes.low);
    return package->notes.low < package->notes.order ||
           close_component(search, package);
}

static bool visit(struct search *search, Package *root)
{
    bool has_memory = enter(search, root);

    while (has_memory && search->path.count > 0) {
        Package *package = search->path.rows[search->path.count - 1];
        Package *needed = next_needed(package);

        if (!needed)
            has_memory = leave(search, package);
        else if (needed->notes.order == 0)
            has_memory = enter(search, needed);
        else if (needed->notes.open)
            reach(package, needed->notes.order);
    }
    return has_memory;
}

bool walk_cycles(kith_db *db, struct cycles *cycles)
{
    struct search search = {.cycles = cycles};
    bool has_memory = true;

    clear_notes(db);
    kith_for_each_row(db, Package, package) {
        if (package->available && package->notes.order == 0)
            has_memory = visit(&search, package);
        if (!has_memory)
            break;
    }
    package_list_fini(&search.path);
    package_list_fini(&search.open);
    return has_memory;
}

void cycles_fini(struct cycles *cycles)
{
    package_list_fini(&cycles->members);
}
