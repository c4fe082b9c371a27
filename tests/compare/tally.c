/* tally.c - counts of what occurred; see tally.h. */
#include "levels.h"
#include "tally.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { STATUSES = 15, SCHEMAS_MAX = 64, WORDS = 5, ACTIONS = 6 };

static const char *const operation_names[OPERATIONS] = {
    [INSERT_ROW] = "kith_insert_row",
    [INSERT_GIVEN] = "kith_insert_columns",
    [INSERT_OR_GET] = "kith_insert_or_get_row",
    [UPDATE_ROW] = "kith_update_at",
    [UPDATE_ROWS] = "kith_update_rows",
    [EDIT_ROW] = "kith_edit",
    [DELETE_ROW] = "kith_delete",
    [RELATE_REFERENCE] = "kith_relate_at, a reference",
    [RELATE_SCALAR] = "kith_relate_at, a scalar",
    [APPEND_ROW] = "kith_append_at",
    [REMOVE_ROW] = "kith_remove_at",
    [CLEAR_ROWS] = "kith_clear_at",
    [REPLACE_ROWS] = "kith_replace_at",
    [MOVE_ROW] = "kith_move_at",
    [FIND_ROW] = "kith_find_at",
    [FIND_KEY] = "kith_find_key_at",
    [CALL_GRAVE] = "any, on a deleted row",
    [BEGIN_LEVEL] = "kith_begin",
    [COMMIT_LEVEL] = "kith_commit",
    [ROLLBACK_LEVEL] = "kith_rollback",
    [ROLLBACK_TO_LEVEL] = "kith_rollback_to",
};

static const char *const difference_names[DIFFERENCES] = {
    [ZERO_IS_NOT_GIVEN] = "zero in a literal is not given",
    [NULL_PART_UNLINKS] = "NULL for a part unlinks the whole key",
    [PART_OF_A_NULL_KEY] = "a part of a NULL key is misuse",
    [NULL_OF_A_PLAIN_NUMBER] = "NULL for a plain number is refused",
    [PARENT_WITHOUT_KEY] = "a parent without a key is no parent",
    [PARENTS_DIFFER] = "two parents that differ in a shared column",
    [MEMBER_ALREADY] = "appending a member is no change",
    [NO_MEMBER] = "a stranger cannot be removed",
    [HOLDER_MAKES_ROOM] = "relate in a one-to-one replaces",
    [ORPHAN_IS_DELETED] = "an orphan is deleted",
    [NOTHING_TO_UNLINK] = "a key without own columns cannot be unlinked",
    [OWN_COLUMNS_ONLY] = "unlinking empties a key's own columns",
    [ROW_IS_FOUND] = "insert or get finds a row",
    [OWN_OLD_KEY] = "a row names the key that it gives up",
    [RESTRICT_AT_ONCE] = "RESTRICT is asked at once",
    [UNIQUE_IN_PASSING] = "UNIQUE broken in passing",
    [REQUIRED_IN_PASSING] = "NOT NULL or CHECK broken in passing",
    [PARENT_IN_PASSING] = "FOREIGN KEY broken in passing",
    [RESTRICT_IN_PASSING] = "RESTRICT among rows named together",
    [FIRST_RULE_OF_SEVERAL] = "another rule is the first of several rows",
    [ORDER_OF_ACTIONS] = "the order of two actions on one row",
    [KEY_TAKEN_OVER] = "the key of a parent is taken over",
};

static const char *const pending_names[PENDING_EVENTS] = {
    [BECAME_PENDING] = "a deferred key names no row",
    [LEFT_BY_DELETE] = "a deleted parent leaves a child pending",
    [LEFT_BY_NEW_KEY] = "a parent with a new key leaves one pending",
    [ADOPTED_BY_INSERT] = "a pending row is adopted by a new one",
    [ADOPTED_BY_NEW_KEY] = "a pending row is adopted by a new key",
    [LINKED_ELSEWHERE] = "a pending row is given another key",
    [WAITS_FOR_NOTHING] = "a pending row is unlinked",
    [SECOND_REFUSED] = "a second pending row of a one-to-one",
    [CALL_REFUSED] = "a deferred key is refused without a level",
    [COMMIT_REFUSED] = "a commit is refused",
};

