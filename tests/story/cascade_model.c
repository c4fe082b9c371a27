/* cascade_model.c - random calls on rows that are above and below each other,
 * held against a model of a page: who is whose child when a call is done, what
 * goes with it, and what refuses it. Every verb, every .on_delete, with and
 * without .delete_orphan.
 *
 * The model: a call moves links and deletes rows. What it moves away is no child
 * of its old parent any more; what it leaves without an owner goes. Whoever is a
 * child of a row that goes does what its key says, until nothing is added. Then
 * the rules are asked in order: RESTRICT, UNIQUE, a parent that stays, .acyclic,
 * NO ACTION. */
#include "family.h"

#include <stdio.h>
#include <string.h>

typedef struct Node Node;
typedef struct Owner Owner;
struct Owner {
    const int64_t id;
    KITH_COLLECTION(Node) nodes;
};
struct Node {
    const int64_t id;
    const int64_t up_id, prev_id, owner_id;
    KITH_REFERENCE(Node) up;
    KITH_COLLECTION(Node) below;
    KITH_REFERENCE(Node) prev;
    KITH_SCALAR(Node) next;
    KITH_REFERENCE(Owner) owner;
};
static KITH_TABLE(Owner, "owners", KITH_PRIMARY_KEY(Owner, id),
                  KITH_RELATIONSHIP(Owner, nodes, Node,
                                    .back_populates = "owner"));
static KITH_TABLE(Node, "nodes", KITH_PRIMARY_KEY(Node, id),
                  KITH_FOREIGN_KEY(Node, up_id, Node, id),
                  KITH_FOREIGN_KEY(Node, prev_id, Node, id),
                  KITH_FOREIGN_KEY(Node, owner_id, Owner, id),
                  KITH_RELATIONSHIP(Node, below, Node, .foreign_key = "up_id",
                                    .back_populates = "up"),
                  KITH_RELATIONSHIP(Node, next, Node, .foreign_key = "prev_id",
                                    .back_populates = "prev"),
                  KITH_RELATIONSHIP(Node, up, Node, .foreign_key = "up_id",
                                    .back_populates = "below"),
                  KITH_RELATIONSHIP(Node, prev, Node, .foreign_key = "prev_id",
                                    .back_populates = "next"),
                  KITH_RELATIONSHIP(Node, owner, Owner,
                                    .back_populates = "nodes"));

/* The same tables with the actions of a round. */
typedef Node Knot;
typedef Owner Hand;
static kith_attribute knot_attributes[12], hand_attributes[4];
static kith_table Knot_table, Hand_table;

enum { NODES, OWNERS };
enum { UP, PREV, OWNER, KEYS };
enum { SLOTS = 11, DEFAULT = 1, ABSENT = 0 };

struct key {
    int parents;
    kith_action action;
    bool orphan, acyclic;
    size_t column, reference;
};

struct round {
    struct key keys[KEYS];
    bool live[2][SLOTS]; /* rows are known by their ids, from 1 */
    int parent[SLOTS][KEYS];
    kith_db *db;
    uint64_t random;
    char words[200];
};

/* What one call is to do. */
struct plan {
    int to[SLOTS][KEYS];
    bool named[2][SLOTS], doomed[2][SLOTS], kept[2][SLOTS];
    int inserted; /* a node that lives from now on, or ABSENT */
};

/* --- The model ------------------------------------------------------------- */

static bool is_moved(const struct round *round, const struct plan *plan,
                     int child, int key)
{
    return round->parent[child][key] != plan->to[child][key];
}

static void doom_orphans(const struct round *round, struct plan *plan)
{
    for (int i = 1; i < SLOTS; i++) {
        for (int k = 0; k < KEYS; k++) {
            if (round->keys[k].orphan && is_moved(round, plan, i, k) &&
                plan->to[i][k] == ABSENT && round->live[NODES][i])
                plan->named[NODES][i] = plan->doomed[NODES][i] = true;
        }
    }
}

