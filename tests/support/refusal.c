/* refusal.c - see refusal.h. */
#include "refusal.h"

#include "fault.h"

#include <stdio.h>
#include <string.h>

/* What does not fit, or NULL. The error belongs to the caller. */
static const char *fault_of(const struct refusal *refusal, kith_error *error)
{
    kith_options options = KITH_OPTIONS(.allocator = fault_allocator());
    const size_t bytes = fault_live_bytes();
    int nothing = 0;
    kith_db *db = (kith_db *)&nothing;
    const kith_status status = kith_open(&db, refusal->tables, &options, error);

    if (status == KITH_OK)
        kith_close(db);
    if (status != KITH_E_SCHEMA)
        return kith_status_name(status);
    if (db)
        return "*db is not NULL";
    if (error->status != KITH_E_SCHEMA)
        return "the error has another status";
    if (strcmp(error->message, refusal->sentence) != 0)
        return "says something else";
    if (fault_live_bytes() != bytes)
        return "leaves memory behind";
    return NULL;
}

void refusal_check(const struct refusal *refusals, size_t count)
{
    char text[4096] = "";
    size_t bad = 0, used = 0;

    fault_fail_allocation(0);
    for (size_t i = 0; i < count; i++) {
        kith_error error = {.status = KITH_OK};
        const char *fault = fault_of(&refusals[i], &error);
        if (fault && used < sizeof text)
            used += (size_t)snprintf(text + used, sizeof text - used,
                                     "\n  %s: %s: %s", refusals[i].what, fault,
                                     error.message);
        bad += fault != NULL;
    }
    KT_ASSERT(bad == 0, "%zu of %zu:%s", bad, count, text);
}

void refusal_not(const struct refusal *refusal)
{
    kith_error error = {.status = KITH_OK};
    kith_db *db = NULL;
    const kith_status status = kith_open(&db, refusal->tables, NULL, &error);

    KT_ASSERT(status == KITH_OK, "%s: %s", refusal->what, error.message);
    KT_ASSERT(kith_verify(db) == KITH_OK, "%s", refusal->what);
    kith_close(db);
}
