/* tally.h - how often everything was tried, so that a run proves its reach.
 *
 * Owns   the list of the named differences: what kith and SQLite do otherwise
 *        on purpose. Each is recognized where it happens, by the facts of the
 *        call, and what it means is said in SQL or by the judge. There is no
 *        other tolerance.
 */
#ifndef COMPARE_TALLY_H
#define COMPARE_TALLY_H

#include "compare.h"

enum operation {
    INSERT_ROW,
    INSERT_GIVEN,
    INSERT_OR_GET,
    UPDATE_ROW,
    UPDATE_ROWS,
    EDIT_ROW,
    DELETE_ROW,
    RELATE_REFERENCE,
    RELATE_SCALAR,
    APPEND_ROW,
    REMOVE_ROW,
    CLEAR_ROWS,
    REPLACE_ROWS,
    MOVE_ROW,
    FIND_ROW,
    FIND_KEY,
    CALL_GRAVE,
    BEGIN_LEVEL,
    COMMIT_LEVEL,
    ROLLBACK_LEVEL,
    ROLLBACK_TO_LEVEL,
    OPERATIONS
};

/* What kith does otherwise than SQLite, and how the comparison says it.
 *
 * Known beforehand from the call; what it means is then said in SQL, or kith
 * must answer exactly the status that is named:
 *
 *   ZERO_IS_NOT_GIVEN       zero in a literal, where a value can be absent, and
 *                           an empty in-place text that is the primary key: the
 *                           column is left out of the INSERT
 *   NULL_PART_UNLINKS       a key of several columns with a NULL part has no
 *                           value in its own columns: all are set to NULL
 *   PART_OF_A_NULL_KEY      a value for a part of a key that is, or will be,
 *                           NULL: KITH_E_MISUSE
 *   NULL_OF_A_PLAIN_NUMBER  NULL for what cannot be NULL: KITH_E_MISUSE, and
 *                           KITH_E_NOT_NULL in an insert, before all else
 *   PARENT_WITHOUT_KEY      a row whose key is NULL, named as parent: in SQL a
 *                           key that no row holds, so KITH_E_PARENT
 *   PARENTS_DIFFER          two parents that differ in a shared column:
 *                           KITH_E_MISUSE
 *   MEMBER_ALREADY          linking what is linked: no statement at all
 *   NO_MEMBER               removing a stranger: KITH_E_NOT_FOUND
 *   HOLDER_MAKES_ROOM       relate in a one-to-one unlinks the child that has
 *                           the place: one more statement before
 *   ORPHAN_IS_DELETED       leaving under .delete_orphan: DELETE, not UPDATE
 *   NOTHING_TO_UNLINK       a key without own columns cannot be unlinked:
 *                           KITH_E_NOT_NULL, among the other steps of the call
 *   OWN_COLUMNS_ONLY        unlinking writes own columns alone; as an action,
 *                           SET NULL and SET DEFAULT are triggers then
 *   ROW_IS_FOUND            insert or get finds, by the keys in their order
 *   OWN_OLD_KEY             a row set to refer to the key that it gives up by
 *                           the same call names nobody, where SQLite lets it
 *                           follow: in SQL a key that no row holds, and if
 *                           the key is deferred one more statement
 *
 * Found afterwards, where the plan has several rows, by the judge's verdict
 * (judge.h), which kith must share in status and in every row:
 *
 *   RESTRICT_AT_ONCE        it counts children that only a cascade deletes, and
 *                           it comes before all other rules
 *   UNIQUE_IN_PASSING       SQLite refuses what is right again at the end
 *   REQUIRED_IN_PASSING     the same for NOT NULL and CHECK: delete beats set,
 *                           and a doomed row is judged by no rule
 *   PARENT_IN_PASSING       the same for foreign keys, between two statements
 *   RESTRICT_IN_PASSING     rows named by one call do not restrict each other
 *   FIRST_RULE_OF_SEVERAL   both refuse, with another rule of the plan first;
 *                           one-to-one is UNIQUE for a parent that is there
 *   ORDER_OF_ACTIONS        two actions meet in one row: in kith its parents
 *                           are those from before the call; or the call itself
 *                           moves a row that a cascade would delete
 *   KEY_TAKEN_OVER          a parent under NO ACTION gives its key up and
 *                           another row takes it: in SQL the children change
 *                           their parent, in kith the call is refused
 *
 * Not made at all: numbers of one byte are always given, for they are used up
 * soon (KITH_E_LIMIT has no match in SQL); keys that name no row in columns
 * that a KITH_CHECK names, for a check sees such a key as NULL; NaN, which
 * SQLite stores as NULL; where keys share columns, new keys for two parents in
 * one call, for two actions may then write into one column; beside other rows,
 * a new key for one that the call deletes as an orphan; deferred keys whose
 * parents may have no key, for in SQL one would be waited for. */
enum difference {
    ZERO_IS_NOT_GIVEN,
    NULL_PART_UNLINKS,
    PART_OF_A_NULL_KEY,
    NULL_OF_A_PLAIN_NUMBER,
    PARENT_WITHOUT_KEY,
    PARENTS_DIFFER,
    MEMBER_ALREADY,
    NO_MEMBER,
    HOLDER_MAKES_ROOM,
    ORPHAN_IS_DELETED,
    NOTHING_TO_UNLINK,
    OWN_COLUMNS_ONLY,
    ROW_IS_FOUND,
    OWN_OLD_KEY,
    RESTRICT_AT_ONCE,
    UNIQUE_IN_PASSING,
    REQUIRED_IN_PASSING,
    PARENT_IN_PASSING,
    RESTRICT_IN_PASSING,
    FIRST_RULE_OF_SEVERAL,
    ORDER_OF_ACTIONS,
    KEY_TAKEN_OVER,
    DIFFERENCES
};

/* What became of deferred keys, and who was refused for one. */
enum pending_event {
    BECAME_PENDING, /* a row was given a key that names no row */
    LEFT_BY_DELETE, /* the parent went, or got another key */
    LEFT_BY_NEW_KEY,
    ADOPTED_BY_INSERT, /* a row came with the key, or was given it */
    ADOPTED_BY_NEW_KEY,
    LINKED_ELSEWHERE, /* the row was given another key, or none */
    WAITS_FOR_NOTHING,
    SECOND_REFUSED, /* for the parent of a one-to-one one row waits already */
    CALL_REFUSED,   /* at its end, for there is no level */
    COMMIT_REFUSED,
    PENDING_EVENTS
};

const char *operation_name(enum operation operation);

void tally_call(enum operation operation, kith_status status);
void tally_difference(enum difference difference);
void tally_schema(const char *name);
void tally_pending(enum pending_event event);

/* A parent with children was deleted or re-keyed, or this was refused. */
void tally_action(const struct foreign_key *key, bool deleting, bool refused);

/* A level that was begun or ended, or rolled back to: its depth. */
void tally_level(enum operation operation, int depth);

/* Requests for memory that were refused in a round. */
void tally_refusals(const char *schema, long outside, long in_levels);
/* Those of kith_begin. */
void tally_refused_begin(long count);

/* Print all counts. False when something of what was run never occurred;
 * `whole` says that all schemas were run, `refusals` that memory was refused. */
bool tally_print(bool whole, bool refusals);

#endif
