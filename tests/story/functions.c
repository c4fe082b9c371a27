/* functions.c - .default_function: when it is asked, what it sees, and what
 * becomes of its answer. */
#include "family.h"

#include <stdio.h>
#include <string.h>

typedef struct Blog Blog;
typedef struct Post Post;
typedef struct Like Like;
struct Blog {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Post) posts;
};
struct Post {
    const int64_t id;
    KITH_TEXT title;
    KITH_TEXT slug;
    const KITH_OPTIONAL(int16_t) words;
    const KITH_OPTIONAL(double) rank;
    const KITH_OPTIONAL(bool) open;
    const int64_t blog_id;
    KITH_REFERENCE(Blog) blog;
};

struct Like {
    const int64_t id;
    KITH_TEXT who;
    KITH_TEXT why;
    const KITH_OPTIONAL(float) weight;
};

/* What each function answers, how often it was asked, and in which order. */
static kith_value slug, words, rank, state, home;
static struct {
    char order[32];
    char title[16], blog[16], slug[16];
    bool slug_given;
    int16_t words;
    int64_t id;
} seen;

static void asked(const char *who)
{
    strncat(seen.order, who, sizeof seen.order - strlen(seen.order) - 1);
}

static kith_value answer_slug(const void *draft)
{
    const Post *post = draft;

    asked("s");
    snprintf(seen.title, sizeof seen.title, "%s",
             post->title ? post->title : "-");
    snprintf(seen.blog, sizeof seen.blog, "%s",
             post->blog.row ? post->blog.row->name : "-");
    seen.id = post->id;
    return slug;
}
static kith_value answer_words(const void *draft)
{
    const Post *post = draft;

    asked("w");
    seen.slug_given = !kith_is_null(post, slug);
    snprintf(seen.slug, sizeof seen.slug, "%s", post->slug ? post->slug : "-");
    return words;
}
static kith_value answer_rank(const void *draft)
{
    asked("r");
    seen.words = ((const Post *)draft)->words.value;
    return rank;
}
static kith_value answer_state(const void *draft)
{
    (void)draft;
    asked("o");
    return state;
}
static kith_value answer_home(const void *draft)
{
    (void)draft;
    asked("h");
    return home;
}

static KITH_TABLE(Blog, "blogs", KITH_PRIMARY_KEY(Blog, id),
                  KITH_COLUMN(Blog, name),
                  KITH_RELATIONSHIP(Blog, posts, Post,
                                    .back_populates = "blog"));
static KITH_TABLE(
    Post, "posts", KITH_PRIMARY_KEY(Post, id),
    KITH_COLUMN(Post, title, .default_value = KITH_STRING("untitled")),
    KITH_COLUMN(Post, slug, .unique = true, .not_null = true,
                .default_function = answer_slug),
    KITH_OPTIONAL_COLUMN(Post, words, .default_function = answer_words),
    KITH_OPTIONAL_COLUMN(Post, rank, .default_function = answer_rank),
    KITH_OPTIONAL_COLUMN(Post, open, .default_function = answer_state),
    KITH_FOREIGN_KEY(Post, blog_id, Blog, id, .on_delete = KITH_SET_DEFAULT,
                     .on_update = KITH_SET_DEFAULT,
                     .default_function = answer_home),
    KITH_RELATIONSHIP(Post, blog, Blog, .back_populates = "posts"));

#define SAYS(db, sentence) \
    KT_ASSERT_STR_EQ(kith_last_error(db)->message, (sentence))
/* Who was asked since the last time, in this order. */
#define ASKED(expected)                           \
    do {                                          \
        KT_ASSERT_STR_EQ(seen.order, (expected)); \
        seen.order[0] = '\0';                     \
    } while (0)

static const kith_value none = {.kind = KITH_KIND_NONE};
static kith_value text(const char *its)
{
    return (kith_value)KITH_STRING(its);
}
static kith_value number(int64_t its)
{
    return (kith_value)KITH_INTEGER(its);
}
static kith_value real(double its)
{
    return (kith_value)KITH_REAL(its);
}

static kith_db *open_blogs(void)
{
    kith_db *db = OPEN(Blog, Post);

    kith_insert(db, Blog, .name = "one");
    kith_insert(db, Blog, .name = "two");
    slug = text("a-slug");
    words = number(-300);
    rank = real(2.5);
    state = number(1);
    home = none;
    memset(&seen, 0, sizeof seen);
    return db;
}

