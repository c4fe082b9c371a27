/* known.h - what is known to be wrong in the library and not mended yet: the
 * model keeps away from it. Each has a switch of its own; 0 means mended.
 */
#ifndef MODEL_KNOWN_H
#define MODEL_KNOWN_H

enum {
    /* kith_replace in a level, by which other rows than those given join the
     * list (they follow a key that shares a column): the log has no room for
     * so many places. */
    KNOWN_REPLACE_DRAGS_ROWS = 0,
    /* Rows that come to wait, or are adopted, by one call do so in the order in
     * which the call meets them, not in that of the list or of those that
     * wait: it is another one where there are several keys. */
    KNOWN_WAITING_ORDER = 1,
    /* A row that waits by a key, a column of which changes with another key
     * that has it too (by a cascade, or by a link), is not linked to the row
     * that has the new key. */
    KNOWN_WAITING_SHARED = 0,
    /* kith_update_rows gives the row of a one-to-one another key, by which
     * another child names it: KITH_E_UNIQUE, though the child that it had is
     * left under the old key (KITH_E_CHILDREN). */
    KNOWN_ONE_LEFT_BEHIND = 1
};

#endif
