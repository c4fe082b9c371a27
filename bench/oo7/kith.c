/* kith.c - OO7 as a program on kith. The tables are in kith_rows.h. */
#include "oo7/kith_rows.h"
#include "peers/kith.h"

#include <stdlib.h>

struct world {
    kith_db *db;
    Module *module; /* the one there is; no system looks it up */
    uint32_t stamp; /* of the latest visit */
};

/* --- Writing -------------------------------------------------------------- */

static void insert_parts(kith_db *db, const struct oo7 *data,
                         const struct oo7_composite *from, Composite *composite)
{
    Part *parts[PARTS_MAX];

    for (size_t i = 0; i < data->parts; i++) {
        const struct oo7_part *part = &from->parts[i];

        parts[i] = kith_insert(
            db, Part, .id = part->id, .x = part->x, .y = part->y,
            .build_date = part->build_date, .document_id = part->document_id,
            .type = OO7_TYPE(part->type), .composite.row = composite);
        BENCH_REQUIRE(parts[i]);
    }
    BENCH_REQUIRE(kith_relate(composite, root, parts[0]) == KITH_OK);
    for (size_t i = 0; i < data->connections; i++) {
        const struct oo7_connection *connection = &from->connections[i];

        BENCH_REQUIRE(kith_insert(db, Connection, .length = connection->length,
                                  .type = OO7_TYPE(connection->type),
                                  .from.row = parts[connection->from],
                                  .to.row = parts[connection->to]));
    }
}

static void insert_composite(kith_db *db, const struct oo7 *data,
                             const struct oo7_composite *from)
{
    Composite *composite = kith_insert(db, Composite, .id = from->id,
                                       .build_date = from->build_date,
                                       .type = OO7_TYPE(from->type));

    BENCH_REQUIRE(composite);
    BENCH_REQUIRE(kith_insert(db, Document, .id = from->id,
                              .composite.row = composite, .title = from->title,
                              .text = data->document));
    insert_parts(db, data, from, composite);
}

static void insert_uses(kith_db *db, const struct oo7_use *uses, size_t count)
{
    for (size_t i = 0; i < count; i++)
        BENCH_REQUIRE(kith_insert(db, Use, .base_id = uses[i].base,
                                  .composite_id = uses[i].composite));
}

static void insert_assemblies(kith_db *db, const struct oo7 *data)
{
    for (size_t i = 0; i < COMPLEX_ASSEMBLIES; i++) {
        const struct oo7_assembly *complex = &data->complexes[i];

        BENCH_REQUIRE(kith_insert(
            db, Complex, .id = complex->id, .build_date = complex->build_date,
            .type = OO7_TYPE(complex->type), .parent_id = complex->parent));
    }
    for (size_t i = 0; i < BASE_ASSEMBLIES; i++) {
        const struct oo7_assembly *base = &data->bases[i];

        BENCH_REQUIRE(kith_insert(
            db, Base, .id = base->id, .build_date = base->build_date,
            .type = OO7_TYPE(base->type), .parent_id = base->parent));
    }
}

static void *open(void *of)
{
    const struct oo7 *data = of;
    struct world *world = bench_new(sizeof(*world));
    kith_db *db;
    Module *module;

    db = bench_kith_open(KITH_TABLES(Module, Manual, Complex, Base, Use,
                                     Composite, Document, Part, Connection));
    insert_assemblies(db, data);
    module = kith_insert(db, Module, .id = 1, .root_id = 1);
    BENCH_REQUIRE(module);
    BENCH_REQUIRE(kith_insert(db, Manual, .id = 1, .module.row = module,
                              .bytes = (int32_t)data->manual_bytes,
                              .text = data->manual));
    for (size_t i = 0; i < COMPOSITES; i++)
        insert_composite(db, data, &data->composites[i]);
    insert_uses(db, data->uses, USES);
    *world = (struct world){.db = db, .module = module};
    return world;
}

static void close(void *of)
{
    struct world *world = of;

    kith_close(world->db);
    free(world);
}

/* --- Traversals ----------------------------------------------------------- */

static uint64_t visit(Part *part, uint32_t stamp)
{
    uint64_t sum = oo7_read(part->x, part->y);

    part->visited = stamp;
    kith_for_each(connection, part->to) {
        if (connection->to.row->visited != stamp)
            sum += visit(connection->to.row, stamp);
    }
    return sum;
}

