/* zoo.c - random contents of every shape; see zoo.h. */
#include "zoo.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct Beast Beast;
typedef struct Keeper Keeper;
typedef struct Cage Cage;
typedef struct Tag Tag;
typedef struct Day Day;
typedef struct Visit Visit;
typedef struct Note Note;
typedef struct Head Head;
typedef struct Tail Tail;
struct Keeper {
    const char code[6];
    KITH_TEXT name;
    const char boss_code[6];
    KITH_REFERENCE(Keeper) boss;
    KITH_COLLECTION(Keeper) helpers;
    const char next_code[6];
    KITH_COLLECTION_VIA(Visit, Day) days;
    const int64_t version;
};
struct Cage {
    KITH_TEXT wing;
    const int16_t number;
    KITH_SCALAR(Tag) tag;
    const char keeper_code[6];
    KITH_REFERENCE(Keeper) keeper;
};
struct Beast {
    KITH_TEXT wing;
    const int16_t number;
    bool flag;
    int8_t i8;
    int16_t i16;
    int32_t i32;
    int64_t i64;
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;
    float f32;
    double f64;
    KITH_OPTIONAL(bool) maybe_flag;
    KITH_OPTIONAL(uint16_t) maybe_u16;
    KITH_OPTIONAL(double) maybe_f64;
    KITH_BLOB data;
    const char code[4];
};
struct Tag {
    const uint32_t id;
    KITH_REFERENCE(Cage) cage;
};
struct Day {
    KITH_BLOB id;
    KITH_COLLECTION_VIA(Visit, Keeper) keepers;
};
struct Visit {
    const char keeper_code[6];
    KITH_BLOB day_id;
    KITH_REFERENCE(Keeper) keeper;
    KITH_REFERENCE(Day) day;
    KITH_TEXT remark;
};
struct Note {
    KITH_TEXT text;
    const uint32_t tag_id;
    const char keeper_code[6];
    KITH_REFERENCE(Cage) cage;
};
struct Head {
    const int64_t id;
    const int64_t tail_id;
};
struct Tail {
    const int64_t id;
    const int64_t head_id;
    KITH_REFERENCE(Head) head;
};

static kith_value next_version(const void *draft)
{
    return (kith_value)KITH_INTEGER(((const Keeper *)draft)->version + 1);
}

static KITH_TABLE(
    Keeper, "keepers", KITH_PRIMARY_KEY(Keeper, code),
    KITH_COLUMN(Keeper, name),
    KITH_FOREIGN_KEY(Keeper, boss_code, Keeper, code,
                     .on_delete = KITH_SET_NULL),
    KITH_RELATIONSHIP(Keeper, boss, Keeper, .back_populates = "helpers",
                      .foreign_key = "boss_code"),
    KITH_RELATIONSHIP(Keeper, helpers, Keeper, .back_populates = "boss",
                      .foreign_key = "boss_code"),
    KITH_FOREIGN_KEY(Keeper, next_code, Keeper, code,
                     .on_delete = KITH_SET_NULL),
    KITH_RELATIONSHIP(Keeper, days, Day, .secondary = "visits",
                      .back_populates = "keepers"),
    KITH_COLUMN(Keeper, version, .on_update_function = next_version));
static KITH_TABLE(Cage, "cages", KITH_COLUMN(Cage, wing, .not_null = true),
                  KITH_COLUMN(Cage, number), KITH_UNIQUE("wing", "number"),
                  KITH_RELATIONSHIP(Cage, tag, Tag, .back_populates = "cage"),
                  KITH_FOREIGN_KEY(Cage, keeper_code, Keeper, code,
                                   .on_delete = KITH_SET_NULL),
                  KITH_RELATIONSHIP(Cage, keeper, Keeper));
static KITH_TABLE(Beast, "beasts", KITH_COLUMN(Beast, wing),
                  KITH_COLUMN(Beast, number),
                  KITH_FOREIGN_KEYS(Beast, (wing, number), Cage, (wing, number),
                                    .on_delete = KITH_SET_NULL),
                  KITH_COLUMN(Beast, flag), KITH_COLUMN(Beast, i8),
                  KITH_COLUMN(Beast, i16), KITH_COLUMN(Beast, i32),
                  KITH_COLUMN(Beast, i64), KITH_COLUMN(Beast, u8),
                  KITH_COLUMN(Beast, u16), KITH_COLUMN(Beast, u32),
                  KITH_COLUMN(Beast, u64), KITH_COLUMN(Beast, f32),
                  KITH_COLUMN(Beast, f64),
                  KITH_OPTIONAL_COLUMN(Beast, maybe_flag),
                  KITH_OPTIONAL_COLUMN(Beast, maybe_u16),
                  KITH_OPTIONAL_COLUMN(Beast, maybe_f64),
                  KITH_COLUMN(Beast, data), KITH_COLUMN(Beast, code));
