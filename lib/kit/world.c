/* world.c - rows from a text, and rows by names.
 *
 * Owns   the level in which a text is loaded, and the table of names.
 *
 *   slots_   [ | cheap_chair, handle | | ikea, handle | ... ]   by hash
 *   text_      cheap_chair\0 ikea\0 ...
 *
 * Public contract: kith/test/world.h. How a text is read is in load.h.
 */
#include "kit/load.h"

#include <kith/db.h>
#include <kith/txn.h>

#include <stdlib.h>
#include <string.h>

/* --- Names ---------------------------------------------------------------- */

struct kith_name_ {
    const char *name; /* NULL: free */
    const kith_table *table;
    kith_handle handle;
};

/* At least half of the slots are free, so that a search ends. */
static struct kith_name_ *name_slot(const kith_names *names, const char *name,
                                    size_t bytes)
{
    size_t mask = names->slot_count_ - 1;
    uint64_t hash = 0xcbf29ce484222325u;
    size_t place;

    assert(names->slot_count_ > names->count);
    for (size_t i = 0; i < bytes; i++)
        hash = (hash ^ (unsigned char)name[i]) * 0x100000001b3u;
    place = (size_t)(hash ^ hash >> 32) & mask;
    while (names->slots_[place].name &&
           (strncmp(names->slots_[place].name, name, bytes) != 0 ||
            names->slots_[place].name[bytes] != '\0'))
        place = (place + 1) & mask;
    return &names->slots_[place];
}

/* Room for the names of a load. KITH_E_MEMORY. */
static kith_status new_names(struct load *load, kith_names *names)
{
    size_t slots = 4;

    while (slots < 2 * load->name_count + 1)
        slots *= 2;
    *names = (kith_names){.allocator = load->hooks,
                          .db_ = load->db,
                          .slot_count_ = slots,
                          .text_bytes_ = load->name_bytes + 1};
    names->slots_ = load->hooks.resize(load->hooks.context, NULL, 0,
                                       slots * sizeof(*names->slots_));
    if (names->slots_)
        names->text_ = load->hooks.resize(load->hooks.context, NULL, 0,
                                          names->text_bytes_);
    if (!names->text_) {
        kith_names_free(names);
        return ki_load_fail_memory(load);
    }
    memset(names->slots_, 0, slots * sizeof(*names->slots_));
    return KITH_OK;
}

/* The names of the rows, which are all there. */
static void fill_names(const struct load *load, kith_names *names)
{
    char *to = names->text_;

    for (size_t i = 0; i < load->row_count; i++) {
        const struct node *node = &load->nodes[i];

        if (!node->name)
            continue;
        assert(node->row);
        memcpy(to, node->name, node->name_bytes);
        to[node->name_bytes] = '\0';
        *name_slot(names, to, node->name_bytes) = (struct kith_name_){
            to, load->tables[node->table].table, kith_handle_of(node->row)};
        names->count++;
        to += node->name_bytes + 1;
    }
    assert(to <= names->text_ + names->text_bytes_);
}

void *kith_named_row(const kith_names *names, const kith_table *table,
                     const char *name)
{
    const struct kith_name_ *slot;

    if (!names || !table || !name || !names->slots_)
        return NULL;
    slot = name_slot(names, name, strlen(name));
    return slot->name && slot->table == table
               ? kith_resolve_row(names->db_, table, slot->handle)
               : NULL;
}

static void *resize_names(void *context, void *block, size_t old_bytes,
                          size_t new_bytes)
{
    (void)context;
    (void)old_bytes;
    if (new_bytes > 0)
        return realloc(block, new_bytes);
    free(block);
    return NULL;
}

void kith_names_free(kith_names *names)
{
    kith_allocator hooks;

    if (!names)
        return;
    hooks = names->allocator;
    if (!hooks.resize)
        hooks.resize = resize_names;
    if (names->slots_)
        hooks.resize(hooks.context, names->slots_,
                     names->slot_count_ * sizeof(*names->slots_), 0);
    if (names->text_)
        hooks.resize(hooks.context, names->text_, names->text_bytes_, 0);
    *names = (kith_names){.allocator = names->allocator};
}

/* --- Loading -------------------------------------------------------------- */

/* All rows of the text, in the level that is open. */
static kith_status load_rows(struct load *load)
{
    static kith_status (*const steps[])(struct load * load) = {
        ki_load_plan, ki_load_scan,      ki_load_link,   ki_load_order,
        ki_load_sort, ki_load_link_late, ki_load_reorder};
    kith_status status = KITH_OK;

    assert(kith_depth(load->db) > 0);
    for (size_t i = 0; status == KITH_OK && i < sizeof(steps) / sizeof(*steps);
         i++)
        status = steps[i](load);
    return status;
}

/* Rows and names, or nothing. Names have all their memory before the rows are
 * kept, so that nothing can fail afterwards. */
static kith_status load_level(struct load *load, kith_names *names)
{
    kith_status status = kith_begin(load->db);

    if (status != KITH_OK)
        return ki_load_fail_call(load, status, NULL);
    status = load_rows(load);
    if (status == KITH_OK)
        status = new_names(load, names);
    if (status == KITH_OK) {
        fill_names(load, names);
        status = kith_commit(load->db);
        if (status == KITH_OK)
            return KITH_OK;
        ki_load_fail_call(load, status, NULL);
        kith_names_free(names);
    }
    kith_rollback(load->db);
    return status;
}

static kith_status refuse_load(kith_error *error, const char *what)
{
    struct load load = {.error = error};

    return error ? ki_load_fail(&load, KITH_E_MISUSE, NULL, NULL, NULL,
                                "%s is NULL", what)
                 : KITH_E_MISUSE;
}

kith_status kith_load_text(kith_db *db, const char *text, kith_names *names,
                           kith_error *error)
{
    kith_error failure = {.status = KITH_OK};
    struct load load = {.db = db, .text = text, .error = &failure};
    kith_names loaded = {0};
    kith_status status;

    if (!db || !text)
        return refuse_load(error, db ? "text" : "db");
    if (names)
        load.hooks = names->allocator;
    if (!load.hooks.resize)
        load.hooks.resize = resize_names;
    status = load_level(&load, &loaded);
    ki_load_free(&load);
    if (status != KITH_OK) {
        if (error)
            *error = failure;
        return status;
    }
    if (names) {
        loaded.allocator = names->allocator;
        kith_names_free(names);
        *names = loaded;
    } else {
        kith_names_free(&loaded);
    }
    return KITH_OK;
}
