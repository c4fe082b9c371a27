/* draft.c - rows as they will be; see draft.h. */
#include "edit/draft.h"

#include "catalog/value.h"
#include "data/text.h"

/* Addresses that stand in an image for a parent that is no row: a key that was
 * set and whose parent is still to be found, a key that names no row, and a row
 * whose own key is NULL, so that nothing can refer to it. */
static char unresolved_parent, missing_parent, keyless_parent;

bool ki_is_missing(const char *parent)
{
    return parent == &missing_parent || parent == &keyless_parent;
}

bool ki_is_keyless(const char *parent)
{
    return parent == &keyless_parent;
}

static kith_status misuse(struct kith_db *db, const struct table *table,
                          const char *column, const char *call,
                          const char *sentence)
{
    struct facts facts = {.table = table->name, .column = column, .call = call};

    return ki_error(&db->error, KITH_E_MISUSE, sentence, &facts);
}

static struct draft *add_draft(struct kith_db *db, struct store *store)
{
    struct plan *plan = &db->plan;
    struct draft *draft;

    if (!ki_vec_reserve(&db->memory, &plan->drafts, 1))
        return NULL;
    draft = &plan->drafts.items[plan->drafts.count++];
    *draft = (struct draft){.store = store};
    return draft;
}

char *ki_plan_image(const struct kith_db *db, char *row)
{
    const struct plan *plan = &db->plan;

    if (!row_has(row, MARK_DRAFTED))
        return row;
    return plan->drafts.items[*ki_addresses_find(&plan->draft_of, row)].image;
}

kith_status ki_draft_row(struct kith_db *db, char *row, size_t *number)
{
    struct plan *plan = &db->plan;
    struct store *store = row_store(row);
    struct draft *draft;
    char *image;

    assert(row_is_live(row));
    if (row_has(row, MARK_DRAFTED)) {
        *number = *ki_addresses_find(&plan->draft_of, row);
        return KITH_OK;
    }
    if (!ki_addresses_reserve(&plan->draft_of, &db->memory))
        return ki_error_memory(&db->error);
    image = ki_arena_new(&plan->images, &db->memory, store->table->row_bytes);
    draft = image ? add_draft(db, store) : NULL;
    if (!draft)
        return ki_error_memory(&db->error);
    memcpy(image, row, store->table->row_bytes);
    draft->row = row;
    draft->image = image;
    *number = plan->drafts.count - 1;
    ki_addresses_put(&plan->draft_of, row, *number);
    row_mark(row, MARK_DRAFTED);
    return KITH_OK;
}

/* --- Keys and parents ----------------------------------------------------- */

static void zero_columns(char *image, const struct foreign_key *foreign_key)
{
    for (size_t i = 0; i < foreign_key->column_count; i++)
        memset(image + foreign_key->columns[i]->offset, 0,
               foreign_key->columns[i]->bytes);
}

bool ki_draft_follow(struct kith_db *db, struct draft *draft,
                     const struct foreign_key *foreign_key)
{
    char *parent = image_parent(draft->image, foreign_key);
    const struct key *key = foreign_key->parent_key;

    parent = ki_plan_image(db, parent);
    if (ki_foreign_key_holds(foreign_key, draft->image, parent))
        return false;
    draft->moves = true;
    for (size_t i = 0; i < key->column_count; i++)
        memcpy(draft->image + foreign_key->columns[i]->offset,
               parent + key->columns[i]->offset, key->columns[i]->bytes);
    return true;
}

void ki_draft_link(struct kith_db *db, struct draft *draft,
                   const struct foreign_key *foreign_key, char *parent)
{
    bool keyless = parent && key_is_null(foreign_key->parent_key,
                                         ki_plan_image(db, parent));

    draft->moves = true;
    store_ptr(draft->image + foreign_key->reference,
              keyless ? &keyless_parent : parent);
    if (parent && !keyless)
        ki_draft_follow(db, draft, foreign_key);
    else
        zero_columns(draft->image, foreign_key);
}

/* The row that the image's foreign key names, as keys will be. A row whose key
 * is changing cannot be found by the new one yet: `candidate` is first. */
