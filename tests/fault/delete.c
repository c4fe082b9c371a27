/* delete.c - deletes whose memory runs out before, within and after the plan. */
#include "fault.h"
#include "sweep.h"

static void nobody(kith_db *db, int members)
{
    for (int i = 0; i < members; i++)
        kith_insert(db, Tree, .code = family_name(i));
}

static void fruits(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++)
        kith_insert(db, Fruit, .tree_code = "pear");
}

static void birds(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++)
        kith_insert(db, Bird, .name = "tit", .tree_id = 2);
}

static void nests(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++)
        kith_insert(db, Nest, .name = "nest", .tree_id = 2);
}

static void leaves(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++)
        kith_insert(db, Leaf, .name = "leaf", .tree_id = 2);
}

static void tags(kith_db *db, int members)
{
    nobody(db, members);
    kith_insert(db, Tag, .name = "tag", .tree_id = 2);
}

static void visits(kith_db *db, int members)
{
    for (int i = 0; i <= members; i++) {
        kith_insert(db, Guest, .name = "guest");
        kith_append(orchard_tree(db, 2), guests, kith_get(db, Guest, i + 1));
    }
}

static void everything(kith_db *db, int members)
{
    fruits(db, members);
    birds(db, members);
    nests(db, members);
    leaves(db, members);
    tags(db, members);
    visits(db, members);
}

static kith_status fell(kith_db *db, int members)
{
    (void)members;
    return kith_delete(orchard_tree(db, 2));
}

static kith_status pick(kith_db *db, int members)
{
    return kith_delete(kith_get(db, Fruit, members / 2 + 1));
}

KT_TEST(delete, leaves_no_trace_when_memory_runs_out)
{
    static const struct sweep sweeps[] = {
        {"delete a row alone", nobody, fell, true},
        {"delete a child", fruits, pick, true},
        {"cascade", fruits, fell, true},
        {"set null", birds, fell, false},
        {"set default", nests, fell, false},
        {"delete_orphan", leaves, fell, true},
        {"unlink a one-to-one", tags, fell, true},
        {"association rows", visits, fell, true},
    };

    SWEEP(sweeps);
}

KT_TEST(delete, of_every_action_at_once_leaves_no_trace)
{
    static const struct sweep sweeps[] = {
        {"everything", everything, fell, false},
    };

    SWEEP(sweeps);
}

/* --- What needs no memory -------------------------------------------------- */

/* A folder holds folders and pages, jumps lead from page to page and go with
 * either end, and a folder goes with the page that is its cover. */
typedef struct Folder Folder;
typedef struct Page Page;
typedef struct Jump Jump;
struct Folder {
    const int64_t id;
    const int64_t in_id;
    KITH_TEXT cover_name;
    KITH_REFERENCE(Folder) in;
    KITH_COLLECTION(Folder) folders;
    KITH_COLLECTION(Page) pages;
    KITH_REFERENCE(Page) cover;
};
struct Page {
    KITH_TEXT name;
    const int64_t folder_id;
    KITH_REFERENCE(Folder) folder;
    KITH_COLLECTION(Jump) out;
    KITH_SCALAR(Folder) cover_of;
};
struct Jump {
    const int64_t id;
    KITH_TEXT from_name;
    KITH_TEXT to_name;
    KITH_REFERENCE(Page) from;
};
static KITH_TABLE(
    Folder, "folders", KITH_PRIMARY_KEY(Folder, id),
    KITH_FOREIGN_KEY(Folder, in_id, Folder, id, .on_delete = KITH_CASCADE),
    KITH_FOREIGN_KEY(Folder, cover_name, Page, name, .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Folder, in, Folder, .back_populates = "folders"),
    KITH_RELATIONSHIP(Folder, folders, Folder, .back_populates = "in"),
    KITH_RELATIONSHIP(Folder, pages, Page, .back_populates = "folder",
                      .delete_orphan = true),
    KITH_RELATIONSHIP(Folder, cover, Page, .back_populates = "cover_of"));
static KITH_TABLE(Page, "pages", KITH_PRIMARY_KEY(Page, name),
                  KITH_FOREIGN_KEY(Page, folder_id, Folder, id),
                  KITH_RELATIONSHIP(Page, folder, Folder,
                                    .back_populates = "pages"),
                  KITH_RELATIONSHIP(Page, out, Jump, .back_populates = "from",
                                    .foreign_key = "from_name"),
                  KITH_RELATIONSHIP(Page, cover_of, Folder,
                                    .back_populates = "cover"));
