/* shared_primary_key.c - a one-to-one whose child has no key of its own: its
 * foreign key is its primary key. Whoever moves the child changes what it is
 * found by, and what refers to it. */
#include "family.h"

typedef struct Human Human;
typedef struct Passport Passport;
typedef struct Visa Visa;
struct Human {
    const int64_t id;
    KITH_TEXT name;
    KITH_SCALAR(Passport) passport;
};
struct Passport {
    const int64_t human_id;
    KITH_TEXT number;
    KITH_REFERENCE(Human) human;
    KITH_COLLECTION(Visa) visas;
};
struct Visa {
    const int64_t id;
    KITH_TEXT land;
    const int64_t passport_id;
    KITH_REFERENCE(Passport) passport;
};
static KITH_TABLE(Human, "humans", KITH_PRIMARY_KEY(Human, id),
                  KITH_COLUMN(Human, name),
                  KITH_RELATIONSHIP(Human, passport, Passport,
                                    .back_populates = "human"));
static KITH_TABLE(
    Passport, "passports",
    KITH_FOREIGN_KEY(Passport, human_id, Human, id, .primary_key = true,
                     .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_COLUMN(Passport, number),
    KITH_RELATIONSHIP(Passport, human, Human, .back_populates = "passport"),
    KITH_RELATIONSHIP(Passport, visas, Visa, .back_populates = "passport"));
static KITH_TABLE(
    Visa, "visas", KITH_PRIMARY_KEY(Visa, id), KITH_COLUMN(Visa, land),
    KITH_FOREIGN_KEY(Visa, passport_id, Passport, human_id,
                     .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Visa, passport, Passport, .back_populates = "visas"));

static kith_db *open_border(Human **ada, Human **bob, Human **cid)
{
    kith_db *db = OPEN(Human, Passport, Visa);

    *ada = kith_insert(db, Human, .name = "ada");
    *bob = kith_insert(db, Human, .name = "bob");
    *cid = kith_insert(db, Human, .name = "cid");
    return db;
}

KT_TEST(shared_primary_key, is_given_by_the_parent_named_by_row_or_by_key)
{
    Human *ada, *bob, *cid;
    kith_db *db = open_border(&ada, &bob, &cid);

    Passport *by_row = kith_insert(db, Passport, .human.row = bob);
    Passport *by_key = kith_insert(db, Passport, .human_id = 3);
    Passport *by_both =
        kith_insert(db, Passport, .human_id = 1, .human.row = ada);

    KT_ASSERT_EQ(by_row->human_id, bob->id);
    KT_ASSERT_EQ(bob->passport.row, by_row);
    KT_ASSERT_EQ(by_key->human.row, cid);
    KT_ASSERT_EQ(cid->passport.row, by_key);
    KT_ASSERT_EQ(ada->passport.row, by_both);
    KT_ASSERT_EQ(kith_get(db, Passport, 2), by_row);
    KT_ASSERT_EQ(kith_get(db, Passport, 3), by_key);
    KT_ASSERT_EQ(kith_find(db, Passport, human_id, 1), by_both);
    family_close(db);
}

KT_TEST(shared_primary_key, is_never_numbered_and_never_null)
{
    Human *ada, *bob, *cid;
    kith_db *db = open_border(&ada, &bob, &cid);
    Passport *passport = kith_insert(db, Passport, .human.row = ada);

    REFUSES_ROW(db, kith_insert_default(db, Passport), KITH_E_NOT_NULL);
    REFUSES_ROW(db, kith_insert(db, Passport, .number = "x"), KITH_E_NOT_NULL);
    REFUSES_ROW(db, kith_insert(db, Passport, .human_id = 4), KITH_E_PARENT);
    REFUSES(db, kith_set_null(passport, human_id), KITH_E_NOT_NULL);
    REFUSES(db, kith_unlink(passport, human), KITH_E_NOT_NULL);
    REFUSES(db, kith_unlink(ada, passport), KITH_E_NOT_NULL);
    REFUSES(db, kith_set(passport, human_id, 4), KITH_E_PARENT);

    KT_ASSERT_EQ(kith_count(db, Passport), (size_t)1);
    KT_ASSERT_EQ(ada->passport.row, passport);
    family_close(db);
}

KT_TEST(shared_primary_key, refuses_a_second_child)
{
    Human *ada, *bob, *cid;
    kith_db *db = open_border(&ada, &bob, &cid);
    Passport *first = kith_insert(db, Passport, .human.row = ada);
    Passport *other = kith_insert(db, Passport, .human.row = bob);

    REFUSES_ROW(db, kith_insert(db, Passport, .human.row = ada), KITH_E_UNIQUE);
    REFUSES_ROW(db, kith_insert(db, Passport, .human_id = 1), KITH_E_UNIQUE);
    REFUSES(db, kith_set(other, human_id, 1), KITH_E_UNIQUE);
    KT_ASSERT_EQ(kith_insert_or_get(db, Passport, .human_id = 1), first);

    KT_ASSERT_EQ(ada->passport.row, first);
    KT_ASSERT_EQ(bob->passport.row, other);
    family_close(db);
}

KT_TEST(shared_primary_key, replacing_is_refused_because_the_old_child_stays)
{
    Human *ada, *bob, *cid;
    kith_db *db = open_border(&ada, &bob, &cid);
    Passport *old = kith_insert(db, Passport, .human.row = ada);
    Passport *new = kith_insert(db, Passport, .human.row = bob);

    REFUSES(db, kith_relate(ada, passport, new), KITH_E_NOT_NULL);
    REFUSES(db, kith_relate(new, human, ada), KITH_E_NOT_NULL);
    ANSWERS(kith_relate(ada, passport, old), KITH_OK);
    ANSWERS(kith_delete(old), KITH_OK);
    ANSWERS(kith_relate(ada, passport, new), KITH_OK);

    KT_ASSERT_EQ(new->human_id, ada->id);
    KT_ASSERT_NULL(bob->passport.row);
    family_close(db);
}

/* The same row under another key: kith_get knows it by the new one only, and
 * what refers to it follows. */
KT_TEST(shared_primary_key, of_a_child_that_moves_is_that_of_its_new_parent)
{
    for (int way = 0; way < 3; way++) {
        Human *ada, *bob, *cid;
        kith_db *db = open_border(&ada, &bob, &cid);
        Passport *passport = kith_insert(db, Passport, .human.row = ada);
        Visa *visa = kith_insert(db, Visa, .passport.row = passport);

        ANSWERS(way == 0   ? kith_relate(passport, human, bob)
                : way == 1 ? kith_relate(bob, passport, passport)
                           : kith_set(passport, human_id, bob->id),
                KITH_OK);

        KT_ASSERT_EQ(passport->human_id, bob->id);
        KT_ASSERT_EQ(kith_get(db, Passport, 2), passport);
        KT_ASSERT_NULL(kith_get(db, Passport, 1));
        KT_ASSERT_NULL(ada->passport.row);
        KT_ASSERT_EQ(visa->passport_id, bob->id);
        KT_ASSERT_EQ(visa->passport.row, passport);
        family_close(db);
    }
}

KT_TEST(shared_primary_key, follows_the_key_of_the_parent)
{
    Human *ada, *bob, *cid;
    kith_db *db = open_border(&ada, &bob, &cid);
    Passport *passport = kith_insert(db, Passport, .human.row = ada);
    Passport *other = kith_insert(db, Passport, .human.row = bob);
    kith_insert(db, Visa, .land = "no", .passport_id = 1);
    kith_insert(db, Visa, .land = "se", .passport_id = 1);

    ANSWERS(kith_set(ada, id, 70), KITH_OK);

    KT_ASSERT_EQ(passport->human_id, 70);
    KT_ASSERT_EQ(ada->passport.row, passport);
    KT_ASSERT_EQ(kith_get(db, Passport, 70), passport);
    KT_ASSERT_NULL(kith_get(db, Passport, 1));
    ASSERT_LIST(passport->visas, land, "no se");
    ASSERT_MATCHES(db, Visa, passport_id, 70, land, "no se");
    REFUSES(db, kith_set(ada, id, 2), KITH_E_UNIQUE);
    ANSWERS(kith_set(bob, id, 1), KITH_OK);
    KT_ASSERT_EQ(kith_get(db, Passport, 1), other);
    family_close(db);
}

KT_TEST(shared_primary_key, goes_with_the_parent_and_frees_the_key)
{
    Human *ada, *bob, *cid;
    kith_db *db = open_border(&ada, &bob, &cid);
    Passport *passport = kith_insert(db, Passport, .human.row = ada);
    Passport *other = kith_insert(db, Passport, .human.row = bob);
    kith_insert(db, Visa, .passport.row = passport);

    ANSWERS(kith_delete(ada), KITH_OK);

    KT_ASSERT_NULL(kith_get(db, Passport, 1));
    KT_ASSERT_EQ(kith_count(db, Passport), (size_t)1);
    KT_ASSERT_EQ(kith_count(db, Visa), (size_t)0);
    ANSWERS(kith_delete(other), KITH_OK);
    KT_ASSERT_NULL(bob->passport.row);
    KT_ASSERT_NOT_NULL(kith_insert(db, Passport, .human_id = 2));
    family_close(db);
}

/* --- A parent that owns its child ----------------------------------------- */

typedef struct Nest Nest;
typedef struct Bird Bird;
struct Nest {
    const int64_t id;
    KITH_SCALAR(Bird) bird;
};
struct Bird {
    const int64_t nest_id;
    KITH_REFERENCE(Nest) nest;
};
static KITH_TABLE(Nest, "nests", KITH_PRIMARY_KEY(Nest, id),
                  KITH_RELATIONSHIP(Nest, bird, Bird, .back_populates = "nest",
                                    .delete_orphan = true));
static KITH_TABLE(Bird, "birds",
                  KITH_FOREIGN_KEY(Bird, nest_id, Nest, id,
                                   .primary_key = true),
                  KITH_RELATIONSHIP(Bird, nest, Nest,
                                    .back_populates = "bird"));

/* The old child would be left without a key, but it is deleted instead: the
 * key is free when the call is judged. */
KT_TEST(shared_primary_key, replaces_where_the_old_child_is_deleted)
{
    for (int side = 0; side < 2; side++) {
        kith_db *db = OPEN(Nest, Bird);
        Nest *one = kith_insert_default(db, Nest);
        Nest *two = kith_insert_default(db, Nest);
        Bird *old = kith_insert(db, Bird, .nest.row = one);
        Bird *new = kith_insert(db, Bird, .nest.row = two);

        ANSWERS(side ? kith_relate(one, bird, new)
                     : kith_relate(new, nest, one),
                KITH_OK);

        KT_ASSERT(!kith_is_live(old));
        KT_ASSERT_EQ(kith_get(db, Bird, 1), new);
        KT_ASSERT_NULL(kith_get(db, Bird, 2));
        ANSWERS(kith_unlink(one, bird), KITH_OK);
        KT_ASSERT_EQ(kith_count(db, Bird), (size_t)0);
        family_close(db);
    }
}