static char *find_parent(struct kith_db *db, const struct draft *draft,
                         const struct foreign_key *foreign_key, char *candidate)
{
    const struct key *key = foreign_key->parent_key;
    struct store *parents = store_of(db, foreign_key->parent);
    const void *values[KEY_COLUMNS_MAX];
    char *found;

    if (candidate && ki_foreign_key_holds(foreign_key, draft->image,
                                          ki_plan_image(db, candidate)))
        return candidate;
    for (size_t i = 0; i < foreign_key->column_count; i++)
        values[i] = draft->image + foreign_key->columns[i]->offset;
    found = ki_hash_index_find(&parents->indexes[key->number].unique, values);
    if (found && ki_foreign_key_holds(foreign_key, draft->image,
                                      ki_plan_image(db, found)))
        return found;
    return &missing_parent;
}

/* A row may name itself by the key it is being given. */
static char *self_candidate(const struct draft *draft,
                            const struct foreign_key *foreign_key)
{
    return foreign_key->parent == draft->store->table ? draft->row : NULL;
}

void ki_draft_resolve(struct kith_db *db, struct draft *draft)
{
    const struct table *table = draft->store->table;

    if (!draft->moves)
        return;
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];

        if (image_parent(draft->image, foreign_key) == &unresolved_parent)
            store_ptr(draft->image + foreign_key->reference,
                      find_parent(db, draft, foreign_key,
                                  self_candidate(draft, foreign_key)));
    }
}

/* Copy the defaults of a foreign key's columns; its parent is to be found. */
static void set_default_key(struct draft *draft,
                            const struct foreign_key *foreign_key)
{
    draft->moves = true;
    for (size_t i = 0; i < foreign_key->column_count; i++) {
        const struct column *column = foreign_key->columns[i];
        const void *value = ki_column_default(column);

        if (column->kind == KITH_KIND_CHARS)
            strncpy(draft->image + column->offset, value, column->bytes);
        else
            memcpy(draft->image + column->offset, value, column->bytes);
    }
    store_ptr(draft->image + foreign_key->reference, &unresolved_parent);
}

void ki_draft_default(struct kith_db *db, struct draft *draft,
                      const struct foreign_key *foreign_key, char *candidate)
{
    set_default_key(draft, foreign_key);
    store_ptr(draft->image + foreign_key->reference,
              find_parent(db, draft, foreign_key, candidate));
}

void ki_draft_resolve_again(struct kith_db *db, struct draft *draft)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *old = load_ptr(draft->row + foreign_key->reference);

        if (image_parent(draft->image, foreign_key) == &missing_parent && old &&
            ki_foreign_key_holds(foreign_key, draft->image,
                                 ki_plan_image(db, old)))
            store_ptr(draft->image + foreign_key->reference, old);
    }
}

/* --- Setting columns ------------------------------------------------------ */

static kith_status set_null(struct kith_db *db, struct draft *draft,
                            const struct column *column, const char *call)
{
    char *at = draft->image + column->offset;

    if (column->foreign_key) {
        ki_draft_link(db, draft, column->foreign_key, NULL);
        return KITH_OK;
    }
    if (!column->optional && column->kind != KITH_KIND_TEXT)
        return misuse(db, draft->store->table, column->name, call,
                      "%f: %t.%c cannot be NULL: declare it KITH_OPTIONAL, "
                      "or set it to a value");
    memset(at, 0, column->bytes);
    if (column->optional)
        draft->image[column->present] = false;
    return KITH_OK;
}

static kith_status set_text(struct kith_db *db, struct draft *draft,
                            const struct column *column, const char *text)
{
    char *at = draft->image + column->offset;
    const char *old =
        draft->insert ? NULL : load_ptr(draft->row + column->offset);

    if (old && strcmp(old, text) == 0)
        text = old; /* equal is no change */
    else if (strlen(text) > TEXT_BYTES_MAX)
        return ki_error(&db->error, KITH_E_LIMIT,
                        "%t.%c is longer than 4 GiB - 2 bytes",
                        &(struct facts){.table = draft->store->table->name,
                                        .column = column->name});
    store_ptr(at, text);
    return KITH_OK;
}

/* A text that does not fit fills its array, which the checks then refuse. */
static void set_chars(struct draft *draft, const struct column *column,
                      const char *text)
{
    strncpy(draft->image + column->offset, text, column->bytes);
    if (ki_chars_length(text, column->bytes) == column->bytes) {
        draft->overlong = column;
        draft->overlong_text = text;
    }
}

