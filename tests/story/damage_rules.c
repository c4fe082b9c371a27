/* damage_rules.c - kith_verify sees rows that break a rule of their table, and
 * blobs and chains of ancestors that were written over. Each wound is healed
 * again before the close. */
#include "family.h"

#include <string.h>

typedef struct Node Node;
typedef struct Photo Photo;
typedef struct Print Print;
struct Node {
    const int64_t id;
    const double low, high;
    const KITH_OPTIONAL(int32_t) rank;
    KITH_TEXT name;
    const int64_t parent_id;
    KITH_REFERENCE(Node) parent;
    KITH_COLLECTION(Node) children;
};
struct Photo {
    const int64_t id;
    KITH_BLOB pixels;
    KITH_BLOB digest;
    KITH_BLOB format;
    KITH_COLLECTION(Print) prints;
};
struct Print {
    const int64_t id;
    KITH_BLOB digest;
    KITH_REFERENCE(Photo) photo;
    KITH_BLOB note;
};
static bool is_range(const void *draft)
{
    return ((const Node *)draft)->low <= ((const Node *)draft)->high;
}
static bool is_below_another(const void *draft)
{
    const Node *node = draft;

    return !node->parent.row || node->name;
}
static KITH_TABLE(
    Node, "nodes", KITH_PRIMARY_KEY(Node, id), KITH_COLUMN(Node, low),
    KITH_COLUMN(Node, high), KITH_OPTIONAL_COLUMN(Node, rank, .not_null = true),
    KITH_COLUMN(Node, name), KITH_FOREIGN_KEY(Node, parent_id, Node, id),
    KITH_RELATIONSHIP(Node, parent, Node, .back_populates = "children",
                      .acyclic = true),
    KITH_RELATIONSHIP(Node, children, Node, .back_populates = "parent"),
    KITH_CHECK(is_range, "low is below high", "low", "high"),
    KITH_CHECK(is_below_another, "children have names", "name", "parent_id"));
static KITH_TABLE(Photo, "photos", KITH_PRIMARY_KEY(Photo, id),
                  KITH_COLUMN(Photo, pixels),
                  KITH_COLUMN(Photo, digest, .unique = true),
                  KITH_COLUMN(Photo, format, .index = true),
                  KITH_RELATIONSHIP(Photo, prints, Print,
                                    .back_populates = "photo"));
static KITH_TABLE(Print, "prints", KITH_PRIMARY_KEY(Print, id),
                  KITH_FOREIGN_KEY(Print, digest, Photo, digest),
                  KITH_RELATIONSHIP(Print, photo, Photo,
                                    .back_populates = "prints"),
                  KITH_COLUMN(Print, note, .not_null = true));

/* Overwrite bytes that are const to everybody else. */
static void overwrite(const void *at, const void *bytes, size_t count)
{
    memcpy((char *)(uintptr_t)at, bytes, count);
}
#define OVERWRITE(member, value)                      \
    do {                                              \
        const __typeof__(member) bytes_[] = {value};  \
        overwrite(&(member), bytes_, sizeof(member)); \
    } while (0)

/* kith_verify sees it, and says this sentence. */
static void see_as(kith_status seen, kith_db *db, const char *what,
                   const char *sentence)
{
    kith_error error = {.status = KITH_OK};
    const kith_status status = kith_verify_to(db, &error);

    KT_ASSERT(status == seen, "%s is not seen: %s", what, error.message);
    KT_ASSERT_EQ(error.status, seen);
    KT_ASSERT_STR_EQ(error.message, sentence);
}

/* Damage one member, see it, heal it. */
#define DAMAGE(db, member, value, sentence) \
    DAMAGE_AS(KITH_E_DAMAGED, db, member, value, sentence)