/* One step of a cascade; whether it dooms one more. */
static bool follow(const struct round *round, const struct plan *before,
                   struct plan *plan, bool *restricted)
{
    bool more = false;

    for (int i = 1; i < SLOTS; i++) {
        for (int k = 0; k < KEYS; k++) {
            int parent = round->parent[i][k];
            int parents = round->keys[k].parents;

            if (parent == ABSENT || !plan->doomed[parents][parent] ||
                is_moved(round, before, i, k))
                continue;
            if (round->keys[k].action == KITH_RESTRICT &&
                !(parents == NODES && parent == i) && !plan->named[NODES][i])
                *restricted = true;
            if (round->keys[k].action != KITH_CASCADE || plan->doomed[NODES][i])
                continue;
            plan->doomed[NODES][i] = more = true;
        }
    }
    return more;
}

/* Rows that stay are unlinked, or move to their default. */
static void set_keys(const struct round *round, const struct plan *before,
                     struct plan *plan)
{
    for (int i = 1; i < SLOTS; i++) {
        for (int k = 0; k < KEYS; k++) {
            const struct key *key = &round->keys[k];
            int parent = round->parent[i][k];

            if (plan->doomed[NODES][i] || parent == ABSENT ||
                !plan->doomed[key->parents][parent] ||
                is_moved(round, before, i, k))
                continue;
            if (key->action == KITH_SET_NULL)
                plan->to[i][k] = ABSENT;
            if (key->action == KITH_SET_DEFAULT)
                plan->to[i][k] = DEFAULT;
        }
    }
}

static bool has_two_children(const struct round *round, const struct plan *plan,
                             int child)
{
    int parent = plan->to[child][PREV];

    for (int i = 1; i < SLOTS && round->live[NODES][parent]; i++) {
        if (i != child && round->live[NODES][i] && !plan->doomed[NODES][i] &&
            plan->to[i][PREV] == parent)
            return true;
    }
    return false;
}

static bool is_own_ancestor(const struct plan *plan, int child)
{
    int row = plan->to[child][UP];

    for (int i = 0; i < SLOTS && row != child && !plan->doomed[NODES][row]; i++)
        row = plan->to[row][UP];
    return row == child;
}

/* What one link of a row that stays breaks. */
static kith_status judge_link(const struct round *round,
                              const struct plan *plan, int child, int k)
{
    const struct key *key = &round->keys[k];
    int parent = plan->to[child][k];
    bool moved = is_moved(round, plan, child, k);

    if (parent == ABSENT)
        return KITH_OK;
    if (!round->live[key->parents][parent])
        return KITH_E_PARENT;
    if (plan->doomed[key->parents][parent])
        return key->action == KITH_NO_ACTION && !moved ? KITH_E_CHILDREN
                                                       : KITH_E_PARENT;
    if (key->acyclic && moved && is_own_ancestor(plan, child))
        return KITH_E_CYCLE;
    return KITH_OK;
}

static kith_status judge_rules(const struct round *round,
                               const struct plan *plan)
{
    static const kith_status order[] = {KITH_E_UNIQUE, KITH_E_PARENT,
                                        KITH_E_CYCLE, KITH_E_CHILDREN};
    bool broken[4] = {false};

    for (int i = 1; i < SLOTS; i++) {
        if (!round->live[NODES][i] || plan->doomed[NODES][i])
            continue;
        if (plan->to[i][PREV] != ABSENT && is_moved(round, plan, i, PREV))
            broken[0] |= has_two_children(round, plan, i);
        for (int k = 0; k < KEYS; k++) {
            for (int rule = 1; rule < 4; rule++)
                broken[rule] |= judge_link(round, plan, i, k) == order[rule];
        }
    }
    for (int rule = 0; rule < 4; rule++) {
        if (broken[rule])
            return order[rule];
    }
    return KITH_OK;
}

