/* source.c - what cursors walk; see walks.h. */
#include "walks.h"

#include <string.h>

KITH_TABLE(Owner, "owners", KITH_PRIMARY_KEY(Owner, id),
           KITH_RELATIONSHIP(Owner, things, Thing, .foreign_key = "owner_id",
                             .back_populates = "owner",
                             .order_by = "rank desc, title"),
           KITH_RELATIONSHIP(Owner, kept, Thing, .foreign_key = "keeper_id",
                             .back_populates = "keeper",
                             .position = "nth_kept"),
           KITH_RELATIONSHIP(Owner, labels, Label, .secondary = "taggings",
                             .back_populates = "owners"),
           KITH_RELATIONSHIP(Owner, allies, Owner, .secondary = "alliances",
                             .symmetric = true));
KITH_TABLE(
    Thing, "things", KITH_PRIMARY_KEY(Thing, id),
    KITH_COLUMN(Thing, tag, .index = true),
    KITH_COLUMN(Thing, word, .index = true), KITH_COLUMN(Thing, nth_kept),
    KITH_COLUMN(Thing, rank, .index = KITH_ORDERED), KITH_COLUMN(Thing, title),
    KITH_ORDERED_INDEX("title desc"), KITH_COLUMN(Thing, code, .unique = true),
    KITH_FOREIGN_KEY(Thing, owner_id, Owner, id, .on_delete = KITH_CASCADE,
                     .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Thing, owner, Owner, .foreign_key = "owner_id",
                      .back_populates = "things"),
    KITH_FOREIGN_KEY(Thing, keeper_id, Owner, id, .on_delete = KITH_SET_NULL,
                     .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Thing, keeper, Owner, .foreign_key = "keeper_id",
                      .back_populates = "kept"));
KITH_TABLE(Label, "labels", KITH_PRIMARY_KEY(Label, id),
           KITH_RELATIONSHIP(Label, owners, Owner, .secondary = "taggings",
                             .back_populates = "labels"));
KITH_TABLE(Tagging, "taggings",
           KITH_FOREIGN_KEY(Tagging, owner_id, Owner, id, .primary_key = true,
                            .on_update = KITH_CASCADE),
           KITH_FOREIGN_KEY(Tagging, label_id, Label, id, .primary_key = true,
                            .on_update = KITH_CASCADE),
           KITH_RELATIONSHIP(Tagging, owner, Owner),
           KITH_RELATIONSHIP(Tagging, label, Label));
KITH_TABLE(Alliance, "alliances",
           KITH_FOREIGN_KEY(Alliance, one_id, Owner, id, .primary_key = true,
                            .on_update = KITH_CASCADE),
           KITH_FOREIGN_KEY(Alliance, two_id, Owner, id, .primary_key = true,
                            .on_update = KITH_CASCADE),
           KITH_RELATIONSHIP(Alliance, one, Owner, .foreign_key = "one_id"),
           KITH_RELATIONSHIP(Alliance, two, Owner, .foreign_key = "two_id"));

static const char *const words[] = {"", "a", "ab", "abcdefgh", "abcdefghi"};

/* --- Opening -------------------------------------------------------------- */

static Owner *any_owner(struct world *world)
{
    uint32_t skip = below(world, (uint32_t)kith_count(world->db, Owner) + 1);
    Owner *found = NULL;

    kith_for_each_row(world->db, Owner, owner) {
        found = owner;
        if (skip-- == 0)
            break;
    }
    return found;
}

static kith_range titles(struct world *world, const struct walk *walk)
{
    kith_range range = kith_in_order(world->db, Thing, (title));

    return walk->text ? kith_range_until(range, Thing, (title), walk->text)
                      : range;
}

static kith_cursor open_values(struct world *world, struct walk *walk)
{
    kith_db *db = world->db;

    switch (walk->source) {
    case TAG:
        return kith_cursor_match(db, Thing, tag, (int32_t)walk->low);
    case WORD:
        return kith_cursor_match(db, Thing, word, walk->text);
    case CODE:
        return kith_cursor_match(db, Thing, code, walk->low);
    case RANK:
        return kith_cursor_range(kith_range_before(
            kith_range_from(kith_in_order(db, Thing, (rank)), Thing, (rank),
                            (int32_t)walk->low),
            Thing, (rank), (int32_t)walk->high));
    default: {
        kith_range range = titles(world, walk);

        return kith_cursor_range(range);
    }
    }
}

