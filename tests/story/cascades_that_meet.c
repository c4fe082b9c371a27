/* cascades_that_meet.c - cascades that meet in one row, keys that come to rest only
 * when a call is done, and those that never do. */
#include "family.h"

/* --- A ring in which two columns change places ---------------------------- */

typedef struct Source Source;
typedef struct Swap Swap;
struct Source {
    const int64_t a;
};
struct Swap {
    const int64_t a, b;
    KITH_TEXT name;
    KITH_TEXT up_name;
};
static KITH_TABLE(Source, "sources", KITH_PRIMARY_KEY(Source, a));
static KITH_TABLE(Swap, "swaps",
                  KITH_FOREIGN_KEY(Swap, a, Source, a, .not_null = true,
                                   .on_update = KITH_CASCADE),
                  KITH_COLUMN(Swap, b, .not_null = true),
                  KITH_COLUMN(Swap, name, .not_null = true),
                  KITH_COLUMN(Swap, up_name), KITH_UNIQUE("a", "b", "name"),
                  KITH_FOREIGN_KEYS(Swap, (a, b, up_name), Swap, (b, a, name),
                                    .on_update = KITH_CASCADE));

KT_TEST(cascades_that_meet, that_never_come_to_rest_are_refused)
{
    kith_db *db = OPEN(Source, Swap);
    Source *source = kith_insert(db, Source, .a = 1);
    Swap *x = kith_insert(db, Swap, .a = 1, .b = 1, .name = "x");

    kith_insert(db, Swap, .a = 1, .b = 1, .name = "y", .up_name = "x");
    kith_insert(db, Swap, .a = 1, .b = 1, .name = "z", .up_name = "y");
    ANSWERS(kith_set(x, up_name, "z"), KITH_OK);
    REFUSES(db, kith_set(source, a, 5), KITH_E_PARENT);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "the foreign keys of swaps follow each other around a "
                     "ring, and no values would satisfy all of them");
    family_close(db);
}

/* --- Association rows that name each other by their defaults -------------- */

typedef struct Pupil Pupil;
typedef struct Class Class;
typedef struct Seat Seat;
struct Pupil {
    KITH_TEXT name;
    KITH_TEXT next;
    KITH_COLLECTION_VIA(Seat, Class) classes;
};
struct Class {
    const int64_t id;
    KITH_COLLECTION_VIA(Seat, Pupil) pupils;
};
struct Seat {
    KITH_TEXT pupil_name;
    const int64_t class_id;
    KITH_TEXT code;
    KITH_TEXT beside;
    KITH_REFERENCE(Pupil) pupil;
    KITH_REFERENCE(Class) in;
    KITH_REFERENCE(Seat) neighbour;
};
static kith_value code_of(const void *draft)
{
    return (kith_value)KITH_STRING(((const Seat *)draft)->pupil_name);
}
static kith_value beside_of(const void *draft)
{
    return (kith_value)KITH_STRING(((const Seat *)draft)->pupil.row->next);
}
static KITH_TABLE(Pupil, "pupils", KITH_PRIMARY_KEY(Pupil, name),
                  KITH_COLUMN(Pupil, next),
                  KITH_RELATIONSHIP(Pupil, classes, Class, .secondary = "seats",
                                    .back_populates = "pupils"));
static KITH_TABLE(Class, "classes", KITH_PRIMARY_KEY(Class, id),
                  KITH_RELATIONSHIP(Class, pupils, Pupil, .secondary = "seats",
                                    .back_populates = "classes"));
static KITH_TABLE(
    Seat, "seats",
    KITH_FOREIGN_KEY(Seat, pupil_name, Pupil, name, .primary_key = true),
    KITH_FOREIGN_KEY(Seat, class_id, Class, id, .primary_key = true),
    KITH_COLUMN(Seat, code, .unique = true, .default_function = code_of),
    KITH_FOREIGN_KEY(Seat, beside, Seat, code, .default_function = beside_of),
    KITH_RELATIONSHIP(Seat, pupil, Pupil), KITH_RELATIONSHIP(Seat, in, Class),
    KITH_RELATIONSHIP(Seat, neighbour, Seat));

