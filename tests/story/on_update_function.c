/* on_update_function.c - .on_update_function: which calls ask it, what it sees, and what
 * becomes of its answer. */
#include "family.h"

#include <stdio.h>
#include <string.h>

typedef struct List List;
typedef struct Task Task;
typedef struct Worker Worker;
typedef struct Share Share;
struct List {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Task) tasks;
};
struct Task {
    const int64_t id;
    KITH_TEXT title;
    const int32_t effort;
    double rough; /* written directly */
    const int64_t version;
    KITH_TEXT stamp;
    const KITH_OPTIONAL(int16_t) mood;
    const char initial[4];
    const int64_t list_id;
    KITH_REFERENCE(List) list;
    KITH_COLLECTION_VIA(Share, Worker) workers;
};
struct Worker {
    const int64_t id;
    KITH_COLLECTION_VIA(Share, Task) tasks;
};
struct Share {
    const int64_t task_id, worker_id;
    KITH_REFERENCE(Task) task;
    KITH_REFERENCE(Worker) worker;
    const int32_t percent;
    const int64_t version;
};

static struct {
    int versions, stamps, moods, initials, shares;
} asked;
static kith_value stamp, mood, initial;
static char title_seen[16], list_seen[16];

static kith_value next_version(const void *draft)
{
    asked.versions++;
    return (kith_value)KITH_INTEGER(((const Task *)draft)->version + 1);
}
static kith_value next_stamp(const void *draft)
{
    const Task *task = draft;

    asked.stamps++;
    snprintf(title_seen, sizeof title_seen, "%s",
             task->title ? task->title : "-");
    snprintf(list_seen, sizeof list_seen, "%s",
             task->list.row ? task->list.row->name : "-");
    return stamp;
}
static kith_value next_mood(const void *draft)
{
    (void)draft;
    asked.moods++;
    return mood;
}
static kith_value next_initial(const void *draft)
{
    (void)draft;
    asked.initials++;
    return initial;
}
static kith_value next_share(const void *draft)
{
    asked.shares++;
    return (kith_value)KITH_INTEGER(((const Share *)draft)->version + 1);
}

static KITH_TABLE(List, "lists", KITH_PRIMARY_KEY(List, id),
                  KITH_COLUMN(List, name),
                  KITH_RELATIONSHIP(List, tasks, Task,
                                    .back_populates = "list"));
static KITH_TABLE(
    Task, "tasks", KITH_PRIMARY_KEY(Task, id), KITH_COLUMN(Task, title),
    KITH_COLUMN(Task, effort), KITH_COLUMN(Task, rough),
    KITH_COLUMN(Task, version, .on_update_function = next_version),
    KITH_COLUMN(Task, stamp, .unique = true, .on_update_function = next_stamp),
    KITH_OPTIONAL_COLUMN(Task, mood, .index = true,
                         .on_update_function = next_mood),
    KITH_COLUMN(Task, initial, .on_update_function = next_initial),
    KITH_FOREIGN_KEY(Task, list_id, List, id, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Task, list, List, .back_populates = "tasks"),
    KITH_RELATIONSHIP(Task, workers, Worker, .secondary = "shares",
                      .back_populates = "tasks"));
static KITH_TABLE(Worker, "workers", KITH_PRIMARY_KEY(Worker, id),
                  KITH_RELATIONSHIP(Worker, tasks, Task, .secondary = "shares",
                                    .back_populates = "workers"));
static KITH_TABLE(
    Share, "shares",
    KITH_FOREIGN_KEY(Share, task_id, Task, id, .primary_key = true,
                     .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Share, worker_id, Worker, id, .primary_key = true),
    KITH_RELATIONSHIP(Share, task, Task),
    KITH_RELATIONSHIP(Share, worker, Worker), KITH_COLUMN(Share, percent),
    KITH_COLUMN(Share, version, .on_update_function = next_share));

#define SAYS(db, sentence) \
    KT_ASSERT_STR_EQ(kith_last_error(db)->message, (sentence))

