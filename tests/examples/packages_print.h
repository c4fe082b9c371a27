/* packages_print.h - numbers and names as the reports print them. */
#ifndef PACKAGES_PRINT_H
#define PACKAGES_PRINT_H

#include "packages_tables.h"

/* A number as text, a comma between thousands: grouped(n).text. */
struct grouped {
    char text[32];
};
struct grouped grouped(size_t number);

/* Print names on one line, at most `limit`, and end the line. */
void print_names(Package *const *packages, size_t count, size_t limit);

/* Print "and 12 more" on a line of its own where not all were shown. */
void print_rest(size_t count, size_t limit);

#endif
