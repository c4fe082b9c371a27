/* claims.h - what kith/criterion.h claims of calls and of contents.
 *
 * The include stands before the guard: see criterion.h.
 */
#include <kith/criterion.h>

#ifndef KITH_DETAIL_CLAIMS_H
#define KITH_DETAIL_CLAIMS_H

#ifndef __cplusplus

/* --- Calls ---------------------------------------------------------------- */

/* What a call has returned, a status or a row. */
struct kith_result_ {
    bool is_row, failed;
    kith_status status;
};
static inline struct kith_result_ kith_of_status_(kith_status status)
{
    return (struct kith_result_){false, status != KITH_OK, status};
}
static inline struct kith_result_ kith_of_row_(const void *row)
{
    return (struct kith_result_){true, !row, KITH_OK};
}
/* clang-format off */
#define kith_result_(...)                                 \
    _Generic((__VA_ARGS__), kith_status: kith_of_status_, \
             default: kith_of_row_)(__VA_ARGS__)
/* clang-format on */

static inline void kith_say_error_(const kith_error *error)
{
    kith_say_(kith_status_name(error->status));
    if (error->table) {
        kith_say_(" of ");
        kith_say_(error->table);
        kith_say_(error->column ? "." : "");
        kith_say_(error->column ? error->column : "");
    }
}

/* A failure that changes nothing, so that the last one is not an older one. */
#define kith_forgotten_ "kith_update_rows: changes is NULL"
static inline kith_db *kith_forget_error_(kith_db *db)
{
    kith_update_rows(db, NULL, 1);
    return db;
}

/* Whether no call has failed since. */
static inline bool kith_is_forgotten_(const kith_error *error)
{
    return strcmp(error->message, kith_forgotten_) == 0;
}

static inline const char *
kith_succeeded_(kith_db *db, struct kith_result_ result, const char *call)
{
    const kith_error *error = kith_last_error(db);

    if (!result.failed)
        return NULL;
    kith_wrong_(call, result.is_row ? " has returned no row" : " is ");
    if (!result.is_row)
        kith_say_(kith_status_name(result.status));
    if (error && !kith_is_forgotten_(error) &&
        (result.is_row || error->status == result.status)) {
        kith_say_(": ");
        kith_say_(error->message);
    }
    return kith_what_is_wrong_();
}

static inline const char *kith_int_(const char *what, int64_t actual,
                                    int64_t expected)
{
    if (actual == expected)
        return NULL;
    kith_wrong_(what, " is ");
    kith_say_number_(actual);
    kith_say_(", expected ");
    kith_say_number_(expected);
    return kith_what_is_wrong_();
}

/* --- Contents ------------------------------------------------------------- */

/* Another database with the tables of `db`, and the rows of a text. Its clock
 * is a copy, so that the test's goes on as if there were none. NULL where the
 * text is refused, and then that was said. */
static inline kith_db *kith_expected_(kith_db *db, const char *text)
{
    static kith_test_clock clock;
    kith_options options = KITH_OPTIONS(.hash_seed = 1);
    kith_error error = {0};
    kith_db *expected = NULL;

    if (kith_running_ && kith_running_->db == db) {
        if (kith_running_->clock)
            clock = *kith_running_->clock;
        options = kith_world_options_(kith_running_,
                                      kith_running_->clock ? &clock : NULL);
        options.memory_limit_bytes = 0;
    }
    if (kith_open(&expected, kith_tables(db), &options, &error) == KITH_OK &&
        kith_load_text(expected, text, NULL, &error) == KITH_OK)
        return expected;
    kith_wrong_("the expected contents: ", error.message);
    kith_close(expected);
    return NULL;
}

/* What the differences are, or why they cannot be told. */
static inline const char *kith_differ_(const void *actual, const void *expected,
                                       bool of_rows,
                                       const kith_selection *selection)
{
    kith_error error = {0};
    kith_selection chosen = *selection;
    size_t count = 0;
    kith_status status;
    kith_output output = kith_output_to_buffer(&kith_said_);

    kith_say_nothing_();
    chosen.error = &error;
    status = of_rows
                 ? kith_diff_graph(actual, expected, &chosen, output, &count)
                 : kith_diff((kith_db *)(uintptr_t)actual,
                             (kith_db *)(uintptr_t)expected, &chosen, output,
                             &count);
    if (kith_said_.bytes > 0) /* the end of the last line */
        kith_said_.text[--kith_said_.bytes] = '\0';
    if (status == KITH_OK)
        return count > 0 ? kith_what_is_wrong_() : NULL;
    return kith_wrong_(kith_status_name(status), error.message);
}

static inline const char *kith_contents_(kith_db *db, const char *text,
                                         const kith_selection *selection)
{
    kith_db *expected = kith_expected_(db, text);
    const char *wrong = kith_what_is_wrong_();

    if (expected) {
        wrong = kith_differ_(db, expected, false, selection);
        kith_close(expected);
    }
    return wrong;
}

static inline const char *kith_graph_text_(const void *row, const char *text,
                                           const kith_selection *selection)
{
    kith_value values[32]; /* no key has more columns */
    kith_db *db = kith_db_of(row), *expected;
    const kith_table *table = kith_table_of(row);
    const void *same = NULL;
    const char *wrong;
    kith_key key;
    kith_column column;
    size_t count = 0;

    if (!kith_is_live(row) || !kith_table_key(db, table, 0, &key) ||
        !key.primary)
        return "the row has no primary key by which it is in the text";
    expected = kith_expected_(db, text);
    if (!expected)
        return kith_what_is_wrong_();
    for (; kith_key_column(&key, count, &column); count++)
        values[count] = kith_value_at(row, column.offset_bytes);
    same = kith_get_row(expected, table, values, count);
    if (same) {
        wrong = kith_differ_(row, same, true, selection);
    } else {
        kith_say_nothing_();
        kith_say_line_(row, "is no row of the text");
        wrong = kith_what_is_wrong_();
    }
    kith_close(expected);
    return wrong;
}

