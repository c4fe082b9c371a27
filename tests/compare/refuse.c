/* refuse.c - every call made again with each of its allocations refused; see
 * refuse.h. One database is open at a time. */
#include "refuse.h"

#include <stdio.h>
#include <stdlib.h>

/* kith_verify costs more than most calls. */
enum { VERIFY_EVERY = 8 };

static bool on;
static long total;

/* The call in progress: which request is refused (0: none), how many there were,
 * and whether one was. */
static size_t refused_request, requests;
static bool all_that_follow, refused;
static uint64_t digest_before;

void refuse_switch_on(void)
{
    on = true;
}

bool refuse_is_on(void)
{
    return on;
}

long refuse_count(void)
{
    return total;
}

static void *resize(void *context, void *block, size_t old_bytes,
                    size_t new_bytes)
{
    (void)context;
    (void)old_bytes;
    if (new_bytes == 0) {
        free(block);
        return NULL;
    }
    requests++;
    if (refused_request > 0 &&
        (requests == refused_request ||
         (all_that_follow && requests > refused_request))) {
        refused = true;
        return NULL;
    }
    return realloc(block, new_bytes);
}

kith_allocator refuse_allocator(void)
{
    return (kith_allocator){.resize = on ? resize : NULL};
}

static void arm(size_t request)
{
    refused_request = request;
    all_that_follow = request > 0 && total % 2 == 1;
    requests = 0;
    refused = false;
}

void refuse_begin(kith_db *db)
{
    if (!on)
        return;
    digest_before = kith_digest(db);
    arm(1);
}

static void complain(const kith_db *db, const char *why, const char *words)
{
    (void)db;
    printf("DIFFERENT: request %zu for memory was refused, and %s\n  %s\n",
           refused_request, why, words);
    exit(1);
}

bool refuse_again(kith_db *db, kith_status status, const char *words)
{
    size_t next = refused_request + 1;
    bool again = refused;
    kith_error error = {.status = KITH_OK};

    if (!on)
        return false;
    /* Nothing is refused while what happened is looked at. */
    refused_request = 0;
    if (!again)
        return false;
    total++;
    if (status != KITH_E_MEMORY)
        complain(db, kith_status_name(status), words);
    if (kith_digest(db) != digest_before)
        complain(db, "something changed", words);
    if (total % VERIFY_EVERY == 0 && kith_verify_to(db, &error) != KITH_OK)
        complain(db, error.message, words);
    arm(next);
    return true;
}

bool refuse_again_row(kith_db *db, const void *row, const char *words)
{
    return refuse_again(db, row ? KITH_OK : kith_last_error(db)->status, words);
}
