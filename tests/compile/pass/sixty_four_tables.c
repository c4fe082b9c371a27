/* sixty_four_tables.c - as many names as KITH_TABLES takes, and only one. */
#include <kith.h>

typedef struct T {
    const int64_t id;
} T;
KITH_DECLARE(T);
KITH_TABLE(T, "t", KITH_PRIMARY_KEY(T, id));

#define EIGHT(x) x, x, x, x, x, x, x, x

const kith_table *first(int which);
const kith_table *first(int which)
{
    const kith_table *const *all =
        KITH_TABLES(EIGHT(T), EIGHT(T), EIGHT(T), EIGHT(T), EIGHT(T), EIGHT(T),
                    EIGHT(T), EIGHT(T));
    const kith_table *const *one = KITH_TABLES(T);

    return which ? all[64] : one[1];
}
