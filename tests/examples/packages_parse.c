/* packages_parse.c - splitting the file into paragraphs and fields, and judging
 * each paragraph before anybody sees it. packages_items.c reads what is inside
 * a relationship field.
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "packages_parse.h"
#include "packages_version.h"

static const char *const field_names[FIELD_RELATIONS] = {
    [FIELD_PACKAGE] = "Package",
    [FIELD_VERSION] = "Version",
    [FIELD_ARCHITECTURE] = "Architecture",
    [FIELD_SOURCE] = "Source",
    [FIELD_MAINTAINER] = "Maintainer",
    [FIELD_SECTION] = "Section",
    [FIELD_STATUS] = "Status",
};

const char *slice_cut(struct slice slice)
{
    if (slice.text)
        slice.text[slice.bytes] = '\0';
    return slice.text;
}

/* Note what is wrong, unless something was wrong before. Control characters
 * are not repeated: the reason may end on a terminal. */
static void __attribute__((format(printf, 3, 4)))
spoil(struct paragraph *paragraph, size_t line, const char *format, ...)
{
    struct damage *damage = &paragraph->damage;
    va_list arguments;

    if (damage->line != 0)
        return;
    damage->line = line;
    va_start(arguments, format);
    vsnprintf(damage->reason, sizeof(damage->reason), format, arguments);
    va_end(arguments);
    for (char *c = damage->reason; *c; c++) {
        if ((unsigned char)*c < ' ' || (unsigned char)*c >= 0x7f)
            *c = '?';
    }
}

/* --- Lines and fields ----------------------------------------------------- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static struct slice trimmed(char *text, char *end)
{
    while (text < end && is_space(*text))
        text++;
    while (text < end && is_space(end[-1]))
        end--;
    return (struct slice){text, (size_t)(end - text)};
}

static const char *name_of(int field)
{
    return field < FIELD_RELATIONS ? field_names[field]
                                   : kind_names[field - FIELD_RELATIONS];
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool same_name(const char *text, size_t bytes, const char *name)
{
    for (size_t i = 0; i < bytes; i++) {
        if (name[i] == '\0' || lower(text[i]) != lower(name[i]))
            return false;
    }
    return name[bytes] == '\0';
}

/* The field with this name, FIELD_COUNT when it is not one that is read, as
 * most are: their first letter tells. */
static int field_called(const char *text, size_t bytes)
{
    const char first = lower(*text);

    for (int field = 0; field < FIELD_COUNT; field++) {
        const char *name = name_of(field);

        if (lower(*name) == first && same_name(text, bytes, name))
            return field;
    }
    return FIELD_COUNT;
}

/* A field's name is printable ASCII without spaces and colons. */
static bool is_field_name(const char *text, size_t bytes)
{
    if (bytes == 0 || text[0] == '#' || text[0] == '-')
        return false;
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] <= ' ' || text[i] > '~')
            return false;
    }
    return true;
}

/* Read a line that begins a field. Answers the field. */
static int take_field(struct paragraph *paragraph, size_t line, char *text,
                      char *end)
{
    char *colon = memchr(text, ':', (size_t)(end - text));
    int field = FIELD_COUNT;

    if (!colon) {
        spoil(paragraph, line, "a field has no colon");
        return field;
    }
    field = field_called(text, (size_t)(colon - text));
    if (field == FIELD_COUNT) {
        if (!is_field_name(text, (size_t)(colon - text)))
            spoil(paragraph, line, "a field has a malformed name");
        return field;
    }
    if (paragraph->value[field].text)
        spoil(paragraph, line, "%s is given twice", name_of(field));
    paragraph->value[field] = trimmed(colon + 1, end);
    paragraph->value_line[field] = line;
    return field;
}

/* Read a line that goes on with `field`. */
static void take_continuation(struct paragraph *paragraph, size_t line,
                              int field, char *end)
{
    struct slice *value = &paragraph->value[field];

    if (field < FIELD_RELATIONS)
        spoil(paragraph, line, "%s goes on in a second line", name_of(field));
    *value = trimmed(value->text, end);
}

