/* log.h - what was changed, one record after the other.
 *
 * Owns   the records, a stack, and the piece of bytes that each may have.
 * Knows  nothing of what they mean: delta/ writes and reads them.
 *
 *   block ---> | header | piece record record piece record | free |
 *                 |                                 ^ the last
 *                older ---> | header | record piece record ... |
 *
 * A log is written in the order of the changes and read from its end, so that
 * each change is taken back from exactly the state that it left. The bytes that
 * a record keeps lie directly before it, so a step to the one below is a
 * subtraction, and what is taken back is free for the records to come, however
 * often that happens within one transaction. Nothing moves: a record may be
 * remembered by its address until it is taken off.
 */
#ifndef KI_DATA_LOG_H
#define KI_DATA_LOG_H

#include "base/memory.h"
#include "base/tuning.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

/* What was done, to which row, and what takes it back. Which members mean
 * something depends on the kind (delta/record.h). 32 bytes, or the last 16. */
struct record {
    union { /* not in a short record, nor is the next */
        struct {
            uint32_t ordinal, place;
        };
        struct {
            uint32_t key_count, link_count;
        };
        size_t at;
    };
    union {
        void *kept;
        uint64_t number;
        struct {
            uint32_t column_count, form;
        };
    };
    char *row;
    uint32_t kind;  /* an enum record_kind, which is not known here */
    uint32_t words; /* of its piece, 8 bytes each; and RECORD_SHORT */
};

/* The first of these are left out of a short record. */
#define RECORD_SHORT ((uint32_t)1 << 31)
enum { RECORD_LEFT_OUT = 16 };
_Static_assert(offsetof(struct record, row) == RECORD_LEFT_OUT &&
                   sizeof(struct record) == 32,
               "what a short record has is at the end");

struct log_block;

/* `top` is behind the last record, and `end` behind its block. */
struct log {
    struct memory *memory, *work; /* that has a limit, and that has none */
    bool uncounted; /* blocks come from the second: a delete only needs room for
                       its record, and must always be possible; and a call may
                       keep what it does until it ends (edit/txn.h) */
    char *top, *end;
    struct log_block *block; /* the newest; NULL: none yet */
    struct log_block *spare; /* that was emptied last, or NULL */
    size_t count;            /* records */
    size_t bytes, work_bytes; /* held; of these in `work` */
};

static inline void ki_log_init(struct log *log, struct memory *memory,
                               struct memory *work)
{
    assert(memory && work);
    *log = (struct log){.memory = memory, .work = work};
}

/* Make room for a record with a piece of so many words; false without memory.
 * O(1), or a new block. */
bool ki_log_grow(struct log *log, size_t words);
static inline bool log_has_room(const struct log *log, size_t words)
{
    return (size_t)(log->end - log->top) >= words * 8 + sizeof(struct record);
}
static inline bool ki_log_reserve(struct log *log, size_t words)
{
    return log_has_room(log, words) || ki_log_grow(log, words);
}

/* For a loop that adds many records: the line that a later one will be written
 * to. It may have left the caches since the last level. */
static inline void log_fetch_ahead(const struct log *log)
{
    enum { AHEAD_BYTES = 1024 };

    __builtin_prefetch((const char *)((uintptr_t)log->top + AHEAD_BYTES), 1);
}

/* Add a record with a piece of so many words, both with undefined bytes but for
 * `words`. The first is for a log that has the room; the others make it, and
 * are NULL without memory. A short record has only its last 16 bytes, of which
 * a large delete makes one a row; what is before them is not its own. O(1), or
 * a new block. */
static inline struct record *log_push_here(struct log *log, size_t words)
{
    struct record *record;

    assert(log_has_room(log, words));
    record = (struct record *)(void *)(log->top + words * 8);
    record->words = (uint32_t)words;
    log->top += words * 8 + sizeof(*record);
    log->count++;
    return record;
}
static inline struct record *ki_log_push(struct log *log, size_t words)
{
    return ki_log_reserve(log, words) ? log_push_here(log, words) : NULL;
}
static inline struct record *ki_log_push_short(struct log *log, size_t words)
{
    struct record *record;

    if (!ki_log_reserve(log, words))
        return NULL;
    log->top += words * 8 + sizeof(*record) - RECORD_LEFT_OUT;
    record = (struct record *)(void *)log->top - 1;
    record->words = (uint32_t)words | RECORD_SHORT;
    log->count++;
    return record;
}

/* The piece of a record, and how many words it has. Aligned to 8. */
static inline size_t record_words(const struct record *record)
{
    return record->words & ~RECORD_SHORT;
}
static inline char *record_piece(struct record *record)
{
    size_t left_out = record->words & RECORD_SHORT ? RECORD_LEFT_OUT : 0;

    return (char *)record + left_out - record_words(record) * 8;
}

/* A walk over the records from the last to the first; the log may not change
 * meanwhile. ki_log_down() returns the next one, and there must be one. */
struct log_cursor {
    struct log_block *block;
    char *top;
};
static inline struct log_cursor ki_log_top(const struct log *log)
{
    return (struct log_cursor){log->block, log->top};
}
struct record *ki_log_down(struct log_cursor *cursor);

/* The last record, or NULL. It is always in the newest block: a block is given
 * up with its last record. */
static inline struct record *ki_log_last(const struct log *log)
{
    return log->count > 0 ? (struct record *)(void *)log->top - 1 : NULL;
}

/* Take records off until `count` are left. Needs no memory. O(records). */
void ki_log_cut(struct log *log, size_t count);

/* There is no record. Forget the blocks of its memory, which somebody else will
 * free; those of the memory that calls work with stay. O(1). */
void ki_log_abandon(struct log *log);

/* Forget all records, and keep some memory for the next; give it all back.
 * O(blocks). */
void ki_log_reset(struct log *log);
void ki_log_fini(struct log *log);

#endif
