/* one_to_one.c - a parent has one child at most: who is refused, who replaces,
 * and what becomes of the one that had the place. */
#include "family.h"

/* A required owner, an owner whose leaving deletes, and both. */
typedef struct Man Man;
typedef struct Hat Hat;
typedef struct Dog Dog;
typedef struct Coat Coat;
typedef struct Flea Flea;
struct Man {
    const int64_t id;
    KITH_TEXT name;
    KITH_SCALAR(Hat) hat;
    KITH_SCALAR(Dog) dog;
    KITH_SCALAR(Coat) coat;
};
struct Hat {
    const int64_t id;
    const int64_t man_id;
    KITH_REFERENCE(Man) man;
};
struct Dog {
    const int64_t id;
    const int64_t man_id;
    KITH_REFERENCE(Man) man;
    KITH_COLLECTION(Flea) fleas;
};
struct Coat {
    const int64_t id;
    const int64_t man_id;
    KITH_REFERENCE(Man) man;
};
struct Flea {
    const int64_t id;
    const int64_t dog_id;
    KITH_REFERENCE(Dog) dog;
};
static KITH_TABLE(Man, "men", KITH_PRIMARY_KEY(Man, id), KITH_COLUMN(Man, name),
                  KITH_RELATIONSHIP(Man, hat, Hat, .back_populates = "man"),
                  KITH_RELATIONSHIP(Man, dog, Dog, .back_populates = "man",
                                    .delete_orphan = true),
                  KITH_RELATIONSHIP(Man, coat, Coat, .back_populates = "man",
                                    .delete_orphan = true));
static KITH_TABLE(Hat, "hats", KITH_PRIMARY_KEY(Hat, id),
                  KITH_FOREIGN_KEY(Hat, man_id, Man, id, .not_null = true),
                  KITH_RELATIONSHIP(Hat, man, Man, .back_populates = "hat"));
static KITH_TABLE(Dog, "dogs", KITH_PRIMARY_KEY(Dog, id),
                  KITH_FOREIGN_KEY(Dog, man_id, Man, id),
                  KITH_RELATIONSHIP(Dog, man, Man, .back_populates = "dog"),
                  KITH_RELATIONSHIP(Dog, fleas, Flea, .back_populates = "dog"));
static KITH_TABLE(Coat, "coats", KITH_PRIMARY_KEY(Coat, id),
                  KITH_FOREIGN_KEY(Coat, man_id, Man, id, .not_null = true),
                  KITH_RELATIONSHIP(Coat, man, Man, .back_populates = "coat"));
static KITH_TABLE(Flea, "fleas", KITH_PRIMARY_KEY(Flea, id),
                  KITH_FOREIGN_KEY(Flea, dog_id, Dog, id,
                                   .on_delete = KITH_RESTRICT),
                  KITH_RELATIONSHIP(Flea, dog, Dog, .back_populates = "fleas"));

KT_TEST(one_to_one, refuses_a_second_child_by_insert_or_by_key)
{
    kith_db *db = OPEN(User, Profile);
    User *ada = kith_insert(db, User, .email = "ada");
    Profile *first = kith_insert(db, Profile, .user.row = ada);
    Profile *loose = kith_insert(db, Profile, .bio = "loose");

    REFUSES_ROW(db, kith_insert(db, Profile, .user.row = ada), KITH_E_UNIQUE);
    REFUSES_ROW(db, kith_insert(db, Profile, .user_id = 1), KITH_E_UNIQUE);
    REFUSES(db, kith_set(loose, user_id, 1), KITH_E_UNIQUE);
    REFUSES(db,
            kith_update(loose, kith_to(loose, bio, "x"),
                        kith_to(loose, user_id, 1)),
            KITH_E_UNIQUE);
    ANSWERS(kith_set(first, user_id, 1), KITH_OK);

    KT_ASSERT_EQ(ada->profile.row, first);
    KT_ASSERT_EQ(kith_count(db, Profile), (size_t)2);
    family_close(db);
}

KT_TEST(one_to_one, lets_any_number_of_children_have_no_parent)
{
    kith_db *db = OPEN(User, Profile);

    for (int i = 0; i < 10; i++)
        KT_ASSERT_NOT_NULL(kith_insert(db, Profile, .bio = "loose"));
    family_close(db);
}

