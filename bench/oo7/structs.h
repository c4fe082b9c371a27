/* structs.h - the questions of OO7 for systems whose rows are plain structs.
 *
 * Owns   loading, traversals, queries, inserting and deleting, once for all of
 *        them: hand, list, uthash and glib differ in what a row and a list of
 *        rows are made of, and in how a key is found, and in nothing else.
 * Knows  what the including file says before:
 *
 *   struct world          with members `module` and `stamp`
 *   struct complex_assembly, base_assembly, use, composite, document, part,
 *   connection            with the members that are read below
 *   NEW_ROW, FREE_ROW     memory of a row of one of these
 *   new_text, free_text   memory of a document's text
 *   EACH_COMPLEX, ...     loops over the members of a list; the body may free
 *                         the member it is at
 *   join_complex, ...     a new row becomes a member of its lists
 *   leave_date, ...       a row leaves a list that stays
 *   free_lists_of_...     the lists of a row that goes
 *   index_..., find_...   keys
 */
#ifndef BENCH_OO7_STRUCTS_H
#define BENCH_OO7_STRUCTS_H

#include "oo7/oo7.h"

#include <stdlib.h>

/* --- Writing -------------------------------------------------------------- */

static void set_type(char *type, uint8_t number)
{
    memcpy(type, (const char[TYPE_BYTES])OO7_TYPE(number), TYPE_BYTES);
}

static void add_parts(struct world *world, const struct oo7 *data,
                      const struct oo7_composite *from,
                      struct composite *composite)
{
    struct part *parts[PARTS_MAX];

    for (size_t i = 0; i < data->parts; i++) {
        const struct oo7_part *given = &from->parts[i];
        struct part *part = NEW_ROW(world, part);

        *part = (struct part){.composite = composite,
                              .id = given->id,
                              .x = given->x,
                              .y = given->y,
                              .build_date = given->build_date,
                              .document_id = given->document_id};
        set_type(part->type, given->type);
        join_part(world, part);
        join_date(world, part);
        index_part(world, part);
        parts[i] = part;
    }
    composite->root = parts[0];
    for (size_t i = 0; i < data->connections; i++) {
        const struct oo7_connection *given = &from->connections[i];
        struct connection *connection = NEW_ROW(world, connection);

        connection->from = parts[given->from];
        connection->to = parts[given->to];
        connection->length = given->length;
        set_type(connection->type, given->type);
        join_connection(world, connection);
    }
}

static void add_composite(struct world *world, const struct oo7 *data,
                          const struct oo7_composite *from)
{
    struct composite *composite = NEW_ROW(world, composite);
    struct document *document = NEW_ROW(world, document);

    *composite = (struct composite){
        .id = from->id, .build_date = from->build_date, .document = document};
    set_type(composite->type, from->type);
    index_composite(world, composite);
    document->composite = composite;
    document->id = from->id;
    document->text = new_text(world, data);
    set_title(document, from->title);
    index_document(world, document);
    add_parts(world, data, from, composite);
}

static void add_uses(struct world *world, const struct oo7_use *uses,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct use *use = NEW_ROW(world, use);

        use->base = find_base(world, uses[i].base);
        use->composite = find_composite(world, uses[i].composite);
        join_use(world, use);
    }
}

static void add_assemblies(struct world *world, const struct oo7 *data)
{
    struct complex_assembly *complexes[COMPLEX_ASSEMBLIES + 1] = {NULL};

    for (size_t i = 0; i < COMPLEX_ASSEMBLIES; i++) {
        const struct oo7_assembly *given = &data->complexes[i];
        struct complex_assembly *complex = NEW_ROW(world, complex_assembly);

        *complex =
            (struct complex_assembly){.id = given->id,
                                      .build_date = given->build_date,
                                      .parent = complexes[given->parent]};
        set_type(complex->type, given->type);
        if (complex->parent)
            join_complex(world, complex);
        complexes[given->id] = complex;
    }
    for (size_t i = 0; i < BASE_ASSEMBLIES; i++) {
        const struct oo7_assembly *given = &data->bases[i];
        struct base_assembly *base = NEW_ROW(world, base_assembly);

        *base = (struct base_assembly){.id = given->id,
                                       .build_date = given->build_date,
                                       .parent = complexes[given->parent]};
        set_type(base->type, given->type);
        join_base(world, base);
        index_base(world, base);
    }
    world->module.root = complexes[1];
}

