/* rollback.c - what it costs to take a large transaction back.
 *
 * Usage: rollback [operations]. Makes a mix of so many changes (1,000,000) in
 * one level of kith and takes them back, and does the same within a SAVEPOINT
 * of SQLite, in turns. The mix is over houses with rooms, which hold things:
 * inserts, deletes, sets of plain, indexed and text columns, moves, and rooms
 * that are deleted with their things. Prints the nanoseconds a change of both
 * ways, and the ratios within a round; exits 1 where the two systems made
 * different changes, or where kith_digest is not what it was before.
 */
#include "harness/bench.h"
#ifdef BENCH_HAS_SQLITE
#include "peers/sqlite.h"
#endif

#include <kith.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* --- The mix -------------------------------------------------------------- */

enum kind {
    INSERT,
    DELETE,
    SET,
    SET_INDEXED,
    SET_TEXT,
    MOVE,
    DROP_ROOM,
    KINDS
};

/* Of twenty changes so many are of a kind. A room takes its things along, ten
 * or so, so few of them leave most of the rows to the others. */
static const unsigned char shares[20] = {
    INSERT,      INSERT,      INSERT, INSERT, DELETE,   DELETE,   SET,
    SET,         SET,         SET,    SET,    SET_TEXT, SET_TEXT, SET_TEXT,
    SET_INDEXED, SET_INDEXED, MOVE,   MOVE,   MOVE,     DROP_ROOM};

enum { THINGS_A_ROOM = 10, CODES = 1000, ROUNDS = 3, NAME_BYTES = 24 };

struct change {
    enum kind kind;
    int64_t thing, room, value;
};

/* `things` and `rooms` are there at first; new things have the ids behind. */
struct mix {
    size_t things, rooms, count;
    struct change *changes;
};

/* One change in twenty drops a room, so two rooms of five go. */
static void draw_mix(struct mix *mix, size_t count)
{
    uint64_t random = 1;
    int64_t next;

    mix->count = count;
    mix->things = count;
    mix->rooms = mix->things / THINGS_A_ROOM + 1;
    mix->changes = bench_new(count * sizeof(*mix->changes));
    next = (int64_t)mix->things + 1;
    for (size_t i = 0; i < count; i++) {
        enum kind kind = (enum kind)shares[draw_below(&random, 20)];

        mix->changes[i] = (struct change){
            .kind = kind,
            .thing = 1 + (int64_t)draw_below(&random, mix->things),
            .room = 1 + (int64_t)draw_below(&random, mix->rooms),
            .value = (int64_t)draw_below(&random, CODES)};
        if (kind == INSERT)
            mix->changes[i].thing = next++;
    }
}

static void name_of(char name[NAME_BYTES], int64_t number)
{
    snprintf(name, NAME_BYTES, "a thing named %d", (int)number);
}

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* What a round took, and what was there between the changes and the way back:
 * rows and a sum over the things, the same in both systems. */
struct round {
    double make_ns, back_ns; /* a change */
    uint64_t rooms, things, sum;
};

static uint64_t part_of_sum(int64_t id, int64_t amount, int64_t code,
                            int64_t room, const char *name)
{
    uint64_t sum = (uint64_t)(id + amount * 3 + code * 5 + room * 7);

    for (; *name; name++)
        sum = sum * 31 + (unsigned char)*name;
    return sum;
}

/* --- kith ----------------------------------------------------------------- */

typedef struct Room Room;
typedef struct Thing Thing;
struct Room {
    const int64_t id;
    KITH_COLLECTION(Thing) things;
};
struct Thing {
    const int64_t id;
    int64_t amount;
    const int64_t code;
    KITH_TEXT name;
    const int64_t room_id;
    KITH_REFERENCE(Room) room;
};
static KITH_TABLE(Room, "rooms", KITH_PRIMARY_KEY(Room, id),
                  KITH_RELATIONSHIP(Room, things, Thing,
                                    .back_populates = "room"));
static KITH_TABLE(
    Thing, "things", KITH_PRIMARY_KEY(Thing, id), KITH_COLUMN(Thing, amount),
    KITH_COLUMN(Thing, code, .index = true), KITH_COLUMN(Thing, name),
    KITH_FOREIGN_KEY(Thing, room_id, Room, id, .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Thing, room, Room, .back_populates = "things"));

static int64_t room_at_first(const struct mix *mix, int64_t thing)
{
    return 1 + (int64_t)(mixed((uint64_t)thing) % mix->rooms);
}

static kith_db *kith_new(const struct mix *mix)
{
    kith_db *db;

    BENCH_REQUIRE(kith_open(&db, KITH_TABLES(Room, Thing), NULL, NULL) ==
                  KITH_OK);
    for (int64_t id = 1; id <= (int64_t)mix->rooms; id++)
        BENCH_REQUIRE(kith_insert(db, Room, .id = id));
    for (int64_t id = 1; id <= (int64_t)mix->things; id++) {
        char name[NAME_BYTES];

        name_of(name, id);
        BENCH_REQUIRE(kith_insert(db, Thing, .id = id, .code = id % CODES,
                                  .name = name,
                                  .room_id = room_at_first(mix, id)));
    }
    return db;
}

