/* pools.h - the memory and the keys of OO7 by hand, whatever its lists are
 * made of: a pool a row type, arrays by id, an index over titles.
 *
 * Knows  the row types, which the including file defines before, and
 *        struct dated, its list of the parts of one build date.
 */
#ifndef BENCH_OO7_POOLS_H
#define BENCH_OO7_POOLS_H

#include "oo7/oo7.h"
#include "peers/hand.h"

struct module {
    struct complex_assembly *root;
    char *manual;
    size_t manual_bytes;
};

struct world {
    struct module module;
    uint32_t stamp; /* of the latest visit */
    struct pool complex_assembly_pool, base_assembly_pool, use_pool,
        composite_pool, document_pool, part_pool, connection_pool, text_pool;
    struct hand_arrays arrays; /* of lists, where they are arrays */
    struct dated dated[DATES];
    struct base_assembly *bases[BASE_ASSEMBLIES + 1];
    struct composite *composites[COMPOSITES + FRESH + 1];
    struct document *documents[COMPOSITES + FRESH + 1];
    struct part **parts; /* each of these by id, from 1 on */
    size_t parts_bytes;
    struct hand_index titles;
};

static struct world *new_world(const struct oo7 *data)
{
    struct world *world = bench_new(sizeof(*world));
    size_t composites = COMPOSITES + FRESH;
    size_t parts = composites * data->parts;
    size_t connections = composites * data->connections;

    memset(world, 0, sizeof(*world));
    pool_init(&world->complex_assembly_pool, sizeof(struct complex_assembly),
              COMPLEX_ASSEMBLIES, true);
    pool_init(&world->base_assembly_pool, sizeof(struct base_assembly),
              BASE_ASSEMBLIES, true);
    pool_init(&world->use_pool, sizeof(struct use), USES + FRESH_USES, true);
    pool_init(&world->composite_pool, sizeof(struct composite), composites,
              true);
    pool_init(&world->document_pool, sizeof(struct document), composites, true);
    pool_init(&world->part_pool, sizeof(struct part), parts, true);
    pool_init(&world->connection_pool, sizeof(struct connection), connections,
              true);
    pool_init(&world->text_pool, data->document_bytes + 1, composites, true);
    hand_arrays_init(&world->arrays, connections * 64 + HUGE_BYTES, true);
    world->parts_bytes = hand_pages((parts + 1) * sizeof(*world->parts));
    world->parts = (void *)hand_map(world->parts_bytes, true);
    hand_index_init(&world->titles, composites);
    return world;
}

static void drop_world(struct world *world)
{
    pool_fini(&world->complex_assembly_pool);
    pool_fini(&world->base_assembly_pool);
    pool_fini(&world->use_pool);
    pool_fini(&world->composite_pool);
    pool_fini(&world->document_pool);
    pool_fini(&world->part_pool);
    pool_fini(&world->connection_pool);
    pool_fini(&world->text_pool);
    hand_arrays_fini(&world->arrays);
    munmap(world->parts, world->parts_bytes);
    hand_index_fini(&world->titles);
    free(world->module.manual);
    free(world);
}

#define NEW_ROW(world, row) pool_take(&(world)->row##_pool)
#define FREE_ROW(world, row, address) pool_give(&(world)->row##_pool, address)

static inline char *new_text(struct world *world, const struct oo7 *data)
{
    char *text = pool_take(&world->text_pool);

    memcpy(text, data->document, data->document_bytes + 1);
    return text;
}

static inline void free_text(struct world *world, char *text)
{
    pool_give(&world->text_pool, text);
}

/* --- Keys ----------------------------------------------------------------- */

static inline void index_base(struct world *world, struct base_assembly *base)
{
    world->bases[base->id] = base;
}

static inline struct base_assembly *find_base(struct world *world, int32_t id)
{
    return world->bases[id];
}

static inline void index_composite(struct world *world,
                                   struct composite *composite)
{
    world->composites[composite->id] = composite;
}

static inline void unindex_composite(struct world *world,
                                     const struct composite *composite)
{
    world->composites[composite->id] = NULL;
}

static inline struct composite *find_composite(struct world *world, int32_t id)
{
    return world->composites[id];
}

static inline void index_part(struct world *world, struct part *part)
{
    world->parts[part->id] = part;
}

/* The id tells rows in use from others. */
static inline void unindex_part(struct world *world, struct part *part)
{
    world->parts[part->id] = NULL;
    part->id = 0;
}

static inline struct part *find_part(struct world *world, int32_t id)
{
    return world->parts[id];
}

/* Titles are filled up with zeros. */
static inline void set_title(struct document *document, const char *title)
{
    memcpy(document->title, title, TITLE_BYTES);
}

static inline void free_title(struct document *document)
{
    (void)document;
}

/* Titles differ in their last digits: those are words 1 and 2. */
static inline uint64_t title_hash(const char *title)
{
    uint64_t words[3];

    memcpy(words, title, sizeof(words));
    words[1] = hand_hash(words[1] ^ words[0]);
    words[2] *= 0xd6e8feb86659fd93u;
    return hand_hash(words[1] ^ words[1] >> 32 ^ words[2] ^ words[2] >> 32);
}

static inline uint64_t document_hash(const void *row)
{
    return title_hash(((const struct document *)row)->title);
}

static inline bool document_has(const void *row, const void *title)
{
    return memcmp(((const struct document *)row)->title, title, TITLE_BYTES) ==
           0;
}

static inline void index_document(struct world *world,
                                  struct document *document)
{
    world->documents[document->id] = document;
    hand_put(&world->titles, title_hash(document->title), document,
             document_hash);
}

static inline void unindex_document(struct world *world,
                                    struct document *document)
{
    world->documents[document->id] = NULL;
    hand_take(&world->titles, title_hash(document->title), document,
              document_hash);
}

static inline struct document *find_document(struct world *world, int32_t id)
{
    return world->documents[id];
}

static inline struct document *find_titled(struct world *world,
                                           const char *title)
{
    return hand_find(&world->titles, title_hash(title), document_has, title);
}

/* --- All rows ------------------------------------------------------------- */

#define ALL_BASES(it, world)                                            \
    for (struct base_assembly *it = (void *)pool_of_bases(world)->rows, \
                              *it##_end = it + BASE_ASSEMBLIES;         \
         it < it##_end; it++)

#define ALL_PARTS(it, world)                                      \
    for (struct part *it = (void *)pool_of_parts(world)->rows,    \
                     *it##_end = it + pool_of_parts(world)->used; \
         it < it##_end; it++)                                     \
        if (it->id)

static inline const struct pool *pool_of_bases(const struct world *world)
{
    return &world->base_assembly_pool;
}

static inline const struct pool *pool_of_parts(const struct world *world)
{
    return &world->part_pool;
}

#endif
