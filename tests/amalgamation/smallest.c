/* smallest.c - the smallest program with a database: open, insert, get, close.
 * Its size is what kith costs a program at least (amalgamation.sh). */
#include "kith.h"

#include <stdio.h>

typedef struct Thing {
    const int64_t id;
    KITH_TEXT name;
} Thing;

static KITH_TABLE(Thing, "things", KITH_PRIMARY_KEY(Thing, id),
                  KITH_COLUMN(Thing, name));

int main(void)
{
    kith_db *db;
    Thing *thing;

    if (kith_open(&db, KITH_TABLES(Thing), NULL, NULL) != KITH_OK)
        return 1;
    kith_insert(db, Thing, .name = "one");
    thing = kith_get(db, Thing, 1);
    if (thing)
        printf("%d %s\n", (int)thing->id, thing->name);
    kith_close(db);
    return !thing;
}
