/* txn.h - what kith_transaction is made of. */
#ifndef KITH_DETAIL_TXN_H
#define KITH_DETAIL_TXN_H

#include <kith/txn.h>

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A level that ends with a scope. */
struct kith_scope_ {
    kith_db *db;
    kith_status *status; /* the caller's */
    size_t depth;        /* with the level */
    size_t failures;     /* of the database before it */
    bool open;
};

/* Begin: the body runs where the scope is open. At the end of the body: commit,
 * or roll back where that is refused. When the scope is left: roll back what
 * was not committed. */
struct kith_scope_ kith_scope_begin_(kith_db *db, kith_status *status);
void kith_scope_commit_(struct kith_scope_ *scope);
void kith_scope_end_(struct kith_scope_ *scope);

#ifdef __cplusplus
}
#else

/* The name has the line in it, so that one scope within another does not shadow
 * it. */
#define kith_scope_at_(db, status, line) kith_scope_as_(db, status, line)
#define kith_scope_as_(db, status, line)             \
    for (struct kith_scope_ kith_scope_##line        \
         __attribute__((cleanup(kith_scope_end_))) = \
             kith_scope_begin_((db), &(status));     \
         kith_scope_##line.open; kith_scope_commit_(&kith_scope_##line))

#endif
#endif