KT_TEST(cascades_that_meet, of_rows_that_one_call_makes_find_each_other)
{
    kith_db *db = OPEN(Pupil, Class, Seat);
    Pupil *ada = kith_insert(db, Pupil, .name = "ada", .next = "bob");
    Pupil *bob = kith_insert(db, Pupil, .name = "bob", .next = "ada");
    Pupil *both[] = {ada, bob};
    Class *class = kith_insert(db, Class, .id = 1);
    Seat *seat;

    ANSWERS(kith_replace(class, pupils, both, 2), KITH_OK);
    seat = kith_find(db, Seat, code, "ada");
    KT_ASSERT_STR_EQ(seat->beside, "bob");
    KT_ASSERT(seat->neighbour.row->neighbour.row == seat);
    family_close(db);
}

/* --- Orphans whose key lies in their primary key -------------------------- */

typedef struct Order Order;
typedef struct Line Line;
typedef struct Note Note;
struct Order {
    const int32_t year, id;
    KITH_COLLECTION(Line) lines;
    KITH_SCALAR(Note) note;
};
struct Line {
    const int32_t year, order_id, number;
    KITH_REFERENCE(Order) order;
};
struct Note {
    const int32_t year, order_id, number;
    KITH_REFERENCE(Order) order;
};
#define PART(Row, f) KITH_COLUMN(Row, f, .primary_key = true)
static KITH_TABLE(Order, "orders", PART(Order, year), PART(Order, id),
                  KITH_RELATIONSHIP(Order, lines, Line,
                                    .back_populates = "order",
                                    .delete_orphan = true),
                  KITH_RELATIONSHIP(Order, note, Note,
                                    .back_populates = "order",
                                    .delete_orphan = true));
static KITH_TABLE(Line, "lines", PART(Line, year), PART(Line, order_id),
                  PART(Line, number),
                  KITH_FOREIGN_KEYS(Line, (year, order_id), Order, (year, id)),
                  KITH_RELATIONSHIP(Line, order, Order,
                                    .back_populates = "lines"));
static KITH_TABLE(Note, "notes", PART(Note, year), PART(Note, order_id),
                  PART(Note, number),
                  KITH_FOREIGN_KEYS(Note, (year, order_id), Order, (year, id)),
                  KITH_RELATIONSHIP(Note, order, Order,
                                    .back_populates = "note"));

KT_TEST(cascades_that_meet, that_cannot_be_null_let_an_orphan_go)
{
    kith_db *db = OPEN(Order, Line, Note);
    Order *one = kith_insert(db, Order, .year = 1, .id = 1);
    Order *two = kith_insert(db, Order, .year = 1, .id = 2);
    Line *line = kith_insert(db, Line, .number = 1, .order.row = one);
    Note *note;

    ANSWERS(kith_unlink(line, order), KITH_OK);
    line = kith_insert(db, Line, .number = 1, .order.row = one);
    ANSWERS(kith_remove(one, lines, line), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Line), 0);
    kith_insert(db, Note, .number = 1, .order.row = one);
    note = kith_insert(db, Note, .number = 2, .order.row = two);
    ANSWERS(kith_relate(one, note, note), KITH_OK);
    KT_ASSERT(one->note.row == note && !two->note.row);
    KT_ASSERT_EQ(kith_count(db, Note), 1);
    family_close(db);
}

/* --- Keys that are found when all is done --------------------------------- */

