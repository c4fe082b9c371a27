/* children.h - one door to the children of a parent along a foreign key: a
 * list, or one child at most.
 *
 * Owns   which of the two shapes a foreign key has in its parent. Where it is
 *        known to be a list, mutate.h goes to it by list_of().
 * Knows  where the ends lie (catalog/schema.h), and lists (links.h).
 *
 *   parent + list       a list of places, or the address of the only child
 *   child + reference   the address of the parent, and the place in its list
 *
 * A write first makes room (reserve, which may fail), then adds and removes.
 */
#ifndef KI_DATA_CHILDREN_H
#define KI_DATA_CHILDREN_H

#include "catalog/schema.h"
#include "data/links.h"

/* The list of a parent, for what lists alone can: only where the foreign key
 * has one. */
static inline struct links list_of(const struct foreign_key *foreign_key,
                                   char *parent)
{
    return (struct links){.header = parent + foreign_key->list,
                          .place = foreign_key->reference + REFERENCE_PLACE};
}

/* No children yet; the parent is no more, and its list is given back. */
static inline void children_init(const struct foreign_key *foreign_key,
                                 char *parent)
{
    if (foreign_key->one_to_one)
        store_ptr(parent + foreign_key->list, NULL);
    else
        ki_links_init(list_of(foreign_key, parent));
}
static inline void children_fini(const struct foreign_key *foreign_key,
                                 char *parent, struct blocks *blocks)
{
    if (!foreign_key->one_to_one)
        ki_links_fini(list_of(foreign_key, parent), blocks);
}

/* The only child of a parent that can have no other beside it, or NULL. */
static inline char *children_only(const struct foreign_key *foreign_key,
                                  const char *parent)
{
    return foreign_key->one_to_one ? load_ptr(parent + foreign_key->list)
                                   : NULL;
}

/* Make room for `extra` more children; false without memory. */
static inline bool children_reserve(const struct foreign_key *foreign_key,
                                    char *parent, struct blocks *blocks,
                                    size_t extra)
{
    return foreign_key->one_to_one ||
           ki_links_reserve(list_of(foreign_key, parent), blocks, extra);
}

/* Show the child, whose reference names the parent already, at the end of the
 * parent's children. There is room. O(1). */
static inline void children_show(const struct foreign_key *foreign_key,
                                 char *parent, char *child)
{
    assert(!children_only(foreign_key, parent));
    if (foreign_key->one_to_one)
        store_ptr(parent + foreign_key->list, child);
    else
        ki_links_put(list_of(foreign_key, parent), child);
}

/* The child, which has no parent, becomes the last of one's children. There is
 * room. O(1). */
static inline void children_append(const struct foreign_key *foreign_key,
                                   char *parent, char *child)
{
    assert(!load_ptr(child + foreign_key->reference));
    children_show(foreign_key, parent, child);
    store_ptr(child + foreign_key->reference, parent);
}

/* The child leaves its parent, if it has one. O(1). */
static inline void children_remove(const struct foreign_key *foreign_key,
                                   char *child)
{
    char *parent = load_ptr(child + foreign_key->reference);

    if (!parent)
        return;
    if (foreign_key->one_to_one) {
        assert(load_ptr(parent + foreign_key->list) == child);
        store_ptr(parent + foreign_key->list, NULL);
    } else {
        ki_links_take(list_of(foreign_key, parent), child);
    }
    store_ptr(child + foreign_key->reference, NULL);
}

/* --- Back again: as in links.h -------------------------------------------- */

/* The child, the last that was shown or appended, is shown no more. O(1). */
static inline void children_unshow(const struct foreign_key *foreign_key,
                                   char *parent, const char *child)
{
    if (foreign_key->one_to_one) {
        assert(load_ptr(parent + foreign_key->list) == child);
        store_ptr(parent + foreign_key->list, NULL);
    } else {
        ki_links_unput(list_of(foreign_key, parent), child);
    }
}

/* The same for one that was appended: it has no parent again. O(1). */
static inline void children_unappend(const struct foreign_key *foreign_key,
                                     char *parent, char *child)
{
    assert(load_ptr(child + foreign_key->reference) == parent);
    children_unshow(foreign_key, parent, child);
    memset(child + foreign_key->reference, 0, REFERENCE_BYTES);
}

/* The place of a child that has a parent, for the next. */
static inline uint32_t children_place(const struct foreign_key *foreign_key,
                                      const char *child)
{
    return load_u32(child + foreign_key->reference + REFERENCE_PLACE);
}

/* The child left its parent, where it had this place. O(1). */
static inline void children_unremove(const struct foreign_key *foreign_key,
                                     char *parent, char *child, uint32_t place)
{
    assert(!load_ptr(child + foreign_key->reference));
    assert(!children_only(foreign_key, parent));
    if (foreign_key->one_to_one)
        store_ptr(parent + foreign_key->list, child);
    else
        ki_links_untake(list_of(foreign_key, parent), child, place);
    store_ptr(child + foreign_key->reference, parent);
}

/* The list whose holes the next child that joins will close; false when it
 * closes none. */
static inline bool children_squeezed(const struct foreign_key *foreign_key,
                                     char *parent, struct links *list)
{
    *list = list_of(foreign_key, parent);
    return !foreign_key->one_to_one && links_put_squeezes(*list);
}

/* --- Reading -------------------------------------------------------------- */

/* The children one after the other: start with *place 0; NULL at the end. O(1)
 * a place. */
static inline char *children_next(const struct foreign_key *foreign_key,
                                  char *parent, size_t *place)
{
    if (!foreign_key->one_to_one)
        return ki_links_next(list_of(foreign_key, parent), place);
    return (*place)++ == 0 ? load_ptr(parent + foreign_key->list) : NULL;
}

/* The child at a place to come, for whoever fetches it ahead: NULL where there
 * is none, or no other beside the one at hand. O(1). */
static inline const char *children_ahead(const struct foreign_key *foreign_key,
                                         char *parent, size_t place)
{
    struct links links = list_of(foreign_key, parent);

    return !foreign_key->one_to_one && place < links_slot_count(links)
               ? links_slot(links, place)
               : NULL;
}

/* Where the next child will be shown, for the same. O(1). */
static inline const char *children_end(const struct foreign_key *foreign_key,
                                       char *parent)
{
    struct links links = list_of(foreign_key, parent);

    if (foreign_key->one_to_one)
        return links.header;
    return links_slots(links) + (size_t)links_slot_count(links) * SLOT_BYTES;
}

/* How many they are. O(1). */
static inline size_t children_count(const struct foreign_key *foreign_key,
                                    char *parent)
{
    if (foreign_key->one_to_one)
        return load_ptr(parent + foreign_key->list) != NULL;
    return links_count(list_of(foreign_key, parent));
}

/* Close the holes of a list and give back what no member needs. O(places). */
static inline void children_shrink(const struct foreign_key *foreign_key,
                                   char *parent, struct blocks *blocks)
{
    if (!foreign_key->one_to_one)
        ki_links_shrink(list_of(foreign_key, parent), blocks);
}

/* Whether the parent shows the child where the child says; whether the list of
 * a parent agrees with itself. */
static inline bool children_hold(const struct foreign_key *foreign_key,
                                 char *parent, const char *child)
{
    if (foreign_key->one_to_one)
        return load_ptr(parent + foreign_key->list) == child;
    return ki_links_holds(list_of(foreign_key, parent), child);
}
static inline bool children_verify(const struct foreign_key *foreign_key,
                                   char *parent)
{
    return foreign_key->one_to_one ||
           ki_links_verify(list_of(foreign_key, parent));
}

#endif
