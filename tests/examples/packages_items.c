/* packages_items.c - reading the inside of a relationship field:
 *
 *   libc6 (>= 2.36), debconf:any | cdebconf [amd64] <!nocheck>
 *   '-- item ------'  '- item --'   '- item, an alternative -'
 */
#include <string.h>

#include "packages_parse.h"
#include "packages_version.h"

/* A field may go on over several lines. */
static void skip_space(struct slice *rest)
{
    while (rest->bytes > 0 &&
           (*rest->text == ' ' || *rest->text == '\t' || *rest->text == '\n')) {
        rest->text++;
        rest->bytes--;
    }
}

/* Take `c` off, where it is next. */
static bool skip_char(struct slice *rest, char c)
{
    if (rest->bytes == 0 || *rest->text != c)
        return false;
    rest->text++;
    rest->bytes--;
    return true;
}

/* Take off all up to the first of `stops`, or to the end. */
static struct slice take_until(struct slice *rest, const char *stops)
{
    struct slice taken = {rest->text, 0};

    while (taken.bytes < rest->bytes && !strchr(stops, taken.text[taken.bytes]))
        taken.bytes++;
    rest->text += taken.bytes;
    rest->bytes -= taken.bytes;
    return taken;
}

static bool is_name_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '-' || c == '.';
}

/* Take a name off; two characters at least, the first a letter or digit. */
static const char *take_name(struct slice *rest, struct slice *name)
{
    *name = (struct slice){rest->text, 0};
    while (name->bytes < rest->bytes &&
           is_name_character(name->text[name->bytes]))
        name->bytes++;
    if (name->bytes == 0)
        return "a package name is missing";
    if (name->bytes == 1 || strchr("+-.", *name->text))
        return "a package name is malformed";
    rest->text += name->bytes;
    rest->bytes -= name->bytes;
    return NULL;
}

/* The relation that these characters spell. The old < and > mean <= and >=. */
static enum relation relation_called(struct slice spelling)
{
    for (int relation = RELATION_EARLIER; relation < RELATION_COUNT;
         relation++) {
        const char *name = relation_names[relation];

        if (spelling.bytes == strlen(name) &&
            memcmp(spelling.text, name, spelling.bytes) == 0)
            return (enum relation)relation;
    }
    if (spelling.bytes == 1)
        return *spelling.text == '<' ? RELATION_AT_MOST : RELATION_AT_LEAST;
    return RELATION_NONE;
}

/* Take off what stands behind the opening parenthesis. */
static const char *take_bound(struct slice *rest, struct item *item)
{
    struct slice spelling = {rest->text, 0};

    skip_space(rest);
    spelling.text = rest->text;
    while (rest->bytes > 0 && strchr("<=>", *rest->text)) {
        rest->text++;
        rest->bytes--;
        spelling.bytes++;
    }
    if (spelling.bytes == 0)
        return "a version has no relation";
    item->relation = relation_called(spelling);
    if (item->relation == RELATION_NONE)
        return "a version has an unknown relation";
    skip_space(rest);
    item->version = take_until(rest, ") \t\n,|(");
    skip_space(rest);
    if (!skip_char(rest, ')'))
        return "a parenthesis is not closed";
    if (!version_is_well_formed(item->version.text, item->version.bytes))
        return "a version is malformed";
    return NULL;
}

/* Take off [architectures] and <profiles>. */
static const char *skip_restrictions(struct slice *rest)
{
    for (;;) {
        skip_space(rest);
        if (skip_char(rest, '[')) {
            take_until(rest, "],|");
            if (!skip_char(rest, ']'))
                return "an architecture list is not closed";
        } else if (skip_char(rest, '<')) {
            take_until(rest, ">,|");
            if (!skip_char(rest, '>'))
                return "a build profile is not closed";
        } else {
            return NULL;
        }
    }
}

static const char *take_item(struct slice *rest, struct item *item)
{
    const char *reason = take_name(rest, &item->name);

    if (!reason && skip_char(rest, ':')) {
        struct slice qualifier;

        reason = take_name(rest, &qualifier);
    }
    if (reason)
        return reason;
    skip_space(rest);
    if (skip_char(rest, '('))
        reason = take_bound(rest, item);
    return reason ? reason : skip_restrictions(rest);
}

bool item_next(struct item_reader *reader, struct item *item,
               const char **reason)
{
    struct slice *rest = &reader->rest;

    *item = (struct item){.is_alternative = reader->separator == '|'};
    *reason = NULL;
    skip_space(rest);
    if (rest->bytes == 0 && reader->separator == '\0')
        return false;
    *reason = take_item(rest, item);
    if (*reason)
        return false;
    if (rest->bytes == 0)
        reader->separator = '\0';
    else if (skip_char(rest, ','))
        reader->separator = ',';
    else if (skip_char(rest, '|'))
        reader->separator = '|';
    else
        *reason = "a comma is missing";
    return *reason == NULL;
}
