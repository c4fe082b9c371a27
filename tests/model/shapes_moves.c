/* shapes_moves.c - tables whose rows are each other's children: what a call
 * names, moves and deletes meets in the same rows, often above and below each
 * other.
 */
#include "shapes.h"

/* One attribute a line. */
/* clang-format off */

/* --- boxes: owned in a tree that is asked before it goes ------------------ */

typedef struct Box Box;
typedef struct Label Label;
struct Box {
    int64_t number;
    const int64_t id;
    const int64_t in_id, under_id;
    KITH_REFERENCE(Box) in;
    KITH_COLLECTION(Box) boxes;
    KITH_REFERENCE(Box) under;
    KITH_SCALAR(Box) above;
    KITH_COLLECTION(Label) labels;
};
struct Label {
    int64_t number;
    const int64_t id;
    const int64_t box_id, spare_id, over_id;
    KITH_REFERENCE(Box) box;
    KITH_REFERENCE(Label) over;
    KITH_SCALAR(Label) covered;
};
static KITH_TABLE(Box, "boxes",
    KITH_PRIMARY_KEY(Box, id),
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

const struct shape boxes_shape = {
    "boxes", KITH_TABLES(Box, Label)};

/* --- guilds: links whose ends a link may delete --------------------------- */

typedef struct Guild Guild;
typedef struct Smith Smith;
typedef struct Oath Oath;
struct Guild {
    int64_t number;
    const int64_t id;
    const int64_t oath_id;
    KITH_REFERENCE(Oath) oath;
    KITH_COLLECTION_VIA(Oath, Smith) smiths;
};
struct Smith {
    int64_t number;
    const int64_t id;
    const int64_t master_id, oath_id;
    KITH_REFERENCE(Smith) master;
    KITH_COLLECTION(Smith) pupils;
    KITH_REFERENCE(Oath) oath;
    KITH_COLLECTION_VIA(Oath, Guild) guilds;
};
struct Oath {
    int64_t number;
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

const struct shape guilds_shape = {
    "guilds", KITH_TABLES(Guild, Smith, Oath)};

/* clang-format on */