#define DAMAGE_AS(seen, db, member, value, sentence)                  \
    do {                                                              \
        unsigned char saved_[sizeof(member)];                         \
        memcpy(saved_, &(member), sizeof saved_);                     \
        OVERWRITE(member, value);                                     \
        see_as((seen), (db), #member " becomes " #value, (sentence)); \
        overwrite(&(member), saved_, sizeof saved_);                  \
        family_verify(db);                                            \
    } while (0)

#define LITERAL(text) KITH_BYTES("" text, sizeof(text) - 1)

KT_TEST(damage_rules, that_break_a_check_are_seen)
{
    kith_db *db = OPEN(Node);
    Node *top =
        kith_insert(db, Node, .low = 1, .high = 5, .rank = KITH_SOME(1));
    Node *child = kith_insert(db, Node, .rank = KITH_SOME(2), .name = "child",
                              .parent.row = top);

    DAMAGE_AS(KITH_E_CHECK, db, top->high, 0.5,
              "the row of nodes with id 1 no longer passes the check "
              "is_range: low is below high");
    DAMAGE_AS(KITH_E_CHECK, db, child->low, 1e-300,
              "the row of nodes with id 2 no longer passes the check "
              "is_range: low is below high");
    DAMAGE(db, child->name, NULL,
           "a text column was overwritten: its text belongs to no row now");
    OVERWRITE(top->low, -3);
    family_verify(db);

    family_close(db);
}

KT_TEST(damage_rules, that_break_not_null_are_seen)
{
    kith_db *db = OPEN(Node, Photo, Print);
    Node *node = kith_insert(db, Node, .rank = KITH_SOME(1));
    Print *print = kith_insert(db, Print, .note = LITERAL("note"));

    DAMAGE(db, node->rank.present, false, "nodes.rank is required and NULL");
    DAMAGE(db, print->note.data, NULL, "prints.note is required and NULL");

    family_close(db);
}

KT_TEST(damage_rules, of_the_bytes_of_a_blob_are_seen)
{
    kith_db *db = OPEN(Photo, Print);
    Photo *photo = kith_insert(db, Photo, .pixels = LITERAL("0123456789"));
    Photo *other = kith_insert(db, Photo, .pixels = LITERAL("0123456789"));

    DAMAGE(db, photo->pixels.bytes, 9,
           "a text of photos.pixels has not as many bytes as it counts");
    DAMAGE(db, photo->pixels.bytes, 11,
           "a text of photos.pixels has not as many bytes as it counts");
    DAMAGE(db, photo->pixels.bytes, 0,
           "a text of photos.pixels has not as many bytes as it counts");
    DAMAGE(db, photo->pixels.bytes, SIZE_MAX,
           "a text of photos.pixels has not as many bytes as it counts");
    DAMAGE(db, photo->pixels.data, NULL,
           "a text column was overwritten: its text belongs to no row now");
    DAMAGE(db, photo->pixels.data, other->pixels.data,
           "a text of photos.pixels has not as many users as it counts");

    family_close(db);
}

KT_TEST(damage_rules, of_a_blob_that_is_a_key_are_seen)
{
    kith_db *db = OPEN(Photo, Print);
    Photo *photo = kith_insert(db, Photo, .digest = LITERAL("abcdef"),
                               .format = LITERAL("png"));
    kith_insert(db, Photo, .digest = LITERAL("ghijkl"),
                .format = LITERAL("png"));
    const char *digest = photo->digest.data, *format = photo->format.data;

    DAMAGE(db, photo->digest.bytes, 5,
           "a text of photos.digest has not as many bytes as it counts");
    DAMAGE(db, photo->format.bytes, 2,
           "a text of photos.format has not as many bytes as it counts");
    DAMAGE(db, digest[3], 'x', "a row of photos is not found by its digest");
    DAMAGE(db, format[0], 'j', "a row of photos is not found by its format");

    family_close(db);
}

KT_TEST(damage_rules, of_a_blob_that_refers_are_seen)
{
    kith_db *db = OPEN(Photo, Print);
    static const char sentence[] =
        "prints.digest and the key of the row it refers to differ";
    Photo *photo = kith_insert(db, Photo, .digest = LITERAL("abcdef"));
    Print *print =
        kith_insert(db, Print, .photo.row = photo, .note = LITERAL("note"));
    Print *loose = kith_insert(db, Print, .note = LITERAL("note"));

    DAMAGE(db, print->digest.bytes, 5,
           "a text of prints.digest has not as many bytes as it counts");
    DAMAGE(db, print->digest.data, NULL, sentence);
    DAMAGE(db, photo->digest.bytes, 3,
           "a text of photos.digest has not as many bytes as it counts");
    DAMAGE(db, photo->digest.data, NULL,
           "the index of photos over digest holds what is no row");
    DAMAGE(db, loose->digest.bytes, 3,
           "prints.digest holds a key, but its reference is NULL");
    DAMAGE(db, loose->digest.data, photo->digest.data,
           "a text of prints.digest has not as many bytes as it counts");
    DAMAGE(db, loose->digest, photo->digest,
           "prints.digest holds a key, but its reference is NULL");

    family_close(db);
}

/* Link `child` below `parent` past the engine, so that both ends agree: neither
 * had such a link, and the list lies in the row. */
static void link_past_the_engine(const Node *child, const Node *parent)
{
    OVERWRITE(child->parent_id, parent->id);
    OVERWRITE(child->parent.row, (Node *)(uintptr_t)parent);
    OVERWRITE(child->parent.place, parent->children.place_count);
    OVERWRITE(parent->children.places[parent->children.place_count],
              (Node *)(uintptr_t)child);
    OVERWRITE(parent->children.place_count, parent->children.place_count + 1);
    OVERWRITE(parent->children.count, parent->children.count + 1);
}

static void unlink_past_the_engine(const Node *child, const Node *parent)
{
    OVERWRITE(child->parent_id, 0);
    OVERWRITE(child->parent.row, NULL);
    OVERWRITE(child->parent.place, 0);
    OVERWRITE(parent->children.places[parent->children.place_count - 1], NULL);
    OVERWRITE(parent->children.place_count, parent->children.place_count - 1);
    OVERWRITE(parent->children.count, parent->children.count - 1);
}

KT_TEST(damage_rules, that_make_a_row_its_own_ancestor_are_seen)
{
    static const char sentence[] =
        "nodes.parent_id is acyclic, and a row is its own ancestor";
    kith_db *db = OPEN(Node);
    Node *nodes[5];
    for (int i = 0; i < 5; i++)
        nodes[i] = kith_insert(db, Node, .rank = KITH_SOME(1), .name = "node",
                               .parent.row = i ? nodes[i - 1] : NULL);
    Node *lone = kith_insert(db, Node, .rank = KITH_SOME(1), .name = "lone");

    for (int i = 0; i < 5; i++) {
        link_past_the_engine(nodes[0], nodes[i]);
        see_as(KITH_E_DAMAGED, db, "a ring", sentence);
        unlink_past_the_engine(nodes[0], nodes[i]);
        family_verify(db);
    }
    link_past_the_engine(lone, lone);
    see_as(KITH_E_DAMAGED, db, "a loop", sentence);
    unlink_past_the_engine(lone, lone);
    link_past_the_engine(lone, nodes[2]);
    family_verify(db);

    family_close(db);
}

/* A row of another table is no ancestor, and may be shorter than the place of
 * the reference by which one would climb on. */
KT_TEST(damage_rules, that_lead_out_of_the_table_are_not_climbed)
{
    kith_db *db = OPEN(Node, Photo, Print);
    Node *lone = kith_insert(db, Node, .rank = KITH_SOME(1), .name = "lone");
    Photo *photo = kith_insert_default(db, Photo);

    DAMAGE(db, lone->parent.row, (Node *)(void *)photo,
           "the reference of nodes.parent_id leads to no living parent");
    family_close(db);
}

KT_TEST(damage_rules, of_the_bytes_of_a_key_lead_nowhere_beyond_its_block)
{
    kith_db *db = OPEN(Photo, Print);
    Photo *photo = kith_insert(db, Photo, .digest = LITERAL("abcdef"),
                               .format = LITERAL("png"));
    kith_insert(db, Photo, .digest = LITERAL("ghijkl"),
                .format = LITERAL("png"));

    OVERWRITE(photo->digest.bytes, 4000);
    KT_ASSERT_EQ(kith_verify(db), KITH_E_DAMAGED);
    OVERWRITE(photo->digest.bytes, 6);
    OVERWRITE(photo->format.bytes, SIZE_MAX / 2);
    KT_ASSERT_EQ(kith_verify(db), KITH_E_DAMAGED);
    OVERWRITE(photo->format.bytes, 3);

    family_close(db);
}
