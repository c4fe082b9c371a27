/* compare.h - one schema on kith and on SQLite, and what is known of it.
 *
 * A schema is declared once, as kith tables. What the comparison has to know
 * (columns, keys, foreign keys, relationships) is read from the descriptors by
 * catalog.c; the SQL tables are written from the same facts by ddl.c.
 *
 *   random call ---> kith
 *         `--------> steps of SQL ---> plain SQLite: same status, same rows?
 *                         `-- if not ----> the judge (judge.h)
 *
 * The mirror holds what SQLite holds as cells, kept up by SQLite's own update
 * hook, so that all rows of both can be compared after each call.
 */
#ifndef COMPARE_H
#define COMPARE_H

#include <kith.h>

#include <sqlite3.h>

enum {
    TABLES_MAX = 6,
    COLUMNS_MAX = 12,
    FOREIGN_KEYS_MAX = 6,
    LINKS_MAX = 8,
    KEYS_MAX = 8,
    PARTS_MAX = 4,
    ROWS_MAX = 40, /* a row is known by its rid, 1 to ROWS_MAX - 1 */
    CELL_BYTES = 16,
    NOTHING = -1
};

/* --- Values --------------------------------------------------------------- */

enum cell_kind { CELL_NULL, CELL_INTEGER, CELL_REAL, CELL_TEXT, CELL_BLOB };

/* A value of either side. Unused bytes are zero, so equal cells are equal
 * memory. */
struct cell {
    int32_t kind, bytes;
    char data[CELL_BYTES]; /* a number lies in the first 8 */
};

struct cell cell_integer(int64_t value);
struct cell cell_real(double value);
struct cell cell_text(const char *text);
struct cell cell_blob(const void *data, size_t bytes);
int64_t cell_as_integer(const struct cell *cell);
double cell_as_real(const struct cell *cell);
bool cell_equal(const struct cell *a, const struct cell *b);
/* `text` has room for 64 bytes. */
const char *cell_print(const struct cell *cell, char *text);

/* --- A schema ------------------------------------------------------------- */

/* A KITH_CHECK in SQL. */
struct rule {
    kith_check_function *check;
    const char *sql;
};

struct schema {
    const char *name;
    const kith_table *const *tables;
    const struct rule *rules; /* ends with a NULL check; may be NULL */
};

/* All schemas; ends with NULL. */
extern const struct schema *const schemas[];

/* A key without columns (KITH_REFERENCE_KEY) is in SQL one of a hidden column,
 * which only links by the row set, and which follows the key of the parent:
 * `its` is the column of that, which has the value in kith, and NULL of any
 * other column. */
struct column {
    const kith_attribute *attribute;
    const struct column *its;
    size_t number; /* among the attributes */
    size_t value_bytes;
    bool nullable, numbered, primary;
    bool absent;     /* zero in a literal means not given */
    bool plain;      /* a program may write it directly */
    int foreign_key; /* the key whose own column this is, or NOTHING */
    bool shown_null; /* kith_is_null tells of the key */
};

/* Where the action of a foreign key comes from: said, or design.md's rule. */
enum word { SAID, BY_ORPHAN, BY_ASSOCIATION, BY_RELATIONSHIP, BY_NOTHING };

struct foreign_key {
    const kith_attribute *attribute;
    int child, parent; /* tables */
    int count, columns[PARTS_MAX], parent_columns[PARTS_MAX];
    bool own[PARTS_MAX];
    bool required, can_unlink, shares, checked;
    kith_action on_delete, on_update;
    enum word word;
    bool delete_orphan, one_to_one, association;
    bool deferred;             /* judged at the end of the outermost level */
    int child_end, parent_end; /* links, or NOTHING */
};

/* A relationship: a member of `table` that shows rows of `target`. */
struct link {
    const kith_attribute *attribute;
    int table, target, secondary;
    int foreign_key, far; /* numbers in the schema's list */
    bool view_only;
};

struct key {
    int count, columns[COLUMNS_MAX];
    bool primary;
};

struct table {
    const kith_table *face;
    int column_count;
    struct column columns[COLUMNS_MAX];      /* hidden ones last */
    kith_attribute hidden[FOREIGN_KEYS_MAX]; /* their attributes */
    int hidden_count;
    int key_count;
    struct key keys[KEYS_MAX]; /* unique ones, the primary key first */
    int index_count, indexed[COLUMNS_MAX];
};

struct catalog {
    const struct schema *schema;
    int table_count, foreign_key_count, link_count;
    bool defers; /* some foreign key is deferred */
    struct table tables[TABLES_MAX];
    struct foreign_key foreign_keys[TABLES_MAX * FOREIGN_KEYS_MAX];
    struct link links[TABLES_MAX * LINKS_MAX];
};

void catalog_read(struct catalog *catalog, const struct schema *schema);

/* The column of this name or offset; NOTHING. */
int table_column(const struct table *table, const char *name);

/* --- Rows ----------------------------------------------------------------- */

struct row {
    bool live;
    void *kith;
    struct cell cells[COLUMNS_MAX];
};

struct mirror {
    struct row rows[TABLES_MAX][ROWS_MAX];
};

/* The value of a column of a kith row. */
struct cell row_cell(const struct column *column, const void *row);

/* Every struct of every schema begins with its rid, which is no column. */
static inline int64_t row_rid(const void *row)
{
    return *(const int64_t *)row;
}

/* Whether the child's foreign key is that of the parent; false for NULL. */
bool mirror_refers(const struct foreign_key *key, const struct row *child,
                   const struct row *parent);
/* The row that the child refers to; NOTHING. */
int mirror_parent(const struct mirror *mirror, const struct foreign_key *key,
                  const struct row *child);
bool mirror_is_null(const struct foreign_key *key, const struct row *child);
/* Whether a deferred key names no row. */
bool mirror_is_pending(const struct mirror *mirror,
                       const struct foreign_key *key, const struct row *child);

/* What kith holds otherwise than the mirror, as a sentence; NULL. */
const char *mirror_difference(const struct catalog *catalog,
                              struct mirror *mirror, kith_db *db);

#endif
