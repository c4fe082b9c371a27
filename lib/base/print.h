/* print.h - text for people, in an array of fixed size.
 *
 * What users put into columns may be shown in an error, on a terminal or in a
 * log file. So what is printed here is one line of valid UTF-8, whatever the
 * bytes were, and never longer than its array. Nothing is allocated.
 *
 * Owns   where a text that is too long is cut (after a whole character, with
 *        "..." behind it), and how bytes are shown that are none or that would
 *        move the cursor: as in C source, \n or \x1b.
 */
#ifndef KI_BASE_PRINT_H
#define KI_BASE_PRINT_H

#include "base/tuning.h"

#include <stdbool.h>
#include <stddef.h>

/* A text being printed. It always ends in a NUL. */
struct printed {
    char *to;
    size_t capacity, used; /* of the array; of the text, without its NUL */
    size_t whole; /* how many bytes may stay when "..." must follow: up to the
                     last end of a character that leaves room for it */
    bool cut;     /* ends in "...": nothing more is taken */
};

/* Begin an empty text in an array of at least 4 chars, which "..." and its NUL
 * need. The array is the caller's, and is a whole text after each call. */
struct printed ki_print_begin(char *to, size_t capacity);

/* Add a text of plain ASCII, up to its NUL or `bytes`, as it is. For sentences
 * of the engine and names of columns: each byte counts as one character, so a
 * cut could fall into one of several bytes. */
void ki_print_plain(struct printed *printed, const char *text, size_t bytes);

/* Add a text of the user, up to its NUL or `bytes`: valid UTF-8 as it is,
 * control characters and other bytes escaped; quotes and backslashes too where
 * the text stands between quotes. O(what is printed). */
KI_COLD void ki_print_text(struct printed *printed, const char *text,
                           size_t bytes, bool quoted);

#endif
