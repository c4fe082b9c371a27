/* enums.c - a program compiled with -fshort-enums sees other structs than the
 * library, and would lose .on_delete in silence: kith_open refuses it. */
#include <kith.h>

#include <stdio.h>
#include <string.h>

typedef struct Store Store;
struct Store {
    const int64_t id;
};
static KITH_TABLE(Store, "stores", KITH_PRIMARY_KEY(Store, id));

static int refused(const kith_options *options)
{
    kith_error error = {.message = ""};
    kith_db *db;
    kith_status status = kith_open(&db, KITH_TABLES(Store), options, &error);

    printf("%s\n", error.message);
    return status == KITH_E_MISUSE && error.status == KITH_E_MISUSE && !db &&
           strstr(error.message, "without -fshort-enums");
}

int main(void)
{
    const kith_options options = KITH_OPTIONS(.hash_seed = 1);

    if (sizeof(kith_action) >= sizeof(int))
        return printf("enums: skipped, enums have the size of int\n"), 77;
    return refused(NULL) && refused(&options) ? 0 : 1;
}
