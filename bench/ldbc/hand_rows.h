/* hand_rows.h - the social network by hand: the rows.
 *
 * Owns   pools of rows, an index of persons, one of messages, one of pairs of
 *        friends, and an arena of texts.
 *
 * What a query wants in an order is an array that is kept in it: the messages
 * of a person and the replies of a message, latest first, and the friends with
 * the date beside them. Other links are doubly linked lists where both ends
 * need them, else singly linked. Nobody asks a place, tag or organisation what
 * refers to it: nothing leads back.
 */
#ifndef BENCH_LDBC_HAND_ROWS_H
#define BENCH_LDBC_HAND_ROWS_H

#include "ldbc/ldbc.h"
#include "peers/hand_text.h"

struct place {
    int64_t id;
    const char *name, *url, *label;
    struct place *part_of;
};
struct tag_class {
    int64_t id;
    const char *name, *url;
    struct tag_class *subclass_of;
};
struct tag {
    int64_t id;
    const char *name, *url;
    struct tag_class *type;
};
struct organisation {
    int64_t id;
    const char *label, *name, *url;
    struct place *place;
};

struct friend
{
    int64_t since;
    struct person *person;
};
struct person {
    int64_t id;
    const char *first_name, *last_name;
    int64_t birthday, creation_date;
    const char *location_ip, *browser, *gender;
    struct place *city;
    struct hand_list messages; /* latest first, then by id */
    struct friend *friends;    /* the same */
    uint32_t friend_count;
    struct forum *forums; /* that it moderates */
    struct member *members;
    struct tagging *interests;
    struct career *studies, *works;
    struct like *likes;
};
struct forum {
    int64_t id;
    const char *title;
    struct person *moderator;
    int64_t creation_date;
    struct message *posts;
    struct member *members;
    struct tagging *tags;
    struct forum *next_of_moderator, **back_of_moderator;
};
struct message {
    int64_t id, creation_date;
    const char *content, *image_file;
    struct person *creator;
    struct message *reply_of; /* NULL: it is a post */
    struct forum *forum;      /* of a post */
    struct hand_list replies; /* latest first, then by their creators' ids */
    struct place *country;
    int64_t length;
    const char *location_ip, *browser, *language;
    struct like *likes;
    struct tagging *tags;
    struct message *next_of_forum, **back_of_forum;
};

struct knows {
    int64_t creation_date;
    struct person *first, *second;
};
struct member {
    struct forum *forum;
    struct person *person;
    int64_t join_date;
    struct member *next_of_forum, **back_of_forum;
    struct member *next_of_person, **back_of_person;
};
struct tagging {
    struct tag *tag;
    struct tagging *next;
};
struct career {
    struct organisation *organisation;
    int64_t year;
    struct career *next;
};
struct like {
    struct person *person;
    struct message *message;
    int64_t creation_date;
    struct like *next_of_person, **back_of_person;
    struct like *next_of_message, **back_of_message;
};

struct world {
    struct pool pools[LDBC_TABLES];
    size_t counts[LDBC_TABLES];     /* live rows */
    struct hand_index persons, messages, pairs;
    struct hand_arrays arrays;
    struct friend *friends; /* the arrays of all persons, one by one */
    struct hand_texts texts;
};

void *ldbc_hand_open(const struct ldbc *data);
void ldbc_hand_close(void *world);

/* --- Lists ---------------------------------------------------------------- */

/* Put a row at the head of a list, and take it out. */
#define HAND_JOIN(head, row, side)                        \
    do {                                                  \
        (row)->next_##side = *(head);                     \
        if ((row)->next_##side)                           \
            (*(head))->back_##side = &(row)->next_##side; \
        (row)->back_##side = (head);                      \
        *(head) = (row);                                  \
    } while (0)
#define HAND_LEAVE(row, side)                                     \
    do {                                                          \
        *(row)->back_##side = (row)->next_##side;                 \
        if ((row)->next_##side)                                   \
            (row)->next_##side->back_##side = (row)->back_##side; \
    } while (0)

/* --- Keys ----------------------------------------------------------------- */

static inline uint64_t hand_person_hash(const void *row)
{
    return hand_hash((uint64_t)((const struct person *)row)->id);
}
static inline bool hand_person_has(const void *row, const void *id)
{
    return ((const struct person *)row)->id == *(const int64_t *)id;
}
static inline uint64_t hand_message_hash(const void *row)
{
    return hand_hash((uint64_t)((const struct message *)row)->id);
}
static inline bool hand_message_has(const void *row, const void *id)
{
    return ((const struct message *)row)->id == *(const int64_t *)id;
}

/* A pair of friends: the first has the lesser id. */
static inline uint64_t hand_pair_mix(const struct person *first,
                                     const struct person *second)
{
    return hand_hash(hand_hash((uint64_t)first->id) >> 20 ^
                     (uint64_t)second->id);
}
static inline uint64_t hand_pair_hash(const void *row)
{
    const struct knows *knows = row;

    return hand_pair_mix(knows->first, knows->second);
}
static inline bool hand_pair_has(const void *row, const void *key)
{
    const struct knows *knows = row, *pair = key;

    return knows->first == pair->first && knows->second == pair->second;
}

#endif
