/* schemas_limits.c - limits of every kind, and keys from outside.
 *
 * Random values go a little beyond each limit, by inserts, updates, keys that
 * children follow, and defaults.
 */
#include "schemas.h"

/* One attribute a line. */
/* clang-format off */

typedef struct Depot Depot;
typedef struct Part Part;
typedef struct Crate Crate;
typedef struct Label Label;
struct Depot {
    int64_t rid;
    const uint16_t id;
    const int8_t level;
    KITH_TEXT name;
    const float width;
    KITH_COLLECTION(Crate) crates;
};
struct Part {
    int64_t rid;
    const int64_t id;
    const double price;
    const KITH_OPTIONAL(int32_t) stock;
    const KITH_OPTIONAL(float) weight;
    const uint64_t size;
    const char code[6];
    KITH_BLOB drawing;
};
struct Crate {
    int64_t rid;
    const int32_t id;
    const uint16_t depot_id, spare_id;
    const int8_t depot_level;
    KITH_REFERENCE(Depot) depot;
};
struct Label {
    int64_t rid;
    const char language[4];
    const int16_t number;
    const int64_t part_id;
    KITH_TEXT words;
};

static bool is_no_bargain(const void *draft)
{
    const Part *part = draft;

    return part->price != 1.5 || part->size != 2;
}

static const struct rule rules[] = {
    {is_no_bargain, "price <> 1.5 OR size <> 2"},
    {NULL, NULL}};

/* Named by others: 0 is a depot too. */
static KITH_TABLE(Depot, "depots",
    KITH_ORDERED_INDEX("width", "level desc"),
    KITH_ORDERED_INDEX("level desc"),
    KITH_PRIMARY_KEY(Depot, id, .manual = true, .maximum = KITH_INTEGER(37)),
    KITH_COLUMN(Depot, level, .unique = true, .minimum = KITH_INTEGER(-1),
        .maximum = KITH_INTEGER(35)),
    KITH_COLUMN(Depot, name, .maximum_bytes = 2, .unique = true),
    KITH_COLUMN(Depot, width, .maximum = KITH_REAL(2)),
    KITH_RELATIONSHIP(Depot, crates, Crate, .back_populates = "depot",
        .foreign_key = "depot_id"));
static KITH_TABLE(Part, "parts",
    KITH_ORDERED_INDEX("drawing", "stock"),
    KITH_PRIMARY_KEY(Part, id, .first_number = 20, .minimum = KITH_INTEGER(2)),
    KITH_COLUMN(Part, price, .minimum = KITH_REAL(0.5)),
    KITH_OPTIONAL_COLUMN(Part, stock, .maximum = KITH_INTEGER(4),
        .minimum = KITH_INTEGER(1), .default_value = KITH_INTEGER(2)),
    KITH_OPTIONAL_COLUMN(Part, weight, .not_null = true,
        .minimum = KITH_INTEGER(1)),
    KITH_COLUMN(Part, size, .maximum = KITH_INTEGER(4), .index = true),
    KITH_COLUMN(Part, code, .unique = true, .maximum_bytes = 3),
    KITH_COLUMN(Part, drawing, .maximum_bytes = 1),
    KITH_CHECK(is_no_bargain, "that is too cheap", "price", "size"));
static KITH_TABLE(Crate, "crates",
    KITH_PRIMARY_KEY(Crate, id, .manual = true),
    KITH_FOREIGN_KEY(Crate, depot_id, Depot, id, .not_null = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Crate, spare_id, Depot, id,
        .default_value = KITH_INTEGER(3),
        .on_delete = KITH_SET_DEFAULT, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Crate, depot_level, Depot, level,
        .on_delete = KITH_SET_NULL, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Crate, depot, Depot, .back_populates = "crates",
        .foreign_key = "depot_id"));
/* In-place text and a number, both of which must be given. */
static KITH_TABLE(Label, "labels",
    KITH_ORDERED_INDEX("words", "number"),
    KITH_COLUMN(Label, language, .primary_key = true, .maximum_bytes = 2),
    KITH_COLUMN(Label, number, .primary_key = true,
        .maximum = KITH_INTEGER(4)),
    KITH_FOREIGN_KEY(Label, part_id, Part, id, .on_delete = KITH_CASCADE,
        .on_update = KITH_CASCADE),
    KITH_COLUMN(Label, words, .not_null = true, .maximum_bytes = 1,
        .default_value = KITH_STRING("a")));

const struct schema limits_schema = {
    "limits", KITH_TABLES(Depot, Part, Crate, Label), rules};

/* clang-format on */