static const kith_value none = {.kind = KITH_KIND_NONE};
static kith_value text(const char *its)
{
    return (kith_value)KITH_STRING(its);
}
static kith_value number(int64_t its)
{
    return (kith_value)KITH_INTEGER(its);
}

static List *todo, *done;
static Task *task;

static kith_db *open_tasks(void)
{
    kith_db *db = OPEN(List, Task, Worker, Share);

    todo = kith_insert(db, List, .name = "todo");
    done = kith_insert(db, List, .name = "done");
    stamp = text("stamped");
    mood = number(3);
    initial = text("abc");
    memset(&asked, 0, sizeof asked);
    task = kith_insert(db, Task, .title = "sleep", .list.row = todo);
    return db;
}

/* How many changes of the task were counted since the last time. */
static int64_t changes(void)
{
    static int64_t before;
    static const Task *of;
    const int64_t count = task->version - (of == task ? before : 0);

    of = task;
    before = task->version;
    return count;
}

KT_TEST(on_update_function, is_not_asked_by_an_insert)
{
    kith_db *db = open_tasks();

    KT_ASSERT_EQ(task->version, 0);
    KT_ASSERT_NULL(task->stamp);
    KT_ASSERT(!task->mood.present);
    KT_ASSERT_STR_EQ(task->initial, "");
    kith_insert_or_get(db, Task, .id = 1, .title = "found");

    KT_ASSERT_EQ(asked.versions + asked.stamps + asked.moods, 0);
    family_close(db);
}

KT_TEST_ONCE(on_update_function, answers_once_for_an_update_of_several_columns)
{
    kith_db *db = open_tasks();

    ANSWERS(kith_update(task, kith_to(task, title, "eat"),
                        kith_to(task, effort, 7), kith_to(task, rough, 1.5),
                        kith_to(task, list_id, 2)),
            KITH_OK);

    KT_ASSERT_EQ(asked.versions, 1);
    KT_ASSERT_EQ(asked.stamps, 1);
    KT_ASSERT_EQ(task->version, 1);
    KT_ASSERT_STR_EQ(task->stamp, "stamped");
    KT_ASSERT(task->mood.present && task->mood.value == 3);
    KT_ASSERT_STR_EQ(task->initial, "abc");
    KT_ASSERT_STR_EQ(title_seen, "eat");
    KT_ASSERT_STR_EQ(list_seen, "done");
    KT_ASSERT_EQ(kith_find(db, Task, stamp, "stamped"), task);
    KT_ASSERT_EQ(kith_find(db, Task, mood, 3), task);
    ANSWERS(kith_set(task, title, "walk"), KITH_OK);
    KT_ASSERT_EQ(task->version, 2);
    family_close(db);
}

KT_TEST(on_update_function, is_not_asked_where_nothing_changes)
{
    kith_db *db = open_tasks();

    ANSWERS(kith_set(task, title, "sleep"), KITH_OK);
    ANSWERS(kith_set(task, effort, 0), KITH_OK);
    ANSWERS(kith_set(task, list_id, 1), KITH_OK);
    ANSWERS(kith_relate(task, list, todo), KITH_OK);
    ANSWERS(kith_append(todo, tasks, task), KITH_OK);
    ANSWERS(kith_move(todo, tasks, task, 5), KITH_OK);
    ANSWERS(kith_update_at(task, NULL, 0), KITH_OK);
    ANSWERS(kith_set(todo, name, "to do"), KITH_OK);
    ANSWERS(kith_set(task, version, 0), KITH_OK);
    Task *edited = kith_edit(task);
    edited->rough = 3;

    KT_ASSERT_EQ(asked.versions + asked.stamps, 0);
    KT_ASSERT_EQ(task->version, 0);
    family_close(db);
}

