/* read.c - the CSV files of the data set, as rows.
 *
 * Knows  the files: 8 of nodes, of which posts and comments fill one table, 37
 *        in all. A file of links whose "many" side is one row, as that of a
 *        comment and its creator, fills a member of rows that are there; others
 *        make rows of their own. Columns are apart by '|', never quoted. Most
 *        files begin with the names of the columns; of those in two parts some
 *        second ones do not.
 */
#include "ldbc/fields.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* --- The files ------------------------------------------------------------ */

struct field {
    enum ldbc_kind kind;
    size_t offset_bytes;
    enum ldbc_table parent;
};
enum { FIELDS_MAX = 8 };
struct file {
    const char *name;
    enum ldbc_table table;
    /* Of the column that names the row to fill, plus one; 0: a line is a new
     * row. */
    size_t key;
    struct field fields[FIELDS_MAX];
};

/* A link of one row (TABLE) to a parent, and one that the file names first. */
#define LINK(file, TABLE, row, f, PARENT_TABLE)            \
    {                                                      \
        file, LDBC_##TABLE, 1,                             \
        {                                                  \
            {LDBC_END, 0, 0}, PARENT(row, f, PARENT_TABLE) \
        }                                                  \
    }
#define LINK_BACK(file, TABLE, row, f, PARENT_TABLE) \
    {                                                \
        file, LDBC_##TABLE, 2,                       \
        {                                            \
            PARENT(row, f, PARENT_TABLE)             \
        }                                            \
    }

#define KNOWS                                                        \
    LDBC_KNOWS, 0,                                                   \
    {                                                                \
        PARENT(knows, first, PERSON), PARENT(knows, second, PERSON), \
            NUMBER(knows, creation_date)                             \
    }
#define TAGGING(ROW, TABLE)                                  \
    LDBC_##TABLE, 0,                                         \
    {                                                        \
        PARENT(tagging, row, ROW), PARENT(tagging, tag, TAG) \
    }
#define CAREER(TABLE)                                                        \
    LDBC_##TABLE, 0,                                                         \
    {                                                                        \
        PARENT(career, person, PERSON),                                      \
            PARENT(career, organisation, ORGANISATION), NUMBER(career, year) \
    }
#define LIKE                                                          \
    LDBC_LIKE, 0,                                                     \
    {                                                                 \
        PARENT(like, person, PERSON), PARENT(like, message, MESSAGE), \
            NUMBER(like, creation_date)                               \
    }

