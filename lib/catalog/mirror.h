/* mirror.h - pairs of a .symmetric many-to-many, whose ends may be exchanged.
 *
 *   friends        first_id  second_id
 *   ana and bob        1         2      one row
 *                      2         1      would be the same pair
 *
 * Owns   what the pair of a row is when its ends are exchanged.
 * Knows  the two foreign keys of the pair, which refer to one key, column by
 *        column.
 */
#ifndef KI_CATALOG_MIRROR_H
#define KI_CATALOG_MIRROR_H

#include "catalog/schema.h"

/* The key over the pair of a table that mirrors: it has one. O(keys). */
static inline const struct key *mirrored_key(const struct table *table)
{
    const struct key *key = table->keys;

    assert(table->mirrors);
    while (!key->mirrored)
        key++;
    return key;
}

/* The other foreign key of a pair. O(foreign keys). */
static inline const struct foreign_key *
mate_of(const struct foreign_key *foreign_key)
{
    const struct foreign_key *mate = foreign_key->child->foreign_keys;

    assert(has_mate(foreign_key));
    while (mate->reference != foreign_key->mate)
        mate++;
    return mate;
}

/* The row at the end of a pair that is not `row`: of any association row, where
 * `row` is that of its near end. */
static inline char *other_end(const struct relationship *relationship,
                              const char *link, const char *row)
{
    const struct foreign_key *target_key = relationship->target_key;
    char *end;

    assert(target_key);
    end = load_ptr(link + target_key->reference);
    return has_mate(relationship->foreign_key) && end == row
               ? load_ptr(link + relationship->foreign_key->reference)
               : end;
}

/* The foreign key of a collection by which a member names the row. */
static inline const struct foreign_key *
near_key(const struct relationship *relationship, const char *member,
         const char *row)
{
    const struct foreign_key *foreign_key = relationship->foreign_key;

    return has_mate(foreign_key) &&
                   load_ptr(member + foreign_key->reference) != row
               ? relationship->target_key
               : foreign_key;
}

/* Where a row or after-image shows the values of a mirrored key when its ends
 * are exchanged, for an index. O(columns). */
void ki_mirror_values(const struct key *key, const char *row,
                      const void **values);

/* Whether two rows or after-images hold the same pair, in the other order; and
 * whether one holds twice the same end. O(columns). */
bool ki_mirrors(const struct key *key, const char *one, const char *two);
bool ki_links_itself(const struct key *key, const char *row);

#endif
