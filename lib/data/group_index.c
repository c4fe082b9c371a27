/* group_index.c - finding all rows with a value; see group_index.h. */
#include "data/group_index.h"

static struct links links_of(const struct group_index *index,
                             struct group *group)
{
    return group_links(group, index->groups.key->place);
}

static struct group *find_like(const struct group_index *index,
                               const char *image)
{
    return (struct group *)(void *)ki_hash_index_find_like(&index->groups,
                                                           image);
}

void ki_group_index_init(struct group_index *index, const struct key *key,
                         struct blocks *blocks, uint64_t seed)
{
    *index = (struct group_index){.blocks = blocks};
    ki_hash_index_init(&index->groups, key, blocks->memory, seed, true);
}

static void free_kept(struct group_index *index)
{
    while (index->free) {
        struct group *group = index->free;

        index->free = group->next_free;
        ki_blocks_free(index->blocks, group, sizeof(*group));
    }
}

void ki_group_index_fini(struct group_index *index)
{
    size_t at = 0;
    char *entry;

    while ((entry = ki_hash_index_next(&index->groups, &at))) {
        struct group *group = (struct group *)(void *)entry;

        ki_links_fini(links_of(index, group), index->blocks);
        ki_blocks_free(index->blocks, group, sizeof(*group));
    }
    free_kept(index);
    ki_hash_index_fini(&index->groups);
}

void ki_group_index_shrink(struct group_index *index)
{
    size_t at = 0;
    char *entry;

    free_kept(index);
    while ((entry = ki_hash_index_next(&index->groups, &at)))
        ki_links_shrink(links_of(index, (struct group *)(void *)entry),
                        index->blocks);
    ki_hash_index_shrink(&index->groups);
}

struct group *ki_group_index_find(const struct group_index *index,
                                  const void *const *values)
{
    return (struct group *)(void *)ki_hash_index_find(&index->groups, values);
}

/* An empty group for the image's values, or NULL. */
static struct group *start_group(struct group_index *index, const char *image)
{
    struct group *group = index->free;

    if (!ki_hash_index_reserve(&index->groups, 1))
        return NULL;
    if (!group) {
        group = ki_blocks_new(index->blocks, sizeof(*group));
        if (!group)
            return NULL;
        *group = (struct group){0};
    } else {
        index->free = group->next_free;
    }
    ki_links_init(links_of(index, group));
    group->pattern = image;
    ki_hash_index_put(&index->groups, (char *)group, image);
    return group;
}

/* A group that is in the hash index no more is kept for the next one. */
static void keep_group(struct group_index *index, struct group *group)
{
    ki_links_fini(links_of(index, group), index->blocks);
    group->generation++;
    group->pattern = NULL;
    group->next_free = index->free;
    index->free = group;
}

/* Whether the group left the hash index because nothing is in it and nothing
 * promised; it must still show its value. */
static bool leave_hash(struct group_index *index, struct group *group)
{
    if (group->promised || links_count(links_of(index, group)))
        return false;
    ki_hash_index_take(&index->groups, (char *)group);
    return true;
}

static void end_if_unused(struct group_index *index, struct group *group)
{
    if (leave_hash(index, group))
        keep_group(index, group);
}

bool ki_group_index_promise(struct group_index *index, const char *image)
{
    struct group *group = find_like(index, image);

    if (!group)
        group = start_group(index, image);
    if (!group)
        return false;
    if (!ki_links_reserve(links_of(index, group), index->blocks,
                          group->promised + 1)) {
        end_if_unused(index, group);
        return false;
    }
    group->promised++;
    group->pattern = image;
    return true;
}

void ki_group_index_break(struct group_index *index, const char *image)
{
    struct group *group = find_like(index, image);

    assert(group && group->promised > 0);
    group->promised--;
    end_if_unused(index, group);
}

void ki_group_index_put(struct group_index *index, char *row, const char *image)
{
    struct group *group = find_like(index, image);

    assert(group && group->promised > 0);
    group->promised--;
    ki_links_put(links_of(index, group), row);
}

/* Take a member out of its group. */
static struct group *leave_group(struct group_index *index, char *row)
{
    struct group *group = find_like(index, row);

    assert(group && !group->parked);
    if (!group->promised)
        group->pattern = row;
    ki_links_take(links_of(index, group), row);
    return group;
}

void ki_group_index_take(struct group_index *index, char *row)
{
    end_if_unused(index, leave_group(index, row));
}

struct group *ki_group_index_park(struct group_index *index, char *row,
                                  uint32_t *place)
{
    struct group *group;

    *place = load_u32(row + index->groups.key->place);
    group = leave_group(index, row);
    group->parked = leave_hash(index, group);
    return group;
}

void ki_group_index_unpark(struct group_index *index, struct group *group,
                           char *row, uint32_t place)
{
    if (group->parked)
        ki_hash_index_put(&index->groups, (char *)group, row);
    group->parked = false;
    ki_links_untake(links_of(index, group), row, place);
}

void ki_group_index_end(struct group_index *index, struct group *group)
{
    if (group->parked)
        keep_group(index, group);
    group->parked = false;
}

void ki_group_index_unput(struct group_index *index, char *row,
                          const char *image)
{
    struct group *group = find_like(index, row);

    assert(group && !group->parked);
    ki_links_unput(links_of(index, group), row);
    group->pattern = image;
    group->promised++;
}

struct links ki_group_index_list(const struct group_index *index,
                                 const char *image)
{
    struct group *group = find_like(index, image);

    assert(group && group->promised > 0);
    return links_of(index, group);
}

bool ki_group_index_verify(const struct group_index *index, size_t rows)
{
    size_t at = 0, members = 0;
    char *entry;

    while ((entry = ki_hash_index_next(&index->groups, &at))) {
        struct group *group = (struct group *)(void *)entry;
        struct links links = links_of(index, group);

        if (group->promised || links_count(links) == 0 ||
            !ki_links_verify(links))
            return false;
        members += links_count(links);
    }
    return members == rows;
}

bool ki_group_index_holds(const struct group_index *index, const char *row)
{
    struct group *group = find_like(index, row);

    return group && ki_links_holds(links_of(index, group), row);
}
