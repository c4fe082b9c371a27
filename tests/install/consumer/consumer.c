/* consumer.c - the smallest program that needs all of an installed kith: its
 * headers, its macros and its library. It prints the one row it inserts. */
#include <kith.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Thing {
    const int64_t id;
    KITH_TEXT name;
} Thing;

static KITH_TABLE(Thing, "things",
    KITH_PRIMARY_KEY(Thing, id),
    KITH_COLUMN(Thing, name));

int main(void)
{
    kith_db *db = NULL;
    Thing *thing;

    if (kith_open(&db, KITH_TABLES(Thing), NULL, NULL) != KITH_OK)
        return EXIT_FAILURE;
    thing = kith_insert(db, Thing, .name = "one");
    if (thing)
        printf("%" PRId64 " %s\n", thing->id, thing->name);
    kith_close(db);
    return thing ? EXIT_SUCCESS : EXIT_FAILURE;
}
