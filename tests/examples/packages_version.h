/* packages_version.h - Debian's version numbers.
 *
 * A version is [epoch:]upstream[-revision]. Source: Debian Policy, section
 * 5.6.12, "Version".
 */
#ifndef PACKAGES_VERSION_H
#define PACKAGES_VERSION_H

#include <stdbool.h>
#include <stddef.h>

/* Whether `bytes` characters of `text` are a version: an epoch is a number; the
 * upstream part begins with a digit and is made of letters, digits and .+-~,
 * with colons where there is an epoch; the revision, behind the last hyphen, is
 * made of letters, digits and .+~ and is not empty. */
bool version_is_well_formed(const char *text, size_t bytes);

/* Less than, equal to or greater than zero as `left` is earlier than, the same
 * as or later than `right`. Both are well-formed. */
int version_compare(const char *left, const char *right);

#endif
