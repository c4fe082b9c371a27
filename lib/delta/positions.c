/* positions.c - columns in which members show their places; see positions.h. */
#include "delta/positions.h"

#include "base/write.h"

static const struct foreign_key *key_of(const char *link)
{
    const char *key = load_ptr(link + STALE_KEY);

    assert(key || !load_ptr(link + STALE_NEXT));
    return (const void *)key;
}

static void show(const struct column *column, char *child, uint64_t place)
{
    char *at = child + column->offset;

    assert(column->positioned);
    if (column->bytes == sizeof(uint64_t))
        write_u64(at, place);
    else
        write_u32(at, (uint32_t)place);
}

static bool shows(const struct column *column, const char *child, size_t place)
{
    const char *at = child + column->offset;

    assert(place < UINT32_MAX);
    return column->bytes == sizeof(uint64_t) ? load_u64(at) == place
                                             : load_u32(at) == place;
}

/* The last link leads to itself: one that is not among them has no key. */
static void note_stale(const struct foreign_key *foreign_key, char *parent)
{
    struct kith_db *db = store_db(row_store(parent));
    char *link = parent + foreign_key->rules->stale_at;

    assert(position_of(foreign_key));
    assert(row_is_in(parent, foreign_key->parent));
    if (key_of(link))
        return;
    write_ptr(link + STALE_NEXT, db->stale ? db->stale : link);
    write_ptr(link + STALE_KEY, (const void *)foreign_key);
    db->stale = link;
}

void ki_positions_leave(const struct foreign_key *foreign_key, char *child,
                        bool kept)
{
    char *parent = load_ptr(child + foreign_key->reference);

    assert(row_is_in(child, foreign_key->child));
    if (parent && (kept || !is_to_delete(parent)))
        note_stale(foreign_key, parent);
    show(position_of(foreign_key), child, 0);
}

/* No list has so many members that one of them stood there. */
void ki_positions_join(const struct foreign_key *foreign_key, char *child)
{
    char *parent = load_ptr(child + foreign_key->reference);

    assert(row_is_in(child, foreign_key->child));
    if (parent)
        note_stale(foreign_key, parent);
    show(position_of(foreign_key), child, parent ? UINT64_MAX : 0);
}

void ki_positions_delete(const char *row)
{
    const struct table *table = row_store(row)->table;

    assert(table->counts_leaving);
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];
        char *parent = row_parent(row, foreign_key);

        if (position_of(foreign_key) && parent && !is_to_delete(parent))
            note_stale(foreign_key, parent);
    }
}

void ki_positions_write(const struct foreign_key *foreign_key, char *parent,
                        size_t least)
{
    const struct column *column = position_of(foreign_key);
    struct child_list list = child_list_of(foreign_key, parent);
    size_t place = child_list_count(list);

    assert(column);
    for (uint32_t i = child_list_slot_count(list); place > 0 && i-- > 0;) {
        char *child = child_list_slot(list, i);

        if (!child)
            continue;
        place--;
        if (place < least && shows(column, child, place))
            return;
        show(column, child, place);
    }
    assert(place == 0);
}

void ki_positions_write_stale(struct kith_db *db)
{
    char *link = db->stale;

    assert(link);
    while (link) {
        char *next = load_ptr(link + STALE_NEXT);
        const struct foreign_key *foreign_key = key_of(link);

        ki_positions_write(foreign_key, link - foreign_key->rules->stale_at,
                           SIZE_MAX);
        write_zeros(link, STALE_BYTES);
        link = next == link ? NULL : next;
    }
    db->stale = NULL;
}

bool ki_positions_verify(const struct foreign_key *foreign_key, char *parent)
{
    struct child_list list = child_list_of(foreign_key, parent);
    size_t next = 0, place = 0;
    bool right = !key_of(parent + foreign_key->rules->stale_at);
    const char *child;

    assert(row_is_live(parent));
    while (right && (child = ki_child_list_next(list, &next)))
        right = shows(position_of(foreign_key), child, place++);
    return right;
}
