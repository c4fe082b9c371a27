/* check.c - judging a complete plan; see check.h. */
#include "edit/check.h"

#include "catalog/value.h"
#include "edit/callback.h"
#include "edit/draft.h"
#include "edit/plan.h"
#include "edit/resolve.h"

/* --- NOT NULL and CHECK --------------------------------------------------- */

static kith_status refuse_null_key(struct kith_db *db,
                                   const struct foreign_key *foreign_key)
{
    struct facts facts = {.table = foreign_key->child->descriptor->name,
                          .column = foreign_key->name,
                          .value = "NULL"};

    if (foreign_key->own_count > 0)
        return ki_error(&db->error, KITH_E_NOT_NULL,
                        "%t.%c is required and would be NULL", &facts);
    return ki_error(&db->error, KITH_E_NOT_NULL,
                    "%t.%c would be NULL, but has no column of its own that "
                    "could be: other keys need them all",
                    &facts);
}

/* Whether a literal that meant to name the parent whose key is zero would be
 * refused by this: zero in it means not given. */
static bool may_mean_zero(const struct kith_db *db, const struct draft *draft,
                          const struct column *column)
{
    const struct foreign_key *foreign_key = column->foreign_key;
    const uint64_t zero = 0;

    return draft->insert && !draft->given && foreign_key &&
           foreign_key->column_count == 1 && ki_kind_is_integer(column->kind) &&
           named_parent(db, foreign_key, &zero);
}

static kith_status refuse_null(struct kith_db *db, const struct draft *draft,
                               const struct column *column)
{
    struct facts facts = {.table = draft->store->table->descriptor->name,
                          .column = column->attribute->name,
                          .value = "NULL"};

    if (!may_mean_zero(db, draft, column))
        return ki_error(&db->error, KITH_E_NOT_NULL,
                        "%t.%c is required and would be NULL", &facts);
    facts.other = column->foreign_key->parent->descriptor->name;
    facts.other_column = column->foreign_key->parent_key->name;
    return ki_error(&db->error, KITH_E_NOT_NULL,
                    "%t.%c is required and would be NULL: 0 in an insert means "
                    "not given, name the row of %o with %p 0 by its reference, "
                    "by kith_set or by kith_insert_columns",
                    &facts);
}

static kith_status refuse_missing(struct kith_db *db, const struct table *table,
                                  const struct column *column)
{
    return ki_error(&db->error, KITH_E_NOT_NULL,
                    "%t.%c is in the primary key and must be given",
                    &(struct facts){.table = table->descriptor->name,
                                    .column = column->attribute->name,
                                    .value = "NULL"});
}

static kith_status check_not_null(struct kith_db *db, struct draft *draft)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0; i < table->required_count; i++) {
        const struct column *column = table_required(table)[i];

        if (draft->unasked && column->has_default)
            continue;
        if (column_is_null(column, draft->image))
            return refuse_null(db, draft, column);
    }
    if (draft->missing)
        return refuse_missing(db, table, draft->missing);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const char *image = draft->image;

        if (!foreign_key->required ||
            (draft->unasked && foreign_key->has_default))
            continue;
        if (image_parent_state(image, foreign_key) == PARENT_REQUIRED ||
            (foreign_key->not_null && image_is_unlinked(image, foreign_key)))
            return refuse_null_key(db, foreign_key);
    }
    return KITH_OK;
}

static kith_status refuse_chars(struct kith_db *db, const struct draft *draft,
                                const struct column *column)
{
    char value[sizeof(db->error.full.value)];
    struct facts facts = {.table = draft->store->table->descriptor->name,
                          .column = column->attribute->name,
                          .value = value};

    if (draft->overlong == column)
        ki_value_print(KITH_KIND_TEXT, 0, &draft->overlong_text, value,
                       sizeof(value));
    else
        ki_value_print(KITH_KIND_CHARS, column->bytes,
                       draft->image + column->offset, value, sizeof(value));
    return ki_error(&db->error, KITH_E_CHECK,
                    "%t.%c has no room for %v and its NUL: shorten the text, "
                    "or declare the array longer",
                    &facts);
}

/* Whether the draft changes, or inserts, a column that the check looks at. */
static bool concerns(const struct check *check, const struct draft *draft)
{
    for (size_t i = 0; !draft->insert && i < check->attribute->column_count;
         i++) {
        if (!ki_column_equal(check->columns[i], draft->row, draft->image))
            return true;
    }
    return draft->insert;
}

