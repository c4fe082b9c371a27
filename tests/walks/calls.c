/* calls.c - random calls on the rows that are walked; see walks.h. */
#include "walks.h"

#include <string.h>

enum { OWNERS_MOST = 9, LABELS_MOST = 8 };

static const char *const words[] = {NULL, "",         "a",
                                    "ab", "abcdefgh", "abcdefghi"};

static const char *any_word(struct world *world)
{
    return words[below(world, 6)];
}

static Thing *any_thing(struct world *world)
{
    size_t count = kith_count(world->db, Thing);
    uint32_t skip = count ? below(world, (uint32_t)count) : 0;

    kith_for_each_row(world->db, Thing, thing) {
        if (skip-- == 0)
            return thing;
    }
    return NULL;
}
static Owner *any_owner(struct world *world)
{
    size_t count = kith_count(world->db, Owner);
    uint32_t skip = count ? below(world, (uint32_t)count) : 0;

    kith_for_each_row(world->db, Owner, owner) {
        if (skip-- == 0)
            return owner;
    }
    return NULL;
}
static Label *any_label(struct world *world)
{
    size_t count = kith_count(world->db, Label);
    uint32_t skip = count ? below(world, (uint32_t)count) : 0;

    kith_for_each_row(world->db, Label, label) {
        if (skip-- == 0)
            return label;
    }
    return NULL;
}

/* --- Rows ----------------------------------------------------------------- */

static Thing random_thing(struct world *world)
{
    return (Thing){.tag = (int32_t)below(world, 6),
                   .word = any_word(world),
                   .rank = (int32_t)below(world, 10),
                   .title = any_word(world),
                   .code = below(world, 4 * world->things_most),
                   .owner.row = any_owner(world),
                   .keeper.row = below(world, 2) ? any_owner(world) : NULL};
}

static kith_status insert(struct world *world)
{
    Thing thing = random_thing(world);

    if (kith_count(world->db, Thing) >= world->things_most)
        return KITH_OK;
    return kith_insert_row(world->db, &Thing_table, &thing) ? KITH_OK
                                                            : KITH_E_UNIQUE;
}

/* Some of which may be refused, and then none stays. */
static kith_status insert_some(struct world *world)
{
    Thing things[4];
    void *rows[4];
    uint32_t count = 1 + below(world, 4);

    if (kith_count(world->db, Thing) + count > world->things_most)
        return KITH_OK;
    for (uint32_t i = 0; i < count; i++) {
        const Thing thing = random_thing(world);

        memcpy(&things[i], &thing, sizeof(thing));
    }
    return kith_insert_rows(world->db, &Thing_table, things, count, rows);
}

static kith_status set(struct world *world)
{
    Thing *thing = any_thing(world);
    const char *word = any_word(world);

    switch (below(world, 5)) {
    case 0:
        return kith_set(thing, tag, (int32_t)below(world, 6));
    case 1:
        return word ? kith_set(thing, word, word) : kith_set_null(thing, word);
    case 2:
        return kith_set(thing, rank, (int32_t)below(world, 10));
    case 3:
        return word ? kith_set(thing, title, word)
                    : kith_set_null(thing, title);
    default:
        return kith_set(thing, code,
                        (int64_t)below(world, 4 * world->things_most));
    }
}

static kith_status delete_some(struct world *world)
{
    Thing *things[3];
    size_t count = 0;

    switch (below(world, 6)) {
    case 0:
        return kith_delete(any_owner(world));
    case 1:
        return kith_delete(any_label(world));
    case 2:
        while (count < 3 && count < kith_count(world->db, Thing))
            things[count++] = any_thing(world);
        return kith_delete_rows(things, count);
    default:
        return kith_delete(any_thing(world));
    }
}

/* --- Links ---------------------------------------------------------------- */

static kith_status link_thing(struct world *world)
{
    Thing *thing = any_thing(world);
    Owner *owner = any_owner(world);

    switch (below(world, 9)) {
    case 0:
        return kith_append(owner, things, thing);
    case 1:
        return kith_append(owner, kept, thing);
    case 2:
        return kith_remove(owner, kept, kith_first(owner->kept));
    case 3:
        return kith_unlink(thing, keeper);
    case 4:
        return kith_relate(thing, owner, owner);
    case 5:
        return kith_set(thing, keeper_id, owner->id);
    case 6:
        return kith_update(thing, kith_to(thing, keeper_id, owner->id),
                           kith_to(thing, rank, (int32_t)below(world, 10)));
    case 7:
        return kith_clear(owner, kept);
    default:
        return kith_unlink(thing, owner);
    }
}

static kith_status link_label(struct world *world)
{
    Owner *owner = any_owner(world);
    Label *label = any_label(world);

    switch (below(world, 4)) {
    case 0:
        return kith_append(label, owners, owner);
    case 1:
        return kith_remove(owner, labels, label);
    case 2:
        return kith_clear(label, owners);
    default:
        return kith_append(owner, labels, label);
    }
}

static kith_status link_ally(struct world *world)
{
    Owner *owner = any_owner(world), *other = any_owner(world);
    Alliance *alliance =
        kith_at(owner->allies, below(world, owner->allies.count + 1));

    switch (below(world, 8)) {
    case 0:
        return alliance
                   ? kith_remove(owner, allies, kith_other(alliance, owner))
                   : KITH_OK;
    case 1:
        return alliance ? kith_delete(alliance) : KITH_OK;
    case 2:
        return below(world, 3) ? KITH_OK : kith_clear(owner, allies);
    case 3:
        return alliance ? kith_relate(alliance, one, other) : KITH_OK;
    default:
        return kith_append(owner, allies, other);
    }
}

