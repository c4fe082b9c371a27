/* sqlite.c - students and courses in SQLite. */
#include "pairs/pairs.h"
#include "peers/sqlite_sum.h"

#include <stdlib.h>

static const char schema[] =
    "CREATE TABLE student (id INTEGER PRIMARY KEY, value INTEGER NOT NULL);"
    "CREATE TABLE course (id INTEGER PRIMARY KEY, value INTEGER NOT NULL);"
    "CREATE TABLE enrolment ("
    "  student_id INTEGER NOT NULL REFERENCES student,"
    "  course_id INTEGER NOT NULL REFERENCES course,"
    "  PRIMARY KEY (student_id, course_id)) WITHOUT ROWID;"
    "CREATE INDEX enrolment_course ON enrolment (course_id, student_id);";

enum statement {
    BEGIN,
    COMMIT,
    COURSES,
    STUDENTS,
    INSERT_STUDENT,
    INSERT_COURSE,
    INSERT,
    DELETE,
    STATEMENTS
};

static const char *const texts[STATEMENTS] = {
    [BEGIN] = "BEGIN",
    [COMMIT] = "COMMIT",
    [COURSES] = "SELECT course.value FROM enrolment JOIN course"
                "  ON course.id = course_id WHERE student_id = ?1",
    [STUDENTS] = "SELECT student.value FROM enrolment JOIN student"
                 "  ON student.id = student_id WHERE course_id = ?1",
    [INSERT_STUDENT] = "INSERT INTO student VALUES (?1, ?2)",
    [INSERT_COURSE] = "INSERT INTO course VALUES (?1, ?2)",
    [INSERT] = "INSERT INTO enrolment VALUES (?1, ?2)",
    [DELETE] = "DELETE FROM enrolment WHERE student_id = ?1 AND course_id = ?2",
};

struct world {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
};

static void run(struct world *world, enum statement which)
{
    sql_run(world->statements[which]);
}

/* Run a statement of two numbers. */
static void run_with(struct world *world, enum statement which, int64_t one,
                     int64_t other)
{
    sqlite3_bind_int64(world->statements[which], 1, one);
    sqlite3_bind_int64(world->statements[which], 2, other);
    run(world, which);
}

static void *open(void *data)
{
    const struct pairs *pairs = data;
    struct world *world = bench_new(sizeof(*world));

    world->db = sql_open();
    sql_do(world->db, schema);
    for (int i = 0; i < STATEMENTS; i++)
        world->statements[i] = sql_prepare(world->db, texts[i]);
    run(world, BEGIN);
    for (int64_t s = 1; s <= (int64_t)pairs->student_count; s++)
        run_with(world, INSERT_STUDENT, s, pairs_value(s));
    for (int64_t c = 1; c <= (int64_t)pairs->course_count; c++)
        run_with(world, INSERT_COURSE, c, pairs_value(-c));
    for (size_t i = 0; i < pairs->pair_count; i++) {
        size_t pair = pairs->came[i];

        run_with(world, INSERT, pairs_student(pair), pairs->courses[pair]);
    }
    run(world, COMMIT);
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(world->statements[i]);
    sql_close(world->db);
    free(world);
}

/* The values of all that are paired with each of the ids. */
static uint64_t walk(struct world *world, enum statement which,
                     const int64_t *ids, size_t count)
{
    sqlite3_stmt *statement = world->statements[which];
    uint64_t sum = 0;

    run(world, BEGIN);
    for (size_t i = 0; i < count; i++) {
        sqlite3_bind_int64(statement, 1, ids[i]);
        sum += sql_sum(statement);
    }
    run(world, COMMIT);
    return sum;
}

static uint64_t walk_courses(void *at, void *data)
{
    const struct pairs *pairs = data;

    return walk(at, COURSES, pairs->students, pairs->count);
}

static uint64_t walk_students(void *at, void *data)
{
    const struct pairs *pairs = data;

    return walk(at, STUDENTS, pairs->courses_drawn, pairs->count);
}

/* Run the statement for all pairs; each of them changes one row. */
static uint64_t change(struct world *world, enum statement which,
                       const struct pairs *pairs)
{
    uint64_t sum = 0;

    run(world, BEGIN);
    for (size_t i = 0; i < pairs->count; i++) {
        int64_t student = pairs->students[i], course = pairs->courses_drawn[i];

        run_with(world, which, student, course);
        BENCH_REQUIRE(sqlite3_changes(world->db) == 1);
        sum += (uint64_t)(student + course);
    }
    run(world, COMMIT);
    return sum;
}

static uint64_t append(void *at, void *data)
{
    return change(at, INSERT, data);
}

static uint64_t take_out(void *at, void *data)
{
    return change(at, DELETE, data);
}

static const struct work works[] = {
    {NULL, walk_courses, NULL},
    {NULL, walk_students, NULL},
    {NULL, append, take_out},
    {NULL, take_out, append},
};

const struct system pairs_sqlite = {"sqlite", open, close, works};