static kith_status check_functions(struct kith_db *db, struct draft *draft)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0; i < table->check_count; i++) {
        const struct check *check = &table->checks[i];
        char value[sizeof(db->error.full.value)];
        struct facts facts = {.table = table->descriptor->name,
                              .column = check->columns_name,
                              .constraint = check->attribute->name,
                              .other = check->attribute->message,
                              .value = value};

        if (!concerns(check, draft) || ki_callback_check(db, draft, check))
            continue;
        ki_columns_print(check->columns, check->attribute->column_count,
                         draft->image, value, sizeof(value));
        return ki_error(&db->error, KITH_E_CHECK,
                        "%t.%c would be %v, which the check %k refuses: %o",
                        &facts);
    }
    return KITH_OK;
}

static kith_status refuse_limit(struct kith_db *db, const struct draft *draft,
                                const struct column *column)
{
    const char *at = draft->image + column->offset;
    char value[sizeof(db->error.full.value)];
    struct facts facts = {.table = draft->store->table->descriptor->name,
                          .column = column->attribute->name,
                          .value = value};

    ki_limits_name(column, at, &facts.constraint, &facts.other);
    ki_value_print(column->kind, column->bytes, at, value, sizeof(value));
    return ki_error(&db->error, KITH_E_CHECK,
                    "%t.%c would be %v, but its %k is %o", &facts);
}

/* The limits of columns that are new or change. */
static kith_status check_limits(struct kith_db *db, const struct draft *draft)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0; i < table->limited_count; i++) {
        const struct column *column = table_limited(table)[i];

        if (!column_is_within(column, draft->image) &&
            (draft->insert ||
             !ki_column_equal(column, draft->row, draft->image)))
            return refuse_limit(db, draft, column);
    }
    return KITH_OK;
}

static kith_status check_fits(struct kith_db *db, struct draft *draft)
{
    const struct table *table = draft->store->table;
    kith_status status;

    for (size_t i = 0; i < table->chars_count; i++) {
        const struct column *column = table_chars(table)[i];

        if (ki_chars_length(draft->image + column->offset, column->bytes) ==
            column->bytes)
            return refuse_chars(db, draft, column);
    }
    status = check_limits(db, draft);
    return status == KITH_OK ? check_functions(db, draft) : status;
}

/* --- UNIQUE --------------------------------------------------------------- */

/* Whether the key is the first number that is given out: whoever inserts rows
 * with 0, 1, 2 meets it, for the row with 0 has it. */
static bool gives_first_number(const struct draft *draft, const struct key *key)
{
    const struct table *table = draft->store->table;
    const struct column *numbered = table->numbered;

    return numbered && key == table->primary &&
           ki_value_integer(numbered->kind, draft->image + numbered->offset) ==
               table->first_number;
}

static kith_status refuse_key(struct kith_db *db, const struct draft *draft,
                              const struct key *key)
{
    char value[sizeof(db->error.full.value)];
    struct facts facts = {.table = draft->store->table->descriptor->name,
                          .column = key->name,
                          .constraint = key->name,
                          .value = value};

    ki_key_print(key, draft->image, value, sizeof(value));
    if (draft->insert && gives_first_number(draft, key))
        return ki_error(&db->error, KITH_E_UNIQUE,
                        "another row of %t already has %k %v (a row inserted "
                        "with 0 is given the next number; where 0 is a key of "
                        "yours, declare it .manual)",
                        &facts);
    return ki_error(&db->error, KITH_E_UNIQUE,
                    "another row of %t already has %k %v", &facts);
}

/* Whether a row that holds the key now will still hold it. */
static bool keeps_key(const struct kith_db *db, const struct key *key,
                      char *holder)
{
    return !is_to_delete(holder) &&
           ki_key_equal(key, holder, ki_plan_image(db, holder));
}

static kith_status check_key(struct kith_db *db, const struct draft *draft,
                             const struct key *key)
{
    union index *index = &draft->store->indexes[key->number];
    char *holder;
    kith_status status;

    if (!key->unique || !draft_puts_key(draft, key) ||
        (key->linked && ki_resolve_is_hopeless(key, draft->image)))
        return KITH_OK;
    holder = ki_index_holder(index, draft->image);
    if (holder && holder != draft->row && keeps_key(db, key, holder))
        return refuse_key(db, draft, key);
    if (db->plan.drafts.count == 1)
        return KITH_OK;
    /* Several drafts may want one key: they meet in an index of their own. */
    status = ki_plan_note_key(db, key, draft->image);
    if (status == KITH_E_UNIQUE)
        return refuse_key(db, draft, key);
    return status == KITH_OK ? KITH_OK : ki_error_memory(&db->error);
}

static kith_status refuse_child(struct kith_db *db, const struct draft *draft,
                                const struct foreign_key *foreign_key)
{
    char value[sizeof(db->error.full.value)];
    struct facts facts = {.table = foreign_key->child->descriptor->name,
                          .column = foreign_key->name,
                          .constraint =
                              foreign_key->parent_end->attribute->name,
                          .other = foreign_key->parent->descriptor->name,
                          .value = value};

    ki_columns_print(foreign_key_named(foreign_key), foreign_key->column_count,
                     draft->image, value, sizeof(value));
    return ki_error(&db->error, KITH_E_UNIQUE,
                    "another row of %t already has %c %v, and %o.%k is one to "
                    "one",
                    &facts);
}

