/* kith_rows.h - the social network as tables of kith.
 *
 * A message has two keys, of which one is NULL: a check says so. It is a post,
 * which is in a forum, or a comment, which answers a message. A friendship is
 * one row, which both persons have in one collection. Members that the queries
 * read come first.
 *
 *   Place <- Person -> messages -> replies, likes, tags
 *              |-----> forums -> posts, members, tags
 *              '-----> friends, interests, studies, works, likes, memberships
 *
 * All that hangs on a person goes with it: each key on the way down cascades.
 */
#ifndef BENCH_LDBC_KITH_ROWS_H
#define BENCH_LDBC_KITH_ROWS_H

#include <kith.h>

typedef struct Place Place;
typedef struct TagClass TagClass;
typedef struct Tag Tag;
typedef struct Organisation Organisation;
typedef struct Person Person;
typedef struct Forum Forum;
typedef struct Message Message;
typedef struct Knows Knows;
typedef struct Membership Membership;
typedef struct ForumTag ForumTag;
typedef struct MessageTag MessageTag;
typedef struct Interest Interest;
typedef struct Study Study;
typedef struct Work Work;
typedef struct Like Like;

/* --- Nodes ---------------------------------------------------------------- */

struct Place {
    const int64_t id;
    KITH_TEXT name, url, label;
    const int64_t part_of_id;
    KITH_REFERENCE(Place) part_of;
};
struct TagClass {
    const int64_t id;
    KITH_TEXT name, url;
    const int64_t subclass_of_id;
    KITH_REFERENCE(TagClass) subclass_of;
};
struct Tag {
    const int64_t id;
    KITH_TEXT name, url;
    const int64_t type_id;
    KITH_REFERENCE(TagClass) type;
};
struct Organisation {
    const int64_t id;
    KITH_TEXT label, name, url;
    const int64_t place_id;
    KITH_REFERENCE(Place) place;
};
struct Person {
    const int64_t id;
    KITH_TEXT first_name, last_name;
    int64_t birthday, creation_date;
    KITH_TEXT location_ip, browser, gender;
    const int64_t city_id;
    KITH_REFERENCE(Place) city;
    KITH_COLLECTION(Message) messages;
    KITH_COLLECTION_VIA(Knows, Person) friends;
    KITH_COLLECTION(Forum) forums;         /* that it moderates */
    KITH_COLLECTION_VIA(Membership, Forum) memberships;
    KITH_COLLECTION_VIA(Interest, Tag) interests;
    KITH_COLLECTION(Study) studies;
    KITH_COLLECTION(Work) works;
    KITH_COLLECTION(Like) likes;
};
struct Forum {
    const int64_t id;
    KITH_TEXT title;
    const int64_t moderator_id;
    KITH_REFERENCE(Person) moderator;
    int64_t creation_date;
    KITH_COLLECTION(Message) posts;
    KITH_COLLECTION_VIA(Membership, Person) members;
    KITH_COLLECTION_VIA(ForumTag, Tag) tags;
};
struct Message {
    const int64_t id;
    const int64_t creation_date;
    KITH_TEXT content, image_file;
    KITH_REFERENCE(Person) creator;
    KITH_REFERENCE(Message) reply_of;
    KITH_REFERENCE(Forum) forum;
    KITH_COLLECTION(Message) replies;
    const int64_t creator_id;
    const int64_t forum_id, reply_of_id; /* one of the two */
    const int64_t country_id;
    KITH_REFERENCE(Place) country;
    int64_t length;
    KITH_TEXT location_ip, browser, language;
    KITH_COLLECTION(Like) likes;
    KITH_COLLECTION_VIA(MessageTag, Tag) tags;
};

/* --- Links ---------------------------------------------------------------- */

struct Knows {
    const int64_t creation_date;
    const int64_t first_id, second_id;
    KITH_REFERENCE(Person) first;
    KITH_REFERENCE(Person) second;
};
struct Membership {
    const int64_t forum_id, person_id;
    KITH_REFERENCE(Forum) forum;
    KITH_REFERENCE(Person) person;
    int64_t join_date;
};
struct ForumTag {
    const int64_t forum_id, tag_id;
    KITH_REFERENCE(Forum) forum;
    KITH_REFERENCE(Tag) tag;
};
struct MessageTag {
    const int64_t message_id, tag_id;
    KITH_REFERENCE(Message) message;
    KITH_REFERENCE(Tag) tag;
};
struct Interest {
    const int64_t person_id, tag_id;
    KITH_REFERENCE(Person) person;
    KITH_REFERENCE(Tag) tag;
};
struct Study {
    const int64_t person_id, organisation_id;
    KITH_REFERENCE(Person) person;
    KITH_REFERENCE(Organisation) organisation;
    int64_t class_year;
};
struct Work {
    const int64_t person_id, organisation_id;
    KITH_REFERENCE(Person) person;
    KITH_REFERENCE(Organisation) organisation;
    int64_t work_from;
};
struct Like {
    const int64_t person_id, message_id;
    KITH_REFERENCE(Person) person;
    KITH_REFERENCE(Message) message;
    int64_t creation_date;
};

KITH_DECLARE(Place);
KITH_DECLARE(TagClass);
KITH_DECLARE(Tag);
KITH_DECLARE(Organisation);
KITH_DECLARE(Person);
KITH_DECLARE(Forum);
KITH_DECLARE(Message);
KITH_DECLARE(Knows);
KITH_DECLARE(Membership);
KITH_DECLARE(ForumTag);
KITH_DECLARE(MessageTag);
KITH_DECLARE(Interest);
KITH_DECLARE(Study);
KITH_DECLARE(Work);
KITH_DECLARE(Like);

/* Insert all rows of the data set. */
struct ldbc;
void ldbc_kith_load(kith_db *db, const struct ldbc *data);

#endif
