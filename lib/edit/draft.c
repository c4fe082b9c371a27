/* draft.c - rows as they will be; see draft.h. */
#include "edit/draft.h"

#include "catalog/value.h"
#include "data/text.h"

/* Addresses that stand in an image for a parent that is no row: a key that was
 * set and whose parent is still to be found, a key that names no row, a row
 * whose own key is NULL, so that nothing can refer to it, and no row under a
 * key that cannot be NULL. */
static char unresolved_parent, missing_parent, keyless_parent,
    impossible_parent;

bool ki_is_missing(const char *parent)
{
    return parent == &missing_parent || parent == &keyless_parent ||
           parent == &impossible_parent;
}

bool ki_is_unfound(const char *parent)
{
    return parent == &missing_parent;
}

bool ki_is_keyless(const char *parent)
{
    return parent == &keyless_parent;
}

bool ki_is_impossible(const char *parent)
{
    return parent == &impossible_parent;
}

kith_status ki_draft_misuse(struct kith_db *db, const struct table *table,
                            const char *column, const char *call,
                            const char *sentence)
{
    struct facts facts = {
        .table = table->descriptor->name, .column = column, .call = call};

    return ki_error(&db->error, KITH_E_MISUSE, sentence, &facts);
}

struct draft *ki_draft_add(struct kith_db *db, struct store *store)
{
    struct plan *plan = &db->plan;
    struct draft *draft;

    if (!ki_vec_reserve(&db->memory, &plan->drafts, 1))
        return NULL;
    draft = &plan->drafts.items[plan->drafts.count++];
    *draft = (struct draft){.store = store};
    return draft;
}

/* What stands before an image: the row it is of, as much of a chunk header as
 * leads to its store, and a head, which says that the image does not live. */
enum { IMAGE_ROW = -24, IMAGE_CHUNK = -16, IN_FRONT = 24 };

/* What drafts are judged and carried out by: columns, references and the hidden
 * tail. Members that are no columns are shown to functions of the user alone,
 * and may be large. */
static void copy_row(const struct table *table, char *image, const char *row)
{
    enum { WHOLE_BYTES = 512 }; /* larger ones are not copied as one piece */
    size_t tail = table->descriptor->row_bytes;

    if (table->calls_functions || table->row_bytes <= WHOLE_BYTES) {
        memcpy(image, row, table->row_bytes);
        return;
    }
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];

        memcpy(image + column->offset, row + column->offset, column->bytes);
        if (column->optional)
            image[column_flag(column)] = row[column_flag(column)];
    }
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        size_t reference = table->foreign_keys[i].reference;

        memcpy(image + reference, row + reference, REFERENCE_BYTES);
    }
    memcpy(image + tail, row + tail, table->row_bytes - tail);
}

/* A copy of the row with all that in front; NULL without memory. */
static char *new_image(struct kith_db *db, struct store *store, char *row)
{
    size_t align = store->table->row_align;
    char *piece = ki_arena_new_bare(&db->plan.images, &db->memory,
                                    IN_FRONT + align + store->table->row_bytes);
    char *image;

    if (!piece)
        return NULL;
    image = piece + IN_FRONT;
    image += (align - (uintptr_t)image % align) % align;
    store_ptr(image + IMAGE_ROW, row);
    memcpy(image + IMAGE_CHUNK + offsetof(struct kith_chunk_, store), &store,
           sizeof(store));
    store_u32(image + DISTANCE, -IMAGE_CHUNK / DISTANCE_UNIT);
    store_u32(image + GENERATION, 0);
    copy_row(store->table, image, row);
    return image;
}

char *ki_image_row(char *image)
{
    size_t units = load_u32(image + DISTANCE) & ~MARKS;

    /* Inserts are drafted in their places: those are far from their chunk's
     * header, which is larger. */
    if (units == -IMAGE_CHUNK / DISTANCE_UNIT)
        return load_ptr(image + IMAGE_ROW);
    return image;
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
    image = new_image(db, store, row);
    draft = image ? ki_draft_add(db, store) : NULL;
    if (!draft)
        return ki_error_memory(&db->error);
    draft->row = row;
    draft->image = image;
    *number = plan->drafts.count - 1;
    ki_addresses_put(&plan->draft_of, row, *number);
    row_mark(row, MARK_DRAFTED);
    return KITH_OK;
}

