/* collections.c - what the members of a collection keep to: how many they are,
 * and the column in which they show their places.
 *
 * Owns   foreign_key->rules; which columns may be a .position.
 * Knows  the foreign key of each relationship, whatever member shows it.
 */
#include "catalog/steps/build.h"

#include <inttypes.h>
#include <stdio.h>

/* So many places an int32_t can show, from 0. */
static const uint32_t int32_places = (uint32_t)1 << 31;

KI_COLD static bool print_limit(struct builder *builder, uint32_t limit,
                                const char **text)
{
    enum { DIGITS = 12 };
    char *printed = build_new(builder, DIGITS, 1);

    if (printed)
        snprintf(printed, DIGITS, "%" PRIu32, limit);
    *text = printed;
    return printed;
}

/* Of a column that is to show places. It changes by calls for other rows, which
 * move no entry of an index for it and call no function. */
KI_COLD static const char *wrong_with_position(const struct column *column)
{
    if (!column)
        return "%t.%c has the .position %p, which is no column of %o: correct "
               "the name";
    if (!ki_kind_is_integer(column->kind) || column->optional ||
        column->bytes < sizeof(int32_t))
        return "%t.%c has the .position %o.%p, which must be an integer of 32 "
               "bits or more: declare it const int64_t";
    if (column->attribute->writable)
        return "%t.%c has the .position %o.%p, which could be written past the "
               "list: declare it const";
    if (column->indexed || column->link_count > 0 || column->limits ||
        column->checked || column->has_default ||
        on_update_of(column->attribute))
        return "%t.%c has the .position %o.%p, at which another rule looks: "
               "use a column of its own, without key, index, check, limit or "
               "function";
    return NULL;
}

/* No insert gives the column: it counts as one that has a default, where what
 * is given is looked at. */
KI_COLD static bool build_position(struct builder *builder,
                                   const struct relationship *relationship,
                                   struct error_facts facts,
                                   struct member_rules *rules)
{
    const struct table *child = relationship->foreign_key->child;
    struct column *column =
        column_named(builder, child, relationship->attribute->position);

    facts.other = child->descriptor->name;
    facts.other_column = relationship->attribute->position;
    if (!accept(builder, wrong_with_position(column), facts))
        return false;
    column->positioned = column->has_default = true;
    rules->position = column;
    if (column->kind == KITH_KIND_I32 &&
        (rules->most == 0 || rules->most > int32_places))
        rules->most = int32_places;
    return true;
}

KI_COLD static bool build_rules(struct builder *builder,
                                const struct relationship *relationship)
{
    const kith_attribute *attribute = relationship->attribute;
    struct error_facts facts =
        member_facts(relationship->table, attribute->name);
    struct member_rules *rules;

    facts.constraint = attribute->maximum_members   ? ".maximum_members"
                       : attribute->minimum_members ? ".minimum_members"
                                                    : ".position";
    if (attribute->kind != KITH_KIND_COLLECTION)
        return refuse(builder,
                      "%t.%c has %k, which belongs to a collection: drop it",
                      facts);
    if (attribute->maximum_members > 0 &&
        attribute->minimum_members > attribute->maximum_members)
        return refuse(builder,
                      "%t.%c has more .minimum_members than .maximum_members: "
                      "no row could be kept",
                      facts);
    rules = build_new(builder, 1, sizeof(*rules));
    if (!rules)
        return false;
    rules->most = attribute->maximum_members;
    rules->least = attribute->minimum_members;
    if (attribute->position &&
        !build_position(builder, relationship, facts, rules))
        return false;
    relationship->foreign_key->rules = rules;
    if (attribute->symmetric)
        relationship->target_key->rules = rules;
    builder->schema->limits_members |= rules->most > 0 || rules->least > 0;
    return print_limit(builder, rules->most, &rules->most_text) &&
           print_limit(builder, rules->least, &rules->least_text);
}

bool ki_build_collections(struct builder *builder, struct table *table)
{
    for (size_t i = 0; i < table->relationship_count; i++) {
        const struct relationship *relationship = &table->relationships[i];
        const kith_attribute *attribute = relationship->attribute;

        if ((attribute->maximum_members || attribute->minimum_members ||
             attribute->position) &&
            !build_rules(builder, relationship))
            return false;
    }
    return true;
}
