/* schemas_paths.c - plans of many rows: cycles, diamonds, orphans. */
#include "schemas.h"

/* One attribute a line. */
/* clang-format off */

/* --- cycle: two tables that refer to each other --------------------------- */

typedef struct Nation Nation;
typedef struct Capital Capital;
struct Nation {
    int64_t rid;
    const int64_t id;
    uint32_t area;
    KITH_TEXT capital;
    KITH_SCALAR(Capital) seat_of;
    KITH_COLLECTION(Capital) cities;
    KITH_REFERENCE(Capital) seat;
};
struct Capital {
    int64_t rid;
    KITH_TEXT name;
    const int64_t nation_id, seat_id;
    KITH_REFERENCE(Nation) nation;
    KITH_REFERENCE(Nation) seat;
    KITH_COLLECTION(Nation) nations;
};
static KITH_TABLE(Nation, "nations",
    KITH_ORDERED_INDEX("capital", "id desc"),
    KITH_ORDERED_INDEX("id desc"),
    KITH_PRIMARY_KEY(Nation, id),
    KITH_COLUMN(Nation, area),
    KITH_FOREIGN_KEY(Nation, capital, Capital, name,
        .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Nation, seat, Capital, .back_populates = "nations"),
    KITH_RELATIONSHIP(Nation, cities, Capital, .back_populates = "nation",
        .foreign_key = "nation_id"),
    KITH_RELATIONSHIP(Nation, seat_of, Capital, .back_populates = "seat",
        .foreign_key = "seat_id"));
static KITH_TABLE(Capital, "capitals",
    KITH_ORDERED_INDEX("seat_id", "name"),
    KITH_PRIMARY_KEY(Capital, name),
    KITH_FOREIGN_KEY(Capital, nation_id, Nation, id, .not_null = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Capital, seat_id, Nation, id, .not_null = true,
        .default_value = KITH_INTEGER(4),
        .on_delete = KITH_SET_DEFAULT, .on_update = KITH_SET_DEFAULT),
    KITH_RELATIONSHIP(Capital, nation, Nation, .back_populates = "cities",
        .foreign_key = "nation_id"),
    KITH_RELATIONSHIP(Capital, seat, Nation, .back_populates = "seat_of",
        .foreign_key = "seat_id"),
    KITH_RELATIONSHIP(Capital, nations, Nation, .back_populates = "seat"));

const struct schema cycle_schema = {
    "cycle", KITH_TABLES(Nation, Capital), NULL};

/* --- diamond: many paths from the top to the bottom ----------------------- */

typedef struct Top Top;
typedef struct Left Left;
typedef struct Right Right;
typedef struct Bottom Bottom;
struct Top {
    int64_t rid;
    const int32_t id;
    KITH_COLLECTION(Left) lefts;
    KITH_COLLECTION(Right) rights;
};
struct Left {
    int64_t rid;
    const int32_t id;
    const int32_t top_id;
    KITH_REFERENCE(Top) top;
    KITH_COLLECTION(Bottom) bottoms;
};
struct Right {
    int64_t rid;
    const int32_t id;
    const int32_t top_id;
    KITH_REFERENCE(Top) top;
};
struct Bottom {
    int64_t rid;
    const int32_t id;
    const int32_t left_id, right_id, other_id, top_id;
    KITH_REFERENCE(Left) left;
};
static KITH_TABLE(Top, "tops",
    KITH_PRIMARY_KEY(Top, id),
    KITH_RELATIONSHIP(Top, lefts, Left, .back_populates = "top"),
    KITH_RELATIONSHIP(Top, rights, Right, .back_populates = "top"));
static KITH_TABLE(Left, "lefts",
    KITH_ORDERED_INDEX("top_id", "id"),
    KITH_PRIMARY_KEY(Left, id),
    KITH_FOREIGN_KEY(Left, top_id, Top, id,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Left, top, Top, .back_populates = "lefts"),
    KITH_RELATIONSHIP(Left, bottoms, Bottom, .back_populates = "left"));
static KITH_TABLE(Right, "rights",
    KITH_ORDERED_INDEX("top_id", "id desc"),
    KITH_ORDERED_INDEX("id desc"),
    KITH_PRIMARY_KEY(Right, id),
    KITH_FOREIGN_KEY(Right, top_id, Top, id,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Right, top, Top, .back_populates = "rights"));