/* --- Keys and parents ----------------------------------------------------- */

void ki_draft_unlink(const struct draft *draft,
                     const struct foreign_key *foreign_key)
{
    store_ptr(draft->image + foreign_key->reference, NULL);
    for (size_t i = 0; i < foreign_key->own_count; i++)
        memset(draft->image + foreign_key_own(foreign_key)[i]->offset, 0,
               foreign_key_own(foreign_key)[i]->bytes);
}

void ki_draft_follow(struct kith_db *db, struct draft *draft,
                     const struct foreign_key *foreign_key)
{
    char *parent = image_parent(draft->image, foreign_key);
    const struct key *key = foreign_key->parent_key;

    parent = ki_plan_image(db, parent);
    if (ki_foreign_key_holds(foreign_key, draft->image, parent))
        return;
    draft->moves = true;
    for (size_t i = 0; i < key->column_count; i++)
        memcpy(draft->image + foreign_key->columns[i]->offset,
               parent + key->columns[i]->offset, key->columns[i]->bytes);
}

void ki_draft_link(struct kith_db *db, struct draft *draft,
                   const struct foreign_key *foreign_key, char *parent)
{
    char *at = draft->image + foreign_key->reference;

    draft->moves = true;
    if (!parent ||
        key_is_null(foreign_key->parent_key, ki_plan_image(db, parent))) {
        ki_draft_unlink(draft, foreign_key);
        if (parent)
            store_ptr(at, &keyless_parent);
        else if (foreign_key->own_count == 0)
            store_ptr(at, &impossible_parent);
        return;
    }
    store_ptr(at, parent);
    ki_draft_follow(db, draft, foreign_key);
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

    if (candidate && !is_doomed(candidate) &&
        ki_foreign_key_holds(foreign_key, draft->image,
                             ki_plan_image(db, candidate)))
        return candidate;
    ki_foreign_key_values(foreign_key, draft->image, values);
    found = ki_unique_index_find(&parents->indexes[key->number].unique, values);
    if (found && ki_foreign_key_holds(foreign_key, draft->image,
                                      ki_plan_image(db, found)))
        return found;
    db->plan.unfound = true;
    return &missing_parent;
}

/* A row may name itself by the key it is being given. */
static char *self_candidate(const struct draft *draft,
                            const struct foreign_key *foreign_key)
{
    return foreign_key->parent == draft->store->table ? draft->row : NULL;
}

void ki_draft_name_parent(struct kith_db *db, struct draft *draft,
                          const struct foreign_key *foreign_key,
                          char *candidate)
{
    if (ki_has_null_part(foreign_key, draft->image))
        ki_draft_unlink(draft, foreign_key);
    else
        store_ptr(draft->image + foreign_key->reference,
                  find_parent(db, draft, foreign_key, candidate));
}

void ki_draft_unresolve(struct draft *draft,
                        const struct foreign_key *foreign_key)
{
    draft->moves = true;
    store_ptr(draft->image + foreign_key->reference, &unresolved_parent);
}

/* Whether the image names another parent by this key than the row does. */
static bool names_another(const struct draft *draft,
                          const struct foreign_key *foreign_key)
{
    for (size_t i = 0; i < foreign_key->column_count; i++) {
        if (!ki_column_equal(foreign_key->columns[i], draft->row, draft->image))
            return true;
    }
    return false;
}

void ki_draft_resolve(struct kith_db *db, struct draft *draft)
{
    const struct table *table = draft->store->table;

    if (!draft->moves)
        return;
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *old =
            draft->insert ? NULL : image_parent(draft->row, foreign_key);

        if (image_parent(draft->image, foreign_key) != &unresolved_parent)
            continue;
        if (old && !names_another(draft, foreign_key))
            store_ptr(draft->image + foreign_key->reference, old);
        else
            ki_draft_name_parent(db, draft, foreign_key,
                                 self_candidate(draft, foreign_key));
    }
}

