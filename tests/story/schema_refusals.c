/* schema_refusals.c - relationships that kith_open refuses: what is declared
 * must say which key it means and agree with the other end. */
#include "refusal.h"

typedef struct Mother Mother;
typedef struct Kid Kid;
struct Mother {
    const int64_t id;
    const int64_t favourite_id;
    KITH_COLLECTION(Kid) kin;
    KITH_COLLECTION(Kid) brood;
    KITH_SCALAR(Kid) heir;
    KITH_REFERENCE(Kid) favourite;
};
struct Kid {
    const int64_t id;
    const int64_t ma_id, step_id;
    double age;
    KITH_REFERENCE(Mother) ma;
    KITH_REFERENCE(Mother) step;
    KITH_COLLECTION(Mother) mas;
};

#define MOTHER(...) \
    DECLARED(Mother, "women", KITH_PRIMARY_KEY(Mother, id), __VA_ARGS__)
#define KID(...) DECLARED(Kid, "babies", KITH_PRIMARY_KEY(Kid, id), __VA_ARGS__)
#define BARE DECLARED(Mother, "women", KITH_PRIMARY_KEY(Mother, id))
#define MA_ID KITH_FOREIGN_KEY(Kid, ma_id, Mother, id)
#define STEP_ID KITH_FOREIGN_KEY(Kid, step_id, Mother, id)
#define KIN(...) KITH_RELATIONSHIP(Mother, kin, Kid, __VA_ARGS__)
#define BROOD(...) KITH_RELATIONSHIP(Mother, brood, Kid, __VA_ARGS__)
#define MA(...) KITH_RELATIONSHIP(Kid, ma, Mother, __VA_ARGS__)
#define STEP(...) KITH_RELATIONSHIP(Kid, step, Mother, __VA_ARGS__)
#define BACK(name) .back_populates = name
#define BY(name) .foreign_key = name

