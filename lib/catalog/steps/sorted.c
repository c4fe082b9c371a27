/* sorted.c - collections whose members stand in an order, or have keys.
 *
 * Owns   how "placed desc, id" is read, and what .order_by and .key may stand
 *        on.
 * Knows  the foreign key of each relationship. Both options are keys over it
 *        and columns of the members (keys.c), and nothing else: so every write
 *        keeps them as it keeps all keys.
 */
#include "catalog/steps/build.h"

KI_COLD static struct error_facts
facts_of(const struct relationship *relationship, const char *option)
{
    struct error_facts facts =
        member_facts(relationship->table, relationship->attribute->name);

    facts.constraint = option;
    facts.other = relationship->foreign_key->child->descriptor->name;
    return facts;
}

KI_COLD static bool admit_option(struct builder *builder,
                                 const struct relationship *relationship,
                                 const char *option)
{
    const char *wrong = NULL;

    if (relationship->kind != KITH_KIND_COLLECTION)
        wrong = "%t.%c has %k, which belongs to a collection: drop it";
    else if (is_reference_key(relationship->foreign_key))
        wrong =
            "%t.%c has %k, but its foreign key in %o has no column: declare "
            "it with KITH_FOREIGN_KEY";
    return accept(builder, wrong, facts_of(relationship, option));
}

/* The next name of a list, without the blanks around it, which a NUL ends; NULL
 * behind the last. */
KI_COLD static char *next_name(char **rest)
{
    char *name = *rest, *end;

    if (!name)
        return NULL;
    name += strspn(name, " ");
    end = strchr(name, ',');
    *rest = end ? end + 1 : NULL;
    if (!end)
        end = name + strlen(name);
    while (end > name && end[-1] == ' ')
        end--;
    *end = '\0';
    return name;
}

KI_COLD static bool build_order(struct builder *builder,
                                struct relationship *relationship)
{
    const char *given = relationship->attribute->order_by;
    const char *names[KEY_COLUMNS_MAX];
    char *copy = build_new(builder, strlen(given) + 1, 1), *rest = copy;
    size_t count = 0;

    if (!copy || !admit_option(builder, relationship, ".order_by"))
        return false;
    strcpy(copy, given);
    for (char *name; (name = next_name(&rest)); names[count++] = name) {
        if (count == KEY_COLUMNS_MAX)
            return refuse(builder,
                          "%t.%c has %k of more than 32 columns: name fewer",
                          facts_of(relationship, ".order_by"));
    }
    relationship->order =
        ki_build_order(builder, relationship->foreign_key->child,
                       relationship->foreign_key, names, count, ".order_by");
    return relationship->order;
}

bool ki_build_sorted(struct builder *builder, struct table *table)
{
    for (size_t i = 0; i < table->relationship_count; i++) {
        struct relationship *relationship = &table->relationships[i];
        const kith_attribute *attribute = relationship->attribute;

        if (attribute->order_by && !build_order(builder, relationship))
            return false;
        if (!attribute->key)
            continue;
        if (!admit_option(builder, relationship, ".key"))
            return false;
        relationship->member_key = ki_build_member_key(
            builder, relationship->foreign_key, attribute->key);
        if (!relationship->member_key)
            return false;
    }
    return true;
}
