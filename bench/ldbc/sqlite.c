/* sqlite.c - the social network on SQLite: statements that are kept, an index
 * for each key, each foreign key and each order, recursion in C. Each query in
 * the form that took the least time of those tried. */
#include "ldbc/ldbc.h"
#include "peers/sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns stand in the order of ldbc_shapes. Tables of pairs are kept in their
 * primary key. */
#define CASCADE " ON DELETE CASCADE"
static const char schema[] =
    "CREATE TABLE places(id INTEGER PRIMARY KEY, name TEXT, url TEXT,"
    " label TEXT, part_of_id INTEGER REFERENCES places);"
    "CREATE TABLE tag_classes(id INTEGER PRIMARY KEY, name TEXT, url TEXT,"
    " subclass_of_id INTEGER REFERENCES tag_classes);"
    "CREATE TABLE tags(id INTEGER PRIMARY KEY, name TEXT, url TEXT,"
    " type_id INTEGER NOT NULL REFERENCES tag_classes);"
    "CREATE TABLE organisations(id INTEGER PRIMARY KEY, label TEXT, name TEXT,"
    " url TEXT, place_id INTEGER NOT NULL REFERENCES places);"
    "CREATE TABLE persons(id INTEGER PRIMARY KEY, first_name TEXT,"
    " last_name TEXT, gender TEXT, birthday INTEGER, creation_date INTEGER,"
    " location_ip TEXT, browser TEXT,"
    " city_id INTEGER NOT NULL REFERENCES places);"
    "CREATE TABLE forums(id INTEGER PRIMARY KEY, title TEXT,"
    " creation_date INTEGER,"
    " moderator_id INTEGER NOT NULL REFERENCES persons" CASCADE ");"
    "CREATE TABLE messages(id INTEGER PRIMARY KEY, creation_date INTEGER,"
    " image_file TEXT, content TEXT, location_ip TEXT, browser TEXT,"
    " language TEXT, length INTEGER,"
    " creator_id INTEGER NOT NULL REFERENCES persons" CASCADE ","
    " country_id INTEGER NOT NULL REFERENCES places,"
    " forum_id INTEGER REFERENCES forums" CASCADE ","
    " reply_of_id INTEGER REFERENCES messages" CASCADE ","
    " CHECK((forum_id IS NULL) <> (reply_of_id IS NULL)));"
    "CREATE TABLE knows(first_id INTEGER NOT NULL REFERENCES persons" CASCADE
    ", second_id INTEGER NOT NULL REFERENCES persons" CASCADE ","
    " creation_date INTEGER, PRIMARY KEY(first_id, second_id),"
    " CHECK(first_id < second_id)) WITHOUT ROWID;"
    "CREATE TABLE members(forum_id INTEGER NOT NULL REFERENCES forums" CASCADE
    ", person_id INTEGER NOT NULL REFERENCES persons" CASCADE ","
    " join_date INTEGER, PRIMARY KEY(forum_id, person_id)) WITHOUT ROWID;"
    "CREATE TABLE forum_tags(forum_id INTEGER NOT NULL"
    " REFERENCES forums" CASCADE ", tag_id INTEGER NOT NULL"
    " REFERENCES tags" CASCADE ", PRIMARY KEY(forum_id, tag_id)) WITHOUT ROWID;"
    "CREATE TABLE message_tags(message_id INTEGER NOT NULL"
    " REFERENCES messages" CASCADE ", tag_id INTEGER NOT NULL REFERENCES"
    " tags" CASCADE ", PRIMARY KEY(message_id, tag_id)) WITHOUT ROWID;"
    "CREATE TABLE interests(person_id INTEGER NOT NULL"
    " REFERENCES persons" CASCADE ", tag_id INTEGER NOT NULL"
    " REFERENCES tags" CASCADE ", PRIMARY KEY(person_id, tag_id)) WITHOUT"
    " ROWID;"
    "CREATE TABLE studies(person_id INTEGER NOT NULL"
    " REFERENCES persons" CASCADE ", organisation_id INTEGER NOT NULL"
    " REFERENCES organisations" CASCADE ", class_year INTEGER,"
    " PRIMARY KEY(person_id, organisation_id)) WITHOUT ROWID;"
    "CREATE TABLE works(person_id INTEGER NOT NULL"
    " REFERENCES persons" CASCADE ", organisation_id INTEGER NOT NULL"
    " REFERENCES organisations" CASCADE ", work_from INTEGER,"
    " PRIMARY KEY(person_id, organisation_id)) WITHOUT ROWID;"
    "CREATE TABLE likes(person_id INTEGER NOT NULL REFERENCES persons" CASCADE
    ", message_id INTEGER NOT NULL REFERENCES messages" CASCADE ","
    " creation_date INTEGER, UNIQUE(person_id, message_id));";

