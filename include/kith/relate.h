/* relate.h - linking and unlinking rows from either side; the order of lists.
 *
 * A link has two ends and one truth. Whichever end a call names, the
 * foreign-key column, the reference and the list change together.
 *
 * The statuses shared by all calls here: KITH_E_NOT_FOUND when a row was
 * deleted; KITH_E_MEMORY when the allocator returned NULL; KITH_E_MISUSE when
 * the row is NULL, when the other row is of another table than the relationship
 * shows or of another database, when the member at `offset` is no relationship
 * of the right shape, when a many-to-many that may only be walked is written,
 * and when a function of a table calls; KITH_E_CHECK when a KITH_CHECK refuses
 * a row as it would be, or when what a function returns does not fit or is
 * beyond the limits of its column; KITH_E_CYCLE when a row would be its own
 * ancestor along an .acyclic relationship, found in O(depth), in O(1) where the
 * row has no children. After any failure nothing has changed.
 *
 * A foreign key that shares columns with others moves the row along all of
 * them: KITH_E_PARENT when one then names no row, KITH_E_CHILDREN when rows
 * refer to a key that would change by that.
 */
#ifndef KITH_RELATE_H
#define KITH_RELATE_H

#include <kith/schema.h>
#include <kith/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Link a row along a reference or a scalar: kith_relate(chair, store, ikea),
 * kith_relate(ada, profile, p). A row goes to the end of its new parent's list;
 * relating it to the parent it has changes nothing. In a one-to-one the child
 * that had the place is unlinked as by kith_unlink. A child that ends without a
 * parent under .delete_orphan is deleted, with the rows below it, but for those
 * that the call moves: in a chain a > b > c, kith_relate(a, next, c) deletes b
 * and keeps c.
 *
 *   KITH_E_NOT_NULL  a row would be left without a required parent, or all
 *                    columns of its foreign key are needed by others
 *   KITH_E_UNIQUE    the foreign key is unique on its own, or part of a unique
 *                    key, and another row holds its new value
 *   KITH_E_PARENT    what follows from the call would delete one of the two
 *   KITH_E_MISUSE    `target` is NULL: the look-up that it comes from found
 *                    nothing, and kith_unlink unlinks (NULL written as such
 *                    does not compile)
 *
 * and those of kith_delete where an orphan is deleted. Cost: O(1). */
kith_status kith_relate_at(void *row, size_t offset, void *target);

/* Unlink a row along a reference or a scalar: kith_unlink(chair, store) takes
 * chair out of the list of its store, kith_unlink(ada, profile) takes the
 * profile from ada. OK where there is nothing to unlink. Under .delete_orphan
 * the child is deleted.
 *
 *   KITH_E_NOT_NULL  the child's foreign key is required, or all of its
 *                    columns are needed by others
 *
 * and those of kith_delete where an orphan is deleted. Cost: O(1). */
kith_status kith_unlink_at(void *row, size_t offset);

/* Add `target` at the end of a collection. A one-to-many takes it from the
 * parent it had; a many-to-many inserts the association row, as by kith_insert
 * with both references given. Appending a member is OK and changes nothing.
 * `target` must not be NULL.
 *
 *   KITH_E_UNIQUE    as for kith_relate_at
 *   KITH_E_NOT_NULL  the association row has other required columns: insert it
 *                    with kith_insert and its references instead
 *   KITH_E_MISUSE    the two keys share columns, and the rows differ in them
 *
 * Cost: O(1), one probe for a many-to-many. */
kith_status kith_append_at(void *row, size_t offset, void *target);

/* Take `target` out of a collection: a one-to-many unlinks it (deletes it under
 * .delete_orphan), a many-to-many deletes the association row.
 *
 *   KITH_E_NOT_FOUND  target is no member
 *   KITH_E_NOT_NULL   the child's foreign key is required
 *
 * and those of kith_delete where a row is deleted. Cost: O(1). */
kith_status kith_remove_at(void *row, size_t offset, void *target);

/* The same three for many rows in one call, all of them or none, judged once:
 * each chair gets the store at its place in the second array; chairs become the
 * last of one store, in this order; they are taken out of it.
 *
 *   kith_relate_rows(chairs, store, stores, 1000);
 *   kith_append_rows(ikea, items, chairs, 1000);
 *   kith_remove_rows(ikea, items, chairs, 1000);
 *
 * `rows` and `targets` are arrays of `count` addresses; the rows that have the
 * member are of one table. A row that is named twice counts once, for
 * kith_relate_rows where it is named last. None may be NULL: where rows have
 * left a list, its places have holes, which are; else an array may be the
 * places of a list that the call changes. For kith_relate_rows the member may
 * be a scalar: two parents may exchange their children.
 *
 *   KITH_E_UNIQUE     two children are to have the one place of a parent
 *   KITH_E_NOT_FOUND  a row was deleted before; to be removed, it is no member
 *   KITH_E_MISUSE     a row is NULL, or of another table or database; an array
 *                     is NULL and count is not 0
 *
 * and those of the call on one row. Nothing has changed then.
 *
 * Cost: that of the call on one row for each. Rows and what they lead to are
 * fetched ahead where no rule can refuse them: the key may be NULL, is no part
 * of another key, and members are no association rows and no orphans. */
