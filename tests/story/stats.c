/* stats.c - what a database holds, by purpose and by table, adds up. */
#include "orchard.h"
#include "world.h"

#include <stdio.h>
#include <string.h>

static kith_stats stats_of(kith_db *db)
{
    kith_stats stats = {.rows = SIZE_MAX};

    ANSWERS(kith_stats_of(db, &stats), KITH_OK);
    return stats;
}

static kith_stats table_stats(kith_db *db, const kith_table *table)
{
    kith_stats stats = {.rows = SIZE_MAX};

    ANSWERS(kith_table_stats(db, table, &stats), KITH_OK);
    return stats;
}
#define STATS(db, Row) table_stats((db), &Row##_table)

static size_t sum_of(const kith_stats *stats)
{
    return stats->row_bytes + stats->list_bytes + stats->index_bytes +
           stats->text_bytes + stats->undo_bytes + stats->spare_bytes +
           stats->other_bytes;
}

/* The parts are the whole, and the tables are the database. */
static void add_up(kith_db *db)
{
    const kith_stats whole = stats_of(db);
    kith_stats tables = {.rows = 0};

    KT_ASSERT_EQ(whole.bytes, kith_memory_used(db));
    KT_ASSERT_EQ(sum_of(&whole), whole.bytes);
    KT_ASSERT_EQ(whole.undo_bytes, (size_t)0);
    KT_ASSERT_EQ(whole.levels, (size_t)0);
    for (const kith_table *const *table = kith_tables(db); *table; table++) {
        const kith_stats stats = table_stats(db, *table);
        KT_ASSERT_EQ(sum_of(&stats), stats.bytes);
        KT_ASSERT_EQ(stats.rows, kith_count_rows(db, *table));
        tables.rows += stats.rows;
        tables.row_bytes += stats.row_bytes;
        tables.list_bytes += stats.list_bytes;
        tables.index_bytes += stats.index_bytes;
        tables.text_bytes += stats.text_bytes;
    }
    KT_ASSERT_EQ(tables.rows, whole.rows);
    KT_ASSERT_EQ(tables.row_bytes, whole.row_bytes);
    KT_ASSERT_EQ(tables.list_bytes, whole.list_bytes);
    KT_ASSERT_EQ(tables.index_bytes, whole.index_bytes);
    KT_ASSERT_EQ(tables.text_bytes, whole.text_bytes);
}

KT_TEST(stats, add_up_after_every_step_of_a_random_history)
{
    enum { STEPS = 3000 };
    size_t operations = 0, relations = 0;
    struct world world;

    while (world_settings[operations].name)
        operations++;
    while (world_relations[relations].name)
        relations++;
    world_open(&world, 5);
    for (world.step = 0; world.step < STEPS; world.step++) {
        const size_t which =
            (size_t)world_random(&world, (int)(operations + relations));
        world.doing = "stats";
        world.before = kith_digest(world.db);
        if (which < operations)
            world_settings[which].run(&world);
        else
            world_relations[which - operations].run(&world);
        add_up(world.db);
        if (world.step % 500 == 499)
            kith_shrink(world.db);
    }
    world_close(&world);
}

/* Long texts and short ones, lists that grow and close their holes, indexes of
 * equal values that come and end, keys of text that children share, and calls
 * that are refused. */
KT_TEST(stats, add_up_while_texts_and_lists_grow_and_shrink)
{
    kith_db *db = family_open(ORCHARD);
    uint64_t seed = 3;
    char text[900];

    memset(text, 'x', sizeof text);
    orchard_plant(db);
    for (int i = 0; i < 3000; i++) {
        const int64_t id = (int64_t)(family_random(&seed) % 60) + 1;
        Tree *tree = kith_get(db, Tree, id);
        const char *code = family_name((int)(family_random(&seed) % 90));
        text[family_random(&seed) % 800] = '\0';
        switch (family_random(&seed) % 8) {
        case 0:
            kith_insert(db, Tree, .code = code, .note = text, .kind = i % 5);
            break;
        case 1:
        case 2:
            kith_insert(db, Fruit, .tree_code = code);
            break;
        case 3:
            kith_insert(db, Bird, .name = code, .tree_id = id);
            break;
        case 4:
            kith_set(tree, code, i % 3 ? code : text);
            break;
        case 5:
            kith_set(tree, note, text);
            break;
        case 6:
            kith_insert(db, Leaf, .name = text, .tree.row = tree);
            break;
        default:
            if (i % 3 == 0)
                kith_delete(tree);
        }
        text[strlen(text)] = 'x';
        add_up(db);
        if (i % 700 == 699)
            kith_shrink(db);
    }
    family_close(db);
}

