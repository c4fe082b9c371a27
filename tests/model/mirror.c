/* mirror.c - relationships whose ends are alike: two keys share their lists, and
 * a pair is one in either order.
 */
#include "model.h"

#include <stdlib.h>

static const struct foreign_key *mate_of(const struct model *model,
                                         const struct foreign_key *key)
{
    return key->mate == NONE ? NULL : &model->facts->foreign_keys[key->mate];
}

static int parent_by(const struct model *model, const struct foreign_key *key,
                     int row)
{
    return model->tables[key->child].parent[key->slot][row];
}

const struct foreign_key *key_in_list(const struct model *model,
                                      const struct foreign_key *key, int row,
                                      int parent)
{
    const struct foreign_key *mate = mate_of(model, key);

    return mate && parent_by(model, key, row) != parent ? mate : key;
}

bool is_in_list(const struct model *model, const struct foreign_key *key,
                int row, int parent)
{
    return parent_by(model, key_in_list(model, key, row, parent), row) ==
           parent;
}

int far_of(const struct model *model, const struct link *link, int row,
           int owner)
{
    const struct foreign_key *key = &model->facts->foreign_keys[link->key];
    const struct foreign_key *far;

    if (link->far == NONE)
        return row;
    far = &model->facts->foreign_keys[link->far];
    return parent_by(
        model, key_in_list(model, key, row, owner) == key ? far : key, row);
}

/* The rows of both keys, each by the stamp of its own: two orders become
 * one. */
int list_of(const struct model *model, const struct foreign_key *key,
            int parent, int *rows)
{
    const struct foreign_key *mate = mate_of(model, key);
    const struct rows *all = &model->tables[key->child];
    int *one, *two, one_count, two_count, i = 0, j = 0;

    if (!mate)
        return children_of(model, key, parent, rows);
    one = malloc(2 * (size_t)model->capacity * sizeof(*one));
    if (!one)
        abort();
    two = one + model->capacity;
    one_count = children_of(model, key, parent, one);
    two_count = children_of(model, mate, parent, two);
    while (i + j < one_count + two_count) {
        if (j == two_count ||
            (i < one_count &&
             all->stamp[key->slot][one[i]] < all->stamp[mate->slot][two[j]])) {
            rows[i + j] = one[i];
            i++;
        } else {
            rows[i + j] = two[j];
            j++;
        }
    }
    free(one);
    return one_count + two_count;
}

/* --- Pairs ---------------------------------------------------------------- */

int column_across(const struct model *model, const struct foreign_key *key,
                  int i)
{
    const struct foreign_key *mate = mate_of(model, key);
    int at = 0;

    while (mate->parent_columns[at] != key->parent_columns[i])
        at++;
    return mate->columns[at];
}

/* Whether each column of a key in one row has what that of the mate has in
 * another: both name the same parent then. */
static bool names_alike(const struct model *model,
                        const struct foreign_key *key, int row, int other)
{
    const struct rows *rows = &model->tables[key->child];

    for (int i = 0; i < key->count; i++) {
        if (!cell_equal(&rows->cells[key->columns[i]][row],
                        &rows->cells[column_across(model, key, i)][other]))
            return false;
    }
    return true;
}

/* A key that no row has means no value: that is for FOREIGN KEY to refuse. */
static bool names_nobody(const struct model *model,
                         const struct foreign_key *key, int row)
{
    const uint32_t nobody = model->tables[key->child].nobody[row];

    return nobody >> key->slot & 1 || nobody >> mate_of(model, key)->slot & 1;
}

bool links_itself(const struct model *model, const struct foreign_key *key,
                  int row)
{
    return key->mate != NONE && !names_nobody(model, key, row) &&
           names_alike(model, key, row, row);
}

bool has_mirror(const struct model *model, const struct foreign_key *key,
                int row)
{
    if (key->mate == NONE || names_nobody(model, key, row))
        return false;
    for (int i = 0; i < model->capacity; i++) {
        if (i != row && model->tables[key->child].live[i] &&
            !is_doomed(model, key->child, i) &&
            names_alike(model, key, row, i) &&
            names_alike(model, mate_of(model, key), row, i))
            return true;
    }
    return false;
}

static bool is_of_key(const struct key *key, const struct foreign_key *foreign)
{
    int found = 0;

    for (int i = 0; i < foreign->count; i++) {
        for (int j = 0; j < key->count; j++)
            found += key->columns[j] == foreign->columns[i];
    }
    return found == foreign->count;
}

/* Whether each column of the mate has in the row what that of the key is
 * given. */
static bool has_given(const struct model *model, const struct foreign_key *key,
                      const struct cell *cells, int row)
{
    const struct rows *rows = &model->tables[key->child];

    for (int i = 0; i < key->count; i++) {
        if (!cell_equal(&cells[key->columns[i]],
                        &rows->cells[column_across(model, key, i)][row]))
            return false;
    }
    return true;
}

int mirrored_row(const struct model *model, int table, const struct key *key,
                 const struct cell *cells)
{
    const struct table *of = &model->facts->tables[table];

    for (int i = 0; i < of->foreign_key_count; i++) {
        const struct foreign_key *one =
            &model->facts->foreign_keys[of->foreign_keys[i]];
        const struct foreign_key *two = mate_of(model, one);

        if (!two || !is_of_key(key, one) || !is_of_key(key, two) ||
            key->count != one->count + two->count)
            continue;
        for (int row = 0; row < model->capacity; row++) {
            if (model->tables[table].live[row] &&
                has_given(model, one, cells, row) &&
                has_given(model, two, cells, row))
                return row;
        }
    }
    return NONE;
}