static const struct refusal relationships[] = {
    {"a parent table that was not given",
     {KID(MA_ID)},
     "babies.ma_id refers to Mother, which is not among the tables "
     "given to kith_open: add it to KITH_TABLES"},
    {"a target that was not given",
     {DECLARED(Mother, "women", KITH_PRIMARY_KEY(Mother, id),
               KITH_RELATIONSHIP(Mother, kin, Kid))},
     "women.kin shows rows of Kid, which is not among the tables "
     "given to kith_open: add it to KITH_TABLES"},
    {"no key between the tables",
     {MOTHER(KITH_RELATIONSHIP(Mother, kin, Kid)), KID(KITH_COLUMN(Kid, age))},
     "women.kin needs a foreign key from babies to women: declare "
     "one with KITH_FOREIGN_KEY in babies"},
    {"a reference without a key in its own table",
     {MOTHER(KITH_FOREIGN_KEY(Mother, favourite_id, Kid, id)),
      KID(KITH_RELATIONSHIP(Kid, ma, Mother))},
     "babies.ma needs a foreign key from babies to women: declare "
     "one with KITH_FOREIGN_KEY in babies"},
    {"a back side that is missing",
     {MOTHER(KIN(BACK("nobody"))), KID(MA_ID)},
     "women.kin names its back side babies.nobody, which is no "
     "relationship: declare it with KITH_RELATIONSHIP or correct "
     "the name"},
    {"a back side that is a column",
     {MOTHER(KIN(BACK("ma_id"))), KID(MA_ID)},
     "women.kin names its back side babies.ma_id, which is no "
     "relationship: declare it with KITH_RELATIONSHIP or correct "
     "the name"},
    {"a back side of the same shape",
     {MOTHER(KITH_FOREIGN_KEY(Mother, favourite_id, Kid, id),
             KITH_RELATIONSHIP(Mother, favourite, Kid, BACK("ma"))),
      KID(MA_ID, MA(BACK("favourite")))},
     "women.favourite names its back side babies.ma, which is not "
     "the other end of the same key: one side is a reference, the "
     "other a scalar or collection, and both mean one key"},
    {"a back side that names another",
     {MOTHER(KIN(BACK("ma"), BY("ma_id")), BROOD(BACK("step"), BY("step_id"))),
      KID(MA_ID, STEP_ID, MA(BACK("brood"), BY("ma_id")),
          STEP(BACK("brood"), BY("step_id")))},
     "women.kin names its back side babies.ma, but babies.ma does "
     "not name kin: add .back_populates = \"kin\" to babies.ma"},
    {"a back side that names nobody",
     {MOTHER(KIN(BACK("ma"))), KID(MA_ID, KITH_RELATIONSHIP(Kid, ma, Mother))},
     "women.kin names its back side babies.ma, but babies.ma does "
     "not name kin: add .back_populates = \"kin\" to babies.ma"},
    {"a back side that means another key",
     {MOTHER(KIN(BACK("ma"), BY("step_id"))),
      KID(MA_ID, STEP_ID, MA(BACK("kin"), BY("ma_id")))},
     "women.kin names its back side babies.ma, which is not the "
     "other end of the same key: one side is a reference, the other "
     "a scalar or collection, and both mean one key"},
    {"two sides that do not name each other",
     {MOTHER(KITH_RELATIONSHIP(Mother, kin, Kid)),
      KID(MA_ID, KITH_RELATIONSHIP(Kid, ma, Mother))},
     "women.kin and babies.ma are two ends of one link that do not "
     "name each other: add .back_populates = \"ma\" to women.kin "
     "and .back_populates = \"kin\" to babies.ma"},
    {"two keys and a reference that chooses none",
     {BARE, KID(MA_ID, STEP_ID, KITH_RELATIONSHIP(Kid, ma, Mother))},
     "babies.ma could mean several foreign keys of babies to women: "
     "name one with .foreign_key = \"step_id\", for instance"},
    {"two keys and a collection that chooses none",
     {MOTHER(KITH_RELATIONSHIP(Mother, kin, Kid)), KID(MA_ID, STEP_ID)},
     "women.kin could mean several foreign keys of babies to women: "
     "name one with .foreign_key = \"step_id\", for instance"},
    {"a foreign key that does not exist",
     {BARE, KID(MA_ID, MA(BY("pa_id")))},
     "babies.ma names the foreign key pa_id, but babies has none of "
     "that name to women: correct the name, or declare it with "
     "KITH_FOREIGN_KEY"},
    {"a foreign key that is a plain column",
     {BARE, KID(MA_ID, KITH_COLUMN(Kid, age), MA(BY("age")))},
     "babies.ma names the foreign key age, but babies has none of "
     "that name to women: correct the name, or declare it with "
     "KITH_FOREIGN_KEY"},
    {"a foreign key that leads elsewhere",
     {BARE,
      KID(KITH_FOREIGN_KEY(Kid, step_id, Kid, id), MA_ID, MA(BY("step_id")))},
     "babies.ma names the foreign key step_id, but babies has none "
     "of that name to women: correct the name, or declare it with "
     "KITH_FOREIGN_KEY"},
    {"two references over one key",
     {BARE, KID(MA_ID, MA(BY("ma_id")), STEP(BY("ma_id")))},
     "babies.step and babies.ma both show the key babies.ma_id: "
     "keep one, or name different keys with .foreign_key"},
    {"two collections over one key",
     {MOTHER(KITH_RELATIONSHIP(Mother, kin, Kid),
             KITH_RELATIONSHIP(Mother, brood, Kid)),
      KID(MA_ID)},
     "women.brood and women.kin both show the key babies.ma_id: "
     "keep one, or name different keys with .foreign_key"},
    {"a collection and a scalar over one key",
     {MOTHER(KITH_RELATIONSHIP(Mother, kin, Kid),
             KITH_RELATIONSHIP(Mother, heir, Kid)),
      KID(MA_ID)},
     "women.heir and women.kin both show the key babies.ma_id: keep "
     "one, or name different keys with .foreign_key"},
    {"delete_orphan on a reference",
     {BARE, KID(MA_ID, MA(.delete_orphan = true))},
     "babies.ma has .delete_orphan, which belongs to the parent's "
     "side: move it to the collection or scalar"},
    {"delete_orphan beside SET_NULL",
     {MOTHER(KIN(.delete_orphan = true)),
      KID(KITH_FOREIGN_KEY(Kid, ma_id, Mother, id,
                           .on_delete = KITH_SET_NULL))},
     "women.kin has .delete_orphan, but babies.ma_id keeps its rows "
     "when the parent is deleted: drop .delete_orphan, or the "
     ".on_delete of babies.ma_id"},
    {"delete_orphan beside SET_DEFAULT",
     {MOTHER(KITH_RELATIONSHIP(Mother, heir, Kid, .delete_orphan = true)),
      KID(KITH_FOREIGN_KEY(Kid, ma_id, Mother, id,
                           .on_delete = KITH_SET_DEFAULT,
                           .default_value = KITH_INTEGER(1)))},
     "women.heir has .delete_orphan, but babies.ma_id keeps its "
     "rows when the parent is deleted: drop .delete_orphan, or the "
     ".on_delete of babies.ma_id"},
    {"an option of columns on a relationship",
     {MOTHER(KIN(.unique = true)), KID(MA_ID)},
     "women.kin has .unique, which belongs to a column: move it to "
     "the column or foreign key"},
    {"view_only on a one-to-many",
     {MOTHER(KIN(.view_only = true)), KID(MA_ID)},
     "women.kin has .view_only, which belongs to a many-to-many: drop it, or "
     "declare it KITH_COLLECTION_VIA with .secondary"},
    {"a secondary on a scalar",
     {MOTHER(KITH_RELATIONSHIP(Mother, heir, Kid, .secondary = "babies")),
      KID(MA_ID)},
     "women.heir has .secondary but is no collection: declare it "
     "KITH_COLLECTION_VIA"},
    {"a relationship declared twice",
     {MOTHER(KIN(BACK("ma")), KIN(BACK("ma"))), KID(MA_ID, MA(BACK("kin")))},
     "women.kin is declared twice: drop one"},
};

