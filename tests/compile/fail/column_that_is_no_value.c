/* expect: Row.a is no column.*Row.b is no column.*Row.c is no column.*Row.d is no column.*Row.e is no column.*Row.f is no column.*Row.g is no column.*Row.h is no column */
/* Arrays of bytes, structs and wide reals are the program's own. */
#include <kith.h>

typedef struct Row Row;
struct Row {
    const int64_t id;
    const unsigned char a[8];
    const signed char b[8];
    const int32_t c[2];
    const char d[2][8];
    const struct {
        int x, y;
    } e;
    const union {
        int64_t number;
        double real;
    } f;
    const long double g;
    const _Complex double h;
};
static KITH_TABLE(Row, "rows", KITH_PRIMARY_KEY(Row, id), KITH_COLUMN(Row, a),
                  KITH_COLUMN(Row, b), KITH_COLUMN(Row, c), KITH_COLUMN(Row, d),
                  KITH_COLUMN(Row, e), KITH_COLUMN(Row, f), KITH_COLUMN(Row, g),
                  KITH_COLUMN(Row, h));
