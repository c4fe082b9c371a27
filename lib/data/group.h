/* group.h - the rows that share one value of an index.
 *
 * Owns   a list of rows in order of joining, in the form of links.h. Each row
 *        keeps its place in its hidden tail, so leaving is O(1) however many
 *        rows share the value.
 * Knows  nothing of columns: the value of a group is that of its last row, and
 *        while it has none, that of `pattern`, a row or image that will join.
 */
#ifndef KI_DATA_GROUP_H
#define KI_DATA_GROUP_H

#include "data/links.h"

struct group {
    char header[LIST_BYTES];
    const char *pattern;
    struct group *next_free;
    size_t promised;     /* rows that a plan in progress will put */
    uint32_t generation; /* goes up when the group ends */
    bool parked;         /* empty and not found, but may come back */
};

static inline struct links group_links(struct group *group, size_t place)
{
    return (struct links){.header = group->header, .place = place};
}

/* A row that has the group's value. O(1). */
static inline const char *ki_group_row(const char *entry)
{
    struct links links;
    const char *pattern;

    memcpy(&links.header, &entry, sizeof(entry));
    links.header += offsetof(struct group, header);
    links.place = 0;
    if (links_count(links) > 0)
        return ki_links_last(links);
    memcpy(&pattern, entry + offsetof(struct group, pattern), sizeof(pattern));
    return pattern;
}

#endif