KT_TEST(default_function, answers_for_what_an_insert_leaves_out)
{
    kith_db *db = open_blogs();
    home = number(2);

    Post *post = kith_insert_default(db, Post);

    KT_ASSERT_STR_EQ(post->slug, "a-slug");
    KT_ASSERT(post->words.present && post->words.value == -300);
    KT_ASSERT(post->rank.present && post->rank.value == 2.5);
    KT_ASSERT(post->open.present && post->open.value);
    KT_ASSERT_EQ(post->blog_id, 2);
    KT_ASSERT_STR_EQ(post->blog.row->name, "two");
    KT_ASSERT_EQ(post->blog.row->posts.count, 1u);
    KT_ASSERT_EQ(kith_find(db, Post, slug, "a-slug"), post);
    family_close(db);
}

KT_TEST_ONCE(default_function, is_asked_in_the_order_of_the_columns)
{
    kith_db *db = open_blogs();

    kith_insert_default(db, Post);
    ASKED("swroh");
    kith_insert(db, Post, .slug = "other", .rank = KITH_SOME(0), .blog_id = 1);
    ASKED("wo");
    kith_insert(db, Post, .slug = "third", .open = KITH_SOME(false),
                .blog.row = kith_get(db, Blog, 1));
    ASKED("wr");

    family_close(db);
}

KT_TEST(default_function, is_not_asked_by_updates_or_for_given_values)
{
    kith_db *db = open_blogs();
    Post *post =
        kith_insert(db, Post, .slug = "", .words = KITH_SOME(0),
                    .rank = KITH_SOME(0), .open = KITH_SOME(0), .blog_id = 1);

    KT_ASSERT_STR_EQ(post->slug, "");
    KT_ASSERT(post->words.present && post->words.value == 0);
    ANSWERS(kith_set_null(post, words), KITH_OK);
    ANSWERS(kith_set_null(post, blog_id), KITH_OK);
    REFUSES(db, kith_set_null(post, slug), KITH_E_NOT_NULL);

    ASKED("");
    KT_ASSERT(!post->words.present);
    family_close(db);
}

KT_TEST(default_function, sees_what_is_given_and_what_earlier_ones_answered)
{
    kith_db *db = open_blogs();

    kith_insert(db, Post, .title = "given", .blog_id = 2);
    KT_ASSERT_STR_EQ(seen.title, "given");
    KT_ASSERT_STR_EQ(seen.blog, "two");
    KT_ASSERT_STR_EQ(seen.slug, "a-slug");
    KT_ASSERT(seen.slug_given);
    KT_ASSERT_EQ(seen.words, -300);
    KT_ASSERT_EQ(seen.id, 1);
    slug = text("b-slug");
    kith_insert(db, Post, .blog.row = kith_get(db, Blog, 1));
    KT_ASSERT_STR_EQ(seen.title, "untitled");
    KT_ASSERT_STR_EQ(seen.blog, "one");
    KT_ASSERT_EQ(seen.id, 2);
    slug = text("c-slug");
    REFUSES_ROW(db, kith_insert(db, Post, .blog_id = 77), KITH_E_PARENT);

    KT_ASSERT_STR_EQ(seen.blog, "-");
    family_close(db);
}

static char buffer[32];
static kith_value answer_from_buffer(const void *draft)
{
    snprintf(buffer, sizeof buffer, "number %d",
             (int)((const Like *)draft)->id);
    return text(buffer);
}

static kith_value weight;
static kith_value answer_weight(const void *draft)
{
    (void)draft;
    return weight;
}
static KITH_TABLE(
    Like, "likes", KITH_PRIMARY_KEY(Like, id),
    KITH_COLUMN(Like, who, .default_function = answer_from_buffer),
    KITH_COLUMN(Like, why, .default_function = answer_from_buffer),
    KITH_OPTIONAL_COLUMN(Like, weight, .default_function = answer_weight));

KT_TEST(default_function, may_answer_a_text_that_does_not_last)
{
    kith_db *db = OPEN(Like);
    weight = none;

    Like *first = kith_insert_default(db, Like);
    Like *second = kith_insert_default(db, Like);
    memset(buffer, 'x', sizeof buffer);

    KT_ASSERT_STR_EQ(first->who, "number 1");
    KT_ASSERT_STR_EQ(first->why, "number 1");
    KT_ASSERT_STR_EQ(second->who, "number 2");
    KT_ASSERT(!first->weight.present);
    family_close(db);
}

