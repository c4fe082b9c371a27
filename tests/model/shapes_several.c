/* shapes_several.c - keys of several columns, and columns that keys share. */
#include "shapes.h"

/* One attribute a line. */
/* clang-format off */

/* --- albums: a text and a number ------------------------------------------ */

typedef struct Album Album;
typedef struct Track Track;
typedef struct Cover Cover;
typedef struct Sample Sample;
struct Album {
    int64_t number;
    KITH_TEXT artist;
    const int32_t volume;
    KITH_TEXT title;
    KITH_COLLECTION(Track) tracks;
    KITH_SCALAR(Cover) cover;
};
struct Track {
    int64_t number;
    const int64_t id;
    KITH_TEXT artist;
    const int32_t album, nth;
    KITH_REFERENCE(Album) on;
};
struct Cover {
    int64_t number;
    KITH_TEXT artist;
    const int32_t album;
    KITH_BLOB picture;
    KITH_REFERENCE(Album) of;
};
struct Sample {
    int64_t number;
    const int32_t album;
    KITH_TEXT artist;
    const int32_t other;
    KITH_TEXT from;
};
static KITH_TABLE(Album, "albums",
    KITH_ORDERED_INDEX("title", "volume desc"),
    KITH_ORDERED_INDEX("volume desc"),
    KITH_COLUMN(Album, artist, .primary_key = true),
    KITH_COLUMN(Album, volume, .primary_key = true),
    KITH_COLUMN(Album, title),
    KITH_UNIQUE("volume", "title"),
    KITH_RELATIONSHIP(Album, tracks, Track, .back_populates = "on",
        .position = "nth"),
    KITH_RELATIONSHIP(Album, cover, Cover, .back_populates = "of"));
/* Indexes over columns that a key of several columns owns. */
static KITH_TABLE(Track, "tracks",
    KITH_ORDERED_INDEX("album", "id"),
    KITH_PRIMARY_KEY(Track, id),
    KITH_COLUMN(Track, artist),
    KITH_COLUMN(Track, nth),
    KITH_COLUMN(Track, album, .index = true),
    KITH_UNIQUE("album", "id"),
    KITH_FOREIGN_KEYS(Track, (album, artist), Album, (volume, artist),
        .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Track, on, Album, .back_populates = "tracks"));
/* One to one by several columns. */
static KITH_TABLE(Cover, "covers",
    KITH_COLUMN(Cover, artist),
    KITH_COLUMN(Cover, album),
    KITH_COLUMN(Cover, picture),
    KITH_FOREIGN_KEYS(Cover, (artist, album), Album, (artist, volume),
        .not_null = true, .on_delete = KITH_CASCADE,
        .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Cover, of, Album, .back_populates = "cover"));
static KITH_TABLE(Sample, "samples",
    KITH_ORDERED_INDEX("from", "artist"),
    KITH_COLUMN(Sample, album, .default_value = KITH_INTEGER(1)),
    KITH_COLUMN(Sample, artist, .default_value = KITH_STRING("a")),
    KITH_COLUMN(Sample, other),
    KITH_COLUMN(Sample, from),
    KITH_FOREIGN_KEYS(Sample, (artist, album), Album, (artist, volume),
        .on_delete = KITH_SET_DEFAULT, .on_update = KITH_SET_NULL),
    KITH_FOREIGN_KEYS(Sample, (other, from), Album, (volume, title),
        .on_delete = KITH_SET_NULL, .on_update = KITH_CASCADE));

const struct shape albums_shape = {
    "albums", KITH_TABLES(Album, Track, Cover, Sample)};

/* --- tenants: every key begins with the tenant, itself a foreign key ------ */

typedef struct Tenant Tenant;
typedef struct Shelf Shelf;
typedef struct Tag Tag;
typedef struct Tagged Tagged;
struct Tenant {
    int64_t number;
    const int64_t id;
    KITH_COLLECTION(Shelf) shelves;
};
struct Shelf {
    int64_t number;
    const int64_t tenant_id;
    const int32_t id, up_id, shadow_id;
    KITH_REFERENCE(Tenant) tenant;
    KITH_REFERENCE(Shelf) up;
    KITH_COLLECTION(Shelf) below;
    KITH_COLLECTION_VIA(Tagged, Tag) tags;
};
struct Tag {
    int64_t number;
    const int64_t tenant_id;
    const int32_t id;
    KITH_COLLECTION_VIA(Tagged, Shelf) shelves;
};
struct Tagged {
    int64_t number;
    const int64_t tenant_id;
    const int32_t shelf_id, tag_id;
    KITH_REFERENCE(Shelf) shelf;
    KITH_REFERENCE(Tag) tag;
};
static KITH_TABLE(Tenant, "tenants",
    KITH_PRIMARY_KEY(Tenant, id),
    KITH_RELATIONSHIP(Tenant, shelves, Shelf, .back_populates = "tenant"));
