/* packages_tables.c - what the row types of packages_tables.h mean as tables,
 * and the questions that every part of the program asks them.
 */
#include "packages_tables.h"
#include "packages_version.h"

/* One entry a line. */
/* clang-format off */

const char *const kind_names[KIND_COUNT] = {
    [KIND_DEPENDS] = "Depends",
    [KIND_PRE_DEPENDS] = "Pre-Depends",
    [KIND_RECOMMENDS] = "Recommends",
    [KIND_SUGGESTS] = "Suggests",
    [KIND_ENHANCES] = "Enhances",
    [KIND_CONFLICTS] = "Conflicts",
    [KIND_BREAKS] = "Breaks",
    [KIND_REPLACES] = "Replaces",
    [KIND_PROVIDES] = "Provides",
};

const char *const relation_names[RELATION_COUNT] = {
    [RELATION_NONE] = "",
    [RELATION_EARLIER] = "<<",
    [RELATION_AT_MOST] = "<=",
    [RELATION_EXACTLY] = "=",
    [RELATION_AT_LEAST] = ">=",
    [RELATION_LATER] = ">>",
};

KITH_TABLE(Source, "sources",
    KITH_PRIMARY_KEY(Source, name),
    KITH_RELATIONSHIP(Source, packages, Package, .back_populates = "source"));

KITH_TABLE(Maintainer, "maintainers",
    KITH_PRIMARY_KEY(Maintainer, name),
    KITH_RELATIONSHIP(Maintainer, packages, Package,
        .back_populates = "maintainer"));

KITH_TABLE(Section, "sections",
    KITH_PRIMARY_KEY(Section, name),
    KITH_RELATIONSHIP(Section, packages, Package, .back_populates = "section"));

KITH_TABLE(Package, "packages",
    KITH_PRIMARY_KEY(Package, id),
    KITH_COLUMN(Package, name, .not_null = true, .index = true),
    KITH_COLUMN(Package, version),
    KITH_COLUMN(Package, architecture),
    KITH_UNIQUE("name", "version", "architecture"),
    KITH_COLUMN(Package, available),
    KITH_FOREIGN_KEY(Package, source_name, Source, name,
        .on_delete = KITH_RESTRICT),
    KITH_FOREIGN_KEY(Package, maintainer_name, Maintainer, name,
        .on_delete = KITH_RESTRICT),
    KITH_FOREIGN_KEY(Package, section_name, Section, name,
        .on_delete = KITH_SET_NULL),
    KITH_RELATIONSHIP(Package, source, Source, .back_populates = "packages"),
    KITH_RELATIONSHIP(Package, maintainer, Maintainer,
        .back_populates = "packages"),
    KITH_RELATIONSHIP(Package, section, Section, .back_populates = "packages"),
    KITH_RELATIONSHIP(Package, dependencies, Dependency,
        .foreign_key = "package_id", .back_populates = "package"),
    KITH_RELATIONSHIP(Package, dependents, Dependency,
        .foreign_key = "target_id", .back_populates = "target"));

/* What a package says goes with it. What others say of it stays, and then
 * names nobody: that is how a broken dependency looks. */
KITH_TABLE(Dependency, "dependencies",
    KITH_COLUMN(Dependency, kind),
    KITH_COLUMN(Dependency, relation),
    KITH_COLUMN(Dependency, group),
    KITH_COLUMN(Dependency, version),
    KITH_FOREIGN_KEY(Dependency, package_id, Package, id,
        .not_null = true, .on_delete = KITH_CASCADE),
    KITH_FOREIGN_KEY(Dependency, target_id, Package, id,
        .on_delete = KITH_SET_NULL),
    KITH_RELATIONSHIP(Dependency, package, Package,
        .foreign_key = "package_id", .back_populates = "dependencies"),
    KITH_RELATIONSHIP(Dependency, target, Package,
        .foreign_key = "target_id", .back_populates = "dependents"));

/* clang-format on */

Package *package_newest(kith_db *db, const char *name)
{
    Package *newest = NULL;

    kith_for_each_match(db, Package, package, name, name) {
        if (!newest || (package->available && !newest->available) ||
            (package->available &&
             version_compare(package->version, newest->version) > 0))
            newest = package;
    }
    return newest;
}

bool dependency_is_hard(const Dependency *dependency)
{
    return dependency->kind == KIND_DEPENDS ||
           dependency->kind == KIND_PRE_DEPENDS;
}
