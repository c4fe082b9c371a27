/* expect: Row.a is no column.*Row.b is no column.*Row.c is no column.*Row.d is no column.*Row.e is no column.*Row.f is no column.*Row.g is no column.*Row.h is no column.*Row.i is no column */
/* A char * that is const is as long as a text of eight bytes, and is none. */
#include <kith.h>

typedef struct Row Row;
struct Row {
    const int64_t id;
    char *const a;
    char *b;
    const unsigned char *const c;
    void *const d;
    int *const e;
    const Row *const f;
    void (*const g)(void);
    const char *const *const h;
    char (*const i)[8];
};
static KITH_TABLE(Row, "rows", KITH_PRIMARY_KEY(Row, id), KITH_COLUMN(Row, a),
                  KITH_COLUMN(Row, b), KITH_COLUMN(Row, c), KITH_COLUMN(Row, d),
                  KITH_COLUMN(Row, e), KITH_COLUMN(Row, f), KITH_COLUMN(Row, g),
                  KITH_COLUMN(Row, h), KITH_COLUMN(Row, i));
