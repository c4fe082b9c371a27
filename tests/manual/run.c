/* run.c - runs what the manual shows.
 *
 *   cc -DBLOCKS='"blocks.h"' run.c statement_x.c ...   each statement of it
 *   cc run.c declaration_x.c ...                       opens its tables
 *
 * BLOCKS names a file with BLOCK(function, "place") for each statement. Each is
 * run in a database of its own, filled with the rows of tables.h: within a
 * level, and where a call of it fails there (kith_shrink), outside of one. No
 * call may fail in both, and the database must be whole. Tables are weak: those
 * that a declaration of the manual defines take their place.
 */
#include "tables.h"

#define WEAK_TABLE __attribute__((weak)) KITH_TABLE

WEAK_TABLE(Store, "stores", KITH_PRIMARY_KEY(Store, id),
           KITH_COLUMN(Store, name, .unique = true),
           KITH_RELATIONSHIP(Store, items, Item, .back_populates = "store"));
WEAK_TABLE(Item, "items", KITH_PRIMARY_KEY(Item, id),
           KITH_COLUMN(Item, name, .index = true), KITH_COLUMN(Item, price),
           KITH_OPTIONAL_COLUMN(Item, weight),
           KITH_FOREIGN_KEY(Item, store_id, Store, id),
           KITH_RELATIONSHIP(Item, store, Store, .back_populates = "items"));
WEAK_TABLE(Student, "students", KITH_PRIMARY_KEY(Student, id),
           KITH_COLUMN(Student, name),
           KITH_RELATIONSHIP(Student, friends, Student,
                             .secondary = "friendships", .symmetric = true),
           KITH_RELATIONSHIP(Student, courses, Course,
                             .secondary = "enrolments",
                             .back_populates = "students",
                             .order_by = "course_id desc"));
WEAK_TABLE(Course, "courses", KITH_PRIMARY_KEY(Course, id),
           KITH_COLUMN(Course, title),
           KITH_RELATIONSHIP(Course, students, Student,
                             .secondary = "enrolments",
                             .back_populates = "courses"));
WEAK_TABLE(Enrolment, "enrolments",
           KITH_FOREIGN_KEY(Enrolment, student_id, Student, id,
                            .primary_key = true),
           KITH_FOREIGN_KEY(Enrolment, course_id, Course, id,
                            .primary_key = true),
           KITH_RELATIONSHIP(Enrolment, student, Student),
           KITH_RELATIONSHIP(Enrolment, course, Course));
WEAK_TABLE(
    Friendship, "friendships",
    KITH_FOREIGN_KEY(Friendship, one_id, Student, id, .primary_key = true),
    KITH_FOREIGN_KEY(Friendship, two_id, Student, id, .primary_key = true),
    KITH_RELATIONSHIP(Friendship, one, Student, .foreign_key = "one_id"),
    KITH_RELATIONSHIP(Friendship, two, Student, .foreign_key = "two_id"));
WEAK_TABLE(Album, "albums", KITH_COLUMN(Album, artist, .primary_key = true),
           KITH_COLUMN(Album, title, .primary_key = true));
WEAK_TABLE(Track, "tracks", KITH_COLUMN(Track, artist),
           KITH_COLUMN(Track, album), KITH_COLUMN(Track, title),
           KITH_COLUMN(Track, number), KITH_UNIQUE("artist", "title"),
           KITH_ORDERED_INDEX("artist", "album", "number"),
           KITH_FOREIGN_KEYS(Track, (artist, album), Album, (artist, title)));

__attribute__((weak))
KITH_FACTORY(Store, KITH_FIELD(Store, name, .sequence = "store %d"));
__attribute__((weak))
KITH_FACTORY(Item, KITH_FIELD(Item, name, .sequence = "item %d"));

kith_db *db, *expected;
kith_test_allocator memory;
kith_factories f;
kith_output output;
kith_names names;
size_t count;
kith_error error;
kith_status status;
Store *ikea, *obi, *stores[1000];
int64_t ids[1000];
Item *chair, *desk, *rows[3], *chairs[1000];
const kith_table *table = &Item_table;
static const Item item_values[100];
const Item *items = item_values;
Student *ana, *bob;
Course *c;
kith_column column;
kith_stats stats;
const char *name = "Chair";
void *app;
double sum;
jmp_buf way_out;
void *row;
kith_relationship relationship;
kith_handle handle;
__attribute__((weak)) kith_world two_stores;