static KITH_TABLE(Shelf, "shelves",
    KITH_FOREIGN_KEY(Shelf, tenant_id, Tenant, id, .primary_key = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_COLUMN(Shelf, id, .primary_key = true),
    KITH_COLUMN(Shelf, up_id),
    KITH_COLUMN(Shelf, shadow_id, .default_value = KITH_INTEGER(2)),
    KITH_FOREIGN_KEYS(Shelf, (tenant_id, up_id), Shelf, (tenant_id, id),
        .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEYS(Shelf, (tenant_id, shadow_id), Shelf, (tenant_id, id),
        .on_delete = KITH_SET_DEFAULT, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Shelf, tenant, Tenant, .back_populates = "shelves"),
    KITH_RELATIONSHIP(Shelf, up, Shelf, .back_populates = "below",
        .foreign_key = "tenant_id, up_id"),
    KITH_RELATIONSHIP(Shelf, below, Shelf, .back_populates = "up",
        .foreign_key = "tenant_id, up_id"),
    KITH_RELATIONSHIP(Shelf, tags, Tag, .secondary = "taggeds",
        .back_populates = "shelves"));
static KITH_TABLE(Tag, "tags",
    KITH_ORDERED_INDEX("id", "tenant_id desc"),
    KITH_COLUMN(Tag, tenant_id, .primary_key = true),
    KITH_COLUMN(Tag, id, .primary_key = true),
    KITH_RELATIONSHIP(Tag, shelves, Shelf, .secondary = "taggeds",
        .back_populates = "tags"));
static KITH_TABLE(Tagged, "taggeds",
    KITH_ORDERED_INDEX("tag_id", "tenant_id"),
    KITH_COLUMN(Tagged, tenant_id, .primary_key = true),
    KITH_COLUMN(Tagged, shelf_id, .primary_key = true),
    KITH_COLUMN(Tagged, tag_id, .primary_key = true),
    KITH_FOREIGN_KEYS(Tagged, (tenant_id, shelf_id), Shelf, (tenant_id, id),
        .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEYS(Tagged, (tenant_id, tag_id), Tag, (tenant_id, id),
        .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Tagged, shelf, Shelf),
    KITH_RELATIONSHIP(Tagged, tag, Tag));

const struct shape tenants_shape = {
    "tenants", KITH_TABLES(Tenant, Shelf, Tag, Tagged)};

/* --- desks: the shared column is only required ---------------------------- */

typedef struct Office Office;
typedef struct Desk Desk;
struct Office {
    int64_t number;
    const uint8_t site;
    const int16_t door;
    KITH_COLLECTION(Desk) desks, spares;
};
struct Desk {
    int64_t number;
    const int32_t id;
    const uint8_t site;
    const int16_t room, spare;
    KITH_REFERENCE(Office) in;
    KITH_REFERENCE(Office) spare_in;
};
static KITH_TABLE(Office, "offices",
    KITH_COLUMN(Office, site),
    KITH_COLUMN(Office, door),
    KITH_UNIQUE("site", "door"),
    KITH_RELATIONSHIP(Office, desks, Desk, .back_populates = "in",
        .foreign_key = "site, room"),
    KITH_RELATIONSHIP(Office, spares, Desk, .back_populates = "spare_in",
        .foreign_key = "site, spare"));
static KITH_TABLE(Desk, "desks",
    KITH_ORDERED_INDEX("spare", "id"),
    KITH_PRIMARY_KEY(Desk, id),
    KITH_COLUMN(Desk, site, .not_null = true),
    KITH_COLUMN(Desk, room),
    KITH_COLUMN(Desk, spare),
    KITH_FOREIGN_KEYS(Desk, (site, room), Office, (site, door),
        .on_delete = KITH_SET_NULL, .on_update = KITH_SET_NULL),
    KITH_FOREIGN_KEYS(Desk, (site, spare), Office, (site, door),
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_INDEX("site", "room"),
    KITH_RELATIONSHIP(Desk, in, Office, .back_populates = "desks",
        .foreign_key = "site, room"),
    KITH_RELATIONSHIP(Desk, spare_in, Office, .back_populates = "spares",
        .foreign_key = "site, spare"));

const struct shape desks_shape = {"desks", KITH_TABLES(Office, Desk)};

/* --- addresses: a shared text, which can be NULL by itself ---------------- */

typedef struct Land Land;
typedef struct Town Town;
typedef struct Address Address;
struct Land {
    int64_t number;
    KITH_TEXT code;
    KITH_COLLECTION(Address) addresses;
};
struct Town {
    int64_t number;
    KITH_TEXT land;
    KITH_TEXT name;
    KITH_COLLECTION(Address) addresses;
};
struct Address {
    int64_t number;
    const int64_t id;
    KITH_TEXT land;
    KITH_TEXT town;
    KITH_REFERENCE(Land) in;
    KITH_REFERENCE(Town) at;
};
static KITH_TABLE(Land, "lands",
    KITH_PRIMARY_KEY(Land, code),
    KITH_RELATIONSHIP(Land, addresses, Address, .back_populates = "in"));
static KITH_TABLE(Town, "towns",
    KITH_FOREIGN_KEY(Town, land, Land, code, .primary_key = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_COLUMN(Town, name, .primary_key = true),
    KITH_RELATIONSHIP(Town, addresses, Address, .back_populates = "at",
        .delete_orphan = true));
static KITH_TABLE(Address, "addresses",
    KITH_ORDERED_INDEX("town", "land desc"),
    KITH_ORDERED_INDEX("land desc"),
    KITH_PRIMARY_KEY(Address, id),
    KITH_FOREIGN_KEY(Address, land, Land, code, .on_update = KITH_CASCADE),
    KITH_COLUMN(Address, town),
    KITH_FOREIGN_KEYS(Address, (land, town), Town, (land, name),
        .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Address, in, Land, .back_populates = "addresses"),
    KITH_RELATIONSHIP(Address, at, Town, .back_populates = "addresses"));

const struct shape addresses_shape = {
    "addresses", KITH_TABLES(Land, Town, Address)};

/* --- tasks: rows that hold each other, and go together -------------------- */

typedef struct List List;
typedef struct Task Task;
struct List {
    int64_t number;
    const int32_t id;
    KITH_COLLECTION(Task) tasks;
};
struct Task {
    int64_t number;
    const int32_t id;
    const int32_t list_id, after_id, next_id;
    KITH_REFERENCE(List) list;
    KITH_REFERENCE(Task) after;
    KITH_COLLECTION(Task) followers;
};
static KITH_TABLE(List, "lists",
    KITH_PRIMARY_KEY(List, id),
    KITH_RELATIONSHIP(List, tasks, Task, .back_populates = "list",
        .delete_orphan = true));
static KITH_TABLE(Task, "tasks",
    KITH_PRIMARY_KEY(Task, id),
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

const struct shape tasks_shape = {"tasks", KITH_TABLES(List, Task)};

/* --- seats: unique and indexed over foreign keys -------------------------- */

typedef struct Show Show;
typedef struct Hall Hall;
typedef struct Seat Seat;
struct Show {
    int64_t number;
    const int32_t id;
    KITH_COLLECTION(Seat) seats;
};
struct Hall {
    int64_t number;
    const char name[8];
    KITH_COLLECTION(Seat) seats;
};
struct Seat {
    int64_t number;
    const int64_t id;
    const int32_t show_id;
    const char hall[8];
    const int16_t place;
    KITH_REFERENCE(Show) show;
    KITH_REFERENCE(Hall) in;
};
static KITH_TABLE(Show, "shows",
    KITH_PRIMARY_KEY(Show, id),
    KITH_RELATIONSHIP(Show, seats, Seat, .back_populates = "show"));
static KITH_TABLE(Hall, "halls",
    KITH_PRIMARY_KEY(Hall, name),
    KITH_RELATIONSHIP(Hall, seats, Seat, .back_populates = "in"));
static KITH_TABLE(Seat, "seats",
    KITH_PRIMARY_KEY(Seat, id),
    KITH_FOREIGN_KEY(Seat, show_id, Show, id, .on_delete = KITH_SET_NULL,
        .on_update = KITH_SET_NULL),
    KITH_FOREIGN_KEY(Seat, hall, Hall, name, .not_null = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_COLUMN(Seat, place),
    KITH_UNIQUE("show_id", "hall", "place"),
    KITH_INDEX("hall", "show_id"),
    KITH_INDEX("place", "hall"),
    KITH_RELATIONSHIP(Seat, show, Show, .back_populates = "seats"),
    KITH_RELATIONSHIP(Seat, in, Hall, .back_populates = "seats"));

const struct shape seats_shape = {"seats", KITH_TABLES(Show, Hall, Seat)};

/* --- rooms: owned along keys that share a column -------------------------- */

typedef struct House House;
typedef struct Room Room;
struct House {
    int64_t number;
    const int64_t id;
    KITH_COLLECTION(Room) rooms;
};
struct Room {
    int64_t number;
    const int64_t house_id;
    const int64_t door;
    const int64_t through_door, above_door;
    KITH_REFERENCE(House) house;
    KITH_REFERENCE(Room) through;
    KITH_COLLECTION(Room) behind;
    KITH_REFERENCE(Room) above;
    KITH_SCALAR(Room) below;
};
static KITH_TABLE(House, "houses",
    KITH_PRIMARY_KEY(House, id),
    KITH_RELATIONSHIP(House, rooms, Room, .back_populates = "house"));
static KITH_TABLE(Room, "rooms",
    KITH_ORDERED_INDEX("above_door", "house_id"),
    KITH_FOREIGN_KEY(Room, house_id, House, id, .primary_key = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_COLUMN(Room, door, .primary_key = true),
    KITH_COLUMN(Room, through_door),
    KITH_COLUMN(Room, above_door),
    KITH_FOREIGN_KEYS(Room, (house_id, through_door),
        Room, (house_id, door), .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEYS(Room, (house_id, above_door),
        Room, (house_id, door), .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Room, house, House, .back_populates = "rooms"),
    KITH_RELATIONSHIP(Room, through, Room, .back_populates = "behind",
        .foreign_key = "house_id, through_door"),
    KITH_RELATIONSHIP(Room, behind, Room, .back_populates = "through",
        .foreign_key = "house_id, through_door", .delete_orphan = true),
    KITH_RELATIONSHIP(Room, above, Room, .back_populates = "below",
        .foreign_key = "house_id, above_door"),
    KITH_RELATIONSHIP(Room, below, Room, .back_populates = "above",
        .foreign_key = "house_id, above_door", .delete_orphan = true));

const struct shape rooms_shape = {"rooms", KITH_TABLES(House, Room)};

/* --- pairs: two ways to one key of two columns ---------------------------- */

typedef struct Point Point;
typedef struct Line Line;
typedef struct Flag Flag;
typedef struct Stroke Stroke;
struct Point {
    int64_t number;
    KITH_TEXT name;
    KITH_COLLECTION(Line) lines;
    KITH_SCALAR(Flag) flag;
};
struct Line {
    int64_t number;
    KITH_TEXT from;
    KITH_TEXT to;
    int32_t width;
    KITH_REFERENCE(Point) begin;
    KITH_REFERENCE(Flag) end;
    KITH_COLLECTION(Stroke) strokes;
};
struct Flag {
    int64_t number;
    KITH_TEXT name;
    KITH_REFERENCE(Point) on;
    KITH_COLLECTION(Line) lines;
};
struct Stroke {
    int64_t number;
    KITH_TEXT from;
    KITH_TEXT to;
    KITH_REFERENCE(Line) line;
};
static KITH_TABLE(Point, "points",
    KITH_PRIMARY_KEY(Point, name),
    KITH_RELATIONSHIP(Point, lines, Line, .back_populates = "begin"),
    KITH_RELATIONSHIP(Point, flag, Flag, .back_populates = "on"));
/* A new name of a point comes at once, and once more by its flag. */
static KITH_TABLE(Line, "lines",
    KITH_ORDERED_INDEX("to", "from"),
    KITH_FOREIGN_KEY(Line, from, Point, name, .primary_key = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Line, to, Flag, name, .primary_key = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_COLUMN(Line, width),
    KITH_RELATIONSHIP(Line, begin, Point, .back_populates = "lines"),
    KITH_RELATIONSHIP(Line, end, Flag, .back_populates = "lines"),
    KITH_RELATIONSHIP(Line, strokes, Stroke, .back_populates = "line"));
static KITH_TABLE(Flag, "flags",
    KITH_FOREIGN_KEY(Flag, name, Point, name, .primary_key = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Flag, on, Point, .back_populates = "flag"),
    KITH_RELATIONSHIP(Flag, lines, Line, .back_populates = "end"));
static KITH_TABLE(Stroke, "strokes",
    KITH_COLUMN(Stroke, from),
    KITH_COLUMN(Stroke, to),
    KITH_FOREIGN_KEYS(Stroke, (from, to), Line, (from, to),
        .on_update = KITH_CASCADE),
    KITH_INDEX("from", "to"),
    KITH_RELATIONSHIP(Stroke, line, Line, .back_populates = "strokes"));

const struct shape pairs_shape = {
    "pairs", KITH_TABLES(Point, Flag, Line, Stroke)};

/* clang-format on */
