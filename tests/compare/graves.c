/* graves.c - calls on rows that were deleted in an open level.
 *
 * Their bytes are kept until the outermost level ends, so a program may still
 * have their addresses: each call on one is KITH_E_NOT_FOUND, whether it is the
 * row of the call or the other one.
 */
#include "world.h"

#include <string.h>

static const struct link *random_link(struct world *world)
{
    uint32_t count = (uint32_t)world->catalog.link_count;

    return count ? &world->catalog.links[world_random(world, count)] : NULL;
}

/* A live row of the table; NULL. */
static void *live_row(struct world *world, int table)
{
    int rid = world_pick(world, table);

    return rid == NOTHING ? NULL : world->mirror.rows[table][rid].kith;
}

/* --- Columns -------------------------------------------------------------- */

static kith_status update_grave(struct world *world, const struct grave *grave)
{
    const struct table *table = &world->catalog.tables[grave->table];
    int column = world_column(world, table);
    struct cell cell = world_value(world, grave->table, column);
    kith_assignment change = {
        .offset_bytes = table->columns[column].attribute->offset_bytes};
    union value value;

    value_write(&table->columns[column], &cell, &value);
    change.value = &value;
    call_say(world, ": update");
    return kith_update_at(grave->row.kith, &change, 1);
}

static kith_status edit_grave(struct world *world, const struct grave *grave)
{
    call_say(world, ": edit");
    return (kith_edit)(grave->row.kith) ? KITH_OK
                                        : kith_last_error(world->db)->status;
}

/* --- Links ---------------------------------------------------------------- */

/* Link or unlink along the member, a reference or a scalar. */
static kith_status relate_grave(struct world *world, const struct link *link,
                                void *row, void *target)
{
    size_t offset = link->attribute->offset_bytes;

    call_say(world, ": relate along %s", link->attribute->name);
    return target ? kith_relate_at(row, offset, target)
                  : kith_unlink_at(row, offset);
}

static kith_status list_grave(struct world *world, const struct link *link,
                              void *row, void *target)
{
    size_t offset = link->attribute->offset_bytes;
    uint32_t way = target ? world_random(world, 4) : 4;

    call_say(world, ": way %u into the list %s", (unsigned)way,
             link->attribute->name);
    switch (way) {
    case 0:
        return kith_append_at(row, offset, target);
    case 1:
        return kith_remove_at(row, offset, target);
    case 2:
        return kith_replace_at(row, offset, &(kith_row_list){&target, 1});
    case 3:
        return kith_move_at(row, offset, target, 0);
    default:
        return kith_clear_at(row, offset);
    }
}

/* A new row that names the deleted one as its parent. */
static kith_status insert_below(struct world *world, const struct link *link,
                                const struct grave *grave)
{
    _Alignas(max_align_t) char row[ROW_BYTES_MAX] = {0};
    const struct table *table = &world->catalog.tables[link->table];

    call_say(world, ": insert a row of %s below it", table->face->name);
    memcpy(row + link->attribute->offset_bytes, &grave->row.kith,
           sizeof(void *));
    return kith_insert_row(world->db, table->face, row)
               ? KITH_OK
               : kith_last_error(world->db)->status;
}

/* False where the link has no place for the deleted row. */
static bool link_grave(struct world *world, const struct grave *grave)
{
    const struct link *link = random_link(world);
    void *row = grave->row.kith, *target = row;

    if (!link || link->view_only)
        return false;
    if (link->table == grave->table && world_chance(world, 50)) {
        target = live_row(world, link->target);
    } else if (link->target == grave->table) {
        row = live_row(world, link->table);
        if (!row)
            return false;
    } else {
        return false;
    }
    if (target == grave->row.kith && world_chance(world, 50) &&
        link->attribute->kind == KITH_KIND_REFERENCE)
        world->call.answer = insert_below(world, link, grave);
    else if (link->attribute->kind == KITH_KIND_COLLECTION)
        world->call.answer = list_grave(world, link, row, target);
    else
        world->call.answer = relate_grave(world, link, row, target);
    return true;
}

/* --- The calls ------------------------------------------------------------ */

static bool call_once(struct world *world, const struct grave *grave)
{
    switch (world_random(world, 6)) {
    case 0:
        world->call.answer = update_grave(world, grave);
        return true;
    case 1:
        world->call.answer = edit_grave(world, grave);
        return true;
    case 2:
        call_say(world, ": delete");
        world->call.answer = kith_delete(grave->row.kith);
        return true;
    default:
        return link_grave(world, grave);
    }
}

/* The columns may be read as they were. */
static bool is_as_it_was(const struct world *world, const struct grave *grave)
{
    const struct table *table = &world->catalog.tables[grave->table];

    if (kith_is_live(grave->row.kith) || row_rid(grave->row.kith) != grave->rid)
        return false;
    for (int i = 0; i < table->column_count - table->hidden_count; i++) {
        const struct cell cell = row_cell(&table->columns[i], grave->row.kith);

        if (!cell_equal(&cell, &grave->row.cells[i]))
            return false;
    }
    return true;
}

bool call_grave(struct world *world)
{
    struct levels *levels = &world->levels;
    const struct grave *grave;
    uint64_t random;
    size_t bytes;
    bool called;

    if (levels->grave_count == 0)
        return false;
    grave = &levels->graves[world_random(world, (uint32_t)levels->grave_count)];
    call_begin(world, CALL_GRAVE);
    call_say(world, "deleted row %d of %s", grave->rid,
             world->catalog.tables[grave->table].face->name);
    random = world->random;
    bytes = strlen(world->call.words);
    refuse_begin(world->db);
    do {
        world->random = random; /* the same call again */
        world->call.words[bytes] = '\0';
        called = call_once(world, grave);
    } while (refuse_again(world->db, world->call.answer, world->call.words));
    world->call.fixed = true;
    world->call.expected = KITH_E_NOT_FOUND;
    world->call.wrong = !is_as_it_was(world, grave);
    return called;
}
