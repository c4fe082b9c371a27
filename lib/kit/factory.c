/* factory.c - rows for tests, and the parents that they need.
 *
 * Owns   the order in which a row comes to its values, and the way back.
 * Knows  the recipes of all tables; the database by public calls alone.
 *
 *   make_one
 *     begin_row      what the call gives, fields of foreign keys
 *     next_parent    a parent that is needed: begin_row of its table, and on
 *     finish_row     other fields, remedies, kith_insert_columns
 *     take_parent    the new row into the one that waits for it, and on
 *
 * Parents wait on a stack with a place for each table, so schemas of any depth
 * need no stack of the machine. What a call makes beside its row is in a level,
 * which is taken back where something fails.
 *
 * Public contract: kith/test/factory.h.
 */
#include "kit/made.h"

#include <kith/row.h>
#include <kith/txn.h>
#include <kith/write.h>

#include <stdio.h>
#include <stdlib.h>

/* --- Failures ------------------------------------------------------------- */

/* The failure of the database becomes that of the factories. */
static kith_status fail_as_database(kith_factories *factories)
{
    factories->error = *kith_last_error(factories->db);
    assert(factories->error.status != KITH_OK);
    return factories->error.status;
}

/* Name the way from the row of `parent`, which is being made, to the row at the
 * top of the stack, which needs another one: "items.store_id needs a row of
 * stores, whose best_id needs a row of items". */
static kith_status refuse_ring(kith_factories *factories,
                               const struct kith_recipe_ *parent)
{
    const struct kith_recipe_ *top = factories->stack_[factories->depth_ - 1];
    char way[320] = "";
    size_t used = 0, at = 0;

    while (factories->stack_[at] != parent)
        at++;
    assert(at < factories->depth_);
    for (; at < factories->depth_; at++) {
        const struct kith_recipe_ *recipe = factories->stack_[at];
        const struct recipe_parent *needed =
            &recipe->parents[recipe->next_parent - 1];
        int bytes = snprintf(way + used, sizeof(way) - used,
                             "%s%s.%s needs a row of %s", used ? ", " : "",
                             recipe->table->name, needed->key.name,
                             needed->key.parent->name);

        if (bytes < 0 || (size_t)bytes >= sizeof(way) - used) {
            way[used] = '\0';
            break;
        }
        used += (size_t)bytes;
    }
    return ki_factories_fail(factories, KITH_E_CYCLE, top->table,
                             top->parents[top->next_parent - 1].key.name,
                             "%s%s, without end: give one of these rows", way,
                             at < factories->depth_ ? ", and so on" : "");
}

/* --- A row begins --------------------------------------------------------- */

/* Whether the literal has something in the column: as in kith_insert, zero is
 * not given. */
static bool is_in_literal(const kith_column *column, const char *row)
{
    size_t bytes = column->bytes + (column->optional ? 1 : 0);

    if (column->kind == KITH_KIND_CHARS)
        return row[column->offset_bytes] != '\0';
    for (size_t i = 0; i < bytes; i++) {
        if (row[column->offset_bytes + i] != 0)
            return true;
    }
    return false;
}

/* The masks of what the call gives. */
static void give_masks(struct kith_recipe_ *recipe, const uint64_t *columns,
                       const uint64_t *nulls)
{
    for (size_t i = 0; i < recipe->column_count; i++) {
        const struct recipe_column *at = &recipe->columns[i];
        uint64_t bit = (uint64_t)1 << at->attribute % 64;
        size_t word = at->attribute / 64;

        if (columns ? mask_has(columns, at->attribute)
                    : is_in_literal(&at->column, recipe->row))
            recipe->given[word] |= bit;
        if (nulls && mask_has(nulls, at->attribute))
            recipe->nulls[word] |= bit;
        recipe->known[word] |=
            (recipe->given[word] | recipe->nulls[word]) & bit;
    }
}

