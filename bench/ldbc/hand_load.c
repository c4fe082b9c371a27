/* hand_load.c - the data set as the rows of hand_rows.h. */
#include "ldbc/hand_rows.h"

#include <stdlib.h>

struct loader {
    struct world *world;
    const struct ldbc *data;
    void **rows[LDBC_NODES]; /* by table and number */
};

static size_t count_of(const struct loader *loader, enum ldbc_table table)
{
    return loader->data->tables[table].count;
}

static void *row_of(const struct loader *loader, enum ldbc_table table,
                    ldbc_row row)
{
    return row == LDBC_NONE ? NULL : loader->rows[table][row];
}

static void *new_row(struct loader *loader, enum ldbc_table table)
{
    loader->world->counts[table]++;
    return pool_take(&loader->world->pools[table]);
}

static void *new_node(struct loader *loader, enum ldbc_table table, size_t i)
{
    return loader->rows[table][i] = new_row(loader, table);
}

static const char *text_of(struct loader *loader, const char *text)
{
    return text ? hand_texts_put(&loader->world->texts, text) : NULL;
}

/* --- Nodes ---------------------------------------------------------------- */

static void load_places(struct loader *loader)
{
    const struct ldbc_place *from = LDBC_ROWS(loader->data, PLACE, place);
    size_t count = count_of(loader, LDBC_PLACE);

    for (size_t i = 0; i < count; i++)
        *(struct place *)new_node(loader, LDBC_PLACE, i) =
            (struct place){.id = from[i].id,
                           .name = text_of(loader, from[i].name),
                           .url = text_of(loader, from[i].url),
                           .label = text_of(loader, from[i].label)};
    for (size_t i = 0; i < count; i++) {
        struct place *place = loader->rows[LDBC_PLACE][i];

        place->part_of = row_of(loader, LDBC_PLACE, from[i].part_of);
    }
}

static void load_tags(struct loader *loader)
{
    const struct ldbc_tag_class *class =
        LDBC_ROWS(loader->data, TAG_CLASS, tag_class);
    const struct ldbc_tag *tag = LDBC_ROWS(loader->data, TAG, tag);

    for (size_t i = 0; i < count_of(loader, LDBC_TAG_CLASS); i++)
        *(struct tag_class *)new_node(loader, LDBC_TAG_CLASS, i) =
            (struct tag_class){.id = class[i].id,
                               .name = text_of(loader, class[i].name),
                               .url = text_of(loader, class[i].url)};
    for (size_t i = 0; i < count_of(loader, LDBC_TAG_CLASS); i++) {
        struct tag_class *row = loader->rows[LDBC_TAG_CLASS][i];

        row->subclass_of = row_of(loader, LDBC_TAG_CLASS, class[i].subclass_of);
    }
    for (size_t i = 0; i < count_of(loader, LDBC_TAG); i++)
        *(struct tag *)new_node(loader, LDBC_TAG, i) =
            (struct tag){.id = tag[i].id,
                         .name = text_of(loader, tag[i].name),
                         .url = text_of(loader, tag[i].url),
                         .type = row_of(loader, LDBC_TAG_CLASS, tag[i].type)};
}

static void load_organisations(struct loader *loader)
{
    const struct ldbc_organisation *from =
        LDBC_ROWS(loader->data, ORGANISATION, organisation);

    for (size_t i = 0; i < count_of(loader, LDBC_ORGANISATION); i++)
        *(struct organisation *)new_node(loader, LDBC_ORGANISATION, i) =
            (struct organisation){
                .id = from[i].id,
                .label = text_of(loader, from[i].label),
                .name = text_of(loader, from[i].name),
                .url = text_of(loader, from[i].url),
                .place = row_of(loader, LDBC_PLACE, from[i].place)};
}

static void load_persons(struct loader *loader)
{
    const struct ldbc_person *from = LDBC_ROWS(loader->data, PERSON, person);

    for (size_t i = 0; i < count_of(loader, LDBC_PERSON); i++) {
        struct person *person = new_node(loader, LDBC_PERSON, i);

        *person =
            (struct person){.id = from[i].id,
                            .first_name = text_of(loader, from[i].first_name),
                            .last_name = text_of(loader, from[i].last_name),
                            .birthday = from[i].birthday,
                            .creation_date = from[i].creation_date,
                            .location_ip = text_of(loader, from[i].location_ip),
                            .browser = text_of(loader, from[i].browser),
                            .gender = text_of(loader, from[i].gender),
                            .city = row_of(loader, LDBC_PLACE, from[i].city)};
        hand_put(&loader->world->persons, hand_person_hash(person), person,
                 hand_person_hash);
    }
}

