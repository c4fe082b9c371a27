/* order_tree.h - rows in the order of a key.
 *
 * Owns   a B+ tree of pages (order_page.h), the spare ones among them, and the
 *        stamps of rows: of equal keys the one that was put first comes first.
 * Knows  the key, which rows that are put have (key_is_null).
 *
 *   root branch   | firsts | children | counts |
 *                        /      |      \
 *   leaves     [ ... ] <-> [ ... ] <-> [ ... ]     entries in order
 *
 * Bayer and McCreight's tree with all entries in leaves (Knuth, TAOCP 6.2.4),
 * and with counts in branches, so that the n-th row and the place of a row are
 * found on one way down. A leaf that is full is split in halves; the last leaf
 * where a row comes behind all others, so that rows in order fill leaves whole.
 *
 * A write first makes room (reserve, which may fail), then puts and takes.
 * While pages stay (pool->holes_stay: what is done may be taken back) none
 * leaves the tree, however empty. So all rows that there were have places in
 * the pages that there are, and an undo splits no page and needs no memory.
 * Pages with few entries are listed and tidied up when nothing may be taken
 * back any more: an empty one leaves the tree, and others are joined with a
 * neighbour.
 */
#ifndef KI_DATA_ORDER_TREE_H
#define KI_DATA_ORDER_TREE_H

#include "data/order_page.h"

struct order_tree {
    struct order_rows rows;
    struct pool *pool;       /* of pages */
    struct order_page *root; /* NULL: no row was put since the last tidying */
    struct order_page *first, *last; /* leaves */
    struct order_page *spare;        /* pages of no use yet */
    struct order_page *thin;         /* listed */
    size_t spare_count, leaf_count, branch_count;
    size_t reserved; /* puts to come */
    uint64_t next_stamp;
    uint64_t version; /* another one after each change, by which places and
                         ranks are stale */
};

/* Begin without pages; allocates nothing. `stamp_at` is where rows keep their
 * stamps. fini gives all pages back. */
void ki_order_tree_init(struct order_tree *tree, const struct key *key,
                        uint32_t stamp_at, const struct directory *directory,
                        struct pool *pool);
void ki_order_tree_fini(struct order_tree *tree);

/* How many rows there are. O(1). */
size_t ki_order_tree_count(const struct order_tree *tree);

/* Make room for `extra` more puts, on top of those reserved; false without
 * memory: the tree is as it was. Give that up again. O(new pages). */
bool ki_order_tree_reserve(struct order_tree *tree, size_t extra);
void ki_order_tree_unreserve(struct order_tree *tree, size_t extra);

/* Put a row by the key that `after` shows, behind all with an equal one: room
 * was reserved, and the row gets its stamp here. It must show the key before
 * the next call here. O(log rows). */
void ki_order_tree_put(struct order_tree *tree, char *row, const char *after);

/* The same with the stamp that the row has, for one that stays where it is
 * among equal ones while all of them get another key. */
void ki_order_tree_put_again(struct order_tree *tree, char *row,
                             const char *after);

/* Take a row out by the key and the stamp that it shows. O(log rows). */
void ki_order_tree_take(struct order_tree *tree, const char *row);

/* The inverse of that, by the key and the stamp that the row shows, without
 * room that was reserved: while pages stay, in the reverse order of all that
 * was done. That of a put is a take. O(log rows). */
void ki_order_tree_untake(struct order_tree *tree, char *row);

/* Nothing may be taken back any more: empty pages leave the tree, and others
 * with few entries are joined with neighbours. Needs no memory. O(listed
 * pages). */
void ki_order_tree_tidy(struct order_tree *tree);

/* Fill all leaves but the last, and give the pages back that are of no use.
 * Nothing may be reserved, and nothing be taken back. Needs no memory.
 * O(rows). */
void ki_order_tree_shrink(struct order_tree *tree);

/* --- Reading --------------------------------------------------------------
 *
 * A place is one before or behind an entry; it is stale after the next put or
 * take. */

struct order_place {
    struct order_page *leaf; /* NULL: no leaf has an entry there */
    uint32_t at;
};

/* The first place that is not before a position, and how many rows are before
 * it. O(log rows). */
struct order_spot {
    struct order_place place;
    size_t rank;
};
struct order_spot ki_order_tree_seek(const struct order_tree *tree,
                                     const struct order_seek *seek);

/* How many rows are before the end of those with these values, which begin
 * there. O(log rows). */
size_t ki_order_tree_end_of(const struct order_tree *tree,
                            const struct sort_values *sort,
                            const struct order_spot *begin);

/* The place of the n-th row, from 0, the end for the count. O(log rows). */
struct order_place ki_order_tree_at(const struct order_tree *tree, size_t n);

/* The row behind a place, or before it, which moves past it; NULL at the end.
 * O(1), and a step for each empty page. */
char *ki_order_tree_next(const struct order_tree *tree,
                         struct order_place *place);
char *ki_order_tree_before(const struct order_tree *tree,
                           struct order_place *place);

/* Read so many rows behind a place, which there are, into an array, and ask for
 * them; the place moves past them. O(count), and a step for each empty page. */
void ki_order_tree_read(const struct order_tree *tree,
                        struct order_place *place, char *rows, size_t count);

/* Whether the row is in the tree, where its key and stamp say. O(log rows). */
bool ki_order_tree_holds(const struct order_tree *tree, const char *row);

/* Whether all pages agree with each other, nothing is reserved, entries are in
 * order, and there are so many. O(rows). */
bool ki_order_tree_verify(const struct order_tree *tree, size_t rows);

/* The bytes of all pages, spare ones among them. O(1). */
size_t ki_order_tree_bytes(const struct order_tree *tree);

/* --- Pages, for order_whole.c --------------------------------------------- */

/* A spare page becomes one of the tree, which it joins next; one that has left
 * the tree becomes spare. O(1). */
struct order_page *ki_order_tree_new_page(struct order_tree *tree,
                                          unsigned height);
void ki_order_tree_drop(struct order_tree *tree, struct order_page *page);

/* Give spare pages back but for so many. */
void ki_order_tree_free_spare(struct order_tree *tree, size_t kept);

/* --- Copies --------------------------------------------------------------- */

/* Add its blocks to a list, false without memory; and lead the pointers of a
 * copy, whose pages are copied too, to copies. Nothing is reserved, nor may be
 * taken back. O(pages). */
bool ki_order_tree_list_blocks(const struct order_tree *tree,
                               struct blocks *blocks);
void ki_order_tree_relocate(struct order_tree *tree,
                            const struct relocation *moved,
                            const struct directory *directory,
                            struct pool *pool);

#endif
