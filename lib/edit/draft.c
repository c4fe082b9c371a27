/* draft.c - rows as they will be; see draft.h. */
#include "edit/draft.h"

#include "catalog/value.h"
#include "data/text.h"

kith_status ki_draft_misuse(struct kith_db *db, const struct table *table,
                            const char *column, const char *sentence)
{
    struct facts facts = {
        .table = table->descriptor->name, .column = column, .call = db->call};

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
    for (size_t i = 0; i < table->column_count; i++)
        column_copy(&table->columns[i], image, row);
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
    for (size_t i = 0; i < store->table->foreign_key_count; i++)
        store_u32(image + store->table->foreign_keys[i].reference +
                      REFERENCE_PLACE,
                  PARENT_KNOWN);
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
        *number = *ki_ptr_map_find(&plan->draft_of, row);
        return KITH_OK;
    }
    if (!ki_ptr_map_reserve(&plan->draft_of, &db->memory))
        return ki_error_memory(&db->error);
    image = new_image(db, store, row);
    draft = image ? ki_draft_add(db, store) : NULL;
    if (!draft)
        return ki_error_memory(&db->error);
    draft->row = row;
    draft->image = image;
    *number = plan->drafts.count - 1;
    ki_ptr_map_put(&plan->draft_of, row, *number);
    row_mark(row, MARK_DRAFTED);
    return KITH_OK;
}

/* --- Keys and parents ----------------------------------------------------- */

void ki_draft_unlink(const struct draft *draft,
                     const struct foreign_key *foreign_key)
{
    reference_set(draft->image + foreign_key->reference, NULL, PARENT_KNOWN);
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
            reference_set(at, NULL, PARENT_WITHOUT_KEY);
        else if (foreign_key->own_count == 0)
            reference_set(at, NULL, PARENT_REQUIRED);
        return;
    }
    reference_set(at, parent, PARENT_KNOWN);
    ki_draft_follow(db, draft, foreign_key);
}

bool ki_draft_names_another(const struct draft *draft,
                            const struct foreign_key *foreign_key)
{
    for (size_t i = 0; i < foreign_key->column_count; i++) {
        if (!ki_column_equal(foreign_key->columns[i], draft->row, draft->image))
            return true;
    }
    return false;
}

/* --- What the call itself moves ------------------------------------------- */

static void note_moves(const struct draft *draft)
{
    const struct table *table = draft->store->table;

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        const char *old = image_parent(draft->row, foreign_key);
        bool moved = old && (image_parent(draft->image, foreign_key) != old ||
                             ki_draft_names_another(draft, foreign_key));
        char *place = draft->image + foreign_key->reference + REFERENCE_PLACE;

        store_u32(place, load_u32(place) | (moved ? PARENT_MOVED : 0));
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
    draft = &plan->drafts.items[*ki_ptr_map_find(&plan->draft_of, child)];
    return draft->named &&
           load_u32(draft->image + foreign_key->reference + REFERENCE_PLACE) &
               PARENT_MOVED;
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
            !image_is_unlinked(draft->image, foreign_key))
            draft_unresolve(draft, foreign_key);
    }
}

static kith_status set_null(struct kith_db *db, struct draft *draft,
                            const struct column *column)
{
    if (column->foreign_key) {
        ki_draft_link(db, draft, column->foreign_key, NULL);
        return KITH_OK;
    }
    if (column->link_count > 0 && !is_block(column))
        return ki_draft_misuse(db, draft->store->table, column->attribute->name,
                               "%f: %t.%c cannot be NULL, for several keys "
                               "need it: set it to a value");
    if (!column->optional && !is_block(column))
        return ki_draft_misuse(
            db, draft->store->table, column->attribute->name,
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
                         const struct column *column, const void *value)
{
    kith_status status = KITH_OK;

    draft->moves |= column->indexed;
    if (value && column->kind == KITH_KIND_BLOB && !blob_data(value) &&
        blob_bytes(value))
        return ki_draft_misuse(db, draft->store->table, column->attribute->name,
                               "%f: %t.%c is given bytes without data");
    if (ki_change_is_null(column, value))
        return set_null(db, draft, column);
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
