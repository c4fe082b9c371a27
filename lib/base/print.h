/* print.h - text for people, in an array of fixed size.
 *
 * Owns   where a text that is too long is cut (after a whole character, with
 *        "..." behind it), and how bytes are shown that are none or that would
 *        move the cursor: as in C source, \n or \x1b.
 */
#ifndef KI_BASE_PRINT_H
#define KI_BASE_PRINT_H

#include <stdbool.h>
#include <stddef.h>

/* A text being printed. It always ends in a NUL. */
struct printed {
    char *to;
    size_t capacity, used;
    size_t whole; /* as much of it as leaves room for "..." */
    bool cut;     /* ends in "...": nothing more is taken */
};

/* Begin an empty text in an array of at least 4 chars. */
struct printed ki_print_begin(char *to, size_t capacity);

/* Add a text of plain ASCII, up to its NUL or `bytes`, as it is. */
void ki_print_plain(struct printed *printed, const char *text, size_t bytes);

/* Add a text of the user, up to its NUL or `bytes`: valid UTF-8 as it is,
 * control characters and other bytes escaped; quotes and backslashes too where
 * the text stands between quotes. O(what is printed). */
void ki_print_text(struct printed *printed, const char *text, size_t bytes,
                   bool quoted);

#endif
