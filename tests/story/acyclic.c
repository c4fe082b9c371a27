/* acyclic.c - under .acyclic no row is its own ancestor. */
#include "family.h"

#include <stdlib.h>

typedef struct Part Part;
struct Part {
    const int64_t id;
    const int64_t in_id;
    KITH_REFERENCE(Part) in;
    KITH_COLLECTION(Part) parts;
};

/* Part 1, once there is one. */
static kith_value first_part(const void *draft);
static KITH_TABLE(Part, "parts", KITH_PRIMARY_KEY(Part, id),
                  KITH_FOREIGN_KEY(Part, in_id, Part, id,
                                   .default_function = first_part,
                                   .on_delete = KITH_SET_DEFAULT),
                  KITH_RELATIONSHIP(Part, in, Part, .back_populates = "parts"),
                  KITH_RELATIONSHIP(Part, parts, Part, .back_populates = "in",
                                    .acyclic = true));
static kith_value first_part(const void *draft)
{
    if (!kith_get(kith_db_of(draft), Part, 1))
        return (kith_value){.kind = KITH_KIND_NONE};
    return (kith_value)KITH_INTEGER(1);
}

KT_TEST(acyclic, a_row_may_not_name_itself)
{
    kith_db *db = OPEN(Part);

    REFUSES_ROW(db, kith_insert(db, Part, .id = 3, .in_id = 3), KITH_E_CYCLE);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "parts.in_id would be 3, and the row its own ancestor");
    KT_ASSERT_STR_EQ(kith_last_error(db)->table, "parts");
    KT_ASSERT_STR_EQ(kith_last_error(db)->column, "in_id");
    KT_ASSERT_STR_EQ(kith_last_error(db)->value, "3");
    family_close(db);
}

KT_TEST(acyclic, a_default_may_not_close_a_ring)
{
    kith_db *db = OPEN(Part);
    Part *seven = kith_insert(db, Part, .id = 7);
    Part *eight = kith_insert(db, Part, .id = 8, .in_id = 7);
    Part *one = kith_insert(db, Part, .id = 1, .in_id = 8);
    Part *nine = kith_insert(db, Part, .id = 9, .in_id = 8);

    /* Eight goes, and one would be in itself. */
    REFUSES(db, kith_delete(eight), KITH_E_CYCLE);
    ANSWERS(kith_relate(one, in, seven), KITH_OK);
    ANSWERS(kith_delete(eight), KITH_OK);
    KT_ASSERT(nine->in.row == one);
    family_close(db);
}

/* --- Without a default ---------------------------------------------------- */

typedef struct Step Step;
struct Step {
    const int64_t id;
    const int64_t after_id;
    KITH_REFERENCE(Step) after;
    KITH_COLLECTION(Step) before;
    const int64_t twin_id;
    KITH_REFERENCE(Step) twin;
    KITH_SCALAR(Step) of;
};
static KITH_TABLE(
    Step, "steps", KITH_PRIMARY_KEY(Step, id),
    KITH_FOREIGN_KEY(Step, after_id, Step, id, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Step, twin_id, Step, id),
    KITH_RELATIONSHIP(Step, after, Step, .back_populates = "before",
                      .foreign_key = "after_id", .acyclic = true),
    KITH_RELATIONSHIP(Step, before, Step, .back_populates = "after",
                      .foreign_key = "after_id"),
    KITH_RELATIONSHIP(Step, twin, Step, .back_populates = "of",
                      .foreign_key = "twin_id"),
    KITH_RELATIONSHIP(Step, of, Step, .back_populates = "twin",
                      .foreign_key = "twin_id"));

/* Steps 1 to `count`, each after the one before. */
static kith_db *open_steps(Step **steps, int count)
{
    kith_db *db = OPEN(Step);

    steps[0] = NULL;
    for (int i = 1; i <= count; i++)
        steps[i] = kith_insert(db, Step, .after.row = steps[i - 1]);
    return db;
}

KT_TEST(acyclic, a_ring_is_refused_from_either_side)
{
    Step *steps[5];
    kith_db *db = open_steps(steps, 4);

    REFUSES(db, kith_relate(steps[1], after, steps[4]), KITH_E_CYCLE);
    REFUSES(db, kith_set(steps[1], after_id, 1), KITH_E_CYCLE);
    REFUSES(db, kith_set(steps[2], after_id, 3), KITH_E_CYCLE);
    REFUSES(db, kith_append(steps[4], before, steps[1]), KITH_E_CYCLE);
    REFUSES(db, kith_replace(steps[3], before, (Step *[]){steps[2]}, 1),
            KITH_E_CYCLE);
    family_close(db);
}

KT_TEST(acyclic, a_row_moves_within_its_tree)
{
    Step *steps[5];
    kith_db *db = open_steps(steps, 4);

    ANSWERS(kith_relate(steps[4], after, steps[1]), KITH_OK);
    ANSWERS(kith_relate(steps[2], after, steps[4]), KITH_OK);
    ANSWERS(kith_unlink(steps[1], after), KITH_OK);
    ANSWERS(kith_set(steps[1], id, 9), KITH_OK);
    KT_ASSERT_EQ(steps[4]->after_id, 9);
    family_close(db);
}