/* Parents before what names them, so the nodes come first. */
static const struct file files[] = {
    {"Place",
     LDBC_PLACE,
     0,
     {NUMBER(place, id), TEXT(place, name), TEXT(place, url),
      TEXT(place, label)}},
    {"TagClass",
     LDBC_TAG_CLASS,
     0,
     {NUMBER(tag_class, id), TEXT(tag_class, name), TEXT(tag_class, url)}},
    {"Tag", LDBC_TAG, 0, {NUMBER(tag, id), TEXT(tag, name), TEXT(tag, url)}},
    {"Organisation",
     LDBC_ORGANISATION,
     0,
     {NUMBER(organisation, id), TEXT(organisation, label),
      TEXT(organisation, name), TEXT(organisation, url)}},
    {"Person",
     LDBC_PERSON,
     0,
     {NUMBER(person, id), TEXT(person, first_name), TEXT(person, last_name),
      TEXT(person, gender), NUMBER(person, birthday),
      NUMBER(person, creation_date), TEXT(person, location_ip),
      TEXT(person, browser)}},
    {"Forum",
     LDBC_FORUM,
     0,
     {NUMBER(forum, id), TEXT(forum, title), NUMBER(forum, creation_date)}},
    {"Post",
     LDBC_MESSAGE,
     0,
     {NUMBER(message, id), TEXT(message, image_file),
      NUMBER(message, creation_date), TEXT(message, location_ip),
      TEXT(message, browser), TEXT(message, language), TEXT(message, content),
      NUMBER(message, length)}},
    {"Comment",
     LDBC_MESSAGE,
     0,
     {NUMBER(message, id), NUMBER(message, creation_date),
      TEXT(message, location_ip), TEXT(message, browser),
      TEXT(message, content), NUMBER(message, length)}},
    LINK("Place_isPartOf_Place", PLACE, place, part_of, PLACE),
    LINK("TagClass_isSubclassOf_TagClass", TAG_CLASS, tag_class, subclass_of,
         TAG_CLASS),
    LINK("Tag_hasType_TagClass", TAG, tag, type, TAG_CLASS),
    LINK("Organisation_isLocatedIn_Place", ORGANISATION, organisation, place,
         PLACE),
    LINK("Person_isLocatedIn_Place", PERSON, person, city, PLACE),
    LINK("Forum_hasModerator_Person", FORUM, forum, moderator, PERSON),
    LINK("Post_hasCreator_Person", MESSAGE, message, creator, PERSON),
    LINK("Post_isLocatedIn_Place", MESSAGE, message, country, PLACE),
    LINK_BACK("Forum_containerOf_Post", MESSAGE, message, forum, FORUM),
    LINK("Comment_hasCreator_Person", MESSAGE, message, creator, PERSON),
    LINK("Comment_hasCreator_Person_1", MESSAGE, message, creator, PERSON),
    LINK("Comment_isLocatedIn_Place", MESSAGE, message, country, PLACE),
    LINK("Comment_isLocatedIn_Place_1", MESSAGE, message, country, PLACE),
    LINK("Comment_replyOf_Post", MESSAGE, message, reply_of, MESSAGE),
    LINK("Comment_replyOf_Comment", MESSAGE, message, reply_of, MESSAGE),
    {"Person_knows_Person", KNOWS},
    {"Person_knows_Person_1", KNOWS},
    {"Forum_hasMember_Person",
     LDBC_MEMBER,
     0,
     {PARENT(member, forum, FORUM), PARENT(member, person, PERSON),
      NUMBER(member, join_date)}},
    {"Forum_hasTag_Tag", TAGGING(FORUM, FORUM_TAG)},
    {"Post_hasTag_Tag", TAGGING(MESSAGE, MESSAGE_TAG)},
    {"Comment_hasTag_Tag", TAGGING(MESSAGE, MESSAGE_TAG)},
    {"Comment_hasTag_Tag_1", TAGGING(MESSAGE, MESSAGE_TAG)},
    {"Person_hasInterest_Tag", TAGGING(PERSON, INTEREST)},
    {"Person_studyAt_Organisation", CAREER(STUDY)},
    {"Person_workAt_Organisation", CAREER(WORK)},
    {"Person_likes_Post", LIKE},
    {"Person_likes_Post_1", LIKE},
    {"Person_likes_Comment", LIKE},
    {"Person_likes_Comment_1", LIKE},
};
enum { FILES = sizeof(files) / sizeof(files[0]) };

/* --- Rows by id ----------------------------------------------------------- */

/* Open addressing; a slot holds the number of a row plus one. */
struct ids {
    ldbc_row *slots;
    size_t capacity; /* a power of two */
};

struct reader {
    struct ldbc *data;
    size_t capacity[LDBC_TABLES]; /* of the arrays of rows */
    struct ids ids[LDBC_NODES];
};

static char *row_at(const struct ldbc *data, enum ldbc_table table, size_t row)
{
    return (char *)data->tables[table].rows +
           row * ldbc_shapes[table].row_bytes;
}

/* All nodes begin with their id. */
static int64_t id_of(const struct ldbc *data, enum ldbc_table table, size_t row)
{
    int64_t id;

    memcpy(&id, row_at(data, table, row), sizeof(id));
    return id;
}

static size_t find_slot(const struct reader *reader, enum ldbc_table table,
                        int64_t id)
{
    const struct ids *ids = &reader->ids[table];
    size_t mask = ids->capacity - 1;
    size_t slot = (size_t)mixed((uint64_t)id) & mask;

    while (ids->slots[slot] &&
           id_of(reader->data, table, ids->slots[slot] - 1) != id)
        slot = (slot + 1) & mask;
    return slot;
}