static kith_cursor open_owned(struct world *world, struct walk *walk,
                              Owner *owner)
{
    switch (walk->source) {
    case THINGS:
        return kith_cursor_in(owner, things);
    case KEPT:
        return below(world, 2)
                   ? kith_cursor_in(owner, kept)
                   : kith_cursor_match(world->db, Thing, keeper_id, owner->id);
    case LABELS:
        return kith_cursor_in(owner, labels);
    case ALLIES:
        return kith_cursor_in(owner, allies);
    default:
        return kith_cursor_sorted(owner, things);
    }
}

void walk_open(struct world *world, struct walk *walk)
{
    Owner *owner = any_owner(world);

    do
        walk->source = (enum source)below(world, SOURCES);
    while (!owner && walk->source >= THINGS && walk->source <= SORTED);
    walk->low = below(world, 6);
    walk->high = walk->low + below(world, 5);
    walk->text = words[below(world, 5)];
    walk->owner = kith_handle_of(owner);
    walk->depth = world->depth;
    walk->in_level = world->depth > 0;
    walk->names = walk->steps = 0;
    walk->met = 0;
    if (walk->source == TITLE && below(world, 3) == 0)
        walk->text = NULL;
    if (walk->source == TABLE)
        walk->cursor = kith_cursor_of(world->db, Thing);
    else if (walk->source >= THINGS && walk->source <= SORTED)
        walk->cursor = open_owned(world, walk, owner);
    else
        walk->cursor = open_values(world, walk);
    walk_read(world, walk, &walk->now);
    for (int i = 0; i < walk->now.count; i++) {
        walk->passed[walk->names] = AHEAD;
        walk->now.list[i].name = walk->names++;
    }
    walk->before = walk->names;
    walk->open = walk->cursor.db != NULL;
}

/* --- Reading -------------------------------------------------------------- */

static void add(struct members *members, const void *row)
{
    struct member *member = &members->list[members->count++];

    *member = (struct member){.handle = kith_handle_of(row)};
    if (kith_table_of(row) == &Thing_table) {
        const Thing *thing = row;

        member->rank = thing->rank;
        if (thing->title)
            strncpy(member->title, thing->title, sizeof(member->title) - 1);
        else
            strcpy(member->title, "\x01NULL");
    }
}

static void read_range(struct members *members, kith_range range)
{
    Thing *page[MEMBERS_MAX];
    size_t count = kith_range_page(range, Thing, 0, page, MEMBERS_MAX);

    for (size_t i = 0; i < count; i++)
        add(members, page[i]);
}

static void read_owned(struct walk *walk, struct members *members,
                       const Owner *owner)
{
    switch (walk->source) {
    case THINGS:
        kith_for_each(thing, owner->things)
            add(members, thing);
        break;
    case KEPT:
        kith_for_each(thing, owner->kept)
            add(members, thing);
        break;
    case LABELS:
        kith_for_each(tagging, owner->labels)
            add(members, tagging);
        break;
    case ALLIES:
        kith_for_each(alliance, owner->allies)
            add(members, alliance);
        break;
    default:
        read_range(members, kith_sorted(owner, things));
    }
}

void walk_read(struct world *world, struct walk *walk, struct members *members)
{
    kith_db *db = world->db;

    members->count = 0;
    switch (walk->source) {
    case TABLE:
        kith_for_each_row(db, Thing, thing)
            add(members, thing);
        break;
    case TAG:
        kith_for_each_match(db, Thing, thing, tag, (int32_t)walk->low)
            add(members, thing);
        break;
    case WORD:
        kith_for_each_match(db, Thing, thing, word, walk->text)
            add(members, thing);
        break;
    case CODE:
        kith_for_each_match(db, Thing, thing, code, walk->low)
            add(members, thing);
        break;
    case RANK:
        read_range(members,
                   kith_range_before(
                       kith_range_from(kith_in_order(db, Thing, (rank)), Thing,
                                       (rank), (int32_t)walk->low),
                       Thing, (rank), (int32_t)walk->high));
        break;
    case TITLE:
        read_range(members, titles(world, walk));
        break;
    default: {
        const Owner *owner = kith_resolve(db, Owner, walk->owner);

        if (owner)
            read_owned(walk, members, owner);
    }
    }
}
