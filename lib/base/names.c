/* names.c - what is looked up by name; see names.h.
 *
 * This is the only file that includes uthash. Its allocation macros have no
 * context argument: they use a local variable `memory`, which every function
 * here that adds or clears must have.
 */
#include "base/names.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The key of the hash table: the same name in another scope is another one, as
 * columns of two tables are. */
struct label {
    const void *scope;
    const char *text;
};

/* FNV-1a (Fowler, Noll, Vo) over the name, begun with the scope instead of the
 * offset basis, and folded, for uthash takes a bucket by the lowest bits and
 * FNV mixes upwards. Addresses of scopes are aligned, so their lowest bits say
 * nothing. No seed: names are those of the program's source. */
static unsigned hash_label(const struct label *label)
{
    uint32_t hash = (uint32_t)((uintptr_t)label->scope >> 4) * 0x9e3779b1u;

    for (const char *c = label->text; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 0x01000193u;
    return hash ^ hash >> 15;
}

static bool same_label(const struct label *one, const struct label *two)
{
    return one->scope == two->scope && strcmp(one->text, two->text) == 0;
}

/* uthash compares and hashes bytes of fixed length; these make it follow the
 * pointer to the text. Without HASH_NONFATAL_OOM it would call exit() when
 * there is no memory. Its macros mix signed and unsigned numbers, so the two
 * warnings are off for what they expand to, and for nothing outside. */
#define HASH_NONFATAL_OOM 1
#define HASH_FUNCTION(key, bytes, hash) ((hash) = hash_label(key))
#define HASH_KEYCMP(a, b, bytes) (!same_label((a), (b)))
#define uthash_malloc(bytes) ki_memory_new(memory, (bytes))
#define uthash_free(block, bytes) ki_memory_free(memory, (block), (bytes))
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#include <uthash.h>

struct name {
    struct label label;
    void *thing;       /* of the caller */
    UT_hash_handle hh; /* what uthash links it by */
};

void ki_names_init(struct names *names, struct memory *memory)
{
    *names = (struct names){.memory = memory};
}

/* HASH_CLEAR frees the buckets only; the entries lie in the arena. */
void ki_names_fini(struct names *names)
{
    struct memory *memory = names->memory;

    HASH_CLEAR(hh, names->first);
    ki_arena_fini(&names->entries, memory);
}

void *ki_names_find(const struct names *names, const void *scope,
                    const char *text)
{
    struct label label = {scope, text};
    struct name *name = NULL;

    HASH_FIND(hh, names->first, &label, sizeof(label), name);
    return name ? name->thing : NULL;
}

/* An entry whose add was refused stays in the arena, unlinked, until the fini:
 * the open fails then anyway. */
kith_status ki_names_put(struct names *names, const void *scope,
                         const char *text, void *thing)
{
    struct memory *memory = names->memory;
    struct name *name = ki_arena_new(&names->entries, memory, sizeof(*name));

    if (!name)
        return KITH_E_MEMORY;
    name->label = (struct label){scope, text};
    name->thing = thing;
    HASH_ADD(hh, names->first, label, sizeof(name->label), name);
    /* A refused add is rolled back by uthash and leaves no table behind. */
    return name->hh.tbl ? KITH_OK : KITH_E_MEMORY;
}
#pragma GCC diagnostic pop
