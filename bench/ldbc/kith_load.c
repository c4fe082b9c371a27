/* kith_load.c - the data set as rows of kith: one insert a row, parents by
 * their rows. */
#include "ldbc/kith_rows.h"
#include "ldbc/ldbc.h"

#include <stdlib.h>

/* The rows that there are, by table and number. */
struct loader {
    kith_db *db;
    const struct ldbc *data;
    void **rows[LDBC_NODES];
};

/* The parent that a row of the data set names: a value of any type of pointer
 * to rows, so that it may initialize a reference. */
static void *parent(const struct loader *loader, enum ldbc_table table,
                    ldbc_row row)
{
    return row == LDBC_NONE ? NULL : loader->rows[table][row];
}

static size_t count_of(const struct loader *loader, enum ldbc_table table)
{
    return loader->data->tables[table].count;
}

/* Keep a row that was inserted, unless there are no references to its table. */
static void keep(struct loader *loader, enum ldbc_table table, size_t i,
                 void *row)
{
    BENCH_REQUIRE(row);
    loader->rows[table][i] = row;
}

/* --- Nodes ---------------------------------------------------------------- */

/* Places name places that come later in the file. */
static void load_places(struct loader *loader)
{
    const struct ldbc_place *from = LDBC_ROWS(loader->data, PLACE, place);
    size_t count = count_of(loader, LDBC_PLACE);

    for (size_t i = 0; i < count; i++)
        keep(loader, LDBC_PLACE, i,
             kith_insert(loader->db, Place, .id = from[i].id,
                         .name = from[i].name, .url = from[i].url,
                         .label = from[i].label));
    for (size_t i = 0; i < count; i++) {
        Place *place = loader->rows[LDBC_PLACE][i];
        Place *whole = parent(loader, LDBC_PLACE, from[i].part_of);

        BENCH_REQUIRE(!whole || kith_relate(place, part_of, whole) == KITH_OK);
    }
}

static void load_tag_classes(struct loader *loader)
{
    const struct ldbc_tag_class *from =
        LDBC_ROWS(loader->data, TAG_CLASS, tag_class);
    size_t count = count_of(loader, LDBC_TAG_CLASS);

    for (size_t i = 0; i < count; i++)
        keep(loader, LDBC_TAG_CLASS, i,
             kith_insert(loader->db, TagClass, .id = from[i].id,
                         .name = from[i].name, .url = from[i].url));
    for (size_t i = 0; i < count; i++) {
        TagClass *class = loader->rows[LDBC_TAG_CLASS][i];
        TagClass *super = parent(loader, LDBC_TAG_CLASS, from[i].subclass_of);

        BENCH_REQUIRE(!super ||
                      kith_relate(class, subclass_of, super) == KITH_OK);
    }
}

static void load_tags(struct loader *loader)
{
    const struct ldbc_tag *from = LDBC_ROWS(loader->data, TAG, tag);

    for (size_t i = 0; i < count_of(loader, LDBC_TAG); i++)
        keep(loader, LDBC_TAG, i,
             kith_insert(loader->db, Tag, .id = from[i].id,
                         .name = from[i].name, .url = from[i].url,
                         .type.row =
                             parent(loader, LDBC_TAG_CLASS, from[i].type)));
}

static void load_organisations(struct loader *loader)
{
    const struct ldbc_organisation *from =
        LDBC_ROWS(loader->data, ORGANISATION, organisation);

    for (size_t i = 0; i < count_of(loader, LDBC_ORGANISATION); i++)
        keep(loader, LDBC_ORGANISATION, i,
             kith_insert(loader->db, Organisation, .id = from[i].id,
                         .label = from[i].label, .name = from[i].name,
                         .url = from[i].url,
                         .place.row =
                             parent(loader, LDBC_PLACE, from[i].place)));
}

static void load_persons(struct loader *loader)
{
    const struct ldbc_person *from = LDBC_ROWS(loader->data, PERSON, person);

    for (size_t i = 0; i < count_of(loader, LDBC_PERSON); i++)
        keep(loader, LDBC_PERSON, i,
             kith_insert(loader->db, Person, .id = from[i].id,
                         .first_name = from[i].first_name,
                         .last_name = from[i].last_name,
                         .gender = from[i].gender, .birthday = from[i].birthday,
                         .creation_date = from[i].creation_date,
                         .location_ip = from[i].location_ip,
                         .browser = from[i].browser,
                         .city.row = parent(loader, LDBC_PLACE, from[i].city)));
}

static void load_forums(struct loader *loader)
{
    const struct ldbc_forum *from = LDBC_ROWS(loader->data, FORUM, forum);

    for (size_t i = 0; i < count_of(loader, LDBC_FORUM); i++)
        keep(loader, LDBC_FORUM, i,
             kith_insert(loader->db, Forum, .id = from[i].id,
                         .title = from[i].title,
                         .creation_date = from[i].creation_date,
                         .moderator.row =
                             parent(loader, LDBC_PERSON, from[i].moderator)));
}