/* What is gone already is left out, in both systems. */
static void kith_change(kith_db *db, const struct change *change)
{
    Thing *thing = change->kind == INSERT || change->kind == DROP_ROOM
                       ? NULL
                       : kith_get(db, Thing, change->thing);
    Room *room = change->kind == INSERT || change->kind == MOVE ||
                         change->kind == DROP_ROOM
                     ? kith_get(db, Room, change->room)
                     : NULL;
    char name[NAME_BYTES];

    if (change->kind == INSERT && room) {
        name_of(name, change->thing);
        BENCH_REQUIRE(kith_insert(db, Thing, .id = change->thing,
                                  .code = change->value, .name = name,
                                  .room.row = room));
    } else if (change->kind == DELETE && thing) {
        BENCH_REQUIRE(kith_delete(thing) == KITH_OK);
    } else if (change->kind == SET && thing) {
        BENCH_REQUIRE(kith_set(thing, amount, change->value) == KITH_OK);
    } else if (change->kind == SET_INDEXED && thing) {
        BENCH_REQUIRE(kith_set(thing, code, change->value) == KITH_OK);
    } else if (change->kind == SET_TEXT && thing) {
        name_of(name, -change->value);
        BENCH_REQUIRE(kith_set(thing, name, name) == KITH_OK);
    } else if (change->kind == MOVE && thing && room) {
        BENCH_REQUIRE(kith_relate(thing, room, room) == KITH_OK);
    } else if (change->kind == DROP_ROOM && room) {
        BENCH_REQUIRE(kith_delete(room) == KITH_OK);
    }
}

static struct round kith_round(kith_db *db, const struct mix *mix)
{
    uint64_t digest = kith_digest(db);
    struct round round = {0};
    double start = now_s(), made, back;

    BENCH_REQUIRE(kith_begin(db) == KITH_OK);
    for (size_t i = 0; i < mix->count; i++)
        kith_change(db, &mix->changes[i]);
    made = now_s();
    round.rooms = kith_count(db, Room);
    round.things = kith_count(db, Thing);
    kith_for_each_row(db, Thing, thing)
        round.sum += part_of_sum(thing->id, thing->amount, thing->code,
                                 thing->room_id, thing->name);
    BENCH_REQUIRE(kith_digest(db) != digest);
    back = now_s();
    BENCH_REQUIRE(kith_rollback(db) == KITH_OK);
    round.back_ns = (now_s() - back) * 1e9 / (double)mix->count;
    round.make_ns = (made - start) * 1e9 / (double)mix->count;
    BENCH_REQUIRE(kith_digest(db) == digest);
    return round;
}

/* --- SQLite --------------------------------------------------------------- */

#ifdef BENCH_HAS_SQLITE

enum { SAVEPOINT = KINDS, BACK, RELEASE, NEW_ROOM, STATEMENTS };

/* ?1 is the thing, ?2 the room, ?3 the value, ?4 a name. */
static const char *const texts[STATEMENTS] = {
    [INSERT] = "INSERT INTO thing SELECT ?1, 0, ?3, ?4, id FROM room"
               "  WHERE id = ?2",
    [DELETE] = "DELETE FROM thing WHERE id = ?1",
    [SET] = "UPDATE thing SET amount = ?3 WHERE id = ?1",
    [SET_INDEXED] = "UPDATE thing SET code = ?3 WHERE id = ?1",
    [SET_TEXT] = "UPDATE thing SET name = ?4 WHERE id = ?1",
    [MOVE] = "UPDATE thing SET room_id = ?2 WHERE id = ?1"
             "  AND EXISTS (SELECT 1 FROM room WHERE id = ?2)",
    [DROP_ROOM] = "DELETE FROM room WHERE id = ?2",
    [SAVEPOINT] = "SAVEPOINT level",
    [BACK] = "ROLLBACK TO level",
    [RELEASE] = "RELEASE level",
    [NEW_ROOM] = "INSERT INTO room VALUES (?2)",
};

struct sql {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
};

static void sql_change(struct sql *sql, const struct change *change)
{
    sqlite3_stmt *statement = sql->statements[change->kind];
    char name[NAME_BYTES];

    sqlite3_bind_int64(statement, 1, change->thing);
    sqlite3_bind_int64(statement, 2, change->room);
    sqlite3_bind_int64(statement, 3, change->value);
    if (change->kind == INSERT || change->kind == SET_TEXT) {
        name_of(name, change->kind == INSERT ? change->thing : -change->value);
        sqlite3_bind_text(statement, 4, name, -1, SQLITE_STATIC);
    }
    sql_run(statement);
}