/* What the call answers; carried out when that is KITH_OK. */
static kith_status conclude(struct round *round, struct plan *plan)
{
    const struct plan before = *plan;
    bool restricted = false;
    kith_status status;

    doom_orphans(round, plan);
    while (follow(round, &before, plan, &restricted))
        ;
    set_keys(round, &before, plan);
    status = restricted ? KITH_E_CHILDREN : judge_rules(round, plan);
    if (status != KITH_OK)
        return status;
    for (int i = 1; i < SLOTS; i++) {
        if ((plan->kept[NODES][i] && plan->doomed[NODES][i]) ||
            (plan->kept[OWNERS][i] && plan->doomed[OWNERS][i]))
            return KITH_E_PARENT;
    }
    for (int i = 1; i < SLOTS; i++) {
        round->live[NODES][i] &= !plan->doomed[NODES][i];
        round->live[OWNERS][i] &= !plan->doomed[OWNERS][i];
        for (int k = 0; k < KEYS; k++)
            round->parent[i][k] =
                round->live[NODES][i] ? plan->to[i][k] : ABSENT;
    }
    return KITH_OK;
}

/* --- Rows ------------------------------------------------------------------ */

static int chance(struct round *round, int bound)
{
    return (int)(family_random(&round->random) % (uint64_t)bound);
}

static void *row_of(const struct round *round, int table, int id)
{
    if (id == ABSENT)
        return NULL;
    return table == NODES ? (void *)kith_get(round->db, Knot, id)
                          : (void *)kith_get(round->db, Hand, id);
}

/* A living row of the table, each as often as any other; or ABSENT. */
static int pick(struct round *round, int table)
{
    int count = 0, n;

    for (int id = 0; id < SLOTS; id++)
        count += round->live[table][id];
    n = count ? chance(round, count) : 0;
    for (int id = 0; id < SLOTS; id++) {
        if (round->live[table][id] && n-- == 0)
            return id;
    }
    return ABSENT;
}

static int child_of(const struct round *round, int key, int parent)
{
    for (int i = 1; i < SLOTS; i++) {
        if (round->live[NODES][i] && round->parent[i][key] == parent)
            return i;
    }
    return ABSENT;
}

/* Mostly a row two links or three below another. */
static int pick_below(struct round *round, int key, int row)
{
    int below = row;

    for (int i = 2 + chance(round, 2); i > 0 && below != ABSENT; i--)
        below = child_of(round, chance(round, 3) ? key : UP, below);
    return round->keys[key].parents == NODES && below != ABSENT &&
                   chance(round, 4)
               ? below
               : pick(round, NODES);
}

static void assert_equal(struct round *round)
{
    size_t count[2] = {0};

    for (int i = 1; i < SLOTS; i++) {
        Node *node = row_of(round, NODES, i);
        Owner *owner = row_of(round, OWNERS, i);
        int64_t ids[KEYS];

        KT_ASSERT((node != NULL) == round->live[NODES][i], "%s: node %d",
                  round->words, i);
        KT_ASSERT((owner != NULL) == round->live[OWNERS][i], "%s: owner %d",
                  round->words, i);
        count[NODES] += node != NULL;
        count[OWNERS] += owner != NULL;
        if (!node)
            continue;
        ids[UP] = node->up.row ? node->up.row->id : 0;
        ids[PREV] = node->prev.row ? node->prev.row->id : 0;
        ids[OWNER] = node->owner.row ? node->owner.row->id : 0;
        for (int k = 0; k < KEYS; k++)
            KT_ASSERT(ids[k] == round->parent[i][k], "%s: key %d of node %d",
                      round->words, k, i);
    }
    KT_ASSERT_EQ(kith_count(round->db, Knot), count[NODES]);
    KT_ASSERT_EQ(kith_count(round->db, Hand), count[OWNERS]);
    family_verify(round->db);
}

/* --- Calls ----------------------------------------------------------------- */

static size_t list_offset(int key)
{
    return key == UP ? offsetof(Node, below) : offsetof(Owner, nodes);
}

