/* made.c - rows that were made under a name.
 *
 * Owns   the hash table of names, whose memory grows by doubling.
 * Knows  handles: a name leads to a row as long as that lives, and to no other
 *        one.
 *
 * Names are never taken out: one whose row is gone is given to the next that is
 * made under it. So a search ends at the first free place.
 *
 * Public contract: kith/test/factory.h.
 */
#include "kit/made.h"

#include <stdio.h>

struct kith_made_name_ {
    const struct kith_recipe_
        *recipe; /* of the table; NULL: the place is free */
    char *name;
    kith_handle handle; /* 0: none was made under it yet */
};

/* --- What is told of a name ----------------------------------------------- */

/* Write a name as one line: control characters, quotes and backslashes as in C
 * source; what is too long ends in "..." after a whole character of UTF-8. */
static void show_name(char *shown, size_t bytes, const char *name)
{
    size_t used = 0, whole = 0; /* so much may stay before "..." */

    assert(bytes > 4);
    for (; *name; name++) {
        unsigned char byte = (unsigned char)*name;
        char escaped[5] = {*name};

        if (byte < ' ' || byte == 0x7f)
            snprintf(escaped, sizeof(escaped), "\\x%02x", (unsigned)byte);
        else if (byte == '"' || byte == '\\')
            snprintf(escaped, sizeof(escaped), "\\%c", byte);
        if ((byte & 0xc0) != 0x80 && used + 4 <= bytes)
            whole = used; /* a character begins here */
        if (used + strlen(escaped) >= bytes) {
            memcpy(shown + whole, "...", 4);
            return;
        }
        memcpy(shown + used, escaped, strlen(escaped));
        used += strlen(escaped);
    }
    shown[used] = '\0';
}

/* Note a failure that is about a name: the sentence has one %s for the table
 * and one for the name. */
static void fail_by_name(kith_factories *factories, kith_status status,
                         const struct kith_recipe_ *recipe,
                         const char *sentence, const char *name)
{
    char shown[sizeof(factories->error.value)];

    show_name(shown, sizeof(shown), name);
    ki_factories_fail(factories, status, recipe->table, NULL, sentence,
                      recipe->table->name, shown);
    memcpy(factories->error.value, shown, sizeof(shown));
}

/* --- The table of names --------------------------------------------------- */

/* FNV-1a (Fowler, Noll and Vo). Names are those of a test, not of an enemy. */
static size_t hash_of_name(const struct kith_recipe_ *recipe, const char *name)
{
    uint64_t hash = 0xcbf29ce484222325u ^ (uintptr_t)recipe;

    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3u;
    return (size_t)(hash ^ hash >> 32);
}

/* The place of a name, or the free one where it would be. There is one: see
 * reserve_name. */
static struct kith_made_name_ *place_of_name(const kith_factories *factories,
                                             const struct kith_recipe_ *recipe,
                                             const char *name)
{
    size_t mask = factories->name_capacity_ - 1;
    size_t at = hash_of_name(recipe, name) & mask;

    assert(factories->name_count_ < factories->name_capacity_);
    while (factories->names_[at].recipe &&
           (factories->names_[at].recipe != recipe ||
            strcmp(factories->names_[at].name, name) != 0))
        at = (at + 1) & mask;
    return &factories->names_[at];
}

/* Move all names into a table of twice as many places. */
static bool grow_names(kith_factories *factories)
{
    struct kith_made_name_ *old = factories->names_;
    size_t old_capacity = factories->name_capacity_;
    size_t capacity = old_capacity ? 2 * old_capacity : 16;
    struct kith_made_name_ *names =
        ki_factories_resize(factories, NULL, 0, capacity * sizeof(*names));

    if (!names)
        return false;
    memset(names, 0, capacity * sizeof(*names));
    factories->names_ = names;
    factories->name_capacity_ = capacity;
    for (size_t i = 0; i < old_capacity; i++) {
        if (old[i].recipe)
            *place_of_name(factories, old[i].recipe, old[i].name) = old[i];
    }
    if (old)
        ki_factories_resize(factories, old, old_capacity * sizeof(*old), 0);
    return true;
}

/* Half of the places at most are taken. */
static bool reserve_name(kith_factories *factories)
{
    return factories->name_count_ < factories->name_capacity_ / 2 ||
           grow_names(factories);
}

struct kith_made_name_ *ki_made_reserve(kith_factories *factories,
                                        const struct kith_recipe_ *recipe,
                                        const char *name)
{
    struct kith_made_name_ *place;
    size_t bytes = strlen(name) + 1;

    if (!reserve_name(factories)) {
        ki_factories_fail(factories, KITH_E_MEMORY, recipe->table, NULL,
                          "there is no memory for a name");
        return NULL;
    }
    place = place_of_name(factories, recipe, name);
    if (place->recipe) {
        if (!kith_resolve_row(factories->db, recipe->table, place->handle))
            return place;
        fail_by_name(factories, KITH_E_UNIQUE, recipe,
                     "another row of %s was made under the name \"%s\"", name);
        return NULL;
    }
    place->name = ki_factories_new(factories, bytes, 1);
    if (!place->name)
        return NULL;
    memcpy(place->name, name, bytes);
    place->recipe = recipe;
    place->handle = 0;
    factories->name_count_++;
    return place;
}

void ki_made_put(struct kith_made_name_ *place, const void *row)
{
    assert(place->recipe);
    place->handle = kith_handle_of(row);
}

void *kith_made_row(kith_factories *factories, const kith_table *table,
                    const char *name)
{
    const struct kith_recipe_ *recipe;
    const struct kith_made_name_ *place = NULL;
    void *row = NULL;

    if (!factories)
        return NULL;
    recipe = ki_recipe_of(factories, table);
    if (!recipe || !name) {
        ki_factories_fail(
            factories, KITH_E_MISUSE, NULL, NULL,
            "kith_made: name is NULL, or the table is not part of "
            "the database");
        return NULL;
    }
    if (factories->name_count_ > 0)
        place = place_of_name(factories, recipe, name);
    if (place && place->handle)
        row = kith_resolve_row(factories->db, table, place->handle);
    if (!row)
        fail_by_name(factories, KITH_E_NOT_FOUND, recipe,
                     place && place->handle
                         ? "the row of %s that was made under the name \"%s\" "
                           "is gone"
                         : "no row of %s was made under the name \"%s\"",
                     name);
    return row;
}

void ki_made_fini(kith_factories *factories)
{
    if (factories->names_)
        ki_factories_resize(
            factories, factories->names_,
            factories->name_capacity_ * sizeof(*factories->names_), 0);
    factories->names_ = NULL;
    factories->name_count_ = factories->name_capacity_ = 0;
}