static uint64_t visit_swapping(Part *part, uint32_t stamp, int repeats)
{
    uint64_t sum;

    for (int i = 0; i < repeats; i++)
        oo7_swap(&part->x, &part->y);
    sum = oo7_read(part->x, part->y);
    part->visited = stamp;
    kith_for_each(connection, part->to) {
        if (connection->to.row->visited != stamp)
            sum += visit_swapping(connection->to.row, stamp, repeats);
    }
    return sum;
}

/* In a level a program that writes members by itself says so first. */
static uint64_t visit_editing(Part *part, uint32_t stamp, int repeats)
{
    Part *edited = kith_edit(part);
    uint64_t sum;

    BENCH_REQUIRE(edited);
    for (int i = 0; i < repeats; i++)
        oo7_swap(&edited->x, &edited->y);
    sum = oo7_read(part->x, part->y);
    part->visited = stamp;
    kith_for_each(connection, part->to) {
        if (connection->to.row->visited != stamp)
            sum += visit_editing(connection->to.row, stamp, repeats);
    }
    return sum;
}

static uint64_t visit_to_swap(const struct world *world, Part *root,
                              int repeats)
{
    return kith_depth(world->db) ? visit_editing(root, world->stamp, repeats)
                                 : visit_swapping(root, world->stamp, repeats);
}

static uint64_t retime(Part *part, int repeats)
{
    for (int i = 0; i < repeats; i++)
        BENCH_REQUIRE(kith_set(part, build_date,
                               oo7_toggled(part->build_date)) == KITH_OK);
    return (uint64_t)part->build_date;
}

static uint64_t visit_retiming(Part *part, uint32_t stamp, int repeats)
{
    uint64_t sum = retime(part, repeats);

    part->visited = stamp;
    kith_for_each(connection, part->to) {
        if (connection->to.row->visited != stamp)
            sum += visit_retiming(connection->to.row, stamp, repeats);
    }
    return sum;
}

static inline uint64_t visit_composite(struct world *world, Part *root,
                                       enum oo7_question traversal)
{
    uint64_t sum = 0;

    world->stamp++;
    switch (traversal) {
    case T2B:
        return visit_to_swap(world, root, 1);
    case T2C:
        return visit_to_swap(world, root, REPEATS);
    case T3B:
        return visit_retiming(root, world->stamp, 1);
    case T3C:
        return visit_retiming(root, world->stamp, REPEATS);
    case T2A:
        if (kith_depth(world->db))
            BENCH_REQUIRE(kith_edit(root));
        oo7_swap(&root->x, &root->y);
        break;
    case T3A:
        sum = retime(root, 1);
        break;
    default:
        break;
    }
    return sum + visit(root, world->stamp);
}

static uint64_t walk(struct world *world, const Complex *complex,
                     enum oo7_question traversal)
{
    uint64_t sum = 0;

    kith_for_each(child, complex->complexes)
        sum += walk(world, child, traversal);
    kith_for_each(base, complex->bases) {
        kith_for_each(use, base->composites)
            sum +=
                visit_composite(world, use->composite.row->root.row, traversal);
    }
    return sum;
}

static uint64_t traverse(struct world *world, enum oo7_question traversal)
{
    const Module *module = world->module;

    return walk(world, module->root.row, traversal);
}

OO7_TRAVERSAL(t1, T1)
OO7_TRAVERSAL(t2a, T2A)
OO7_TRAVERSAL(t2b, T2B)
OO7_TRAVERSAL(t2c, T2C)
OO7_TRAVERSAL(t3a, T3A)
OO7_TRAVERSAL(t3b, T3B)
OO7_TRAVERSAL(t3c, T3C)

static uint64_t walk_roots(const Complex *complex)
{
    uint64_t sum = 0;

    kith_for_each(child, complex->complexes)
        sum += walk_roots(child);
    kith_for_each(base, complex->bases) {
        kith_for_each(use, base->composites) {
            const Part *root = use->composite.row->root.row;

            sum += oo7_read(root->x, root->y);
        }
    }
    return sum;
}