KT_TEST_ONCE(on_update_function, gives_way_to_a_value_that_the_call_sets)
{
    kith_db *db = open_tasks();

    ANSWERS(kith_update(task, kith_to(task, title, "eat"),
                        kith_to(task, version, 40)),
            KITH_OK);
    KT_ASSERT_EQ(asked.versions, 0);
    KT_ASSERT_EQ(asked.stamps, 1);
    KT_ASSERT_EQ(task->version, 40);
    ANSWERS(kith_update(task, kith_to(task, title, "walk"),
                        kith_to_null(task, stamp)),
            KITH_OK);
    KT_ASSERT_NULL(task->stamp);
    KT_ASSERT_EQ(asked.stamps, 1);

    KT_ASSERT_EQ(task->version, 41);
    family_close(db);
}

KT_TEST_ONCE(on_update_function, is_asked_by_every_change_of_a_link)
{
    kith_db *db = open_tasks();
    Task *tasks[] = {task};
    changes();

    ANSWERS(kith_relate(task, list, done), KITH_OK);
    KT_ASSERT_EQ(changes(), 1);
    ANSWERS(kith_unlink(task, list), KITH_OK);
    KT_ASSERT_EQ(changes(), 1);
    ANSWERS(kith_append(todo, tasks, task), KITH_OK);
    KT_ASSERT_EQ(changes(), 1);
    ANSWERS(kith_remove(todo, tasks, task), KITH_OK);
    KT_ASSERT_EQ(changes(), 1);
    ANSWERS(kith_replace(done, tasks, tasks, 1), KITH_OK);
    KT_ASSERT_EQ(changes(), 1);
    ANSWERS(kith_clear(done, tasks), KITH_OK);
    KT_ASSERT_EQ(changes(), 1);
    ANSWERS(kith_set(task, list_id, 1), KITH_OK);
    KT_ASSERT_EQ(changes(), 1);
    ANSWERS(kith_set_null(task, list_id), KITH_OK);
    KT_ASSERT_EQ(changes(), 1);

    KT_ASSERT_EQ(asked.versions, 8);
    family_close(db);
}

KT_TEST(on_update_function, is_asked_by_what_a_cascade_does_to_children)
{
    kith_db *db = open_tasks();
    changes();

    ANSWERS(kith_set(todo, id, 9), KITH_OK);
    KT_ASSERT_EQ(changes(), 1);
    KT_ASSERT_EQ(task->list_id, 9);
    KT_ASSERT_STR_EQ(list_seen, "todo");
    ANSWERS(kith_delete(todo), KITH_OK);
    KT_ASSERT_EQ(changes(), 1);
    KT_ASSERT_STR_EQ(list_seen, "-");

    KT_ASSERT(kith_is_null(task, list_id));
    family_close(db);
}

KT_TEST(on_update_function, counts_on_association_rows_too)
{
    kith_db *db = open_tasks();
    Worker *ada = kith_insert_default(db, Worker);
    ANSWERS(kith_append(task, workers, ada), KITH_OK);
    Share *share = kith_find(db, Share, task_id, 1);

    KT_ASSERT_EQ(asked.shares + asked.versions, 0);
    ANSWERS(kith_append(task, workers, ada), KITH_OK);
    KT_ASSERT_EQ(asked.shares, 0);
    ANSWERS(kith_set(task, id, 12), KITH_OK);
    KT_ASSERT_EQ(share->version, 1);
    ANSWERS(kith_set(share, percent, 50), KITH_OK);
    KT_ASSERT_EQ(share->version, 2);
    ANSWERS(kith_remove(task, workers, ada), KITH_OK);

    KT_ASSERT_EQ(task->version, 1);
    family_close(db);
}

KT_TEST(on_update_function, whose_answer_is_taken_already_is_refused)
{
    kith_db *db = open_tasks();
    kith_insert(db, Task, .stamp = "taken");
    stamp = text("taken");

    REFUSES(db, kith_set(task, title, "eat"), KITH_E_UNIQUE);
    SAYS(db, "another row of tasks already has stamp \"taken\"");
    KT_ASSERT_EQ(task->version, 0);
    Task *third = kith_insert(db, Task, .list.row = todo);
    stamp = text("same");
    REFUSES(db, kith_delete(todo), KITH_E_UNIQUE);
    ANSWERS(kith_delete(third), KITH_OK);
    ANSWERS(kith_delete(todo), KITH_OK);

    KT_ASSERT_STR_EQ(task->stamp, "same");
    family_close(db);
}

