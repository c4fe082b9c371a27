/* chain.c - work goes from row to row without recursion: a chain of a million
 * rows cascades, unlinks, verifies and closes on a stack of 64 KiB. */
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

/* A chain of links that each hold a charm, which stays when its link goes. */
typedef struct Ring Ring;
typedef struct Charm Charm;
struct Ring {
    const int64_t id;
    const int64_t up_id;
    KITH_REFERENCE(Ring) up;
    KITH_SCALAR(Charm) charm;
};
struct Charm {
    const int64_t id;
    const int64_t ring_id;
    KITH_REFERENCE(Ring) ring;
};
static KITH_TABLE(Ring, "rings", KITH_PRIMARY_KEY(Ring, id),
                  KITH_FOREIGN_KEY(Ring, up_id, Ring, id,
                                   .on_delete = KITH_CASCADE),
                  KITH_RELATIONSHIP(Ring, up, Ring),
                  KITH_RELATIONSHIP(Ring, charm, Charm,
                                    .back_populates = "ring"));
static KITH_TABLE(Charm, "charms", KITH_PRIMARY_KEY(Charm, id),
                  KITH_FOREIGN_KEY(Charm, ring_id, Ring, id,
                                   .on_delete = KITH_SET_NULL),
                  KITH_RELATIONSHIP(Charm, ring, Ring,
                                    .back_populates = "charm"));

/* Ships under one flag, whose code they follow; each is towed by the one before
 * it, and one that has no flag any more is scrapped with all it tows. */
typedef struct Flag Flag;
typedef struct Ship Ship;
struct Flag {
    const int64_t id;
    KITH_TEXT code;
    KITH_COLLECTION(Ship) ships;
};
struct Ship {
    const int64_t id;
    KITH_TEXT flag_code;
    const int64_t tug_id;
    KITH_REFERENCE(Flag) flag;
    KITH_REFERENCE(Ship) tug;
};
static KITH_TABLE(Flag, "flags", KITH_PRIMARY_KEY(Flag, id),
                  KITH_COLUMN(Flag, code, .unique = true),
                  KITH_RELATIONSHIP(Flag, ships, Ship, .back_populates = "flag",
                                    .delete_orphan = true));
static KITH_TABLE(
    Ship, "ships", KITH_PRIMARY_KEY(Ship, id),
    KITH_FOREIGN_KEY(Ship, flag_code, Flag, code, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Ship, tug_id, Ship, id, .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Ship, flag, Flag, .back_populates = "ships"),
    KITH_RELATIONSHIP(Ship, tug, Ship));

typedef struct Car Car;
struct Car {
    const int64_t train;
    const int64_t number;
    const int64_t before;
    KITH_REFERENCE(Car) ahead;
};
static KITH_TABLE(Car, "cars", KITH_COLUMN(Car, train, .primary_key = true),
                  KITH_COLUMN(Car, number, .primary_key = true),
                  KITH_COLUMN(Car, before),
                  KITH_FOREIGN_KEYS(Car, (train, before), Car, (train, number),
                                    .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Car, ahead, Car));

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
    findings->whole = kith_verify(db) == KITH_OK;
    findings->digest = kith_digest(db);
    findings->deleted = kith_delete(first) == KITH_OK;
    findings->empty = kith_count(db, Link) == 0 && kith_verify(db) == KITH_OK;
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
    findings->whole = kith_verify(db) == KITH_OK;
    findings->digest = kith_digest(db);
    findings->deleted = kith_unlink(first, after) == KITH_OK;
    findings->empty = kith_count(db, Bead) == 1 && kith_verify(db) == KITH_OK;
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
    findings->whole = kith_verify(db) == KITH_OK;
    findings->digest = kith_digest(db);
    findings->deleted = kith_delete(last) == KITH_OK;
    findings->empty = kith_count(db, Link) == LENGTH - 1;
    kith_close(db);
    findings->closed = true;
    return NULL;
}

static void *unlink_charms(void *argument)
{
    struct findings *findings = argument;
    kith_db *db = NULL;
    Ring *first = NULL;
    Ring *last = NULL;

    if (kith_open(&db, KITH_TABLES(Ring, Charm), NULL, NULL) != KITH_OK)
        return NULL;
    for (int i = 0; i < LENGTH; i++) {
        last = kith_insert(db, Ring, .up.row = last);
        first = first ? first : last;
        if (!kith_insert(db, Charm, .ring.row = last))
            return NULL;
    }
    findings->whole = kith_verify(db) == KITH_OK;
    findings->digest = kith_digest(db);
    findings->deleted = kith_delete(first) == KITH_OK;
    findings->empty = kith_count(db, Ring) == 0 &&
                      kith_count(db, Charm) == LENGTH &&
                      kith_verify(db) == KITH_OK;
    kith_for_each_row(db, Charm, charm) {
        if (charm->ring.row || !kith_is_null(charm, ring_id))
            findings->empty = false;
    }
    kith_close(db);
    findings->closed = true;
    return NULL;
}

/* Half of the ships follow the flag. When its code becomes NULL they are
 * orphans, and the others, which have no flag, go with their tugs. */
static void *rekey(void *argument)
{
    struct findings *findings = argument;
    kith_db *db = NULL;
    Ship *last = NULL;

    if (kith_open(&db, KITH_TABLES(Flag, Ship), NULL, NULL) != KITH_OK)
        return NULL;
    Flag *flag = kith_insert(db, Flag, .code = "no");
    for (int i = 0; i < LENGTH; i++)
        last = kith_insert(db, Ship, .tug.row = last,
                           .flag.row = i % 2 ? NULL : flag);
    findings->whole =
        kith_set(flag, code, "se") == KITH_OK && kith_verify(db) == KITH_OK;
    kith_for_each(ship, flag->ships) {
        if (ship->flag_code[0] != 's')
            findings->whole = false;
    }
    findings->digest = kith_digest(db);
    findings->deleted = kith_set_null(flag, code) == KITH_OK;
    findings->empty = kith_count(db, Ship) == 0 && kith_verify(db) == KITH_OK;
    kith_close(db);
    findings->closed = true;
    return NULL;
}

/* Each car has the train's number from the one ahead, as part of its key. */
static void *renumber(void *argument)
{
    struct findings *findings = argument;
    kith_db *db = NULL;
    Car *first = NULL;
    Car *last = NULL;

    if (kith_open(&db, KITH_TABLES(Car), NULL, NULL) != KITH_OK)
        return NULL;
    for (int i = 0; i < LENGTH; i++) {
        last = last ? kith_insert(db, Car, .number = i + 1, .ahead.row = last)
                    : kith_insert(db, Car, .train = 7, .number = i + 1);
        first = first ? first : last;
    }
    findings->whole = kith_verify(db) == KITH_OK;
    findings->digest = kith_digest(db);
    findings->deleted = kith_set(first, train, 8) == KITH_OK;
    findings->empty = last && last->train == 8 && last->ahead.row &&
                      kith_get(db, Car, 8, LENGTH) == last &&
                      !kith_get(db, Car, 7, LENGTH) &&
                      kith_verify(db) == KITH_OK;
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

KT_TEST(chain, of_a_million_rows_unlinks_what_hangs_on_it_on_a_small_stack)
{
    run_on_a_small_stack(unlink_charms);
}

KT_TEST(chain, of_a_million_rows_follows_a_key_and_falls_on_a_small_stack)
{
    run_on_a_small_stack(rekey);
}

KT_TEST(chain, of_a_million_keys_follows_the_first_on_a_small_stack)
{
    run_on_a_small_stack(renumber);
}
