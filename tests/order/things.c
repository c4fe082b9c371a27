/* things.c - the tables, and values for their columns; see order.h. */
#include "order.h"

#include <string.h>

KITH_TABLE(Owner, "owners", KITH_PRIMARY_KEY(Owner, id, .index = KITH_ORDERED),
           KITH_COLUMN(Owner, name, .unique = true, .not_null = true,
                       .index = KITH_ORDERED),
           KITH_RELATIONSHIP(Owner, things, Thing, .back_populates = "owner",
                             .foreign_key = "owner_id",
                             .order_by = "weight desc, text"));

KITH_TABLE(
    Thing, "things", KITH_PRIMARY_KEY(Thing, id, .index = KITH_ORDERED),
    KITH_COLUMN(Thing, flag), KITH_COLUMN(Thing, tiny),
    KITH_COLUMN(Thing, byte, .index = KITH_ORDERED), KITH_COLUMN(Thing, small),
    KITH_COLUMN(Thing, word), KITH_COLUMN(Thing, whole, .index = KITH_ORDERED),
    KITH_COLUMN(Thing, natural), KITH_COLUMN(Thing, wide),
    KITH_COLUMN(Thing, huge), KITH_COLUMN(Thing, narrow),
    KITH_COLUMN(Thing, real, .index = KITH_ORDERED),
    KITH_COLUMN(Thing, text, .index = KITH_ORDERED),
    KITH_COLUMN(Thing, required, .not_null = true), KITH_COLUMN(Thing, chars),
    KITH_COLUMN(Thing, blob),
    KITH_OPTIONAL_COLUMN(Thing, weight, .index = KITH_ORDERED),
    KITH_OPTIONAL_COLUMN(Thing, height), KITH_OPTIONAL_COLUMN(Thing, maybe),
    KITH_FOREIGN_KEY(Thing, owner_id, Owner, id, .on_delete = KITH_SET_NULL,
                     .on_update = KITH_CASCADE, .index = KITH_ORDERED),
    KITH_RELATIONSHIP(Thing, owner, Owner, .foreign_key = "owner_id",
                      .back_populates = "things"),
    KITH_FOREIGN_KEY(Thing, owner_name, Owner, name, .on_delete = KITH_CASCADE,
                     .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Thing, named_owner, Owner, .foreign_key = "owner_name"),
    KITH_ORDERED_INDEX("flag"), KITH_ORDERED_INDEX("flag desc", "tiny"),
    KITH_ORDERED_INDEX("tiny desc"), KITH_ORDERED_INDEX("small"),
    KITH_ORDERED_INDEX("word desc", "small desc"),
    KITH_ORDERED_INDEX("natural"), KITH_ORDERED_INDEX("wide desc"),
    KITH_ORDERED_INDEX("huge"), KITH_ORDERED_INDEX("huge desc", "wide"),
    KITH_ORDERED_INDEX("narrow desc"),
    KITH_ORDERED_INDEX("real desc", "narrow"), KITH_ORDERED_INDEX("text desc"),
    KITH_ORDERED_INDEX("text", "byte"),
    KITH_ORDERED_INDEX("required", "whole desc"), KITH_ORDERED_INDEX("chars"),
    KITH_ORDERED_INDEX("byte", "chars desc"), KITH_ORDERED_INDEX("blob"),
    KITH_ORDERED_INDEX("blob desc", "flag"), KITH_ORDERED_INDEX("weight desc"),
    KITH_ORDERED_INDEX("byte", "weight", "text"), KITH_ORDERED_INDEX("height"),
    KITH_ORDERED_INDEX("maybe", "height"),
    KITH_ORDERED_INDEX("maybe desc", "weight desc"),
    KITH_ORDERED_INDEX("owner_id", "whole desc"),
    KITH_ORDERED_INDEX("owner_name"),
    KITH_ORDERED_INDEX("owner_name desc", "owner_id", "text desc"));

uint32_t below(struct world *world, uint32_t limit)
{
    world->random = world->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((world->random >> 33) % limit);
}

static const char *const texts[] = {
    "",     "a",        "ab",        "abc",          "abcdefg",
    "b",    "abcdefgh", "abcdefghi", "abcdefghij",   "abcdefgz",
    "\xff", "\xff\xff", "z",         "abcdefgh\xff", "ab\x80"};