/* Anew for each file of the table. */
static void index_nodes(struct reader *reader, enum ldbc_table table)
{
    struct ids *ids = &reader->ids[table];
    size_t count = reader->data->tables[table].count;

    ids->capacity = 16;
    while (ids->capacity < count * 2)
        ids->capacity *= 2;
    free(ids->slots);
    ids->slots = calloc(ids->capacity, sizeof(*ids->slots));
    BENCH_REQUIRE(ids->slots);
    for (size_t row = 0; row < count; row++) {
        int64_t id = id_of(reader->data, table, row);
        size_t slot = find_slot(reader, table, id);

        BENCH_REQUIRE(!ids->slots[slot]); /* no id twice */
        ids->slots[slot] = (ldbc_row)row + 1;
    }
}

/* --- Lines ---------------------------------------------------------------- */

static int64_t number_of(const char *text)
{
    char *end;
    long long number;

    errno = 0;
    number = strtoll(text, &end, 10);
    BENCH_REQUIRE(end != text && !*end && !errno);
    return number;
}

static ldbc_row row_named(const struct reader *reader, enum ldbc_table table,
                          const char *id)
{
    size_t slot = find_slot(reader, table, number_of(id));

    BENCH_REQUIRE(reader->ids[table].slots[slot]);
    return reader->ids[table].slots[slot] - 1;
}

/* A row in which no reference names anything. */
static char *new_row(struct reader *reader, enum ldbc_table table)
{
    const struct ldbc_shape *shape = &ldbc_shapes[table];
    struct ldbc_table_rows *rows = &reader->data->tables[table];
    const ldbc_row none = LDBC_NONE;
    char *row;

    if (rows->count == reader->capacity[table]) {
        reader->capacity[table] = rows->count ? rows->count * 2 : 1024;
        rows->rows =
            realloc(rows->rows, reader->capacity[table] * shape->row_bytes);
        BENCH_REQUIRE(rows->rows);
    }
    row = row_at(reader->data, table, rows->count++);
    memset(row, 0, shape->row_bytes);
    for (const struct ldbc_column *column = shape->columns; column->kind;
         column++) {
        if (column->kind == LDBC_REFERENCE)
            memcpy(row + column->offset_bytes, &none, sizeof(none));
    }
    return row;
}

static void fill(const struct reader *reader, char *row,
                 const struct field *field, const char *text)
{
    if (field->kind == LDBC_NUMBER) {
        int64_t number = number_of(text);

        memcpy(row + field->offset_bytes, &number, sizeof(number));
    } else if (field->kind == LDBC_TEXT) {
        if (!*text)
            text = NULL;
        memcpy(row + field->offset_bytes, &text, sizeof(text));
    } else if (field->kind == LDBC_REFERENCE) {
        ldbc_row parent = row_named(reader, field->parent, text);

        memcpy(row + field->offset_bytes, &parent, sizeof(parent));
    }
}

/* Cut a line at its '|' and answer how many columns it has. */
static size_t cut(char *line, char **columns)
{
    size_t count = 0;

    while (line) {
        BENCH_REQUIRE(count < FIELDS_MAX);
        columns[count++] = line;
        line = strchr(line, '|');
        if (line)
            *line++ = '\0';
    }
    return count;
}

static void read_line(struct reader *reader, const struct file *file,
                      char *line)
{
    char *columns[FIELDS_MAX];
    size_t count = cut(line, columns);
    char *row;

    if (file->key) {
        BENCH_REQUIRE(count >= file->key);
        row = row_at(reader->data, file->table,
                     row_named(reader, file->table, columns[file->key - 1]));
    } else {
        row = new_row(reader, file->table);
    }
    for (size_t i = 0; i < count; i++)
        fill(reader, row, &file->fields[i], columns[i]);
}