KT_TEST(one_to_one, relate_from_either_side_replaces)
{
    for (int side = 0; side < 2; side++) {
        kith_db *db = OPEN(User, Profile);
        User *ada = kith_insert(db, User, .email = "ada");
        User *bob = kith_insert(db, User, .email = "bob");
        Profile *old = kith_insert(db, Profile, .user.row = ada);
        Profile *new = kith_insert(db, Profile, .user.row = bob);

        ANSWERS(side ? kith_relate(ada, profile, new)
                     : kith_relate(new, user, ada),
                KITH_OK);

        KT_ASSERT_EQ(ada->profile.row, new);
        KT_ASSERT_EQ(new->user.row, ada);
        KT_ASSERT_EQ(new->user_id, ada->id);
        KT_ASSERT_NULL(bob->profile.row);
        KT_ASSERT_NULL(old->user.row);
        KT_ASSERT(kith_is_null(old, user_id) && old->user_id == 0);
        KT_ASSERT_EQ(kith_find(db, Profile, user_id, ada->id), new);
        KT_ASSERT_NULL(kith_find(db, Profile, user_id, bob->id));
        family_close(db);
    }
}

KT_TEST(one_to_one, relate_to_the_child_it_has_changes_nothing)
{
    kith_db *db = OPEN(User, Profile, Man, Hat, Dog, Coat, Flea);
    User *ada = kith_insert(db, User, .email = "ada");
    Profile *profile = kith_insert(db, Profile, .user.row = ada);
    Man *man = kith_insert(db, Man, .name = "max");
    Dog *dog = kith_insert(db, Dog, .man.row = man);
    const uint64_t before = kith_digest(db);

    ANSWERS(kith_relate(ada, profile, profile), KITH_OK);
    ANSWERS(kith_relate(profile, user, ada), KITH_OK);
    ANSWERS(kith_relate(man, dog, dog), KITH_OK);
    ANSWERS(kith_relate(dog, man, man), KITH_OK);

    KT_ASSERT_EQ(kith_digest(db), before);
    family_close(db);
}

KT_TEST(one_to_one, replacing_is_refused_where_the_old_child_needs_a_parent)
{
    kith_db *db = OPEN(Man, Hat, Dog, Coat, Flea);
    Man *max = kith_insert(db, Man, .name = "max");
    Man *tom = kith_insert(db, Man, .name = "tom");
    Man *bare = kith_insert(db, Man, .name = "bare");
    Hat *old = kith_insert(db, Hat, .man.row = max);
    Hat *new = kith_insert(db, Hat, .man.row = tom);

    REFUSES(db, kith_relate(max, hat, new), KITH_E_NOT_NULL);
    REFUSES(db, kith_relate(new, man, max), KITH_E_NOT_NULL);
    REFUSES(db, kith_unlink(max, hat), KITH_E_NOT_NULL);
    REFUSES(db, kith_unlink(old, man), KITH_E_NOT_NULL);
    ANSWERS(kith_relate(bare, hat, new), KITH_OK);

    KT_ASSERT_EQ(max->hat.row, old);
    KT_ASSERT_NULL(tom->hat.row);
    KT_ASSERT_EQ(new->man_id, bare->id);
    family_close(db);
}

KT_TEST(one_to_one, replacing_deletes_an_orphan)
{
    for (int side = 0; side < 4; side++) {
        kith_db *db = OPEN(Man, Hat, Dog, Coat, Flea);
        Man *max = kith_insert(db, Man, .name = "max");
        Man *tom = kith_insert(db, Man, .name = "tom");
        kith_insert(db, Dog, .man.row = max);
        kith_insert(db, Coat, .man.row = max);
        Dog *dog = kith_insert(db, Dog, .man.row = tom);
        Coat *coat = kith_insert(db, Coat, .man.row = tom);

        ANSWERS(side == 0   ? kith_relate(max, dog, dog)
                : side == 1 ? kith_relate(dog, man, max)
                : side == 2 ? kith_relate(max, coat, coat)
                            : kith_relate(coat, man, max),
                KITH_OK);

        KT_ASSERT_EQ(kith_count(db, Dog) + kith_count(db, Coat), (size_t)3);
        KT_ASSERT_EQ(max->dog.row == dog, side < 2);
        KT_ASSERT_EQ(max->coat.row == coat, side >= 2);
        KT_ASSERT_EQ(tom->dog.row == NULL, side < 2);
        KT_ASSERT_EQ(tom->coat.row == NULL, side >= 2);
        family_close(db);
    }
}

