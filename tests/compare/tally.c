/* tally.c - counts of what occurred; see tally.h. */
#include "tally.h"

#include <stdio.h>
#include <string.h>

enum { STATUSES = 14, SCHEMAS_MAX = 32, WORDS = 5, ACTIONS = 6 };

static const char *const operation_names[OPERATIONS] = {
    [INSERT_ROW] = "kith_insert_row",
    [INSERT_GIVEN] = "kith_insert_columns",
    [INSERT_OR_GET] = "kith_insert_or_get_row",
    [UPDATE_ROW] = "kith_update_at",
    [UPDATE_ROWS] = "kith_update_rows",
    [DELETE_ROW] = "kith_delete",
    [RELATE_REFERENCE] = "kith_relate_at, a reference",
    [RELATE_SCALAR] = "kith_relate_at, a scalar",
    [APPEND_ROW] = "kith_append_at",
    [REMOVE_ROW] = "kith_remove_at",
    [CLEAR_ROWS] = "kith_clear_at",
    [REPLACE_ROWS] = "kith_replace_at",
    [FIND_ROW] = "kith_find_at",
    [FIND_KEY] = "kith_find_key_at",
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

void tally_schema(const char *name)
{
    int i = 0;

    while (tally.schemas[i] && strcmp(tally.schemas[i], name) != 0)
        i++;
    tally.schemas[i] = name;
    tally.schema_calls[i]++;
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

bool tally_print(bool whole)
{
    bool reached = print_operations();

    reached &= print_actions();
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