/* Link a child, in a one-to-one in the place of another. */
static void plan_link(const struct round *round, struct plan *plan, int key,
                      int child, int parent)
{
    int holder = key == PREV ? child_of(round, key, parent) : ABSENT;

    if (round->parent[child][key] == parent)
        return;
    if (holder != ABSENT)
        plan->to[holder][key] = ABSENT;
    plan->to[child][key] = parent;
    plan->kept[NODES][child] = plan->kept[round->keys[key].parents][parent] =
        true;
}

static kith_status call_relate(struct round *round, struct plan *plan, int key,
                               int child, int parent)
{
    int side = key == PREV || key == UP ? chance(round, 2) : 0;
    void *row = row_of(round, NODES, child);
    void *target = row_of(round, round->keys[key].parents, parent);

    snprintf(round->words, sizeof(round->words), "relate %d by %d to %d", child,
             key, parent);
    plan_link(round, plan, key, child, parent);
    if (key == PREV && side)
        return kith_relate_at(target, offsetof(Node, next), row);
    if (key != PREV && side)
        return kith_append_at(target, list_offset(key), row);
    return kith_relate_at(row, round->keys[key].reference, target);
}

static kith_status call_unlink(struct round *round, struct plan *plan, int key,
                               int child)
{
    int parent = round->parent[child][key];
    void *row = row_of(round, NODES, child);
    void *holder = row_of(round, round->keys[key].parents, parent);

    snprintf(round->words, sizeof(round->words), "unlink %d by %d", child, key);
    plan->to[child][key] = ABSENT;
    if (holder && chance(round, 2) == 0)
        return key == PREV ? kith_unlink_at(holder, offsetof(Node, next))
                           : kith_remove_at(holder, list_offset(key), row);
    return kith_unlink_at(row, round->keys[key].reference);
}

/* Clear with a count of 0. */
static kith_status call_replace(struct round *round, struct plan *plan, int key,
                                int parent)
{
    void *row = row_of(round, round->keys[key].parents, parent);
    size_t count = (size_t)chance(round, 5);
    void *targets[5];
    bool stays[SLOTS] = {false};

    snprintf(round->words, sizeof(round->words), "replace %d by %d:", parent,
             key);
    for (size_t i = 0; i < count; i++) {
        int child = pick_below(round, key, parent);
        size_t length = strlen(round->words);

        stays[child] = true;
        targets[i] = row_of(round, NODES, child);
        snprintf(round->words + length, sizeof(round->words) - length, " %d",
                 child);
    }
    for (int i = 1; i < SLOTS; i++) {
        plan->kept[NODES][i] |= stays[i];
        if (stays[i])
            plan->to[i][key] = parent;
        else if (round->live[NODES][i] && round->parent[i][key] == parent)
            plan->to[i][key] = ABSENT;
    }
    plan->kept[round->keys[key].parents][parent] |= count > 0;
    if (count == 0 && chance(round, 2) == 0)
        return kith_clear_at(row, list_offset(key));
    return kith_replace_at(row, list_offset(key),
                           &(kith_row_list){targets, count});
}

/* Some of the keys, at times to a row that is not there. */
static kith_status call_update(struct round *round, struct plan *plan,
                               int child)
{
    kith_assignment changes[KEYS];
    int64_t values[KEYS];
    size_t count = 0;

    snprintf(round->words, sizeof(round->words), "update %d:", child);
    for (int k = 0; k < KEYS; k++) {
        int parent = chance(round, 9) == 0
                         ? 1 + chance(round, SLOTS - 1)
                         : pick(round, round->keys[k].parents);
        size_t length = strlen(round->words);

        if (chance(round, 2) == 0)
            continue;
        if (chance(round, 4) == 0)
            parent = ABSENT;
        plan->to[child][k] = parent;
        values[count] = parent;
        changes[count].offset_bytes = round->keys[k].column;
        changes[count].value = parent == ABSENT ? NULL : &values[count];
        count++;
        snprintf(round->words + length, sizeof(round->words) - length,
                 " key %d = %d", k, parent);
    }
    return kith_update_at(row_of(round, NODES, child), changes, count);
}

