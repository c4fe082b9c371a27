/* kith_rows.h - the row types of OO7 on kith, and what they mean as tables.
 *
 * const marks what the database keeps in step. Plain numbers that are in no key
 * and no index (x, y, lengths) are written directly, and `visited` is no column
 * at all: a note of the traversals.
 */
#ifndef BENCH_OO7_KITH_ROWS_H
#define BENCH_OO7_KITH_ROWS_H

#include "oo7/oo7.h"

#include <kith.h>

typedef struct Manual Manual;
typedef struct Module Module;
typedef struct Complex Complex;
typedef struct Base Base;
typedef struct Use Use;
typedef struct Composite Composite;
typedef struct Document Document;
typedef struct Part Part;
typedef struct Connection Connection;

struct Module {
    const int32_t id;
    const int32_t root_id;
    KITH_REFERENCE(Complex) root;
    KITH_SCALAR(Manual) manual;
};

struct Manual {
    const int32_t id;
    int32_t bytes;
    KITH_TEXT text;
    const int32_t module_id;
    KITH_REFERENCE(Module) module;
};

struct Complex {
    const int32_t id;
    int32_t build_date;
    const char type[TYPE_BYTES];
    const int32_t parent_id;
    KITH_REFERENCE(Complex) parent;
    KITH_COLLECTION(Complex) complexes;
    KITH_COLLECTION(Base) bases;
};

struct Base {
    const int32_t id;
    int32_t build_date;
    const char type[TYPE_BYTES];
    const int32_t parent_id;
    KITH_REFERENCE(Complex) parent;
    KITH_COLLECTION_VIA(Use, Composite) composites;
};

/* A base assembly may use a composite part twice, so the pair is no key. */
struct Use {
    const int32_t base_id;
    const int32_t composite_id;
    KITH_REFERENCE(Base) base;
    KITH_REFERENCE(Composite) composite;
};

struct Composite {
    const int32_t id;
    int32_t build_date;
    const char type[TYPE_BYTES];
    const int32_t root_id;
    KITH_REFERENCE(Part) root;
    KITH_SCALAR(Document) document;
    KITH_COLLECTION(Part) parts;
    KITH_COLLECTION_VIA(Use, Base) bases;
};

struct Document {
    const int32_t id;
    const int32_t composite_id;
    KITH_REFERENCE(Composite) composite;
    KITH_TEXT title;
    KITH_TEXT text;
};

/* What a traversal reads comes first, here and in connections. */
struct Part {
    const int32_t id;
    int32_t x, y;
    uint32_t visited;
    KITH_COLLECTION(Connection) to;
    const int32_t build_date;
    int32_t document_id; /* a number, joined in Q8: no foreign key */
    const char type[TYPE_BYTES];
    const int32_t composite_id;
    KITH_REFERENCE(Composite) composite;
    KITH_SCALAR(Composite) root_of;
    KITH_COLLECTION(Connection) from;
};

struct Connection {
    KITH_REFERENCE(Part) to;
    KITH_REFERENCE(Part) from;
    const int32_t to_id;
    const int32_t from_id;
    int32_t length;
    const char type[TYPE_BYTES];
};

/* One attribute a line. */
/* clang-format off */

static KITH_TABLE(Module, "modules",
    KITH_PRIMARY_KEY(Module, id),
    KITH_FOREIGN_KEY(Module, root_id, Complex, id),
    KITH_RELATIONSHIP(Module, root, Complex),
    KITH_RELATIONSHIP(Module, manual, Manual, .back_populates = "module"));

static KITH_TABLE(Manual, "manuals",
    KITH_PRIMARY_KEY(Manual, id),
    KITH_COLUMN(Manual, bytes),
    KITH_COLUMN(Manual, text),
    KITH_FOREIGN_KEY(Manual, module_id, Module, id,
        .unique = true, .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Manual, module, Module, .back_populates = "manual"));

