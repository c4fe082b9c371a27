/* refuse.c - every call made again with each of its allocations refused; see
 * refuse.h. One database is open at a time. */
#include "refuse.h"

#include <stdio.h>
#include <stdlib.h>

/* kith_verify costs more than most calls. */
enum { VERIFY_EVERY = 8 };

static bool on;
static long total, went_on, taken[2];

/* The call in progress: which request is to be refused, how many there were,
 * and whether one was. Nothing is refused while it is not armed. */
static size_t refused_request, requests;
static bool armed, all_that_follow, refused;
static uint64_t state_before;
static size_t depth_before;

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

long refuse_went_on(void)
{
    return went_on;
}

long refuse_take(bool in_levels)
{
    long count = taken[in_levels];

    taken[in_levels] = 0;
    return count;
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
    if (armed && (requests == refused_request ||
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

static void arm(size_t request, bool with_all_that_follow)
{
    armed = true;
    refused_request = request;
    all_that_follow = with_all_that_follow;
    requests = 0;
    refused = false;
}

void refuse_begin(kith_db *db)
{
    if (!on)
        return;
    state_before = kith_test_state(db);
    depth_before = kith_depth(db);
    arm(1, true);
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
    bool again = refused;
    kith_error error = {.status = KITH_OK};

    if (!on)
        return false;
    /* Nothing is refused while what happened is looked at. */
    armed = false;
    if (!again)
        return false;
    total++;
    taken[depth_before > 0]++;
    if (status != KITH_E_MEMORY && !all_that_follow) {
        went_on++;
        return false;
    }
    if (status != KITH_E_MEMORY)
        complain(db, kith_status_name(status), words);
    if (kith_test_state(db) != state_before)
        complain(db, "something changed", words);
    if (kith_depth(db) != depth_before)
        complain(db, "there are more or fewer levels", words);
    if (total % VERIFY_EVERY == 0 && kith_verify_to(db, &error) != KITH_OK)
        complain(db, error.message, words);
    if (all_that_follow)
        arm(refused_request, false);
    else
        arm(refused_request + 1, true);
    return true;
}

void refuse_none(kith_db *db, const char *words)
{
    armed = false;
    if (on && refused)
        complain(db, "there should have been none", words);
}

bool refuse_again_row(kith_db *db, const void *row, const char *words)
{
    return refuse_again(db, row ? KITH_OK : kith_last_error(db)->status, words);
}