static kith_status link_many(struct world *world)
{
    Thing *things[4];
    Owner *owner = any_owner(world);
    size_t count = 0;

    while (count < 4 && count < kith_count(world->db, Thing))
        things[count++] = any_thing(world);
    return below(world, 2) ? kith_append_rows(owner, kept, things, count)
                           : kith_remove_rows(owner, kept, things, count);
}

/* Some members in another order, and perhaps some others. */
static kith_status replace_things(struct world *world)
{
    Owner *owner = any_owner(world);
    Thing *things[MEMBERS_MAX];
    uint32_t count = 0;

    kith_for_each(thing, owner->kept) {
        uint32_t at = below(world, count + 1);

        if (below(world, 5) == 0)
            continue;
        things[count] = things[at];
        things[at] = thing;
        count++;
    }
    if (below(world, 2) && kith_count(world->db, Thing) > 0)
        things[count++] = any_thing(world);
    return kith_replace(owner, kept, things, count);
}
static kith_status replace_labels(struct world *world)
{
    Owner *owner = any_owner(world);
    Label *labels[LABELS_MOST + 1];
    uint32_t count = 0;

    kith_for_each_row(world->db, Label, label) {
        uint32_t at = below(world, count + 1);

        if (below(world, 3) == 0)
            continue;
        labels[count] = labels[at];
        labels[at] = label;
        count++;
    }
    return kith_replace(owner, labels, labels, count);
}

static kith_status replace_allies(struct world *world)
{
    Owner *owner = any_owner(world), *allies[OWNERS_MOST + 3];
    uint32_t count = 0;

    kith_for_each_row(world->db, Owner, ally) {
        uint32_t at = below(world, count + 1);

        if (ally == owner || below(world, 3) == 0)
            continue;
        allies[count] = allies[at];
        allies[at] = ally;
        count++;
    }
    return kith_replace(owner, allies, allies, count);
}

/* --- The call ------------------------------------------------------------- */

static kith_status change_owner(struct world *world)
{
    if (kith_count(world->db, Owner) < OWNERS_MOST && below(world, 2))
        return kith_insert(world->db, Owner) ? KITH_OK : KITH_E_MEMORY;
    if (kith_count(world->db, Label) < LABELS_MOST && below(world, 2))
        return kith_insert(world->db, Label) ? KITH_OK : KITH_E_MEMORY;
    return kith_set(any_owner(world), id, (int64_t)below(world, 1000) + 1000);
}

/* In the list of one, or, by an exchange of its ends, in those of both. */
static kith_status move_ally(struct world *world, Owner *owner,
                             Alliance *alliance)
{
    const int64_t one = alliance->one_id, two = alliance->two_id;

    if (below(world, 3))
        return kith_move(owner, allies, kith_other(alliance, owner),
                         below(world, 6));
    world->rejoined = kith_handle_of(alliance);
    return kith_update(alliance, kith_to(alliance, one_id, two),
                       kith_to(alliance, two_id, one));
}

/* A member of some list that there is. */
static kith_handle move(struct world *world)
{
    Owner *owner = any_owner(world);
    Thing *thing = kith_at(owner->kept, below(world, owner->kept.count + 1));
    Tagging *tagging =
        kith_at(owner->labels, below(world, owner->labels.count + 1));
    Alliance *alliance =
        kith_at(owner->allies, below(world, owner->allies.count + 1));
    const void *moved = thing;
    kith_status status;

    if (below(world, 4) == 0) {
        moved = alliance;
        status = alliance ? move_ally(world, owner, alliance) : KITH_OK;
    } else if (below(world, 3) == 0) {
        moved = tagging;
        status = tagging ? kith_move(owner, labels, tagging->label.row,
                                     below(world, 5))
                         : KITH_OK;
    } else {
        status =
            thing ? kith_move(owner, kept, thing, below(world, 12)) : KITH_OK;
    }
    world->refused += status != KITH_OK;
    return moved && kith_handle_of(moved) != world->rejoined
               ? kith_handle_of(moved)
               : (kith_handle){0};
}

kith_handle call(struct world *world)
{
    static kith_status (*const calls[])(struct world * world) = {
        insert,       insert,      insert_some,    set,
        set,          delete_some, link_thing,     link_thing,
        link_label,   link_many,   replace_things, replace_labels,
        change_owner, link_ally,   link_ally,      replace_allies};
    enum { CALLS = sizeof(calls) / sizeof(*calls) };
    uint32_t which = below(world, CALLS + 3);

    world->calls++;
    world->rejoined = 0;
    if (kith_count(world->db, Owner) == 0 ||
        kith_count(world->db, Label) == 0) {
        fill(world);
        return (kith_handle){0};
    }
    if (which >= CALLS)
        return move(world);
    world->refused += calls[which](world) != KITH_OK;
    return (kith_handle){0};
}

void fill(struct world *world)
{
    for (uint32_t i = 0; i < 3; i++) {
        kith_insert(world->db, Owner);
        if (kith_count(world->db, Label) < LABELS_MOST)
            kith_insert(world->db, Label);
    }
    for (uint32_t i = 0; i < world->things_most / 2; i++)
        insert(world);
}
