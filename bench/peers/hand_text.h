/* hand_text.h - texts in hand-written code: their bytes, and their hash.
 *
 * Owns   an arena that texts are copied into one behind the other, and a hash
 *        of 8 bytes a step: multiply to 128 bits and fold, as wyhash and its
 *        kin do.
 */
#ifndef BENCH_PEERS_HAND_TEXT_H
#define BENCH_PEERS_HAND_TEXT_H

#include "peers/hand.h"

static inline uint64_t hand_fold(uint64_t one, uint64_t two)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)one * two;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hand_word(const char *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof(word));
    return word;
}

/* The last step reads the last 8 bytes, some of them again. */
static inline uint64_t hand_text_hash(const char *text)
{
    size_t bytes = strlen(text);
    uint64_t hash = bytes * 0x9e3779b97f4a7c15u, last = 0;

    for (size_t at = 0; at + 8 < bytes; at += 8)
        hash = hand_fold(hash ^ hand_word(text + at), 0xbf58476d1ce4e5b9u);
    if (bytes >= 8)
        last = hand_word(text + bytes - 8);
    else
        memcpy(&last, text, bytes);
    return hand_fold(hash ^ last, 0x94d049bb133111ebu);
}

/* Room for texts of so many bytes with their NULs. */
struct hand_texts {
    char *memory;
    size_t used, capacity;
};

static inline void hand_texts_init(struct hand_texts *texts, size_t bytes)
{
    *texts = (struct hand_texts){.capacity = hand_pages(bytes)};
    texts->memory = hand_map(texts->capacity, true);
}

static inline void hand_texts_fini(struct hand_texts *texts)
{
    munmap(texts->memory, texts->capacity);
}

static inline const char *hand_texts_put(struct hand_texts *texts,
                                         const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = texts->memory + texts->used;

    texts->used += bytes;
    BENCH_REQUIRE(texts->used <= texts->capacity);
    return memcpy(copy, text, bytes);
}

#endif
