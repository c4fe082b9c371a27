/* ddl.h - the SQL of a schema. */
#ifndef COMPARE_DDL_H
#define COMPARE_DDL_H

#include "compare.h"

/* SQL being written. */
struct text {
    char *bytes;
    size_t count, room;
};

void text_add(struct text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void text_clear(struct text *text);
void text_free(struct text *text);

/* "a = x.a AND b = x.b": columns of one side against those of another, each
 * side with its prefix ("OLD.", "" and so on). */
void ddl_match(struct text *text, const struct foreign_key *key,
               const struct catalog *catalog, const char *child,
               const char *parent);

/* Parts of statements. "name TYPE DEFAULT value", with a comma before it. */
void ddl_column(struct text *text, const struct column *column);
/* "UPDATE child SET ..." without its WHERE: own columns NULL or their default;
 * or all columns to the parent's NEW key. */
void ddl_set(struct text *text, const struct catalog *catalog,
             const struct foreign_key *key, kith_action action);
void ddl_follow(struct text *text, const struct catalog *catalog,
                const struct foreign_key *key);
/* "CREATE TRIGGER ... BEGIN": when the key that this one refers to changes. */
void ddl_update_trigger(struct text *text, const struct catalog *catalog,
                        int number);
/* Whether following its parent can make a key of several columns NULL. */
bool ddl_may_become_null(const struct catalog *catalog,
                         const struct foreign_key *key);

/* The tables as a user of SQLite would declare them. */
void ddl_plain(struct text *text, const struct catalog *catalog);

/* The tables of the judge: no rule but what triggers do; see judge.h. Beside
 * each table stands a copy, "before" and its name. */
void ddl_judge(struct text *text, const struct catalog *catalog);
/* Note that the call itself moves a row along a foreign key, so that no action
 * on its old parent concerns it. */
void ddl_move(struct text *text, int number, int rid);
/* Note that the call itself changes the key of a row that a foreign key refers
 * to; and that a row keeps the key that its parent gives up. */
void ddl_give_up(struct text *text, int number, int rid);
void ddl_left(struct text *text, int number, int rid, int parent);
/* Make the copies those of the tables now, and no row moved. */
void ddl_keep(struct text *text, const struct catalog *catalog);

/* Questions that answer a row for each broken rule. False when the schema has
 * no such rule. In a level deferred keys may name no row. */
bool ddl_not_null(struct text *text, const struct catalog *catalog,
                  bool in_level);
bool ddl_check(struct text *text, const struct catalog *catalog, bool in_level);
bool ddl_unique(struct text *text, const struct catalog *catalog,
                bool in_level);
bool ddl_parent(struct text *text, const struct catalog *catalog,
                bool in_level);

/* What the limits of a column say, "x >= 1 AND x <= 5"; false when it has
 * none. */
bool ddl_limits(struct text *text, const kith_attribute *attribute);

/* The SQL of a check; of in-place text too, whose room is a rule in kith. */
const char *ddl_rule(const struct catalog *catalog,
                     const kith_attribute *attribute);

#endif
