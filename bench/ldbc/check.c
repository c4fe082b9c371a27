/* check.c - are all answers right, and are they the same? */
#include "ldbc/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A quick check, and that before one query is measured, asks for one id of so
 * many. */
enum { QUICK_STEP = 97 };

const char *const ldbc_query_names[LDBC_QUERIES] = {"IS1", "IS2", "IS3", "IS4",
                                                    "IS5", "IS6", "IS7"};

size_t ldbc_id_count(const struct ldbc *data, enum ldbc_query query)
{
    if (query <= IS3)
        return data->tables[LDBC_PERSON].count;
    return data->tables[LDBC_MESSAGE].count;
}

int64_t ldbc_id_at(const struct ldbc *data, enum ldbc_query query, size_t i)
{
    if (query <= IS3)
        return LDBC_ROWS(data, PERSON, person)[i].id;
    return LDBC_ROWS(data, MESSAGE, message)[i].id;
}

/* The answer as a text that lasts until the next one into the same room. */
static const char *answer_of(const struct entrant *entrant,
                             enum ldbc_query query, int64_t id,
                             struct ldbc_answer answer, struct ldbc_text *room)
{
    room->count = 0;
    if (room->bytes)
        room->bytes[0] = '\0';
    answer.text = room;
    entrant->system->ask[query](entrant->world, id, &answer);
    return room->bytes ? room->bytes : "";
}

static _Noreturn void differ(const char *name, enum ldbc_query query,
                             int64_t id, const char *answer, const char *wanted)
{
    fprintf(stderr, "%s: %s of %lld answers\n%sbut wanted is\n%s", name,
            ldbc_query_names[query], (long long)id, answer, wanted);
    exit(EXIT_FAILURE);
}

/* --- Between systems ------------------------------------------------------ */

static size_t check_query(const struct run *run, enum ldbc_query query)
{
    const struct ldbc_answer any = {.most_hops = UINT32_MAX};
    struct ldbc_text first = {0}, other = {0};
    size_t count = ldbc_id_count(run->data, query), checked = 0;
    size_t step = run->options.quick || run->options.query ? QUICK_STEP : 1;

    for (size_t i = 0; i < count; i += step, checked++) {
        int64_t id = ldbc_id_at(run->data, query, i);
        const char *wanted =
            answer_of(&run->entrants[0], query, id, any, &first);

        for (size_t e = 1; e < run->entrant_count; e++) {
            const char *answer =
                answer_of(&run->entrants[e], query, id, any, &other);

            if (strcmp(answer, wanted) != 0)
                differ(run->entrants[e].name, query, id, answer, wanted);
        }
    }
    free(first.bytes);
    free(other.bytes);
    return checked;
}

void ldbc_check_answers(const struct run *run)
{
    size_t checked = 0;

    for (enum ldbc_query query = IS1; query < LDBC_QUERIES; query++)
        checked += check_query(run, query);
    printf("%zu answers are equal, byte for byte, in all systems\n", checked);
}

/* --- Kuzu's tests --------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Put the lines of a text in order: where a query of the tests has no ORDER BY,
 * its rows come in any. */
static void sort_lines(char *text)
{
    size_t count = 0, used = 0, bytes = strlen(text);
    char *copy = bench_new(bytes + 1);
    char **lines = bench_new((bytes + 1) * sizeof(*lines));

    memcpy(copy, text, bytes + 1);
    for (char *line = strtok(copy, "\n"); line; line = strtok(NULL, "\n"))
        lines[count++] = line;
    qsort(lines, count, sizeof(*lines), by_text);
    for (size_t i = 0; i < count; i++) {
        size_t line_bytes = strlen(lines[i]);

        memcpy(text + used, lines[i], line_bytes);
        used += line_bytes;
        text[used++] = '\n';
    }
    free(lines);
    free(copy);
}

/* The lines behind "---- 3\n", so many as it says, as a text of their own. */
static char *expected_rows(const char *dashes)
{
    unsigned long rows = strtoul(dashes + strlen("---- "), NULL, 10);
    const char *begin = strchr(dashes, '\n') + 1, *end = begin;
    char *text;

    while (rows--)
        end = strchr(end, '\n') + 1;
    text = bench_new((size_t)(end - begin) + 1);
    memcpy(text, begin, (size_t)(end - begin));
    text[end - begin] = '\0';
    return text;
}