static KITH_TABLE(Bottom, "bottoms",
    KITH_PRIMARY_KEY(Bottom, id),
    KITH_FOREIGN_KEY(Bottom, left_id, Left, id,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Bottom, right_id, Right, id,
        .on_delete = KITH_NO_ACTION, .on_update = KITH_NO_ACTION),
    KITH_FOREIGN_KEY(Bottom, other_id, Right, id, .not_null = true,
        .default_value = KITH_INTEGER(6), .unique = true,
        .on_delete = KITH_SET_DEFAULT, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Bottom, top_id, Top, id,
        .on_delete = KITH_SET_NULL, .on_update = KITH_SET_NULL),
    KITH_RELATIONSHIP(Bottom, left, Left, .back_populates = "bottoms"));

const struct schema diamond_schema = {
    "diamond", KITH_TABLES(Top, Left, Right, Bottom), NULL};

/* --- orphans: children that live with a parent or not at all -------------- */

typedef struct Order Order;
typedef struct Line Line;
typedef struct Remark Remark;
typedef struct Parcel Parcel;
typedef struct Seal Seal;
struct Order {
    int64_t rid;
    const int64_t id;
    KITH_COLLECTION(Line) lines;
    KITH_COLLECTION(Parcel) parcels;
};
struct Line {
    int64_t rid;
    const int32_t id;
    const int64_t order_id;
    KITH_OPTIONAL(int64_t) amount;
    KITH_REFERENCE(Order) order;
    KITH_COLLECTION(Remark) remarks;
    KITH_COLLECTION(Parcel) parcels;
    KITH_SCALAR(Seal) seal;
};
struct Remark {
    int64_t rid;
    const int32_t line_id;
    KITH_TEXT words;
    KITH_REFERENCE(Line) line;
};
struct Parcel {
    int64_t rid;
    const int64_t order_id;
    const int32_t line_id;
    KITH_REFERENCE(Order) order;
    KITH_REFERENCE(Line) line;
};
struct Seal {
    int64_t rid;
    const int32_t line_id;
    KITH_REFERENCE(Line) line;
};
static KITH_TABLE(Order, "orders",
    KITH_PRIMARY_KEY(Order, id),
    KITH_RELATIONSHIP(Order, lines, Line, .back_populates = "order",
        .delete_orphan = true),
    KITH_RELATIONSHIP(Order, parcels, Parcel, .back_populates = "order"));
static KITH_TABLE(Line, "lines",
    KITH_ORDERED_INDEX("order_id", "id"),
    KITH_PRIMARY_KEY(Line, id),
    KITH_FOREIGN_KEY(Line, order_id, Order, id, .on_update = KITH_CASCADE),
    KITH_OPTIONAL_COLUMN(Line, amount),
    KITH_RELATIONSHIP(Line, order, Order, .back_populates = "lines"),
    KITH_RELATIONSHIP(Line, remarks, Remark, .back_populates = "line",
        .delete_orphan = true),
    KITH_RELATIONSHIP(Line, parcels, Parcel, .back_populates = "line"),
    KITH_RELATIONSHIP(Line, seal, Seal, .back_populates = "line"));
static KITH_TABLE(Remark, "remarks",
    KITH_FOREIGN_KEY(Remark, line_id, Line, id, .not_null = true,
        .on_update = KITH_CASCADE),
    KITH_COLUMN(Remark, words, .index = true),
    KITH_RELATIONSHIP(Remark, line, Line, .back_populates = "remarks"));
static KITH_TABLE(Parcel, "parcels",
    KITH_ORDERED_INDEX("line_id", "order_id"),
    KITH_FOREIGN_KEY(Parcel, order_id, Order, id,
        .on_delete = KITH_SET_NULL, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Parcel, line_id, Line, id,
        .on_delete = KITH_RESTRICT, .on_update = KITH_RESTRICT),
    KITH_RELATIONSHIP(Parcel, order, Order, .back_populates = "parcels"),
    KITH_RELATIONSHIP(Parcel, line, Line, .back_populates = "parcels"));

/* The seals of several lines may want one line at once. */
static KITH_TABLE(Seal, "seals",
    KITH_FOREIGN_KEY(Seal, line_id, Line, id,
        .default_value = KITH_INTEGER(3),
        .on_delete = KITH_SET_DEFAULT, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Seal, line, Line, .back_populates = "seal"));

