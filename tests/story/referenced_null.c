/* referenced_null.c - a unique text that others refer to becomes NULL: then
 * nobody can refer to it, and what becomes of the children is what their
 * .on_update says. */
#include "family.h"

typedef struct Word Word;
#define CHILD(Row)                 \
    typedef struct Row Row;        \
    struct Row {                   \
        const int64_t id;          \
        KITH_TEXT code;            \
        KITH_REFERENCE(Word) word; \
    }
CHILD(Silent);
CHILD(Refusing);
CHILD(Restricting);
CHILD(Leaving);
CHILD(Falling);
CHILD(Needing);
CHILD(Owned);
typedef struct Following Following;
typedef struct Echo Echo;
struct Word {
    const int64_t id;
    KITH_TEXT code;
    KITH_TEXT twin_code;
    KITH_REFERENCE(Word) twin;
    KITH_COLLECTION(Following) followers;
    KITH_COLLECTION(Owned) owned;
    KITH_COLLECTION(Falling) fallers;
};
struct Following {
    const int64_t id;
    KITH_TEXT name;
    KITH_TEXT code;
    KITH_REFERENCE(Word) word;
};
/* Has the code of a word as its own key, which echoes of echoes refer to. */
struct Echo {
    const int64_t id;
    KITH_TEXT code;
    KITH_TEXT of_code;
    KITH_REFERENCE(Word) word;
    KITH_REFERENCE(Echo) of;
};
#define TABLE(Row, table_name, back, ...)                     \
    static KITH_TABLE(                                        \
        Row, table_name, KITH_PRIMARY_KEY(Row, id),           \
        KITH_FOREIGN_KEY(Row, code, Word, code, __VA_ARGS__), \
        KITH_RELATIONSHIP(Row, word, Word, .back_populates = back))
static KITH_TABLE(
    Word, "words", KITH_PRIMARY_KEY(Word, id),
    KITH_COLUMN(Word, code, .unique = true),
    KITH_FOREIGN_KEY(Word, twin_code, Word, code),
    KITH_RELATIONSHIP(Word, twin, Word),
    KITH_RELATIONSHIP(Word, followers, Following, .back_populates = "word"),
    KITH_RELATIONSHIP(Word, fallers, Falling, .back_populates = "word"),
    KITH_RELATIONSHIP(Word, owned, Owned, .back_populates = "word",
                      .delete_orphan = true));
TABLE(Silent, "silent", NULL, .not_null = false);
TABLE(Refusing, "refusing", NULL, .on_update = KITH_NO_ACTION);
TABLE(Restricting, "restricting", NULL, .on_update = KITH_RESTRICT);
TABLE(Leaving, "leaving", NULL, .on_update = KITH_SET_NULL);
TABLE(Falling, "falling", "fallers", .on_update = KITH_SET_DEFAULT,
      .default_value = KITH_STRING("first"));
TABLE(Needing, "needing", NULL, .on_update = KITH_CASCADE, .not_null = true);
TABLE(Owned, "owned", "owned", .on_update = KITH_CASCADE);
static KITH_TABLE(Following, "following", KITH_PRIMARY_KEY(Following, id),
                  KITH_COLUMN(Following, name),
                  KITH_FOREIGN_KEY(Following, code, Word, code,
                                   .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Following, word, Word,
                                    .back_populates = "followers"));
static KITH_TABLE(Echo, "echoes", KITH_PRIMARY_KEY(Echo, id),
                  KITH_FOREIGN_KEY(Echo, code, Word, code, .unique = true,
                                   .on_update = KITH_CASCADE),
                  KITH_FOREIGN_KEY(Echo, of_code, Echo, code,
                                   .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Echo, word, Word),
                  KITH_RELATIONSHIP(Echo, of, Echo));

static kith_db *open_words(Word **word)
{
    kith_db *db = OPEN(Word, Silent, Refusing, Restricting, Leaving, Falling,
                       Needing, Owned, Following, Echo);

    kith_insert(db, Word, .code = "first");
    *word = kith_insert(db, Word, .code = "a");
    return db;
}