static kith_status call_delete(struct round *round, struct plan *plan,
                               int table, int id)
{
    snprintf(round->words, sizeof(round->words), "delete %d of %d", id, table);
    plan->named[table][id] = plan->doomed[table][id] = true;
    return kith_delete(row_of(round, table, id));
}

static int count_nodes(const struct round *round)
{
    int count = 0;

    for (int i = 1; i < SLOTS; i++)
        count += round->live[NODES][i];
    return count;
}

/* A free id, mostly below others; a key that is not given takes its default. */
static kith_status call_insert(struct round *round, struct plan *plan)
{
    int id = 1 + chance(round, SLOTS - 1);
    int to[KEYS];
    void *row;

    while (round->live[NODES][id])
        id = id % (SLOTS - 1) + 1;
    for (int k = 0; k < KEYS; k++) {
        to[k] = chance(round, 4) ? pick(round, round->keys[k].parents) : ABSENT;
        plan->to[id][k] =
            to[k] == ABSENT && round->keys[k].action == KITH_SET_DEFAULT
                ? DEFAULT
                : to[k];
    }
    round->live[NODES][id] = true;
    snprintf(round->words, sizeof(round->words), "insert %d", id);
    row = kith_insert(round->db, Knot, .id = id, .up_id = to[UP],
                      .prev_id = to[PREV], .owner_id = to[OWNER]);
    plan->inserted = id;
    return row ? KITH_OK : kith_last_error(round->db)->status;
}

static kith_status call_something(struct round *round, struct plan *plan)
{
    int key = chance(round, KEYS);
    int node = pick(round, NODES);
    int parent = pick(round, round->keys[key].parents);

    if (node == ABSENT || (count_nodes(round) < 7 && chance(round, 4)))
        return call_insert(round, plan);
    if (count_nodes(round) == SLOTS - 1)
        return call_delete(round, plan, NODES, node);
    switch (chance(round, 8)) {
    case 0:
    case 1:
        node = pick_below(round, key, parent);
        return call_relate(round, plan, key, node, parent);
    case 2:
        return call_unlink(round, plan, key, node);
    case 3:
    case 4:
        if (key == PREV)
            key = UP;
        return call_replace(round, plan, key,
                            pick(round, round->keys[key].parents));
    case 5:
        return call_update(round, plan, node);
    case 6:
        if (chance(round, 3) == 0)
            return call_delete(round, plan, NODES, node);
        return call_insert(round, plan);
    default:
        return call_insert(round, plan);
    }
}

/* --- Rounds ---------------------------------------------------------------- */

static void set_key(struct round *round, int key, const char *column,
                    const char *list)
{
    static const kith_action actions[] = {KITH_CASCADE, KITH_SET_NULL,
                                          KITH_SET_DEFAULT, KITH_RESTRICT,
                                          KITH_NO_ACTION};
    struct key *made = &round->keys[key];

    made->orphan = chance(round, 2);
    made->acyclic = key == UP && chance(round, 3) == 0;
    do
        made->action = actions[chance(round, 2) ? chance(round, 5) : 0];
    while (made->orphan &&
           (made->action == KITH_SET_NULL || made->action == KITH_SET_DEFAULT));
    for (size_t i = 0; i < Node_table.attribute_count; i++) {
        kith_attribute *attribute = &knot_attributes[i];

        if (strcmp(attribute->name, column) == 0) {
            attribute->on_delete = made->action;
            if (made->action == KITH_SET_DEFAULT)
                attribute->default_value = (kith_value)KITH_INTEGER(DEFAULT);
        }
        if (strcmp(attribute->name, list) == 0) {
            attribute->delete_orphan = made->orphan;
            attribute->acyclic = made->acyclic;
        }
    }
    for (size_t i = 0; i < Owner_table.attribute_count; i++) {
        if (strcmp(hand_attributes[i].name, list) == 0)
            hand_attributes[i].delete_orphan = made->orphan;
    }
}