KT_TEST(on_update_function, may_answer_NULL_where_there_can_be_one)
{
    kith_db *db = open_tasks();
    ANSWERS(kith_set(task, title, "eat"), KITH_OK);

    stamp = text(NULL);
    mood = none;
    ANSWERS(kith_set(task, title, "walk"), KITH_OK);
    KT_ASSERT_NULL(task->stamp);
    KT_ASSERT(!task->mood.present && task->mood.value == 0);
    KT_ASSERT_NULL(kith_find(db, Task, mood, 3));
    KT_ASSERT_NULL(kith_find(db, Task, stamp, "stamped"));
    initial = none;
    REFUSES(db, kith_set(task, title, "talk"), KITH_E_CHECK);
    SAYS(db, "tasks.initial cannot hold NULL, which its function returned: "
             "return a value of its type that fits");

    KT_ASSERT_STR_EQ(task->initial, "abc");
    family_close(db);
}

KT_TEST(on_update_function, whose_answer_does_not_fit_is_refused)
{
    kith_db *db = open_tasks();

    initial = text("long");
    REFUSES(db, kith_set(task, title, "eat"), KITH_E_CHECK);
    SAYS(db, "tasks.initial cannot hold \"long\", which its function returned: "
             "return a value of its type that fits");
    initial = number(1);
    REFUSES(db, kith_set(task, title, "eat"), KITH_E_CHECK);
    initial = text("a");
    mood = number(1 << 20);
    REFUSES(db, kith_unlink(task, list), KITH_E_CHECK);
    SAYS(db, "tasks.mood cannot hold 1048576, which its function returned: "
             "return a value of its type that fits");
    mood = number(-1);
    stamp = number(5);
    REFUSES(db, kith_delete(todo), KITH_E_CHECK);
    KT_ASSERT_STR_EQ(kith_last_error(db)->column, "stamp");
    stamp = text("good");
    ANSWERS(kith_delete(todo), KITH_OK);

    KT_ASSERT_STR_EQ(task->initial, "a");
    KT_ASSERT_EQ(task->mood.value, -1);
    family_close(db);
}

KT_TEST(on_update_function, may_answer_a_text_that_does_not_last)
{
    kith_db *db = open_tasks();
    char buffer[] = "soon gone";
    stamp = text(buffer);

    ANSWERS(kith_set(task, title, "eat"), KITH_OK);
    memset(buffer, 'x', sizeof buffer);

    KT_ASSERT_STR_EQ(task->stamp, "soon gone");
    family_close(db);
}

/* A function that tries to write, and a check that sees what it answered. */
typedef struct Lock Lock;
struct Lock {
    const int64_t id;
    const int32_t turns;
    const int32_t state;
};
static kith_status written[5];
static kith_value turn_more(const void *draft)
{
    kith_db *db = kith_db_of(draft);
    Lock *lock = (Lock *)(uintptr_t)draft;

    written[0] = kith_set(lock, turns, 1);
    written[1] = kith_delete(lock);
    written[2] = kith_reserve_rows(db, kith_table_of(draft), 100);
    written[3] = kith_edit(lock) ? KITH_OK : kith_last_error(db)->status;
    written[4] = kith_insert_row(db, kith_table_of(draft), NULL)
                     ? KITH_OK
                     : kith_last_error(db)->status;
    return number(((const Lock *)draft)->state + 1);
}
static bool is_in_range(const void *draft)
{
    return ((const Lock *)draft)->state < 3;
}
static KITH_TABLE(Lock, "locks", KITH_PRIMARY_KEY(Lock, id),
                  KITH_COLUMN(Lock, turns),
                  KITH_COLUMN(Lock, state, .on_update_function = turn_more),
                  KITH_CHECK(is_in_range, "three states", "state"));

