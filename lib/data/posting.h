/* posting.h - the rows that share one value of an index.
 *
 * Owns   a list of rows in order of joining, in the form of child_list.h. Each
 *        row keeps its place in its hidden tail, so leaving is O(1) however
 *        many rows share the value.
 * Knows  nothing of columns: the value of a posting is that of its last row,
 *        and while it has none, that of `sample_row`, a row or after-image that
 *        will join.
 */
#ifndef KI_DATA_POSTING_H
#define KI_DATA_POSTING_H

#include "data/child_list.h"

struct posting {
    char header[LIST_BYTES];
    const char *sample_row;
    struct posting *next_free;
    size_t reserved;     /* rows that a change set in progress will put */
    uint32_t generation; /* goes up when the posting ends */
    bool parked;         /* empty and not found, but may come back */
};

/* Where its members are written. */
static inline struct posting *posting_writable(struct posting *posting)
{
    assert(posting);
    return ki_writable(posting);
}

static inline struct child_list posting_list(struct posting *posting,
                                             size_t place)
{
    return (struct child_list){.header = posting->header, .place = place};
}

/* A row that has the posting's value. O(1). */
static inline const char *ki_posting_row(const char *entry)
{
    struct child_list list;
    const char *sample_row;

    memcpy(&list.header, &entry, sizeof(entry));
    list.header += offsetof(struct posting, header);
    list.place = 0;
    if (child_list_count(list) > 0)
        return ki_child_list_last(list);
    memcpy(&sample_row, entry + offsetof(struct posting, sample_row),
           sizeof(sample_row));
    assert(sample_row);
    return sample_row;
}

#endif