/* Copies of the descriptors, with actions by chance. */
static void open_round(struct round *round, uint64_t seed)
{
    *round = (struct round){.random = seed};
    Knot_table = Node_table;
    Hand_table = Owner_table;
    memcpy(knot_attributes, Node_table.attributes,
           Node_table.attribute_count * sizeof(*knot_attributes));
    memcpy(hand_attributes, Owner_table.attributes,
           Owner_table.attribute_count * sizeof(*hand_attributes));
    Knot_table.attributes = knot_attributes;
    Hand_table.attributes = hand_attributes;
    set_key(round, UP, "up_id", "below");
    set_key(round, PREV, "prev_id", "next");
    set_key(round, OWNER, "owner_id", "nodes");
    round->keys[UP].column = offsetof(Node, up_id);
    round->keys[UP].reference = offsetof(Node, up);
    round->keys[PREV].column = offsetof(Node, prev_id);
    round->keys[PREV].reference = offsetof(Node, prev);
    round->keys[OWNER].column = offsetof(Node, owner_id);
    round->keys[OWNER].reference = offsetof(Node, owner);
    round->keys[OWNER].parents = OWNERS;
    round->db = OPEN(Knot, Hand);
}

/* Owners come back when they have gone: there are always two. */
static void fill_owners(struct round *round)
{
    for (int i = 1; i <= 2; i++) {
        if (round->live[OWNERS][i])
            continue;
        KT_ASSERT_NOT_NULL(kith_insert(round->db, Hand, .id = i));
        round->live[OWNERS][i] = true;
    }
}

/* What was reached: how often each status, and how often a row outlived, along
 * a key that cascades, a parent from which the call moved it. */
static struct {
    int statuses[16], spared;
} reached;

static void count(const struct round *before, const struct round *after,
                  const struct plan *plan, kith_status status)
{
    reached.statuses[-(int)status]++;
    for (int i = 1; status == KITH_OK && i < SLOTS; i++) {
        for (int k = 0; k < KEYS; k++) {
            int parents = before->keys[k].parents;

            reached.spared += before->keys[k].action == KITH_CASCADE &&
                              after->live[NODES][i] &&
                              is_moved(before, plan, i, k) &&
                              plan->doomed[parents][before->parent[i][k]];
        }
    }
}

static void make_call(struct round *round)
{
    const uint64_t digest = kith_digest(round->db);
    struct plan plan = {0};
    struct round after;
    kith_status status, expected;

    memcpy(plan.to, round->parent, sizeof(plan.to));
    status = chance(round, 30) == 0
                 ? call_delete(round, &plan, OWNERS, 1 + chance(round, 2))
                 : call_something(round, &plan);
    after = *round;
    expected = conclude(&after, &plan);
    count(round, &after, &plan, status);
    KT_ASSERT(status == expected, "%s: %s, and the model says %s", round->words,
              kith_status_name(status), kith_status_name(expected));
    if (status == KITH_OK) {
        *round = after;
    } else {
        if (plan.inserted != ABSENT)
            round->live[NODES][plan.inserted] = false;
        KT_ASSERT_EQ(kith_digest(round->db), digest);
    }
    assert_equal(round);
}

KT_TEST(cascade_model, says_what_every_call_does_to_rows_that_it_also_moves)
{
    enum { ROUNDS = FAMILY_SANITIZED ? 60 : 400, CALLS = 150 };

    for (int i = 0; i < ROUNDS; i++) {
        struct round round;

        open_round(&round, ((uint64_t)i + 1) * 0x9e3779b97f4a7c15u);
        for (int call = 0; call < CALLS; call++) {
            fill_owners(&round);
            make_call(&round);
        }
        family_close(round.db);
    }
    KT_ASSERT(reached.spared >= (FAMILY_SANITIZED ? 5 : 100), "%d",
              reached.spared);
    for (int status = -KITH_E_UNIQUE; status <= -KITH_E_CYCLE; status++)
        KT_ASSERT(reached.statuses[status] > 0, "%s",
                  kith_status_name((kith_status)-status));
}