KT_TEST(on_update_function, may_read_only_and_is_judged_by_checks)
{
    kith_db *db = OPEN(Lock);
    Lock *lock = kith_insert_default(db, Lock);

    ANSWERS(kith_set(lock, turns, 10), KITH_OK);
    for (int i = 0; i < 5; i++)
        KT_ASSERT_EQ(written[i], KITH_E_MISUSE);
    KT_ASSERT_EQ(lock->turns, 10);
    KT_ASSERT_EQ(kith_count(db, Lock), (size_t)1);
    ANSWERS(kith_set(lock, turns, 11), KITH_OK);
    REFUSES(db, kith_set(lock, turns, 12), KITH_E_CHECK);
    SAYS(db, "locks.state would be 3, which the check is_in_range refuses: "
             "three states");

    ANSWERS(kith_set(lock, state, 0), KITH_OK);
    family_close(db);
}

/* A column that is required, and one that may be written directly. */
typedef struct Door Door;
struct Door {
    const int64_t id;
    KITH_TEXT label;
    KITH_TEXT changed_by;
    int32_t count;
};
static kith_value changed_by;
static kith_value answer_changed_by(const void *draft)
{
    (void)draft;
    return changed_by;
}
static kith_value count_up(const void *draft)
{
    return number(((const Door *)draft)->count + 1);
}
static KITH_TABLE(Door, "doors", KITH_PRIMARY_KEY(Door, id),
                  KITH_COLUMN(Door, label),
                  KITH_COLUMN(Door, changed_by, .not_null = true,
                              .on_update_function = answer_changed_by),
                  KITH_COLUMN(Door, count, .on_update_function = count_up));

KT_TEST(on_update_function, is_judged_by_not_null)
{
    kith_db *db = OPEN(Door);
    Door *door = kith_insert(db, Door, .changed_by = "ada");

    changed_by = none;
    REFUSES(db, kith_set(door, label, "front"), KITH_E_NOT_NULL);
    SAYS(db, "doors.changed_by is required and would be NULL");
    ANSWERS(kith_update(door, kith_to(door, label, "front"),
                        kith_to(door, changed_by, "bob")),
            KITH_OK);

    KT_ASSERT_STR_EQ(door->changed_by, "bob");
    family_close(db);
}

KT_TEST(on_update_function, goes_on_from_what_was_written_directly)
{
    kith_db *db = OPEN(Door);
    Door *door = kith_insert(db, Door, .changed_by = "ada", .count = 3);
    changed_by = text("bob");

    door->count = 40;
    KT_ASSERT_STR_EQ(door->changed_by, "ada");
    ANSWERS(kith_set(door, label, "front"), KITH_OK);

    KT_ASSERT_EQ(door->count, 41);
    KT_ASSERT_STR_EQ(door->changed_by, "bob");
    family_close(db);
}

KT_TEST(on_update_function, is_asked_when_another_with_one_is_set)
{
    kith_db *db = open_tasks();

    ANSWERS(kith_set(task, stamp, "by hand"), KITH_OK);

    KT_ASSERT_STR_EQ(task->stamp, "by hand");
    KT_ASSERT_EQ(task->version, 1);
    family_close(db);
}

/* --- An answer that is the column itself ---------------------------------- */

typedef struct Keep Keep;
struct Keep {
    const int64_t id;
    const int64_t price;
    const char code[8];
};
static kith_value own_code(const void *draft)
{
    return (kith_value)KITH_STRING(((const Keep *)draft)->code);
}
static KITH_TABLE(Keep, "keeps", KITH_PRIMARY_KEY(Keep, id),
                  KITH_COLUMN(Keep, price),
                  KITH_COLUMN(Keep, code, .on_update_function = own_code));

KT_TEST(on_update_function, may_answer_the_text_of_its_own_column)
{
    kith_db *db = OPEN(Keep);
    Keep *keep = kith_insert(db, Keep, .code = "abc");

    ANSWERS(kith_set(keep, price, 2), KITH_OK);
    KT_ASSERT_STR_EQ(keep->code, "abc");
    family_close(db);
}
