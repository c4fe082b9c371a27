/* packages_load.c - filling the tables.
 *
 * The file is read whole and its texts are cut in place, so loading allocates
 * for kith's rows and for one list: the relationship fields of all packages,
 * which wait until every package is there.
 */
#define _DEFAULT_SOURCE /* madvise, which POSIX does not have */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "packages_load.h"
#include "packages_parse.h"

/* A relationship field that waits. */
struct pending {
    Package *package;
    struct slice text;
    enum kind kind;
};

struct loader {
    kith_db *db;
    const struct load_options *options;
    struct load_figures *figures;
    bool shows_progress;
    struct slice file;
    size_t room;
    struct pending *pending;
    size_t pending_count;
    size_t pending_room;
};

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* --- Telling -------------------------------------------------------------- */

static void clear_progress(const struct loader *loader)
{
    if (loader->shows_progress)
        fputs("\r\033[K", stderr);
}

static void show_progress(const struct loader *loader, const char *table,
                          size_t count)
{
    if (loader->shows_progress && count % 4096 == 0)
        fprintf(stderr, "\r%s %zu", table, count);
}

/* Report a failure that ends loading. */
static bool fail(const struct loader *loader, const char *reason)
{
    clear_progress(loader);
    fprintf(stderr, "%s: %s\n", loader->options->path, reason);
    return false;
}

/* A call of kith failed, and not because of what the file says. */
static bool fail_in_kith(const struct loader *loader)
{
    return fail(loader, kith_last_error(loader->db)->message);
}

/* Report a paragraph that is left out. False when that ends loading. */
static bool skip_paragraph(const struct loader *loader, size_t line,
                           const char *reason)
{
    const struct load_options *options = loader->options;

    loader->figures->malformed_count++;
    if (options->strict || !options->quiet) {
        clear_progress(loader);
        fprintf(stderr, "%s:%zu: %s; %s\n", options->path, line, reason,
                options->strict ? "stopped" : "paragraph skipped");
    }
    return !options->strict;
}

/* --- The file ------------------------------------------------------------- */

/* Give the buffer this much room. Touching memory for the first time costs more
 * than reading a file into it, so it is asked for in large pages: the whole
 * archive is then read in a third of the time. */
static bool resize_buffer(struct loader *loader, size_t room)
{
    const size_t page_bytes = (size_t)2 << 20;
    struct slice *file = &loader->file;
    void *text = NULL;

    if (posix_memalign(&text, page_bytes, room) != 0)
        return fail(loader, "there is no memory for the file");
    madvise(text, room, MADV_HUGEPAGE); /* a wish: its answer says nothing */
    if (file->bytes > 0)
        memcpy(text, file->text, file->bytes);
    free(file->text);
    file->text = text;
    loader->room = room;
    return true;
}

/* Read to the end, with a byte to spare behind for the last cut. */
static bool read_stream(struct loader *loader, FILE *stream)
{
    struct slice *file = &loader->file;
    size_t bytes = 1;

    while (bytes > 0) {
        if (loader->room - file->bytes <= 1 &&
            !resize_buffer(loader, 2 * loader->room))
            return false;
        bytes = fread(file->text + file->bytes, 1,
                      loader->room - file->bytes - 1, stream);
        file->bytes += bytes;
    }
    loader->figures->file_bytes = file->bytes;
    return ferror(stream) ? fail(loader, strerror(errno)) : true;
}

/* The size of a file is a hint that saves copying; a pipe has none. */
static bool read_file(struct loader *loader)
{
    FILE *stream = fopen(loader->options->path, "rb");
    struct stat about = {0};
    size_t room = (size_t)1 << 16;
    bool is_read;

    if (!stream)
        return fail(loader, strerror(errno));
    if (fstat(fileno(stream), &about) == 0 && S_ISREG(about.st_mode))
        room += (size_t)about.st_size;
    is_read = resize_buffer(loader, room) && read_stream(loader, stream);
    fclose(stream);
    return is_read;
}

/* --- Packages ------------------------------------------------------------- */

static bool postpone(struct loader *loader, struct pending pending)
{
    if (loader->pending_count == loader->pending_room) {
        const size_t room =
            loader->pending_room ? 2 * loader->pending_room : 1024;
        struct pending *grown = realloc(loader->pending, room * sizeof(*grown));

        if (!grown)
            return fail(loader, "there is no memory for the fields");
        loader->pending = grown;
        loader->pending_room = room;
    }
    loader->pending[loader->pending_count++] = pending;
    return true;
}

static bool postpone_fields(struct loader *loader, Package *package,
                            const struct paragraph *paragraph)
{
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        const struct slice text = paragraph->value[FIELD_RELATIONS + kind];

        if (text.bytes > 0 &&
            !postpone(loader, (struct pending){package, text, (enum kind)kind}))
            return false;
    }
    return true;
}

static Source *source_named(kith_db *db, const char *name)
{
    Source *source = kith_get(db, Source, name);

    return source ? source : kith_insert(db, Source, .name = name);
}

static Maintainer *maintainer_named(kith_db *db, const char *name)
{
    Maintainer *maintainer = kith_get(db, Maintainer, name);

    return maintainer ? maintainer : kith_insert(db, Maintainer, .name = name);
}

