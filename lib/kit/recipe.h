/* recipe.h - how rows of one table are made, and the row that is being made.
 *
 * Owns   what the schema and a factory say of a table together, found once; the
 *        bytes of one row, and which of its columns are settled.
 * Knows  kith/reflect.h and kith/test/factory.h.
 *
 *   kith_factories
 *     recipes_ ---> [ stores | items | ... ]     one a table
 *     stack_   ---> items, stores                being made: a row of items
 *                                                waits for one of stores
 *
 * A table is on the stack once at most: a second time would be a ring of rows
 * that need each other. So the row that is being made stands in the recipe of
 * its table, and making a row needs no memory but that of the database.
 */
#ifndef KI_KIT_RECIPE_H
#define KI_KIT_RECIPE_H

#include "kit/factories.h"

#include <assert.h>
#include <string.h>

/* What a column is given that nothing else gives. */
enum remedy {
    REMEDY_NONE,  /* NULL, zero, or what an insert gives */
    REMEDY_LEAST, /* the value next to zero that is allowed */
    REMEDY_UNIQUE /* a value that no row has */
};

struct recipe_column {
    kith_column column;
    size_t attribute;                /* its bit in masks */
    const kith_factory_field *field; /* or NULL */
    enum remedy remedy;
    bool findable; /* it alone is a key: a value that is taken can be told */
    bool remedied; /* the row that is being made has such a value */
    uint64_t next; /* for REMEDY_UNIQUE: so many were given out */
    char *text;    /* room for what a sequence makes, or NULL */
    size_t text_bytes;
};

/* A unique key of several columns, as their numbers. */
struct recipe_key {
    size_t count;
    size_t *columns;
};

/* A foreign key, seen from its child. */
struct recipe_parent {
    kith_foreign_key key;
    struct kith_recipe_ *recipe; /* of the parent's table */
    size_t *child, *parent; /* the numbers of its columns in both recipes */
    bool build;             /* a field says so */
    bool defaulted;         /* a column of it has a default */
};

struct kith_recipe_ {
    const kith_table *table;
    const kith_factory *factory; /* or NULL */
    struct recipe_column *columns;
    size_t column_count;
    struct recipe_column **fields; /* those of the factory, in its order */
    size_t field_count;
    struct recipe_key *keys;
    size_t key_count;
    struct recipe_parent *parents;
    size_t parent_count;
    uint64_t number; /* rows that were begun */
    /* The row that is being made: */
    char *row;
    uint64_t *given, *nulls; /* masks, as kith_insert_columns takes them */
    uint64_t *known; /* given, NULL, or brought by a parent in a reference: the
                        row then has the value */
    size_t mask_words;
    size_t next_parent; /* those before it are settled */
    bool making;        /* it is on the stack */
};

static inline bool mask_has(const uint64_t *mask, size_t bit)
{
    return mask[bit / 64] >> bit % 64 & 1;
}
static inline bool column_is_known(const struct kith_recipe_ *recipe,
                                   const struct recipe_column *column)
{
    return mask_has(recipe->known, column->attribute);
}

/* Where the address of the parent stands in the row; NULL where the table
 * declares no reference. */
static inline char *reference_at(const struct kith_recipe_ *recipe,
                                 const struct recipe_parent *parent)
{
    return parent->key.child_end
               ? recipe->row + parent->key.child_end->offset_bytes
               : NULL;
}

/* Make the recipes of all tables. (recipe.c) */
kith_status ki_recipes_open(kith_factories *factories,
                            const kith_factory *const *list);

/* The recipe of a table; NULL where it is not part of the database. O(tables).
 * (recipe.c) */
struct kith_recipe_ *ki_recipe_of(const kith_factories *factories,
                                  const kith_table *table);

static inline bool kind_is_signed(kith_kind kind)
{
    return kind >= KITH_KIND_BOOL && kind <= KITH_KIND_I64;
}
static inline bool kind_is_real(kith_kind kind)
{
    return kind == KITH_KIND_F32 || kind == KITH_KIND_F64;
}

/* The integers that a column of this kind holds, up to INT64_MAX; false where
 * it holds none. (give.c) */
bool ki_integer_range(kith_kind kind, int64_t *least, int64_t *most);

/* Refuse the row, for there is no value left for the column. (give.c) */
kith_status ki_recipe_used_up(kith_factories *factories,
                              const struct kith_recipe_ *recipe,
                              const struct recipe_column *column);

/* Put a value into the column of the row, and say that it is given; of
 * KITH_KIND_NONE and its like, that NULL is. False where it is none of the
 * column's type or does not fit. The text or blob is not copied. (give.c) */
bool ki_recipe_put(struct kith_recipe_ *recipe,
                   const struct recipe_column *column, const kith_value *value);

/* How many bytes a sequence takes at most, its NUL included; 0 where it is
 * wrong. (give.c) */
size_t ki_sequence_bytes(const char *sequence);

/* Give those columns that are not known what their fields say: those that are
 * parts of foreign keys, or the others. (give.c) */
kith_status ki_recipe_give_fields(kith_factories *factories,
                                  struct kith_recipe_ *recipe, bool keys);

/* The row of another table, or of the same one, whose columns have the values
 * of the row that is being made; or NULL. Columns are given by their numbers,
 * and `theirs` must be a key. (remedy.c) */
void *ki_recipe_find(const kith_factories *factories,
                     const struct kith_recipe_ *recipe, const size_t *own,
                     const struct kith_recipe_ *its, const size_t *theirs,
                     size_t count);

/* Whether a row has the value that is in the row that is being made, in a
 * column that is findable. (remedy.c) */
bool ki_recipe_is_taken(const kith_factories *factories,
                        const struct kith_recipe_ *recipe,
                        const struct recipe_column *at);

/* Give the columns that are not known even then what is needed. (remedy.c) */
kith_status ki_recipe_give_remedies(kith_factories *factories,
                                    struct kith_recipe_ *recipe);

#endif