static const char indexes[] =
    "CREATE INDEX places_part_of ON places(part_of_id);"
    "CREATE INDEX tag_classes_subclass_of ON tag_classes(subclass_of_id);"
    "CREATE INDEX tags_type ON tags(type_id);"
    "CREATE INDEX organisations_place ON organisations(place_id);"
    "CREATE INDEX persons_city ON persons(city_id);"
    "CREATE INDEX forums_moderator ON forums(moderator_id);"
    "CREATE INDEX messages_creator ON messages(creator_id, creation_date DESC,"
    " id);"
    "CREATE INDEX messages_country ON messages(country_id);"
    "CREATE INDEX messages_forum ON messages(forum_id)"
    " WHERE forum_id IS NOT NULL;"
    "CREATE INDEX messages_reply_of ON messages(reply_of_id,"
    " creation_date DESC, creator_id, id) WHERE reply_of_id IS NOT NULL;"
    "CREATE INDEX knows_second ON knows(second_id, creation_date DESC);"
    "CREATE INDEX members_person ON members(person_id);"
    "CREATE INDEX forum_tags_tag ON forum_tags(tag_id);"
    "CREATE INDEX message_tags_tag ON message_tags(tag_id);"
    "CREATE INDEX interests_tag ON interests(tag_id);"
    "CREATE INDEX studies_organisation ON studies(organisation_id);"
    "CREATE INDEX works_organisation ON works(organisation_id);"
    "CREATE INDEX likes_message ON likes(message_id);"
    "ANALYZE;";

enum statement {
    PERSON,
    LAST,
    FRIENDS,
    MESSAGE,
    CREATOR,
    ANSWERED,
    NAME,
    FORUM,
    REPLIES,
    DELETE_PERSON,
    STATEMENTS
};

/* `columns` says of each that is answered what it is: n a number, t a text,
 * b a bool. */
static const struct {
    const char *columns, *sql;
} statements[STATEMENTS] = {
    [PERSON] = {"ttnttntn",
                "SELECT first_name, last_name, birthday, location_ip, browser,"
                " city_id, gender, creation_date FROM persons WHERE id = ?1"},
    [LAST] = {"ntn", "SELECT id, coalesce(content, image_file), creation_date,"
                     " reply_of_id FROM messages WHERE creator_id = ?1"
                     " ORDER BY creation_date DESC, id LIMIT 10"},
    [FRIENDS] = {"nttn",
                 "SELECT second_id, first_name, last_name, knows.creation_date"
                 " FROM knows JOIN persons ON persons.id = second_id"
                 " WHERE first_id = ?1 UNION ALL SELECT first_id, first_name,"
                 " last_name, knows.creation_date FROM knows JOIN persons"
                 " ON persons.id = first_id WHERE second_id = ?1"
                 " ORDER BY 4 DESC, 1"},
    [MESSAGE] = {"nt", "SELECT creation_date, coalesce(content, image_file)"
                       " FROM messages WHERE id = ?1"},
    [CREATOR] = {"ntt", "SELECT persons.id, first_name, last_name FROM messages"
                        " JOIN persons ON persons.id = creator_id"
                        " WHERE messages.id = ?1"},
    [ANSWERED] = {"", "SELECT reply_of_id, creator_id, forum_id FROM messages"
                      " WHERE id = ?1"},
    [NAME] = {"ntt", "SELECT id, first_name, last_name FROM persons"
                     " WHERE id = ?1"},
    [FORUM] = {"ntntt",
               "SELECT forums.id, title, persons.id, first_name, last_name"
               " FROM forums JOIN persons ON persons.id = moderator_id"
               " WHERE forums.id = ?1"},
    [REPLIES] = {"ntnnttb",
                 "SELECT reply.id, reply.content, reply.creation_date,"
                 " persons.id, first_name, last_name, EXISTS(SELECT 1"
                 " FROM knows"
                 " WHERE first_id = min(reply.creator_id, message.creator_id)"
                 " AND second_id = max(reply.creator_id, message.creator_id))"
                 " FROM messages message JOIN messages reply"
                 " ON reply.reply_of_id = message.id"
                 " JOIN persons ON persons.id = reply.creator_id"
                 " WHERE message.id = ?1 ORDER BY reply.creation_date DESC,"
                 " reply.creator_id"},
    [DELETE_PERSON] = {"", "DELETE FROM persons WHERE id = ?1"},
};