kith_status ki_draft_set(struct kith_db *db, struct draft *draft,
                         const struct column *column, const void *value,
                         const char *call)
{
    char *at = draft->image + column->offset;
    bool text = column->kind == KITH_KIND_TEXT;
    bool chars = column->kind == KITH_KIND_CHARS;
    kith_status status = KITH_OK;

    draft->moves |= column->keyed || column->foreign_key;
    if (!value || ((text || chars) && !load_ptr(value)))
        return set_null(db, draft, column, call);
    if (text)
        status = set_text(db, draft, column, load_ptr(value));
    else if (chars)
        set_chars(draft, column, load_ptr(value));
    else
        memcpy(at, value, column->bytes);
    if (column->optional)
        draft->image[column->present] = true;
    if (column->foreign_key)
        store_ptr(draft->image + column->foreign_key->reference,
                  &unresolved_parent);
    return status;
}

/* --- Inserts -------------------------------------------------------------- */

static bool is_zero(const char *at, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        if (at[i])
            return false;
    }
    return true;
}

/* What an insert may not give. */
static kith_status check_given(struct kith_db *db, const struct table *table,
                               const char *values, const char *call)
{
    for (size_t i = 0; i < table->relationship_count; i++) {
        const struct relationship *member = &table->relationships[i];

        if (member->kind != KITH_KIND_REFERENCE &&
            !is_zero(values + member->offset, member->attribute->bytes))
            return misuse(db, table, member->name, call,
                          "%f: %t.%c cannot be given: link the children after "
                          "the insert");
    }
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];

        if (column->optional && !values[column->present] &&
            !is_zero(values + column->offset, column->bytes))
            return misuse(db, table, column->name, call,
                          "%f: %t.%c has a value that is not present: write "
                          "KITH_SOME(value)");
    }
    return KITH_OK;
}

/* Text behind the NUL is no part of the value: make equal texts equal bytes.
 * A text that is too long is told from the image by the checks. */
static void clean_texts(const struct table *table, char *image)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        char *at = image + column->offset;

        if (column->kind == KITH_KIND_CHARS) {
            size_t length = ki_chars_length(at, column->bytes);

            memset(at + length, 0, column->bytes - length);
        }
    }
}

static kith_status check_parent(struct kith_db *db,
                                const struct foreign_key *foreign_key,
                                const char *parent, const char *call)
{
    const char *name = foreign_key->child_end->name;
    const struct table *table = foreign_key->child;

    if (!row_is_live(parent))
        return ki_error(&db->error, KITH_E_NOT_FOUND,
                        "%f: %t.%c names a row that was deleted",
                        &(struct facts){.table = table->name,
                                        .column = name,
                                        .call = call});
    if (row_store(parent) != store_of(db, foreign_key->parent))
        return misuse(db, table, name, call,
                      "%f: %t.%c names a row of another database or table");
    return KITH_OK;
}

/* Note the parent that the values name by row or by key, or by both. */
static kith_status take_parent(struct kith_db *db, struct draft *draft,
                               const struct foreign_key *foreign_key,
                               const char *values, const char *call)
{
    char *image = draft->image;
    char *parent = NULL;
    bool key_given = false;
    kith_status status;

    for (size_t i = 0; i < foreign_key->column_count; i++)
        key_given |= !is_zero(image + foreign_key->columns[i]->offset,
                              foreign_key->columns[i]->bytes);
    if (foreign_key->has_reference)
        parent = load_ptr(values + foreign_key->reference);
    if (parent) {
        status = check_parent(db, foreign_key, parent, call);
        if (status != KITH_OK)
            return status;
        if (key_given && !ki_foreign_key_holds(foreign_key, image, parent))
            return misuse(db, foreign_key->child, foreign_key->name, call,
                          "%f: %t.%c and its reference name different "
                          "parents: give one of them");
        ki_draft_link(db, draft, foreign_key, parent);
    } else if (key_given) {
        store_ptr(image + foreign_key->reference, &unresolved_parent);
    }
    return KITH_OK;
}

