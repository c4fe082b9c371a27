/* functions.h - which function gives a column its value, and whether calls may.
 *
 * Owns   that a sort key has one function for both, and is not given.
 * Knows  columns as they were declared.
 */
#ifndef KI_CATALOG_FUNCTIONS_H
#define KI_CATALOG_FUNCTIONS_H

#include "catalog/schema.h"

/* The functions of a column; that of a sort key is both. */
static inline kith_value_function *default_of(const kith_attribute *own)
{
    return own->sort_key ? own->sort_key : own->default_function;
}
static inline kith_value_function *on_update_of(const kith_attribute *own)
{
    return own->sort_key ? own->sort_key : own->on_update_function;
}
/* Whether no call may give the column a value. */
static inline bool column_is_kept(const struct column *column)
{
    return column->positioned || column->attribute->sort_key;
}

#endif