static void load(struct world *world, const struct oo7 *data)
{
    add_assemblies(world, data);
    world->module.manual_bytes = data->manual_bytes;
    world->module.manual = bench_new(data->manual_bytes + 1);
    memcpy(world->module.manual, data->manual, data->manual_bytes + 1);
    for (size_t i = 0; i < COMPOSITES; i++)
        add_composite(world, data, &data->composites[i]);
    add_uses(world, data->uses, USES);
}

/* Connections never leave their composite part, so they need not leave the
 * lists of parts that go with them. */
static void delete_composite(struct world *world, struct composite *composite)
{
    struct document *document = composite->document;

    unindex_document(world, document);
    free_text(world, document->text);
    free_title(document);
    FREE_ROW(world, document, document);
    EACH_USER(use, composite)
    {
        leave_base(world, use);
        FREE_ROW(world, use, use);
    }
    EACH_PART(part, composite)
    {
        EACH_OUT(connection, part)
        FREE_ROW(world, connection, connection);
        free_lists_of_part(world, part);
        leave_date(world, part);
        unindex_part(world, part);
        FREE_ROW(world, part, part);
    }
    free_lists_of_composite(world, composite);
    unindex_composite(world, composite);
    FREE_ROW(world, composite, composite);
}

static uint64_t sm1(void *world, void *of)
{
    const struct oo7 *data = of;

    for (size_t i = 0; i < FRESH; i++)
        add_composite(world, data, &data->fresh[i]);
    add_uses(world, data->fresh_uses, FRESH_USES);
    return FRESH;
}

static uint64_t sm2(void *world, void *of)
{
    const struct oo7 *data = of;

    for (size_t i = 0; i < FRESH; i++)
        delete_composite(world, find_composite(world, data->fresh[i].id));
    return FRESH;
}

/* --- Traversals ----------------------------------------------------------- */

static uint64_t visit(struct part *part, uint32_t stamp)
{
    uint64_t sum = oo7_read(part->x, part->y);

    part->visited = stamp;
    EACH_OUT(connection, part)
    {
        if (connection->to->visited != stamp)
            sum += visit(connection->to, stamp);
    }
    return sum;
}

static uint64_t visit_swapping(struct part *part, uint32_t stamp, int repeats)
{
    uint64_t sum;

    for (int i = 0; i < repeats; i++)
        oo7_swap(&part->x, &part->y);
    sum = oo7_read(part->x, part->y);
    part->visited = stamp;
    EACH_OUT(connection, part)
    {
        if (connection->to->visited != stamp)
            sum += visit_swapping(connection->to, stamp, repeats);
    }
    return sum;
}

static uint64_t retime(struct world *world, struct part *part, int repeats)
{
    for (int i = 0; i < repeats; i++) {
        leave_date(world, part);
        part->build_date = oo7_toggled(part->build_date);
        join_date(world, part);
    }
    return (uint64_t)part->build_date;
}

static uint64_t visit_retiming(struct world *world, struct part *part,
                               uint32_t stamp, int repeats)
{
    uint64_t sum = retime(world, part, repeats);

    part->visited = stamp;
    EACH_OUT(connection, part)
    {
        if (connection->to->visited != stamp)
            sum += visit_retiming(world, connection->to, stamp, repeats);
    }
    return sum;
}

static inline uint64_t visit_composite(struct world *world, struct part *root,
                                       enum oo7_question traversal)
{
    uint64_t sum = 0;

    world->stamp++;
    switch (traversal) {
    case T2B:
        return visit_swapping(root, world->stamp, 1);
    case T2C:
        return visit_swapping(root, world->stamp, REPEATS);
    case T3B:
        return visit_retiming(world, root, world->stamp, 1);
    case T3C:
        return visit_retiming(world, root, world->stamp, REPEATS);
    case T2A:
        oo7_swap(&root->x, &root->y);
        break;
    case T3A:
        sum = retime(world, root, 1);
        break;
    default:
        break;
    }
    return sum + visit(root, world->stamp);
}

static uint64_t walk(struct world *world, struct complex_assembly *complex,
                     enum oo7_question traversal)
{
    uint64_t sum = 0;

