/* uthash.c - OO7 as it is often written: each row an allocation, a uthash for
 * each key, lists that are threaded through their members. */
#include <uthash.h>

#define OO7_HANDLE UT_hash_handle hh;
#define OO7_TITLE \
    char *title;  \
    UT_hash_handle hh, hh_title;

struct world;

#include "oo7/siblings.h"

#include <stdlib.h>

struct module {
    struct complex_assembly *root;
    char *manual;
    size_t manual_bytes;
};

struct world {
    struct module module;
    uint32_t stamp; /* of the latest visit */
    /* Tables, by id; documents by their titles as well, parts by their dates. */
    struct base_assembly *bases;
    struct composite *composites;
    struct document *documents, *titles;
    struct part *parts;
    struct dated *dates;
};

#define NEW_ROW(world, row) bench_new(sizeof(struct row))
#define FREE_ROW(world, row, address) free(address)

static char *copy_text(const char *text, size_t bytes)
{
    return memcpy(bench_new(bytes + 1), text, bytes + 1);
}

static char *new_text(struct world *world, const struct oo7 *data)
{
    (void)world;
    return copy_text(data->document, data->document_bytes);
}

static void free_text(struct world *world, char *text)
{
    (void)world;
    free(text);
}

static void set_title(struct document *document, const char *title)
{
    document->title = copy_text(title, strlen(title));
}

static void free_title(struct document *document)
{
    free(document->title);
}

/* --- Keys ----------------------------------------------------------------- */

static void index_base(struct world *world, struct base_assembly *base)
{
    HASH_ADD_INT(world->bases, id, base);
}

static struct base_assembly *find_base(struct world *world, int32_t id)
{
    struct base_assembly *base;

    HASH_FIND_INT(world->bases, &id, base);
    return base;
}

static void index_composite(struct world *world, struct composite *composite)
{
    HASH_ADD_INT(world->composites, id, composite);
}

static void unindex_composite(struct world *world, struct composite *composite)
{
    HASH_DEL(world->composites, composite);
}

static struct composite *find_composite(struct world *world, int32_t id)
{
    struct composite *composite;

    HASH_FIND_INT(world->composites, &id, composite);
    return composite;
}

static void index_part(struct world *world, struct part *part)
{
    HASH_ADD_INT(world->parts, id, part);
}

static void unindex_part(struct world *world, struct part *part)
{
    HASH_DEL(world->parts, part);
}

static struct part *find_part(struct world *world, int32_t id)
{
    struct part *part;

    HASH_FIND_INT(world->parts, &id, part);
    return part;
}

static void index_document(struct world *world, struct document *document)
{
    HASH_ADD_INT(world->documents, id, document);
    HASH_ADD_KEYPTR(hh_title, world->titles, document->title,
                    strlen(document->title), document);
}

static void unindex_document(struct world *world, struct document *document)
{
    HASH_DEL(world->documents, document);
    HASH_DELETE(hh_title, world->titles, document);
}

static struct document *find_document(struct world *world, int32_t id)
{
    struct document *document;

    HASH_FIND_INT(world->documents, &id, document);
    return document;
}

static struct document *find_titled(struct world *world, const char *title)
{
    struct document *document;

    HASH_FIND(hh_title, world->titles, title, strlen(title), document);
    return document;
}

/* The parts of a date; a date that has none yet gets an empty list. */
static struct dated *dated_of(struct world *world, int32_t date)
{
    struct dated *dated;

    HASH_FIND_INT(world->dates, &date, dated);
    if (!dated) {
        dated = bench_new(sizeof(*dated));
        *dated = (struct dated){.date = date};
        HASH_ADD_INT(world->dates, date, dated);
    }
    return dated;
}

static void join_date(struct world *world, struct part *part)
{
    struct dated *dated = dated_of(world, part->build_date);

    LIST_PUT(&dated->parts, part, of_date);
}

static void leave_date(struct world *world, struct part *part)
{
    struct dated *dated = dated_of(world, part->build_date);

    LIST_TAKE(&dated->parts, part, of_date);
}

#define ALL_BASES(it, world) \
    for (struct base_assembly *it = bases_of(world); it; it = it->hh.next)
#define ALL_PARTS(it, world) \
    for (struct part *it = parts_of(world); it; it = it->hh.next)

static struct base_assembly *bases_of(const struct world *world)
{
    return world->bases;
}

static struct part *parts_of(const struct world *world)
{
    return world->parts;
}

#include "oo7/structs.h"

static void *open(void *data)
{
    struct world *world = bench_new(sizeof(*world));

    memset(world, 0, sizeof(*world));
    load(world, data);
    return world;
}

static void free_assembly(struct complex_assembly *complex)
{
    EACH_COMPLEX(child, complex)
    free_assembly(child);
    free(complex);
}

static void close(void *of)
{
    struct world *world = of;
    struct composite *composite, *next_composite;
    struct base_assembly *base, *next_base;
    struct dated *dated, *next_dated;

    HASH_ITER(hh, world->composites, composite, next_composite)
    delete_composite(world, composite);
    free_assembly(world->module.root);
    HASH_ITER(hh, world->bases, base, next_base)
    {
        HASH_DEL(world->bases, base);
        free(base);
    }
    HASH_ITER(hh, world->dates, dated, next_dated)
    {
        HASH_DEL(world->dates, dated);
        free(dated);
    }
    free(world->module.manual);
    free(world);
}

const struct system oo7_uthash = {
    .name = "uthash", .open = open, .close = close, .works = works};
