/* status.h - what calls return, and how a failure is explained.
 *
 * A call that changes something returns a kith_status; a call that yields a row
 * returns the row or NULL. After a failure kith_last_error() (in db.h) tells
 * which table, column, constraint and value it was about, in one sentence.
 */
#ifndef KITH_STATUS_H
#define KITH_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

/* Zero is success, every failure has a name. Whatever the failure, the database
 * is as it was before the call. */
typedef enum kith_status {
    KITH_OK = 0,
    KITH_E_MEMORY = -1,     /* the allocator returned NULL, or the database may
                              hold no more (options.memory_limit_bytes) */
    KITH_E_MISUSE = -2,     /* the call breaks its contract */
    KITH_E_SCHEMA = -3,     /* kith_open: the tables contradict each other */
    KITH_E_NOT_FOUND = -4,  /* the row was deleted, or is no member */
    KITH_E_NOT_NULL = -5,   /* a required column would be NULL */
    KITH_E_CHECK = -6,      /* a KITH_CHECK refused, or a value is beyond the
                              limits of its column or does not fit */
    KITH_E_UNIQUE = -7,     /* another row already holds this key */
    KITH_E_PARENT = -8,     /* a foreign key names no row */
    KITH_E_CHILDREN = -9,   /* rows still refer to this one */
    KITH_E_CYCLE = -10,     /* a row would become its own ancestor */
    KITH_E_VETO = -11,      /* reserved for hooks: nothing returns it yet */
    KITH_E_LIMIT = -12,     /* something would be larger than it can be */
    KITH_E_DAMAGED = -13,   /* kith_verify: memory was overwritten */
    KITH_E_ABANDONED = -14, /* kith_transaction: its body was left before its
                               end, and no call had failed */
    KITH_E_IO = -15         /* an output did not take what was written */
} kith_status;

/* The name of a status, "KITH_E_UNIQUE" for instance; "unknown status" for a
 * number that is none. The text is static. */
const char *kith_status_name(kith_status status);

/* A failure in full. Names are those of the schema, valid until the database is
 * closed (until kith_open returns, where that failed: use the message then);
 * NULL where the failure is not about one. `value` is the value refused, as
 * text, empty where there is none, and `message` the whole as a sentence. Both
 * are one line of UTF-8: control characters and bytes that are none are shown
 * as in C source (\n, \x1b), quotes within a text too; what is too long ends in
 * "..." after a whole character.
 *
 *   status      column                        constraint
 *   NOT_NULL    the column                    NULL
 *   CHECK       the columns of the check      the name of its function
 *               the column of a limit         ".minimum", ".maximum" or
 *                                             ".maximum_bytes"
 *   UNIQUE      the columns of the key        the same; in a one-to-one, the
 *                                             relationship of the parent
 *   PARENT      those of the foreign key      those of the key it refers to
 *   CHILDREN    those of the parent's key     the foreign key of the children
 *   CYCLE       those of the foreign key      NULL
 *
 * Several columns are named "artist, title", as in .foreign_key. Of a foreign
 * key without a column it is the reference, and the value is the parent's key.
 */
typedef struct kith_error {
    kith_status status;
    const char *table;
    const char *column;
    const char *constraint;
    char value[96];
    char message[512];
} kith_error;

#ifdef __cplusplus
}
#endif
#endif
