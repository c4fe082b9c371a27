/* kith_rows.h - the social network as tables of kith.
 *
 * A message is a post or a comment. What refers to one has a key to each, of
 * which one is NULL: a check says so. A friendship is one row, in which the
 * person with the lesser id comes first, so a person has two collections of
 * them. Members that the queries read come first.
 *
 *   Place <- Person -> posts, comments -> replies, likes, tags
 *              |-----> forums -> posts, members, tags
 *              '-----> friendships, interests, studies, works, likes, members
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
typedef struct Post Post;
typedef struct Comment Comment;
typedef struct Knows Knows;
typedef struct Membership Membership;
typedef struct ForumTag ForumTag;
typedef struct PostTag PostTag;
typedef struct CommentTag CommentTag;
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
    KITH_COLLECTION(Post) posts;
    KITH_COLLECTION(Comment) comments;
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
    KITH_COLLECTION(Post) posts;
    KITH_COLLECTION_VIA(Membership, Person) members;
    KITH_COLLECTION_VIA(ForumTag, Tag) tags;
};
struct Post {
    const int64_t id;
    const int64_t creation_date;
    KITH_TEXT content, image_file;
    const int64_t creator_id;
    KITH_REFERENCE(Person) creator;
    const int64_t forum_id;
    KITH_REFERENCE(Forum) forum;
    KITH_COLLECTION(Comment) replies;
    const int64_t country_id;
    KITH_REFERENCE(Place) country;
    int64_t length;
    KITH_TEXT location_ip, browser, language;
    KITH_COLLECTION(Like) likes;
    KITH_COLLECTION_VIA(PostTag, Tag) tags;
};
struct Comment {
    const int64_t id;
    const int64_t creation_date;
    KITH_TEXT content;
    const int64_t creator_id;
    KITH_REFERENCE(Person) creator;
    const int64_t post_id, comment_id; /* what it answers: one of the two */
    KITH_REFERENCE(Post) post;
    KITH_REFERENCE(Comment) comment;
    KITH_COLLECTION(Comment) replies;
    const int64_t country_id;
    KITH_REFERENCE(Place) country;
    int64_t length;
    KITH_TEXT location_ip, browser;
    KITH_COLLECTION(Like) likes;
    KITH_COLLECTION_VIA(CommentTag, Tag) tags;
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
struct PostTag {
    const int64_t post_id, tag_id;
    KITH_REFERENCE(Post) post;
    KITH_REFERENCE(Tag) tag;
};
struct CommentTag {
    const int64_t comment_id, tag_id;
    KITH_REFERENCE(Comment) comment;
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
    const int64_t person_id;
    const int64_t post_id, comment_id; /* what is liked: one of the two */
    KITH_REFERENCE(Person) person;
    KITH_REFERENCE(Post) post;
    KITH_REFERENCE(Comment) comment;
    int64_t creation_date;
};

KITH_DECLARE(Place);
KITH_DECLARE(TagClass);
KITH_DECLARE(Tag);
KITH_DECLARE(Organisation);
KITH_DECLARE(Person);
KITH_DECLARE(Forum);
KITH_DECLARE(Post);
KITH_DECLARE(Comment);
KITH_DECLARE(Knows);
KITH_DECLARE(Membership);
KITH_DECLARE(ForumTag);
KITH_DECLARE(PostTag);
KITH_DECLARE(CommentTag);
KITH_DECLARE(Interest);
KITH_DECLARE(Study);
KITH_DECLARE(Work);
KITH_DECLARE(Like);

/* Insert all rows of the data set. */
struct ldbc;
void ldbc_kith_load(kith_db *db, const struct ldbc *data);

#endif
