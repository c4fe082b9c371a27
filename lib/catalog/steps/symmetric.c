/* symmetric.c - which two foreign keys a .symmetric many-to-many shows.
 *
 * Owns   what such a collection may not have; the choice of its keys.
 * Knows  that both lead to the table of the collection. That they share their
 *        lists is said in relationships.c, and in offsets.c where these lie.
 */
#include "catalog/steps/build.h"

/* For .symmetric. Its members stand in the lists of two rows, and their row has
 * one place in an order, and one column for each position. */
static const char *wrong_with_symmetric(const struct relationship *relationship,
                                        struct error_facts *facts)
{
    const kith_attribute *attribute = relationship->attribute;

    facts->constraint = attribute->back_populates ? ".back_populates"
                        : attribute->order_by     ? ".order_by"
                        : attribute->key          ? ".key"
                        : attribute->position     ? ".position"
                                                  : NULL;
    if (relationship->target != relationship->table)
        return "%t.%c is .symmetric, which is for a many-to-many of a table "
               "with itself: drop it";
    if (attribute->back_populates)
        return "%t.%c is .symmetric and has %k, but shows both ends itself: "
               "drop %k";
    return facts->constraint
               ? "%t.%c is .symmetric and has %k, but its members stand in the "
                 "lists of two rows: drop one"
               : NULL;
}

/* The other key of a .symmetric pair: of several the one that has a unique key
 * with the near one. NULL where there is none, or several. */
static const struct foreign_key *paired_key(const struct foreign_key *near_end)
{
    const struct table *table = near_end->child;
    const struct foreign_key *any = NULL, *found = NULL;
    size_t count = 0, found_count = 0;

    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *key = &table->foreign_keys[i];

        if (key == near_end || key->parent != near_end->parent)
            continue;
        any = key;
        count++;
        if (is_reference_key(near_end) || is_reference_key(key) ||
            !ki_key_over(near_end, key))
            continue;
        found = key;
        found_count++;
    }
    if (found_count > 0)
        return found_count == 1 ? found : NULL;
    return count == 1 ? any : NULL;
}

/* Where no .foreign_key says which is the near one, the first that is one of
 * such a pair. */
bool ki_find_symmetric(struct builder *builder,
                       struct relationship *relationship,
                       struct table *secondary)
{
    const char *name = relationship->attribute->foreign_key;
    struct error_facts facts = relationship_facts(relationship);
    const struct foreign_key *mate = NULL;

    if (!accept(builder, wrong_with_symmetric(relationship, &facts), facts))
        return false;
    facts.constraint = relationship->attribute->secondary;
    if (secondary->mirrors)
        return refuse(builder,
                      "%t.%c is .symmetric, but another collection over %k is "
                      "so too, and kith_other could not tell which is meant: "
                      "give each a table of its own",
                      facts);
    for (size_t i = 0; !mate && i < secondary->foreign_key_count; i++) {
        struct foreign_key *key = &secondary->foreign_keys[i];

        if (key->parent != relationship->table ||
            (name && !same_name(name, key->name)))
            continue;
        mate = paired_key(key);
        relationship->foreign_key = key;
    }
    facts.other_column = name;
    if (!mate && name && !relationship->foreign_key)
        return refuse(builder,
                      "%t.%c names the foreign key %p, but %k has none of that "
                      "name to %o: correct the name, or declare it with "
                      "KITH_FOREIGN_KEY",
                      facts);
    if (!mate)
        return refuse(builder,
                      "%t.%c is .symmetric and needs two foreign keys of %k to "
                      "%o: declare them, and if there are more, name one with "
                      ".foreign_key and give the two a unique key",
                      facts);
    secondary->mirrors = true;
    relationship->target_key = secondary->foreign_keys + mate->ordinal;
    return true;
}
