/* seek.h - what finding by one column and by several have in common.
 *
 * Owns   how a value that a caller gives becomes one for value.h, and how a
 *        walk over the rows with it begins.
 * Knows  rows that belong together (child_list.h), as indexes and parents
 *        return them.
 *
 * Values come in two forms. The macros give an address for each column, and the
 * compiler has compared its type with that of the member; such a value only
 * needs to be brought into the form of value.h. Programs that know a table at
 * run time give kith_values, whose kinds nothing has compared: a kind that does
 * not suit the column is misuse, and a suitable value that does not fit its
 * type is a key that no row has.
 *
 * Everything in find/ reads. A search that is allowed writes nothing, whether
 * it finds a row or not, so any number of threads may search one database while
 * none writes. Only a refused call writes: the error of the database.
 */
#ifndef KI_FIND_SEEK_H
#define KI_FIND_SEEK_H

#include "engine.h"

#include <kith/seek.h>

/* Bring one part of a key into the form of value.h, with its address in `*at`:
 * that of `number` for a bool or number, which is converted to the type of the
 * column there, else one inside `part` or its text. Nothing else is copied, so
 * both must outlive the search. The kind must suit the column. False, and `*at`
 * is not to be used, when no row can have the value: it is NULL, or a number
 * that does not fit. O(1). */
bool ki_seek_copy_part(const struct column *column, const kith_value *part,
                       uint64_t *number, const void **at);

/* Whether a value of this kind can stand for a value of the column: texts of
 * both kinds for each other, an integer for a bool or any number, a real for a
 * real only. An integer column would otherwise be searched by a rounded number.
 * KITH_KIND_NONE is NULL for any. */
bool ki_seek_can_be(const struct column *column, kith_kind kind);

/* The value given for a column, by its address, as one for value.h; NULL when
 * nothing is found by it, for it is NULL. A text is given as the address of a
 * const char *, whichever kind the column has; value.h takes that too for
 * texts, but for in-place texts the address of the first char. */
static inline const void *seek_form(const struct column *column,
                                    const void *given)
{
    if (!given || (is_block(column) && !load_ptr(given)))
        return NULL;
    return column->kind == KITH_KIND_CHARS ? load_ptr(given) : given;
}

/* The rows that name a parent by a foreign key, which was looked for by these
 * values, in the order of its key: its children, or, where there is none and
 * the key is deferred, those that wait for one. O(1), O(keys) for the second.
 * */
static inline struct some_rows
rows_naming(const struct kith_db *db, const struct foreign_key *foreign_key,
            char *parent, const void *const *values)
{
    const struct store *store = store_of(db, foreign_key->child);

    if (parent || !foreign_key->defer_parent)
        return children_all(foreign_key, parent);
    return ki_index_find(&store->indexes[pending_key(foreign_key)->ordinal],
                         values);
}

/* What finds the rows with some values, and the values in the form of value.h,
 * in the order of the key or that of the parent's. */
struct sought {
    const struct store *store;
    const struct key *key; /* NULL: by the foreign key */
    const struct foreign_key *foreign_key;
    const void *values[KEY_COLUMNS_MAX];
    uint64_t numbers[KEY_COLUMNS_MAX];
    size_t count;
};

/* Look that up for the columns at these offsets and values in either form, the
 * other one being NULL; an index of either kind will do. False where no row can
 * have the values, and with the error recorded. */
bool ki_seek_sought(kith_db *db, const kith_table *descriptor,
                    const size_t *offsets, const void *const *given,
                    const kith_value *parts, size_t count, const char *call,
                    struct sought *sought);

/* Record KITH_E_MISUSE of the public function `call`: in the sentence %t is the
 * table of the store and %c is `column`, which may be NULL. Returns false, so
 * that a caller that returns a bool can return it. */
bool ki_seek_refuse(const struct store *store, const char *column,
                    const char *sentence, const char *call);

/* KI_REQUIRE for a call on rows of a table, which `why` names as %t. */
#define KI_REQUIRE_OF(store, condition, why, result)             \
    do {                                                         \
        if (!(condition)) {                                      \
            ki_seek_refuse((store), NULL, "%f: " why, __func__); \
            return (result);                                     \
        }                                                        \
    } while (0)

/* The collection at an offset of a row, for the public function `call`; NULL
 * where the row is NULL or not live, and, with KITH_E_MISUSE recorded, where
 * the member is none. */
static inline const struct relationship *
seek_collection(const char *row, size_t offset, const char *call)
{
    const struct relationship *relationship;

    assert(call);
    if (!row || !row_is_live(row))
        return NULL;
    relationship = ki_table_relationship(row_store(row)->table, offset);
    if (relationship && relationship->kind == KITH_KIND_COLLECTION)
        return relationship;
    ki_seek_refuse(row_store(row), NULL,
                   "%f: the member of %t is no collection", call);
    return NULL;
}

/* The names of columns that a caller gave, "artist, title", cut to fit. */
void ki_seek_print_names(struct column *const *columns, size_t count, char *to,
                         size_t capacity);

/* The sentence that refuses a walk over equal values by an ordered index. */
extern const char ki_ordered_walk[];

/* A walk that is over before it begins: nothing was found, or the call was
 * refused. `found` is false, so kith_for_each_match does not enter its loop. */
static const kith_match no_match;

/* Begin a walk: over one row, or the list of a posting, or that of a parent's
 * children. Programs step through it themselves (kith/detail/seek.h).
 *
 * The body of the loop may delete rows, so posting or parent may end while the
 * walk is in progress; it then has another generation, by which the next step
 * sees that the list is lost. That step reads the generation where it was, so
 * memory of postings and of rows is not given back to the allocator before a
 * kith_shrink, which may not run during a walk. The walk begins at the first
 * member, so a list used as a queue costs no step for the holes at its
 * front. */
static inline kith_match match_rows(struct some_rows rows)
{
    if (!rows.alive)
        return (kith_match){.row = rows.row, .found = rows.row != NULL};
    return (kith_match){.list = rows.list.header,
                        .alive = rows.alive,
                        .place = child_list_first(rows.list),
                        .generation = load_u32(rows.alive),
                        .found = true};
}

#endif
