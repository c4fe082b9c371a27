/* ldbc.h - a social network, what is asked of it, and who answers.
 *
 * Owns   the data set as plain rows, read once and given to each system; the
 *        answers, as a sum and as a text; the interface of a system.
 * Knows  nothing of kith, nor of any other system.
 *
 * The data set is LDBC's Social Network Benchmark at scale 0.1. A row names
 * another by its number in the rows of that table, so no system has to look up
 * keys while it loads, but for SQLite, which stores them. Rows that have a date
 * are in the order of their dates, as a network would have had them come.
 */
#ifndef BENCH_LDBC_LDBC_H
#define BENCH_LDBC_LDBC_H

#include "harness/bench.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* --- The data set --------------------------------------------------------- */

/* Parents before their children. */
enum ldbc_table {
    LDBC_PLACE,
    LDBC_TAG_CLASS,
    LDBC_TAG,
    LDBC_ORGANISATION,
    LDBC_PERSON,
    LDBC_FORUM,
    LDBC_MESSAGE,
    LDBC_NODES, /* those above have an id */
    LDBC_KNOWS = LDBC_NODES,
    LDBC_MEMBER,
    LDBC_FORUM_TAG,
    LDBC_MESSAGE_TAG,
    LDBC_INTEREST,
    LDBC_STUDY,
    LDBC_WORK,
    LDBC_LIKE,
    LDBC_TABLES
};

/* The number of a row in its table. LDBC_NONE: there is none. A text is NULL
 * where the file has nothing. */
typedef uint32_t ldbc_row;
#define LDBC_NONE UINT32_MAX

struct ldbc_place {
    int64_t id;
    const char *name, *url, *label;
    ldbc_row part_of;
};

struct ldbc_tag_class {
    int64_t id;
    const char *name, *url;
    ldbc_row subclass_of;
};

struct ldbc_tag {
    int64_t id;
    const char *name, *url;
    ldbc_row type;
};

struct ldbc_organisation {
    int64_t id;
    const char *label, *name, *url;
    ldbc_row place;
};

struct ldbc_person {
    int64_t id;
    const char *first_name, *last_name, *gender;
    int64_t birthday, creation_date;
    const char *location_ip, *browser;
    ldbc_row city;
};

struct ldbc_forum {
    int64_t id;
    const char *title;
    int64_t creation_date;
    ldbc_row moderator;
};

/* A post, which is in a forum, or a comment, which answers a message: one of the
 * two is LDBC_NONE. */
struct ldbc_message {
    int64_t id, creation_date;
    const char *image_file, *content, *location_ip, *browser, *language;
    int64_t length;
    ldbc_row creator, country, forum, reply_of;
};

/* A friendship: the first has the lesser id. */
struct ldbc_knows {
    ldbc_row first, second;
    int64_t creation_date;
};

struct ldbc_member {
    ldbc_row forum, person;
    int64_t join_date;
};

/* Of a forum or a message; the interest of a person. */
struct ldbc_tagging {
    ldbc_row row, tag;
};

/* Study and work. */
struct ldbc_career {
    ldbc_row person, organisation;
    int64_t year;
};

struct ldbc_like {
    ldbc_row person, message;
    int64_t creation_date;
};

struct ldbc_table_rows {
    void *rows; /* structs of the table's type */
    size_t count;
};

struct ldbc {
    struct ldbc_table_rows tables[LDBC_TABLES];
    char **files; /* the bytes in which the texts are */
    size_t file_count;
};

/* The rows of a table by their type: LDBC_ROWS(data, PERSON, person)[0].id. */
#define LDBC_ROWS(data, TABLE, type) \
    ((const struct ldbc_##type *)(data)->tables[LDBC_##TABLE].rows)

/* What a table is made of, for those who store it column by column. */
enum ldbc_kind {
    LDBC_END,
    LDBC_NUMBER,
    LDBC_DATE, /* a number; rows are in order of it */
    LDBC_TEXT,
    LDBC_REFERENCE
};
struct ldbc_column {
    enum ldbc_kind kind;
    size_t offset_bytes;
    enum ldbc_table parent; /* of a reference */
};
enum { LDBC_COLUMNS_MAX = 13 }; /* with the end */
struct ldbc_shape {
    const char *name; /* "persons" */
    size_t row_bytes;
    struct ldbc_column columns[LDBC_COLUMNS_MAX]; /* up to LDBC_END */
};
extern const struct ldbc_shape ldbc_shapes[LDBC_TABLES];

/* Read the CSV files of a folder, with a line of progress on stderr. NULL where
 * the folder has not got the first of them; anything else that is missing or
 * wrong ends the program. ldbc_drop() takes NULL too. */
struct ldbc *ldbc_read(const char *folder);
void ldbc_drop(struct ldbc *data);

/* Put the rows of each table that has a date in order of it, those of one date
 * as they are, and have references name the places in which rows are then. */
void ldbc_put_in_order(struct ldbc *data);

/* The text of a file, NUL-terminated, to be freed; NULL where there is none. */
char *ldbc_read_file(const char *folder, const char *name);

/* --- Answers -------------------------------------------------------------- */

/* What the queries return goes through these calls, column by column. `sum` is
 * the checksum of a timed run: each number and the first byte of each text.
 * `text`, unless it is NULL, gets the rows as lines, columns apart by '|'. */
struct ldbc_text {
    char *bytes;
    size_t count, capacity;
    bool within_row;
};
struct ldbc_answer {
    uint64_t sum;
    struct ldbc_text *text;
    /* How many replies there may be between a message and its post in IS2 and
     * IS6: LDBC says any number, the queries of Kuzu's tests 1 to 2. */
    unsigned least_hops, most_hops;
};

void ldbc_write_number(struct ldbc_text *text, int64_t number);
void ldbc_write_text(struct ldbc_text *text, const char *column);
void ldbc_write_end(struct ldbc_text *text);

static inline void ldbc_number(struct ldbc_answer *answer, int64_t number)
{
    answer->sum += (uint64_t)number;
    if (answer->text)
        ldbc_write_number(answer->text, number);
}

static inline void ldbc_text(struct ldbc_answer *answer, const char *text)
{
    answer->sum += text ? (unsigned char)*text : 0;
    if (answer->text)
        ldbc_write_text(answer->text, text);
}

static inline void ldbc_bool(struct ldbc_answer *answer, bool value)
{
    ldbc_text(answer, value ? "True" : "False");
}

static inline void ldbc_end_row(struct ldbc_answer *answer)
{
    if (answer->text)
        ldbc_write_end(answer->text);
}

/* --- Systems -------------------------------------------------------------- */

enum ldbc_query { IS1, IS2, IS3, IS4, IS5, IS6, IS7, LDBC_QUERIES };
enum { LAST_MESSAGES = 10 }; /* of a person: IS2 */

/* Answer a query: `id` is that of a person in IS1 to IS3, else of a message. */
typedef void ldbc_ask(void *world, int64_t id, struct ldbc_answer *answer);

struct ldbc_system {
    const char *name;
    void *(*open)(const struct ldbc *data);
    void (*close)(void *world);
    ldbc_ask *ask[LDBC_QUERIES];
    /* DEL1: delete a person with all that hangs on it. */
    void (*delete_person)(void *world, int64_t id);
    void (*count)(void *world, size_t counts[LDBC_TABLES]);
    /* Note what the world is, and make it that again. Where they are NULL it is
     * opened anew. */
    void (*mark)(void *world);
    void (*restore)(void *world);
};

extern const struct ldbc_system ldbc_kith, ldbc_hand, ldbc_sqlite;

#endif