KT_TEST(default_function, that_answers_NULL_leaves_the_column_NULL)
{
    kith_db *db = open_blogs();
    words = rank = none;
    state = text(NULL);

    Post *post = kith_insert_default(db, Post);
    KT_ASSERT(!post->words.present && !post->rank.present);
    KT_ASSERT(!post->open.present && post->words.value == 0);
    KT_ASSERT(kith_is_null(post, blog_id) && !post->blog.row);
    slug = none;
    REFUSES_ROW(db, kith_insert_default(db, Post), KITH_E_NOT_NULL);
    SAYS(db, "posts.slug is required and would be NULL");
    slug = text(NULL);
    REFUSES_ROW(db, kith_insert_default(db, Post), KITH_E_NOT_NULL);

    KT_ASSERT_EQ(kith_count(db, Post), (size_t)1);
    family_close(db);
}

KT_TEST(default_function, whose_answer_is_taken_already_is_refused)
{
    kith_db *db = open_blogs();
    Post *post = kith_insert_default(db, Post);

    REFUSES_ROW(db, kith_insert_default(db, Post), KITH_E_UNIQUE);
    SAYS(db, "another row of posts already has slug \"a-slug\"");
    KT_ASSERT_EQ(kith_insert_or_get(db, Post, .title = "found"), post);
    home = number(3);
    REFUSES_ROW(db, kith_insert(db, Post, .slug = "b"), KITH_E_PARENT);
    SAYS(db, "posts.blog_id would be 3, but no row of blogs has that id");

    family_close(db);
}

/* The column, the answer that it cannot hold, and how that is printed. */
static void refuse(kith_db *db, kith_value *function, kith_value wrong,
                   const char *column, const char *printed)
{
    const kith_value good = *function;
    char sentence[256];

    snprintf(sentence, sizeof sentence,
             "posts.%s cannot hold %s, which its function returned: return a "
             "value of its type that fits",
             column, printed);
    *function = wrong;
    REFUSES_ROW(db, kith_insert_default(db, Post), KITH_E_CHECK);
    SAYS(db, sentence);
    KT_ASSERT_STR_EQ(kith_last_error(db)->table, "posts");
    KT_ASSERT_STR_EQ(kith_last_error(db)->column, column);
    KT_ASSERT_STR_EQ(kith_last_error(db)->value, printed);
    *function = good;
}

KT_TEST(default_function, whose_answer_does_not_fit_is_refused)
{
    kith_db *db = open_blogs();
    const kith_value huge = {.kind = KITH_KIND_U64, .natural = UINT64_MAX};

    refuse(db, &slug, number(7), "slug", "7");
    refuse(db, &slug, real(0.5), "slug", "0.5");
    refuse(db, &words, number(40000), "words", "40000");
    refuse(db, &words, number(-40000), "words", "-40000");
    refuse(db, &words, huge, "words", "18446744073709551615");
    refuse(db, &words, real(1), "words", "1");
    refuse(db, &words, text("1"), "words", "\"1\"");
    refuse(db, &rank, text("high"), "rank", "\"high\"");
    refuse(db, &state, number(2), "open", "2");
    refuse(db, &state, number(-1), "open", "-1");
    refuse(db, &state, real(1), "open", "1");
    refuse(db, &home, huge, "blog_id", "18446744073709551615");
    refuse(db, &home, text("one"), "blog_id", "\"one\"");
    words = number(-32768);
    rank = number(4);
    state = (kith_value){.kind = KITH_KIND_U64, .natural = 0};
    Post *post = kith_insert_default(db, Post);

    KT_ASSERT_EQ(post->id, 1);
    KT_ASSERT_EQ(post->words.value, -32768);
    KT_ASSERT(post->rank.value == 4 && !post->open.value && post->open.present);
    family_close(db);
}

KT_TEST(default_function, cannot_answer_too_large_a_float)
{
    kith_db *db = OPEN(Like);

    weight = real(1e300);
    REFUSES_ROW(db, kith_insert_default(db, Like), KITH_E_CHECK);
    KT_ASSERT_STR_EQ(kith_last_error(db)->column, "weight");
    weight = real(0.25);
    Like *like = kith_insert_default(db, Like);

    KT_ASSERT(like->weight.value == 0.25f);
    family_close(db);
}

