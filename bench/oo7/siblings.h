/* siblings.h - the rows of OO7 when all lists are threaded through their
 * members.
 *
 * Knows  OO7_HANDLE, which the including file defines before: what a row needs
 *        to be found by a key, or nothing. OO7_TITLE likewise declares the
 *        title of a document.
 */
#ifndef BENCH_OO7_SIBLINGS_H
#define BENCH_OO7_SIBLINGS_H

#include "oo7/links.h"
#include "oo7/oo7.h"

struct complex_assembly {
    struct complex_assembly *parent;
    int32_t id, build_date;
    LINK(complex_assembly) sibling;
    LIST(complex_assembly) complexes;
    LIST(base_assembly) bases;
    char type[TYPE_BYTES];
};

struct base_assembly {
    struct complex_assembly *parent;
    int32_t id, build_date;
    LINK(base_assembly) sibling;
    LIST(use) uses;
    OO7_HANDLE
    char type[TYPE_BYTES];
};

struct use {
    struct base_assembly *base;
    struct composite *composite;
    LINK(use) of_base;
    LINK(use) of_composite;
};

struct composite {
    struct part *root;
    struct document *document;
    int32_t id, build_date;
    LIST(part) parts;
    LIST(use) uses;
    OO7_HANDLE
    char type[TYPE_BYTES];
};

struct document {
    struct composite *composite;
    char *text;
    int32_t id;
    OO7_TITLE
};

/* What a traversal reads lies side by side. */
struct part {
    struct composite *composite;
    LIST(connection) out;
    uint32_t visited;
    int32_t x, y, id;
    int32_t build_date, document_id;
    LIST(connection) in;
    LINK(part) of_composite;
    LINK(part) of_date;
    OO7_HANDLE
    char type[TYPE_BYTES];
};

struct connection {
    struct part *from, *to;
    LINK(connection) of_from;
    LINK(connection) of_to;
    int32_t length;
    char type[TYPE_BYTES];
};

/* The parts of one build date. */
struct dated {
    int32_t date;
    LIST(part) parts;
    OO7_HANDLE
};

/* --- Lists ---------------------------------------------------------------- */

#define EACH_COMPLEX(it, of) \
    EACH_LINKED(complex_assembly, it, (of)->complexes, sibling)
#define EACH_BASE(it, of) EACH_LINKED(base_assembly, it, (of)->bases, sibling)
#define EACH_USE(it, of) EACH_LINKED(use, it, (of)->uses, of_base)
#define EACH_USER(it, of) EACH_LINKED(use, it, (of)->uses, of_composite)
#define EACH_PART(it, of) EACH_LINKED(part, it, (of)->parts, of_composite)
#define EACH_OUT(it, of) EACH_LINKED(connection, it, (of)->out, of_from)
#define EACH_DATED(it, of, date) \
    EACH_LINKED(part, it, dated_of(of, date)->parts, of_date)

static inline void join_complex(struct world *world,
                                struct complex_assembly *complex)
{
    (void)world;
    LIST_PUT(&complex->parent->complexes, complex, sibling);
}

static inline void join_base(struct world *world, struct base_assembly *base)
{
    (void)world;
    LIST_PUT(&base->parent->bases, base, sibling);
}

static inline void join_use(struct world *world, struct use *use)
{
    (void)world;
    LIST_PUT(&use->base->uses, use, of_base);
    LIST_PUT(&use->composite->uses, use, of_composite);
}

static inline void leave_base(struct world *world, struct use *use)
{
    (void)world;
    LIST_TAKE(&use->base->uses, use, of_base);
}

static inline void join_part(struct world *world, struct part *part)
{
    (void)world;
    LIST_PUT(&part->composite->parts, part, of_composite);
}

static inline void join_connection(struct world *world,
                                   struct connection *connection)
{
    (void)world;
    LIST_PUT(&connection->from->out, connection, of_from);
    LIST_PUT(&connection->to->in, connection, of_to);
}

static inline void free_lists_of_part(struct world *world, struct part *part)
{
    (void)world;
    (void)part;
}

static inline void free_lists_of_composite(struct world *world,
                                           struct composite *composite)
{
    (void)world;
    (void)composite;
}

#endif
