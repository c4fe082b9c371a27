/* stale.c - a program that keeps the address of a row after its end.
 *
 *   stale MEMBER
 *
 * It reads the member, then prints that it went on. "none" reads no deleted
 * row, but does what a program may do beside one; then it uses the place again.
 */
#include <kith.h>

#include <stdio.h>
#include <string.h>

typedef struct Store Store;
typedef struct Item Item;
struct Store {
    const int64_t id;
    KITH_COLLECTION(Item) items;
};
struct Item {
    const int64_t id;
    KITH_TEXT name;
    double price;
    const int64_t store_id;
    KITH_REFERENCE(Store) store;
};
static KITH_TABLE(Store, "stores", KITH_PRIMARY_KEY(Store, id),
                  KITH_RELATIONSHIP(Store, items, Item,
                                    .back_populates = "store"));
static KITH_TABLE(Item, "items", KITH_PRIMARY_KEY(Item, id),
                  KITH_COLUMN(Item, name), KITH_COLUMN(Item, price),
                  KITH_FOREIGN_KEY(Item, store_id, Store, id),
                  KITH_RELATIONSHIP(Item, store, Store,
                                    .back_populates = "items"));

enum { ITEMS = 1000 };

/* All that is allowed while rows die, until none of them is left. */
static void live_on(kith_db *db, Store *ikea)
{
    kith_for_each(item, ikea->items)
        if (item->id % 3)
            kith_delete(item);
    kith_for_each_row(db, Item, item)
        if (item->id % 2)
            kith_delete(item);
    for (int i = 0; i < ITEMS; i++)
        kith_insert(db, Item, .name = "again", .store.row = ikea);
    if (kith_verify(db) != KITH_OK)
        puts("damaged");
    kith_for_each_row(db, Item, item)
        kith_delete(item);
    kith_shrink(db);
}

/* The place of a deleted row, used again and put back: it is one again. */
static int64_t read_restored(kith_db *db, const Item *chair, bool reads)
{
    kith_snapshot *world = kith_snapshot_take(db);
    int64_t read = 0;

    for (int i = 0; i < ITEMS; i++)
        kith_insert_default(db, Item);
    kith_restore(db, world);
    if (reads)
        read = chair->id;
    kith_snapshot_free(world);
    return read;
}

/* The same place in a clone, as far from the row before it as here. */
static int64_t read_cloned(kith_db *db, const Item *chair, bool reads)
{
    kith_db *copy = kith_clone(db);
    const Item *before = kith_get(db, Item, ITEMS - 1);
    const char *there = (const char *)kith_get(copy, Item, ITEMS - 1) +
                        ((const char *)chair - (const char *)before);
    int64_t read = 0;

    if (reads)
        memcpy(&read, there, sizeof(read));
    kith_close(copy);
    return read;
}

int main(int count, char **words)
{
    const char *member = count > 1 ? words[1] : "none";
    volatile int64_t read = 0;
    kith_db *db;

    if (kith_open(&db, KITH_TABLES(Store, Item), NULL, NULL) != KITH_OK)
        return 2;
    for (int round = 0; round < 3; round++) {
        Store *ikea = kith_insert(db, Store, .id = 1);
        Item *chair = NULL;

        for (int i = 0; i < ITEMS; i++)
            chair = kith_insert(db, Item, .name = "Chair", .store.row = ikea);
        kith_delete(chair);
        if (kith_is_live(chair) || kith_set(chair, price, 1) == KITH_OK)
            return 2;
        if (strcmp(member, "id") == 0)
            read = chair->id;
        else if (strcmp(member, "name") == 0)
            read = chair->name != NULL;
        else if (strcmp(member, "price") == 0)
            chair->price = 3;
        else if (strcmp(member, "place") == 0)
            read = chair->store.place;
        if (round == 0) { /* the ids count on afterwards */
            read += read_restored(db, chair, strcmp(member, "restored") == 0);
            read += read_cloned(db, chair, strcmp(member, "cloned") == 0);
        }
        live_on(db, ikea);
        kith_delete(ikea);
    }
    kith_close(db);
    printf("went on %d\n", (int)read);
    return 0;
}