static Section *section_named(kith_db *db, const char *name)
{
    Section *section = kith_get(db, Section, name);

    return section ? section : kith_insert(db, Section, .name = name);
}

/* Link a package to the rows that its paragraph names. These are made when
 * first named, and not before the package itself was accepted. */
static bool describe(kith_db *db, Package *package,
                     const struct paragraph *paragraph)
{
    const struct slice *value = paragraph->value;
    Source *source = source_named(db, slice_cut(value[FIELD_SOURCE]));
    Maintainer *maintainer = NULL;
    Section *section = NULL;

    if (!source || kith_relate(package, source, source) != KITH_OK)
        return false;
    if (value[FIELD_MAINTAINER].bytes > 0) {
        maintainer = maintainer_named(db, slice_cut(value[FIELD_MAINTAINER]));
        if (!maintainer ||
            kith_relate(package, maintainer, maintainer) != KITH_OK)
            return false;
    }
    if (value[FIELD_SECTION].bytes > 0) {
        section = section_named(db, slice_cut(value[FIELD_SECTION]));
        if (!section || kith_relate(package, section, section) != KITH_OK)
            return false;
    }
    return true;
}

/* Insert the package of a whole paragraph. That its key is new is judged by
 * kith: whoever has it keeps it, and the paragraph is left out. */
static bool load_package(struct loader *loader,
                         const struct paragraph *paragraph)
{
    kith_db *db = loader->db;
    Package *package = kith_insert(
        db, Package, .name = slice_cut(paragraph->value[FIELD_PACKAGE]),
        .version = slice_cut(paragraph->value[FIELD_VERSION]),
        .architecture = slice_cut(paragraph->value[FIELD_ARCHITECTURE]),
        .available = true);

    if (!package && kith_last_error(db)->status == KITH_E_UNIQUE)
        return skip_paragraph(loader, paragraph->line,
                              kith_last_error(db)->message);
    if (!package || !describe(db, package, paragraph))
        return fail_in_kith(loader);
    return postpone_fields(loader, package, paragraph);
}

static bool load_packages(struct loader *loader)
{
    const struct slice file = loader->file;
    struct reader reader = {file.text, file.text + file.bytes, 1};
    struct load_figures *figures = loader->figures;
    struct paragraph paragraph;
    bool goes_on = true;

    while (goes_on && paragraph_next(&reader, &paragraph)) {
        show_progress(loader, "packages", ++figures->paragraph_count);
        if (paragraph.damage.line != 0)
            goes_on = skip_paragraph(loader, paragraph.damage.line,
                                     paragraph.damage.reason);
        else if (paragraph.is_installed)
            goes_on = load_package(loader, &paragraph);
        else
            figures->not_installed_count++;
    }
    figures->bytes_with_packages = kith_memory_used(loader->db);
    return goes_on;
}

/* --- Dependencies --------------------------------------------------------- */

/* The package that a name means: one of the file, or a new one without more
 * than the name. */
static Package *package_named(kith_db *db, const char *name)
{
    Package *package = package_newest(db, name);

    return package ? package : kith_insert(db, Package, .name = name);
}

static bool load_field(struct loader *loader, const struct pending *pending,
                       uint32_t *group)
{
    struct item_reader reader = {.rest = pending->text};
    struct item item;
    const char *reason;

    while (item_next(&reader, &item, &reason)) {
        Package *target = package_named(loader->db, slice_cut(item.name));

        *group += !item.is_alternative;
        if (!target ||
            !kith_insert(loader->db, Dependency, .kind = (uint8_t)pending->kind,
                         .relation = (uint8_t)item.relation, .group = *group,
                         .version = slice_cut(item.version),
                         .package.row = pending->package, .target.row = target))
            return fail_in_kith(loader);
    }
    return true;
}

static bool load_dependencies(struct loader *loader)
{
    const Package *package = NULL;
    uint32_t group = 0;

    for (size_t i = 0; i < loader->pending_count; i++) {
        const struct pending *pending = &loader->pending[i];

        if (pending->package != package)
            group = 0;
        package = pending->package;
        if (!load_field(loader, pending, &group))
            return false;
        show_progress(loader, "dependency fields", i);
    }
    loader->figures->bytes_in_all = kith_memory_used(loader->db);
    return true;
}

bool load_file(kith_db *db, const struct load_options *options,
               struct load_figures *figures)
{
    struct loader loader = {.db = db, .options = options, .figures = figures};
    const double begin = seconds_now();
    double packages_begin = 0;
    double dependencies_begin = 0;
    bool is_loaded;

    loader.shows_progress = !options->quiet && isatty(STDERR_FILENO) == 1;
    *figures = (struct load_figures){0};
    is_loaded = read_file(&loader);
    packages_begin = seconds_now();
    is_loaded = is_loaded && load_packages(&loader);
    dependencies_begin = seconds_now();
    is_loaded = is_loaded && load_dependencies(&loader);

    figures->seconds_reading = packages_begin - begin;
    figures->seconds_packages = dependencies_begin - packages_begin;
    figures->seconds_dependencies = seconds_now() - dependencies_begin;
    if (is_loaded)
        clear_progress(&loader);
    free(loader.pending);
    free(loader.file.text);
    return is_loaded;
}
