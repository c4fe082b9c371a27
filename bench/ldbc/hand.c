/* hand.c - the social network by hand: queries and the deep delete. The rows
 * are in hand_rows.h. */
#include "ldbc/hand_rows.h"

static const struct person *find_person(const struct world *world, int64_t id)
{
    return hand_find(&world->persons, hand_hash((uint64_t)id), hand_person_has,
                     &id);
}

static const struct message *find_message(const struct world *world, int64_t id)
{
    return hand_find(&world->messages, hand_hash((uint64_t)id),
                     hand_message_has, &id);
}

static struct knows *find_pair(const struct world *world, struct person *one,
                               struct person *other)
{
    struct knows pair = {.first = one, .second = other};

    if (one->id > other->id)
        pair = (struct knows){.first = other, .second = one};
    return hand_find(&world->pairs, hand_pair_hash(&pair), hand_pair_has,
                     &pair);
}

/* The post at the root of a tree of replies, and how many replies up it is. */
static const struct message *root_of(const struct message *message,
                                     unsigned *hops)
{
    for (*hops = 0; message->reply_of; ++*hops)
        message = message->reply_of;
    return message;
}

static bool is_asked_for(const struct ldbc_answer *answer, unsigned hops)
{
    return hops >= answer->least_hops && hops <= answer->most_hops;
}

static const char *content_of(const struct message *message)
{
    return message->content ? message->content : message->image_file;
}

static void put_name(struct ldbc_answer *answer, const struct person *person)
{
    ldbc_number(answer, person->id);
    ldbc_text(answer, person->first_name);
    ldbc_text(answer, person->last_name);
}

/* --- Short reads ---------------------------------------------------------- */

static void is1(void *at, int64_t id, struct ldbc_answer *answer)
{
    const struct person *person = find_person(at, id);

    ldbc_text(answer, person->first_name);
    ldbc_text(answer, person->last_name);
    ldbc_number(answer, person->birthday);
    ldbc_text(answer, person->location_ip);
    ldbc_text(answer, person->browser);
    ldbc_number(answer, person->city->id);
    ldbc_text(answer, person->gender);
    ldbc_number(answer, person->creation_date);
    ldbc_end_row(answer);
}

static void is2(void *at, int64_t id, struct ldbc_answer *answer)
{
    const struct person *person = find_person(at, id);
    uint32_t count = person->messages.count;

    for (uint32_t i = 0; i < count && i < LAST_MESSAGES; i++) {
        const struct message *message = person->messages.slots[i];
        unsigned hops;
        const struct message *root = root_of(message, &hops);

        if (!is_asked_for(answer, hops))
            continue;
        ldbc_number(answer, message->id);
        ldbc_text(answer, content_of(message));
        ldbc_number(answer, message->creation_date);
        ldbc_number(answer, root->id);
        put_name(answer, root->creator);
        ldbc_end_row(answer);
    }
}

static void is3(void *at, int64_t id, struct ldbc_answer *answer)
{
    const struct person *person = find_person(at, id);

    for (uint32_t i = 0; i < person->friend_count; i++) {
        put_name(answer, person->friends[i].person);
        ldbc_number(answer, person->friends[i].since);
        ldbc_end_row(answer);
    }
}

static void is4(void *at, int64_t id, struct ldbc_answer *answer)
{
    const struct message *message = find_message(at, id);

    ldbc_number(answer, message->creation_date);
    ldbc_text(answer, content_of(message));
    ldbc_end_row(answer);
}

static void is5(void *at, int64_t id, struct ldbc_answer *answer)
{
    put_name(answer, find_message(at, id)->creator);
    ldbc_end_row(answer);
}

static void is6(void *at, int64_t id, struct ldbc_answer *answer)
{
    unsigned hops;
    const struct forum *forum = root_of(find_message(at, id), &hops)->forum;

    if (!is_asked_for(answer, hops))
        return;
    ldbc_number(answer, forum->id);
    ldbc_text(answer, forum->title);
    put_name(answer, forum->moderator);
    ldbc_end_row(answer);
}

static void is7(void *at, int64_t id, struct ldbc_answer *answer)
{
    const struct world *world = at;
    const struct message *message = find_message(world, id);

    for (uint32_t i = 0; i < message->replies.count; i++) {
        const struct message *reply = message->replies.slots[i];

        ldbc_number(answer, reply->id);
        ldbc_text(answer, reply->content);
        ldbc_number(answer, reply->creation_date);
        put_name(answer, reply->creator);
        ldbc_bool(answer, find_pair(world, reply->creator, message->creator));
        ldbc_end_row(answer);
    }
}

/* --- Deep delete ---------------------------------------------------------- */

