/* load_memory.c - the memory and the errors of a load.
 *
 * Owns   the arenas, the dictionary, and where in a text a failure is.
 *
 * Contract: load.h. Most memory is kept in two arenas, so that nothing is given
 * back one by one: what lasts as long as the load, and what a row needs while
 * it is at work, which is emptied after each.
 */
#include "kit/load.h"

#include <kith/db.h>
#include <kith/dump.h>

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* --- Arenas --------------------------------------------------------------- */

enum { LEAST_BLOCK_BYTES = 512 };

#define LOAD_HEAD_BYTES                                       \
    ((sizeof(struct load_block) + alignof(max_align_t) - 1) / \
     alignof(max_align_t) * alignof(max_align_t))

/* A piece of an arena; NULL without memory. Blocks double. */
static void *new_piece(struct load *load, struct load_block **newest,
                       size_t bytes)
{
    struct load_block *block = *newest;
    size_t wanted = block ? block->bytes * 2 : LEAST_BLOCK_BYTES;
    void *piece;

    if (bytes > SIZE_MAX / 4)
        return NULL;
    bytes = (bytes + alignof(max_align_t)) / alignof(max_align_t) *
            alignof(max_align_t);
    if (!block || block->bytes - block->used < bytes) {
        if (wanted < LOAD_HEAD_BYTES + bytes)
            wanted = LOAD_HEAD_BYTES + bytes;
        block = load->hooks.resize(load->hooks.context, NULL, 0, wanted);
        if (!block)
            return NULL;
        *block = (struct load_block){*newest, wanted, LOAD_HEAD_BYTES};
        *newest = block;
    }
    piece = (char *)block + block->used;
    block->used += bytes;
    assert(block->used <= block->bytes);
    return piece;
}

static void free_load_blocks(struct load *load, struct load_block *block)
{
    while (block) {
        struct load_block *older = block->older;

        load->hooks.resize(load->hooks.context, block, block->bytes, 0);
        block = older;
    }
}

void *ki_load_new(struct load *load, size_t count, size_t item_bytes)
{
    void *piece = count > SIZE_MAX / 4 / item_bytes
                      ? NULL
                      : new_piece(load, &load->block, count * item_bytes);

    assert(item_bytes > 0);
    if (piece)
        memset(piece, 0, count * item_bytes);
    else
        ki_load_fail_memory(load);
    return piece;
}

void *ki_load_new_draft(struct load *load, size_t bytes)
{
    void *piece = new_piece(load, &load->draft, bytes);

    if (!piece)
        ki_load_fail_memory(load);
    return piece;
}

/* The newest block stays, which is the largest. */
void ki_load_done_row(struct load *load)
{
    if (!load->draft)
        return;
    free_load_blocks(load, load->draft->older);
    load->draft->older = NULL;
    load->draft->used = LOAD_HEAD_BYTES;
}

/* Arrays that grow are no pieces: what they were would stay. */
kith_status ki_load_grow(struct load *load, void **items, size_t count,
                         size_t *capacity, size_t item_bytes)
{
    size_t wanted = *capacity ? *capacity * 2 : 16;
    void *grown;

    assert(count <= *capacity);
    if (count < *capacity)
        return KITH_OK;
    grown =
        wanted > SIZE_MAX / 4 / item_bytes
            ? NULL
            : load->hooks.resize(load->hooks.context, *items,
                                 *capacity * item_bytes, wanted * item_bytes);
    if (!grown)
        return ki_load_fail_memory(load);
    *items = grown;
    *capacity = wanted;
    return KITH_OK;
}

static void free_array(struct load *load, void *items, size_t capacity,
                       size_t item_bytes)
{
    assert(items || capacity == 0);
    if (items)
        load->hooks.resize(load->hooks.context, items, capacity * item_bytes,
                           0);
}

/* --- Dictionary ----------------------------------------------------------- */

struct dictionary_entry {
    uint64_t hash;
    const char *bytes; /* NULL: free */
    size_t count, number;
};

kith_status ki_load_add(struct load *load, const void *bytes, size_t count)
{
    struct bytes *scratch = &load->scratch;
    size_t wanted = scratch->count + count;
    char *grown;

    assert(scratch->count <= scratch->capacity);
    if (wanted > scratch->capacity) {
        grown = ki_load_new(load, wanted * 2, 1);
        if (!grown)
            return KITH_E_MEMORY;
        if (scratch->count > 0)
            memcpy(grown, scratch->at, scratch->count);
        scratch->at = grown;
        scratch->capacity = wanted * 2;
    }
    if (count > 0)
        memcpy(scratch->at + scratch->count, bytes, count);
    scratch->count = wanted;
    return KITH_OK;
}