static const struct refusal good[] = {
    {"both sides",
     {MOTHER(KIN(BACK("ma"))), KID(MA_ID, MA(BACK("kin")))},
     NULL},
    {"both sides of both keys",
     {MOTHER(KIN(BACK("ma"), BY("ma_id")), BROOD(BACK("step"), BY("step_id"))),
      KID(MA_ID, STEP_ID, MA(BACK("kin"), BY("ma_id")),
          STEP(BACK("brood"), BY("step_id")))},
     NULL},
    {"keys in both directions",
     {MOTHER(KITH_FOREIGN_KEY(Mother, favourite_id, Kid, id),
             KITH_RELATIONSHIP(Mother, favourite, Kid),
             KITH_RELATIONSHIP(Mother, kin, Kid)),
      KID(MA_ID)},
     NULL},
    {"delete_orphan beside CASCADE",
     {MOTHER(KIN(.delete_orphan = true)),
      KID(KITH_FOREIGN_KEY(Kid, ma_id, Mother, id, .on_delete = KITH_CASCADE))},
     NULL},
    {"a key of its own named without need",
     {BARE, KID(MA_ID, MA(BY("ma_id")))},
     NULL},
};

KT_TEST(schema_refusals, of_relationships_name_table_and_field)
{
    CHECK_REFUSALS(relationships);
}

KT_TEST(schema_refusals, spare_the_relationships_beside_them)
{
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        refusal_not(&good[i]);
}

/* --- Many-to-many --------------------------------------------------------- */

typedef struct Cat Cat;
typedef struct Toy Toy;
typedef struct Play Play;
typedef struct Rest Rest;
struct Cat {
    const int64_t id;
    KITH_COLLECTION_VIA(Play, Toy) toys;
    KITH_COLLECTION_VIA(Rest, Toy) beds;
    KITH_COLLECTION(Toy) own;
};
struct Toy {
    const int64_t id;
    KITH_COLLECTION_VIA(Play, Cat) cats;
};
struct Play {
    const int64_t cat_id, toy_id;
    KITH_REFERENCE(Cat) cat;
    KITH_REFERENCE(Toy) toy;
    int32_t minutes;
};
struct Rest {
    const int64_t cat_id, toy_id;
    KITH_REFERENCE(Cat) cat;
    KITH_REFERENCE(Toy) toy;
    int64_t hours[9];
};

#define CAT(...) \
    DECLARED(Cat, "felines", KITH_PRIMARY_KEY(Cat, id), __VA_ARGS__)
#define TOY DECLARED(Toy, "things", KITH_PRIMARY_KEY(Toy, id))
#define TOYS KITH_RELATIONSHIP(Cat, toys, Toy, .secondary = "games")
#define KEY(f, Parent, ...) KITH_FOREIGN_KEY(Play, f, Parent, id, __VA_ARGS__)
#define PLAY(...) DECLARED(Play, "games", __VA_ARGS__)
#define PRIMARY .primary_key = true
#define ENDS \
    KITH_RELATIONSHIP(Play, cat, Cat), KITH_RELATIONSHIP(Play, toy, Toy)