static const char *const word_names[WORDS] = {
    [SAID] = "as said",
    [BY_ORPHAN] = "unsaid, delete_orphan",
    [BY_ASSOCIATION] = "unsaid, association",
    [BY_RELATIONSHIP] = "unsaid, with a relationship",
    [BY_NOTHING] = "unsaid, no relationship",
};

static const char *const action_names[ACTIONS] = {
    [KITH_NO_ACTION] = "NO ACTION",     [KITH_RESTRICT] = "RESTRICT",
    [KITH_CASCADE] = "CASCADE",         [KITH_SET_NULL] = "SET NULL",
    [KITH_SET_DEFAULT] = "SET DEFAULT",
};

/* One for each process: what a run has reached, over all schemas. */
static struct {
    long calls[OPERATIONS][STATUSES];
    long differences[DIFFERENCES];
    long actions[2][ACTIONS][WORDS][2];
    const char *schemas[SCHEMAS_MAX];
    long schema_calls[SCHEMAS_MAX];
    long schema_refusals[SCHEMAS_MAX][2];
    long levels[OPERATIONS][LEVELS_MAX + 1];
    long refused_begins;
    long pending[PENDING_EVENTS];
} tally;

const char *operation_name(enum operation operation)
{
    return operation_names[operation];
}

void tally_call(enum operation operation, kith_status status)
{
    tally.calls[operation][-(int)status]++;
}

void tally_difference(enum difference difference)
{
    tally.differences[difference]++;
}

void tally_pending(enum pending_event event)
{
    tally.pending[event]++;
}

static int place_of(const char *schema)
{
    int i = 0;

    while (tally.schemas[i] && strcmp(tally.schemas[i], schema) != 0)
        i++;
    assert(i + 1 < SCHEMAS_MAX); /* a NULL ends them */
    tally.schemas[i] = schema;
    return i;
}

void tally_schema(const char *name)
{
    tally.schema_calls[place_of(name)]++;
}

void tally_level(enum operation operation, int depth)
{
    tally.levels[operation][depth]++;
}

void tally_refusals(const char *schema, long outside, long in_levels)
{
    int i = place_of(schema);

    tally.schema_refusals[i][0] += outside;
    tally.schema_refusals[i][1] += in_levels;
}

void tally_refused_begin(long count)
{
    tally.refused_begins += count;
}

void tally_action(const struct foreign_key *key, bool deleting, bool refused)
{
    kith_action action = deleting ? key->on_delete : key->on_update;
    enum word word = deleting                    ? key->word
                     : key->attribute->on_update ? SAID
                                                 : BY_NOTHING;

    tally.actions[deleting][action][word][refused]++;
}

/* --- Printing ------------------------------------------------------------- */

static bool print_operations(void)
{
    long statuses[STATUSES] = {0};
    bool whole = true;

    for (int i = 0; i < OPERATIONS; i++) {
        long sum = 0;

        printf("%-30s", operation_names[i]);
        for (int j = 0; j < STATUSES; j++) {
            sum += tally.calls[i][j];
            statuses[j] += tally.calls[i][j];
            if (tally.calls[i][j])
                printf(" %s %ld",
                       kith_status_name((kith_status)-j) +
                           strlen(j ? "KITH_E_" : "KITH_"),
                       tally.calls[i][j]);
        }
        printf("\n");
        if (sum == 0) {
            printf("NEVER: %s\n", operation_names[i]);
            whole = false;
        }
    }
    for (int j = -(int)KITH_E_NOT_NULL; j <= -(int)KITH_E_CHILDREN; j++) {
        if (statuses[j] == 0) {
            printf("NEVER: %s\n", kith_status_name((kith_status)-j));
            whole = false;
        }
    }
    return whole;
}

