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

struct label {
    const void *scope;
    const char *text;
};

static unsigned hash_label(const struct label *label)
{
    uint32_t hash = (uint32_t)((uintptr_t)label->scope >> 4) * 0x9e3779b1u;

    for (const char *c = label->text; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 0x01000193u; /* FNV-1a */
    return hash ^ hash >> 15;
}

static bool same_label(const struct label *one, const struct label *two)
{
    return one->scope == two->scope && strcmp(one->text, two->text) == 0;
}

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
    void *thing;
    UT_hash_handle hh;
};

void ki_names_init(struct names *names, struct memory *memory)
{
    *names = (struct names){.memory = memory};
}

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
