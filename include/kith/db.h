/* db.h - opening and closing a database.
 *
 * A database holds the rows of the tables it was opened with, and nothing
 * outside it: no file, no thread, no global.
 */
#ifndef KITH_DB_H
#define KITH_DB_H

#include <kith/memory.h>
#include <kith/schema.h>
#include <kith/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Mends the user's own members of a row that was copied: see kith_clone. */
typedef void kith_clone_function(void *copy, const void *row);

/* Tables compiled once, for any number of databases: see kith_compile. */
typedef struct kith_catalog kith_catalog;

/* What time it is, and numbers at random, for kith_now and kith_random below: a
 * function and what it is given. It is called by the thread that asks, in the
 * middle of a call where a function of a table asks, and must not call kith on
 * the same database. */
typedef struct kith_clock {
    int64_t (*now)(void *context); /* nanoseconds since 1970, in UTC */
    void *context;
} kith_clock;
typedef struct kith_random_source {
    uint64_t (*next)(void *context); /* each number as likely as any other */
    void *context;
} kith_random_source;

/* What may be chosen at open. Zero everywhere is the default; write it as
 *
 *   kith_options options = KITH_OPTIONS(.user = app, .hash_seed = 1);
 *
 * C++ before C++20 sets the members one by one, `abi_version` to
 * KITH_ABI_VERSION among them. */
typedef struct kith_options {
    unsigned abi_version;     /* set by KITH_OPTIONS */
    kith_allocator allocator; /* all zero: realloc and free */
    void *user;               /* see kith_user */
    uint64_t hash_seed;       /* any number; 0: a new one for each database */
    bool keep_deleted;        /* for tests: the place of a deleted row is never
                                 used again, so that each call on one is
                                 KITH_E_NOT_FOUND for ever; memory grows, and
                                 kith_shrink gives no such place back */
    bool check_writes;        /* for tests: the end of a level names rows that
                                 were written past it (txn.h) */
    bool count_work;          /* for tests: what is done is counted (stats.h).
                                 Writes take their long way then, and reading
                                 is a write where threads share a database */
    size_t memory_limit_bytes; /* see below; 0: none */
    kith_clone_function *clone_row; /* see kith_clone; NULL: none */
    kith_catalog *catalog; /* the tables, compiled by kith_compile; NULL: the
                              open compiles them */
    kith_clock now;        /* all zero: the clock of the system */
    kith_random_source random; /* all zero: a generator of the database's own */
    uint64_t random_seed;      /* of that one, any number; 0: a new one for each
                                  database */
} kith_options;

#define KITH_OPTIONS(...)                            \
    {                                                \
        .abi_version = KITH_ABI_VERSION, __VA_ARGS__ \
    }

/* memory_limit_bytes is the most that a database may hold. A call that would
 * need more is KITH_E_MEMORY, also kith_open, and nothing has changed; the
 * message names the limit. What a call works with while it runs is not counted,
 * so deleting works at the limit too, whatever follows from it: only a child
 * that gets another parent or a new text by it may need more, and within a
 * transaction what is noted of that. What rows,
 * members and texts that are gone have left is used again for others of their
 * kind, and after kith_shrink for all. Near the limit nothing is taken only to
 * make later growth cheaper.
 *
 * kith_memory_used says more than the limit by what is not counted: while a
 * call runs, that is linear in the rows that it changes, and between calls 64
 * KiB at most for each of a dozen buffers, mostly a few KiB, which kith_shrink
 * gives back. While one block replaces another, in an index that grows or
 * shrinks, the larger of the two counts. */

/* Open a database with the tables of a NULL-terminated list, as KITH_TABLES
 * writes it; with options.catalog it may be NULL, or must be the list that was
 * compiled. `options` may be NULL. `error`, which may be NULL, receives the
 * reason of a failure; on success it is left alone.
 *
 * The descriptors must outlive the database: it keeps pointers to them and to
 * their names. Order does not matter, tables may refer to each other in cycles.
 *
 *   KITH_E_SCHEMA  a table is declared in a way that cannot be kept; the
 *                  message names table, field and remedy
 *   KITH_E_MISUSE  db is NULL, or tables without options.catalog, or they are
 *                  others than its; a descriptor or the options were compiled
 *                  against another version of this header, or with
 *                  -fshort-enums and the library without
 *   KITH_E_MEMORY  the allocator returned NULL, or options.memory_limit_bytes
 *                  is too little for these tables
 *
 * On failure *db is NULL and nothing is left behind. Cost: linear in the number
 * of attributes, some 15 microseconds for ten tables; with options.catalog
 * linear in the tables, one microsecond for ten. */
kith_status kith_open(kith_db **db, const kith_table *const *tables,
                      const kith_options *options, kith_error *error);

/* Compile tables once, for programs that open many databases with them, as
 * tests do:
 *
 *   kith_catalog *catalog;
 *
 *   if (kith_compile(&catalog, KITH_TABLES(Store, Item), NULL, &error))
 *       return 1;
 *   kith_options options = KITH_OPTIONS(.catalog = catalog);
 *   for (int i = 0; i < 1000; i++) {
 *       kith_open(&db, NULL, &options, NULL);
 *       kith_close(db);
 *   }
 *   kith_catalog_release(catalog);
 *
 * A catalog is never changed: databases of several threads may share it. It
 * takes its memory from `allocator`, or by realloc and free where that is NULL,
 * and gives it back on the thread that gives it up last. No database that was
 * opened with it counts it, neither in kith_memory_used nor for its limit; one
 * with options.count_work compiles its own all the same. The descriptors must
 * outlive it.
 *
 * Errors and the state after one are those of kith_open. Cost: linear in the
 * number of attributes. */
