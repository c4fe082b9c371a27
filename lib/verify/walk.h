/* walk.h - the walk of a kith_verify, between its files.
 *
 * Owns   what the walk has seen, and how it says what is damaged.
 * Knows  the database, by reading.
 */
#ifndef KI_VERIFY_WALK_H
#define KI_VERIFY_WALK_H

#include "engine.h"

/* What the walk has seen so far. Its memory comes from malloc and not from the
 * database, whose counter and hooks are for writes, which one thread makes. */
struct walk {
    struct kith_db *db;
    struct walk *outer;   /* that this thread was in the middle of, when a check
                           of another database called; NULL for none */
    struct memory memory; /* counts this struct as well */
    struct error error;   /* the first damage, or KITH_OK */
    struct ptr_map rows;  /* living row -> the ordinal of its table */
    struct ptr_map texts; /* text -> users seen, in all tables */
    struct ptr_map climbed; /* reference -> the climb that passed it */
    size_t climbs;          /* so far: the number of the last one */
};

/* Record what is damaged, %t and %c of the sentence; table and column are NULL
 * where the damage is not about one. Returns false, for the callers to return:
 * all of them return whether the walk may go on. */
static inline bool damaged(struct walk *walk, const struct table *table,
                           const char *column, const char *sentence)
{
    struct error_facts facts = {.column = column};

    if (table)
        facts.table = table->descriptor->name;
    ki_error(&walk->error, KITH_E_DAMAGED, sentence, &facts);
    return false;
}

/* Give an address, which must be new, a number; false without memory, with the
 * error recorded, and the walk ends. */
static inline bool walk_note(struct walk *walk, struct ptr_map *map,
                             const void *address, size_t number)
{
    if (!ki_ptr_map_reserve(map, &walk->memory)) {
        ki_error_memory(&walk->error);
        return false;
    }
    ki_ptr_map_put(map, address, number);
    return true;
}

/* All links of one foreign key, when all rows are noted. (links.c) */
bool ki_walk_links(struct walk *walk, const struct foreign_key *foreign_key);

#endif