/* FNV-1a, folded down as its low bits are what is used. */
static uint64_t hash_of_bytes(const struct bytes *bytes)
{
    uint64_t hash = 0xcbf29ce484222325u;

    for (size_t i = 0; i < bytes->count; i++)
        hash = (hash ^ (unsigned char)bytes->at[i]) * 0x100000001b3u;
    return hash ^ hash >> 32;
}

/* The entry of these bytes, or the free one where they would be. */
static struct dictionary_entry *probe(const struct dictionary *dictionary,
                                      uint64_t hash, const struct bytes *bytes)
{
    size_t mask = dictionary->capacity - 1;
    size_t place = (size_t)hash & mask;

    assert(dictionary->capacity > dictionary->count);
    for (;; place = (place + 1) & mask) {
        struct dictionary_entry *entry = &dictionary->entries[place];

        if (!entry->bytes ||
            (entry->hash == hash && entry->count == bytes->count &&
             memcmp(entry->bytes, bytes->at, bytes->count) == 0))
            return entry;
    }
}

size_t ki_load_find(const struct load *load)
{
    const struct dictionary *dictionary = &load->dictionary;
    const struct dictionary_entry *entry;

    if (dictionary->count == 0)
        return NOWHERE;
    entry = probe(dictionary, hash_of_bytes(&load->scratch), &load->scratch);
    return entry->bytes ? entry->number : NOWHERE;
}

static kith_status grow_dictionary(struct load *load)
{
    struct dictionary *old = &load->dictionary;
    struct dictionary grown = {.capacity =
                                   old->capacity ? old->capacity * 2 : 64,
                               .count = old->count};

    if (old->count < old->capacity / 2)
        return KITH_OK;
    grown.entries = load->hooks.resize(load->hooks.context, NULL, 0,
                                       grown.capacity * sizeof(*grown.entries));
    if (!grown.entries)
        return ki_load_fail_memory(load);
    memset(grown.entries, 0, grown.capacity * sizeof(*grown.entries));
    for (size_t i = 0; i < old->capacity; i++) {
        size_t place = (size_t)old->entries[i].hash & (grown.capacity - 1);

        if (!old->entries[i].bytes)
            continue;
        while (grown.entries[place].bytes)
            place = (place + 1) & (grown.capacity - 1);
        grown.entries[place] = old->entries[i];
    }
    free_array(load, old->entries, old->capacity, sizeof(*old->entries));
    *old = grown;
    return KITH_OK;
}

kith_status ki_load_put(struct load *load, size_t number)
{
    uint64_t hash = hash_of_bytes(&load->scratch);
    struct dictionary_entry *entry;
    char *bytes;

    assert(load->scratch.count > 0);
    if (grow_dictionary(load) != KITH_OK)
        return KITH_E_MEMORY;
    entry = probe(&load->dictionary, hash, &load->scratch);
    if (entry->bytes)
        return KITH_OK;
    bytes = ki_load_new(load, load->scratch.count, 1);
    if (!bytes)
        return KITH_E_MEMORY;
    memcpy(bytes, load->scratch.at, load->scratch.count);
    *entry =
        (struct dictionary_entry){hash, bytes, load->scratch.count, number};
    load->dictionary.count++;
    return KITH_OK;
}

void ki_load_free(struct load *load)
{
    assert(load->hooks.resize);
    free_array(load, load->nodes, load->node_capacity, sizeof(*load->nodes));
    free_array(load, load->orders, load->order_capacity, sizeof(*load->orders));
    free_array(load, load->free_lists, load->free_list_capacity,
               sizeof(*load->free_lists));
    free_array(load, load->late, load->late_capacity, sizeof(*load->late));
    free_array(load, load->dictionary.entries, load->dictionary.capacity,
               sizeof(*load->dictionary.entries));
    free_load_blocks(load, load->block);
    free_load_blocks(load, load->draft);
    load->block = load->draft = NULL;
}

/* --- Errors --------------------------------------------------------------- */

/* An error without its message, whose beginning says where it is: the line and
 * the column, in characters. Returns how many bytes that has. */
