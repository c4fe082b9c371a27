/* limits.h - the least and greatest value of a column, or the most bytes; and
 * what the members of a collection keep to.
 *
 * Owns   which values the limits of a column admit.
 * Knows  columns and the forms of value.h.
 */
#ifndef KI_CATALOG_LIMITS_H
#define KI_CATALOG_LIMITS_H

#include "catalog/schema.h"

/* The least and the greatest value of a column, or the most bytes. A limit that
 * is not declared is that of the kind; its text is NULL. So both ends are
 * compared without looking whether they are declared; the texts are for
 * messages, and tell which limit was declared. Where bytes_text is not NULL,
 * the column is a text or blob, and the limit itself is in
 * column->bytes_max. */
struct limits {
    union limit {
        int64_t integer;
        uint64_t natural;
        double real;
    } minimum, maximum;
    const char *minimum_text, *maximum_text, *bytes_text;
};

/* The number at an address, widened to 64 bits as limits hold it. */
union limit ki_limit_of(kith_kind kind, const void *at);

/* Whether a value, which is not NULL, is within the limits that the column has;
 * `at` is its address for value.h. NaN is within none. */
bool ki_limits_admit(const struct column *column, const void *at);

/* The same for what a row or after-image holds; NULL passes. */
static inline bool column_is_within(const struct column *column,
                                    const char *row)
{
    return column_is_null(column, row) ||
           ki_limits_admit(column, row + column->offset);
}

/* Whether a new row keeps the limits of all its columns, and holds the in-place
 * texts of the primary key that an insert must give. */
bool ki_limits_admit_row(const struct table *table, const char *row);

/* How many members a collection may have, 0 for any number; and the same for
 * messages. And the column in which they show their places, or NULL: then each
 * parent has room for a link of stale lists (delta/positions.h). */
struct member_rules {
    uint32_t most, least;
    const char *most_text, *least_text;
    const struct column *position;
    uint32_t stale_at;
};

/* How many members a collection may and must have; 0: any number. */
static inline uint32_t most_members(const struct foreign_key *foreign_key)
{
    return foreign_key->rules ? foreign_key->rules->most : 0;
}
static inline uint32_t least_members(const struct foreign_key *foreign_key)
{
    return foreign_key->rules ? foreign_key->rules->least : 0;
}

/* The column in which members show their places, or NULL. */
static inline const struct column *
position_of(const struct foreign_key *foreign_key)
{
    return foreign_key->rules ? foreign_key->rules->position : NULL;
}

/* Which limit a value breaks, ".minimum" for instance, and its value, in texts
 * that live as long as the schema. The value must break one. */
void ki_limits_name(const struct column *column, const void *at,
                    const char **name, const char **limit);

/* The limits of a column, or NULL. A part of a foreign key has none of its own:
 * those of the key it refers to hold. */
static inline const struct limits *column_limits(const struct column *column)
{
    return column->link_count > 0 ? NULL : column->limits;
}

#endif
