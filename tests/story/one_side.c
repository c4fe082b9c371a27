/* one_side.c - relationships shown at one side only, and foreign keys without
 * any: the rules are the same, there is only less to see. */
#include "family.h"

typedef struct Author Author;
typedef struct Poem Poem;     /* reference only */
typedef struct Letter Letter; /* collection only */
typedef struct Photo Photo;   /* scalar only */
typedef struct Debt Debt;     /* no relationship */
struct Author {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Letter) letters;
    KITH_SCALAR(Photo) photo;
};
#define OWNED(Row, member)       \
    struct Row {                 \
        const int64_t id;        \
        KITH_TEXT title;         \
        const int64_t author_id; \
        member                   \
    }
OWNED(Poem, KITH_REFERENCE(Author) author;);
OWNED(Letter, int32_t pages;);
OWNED(Photo, int32_t pages;);
OWNED(Debt, int32_t pages;);
#define OWNED_TABLE(Row, name, ...)                         \
    static KITH_TABLE(Row, name, KITH_PRIMARY_KEY(Row, id), \
                      KITH_COLUMN(Row, title), __VA_ARGS__)
static KITH_TABLE(Author, "authors", KITH_PRIMARY_KEY(Author, id),
                  KITH_COLUMN(Author, name),
                  KITH_RELATIONSHIP(Author, letters, Letter),
                  KITH_RELATIONSHIP(Author, photo, Photo));
OWNED_TABLE(Poem, "poems", KITH_FOREIGN_KEY(Poem, author_id, Author, id),
            KITH_RELATIONSHIP(Poem, author, Author));
OWNED_TABLE(Letter, "letters", KITH_FOREIGN_KEY(Letter, author_id, Author, id));
OWNED_TABLE(Photo, "photos", KITH_FOREIGN_KEY(Photo, author_id, Author, id));
OWNED_TABLE(Debt, "debts", KITH_FOREIGN_KEY(Debt, author_id, Author, id));

static kith_db *open_authors(Author **ann, Author **bo)
{
    kith_db *db = OPEN(Author, Poem, Letter, Photo, Debt);

    *ann = kith_insert(db, Author, .name = "ann");
    *bo = kith_insert(db, Author, .name = "bo");
    return db;
}

KT_TEST(one_side, of_a_reference_links_without_a_list_to_see)
{
    Author *ann, *bo;
    kith_db *db = open_authors(&ann, &bo);
    Poem *ode = kith_insert(db, Poem, .title = "ode", .author.row = ann);
    kith_insert(db, Poem, .title = "elegy", .author_id = 1);

    ASSERT_MATCHES(db, Poem, author_id, 1, title, "ode elegy");
    ANSWERS(kith_relate(ode, author, bo), KITH_OK);
    ANSWERS(kith_relate(ode, author, ann), KITH_OK);
    ASSERT_MATCHES(db, Poem, author_id, 1, title, "elegy ode");
    family_verify(db);
    ANSWERS(kith_delete(ann), KITH_OK);

    KT_ASSERT_NULL(ode->author.row);
    KT_ASSERT(kith_is_null(ode, author_id));
    KT_ASSERT_EQ(kith_count(db, Poem), (size_t)2);
    family_close(db);
}

KT_TEST(one_side, of_a_collection_links_without_a_reference_to_see)
{
    Author *ann, *bo;
    kith_db *db = open_authors(&ann, &bo);
    Letter *one = kith_insert(db, Letter, .title = "1", .author_id = 1);
    Letter *two = kith_insert(db, Letter, .title = "2");

    ANSWERS(kith_append(ann, letters, two), KITH_OK);
    ASSERT_LIST(ann->letters, title, "1 2");
    KT_ASSERT_EQ(two->author_id, 1);
    ANSWERS(kith_append(bo, letters, one), KITH_OK);
    ASSERT_LIST(ann->letters, title, "2");
    KT_ASSERT_EQ(one->author_id, 2);
    KT_ASSERT(kith_contains(bo, letters, one));
    KT_ASSERT(!kith_contains(ann, letters, one));
    ANSWERS(kith_set(one, author_id, 1), KITH_OK);
    ASSERT_LIST(ann->letters, title, "2 1");
    ANSWERS(kith_remove(ann, letters, two), KITH_OK);
    REFUSES(db, kith_remove(ann, letters, two), KITH_E_NOT_FOUND);
    KT_ASSERT(kith_is_null(two, author_id));
    ANSWERS(kith_delete(ann), KITH_OK);

    KT_ASSERT(kith_is_null(one, author_id) && one->author_id == 0);
    family_close(db);
}

