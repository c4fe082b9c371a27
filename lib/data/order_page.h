/* order_page.h - a page of an ordered index, and what is done within one.
 *
 * Owns   the entries of a leaf in their order, and the children of a branch.
 * Knows  the key, to tell rows apart; nothing of the tree above and below.
 *
 *   leaf     | header | base | heads   [ 3 | 9 | 9 | 14 | ... ]
 *                            | numbers [ of the cells of as many rows ]
 *   branch   | header | firsts | children | counts
 *
 * An entry takes 8 bytes: the number of its row's cell, by which the directory
 * finds the row, and a head, 32 bits that are in the order of the rows. Most
 * searches read heads alone. A head says how far the prefix of the key (sort.h)
 * is from `base`, in units of 2 to the power of `shift`. Both are chosen anew
 * where a prefix does not fit, so that the heads of a leaf tell its rows apart
 * whatever range they are in. Rows with equal heads are read; where the units
 * are 1 and values are exact (sort.h), equal heads say it all.
 *
 * A branch has for each child a prefix that no row before the child exceeds and
 * none in it falls below, and the number of its rows. Where that prefix is the
 * one that is looked for, the first row of the child is compared.
 *
 * Pages are pieces of the pool, all of one size, so that one list of spare ones
 * serves both sorts.
 */
#ifndef KI_DATA_ORDER_PAGE_H
#define KI_DATA_ORDER_PAGE_H

#include "base/pool.h"
#include "base/write.h"
#include "catalog/sort.h"
#include "data/slab.h"

/* In 512 bytes, the largest piece that is cut from chunks: larger leaves would
 * be too many for small tables, and moved more for an insert. A page with so
 * few as THIN is joined with its neighbour where the two leave room in one. */
enum {
    LEAF_ENTRIES = HOSTILE ? 3 : 58,
    BRANCH_CHILDREN = HOSTILE ? 4 : 23,
    BRANCH_COUNTS = (BRANCH_CHILDREN + 3) / 4 * 4, /* are added four at once */
    LEAF_THIN = HOSTILE ? 1 : LEAF_ENTRIES / 4,
    BRANCH_THIN = HOSTILE ? 1 : BRANCH_CHILDREN / 4,
    LEAF_JOINED = HOSTILE ? 2 : LEAF_ENTRIES * 3 / 4,
    BRANCH_JOINED = BRANCH_CHILDREN * 3 / 4
};

struct order_page {
    struct order_page *parent;          /* NULL: the root */
    struct order_page *before, *behind; /* leaves in order; spare ones by the
                                           second */
    struct order_page *next_thin;       /* of those that are listed */
    uint16_t count;                     /* entries or children */
    uint8_t height;                     /* 0: a leaf */
    uint8_t shift;                      /* of the heads of a leaf */
    bool listed, dropped; /* to be tidied up (order_tree.h); is in no tree any
                             more, but listed */
    union {
        struct {
            uint64_t base;
            uint32_t heads[LEAF_ENTRIES]; /* HEAD_ABOVE behind the last */
            uint32_t numbers[LEAF_ENTRIES];
        };
        struct {
            uint64_t firsts[BRANCH_CHILDREN]; /* that of child 0 means nothing:
                                                 what is before belongs there;
                                                 FIRST_ABOVE behind the last */
            struct order_page *children[BRANCH_CHILDREN];
            uint32_t counts[BRANCH_COUNTS]; /* rows below each */
        };
    };
};

_Static_assert(HOSTILE || sizeof(struct order_page) <= POOL_BYTES_SMALL,
               "pages are cut from chunks");

/* Behind the entries and children of a page: a search looks at all places, so
 * that each takes as many steps, which the processor then foresees. */
#define HEAD_ABOVE UINT32_MAX
#define FIRST_ABOVE UINT64_MAX

/* What tells rows apart. */
struct order_rows {
    const struct directory *directory;
    const struct key *key;
    uint32_t stamp_at; /* in the hidden tail: a number that says which of equal
                          rows came first */
};

/* A position among the rows: before or behind those with some values of the
 * key, or that of one row. */
enum order_side { ORDER_BEFORE, ORDER_BEHIND, ORDER_AT };
struct order_seek {
    struct sort_values sort;
    enum order_side side;
    uint64_t stamp; /* of the one row */
};

/* The position of the key that a row or after-image shows; and that of a row,
 * by its key and stamp. `values` has room for the columns of a key, and is read
 * as long as the position. O(columns). */
struct order_seek ki_order_seek_like(const struct order_rows *rows,
                                     const char *row, enum order_side side,
                                     const void **values);
struct order_seek ki_order_seek_row(const struct order_rows *rows,
                                    const char *row, const void **values);