    EACH_COMPLEX(child, complex)
    sum += walk(world, child, traversal);
    EACH_BASE(base, complex)
    {
        EACH_USE(use, base)
        sum += visit_composite(world, use->composite->root, traversal);
    }
    return sum;
}

static uint64_t traverse(struct world *world, enum oo7_question traversal)
{
    return walk(world, world->module.root, traversal);
}

OO7_TRAVERSAL(t1, T1)
OO7_TRAVERSAL(t2a, T2A)
OO7_TRAVERSAL(t2b, T2B)
OO7_TRAVERSAL(t2c, T2C)
OO7_TRAVERSAL(t3a, T3A)
OO7_TRAVERSAL(t3b, T3B)
OO7_TRAVERSAL(t3c, T3C)

static uint64_t walk_roots(struct complex_assembly *complex)
{
    uint64_t sum = 0;

    EACH_COMPLEX(child, complex)
    sum += walk_roots(child);
    EACH_BASE(base, complex)
    {
        EACH_USE(use, base)
        {
            const struct part *root = use->composite->root;

            sum += oo7_read(root->x, root->y);
        }
    }
    return sum;
}

static uint64_t t6(void *of, void *data)
{
    const struct world *world = of;
    uint64_t sum = 0;

    (void)data;
    for (int pass = 0; pass < T6_PASSES; pass++) {
        sum += walk_roots(world->module.root);
        oo7_forget();
    }
    return sum;
}

static uint64_t t8(void *of, void *data)
{
    const struct world *world = of;

    (void)data;
    return oo7_count(world->module.manual, world->module.manual_bytes, 'I');
}

static uint64_t t9(void *of, void *data)
{
    const struct world *world = of;
    uint64_t same = 0;

    (void)data;
    for (int i = 0; i < T9_COMPARISONS; i++) {
        const struct module *module = &world->module;

        same += module->manual[0] == module->manual[module->manual_bytes - 1];
        oo7_forget();
    }
    return same;
}

/* --- Queries -------------------------------------------------------------- */

static uint64_t q1(void *world, void *of)
{
    const struct oo7 *data = of;
    uint64_t sum = 0;

    for (size_t i = 0; i < LOOKUPS; i++) {
        const struct part *part = find_part(world, data->part_ids[i]);

        sum += oo7_read(part->x, part->y);
    }
    return sum;
}

static uint64_t q2(void *world, void *of)
{
    const struct oo7 *data = of;
    uint64_t sum = 0;

    for (size_t i = 0; i < data->range_count; i++) {
        int32_t date = data->ranges[i];
        int32_t end = date + (int32_t)data->range_dates;

        for (; date < end; date++) {
            EACH_DATED(part, world, date)
            sum += oo7_read(part->x, part->y);
        }
    }
    return sum;
}

static uint64_t q4(void *world, void *of)
{
    const struct oo7 *data = of;
    uint64_t sum = 0;

    for (size_t i = 0; i < LOOKUPS; i++) {
        const struct document *document = find_titled(world, data->titles[i]);

        EACH_USER(use, document->composite)
        sum += (uint64_t)use->base->id;
    }
    return sum;
}

static bool uses_newer(struct base_assembly *base)
{
    EACH_USE(use, base)
    {
        if (use->composite->build_date > base->build_date)
            return true;
    }
    return false;
}

static uint64_t q5(void *world, void *data)
{
    uint64_t sum = 0;

    (void)data;
    for (int pass = 0; pass < Q5_PASSES; pass++) {
        ALL_BASES(base, world)
        sum += uses_newer(base) ? (uint64_t)base->id : 0;
        oo7_forget();
    }
    return sum;
}

static uint64_t q7(void *world, void *data)
{
    uint64_t sum = 0;

    (void)data;
    ALL_PARTS(part, world)
    sum += oo7_read(part->x, part->y);
    return sum;
}

static uint64_t q8(void *world, void *data)
{
    uint64_t sum = 0;

    (void)data;
    ALL_PARTS(part, world)
    {
        const struct document *document =
            find_document(world, part->document_id);

        sum += (uint64_t)part->id * (uint64_t)document->id;
    }
    return sum;
}

static const struct work works[QUESTIONS] = OO7_WORKS;

#endif