KT_TEST(referenced_null, is_refused_by_silence_no_action_and_restrict)
{
    for (int way = 0; way < 3; way++) {
        Word *word;
        kith_db *db = open_words(&word);
        void *child =
            way == 0   ? (void *)kith_insert(db, Silent, .word.row = word)
            : way == 1 ? (void *)kith_insert(db, Refusing, .word.row = word)
                       : (void *)kith_insert(db, Restricting, .code = "a");

        REFUSES(db, kith_set_null(word, code), KITH_E_CHILDREN);
        REFUSES(db, kith_set(word, code, (const char *)NULL), KITH_E_CHILDREN);
        KT_ASSERT_STR_EQ(word->code, "a");
        ANSWERS(kith_delete(child), KITH_OK);
        ANSWERS(kith_set_null(word, code), KITH_OK);
        KT_ASSERT(kith_is_null(word, code));
        KT_ASSERT_NULL(kith_find(db, Word, code, "a"));
        family_close(db);
    }
}

/* As in SQL: the children get the new value, and that is NULL. */
KT_TEST(referenced_null, unlinks_the_children_under_cascade)
{
    Word *word;
    kith_db *db = open_words(&word);
    Following *one = kith_insert(db, Following, .name = "1", .code = "a");
    Following *two = kith_insert(db, Following, .name = "2", .word.row = word);

    ANSWERS(kith_set_null(word, code), KITH_OK);

    KT_ASSERT(kith_is_null(one, code) && kith_is_null(two, code));
    KT_ASSERT_NULL(one->word.row);
    ASSERT_LIST(word->followers, name, "");
    ASSERT_MATCHES(db, Following, code, "a", name, "");
    REFUSES(db, kith_relate(one, word, word), KITH_E_PARENT);
    ANSWERS(kith_set(word, code, "a"), KITH_OK);
    ASSERT_LIST(word->followers, name, ""); /* nobody comes back by himself */
    ANSWERS(kith_set(two, code, "a"), KITH_OK);
    ASSERT_LIST(word->followers, name, "2");
    family_close(db);
}

KT_TEST(referenced_null, unlinks_the_children_under_set_null)
{
    Word *word;
    kith_db *db = open_words(&word);
    Leaving *leaver = kith_insert(db, Leaving, .word.row = word);

    ANSWERS(kith_set_null(word, code), KITH_OK);

    KT_ASSERT(kith_is_null(leaver, code));
    KT_ASSERT_NULL(leaver->word.row);
    family_close(db);
}

KT_TEST(referenced_null, moves_the_children_under_set_default)
{
    Word *word;
    kith_db *db = open_words(&word);
    Falling *faller = kith_insert(db, Falling, .word.row = word);
    Word *first = kith_find(db, Word, code, "first");

    ANSWERS(kith_set_null(word, code), KITH_OK);

    KT_ASSERT_STR_EQ(faller->code, "first");
    KT_ASSERT_EQ(faller->word.row, first);
    KT_ASSERT_EQ(first->fallers.count, 1u);
    REFUSES(db, kith_set_null(first, code), KITH_E_PARENT);
    family_close(db);
}

KT_TEST(referenced_null, is_refused_where_a_child_may_not_be_without_it)
{
    Word *word;
    kith_db *db = open_words(&word);
    Following *follower = kith_insert(db, Following, .word.row = word);
    Needing *needing = kith_insert(db, Needing, .word.row = word);

    REFUSES(db, kith_set_null(word, code), KITH_E_NOT_NULL);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "needing");
    KT_ASSERT_EQ(follower->word.row, word);
    ANSWERS(kith_set(needing, code, "first"), KITH_OK);
    ANSWERS(kith_set_null(word, code), KITH_OK);
    KT_ASSERT_NULL(follower->word.row);
    REFUSES(db, kith_set_null(needing->word.row, code), KITH_E_NOT_NULL);
    family_close(db);
}