/* Whether the columns of the key were changed along another key that shares
 * them, so that its parent is to be found again. A parent whose own key has
 * changed without the child is no such case: the checks judge it. */
static bool is_dragged(struct kith_db *db, const struct draft *draft,
                       const struct foreign_key *foreign_key)
{
    char *parent = image_parent(draft->image, foreign_key);

    if (!parent)
        return foreign_key->own_count == 0 &&
               !ki_has_null_part(foreign_key, draft->image);
    return names_another(draft, foreign_key) &&
           !ki_foreign_key_holds(foreign_key, draft->image,
                                 ki_plan_image(db, parent));
}

bool ki_draft_settle(struct kith_db *db, struct draft *draft)
{
    const struct table *table = draft->store->table;
    bool unlinked = false;

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *at = draft->image + foreign_key->reference;
        char *old = load_ptr(draft->row + foreign_key->reference);

        if (load_ptr(at) == &missing_parent) {
            ki_draft_name_parent(db, draft, foreign_key, old);
        } else if (table->shares_columns && !ki_is_missing(load_ptr(at)) &&
                   is_dragged(db, draft, foreign_key)) {
            ki_draft_name_parent(db, draft, foreign_key, old);
            unlinked |= load_ptr(at) == NULL;
        }
    }
    return unlinked;
}

bool ki_key_is_vain(const struct key *key, const char *image)
{
    for (size_t i = 0; i < key->column_count; i++) {
        const struct column *column = key->columns[i];

        for (size_t j = 0; j < column->link_count; j++) {
            const char *parent = image_parent(image, column->links[j]);

            if (ki_is_keyless(parent) ||
                (!parent && column->links[j]->own_count == 0))
                return true;
        }
    }
    return false;
}

bool ki_is_open(const char *parent)
{
    if (!parent || ki_is_missing(parent))
        return parent == &missing_parent;
    return is_doomed(parent);
}

bool ki_draft_is_open(const struct draft *draft)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        if (ki_is_open(image_parent(draft->image, &table->foreign_keys[i])))
            return true;
    }
    return false;
}

/* --- What the call itself moves ------------------------------------------- */

/* Stands in the place beside a reference of an image, which means nothing else
 * but the number of a parent that is hidden from a function. */
#define MOVED ((uint32_t)1 << 31)

static void note_moves(const struct draft *draft)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const char *old = image_parent(draft->row, foreign_key);
        bool moved = old && (image_parent(draft->image, foreign_key) != old ||
                             names_another(draft, foreign_key));

        store_u32(draft->image + foreign_key->reference + REFERENCE_PLACE,
                  moved ? MOVED : 0);
    }
}

void ki_plan_note_moves(struct kith_db *db)
{
    const struct plan *plan = &db->plan;

    for (size_t i = 0; i < plan->drafts.count; i++) {
        assert(plan->drafts.items[i].named || plan->drafts.items[i].insert);
        if (!plan->drafts.items[i].insert)
            note_moves(&plan->drafts.items[i]);
    }
}

bool ki_plan_moves(const struct kith_db *db, const char *child,
                   const struct foreign_key *foreign_key)
{
    const struct plan *plan = &db->plan;
    const struct draft *draft;

    if (!row_has(child, MARK_DRAFTED))
        return false;
    draft = &plan->drafts.items[*ki_addresses_find(&plan->draft_of, child)];
    return draft->named && load_u32(draft->image + foreign_key->reference +
                                    REFERENCE_PLACE) == MOVED;
}

/* --- Setting columns ------------------------------------------------------ */

/* Foreign keys that the column is a part of name a parent to be found; but one
 * that is NULL stays so, unless the column is its own. */
static void lose_parents(struct draft *draft, const struct column *column)
{
    for (size_t i = 0; i < column->link_count; i++) {
        const struct foreign_key *foreign_key = column->links[i];

        draft->moves = true;
        if (column->foreign_key == foreign_key || foreign_key->own_count == 0 ||
            image_parent(draft->image, foreign_key))
            ki_draft_unresolve(draft, foreign_key);
    }
}