/* Copy the value of a column that two tables share by a foreign key. */
static void copy_value(char *to, const kith_column *column, const char *from,
                       const kith_column *its)
{
    assert(column->bytes == its->bytes);
    assert(column->optional == its->optional);
    memcpy(to + column->offset_bytes, from + its->offset_bytes,
           its->bytes + (its->optional ? 1 : 0));
}

/* Let the row have a parent: its address in the reference, where there is one,
 * and its key in the columns. These are given where there is no reference, and
 * else known, for the keys that share them. */
static void take_parent(struct kith_recipe_ *recipe,
                        const struct recipe_parent *parent, const void *row)
{
    char *reference = reference_at(recipe, parent);

    if (reference)
        memcpy(reference, &row, sizeof(row));
    for (size_t i = 0; i < parent->key.column_count; i++) {
        const struct recipe_column *at = &recipe->columns[parent->child[i]];
        const kith_column *its =
            &parent->recipe->columns[parent->parent[i]].column;
        uint64_t bit = (uint64_t)1 << at->attribute % 64;

        if (column_is_known(recipe, at))
            continue;
        copy_value(recipe->row, &at->column, row, its);
        recipe->known[at->attribute / 64] |= bit;
        if (!reference)
            recipe->given[at->attribute / 64] |= bit;
    }
}

/* Parents that the call gives by their rows bring their keys. A row of another
 * table, or one that is gone, is refused by the insert. */
static void take_given_parents(struct kith_recipe_ *recipe)
{
    for (size_t i = 0; i < recipe->parent_count; i++) {
        const char *reference = reference_at(recipe, &recipe->parents[i]);
        const void *row = NULL;

        if (reference)
            memcpy(&row, reference, sizeof(row));
        if (row && kith_is_live(row) &&
            kith_table_of(row) == recipe->parents[i].key.parent)
            take_parent(recipe, &recipe->parents[i], row);
    }
}

/* Put a recipe on the stack, with nothing known. */
static void push_recipe(kith_factories *factories, struct kith_recipe_ *recipe)
{
    assert(!recipe->making);
    assert(factories->depth_ < factories->recipe_count_);
    recipe->making = true;
    recipe->next_parent = 0;
    recipe->number++;
    memset(recipe->row, 0, recipe->table->row_bytes);
    memset(recipe->given, 0, 3 * recipe->mask_words * sizeof(uint64_t));
    factories->stack_[factories->depth_++] = recipe;
}

/* --- Parents -------------------------------------------------------------- */

/* The row that the columns of a foreign key name, which are all in the row, and
 * which may have one child more; or NULL. */
static void *find_named_parent(const kith_factories *factories,
                               const struct kith_recipe_ *recipe,
                               const struct recipe_parent *parent)
{
    void *row = ki_recipe_find(factories, recipe, parent->child, parent->recipe,
                               parent->parent, parent->key.column_count);
    kith_members children;

    assert(parent->key.column_count > 0);
    if (!row || !parent->key.one_to_one)
        return row;
    children = kith_children_of(row, &parent->key);
    return kith_next_member(&children) ? NULL : row;
}

/* Put the defaults of those columns of a foreign key that are not known, and
 * note which these are. False where a function makes one, or none has it: the
 * insert sees to that. */
static bool put_defaults(struct kith_recipe_ *recipe,
                         const struct recipe_parent *parent, uint32_t *put)
{
    for (size_t i = 0; i < parent->key.column_count; i++) {
        const struct recipe_column *at = &recipe->columns[parent->child[i]];

        if (column_is_known(recipe, at))
            continue;
        if (at->column.default_kind != KITH_DEFAULT_VALUE)
            return false;
        ki_recipe_put(recipe, at, &at->column.attribute->default_value);
        *put |= (uint32_t)1 << i;
    }
    return true;
}

/* Let the default of a foreign key stand where it names a row that may have one
 * child more. Else the key is as if it had none: it is NULL where it may be. */
