/* packages_version.c - reading and comparing Debian's version numbers.
 *
 * Only ASCII counts, so letters and digits are told without the locale.
 */
#include <string.h>

#include "packages_version.h"

/* A part of a version: the characters from `next` up to `end`. */
struct part {
    const char *next;
    const char *end;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool consists_of(struct part part, const char *marks)
{
    for (; part.next < part.end; part.next++) {
        const char c = *part.next;

        if (!is_digit(c) && !is_letter(c) && (c == '\0' || !strchr(marks, c)))
            return false;
    }
    return true;
}

/* Take the epoch and its colon off; empty where there is none. */
static struct part take_epoch(struct part *rest)
{
    struct part epoch = {rest->next, rest->next};
    const size_t bytes = (size_t)(rest->end - rest->next);
    const char *colon = bytes ? memchr(rest->next, ':', bytes) : NULL;

    if (colon) {
        epoch.end = colon;
        rest->next = colon + 1;
    }
    return epoch;
}

/* Take the revision and its hyphen off; empty where there is none. */
static struct part take_revision(struct part *rest)
{
    struct part revision = {rest->end, rest->end};

    for (const char *c = rest->end; c > rest->next; c--) {
        if (c[-1] == '-') {
            revision.next = c;
            rest->end = c - 1;
            break;
        }
    }
    return revision;
}

bool version_is_well_formed(const char *text, size_t bytes)
{
    struct part upstream = {text, text + bytes};
    const struct part epoch = take_epoch(&upstream);
    const bool has_epoch = upstream.next > text;
    const char *end = upstream.end;
    const struct part revision = take_revision(&upstream);
    const bool has_revision = upstream.end < end;

    if (has_epoch && epoch.next == epoch.end)
        return false;
    for (const char *c = epoch.next; c < epoch.end; c++) {
        if (!is_digit(*c))
            return false;
    }
    if (has_revision && revision.next == revision.end)
        return false;
    return upstream.next < upstream.end && is_digit(*upstream.next) &&
           consists_of(upstream, has_epoch ? ".+-~:" : ".+-~") &&
           consists_of(revision, ".+~");
}

/* The weight of a character where no digit stands: a tilde sorts before the
 * end, the end before letters, letters before all else. */
static int weight(struct part part)
{
    if (part.next == part.end || is_digit(*part.next))
        return 0;
    if (*part.next == '~')
        return -1;
    return is_letter(*part.next) ? *part.next : *part.next + 256;
}

static int compare_text(struct part *left, struct part *right)
{
    for (;;) {
        const int l = weight(*left);
        const int r = weight(*right);

        if (l != r)
            return l - r;
        if (l == 0)
            return 0;
        left->next++;
        right->next++;
    }
}

/* Take a number off, without its leading zeros. */
static struct part take_number(struct part *rest)
{
    struct part number;

    while (rest->next < rest->end && *rest->next == '0')
        rest->next++;
    number.next = rest->next;
    while (rest->next < rest->end && is_digit(*rest->next))
        rest->next++;
    number.end = rest->next;
    return number;
}

/* Numbers of any length: the longer one is the larger. */
static int compare_number(struct part *left, struct part *right)
{
    const struct part l = take_number(left);
    const struct part r = take_number(right);
    const ptrdiff_t difference = (l.end - l.next) - (r.end - r.next);

    if (difference != 0)
        return difference < 0 ? -1 : 1;
    return memcmp(l.next, r.next, (size_t)(l.end - l.next));
}

/* Text and numbers by turns, until one differs. */
static int compare_part(struct part left, struct part right)
{
    while (left.next < left.end || right.next < right.end) {
        int order = compare_text(&left, &right);

        if (order == 0)
            order = compare_number(&left, &right);
        if (order != 0)
            return order;
    }
    return 0;
}

int version_compare(const char *left, const char *right)
{
    struct part l = {left, left + strlen(left)};
    struct part r = {right, right + strlen(right)};
    const struct part left_epoch = take_epoch(&l);
    const struct part right_epoch = take_epoch(&r);
    const struct part left_revision = take_revision(&l);
    const struct part right_revision = take_revision(&r);
    int order = compare_part(left_epoch, right_epoch);

    if (order == 0)
        order = compare_part(l, r);
    if (order == 0)
        order = compare_part(left_revision, right_revision);
    return order;
}
