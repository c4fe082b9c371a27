/* request.h - a call that names a relationship of a row.
 *
 * Owns   the contract that such calls share, and what one member that joins or
 *        leaves is in changes. All is in relate.c; collection.c is made of it.
 * Knows  the change set, which it fills in and never carries out.
 */
#ifndef KI_EDIT_REQUEST_H
#define KI_EDIT_REQUEST_H

#include "engine.h"

#include <kith/relate.h>

/* The shapes a call may name: a reference or scalar; a collection to be
 * written; a collection whose members stay as they are. */
enum shape { ONE, MANY, LIST };

/* A call that names a relationship of a row. ki_request_check() fills it in;
 * the row is set before, and the target where the call has one. */
struct request {
    struct kith_db *db;
    const struct relationship *relationship;
    char *row, *target;
    char *member; /* of a collection, that shows the target: found by
                     ki_request_check_member() */
};

/* Refuse what is said of the member that the call names, if it names one, and
 * of the table %o to which that leads. */
kith_status ki_request_refuse(const struct request *request, kith_status status,
                              const char *sentence);

/* Check what all calls share, for the public function `call`; the target, if
 * there is one, which the second does alone; and the member of a collection,
 * which is found in O(1). KITH_E_MISUSE, KITH_E_NOT_FOUND. */
kith_status ki_request_check(struct request *request, size_t offset,
                             enum shape shape, const char *call);
kith_status ki_request_check_target(const struct request *request);
kith_status ki_request_check_member(struct request *request, size_t offset,
                                    const char *call);

/* Add to the change set that a child gets a parent; that the association row of
 * a pair is inserted; that a member leaves. KITH_E_MEMORY, and what the values
 * of an insert may be refused for.
 *
 * ki_request_change() is the bare change that these are made of: the child has
 * this parent, or none. Who has the place in a one-to-one, and that both rows
 * are to stay, is left to the caller. */
kith_status ki_request_link(struct kith_db *db,
                            const struct foreign_key *foreign_key, char *child,
                            char *parent);
kith_status ki_request_change(struct kith_db *db,
                              const struct foreign_key *foreign_key,
                              char *child, char *parent);
kith_status ki_request_pair(const struct request *request);
kith_status ki_request_leave(const struct request *request, char *member);

#endif