static bool take_default(const kith_factories *factories,
                         struct kith_recipe_ *recipe,
                         const struct recipe_parent *parent)
{
    uint32_t put = 0;
    bool complete = put_defaults(recipe, parent, &put);
    const struct recipe_column *only = &recipe->columns[parent->child[0]];

    assert(parent->defaulted);
    if (complete && find_named_parent(factories, recipe, parent) &&
        (parent->key.column_count > 1 || !only->findable ||
         !ki_recipe_is_taken(factories, recipe, only)))
        return true;
    for (size_t i = 0; put >> i; i++) {
        const struct recipe_column *at = &recipe->columns[parent->child[i]];
        uint64_t bit = (uint64_t)1 << at->attribute % 64;
        const kith_value null = {.kind = KITH_KIND_NONE};

        if (!(put >> i & 1))
            continue;
        recipe->given[at->attribute / 64] &= ~bit;
        recipe->known[at->attribute / 64] &= ~bit;
        memset(recipe->row + at->column.offset_bytes, 0, at->column.bytes);
        if (complete && at->column.nullable)
            ki_recipe_put(recipe, at, &null);
    }
    return !complete;
}

/* Whether a row has to be made for a foreign key: it has no parent, not all of
 * its columns are known, none is NULL by the call, and either it may not be
 * NULL and no default gives it, or its field says so. */
static bool wants_parent(const kith_factories *factories,
                         struct kith_recipe_ *recipe,
                         const struct recipe_parent *parent)
{
    const char *reference = reference_at(recipe, parent);
    const void *row = NULL;
    size_t known = 0;

    if (reference)
        memcpy(&row, reference, sizeof(row));
    if (row)
        return false;
    for (size_t i = 0; i < parent->key.column_count; i++) {
        const struct recipe_column *at = &recipe->columns[parent->child[i]];

        if (mask_has(recipe->nulls, at->attribute))
            return false;
        known += column_is_known(recipe, at);
    }
    if (known > 0 && known == parent->key.column_count)
        return false;
    if (parent->build)
        return true;
    if (parent->defaulted && take_default(factories, recipe, parent))
        return false;
    return !parent->key.nullable;
}

/* The next parent that the row at the top of the stack wants, or NULL. */
static const struct recipe_parent *next_parent(const kith_factories *factories,
                                               struct kith_recipe_ *recipe)
{
    while (recipe->next_parent < recipe->parent_count) {
        const struct recipe_parent *parent =
            &recipe->parents[recipe->next_parent++];

        if (wants_parent(factories, recipe, parent))
            return parent;
    }
    return NULL;
}

/* Begin the row of a parent. What is known of its key already, because another
 * foreign key has the column as well, is given. */
static kith_status begin_parent(kith_factories *factories,
                                const struct kith_recipe_ *child,
                                const struct recipe_parent *parent)
{
    struct kith_recipe_ *recipe = parent->recipe;

    if (recipe->making)
        return refuse_ring(factories, recipe);
    push_recipe(factories, recipe);
    for (size_t i = 0; i < parent->key.column_count; i++) {
        const struct recipe_column *from = &child->columns[parent->child[i]];
        const struct recipe_column *to = &recipe->columns[parent->parent[i]];
        uint64_t bit = (uint64_t)1 << to->attribute % 64;

        if (!column_is_known(child, from))
            continue;
        copy_value(recipe->row, &to->column, child->row, &from->column);
        recipe->given[to->attribute / 64] |= bit;
        recipe->known[to->attribute / 64] |= bit;
    }
    return ki_recipe_give_fields(factories, recipe, true);
}

/* --- A row is done -------------------------------------------------------- */

