/* expect: bit-field */
/* A few bits of a number have no address. */
#include <kith.h>

typedef struct Row Row;
struct Row {
    const int64_t id;
    unsigned flags : 3;
};
static KITH_TABLE(Row, "rows", KITH_PRIMARY_KEY(Row, id),
                  KITH_COLUMN(Row, flags));