KT_TEST(one_to_one, replacing_is_refused_where_the_orphan_may_not_be_deleted)
{
    kith_db *db = OPEN(Man, Hat, Dog, Coat, Flea);
    Man *max = kith_insert(db, Man, .name = "max");
    Dog *old = kith_insert(db, Dog, .man.row = max);
    Dog *new = kith_insert_default(db, Dog);
    Flea *flea = kith_insert(db, Flea, .dog.row = old);

    REFUSES(db, kith_relate(max, dog, new), KITH_E_CHILDREN);
    REFUSES(db, kith_relate(new, man, max), KITH_E_CHILDREN);
    REFUSES(db, kith_unlink(max, dog), KITH_E_CHILDREN);
    ANSWERS(kith_relate(flea, dog, new), KITH_OK);
    ANSWERS(kith_relate(max, dog, new), KITH_OK);

    KT_ASSERT_EQ(max->dog.row, new);
    KT_ASSERT_EQ(kith_count(db, Dog), (size_t)1);
    family_close(db);
}

KT_TEST(one_to_one, unlinking_an_orphan_deletes_it)
{
    for (int side = 0; side < 3; side++) {
        kith_db *db = OPEN(Man, Hat, Dog, Coat, Flea);
        Man *max = kith_insert(db, Man, .name = "max");
        Coat *coat = kith_insert(db, Coat, .man.row = max);

        ANSWERS(side == 0   ? kith_unlink(max, coat)
                : side == 1 ? kith_unlink(coat, man)
                            : kith_set_null(coat, man_id),
                KITH_OK);

        KT_ASSERT_NULL(max->coat.row);
        KT_ASSERT_EQ(kith_count(db, Coat), (size_t)0);
        family_close(db);
    }
}

KT_TEST(one_to_one, deleting_the_child_frees_the_place)
{
    kith_db *db = OPEN(User, Profile);
    User *ada = kith_insert(db, User, .email = "ada");

    for (int i = 0; i < 50; i++) {
        Profile *profile = kith_insert(db, Profile, .user.row = ada);
        KT_ASSERT_EQ(ada->profile.row, profile);
        ANSWERS(kith_delete(profile), KITH_OK);
        KT_ASSERT_NULL(ada->profile.row);
    }
    family_close(db);
}

KT_TEST(one_to_one, deleting_the_parent_does_what_the_key_says)
{
    kith_db *db = OPEN(User, Profile, Man, Hat, Dog, Coat, Flea);
    User *ada = kith_insert(db, User, .email = "ada");
    kith_insert(db, Profile, .user.row = ada);
    Man *max = kith_insert(db, Man, .name = "max");
    Dog *dog = kith_insert(db, Dog, .man.row = max);
    Hat *hat = kith_insert(db, Hat, .man.row = max);

    ANSWERS(kith_delete(ada), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Profile), (size_t)0);
    REFUSES(db, kith_delete(max), KITH_E_CHILDREN);
    KT_ASSERT(kith_is_live(dog));
    ANSWERS(kith_delete(hat), KITH_OK);
    ANSWERS(kith_delete(max), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Dog), (size_t)0);
    family_close(db);
}

/* --- A foreign key that is unique, without and with a scalar -------------- */

typedef struct Seat Seat;
typedef struct Guest Guest;
typedef struct Badge Badge;
struct Seat {
    const int64_t id;
    KITH_SCALAR(Badge) badge;
};
struct Guest {
    const int64_t id;
    const int64_t seat_id;
    KITH_REFERENCE(Seat) seat;
};
struct Badge {
    const int64_t id;
    const int64_t seat_id;
    KITH_REFERENCE(Seat) seat;
};
static KITH_TABLE(Seat, "seats", KITH_PRIMARY_KEY(Seat, id),
                  KITH_RELATIONSHIP(Seat, badge, Badge,
                                    .back_populates = "seat"));