KT_TEST(one_side, of_a_scalar_is_one_to_one_all_the_same)
{
    Author *ann, *bo;
    kith_db *db = open_authors(&ann, &bo);
    Photo *old = kith_insert(db, Photo, .title = "old", .author_id = 1);
    Photo *new = kith_insert(db, Photo, .title = "new");

    REFUSES_ROW(db, kith_insert(db, Photo, .author_id = 1), KITH_E_UNIQUE);
    REFUSES(db, kith_set(new, author_id, 1), KITH_E_UNIQUE);
    ANSWERS(kith_relate(ann, photo, new), KITH_OK);
    KT_ASSERT(kith_is_null(old, author_id));
    KT_ASSERT_EQ(new->author_id, 1);
    ANSWERS(kith_relate(bo, photo, new), KITH_OK);
    KT_ASSERT_NULL(ann->photo.row);
    ANSWERS(kith_delete(bo), KITH_OK);

    KT_ASSERT(kith_is_null(new, author_id));
    family_close(db);
}

KT_TEST(one_side, of_none_still_checks_finds_and_refuses)
{
    Author *ann, *bo;
    kith_db *db = open_authors(&ann, &bo);
    Debt *debt = kith_insert(db, Debt, .title = "1", .author_id = 1);
    kith_insert(db, Debt, .title = "2", .author_id = 1);

    REFUSES_ROW(db, kith_insert(db, Debt, .author_id = 3), KITH_E_PARENT);
    REFUSES(db, kith_set(debt, author_id, 3), KITH_E_PARENT);
    REFUSES(db, kith_delete(ann), KITH_E_CHILDREN);
    REFUSES(db, kith_set(ann, id, 8), KITH_E_CHILDREN);
    ASSERT_MATCHES(db, Debt, author_id, 1, title, "1 2");
    ANSWERS(kith_set(debt, author_id, 2), KITH_OK);
    ANSWERS(kith_set(debt, author_id, 1), KITH_OK);
    ASSERT_MATCHES(db, Debt, author_id, 1, title, "2 1");
    ANSWERS(kith_set_null(debt, author_id), KITH_OK);
    ANSWERS(kith_set_null(kith_get(db, Debt, 2), author_id), KITH_OK);
    ANSWERS(kith_delete(ann), KITH_OK);
    ANSWERS(kith_delete(bo), KITH_OK);
    family_close(db);
}

KT_TEST(one_side, keeps_long_lists_that_nobody_sees)
{
    enum { ROWS = 500 };
    Author *ann, *bo;
    kith_db *db = open_authors(&ann, &bo);
    Debt *debts[ROWS];
    uint64_t seed = 17;

    for (int i = 0; i < ROWS; i++) {
        debts[i] = kith_insert(db, Debt, .title = family_name(i),
                               .author_id = 1 + i % 2);
    }
    for (int i = 0; i < 4 * ROWS; i++) {
        Debt *debt = debts[family_random(&seed) % ROWS];
        ANSWERS(kith_set(debt, author_id, (int64_t)(1 + i % 2)), KITH_OK);
    }
    size_t met = 0;
    kith_for_each_match(db, Debt, one, author_id, 1) met += one->author_id == 1;
    kith_for_each_match(db, Debt, two, author_id, 2) met += two->author_id == 2;

    KT_ASSERT_EQ(met, (size_t)ROWS);
    family_close(db);
}