KT_TEST(stats, tell_what_bytes_are_for)
{
    kith_db *db = OPEN(Store, Item);
    const kith_stats empty = stats_of(db);
    Store *ikea =
        kith_insert(db, Store, .name = "a text of thirty-two bytes, no");

    for (int i = 0; i < 1000; i++)
        kith_insert(db, Item, .name = "a text of thirty-two bytes, no",
                    .store.row = ikea);
    const kith_stats items = STATS(db, Item), stores = STATS(db, Store);

    KT_ASSERT_EQ(empty.rows + empty.row_bytes + empty.list_bytes, (size_t)0);
    KT_ASSERT_EQ(empty.text_bytes + empty.index_bytes, (size_t)0);
    KT_ASSERT_EQ(empty.other_bytes + empty.spare_bytes, empty.bytes);
    KT_ASSERT_EQ(items.rows, (size_t)1000);
    KT_ASSERT(items.row_bytes >= 1000 * sizeof(Item));
    KT_ASSERT(items.index_bytes >= 1000 * sizeof(Item *));
    KT_ASSERT(items.text_bytes >= (size_t)1000 * 39);
    KT_ASSERT_EQ(items.list_bytes, (size_t)0);
    KT_ASSERT(stores.list_bytes >= 1000 * sizeof(Item *));
    kith_for_each(item, ikea->items)
        kith_delete(item);
    kith_delete(ikea);
    ANSWERS(kith_shrink(db), KITH_OK);
    KT_ASSERT_EQ(stats_of(db).bytes, empty.bytes);
    add_up(db);
    family_close(db);
}

KT_TEST(stats, count_a_text_that_children_share_once_at_their_parent)
{
    kith_db *db = family_open(ORCHARD);
    char code[300];

    memset(code, 'c', sizeof code);
    code[sizeof code - 1] = '\0';
    kith_insert(db, Tree, .code = code);
    const size_t texts = stats_of(db).text_bytes;
    for (int i = 0; i < 100; i++)
        KT_ASSERT_NOT_NULL(kith_insert(db, Fruit, .tree_code = code));

    KT_ASSERT(texts >= sizeof code);
    KT_ASSERT_EQ(stats_of(db).text_bytes, texts);
    KT_ASSERT_EQ(STATS(db, Tree).text_bytes, texts);
    KT_ASSERT_EQ(STATS(db, Fruit).text_bytes, (size_t)0);
    add_up(db);
    family_close(db);
}

/* --- A text whose first owner has left ------------------------------------ */

typedef struct Folder Folder;
typedef struct Doc Doc;
struct Folder {
    KITH_TEXT tenant, name;
    KITH_COLLECTION(Doc) docs;
};
struct Doc {
    const int64_t id;
    KITH_TEXT tenant, folder_name;
    KITH_REFERENCE(Folder) folder, shelf;
    KITH_TEXT shelf_name;
};
static KITH_TABLE(Folder, "folders",
                  KITH_COLUMN(Folder, tenant, .primary_key = true),
                  KITH_COLUMN(Folder, name, .primary_key = true),
                  KITH_RELATIONSHIP(Folder, docs, Doc,
                                    .back_populates = "folder"));
static KITH_TABLE(
    Doc, "docs", KITH_PRIMARY_KEY(Doc, id), KITH_COLUMN(Doc, tenant),
    KITH_COLUMN(Doc, folder_name), KITH_COLUMN(Doc, shelf_name),
    KITH_FOREIGN_KEYS(Doc, (tenant, folder_name), Folder, (tenant, name),
                      .on_delete = KITH_SET_NULL),
    KITH_FOREIGN_KEYS(Doc, (tenant, shelf_name), Folder, (tenant, name)),
    KITH_RELATIONSHIP(Doc, folder, Folder, .back_populates = "docs",
                      .foreign_key = "tenant, folder_name"),
    KITH_RELATIONSHIP(Doc, shelf, Folder, .foreign_key = "tenant, shelf_name"));

KT_TEST(stats, count_a_text_once_whose_first_owner_has_left)
{
    kith_db *db = OPEN(Folder, Doc);
    char tenant[200];

    memset(tenant, 't', sizeof tenant);
    tenant[sizeof tenant - 1] = '\0';
    Folder *folder = kith_insert(db, Folder, .tenant = tenant, .name = "mail");
    const size_t texts = stats_of(db).text_bytes;
    for (int i = 0; i < 10; i++)
        KT_ASSERT_NOT_NULL(kith_insert(db, Doc, .folder.row = folder));
    KT_ASSERT_EQ(stats_of(db).text_bytes, texts);
    add_up(db);
    ANSWERS(kith_delete(folder), KITH_OK);

    Doc *doc = kith_get(db, Doc, 10);
    KT_ASSERT_STR_EQ(doc->tenant, tenant);
    KT_ASSERT_NULL(doc->folder_name);
    KT_ASSERT(STATS(db, Doc).text_bytes >= sizeof tenant);
    KT_ASSERT(STATS(db, Doc).text_bytes <= texts);
    add_up(db);
    family_close(db);
}

KT_TEST(stats, of_what_is_no_table_of_the_database_are_misuse)
{
    kith_db *db = OPEN(Store, Item);
    kith_stats stats = {.rows = 77};

    ANSWERS(kith_stats_of(NULL, &stats), KITH_E_MISUSE);
    ANSWERS(kith_stats_of(db, NULL), KITH_E_MISUSE);
    ANSWERS(kith_table_stats(NULL, &Store_table, &stats), KITH_E_MISUSE);
    ANSWERS(kith_table_stats(db, NULL, &stats), KITH_E_MISUSE);
    ANSWERS(kith_table_stats(db, &User_table, &stats), KITH_E_MISUSE);
    ANSWERS(kith_table_stats(db, &Store_table, NULL), KITH_E_MISUSE);

    KT_ASSERT_EQ(stats.rows, (size_t)77);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    family_close(db);
}
