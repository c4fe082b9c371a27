/* packages_walk.h - questions that take a walk through the whole graph.
 *
 * Knows  rows and their links alone. Each walk follows pointers, keeps its own
 *        stack, and notes what it met in the rows themselves (struct notes), so
 *        one walk runs at a time. All are linear in packages and dependencies.
 *
 * Versions are recorded and shown, but not judged here: a dependency on a name
 * is met by the package of that name, or by one that provides it.
 */
#ifndef PACKAGES_WALK_H
#define PACKAGES_WALK_H

#include "packages_tables.h"

/* A growing list of packages. All zero is empty. */
struct package_list {
    Package **rows;
    size_t count;
    size_t room;
};

void package_list_fini(struct package_list *list);

/* Fill `fallen` with the packages that could not stay without `package`,
 * directly or by others that fall: those of which a group of Depends or
 * Pre-Depends was met and no longer is. A group is met while one of its
 * alternatives stands, by itself or by a provider. False without memory. */
bool walk_without(kith_db *db, Package *package, struct package_list *fallen);

enum { CYCLES_KEPT = 5 };

/* Packages that need each other, directly or through others, by Depends and
 * Pre-Depends: the strongly connected components of more than one package. */
struct cycles {
    size_t count;
    size_t package_count; /* in all of them */
    struct package_list members;
    struct cycle {
        size_t first; /* in members */
        size_t count;
    } largest[CYCLES_KEPT]; /* the largest first; count 0 where there is none */
};

/* Find all cycles. False without memory. Source: R. Tarjan, "Depth-first search
 * and linear graph algorithms", 1972, with a stack in place of recursion. */
bool walk_cycles(kith_db *db, struct cycles *cycles);

void cycles_fini(struct cycles *cycles);

#endif
