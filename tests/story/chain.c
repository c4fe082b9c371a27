/* chain.c - work goes from row to row without recursion: a chain of a million
 * rows cascades, verifies and closes on a stack of 64 KiB. */
#define _POSIX_C_SOURCE 200809L
#include "family.h"

#include <pthread.h>

enum {
    LENGTH = FAMILY_SANITIZED ? 100000 : 1000000,
    STACK_BYTES = FAMILY_SANITIZED ? 512 * 1024 : 64 * 1024
};

typedef struct Link Link;
typedef struct Bead Bead;
struct Link {
    const int64_t id;
    const int64_t up_id;
    KITH_REFERENCE(Link) up;
    KITH_COLLECTION(Link) below;
};
struct Bead {
    const int64_t id;
    const int64_t before_id;
    KITH_REFERENCE(Bead) before;
    KITH_SCALAR(Bead) after;
};
static KITH_TABLE(Link, "links", KITH_PRIMARY_KEY(Link, id),
                  KITH_FOREIGN_KEY(Link, up_id, Link, id,
                                   .on_delete = KITH_CASCADE),
                  KITH_RELATIONSHIP(Link, up, Link, .back_populates = "below"),
                  KITH_RELATIONSHIP(Link, below, Link, .back_populates = "up"));
static KITH_TABLE(Bead, "beads", KITH_PRIMARY_KEY(Bead, id),
                  KITH_FOREIGN_KEY(Bead, before_id, Bead, id),
                  KITH_RELATIONSHIP(Bead, before, Bead,
                                    .back_populates = "after"),
                  KITH_RELATIONSHIP(Bead, after, Bead,
                                    .back_populates = "before",
                                    .delete_orphan = true));

/* What the thread found: asserting there would leave by the wrong stack. */
struct findings {
    bool whole, deleted, empty, closed;
    uint64_t digest;
};

static void *cascade(void *argument)
{
    struct findings *findings = argument;
    kith_db *db = NULL;
    Link *first = NULL;
    Link *last = NULL;

    if (kith_open(&db, KITH_TABLES(Link), NULL, NULL) != KITH_OK)
        return NULL;
    for (int i = 0; i < LENGTH; i++) {
        last = kith_insert(db, Link, .up.row = last);
        first = first ? first : last;
    }
    findings->whole = kith_verify(db);
    findings->digest = kith_digest(db);
    findings->deleted = kith_delete(first) == KITH_OK;
    findings->empty = kith_count(db, Link) == 0 && kith_verify(db);
    kith_close(db);
    findings->closed = true;
    return NULL;
}

static void *orphan(void *argument)
{
    struct findings *findings = argument;
    kith_db *db = NULL;
    Bead *first = NULL;
    Bead *last = NULL;

    if (kith_open(&db, KITH_TABLES(Bead), NULL, NULL) != KITH_OK)
        return NULL;
    for (int i = 0; i < LENGTH; i++) {
        Bead *bead = kith_insert_default(db, Bead);
        if (last && kith_relate(last, after, bead) != KITH_OK)
            return NULL;
        first = first ? first : bead;
        last = bead;
    }
    findings->whole = kith_verify(db);
    findings->digest = kith_digest(db);
    findings->deleted = kith_relate(first, after, NULL) == KITH_OK;
    findings->empty = kith_count(db, Bead) == 1 && kith_verify(db);
    kith_close(db);
    findings->closed = true;
    return NULL;
}

static void *leave_open_to_close(void *argument)
{
    struct findings *findings = argument;
    kith_db *db = NULL;
    Link *last = NULL;

    if (kith_open(&db, KITH_TABLES(Link), NULL, NULL) != KITH_OK)
        return NULL;
    for (int i = 0; i < LENGTH; i++)
        last = kith_insert(db, Link, .up.row = last);
    findings->whole = kith_verify(db);
    findings->digest = kith_digest(db);
    findings->deleted = kith_delete(last) == KITH_OK;
    findings->empty = kith_count(db, Link) == LENGTH - 1;
    kith_close(db);
    findings->closed = true;
    return NULL;
}

static void run_on_a_small_stack(void *(*work)(void *))
{
    struct findings findings = {.whole = false};
    pthread_attr_t attributes;
    pthread_t thread;

    KT_ASSERT_EQ(pthread_attr_init(&attributes), 0);
    KT_ASSERT_EQ(pthread_attr_setstacksize(&attributes, STACK_BYTES), 0);
    KT_ASSERT_EQ(pthread_create(&thread, &attributes, work, &findings), 0);
    KT_ASSERT_EQ(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&attributes);

    KT_ASSERT(findings.whole);
    KT_ASSERT(findings.digest != 0);
    KT_ASSERT(findings.deleted);
    KT_ASSERT(findings.empty);
    KT_ASSERT(findings.closed);
}

KT_TEST(chain, of_a_million_rows_cascades_on_a_small_stack)
{
    run_on_a_small_stack(cascade);
}

KT_TEST(chain, of_a_million_orphans_is_deleted_on_a_small_stack)
{
    run_on_a_small_stack(orphan);
}

KT_TEST(chain, of_a_million_rows_closes_on_a_small_stack)
{
    run_on_a_small_stack(leave_open_to_close);
}