const struct schema orphans_schema = {
    "orphans", KITH_TABLES(Order, Line, Remark, Parcel, Seal), NULL};

/* --- chain: a restriction at the far end of cascades ---------------------- */

typedef struct First First;
typedef struct Second Second;
typedef struct Third Third;
struct First {
    int64_t rid;
    KITH_TEXT id;
    const int32_t code;
    KITH_COLLECTION(Second) seconds;
};
struct Second {
    int64_t rid;
    KITH_TEXT id;
    KITH_TEXT first;
    KITH_REFERENCE(First) of;
    KITH_COLLECTION(Third) thirds;
};
struct Third {
    int64_t rid;
    KITH_TEXT second;
    KITH_TEXT first;
    const KITH_OPTIONAL(int8_t) rank;
    KITH_REFERENCE(Second) of;
};
static KITH_TABLE(First, "firsts",
    KITH_PRIMARY_KEY(First, id),
    KITH_COLUMN(First, code, .unique = true),
    KITH_RELATIONSHIP(First, seconds, Second, .back_populates = "of"));
/* The key of a Second is that of a First: re-keying goes down twice. */
static KITH_TABLE(Second, "seconds",
    KITH_ORDERED_INDEX("first", "id desc"),
    KITH_ORDERED_INDEX("id desc"),
    KITH_FOREIGN_KEY(Second, id, First, id, .primary_key = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_COLUMN(Second, first),
    KITH_RELATIONSHIP(Second, of, First, .back_populates = "seconds"),
    KITH_RELATIONSHIP(Second, thirds, Third, .back_populates = "of"));
static KITH_TABLE(Third, "thirds",
    KITH_ORDERED_INDEX("rank", "second"),
    KITH_FOREIGN_KEY(Third, second, Second, id, .unique = true,
        .on_delete = KITH_RESTRICT, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Third, first, First, id, .not_null = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_OPTIONAL_COLUMN(Third, rank),
    KITH_INDEX("rank", "first"),
    KITH_UNIQUE("first", "rank"),
    KITH_RELATIONSHIP(Third, of, Second, .back_populates = "thirds"));

const struct schema chain_schema = {
    "chain", KITH_TABLES(First, Second, Third), NULL};

/* --- tasks: rows that hold each other, and go together -------------------- */

typedef struct List List;
typedef struct Task Task;
struct List {
    int64_t rid;
    const int32_t id;
    KITH_COLLECTION(Task) tasks;
};
struct Task {
    int64_t rid;
    const int32_t id;
    const int32_t list_id, after_id, next_id;
    KITH_OPTIONAL(int32_t) hours;
    KITH_REFERENCE(List) list;
    KITH_REFERENCE(Task) after;
    KITH_COLLECTION(Task) followers;
};
static KITH_TABLE(List, "lists",
    KITH_PRIMARY_KEY(List, id),
    KITH_RELATIONSHIP(List, tasks, Task, .back_populates = "list",
        .delete_orphan = true));
/* One task comes after another of its list. */
static KITH_TABLE(Task, "tasks",
    KITH_ORDERED_INDEX("next_id", "id"),
    KITH_PRIMARY_KEY(Task, id),
    KITH_OPTIONAL_COLUMN(Task, hours),
    KITH_FOREIGN_KEY(Task, list_id, List, id, .on_update = KITH_CASCADE),
    KITH_COLUMN(Task, after_id),
    KITH_COLUMN(Task, next_id),
    KITH_UNIQUE("list_id", "id"),
    KITH_FOREIGN_KEYS(Task, (list_id, after_id), Task, (list_id, id),
        .on_delete = KITH_RESTRICT, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEYS(Task, (list_id, next_id), Task, (list_id, id),
        .on_delete = KITH_NO_ACTION, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Task, list, List, .back_populates = "tasks"),
    KITH_RELATIONSHIP(Task, after, Task, .back_populates = "followers",
        .foreign_key = "list_id, after_id"),
    KITH_RELATIONSHIP(Task, followers, Task, .back_populates = "after",
        .foreign_key = "list_id, after_id"));

const struct schema tasks_schema = {"tasks", KITH_TABLES(List, Task), NULL};

/* clang-format on */
