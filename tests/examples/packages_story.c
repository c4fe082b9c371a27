/* packages_story.c - the story of one package: what it needs, who needs it,
 * what breaks without it, and what happens when it is deleted.
 */
#include <stdio.h>

#include "packages_print.h"
#include "packages_report.h"
#include "packages_walk.h"

enum { SHOWN = 20 };

static const char *or_none(const char *text)
{
    return text ? text : "-";
}

/* Print " (>= 2.36)" for a dependency with a relation. */
static void print_bound(const Dependency *dependency)
{
    if (dependency->version)
        printf(" (%s %s)", relation_names[dependency->relation],
               dependency->version);
}

static void print_identity(const Package *package)
{
    printf("Package %s", package->name);
    if (!package->available) {
        printf(", which is only referred to\n");
        return;
    }
    printf(" %s %s\n", package->version, package->architecture);
    printf("  source %s, section %s, maintainer %s\n",
           or_none(package->source_name), or_none(package->section_name),
           or_none(package->maintainer_name));
}

/* One line a group, its alternatives side by side. */
static void print_dependencies(const Package *package)
{
    uint32_t group = 0;

    printf("  Dependencies: %s\n", grouped(package->dependencies.count).text);
    kith_for_each(dependency, package->dependencies) {
        if (dependency->group == group)
            printf(" |");
        else
            printf("%s    %s", group ? "\n" : "", kind_names[dependency->kind]);
        group = dependency->group;
        printf(" %s", dependency->target.row ? dependency->target.row->name
                                             : "(deleted)");
        print_bound(dependency);
    }
    printf("%s", group ? "\n" : "");
}

static void print_dependents(const Package *package)
{
    size_t shown = 0;

    printf("  Reverse dependencies: %s\n",
           grouped(package->dependents.count).text);
    kith_for_each(dependency, package->dependents) {
        if (shown == SHOWN)
            break;
        shown++;
        printf("    %s: %s", dependency->package.row->name,
               kind_names[dependency->kind]);
        print_bound(dependency);
        printf("\n");
    }
    print_rest(package->dependents.count, SHOWN);
}

static void print_fallen(const struct package_list *fallen)
{
    printf("  Would break without it: %s\n", grouped(fallen->count).text);
    if (fallen->count > 0) {
        printf("   ");
        print_names(fallen->rows, fallen->count, SHOWN);
    }
}

bool report_package(kith_db *db, Package *package)
{
    struct package_list fallen = {0};
    const bool has_memory = walk_without(db, package, &fallen);

    if (has_memory) {
        print_identity(package);
        print_dependencies(package);
        print_dependents(package);
        print_fallen(&fallen);
        printf("\n");
    } else {
        fprintf(stderr, "there is no memory for the walk\n");
    }
    package_list_fini(&fallen);
    return has_memory;
}

/* --- Deleting ------------------------------------------------------------- */

/* What deleting a package changes. */
struct scene {
    size_t packages;
    size_t dependencies;
    size_t broken; /* dependencies that name nobody */
};

static struct scene scene_of(kith_db *db)
{
    struct scene scene = {.packages = kith_count(db, Package),
                          .dependencies = kith_count(db, Dependency)};

    kith_for_each_row(db, Dependency, dependency)
        scene.broken += kith_is_null(dependency, target_id);
    return scene;
}

/* What must follow: its own rows go with it, rows of others that name it stay
 * and name nobody. A row by which it names itself goes. */
static struct scene scene_without(struct scene scene, const Package *package)
{
    scene.packages--;
    scene.dependencies -= package->dependencies.count;
    kith_for_each(dependency, package->dependencies)
        scene.broken -= dependency->target.row == NULL;
    kith_for_each(dependency, package->dependents)
        scene.broken += dependency->package.row != package;
    return scene;
}

static void print_scene(const char *when, struct scene scene)
{
    printf("  %s %s packages, %s dependencies, %s of them name nobody\n", when,
           grouped(scene.packages).text, grouped(scene.dependencies).text,
           grouped(scene.broken).text);
}

/* The name must not be taken from the package: it is text of the database and
 * goes with the row. */
static void print_successor(kith_db *db, const char *name)
{
    const Package *successor = package_newest(db, name);

    if (successor && successor->available)
        printf("  the name now means: %s %s %s\n", name, successor->version,
               successor->architecture);
    else
        printf("  no package of this name is left\n");
}

bool report_deleting(kith_db *db, Package *package, const char *name)
{
    const Source *source = package->source.row;
    const struct scene before = scene_of(db);
    const struct scene wanted = scene_without(before, package);
    struct scene after;

    printf("Deleting %s\n", name);
    if (kith_delete(package) != KITH_OK) {
        fprintf(stderr, "%s: %s\n", name, kith_last_error(db)->message);
        return false;
    }
    after = scene_of(db);
    print_scene("before:", before);
    print_scene("after: ", after);
    printf("  its own dependencies, deleted with it: %s\n",
           grouped(before.dependencies - after.dependencies).text);
    printf("  dependencies on it, which now name nobody: %s\n",
           grouped(after.broken - before.broken).text);
    if (source)
        printf("  packages left of its source %s: %s\n", source->name,
               grouped(source->packages.count).text);
    print_successor(db, name);
    if (after.packages != wanted.packages ||
        after.dependencies != wanted.dependencies ||
        after.broken != wanted.broken) {
        fprintf(stderr, "%s: deleting it did not do what it must\n", name);
        return false;
    }
    return true;
}