#define WHOLE PLAY(KEY(cat_id, Cat, PRIMARY), KEY(toy_id, Toy, PRIMARY), ENDS)

static const struct refusal many[] = {
    {"a secondary that is unknown",
     {CAT(TOYS), TOY},
     "felines.toys names the association table games, which is not "
     "among the tables given to kith_open: add it to KITH_TABLES or "
     "correct the name"},
    {"a secondary without the key to the target",
     {CAT(TOYS), TOY,
      PLAY(KEY(cat_id, Cat, .not_null = true),
           KITH_RELATIONSHIP(Play, cat, Cat))},
     "felines.toys needs a foreign key from games to things: "
     "declare one with KITH_FOREIGN_KEY in games"},
    {"a secondary without the key to this table",
     {CAT(TOYS), TOY,
      PLAY(KEY(toy_id, Toy, .not_null = true),
           KITH_RELATIONSHIP(Play, toy, Toy))},
     "felines.toys needs a foreign key from games to felines: "
     "declare one with KITH_FOREIGN_KEY in games"},
    {"a secondary whose key may be NULL",
     {CAT(TOYS), TOY,
      PLAY(KEY(cat_id, Cat, .not_null = true), KEY(toy_id, Toy, .index = true),
           ENDS)},
     "felines.toys needs both keys of games: declare games.toy_id "
     "with .not_null = true or .primary_key = true"},
    {"a secondary without the reference to the target",
     {CAT(TOYS), TOY,
      PLAY(KEY(cat_id, Cat, PRIMARY), KEY(toy_id, Toy, PRIMARY),
           KITH_RELATIONSHIP(Play, cat, Cat))},
     "felines.toys needs both references of games: declare a "
     "KITH_REFERENCE over games.toy_id and its KITH_RELATIONSHIP"},
    {"a secondary without the reference to this table",
     {CAT(TOYS), TOY,
      PLAY(KEY(cat_id, Cat, PRIMARY), KEY(toy_id, Toy, PRIMARY),
           KITH_RELATIONSHIP(Play, toy, Toy))},
     "felines.toys needs both references of games: declare a "
     "KITH_REFERENCE over games.cat_id and its KITH_RELATIONSHIP"},
    {"a collection over association rows without a secondary",
     {CAT(KITH_RELATIONSHIP(Cat, toys, Toy)), TOY, WHOLE},
     "felines.toys is declared KITH_COLLECTION_VIA but names no "
     "association table: add .secondary = \"table\""},
    {"a secondary on a collection of the targets themselves",
     {CAT(KITH_RELATIONSHIP(Cat, own, Toy, .secondary = "games")), TOY, WHOLE},
     "the members of felines.own are rows of games: declare it "
     "KITH_COLLECTION_VIA(row type of games, Toy)"},
    {"a secondary of another row type than the members",
     {CAT(KITH_RELATIONSHIP(Cat, beds, Toy, .secondary = "games")), TOY, WHOLE},
     "the members of felines.beds are rows of games: declare it "
     "KITH_COLLECTION_VIA(row type of games, Toy)"},
    {"a back side that is missing",
     {CAT(KITH_RELATIONSHIP(Cat, toys, Toy, .secondary = "games",
                            .back_populates = "cats")),
      TOY, WHOLE},
     "felines.toys names its back side things.cats, which is no "
     "relationship: declare it with KITH_RELATIONSHIP or correct "
     "the name"},
    {"two sides that do not name each other",
     {CAT(TOYS),
      DECLARED(Toy, "things", KITH_PRIMARY_KEY(Toy, id),
               KITH_RELATIONSHIP(Toy, cats, Cat, .secondary = "games")),
      WHOLE},
     "felines.toys and things.cats are two ends of one link that do "
     "not name each other: add .back_populates = \"cats\" to "
     "felines.toys and .back_populates = \"toys\" to things.cats"},
};

static const struct refusal whole = {
    "a whole many-to-many", {CAT(TOYS), TOY, WHOLE}, NULL};

KT_TEST(schema_refusals, of_many_to_many_name_table_and_field)
{
    refusal_not(&whole);
    CHECK_REFUSALS(many);
}
