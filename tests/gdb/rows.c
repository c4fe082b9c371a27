/* rows.c - a program to be stopped: gdb.sh, and ../lldb/lldb.sh, look at what
 * it holds then. */
#include "seeds.h"

typedef struct Photo Photo;
struct Photo {
    const char name[8];
    const int32_t number;
    struct {
        int x;
    } at;
    KITH_BLOB pixels;
    KITH_OPTIONAL(bool) shared;
    int mark; /* no column */
};
static KITH_TABLE(Photo, "photos",
                  KITH_COLUMN(Photo, name, .primary_key = true),
                  KITH_COLUMN(Photo, number, .primary_key = true),
                  KITH_COLUMN(Photo, at.x), KITH_COLUMN(Photo, pixels),
                  KITH_OPTIONAL_COLUMN(Photo, shared));

/* What is looked at, and where the program stops. */
struct seen {
    kith_db *db;
    Store *ikea;
    Item *chair, *lamp, *no_item, *nowhere;
    User *ada;
    Student *ana;
    Photo *photo;
    void *any;
    union {
        int number;
    } no_link;
};

/* It also calls what a library without debug information is asked, for a static
 * program contains only what it uses. */
static size_t stop_here(const struct seen *seen)
{
    return kith_tables(seen->db)[0] == kith_table_of(seen->any)
               ? 0
               : kith_count_rows(seen->db, &Item_table);
}

int main(void)
{
    kith_db *db = NULL;
    struct seen seen;

    if (kith_open(&db,
                  KITH_TABLES(User, Profile, Store, Item, Student, Course,
                              StudentCourse, Photo),
                  NULL, NULL) != KITH_OK)
        return 1;
    seen = (struct seen){.db = db,
                         .ikea = kith_insert(db, Store, .name = "IKEA"),
                         .ada = kith_insert(db, User, .email = "ada@a.org"),
                         .ana = kith_insert(db, Student, .name = "Ana"),
                         .nowhere = (Item *)8};
    seen.chair = kith_insert(db, Item, .name = "Chair", .price = 9.5,
                             .weight = KITH_SOME(4), .store.row = seen.ikea);
    for (int i = 0; i < 3; i++)
        kith_insert(db, Item, .name = "Desk", .store.row = seen.ikea);
    kith_delete(kith_at(seen.ikea->items, 1)); /* leaves a hole */
    seen.lamp = kith_insert(db, Item);
    kith_insert(db, Profile, .user.row = seen.ada);
    kith_append(seen.ana, courses,
                kith_insert(db, Course, .title = "C", .code = "C-1"));
    seen.photo = kith_insert(db, Photo, .name = "sea", .number = 7,
                             .pixels = KITH_BYTES("\1\2\xff", 3),
                             .shared = KITH_SOME(true));
    seen.any = seen.lamp;
    size_t count = stop_here(&seen);
    kith_close(db);
    return count > 0 ? 0 : 1;
}
