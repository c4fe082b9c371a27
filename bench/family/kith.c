/* kith.c - parents and children in kith. */
#include "family/family.h"
#include "peers/kith.h"

#include <kith.h>

#include <stdlib.h>

typedef struct Parent Parent;
typedef struct Child Child;
struct Parent {
    const int64_t id;
    int64_t value;
    KITH_COLLECTION(Child) children;
};
struct Child {
    const int64_t id;
    int64_t value;
    int32_t amount;
    const char tag[sizeof(FAMILY_TAG)];
    const int64_t parent_id;
    KITH_REFERENCE(Parent) parent;
};
static KITH_TABLE(Parent, "parents", KITH_PRIMARY_KEY(Parent, id),
                  KITH_COLUMN(Parent, value),
                  KITH_RELATIONSHIP(Parent, children, Child,
                                    .back_populates = "parent"));
static KITH_TABLE(
    Child, "children", KITH_PRIMARY_KEY(Child, id), KITH_COLUMN(Child, value),
    KITH_COLUMN(Child, amount), KITH_COLUMN(Child, tag),
    KITH_FOREIGN_KEY(Child, parent_id, Parent, id, .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Child, parent, Parent, .back_populates = "children"));

struct world {
    struct family_handles rows;
    kith_db *db;
};

static Parent *parent_new(struct world *world, int64_t id)
{
    Parent *parent =
        kith_insert(world->db, Parent, .id = id, .value = family_value(-id));

    BENCH_REQUIRE(parent);
    return parent;
}

static Child *child_new(struct world *world, int64_t id, int64_t parent)
{
    Child *child =
        kith_insert(world->db, Child, .id = id, .value = family_value(id),
                    .tag = FAMILY_TAG, .parent_id = parent);

    BENCH_REQUIRE(child);
    return child;
}

static void *open(void *data)
{
    const struct family *family = data;
    struct world *world = bench_new(sizeof(*world));

    world->rows.parent_by_id =
        bench_new((family->parent_count + 1) * sizeof(Parent *));
    world->rows.child_by_id =
        bench_new((family->child_count + 1) * sizeof(Child *));
    world->db = bench_kith_open(KITH_TABLES(Parent, Child));
    for (int64_t p = 1; p <= (int64_t)family->parent_count; p++)
        world->rows.parent_by_id[p] = parent_new(world, p);
    for (int64_t c = 1; c <= (int64_t)family->child_count; c++)
        world->rows.child_by_id[c] = child_new(world, c, family->parent_of[c]);
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    kith_close(world->db);
    free(world->rows.parent_by_id);
    free(world->rows.child_by_id);
    free(world);
}

/* --- Reads ---------------------------------------------------------------- */

static uint64_t walk(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t pass = 0; pass < family->passes; pass++) {
        for (size_t i = 0; i < family->count; i++) {
            const Parent *parent = world->rows.parents[i];

            kith_for_each(child, parent->children)
                sum += (uint64_t)child->value;
        }
    }
    return sum;
}

/* The same, sixteen parents at a time. */
static uint64_t walk_fetched(void *at, void *data)
{
    enum { AT_ONCE = 16 };
    struct world *world = at;
    const struct family *family = data;
    Parent *parents[AT_ONCE];
    uint64_t sum = 0;

    for (size_t i = 0; i < family->count; i += AT_ONCE) {
        size_t rest = family->count - i;
        size_t count = rest < AT_ONCE ? rest : AT_ONCE;

        for (size_t j = 0; j < count; j++)
            parents[j] = world->rows.parents[i + j];
        kith_prefetch(parents, count, children);
        for (size_t j = 0; j < count; j++) {
            kith_for_each(child, parents[j]->children)
                sum += (uint64_t)child->value;
        }
    }
    return sum;
}

static uint64_t walk_before(void *at, void *data)
{
    return family_take_parents(at, data) + walk(at, data);
}

static uint64_t parent_by_key(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < family->count; i++) {
        const Child *child = kith_get(world->db, Child, family->children[i]);

        sum += (uint64_t)child->parent.row->value;
    }
    return sum;
}

static uint64_t all_parents(void *at, void *data)
{
    struct world *world = at;
    uint64_t sum = 0;

    (void)data;
    kith_for_each_row(world->db, Child, child)
        sum += (uint64_t)child->parent.row->value;
    return sum;
}

static uint64_t scan(void *at, void *data)
{
    struct world *world = at;
    uint64_t sum = 0;

    (void)data;
    kith_for_each_row(world->db, Child, child)
        sum += (uint64_t)child->value;
    return sum;
}

