/* made.h - rows that were made under a name; see made.c. */
#ifndef KI_KIT_MADE_H
#define KI_KIT_MADE_H

#include "kit/recipe.h"

struct kith_made_name_;

/* The place for a name, which leads to no row yet or any more. NULL, with the
 * error, where another row has the name, or without memory. It is good until
 * the next call of this function. */
struct kith_made_name_ *ki_made_reserve(kith_factories *factories,
                                        const struct kith_recipe_ *recipe,
                                        const char *name);

/* Let the name lead to a row. Cannot fail. */
void ki_made_put(struct kith_made_name_ *place, const void *row);

/* Give back the memory of the table; the names go with the factories. */
void ki_made_fini(kith_factories *factories);

#endif
