/* children.h - one door to the children of a parent along a foreign key: a
 * list, or one child at most.
 *
 * Owns   which of the two shapes a foreign key has in its parent. Where it is
 *        known to be a list, mutate.h uses child_list_of().
 * Knows  where the ends lie (catalog/schema.h), and lists (child_list.h).
 *
 *   parent   list        a list of slots, or the address of the only child
 *   child    reference   the address of the parent, and the place in its list
 *
 * Always true between calls: the parent that a child's reference names shows
 * the child, in its list at the place that the reference names, or as its only
 * child; and a parent shows no other row. The two ends are written one after
 * the other, so they disagree inside a call here. The place is part of the
 * reference, because a row has one place for each foreign key.
 *
 * This is also the index of the foreign key: "the children of this parent" is
 * found nowhere else.
 *
 * A write first makes room (reserve, which may fail), then adds and removes,
 * which cannot.
 */
#ifndef KI_DATA_CHILDREN_H
#define KI_DATA_CHILDREN_H

#include "base/relocation.h"
#include "catalog/schema.h"
#include "data/child_list.h"

/* The list of a parent, for what lists alone can: only where the foreign key
 * has one. Two additions; nothing is read from the row. */
static inline struct child_list
child_list_of(const struct foreign_key *foreign_key, char *parent)
{
    return (struct child_list){.header = parent + foreign_key->list,
                               .ends = foreign_key->ends};
}

/* Whether its lists are those of the other key of a pair, which is looked at
 * instead where each list is looked at once. */
static inline bool children_are_mates(const struct foreign_key *foreign_key)
{
    return foreign_key->mate < foreign_key->reference;
}

/* No children yet, in a place that was taken and holds undefined bytes. */
static inline void children_init(const struct foreign_key *foreign_key,
                                 char *parent)
{
    assert(parent);
    if (foreign_key->one_to_one)
        write_ptr(parent + foreign_key->list, NULL);
    else
        ki_child_list_init(child_list_of(foreign_key, parent));
}
/* The parent is deleted, and its slot array is given back. A scalar owns no
 * memory. Children that are still shown are not touched: when a database is
 * closed, they are deleted too. */
static inline void children_fini(const struct foreign_key *foreign_key,
                                 char *parent, struct pool *pool)
{
    assert(foreign_key->one_to_one ||
           child_list_count(child_list_of(foreign_key, parent)) <=
               child_list_slot_count(child_list_of(foreign_key, parent)));
    if (!foreign_key->one_to_one)
        ki_child_list_fini(child_list_of(foreign_key, parent), pool);
}

/* The child beside which there can be no other, or NULL: where the foreign key
 * has a list there always can. A new child may join only where this is NULL. */
static inline char *children_only(const struct foreign_key *foreign_key,
                                  const char *parent)
{
    assert(parent);
    return foreign_key->one_to_one ? load_ptr(parent + foreign_key->list)
                                   : NULL;
}

/* Whether the parent shows the child where the child says. For a scalar there
 * is only one place. O(1). */
static inline bool children_hold(const struct foreign_key *foreign_key,
                                 char *parent, const char *child)
{
    if (foreign_key->one_to_one)
        return load_ptr(parent + foreign_key->list) == child;
    return ki_child_list_holds(child_list_of(foreign_key, parent), child);
}

/* Make room for `extra` more children; false without memory. A scalar always
 * has room for one: that it is free is a rule, which edit/check.c judges. */
static inline bool children_reserve(const struct foreign_key *foreign_key,
                                    char *parent, struct pool *pool,
                                    size_t extra)
{
    assert(extra > 0);
    assert(!foreign_key->one_to_one || extra == 1);
    return foreign_key->one_to_one ||
           ki_child_list_reserve(child_list_of(foreign_key, parent), pool,
                                 extra);
}

/* Show the child, whose reference names the parent already, at the end of the
 * parent's children. A new row is linked so: its reference was filled in while
 * it was built. There is room. O(1). */
static inline void children_show(const struct foreign_key *foreign_key,
                                 char *parent, char *child)
{
    assert(!children_only(foreign_key, parent));
    if (foreign_key->one_to_one)
        write_ptr(parent + foreign_key->list, child);
    else
        ki_child_list_put(child_list_of(foreign_key, parent), child);
}

/* The child, which lives and has no parent, becomes the last child of `parent`.
 * There is room. O(1). */
static inline void children_append(const struct foreign_key *foreign_key,
                                   char *parent, char *child)
{
    assert(!load_ptr(child + foreign_key->reference));
    children_show(foreign_key, parent, child);
    write_ptr(child + foreign_key->reference, parent);
}

