/* expect: not compatible with any (generic )?association */
/* A text is NULL by itself. */
#include <kith.h>

typedef struct Row Row;
struct Row {
    const int64_t id;
    KITH_OPTIONAL(const char *) name;
};
