/* glib.c - OO7 on GLib: GHashTable for keys, GPtrArray for lists. */
#include "oo7/oo7.h"

#include <glib.h>

struct complex_assembly {
    struct complex_assembly *parent;
    int32_t id, build_date;
    GPtrArray *complexes, *bases;
    char type[TYPE_BYTES];
};

struct base_assembly {
    struct complex_assembly *parent;
    int32_t id, build_date;
    GPtrArray *uses;
    char type[TYPE_BYTES];
};

struct use {
    struct base_assembly *base;
    struct composite *composite;
};

struct composite {
    struct part *root;
    struct document *document;
    int32_t id, build_date;
    GPtrArray *parts, *uses;
    char type[TYPE_BYTES];
};

struct document {
    struct composite *composite;
    char *title, *text;
    int32_t id;
};

struct part {
    struct composite *composite;
    GPtrArray *out, *in;
    uint32_t visited;
    int32_t x, y, id;
    int32_t build_date, document_id;
    char type[TYPE_BYTES];
};

struct connection {
    struct part *from, *to;
    int32_t length;
    char type[TYPE_BYTES];
};

struct module {
    struct complex_assembly *root;
    char *manual;
    size_t manual_bytes;
};

struct world {
    struct module module;
    uint32_t stamp; /* of the latest visit */
    GHashTable *bases, *composites, *documents, *parts; /* by id */
    GHashTable *titles;                                 /* of documents */
    GHashTable *dates; /* a GPtrArray of parts each */
};

#define NEW_ROW(world, row) g_new(struct row, 1)
#define FREE_ROW(world, row, address) g_free(address)

static char *new_text(struct world *world, const struct oo7 *data)
{
    (void)world;
    return g_strdup(data->document);
}

static void free_text(struct world *world, char *text)
{
    (void)world;
    g_free(text);
}

static void set_title(struct document *document, const char *title)
{
    document->title = g_strdup(title);
}

static void free_title(struct document *document)
{
    g_free(document->title);
}

/* --- Keys ----------------------------------------------------------------- */

static void index_base(struct world *world, struct base_assembly *base)
{
    g_hash_table_insert(world->bases, GINT_TO_POINTER(base->id), base);
}

static struct base_assembly *find_base(struct world *world, int32_t id)
{
    return g_hash_table_lookup(world->bases, GINT_TO_POINTER(id));
}

static void index_composite(struct world *world, struct composite *composite)
{
    g_hash_table_insert(world->composites, GINT_TO_POINTER(composite->id),
                        composite);
}

static void unindex_composite(struct world *world, struct composite *composite)
{
    g_hash_table_remove(world->composites, GINT_TO_POINTER(composite->id));
}

static struct composite *find_composite(struct world *world, int32_t id)
{
    return g_hash_table_lookup(world->composites, GINT_TO_POINTER(id));
}

static void index_part(struct world *world, struct part *part)
{
    g_hash_table_insert(world->parts, GINT_TO_POINTER(part->id), part);
}

static void unindex_part(struct world *world, struct part *part)
{
    g_hash_table_remove(world->parts, GINT_TO_POINTER(part->id));
}

static struct part *find_part(struct world *world, int32_t id)
{
    return g_hash_table_lookup(world->parts, GINT_TO_POINTER(id));
}

static void index_document(struct world *world, struct document *document)
{
    g_hash_table_insert(world->documents, GINT_TO_POINTER(document->id),
                        document);
    g_hash_table_insert(world->titles, document->title, document);
}

static void unindex_document(struct world *world, struct document *document)
{
    g_hash_table_remove(world->documents, GINT_TO_POINTER(document->id));
    g_hash_table_remove(world->titles, document->title);
}

static struct document *find_document(struct world *world, int32_t id)
{
    return g_hash_table_lookup(world->documents, GINT_TO_POINTER(id));
}

static struct document *find_titled(struct world *world, const char *title)
{
    return g_hash_table_lookup(world->titles, title);
}

/* --- Lists ---------------------------------------------------------------- */

/* A list is made when it gets its first member; until then it is NULL. */
static void join(GPtrArray **list, void *row)
{
    if (!*list)
        *list = g_ptr_array_new();
    g_ptr_array_add(*list, row);
}

static void free_list(GPtrArray *list)
{
    if (list)
        g_ptr_array_free(list, TRUE);
}

