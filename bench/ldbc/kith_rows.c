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

static bool is_post_or_comment(const void *draft)
{
    const Message *message = draft;

    return !message->forum.row != !message->reply_of.row;
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
    KITH_RELATIONSHIP(Person, messages, Message, .back_populates = "creator",
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
           KITH_RELATIONSHIP(Forum, posts, Message, .back_populates = "forum"),
           KITH_RELATIONSHIP(Forum, members, Person, .secondary = "memberships",
                             .back_populates = "memberships"),
           KITH_RELATIONSHIP(Forum, tags, Tag, .secondary = "forum_tags"));

KITH_TABLE(
    Message, "messages", KITH_PRIMARY_KEY(Message, id, .manual = true),
    KITH_COLUMN(Message, creation_date), KITH_COLUMN(Message, content),
    KITH_COLUMN(Message, image_file), OWNED(Message, creator_id, Person),
    KITH_RELATIONSHIP(Message, creator, Person, .back_populates = "messages"),
    KITH_FOREIGN_KEY(Message, forum_id, Forum, id, .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Message, forum, Forum, .back_populates = "posts"),
    KITH_FOREIGN_KEY(Message, reply_of_id, Message, id,
                     .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Message, reply_of, Message, .back_populates = "replies"),
    KITH_RELATIONSHIP(Message, replies, Message, .back_populates = "reply_of"),
    KITH_CHECK(is_post_or_comment, "a message is in a forum or is a reply",
               "forum_id", "reply_of_id"),
    NEEDED(Message, country_id, Place),
    KITH_RELATIONSHIP(Message, country, Place), KITH_COLUMN(Message, length),
    KITH_COLUMN(Message, location_ip), KITH_COLUMN(Message, browser),
    KITH_COLUMN(Message, language),
    KITH_RELATIONSHIP(Message, likes, Like, .back_populates = "message"),
    KITH_RELATIONSHIP(Message, tags, Tag, .secondary = "message_tags"));

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
TAGGING(MessageTag, "message_tags", message, Message);
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
           OWNED(Like, message_id, Message),
           KITH_RELATIONSHIP(Like, message, Message, .back_populates = "likes"),
           KITH_UNIQUE("person_id", "message_id"),
           KITH_COLUMN(Like, creation_date));