/* Insert the row at the top of the stack, and take it off; NULL on failure. */
static void *finish_row(kith_factories *factories)
{
    struct kith_recipe_ *recipe = factories->stack_[factories->depth_ - 1];
    void *row;

    assert(recipe->making);
    if (ki_recipe_give_fields(factories, recipe, false) != KITH_OK ||
        ki_recipe_give_remedies(factories, recipe) != KITH_OK)
        return NULL;
    row = kith_insert_columns(factories->db, recipe->table, recipe->row,
                              recipe->given, recipe->nulls);
    if (!row) {
        fail_as_database(factories);
        return NULL;
    }
    recipe->making = false;
    factories->depth_--;
    return row;
}

/* What a call gives: one of the rows that it makes. */
struct order_of_row {
    const void *values;
    const uint64_t *columns, *nulls;
};

/* Make one row with its parents; NULL on failure. Rows that wait on the stack
 * then are let go; those that were inserted are taken back by the level. */
static void *make_one(kith_factories *factories, struct kith_recipe_ *recipe,
                      const struct order_of_row *order)
{
    kith_status status;
    void *row = NULL;

    assert(factories->depth_ == 0);
    push_recipe(factories, recipe);
    if (order->values)
        memcpy(recipe->row, order->values, recipe->table->row_bytes);
    give_masks(recipe, order->columns, order->nulls);
    take_given_parents(recipe);
    status = ki_recipe_give_fields(factories, recipe, true);
    while (status == KITH_OK && factories->depth_ > 0) {
        struct kith_recipe_ *top = factories->stack_[factories->depth_ - 1];
        const struct recipe_parent *parent = next_parent(factories, top);

        if (parent) {
            status = begin_parent(factories, top, parent);
            continue;
        }
        row = finish_row(factories);
        status = row ? KITH_OK : factories->error.status;
        if (row && factories->depth_ > 0) {
            top = factories->stack_[factories->depth_ - 1];
            take_parent(top, &top->parents[top->next_parent - 1], row);
        }
    }
    while (factories->depth_ > 0)
        factories->stack_[--factories->depth_]->making = false;
    return status == KITH_OK ? row : NULL;
}

/* --- Calls ---------------------------------------------------------------- */

/* End the levels beyond this depth and take back what was done in them. Under
 * options.check_writes a rollback names each column that was written past it
 * first, once; what a function of a test has left open goes as well. */
static void roll_back_to(kith_db *db, size_t depth)
{
    while (kith_depth(db) > depth)
        kith_rollback(db);
}

/* Make rows in a level, where it is needed to take something back. `rows` has
 * room for `count` of them. */
static kith_status make_in_level(kith_factories *factories,
                                 struct kith_recipe_ *recipe,
                                 const struct order_of_row *order, size_t count,
                                 void **rows)
{
    kith_db *db = factories->db;
    bool level = count > 1 || recipe->parent_count > 0;
    size_t depth = kith_depth(db);

    assert(count > 0);
    if (level && kith_begin(db) != KITH_OK)
        return fail_as_database(factories);
    factories->making_ = true;
    for (size_t i = 0; i < count; i++) {
        rows[i] = make_one(factories, recipe, order);
        if (rows[i])
            continue;
        factories->making_ = false;
        roll_back_to(db, depth);
        return factories->error.status;
    }
    factories->making_ = false;
    if (!level || kith_commit(db) == KITH_OK)
        return KITH_OK;
    fail_as_database(factories);
    roll_back_to(db, depth);
    return factories->error.status;
}

/* The recipe of a table; NULL, with the error, where nothing can be made. That
 * of factories which never began is left as their init has set it. */
static struct kith_recipe_ *recipe_for_call(kith_factories *factories,
                                            const kith_table *table,
                                            const char *call)
{
    struct kith_recipe_ *recipe = NULL;

    if (!factories ||
        (!factories->recipes_ && factories->error.status != KITH_OK))
        return NULL;
    if (!factories->making_)
        recipe = ki_recipe_of(factories, table);
    if (!recipe)
        ki_factories_fail(factories, KITH_E_MISUSE, NULL, NULL,
                          factories->making_
                              ? "%s: a function of a factory may not make rows"
                              : "%s: the table is not part of the database",
                          call);
    return recipe;
}