#define CHECK(condition, place)                                          \
    do {                                                                 \
        if (!(condition)) {                                              \
            fprintf(stderr, "%s: not so: %s: %s\n", (place), #condition, \
                    kith_last_error(db)->message);                       \
            exit(1);                                                     \
        }                                                                \
    } while (0)

/* The database that a statement began with, and whether a call on one that it
 * has closed had failed. */
static kith_db *ours;
static bool failed;

void manual_close(kith_db **closed)
{
    kith_status last = *closed ? kith_last_error(*closed)->status : KITH_OK;

    /* Memory runs out where a block lets it. */
    failed |= last != KITH_OK && last != KITH_E_MEMORY;
    if (*closed == ours)
        ours = NULL;
    (kith_close)(*closed);
    *closed = NULL;
}

static void open_tables(const char *place)
{
    status = kith_open(&db,
                       KITH_TABLES(Store, Item, Student, Course, Enrolment,
                                   Friendship, Album, Track),
                       NULL, &error);
    if (status != KITH_OK) {
        fprintf(stderr, "%s: %s\n", place, error.message);
        exit(1);
    }
}

#ifdef BLOCKS

/* All chairs are of ikea, whose first items are chair and desk; ana has one
 * course already, and `c` is another. */
static void insert_rows(void)
{
    Course *taken;

    ikea = kith_insert(db, Store, .name = "IKEA");
    obi = kith_insert(db, Store, .name = "OBI");
    chair = kith_insert(db, Item, .name = "Chair", .store.row = ikea);
    desk = kith_insert(db, Item, .name = "Desk", .store.row = ikea);
    for (int i = 0; i < 1000; i++) {
        stores[i] = kith_insert_default(db, Store);
        ids[i] = i;
        chairs[i] = kith_insert(db, Item, .name = "Chair", .store.row = ikea);
    }
    for (int i = 0; i < 3; i++)
        rows[i] = chairs[i];
    ana = kith_insert(db, Student, .name = "ana");
    bob = kith_insert(db, Student, .name = "bob");
    kith_append(bob, friends, ana);
    taken = kith_insert(db, Course, .title = "Algebra");
    c = kith_insert(db, Course, .title = "Logic");
    kith_append(ana, courses, taken);
    kith_insert(db, Album, .artist = "Queen", .title = "Jazz");
    kith_insert(db, Track, .artist = "Queen", .album = "Jazz",
                .title = "Mustapha");
    kith_table_column(db, table, 1, &column);
    kith_table_relationship(db, table, 0, &relationship);
    handle = kith_handle_of(chair);
    row = chair;
    expected = kith_clone(db);
    output = kith_output_to(stdout);
    kith_factories_init(&f, db, KITH_FACTORIES(Store, Item), NULL);
}

/* Prove a database whole, if there is one, and close it. */
static void end(kith_db *ended, const char *place)
{
    if (!ended)
        return;
    db = ended;
    if (kith_depth(db) > 0)
        kith_rollback_to(db, 0);
    CHECK(kith_verify(db) == KITH_OK, place);
    kith_close(db);
}

/* Whether all its calls succeed. A block may open a database of its own, and
 * close both. */
static bool succeeds(int (*block)(void), const char *place, bool in_level)
{
    kith_db *other;

    failed = false;
    open_tables(place);
    insert_rows();
    ours = db;
    CHECK(kith_last_error(db)->status == KITH_OK, "the rows of tables.h");
    if (in_level)
        kith_begin(db);
    failed |= block() != 0;
    failed |= db && kith_last_error(db)->status != KITH_OK;
    if (failed && !in_level)
        fprintf(stderr, "%s: %s\n", place,
                db ? kith_last_error(db)->message : error.message);
    other = db == ours ? NULL : db;
    kith_factories_fini(&f);
    kith_names_free(&names);
    kith_close(expected);
    end(other, place);
    end(ours, place);
    return !failed;
}

#define BLOCK(function, place) int function(void);
#include BLOCKS
#undef BLOCK

int main(void)
{
    static const struct {
        int (*run)(void);
        const char *place;
    } blocks[] = {
#define BLOCK(function, place) {function, place},
#include BLOCKS
    };
    size_t count = sizeof blocks / sizeof blocks[0], bad = 0;

    for (size_t i = 0; i < count; i++) {
        if (!succeeds(blocks[i].run, blocks[i].place, true) &&
            !succeeds(blocks[i].run, blocks[i].place, false))
            bad++;
    }
    return bad > 0;
}

#else

int main(void)
{
    open_tables("the tables of the manual");
    CHECK(kith_verify(db) == KITH_OK, "the tables of the manual");
    kith_close(db);
    return 0;
}

#endif
