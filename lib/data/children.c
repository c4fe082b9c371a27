/* children.c - children whose lists two foreign keys share; see children.h. */
#include "data/children.h"

char *ki_children_of_key(const struct foreign_key *foreign_key, char *parent,
                         size_t *place)
{
    struct child_list list = child_list_of(foreign_key, parent);
    char *child;

    assert(has_mate(foreign_key));
    do
        child = ki_child_list_next(list, place);
    while (child && (!row_is_live(child) ||
                     load_ptr(child + foreign_key->reference) != parent));
    return child;
}