/* --- Inserts and deletes -------------------------------------------------- */

static uint64_t insert_by_pointer(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < family->count; i++) {
        Child *child = kith_insert(
            world->db, Child, .value = (int64_t)i, .amount = family->amounts[i],
            .tag = FAMILY_TAG, .parent.row = world->rows.parents[i]);

        BENCH_REQUIRE(child);
        sum += (uint64_t)(child->value + child->parent_id);
        world->rows.children[i] = child;
    }
    return sum;
}

static uint64_t insert_by_key(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < family->count; i++) {
        Child *child = kith_insert(
            world->db, Child, .value = (int64_t)i, .amount = family->amounts[i],
            .tag = FAMILY_TAG, .parent_id = family->parents[i]);

        BENCH_REQUIRE(child);
        sum += (uint64_t)(child->value + child->parent_id);
        world->rows.children[i] = child;
    }
    return sum;
}

static uint64_t delete_children(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;

    for (size_t i = 0; i < family->count; i++)
        BENCH_REQUIRE(kith_delete(world->rows.children[i]) == KITH_OK);
    return kith_count(world->db, Child);
}

static uint64_t insert_again(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;

    for (size_t i = 0; i < family->count; i++) {
        int64_t id = family->children[i];

        world->rows.child_by_id[id] =
            child_new(world, id, family->parent_of[id]);
    }
    return kith_count(world->db, Child);
}

/* --- Columns -------------------------------------------------------------- */

/* Hot rows are read again. Cold ones are not, for by hand they are not either:
 * there the compiler knows what was just written. A load of it from a row that
 * is still on its way cost 2 to 30 ns more, by where the code happened to lie. */
static inline uint64_t set_all(struct world *world, const struct family *family,
                               bool read)
{
    uint64_t sum = 0;

    for (size_t pass = 0; pass < family->passes; pass++) {
        for (size_t i = 0; i < family->count; i++) {
            Child *child = world->rows.children[i];
            int32_t amount = family_amount(family, i, pass);

            BENCH_REQUIRE(kith_set(child, amount, amount) == KITH_OK);
            sum += (uint64_t)(read ? child->amount : amount);
        }
    }
    return sum;
}
static uint64_t set(void *at, void *data)
{
    return set_all(at, data, true);
}
static uint64_t set_cold(void *at, void *data)
{
    return set_all(at, data, false);
}

static uint64_t set_before(void *at, void *data)
{
    return family_take_children(at, data) + set(at, data);
}

static uint64_t edit(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < family->count; i++) {
        Child *child = kith_edit(world->rows.children[i]);

        BENCH_REQUIRE(child);
        child->amount = family_amount(family, i, 0);
        sum += (uint64_t)child->amount;
    }
    return sum;
}

static uint64_t set_key(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < family->count; i++) {
        Child *child = world->rows.children[i];

        BENCH_REQUIRE(kith_set(child, parent_id, family->parents[i]) ==
                      KITH_OK);
        sum += (uint64_t)child->parent.row->id;
    }
    return sum;
}

/* --- Links ---------------------------------------------------------------- */

static uint64_t relate(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < family->count; i++) {
        Child *child = world->rows.children[i];

        BENCH_REQUIRE(kith_relate(child, parent, world->rows.parents[i]) ==
                      KITH_OK);
        sum += (uint64_t)child->parent.row->id;
    }
    return sum;
}

static uint64_t move_home(void *at, void *data)
{
    return family_take_homes(at, data) + relate(at, data);
}

static uint64_t append(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < family->count; i++) {
        Child *child = world->rows.children[i];
        Parent *parent = world->rows.parents[i];

        BENCH_REQUIRE(kith_append(parent, children, child) == KITH_OK);
        sum += (uint64_t)child->parent.row->id;
    }
    return sum;
}

static uint64_t take_out(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < family->count; i++) {
        Child *child = world->rows.children[i];
        Parent *parent = child->parent.row;

        BENCH_REQUIRE(kith_remove(parent, children, child) == KITH_OK);
        sum += (uint64_t)(parent->id + !child->parent.row);
    }
    return sum;
}

static uint64_t append_home(void *at, void *data)
{
    return family_take_homes(at, data) + append(at, data);
}

static uint64_t append_before(void *at, void *data)
{
    return family_take_both(at, data) + take_out(at, data);
}

static uint64_t gather(void *at, void *data)
{
    return family_take_both(at, data) + relate(at, data);
}

/* --- Many rows ------------------------------------------------------------ */

