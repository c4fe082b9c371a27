/* schemas_moves.c - tables whose rows are each other's children: what a call
 * names, moves and deletes meets in the same rows, often above and below each
 * other.
 */
#include "schemas.h"

/* One attribute a line. */
/* clang-format off */

/* --- twigs: a tree and a chain, both owned ---------------------------------- */

typedef struct Twig Twig;
struct Twig {
    int64_t rid;
    const int64_t id;
    const int64_t stem_id, before_id, shade_id;
    KITH_OPTIONAL(double) length;
    bool dry;
    KITH_REFERENCE(Twig) stem;
    KITH_COLLECTION(Twig) twigs;
    KITH_REFERENCE(Twig) before;
    KITH_SCALAR(Twig) next;
    KITH_REFERENCE(Twig) shade;
};
static KITH_TABLE(Twig, "twigs",
    KITH_PRIMARY_KEY(Twig, id),
    KITH_OPTIONAL_COLUMN(Twig, length),
    KITH_COLUMN(Twig, dry),
    KITH_FOREIGN_KEY(Twig, stem_id, Twig, id, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Twig, before_id, Twig, id, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Twig, shade_id, Twig, id,
        .on_delete = KITH_SET_NULL, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Twig, stem, Twig, .foreign_key = "stem_id",
        .back_populates = "twigs"),
    KITH_RELATIONSHIP(Twig, twigs, Twig, .foreign_key = "stem_id",
        .back_populates = "stem", .delete_orphan = true),
    KITH_RELATIONSHIP(Twig, before, Twig, .foreign_key = "before_id",
        .back_populates = "next"),
    KITH_RELATIONSHIP(Twig, next, Twig, .foreign_key = "before_id",
        .back_populates = "before", .delete_orphan = true),
    KITH_RELATIONSHIP(Twig, shade, Twig, .foreign_key = "shade_id"));

const struct schema twigs_schema = {"twigs", KITH_TABLES(Twig), NULL};

/* --- boxes: owned in a tree that is asked before it goes ------------------ */

typedef struct Box Box;
typedef struct Label Label;
struct Box {
    int64_t rid;
    const int64_t id;
    const int64_t in_id, under_id;
    float weight;
    KITH_REFERENCE(Box) in;
    KITH_COLLECTION(Box) boxes;
    KITH_REFERENCE(Box) under;
    KITH_SCALAR(Box) above;
    KITH_COLLECTION(Label) labels;
};
struct Label {
    int64_t rid;
    const int64_t id;
    const int64_t box_id, spare_id, over_id;
    KITH_REFERENCE(Box) box;
    KITH_REFERENCE(Label) over;
    KITH_SCALAR(Label) covered;
};
static KITH_TABLE(Box, "boxes",
    KITH_PRIMARY_KEY(Box, id),
    KITH_COLUMN(Box, weight),
    KITH_FOREIGN_KEY(Box, in_id, Box, id,
        .on_delete = KITH_RESTRICT, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Box, under_id, Box, id,
        .on_delete = KITH_NO_ACTION, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Box, in, Box, .foreign_key = "in_id",
        .back_populates = "boxes"),
    KITH_RELATIONSHIP(Box, boxes, Box, .foreign_key = "in_id",
        .back_populates = "in", .delete_orphan = true),
    KITH_RELATIONSHIP(Box, under, Box, .foreign_key = "under_id",
        .back_populates = "above"),
    KITH_RELATIONSHIP(Box, above, Box, .foreign_key = "under_id",
        .back_populates = "under", .delete_orphan = true),
    KITH_RELATIONSHIP(Box, labels, Label, .back_populates = "box",
        .delete_orphan = true));
static KITH_TABLE(Label, "labels",
    KITH_PRIMARY_KEY(Label, id),
    KITH_FOREIGN_KEY(Label, box_id, Box, id, .on_update = KITH_SET_NULL),
    KITH_FOREIGN_KEY(Label, spare_id, Box, id,
        .default_value = KITH_INTEGER(3),
        .on_delete = KITH_SET_DEFAULT, .on_update = KITH_SET_DEFAULT),
    KITH_FOREIGN_KEY(Label, over_id, Label, id,
        .default_value = KITH_INTEGER(4),
        .on_delete = KITH_SET_DEFAULT, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Label, box, Box, .foreign_key = "box_id",
        .back_populates = "labels"),
    KITH_RELATIONSHIP(Label, over, Label, .back_populates = "covered"),
    KITH_RELATIONSHIP(Label, covered, Label, .back_populates = "over"));

