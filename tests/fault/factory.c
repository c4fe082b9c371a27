/* factory.c - rows of factories, while memory runs out: that of the database,
 * and that of the factories themselves.
 */
#include "family.h"

#include <kith/test.h>

typedef struct Land Land;
typedef struct Town Town;
typedef struct House House;
struct Land {
    KITH_TEXT name;
};
struct Town {
    const int64_t id;
    KITH_TEXT name;
    KITH_TEXT land_name;
    KITH_REFERENCE(Land) land;
};
struct House {
    const int64_t id;
    KITH_TEXT owner;
    const int64_t town_id;
    KITH_REFERENCE(Town) town;
};
static KITH_TABLE(Land, "lands", KITH_PRIMARY_KEY(Land, name));
static KITH_TABLE(Town, "towns", KITH_PRIMARY_KEY(Town, id),
                  KITH_COLUMN(Town, name, .unique = true),
                  KITH_FOREIGN_KEY(Town, land_name, Land, name,
                                   .not_null = true),
                  KITH_RELATIONSHIP(Town, land, Land));
static KITH_TABLE(House, "houses", KITH_PRIMARY_KEY(House, id),
                  KITH_COLUMN(House, owner),
                  KITH_FOREIGN_KEY(House, town_id, Town, id, .not_null = true),
                  KITH_RELATIONSHIP(House, town, Town));
static KITH_FACTORY(House,
                    KITH_FIELD(House, owner,
                               .sequence = "owner number %d of this house"));

/* Make one of each kind of call; the number of those that failed. What failed
 * has said KITH_E_MEMORY and left nothing behind. */
static size_t make_some(kith_factories *f)
{
    House *houses[20];
    size_t failures = 0;

    for (int i = 0; i < 3; i++) {
        uint64_t before = kith_digest(f->db);
        bool made = i == 0   ? kith_make(f, House) != NULL
                    : i == 1 ? kith_make_named(f, House, "mine") != NULL
                             : kith_make_many(f, House, 20, houses) == KITH_OK;

        if (made)
            continue;
        failures++;
        KT_ASSERT_EQ(f->error.status, KITH_E_MEMORY);
        KT_ASSERT_EQ(kith_digest(f->db), before);
        KT_ASSERT_EQ(kith_depth(f->db), 0u);
    }
    return failures;
}

KT_TEST(factory, leaves_no_trace_when_memory_runs_out)
{
    kith_test_allocator memory = {0};
    size_t rounds = 0;

    kith_test_each_refusal(&memory) {
        kith_allocator hooks = kith_test_allocator_hooks(&memory);
        kith_options options = KITH_OPTIONS(.allocator = hooks, .hash_seed = 1);
        kith_factories f;
        kith_db *db;

        rounds++;
        if (kith_open(&db, KITH_TABLES(House, Town, Land), &options, NULL) !=
            KITH_OK)
            continue;
        if (kith_factories_init(&f, db, KITH_FACTORIES(House), &hooks) ==
            KITH_OK) {
            size_t failures = make_some(&f);

            KT_ASSERT_EQ(failures > 0, memory.refused > 0);
            KT_ASSERT_EQ(kith_count(db, House), kith_count(db, Land));
            if (failures == 0)
                KT_ASSERT_EQ(kith_count(db, House), 22u);
            family_verify(db);
        } else {
            KT_ASSERT_EQ(f.error.status, KITH_E_MEMORY);
        }
        kith_factories_fini(&f);
        kith_close(db);
    }
    KT_ASSERT(rounds > 50);
    KT_ASSERT(!kith_test_allocator_fault(&memory), "%s",
              kith_test_allocator_fault(&memory));
}