/* --- Bytes ---------------------------------------------------------------- */

/* Up to where `text` is ASCII without NUL, looking at eight bytes at once. */
static const char *skip_ascii(const char *text, const char *end)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t highs = UINT64_C(0x8080808080808080);

    while (end - text >= 8) {
        uint64_t bytes;

        memcpy(&bytes, text, 8);
        if (((bytes - ones) | bytes) & highs)
            break;
        text += 8;
    }
    while (text<end && * text> 0)
        text++;
    return text;
}

/* The length of the UTF-8 sequence at `text`; 0 when it is none: cut off, not
 * the shortest one, a surrogate, or beyond the last code point. */
static size_t sequence_bytes(const char *text, const char *end)
{
    const unsigned char first = (unsigned char)text[0];
    const size_t bytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t point = first & (0xffu >> (bytes + 1));

    if (first < 0xc2 || first > 0xf4 || (size_t)(end - text) < bytes)
        return 0;
    for (size_t i = 1; i < bytes; i++) {
        const unsigned char c = (unsigned char)text[i];

        if ((c & 0xc0) != 0x80)
            return 0;
        point = point << 6 | (c & 0x3f);
    }
    return point < least[bytes] || point > 0x10ffff ||
                   (point >= 0xd800 && point <= 0xdfff)
               ? 0
               : bytes;
}

static void check_bytes(struct paragraph *paragraph, size_t line,
                        const char *text, const char *end)
{
    while ((text = skip_ascii(text, end)) < end) {
        const size_t bytes = *text ? sequence_bytes(text, end) : 0;

        if (bytes == 0) {
            spoil(paragraph, line,
                  *text ? "a line is not UTF-8" : "a line holds a NUL byte");
            return;
        }
        text += bytes;
    }
}

/* --- Values --------------------------------------------------------------- */

/* Debian's rule for names of packages: letters, digits and `marks`, two
 * characters at least. That for architectures differs in the marks only. */
static bool is_plain_name(struct slice name, size_t least, const char *marks)
{
    for (size_t i = 0; i < name.bytes; i++) {
        const char c = name.text[i];
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

        if (!is_letter && (i == 0 || c == '\0' || !strchr(marks, c)))
            return false;
    }
    return name.bytes >= least;
}

static void spoil_value(struct paragraph *paragraph, int field,
                        const char *what)
{
    const struct slice value = paragraph->value[field];

    spoil(paragraph, paragraph->value_line[field], "\"%.*s\" is no %s",
          value.bytes < 60 ? (int)value.bytes : 60, value.text, what);
}

static void check_identity(struct paragraph *paragraph)
{
    for (int field = FIELD_PACKAGE; field <= FIELD_ARCHITECTURE; field++) {
        if (paragraph->value[field].bytes == 0)
            spoil(paragraph, paragraph->line, "%s is missing", name_of(field));
    }
    if (paragraph->damage.line != 0)
        return;
    if (!is_plain_name(paragraph->value[FIELD_PACKAGE], 2, "+-."))
        spoil_value(paragraph, FIELD_PACKAGE, "package name");
    if (!version_is_well_formed(paragraph->value[FIELD_VERSION].text,
                                paragraph->value[FIELD_VERSION].bytes))
        spoil_value(paragraph, FIELD_VERSION, "version");
    if (!is_plain_name(paragraph->value[FIELD_ARCHITECTURE], 1, "-"))
        spoil_value(paragraph, FIELD_ARCHITECTURE, "architecture");
}

/* Source may say "glibc (2.36-9)": keep the name, and the package's own where
 * the field is not given. */
static void settle_source(struct paragraph *paragraph)
{
    struct slice *source = &paragraph->value[FIELD_SOURCE];
    size_t bytes = 0;

    if (source->bytes == 0) {
        *source = paragraph->value[FIELD_PACKAGE];
        return;
    }
    while (bytes < source->bytes && source->text[bytes] != ' ')
        bytes++;
    source->bytes = bytes;
    if (!is_plain_name(*source, 2, "+-."))
        spoil_value(paragraph, FIELD_SOURCE, "source name");
}