#define EACH(row, it, list)                                                \
    for (struct row **it##_at = (list) ? (void *)(list)->pdata : NULL,     \
                    **it##_end = (list) ? it##_at + (list)->len : it##_at, \
                    *it = NULL;                                            \
         it##_at < it##_end && (it = *it##_at, true); it##_at++)

#define EACH_COMPLEX(it, of) EACH(complex_assembly, it, (of)->complexes)
#define EACH_BASE(it, of) EACH(base_assembly, it, (of)->bases)
#define EACH_USE(it, of) EACH(use, it, (of)->uses)
#define EACH_USER(it, of) EACH(use, it, (of)->uses)
#define EACH_PART(it, of) EACH(part, it, (of)->parts)
#define EACH_OUT(it, of) EACH(connection, it, (of)->out)
/* The list of a date stays in the inner loop: it is looked up once. */
#define EACH_DATED(it, of, date)                                       \
    for (GPtrArray *it##_list = dated_of(of, date), *it##_done = NULL; \
         it##_list != it##_done; it##_done = it##_list)                \
    EACH(part, it, it##_list)

static GPtrArray *dated_of(struct world *world, int32_t date)
{
    return g_hash_table_lookup(world->dates, GINT_TO_POINTER(date));
}

static void join_complex(struct world *world, struct complex_assembly *complex)
{
    (void)world;
    join(&complex->parent->complexes, complex);
}

static void join_base(struct world *world, struct base_assembly *base)
{
    (void)world;
    join(&base->parent->bases, base);
}

static void join_use(struct world *world, struct use *use)
{
    (void)world;
    join(&use->base->uses, use);
    join(&use->composite->uses, use);
}

static void leave_base(struct world *world, struct use *use)
{
    (void)world;
    g_ptr_array_remove_fast(use->base->uses, use);
}

static void join_part(struct world *world, struct part *part)
{
    (void)world;
    join(&part->composite->parts, part);
}

static void join_connection(struct world *world, struct connection *connection)
{
    (void)world;
    join(&connection->from->out, connection);
    join(&connection->to->in, connection);
}

static void join_date(struct world *world, struct part *part)
{
    GPtrArray *list = dated_of(world, part->build_date);

    if (!list) {
        list = g_ptr_array_new();
        g_hash_table_insert(world->dates, GINT_TO_POINTER(part->build_date),
                            list);
    }
    g_ptr_array_add(list, part);
}

static void leave_date(struct world *world, struct part *part)
{
    g_ptr_array_remove_fast(dated_of(world, part->build_date), part);
}

static void free_lists_of_part(struct world *world, struct part *part)
{
    (void)world;
    free_list(part->out);
    free_list(part->in);
}

static void free_lists_of_composite(struct world *world,
                                    struct composite *composite)
{
    (void)world;
    free_list(composite->parts);
    free_list(composite->uses);
}

/* All rows are those of the tables of their ids. */
struct all {
    GHashTableIter iter;
};

static struct all all_of(GHashTable *table)
{
    struct all all;

    g_hash_table_iter_init(&all.iter, table);
    return all;
}

static void *next_of(struct all *all)
{
    void *row;

    return g_hash_table_iter_next(&all->iter, NULL, &row) ? row : NULL;
}

#define ALL_ROWS(row, it, table)                                      \
    for (struct all it##_all = all_of(table), *it##_once = &it##_all; \
         it##_once; it##_once = NULL)                                 \
        for (struct row * it; (it = next_of(it##_once)) != NULL;)
#define ALL_BASES(it, world) ALL_ROWS(base_assembly, it, bases_of(world))
#define ALL_PARTS(it, world) ALL_ROWS(part, it, parts_of(world))

static GHashTable *bases_of(const struct world *world)
{
    return world->bases;
}

static GHashTable *parts_of(const struct world *world)
{
    return world->parts;
}

#include "oo7/structs.h"

static void *open(void *data)
{
    struct world *world = g_new0(struct world, 1);

    world->bases = g_hash_table_new(NULL, NULL);
    world->composites = g_hash_table_new(NULL, NULL);
    world->documents = g_hash_table_new(NULL, NULL);
    world->parts = g_hash_table_new(NULL, NULL);
    world->dates = g_hash_table_new_full(NULL, NULL, NULL,
                                         (GDestroyNotify)g_ptr_array_unref);
    world->titles = g_hash_table_new(g_str_hash, g_str_equal);
    load(world, data);
    return world;
}

static void free_assemblies(struct complex_assembly *complex)
{
    EACH_COMPLEX(child, complex)
    free_assemblies(child);
    EACH_BASE(base, complex)
    {
        free_list(base->uses);
        g_free(base);
    }
    free_list(complex->complexes);
    free_list(complex->bases);
    g_free(complex);
}

static void close(void *of)
{
    struct world *world = of;
    GList *composites = g_hash_table_get_values(world->composites);

    for (const GList *at = composites; at; at = at->next)
        delete_composite(world, at->data);
    g_list_free(composites);
    free_assemblies(world->module.root);
    g_hash_table_destroy(world->bases);
    g_hash_table_destroy(world->composites);
    g_hash_table_destroy(world->documents);
    g_hash_table_destroy(world->titles);
    g_hash_table_destroy(world->parts);
    g_hash_table_destroy(world->dates);
    free(world->module.manual);
    g_free(world);
}

const struct system oo7_glib = {
    .name = "glib", .open = open, .close = close, .works = works};