static void free_row(struct world *world, enum ldbc_table table, void *row)
{
    world->counts[table]--;
    pool_give(&world->pools[table], row);
}

/* Take a row out of an array that keeps its order. Most that leave are at the
 * end, for whole arrays are taken apart from there. */
static void leave_array(struct hand_list *list, const void *row)
{
    uint32_t place = list->count;

    do
        place--;
    while (list->slots[place] != row);
    list->count--;
    memmove(&list->slots[place], &list->slots[place + 1],
            (list->count - place) * sizeof(*list->slots));
}

static void free_array(struct world *world, struct hand_list *list)
{
    if (list->room)
        hand_arrays_give(&world->arrays, list->slots, list->room);
}

static void free_taggings(struct world *world, enum ldbc_table table,
                          struct tagging *tagging)
{
    while (tagging) {
        struct tagging *next = tagging->next;

        free_row(world, table, tagging);
        tagging = next;
    }
}

static void free_careers(struct world *world, enum ldbc_table table,
                         struct career *career)
{
    while (career) {
        struct career *next = career->next;

        free_row(world, table, career);
        career = next;
    }
}

static void delete_like(struct world *world, struct like *like)
{
    HAND_LEAVE(like, of_person);
    HAND_LEAVE(like, of_message);
    free_row(world, LDBC_LIKE, like);
}

static void delete_member(struct world *world, struct member *member)
{
    HAND_LEAVE(member, of_forum);
    HAND_LEAVE(member, of_person);
    free_row(world, LDBC_MEMBER, member);
}

/* With its replies, and theirs: trees are a few levels high. */
static void delete_message(struct world *world, struct message *message)
{
    while (message->replies.count)
        delete_message(world,
                       message->replies.slots[message->replies.count - 1]);
    while (message->likes)
        delete_like(world, message->likes);
    free_taggings(world, LDBC_MESSAGE_TAG, message->tags);
    free_array(world, &message->replies);
    leave_array(&message->creator->messages, message);
    if (message->reply_of)
        leave_array(&message->reply_of->replies, message);
    else
        HAND_LEAVE(message, of_forum);
    hand_take(&world->messages, hand_message_hash(message), message,
              hand_message_hash);
    free_row(world, LDBC_MESSAGE, message);
}

static void delete_forum(struct world *world, struct forum *forum)
{
    while (forum->posts)
        delete_message(world, forum->posts);
    while (forum->members)
        delete_member(world, forum->members);
    free_taggings(world, LDBC_FORUM_TAG, forum->tags);
    HAND_LEAVE(forum, of_moderator);
    free_row(world, LDBC_FORUM, forum);
}

static void leave_friends(struct person *person, const struct person *friend)
{
    uint32_t place = 0;

    while (person->friends[place].person != friend)
        place++;
    person->friend_count--;
    memmove(&person->friends[place], &person->friends[place + 1],
            (person->friend_count - place) * sizeof(*person->friends));
}

static void end_friendships(struct world *world, struct person *person)
{
    for (uint32_t i = 0; i < person->friend_count; i++) {
        struct person *friend = person->friends[i].person;
        struct knows *pair = find_pair(world, person, friend);

        leave_friends(friend, person);
        hand_take(&world->pairs, hand_pair_hash(pair), pair, hand_pair_hash);
        free_row(world, LDBC_KNOWS, pair);
    }
}

static void delete_person(void *at, int64_t id)
{
    struct world *world = at;
    struct person *person = hand_find(&world->persons, hand_hash((uint64_t)id),
                                      hand_person_has, &id);

    while (person->forums)
        delete_forum(world, person->forums);
    while (person->messages.count)
        delete_message(world,
                       person->messages.slots[person->messages.count - 1]);
    while (person->likes)
        delete_like(world, person->likes);
    while (person->members)
        delete_member(world, person->members);
    end_friendships(world, person);
    free_taggings(world, LDBC_INTEREST, person->interests);
    free_careers(world, LDBC_STUDY, person->studies);
    free_careers(world, LDBC_WORK, person->works);
    free_array(world, &person->messages);
    hand_take(&world->persons, hand_person_hash(person), person,
              hand_person_hash);
    free_row(world, LDBC_PERSON, person);
}

static void count(void *at, size_t counts[LDBC_TABLES])
{
    const struct world *world = at;

    memcpy(counts, world->counts, sizeof(world->counts));
}

const struct ldbc_system ldbc_hand = {
    .name = "hand",
    .open = ldbc_hand_open,
    .close = ldbc_hand_close,
    .ask = {is1, is2, is3, is4, is5, is6, is7},
    .delete_person = delete_person,
    .count = count,
};
