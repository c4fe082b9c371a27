/* kith_rows.c - the tables of kith_rows.h: keys, orders and checks. */
#include "ldbc/kith_rows.h"

/* A parent that must be there, and takes the row along when it goes. */
#define OWNED(Row, key, Parent)                              \
    KITH_FOREIGN_KEY(Row, key, Parent, id, .not_null = true, \
                     .on_delete = KITH_CASCADE)
/* One that must be there, and cannot go before the row. */
#define NEEDED(Row, key, Parent) \
    KITH_FOREIGN_KEY(Row, key, Parent, id, .not_null = true)
/* A part of the primary key of a pair. */
#define PAIRED(Row, key, Parent)                                \
    KITH_FOREIGN_KEY(Row, key, Parent, id, .primary_key = true, \
                     .on_delete = KITH_CASCADE)

/* --- Checks --------------------------------------------------------------- */

static bool answers_one_message(const void *draft)
{
    const Comment *comment = draft;

    return !comment->post.row != !comment->comment.row;
}

static bool likes_one_message(const void *draft)
{
    const Like *like = draft;

    return !like->post.row != !like->comment.row;
}

/* --- Nodes ---------------------------------------------------------------- */

KITH_TABLE(Place, "places", KITH_PRIMARY_KEY(Place, id, .manual = true),
           KITH_COLUMN(Place, name), KITH_COLUMN(Place, url),
           KITH_COLUMN(Place, label),
           KITH_FOREIGN_KEY(Place, part_of_id, Place, id),
           KITH_RELATIONSHIP(Place, part_of, Place));

KITH_TABLE(TagClass, "tag_classes",
           KITH_PRIMARY_KEY(TagClass, id, .manual = true),
           KITH_COLUMN(TagClass, name), KITH_COLUMN(TagClass, url),
           KITH_FOREIGN_KEY(TagClass, subclass_of_id, TagClass, id),
           KITH_RELATIONSHIP(TagClass, subclass_of, TagClass));

KITH_TABLE(Tag, "tags", KITH_PRIMARY_KEY(Tag, id, .manual = true),
           KITH_COLUMN(Tag, name), KITH_COLUMN(Tag, url),
           NEEDED(Tag, type_id, TagClass),
           KITH_RELATIONSHIP(Tag, type, TagClass));

KITH_TABLE(Organisation, "organisations",
           KITH_PRIMARY_KEY(Organisation, id, .manual = true),
           KITH_COLUMN(Organisation, label), KITH_COLUMN(Organisation, name),
           KITH_COLUMN(Organisation, url),
           NEEDED(Organisation, place_id, Place),
           KITH_RELATIONSHIP(Organisation, place, Place));

KITH_TABLE(
    Person, "persons", KITH_PRIMARY_KEY(Person, id, .manual = true),
    KITH_COLUMN(Person, first_name), KITH_COLUMN(Person, last_name),
    KITH_COLUMN(Person, birthday), KITH_COLUMN(Person, creation_date),
    KITH_COLUMN(Person, location_ip), KITH_COLUMN(Person, browser),
    KITH_COLUMN(Person, gender), NEEDED(Person, city_id, Place),
    KITH_RELATIONSHIP(Person, city, Place),
    KITH_RELATIONSHIP(Person, posts, Post, .back_populates = "creator",
                      .order_by = "creation_date desc, id"),
    KITH_RELATIONSHIP(Person, comments, Comment, .back_populates = "creator",
                      .order_by = "creation_date desc, id"),
    KITH_RELATIONSHIP(Person, friends, Person, .secondary = "knows",
                      .symmetric = true),
    KITH_RELATIONSHIP(Person, forums, Forum, .back_populates = "moderator"),
    KITH_RELATIONSHIP(Person, memberships, Forum, .secondary = "memberships",
                      .back_populates = "members"),
    KITH_RELATIONSHIP(Person, interests, Tag, .secondary = "interests"),
    KITH_RELATIONSHIP(Person, studies, Study, .back_populates = "person"),
    KITH_RELATIONSHIP(Person, works, Work, .back_populates = "person"),
    KITH_RELATIONSHIP(Person, likes, Like, .back_populates = "person"));

KITH_TABLE(Forum, "forums", KITH_PRIMARY_KEY(Forum, id, .manual = true),
           KITH_COLUMN(Forum, title), KITH_COLUMN(Forum, creation_date),
           OWNED(Forum, moderator_id, Person),
           KITH_RELATIONSHIP(Forum, moderator, Person,
                             .back_populates = "forums"),
           KITH_RELATIONSHIP(Forum, posts, Post, .back_populates = "forum"),
           KITH_RELATIONSHIP(Forum, members, Person, .secondary = "memberships",
                             .back_populates = "memberships"),
           KITH_RELATIONSHIP(Forum, tags, Tag, .secondary = "forum_tags"));