typedef struct Goal Goal;
typedef struct Self Self;
struct Goal {
    const int64_t u, v;
};
struct Self {
    const int64_t id, k, m, t, a, s;
    KITH_REFERENCE(Goal) link;
};
static KITH_TABLE(Goal, "goals", PART(Goal, u), PART(Goal, v));
static KITH_TABLE(Self, "selves", KITH_PRIMARY_KEY(Self, id),
                  KITH_COLUMN(Self, k), KITH_COLUMN(Self, m),
                  KITH_COLUMN(Self, t), KITH_COLUMN(Self, a),
                  KITH_COLUMN(Self, s), KITH_UNIQUE("k", "m"),
                  KITH_FOREIGN_KEYS(Self, (t, a), Self, (k, m),
                                    .on_update = KITH_CASCADE),
                  KITH_FOREIGN_KEYS(Self, (t, s), Goal, (u, v)),
                  KITH_RELATIONSHIP(Self, link, Goal));

KT_TEST(cascades_that_meet, may_name_nobody_until_a_cascade_has_passed)
{
    kith_db *db = OPEN(Goal, Self);
    Goal *last;
    Self *self;

    kith_insert(db, Goal, .u = 1, .v = 6);
    last = kith_insert(db, Goal, .u = 5, .v = 7);
    self = kith_insert(db, Self, .k = 1, .m = 2, .t = 1, .a = 2, .s = 6);
    ANSWERS(kith_update(self, kith_to(self, k, 5), kith_to(self, s, 7)),
            KITH_OK);
    KT_ASSERT(self->link.row == last);
    family_close(db);
}

typedef struct Tenant Tenant;
typedef struct Folder Folder;
struct Tenant {
    const int64_t id;
    KITH_COLLECTION(Folder) folders;
};
struct Folder {
    const int64_t tenant_id;
    KITH_TEXT name;
    KITH_TEXT up_name;
    KITH_REFERENCE(Tenant) tenant;
    KITH_REFERENCE(Folder) up;
};
static KITH_TABLE(Tenant, "tenants", KITH_PRIMARY_KEY(Tenant, id),
                  KITH_RELATIONSHIP(Tenant, folders, Folder,
                                    .back_populates = "tenant",
                                    .delete_orphan = true));
static KITH_TABLE(
    Folder, "folders",
    KITH_FOREIGN_KEY(Folder, tenant_id, Tenant, id, .not_null = true),
    KITH_COLUMN(Folder, name, .not_null = true), KITH_COLUMN(Folder, up_name),
    KITH_UNIQUE("tenant_id", "name"),
    KITH_FOREIGN_KEYS(Folder, (tenant_id, up_name), Folder, (tenant_id, name)),
    KITH_RELATIONSHIP(Folder, tenant, Tenant, .back_populates = "folders"),
    KITH_RELATIONSHIP(Folder, up, Folder));

KT_TEST(cascades_that_meet, may_name_a_row_that_takes_the_key_of_one_that_goes)
{
    kith_db *db = OPEN(Tenant, Folder);
    Tenant *one = kith_insert(db, Tenant, .id = 1);
    Folder *rows[2];

    kith_insert(db, Tenant, .id = 2);
    kith_insert(db, Tenant, .id = 3);
    kith_insert(db, Folder, .tenant_id = 1, .name = "x");
    rows[0] = kith_insert(db, Folder, .tenant_id = 2, .name = "x");
    kith_insert(db, Folder, .tenant_id = 3, .name = "x");
    rows[1] =
        kith_insert(db, Folder, .tenant_id = 3, .name = "g", .up_name = "x");
    /* The first leaves as an orphan, the second takes its key, and the third
     * comes to name that. */
    ANSWERS(kith_replace(one, folders, rows, 2), KITH_OK);
    KT_ASSERT(rows[1]->up.row == rows[0]);
    KT_ASSERT_EQ(kith_count(db, Folder), 3);
    family_close(db);
}

/* --- Columns named twice -------------------------------------------------- */

typedef struct Cell Cell;
typedef struct Mark Mark;
struct Cell {
    const int32_t x, y;
};
struct Mark {
    const int32_t x, y;
    KITH_REFERENCE(Cell) cell;
};
static KITH_TABLE(Cell, "cells", PART(Cell, x), PART(Cell, y));
static KITH_TABLE(Mark, "marks", KITH_COLUMN(Mark, x), KITH_COLUMN(Mark, y),
                  KITH_FOREIGN_KEYS(Mark, (x, y), Cell, (x, y)),
                  KITH_RELATIONSHIP(Mark, cell, Cell));

