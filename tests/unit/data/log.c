/* log.c - a stack of records with pieces, over the borders of blocks. */
#include "data/log.h"

#include "kt.h"

#include <stdlib.h>
#include <string.h>

enum { RECORDS = 20000, WORDS_MAX = 600 };

static size_t words_of(size_t number)
{
    return number % 7 ? number % 5 : number * 31 % WORDS_MAX;
}

/* Some in a row, and some between others. */
static bool is_short(size_t number)
{
    return number % 3 == 0 || number % 50 > 30;
}

/* A short record keeps its number in its second half. */
static void push(struct log *log)
{
    size_t number = log->count, words = words_of(number);
    struct record *record = is_short(number) ? ki_log_push_short(log, words)
                                             : ki_log_push(log, words);

    KT_ASSERT(record);
    record->kind = (uint32_t)number;
    if (!is_short(number))
        record->number = number;
    memset(record_piece(record), (int)(number % 251), words * 8);
}

/* From the last to the first. */
static void look(struct log *log)
{
    struct log_cursor cursor = ki_log_top(log);

    for (size_t i = log->count; i-- > 0;) {
        struct record *record = ki_log_down(&cursor);
        const unsigned char *piece =
            (const unsigned char *)record_piece(record);

        KT_ASSERT_EQ(record->kind, i);
        KT_ASSERT(is_short(i) || record->number == i);
        KT_ASSERT_EQ(record_words(record), words_of(i));
        for (size_t j = 0; j < record_words(record) * 8; j++)
            KT_ASSERT_EQ(piece[j], i % 251);
    }
}

KT_TEST(log, holds_what_was_pushed_whatever_is_cut_and_pushed_again)
{
    struct memory memory;
    struct log log;

    ki_memory_init(&memory, NULL);
    ki_log_init(&log, &memory, &memory);
    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 1; i <= RECORDS; i += i / 2 + 1) {
            while (log.count < i)
                push(&log);
            look(&log);
            ki_memory_seal(&memory);
            ki_log_cut(&log, i / 3);
            ki_memory_unseal(&memory);
            look(&log);
        }
        ki_log_reset(&log);
        KT_ASSERT_EQ(log.count, 0u);
        KT_ASSERT_EQ(log.bytes, memory.bytes);
        KT_ASSERT(memory.bytes <= 1u << 20);
    }
    ki_log_fini(&log);
    KT_ASSERT_EQ(memory.bytes, 0u);
}

/* What comes and goes at a border takes the spare block. */
KT_TEST(log, allocates_nothing_for_records_that_come_and_go)
{
    struct memory memory;
    struct log log;

    if (!BLOCKS_GROW)
        return; /* each record is a block of its own */
    ki_memory_init(&memory, NULL);
    ki_log_init(&log, &memory, &memory);
    for (size_t i = 0; i < 5000; i++) {
        size_t count = log.count;

        push(&log);
        push(&log);
        ki_memory_seal(&memory);
        for (int times = 0; times < 3; times++) {
            ki_log_cut(&log, count);
            push(&log);
            push(&log);
        }
        ki_log_cut(&log, count + 1);
        ki_memory_unseal(&memory);
    }
    ki_log_fini(&log);
    KT_ASSERT_EQ(memory.bytes, 0u);
}
