/* judge.h - what kith's rules say where SQLite's own order says otherwise.
 *
 * SQLite judges a plan of several rows while it is carried out: a UNIQUE or NOT
 * NULL that is broken in passing refuses the statement, and whether RESTRICT
 * finds a child depends on what was deleted before. kith judges the state at
 * the end, NOT NULL, CHECK, UNIQUE, FOREIGN KEY in this order, and RESTRICT as
 * soon as a row enters the plan. And kith does not hand children to the row that
 * takes over the key of their parent.
 *
 * The judge is a second SQLite database. It is given the contents before the
 * call and carries the same steps out on tables without any rule; triggers do
 * what the actions say. Then it asks, in SQL, which rule the result breaks.
 */
#ifndef COMPARE_JUDGE_H
#define COMPARE_JUDGE_H

#include "sql.h"

struct judge;

/* What the judge says. */
struct verdict {
    kith_status status;
    bool restricted; /* KITH_E_CHILDREN because of a RESTRICT */
    bool taken_over; /* KITH_E_CHILDREN though another row takes the key */
    bool several;    /* more than one row is in the plan, or is asked */
};

struct judge *judge_open(const struct catalog *catalog);
void judge_close(struct judge *judge);

/* Judge the steps of one call. `named` holds the rows that the call itself
 * deletes, a bit a rid. In a level deferred keys may name no row. Where the
 * status is KITH_OK, `after` is what the rows become. */
struct verdict judge_call(struct judge *judge, const struct mirror *before,
                          const struct step *steps, int count,
                          const uint64_t named[TABLES_MAX], bool in_level,
                          struct mirror *after);

#endif
