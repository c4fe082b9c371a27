/* checks.c - the checks of a table: which columns each judges. */
#include "catalog/steps/build.h"

static kith_status build_check(struct builder *builder, struct table *table,
                               const kith_attribute *attribute)
{
    struct check *check = &table->checks[table->check_count];
    struct error_facts facts = {.table = table->descriptor->name,
                                .column = attribute->name};
    kith_status status;

    if (!attribute->check || !attribute->message)
        return refuse(builder,
                      "the check %c of %t has no function or no message: give "
                      "it both",
                      &facts);
    if (attribute->column_count == 0 || !attribute->columns)
        return refuse(builder,
                      "the check %c of %t names no column: name those it "
                      "looks at",
                      &facts);
    check->attribute = attribute;
    check->columns =
        build_new(builder, attribute->column_count, sizeof(*check->columns));
    if (!check->columns)
        return KITH_E_MEMORY;
    status =
        ki_build_named(builder, table, attribute, "a check", check->columns);
    if (status != KITH_OK)
        return status;
    check->columns_name =
        ki_build_name(builder, check->columns, attribute->column_count);
    if (!check->columns_name)
        return KITH_E_MEMORY;
    table->check_count++;
    return KITH_OK;
}

kith_status ki_build_checks(struct builder *builder, struct table *table)
{
    const kith_table *descriptor = table->descriptor;
    kith_status status = KITH_OK;
    size_t count = 0;

    for (size_t i = 0; i < descriptor->attribute_count; i++)
        count += descriptor->attributes[i].kind == KITH_KIND_CHECK;
    table->checks = build_new(builder, count, sizeof(*table->checks));
    if (!table->checks)
        return KITH_E_MEMORY;
    for (size_t i = 0; status == KITH_OK && i < descriptor->attribute_count;
         i++) {
        if (descriptor->attributes[i].kind == KITH_KIND_CHECK)
            status = build_check(builder, table, &descriptor->attributes[i]);
    }
    return status;
}
