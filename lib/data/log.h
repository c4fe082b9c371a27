/* log.h - what was changed, one record after the other.
 *
 * Owns   the records, and pieces of memory that they keep. All go at once.
 * Knows  nothing of what they mean: delta/ writes and reads them.
 */
#ifndef KI_DATA_LOG_H
#define KI_DATA_LOG_H

#include "base/arena.h"
#include "base/vec.h"

#include <assert.h>
#include <stdint.h>

/* What was done, to which row and by what rule, and what takes it back. */
struct record {
    uint32_t kind;
    uint32_t place;
    char *row;
    const void *what;
    union {
        void *kept;
        uint64_t number;
    };
};

struct log {
    struct memory *memory; /* not that of a database while it is sealed */
    KI_VEC(struct record) records;
    struct arena pieces;
};

static inline void ki_log_init(struct log *log, struct memory *memory)
{
    assert(memory);
    *log = (struct log){.memory = memory};
}

/* Room for `extra` more records; false without memory. */
static inline bool ki_log_reserve(struct log *log, size_t extra)
{
    assert(log->memory);
    return ki_vec_reserve(log->memory, &log->records, extra);
}

/* Add a record, for which there is room. O(1). */
static inline void ki_log_push(struct log *log, struct record record)
{
    assert(log->records.count < log->records.capacity);
    log->records.items[log->records.count++] = record;
}

/* The last record, which leaves. O(1). */
static inline struct record ki_log_pop(struct log *log)
{
    assert(log->records.count > 0);
    return log->records.items[--log->records.count];
}

/* A piece of memory that a record may keep, or NULL. */
static inline void *ki_log_piece(struct log *log, size_t bytes)
{
    assert(bytes > 0);
    return ki_arena_new_bare(&log->pieces, log->memory, bytes);
}

/* Forget all records and pieces, and keep some memory for the next; give it all
 * back. */
static inline void ki_log_reset(struct log *log)
{
    assert(log->memory);
    ki_vec_reset(log->memory, &log->records);
    ki_arena_reset(&log->pieces, log->memory);
}
static inline void ki_log_fini(struct log *log)
{
    assert(log->memory);
    ki_vec_fini(log->memory, &log->records);
    ki_arena_fini(&log->pieces, log->memory);
}

#endif