/* Every action must have been done; those that refuse must have refused. */
static bool print_action(int deleting, int action, int word)
{
    const long *counts = tally.actions[deleting][action][word];
    const char *on = deleting ? "ON DELETE" : "ON UPDATE";
    bool refuses = action == KITH_NO_ACTION || action == KITH_RESTRICT;
    bool required = word == SAID || (deleting && action != KITH_RESTRICT);
    bool whole = counts[refuses] > 0;

    if (word == BY_ORPHAN || word == BY_ASSOCIATION)
        required &= action == KITH_CASCADE;
    else if (word == BY_RELATIONSHIP)
        required &= action == KITH_SET_NULL;
    else if (word == BY_NOTHING)
        required &= action == KITH_NO_ACTION;
    if (counts[0] || counts[1] || required)
        printf("%s%s %-12s %-28s done %ld, refused %ld\n",
               required && !whole ? "NEVER: " : "", on, action_names[action],
               word_names[word], counts[0], counts[1]);
    return whole || !required;
}

static bool print_actions(void)
{
    bool whole = true;

    for (int deleting = 1; deleting >= 0; deleting--) {
        for (int action = KITH_NO_ACTION; action < ACTIONS; action++) {
            for (int word = 0; word < WORDS; word++)
                whole &= print_action(deleting, action, word);
        }
    }
    return whole;
}

static bool print_levels(void)
{
    bool whole = true;

    for (int i = BEGIN_LEVEL; i <= ROLLBACK_TO_LEVEL; i++) {
        printf("%-30s", operation_names[i]);
        for (int depth = i != ROLLBACK_TO_LEVEL; depth <= LEVELS_MAX; depth++) {
            printf(" %s%d: %ld", tally.levels[i][depth] ? "" : "NEVER ", depth,
                   tally.levels[i][depth]);
            whole &= tally.levels[i][depth] > 0;
        }
        printf("\n");
    }
    return whole;
}

static bool print_pending(void)
{
    bool whole = true;

    for (int i = 0; i < PENDING_EVENTS; i++) {
        printf("%s%-46s %ld\n",
               tally.pending[i] ? "" : "NEVER: ", pending_names[i],
               tally.pending[i]);
        whole &= tally.pending[i] > 0;
    }
    return whole;
}

/* Refusals outside of levels and within, in every schema. */
static bool print_refusals(void)
{
    bool whole = tally.refused_begins > 0;

    printf("%skith_begin %*srefused %ld\n", whole ? "" : "NEVER: ", 19, "",
           tally.refused_begins);
    for (int i = 0; tally.schemas[i]; i++) {
        const long *counts = tally.schema_refusals[i];
        bool both = counts[0] > 0 && counts[1] > 0;

        printf("%srefused in %-20s %ld, in levels %ld\n",
               both ? "" : "NEVER: ", tally.schemas[i], counts[0], counts[1]);
        whole &= both;
    }
    return whole;
}

bool tally_print(bool whole, bool refusals)
{
    bool reached = print_operations();

    reached &= print_levels();
    reached &= print_actions();
    reached &= print_pending();
    if (refusals)
        reached &= print_refusals();
    for (int i = 0; i < DIFFERENCES; i++) {
        printf("%s%-46s %ld\n",
               tally.differences[i] ? "" : "NEVER: ", difference_names[i],
               tally.differences[i]);
        reached &= tally.differences[i] > 0;
    }
    for (int i = 0; tally.schemas[i]; i++)
        printf("schema %-20s %ld\n", tally.schemas[i], tally.schema_calls[i]);
    for (int i = 0; whole && schemas[i]; i++) {
        if (!tally.schemas[i]) {
            printf("NEVER: a schema\n");
            reached = false;
        }
    }
    return reached || !whole;
}