static int64_t integer_for(struct world *world, kith_kind kind)
{
    static const int bits[] = {[KITH_KIND_I8] = 7,
                               [KITH_KIND_I16] = 15,
                               [KITH_KIND_I32] = 31,
                               [KITH_KIND_I64] = 63};
    int64_t most = (int64_t)(((uint64_t)1 << bits[kind]) - 1);

    switch (below(world, 12)) {
    case 0:
        return most;
    case 1:
        return -most - 1;
    case 2:
        return (int64_t)(world->random >> (64 - bits[kind]));
    default:
        return (int64_t)below(world, 20) - 10;
    }
}

static uint64_t natural_for(struct world *world, kith_kind kind)
{
    static const int bits[] = {[KITH_KIND_U8] = 8,
                               [KITH_KIND_U16] = 16,
                               [KITH_KIND_U32] = 32,
                               [KITH_KIND_U64] = 64};

    switch (below(world, 10)) {
    case 0:
        return UINT64_MAX >> (64 - bits[kind]);
    case 1:
        return world->random >> (64 - bits[kind]);
    default:
        return below(world, 20);
    }
}

kith_value random_value(struct world *world, const kith_column *column)
{
    static const double reals[] = {0.0, -0.0, 1.5,  -1.5, 2.25, -2.25,
                                   8e9, -8e9, 1e-9, 0.5,  3,    -7};
    const char *text = texts[below(world, sizeof(texts) / sizeof(*texts))];

    if (column->nullable && below(world, 5) == 0)
        return (kith_value){.kind = KITH_KIND_NONE};
    switch (column->kind) {
    case KITH_KIND_BOOL:
        return (kith_value)KITH_INTEGER(below(world, 2));
    case KITH_KIND_F32:
    case KITH_KIND_F64:
        return (kith_value)KITH_REAL(
            (double)(float)reals[below(world, sizeof(reals) / sizeof(*reals))]);
    case KITH_KIND_TEXT:
        return (kith_value)KITH_STRING(text);
    case KITH_KIND_CHARS:
        return (kith_value)KITH_STRING(strlen(text) < 8 ? text : "abcdefg");
    case KITH_KIND_BLOB:
        return (kith_value)KITH_BINARY(text, strlen(text) + below(world, 2));
    case KITH_KIND_U8:
    case KITH_KIND_U16:
    case KITH_KIND_U32:
    case KITH_KIND_U64:
        return (kith_value){.kind = KITH_KIND_U64,
                            .natural = natural_for(world, column->kind)};
    default:
        return (kith_value)KITH_INTEGER(integer_for(world, column->kind));
    }
}

/* SQLite's integers have a sign, so the largest numbers without one are moved
 * to where the order stays. */
struct cell cell_of(const kith_column *column, kith_value value)
{
    struct cell cell = {.sort = CELL_NULL};
    uint64_t bits;

    switch (value.kind) {
    case KITH_KIND_NONE:
        return cell;
    case KITH_KIND_F64:
        cell.sort = CELL_REAL;
        cell.real = value.real;
        return cell;
    case KITH_KIND_TEXT:
        cell.sort = CELL_TEXT;
        cell.count = (int)strlen(value.text);
        memcpy(cell.bytes, value.text, (size_t)cell.count);
        return cell;
    case KITH_KIND_BLOB:
        cell.sort = CELL_BLOB;
        cell.count = (int)value.blob.bytes;
        memcpy(cell.bytes, value.blob.data, value.blob.bytes);
        return cell;
    default:
        cell.sort = CELL_INTEGER;
        bits = value.kind == KITH_KIND_U64 ? value.natural
                                           : (uint64_t)value.integer;
        if (column->kind == KITH_KIND_U64)
            bits ^= (uint64_t)1 << 63;
        cell.integer = (int64_t)bits;
        return cell;
    }
}

bool cell_equal(const struct cell *a, const struct cell *b)
{
    if (a->sort != b->sort)
        return false;
    if (a->sort == CELL_INTEGER)
        return a->integer == b->integer;
    if (a->sort == CELL_REAL)
        return a->real == b->real;
    return a->count == b->count &&
           memcmp(a->bytes, b->bytes, (size_t)a->count) == 0;
}
