/* packages_load.h - from a file to rows.
 *
 * Owns   the order of loading: all packages first, then the dependencies, so
 *        that every name finds its package; a name that finds none becomes a
 *        package that is not available.
 */
#ifndef PACKAGES_LOAD_H
#define PACKAGES_LOAD_H

#include "packages_tables.h"

struct load_options {
    const char *path;
    bool strict; /* stop at the first malformed paragraph */
    bool quiet;  /* do not report them, and show no progress */
};

/* What loading came to. Bytes are those of kith_memory_used(). */
struct load_figures {
    size_t file_bytes;
    size_t paragraph_count;
    size_t malformed_count;
    size_t not_installed_count;
    size_t bytes_with_packages;
    size_t bytes_in_all;
    double seconds_reading;
    double seconds_packages;
    double seconds_dependencies;
};

/* Load the file into the open database. Malformed paragraphs are reported on
 * stderr with file and line, and skipped whole.
 *
 * False, with the reason on stderr, when the file cannot be read, when memory
 * runs out, or at the first malformed paragraph under `strict`. */
bool load_file(kith_db *db, const struct load_options *options,
               struct load_figures *figures);

#endif
