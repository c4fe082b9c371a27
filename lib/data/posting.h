/* posting.h - the rows that share one value of an index.
 *
 * Owns   a list of rows in order of joining, in the form of child_list.h. Each
 *        row keeps its place in its hidden tail, so leaving is O(1) however
 *        many rows share the value.
 * Knows  nothing of columns: the value of a posting is that of its last row,
 *        and while it has none, that of `sample_row`, a row or after-image that
 *        will join. So the value is stored once, in the rows; its hash is in
 *        the posting, so that most of what the hash index does reads no row.
 *
 * Its life: it is empty while places in it are only reserved, has members, and
 * when the last one leaves with nothing reserved it ends at once, or is parked
 * where that may be taken back, or while a cursor walks it. Outside a change
 * set, a posting that the hash index holds has at least one member.
 *
 * The name is that of inverted indexes: a posting list is the rows of one value
 * (as in PostgreSQL's GIN).
 */
#ifndef KI_DATA_POSTING_H
#define KI_DATA_POSTING_H

#include "data/child_list.h"

/* A piece of the pool, 80 bytes. It never moves: slots of the hash index and
 * walks in the program hold its address. Programs read the list header and the
 * generation, by address. */
struct posting {
    char header[LIST_BYTES];   /* of the list; as in a parent row */
    uint64_t hash;             /* of the value */
    union {
        const char *sample_row;    /* shows the value while there is no member,
                                      but reserved places */
        struct posting *next_free; /* without those: of those that ended and are
                                      kept; of those that an undo emptied */
    };
    struct nonunique_index *index; /* while it is one of the latter */
    size_t reserved;           /* rows that a change set in progress will put */
    uint32_t generation; /* one more each time the posting ends: a walk that
                            reads another one than at its start is over */
    bool parked;         /* empty and not found, but may come back: records
                            of a level name it */
    uint32_t resumed;    /* how often it took rows again after that, which a
                            cursor made it do */
};

/* Where its members are written (base/write.h). Reading needs no such step. */
static inline struct posting *posting_writable(struct posting *posting)
{
    assert(posting);
    return ki_writable(posting);
}

/* `place` is the offset in the hidden tail where the key's index keeps the
 * place of a row. */
static inline struct child_list posting_list(struct posting *posting,
                                             uint32_t place)
{
    uint32_t before = place - (uint32_t)REFERENCE_PLACE; /* of no reference */

    assert(posting);
    return (struct child_list){.header = posting->header,
                               .ends = {before, before}};
}

/* A row that has the posting's value. A member that is found in O(1) whatever
 * holes there are; and any would do. `entry` is the posting as
 * the hash index holds it. O(1), two cache misses: header and slot. */
static inline const char *ki_posting_row(const char *entry)
{
    struct child_list list;
    const char *sample_row;

    memcpy(&list.header, &entry, sizeof(entry));
    list.header += offsetof(struct posting, header);
    list.ends = (struct list_ends){0, 0};
    if (child_list_count(list) > 0)
        return ki_child_list_some(list);
    memcpy(&sample_row, entry + offsetof(struct posting, sample_row),
           sizeof(sample_row));
    assert(sample_row);
    return sample_row;
}

#endif