KT_TEST(cascades_that_meet, take_the_last_value_of_a_column_that_is_named_twice)
{
    kith_db *db = OPEN(Cell, Mark);
    Cell *right;
    Mark *mark;

    kith_insert(db, Cell, .x = 1, .y = 2);
    right = kith_insert(db, Cell, .x = 5, .y = 2);
    mark = kith_insert(db, Mark, .x = 1, .y = 2);
    ANSWERS(kith_update(mark, kith_to_null(mark, x), kith_to(mark, x, 5)),
            KITH_OK);
    KT_ASSERT(mark->cell.row == right && mark->y == 2);
    ANSWERS(kith_update(mark, kith_to(mark, x, 1), kith_to_null(mark, x)),
            KITH_OK);
    KT_ASSERT_NULL(mark->cell.row);
    family_close(db);
}

/* --- RESTRICT and the row that the call names ----------------------------- */

typedef struct Owner Owner;
typedef struct Dog Dog;
typedef struct Chip Chip;
struct Owner {
    const int64_t id;
    KITH_COLLECTION(Dog) dogs;
};
struct Dog {
    const int64_t id;
    const int64_t owner_id, chip_id;
    KITH_REFERENCE(Owner) owner;
    KITH_REFERENCE(Chip) chip;
};
struct Chip {
    const int64_t id, dog_id;
};
static KITH_TABLE(Owner, "owners", KITH_PRIMARY_KEY(Owner, id),
                  KITH_RELATIONSHIP(Owner, dogs, Dog, .back_populates = "owner",
                                    .delete_orphan = true));
static KITH_TABLE(Dog, "dogs", KITH_PRIMARY_KEY(Dog, id),
                  KITH_FOREIGN_KEY(Dog, owner_id, Owner, id),
                  KITH_FOREIGN_KEY(Dog, chip_id, Chip, id,
                                   .on_delete = KITH_RESTRICT),
                  KITH_RELATIONSHIP(Dog, owner, Owner,
                                    .back_populates = "dogs"),
                  KITH_RELATIONSHIP(Dog, chip, Chip));
static KITH_TABLE(Chip, "chips", KITH_PRIMARY_KEY(Chip, id),
                  KITH_FOREIGN_KEY(Chip, dog_id, Dog, id,
                                   .on_delete = KITH_CASCADE));

/* A dog and its chip hold each other; the chip goes with the dog. */
static Dog *dog_of(kith_db *db, Owner *owner)
{
    Dog *dog = kith_insert(db, Dog, .owner.row = owner);

    ANSWERS(kith_relate(dog, chip, kith_insert(db, Chip, .dog_id = dog->id)),
            KITH_OK);
    return dog;
}

KT_TEST(cascades_that_meet,
        under_restrict_do_not_hold_the_orphan_that_a_call_names)
{
    kith_db *db = OPEN(Owner, Dog, Chip);
    Owner *owner = kith_insert(db, Owner, .id = 1);
    Dog *dog = dog_of(db, owner);

    ANSWERS(kith_unlink(dog, owner), KITH_OK);
    dog = dog_of(db, owner);
    ANSWERS(kith_set_null(dog, owner_id), KITH_OK);
    dog = dog_of(db, owner);
    ANSWERS(kith_remove(owner, dogs, dog), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Dog), 0);
    KT_ASSERT_EQ(kith_count(db, Chip), 0);
    family_close(db);
}

/* --- What is given beside a default, a parent without a key --------------- */

typedef struct Town Town;
typedef struct Home Home;
struct Town {
    KITH_TEXT land, name;
};
struct Home {
    KITH_TEXT land, town, owner_land;
    const int32_t number;
    KITH_REFERENCE(Town) in;
};
static KITH_TABLE(Town, "towns", KITH_COLUMN(Town, land),
                  KITH_COLUMN(Town, name), KITH_UNIQUE("land", "name"));