static KITH_TABLE(Jump, "jumps", KITH_PRIMARY_KEY(Jump, id),
                  KITH_FOREIGN_KEY(Jump, from_name, Page, name, .index = true,
                                   .on_delete = KITH_CASCADE),
                  KITH_FOREIGN_KEY(Jump, to_name, Page, name,
                                   .on_delete = KITH_CASCADE),
                  KITH_RELATIONSHIP(Jump, from, Page, .back_populates = "out",
                                    .foreign_key = "from_name"));

/* A bookmark keeps a note, and a note goes with its shelf. */
typedef struct Shelf Shelf;
typedef struct Note Note;
typedef struct Bookmark Bookmark;
struct Shelf {
    const int64_t id;
    KITH_COLLECTION(Note) notes;
};
struct Note {
    const int64_t id;
    const int64_t shelf_id;
    KITH_TEXT text;
    KITH_REFERENCE(Shelf) shelf;
};
struct Bookmark {
    const int64_t id;
    const int64_t note_id;
};
static KITH_TABLE(Shelf, "shelves", KITH_PRIMARY_KEY(Shelf, id),
                  KITH_RELATIONSHIP(Shelf, notes, Note,
                                    .back_populates = "shelf",
                                    .delete_orphan = true));
static KITH_TABLE(Note, "notes", KITH_PRIMARY_KEY(Note, id),
                  KITH_COLUMN(Note, text, .index = true),
                  KITH_FOREIGN_KEY(Note, shelf_id, Shelf, id),
                  KITH_RELATIONSHIP(Note, shelf, Shelf,
                                    .back_populates = "notes"));
static KITH_TABLE(Bookmark, "bookmarks", KITH_PRIMARY_KEY(Bookmark, id),
                  KITH_FOREIGN_KEY(Bookmark, note_id, Note, id,
                                   .on_delete = KITH_RESTRICT));

enum { FOLDERS = 40, PAGES = 60, JUMPS = 300 };

static kith_db *open_folders(void)
{
    kith_db *db = OPEN(Folder, Page, Jump, Shelf, Note, Bookmark);

    for (int i = 0; i < FOLDERS; i++)
        kith_insert(db, Folder, .in_id = (i + 2) / 3);
    for (int i = 0; i < PAGES; i++)
        kith_insert(db, Page, .name = family_name(i),
                    .folder_id = i % FOLDERS + 1);
    for (int i = 0; i < JUMPS; i++)
        kith_insert(db, Jump, .from_name = family_name(i * 7 % PAGES),
                    .to_name = family_name(i * 11 % PAGES));
    for (int i = 0; i < 2; i++) {
        kith_insert_default(db, Shelf);
        for (int j = 0; j < 20; j++)
            kith_insert(db, Note, .shelf_id = i + 1, .text = family_name(j));
    }
    kith_insert(db, Bookmark, .note_id = 25);
    return db;
}

static kith_status delete_refused(void *row)
{
    kith_status status;

    fault_fail_from(1);
    status = kith_delete(row);
    fault_stop();
    return status;
}

/* Whether the folder, or one that it is in, is the top of those that went. */
static bool is_below(int folder, int top)
{
    while (folder > top)
        folder = (folder + 1) / 3;
    return folder == top;
}

KT_TEST_ONCE(delete, that_nothing_can_refuse_needs_no_memory)
{
    kith_db *db = open_folders();
    Folder *two = kith_get(db, Folder, 2);
    Page *page = kith_get(db, Page, family_name(6));

    /* A library built to take no short way makes a plan of each delete. */
    if (delete_refused(kith_get(db, Jump, JUMPS)) == KITH_E_MEMORY) {
        family_close(db);
        return;
    }
    /* The folder is in itself and goes with a page below it. */
    ANSWERS(kith_relate(two, cover, page), KITH_OK);
    ANSWERS(kith_relate(two, in, two), KITH_OK);
    ANSWERS(delete_refused(page), KITH_OK);
    family_verify(db);
    kith_for_each_row(db, Folder, folder)
        KT_ASSERT(!is_below((int)folder->id, 2));
    kith_for_each_row(db, Jump, jump)
        KT_ASSERT(jump->from.row && kith_get(db, Page, jump->to_name));
    ANSWERS(delete_refused(kith_get(db, Folder, 1)), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Folder), 0u);
    KT_ASSERT_EQ(kith_count(db, Page), 0u);
    KT_ASSERT_EQ(kith_count(db, Jump), 0u);
    family_verify(db);

    /* Notes could be kept, but only the second shelf has one that is. */
    ANSWERS(delete_refused(kith_get(db, Shelf, 1)), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Note), 20u);
    REFUSES(db, kith_delete(kith_get(db, Shelf, 2)), KITH_E_CHILDREN);
    family_close(db);
}
