/* checks.c - the checks of a table: which columns each judges.
 *
 * Owns   column->checked: neither the short way nor a program may write such a
 *        column past the check, so it must be const.
 *
 * A check names its columns so that this can be known: of the function itself
 * nothing is. A change calls the checks whose columns it changes, an insert all
 * of them (edit/check.c).
 */
#include "catalog/steps/build.h"

/* For KITH_CHECK. A check without columns would be called for no change. */
static const char *wrong_with_check(const kith_attribute *attribute)
{
    if (!attribute->check || !attribute->message)
        return "the check %c of %t has no function or no message: give it both";
    if (attribute->column_count == 0 || !attribute->columns)
        return "the check %c of %t names no column: name those it looks at";
    return NULL;
}

/* Columns are listed in the order of the declaration, in which a refusal shows
 * their values. Their number has no limit, unlike that of a key: nothing keeps
 * them on the stack. */
static bool build_check(struct builder *builder, struct table *table,
                        const kith_attribute *attribute)
{
    struct check *check = &table->checks[table->check_count];
    size_t count = attribute->column_count;

    if (!accept(builder, wrong_with_check(attribute),
                member_facts(table, attribute->name)))
        return false;
    check->attribute = attribute;
    check->columns = build_new(builder, count, sizeof(*check->columns));
    if (!check->columns || !ki_build_named(builder, table, attribute->columns,
                                           count, "a check", check->columns))
        return false;
    for (size_t i = 0; i < count; i++)
        check->columns[i]->checked = true;
    check->columns_name = ki_build_name(builder, check->columns, count);
    table->check_count++;
    return check->columns_name;
}

bool ki_build_checks(struct builder *builder, struct table *table)
{
    assert(table->check_count == 0);
    table->checks = build_new(builder, count_attributes(table, is_check),
                              sizeof(*table->checks));
    return table->checks &&
           each_attribute(builder, table, is_check, build_check);
}
