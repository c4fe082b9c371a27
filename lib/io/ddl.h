/* ddl.h - what the parts of a schema in SQL share.
 *
 * Owns   names and columns in SQL, and what of a foreign key they depend on.
 * Knows  a database by reflect.h alone.
 */
#ifndef KI_IO_DDL_H
#define KI_IO_DDL_H

#include "io/stream.h"

#include <kith/ddl.h>
#include <kith/reflect.h>

struct ddl {
    kith_db *db;
    bool postgresql; /* else SQLite */
    struct stream to;
};

static inline void ddl_put(struct ddl *ddl, const char *text)
{
    ki_stream_put(&ddl->to, text);
}

/* Add a name between quotes, or a part of one that the caller writes them
 * around. */
void ki_ddl_put_name(struct ddl *ddl, const char *name);
void ki_ddl_put_part(struct ddl *ddl, const char *name);

/* Add the names of the columns of a key, or of a foreign key at either end, one
 * after the other. One without columns has those that SQL gives it. */
void ki_ddl_put_key_columns(struct ddl *ddl, const kith_key *key);
void ki_ddl_put_child_columns(struct ddl *ddl, const kith_foreign_key *key);

/* Add the n-th column of a foreign key without columns; false behind the
 * last. */
bool ki_ddl_put_reference(struct ddl *ddl, const kith_foreign_key *key,
                          size_t n);

/* Add a column with its type and its rules, as a line of CREATE TABLE without
 * its end; in the second form the n-th of a foreign key without columns, false
 * behind the last. */
void ki_ddl_put_column(struct ddl *ddl, const kith_column *column);
bool ki_ddl_put_reference_column(struct ddl *ddl, const kith_foreign_key *key,
                                 size_t n);

/* Where the numbers of a key that counts up need a statement of their own:
 * before the table, or behind it. */
void ki_ddl_put_sequence(struct ddl *ddl, const kith_column *column);
void ki_ddl_put_first_number(struct ddl *ddl, const kith_column *column);

/* Whether the numbers of a key that counts up begin where those of SQL do not
 * end. */
bool ki_ddl_can_count(const kith_column *column);

/* Whether a foreign key has the column. O(its columns). */
bool ki_ddl_has_column(const kith_foreign_key *key, const kith_column *column);

/* Whether the column is one that the foreign key alone has, and that is NULL
 * when the key is. */
bool ki_ddl_is_own(struct ddl *ddl, const kith_foreign_key *key,
                   const kith_column *column);
/* Whether all of its columns are. */
bool ki_ddl_is_whole(struct ddl *ddl, const kith_foreign_key *key);

/* The two foreign keys of a .symmetric pair of a table. The first finds the
 * next one: start with *n 0; false behind the last. Then what refuses a row
 * that is linked with itself, and, where each has one column, the index that
 * refuses a pair in the other order. */
struct ddl_mirror {
    kith_foreign_key one, two;
};
bool ki_ddl_mirror(struct ddl *ddl, const kith_table *table, size_t *n,
                   struct ddl_mirror *mirror);
void ki_ddl_put_mirror_check(struct ddl *ddl, const struct ddl_mirror *mirror);
void ki_ddl_put_mirror_index(struct ddl *ddl, const struct ddl_mirror *mirror);

/* Add, a line each, what SQL cannot say of a table. */
void ki_ddl_put_comments(struct ddl *ddl, const kith_table *table);

#endif
