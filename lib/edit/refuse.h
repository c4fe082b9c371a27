/* refuse.h - the errors of a write, with their facts taken from the schema.
 *
 * Owns   which names and values stand for a column, a foreign key or a parent
 *        in a sentence (base/status.h).
 * Knows  no rule: status and sentence are those of the caller. Each
 *        function records the failure and returns its status.
 */
#ifndef KI_EDIT_REFUSE_H
#define KI_EDIT_REFUSE_H

#include "engine.h"

/* About a table and one of its columns, keys or members, which may be NULL: %t,
 * %c, and %f for the public function that writes (db->call). Where the status
 * is KITH_E_NOT_NULL, the value is "NULL". `column` and `sentence` must last as
 * long as the database. O(1). */
kith_status ki_refuse(struct kith_db *db, kith_status status,
                      const struct table *table, const char *column,
                      const char *sentence);

/* A value is none of its column's, and is %v: KITH_E_CHECK. The value is
 * printed into the error, so it need not last. */
kith_status ki_refuse_value(struct kith_db *db, const struct table *table,
                            const struct column *column,
                            const kith_value *value, const char *sentence);

/* A sort key is given or set, which its function alone makes, or a position:
 * KITH_E_MISUSE. */
kith_status ki_refuse_kept(struct kith_db *db, const struct table *table,
                           const struct column *column);

/* About a foreign key of a child or its after-image: %t.%c holds %v, %o is the
 * table of the parent; `constraint` is %k, may be NULL, and must last as long
 * as the database. */
kith_status ki_refuse_foreign_key(struct kith_db *db, kith_status status,
                                  const struct foreign_key *foreign_key,
                                  const char *child, const char *constraint,
                                  const char *sentence);

/* About a parent that has children: %t.%c is its key and holds %v, %o is the
 * table of the children and %k their foreign key: KITH_E_CHILDREN. */
kith_status ki_refuse_parent(struct kith_db *db,
                             const struct foreign_key *foreign_key,
                             const char *parent, const char *sentence);

#endif