/* The names of columns say their types: "id:ID(Post)|...", ":START_ID(...". */
static bool is_head(const char *line)
{
    return line[0] == ':' || strncmp(line, "id:", 3) == 0;
}

static void read_lines(struct reader *reader, const struct file *file,
                       char *line)
{
    if (is_head(line))
        line = strchr(line, '\n') + 1;
    while (*line) {
        char *end = strchr(line, '\n');
        char *next = end ? end + 1 : line + strlen(line);

        if (end)
            *end = '\0';
        read_line(reader, file, line);
        line = next;
    }
}

char *ldbc_read_file(const char *folder, const char *name)
{
    char path[4096];
    FILE *file;
    char *text;
    long bytes;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (!file)
        return NULL;
    BENCH_REQUIRE(!fseek(file, 0, SEEK_END));
    bytes = ftell(file);
    BENCH_REQUIRE(bytes >= 0 && !fseek(file, 0, SEEK_SET));
    text = bench_new((size_t)bytes + 1);
    BENCH_REQUIRE(fread(text, 1, (size_t)bytes, file) == (size_t)bytes);
    text[bytes] = '\0';
    fclose(file);
    return text;
}

/* --- The folder ----------------------------------------------------------- */

/* Every reference that is no choice names a row. */
static void check_whole(const struct ldbc *data)
{
    const struct ldbc_message *messages = LDBC_ROWS(data, MESSAGE, message);

    for (size_t i = 0; i < data->tables[LDBC_MESSAGE].count; i++) {
        BENCH_REQUIRE(messages[i].creator != LDBC_NONE);
        BENCH_REQUIRE((messages[i].forum == LDBC_NONE) !=
                      (messages[i].reply_of == LDBC_NONE));
    }
}

static void tell_progress(size_t file)
{
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\rreading %zu of %d: %-36s", file + 1, FILES,
                files[file].name);
}

static void tell_end(const struct ldbc *data, clock_t start)
{
    size_t rows = 0;

    for (size_t i = 0; i < LDBC_TABLES; i++)
        rows += data->tables[i].count;
    if (isatty(STDERR_FILENO))
        fputc('\r', stderr);
    fprintf(stderr, "read %d files: %zu rows of %d tables, %.1f s%20s\n", FILES,
            rows, LDBC_TABLES, (double)(clock() - start) / CLOCKS_PER_SEC, "");
}

static bool read_files(struct reader *reader, const char *folder)
{
    for (size_t i = 0; i < FILES; i++) {
        char name[64];
        char *text;

        snprintf(name, sizeof(name), "%s.csv", files[i].name);
        text = ldbc_read_file(folder, name);
        if (!text && i == 0)
            return false;
        BENCH_REQUIRE(text);
        tell_progress(i);
        reader->data->files[reader->data->file_count++] = text;
        read_lines(reader, &files[i], text);
        if (files[i].table < LDBC_NODES && !files[i].key)
            index_nodes(reader, files[i].table);
    }
    return true;
}

struct ldbc *ldbc_read(const char *folder)
{
    struct reader reader = {.data = calloc(1, sizeof(*reader.data))};
    clock_t start = clock();
    bool found;

    BENCH_REQUIRE(reader.data);
    reader.data->files = bench_new(FILES * sizeof(*reader.data->files));
    found = read_files(&reader, folder);
    for (size_t i = 0; i < LDBC_NODES; i++)
        free(reader.ids[i].slots);
    if (!found) {
        ldbc_drop(reader.data);
        return NULL;
    }
    check_whole(reader.data);
    ldbc_put_in_order(reader.data);
    tell_end(reader.data, start);
    return reader.data;
}

void ldbc_drop(struct ldbc *data)
{
    if (!data)
        return;
    for (size_t i = 0; i < LDBC_TABLES; i++)
        free(data->tables[i].rows);
    for (size_t i = 0; i < data->file_count; i++)
        free(data->files[i]);
    free(data->files);
    free(data);
}
