/* packages_tables.h - Debian's packages as rows.
 *
 *   Maintainer --< Package >-- Source          who makes it, and from what
 *                  Package >-- Section         where it is filed
 *   Package --< Dependency >-- Package         an association with payload:
 *                                              kind, group, relation, version
 *
 * A dependency is a row of its own, so a package shows two lists: dependencies,
 * the rows that it wrote, and dependents, the rows that name it.
 *
 * Knows  nothing of files: see packages_load.h for how rows come to be.
 */
#ifndef PACKAGES_TABLES_H
#define PACKAGES_TABLES_H

#include <kith.h>

typedef struct Source Source;
typedef struct Maintainer Maintainer;
typedef struct Section Section;
typedef struct Package Package;
typedef struct Dependency Dependency;

/* What one package says of another; each is a field of the same name. */
enum kind {
    KIND_DEPENDS,
    KIND_PRE_DEPENDS,
    KIND_RECOMMENDS,
    KIND_SUGGESTS,
    KIND_ENHANCES,
    KIND_CONFLICTS,
    KIND_BREAKS,
    KIND_REPLACES,
    KIND_PROVIDES,
    KIND_COUNT
};

/* How a version is bounded. */
enum relation {
    RELATION_NONE,
    RELATION_EARLIER,  /* << */
    RELATION_AT_MOST,  /* <= */
    RELATION_EXACTLY,  /* =  */
    RELATION_AT_LEAST, /* >= */
    RELATION_LATER,    /* >> */
    RELATION_COUNT
};

extern const char *const kind_names[KIND_COUNT];
extern const char *const relation_names[RELATION_COUNT];

struct Source {
    KITH_TEXT name;
    KITH_COLLECTION(Package) packages;
};

struct Maintainer {
    KITH_TEXT name;
    KITH_COLLECTION(Package) packages;
};

struct Section {
    KITH_TEXT name;
    KITH_COLLECTION(Package) packages;
};

/* Notes of the walks in packages_walk.c. Members that are not declared as
 * columns are the program's own: kith keeps them and never looks at them. */
struct notes {
    uint32_t providers; /* that still stand */
    uint32_t order;     /* 0: not visited */
    uint32_t low;       /* the earliest package reached, by its order */
    uint32_t next;      /* slot of the dependency to follow next */
    bool open;          /* on the list of packages without a cycle yet */
    bool fallen;
};

/* A package of the file, or one that is only referred to: then it is not
 * available and has no more than a name. */
struct Package {
    const int64_t id;
    KITH_TEXT name;
    KITH_TEXT version;
    KITH_TEXT architecture;
    KITH_TEXT source_name;
    KITH_TEXT maintainer_name;
    KITH_TEXT section_name;
    bool available;
    KITH_REFERENCE(Source) source;
    KITH_REFERENCE(Maintainer) maintainer;
    KITH_REFERENCE(Section) section;
    KITH_COLLECTION(Dependency) dependencies;
    KITH_COLLECTION(Dependency) dependents;
    struct notes notes;
};

/* One package named in one field of another. Alternatives (a | b) share their
 * group, and stand side by side in the list of the package that wrote them. */
struct Dependency {
    uint8_t kind;      /* enum kind */
    uint8_t relation;  /* enum relation */
    uint32_t group;    /* counted from 1 in each package */
    KITH_TEXT version; /* NULL without a relation */
    const int64_t package_id;
    const int64_t target_id;
    KITH_REFERENCE(Package) package;
    KITH_REFERENCE(Package) target; /* NULL once the target was deleted */
};

KITH_DECLARE(Source);
KITH_DECLARE(Maintainer);
KITH_DECLARE(Section);
KITH_DECLARE(Package);
KITH_DECLARE(Dependency);

#define PACKAGES_TABLES \
    KITH_TABLES(Source, Maintainer, Section, Package, Dependency)

/* The newest package of this name, the first of the file where versions are
 * equal; one that is not available where there is no other; NULL where there is
 * none. Cost: one probe, and one step for each package of the name. */
Package *package_newest(kith_db *db, const char *name);

/* Whether the package cannot be installed without the target of this row. */
bool dependency_is_hard(const Dependency *dependency);

#endif
