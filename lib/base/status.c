/* status.c - the failure of a call; see status.h. */
#include "base/status.h"

#include <stddef.h>
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

/* Copy as much of `text` as fits and end in "..." where something is cut. */
static void copy_cut(char *to, size_t bytes, const char *text)
{
    size_t length = strlen(text);

    if (length < bytes) {
        memcpy(to, text, length + 1);
        return;
    }
    memcpy(to, text, bytes - 4);
    memcpy(to + bytes - 4, "...", 4);
}

kith_status ki_error(struct error *error, kith_status status,
                     const char *sentence, const struct facts *facts)
{
    error->status = status;
    error->sentence = sentence;
    error->facts = facts ? *facts : (struct facts){0};
    error->told = false;
    error->value[0] = '\0';
    if (error->facts.value)
        copy_cut(error->value, sizeof(error->value), error->facts.value);
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
                    "out of memory: the allocator answered NULL", NULL);
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

/* Append `bytes` of `text`; false when the sentence is full. */
static bool append(char *message, size_t capacity, size_t *length,
                   const char *text, size_t bytes)
{
    size_t room = capacity - 1 - *length;
    size_t copied = bytes < room ? bytes : room;

    memcpy(message + *length, text, copied);
    *length += copied;
    message[*length] = '\0';
    return copied == bytes;
}

static void fill_in(const struct error *error, char *message, size_t capacity)
{
    const char *at = error->sentence ? error->sentence : "";
    size_t length = 0;
    bool fits = true;

    message[0] = '\0';
    while (fits && *at) {
        size_t plain = strcspn(at, "%");

        fits = append(message, capacity, &length, at, plain);
        at += plain;
        if (fits && at[0] == '%' && at[1]) {
            const char *fact = fact_of(error, at[1]);

            fits = append(message, capacity, &length, fact, strlen(fact));
            at += 2;
        }
    }
    if (!fits)
        memcpy(message + capacity - 4, "...", 4);
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