KT_TEST(referenced_null, is_all_or_nothing_over_tables_of_different_actions)
{
    Word *word;
    kith_db *db = open_words(&word);
    Following *follower = kith_insert(db, Following, .word.row = word);
    Leaving *leaver = kith_insert(db, Leaving, .word.row = word);
    Falling *faller = kith_insert(db, Falling, .word.row = word);
    Owned *owned = kith_insert(db, Owned, .word.row = word);
    Refusing *refusing = kith_insert(db, Refusing, .word.row = word);

    REFUSES(db, kith_set_null(word, code), KITH_E_CHILDREN);
    KT_ASSERT_EQ(follower->word.row, word);
    KT_ASSERT_EQ(leaver->word.row, word);
    KT_ASSERT_STR_EQ(faller->code, "a");
    KT_ASSERT(kith_is_live(owned));
    ANSWERS(kith_set_null(refusing, code), KITH_OK);
    ANSWERS(kith_set_null(word, code), KITH_OK);
    KT_ASSERT(!follower->word.row && !leaver->word.row);
    KT_ASSERT_STR_EQ(faller->code, "first");
    family_close(db);
}

/* A child that ends without a parent under .delete_orphan is deleted, whoever
 * took the parent from it. */
KT_TEST(referenced_null, deletes_the_orphans_that_it_makes)
{
    Word *word;
    kith_db *db = open_words(&word);
    Owned *owned = kith_insert(db, Owned, .word.row = word);
    kith_insert(db, Owned, .code = "a");
    Owned *other = kith_insert(db, Owned, .code = "first");

    ANSWERS(kith_set(word, code, "b"), KITH_OK);
    KT_ASSERT_STR_EQ(owned->code, "b");
    ANSWERS(kith_set_null(word, code), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Owned), (size_t)1);
    KT_ASSERT(kith_is_live(other));
    KT_ASSERT_EQ(word->owned.count, 0u);
    family_close(db);
}

KT_TEST(referenced_null, goes_on_through_keys_that_are_foreign_keys)
{
    Word *word;
    kith_db *db = open_words(&word);
    Echo *echo = kith_insert(db, Echo, .word.row = word);
    Echo *second = kith_insert(db, Echo, .of.row = echo);
    Echo *self = kith_insert(db, Echo, .code = "first", .of_code = "first");

    ANSWERS(kith_set(word, code, "b"), KITH_OK);
    KT_ASSERT_STR_EQ(second->of_code, "b");
    ANSWERS(kith_set_null(word, code), KITH_OK);

    KT_ASSERT(kith_is_null(echo, code) && kith_is_null(second, of_code));
    KT_ASSERT(!echo->word.row && !second->of.row);
    KT_ASSERT_EQ(self->of.row, self);
    ANSWERS(kith_set_null(self->word.row, code), KITH_OK);
    KT_ASSERT(!self->of.row && kith_is_null(self, of_code));
    family_close(db);
}

KT_TEST(referenced_null, of_a_row_that_names_itself_needs_both_in_one_call)
{
    Word *word;
    kith_db *db = open_words(&word);
    ANSWERS(kith_set(word, twin_code, "a"), KITH_OK);
    KT_ASSERT_EQ(word->twin.row, word);

    REFUSES(db, kith_set_null(word, code), KITH_E_CHILDREN);
    ANSWERS(kith_update(word, kith_to_null(word, code),
                        kith_to_null(word, twin_code)),
            KITH_OK);

    KT_ASSERT_NULL(word->twin.row);
    KT_ASSERT(kith_is_null(word, code) && kith_is_null(word, twin_code));
    family_close(db);
}

KT_TEST(referenced_null, may_be_the_key_of_many_rows)
{
    Word *word;
    kith_db *db = open_words(&word);
    kith_insert(db, Word, .twin_code = "a");
    kith_insert_default(db, Word);

    ANSWERS(kith_set_null(kith_find(db, Word, code, "first"), code), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Word), (size_t)4);
    REFUSES(db, kith_set_null(word, code), KITH_E_CHILDREN);
    family_close(db);
}
