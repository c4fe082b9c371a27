/* alias.c - the code of child lists and user code in one translation unit.
 *
 * The compiler sees both writers and readers of the same bytes and may inline
 * everything into everything. If the engine wrote rows through a struct of its
 * own, it would be allowed to keep what user code read before in registers. So
 * each step reads through the user's struct, changes through the engine, and
 * reads again in the same function.
 *
 * Exits 0 when every read gave what was written, else 1 after saying where.
 */
#include "base/blocks.c"
#include "base/memory.c"
#include "base/pins.c"
#include "base/pool.c"
#include "base/pool_copy.c"
#include "base/ptr_map.c"
#include "base/relocation.c"
#include "data/child_list.c"

#include <kith/walk.h>

#include <stdio.h>

typedef struct Parent Parent;
typedef struct Child Child;
struct Parent {
    const int64_t id;
    KITH_COLLECTION(Child) children;
};
struct Child {
    const int64_t id;
    int64_t weight;
    KITH_REFERENCE(Parent) parent;
};

enum { CHILDREN = 40, ROUNDS = 100 };

static int failures;

#define EXPECT(claim)                                              \
    do {                                                           \
        if (!(claim)) {                                            \
            fprintf(stderr, "alias.c:%d: %s\n", __LINE__, #claim); \
            failures++;                                            \
        }                                                          \
    } while (0)

static struct child_list children_of(Parent *parent)
{
    return (struct child_list){
        .header = (char *)parent + offsetof(Parent, children),
        .ends = {offsetof(Child, parent), offsetof(Child, parent)}};
}

static int64_t sum(const Parent *parent)
{
    int64_t total = 0;

    kith_for_each(child, parent->children)
        total += child->weight;
    return total;
}

/* Count, slot count, places and places, before and after each change. */
static void put_and_take(Parent *parent, Child *children, struct pool *pool)
{
    struct child_list list = children_of(parent);
    int64_t expected = 0;

    for (uint32_t i = 0; i < CHILDREN; i++) {
        uint32_t count = parent->children.count;
        Child *const *places = parent->children.places;

        EXPECT(ki_child_list_reserve(list, pool, 1));
        ki_child_list_put(list, (char *)&children[i]);
        store_ptr((char *)&children[i] + offsetof(Child, parent),
                  (char *)parent);
        expected += children[i].weight;
        EXPECT(parent->children.count == count + 1);
        EXPECT(parent->children.place_count == i + 1);
        EXPECT(parent->children.places[i] == &children[i]);
        EXPECT(children[i].parent.place == i);
        EXPECT(children[i].parent.row == parent);
        EXPECT(i != 3 || parent->children.places != places);
        EXPECT(sum(parent) == expected);
    }
    for (uint32_t i = 0; i < CHILDREN; i += 2) {
        uint32_t count = parent->children.count;

        ki_child_list_take(list, (char *)&children[i]);
        expected -= children[i].weight;
        EXPECT(parent->children.count == count - 1);
        EXPECT(i + 1 == CHILDREN || !parent->children.places[i]);
        EXPECT(sum(parent) == expected);
    }
    for (uint32_t i = CHILDREN; i-- > 1;) {
        if (i % 2 == 0)
            continue;
        ki_child_list_take(list, (char *)&children[i]);
        EXPECT(parent->children.place_count == (i > 1 ? i - 1 : 0));
    }
    EXPECT(parent->children.count == 0 && sum(parent) == 0);
}

/* A list that would have to grow closes its holes: places change under the
 * reader's eyes. */
static void compact_between_reads(Parent *parent, Child *children,
                                  struct pool *pool)
{
    struct child_list list = children_of(parent);
    Child *last = &children[5];

    for (int i = 0; i < 6; i++) {
        EXPECT(ki_child_list_reserve(list, pool, 1));
        ki_child_list_put(list, (char *)&children[i]);
    }
    for (int i = 0; i < 6; i += 2)
        ki_child_list_take(list, (char *)&children[i]);
    EXPECT(last->parent.place == 5 && parent->children.place_count == 6);
    EXPECT(ki_child_list_reserve(list, pool, 1));
    EXPECT(last->parent.place == 5 && parent->children.place_count == 6);
    ki_child_list_put(list, (char *)&children[0]);
    EXPECT(last->parent.place == 2 && parent->children.place_count == 4);
    EXPECT(parent->children.places[3] == &children[0]);
    EXPECT(parent->children.places[2] == last);
    EXPECT(parent->children.places[0] == &children[1]);
}

int main(void)
{
    struct memory memory;
    struct pool pool;

    ki_memory_init(&memory, NULL);
    ki_pool_init(&pool, &memory);
    for (int round = 0; round < ROUNDS; round++) {
        Parent *parent = ki_memory_new_zeroed(&memory, sizeof(*parent));
        Child *children =
            ki_memory_new_zeroed(&memory, CHILDREN * sizeof(*children));

        for (int i = 0; i < CHILDREN; i++)
            children[i].weight = round + i;
        ki_child_list_init(children_of(parent));
        put_and_take(parent, children, &pool);
        ki_child_list_fini(children_of(parent), &pool);
        compact_between_reads(parent, children, &pool);
        ki_child_list_fini(children_of(parent), &pool);
        ki_memory_free(&memory, children, CHILDREN * sizeof(*children));
        ki_memory_free(&memory, parent, sizeof(*parent));
    }
    ki_pool_fini(&pool);
    EXPECT(memory.bytes == 0);
    return failures ? 1 : 0;
}