static uint64_t t6(void *of, void *data)
{
    struct world *world = of;
    uint64_t sum = 0;

    (void)data;
    for (int pass = 0; pass < T6_PASSES; pass++) {
        sum += walk_roots(world->module->root.row);
        oo7_forget();
    }
    return sum;
}

static uint64_t t8(void *of, void *data)
{
    struct world *world = of;
    const Manual *manual = world->module->manual.row;

    (void)data;
    return oo7_count(manual->text, (size_t)manual->bytes, 'I');
}

static uint64_t t9(void *of, void *data)
{
    struct world *world = of;
    uint64_t same = 0;

    (void)data;
    for (int i = 0; i < T9_COMPARISONS; i++) {
        const Manual *manual = world->module->manual.row;

        same += manual->text[0] == manual->text[manual->bytes - 1];
        oo7_forget();
    }
    return same;
}

/* --- Queries -------------------------------------------------------------- */

static uint64_t q1(void *of, void *data)
{
    struct world *world = of;
    const struct oo7 *oo7 = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < LOOKUPS; i++) {
        const Part *part = kith_get(world->db, Part, oo7->part_ids[i]);

        sum += oo7_read(part->x, part->y);
    }
    return sum;
}

/* A range is each of its dates: an ordered index would make T3b dearer. */
static uint64_t q2(void *of, void *data)
{
    struct world *world = of;
    const struct oo7 *oo7 = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < oo7->range_count; i++) {
        int32_t date = oo7->ranges[i];
        int32_t end = date + (int32_t)oo7->range_dates;

        for (; date < end; date++) {
            kith_for_each_match(world->db, Part, part, build_date, date)
                sum += oo7_read(part->x, part->y);
        }
    }
    return sum;
}

static uint64_t q4(void *of, void *data)
{
    struct world *world = of;
    const struct oo7 *oo7 = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < LOOKUPS; i++) {
        const Document *document =
            kith_find(world->db, Document, title, oo7->titles[i]);

        kith_for_each(use, document->composite.row->bases)
            sum += (uint64_t)use->base.row->id;
    }
    return sum;
}

static bool uses_newer(const Base *base)
{
    kith_for_each(use, base->composites) {
        if (use->composite.row->build_date > base->build_date)
            return true;
    }
    return false;
}

static uint64_t q5(void *of, void *data)
{
    struct world *world = of;
    uint64_t sum = 0;

    (void)data;
    for (int pass = 0; pass < Q5_PASSES; pass++) {
        kith_for_each_row(world->db, Base, base)
            sum += uses_newer(base) ? (uint64_t)base->id : 0;
        oo7_forget();
    }
    return sum;
}

static uint64_t q7(void *of, void *data)
{
    struct world *world = of;
    uint64_t sum = 0;

    (void)data;
    kith_for_each_row(world->db, Part, part)
        sum += oo7_read(part->x, part->y);
    return sum;
}

static uint64_t q8(void *of, void *data)
{
    struct world *world = of;
    uint64_t sum = 0;

    (void)data;
    kith_for_each_row(world->db, Part, part) {
        const Document *document =
            kith_get(world->db, Document, part->document_id);

        sum += (uint64_t)part->id * (uint64_t)document->id;
    }
    return sum;
}

/* --- Structural modifications --------------------------------------------- */

static uint64_t sm1(void *of, void *data)
{
    struct world *world = of;
    const struct oo7 *oo7 = data;

    for (size_t i = 0; i < FRESH; i++)
        insert_composite(world->db, oo7, &oo7->fresh[i]);
    insert_uses(world->db, oo7->fresh_uses, FRESH_USES);
    return FRESH;
}

/* What a composite part owns goes with it, as the tables say. */
static uint64_t sm2(void *of, void *data)
{
    struct world *world = of;
    const struct oo7 *oo7 = data;

    for (size_t i = 0; i < FRESH; i++) {
        Composite *composite = kith_get(world->db, Composite, oo7->fresh[i].id);

        BENCH_REQUIRE(kith_delete(composite) == KITH_OK);
    }
    return FRESH;
}

BENCH_KITH_LEVEL(oo7)

static const struct work works[QUESTIONS] = OO7_WORKS;

const struct system oo7_kith = {
    .name = "kith", .open = open, .close = close, .works = works};