/* Where a page is written (base/write.h). Reading needs no such step. */
static inline struct order_page *page_writable(struct order_page *page)
{
    assert(page);
    return ki_writable(page);
}

/* Ask for all cache lines of a page at once: a search reads some here and some
 * there, and each would wait for the one before. */
static KI_ALWAYS_INLINE void fetch_page(const struct order_page *page)
{
#pragma GCC unroll 8
    for (size_t at = 0; at < sizeof(*page); at += 64)
        prefetch((const char *)page + at);
}
static inline struct order_page *page_child(const struct order_page *branch,
                                            uint32_t place)
{
    assert(branch->height > 0 && place < branch->count);
    fetch_page(branch->children[place]);
    return branch->children[place];
}

/* The row in a cell. */
static inline char *order_row(const struct order_rows *rows, uint32_t number)
{
    const struct chunk *chunk =
        (const void *)rows->directory->shown.chunks[number / GROUP_CELLS];
    size_t cell = number - chunk->first_group * GROUP_CELLS;

    assert(cell < chunk->cell_count);
    return chunk->first + cell * chunk->begins.stride_bytes;
}

/* The order of a row and a position: less than 0 where the row is before it,
 * more where it is behind, and 0 where it is the one row. O(columns). */
int ki_order_of_row(const struct order_rows *rows,
                    const struct order_seek *seek, const char *row);

/* Begin without entries or children, in no tree. O(1). */
void ki_page_init(struct order_page *page, unsigned height);

/* The place in a leaf of the first entry that is not before a position; the
 * count where all are. As many steps in each leaf, and one or two for each
 * entry whose prefix is that of the position. */
uint32_t ki_leaf_place(const struct order_rows *rows,
                       const struct order_page *leaf,
                       const struct order_seek *seek);

/* The child of a branch in which the position lies: where it lies between two,
 * either. As many steps in each branch, and for some of those whose prefix is
 * that of the position a way down to their first row. */
uint32_t ki_branch_place(const struct order_rows *rows,
                         const struct order_page *branch,
                         const struct order_seek *seek);

/* Put a row at a place of a leaf that is not full; take one out. O(entries),
 * and a look at each row where its prefix does not fit. */
void ki_leaf_insert(const struct order_rows *rows, struct order_page *leaf,
                    uint32_t place, uint32_t number, uint64_t prefix);
void ki_leaf_remove(struct order_page *leaf, uint32_t place);

/* Move the entries from a place on into an empty leaf; all entries of the leaf
 * behind into the one before it. O(entries). */
void ki_leaf_split(const struct order_rows *rows, struct order_page *leaf,
                   uint32_t place, struct order_page *to);
void ki_leaf_join(const struct order_rows *rows, struct order_page *leaf,
                  const struct order_page *from);

/* The same for children of a branch, whose `first` is given. Children learn
 * their new parent. */
void ki_branch_insert(struct order_page *branch, uint32_t place,
                      struct order_page *child, uint64_t first, uint32_t count);
void ki_branch_remove(struct order_page *branch, uint32_t place);
void ki_branch_split(struct order_page *branch, uint32_t place,
                     struct order_page *to);
void ki_branch_join(struct order_page *branch, const struct order_page *from,
                    uint64_t first);

/* The place of a child in its branch. O(children). */
uint32_t ki_branch_place_of(const struct order_page *branch,
                            const struct order_page *child);

/* Begin the heads of a leaf anew, by its rows. O(entries). */
void ki_leaf_fit(const struct order_rows *rows, struct order_page *leaf);

/* The rows below the first children of a branch. All counts are looked at, for
 * an end that differs from call to call is guessed wrong, and takes longer. */
static inline uint32_t branch_rows(const struct order_page *branch,
                                   uint32_t children)
{
    uint32_t rows = 0;

    assert(branch->height > 0 && children <= branch->count);
#pragma GCC unroll 8
    for (int i = 0; i < BRANCH_COUNTS; i++)
        rows += branch->counts[i] & -(uint32_t)(i < (int)children);
    return rows;
}

/* The rows of a page and below. O(children). */
uint32_t ki_page_rows(const struct order_page *page);

/* The first row of a page or below, which has some. O(height). */
uint32_t ki_page_first(const struct order_page *page);

/* The next page of a tree, parents before their children; NULL at the end.
 * O(children), and the height for all. */
struct order_page *ki_page_behind(const struct order_page *page);

/* Whether the heads of a leaf are those of its rows, and the rows below a
 * branch are where its prefixes say. O(entries), O(children and height). */
bool ki_page_agrees(const struct order_rows *rows,
                    const struct order_page *page);

#endif