static size_t begin_error(struct load *load, kith_status status, const char *at,
                          const char *table, const char *column)
{
    kith_error *error = load->error;
    size_t line = 1, place = 1;

    assert(status != KITH_OK);
    *error = (kith_error){.status = status, .table = table, .column = column};
    if (!at)
        return 0;
    for (const char *seen = load->text; seen < at; seen++) {
        if (*seen == '\n') {
            line++;
            place = 1;
        } else {
            place += ((unsigned char)*seen & 0xc0) != 0x80;
        }
    }
    snprintf(error->message, sizeof(error->message),
             "line %zu, column %zu: ", line, place);
    return strlen(error->message);
}

/* What was cut ends in dots, behind a whole character. */
static void end_message(char *message, size_t capacity, bool cut)
{
    size_t end = capacity - 4;

    if (!cut)
        return;
    assert(strlen(message) == capacity - 1);
    while (((unsigned char)message[end] & 0xc0) == 0x80)
        end--;
    memcpy(message + end, "...", 4);
}

kith_status ki_load_fail(struct load *load, kith_status status, const char *at,
                         const kith_table *table, const char *column,
                         const char *format, ...)
{
    size_t used =
        begin_error(load, status, at, table ? table->name : NULL, column);
    size_t left = sizeof(load->error->message) - used;
    va_list values;
    int written;

    assert(used < sizeof(load->error->message));
    va_start(values, format);
    written = vsnprintf(load->error->message + used, left, format, values);
    va_end(values);
    end_message(load->error->message, sizeof(load->error->message),
                written >= 0 && (size_t)written >= left);
    return status;
}

/* An output of so many bytes, of which the last is for a NUL. */
struct short_text {
    char *at;
    size_t bytes, used;
};

static bool write_short(void *context, const char *text, size_t bytes)
{
    struct short_text *to = context;

    if (bytes >= to->bytes - to->used)
        return false;
    memcpy(to->at + to->used, text, bytes);
    to->used += bytes;
    to->at[to->used] = '\0';
    return true;
}

/* What a token says, without its quotes, and as a dump would quote it, for it
 * may have any bytes, and a message is a line of UTF-8. Of a long one the first
 * `most` bytes or so; false where not even these fit when all are escaped. */
static bool quote_token(const struct token *token, size_t most, char *to,
                        size_t bytes)
{
    enum { MOST_BYTES = 40 };
    static const kith_column any = {.kind = KITH_KIND_TEXT};
    struct short_text text = {to, bytes, 0};
    bool quoted = token->kind == TOKEN_QUOTED && token->bytes >= 2;
    size_t count = quoted ? token->bytes - 2 : token->bytes;
    char copy[MOST_BYTES + 4] = "";
    kith_value value = {.kind = KITH_KIND_TEXT, .text = copy};

    assert(most <= MOST_BYTES);
    if (count > most) {
        count = most;
        while (count > 0 &&
               ((unsigned char)token->at[quoted + count] & 0xc0) == 0x80)
            count--;
        memcpy(copy + count, "...", 4);
    }
    memcpy(copy, token->at + quoted, count);
    return kith_dump_value(&any, &value,
                           (kith_output){.write = write_short,
                                         .context = &text}) == KITH_OK;
}

kith_status ki_load_fail_token(struct load *load, kith_status status,
                               const struct token *token,
                               const kith_table *table, const char *column,
                               const char *why)
{
    kith_error *error = load->error;
    char quoted[sizeof(error->value) + 2] = "";

    assert(!column || table);
    if (!quote_token(token, 40, quoted, sizeof(quoted)))
        quote_token(token, 20, quoted, sizeof(quoted));
    ki_load_fail(load, status, token->at, table, column, "%s%s%s%s%s %s",
                 table ? table->name : "", column ? "." : "",
                 column ? column : "", table ? ": " : "",
                 token->kind == TOKEN_END ? "the end of the line" : quoted,
                 why);
    assert(strlen(quoted) >= 2);
    memcpy(error->value, quoted + 1, strlen(quoted) - 2);
    return status;
}

kith_status ki_load_fail_call(struct load *load, kith_status status,
                              const char *at)
{
    const kith_error *last = kith_last_error(load->db);

    assert(last->status == status);
    ki_load_fail(load, status, at, NULL, NULL, "%s", last->message);
    load->error->table = last->table;
    load->error->column = last->column;
    load->error->constraint = last->constraint;
    memcpy(load->error->value, last->value, sizeof(last->value));
    return status;
}

kith_status ki_load_fail_memory(struct load *load)
{
    return ki_load_fail(load, KITH_E_MEMORY, NULL, NULL, NULL,
                        "out of memory: the allocator returned NULL");
}