static void load_forums(struct loader *loader)
{
    const struct ldbc_forum *from = LDBC_ROWS(loader->data, FORUM, forum);

    for (size_t i = 0; i < count_of(loader, LDBC_FORUM); i++) {
        struct forum *forum = new_node(loader, LDBC_FORUM, i);

        *forum = (struct forum){
            .id = from[i].id,
            .title = text_of(loader, from[i].title),
            .creation_date = from[i].creation_date,
            .moderator = row_of(loader, LDBC_PERSON, from[i].moderator)};
        HAND_JOIN(&forum->moderator->forums, forum, of_moderator);
    }
}

/* --- Messages ------------------------------------------------------------- */

static void file_message(struct loader *loader, struct message *message)
{
    struct world *world = loader->world;

    hand_put(&world->messages, hand_message_hash(message), message,
             hand_message_hash);
    hand_list_put(&message->creator->messages, &world->arrays, message);
    if (message->reply_of)
        hand_list_put(&message->reply_of->replies, &world->arrays, message);
    else
        HAND_JOIN(&message->forum->posts, message, of_forum);
}

static void load_messages(struct loader *loader)
{
    const struct ldbc_message *from = LDBC_ROWS(loader->data, MESSAGE, message);

    for (size_t i = 0; i < count_of(loader, LDBC_MESSAGE); i++) {
        struct message *message = new_node(loader, LDBC_MESSAGE, i);

        *message = (struct message){
            .id = from[i].id,
            .creation_date = from[i].creation_date,
            .content = text_of(loader, from[i].content),
            .image_file = text_of(loader, from[i].image_file),
            .creator = row_of(loader, LDBC_PERSON, from[i].creator),
            .reply_of = row_of(loader, LDBC_MESSAGE, from[i].reply_of),
            .forum = row_of(loader, LDBC_FORUM, from[i].forum),
            .country = row_of(loader, LDBC_PLACE, from[i].country),
            .length = from[i].length,
            .location_ip = text_of(loader, from[i].location_ip),
            .browser = text_of(loader, from[i].browser),
            .language = text_of(loader, from[i].language)};
        file_message(loader, message);
    }
}

static int by_date(const struct message *one, const struct message *other)
{
    return (one->creation_date < other->creation_date) -
           (one->creation_date > other->creation_date);
}

static int by_number(int64_t one, int64_t other)
{
    return (one > other) - (one < other);
}

static int in_messages(const void *a, const void *b)
{
    const struct message *const *one = a, *const *other = b;
    int order = by_date(*one, *other);

    return order ? order : by_number((*one)->id, (*other)->id);
}

static int in_replies(const void *a, const void *b)
{
    const struct message *const *one = a, *const *other = b;
    int order = by_date(*one, *other);

    return order ? order
                 : by_number((*one)->creator->id, (*other)->creator->id);
}

static void sort(struct hand_list *list,
                 int (*order)(const void *, const void *))
{
    if (list->count > 1)
        qsort(list->slots, list->count, sizeof(*list->slots), order);
}

static void sort_messages(struct loader *loader)
{
    for (size_t i = 0; i < count_of(loader, LDBC_PERSON); i++) {
        struct person *person = loader->rows[LDBC_PERSON][i];

        sort(&person->messages, in_messages);
    }
    for (size_t i = 0; i < count_of(loader, LDBC_MESSAGE); i++) {
        struct message *message = loader->rows[LDBC_MESSAGE][i];

        sort(&message->replies, in_replies);
    }
}

/* --- Friends -------------------------------------------------------------- */

static int in_friends(const void *a, const void *b)
{
    const struct friend *one = a, *other = b;
    int order = by_number(other->since, one->since);

    return order ? order : by_number(one->person->id, other->person->id);
}

static void befriend(struct person *person, struct person *other, int64_t since)
{
    person->friends[person->friend_count++] =
        (struct friend){.since = since, .person = other};
}