/* Count a row that will join the list or scalar of `parent`; answers how many
 * join it, 0 when there is no memory. */
static size_t count_add(struct kith_db *db,
                        const struct foreign_key *foreign_key, char *parent)
{
    struct ptr_map *adds = &db->plan.adds;
    size_t *count = ki_ptr_map_find(adds, parent + foreign_key->list);

    if (count)
        return ++*count;
    if (!ki_ptr_map_reserve(adds, &db->memory))
        return 0;
    ki_ptr_map_put(adds, parent + foreign_key->list, 1);
    return 1;
}

static kith_status check_one_child(struct kith_db *db,
                                   const struct draft *draft,
                                   const struct foreign_key *foreign_key)
{
    char *parent = image_parent(draft->image, foreign_key);
    char *holder;
    size_t adds = 1;

    if (!parent)
        return KITH_OK;
    if (!draft->insert && parent == image_parent(draft->row, foreign_key))
        return KITH_OK;
    holder = children_only(foreign_key, parent);
    if (holder && holder != draft->row && !is_to_delete(holder) &&
        image_parent(ki_plan_image(db, holder), foreign_key) == parent)
        return refuse_child(db, draft, foreign_key);
    if (db->plan.drafts.count > 1)
        adds = count_add(db, foreign_key, parent);
    if (adds == 0)
        return ki_error_memory(&db->error);
    if (adds > 1 && foreign_key->one_to_one)
        return refuse_child(db, draft, foreign_key);
    return KITH_OK;
}

static kith_status check_unique(struct kith_db *db, struct draft *draft)
{
    const struct table *table = draft->store->table;
    kith_status status = KITH_OK;

    if (!draft->moves)
        return KITH_OK;
    for (size_t i = 0; status == KITH_OK && i < table->key_count; i++)
        status = check_key(db, draft, &table->keys[i]);
    for (size_t i = 0; status == KITH_OK && i < table->foreign_key_count; i++)
        status = check_one_child(db, draft, &table->foreign_keys[i]);
    return status;
}

/* --- FOREIGN KEY ---------------------------------------------------------- */

/* Whether the draft keeps the parent that it has. Where that one goes, NO
 * ACTION is judged with it; other actions would have deleted or set the row,
 * unless a default or new key names the parent again. */
static bool stays_with(const struct draft *draft,
                       const struct foreign_key *foreign_key,
                       const char *parent)
{
    if (draft->insert || parent != image_parent(draft->row, foreign_key))
        return false;
    return !is_to_delete(parent) || foreign_key->on_delete == KITH_NO_ACTION ||
           foreign_key->on_delete == KITH_RESTRICT;
}

/* Whether the key names zero, which a key that counts up seldom is. */
static bool names_zero(const struct draft *draft,
                       const struct foreign_key *foreign_key)
{
    const struct column *column = foreign_key->columns[0];

    return foreign_key->parent->numbered &&
           foreign_key->parent_key == foreign_key->parent->primary &&
           image_parent_state(draft->image, foreign_key) != PARENT_KNOWN &&
           is_zero(draft->image + column->offset, column->bytes);
}

static kith_status refuse_parent(struct kith_db *db, const struct draft *draft,
                                 const struct foreign_key *foreign_key)
{
    const char *parent = image_parent(draft->image, foreign_key);
    char value[sizeof(db->error.full.value)];
    struct facts facts = {.table = foreign_key->child->descriptor->name,
                          .column = foreign_key->name,
                          .constraint = foreign_key->parent_key->name,
                          .other = foreign_key->parent->descriptor->name,
                          .value = value};

    ki_columns_print(foreign_key_named(foreign_key), foreign_key->column_count,
                     draft->image, value, sizeof(value));
    if (image_parent_state(draft->image, foreign_key) == PARENT_WITHOUT_KEY)
        return ki_error(&db->error, KITH_E_PARENT,
                        "%t.%c cannot refer to a row of %o whose %k is NULL",
                        &facts);
    if (names_zero(draft, foreign_key))
        return ki_error(&db->error, KITH_E_PARENT,
                        "%t.%c would be %v, but no row of %o has that %k: "
                        "%o.%k counts up, and 0 in an insert means the next "
                        "number; declare it .manual to insert rows with 0",
                        &facts);
    if (!parent || !is_to_delete(parent))
        return ki_error(&db->error, KITH_E_PARENT,
                        "%t.%c would be %v, but no row of %o has that %k",
                        &facts);
    return ki_error(&db->error, KITH_E_PARENT,
                    "%t.%c would be %v, but the row of %o with that %k is "
                    "being deleted",
                    &facts);
}

