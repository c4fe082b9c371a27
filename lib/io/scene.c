/* scene.c - the rows around a row; see scene.h. */
#include "io/scene.h"

#include <kith/row.h>

#include <assert.h>

/* --- Which rows ----------------------------------------------------------- */

static bool grow_scene(struct scene *scene)
{
    size_t held = scene->capacity * sizeof(*scene->rows);
    size_t capacity = scene->capacity ? 2 * scene->capacity : 64;
    struct scene_row *rows;

    if (scene->count < scene->capacity)
        return true;
    rows = ki_memory_resize(&scene->memory, scene->rows, held,
                            capacity * sizeof(*rows));
    if (!rows)
        return false;
    scene->rows = rows;
    scene->capacity = capacity;
    return true;
}

bool ki_scene_find(const struct scene *scene, const void *row, size_t *number)
{
    const size_t *found = row ? ki_ptr_map_find(&scene->numbers, row) : NULL;

    if (found)
        *number = *found;
    return found != NULL;
}

/* Draw a row, which may be NULL, unless it is drawn already or the limit is
 * reached. False when memory ran out. */
static bool scene_add_row(struct scene *scene, const void *row)
{
    size_t number;

    if (!row || ki_scene_find(scene, row, &number))
        return true;
    if (scene->count >= scene->diagram->chosen.row_limit) {
        scene->cut = true;
        return true;
    }
    if (!grow_scene(scene) ||
        !ki_ptr_map_reserve(&scene->numbers, &scene->memory))
        return false;
    ki_ptr_map_put(&scene->numbers, row, scene->count);
    scene->rows[scene->count++] = (struct scene_row){.row = row};
    return true;
}

static bool scene_add_children(struct scene *scene, const void *row,
                               const kith_foreign_key *key)
{
    kith_members children = kith_children_of(row, key);
    const void *child;

    while (!scene->cut && (child = kith_next_member(&children))) {
        if (!scene_add_row(scene, child))
            return false;
    }
    return true;
}

/* Draw all that a row is linked to. */
static bool scene_add_linked(struct scene *scene, const void *row)
{
    const struct diagram *diagram = scene->diagram;
    const kith_table *table = kith_table_of(row);
    kith_foreign_key key;

    for (size_t i = 0; kith_table_foreign_key(diagram->db, table, i, &key);
         i++) {
        if (ki_diagram_shows(diagram, key.parent) &&
            !scene_add_row(scene, kith_parent_of(row, &key)))
            return false;
    }
    for (size_t i = 0; kith_table_child(diagram->db, table, i, &key); i++) {
        if (ki_diagram_shows(diagram, key.child) &&
            !scene_add_children(scene, row, &key))
            return false;
    }
    return true;
}

static bool scene_add_around(struct scene *scene, const void *row)
{
    size_t begin = 0, end;

    if (!scene_add_row(scene, row))
        return false;
    for (size_t step = 0; step < scene->diagram->chosen.steps && !scene->cut &&
                          begin < scene->count;
         step++) {
        end = scene->count;
        for (; begin < end && !scene->cut; begin++) {
            if (!scene_add_linked(scene, scene->rows[begin].row))
                return false;
        }
    }
    return true;
}

/* --- How many children of each are drawn ---------------------------------- */

/* Give each row a counter for each foreign key that refers to its table. */
static bool make_drawn_counters(struct scene *scene)
{
    kith_foreign_key key;
    size_t count = 0;

    for (size_t i = 0; i < scene->count; i++) {
        const kith_table *table = kith_table_of(scene->rows[i].row);

        scene->rows[i].first_drawn = count;
        for (size_t n = 0; kith_table_child(scene->diagram->db, table, n, &key);
             n++)
            count++;
    }
    if (count == 0)
        return true;
    scene->drawn =
        ki_memory_new_zeroed(&scene->memory, count * sizeof(*scene->drawn));
    scene->drawn_count = scene->drawn ? count : 0;
    return scene->drawn != NULL;
}

/* The place of a foreign key among those that refer to its parent. */
static size_t child_key_number(const struct scene *scene,
                               const kith_foreign_key *key)
{
    kith_foreign_key other;
    size_t n = 0;

    while (kith_table_child(scene->diagram->db, key->parent, n, &other) &&
           other.foreign_key_ != key->foreign_key_)
        n++;
    return n;
}

static void count_drawn(struct scene *scene)
{
    kith_foreign_key key;
    size_t parent;

    for (size_t i = 0; i < scene->count; i++) {
        const void *row = scene->rows[i].row;

        for (size_t n = 0; kith_table_foreign_key(scene->diagram->db,
                                                  kith_table_of(row), n, &key);
             n++) {
            if (!ki_scene_find(scene, kith_parent_of(row, &key), &parent))
                continue;
            parent =
                scene->rows[parent].first_drawn + child_key_number(scene, &key);
            assert(parent < scene->drawn_count);
            scene->drawn[parent]++;
        }
    }
}

/* Where no collection shows these children and no others, one more step than
 * there are drawn ones tells. */
bool ki_scene_has_more(const struct scene *scene, size_t number, size_t n,
                       const kith_foreign_key *key, size_t *more)
{
    const struct scene_row *row = &scene->rows[number];
    size_t drawn = scene->drawn[row->first_drawn + n], count = 0;
    kith_members children;

    if (key->parent_end && !key->parent_end->symmetric) {
        count = kith_member_count_at(row->row, key->parent_end->offset_bytes);
        *more = count - drawn;
        return count > drawn;
    }
    *more = 0;
    children = kith_children_of(row->row, key);
    while (count <= drawn && kith_next_member(&children))
        count++;
    return count > drawn;
}

/* --- The whole ------------------------------------------------------------ */

kith_status ki_scene_init(struct scene *scene, const struct diagram *diagram,
                          const void *row)
{
    *scene = (struct scene){.diagram = diagram};
    ki_memory_init(&scene->memory, &diagram->chosen.allocator);
    if (!scene_add_around(scene, row) || !make_drawn_counters(scene))
        return KITH_E_MEMORY;
    count_drawn(scene);
    return KITH_OK;
}

void ki_scene_fini(struct scene *scene)
{
    ki_ptr_map_fini(&scene->numbers, &scene->memory);
    ki_memory_free(&scene->memory, scene->rows,
                   scene->capacity * sizeof(*scene->rows));
    ki_memory_free(&scene->memory, scene->drawn,
                   scene->drawn_count * sizeof(*scene->drawn));
    assert(scene->memory.bytes == 0);
}