/* Each person gets a part of one array, as long as it needs. */
static void make_room_for_friends(struct loader *loader)
{
    const struct ldbc_knows *from = LDBC_ROWS(loader->data, KNOWS, knows);
    size_t count = count_of(loader, LDBC_KNOWS);
    struct friend *room = bench_new(count * 2 * sizeof(*room));

    loader->world->friends = room;
    for (size_t i = 0; i < count; i++) {
        struct person *first = loader->rows[LDBC_PERSON][from[i].first];
        struct person *second = loader->rows[LDBC_PERSON][from[i].second];

        first->friend_count++;
        second->friend_count++;
    }
    for (size_t i = 0; i < count_of(loader, LDBC_PERSON); i++) {
        struct person *person = loader->rows[LDBC_PERSON][i];

        person->friends = room;
        room += person->friend_count;
        person->friend_count = 0;
    }
}

static void load_knows(struct loader *loader)
{
    const struct ldbc_knows *from = LDBC_ROWS(loader->data, KNOWS, knows);

    make_room_for_friends(loader);
    for (size_t i = 0; i < count_of(loader, LDBC_KNOWS); i++) {
        struct knows *knows = new_row(loader, LDBC_KNOWS);

        *knows = (struct knows){
            .creation_date = from[i].creation_date,
            .first = row_of(loader, LDBC_PERSON, from[i].first),
            .second = row_of(loader, LDBC_PERSON, from[i].second)};
        hand_put(&loader->world->pairs, hand_pair_hash(knows), knows,
                 hand_pair_hash);
        befriend(knows->first, knows->second, knows->creation_date);
        befriend(knows->second, knows->first, knows->creation_date);
    }
    for (size_t i = 0; i < count_of(loader, LDBC_PERSON); i++) {
        struct person *person = loader->rows[LDBC_PERSON][i];

        qsort(person->friends, person->friend_count, sizeof(*person->friends),
              in_friends);
    }
}

/* --- Links ---------------------------------------------------------------- */

static void load_members(struct loader *loader)
{
    const struct ldbc_member *from = LDBC_ROWS(loader->data, MEMBER, member);

    for (size_t i = 0; i < count_of(loader, LDBC_MEMBER); i++) {
        struct member *member = new_row(loader, LDBC_MEMBER);

        *member = (struct member){
            .forum = row_of(loader, LDBC_FORUM, from[i].forum),
            .person = row_of(loader, LDBC_PERSON, from[i].person),
            .join_date = from[i].join_date};
        HAND_JOIN(&member->forum->members, member, of_forum);
        HAND_JOIN(&member->person->members, member, of_person);
    }
}

static struct tagging **taggings_of(enum ldbc_table table, void *row)
{
    if (table == LDBC_FORUM_TAG)
        return &((struct forum *)row)->tags;
    if (table == LDBC_INTEREST)
        return &((struct person *)row)->interests;
    return &((struct message *)row)->tags;
}

static void load_taggings(struct loader *loader, enum ldbc_table table)
{
    const struct ldbc_tagging *from = loader->data->tables[table].rows;
    enum ldbc_table tagged = ldbc_shapes[table].columns[0].parent;

    for (size_t i = 0; i < count_of(loader, table); i++) {
        struct tagging *tagging = new_row(loader, table);
        struct tagging **head =
            taggings_of(table, row_of(loader, tagged, from[i].row));

        *tagging = (struct tagging){
            .tag = row_of(loader, LDBC_TAG, from[i].tag), .next = *head};
        *head = tagging;
    }
}

static void load_careers(struct loader *loader, enum ldbc_table table)
{
    const struct ldbc_career *from = loader->data->tables[table].rows;

    for (size_t i = 0; i < count_of(loader, table); i++) {
        struct career *career = new_row(loader, table);
        struct person *person = row_of(loader, LDBC_PERSON, from[i].person);
        struct career **head =
            table == LDBC_STUDY ? &person->studies : &person->works;

        *career =
            (struct career){.organisation = row_of(loader, LDBC_ORGANISATION,
                                                   from[i].organisation),
                            .year = from[i].year,
                            .next = *head};
        *head = career;
    }
}