kith_status ki_draft_insert(struct kith_db *db, struct store *store,
                            const void *values, const char *call,
                            size_t *number)
{
    const struct table *table = store->table;
    size_t given_bytes = values ? table->face->row_bytes : 0;
    kith_status status = KITH_OK;
    struct draft *draft;

    if (values)
        status = check_given(db, table, values, call);
    if (status != KITH_OK)
        return status;
    draft = ki_slab_reserve(&store->slab) ? add_draft(db, store) : NULL;
    if (!draft)
        return ki_error_memory(&db->error);
    draft->insert = draft->moves = true;
    draft->row = draft->image = ki_slab_take(&store->slab);
    *number = db->plan.drafts.count - 1;
    if (values)
        memcpy(draft->image, values, given_bytes);
    memset(draft->image + given_bytes, 0, table->row_bytes - given_bytes);
    ki_store_init_links(store, draft->image);
    if (!values)
        return KITH_OK;
    clean_texts(table, draft->image);
    for (size_t i = 0; status == KITH_OK && i < table->foreign_key_count; i++)
        status = take_parent(db, draft, &table->foreign_keys[i], values, call);
    return status;
}

/* Give the numbered key of a new row the next number, unless it has one. */
static kith_status take_number(struct kith_db *db, struct draft *draft)
{
    struct store *store = draft->store;
    const struct column *column = store->table->numbered;
    uint64_t number = store->next_number + store->drafted_numbers;

    if (!column || !is_zero(draft->image + column->offset, column->bytes))
        return KITH_OK;
    if (store->next_number == 0 || number < store->next_number ||
        !ki_value_from_unsigned(column->kind, number,
                                draft->image + column->offset))
        return ki_error(&db->error, KITH_E_LIMIT,
                        "%t.%c has given out its largest number: declare it "
                        "wider",
                        &(struct facts){.table = store->table->name,
                                        .column = column->name});
    store->drafted_numbers++;
    return KITH_OK;
}

static void take_default(struct draft *draft, const struct column *column)
{
    if (column->foreign_key) {
        set_default_key(draft, column->foreign_key);
        return;
    }
    memcpy(draft->image + column->offset, ki_column_default(column),
           column->bytes);
    if (column->optional)
        draft->image[column->present] = true;
}

kith_status ki_draft_complete(struct kith_db *db, struct draft *draft)
{
    const struct table *table = draft->store->table;
    kith_status status = take_number(db, draft);

    for (size_t i = 0; status == KITH_OK && i < table->column_count; i++) {
        const struct column *column = &table->columns[i];

        if (column->has_default && column_is_null(column, draft->image))
            take_default(draft, column);
    }
    ki_draft_resolve(db, draft);
    return status;
}

/* --- The plan ------------------------------------------------------------- */

kith_status ki_plan_doom(struct kith_db *db, char *row, uint32_t marks)
{
    struct plan *plan = &db->plan;

    if (is_doomed(row)) {
        row_mark(row, marks);
        return KITH_OK;
    }
    if (!ki_vec_reserve(&db->memory, &plan->doomed, 1))
        return ki_error_memory(&db->error);
    plan->doomed.items[plan->doomed.count++] = row;
    row_mark(row, MARK_DOOMED | marks);
    return KITH_OK;
}

void ki_plan_reset(struct kith_db *db)
{
    struct plan *plan = &db->plan;

    for (size_t i = plan->drafts.count; i-- > 0;) {
        struct draft *draft = &plan->drafts.items[i];

        draft->store->drafted_numbers = 0;
        row_unmark(draft->row, MARKS);
        if (draft->insert && !row_is_live(draft->row))
            ki_slab_give(&draft->store->slab, draft->row);
    }
    for (size_t i = 0; i < plan->doomed.count; i++)
        row_unmark(plan->doomed.items[i], MARKS);
    ki_vec_reset(&db->memory, &plan->drafts);
    ki_vec_reset(&db->memory, &plan->doomed);
    ki_vec_reset(&db->memory, &plan->again);
    ki_addresses_reset(&plan->draft_of, &db->memory);
    ki_addresses_reset(&plan->adds, &db->memory);
    if (plan->images.block)
        ki_arena_reset(&plan->images, &db->memory);
    plan->drafts_followed = plan->doomed_followed = 0;
}

void ki_plan_fini(struct kith_db *db)
{
    struct plan *plan = &db->plan;

    ki_vec_fini(&db->memory, &plan->drafts);
    ki_vec_fini(&db->memory, &plan->doomed);
    ki_vec_fini(&db->memory, &plan->again);
    ki_addresses_fini(&plan->draft_of, &db->memory);
    ki_addresses_fini(&plan->adds, &db->memory);
    ki_arena_fini(&plan->images, &db->memory);
}
