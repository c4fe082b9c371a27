/* factories.c - the error and the memory of kith_factories.
 *
 * Owns   the list of blocks that live as long as the factories.
 * Knows  nothing of what they are for.
 */
#include "kit/factories.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

kith_status ki_factories_fail(kith_factories *factories, kith_status status,
                              const kith_table *table, const char *column,
                              const char *format, ...)
{
    kith_error *error = &factories->error;
    va_list values;

    assert(status != KITH_OK);
    *error = (kith_error){.status = status,
                          .table = table ? table->name : NULL,
                          .column = column};
    va_start(values, format);
    vsnprintf(error->message, sizeof(error->message), format, values);
    va_end(values);
    return status;
}

void *ki_factories_resize(kith_factories *factories, void *block,
                          size_t old_bytes, size_t new_bytes)
{
    const kith_allocator *hooks = &factories->allocator_;

    assert(block || old_bytes == 0);
    return hooks->resize(hooks->context, block, old_bytes, new_bytes);
}

/* A block that knows its size, so that all can be given back. */
struct recipe_block {
    alignas(max_align_t) struct recipe_block *next;
    size_t bytes;
};

void *ki_factories_new(kith_factories *factories, size_t count, size_t bytes)
{
    size_t all = sizeof(struct recipe_block) + count * bytes;
    struct recipe_block *block = NULL;

    assert(bytes > 0);
    if (count <= (SIZE_MAX - sizeof(*block)) / bytes)
        block = ki_factories_resize(factories, NULL, 0, all);
    if (!block) {
        ki_factories_fail(factories, KITH_E_MEMORY, NULL, NULL,
                          "there is no memory for the factories");
        return NULL;
    }
    memset(block, 0, all);
    block->next = factories->blocks_;
    block->bytes = all;
    factories->blocks_ = block;
    return block + 1;
}

void ki_factories_free(kith_factories *factories)
{
    while (factories->blocks_) {
        struct recipe_block *block = factories->blocks_;

        factories->blocks_ = block->next;
        ki_factories_resize(factories, block, block->bytes, 0);
    }
}