static KITH_TABLE(Guest, "guests", KITH_PRIMARY_KEY(Guest, id),
                  KITH_FOREIGN_KEY(Guest, seat_id, Seat, id, .unique = true),
                  KITH_RELATIONSHIP(Guest, seat, Seat));
static KITH_TABLE(Badge, "badges", KITH_PRIMARY_KEY(Badge, id),
                  KITH_FOREIGN_KEY(Badge, seat_id, Seat, id, .unique = true),
                  KITH_RELATIONSHIP(Badge, seat, Seat,
                                    .back_populates = "badge"));

KT_TEST(one_to_one, by_a_unique_key_alone_refuses_and_does_not_replace)
{
    kith_db *db = OPEN(Seat, Guest, Badge);
    Seat *seat = kith_insert_default(db, Seat);
    Guest *ann = kith_insert(db, Guest, .seat.row = seat);
    Guest *bo = kith_insert_default(db, Guest);

    REFUSES_ROW(db, kith_insert(db, Guest, .seat_id = 1), KITH_E_UNIQUE);
    REFUSES(db, kith_set(bo, seat_id, 1), KITH_E_UNIQUE);
    REFUSES(db, kith_relate(bo, seat, seat), KITH_E_UNIQUE);
    ANSWERS(kith_unlink(ann, seat), KITH_OK);
    ANSWERS(kith_relate(bo, seat, seat), KITH_OK);

    KT_ASSERT_EQ(kith_find(db, Guest, seat_id, 1), bo);
    family_close(db);
}

KT_TEST(one_to_one, with_a_scalar_over_a_unique_key_replaces)
{
    kith_db *db = OPEN(Seat, Guest, Badge);
    Seat *seat = kith_insert_default(db, Seat);
    Badge *old = kith_insert(db, Badge, .seat.row = seat);
    Badge *new = kith_insert_default(db, Badge);

    REFUSES(db, kith_set(new, seat_id, 1), KITH_E_UNIQUE);
    ANSWERS(kith_relate(seat, badge, new), KITH_OK);
    KT_ASSERT_NULL(old->seat.row);
    ANSWERS(kith_relate(old, seat, seat), KITH_OK);

    KT_ASSERT_EQ(seat->badge.row, old);
    KT_ASSERT_NULL(new->seat.row);
    family_close(db);
}

/* Two ways to one content: by a key that is given, and by a default. */
typedef struct Knight Knight;
typedef struct Horse Horse;
struct Knight {
    const int64_t id;
    KITH_SCALAR(Horse) horse;
};
struct Horse {
    const int64_t id;
    const int64_t knight_id;
    KITH_REFERENCE(Knight) knight;
};
static kith_value first_knight(const void *row)
{
    (void)row;
    return (kith_value)KITH_INTEGER(1);
}
static KITH_TABLE(Knight, "knights", KITH_PRIMARY_KEY(Knight, id),
                  KITH_RELATIONSHIP(Knight, horse, Horse,
                                    .back_populates = "knight"));
static KITH_TABLE(Horse, "horses", KITH_PRIMARY_KEY(Horse, id),
                  KITH_FOREIGN_KEY(Horse, knight_id, Knight, id,
                                   .default_function = first_knight),
                  KITH_RELATIONSHIP(Horse, knight, Knight,
                                    .back_populates = "horse"));

KT_TEST(one_to_one, leaves_no_trace_of_how_the_parent_was_found)
{
    uint64_t states[2];

    for (int i = 0; i < 2; i++) {
        kith_db *db = family_open_seeded(KITH_TABLES(Knight, Horse), 1);
        kith_insert_default(db, Knight);
        Knight *other = kith_insert_default(db, Knight);
        Horse *horse = i == 0 ? kith_insert_default(db, Horse)
                              : kith_insert(db, Horse, .knight_id = 1);

        KT_ASSERT_EQ(horse->knight.place, 0u);
        states[i] = kith_test_state(db);
        ANSWERS(kith_relate(other, horse, horse), KITH_OK);
        KT_ASSERT_EQ(other->horse.row, horse);
        family_close(db);
    }
    KT_ASSERT_EQ(states[0], states[1]);
}
