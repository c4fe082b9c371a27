/* refusal.h - tables that kith_open must refuse, as rows of a list. */
#ifndef SUPPORT_REFUSAL_H
#define SUPPORT_REFUSAL_H

#include "family.h"

/* What is wrong, the tables, and the sentence that says so. */
struct refusal {
    const char *what;
    const kith_table *tables[5];
    const char *sentence;
};

/* The address of a table, like KITH_TABLE, but without a name of its own: so
 * that one row type may be declared in many ways. For use in a static list. */
#define DECLARED(Row, table_name, ...)                                 \
    &(const kith_table)                                                \
    {                                                                  \
        KITH_ABI_VERSION, table_name, #Row, sizeof(Row), alignof(Row), \
            (const kith_attribute[]){__VA_ARGS__},                     \
            sizeof((const kith_attribute[]){__VA_ARGS__}) /            \
                sizeof(kith_attribute)                                 \
    }

/* Assert that kith_open refuses the tables of each with KITH_E_SCHEMA and its
 * sentence, leaves *db NULL and no memory behind. All that do not fit are named,
 * not only the first. */
void refusal_check(const struct refusal *refusals, size_t count);
#define CHECK_REFUSALS(list) \
    refusal_check((list), sizeof(list) / sizeof *(list))

/* Assert that kith_open takes the tables. */
void refusal_not(const struct refusal *refusal);

#endif