const struct schema boxes_schema = {
    "boxes", KITH_TABLES(Box, Label), NULL};

/* --- guilds: links whose ends a link may delete --------------------------- */

typedef struct Guild Guild;
typedef struct Smith Smith;
typedef struct Oath Oath;
struct Guild {
    int64_t rid;
    const int64_t id;
    const int64_t oath_id;
    KITH_REFERENCE(Oath) oath;
    KITH_COLLECTION_VIA(Oath, Smith) smiths;
};
struct Smith {
    int64_t rid;
    const int64_t id;
    const int64_t master_id, oath_id;
    KITH_REFERENCE(Smith) master;
    KITH_COLLECTION(Smith) pupils;
    KITH_REFERENCE(Oath) oath;
    KITH_COLLECTION_VIA(Oath, Guild) guilds;
};
struct Oath {
    int64_t rid;
    const int64_t id;
    const int64_t guild_id, smith_id;
    KITH_REFERENCE(Guild) guild;
    KITH_REFERENCE(Smith) smith;
    KITH_COLLECTION(Guild) founded;
    KITH_SCALAR(Smith) sworn;
};
static KITH_TABLE(Guild, "guilds",
    KITH_PRIMARY_KEY(Guild, id),
    KITH_FOREIGN_KEY(Guild, oath_id, Oath, id, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Guild, oath, Oath, .back_populates = "founded"),
    KITH_RELATIONSHIP(Guild, smiths, Smith, .secondary = "oaths",
        .back_populates = "guilds", .unique_pair = true));
static KITH_TABLE(Smith, "smiths",
    KITH_PRIMARY_KEY(Smith, id),
    KITH_FOREIGN_KEY(Smith, master_id, Smith, id,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Smith, oath_id, Oath, id, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Smith, master, Smith, .back_populates = "pupils"),
    KITH_RELATIONSHIP(Smith, pupils, Smith, .back_populates = "master"),
    KITH_RELATIONSHIP(Smith, oath, Oath, .back_populates = "sworn"),
    KITH_RELATIONSHIP(Smith, guilds, Guild, .secondary = "oaths",
        .back_populates = "smiths"));
static KITH_TABLE(Oath, "oaths",
    KITH_PRIMARY_KEY(Oath, id),
    KITH_FOREIGN_KEY(Oath, guild_id, Guild, id, .not_null = true,
        .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Oath, smith_id, Smith, id, .not_null = true,
        .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Oath, guild, Guild),
    KITH_RELATIONSHIP(Oath, smith, Smith),
    KITH_RELATIONSHIP(Oath, founded, Guild, .back_populates = "oath",
        .delete_orphan = true),
    KITH_RELATIONSHIP(Oath, sworn, Smith, .back_populates = "oath",
        .delete_orphan = true));

const struct schema guilds_schema = {
    "guilds", KITH_TABLES(Guild, Smith, Oath), NULL};

/* --- rooms: owned along keys that share a column -------------------------- */

typedef struct House House;
typedef struct Room Room;
struct House {
    int64_t rid;
    const int64_t id;
    KITH_COLLECTION(Room) rooms;
};
struct Room {
    int64_t rid;
    const int64_t house_id;
    const int64_t number;
    const int64_t through_number, above_number;
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
    KITH_FOREIGN_KEY(Room, house_id, House, id, .primary_key = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_COLUMN(Room, number, .primary_key = true),
    KITH_COLUMN(Room, through_number),
    KITH_COLUMN(Room, above_number),
    KITH_FOREIGN_KEYS(Room, (house_id, through_number),
        Room, (house_id, number), .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEYS(Room, (house_id, above_number),
        Room, (house_id, number), .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Room, house, House, .back_populates = "rooms"),
    KITH_RELATIONSHIP(Room, through, Room, .back_populates = "behind",
        .foreign_key = "house_id, through_number"),
    KITH_RELATIONSHIP(Room, behind, Room, .back_populates = "through",
        .foreign_key = "house_id, through_number", .delete_orphan = true),
    KITH_RELATIONSHIP(Room, above, Room, .back_populates = "below",
        .foreign_key = "house_id, above_number"),
    KITH_RELATIONSHIP(Room, below, Room, .back_populates = "above",
        .foreign_key = "house_id, above_number", .delete_orphan = true));

const struct schema rooms_schema = {
    "rooms", KITH_TABLES(House, Room), NULL};

/* clang-format on */