/* A version may be demanded of what is provided, but only as one version; and
 * only what is wanted may have alternatives. */
static const char *kind_objects(int kind, const struct item *item)
{
    const bool is_wanted = kind <= KIND_ENHANCES;

    if (item->is_alternative && !is_wanted)
        return "alternatives are not allowed here";
    if (kind == KIND_PROVIDES && item->relation != RELATION_NONE &&
        item->relation != RELATION_EXACTLY)
        return "only = is allowed here";
    return NULL;
}

static void check_relations(struct paragraph *paragraph, int kind)
{
    const int field = FIELD_RELATIONS + kind;
    struct item_reader reader = {.rest = paragraph->value[field]};
    const char *begin = reader.rest.text;
    const char *reason = NULL;
    struct item item;
    size_t line = paragraph->value_line[field];

    while (!reason && item_next(&reader, &item, &reason))
        reason = kind_objects(kind, &item);
    if (!reason)
        return;
    for (const char *c = begin; c < reader.rest.text; c++)
        line += *c == '\n';
    spoil(paragraph, line, "%s: %s", kind_names[kind], reason);
}

/* Status ends in a word that says how far installation got. */
static bool says_installed(struct slice status)
{
    static const char *const not_installed[] = {"not-installed",
                                                "config-files"};

    for (size_t i = 0; i < 2; i++) {
        const size_t bytes = strlen(not_installed[i]);

        if (status.bytes >= bytes && memcmp(status.text + status.bytes - bytes,
                                            not_installed[i], bytes) == 0)
            return false;
    }
    return true;
}

static void check_values(struct paragraph *paragraph)
{
    paragraph->is_installed = says_installed(paragraph->value[FIELD_STATUS]);
    if (!paragraph->is_installed)
        return;
    check_identity(paragraph);
    settle_source(paragraph);
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        if (paragraph->value[FIELD_RELATIONS + kind].text)
            check_relations(paragraph, kind);
    }
}

/* --- Paragraphs ----------------------------------------------------------- */

/* Where the line at `text` ends: at its newline, or at the end of the text. */
static char *end_of_line(const struct reader *reader)
{
    char *end =
        memchr(reader->next, '\n', (size_t)(reader->end - reader->next));

    return end ? end : reader->end;
}

static bool is_blank(const char *text, const char *end)
{
    while (text < end && is_space(*text))
        text++;
    return text == end;
}

/* Step behind the line that ends at `end`. */
static void leave_line(struct reader *reader, char *end)
{
    reader->next = end < reader->end ? end + 1 : end;
    reader->line++;
}

static void take_line(struct reader *reader, struct paragraph *paragraph,
                      int *field, char *end)
{
    char *text = reader->next;

    check_bytes(paragraph, reader->line, text, end);
    if (end == reader->end)
        spoil(paragraph, reader->line, "the file ends within a line");
    if (!is_space(*text))
        *field = take_field(paragraph, reader->line, text, end);
    else if (*field < 0)
        spoil(paragraph, reader->line, "a continuation line comes first");
    else if (*field < FIELD_COUNT)
        take_continuation(paragraph, reader->line, *field, end);
}

bool paragraph_next(struct reader *reader, struct paragraph *paragraph)
{
    int field = -1;
    char *end;

    while (reader->next < reader->end &&
           is_blank(reader->next, end = end_of_line(reader)))
        leave_line(reader, end);
    if (reader->next == reader->end)
        return false;

    *paragraph = (struct paragraph){.line = reader->line};
    while (reader->next < reader->end &&
           !is_blank(reader->next, end = end_of_line(reader))) {
        take_line(reader, paragraph, &field, end);
        leave_line(reader, end);
    }
    if (paragraph->damage.line == 0)
        check_values(paragraph);
    return true;
}
