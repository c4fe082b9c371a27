/* status.h - the failure of a call, recorded cheaply and told in full later.
 *
 * Owns   the facts of one failure: names point into the schema, the value is a
 *        copy in text form.
 * Knows  nothing of tables or rows; the sentence is a template of the function
 *        that fails, filled in when the error is first read.
 */
#ifndef KI_BASE_STATUS_H
#define KI_BASE_STATUS_H

#include <kith/status.h>

/* What a failure is about. In a template %t stands for the table, %c for the
 * column, %k for the constraint, %o for the other table, %p for its column, %v
 * for the value, %f for the public function. */
struct error_facts {
    const char *table, *column, *constraint, *other, *other_column;
    const char *value; /* copied; printed as base/print.h does */
    const char *call;
};

struct error {
    kith_error full;      /* without its message until it is read */
    const char *sentence; /* its template, static; NULL when there is none to be
                             filled in */
    const char *other, *other_column, *call;
};

/* Record a failure and return its status. O(1), allocates nothing. */
kith_status ki_error(struct error *error, kith_status status,
                     const char *sentence, const struct error_facts *facts);

/* Record misuse of the public function `call`. */
kith_status ki_error_misuse(struct error *error, const char *call,
                            const char *why);

/* Record that memory ran out. */
kith_status ki_error_memory(struct error *error);

/* The failure in full, which is the error's own. */
const kith_error *ki_error_format(struct error *error);

#endif