kith_status kith_relate_rows_at(const void *rows, size_t offset,
                                const void *targets, size_t count);
kith_status kith_append_rows_at(void *row, size_t offset, const void *rows,
                                size_t count);
kith_status kith_remove_rows_at(void *row, size_t offset, const void *rows,
                                size_t count);

/* Take all members out, as kith_remove does one by one, but judged once: all of
 * them leave or none. Cost: O(members). */
kith_status kith_clear_at(void *row, size_t offset);

/* Rows for kith_replace_at: how many, and where their addresses stand. */
typedef struct kith_row_list {
    const void *rows; /* may be NULL when count is 0 */
    size_t count;
} kith_row_list;

/* Make the collection exactly these rows in this order:
 *
 *   kith_replace(ikea, items, rows, 3);
 *   kith_replace(ikea, items, (Item *[]){chair, desk}, 2);
 *   kith_replace(obi, items, ikea->items.places, ikea->items.count);
 *
 * Members that are not among them leave as by kith_remove, the others join as
 * by kith_append, and all of it is judged once, so that a row may take the
 * unique value of one that leaves, and a row below one that leaves may join. A
 * row named twice stands where it is named first. None may be NULL
 * (KITH_E_MISUSE). The rows are read before anything changes, so they may be
 * the places of a list that this call changes, as in the last line, which takes
 * all members from one list to another; where members have left a list, it has
 * holes in it, which are NULL.
 *
 * `list` is a kith_row_list, or any struct that begins like it: it is copied.
 *
 *   KITH_E_UNIQUE, KITH_E_NOT_NULL  as for kith_relate_at and kith_append_at
 *   KITH_E_PARENT  what follows from the call would delete one of the rows, or
 *                  the row whose list it is
 *
 * and those of kith_delete where rows are deleted. Cost: O(members + count). */
kith_status kith_replace_at(void *row, size_t offset, const void *list);

/* Give a member a new place in its collection, counted in members from 0: the
 * others keep their order. A place behind the last means the last.
 *
 *   KITH_E_NOT_FOUND  target is no member
 *
 * Cost: O(distance); in a list with holes also the places before. */
kith_status kith_move_at(void *row, size_t offset, void *target, size_t place);

/* Make room for `count` more members, so that as many appends do not need
 * memory for this list: kith_reserve_list(ikea, items, 1000). Places, and so a
 * walk in progress, stay as they are. KITH_E_LIMIT beyond 2^32 - 1 places.
 * Cost: O(members + count). */
kith_status kith_reserve_at(void *row, size_t offset, size_t count);

#ifndef __cplusplus

#define kith_relate(r, f, t) \
    kith_relate_at((r), kith_one_(r, f), kith_row_for_(r, f, t))
#define kith_append(r, f, t) \
    kith_append_at((r), kith_many_(r, f), kith_row_for_(r, f, t))
#define kith_remove(r, f, t) \
    kith_remove_at((r), kith_many_(r, f), kith_row_for_(r, f, t))
#define kith_relate_rows(rows, f, targets, count)        \
    kith_relate_rows_at((rows), kith_one_((rows)[0], f), \
                        kith_rows_for_((rows)[0], f, targets), (count))
#define kith_append_rows(r, f, rows, count)                                \
    kith_append_rows_at((r), kith_many_(r, f), kith_rows_for_(r, f, rows), \
                        (count))
#define kith_remove_rows(r, f, rows, count)                                \
    kith_remove_rows_at((r), kith_many_(r, f), kith_rows_for_(r, f, rows), \
                        (count))
#define kith_replace(r, f, ...) /* (r, f, rows, count) */   \
    kith_replace_at((r), kith_many_(r, f), &(const struct { \
                        kith_row_type_(r, f) const *rows;   \
                        size_t count;                       \
                        struct kith_end_ end;               \
                    }){__VA_ARGS__, (struct kith_end_){0}})
#define kith_move(r, f, t, place) \
    kith_move_at((r), kith_many_(r, f), kith_row_for_(r, f, t), (place))

#endif

#define kith_unlink(r, f) kith_unlink_at((r), kith_one_(r, f))
#define kith_reserve_list(r, f, count) \
    kith_reserve_at((r), kith_many_(r, f), (count))
#define kith_clear(r, f) kith_clear_at((r), kith_many_(r, f))

#ifdef __cplusplus
}
#endif
#endif
