/* status.c - the failure of a call; see status.h. */
#include "base/status.h"

#include "base/print.h"

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
    int number = -(int)status;

    if (number < 0 || number >= (int)(sizeof(names) / sizeof(*names)))
        return "unknown status";
    return names[number];
}

kith_status ki_error(struct error *error, kith_status status,
                     const char *sentence, const struct facts *facts)
{
    error->status = status;
    error->sentence = sentence;
    error->facts = facts ? *facts : (struct facts){0};
    error->told = false;
    error->value[0] = '\0';
    if (error->facts.value) {
        struct printed value =
            ki_print_begin(error->value, sizeof(error->value));

        ki_print_text(&value, error->facts.value, SIZE_MAX, false);
    }
    error->facts.value = error->value;
    return status;
}

kith_status ki_error_misuse(struct error *error, const char *call,
                            const char *why)
{
    return ki_error(error, KITH_E_MISUSE, why, &(struct facts){.call = call});
}

kith_status ki_error_memory(struct error *error)
{
    return ki_error(error, KITH_E_MEMORY,
                    "out of memory: the allocator returned NULL", NULL);
}

static const char *fact_of(const struct error *error, char letter)
{
    const char *fact = NULL;

    switch (letter) {
    case 't':
        fact = error->facts.table;
        break;
    case 'c':
        fact = error->facts.column;
        break;
    case 'k':
        fact = error->facts.constraint;
        break;
    case 'o':
        fact = error->facts.other;
        break;
    case 'p':
        fact = error->facts.other_column;
        break;
    case 'f':
        fact = error->facts.call;
        break;
    case 'v':
        fact = error->value;
        break;
    default:
        break;
    }
    return fact ? fact : "?";
}

static void fill_in(const struct error *error, char *message, size_t capacity)
{
    const char *at = error->sentence ? error->sentence : "";
    struct printed printed = ki_print_begin(message, capacity);

    while (*at) {
        size_t plain = strcspn(at, "%");

        ki_print_plain(&printed, at, plain);
        at += plain;
        if (at[0] == '%' && at[1]) {
            ki_print_text(&printed, fact_of(error, at[1]), SIZE_MAX, false);
            at += 2;
        }
    }
}

void ki_error_tell(const struct error *error, kith_error *told)
{
    told->status = error->status;
    told->table = error->facts.table;
    told->column = error->facts.column;
    told->constraint = error->facts.constraint;
    memcpy(told->value, error->value, sizeof(told->value));
    fill_in(error, told->message, sizeof(told->message));
}
