/* schemas_composite.c - keys of several columns, and columns keys share. */
#include "schemas.h"

/* One attribute a line. */
/* clang-format off */

/* --- albums: a text and a number, MATCH SIMPLE ---------------------------- */

typedef struct Album Album;
typedef struct Track Track;
typedef struct Cover Cover;
typedef struct Sample Sample;
struct Album {
    int64_t rid;
    KITH_TEXT artist;
    const int32_t number;
    KITH_TEXT title;
    KITH_COLLECTION(Track) tracks;
    KITH_SCALAR(Cover) cover;
};
struct Track {
    int64_t rid;
    const int64_t id;
    KITH_TEXT artist;
    const int32_t album;
    KITH_REFERENCE(Album) on;
};
struct Cover {
    int64_t rid;
    KITH_TEXT artist;
    const int32_t album;
    KITH_BLOB picture;
    KITH_REFERENCE(Album) of;
};
struct Sample {
    int64_t rid;
    const int32_t album;
    KITH_TEXT artist;
    const int32_t other;
    KITH_TEXT from;
};
static KITH_TABLE(Album, "albums",
    KITH_ORDERED_INDEX("title", "number desc"),
    KITH_ORDERED_INDEX("number desc"),
    KITH_COLUMN(Album, artist, .primary_key = true),
    KITH_COLUMN(Album, number, .primary_key = true),
    KITH_COLUMN(Album, title),
    KITH_UNIQUE("number", "title"),
    KITH_RELATIONSHIP(Album, tracks, Track, .back_populates = "on"),
    KITH_RELATIONSHIP(Album, cover, Cover, .back_populates = "of"));
/* Indexes over columns that a key of several columns owns. */
static KITH_TABLE(Track, "tracks",
    KITH_ORDERED_INDEX("album", "id"),
    KITH_PRIMARY_KEY(Track, id),
    KITH_COLUMN(Track, artist),
    KITH_COLUMN(Track, album, .index = true),
    KITH_UNIQUE("album", "id"),
    KITH_FOREIGN_KEYS(Track, (album, artist), Album, (number, artist),
        .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Track, on, Album, .back_populates = "tracks"));
/* One to one by several columns. */
static KITH_TABLE(Cover, "covers",
    KITH_COLUMN(Cover, artist),
    KITH_COLUMN(Cover, album),
    KITH_COLUMN(Cover, picture),
    KITH_FOREIGN_KEYS(Cover, (artist, album), Album, (artist, number),
        .not_null = true, .on_delete = KITH_CASCADE,
        .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Cover, of, Album, .back_populates = "cover"));
static KITH_TABLE(Sample, "samples",
    KITH_ORDERED_INDEX("from", "artist"),
    KITH_COLUMN(Sample, album, .default_value = KITH_INTEGER(1)),
    KITH_COLUMN(Sample, artist, .default_value = KITH_STRING("a")),
    KITH_COLUMN(Sample, other),
    KITH_COLUMN(Sample, from),
    KITH_FOREIGN_KEYS(Sample, (artist, album), Album, (artist, number),
        .on_delete = KITH_SET_DEFAULT, .on_update = KITH_SET_NULL),
    KITH_FOREIGN_KEYS(Sample, (other, from), Album, (number, title),
        .on_delete = KITH_SET_NULL, .on_update = KITH_CASCADE));

const struct schema albums_schema = {
    "albums", KITH_TABLES(Album, Track, Cover, Sample), NULL};

/* --- tenants: every key begins with the tenant, itself a foreign key ------ */

typedef struct Tenant Tenant;
typedef struct Folder Folder;
typedef struct Tag Tag;
typedef struct Tagged Tagged;
struct Tenant {
    int64_t rid;
    const int64_t id;
    KITH_COLLECTION(Folder) folders;
};
struct Folder {
    int64_t rid;
    const int64_t tenant_id;
    const int32_t id, up_id, shadow_id;
    KITH_REFERENCE(Tenant) tenant;
    KITH_REFERENCE(Folder) up;
    KITH_COLLECTION(Folder) below;
    KITH_COLLECTION_VIA(Tagged, Tag) tags;
};
struct Tag {
    int64_t rid;
    const int64_t tenant_id;
    const int32_t id;
    KITH_COLLECTION_VIA(Tagged, Folder) folders;
};
struct Tagged {
    int64_t rid;
    const int64_t tenant_id;
    const int32_t folder_id, tag_id;
    KITH_REFERENCE(Folder) folder;
    KITH_REFERENCE(Tag) tag;
};
static KITH_TABLE(Tenant, "tenants",
    KITH_PRIMARY_KEY(Tenant, id),
    KITH_RELATIONSHIP(Tenant, folders, Folder, .back_populates = "tenant"));
