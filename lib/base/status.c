/* status.c - the failure of a call; see status.h. */
#include "base/status.h"

#include "base/print.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* By the status without its sign. */
static const char *const names[] = {
    "KITH_OK",          "KITH_E_MEMORY",   "KITH_E_MISUSE",    "KITH_E_SCHEMA",
    "KITH_E_NOT_FOUND", "KITH_E_NOT_NULL", "KITH_E_CHECK",     "KITH_E_UNIQUE",
    "KITH_E_PARENT",    "KITH_E_CHILDREN", "KITH_E_CYCLE",     "KITH_E_VETO",
    "KITH_E_LIMIT",     "KITH_E_DAMAGED",  "KITH_E_ABANDONED", "KITH_E_IO",
};

/* Subtracted as unsigned numbers: any int may arrive here, and the negation of
 * the least one would overflow. */
const char *kith_status_name(kith_status status)
{
    unsigned number = 0u - (unsigned)status;

    return number < sizeof(names) / sizeof(*names) ? names[number]
                                                   : "unknown status";
}

/* Each fact is overwritten, also by NULL, so that none of an older failure is
 * left. The old message stays in its array until the new one is built over
 * it. */
kith_status ki_error(struct error *error, kith_status status,
                     const char *sentence, const struct error_facts *facts)
{
    struct printed value =
        ki_print_begin(error->full.value, sizeof(error->full.value));

    assert(status != KITH_OK && sentence);
    error->full.status = status;
    error->full.table = facts->table;
    error->full.column = facts->column;
    error->full.constraint = facts->constraint;
    if (facts->value)
        ki_print_text(&value, facts->value, SIZE_MAX, false);
    error->sentence = sentence;
    error->other = facts->other;
    error->other_column = facts->other_column;
    error->call = facts->call;
    error->count++;
    return status;
}

kith_status ki_error_misuse(struct error *error, const char *call,
                            const char *why)
{
    return ki_error(error, KITH_E_MISUSE, why,
                    &(struct error_facts){.call = call});
}

/* The limit is told once: where the allocator refuses next, perhaps in the
 * memory that has no limit, it is not the limit's doing. */
static kith_status error_limit(struct error *error)
{
    char limit[24];

    memory_forgive(error->memory);
    snprintf(limit, sizeof(limit), "%zu", error->memory->limit);
    return ki_error(error, KITH_E_MEMORY,
                    "out of memory: the database may hold no more, its "
                    "memory_limit_bytes is %v",
                    &(struct error_facts){.value = limit});
}

kith_status ki_error_memory(struct error *error)
{
    if (error->memory && memory_is_limited(error->memory))
        return error_limit(error);
    return ki_error(error, KITH_E_MEMORY,
                    "out of memory: the allocator returned NULL",
                    &(struct error_facts){.table = NULL});
}

/* The fact that a letter of a template stands for; "?" for one that was not
 * given or a letter that is none, which is a mistake of the template and no
 * reason to end the program while it reports another one. */
static const char *fact_of(const struct error *error, char letter)
{
    static const char letters[] = "tckopfv";
    const char *const facts[] = {
        error->full.table,   error->full.column, error->full.constraint,
        error->other,        error->other_column, error->call,
        error->full.value};
    const char *at = strchr(letters, letter);
    const char *fact = at ? facts[at - letters] : NULL;

    _Static_assert(sizeof(facts) / sizeof(*facts) == sizeof(letters) - 1,
                   "a letter for each fact");
    assert(letter);
    return fact ? fact : "?";
}

/* Facts are printed as text of the user, for names of tables come from outside
 * as well; the rest of a template is plain ASCII. A message that is too long
 * ends in "...". */
const kith_error *ki_error_format(struct error *error)
{
    const char *at = error->sentence;
    struct printed printed;

    if (!at)
        return &error->full;
    printed =
        ki_print_begin(error->full.message, sizeof(error->full.message));
    while (*at) {
        size_t plain = strcspn(at, "%");

        ki_print_plain(&printed, at, plain);
        at += plain;
        if (at[0] == '%' && at[1]) {
            ki_print_text(&printed, fact_of(error, at[1]), SIZE_MAX, false);
            at += 2;
        }
    }
    error->sentence = NULL; /* later calls only read */
    return &error->full;
}
