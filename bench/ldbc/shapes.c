/* shapes.c - the tables of the data set, column by column. */
#include "ldbc/fields.h"

#define SHAPE(table_name, row, ...)            \
    {                                          \
        table_name, sizeof(struct ldbc_##row), \
        {                                      \
            __VA_ARGS__                        \
        }                                      \
    }

const struct ldbc_shape ldbc_shapes[LDBC_TABLES] = {
    [LDBC_PLACE] = SHAPE("places", place, NUMBER(place, id), TEXT(place, name),
                         TEXT(place, url), TEXT(place, label),
                         PARENT(place, part_of, PLACE)),
    [LDBC_TAG_CLASS] = SHAPE("tag_classes", tag_class, NUMBER(tag_class, id),
                             TEXT(tag_class, name), TEXT(tag_class, url),
                             PARENT(tag_class, subclass_of, TAG_CLASS)),
    [LDBC_TAG] = SHAPE("tags", tag, NUMBER(tag, id), TEXT(tag, name),
                       TEXT(tag, url), PARENT(tag, type, TAG_CLASS)),
    [LDBC_ORGANISATION] =
        SHAPE("organisations", organisation, NUMBER(organisation, id),
              TEXT(organisation, label), TEXT(organisation, name),
              TEXT(organisation, url), PARENT(organisation, place, PLACE)),
    [LDBC_PERSON] = SHAPE(
        "persons", person, NUMBER(person, id), TEXT(person, first_name),
        TEXT(person, last_name), TEXT(person, gender), NUMBER(person, birthday),
        DATE(person, creation_date), TEXT(person, location_ip),
        TEXT(person, browser), PARENT(person, city, PLACE)),
    [LDBC_FORUM] =
        SHAPE("forums", forum, NUMBER(forum, id), TEXT(forum, title),
              DATE(forum, creation_date), PARENT(forum, moderator, PERSON)),
    [LDBC_MESSAGE] = SHAPE(
        "messages", message, NUMBER(message, id), DATE(message, creation_date),
        TEXT(message, image_file), TEXT(message, content),
        TEXT(message, location_ip), TEXT(message, browser),
        TEXT(message, language), NUMBER(message, length),
        PARENT(message, creator, PERSON), PARENT(message, country, PLACE),
        PARENT(message, forum, FORUM), PARENT(message, reply_of, MESSAGE)),
    [LDBC_KNOWS] =
        SHAPE("knows", knows, PARENT(knows, first, PERSON),
              PARENT(knows, second, PERSON), DATE(knows, creation_date)),
    [LDBC_MEMBER] =
        SHAPE("members", member, PARENT(member, forum, FORUM),
              PARENT(member, person, PERSON), DATE(member, join_date)),
    [LDBC_FORUM_TAG] = SHAPE("forum_tags", tagging, PARENT(tagging, row, FORUM),
                             PARENT(tagging, tag, TAG)),
    [LDBC_MESSAGE_TAG] =
        SHAPE("message_tags", tagging, PARENT(tagging, row, MESSAGE),
              PARENT(tagging, tag, TAG)),
    [LDBC_INTEREST] = SHAPE("interests", tagging, PARENT(tagging, row, PERSON),
                            PARENT(tagging, tag, TAG)),
    [LDBC_STUDY] =
        SHAPE("studies", career, PARENT(career, person, PERSON),
              PARENT(career, organisation, ORGANISATION), NUMBER(career, year)),
    [LDBC_WORK] =
        SHAPE("works", career, PARENT(career, person, PERSON),
              PARENT(career, organisation, ORGANISATION), NUMBER(career, year)),
    [LDBC_LIKE] =
        SHAPE("likes", like, PARENT(like, person, PERSON),
              PARENT(like, message, MESSAGE), DATE(like, creation_date)),
};