struct world {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    sqlite3_stmt *counts[LDBC_TABLES];
};

/* --- Loading -------------------------------------------------------------- */

static void bind(sqlite3_stmt *insert, int place, const struct ldbc *data,
                 const struct ldbc_column *column, const char *row)
{
    const char *at = row + column->offset_bytes;
    int64_t number;
    const char *text;
    ldbc_row parent;

    if (column->kind == LDBC_NUMBER || column->kind == LDBC_DATE) {
        memcpy(&number, at, sizeof(number));
        BENCH_REQUIRE(!sqlite3_bind_int64(insert, place, number));
    } else if (column->kind == LDBC_TEXT) {
        memcpy(&text, at, sizeof(text));
        BENCH_REQUIRE(
            !sqlite3_bind_text(insert, place, text, -1, SQLITE_STATIC));
    } else {
        memcpy(&parent, at, sizeof(parent));
        if (parent == LDBC_NONE) {
            BENCH_REQUIRE(!sqlite3_bind_null(insert, place));
            return;
        }
        memcpy(&number,
               (const char *)data->tables[column->parent].rows +
                   parent * ldbc_shapes[column->parent].row_bytes,
               sizeof(number)); /* nodes begin with their id */
        BENCH_REQUIRE(!sqlite3_bind_int64(insert, place, number));
    }
}

static sqlite3_stmt *prepare_insert(sqlite3 *db, const struct ldbc_shape *shape)
{
    char sql[128];
    int used =
        snprintf(sql, sizeof(sql), "INSERT INTO %s VALUES(?", shape->name);

    for (size_t i = 1; shape->columns[i].kind; i++)
        used += snprintf(sql + used, sizeof(sql) - (size_t)used, ", ?");
    snprintf(sql + used, sizeof(sql) - (size_t)used, ")");
    return sql_prepare(db, sql);
}

static void load_table(sqlite3 *db, const struct ldbc *data,
                       enum ldbc_table table)
{
    const struct ldbc_shape *shape = &ldbc_shapes[table];
    sqlite3_stmt *insert = prepare_insert(db, shape);
    const char *row = data->tables[table].rows;

    for (size_t i = 0; i < data->tables[table].count; i++) {
        for (int c = 0; shape->columns[c].kind; c++)
            bind(insert, c + 1, data, &shape->columns[c], row);
        sql_run(insert);
        row += shape->row_bytes;
    }
    sqlite3_finalize(insert);
}

/* Keys are checked from the end of loading on. */
static void *open(const struct ldbc *data)
{
    struct world *world = bench_new(sizeof(*world));
    char sql[64];

    world->db = sql_open();
    sql_do(world->db, "PRAGMA foreign_keys = OFF");
    sql_do(world->db, schema);
    sql_do(world->db, "BEGIN");
    for (enum ldbc_table table = 0; table < LDBC_TABLES; table++)
        load_table(world->db, data, table);
    sql_do(world->db, "COMMIT");
    sql_do(world->db, indexes);
    sql_do(world->db, "VACUUM");
    sql_do(world->db, "PRAGMA foreign_keys = ON");
    for (size_t i = 0; i < STATEMENTS; i++)
        world->statements[i] = sql_prepare(world->db, statements[i].sql);
    for (size_t i = 0; i < LDBC_TABLES; i++) {
        snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s",
                 ldbc_shapes[i].name);
        world->counts[i] = sql_prepare(world->db, sql);
    }
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    for (size_t i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(world->statements[i]);
    for (size_t i = 0; i < LDBC_TABLES; i++)
        sqlite3_finalize(world->counts[i]);
    sql_close(world->db);
    free(world);
}

/* --- Short reads ---------------------------------------------------------- */

static sqlite3_stmt *begin(struct world *world, enum statement which,
                           int64_t id)
{
    sqlite3_stmt *statement = world->statements[which];

    sqlite3_bind_int64(statement, 1, id);
    return statement;
}

static void put_columns(sqlite3_stmt *row, enum statement which,
                        struct ldbc_answer *answer)
{
    const char *kinds = statements[which].columns;