kith_status kith_compile(kith_catalog **catalog,
                         const kith_table *const *tables,
                         const kith_allocator *allocator, kith_error *error);

/* Give up the reference that kith_compile has returned. What is compiled stays
 * until the last database that was opened with it, or is a clone of one, is
 * closed. From any thread; no effect for NULL. O(1), and linear in what is
 * freed. */
void kith_catalog_release(kith_catalog *catalog);

/* Close a database and give all its memory back, also where levels are open: no
 * row address is valid any more. NULL is allowed. Cost: linear in texts and
 * long lists.
 *
 * Within a function of a table it does nothing and is KITH_E_MISUSE, which
 * kith_last_error shows: the call that runs there needs the database. So is it
 * where such a function was left by longjmp, until kith_recover was called. */
void kith_close(kith_db *db);

/* End what a function of a table has left by longjmp. Such a function runs in
 * the middle of a call; left for good, the call stays half done, and each later
 * call that writes is KITH_E_MISUSE. This drops the call: nothing of it has
 * changed, rows that kith_insert_rows had inserted before are taken back with
 * their numbers, memory it had taken is given back, and a kith_verify on this
 * thread is over. Then the database may be written again.
 *
 *   if (setjmp(way_out) != 0)
 *       kith_recover(db);
 *   else
 *       kith_insert(db, Item, .name = "Chair");
 *
 * No effect where nothing was left, and for NULL. Not to be called by a
 * function of a table itself, whose call is in progress still. Cost: linear in
 * what the call had planned. */
void kith_recover(kith_db *db);

/* The last failure of a call on this database. Successes leave it alone, and so
 * does a get or find that finds nothing. Before the first failure its status is
 * KITH_OK. Owned by the database, valid until the next failure or the close: a
 * text of it that goes into a call, which may fail on its way, is to be copied.
 * The sentence is built by the first such call after a failure, not by the
 * failing one, so that call counts as a write where threads share a database.
 * NULL for NULL. */
const kith_error *kith_last_error(kith_db *db);

/* The pointer given as options.user; kith never follows it. NULL for NULL. */
void *kith_user(const kith_db *db);

/* The time in nanoseconds since the beginning of 1970 in UTC, without leap
 * seconds, by the clock of the options: a test gives one that it sets itself
 * (kith/test/random.h). That of the system is timespec_get of C11, which may be
 * set back. 0 for NULL. For the functions of a table, which may call it:
 *
 *   static kith_value changed_now(const void *draft)
 *   {
 *       return (kith_value)KITH_INTEGER(kith_now(kith_db_of(draft)));
 *   }
 *
 * Between threads it is a read, so a clock of yours that changes something has
 * to see to that itself. */
int64_t kith_now(const kith_db *db);

/* The next number of the database's random source, from 0 to UINT64_MAX. 0 for
 * NULL. Functions for defaults and updates may call it (kith_db_of(draft)). A
 * check must not: kith_verify asks checks from several threads.
 *
 * The generator of the database is SplitMix64 (Steele, Lea and Flood, "Fast
 * splittable pseudorandom number generators", 2014): good numbers for keys,
 * samples and tests, none to be kept secret. Its state is options.random_seed
 * at first, so equal seeds give equal numbers, on every machine and for good.
 * It is no part of the contents: neither the refusal of a call nor a rollback
 * puts it back, and kith_digest does not see it. kith_restore does, so that
 * each test of a world draws the same numbers; a clone begins where the
 * original is.
 *
 * Between threads it is a write, whatever the source. O(1). */
uint64_t kith_random(kith_db *db);

/* Give back all memory that holds nothing: chunks without rows and without
 * texts or lists, spare capacity of lists and indexes, what was reserved, and
 * the buffers of writes. Holes of lists are closed: members keep their order
 * and get new places, so no loop over a list, over rows or over equal values
 * may be in progress, and all cursors are closed. Rows and texts stay where
 * they are. What a call reserved must be reserved again.
 *
 * Besides chunks in which a row, text or list is left, at most one and a half
 * times what is in use is held then, an entry of an index counted as 16 bytes,
 * and 8 bytes for each 256 places that rows ever had at once, by which handles
 * are found. The allocator is called to make blocks smaller, for smaller
 * indexes and for what remains of long lists; what it refuses stays as it is,
 * so that this call needs no memory.
 *
 *   KITH_OK        done
 *   KITH_E_MISUSE  db is NULL, or frozen, or a function of a table calls, or a
 *                  kith_verify is in progress
 *
 * Cost: linear in rows, members and index slots. */
kith_status kith_shrink(kith_db *db);

/* All bytes the database holds from its allocator now, rows, indexes, lists,
 * texts, spare capacity and bookkeeping together; stats.h says how many for
 * what. 0 for NULL. O(1). */
size_t kith_memory_used(const kith_db *db);

#ifdef __cplusplus
}
#endif
#endif