/* Their queries follow one or two replies and no more, where LDBC follows all:
 * it is said in the file. */
static void check_test(const struct run *run, enum ldbc_query query,
                       const char *test)
{
    const struct ldbc_answer answer = {.least_hops = 1, .most_hops = 2};
    const char *braces = strstr(test, "{id: "), *dashes = strstr(test, "----");
    struct ldbc_text room = {0};
    char *expected;
    int64_t id;

    BENCH_REQUIRE(braces && dashes);
    id = strtoll(braces + strlen("{id: "), NULL, 10);
    expected = expected_rows(dashes);
    if (query == IS7)
        sort_lines(expected);
    for (size_t e = 0; e < run->entrant_count; e++) {
        answer_of(&run->entrants[e], query, id, answer, &room);
        BENCH_REQUIRE(room.bytes);
        if (query == IS7)
            sort_lines(room.bytes);
        if (strcmp(room.bytes, expected) != 0)
            differ(run->entrants[e].name, query, id, room.bytes, expected);
    }
    free(expected);
    free(room.bytes);
}

void ldbc_check_expected(const struct run *run)
{
    char *tests = ldbc_read_file(run->options.folder, "interactive_short.test");

    BENCH_REQUIRE(tests);
    for (enum ldbc_query query = IS1; query < LDBC_QUERIES; query++) {
        char log[16];
        const char *test;

        snprintf(log, sizeof(log), "-LOG %s\n", ldbc_query_names[query]);
        test = strstr(tests, log);
        BENCH_REQUIRE(test);
        check_test(run, query, test);
    }
    free(tests);
    printf("all systems answer the %d queries of Kuzu's test file as it "
           "says, byte for byte\n",
           LDBC_QUERIES);
}

/* --- Deletes -------------------------------------------------------------- */

size_t *ldbc_draw_persons(const struct run *run, uint64_t *random)
{
    size_t count = run->data->tables[LDBC_PERSON].count;
    size_t *persons = bench_new(count * sizeof(*persons));

    for (size_t i = 0; i < count; i++)
        persons[i] = i;
    shuffle(persons, count, random);
    return persons;
}

void ldbc_restore(const struct run *run, struct entrant *entrant)
{
    if (entrant->system->restore) {
        entrant->system->restore(entrant->world);
        return;
    }
    entrant->system->close(entrant->world);
    entrant->world = entrant->system->open(run->data);
}

static void check_counts(const struct run *run, int64_t id)
{
    size_t first[LDBC_TABLES], other[LDBC_TABLES];

    run->entrants[0].system->count(run->entrants[0].world, first);
    for (size_t e = 1; e < run->entrant_count; e++) {
        run->entrants[e].system->count(run->entrants[e].world, other);
        for (size_t i = 0; i < LDBC_TABLES; i++) {
            if (first[i] == other[i])
                continue;
            fprintf(stderr,
                    "when %lld is deleted, %s has %zu rows of %s, %s %zu\n",
                    (long long)id, run->entrants[0].name, first[i],
                    ldbc_shapes[i].name, run->entrants[e].name, other[i]);
            exit(EXIT_FAILURE);
        }
    }
}

void ldbc_check_deletes(struct run *run)
{
    uint64_t random = run->options.seed;
    size_t *persons = ldbc_draw_persons(run, &random);

    for (size_t i = 0; i < run->options.deletes; i++) {
        int64_t id = LDBC_ROWS(run->data, PERSON, person)[persons[i]].id;

        for (size_t e = 0; e < run->entrant_count; e++)
            run->entrants[e].system->delete_person(run->entrants[e].world, id);
        check_counts(run, id);
    }
    for (size_t e = 0; e < run->entrant_count; e++)
        ldbc_restore(run, &run->entrants[e]);
    check_counts(run, 0);
    free(persons);
    printf("%zu persons deleted one after the other: equal rows are left in "
           "each of %d tables, each time\n",
           run->options.deletes, LDBC_TABLES);
}