    for (int i = 0; kinds[i]; i++) {
        if (kinds[i] == 'n')
            ldbc_number(answer, sqlite3_column_int64(row, i));
        else if (kinds[i] == 't')
            ldbc_text(answer, (const char *)sqlite3_column_text(row, i));
        else
            ldbc_bool(answer, sqlite3_column_int(row, i));
    }
}

static void put_rows(struct world *world, enum statement which, int64_t id,
                     struct ldbc_answer *answer)
{
    sqlite3_stmt *statement = begin(world, which, id);

    while (sql_step(statement)) {
        put_columns(statement, which, answer);
        ldbc_end_row(answer);
    }
    sqlite3_reset(statement);
}

/* The post at the root of a tree of replies. */
struct root {
    int64_t id, creator_id, forum_id;
    unsigned hops; /* how many replies up it is */
};

static struct root root_of(struct world *world, int64_t id)
{
    struct root root = {.id = id};
    bool is_reply;

    do {
        sqlite3_stmt *answered = begin(world, ANSWERED, root.id);

        BENCH_REQUIRE(sql_step(answered));
        is_reply = sqlite3_column_type(answered, 0) != SQLITE_NULL;
        if (is_reply) {
            root.id = sqlite3_column_int64(answered, 0);
            root.hops++;
        } else {
            root.creator_id = sqlite3_column_int64(answered, 1);
            root.forum_id = sqlite3_column_int64(answered, 2);
        }
        sqlite3_reset(answered);
    } while (is_reply);
    return root;
}

static bool is_asked_for(const struct ldbc_answer *answer, unsigned hops)
{
    return hops >= answer->least_hops && hops <= answer->most_hops;
}

static void is1(void *at, int64_t id, struct ldbc_answer *answer)
{
    put_rows(at, PERSON, id, answer);
}

static void is2(void *at, int64_t id, struct ldbc_answer *answer)
{
    sqlite3_stmt *last = begin(at, LAST, id);

    while (sql_step(last)) {
        struct root root = {.id = sqlite3_column_int64(last, 0),
                            .creator_id = id};

        if (sqlite3_column_type(last, 3) != SQLITE_NULL) {
            root = root_of(at, sqlite3_column_int64(last, 3));
            root.hops++;
        }
        if (!is_asked_for(answer, root.hops))
            continue;
        put_columns(last, LAST, answer);
        ldbc_number(answer, root.id);
        put_rows(at, NAME, root.creator_id, answer);
    }
    sqlite3_reset(last);
}

static void is3(void *at, int64_t id, struct ldbc_answer *answer)
{
    put_rows(at, FRIENDS, id, answer);
}

static void is4(void *at, int64_t id, struct ldbc_answer *answer)
{
    put_rows(at, MESSAGE, id, answer);
}

static void is5(void *at, int64_t id, struct ldbc_answer *answer)
{
    put_rows(at, CREATOR, id, answer);
}

static void is6(void *at, int64_t id, struct ldbc_answer *answer)
{
    struct root root = root_of(at, id);

    if (is_asked_for(answer, root.hops))
        put_rows(at, FORUM, root.forum_id, answer);
}

static void is7(void *at, int64_t id, struct ldbc_answer *answer)
{
    put_rows(at, REPLIES, id, answer);
}

/* --- Deep delete ---------------------------------------------------------- */

static void delete_person(void *at, int64_t id)
{
    sql_run(begin(at, DELETE_PERSON, id));
}

static void count(void *at, size_t counts[LDBC_TABLES])
{
    struct world *world = at;

    for (size_t i = 0; i < LDBC_TABLES; i++) {
        BENCH_REQUIRE(sql_step(world->counts[i]));
        counts[i] = (size_t)sqlite3_column_int64(world->counts[i], 0);
        sqlite3_reset(world->counts[i]);
    }
}

static void mark(void *at)
{
    sql_do(((struct world *)at)->db, "SAVEPOINT mark");
}

static void restore(void *at)
{
    sql_do(((struct world *)at)->db, "ROLLBACK TO mark");
}

const struct ldbc_system ldbc_sqlite = {
    .name = "sqlite",
    .open = open,
    .close = close,
    .ask = {is1, is2, is3, is4, is5, is6, is7},
    .delete_person = delete_person,
    .count = count,
    .mark = mark,
    .restore = restore,
};
