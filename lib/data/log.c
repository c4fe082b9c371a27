/* log.c - what was changed, one record after the other; see log.h. */
#include "data/log.h"

/* In bytes, header included. The first holds what a usual transaction needs;
 * blocks double until they are a huge page. The largest one that is not too
 * large stays for the next transaction: fresh memory costs a page fault for
 * each 4 KiB, more than all else that a record does. */
enum {
    LOG_FIRST_BYTES = 2048,
    LOG_KEPT_BYTES = 1 << 20,
    LOG_LARGEST_BYTES = 2 << 20
};

/* Records lie between the header and `top`, which is only right in blocks that
 * are not the newest: that of the newest is log->top. */
struct log_block {
    struct log_block *older;
    struct memory *memory; /* that it came from */
    size_t bytes;          /* the whole block */
    char *top;
};

static char *log_block_begin(struct log_block *block)
{
    return (char *)(block + 1);
}

static void free_log_block(struct log *log, struct log_block *block)
{
    if (!block)
        return;
    log->bytes -= block->bytes;
    if (block->memory == log->work)
        log->work_bytes -= block->bytes;
    ki_memory_free(block->memory, block, block->bytes);
}

/* A block with room for `bytes`: the spare one, or a new one. The piece of a
 * record has at most 2^32 words, so the sum does not overflow. */
static struct log_block *take_log_block(struct log *log, size_t bytes)
{
    struct memory *memory = log->uncounted ? log->work : log->memory;
    struct log_block *block = log->spare;
    size_t wanted = log->block ? log->block->bytes * 2 : LOG_FIRST_BYTES;

    if (block && block->bytes - sizeof(*block) >= bytes) {
        log->spare = NULL;
        return block;
    }
    if (!BLOCKS_GROW)
        wanted = 0;
    if (wanted > LOG_LARGEST_BYTES)
        wanted = LOG_LARGEST_BYTES;
    if (wanted < sizeof(*block) + bytes)
        wanted = sizeof(*block) + bytes;
    /* Near the limit of the memory a block has little more than the record. */
    wanted = memory_step(memory, 0, sizeof(*block) + bytes, wanted);
    block = ki_memory_new(memory, wanted);
    if (!block)
        return NULL;
    block->memory = memory;
    block->bytes = wanted;
    log->bytes += wanted;
    if (memory == log->work)
        log->work_bytes += wanted;
    return block;
}

KI_COLD bool ki_log_grow(struct log *log, size_t words)
{
    size_t bytes = words * 8 + sizeof(struct record);
    struct log_block *block;

    assert(words < RECORD_SHORT);
    block = take_log_block(log, bytes);
    if (!block)
        return false;
    if (log->block)
        log->block->top = log->top;
    block->older = log->block;
    log->block = block;
    log->top = log_block_begin(block);
    log->end = (char *)block + block->bytes;
    assert(log_has_room(log, words));
    return true;
}

/* The oldest block may be empty, the others are not: they are given up with
 * their last record. */
struct record *ki_log_down(struct log_cursor *cursor)
{
    struct record *record;

    if (cursor->top == log_block_begin(cursor->block)) {
        cursor->block = cursor->block->older;
        cursor->top = cursor->block->top;
    }
    assert(cursor->top > log_block_begin(cursor->block));
    record = (struct record *)(void *)(cursor->top - sizeof(*record));
    cursor->top = record_piece(record);
    return record;
}

/* The newest block is empty: it is the spare one now, so that records that come
 * and go at the border of two blocks allocate nothing. */
static void leave_log_block(struct log *log)
{
    struct log_block *block = log->block;

    assert(block->older);
    free_log_block(log, log->spare);
    log->spare = block;
    log->block = block->older;
    log->top = log->block->top;
    log->end = (char *)log->block + log->block->bytes;
}

void ki_log_cut(struct log *log, size_t count)
{
    assert(count <= log->count);
    while (log->count > count) {
        struct log_cursor cursor = ki_log_top(log);

        ki_log_down(&cursor);
        log->top = cursor.top;
        log->count--;
        if (log->top == log_block_begin(log->block) && log->block->older)
            leave_log_block(log);
    }
}

/* Of two blocks, give up the one that is too large to stay, or else the
 * smaller. */
static struct log_block *larger_block(struct log *log, struct log_block *kept,
                                      struct log_block *block)
{
    bool better = block && block->bytes <= LOG_KEPT_BYTES &&
                  (!kept || kept->bytes < block->bytes);

    assert(!kept || kept != block);
    free_log_block(log, better ? kept : block);
    return better ? block : kept;
}

void ki_log_reset(struct log *log)
{
    struct log_block *block = log->block, *kept = NULL;

    kept = larger_block(log, kept, log->spare);
    while (block) {
        struct log_block *older = block->older;

        kept = larger_block(log, kept, block);
        block = older;
    }
    if (kept)
        kept->older = NULL;
    log->block = kept;
    log->spare = NULL;
    log->top = log->block ? log_block_begin(log->block) : NULL;
    log->end = log->block ? (char *)log->block + log->block->bytes : NULL;
    log->count = 0;
}

void ki_log_fini(struct log *log)
{
    ki_log_reset(log);
    free_log_block(log, log->block);
    assert(log->bytes == 0);
    *log = (struct log){.memory = log->memory, .work = log->work};
}

/* A log without records has one block and a spare one at most. */
void ki_log_abandon(struct log *log)
{
    struct log_block *blocks[] = {log->block, log->spare};

    assert(log->count == 0 && !(log->block && log->block->older));
    log->block = log->spare = NULL;
    log->bytes = log->work_bytes = 0;
    for (size_t i = 0; i < 2; i++) {
        struct log_block *block = blocks[i];

        if (!block || block->memory != log->work)
            continue;
        block->older = NULL;
        *(log->block ? &log->spare : &log->block) = block;
        log->bytes += block->bytes;
        log->work_bytes += block->bytes;
    }
    log->top = log->block ? log_block_begin(log->block) : NULL;
    log->end = log->block ? (char *)log->block + log->block->bytes : NULL;
}