static KITH_TABLE(
    Home, "homes", KITH_COLUMN(Home, land, .default_value = KITH_STRING("no")),
    KITH_COLUMN(Home, town), KITH_COLUMN(Home, owner_land),
    KITH_COLUMN(Home, number),
    KITH_FOREIGN_KEYS(Home, (land, town), Town, (land, name)),
    KITH_FOREIGN_KEYS(Home, (land, owner_land), Town, (land, name)),
    KITH_RELATIONSHIP(Home, in, Town, .foreign_key = "land, town"),
    KITH_UNIQUE("number", "town"));

KT_TEST(cascades_that_meet, are_given_beside_the_default_of_a_shared_column)
{
    kith_db *db = OPEN(Town, Home);
    Town *oslo = kith_insert(db, Town, .land = "no", .name = "Oslo");
    Home *home = kith_insert(db, Home, .town = "Oslo");

    KT_ASSERT(home->in.row == oslo);
    KT_ASSERT_STR_EQ(home->land, "no");
    family_close(db);
}

KT_TEST(cascades_that_meet, of_a_parent_without_one_are_held_by_nobody)
{
    kith_db *db = OPEN(Town, Home);
    Town *nowhere = kith_insert(db, Town, .land = "no");

    KT_ASSERT_NOT_NULL(kith_insert(db, Home, .number = 1));
    REFUSES_ROW(db, kith_insert(db, Home, .number = 1, .in.row = nowhere),
                KITH_E_PARENT);
    REFUSES_ROW(db,
                kith_insert_or_get(db, Home, .number = 1, .in.row = nowhere),
                KITH_E_PARENT);
    family_close(db);
}

typedef struct Leaf Leaf;
struct Leaf {
    const int64_t id;
    const int64_t tree;
};
static KITH_TABLE(Leaf, "leaves", KITH_PRIMARY_KEY(Leaf, id),
                  KITH_COLUMN(Leaf, tree),
                  KITH_FOREIGN_KEYS(Leaf, (tree), Leaf, (id),
                                    .not_null = true));

KT_TEST(cascades_that_meet, of_one_column_in_a_list_can_be_required)
{
    kith_db *db = OPEN(Leaf);
    Leaf *leaf = kith_insert(db, Leaf, .id = 1, .tree = 1);

    REFUSES_ROW(db, kith_insert(db, Leaf, .id = 2), KITH_E_NOT_NULL);
    REFUSES(db, kith_set_null(leaf, tree), KITH_E_NOT_NULL);
    family_close(db);
}

/* Its second key comes to name the row by the key that it gets. */
typedef struct Again Again;
struct Again {
    const int64_t id, k, m, t, a, s;
    KITH_REFERENCE(Again) link;
};
static KITH_TABLE(Again, "agains", KITH_PRIMARY_KEY(Again, id),
                  KITH_COLUMN(Again, k), KITH_COLUMN(Again, m),
                  KITH_COLUMN(Again, t), KITH_COLUMN(Again, a),
                  KITH_COLUMN(Again, s), KITH_UNIQUE("k", "m"),
                  KITH_FOREIGN_KEYS(Again, (t, a), Again, (k, m),
                                    .on_update = KITH_CASCADE),
                  KITH_FOREIGN_KEYS(Again, (t, s), Again, (k, m)),
                  KITH_RELATIONSHIP(Again, link, Again, .foreign_key = "t, s"));

KT_TEST(cascades_that_meet, may_come_to_name_the_row_itself)
{
    kith_db *db = OPEN(Again);
    Again *row;

    kith_insert(db, Again, .k = 1, .m = 6);
    row = kith_insert(db, Again, .k = 1, .m = 2, .t = 1, .a = 2, .s = 6);
    ANSWERS(kith_update(row, kith_to(row, k, 5), kith_to(row, s, 2)), KITH_OK);
    KT_ASSERT(row->link.row == row);
    family_close(db);
}