/* Close the holes that were kept in the list of a parent while rows could still
 * be taken back (child_list.h). */
static inline void children_close_holes(const struct foreign_key *foreign_key,
                                        char *parent, struct pool *pool)
{
    assert(parent);
    if (!foreign_key->one_to_one)
        ki_child_list_close_holes(child_list_of(foreign_key, parent), pool);
}

/* The child leaves its parent, if it has one. Its key columns are not written:
 * the caller gives them another value, or deletes the row. O(1), with a cache
 * miss for the slot at the parent, which is what a delete or move waits for. */
static inline void children_remove(const struct foreign_key *foreign_key,
                                   char *child)
{
    char *parent = load_ptr(child + foreign_key->reference);

    if (!parent)
        return;
    if (foreign_key->one_to_one) {
        assert(load_ptr(parent + foreign_key->list) == child);
        write_ptr(parent + foreign_key->list, NULL);
    } else {
        ki_child_list_take(child_list_of(foreign_key, parent), child);
    }
    write_ptr(child + foreign_key->reference, NULL);
}

/* Whether a child without a parent waits for one that will have its key.
 * Nothing for a child that has a parent. */
static inline void children_wait(const struct foreign_key *foreign_key,
                                 char *child, bool waits)
{
    assert(foreign_key->defer_parent);
    if (!load_ptr(child + foreign_key->reference))
        write_u32(child + foreign_key->reference + REFERENCE_PLACE,
                  waits ? PARENT_PENDING : 0);
}

/* --- Back again -----------------------------------------------------------
 *
 * The inverses, under the same conditions as in child_list.h: no memory, and
 * taken back in reverse order. */

/* The inverse of children_show(): the child, the last that was shown, is shown
 * no more. Its reference still names the parent, as it did before. O(1). */
static inline void children_unshow(const struct foreign_key *foreign_key,
                                   char *parent, const char *child)
{
    if (foreign_key->one_to_one) {
        assert(load_ptr(parent + foreign_key->list) == child);
        write_ptr(parent + foreign_key->list, NULL);
    } else {
        ki_child_list_unput(child_list_of(foreign_key, parent), child);
    }
}

/* The inverse of children_append(): the child has no parent again. The place is
 * zeroed with the address, as children_remove() leaves it. O(1). */
static inline void children_unappend(const struct foreign_key *foreign_key,
                                     char *parent, char *child)
{
    assert(load_ptr(child + foreign_key->reference) == parent);
    children_unshow(foreign_key, parent, child);
    write_zeros(child + foreign_key->reference, REFERENCE_BYTES);
}

/* The place of a child that has a parent, to be kept for children_unremove()
 * before the child leaves. Zero where the parent has a scalar. */
static inline uint32_t children_place(const struct foreign_key *foreign_key,
                                      const char *child)
{
    return load_u32(child + foreign_key->reference + REFERENCE_PLACE);
}

/* The inverse of children_remove(): the child is shown by `parent` again, at
 * the place it had. The children behind it never moved, so the place is free.
 * O(1). */
static inline void children_unremove(const struct foreign_key *foreign_key,
                                     char *parent, char *child, uint32_t place)
{
    assert(!load_ptr(child + foreign_key->reference));
    assert(!children_only(foreign_key, parent));
    if (foreign_key->one_to_one)
        write_ptr(parent + foreign_key->list, child);
    else
        ki_child_list_untake(child_list_of(foreign_key, parent), child, place);
    write_ptr(child + foreign_key->reference, parent);
}

/* The child is deleted and may come back. It is shown no more, but its own
 * bytes stay: they name parent and place. A parent that is deleted too is
 * passed over, for its list comes back as it is: what goes as a whole is not
 * taken apart. O(1). */
static inline void children_retire(const struct foreign_key *foreign_key,
                                   const char *child)
{
    char *parent = load_ptr(child + foreign_key->reference);

    if (!parent || !row_is_live(parent) || is_to_delete(parent))
        return;
    if (foreign_key->one_to_one)
        write_ptr(parent + foreign_key->list, NULL);
    else
        ki_child_list_clear_place(child_list_of(foreign_key, parent),
                                  children_place(foreign_key, child));
}

/* The inverse: the child is shown again where it says. O(1). */
static inline void children_revive(const struct foreign_key *foreign_key,
                                   char *child)
{
    char *parent = load_ptr(child + foreign_key->reference);

    if (!parent || children_hold(foreign_key, parent, child))
        return;
    if (foreign_key->one_to_one)
        write_ptr(parent + foreign_key->list, child);
    else
        ki_child_list_untake(child_list_of(foreign_key, parent), child,
                             children_place(foreign_key, child));
}