static void load_likes(struct loader *loader)
{
    const struct ldbc_like *from = LDBC_ROWS(loader->data, LIKE, like);

    for (size_t i = 0; i < count_of(loader, LDBC_LIKE); i++) {
        struct like *like = new_row(loader, LDBC_LIKE);

        *like = (struct like){
            .person = row_of(loader, LDBC_PERSON, from[i].person),
            .message = row_of(loader, LDBC_MESSAGE, from[i].message),
            .creation_date = from[i].creation_date};
        HAND_JOIN(&like->person->likes, like, of_person);
        HAND_JOIN(&like->message->likes, like, of_message);
    }
}

/* --- The world ------------------------------------------------------------ */

static size_t text_bytes(const struct ldbc *data)
{
    size_t bytes = 1;

    for (size_t table = 0; table < LDBC_TABLES; table++) {
        const struct ldbc_shape *shape = &ldbc_shapes[table];

        for (size_t i = 0; i < data->tables[table].count; i++) {
            const char *row =
                (const char *)data->tables[table].rows + i * shape->row_bytes;

            for (size_t c = 0; shape->columns[c].kind; c++) {
                const char *text;

                if (shape->columns[c].kind != LDBC_TEXT)
                    continue;
                memcpy(&text, row + shape->columns[c].offset_bytes,
                       sizeof(text));
                bytes += text ? strlen(text) + 1 : 0;
            }
        }
    }
    return bytes;
}

static void init_world(struct world *world, const struct ldbc *data)
{
    static const size_t row_bytes[LDBC_TABLES] = {
        [LDBC_PLACE] = sizeof(struct place),
        [LDBC_TAG_CLASS] = sizeof(struct tag_class),
        [LDBC_TAG] = sizeof(struct tag),
        [LDBC_ORGANISATION] = sizeof(struct organisation),
        [LDBC_PERSON] = sizeof(struct person),
        [LDBC_FORUM] = sizeof(struct forum),
        [LDBC_MESSAGE] = sizeof(struct message),
        [LDBC_KNOWS] = sizeof(struct knows),
        [LDBC_MEMBER] = sizeof(struct member),
        [LDBC_FORUM_TAG] = sizeof(struct tagging),
        [LDBC_MESSAGE_TAG] = sizeof(struct tagging),
        [LDBC_INTEREST] = sizeof(struct tagging),
        [LDBC_STUDY] = sizeof(struct career),
        [LDBC_WORK] = sizeof(struct career),
        [LDBC_LIKE] = sizeof(struct like),
    };
    size_t messages = data->tables[LDBC_MESSAGE].count;

    memset(world, 0, sizeof(*world));
    for (size_t i = 0; i < LDBC_TABLES; i++)
        pool_init(&world->pools[i], row_bytes[i], data->tables[i].count, true);
    hand_index_init(&world->persons, data->tables[LDBC_PERSON].count);
    hand_index_init(&world->messages, messages);
    hand_index_init(&world->pairs, data->tables[LDBC_KNOWS].count);
    hand_arrays_init(&world->arrays, messages * 128 + HUGE_BYTES, true);
    hand_texts_init(&world->texts, text_bytes(data));
}

void *ldbc_hand_open(const struct ldbc *data)
{
    struct world *world = bench_new(sizeof(*world));
    struct loader loader = {.world = world, .data = data};

    init_world(world, data);
    for (size_t i = 0; i < LDBC_NODES; i++)
        loader.rows[i] = bench_new(data->tables[i].count * sizeof(void *));
    load_places(&loader);
    load_tags(&loader);
    load_organisations(&loader);
    load_persons(&loader);
    load_forums(&loader);
    load_messages(&loader);
    sort_messages(&loader);
    load_knows(&loader);
    load_members(&loader);
    load_taggings(&loader, LDBC_FORUM_TAG);
    load_taggings(&loader, LDBC_MESSAGE_TAG);
    load_taggings(&loader, LDBC_INTEREST);
    load_careers(&loader, LDBC_STUDY);
    load_careers(&loader, LDBC_WORK);
    load_likes(&loader);
    for (size_t i = 0; i < LDBC_NODES; i++)
        free(loader.rows[i]);
    return world;
}

void ldbc_hand_close(void *at)
{
    struct world *world = at;

    for (size_t i = 0; i < LDBC_TABLES; i++)
        pool_fini(&world->pools[i]);
    hand_index_fini(&world->persons);
    hand_index_fini(&world->messages);
    hand_index_fini(&world->pairs);
    hand_arrays_fini(&world->arrays);
    hand_texts_fini(&world->texts);
    free(world->friends);
    free(world);
}
