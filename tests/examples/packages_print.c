/* packages_print.c - numbers and names as the reports print them. */
#include <stdio.h>
#include <string.h>

#include "packages_print.h"

struct grouped grouped(size_t number)
{
    struct grouped grouped;
    char digits[24];
    const size_t count =
        (size_t)snprintf(digits, sizeof(digits), "%zu", number);
    char *to = grouped.text;

    for (size_t i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    *to = '\0';
    return grouped;
}

void print_names(Package *const *packages, size_t count, size_t limit)
{
    for (size_t i = 0; i < count && i < limit; i++)
        printf("%s %s", i > 0 ? "," : "", packages[i]->name);
    if (count > limit)
        printf(", ... and %s more", grouped(count - limit).text);
    printf("\n");
}

void print_rest(size_t count, size_t limit)
{
    if (count > limit)
        printf("    ... and %s more\n", grouped(count - limit).text);
}