void *kith_make_columns(kith_factories *factories, const kith_table *table,
                        const void *values, const uint64_t *columns,
                        const uint64_t *nulls)
{
    struct kith_recipe_ *recipe = recipe_for_call(factories, table, __func__);
    struct order_of_row order = {values, columns, nulls};
    void *row = NULL;

    if (recipe && make_in_level(factories, recipe, &order, 1, &row) != KITH_OK)
        row = NULL;
    return row;
}

void *kith_make_row(kith_factories *factories, const kith_table *table,
                    const void *values)
{
    return kith_make_columns(factories, table, values, NULL, NULL);
}

void *kith_make_row_named(kith_factories *factories, const kith_table *table,
                          const char *name, const void *values)
{
    struct kith_recipe_ *recipe = recipe_for_call(factories, table, __func__);
    struct order_of_row order = {values, NULL, NULL};
    struct kith_made_name_ *place = NULL;
    void *row = NULL;

    if (recipe && !name)
        ki_factories_fail(factories, KITH_E_MISUSE, table, NULL,
                          "kith_make_named: name is NULL");
    else if (recipe)
        place = ki_made_reserve(factories, recipe, name);
    if (!place || make_in_level(factories, recipe, &order, 1, &row) != KITH_OK)
        return NULL;
    ki_made_put(place, row);
    return row;
}

kith_status kith_make_rows(kith_factories *factories, const kith_table *table,
                           const void *values, size_t count, void *rows)
{
    struct kith_recipe_ *recipe = recipe_for_call(factories, table, __func__);
    struct order_of_row order = {values, NULL, NULL};
    kith_status status;
    void **made;

    if (!recipe)
        return KITH_E_MISUSE;
    if (count == 0)
        return KITH_OK;
    if (count > SIZE_MAX / 2 / sizeof(*made))
        return ki_factories_fail(factories, KITH_E_LIMIT, table, NULL,
                                 "%s cannot have so many rows", table->name);
    made = ki_factories_resize(factories, NULL, 0, count * sizeof(*made));
    if (!made)
        return ki_factories_fail(
            factories, KITH_E_MEMORY, table, NULL,
            "there is no memory for the addresses of rows");
    status = make_in_level(factories, recipe, &order, count, made);
    if (status == KITH_OK && rows)
        memcpy(rows, made, count * sizeof(*made));
    ki_factories_resize(factories, made, count * sizeof(*made), 0);
    return status;
}

/* --- Begin and end -------------------------------------------------------- */

static void *resize_by_malloc(void *context, void *block, size_t old_bytes,
                              size_t new_bytes)
{
    (void)context;
    (void)old_bytes;
    if (new_bytes > 0)
        return realloc(block, new_bytes);
    free(block);
    return NULL;
}

kith_status kith_factories_init(kith_factories *factories, kith_db *db,
                                const kith_factory *const *list,
                                const kith_allocator *allocator)
{
    kith_status status;
    kith_error error;

    if (!factories)
        return KITH_E_MISUSE;
    *factories = (kith_factories){.db = db};
    factories->allocator_.resize = resize_by_malloc;
    if (allocator && allocator->resize)
        factories->allocator_ = *allocator;
    if (!db)
        return ki_factories_fail(factories, KITH_E_MISUSE, NULL, NULL,
                                 "kith_factories_init: db is NULL");
    status = ki_recipes_open(factories, list);
    if (status == KITH_OK)
        return KITH_OK;
    error = factories->error;
    kith_factories_fini(factories);
    factories->error = error;
    return status;
}

void kith_factories_fini(kith_factories *factories)
{
    if (!factories || !factories->allocator_.resize)
        return;
    ki_made_fini(factories);
    ki_factories_free(factories);
    *factories = (kith_factories){0};
}