/* --- Reading --------------------------------------------------------------
 *
 * None but children_shrink() writes, so several threads may read one parent. */

/* The next row of a list that two keys share that names the parent by this one.
 * A deleted row names nobody: its list is about to go. */
char *ki_children_of_key(const struct foreign_key *foreign_key, char *parent,
                         size_t *place);

/* The children one after the other: start with *place 0; NULL at the end. The
 * child at hand may be deleted or moved before the next call. O(1), and a step
 * for each hole, and each child of the other key where two share the list. */
static inline char *children_next(const struct foreign_key *foreign_key,
                                  char *parent, size_t *place)
{
    assert(parent);
    if (foreign_key->one_to_one)
        return (*place)++ == 0 ? load_ptr(parent + foreign_key->list) : NULL;
    return has_mate(foreign_key)
               ? ki_children_of_key(foreign_key, parent, place)
               : ki_child_list_next(child_list_of(foreign_key, parent), place);
}

/* The child at a place to come, to prefetch it: NULL for a hole, behind the
 * end, and for a scalar, which has no other child. The slots are read in order,
 * so they are in the cache; the children are not. O(1). */
static inline const char *children_ahead(const struct foreign_key *foreign_key,
                                         char *parent, size_t place)
{
    struct child_list list = child_list_of(foreign_key, parent);

    return !foreign_key->one_to_one && place < child_list_slot_count(list)
               ? child_list_slot(list, place)
               : NULL;
}

/* Where the next child will be shown, to prefetch it: the slot behind the last,
 * or the scalar. Reads the header of the parent, which must have come from
 * memory before. O(1). */
static inline const char *children_end(const struct foreign_key *foreign_key,
                                       char *parent)
{
    struct child_list list = child_list_of(foreign_key, parent);

    assert(parent);
    if (foreign_key->one_to_one)
        return list.header;
    return child_list_slots(list) +
           (size_t)child_list_slot_count(list) * SLOT_BYTES;
}

/* All of them, for a caller that walks them itself; none for NULL. Where two
 * keys share the list, those of both, as here and below. O(1). */
static inline struct some_rows
children_all(const struct foreign_key *foreign_key, char *parent)
{
    if (!parent)
        return some_rows_one(NULL);
    if (foreign_key->one_to_one)
        return some_rows_one(load_ptr(parent + foreign_key->list));
    return (struct some_rows){.list = child_list_of(foreign_key, parent),
                              .alive = parent + GENERATION};
}

/* How many they are. O(1). */
static inline size_t children_count(const struct foreign_key *foreign_key,
                                    char *parent)
{
    if (foreign_key->one_to_one)
        return load_ptr(parent + foreign_key->list) != NULL;
    return child_list_count(child_list_of(foreign_key, parent));
}

/* The bytes that the slots of a list take outside the parent's row. O(1). */
static inline size_t children_bytes(const struct foreign_key *foreign_key,
                                    char *parent)
{
    assert(parent);
    return foreign_key->one_to_one || children_are_mates(foreign_key)
               ? 0
               : child_list_bytes(child_list_of(foreign_key, parent));
}

/* Close the holes of a list and give back the slots that no member needs. Where
 * the allocator refuses, they stay. O(slots). */
static inline void children_shrink(const struct foreign_key *foreign_key,
                                   char *parent, struct pool *pool)
{
    assert(parent);
    if (!foreign_key->one_to_one)
        ki_child_list_shrink(child_list_of(foreign_key, parent), pool);
}

/* Whether the list of a parent agrees with itself. A scalar has nothing that
 * could disagree. */
static inline bool children_verify(const struct foreign_key *foreign_key,
                                   char *parent)
{
    return foreign_key->one_to_one ||
           ki_child_list_verify(child_list_of(foreign_key, parent));
}

/* Add the block of a list to those of a database, where it has one of its own;
 * and lead the list or scalar of a parent that is a copy, `distance` from its
 * original, to copies of the children. O(1), O(slots). */
static inline bool children_list_blocks(const struct foreign_key *foreign_key,
                                        char *parent, struct blocks *blocks)
{
    return foreign_key->one_to_one || children_are_mates(foreign_key) ||
           ki_child_list_list_blocks(child_list_of(foreign_key, parent),
                                     blocks);
}
static inline void children_relocate(const struct foreign_key *foreign_key,
                                     char *parent, uintptr_t distance,
                                     const struct relocation *moved)
{
    char *child = load_ptr(parent + foreign_key->list);

    if (foreign_key->one_to_one)
        write_ptr(parent + foreign_key->list, relocated(moved, child));
    else if (!children_are_mates(foreign_key))
        ki_child_list_relocate(child_list_of(foreign_key, parent), distance,
                               moved);
}

#endif
