/* consumer_test.c - the smallest program that needs all of an installed test
 * kit. It prints the one row that it inserts, when no request for memory is
 * refused any more.
 */
#include <kith/test.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Thing {
    const int64_t id;
    KITH_TEXT name;
} Thing;

static KITH_TABLE(Thing, "things", KITH_PRIMARY_KEY(Thing, id),
                  KITH_COLUMN(Thing, name));

int main(void)
{
    kith_test_allocator memory = {0};

    kith_test_each_refusal(&memory) {
        kith_options options =
            KITH_OPTIONS(.allocator = kith_test_allocator_hooks(&memory));
        kith_db *db = NULL;
        Thing *thing = NULL;

        if (kith_open(&db, KITH_TABLES(Thing), &options, NULL) == KITH_OK)
            thing = kith_insert(db, Thing, .name = "one");
        if (thing && memory.refused == 0)
            printf("%" PRId64 " %s\n", thing->id, thing->name);
        kith_close(db);
    }
    if (kith_test_allocator_fault(&memory))
        puts(kith_test_allocator_fault(&memory));
    return EXIT_SUCCESS;
}