/* A reply is later than what it answers, and so behind it in the data. */
static void load_messages(struct loader *loader)
{
    const struct ldbc_message *from = LDBC_ROWS(loader->data, MESSAGE, message);

    for (size_t i = 0; i < count_of(loader, LDBC_MESSAGE); i++)
        keep(loader, LDBC_MESSAGE, i,
             kith_insert(
                 loader->db, Message, .id = from[i].id,
                 .creation_date = from[i].creation_date,
                 .content = from[i].content, .image_file = from[i].image_file,
                 .creator.row = parent(loader, LDBC_PERSON, from[i].creator),
                 .forum.row = parent(loader, LDBC_FORUM, from[i].forum),
                 .reply_of.row = parent(loader, LDBC_MESSAGE, from[i].reply_of),
                 .country.row = parent(loader, LDBC_PLACE, from[i].country),
                 .length = from[i].length, .location_ip = from[i].location_ip,
                 .browser = from[i].browser, .language = from[i].language));
}

/* --- Links ---------------------------------------------------------------- */

static void load_knows(struct loader *loader)
{
    const struct ldbc_knows *from = LDBC_ROWS(loader->data, KNOWS, knows);

    for (size_t i = 0; i < count_of(loader, LDBC_KNOWS); i++)
        BENCH_REQUIRE(kith_insert(
            loader->db, Knows, .creation_date = from[i].creation_date,
            .first.row = parent(loader, LDBC_PERSON, from[i].first),
            .second.row = parent(loader, LDBC_PERSON, from[i].second)));
}

static void load_memberships(struct loader *loader)
{
    const struct ldbc_member *from = LDBC_ROWS(loader->data, MEMBER, member);

    for (size_t i = 0; i < count_of(loader, LDBC_MEMBER); i++)
        BENCH_REQUIRE(kith_insert(
            loader->db, Membership,
            .forum.row = parent(loader, LDBC_FORUM, from[i].forum),
            .person.row = parent(loader, LDBC_PERSON, from[i].person),
            .join_date = from[i].join_date));
}

#define LOAD_TAGGINGS(TABLE, PARENT, Row, owner)                               \
    for (size_t i = 0; i < count_of(loader, LDBC_##TABLE); i++) {              \
        const struct ldbc_tagging *from =                                      \
            &LDBC_ROWS(loader->data, TABLE, tagging)[i];                       \
                                                                               \
        BENCH_REQUIRE(                                                         \
            kith_insert(loader->db, Row,                                       \
                        .owner.row = parent(loader, LDBC_##PARENT, from->row), \
                        .tag.row = parent(loader, LDBC_TAG, from->tag)));      \
    }

static void load_taggings(struct loader *loader)
{
    LOAD_TAGGINGS(FORUM_TAG, FORUM, ForumTag, forum)
    LOAD_TAGGINGS(MESSAGE_TAG, MESSAGE, MessageTag, message)
    LOAD_TAGGINGS(INTEREST, PERSON, Interest, person)
}

#define LOAD_CAREERS(TABLE, Row, year_of)                              \
    for (size_t i = 0; i < count_of(loader, LDBC_##TABLE); i++) {      \
        const struct ldbc_career *from =                               \
            &LDBC_ROWS(loader->data, TABLE, career)[i];                \
                                                                       \
        BENCH_REQUIRE(kith_insert(                                     \
            loader->db, Row,                                           \
            .person.row = parent(loader, LDBC_PERSON, from->person),   \
            .organisation.row =                                        \
                parent(loader, LDBC_ORGANISATION, from->organisation), \
            .year_of = from->year));                                   \
    }

static void load_careers(struct loader *loader)
{
    LOAD_CAREERS(STUDY, Study, class_year)
    LOAD_CAREERS(WORK, Work, work_from)
}

static void load_likes(struct loader *loader)
{
    const struct ldbc_like *from = LDBC_ROWS(loader->data, LIKE, like);

    for (size_t i = 0; i < count_of(loader, LDBC_LIKE); i++)
        BENCH_REQUIRE(kith_insert(
            loader->db, Like, .creation_date = from[i].creation_date,
            .person.row = parent(loader, LDBC_PERSON, from[i].person),
            .message.row = parent(loader, LDBC_MESSAGE, from[i].message)));
}

void ldbc_kith_load(kith_db *db, const struct ldbc *data)
{
    struct loader loader = {.db = db, .data = data};

    for (size_t i = 0; i < LDBC_NODES; i++)
        loader.rows[i] = bench_new(data->tables[i].count * sizeof(void *));
    load_places(&loader);
    load_tag_classes(&loader);
    load_tags(&loader);
    load_organisations(&loader);
    load_persons(&loader);
    load_forums(&loader);
    load_messages(&loader);
    load_knows(&loader);
    load_memberships(&loader);
    load_taggings(&loader);
    load_careers(&loader);
    load_likes(&loader);
    for (size_t i = 0; i < LDBC_NODES; i++)
        free(loader.rows[i]);
}