static KITH_TABLE(Complex, "complex_assemblies",
    KITH_PRIMARY_KEY(Complex, id),
    KITH_COLUMN(Complex, build_date),
    KITH_COLUMN(Complex, type),
    KITH_FOREIGN_KEY(Complex, parent_id, Complex, id,
        .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Complex, parent, Complex,
        .back_populates = "complexes"),
    KITH_RELATIONSHIP(Complex, complexes, Complex,
        .back_populates = "parent"),
    KITH_RELATIONSHIP(Complex, bases, Base, .back_populates = "parent"));

static KITH_TABLE(Base, "base_assemblies",
    KITH_PRIMARY_KEY(Base, id),
    KITH_COLUMN(Base, build_date),
    KITH_COLUMN(Base, type),
    KITH_FOREIGN_KEY(Base, parent_id, Complex, id,
        .not_null = true, .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Base, parent, Complex, .back_populates = "bases"),
    KITH_RELATIONSHIP(Base, composites, Composite,
        .secondary = "uses", .back_populates = "bases"));

static KITH_TABLE(Use, "uses",
    KITH_FOREIGN_KEY(Use, base_id, Base, id,
        .not_null = true, .on_delete = KITH_CASCADE),
    KITH_FOREIGN_KEY(Use, composite_id, Composite, id,
        .not_null = true, .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Use, base, Base),
    KITH_RELATIONSHIP(Use, composite, Composite));

static KITH_TABLE(Composite, "composite_parts",
    KITH_PRIMARY_KEY(Composite, id),
    KITH_COLUMN(Composite, build_date),
    KITH_COLUMN(Composite, type),
    KITH_FOREIGN_KEY(Composite, root_id, Part, id,
        .unique = true, .on_delete = KITH_SET_NULL),
    KITH_RELATIONSHIP(Composite, root, Part,
        .foreign_key = "root_id", .back_populates = "root_of"),
    KITH_RELATIONSHIP(Composite, document, Document,
        .back_populates = "composite"),
    KITH_RELATIONSHIP(Composite, parts, Part,
        .foreign_key = "composite_id", .back_populates = "composite"),
    KITH_RELATIONSHIP(Composite, bases, Base,
        .secondary = "uses", .back_populates = "composites"));

static KITH_TABLE(Document, "documents",
    KITH_PRIMARY_KEY(Document, id),
    KITH_FOREIGN_KEY(Document, composite_id, Composite, id,
        .unique = true, .not_null = true, .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Document, composite, Composite,
        .back_populates = "document"),
    KITH_COLUMN(Document, title, .unique = true, .not_null = true),
    KITH_COLUMN(Document, text));

static KITH_TABLE(Part, "atomic_parts",
    KITH_PRIMARY_KEY(Part, id),
    KITH_COLUMN(Part, x),
    KITH_COLUMN(Part, y),
    KITH_COLUMN(Part, build_date, .index = true),
    KITH_COLUMN(Part, document_id),
    KITH_COLUMN(Part, type),
    KITH_FOREIGN_KEY(Part, composite_id, Composite, id,
        .not_null = true, .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Part, composite, Composite,
        .foreign_key = "composite_id", .back_populates = "parts"),
    KITH_RELATIONSHIP(Part, root_of, Composite,
        .foreign_key = "root_id", .back_populates = "root"),
    KITH_RELATIONSHIP(Part, to, Connection,
        .foreign_key = "from_id", .back_populates = "from"),
    KITH_RELATIONSHIP(Part, from, Connection,
        .foreign_key = "to_id", .back_populates = "to"));

static KITH_TABLE(Connection, "connections",
    KITH_COLUMN(Connection, length),
    KITH_COLUMN(Connection, type),
    KITH_FOREIGN_KEY(Connection, from_id, Part, id,
        .not_null = true, .on_delete = KITH_CASCADE),
    KITH_FOREIGN_KEY(Connection, to_id, Part, id,
        .not_null = true, .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Connection, from, Part,
        .foreign_key = "from_id", .back_populates = "to"),
    KITH_RELATIONSHIP(Connection, to, Part,
        .foreign_key = "to_id", .back_populates = "from"));

/* clang-format on */

#endif