static KITH_TABLE(Tag, "tags", KITH_PRIMARY_KEY(Tag, id),
                  KITH_REFERENCE_KEYS(Tag, cage, Cage, (wing, number),
                                      .on_delete = KITH_SET_NULL,
                                      .back_populates = "tag"));
static KITH_TABLE(Day, "days",
                  KITH_COLUMN(Day, id, .not_null = true, .unique = true),
                  KITH_RELATIONSHIP(Day, keepers, Keeper, .secondary = "visits",
                                    .back_populates = "days"));
static KITH_TABLE(Visit, "visits",
                  KITH_FOREIGN_KEY(Visit, keeper_code, Keeper, code,
                                   .not_null = true),
                  KITH_FOREIGN_KEY(Visit, day_id, Day, id, .not_null = true),
                  KITH_UNIQUE("keeper_code", "day_id"),
                  KITH_RELATIONSHIP(Visit, keeper, Keeper),
                  KITH_RELATIONSHIP(Visit, day, Day),
                  KITH_COLUMN(Visit, remark));
static KITH_TABLE(Note, "notes", KITH_COLUMN(Note, text),
                  KITH_FOREIGN_KEY(Note, tag_id, Tag, id, .not_null = true,
                                   .on_delete = KITH_CASCADE),
                  KITH_FOREIGN_KEY(Note, keeper_code, Keeper, code,
                                   .not_null = true, .on_delete = KITH_CASCADE),
                  KITH_REFERENCE_KEYS(Note, cage, Cage, (wing, number),
                                      .on_delete = KITH_SET_NULL));
static KITH_TABLE(Head, "heads", KITH_PRIMARY_KEY(Head, id),
                  KITH_FOREIGN_KEY(Head, tail_id, Tail, id, .not_null = true,
                                   .deferred = KITH_DEFER_PARENT));
static KITH_TABLE(Tail, "tails", KITH_PRIMARY_KEY(Tail, id),
                  KITH_FOREIGN_KEY(Tail, head_id, Head, id, .not_null = true),
                  KITH_RELATIONSHIP(Tail, head, Head));

kith_db *zoo_open(void)
{
    return OPEN(Keeper, Cage, Beast, Tag, Day, Visit, Note, Head, Tail);
}

kith_db *zoo_open_turned(void)
{
    return OPEN(Tail, Head, Note, Visit, Day, Tag, Beast, Cage, Keeper);
}

/* --- Random values -------------------------------------------------------- */

static int below(uint64_t *random, int bound)
{
    return (int)(family_random(random) % (uint64_t)bound);
}

static const char *some_text(uint64_t *random)
{
    static const char *const texts[] = {
        NULL,       "",     "plain",    "It's", "a\\b\n",
        "\xc3\xa9", "\xff", "\x01\x7f", "null", "#1"};

    return texts[below(random, sizeof texts / sizeof *texts)];
}

static double some_real(uint64_t *random)
{
    static const double reals[] = {0,     -0.0,   1,       0.1,
                                   1e300, 5e-324, 1.0 / 3, -2.5};
    uint64_t bits = family_random(random) * 0x9e3779b97f4a7c15u;
    double real;

    memcpy(&real, &bits, sizeof real);
    return below(random, 2) ? reals[below(random, sizeof reals / sizeof *reals)]
           : isnan(real)    ? (double)NAN
                            : real;
}

static kith_blob some_blob(uint64_t *random)
{
    static const char bytes[] = "\0'\\x\xff";
    int count = below(random, 5) - 1;

    return count < 0 ? (kith_blob){NULL, 0} : (kith_blob){bytes, (size_t)count};
}

/* A row, or NULL where there is none. O(rows). */
static void *some_row(kith_db *db, const kith_table *table, uint64_t *random)
{
    size_t count = kith_count_rows(db, table);
    size_t n = count ? family_random(random) % count : 0;
    void *row = kith_next_row(db, table, NULL);

    while (row && n-- > 0)
        row = kith_next_row(db, table, row);
    return row;
}
#define SOME(db, Row, random) ((Row *)some_row((db), &Row##_table, (random)))

/* --- Calls ---------------------------------------------------------------- */