static void sql_new(struct sql *sql, const struct mix *mix)
{
    sql->db = sql_open();
    sql_do(sql->db,
           "CREATE TABLE room (id INTEGER PRIMARY KEY);"
           "CREATE TABLE thing (id INTEGER PRIMARY KEY, amount INTEGER,"
           "  code INTEGER, name TEXT,"
           "  room_id INTEGER REFERENCES room ON DELETE CASCADE);"
           "CREATE INDEX thing_code ON thing (code);"
           "CREATE INDEX thing_room ON thing (room_id);"
           "BEGIN");
    for (int i = 0; i < STATEMENTS; i++)
        sql->statements[i] = sql_prepare(sql->db, texts[i]);
    for (int64_t id = 1; id <= (int64_t)mix->rooms; id++) {
        sqlite3_bind_int64(sql->statements[NEW_ROOM], 2, id);
        sql_run(sql->statements[NEW_ROOM]);
    }
    for (int64_t id = 1; id <= (int64_t)mix->things; id++)
        sql_change(sql, &(struct change){.kind = INSERT,
                                         .thing = id,
                                         .room = room_at_first(mix, id),
                                         .value = id % CODES});
    sql_do(sql->db, "COMMIT");
}

static uint64_t sql_number(struct sql *sql, const char *text)
{
    sqlite3_stmt *statement = sql_prepare(sql->db, text);
    uint64_t number;

    BENCH_REQUIRE(sql_step(statement));
    number = (uint64_t)sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

static uint64_t sql_sum(struct sql *sql)
{
    sqlite3_stmt *statement = sql_prepare(
        sql->db, "SELECT id, amount, code, room_id, name FROM thing");
    uint64_t sum = 0;

    while (sql_step(statement))
        sum += part_of_sum(sqlite3_column_int64(statement, 0),
                           sqlite3_column_int64(statement, 1),
                           sqlite3_column_int64(statement, 2),
                           sqlite3_column_int64(statement, 3),
                           (const char *)sqlite3_column_text(statement, 4));
    sqlite3_finalize(statement);
    return sum;
}

/* The level is opened within a transaction, as a savepoint mostly is. */
static struct round sql_round(struct sql *sql, const struct mix *mix)
{
    uint64_t before = sql_sum(sql);
    struct round round = {0};
    double start, made, back;

    sql_do(sql->db, "BEGIN");
    start = now_s();
    sql_run(sql->statements[SAVEPOINT]);
    for (size_t i = 0; i < mix->count; i++)
        sql_change(sql, &mix->changes[i]);
    made = now_s();
    round.rooms = sql_number(sql, "SELECT count(*) FROM room");
    round.things = sql_number(sql, "SELECT count(*) FROM thing");
    round.sum = sql_sum(sql);
    back = now_s();
    sql_run(sql->statements[BACK]);
    sql_run(sql->statements[RELEASE]);
    round.back_ns = (now_s() - back) * 1e9 / (double)mix->count;
    round.make_ns = (made - start) * 1e9 / (double)mix->count;
    sql_do(sql->db, "COMMIT");
    BENCH_REQUIRE(sql_sum(sql) == before);
    return round;
}

static void sql_end(struct sql *sql)
{
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(sql->statements[i]);
    sql_close(sql->db);
}

#endif

/* --- What is printed ------------------------------------------------------ */

static void print_round(const char *name, const struct round *round)
{
    printf("%-10s %10.1f %10.1f %12.2f\n", name, round->make_ns, round->back_ns,
           round->back_ns / round->make_ns);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    long count = argc > 1 ? strtol(argv[1], NULL, 10) : 1000000;
    struct mix mix;
    kith_db *db;
#ifdef BENCH_HAS_SQLITE
    struct sql sql;
#endif

    if (count < 1 || count > 100000000) {
        fprintf(stderr, "usage: rollback [operations, up to 100000000]\n");
        return 2;
    }
    draw_mix(&mix, (size_t)count);
    db = kith_new(&mix);
#ifdef BENCH_HAS_SQLITE
    sql_new(&sql, &mix);
#endif
    printf("%ld changes, ns a change\n%-10s %10s %10s %12s\n", count, "system",
           "make", "roll back", "back / make");
    for (int i = 0; i < ROUNDS; i++) {
        struct round made = kith_round(db, &mix);
#ifdef BENCH_HAS_SQLITE
        struct round other = sql_round(&sql, &mix);

        BENCH_REQUIRE(made.rooms == other.rooms);
        BENCH_REQUIRE(made.things == other.things && made.sum == other.sum);
        print_round("kith", &made);
        print_round("sqlite", &other);
        printf("%-10s %10.2f %10.2f %12.2f both\n", "sqlite / it",
               other.make_ns / made.make_ns, other.back_ns / made.back_ns,
               (other.make_ns + other.back_ns) / (made.make_ns + made.back_ns));
#else
        print_round("kith", &made);
#endif
    }
    BENCH_REQUIRE(kith_verify(db) == KITH_OK);
    kith_close(db);
#ifdef BENCH_HAS_SQLITE
    sql_end(&sql);
#endif
    free(mix.changes);
    return 0;
}
