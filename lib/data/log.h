/* log.h - what was changed, one record after the other.
 *
 * Owns   the records, and pieces of memory that they keep. All are freed at
 *        once.
 * Knows  nothing of what they mean: delta/ writes and reads them.
 *
 * A log is a stack: it is written in the order of the changes and read from its
 * end, so that each change is taken back from exactly the state that it left.
 * Records have one size, which lets room for a whole change set be reserved
 * before the first change; what is longer is a piece beside them.
 */
#ifndef KI_DATA_LOG_H
#define KI_DATA_LOG_H

#include "base/arena.h"
#include "base/vec.h"

#include <assert.h>
#include <stdint.h>

/* What was done, to which row and by what rule, and what takes it back. Which
 * members mean something depends on the kind (delta/undo.h). 32 bytes. */
struct record {
    uint32_t kind;    /* an enum undo_kind, which is not known here */
    uint32_t place;   /* in a list, before the change */
    char *row;        /* whose index, parent or columns changed */
    const void *what; /* the key or foreign key, by which index or list is
                         found again; it lives as long as the schema */
    union {
        void *kept; /* a piece of the log, a posting, a parent or a text */
        uint64_t number;
    };
};

/* Made for one change set. The log does not own what its records point at
 * outside it (postings, texts, rows): that is given up record by record, by
 * ki_undo_drop(). */
struct log {
    struct memory *memory; /* not that of a database, which is sealed while
                              pieces are allocated */
    KI_VEC(struct record) records;
    struct arena pieces; /* never move, for records hold their addresses */
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

/* Add a record, for which there is room: it cannot fail, as the change that it
 * describes cannot. O(1). */
static inline void ki_log_push(struct log *log, struct record record)
{
    assert(log->records.count < log->records.capacity);
    log->records.items[log->records.count++] = record;
}

/* Take the last record off, by value: its slot may be written again. Pieces are
 * not freed with it. O(1). */
static inline struct record ki_log_pop(struct log *log)
{
    assert(log->records.count > 0);
    return log->records.items[--log->records.count];
}

/* A piece of memory that a record may keep until the reset, with undefined
 * bytes; or NULL without memory. */
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