static void add_beast(kith_db *db, uint64_t *random)
{
    const Cage *cage = below(random, 3) ? SOME(db, Cage, random) : NULL;
    uint64_t n = family_random(random) * 0x9e3779b97f4a7c15u;
    float f32 = (float)some_real(random);

    kith_insert(db, Beast, .wing = cage ? cage->wing : NULL,
                .number = (int16_t)(cage ? cage->number : 0), .flag = n & 1,
                .i8 = (int8_t)n, .i16 = (int16_t)n, .i32 = (int32_t)n,
                .i64 = (int64_t)n, .u8 = (uint8_t)n, .u16 = (uint16_t)n,
                .u32 = (uint32_t)n, .u64 = n, .f32 = f32,
                .f64 = some_real(random), .maybe_flag = {n & 2, true},
                .maybe_f64 = {some_real(random), true},
                .data = some_blob(random), .code = "abc");
    kith_insert(db, Beast, .code = "");
}

static void add_row(kith_db *db, uint64_t *random)
{
    Keeper *keeper = SOME(db, Keeper, random);
    Cage *cage = SOME(db, Cage, random);
    Tag *tag = SOME(db, Tag, random);
    Day *day = SOME(db, Day, random);
    char code[6];

    switch (below(random, 9)) {
    case 0:
        snprintf(code, sizeof code, "k%d", below(random, 90));
        keeper = kith_insert_values(
            db, &Keeper_table,
            (kith_column_value[]){{offsetof(Keeper, code), KITH_STRING(code)}},
            1);
        if (keeper)
            kith_set(keeper, name, some_text(random));
        break;
    case 1:
        kith_insert(db, Cage, .wing = below(random, 2) ? "east" : "",
                    .number = (int16_t)(below(random, 30) - 5),
                    .keeper.row = keeper);
        break;
    case 2:
        add_beast(db, random);
        break;
    case 3:
        kith_insert(db, Tag, .cage.row = cage);
        break;
    case 4:
        kith_insert(db, Day,
                    .id = KITH_BYTES(random, (size_t)below(random, 7)));
        break;
    case 5:
        if (keeper && day)
            kith_insert(db, Visit, .keeper.row = keeper, .day.row = day,
                        .remark = some_text(random));
        break;
    case 6:
        if (keeper && tag) {
            Note *note = kith_insert_values(
                db, &Note_table,
                (kith_column_value[]){
                    {offsetof(Note, tag_id),
                     {.kind = KITH_KIND_U64, .natural = tag->id}},
                    {offsetof(Note, keeper_code), KITH_STRING(keeper->code)}},
                2);

            if (note && cage && below(random, 2))
                kith_relate(note, cage, cage);
        }
        break;
    default:
        kith_begin(db);
        int64_t id = below(random, 60) + 1;
        bool added = kith_insert(db, Head, .id = id, .tail_id = id * 2) &&
                     kith_insert(db, Tail, .id = id * 2, .head_id = id);
        if (!added || kith_commit(db) != KITH_OK)
            kith_rollback(db);
    }
}

static void move_row(kith_db *db, uint64_t *random)
{
    Keeper *keeper = SOME(db, Keeper, random),
           *other = SOME(db, Keeper, random);
    Cage *cage = SOME(db, Cage, random);
    Note *note = SOME(db, Note, random);
    Beast *beast = SOME(db, Beast, random);
    Tag *tag = SOME(db, Tag, random);
    Day *day = SOME(db, Day, random);

    if (!keeper || !cage || !note || !beast || !tag || !day)
        return;
    switch (below(random, 9)) {
    case 0:
        kith_relate(keeper, boss, other);
        break;
    case 1:
        kith_set(keeper, next_code, other->code);
        break;
    case 2:
        if (keeper->helpers.count > 0)
            kith_move(keeper, helpers, kith_at(keeper->helpers, 0),
                      (size_t)below(random, 9));
        break;
    case 3:
        if (day->keepers.count > 0)
            kith_move(day, keepers, kith_at(day->keepers, 0)->keeper.row,
                      (size_t)below(random, 9));
        break;
    case 4:
        kith_relate(tag, cage, cage);
        break;
    case 5:
        kith_unlink(note, cage);
        kith_relate(note, cage, cage);
        break;
    case 6:
        kith_update(beast, kith_to(beast, wing, cage->wing),
                    kith_to(beast, number, cage->number));
        break;
    case 7:
        kith_relate(cage, keeper, keeper);
        break;
    default:
        kith_append(keeper, days, day);
    }
}

static void take_row(kith_db *db, uint64_t *random)
{
    const kith_table *const tables[] = {&Keeper_table, &Cage_table,
                                        &Beast_table,  &Tag_table,
                                        &Visit_table,  &Note_table};
    void *row = some_row(
        db, tables[below(random, sizeof tables / sizeof *tables)], random);

    if (row)
        kith_delete(row);
}

void zoo_play(kith_db *db, uint64_t *random, int calls)
{
    for (int i = 0; i < calls; i++) {
        int choice = below(random, 20);

        if (choice < 10)
            add_row(db, random);
        else if (choice < 19)
            move_row(db, random);
        else
            take_row(db, random);
    }
}
