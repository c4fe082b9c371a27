/* hand.c - OO7 by hand: pools, arrays by id, and for each list what answers the
 * questions fastest. Those that are walked often are arrays of pointers, whose
 * members know their places; those that only serve to delete are threaded
 * through their members. */
#include "oo7/links.h"
#include "oo7/oo7.h"
#include "peers/hand.h"

/* A list of three or so, as most lists of the tree are: as long as they are
 * three, its members stand in the row itself. */
enum { FEW = 3 };

struct few_list {
    void *few[FEW];
    void **more; /* all of them when they are more than FEW */
    uint32_t count, room;
};

struct complex_assembly {
    struct complex_assembly *parent;
    int32_t id, build_date;
    struct few_list complexes, bases;
    char type[TYPE_BYTES];
};

struct base_assembly {
    struct complex_assembly *parent;
    int32_t id, build_date;
    struct few_list uses;
    char type[TYPE_BYTES];
};

struct use {
    struct base_assembly *base;
    struct composite *composite;
    uint32_t base_place, composite_place;
};

struct composite {
    struct part *root;
    struct document *document;
    int32_t id, build_date;
    LIST(part) parts;
    struct hand_list uses;
    char type[TYPE_BYTES];
};

struct document {
    struct composite *composite;
    char *text;
    int32_t id;
    char title[TITLE_BYTES];
};

/* What a traversal reads comes first. */
struct part {
    struct few_list out;
    uint32_t visited;
    int32_t x, y, id;
    struct composite *composite;
    int32_t build_date, document_id;
    uint32_t date_place;
    char type[TYPE_BYTES];
    LIST(connection) in;
    LINK(part) of_composite;
};

struct connection {
    struct part *to, *from;
    LINK(connection) of_to;
    uint32_t from_place;
    int32_t length;
    char type[TYPE_BYTES];
};

struct dated {
    struct hand_list parts;
};

#include "oo7/pools.h"

/* --- Lists ---------------------------------------------------------------- */

#define EACH_SLOT(row, it, slots, count)                        \
    for (struct row **it##_at = (struct row **)(slots),         \
                    **it##_end = it##_at + (count), *it = NULL; \
         it##_at < it##_end && (it = *it##_at, true); it##_at++)
#define EACH(row, it, list) EACH_SLOT(row, it, (list).slots, (list).count)
#define EACH_FEW(row, it, list) \
    EACH_SLOT(row, it, few_slots(&(list)), (list).count)

#define EACH_COMPLEX(it, of) EACH_FEW(complex_assembly, it, (of)->complexes)
#define EACH_BASE(it, of) EACH_FEW(base_assembly, it, (of)->bases)
#define EACH_USE(it, of) EACH_FEW(use, it, (of)->uses)
#define EACH_USER(it, of) EACH(use, it, (of)->uses)
#define EACH_PART(it, of) EACH_LINKED(part, it, (of)->parts, of_composite)
#define EACH_OUT(it, of) EACH_FEW(connection, it, (of)->out)
#define EACH_DATED(it, of, date) EACH(part, it, dated_of(of, date)->parts)

static inline void **few_slots(struct few_list *list)
{
    return list->count <= FEW ? list->few : list->more;
}

static inline uint32_t few_put(struct few_list *list,
                               struct hand_arrays *arrays, void *row)
{
    struct hand_list more = {list->more, list->count, list->room};

    if (list->count < FEW) {
        list->few[list->count] = row;
        return list->count++;
    }
    if (list->count == FEW) {
        more = (struct hand_list){0};
        for (int i = 0; i < FEW; i++)
            hand_list_put(&more, arrays, list->few[i]);
    }
    hand_list_put(&more, arrays, row);
    list->more = more.slots;
    list->room = more.room;
    return list->count++;
}

/* As hand_list_take. */
static inline void *few_take(struct few_list *list, struct hand_arrays *arrays,
                             uint32_t place)
{
    void **slots = few_slots(list);
    void *last = slots[--list->count];

    slots[place] = last;
    if (list->count == FEW) {
        memcpy(list->few, slots, sizeof(list->few));
        hand_arrays_give(arrays, slots, list->room);
    }
    return place == list->count ? NULL : last;
}

static inline struct dated *dated_of(struct world *world, int32_t date)
{
    return &world->dated[date - FIRST_DATE];
}

/* Assemblies never leave the tree, so they keep no places. */
static inline void join_complex(struct world *world,
                                struct complex_assembly *complex)
{
    few_put(&complex->parent->complexes, &world->arrays, complex);
}

static inline void join_base(struct world *world, struct base_assembly *base)
{
    few_put(&base->parent->bases, &world->arrays, base);
}

static inline void join_use(struct world *world, struct use *use)
{
    use->base_place = few_put(&use->base->uses, &world->arrays, use);
    use->composite_place =
        hand_list_put(&use->composite->uses, &world->arrays, use);
}

static inline void leave_base(struct world *world, const struct use *use)
{
    struct use *moved =
        few_take(&use->base->uses, &world->arrays, use->base_place);

    if (moved)
        moved->base_place = use->base_place;
}

static inline void join_part(struct world *world, struct part *part)
{
    (void)world;
    LIST_PUT(&part->composite->parts, part, of_composite);
}

static inline void join_connection(struct world *world,
                                   struct connection *connection)
{
    connection->from_place =
        few_put(&connection->from->out, &world->arrays, connection);
    LIST_PUT(&connection->to->in, connection, of_to);
}

static inline void join_date(struct world *world, struct part *part)
{
    part->date_place = hand_list_put(&dated_of(world, part->build_date)->parts,
                                     &world->arrays, part);
}

static inline void leave_date(struct world *world, const struct part *part)
{
    struct part *moved = hand_list_take(
        &dated_of(world, part->build_date)->parts, part->date_place);

    if (moved)
        moved->date_place = part->date_place;
}

static inline void free_lists_of_part(struct world *world, struct part *part)
{
    if (part->out.count > FEW)
        hand_arrays_give(&world->arrays, part->out.more, part->out.room);
}

static inline void free_lists_of_composite(struct world *world,
                                           struct composite *composite)
{
    if (composite->uses.room)
        hand_arrays_give(&world->arrays, composite->uses.slots,
                         composite->uses.room);
}

#include "oo7/structs.h"

static void *open(void *data)
{
    struct world *world = new_world(data);

    load(world, data);
    return world;
}

static void close(void *world)
{
    drop_world(world);
}

const struct system oo7_hand = {
    .name = "hand", .open = open, .close = close, .works = works};