static uint64_t set_key_fetched(void *at, void *data)
{
    enum { AT_ONCE = 16 };
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < family->count; i++) {
        size_t rest = family->count - i;
        Child *child = world->rows.children[i];

        if (i % AT_ONCE == 0)
            kith_prefetch_rows(world->rows.children + i,
                               rest < AT_ONCE ? rest : AT_ONCE);
        BENCH_REQUIRE(kith_set(child, parent_id, family->parents[i]) ==
                      KITH_OK);
        sum += (uint64_t)child->parent.row->id;
    }
    return sum;
}

static uint64_t take_out_fetched(void *at, void *data)
{
    enum { AT_ONCE = 16 };
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < family->count; i++) {
        size_t rest = family->count - i;
        Child *child = world->rows.children[i];
        Parent *parent;

        if (i % AT_ONCE == 0)
            kith_prefetch_rows(world->rows.children + i,
                               rest < AT_ONCE ? rest : AT_ONCE);
        parent = child->parent.row;
        BENCH_REQUIRE(kith_remove(parent, children, child) == KITH_OK);
        sum += (uint64_t)(parent->id + !child->parent.row);
    }
    return sum;
}

/* As the others answer, when all is done. */
static uint64_t sum_of_parents(const struct world *world, size_t count)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        const Child *child = world->rows.children[i];

        sum += (uint64_t)child->parent.row->id;
    }
    return sum;
}

static uint64_t relate_rows(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    Child **children = (Child **)world->rows.children;
    Parent **parents = (Parent **)world->rows.parents;

    BENCH_REQUIRE(kith_relate_rows(children, parent, parents, family->count) ==
                  KITH_OK);
    return sum_of_parents(world, family->count);
}

static uint64_t append_rows(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    Child **rows = (Child **)world->rows.children;
    Parent *parent = world->rows.parents[0];

    BENCH_REQUIRE(kith_append_rows(parent, children, rows, family->count) ==
                  KITH_OK);
    return sum_of_parents(world, family->count);
}

static uint64_t take_out_rows(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    Child **rows = (Child **)world->rows.children;
    Parent *parent = world->rows.parents[0];
    uint64_t sum = 0;

    BENCH_REQUIRE(kith_remove_rows(parent, children, rows, family->count) ==
                  KITH_OK);
    for (size_t i = 0; i < family->count; i++)
        sum += (uint64_t)(parent->id + !rows[i]->parent.row);
    return sum;
}

static uint64_t delete_rows(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;

    BENCH_REQUIRE(kith_delete_rows(world->rows.children, family->count) ==
                  KITH_OK);
    return kith_count(world->db, Child);
}

BENCH_KITH_LEVEL(family)

static const struct work works[] = {
    {family_take_parents, walk, NULL},
    {walk_before, walk, NULL},
    {NULL, parent_by_key, NULL},
    {NULL, all_parents, NULL},
    {NULL, scan, NULL},
    {family_take_parents, insert_by_pointer, delete_children},
    {NULL, insert_by_key, delete_children},
    {set_before, set, NULL},
    {family_take_children, set_cold, NULL},
    {family_take_children, edit, NULL},
    {family_take_children, set_key, move_home},
    {family_take_both, relate, move_home},
    {append_before, append, move_home},
    {family_take_children, take_out, append_home},
    {family_take_children, delete_children, insert_again},
    {family_take_parents, walk_fetched, NULL},
    {family_take_children, set_key_fetched, move_home},
    {family_take_children, take_out_fetched, append_home},
    {family_take_both, relate_rows, move_home},
    {append_before, append_rows, move_home},
    {gather, take_out_rows, append_home},
    {family_take_children, delete_rows, insert_again},
};

const struct system family_kith = {"kith", open, close, works};

/* --- Cascades ------------------------------------------------------------- */

/* Answers how many children went with their parents. */
static uint64_t delete_parents(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    size_t before = kith_count(world->db, Child);

    for (size_t i = 0; i < family->count; i++)
        BENCH_REQUIRE(kith_delete(world->rows.parents[i]) == KITH_OK);
    return before - kith_count(world->db, Child);
}

static uint64_t insert_parents(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;

    for (size_t i = 0; i < family->count; i++) {
        int64_t parent = family->parents[i];

        world->rows.parent_by_id[parent] = parent_new(world, parent);
        for (size_t n = 0; n < family->fanout; n++)
            child_new(world, family_dealt(family, parent, n), parent);
    }
    return kith_count(world->db, Child);
}

static const struct work cascades[] = {
    {family_take_parents, delete_parents, insert_parents},
};

const struct system cascade_kith = {"kith", open, close, cascades};
