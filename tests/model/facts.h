/* facts.h - what a shape declares, as the model needs it.
 *
 * Owns   the words of design.md that need no run: which columns may be NULL,
 *        which are a foreign key's own, what an action means that nobody said.
 */
#ifndef MODEL_FACTS_H
#define MODEL_FACTS_H

#include <kith.h>

enum {
    TABLES = 6,
    COLUMNS = 12,
    KEYS = 6,         /* and indexes, of a table */
    FOREIGN_KEYS = 5, /* of a table */
    LINKS = 24,       /* relationships of a shape */
    PARTS = 4,
    CELL_TEXT_BYTES = 13,
    NONE = -1
};

/* --- Values --------------------------------------------------------------- */

enum cell_kind { CELL_NULL, CELL_NUMBER, CELL_REAL, CELL_TEXT, CELL_BLOB };

/* Unused bytes are zero, so equal cells are equal memory. */
struct cell {
    uint8_t kind, bytes;
    char data[14]; /* a number lies in the first 8; a text ends in a NUL */
};

struct cell cell_null(void);
struct cell cell_number(int64_t value);
struct cell cell_real(double value);
struct cell cell_text(const char *text);
struct cell cell_blob(const void *data, size_t bytes);
int64_t cell_as_number(const struct cell *cell);
double cell_as_real(const struct cell *cell);
bool cell_equal(const struct cell *a, const struct cell *b);
/* `text` has room for 48 bytes. */
const char *cell_print(const struct cell *cell, char *text);

/* --- A shape -------------------------------------------------------------- */

struct shape {
    const char *name;
    const kith_table *const *tables;
};

extern const struct shape *const shapes[]; /* ends with NULL */

/* Whether rows are chosen from the beginning of the table, mostly the first of
 * few, so that a call seldom names several. That is for shapes where model and
 * library do not agree about calls in which several rows give keys up and get
 * them, with columns that keys share or rows that are deleted on the way: what
 * they say first, and sometimes what follows. --rows alike shows it. */
bool shape_is_near(const struct shape *shape);

struct column {
    const kith_attribute *attribute;
    kith_kind kind;
    size_t number; /* among the attributes */
    size_t offset, bytes;
    bool optional, primary, required, plain, writable;
    bool numbered; /* counts up */
    bool absent;   /* zero in a literal means not given */
    bool of_key;   /* part of a foreign key: NULL is a state of the link */
    bool hidden;   /* of a KITH_REFERENCE_KEY: no row of kith has it, here it is
                      a column that follows the key of the parent */
    bool unique;   /* a key alone */
    bool late_null; /* NOT NULL waits for the outermost commit */
    int own_key;   /* the foreign key whose own column it is, or NONE */
};

struct key {
    int count, columns[PARTS];
    bool unique, primary, ordered;
    kith_key described;
    bool late; /* UNIQUE waits for the outermost commit */
};

struct foreign_key {
    const kith_attribute *attribute;
    kith_foreign_key reflected;
    int slot; /* among those of the child's table */
    int child, parent, count;
    int columns[PARTS], parent_columns[PARTS];
    bool own[PARTS];
    bool required, can_unlink;
    bool late_null, late_parent; /* the rule waits, the key may be pending */
    kith_action on_delete, on_update;
    bool orphan, one_to_one, acyclic, association;
    int child_end, parent_end; /* links, or NONE */
    int mate;                  /* the other key of a .symmetric pair, or NONE */
    size_t position; /* the offset of the column that shows the place of a row
                        in a list; 0 for none */
};

struct link {
    const kith_attribute *attribute;
    int table, target;
    int key, far; /* foreign keys; far NONE unless many-to-many */
    bool view_only;
};

struct table {
    const kith_table *face;
    int column_count, key_count, foreign_key_count;
    struct column columns[COLUMNS];
    struct key keys[KEYS];             /* the primary key first */
    int foreign_keys[FOREIGN_KEYS];    /* by slot */
    int64_t first_number, last_number; /* of a key that counts up */
    int number_column;                 /* or NONE */
};

struct facts {
    const struct shape *shape;
    int table_count, foreign_key_count, link_count;
    bool defers; /* some rule waits for the outermost commit */
    struct table tables[TABLES];
    struct foreign_key foreign_keys[TABLES * FOREIGN_KEYS];
    struct link links[LINKS];
};

/* Read from an open database with the shape's tables. */
void facts_read(struct facts *facts, const struct shape *shape, kith_db *db);

/* --- Rows of C ------------------------------------------------------------ */

enum { ROW_BYTES = 512 };

/* Every row type begins with an int64_t, which is no column: its number in the
 * model, counted from 1; 0 in a row that kith has made by itself. */
static inline int row_number(const void *row)
{
    return (int)*(const int64_t *)row - 1;
}

/* What a column of a row of kith holds. */
struct cell row_cell(const struct column *column, const void *row);
/* Write a cell where a row has it; texts are not copied. */
void write_cell(const struct column *column, const struct cell *cell,
                char *row);
/* A value as kith_assignment takes it. */
union value {
    char bytes[8];
    const char *text;
    kith_blob blob;
};
void write_value(const struct column *column, const struct cell *cell,
                 union value *value);
kith_value cell_value(const struct column *column, const struct cell *cell);
/* What a function of the user returns, for a column. */
struct cell value_cell(const struct column *column, const kith_value *value);

#endif