KITH_TABLE(Post, "posts", KITH_PRIMARY_KEY(Post, id, .manual = true),
           KITH_COLUMN(Post, creation_date), KITH_COLUMN(Post, content),
           KITH_COLUMN(Post, image_file), OWNED(Post, creator_id, Person),
           KITH_RELATIONSHIP(Post, creator, Person, .back_populates = "posts"),
           OWNED(Post, forum_id, Forum),
           KITH_RELATIONSHIP(Post, forum, Forum, .back_populates = "posts"),
           KITH_RELATIONSHIP(Post, replies, Comment, .back_populates = "post"),
           NEEDED(Post, country_id, Place),
           KITH_RELATIONSHIP(Post, country, Place), KITH_COLUMN(Post, length),
           KITH_COLUMN(Post, location_ip), KITH_COLUMN(Post, browser),
           KITH_COLUMN(Post, language),
           KITH_RELATIONSHIP(Post, likes, Like, .back_populates = "post"),
           KITH_RELATIONSHIP(Post, tags, Tag, .secondary = "post_tags"));

KITH_TABLE(
    Comment, "comments", KITH_PRIMARY_KEY(Comment, id, .manual = true),
    KITH_COLUMN(Comment, creation_date), KITH_COLUMN(Comment, content),
    OWNED(Comment, creator_id, Person),
    KITH_RELATIONSHIP(Comment, creator, Person, .back_populates = "comments"),
    KITH_FOREIGN_KEY(Comment, post_id, Post, id, .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Comment, post, Post, .back_populates = "replies"),
    KITH_FOREIGN_KEY(Comment, comment_id, Comment, id,
                     .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Comment, comment, Comment, .back_populates = "replies"),
    KITH_CHECK(answers_one_message, "a comment answers a post or a comment",
               "post_id", "comment_id"),
    KITH_RELATIONSHIP(Comment, replies, Comment, .back_populates = "comment"),
    NEEDED(Comment, country_id, Place),
    KITH_RELATIONSHIP(Comment, country, Place), KITH_COLUMN(Comment, length),
    KITH_COLUMN(Comment, location_ip), KITH_COLUMN(Comment, browser),
    KITH_RELATIONSHIP(Comment, likes, Like, .back_populates = "comment"),
    KITH_RELATIONSHIP(Comment, tags, Tag, .secondary = "comment_tags"));

/* --- Links ---------------------------------------------------------------- */

KITH_TABLE(Knows, "knows", KITH_COLUMN(Knows, creation_date),
           PAIRED(Knows, first_id, Person),
           KITH_RELATIONSHIP(Knows, first, Person, .foreign_key = "first_id"),
           PAIRED(Knows, second_id, Person),
           KITH_RELATIONSHIP(Knows, second, Person,
                             .foreign_key = "second_id"));

KITH_TABLE(Membership, "memberships", PAIRED(Membership, forum_id, Forum),
           KITH_RELATIONSHIP(Membership, forum, Forum),
           PAIRED(Membership, person_id, Person),
           KITH_RELATIONSHIP(Membership, person, Person),
           KITH_COLUMN(Membership, join_date));

#define TAGGING(Row, name, owner, Owner)                                       \
    KITH_TABLE(Row, name, PAIRED(Row, owner##_id, Owner),                      \
               KITH_RELATIONSHIP(Row, owner, Owner), PAIRED(Row, tag_id, Tag), \
               KITH_RELATIONSHIP(Row, tag, Tag))
TAGGING(ForumTag, "forum_tags", forum, Forum);
TAGGING(PostTag, "post_tags", post, Post);
TAGGING(CommentTag, "comment_tags", comment, Comment);
TAGGING(Interest, "interests", person, Person);

KITH_TABLE(Study, "studies", PAIRED(Study, person_id, Person),
           KITH_RELATIONSHIP(Study, person, Person,
                             .back_populates = "studies"),
           PAIRED(Study, organisation_id, Organisation),
           KITH_RELATIONSHIP(Study, organisation, Organisation),
           KITH_COLUMN(Study, class_year));

KITH_TABLE(Work, "works", PAIRED(Work, person_id, Person),
           KITH_RELATIONSHIP(Work, person, Person, .back_populates = "works"),
           PAIRED(Work, organisation_id, Organisation),
           KITH_RELATIONSHIP(Work, organisation, Organisation),
           KITH_COLUMN(Work, work_from));

KITH_TABLE(Like, "likes", OWNED(Like, person_id, Person),
           KITH_RELATIONSHIP(Like, person, Person, .back_populates = "likes"),
           KITH_FOREIGN_KEY(Like, post_id, Post, id, .on_delete = KITH_CASCADE),
           KITH_RELATIONSHIP(Like, post, Post, .back_populates = "likes"),
           KITH_FOREIGN_KEY(Like, comment_id, Comment, id,
                            .on_delete = KITH_CASCADE),
           KITH_RELATIONSHIP(Like, comment, Comment, .back_populates = "likes"),
           KITH_CHECK(likes_one_message, "a like is of a post or a comment",
                      "post_id", "comment_id"),
           KITH_UNIQUE("person_id", "post_id"),
           KITH_UNIQUE("person_id", "comment_id"),
           KITH_COLUMN(Like, creation_date));
