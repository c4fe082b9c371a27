/* known.h - what is known to be wrong in the library and not mended yet: the
 * model keeps away from it. Each has a switch of its own; 0 means mended.
 */
#ifndef MODEL_KNOWN_H
#define MODEL_KNOWN_H

enum {
    /* kith_replace in a level, by which other rows than those given join the
     * list (they follow a key that shares a column): the log has no room for
     * so many places. */
    KNOWN_REPLACE_DRAGS_ROWS = 1
};

#endif
