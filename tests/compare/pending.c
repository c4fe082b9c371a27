/* pending.c - deferred keys that name no row yet: what they wait for, and what
 * a call has made of them.
 */
#include "world.h"

#include <string.h>

static bool names_same(const struct foreign_key *key, const struct row *a,
                       const struct row *b)
{
    for (int i = 0; i < key->count; i++) {
        if (!cell_equal(&a->cells[key->columns[i]], &b->cells[key->columns[i]]))
            return false;
    }
    return true;
}

/* --- What they wait for --------------------------------------------------- */

/* Of all rows that wait, each with the same chance. */
uint32_t world_awaited(struct world *world, int table,
                       struct cell cells[COLUMNS_MAX])
{
    const struct catalog *catalog = &world->catalog;
    uint32_t columns = 0, seen = 0;

    for (int i = 0; i < catalog->foreign_key_count; i++) {
        const struct foreign_key *key = &catalog->foreign_keys[i];

        for (int rid = 1; key->parent == table && rid < ROWS_MAX; rid++) {
            const struct row *child = &world->mirror.rows[key->child][rid];

            if (!mirror_is_pending(&world->mirror, key, child) ||
                world_random(world, ++seen) != 0)
                continue;
            columns = 0;
            for (int j = 0; j < key->count; j++) {
                columns |= 1u << key->parent_columns[j];
                cells[key->parent_columns[j]] = child->cells[key->columns[j]];
            }
        }
    }
    return columns;
}

bool world_is_pending(const struct world *world)
{
    for (int i = 0; i < world->catalog.foreign_key_count; i++) {
        const struct foreign_key *key = &world->catalog.foreign_keys[i];

        for (int rid = 1; key->deferred && rid < ROWS_MAX; rid++) {
            if (mirror_is_pending(&world->mirror, key,
                                  &world->mirror.rows[key->child][rid]))
                return true;
        }
    }
    return false;
}

/* --- What became of them -------------------------------------------------- */

static void tally_waiting(const struct foreign_key *key,
                          const struct mirror *before,
                          const struct mirror *after, int rid)
{
    const struct row *old = &before->rows[key->child][rid];
    const struct row *new = &after->rows[key->child][rid];
    bool was = mirror_is_pending(before, key, old);
    bool is = mirror_is_pending(after, key, new);
    bool same = old->live && new->live &&names_same(key, old, new);
    int parent;

    if (is && !same) {
        tally_pending(BECAME_PENDING);
    } else if (is && !was) {
        parent = mirror_parent(before, key, old);
        tally_pending(after->rows[key->parent][parent].live ? LEFT_BY_NEW_KEY
                                                            : LEFT_BY_DELETE);
    } else if (was && same && !is) {
        parent = mirror_parent(after, key, new);
        tally_pending(before->rows[key->parent][parent].live
                          ? ADOPTED_BY_NEW_KEY
                          : ADOPTED_BY_INSERT);
    } else if (was && !same && new->live) {
        tally_pending(mirror_is_null(key, new) ? WAITS_FOR_NOTHING
                                               : LINKED_ELSEWHERE);
    }
}

void call_tally_pending(const struct catalog *catalog,
                        const struct mirror *before, const struct mirror *after)
{
    for (int i = 0; i < catalog->foreign_key_count; i++) {
        const struct foreign_key *key = &catalog->foreign_keys[i];

        for (int rid = 1; key->deferred && rid < ROWS_MAX; rid++)
            tally_waiting(key, before, after, rid);
    }
}

/* Whether the step gives a row the key of a one-to-one for which another row
 * waits. */
static bool waits_too(const struct world *world, const struct foreign_key *key,
                      const struct step *step)
{
    if (step->table != key->child || !key->one_to_one ||
        (step->kind != INSERT && step->kind != UPDATE))
        return false;
    for (int rid = 1; rid < ROWS_MAX; rid++) {
        const struct row *row = &world->mirror.rows[key->child][rid];
        bool same =
            rid != step->rid && mirror_is_pending(&world->mirror, key, row);

        for (int i = 0; i < key->count; i++)
            same &= step->set >> key->columns[i] & 1 &&
                    cell_equal(&step->values[key->columns[i]],
                               &row->cells[key->columns[i]]);
        if (same)
            return true;
    }
    return false;
}

void call_tally_second(const struct world *world)
{
    const struct call *call = &world->call;

    for (int i = 0; i < world->catalog.foreign_key_count; i++) {
        for (int j = 0; j < call->step_count; j++) {
            if (call->answer == KITH_E_UNIQUE &&
                waits_too(world, &world->catalog.foreign_keys[i],
                          &call->steps[j]))
                tally_pending(SECOND_REFUSED);
        }
    }
}