KT_TEST_ONCE(default_function, names_the_new_parent_when_the_old_one_is_deleted)
{
    kith_db *db = open_blogs();
    Blog *one = kith_get(db, Blog, 1), *two = kith_get(db, Blog, 2);
    Post *post = kith_insert(db, Post, .blog.row = one);
    ASKED("swro");

    home = number(1);
    REFUSES(db, kith_delete(one), KITH_E_PARENT);
    home = number(9);
    REFUSES(db, kith_delete(one), KITH_E_PARENT);
    SAYS(db, "posts.blog_id would be 9, but no row of blogs has that id");
    home = text("nine");
    REFUSES(db, kith_delete(one), KITH_E_CHECK);
    home = number(2);
    seen.order[0] = '\0';
    ANSWERS(kith_delete(one), KITH_OK);
    ASKED("h");
    KT_ASSERT_EQ(post->blog.row, two);
    home = none;
    ANSWERS(kith_set(two, id, 5), KITH_OK);
    KT_ASSERT(kith_is_null(post, blog_id));

    family_close(db);
}

typedef struct Note Note;
struct Note {
    const int64_t id;
    KITH_TEXT who;
};
static kith_status written[4];

static kith_value write_something(const void *draft);
static KITH_TABLE(Note, "notes", KITH_PRIMARY_KEY(Note, id),
                  KITH_COLUMN(Note, who, .default_function = write_something));

static kith_value write_something(const void *draft)
{
    kith_db *db = kith_db_of(draft);
    Note *note = (Note *)(uintptr_t)draft;
    const Note *made = kith_insert(db, Note, .who = "me");

    written[0] = made ? KITH_OK : kith_last_error(db)->status;
    written[1] = kith_set(note, who, "me");
    written[2] = kith_reserve(db, Note, 10);
    written[3] = kith_delete(note);
    return text("written");
}
KT_TEST(default_function, may_read_only)
{
    kith_db *db = OPEN(Note);

    const Note *note = kith_insert_default(db, Note);

    for (int i = 0; i < 4; i++)
        KT_ASSERT_EQ(written[i], KITH_E_MISUSE);
    SAYS(db, "kith_delete: a function of a table may read only: nothing "
             "can be written while it runs");
    KT_ASSERT_STR_EQ(note->who, "written");
    KT_ASSERT_EQ(kith_count(db, Note), (size_t)1);
    family_close(db);
}

/* A foreign key whose default comes first, and a function that looks there. */
typedef struct Draw Draw;
struct Draw {
    const int64_t id;
    const int64_t blog_id;
    KITH_REFERENCE(Blog) blog;
    KITH_TEXT label;
};
static kith_value label_by_blog(const void *draft)
{
    const Draw *draw = draft;

    return text(draw->blog.row ? draw->blog.row->name : "no blog");
}
static KITH_TABLE(Draw, "draws", KITH_PRIMARY_KEY(Draw, id),
                  KITH_FOREIGN_KEY(Draw, blog_id, Blog, id,
                                   .default_value = KITH_INTEGER(2)),
                  KITH_RELATIONSHIP(Draw, blog, Blog),
                  KITH_COLUMN(Draw, label, .default_function = label_by_blog));

KT_TEST(default_function, sees_the_parent_that_an_earlier_default_names)
{
    kith_db *db = OPEN(Blog, Post, Draw);
    kith_insert(db, Blog, .name = "one");
    kith_insert(db, Blog, .name = "two");

    Draw *draw = kith_insert_default(db, Draw);

    KT_ASSERT_STR_EQ(draw->blog.row->name, "two");
    KT_ASSERT_STR_EQ(draw->label, "two");
    family_close(db);
}

/* A text in the row that does not fit, seen by a function. */
typedef struct Tag Tag;
struct Tag {
    const int64_t id;
    const char code[4];
    KITH_TEXT copy;
    KITH_TEXT required;
};
static bool is_ended;
static kith_value copy_code(const void *draft)
{
    const Tag *tag = draft;

    is_ended = memchr(tag->code, '\0', sizeof tag->code) != NULL;
    return text(is_ended ? tag->code : "no end");
}
static KITH_TABLE(Tag, "tags", KITH_PRIMARY_KEY(Tag, id),
                  KITH_COLUMN(Tag, code),
                  KITH_COLUMN(Tag, copy, .default_function = copy_code,
                              .on_update_function = copy_code),
                  KITH_COLUMN(Tag, required, .not_null = true,
                              .default_function = copy_code));

KT_TEST(default_function, meets_no_text_without_an_end)
{
    kith_db *db = OPEN(Tag);
    is_ended = true;

    REFUSES_ROW(db, kith_insert(db, Tag, .code = {'a', 'b', 'c', 'd'}),
                KITH_E_CHECK);
    KT_ASSERT(is_ended);
    Tag *tag = kith_insert(db, Tag, .code = "abc");
    REFUSES(db, kith_set(tag, code, "abcdef"), KITH_E_CHECK);

    KT_ASSERT(is_ended);
    family_close(db);
}
