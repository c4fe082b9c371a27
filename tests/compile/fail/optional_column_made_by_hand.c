/* expect: Row.a is no KITH_OPTIONAL.*Row.b is no KITH_OPTIONAL.*Row.c is no KITH_OPTIONAL.*Row.d is no KITH_OPTIONAL.*Row.e is no KITH_OPTIONAL.*Row.f is no KITH_OPTIONAL */
/* What is not KITH_OPTIONAL(type) may lie in another way. */
#include <kith.h>

typedef struct Row Row;
struct Row {
    const int64_t id;
    struct {
        bool present;
        int value;
    } a;
    struct {
        int value;
        bool present;
        int more;
    } b;
    struct {
        int value;
        int present;
    } c;
    struct {
        int value;
        bool present;
    } d;
    struct {
        KITH_TEXT value;
        bool present;
    } e;
    KITH_BLOB f;
};
static KITH_TABLE(Row, "rows", KITH_PRIMARY_KEY(Row, id),
                  KITH_OPTIONAL_COLUMN(Row, a), KITH_OPTIONAL_COLUMN(Row, b),
                  KITH_OPTIONAL_COLUMN(Row, c), KITH_OPTIONAL_COLUMN(Row, d),
                  KITH_OPTIONAL_COLUMN(Row, e), KITH_OPTIONAL_COLUMN(Row, f));