KT_TEST(acyclic, other_links_of_the_table_may_form_rings)
{
    Step *steps[4];
    kith_db *db = open_steps(steps, 3);

    ANSWERS(kith_relate(steps[1], twin, steps[2]), KITH_OK);
    ANSWERS(kith_relate(steps[2], twin, steps[1]), KITH_OK);
    ANSWERS(kith_relate(steps[3], twin, steps[3]), KITH_OK);
    family_close(db);
}

KT_TEST(acyclic, is_judged_when_all_rows_of_a_call_have_moved)
{
    Step *steps[6];
    kith_db *db = open_steps(steps, 5);

    /* 1 leaves the way to 5 and joins below it in one call: no ring. */
    ANSWERS(kith_unlink(steps[2], after), KITH_OK);
    ANSWERS(kith_replace(steps[5], before, (Step *[]){steps[1]}, 1), KITH_OK);
    /* Two that join a list of their own descendant. */
    REFUSES(db,
            kith_replace(steps[1], before, ((Step *[]){steps[2], steps[3]}), 2),
            KITH_E_CYCLE);
    family_close(db);
}

KT_TEST(acyclic, many_rows_join_in_linear_time)
{
    enum { MOST = FAMILY_SANITIZED ? 4000 : 40000 };
    double seconds[2];

    for (int run = 0; run < 2; run++) {
        int count = run ? MOST : MOST / 10;
        kith_db *db = OPEN(Step);
        Step **children = calloc((size_t)count, sizeof(*children));
        Step *last = NULL;
        double start;

        KT_ASSERT_NOT_NULL(children);
        for (int i = 0; i < count; i++)
            last = kith_insert(db, Step, .after.row = last);
        for (int i = 0; i < count; i++)
            children[i] = kith_insert_default(db, Step);
        start = family_seconds();
        /* As many rows as the way to the top is long. */
        ANSWERS(kith_replace(last, before, children, (size_t)count), KITH_OK);
        seconds[run] = family_seconds() - start;
        KT_ASSERT_EQ(last->before.count, count);
        free(children);
        family_close(db);
    }
    KT_ASSERT(family_linear(seconds[0], seconds[1]));
}

/* What is put below the end of a chain, or taken from there, climbs nowhere. */
KT_TEST(acyclic, rows_without_children_join_at_any_depth_at_constant_cost)
{
    enum { MOST = FAMILY_SANITIZED ? 10000 : 100000 };
    double seconds[2];

    for (int run = 0; run < 2; run++) {
        int count = run ? MOST : MOST / 10;
        kith_db *db = OPEN(Step);
        Step *last = NULL, *leaf = kith_insert_default(db, Step);
        double start = family_seconds();

        for (int i = 0; i < count; i++) {
            last = i % 2
                       ? kith_insert(db, Step, .after.row = last)
                       : kith_insert(db, Step, .after_id = last ? last->id : 0);
            KT_ASSERT_NOT_NULL(last);
            ANSWERS(i % 3 ? kith_relate(leaf, after, last)
                          : kith_append(last, before, leaf),
                    KITH_OK);
        }
        seconds[run] = family_seconds() - start;
        KT_ASSERT_EQ(last->before.count, 1u);
        REFUSES(db, kith_relate(kith_get(db, Step, 2), after, leaf),
                KITH_E_CYCLE);
        ANSWERS(kith_unlink(leaf, after), KITH_OK);
        family_close(db);
    }
    KT_ASSERT(family_linear(seconds[0], seconds[1]));
}

/* --- Rings among rows that have no children yet ---------------------------- */

typedef struct Peg Peg;
struct Peg {
    const int64_t id;
    const int64_t on_id;
    KITH_REFERENCE(Peg) on;
    KITH_COLLECTION(Peg) pegs;
};

/* Four hangs on five, and five on four, when what they hang on goes. */
static kith_value other_peg(const void *draft)
{
    const Peg *peg = draft;

    if (peg->id > 8)
        return (kith_value){.kind = KITH_KIND_NONE};
    return (kith_value)KITH_INTEGER(9 - peg->id);
}

static KITH_TABLE(Peg, "pegs", KITH_PRIMARY_KEY(Peg, id),
                  KITH_FOREIGN_KEY(Peg, on_id, Peg, id,
                                   .default_function = other_peg,
                                   .on_delete = KITH_SET_DEFAULT),
                  KITH_RELATIONSHIP(Peg, on, Peg, .back_populates = "pegs"),
                  KITH_RELATIONSHIP(Peg, pegs, Peg, .back_populates = "on",
                                    .acyclic = true));

KT_TEST(acyclic, rows_without_children_may_not_close_a_ring_with_each_other)
{
    kith_db *db = OPEN(Peg);
    Peg *wall = kith_insert(db, Peg, .id = 9);
    Peg *nail = kith_insert(db, Peg, .id = 1, .on.row = wall);

    kith_insert(db, Peg, .id = 4, .on.row = nail);
    kith_insert(db, Peg, .id = 5, .on.row = nail);
    REFUSES(db, kith_delete(nail), KITH_E_CYCLE);
    family_close(db);
}
