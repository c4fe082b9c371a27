/* status.h - the failure of a call, recorded cheaply and put into words later.
 *
 * Owns   the facts of one failure: names point into the schema, the value is a
 *        copy in text form.
 * Knows  nothing of tables or rows; the sentence is a template of the function
 *        that fails, filled in when the error is first read.
 *
 * A program may insert and let UNIQUE refuse what exists already. That costs
 * the copies of a few pointers and of one printed value; the sentence costs
 * something only where it is read. Nothing is allocated, so running out of
 * memory can be recorded too.
 *
 * A database has one error, which the next failure overwrites; successes leave
 * it alone. kith_open() and kith_verify() fill in one of their own.
 */
#ifndef KI_BASE_STATUS_H
#define KI_BASE_STATUS_H

#include "base/memory.h"

#include <kith/status.h>

#include <stddef.h>

/* What a failure is about; NULL for what it is not about. In a template %t
 * stands for the table, %c for the column, %k for the constraint, %o for the
 * other table, %p for its column, %v for the value, %f for the public
 * function. */
struct error_facts {
    const char *table, *column, *constraint, *other, *other_column;
    const char *value; /* copied; printed as base/print.h does */
    const char *call;
};

/* The facts that programs see stand in the kith_error itself, the others beside
 * it. All names must live as long as the error may be read: they are those of
 * the schema, or static. */
struct error {
    kith_error full;      /* without its message until it is read */
    const char *sentence; /* its template, static; NULL when there is none to be
                             filled in */
    const char *other, *other_column, *call;
    size_t count; /* of failures so far: whether there was one meanwhile */
    struct memory *memory; /* whose limit a failure may be about, or NULL */
};

/* Record a failure and return its status, which is not KITH_OK. `sentence` must
 * be static, for it is kept; the value is copied, for it may be on the stack of
 * the caller. O(1), allocates nothing. */
kith_status ki_error(struct error *error, kith_status status,
                     const char *sentence, const struct error_facts *facts);

/* Record misuse of the public function `call`, a static name, which stands for
 * %f in `why`. Returns KITH_E_MISUSE. */
kith_status ki_error_misuse(struct error *error, const char *call,
                            const char *why);

/* Record that memory ran out, and whether the limit of error->memory refused it
 * or the allocator. Returns KITH_E_MEMORY. */
kith_status ki_error_memory(struct error *error);

/* The failure in full, which is the error's own: valid until the next one is
 * recorded. The first call after a failure builds the message, so it is a
 * write; later ones only read. */
const kith_error *ki_error_format(struct error *error);

#endif
