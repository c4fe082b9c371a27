/* tally.c - the counts of a run; see tally.h. */
#include "tally.h"

#include <stdio.h>
#include <string.h>

static const char *const operations[OPERATIONS] = {
    [INSERT_ROW] = "insert",
    [INSERT_COLUMNS] = "insert by columns",
    [INSERT_ROWS] = "insert of many rows",
    [INSERT_OR_GET] = "insert or get",
    [SET] = "set",
    [SET_NULL] = "set null",
    [UPDATE] = "update of several columns",
    [UPDATE_VALUES] = "update by values",
    [UPDATE_ROWS] = "update of several rows",
    [EDIT] = "edit",
    [DELETE] = "delete",
    [RELATE] = "relate",
    [UNLINK] = "unlink",
    [APPEND] = "append",
    [REMOVE] = "remove",
    [CLEAR] = "clear",
    [REPLACE] = "replace",
    [MOVE] = "move",
    [DELETE_ROWS] = "delete of many rows",
    [RELATE_ROWS] = "relate of many rows",
    [APPEND_ROWS] = "append of many rows",
    [REMOVE_ROWS] = "remove of many rows",
    [MISUSE] = "misuse",
    [BEGIN] = "begin",
    [COMMIT] = "commit",
    [ROLLBACK] = "rollback",
    [ROLLBACK_TO] = "rollback to a depth",
    [TOUCH_THE_DEAD] = "a call on a deleted row"};

#define RULE_WORDS(name, words) words,
static const char *const rules[RULES] = {MODEL_RULES(RULE_WORDS)};

static const kith_status statuses[] = {
    KITH_OK,         KITH_E_MEMORY, KITH_E_MISUSE, KITH_E_NOT_FOUND,
    KITH_E_NOT_NULL, KITH_E_CHECK,  KITH_E_UNIQUE, KITH_E_PARENT,
    KITH_E_CHILDREN, KITH_E_CYCLE,  KITH_E_LIMIT};

/* Calls that succeed, and that are refused. */
static long calls[OPERATIONS][2], status_counts[16];
static long depths[DEPTH + 1], shape_counts[64];

void tally_status(kith_status status)
{
    status_counts[-(int)status]++;
}

void tally_call(const struct world *world, kith_status status)
{
    calls[world->call.operation][status != KITH_OK]++;
    depths[world->model.depth]++;
    if (status <= 0 && status > -16)
        tally_status(status);
}

void tally_shape(const char *name)
{
    for (int i = 0; shapes[i]; i++)
        shape_counts[i] += strcmp(shapes[i]->name, name) == 0;
}

static bool print_count(const char *words, long count)
{
    printf("  %-48s %9ld%s\n", words, count, count ? "" : "  NEVER");
    return count > 0;
}

bool tally_print(void)
{
    const int last =
#ifdef MODEL_TRANSACTIONS
        OPERATIONS;
#else
        BEGIN;
#endif
    bool all = true;

    printf("calls, and how many of them were refused\n");
    for (int i = 0; i < last; i++) {
        printf("  %-48s %9ld %9ld%s\n", operations[i], calls[i][0], calls[i][1],
               calls[i][0] + calls[i][1] ? "" : "  NEVER");
        all &= calls[i][0] + calls[i][1] > 0;
    }
    printf("statuses\n");
    for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++)
        all &= print_count(kith_status_name(statuses[i]),
                           status_counts[-(int)statuses[i]]);
    printf("rules\n");
    for (int i = 0; i < RULES; i++)
        all &= print_count(rules[i], rule_counts[i]);
    printf("shapes\n");
    for (int i = 0; shapes[i]; i++)
        all &= print_count(shapes[i]->name, shape_counts[i]);
    for (int i = 0; last == OPERATIONS && i <= DEPTH; i++) {
        char words[40];

        snprintf(words, sizeof(words), "with %d levels open", i);
        all &= print_count(words, depths[i]);
    }
    return all;
}
