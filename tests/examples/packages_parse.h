/* packages_parse.h - the text of /var/lib/dpkg/status, paragraph by paragraph.
 *
 * Owns   nothing: all texts are slices of the caller's buffer.
 * Knows  Debian's control file syntax. Source: Debian Policy, sections 5.1
 *        (syntax), 5.6 (fields) and 7.1 (relationship fields).
 *
 * Nothing is half read: a paragraph is whole and checked, relationship fields
 * included, or it is damaged and says where and why.
 */
#ifndef PACKAGES_PARSE_H
#define PACKAGES_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "packages_tables.h"

/* A stretch of the buffer. A NULL text means that there is none. */
struct slice {
    char *text;
    size_t bytes;
};

/* The slice as a C string, ended by a NUL over the character behind it, which
 * nobody may need any more. NULL for none. */
const char *slice_cut(struct slice slice);

/* The fields that are read. The relationship fields come in the order of
 * enum kind; all before them stand on one line. */
enum field {
    FIELD_PACKAGE,
    FIELD_VERSION,
    FIELD_ARCHITECTURE,
    FIELD_SOURCE,
    FIELD_MAINTAINER,
    FIELD_SECTION,
    FIELD_STATUS,
    FIELD_RELATIONS,
    FIELD_COUNT = FIELD_RELATIONS + KIND_COUNT
};

/* The first thing wrong with a paragraph; line 0 means that nothing is. */
struct damage {
    size_t line;
    char reason[200];
};

/* One paragraph. It is not installed when its Status says so: dpkg remembers
 * such a package, which may then lack all other fields. */
struct paragraph {
    size_t line;
    struct slice value[FIELD_COUNT];
    size_t value_line[FIELD_COUNT];
    bool is_installed;
    struct damage damage;
};

/* Where reading stands: at `next`, which is on line `line`. */
struct reader {
    char *next;
    char *end;
    size_t line;
};

/* Read and check the next paragraph. False at the end of the text. Cost: linear
 * in the paragraph. */
bool paragraph_next(struct reader *reader, struct paragraph *paragraph);

/* One name in a relationship field, with what bounds it. Qualifiers (:any),
 * architecture lists ([amd64]) and build profiles (<cross>) are understood and
 * left out: in a binary package they say nothing about the name. */
struct item {
    struct slice name;
    struct slice version;
    enum relation relation;
    bool is_alternative; /* it follows a `|` */
};

/* Where reading a relationship field stands: in front of `rest`, behind a
 * separator, or at the beginning, where the separator is NUL. */
struct item_reader {
    struct slice rest;
    char separator;
};

/* Read the next item, with the separator behind it: then each text of the item
 * may be cut. False at the end, and at what is malformed: then *reason, else
 * NULL, says what is wrong with the text at reader->rest. */
bool item_next(struct item_reader *reader, struct item *item,
               const char **reason);

#endif