static kith_status check_parents(struct kith_db *db, struct draft *draft)
{
    const struct table *table = draft->store->table;

    if (!draft->moves)
        return KITH_OK;
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = image_parent(draft->image, foreign_key);

        if (image_is_unlinked(draft->image, foreign_key) ||
            (parent && stays_with(draft, foreign_key, parent)))
            continue;
        if (!parent || is_to_delete(parent) ||
            !ki_foreign_key_holds(foreign_key, draft->image,
                                  ki_plan_image(db, parent)))
            return refuse_parent(db, draft, foreign_key);
    }
    return KITH_OK;
}

/* Whether the child will be one of this parent under a key that is not the
 * parent's any more; a parent to delete has no key any more. */
static bool is_left(const struct kith_db *db,
                    const struct foreign_key *foreign_key, char *parent,
                    char *child)
{
    const char *image = ki_plan_image(db, child);

    if (is_to_delete(child) || image_parent(image, foreign_key) != parent)
        return false;
    return is_to_delete(parent) ||
           !ki_foreign_key_holds(foreign_key, image, ki_plan_image(db, parent));
}

static kith_status refuse_left(struct kith_db *db,
                               const struct foreign_key *foreign_key,
                               const char *parent)
{
    char value[sizeof(db->error.full.value)];
    struct facts facts = {.table = foreign_key->parent->descriptor->name,
                          .column = foreign_key->parent_key->name,
                          .constraint = foreign_key->name,
                          .other = foreign_key->child->descriptor->name,
                          .value = value};

    ki_key_print(foreign_key->parent_key, parent, value, sizeof(value));
    if (is_to_delete(parent))
        return ki_error(&db->error, KITH_E_CHILDREN,
                        "the row of %t with %c %v cannot be deleted: rows of "
                        "%o still refer to it by %k",
                        &facts);
    return ki_error(&db->error, KITH_E_CHILDREN,
                    "%t.%c %v cannot be changed: rows of %o still refer to it "
                    "by %k, whose .on_update says nothing else",
                    &facts);
}

/* NO ACTION: no child may be left behind when all is done. */
static kith_status check_children(struct kith_db *db, char *parent)
{
    const struct table *table = row_store(parent)->table;
    const char *image = ki_plan_image(db, parent);
    bool to_delete = is_to_delete(parent);

    for (size_t i = 0; i < table->child_count; i++) {
        const struct foreign_key *foreign_key = table->children[i];
        kith_action action =
            to_delete ? foreign_key->on_delete : foreign_key->on_update;
        size_t place = 0;
        char *child;

        /* RESTRICT was asked before, but for a row that is its own parent. */
        if (action != KITH_NO_ACTION && action != KITH_RESTRICT)
            continue;
        if (!to_delete && ki_key_equal(foreign_key->parent_key, parent, image))
            continue;
        while ((child = children_next(foreign_key, parent, &place))) {
            if (is_left(db, foreign_key, parent, child))
                return refuse_left(db, foreign_key, parent);
        }
    }
    return KITH_OK;
}

/* --- All of it ------------------------------------------------------------ */

/* Carry one check out for every draft that stays. */
static kith_status each_draft(struct kith_db *db,
                              kith_status (*check)(struct kith_db *,
                                                   struct draft *))
{
    const struct plan *plan = &db->plan;
    kith_status status = KITH_OK;

    for (size_t i = 0; status == KITH_OK && i < plan->drafts.count; i++) {
        if (!is_to_delete(plan->drafts.items[i].row))
            status = check(db, &plan->drafts.items[i]);
    }
    return status;
}

static kith_status check_own_children(struct kith_db *db, struct draft *draft)
{
    if (draft->insert || !draft->moves)
        return KITH_OK;
    return check_children(db, draft->row);
}

kith_status ki_check_plan(struct kith_db *db)
{
    struct plan *plan = &db->plan;
    kith_status status = each_draft(db, check_not_null);

    if (status == KITH_OK)
        status = each_draft(db, check_fits);
    if (status == KITH_OK)
        status = each_draft(db, check_unique);
    if (plan->drafts.count > 1)
        ki_plan_forget_keys(db);
    if (status == KITH_OK)
        status = each_draft(db, check_parents);
    if (status == KITH_OK)
        status = each_draft(db, check_own_children);
    if (status == KITH_OK)
        status = each_draft(db, ki_check_acyclic);
    for (size_t i = 0; status == KITH_OK && i < plan->to_delete.count; i++)
        status = check_children(db, plan->to_delete.items[i]);
    return status == KITH_OK ? ki_check_kept(db) : status;
}
