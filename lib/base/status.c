/* status.c - the failure of a call; see status.h. */
#include "base/status.h"

#include "base/print.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

static const char *const names[] = {
    "KITH_OK",          "KITH_E_MEMORY",   "KITH_E_MISUSE", "KITH_E_SCHEMA",
    "KITH_E_NOT_FOUND", "KITH_E_NOT_NULL", "KITH_E_CHECK",  "KITH_E_UNIQUE",
    "KITH_E_PARENT",    "KITH_E_CHILDREN", "KITH_E_CYCLE",  "KITH_E_VETO",
    "KITH_E_LIMIT",     "KITH_E_DAMAGED",
};

const char *kith_status_name(kith_status status)
{
    unsigned number = 0u - (unsigned)status;

    return number < sizeof(names) / sizeof(*names) ? names[number]
                                                   : "unknown status";
}

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
    return status;
}

kith_status ki_error_misuse(struct error *error, const char *call,
                            const char *why)
{
    return ki_error(error, KITH_E_MISUSE, why,
                    &(struct error_facts){.call = call});
}

kith_status ki_error_memory(struct error *error)
{
    return ki_error(error, KITH_E_MEMORY,
                    "out of memory: the allocator returned NULL",
                    &(struct error_facts){.table = NULL});
}

/* The fact that a letter of a template stands for. */
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