#define kith_contents_given_(db, text, ...) \
    kith_claim_(                            \
        kith_contents_((db), (text), &(const kith_selection){__VA_ARGS__}))
#define kith_same_given_(db, expected, ...)           \
    kith_claim_(kith_differ_((db), (expected), false, \
                             &(const kith_selection){__VA_ARGS__}))
#define kith_graph_given_(row, expected, ...)         \
    kith_claim_(kith_differ_((row), (expected), true, \
                             &(const kith_selection){__VA_ARGS__}))
#define kith_graph_text_given_(row, text, ...) \
    kith_claim_(                               \
        kith_graph_text_((row), (text), &(const kith_selection){__VA_ARGS__}))

/* --- Nothing has changed -------------------------------------------------- */

/* What a database was: a number, and a text for the message. */
struct kith_state_before_ {
    kith_db *db; /* NULL: it was compared */
    uint64_t state;
    bool in_level;
    kith_text_buffer dump;
};

static inline uint64_t kith_state_now_(const struct kith_state_before_ *before)
{
    return before->in_level ? kith_digest(before->db)
                            : kith_test_state(before->db);
}

static inline struct kith_state_before_ kith_before_begin_(kith_db *db)
{
    struct kith_state_before_ before = {.db = db,
                                        .in_level = kith_depth(db) > 0};

    before.state = kith_state_now_(&before);
    kith_dump(db, NULL, kith_output_to_buffer(&before.dump));
    return before;
}

static inline void kith_before_free_(struct kith_state_before_ *before)
{
    kith_text_buffer_free(&before->dump);
}

static inline const char *kith_before_end_(struct kith_state_before_ *before)
{
    kith_db *db = before->db;
    const bool same = kith_state_now_(before) == before->state;
    const char *wrong = NULL;

    if (!same && before->dump.text)
        wrong = kith_contents_(db, before->dump.text, &(kith_selection){0});
    if (!same && !wrong)
        wrong = "rows and links are as before, but the next number of a table, "
                "a place in a list or the order of equal values has changed";
    before->db = NULL;
    kith_before_free_(before);
    return wrong;
}

#define kith_unchanged_at_(db, line) kith_unchanged_as_(db, line)
#define kith_unchanged_as_(db, line)                                           \
    for (struct kith_state_before_ kith_before_##line                          \
         __attribute__((cleanup(kith_before_free_))) = kith_before_begin_(db); \
         kith_before_##line.db;                                                \
         __extension__({ kith_claim_(kith_changed_(&kith_before_##line)); }))

static inline const char *kith_changed_(struct kith_state_before_ *before)
{
    const char *wrong = kith_before_end_(before);

    if (wrong && wrong != kith_said_.text)
        return wrong;
    if (wrong)
        kith_say_("\n(expected: what was before)");
    return wrong ? kith_what_is_wrong_() : NULL;
}

/* Whether a name is what was expected; NULL expects nothing. */
static inline bool kith_is_named_(const char *name, const char *expected)
{
    return !expected || (name && strcmp(name, expected) == 0);
}

/* What a call has returned, and why if its database knows. */
static inline void kith_say_failure_(struct kith_result_ result,
                                     const kith_error *error)
{
    if (kith_is_forgotten_(error)) {
        kith_say_(result.is_row ? "no row" : kith_status_name(result.status));
        kith_say_(", of which the database knows nothing: a row may be NULL");
    } else if (!result.is_row && result.status != error->status) {
        kith_say_(kith_status_name(result.status));
    } else {
        kith_say_error_(error);
        kith_say_(": ");
        kith_say_(error->message);
    }
}

static inline const char *kith_refused_(struct kith_state_before_ *before,
                                        struct kith_result_ result,
                                        kith_error expected)
{
    kith_db *db = before->db;
    const kith_error *error = kith_last_error(db);
    const kith_status status = result.is_row ? error->status : result.status;

    if (result.failed && status == expected.status &&
        (expected.table == NULL || error->status == status) &&
        kith_is_named_(error->table, expected.table) &&
        kith_is_named_(error->column, expected.column))
        return kith_changed_(before);
    if (!result.failed)
        kith_changed_(before);
    else
        kith_say_nothing_();
    kith_before_free_(before);
    kith_say_(kith_said_.bytes > 0 ? "\n" : "");
    kith_say_("the call: expected ");
    kith_say_error_(&expected);
    kith_say_(result.failed ? ", got " : ", but it has succeeded");
    if (result.failed)
        kith_say_failure_(result, error);
    return kith_what_is_wrong_();
}

#define kith_refused_given_(db, call, wanted, wanted_table, wanted_column,   \
                            ...)                                             \
    do {                                                                     \
        struct kith_state_before_ kith_before_call_                          \
            __attribute__((cleanup(kith_before_free_))) =                    \
                kith_before_begin_(kith_forget_error_(db));                  \
        kith_claim_(kith_refused_(&kith_before_call_, kith_result_(call),    \
                                  (kith_error){.status = (wanted),           \
                                               .table = (wanted_table),      \
                                               .column = (wanted_column)})); \
    } while (0)

#endif
#endif
