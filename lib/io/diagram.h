/* diagram.h - what diagrams of schemas and of rows share, in either language.
 *
 * Owns   what was chosen, with its defaults, and the words for types, keys and
 *        links.
 * Knows  a database by reflect.h alone.
 *
 * A diagram of a schema is written as the schema is read, and needs no memory.
 * One of rows is collected first (scene.h).
 */
#ifndef KI_IO_DIAGRAM_H
#define KI_IO_DIAGRAM_H

#include "io/stream.h"

#include <kith/diagram.h>
#include <kith/reflect.h>

/* Names are not cut: a table without its whole name could be another one. */
#define WHOLE_NAME SIZE_MAX

struct diagram {
    kith_db *db;
    kith_diagram_options chosen; /* each with its default */
    struct stream to;
};

/* Begin a diagram of a database, by options that may be NULL. KITH_OK, or
 * KITH_E_MISUSE for what kith/diagram.h says. O(tables chosen * tables). */
kith_status ki_diagram_begin(struct diagram *diagram, kith_db *db,
                             const kith_diagram_options *options,
                             kith_output output);

/* Whether a table, or rows of it, are to be drawn. O(tables chosen). */
bool ki_diagram_shows(const struct diagram *diagram, const kith_table *table);

/* The place of a table of the database in its list, of a column in its table,
 * and of a foreign key among those of its child. O(that place). */
size_t ki_diagram_table(const struct diagram *diagram, const kith_table *table);
size_t ki_diagram_column(const struct diagram *diagram,
                         const kith_column *column);
size_t ki_diagram_foreign_key(const struct diagram *diagram,
                              const kith_foreign_key *foreign_key);

/* Whether the name is a word in any language that is written here: a letter or
 * `_`, and letters, digits and `_` behind it, all of ASCII. */
bool ki_diagram_is_word(const char *name);

/* Add the type of a column: "int64", "char[8]". */
void ki_diagram_put_type(struct stream *to, const kith_column *column);

/* Which keys a column is in. */
struct diagram_keys {
    bool primary, foreign;
    bool unique; /* alone, by a key of its own or as that of a one-to-one */
};
struct diagram_keys ki_diagram_keys(const struct diagram *diagram,
                                    const kith_column *column);

/* Whether a key is one of several columns and not the primary key, so that no
 * column can say it. */
static inline bool diagram_is_apart(const kith_key *key)
{
    return key->unique && !key->primary && key->column_count > 1;
}

/* Add how a link is named: by the relationships at its ends, "items / store",
 * else by its columns. */
void ki_diagram_put_ends(struct stream *to, const kith_foreign_key *foreign_key,
                         enum quoting quoting);

/* Add what follows for the child: "on delete set null", and "on update ...",
 * "delete orphan", "deferred", "acyclic" where it is so. */
void ki_diagram_put_actions(struct stream *to,
                            const kith_foreign_key *foreign_key);

#endif