static KITH_TABLE(Folder, "folders",
    KITH_FOREIGN_KEY(Folder, tenant_id, Tenant, id, .primary_key = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_COLUMN(Folder, id, .primary_key = true),
    KITH_COLUMN(Folder, up_id),
    KITH_COLUMN(Folder, shadow_id, .default_value = KITH_INTEGER(2)),
    KITH_FOREIGN_KEYS(Folder, (tenant_id, up_id), Folder, (tenant_id, id),
        .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEYS(Folder, (tenant_id, shadow_id), Folder, (tenant_id, id),
        .on_delete = KITH_SET_DEFAULT, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Folder, tenant, Tenant, .back_populates = "folders"),
    KITH_RELATIONSHIP(Folder, up, Folder, .back_populates = "below",
        .foreign_key = "tenant_id, up_id"),
    KITH_RELATIONSHIP(Folder, below, Folder, .back_populates = "up",
        .foreign_key = "tenant_id, up_id"),
    KITH_RELATIONSHIP(Folder, tags, Tag, .secondary = "taggeds",
        .back_populates = "folders"));
static KITH_TABLE(Tag, "tags",
    KITH_ORDERED_INDEX("id", "tenant_id desc"),
    KITH_COLUMN(Tag, tenant_id, .primary_key = true),
    KITH_COLUMN(Tag, id, .primary_key = true),
    KITH_RELATIONSHIP(Tag, folders, Folder, .secondary = "taggeds",
        .back_populates = "tags"));
static KITH_TABLE(Tagged, "taggeds",
    KITH_ORDERED_INDEX("tag_id", "tenant_id"),
    KITH_COLUMN(Tagged, tenant_id, .primary_key = true),
    KITH_COLUMN(Tagged, folder_id, .primary_key = true),
    KITH_COLUMN(Tagged, tag_id, .primary_key = true),
    KITH_FOREIGN_KEYS(Tagged, (tenant_id, folder_id), Folder, (tenant_id, id),
        .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEYS(Tagged, (tenant_id, tag_id), Tag, (tenant_id, id),
        .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Tagged, folder, Folder),
    KITH_RELATIONSHIP(Tagged, tag, Tag));

const struct schema tenants_schema = {
    "tenants", KITH_TABLES(Tenant, Folder, Tag, Tagged), NULL};

/* --- sites: the shared column is only required ---------------------------- */

typedef struct Room Room;
typedef struct Desk Desk;
struct Room {
    int64_t rid;
    const uint8_t site;
    const int16_t number;
    KITH_COLLECTION(Desk) desks, spares;
};
struct Desk {
    int64_t rid;
    const int32_t id;
    const uint8_t site;
    const int16_t room, spare;
    KITH_REFERENCE(Room) in;
    KITH_REFERENCE(Room) spare_in;
};
static KITH_TABLE(Room, "rooms",
    KITH_COLUMN(Room, site),
    KITH_COLUMN(Room, number),
    KITH_UNIQUE("site", "number"),
    KITH_RELATIONSHIP(Room, desks, Desk, .back_populates = "in",
        .foreign_key = "site, room"),
    KITH_RELATIONSHIP(Room, spares, Desk, .back_populates = "spare_in",
        .foreign_key = "site, spare"));
static KITH_TABLE(Desk, "desks",
    KITH_ORDERED_INDEX("spare", "id"),
    KITH_PRIMARY_KEY(Desk, id),
    KITH_COLUMN(Desk, site, .not_null = true),
    KITH_COLUMN(Desk, room),
    KITH_COLUMN(Desk, spare),
    KITH_FOREIGN_KEYS(Desk, (site, room), Room, (site, number),
        .on_delete = KITH_SET_NULL, .on_update = KITH_SET_NULL),
    KITH_FOREIGN_KEYS(Desk, (site, spare), Room, (site, number),
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_INDEX("site", "room"),
    KITH_RELATIONSHIP(Desk, in, Room, .back_populates = "desks",
        .foreign_key = "site, room"),
    KITH_RELATIONSHIP(Desk, spare_in, Room, .back_populates = "spares",
        .foreign_key = "site, spare"));

const struct schema sites_schema = {
    "sites", KITH_TABLES(Room, Desk), NULL};

/* --- places: a shared text, which can be NULL by itself ------------------- */

typedef struct Land Land;
typedef struct Town Town;
typedef struct Address Address;
struct Land {
    int64_t rid;
    KITH_TEXT code;
    KITH_COLLECTION(Address) addresses;
};
struct Town {
    int64_t rid;
    KITH_TEXT land;
    KITH_TEXT name;
    KITH_COLLECTION(Address) addresses;
};
struct Address {
    int64_t rid;
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

const struct schema places_schema = {
    "places", KITH_TABLES(Land, Town, Address), NULL};

/* clang-format on */