static kith_status set_null(struct kith_db *db, struct draft *draft,
                            const struct column *column, const char *call)
{
    if (column->foreign_key) {
        ki_draft_link(db, draft, column->foreign_key, NULL);
        return KITH_OK;
    }
    if (column->link_count > 0 && !is_block(column))
        return ki_draft_misuse(db, draft->store->table, column->attribute->name,
                               call,
                               "%f: %t.%c cannot be NULL, for several keys "
                               "need it: set it to a value");
    if (!column->optional && !is_block(column))
        return ki_draft_misuse(
            db, draft->store->table, column->attribute->name, call,
            "%f: %t.%c cannot be NULL: declare it KITH_OPTIONAL, "
            "or set it to a value");
    column_clear(column, draft->image);
    lose_parents(draft, column);
    return KITH_OK;
}

/* A text or blob; an equal one is no change. */
static kith_status set_block(struct kith_db *db, struct draft *draft,
                             const struct column *column, const void *value)
{
    struct facts facts = {.table = draft->store->table->descriptor->name,
                          .column = column->attribute->name};
    const char *old = draft->row + column->offset;

    if (!draft->insert && load_ptr(old) &&
        value_equal(column->kind, column->bytes, old, value))
        value = old;
    else if ((column->kind == KITH_KIND_BLOB
                  ? blob_bytes(value)
                  : strlen(load_ptr(value))) > BLOCK_BYTES_MAX)
        return ki_error(&db->error, KITH_E_LIMIT,
                        "%t.%c is longer than 4 GiB - 2 bytes", &facts);
    memcpy(draft->image + column->offset, value, column->bytes);
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

bool ki_change_is_null(const struct column *column, const void *value)
{
    return !value || ((is_block(column) || column->kind == KITH_KIND_CHARS) &&
                      !load_ptr(value));
}

kith_status ki_draft_set(struct kith_db *db, struct draft *draft,
                         const struct column *column, const void *value,
                         const char *call)
{
    kith_status status = KITH_OK;

    draft->moves |= column->indexed;
    if (value && column->kind == KITH_KIND_BLOB && !blob_data(value) &&
        blob_bytes(value))
        return ki_draft_misuse(db, draft->store->table, column->attribute->name,
                               call, "%f: %t.%c is given bytes without data");
    if (ki_change_is_null(column, value))
        return set_null(db, draft, column, call);
    if (is_block(column))
        status = set_block(db, draft, column, value);
    else if (column->kind == KITH_KIND_CHARS)
        set_chars(draft, column, load_ptr(value));
    else
        memcpy(draft->image + column->offset, value, column->bytes);
    if (column->optional)
        draft->image[column_flag(column)] = true;
    lose_parents(draft, column);
    return status;
}

/* --- Showing a draft to functions of the user ----------------------------- */

/* Parents that are no rows, by the number that stands for each in the place
 * beside a reference while it is hidden. */
static char *const stand_ins[] = {NULL, &unresolved_parent, &missing_parent,
                                  &keyless_parent, &impossible_parent};
enum { STAND_INS = sizeof(stand_ins) / sizeof(*stand_ins) };

void ki_draft_hide_stand_ins(struct draft *draft)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        char *at = draft->image + table->foreign_keys[i].reference;

        for (uint32_t number = 0; number < STAND_INS; number++) {
            if (load_ptr(at) != stand_ins[number])
                continue;
            store_ptr(at, NULL);
            store_u32(at + REFERENCE_PLACE,
                      (load_u32(at + REFERENCE_PLACE) & MOVED) | number);
            break;
        }
    }
}

void ki_draft_restore_stand_ins(struct draft *draft)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        char *at = draft->image + table->foreign_keys[i].reference;

        if (!load_ptr(at))
            store_ptr(at, stand_ins[load_u32(at + REFERENCE_PLACE) & ~MOVED]);
    }
}
