/* export.c - writing JSON and TSV. */
#include "harness/export.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static FILE *open_file(const char *path)
{
    FILE *file = fopen(path, "w");

    if (file)
        return file;
    perror(path);
    exit(EXIT_FAILURE);
}

void export_try(const char *path)
{
    fclose(open_file(path));
}

static void close_file(FILE *file, const char *path)
{
    bool failed = ferror(file);

    if (fclose(file) == 0 && !failed)
        return;
    fprintf(stderr, "kith_bench: %s: could not be written\n", path);
    exit(EXIT_FAILURE);
}

/* --- JSON ----------------------------------------------------------------- */

/* A writer that knows whether the next value needs a comma. */
struct json {
    FILE *file;
    unsigned depth;
    bool comma;
};

static void json_text(struct json *json, const char *text)
{
    putc('"', json->file);
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;

        if (byte == '"' || byte == '\\')
            fprintf(json->file, "\\%c", byte);
        else if (byte < 0x20)
            fprintf(json->file, "\\u%04x", byte);
        else
            putc(byte, json->file);
    }
    putc('"', json->file);
}

/* The place of the next value; `name` is NULL in an array. */
static void json_next(struct json *json, const char *name)
{
    if (json->comma)
        putc(',', json->file);
    if (json->depth)
        fprintf(json->file, "\n%*s", (int)json->depth * 2, "");
    if (name) {
        json_text(json, name);
        fputs(": ", json->file);
    }
    json->comma = true;
}

static void json_open(struct json *json, const char *name, char bracket)
{
    json_next(json, name);
    putc(bracket, json->file);
    json->depth++;
    json->comma = false;
}

static void json_close(struct json *json, char bracket)
{
    json->depth--;
    fprintf(json->file, "\n%*s%c", (int)json->depth * 2, "", bracket);
    json->comma = true;
}

static void json_string(struct json *json, const char *name, const char *text)
{
    json_next(json, name);
    json_text(json, text);
}

static void json_natural(struct json *json, const char *name,
                         unsigned long long number)
{
    json_next(json, name);
    fprintf(json->file, "%llu", number);
}

/* JSON has no NAN: null. */
static void json_real(struct json *json, const char *name, double number)
{
    json_next(json, name);
    if (isfinite(number))
        fprintf(json->file, "%.6g", number);
    else
        fputs("null", json->file);
}

static void json_bool(struct json *json, const char *name, bool value)
{
    json_next(json, name);
    fputs(value ? "true" : "false", json->file);
}

static void write_machine(struct json *json, const struct machine *machine)
{
    json_open(json, "machine", '{');
    json_string(json, "system", machine->uname.sysname);
    json_string(json, "release", machine->uname.release);
    json_string(json, "version", machine->uname.version);
    json_string(json, "architecture", machine->uname.machine);
    json_string(json, "cpu", machine->cpu);
    json_natural(json, "cores", (unsigned long long)machine->cores);
    json_natural(json, "memory_bytes", machine->memory_bytes);
    json_close(json, '}');
    json_string(json, "compiler", machine->compiler);
    json_string(json, "flags", machine->flags);
    json_string(json, "build_type", machine->build_type);
    json_string(json, "date", machine->date);
}

static void write_options(struct json *json, const struct options *options)
{
    json_natural(json, "seed", options->seed);
    json_natural(json, "rounds", options->rounds);
    json_real(json, "seconds_a_peer", options->seconds);
    json_open(json, "sizes", '[');
    for (size_t i = 0; options->sizes[i]; i++)
        json_natural(json, NULL, options->sizes[i]);
    json_close(json, ']');
}

static void write_series(struct json *json, const struct result *result,
                         const struct series *series)
{
    struct figures figures = series_figures(series);

    json_open(json, NULL, '{');
    json_string(json, "system", series->system);
    json_real(json, "median_ns", figures.median);
    json_real(json, "min_ns", figures.min);
    json_real(json, "max_ns", figures.max);
    json_natural(json, "rounds", series->rounds);
    json_real(json, "kith_ratio", result_ratio(result, "kith", series->system));
    json_close(json, '}');
}

static void write_result(struct json *json, const struct result *result)
{
    json_open(json, NULL, '{');
    json_string(json, "suite", result->suite->name);
    json_string(json, "question", result->question->name);
    json_string(json, "unit", result->question->unit);
    json_natural(json, "rows", result->rows);
    json_natural(json, "units_a_round", result->units);
    json_real(json, "hand_again_ratio",
              result_ratio(result, HAND_AGAIN, "hand"));
    json_real(json, "spread", result_spread(result));
    json_real(json, "level_ratio", result_ratio(result, KITH_LEVEL, "kith"));
    json_real(json, "commit_ratio", result_commit_ratio(result));
    json_open(json, "systems", '[');
    for (size_t i = 0; i < result->series_count; i++) {
        if (result->series[i].rounds > 0)
            write_series(json, result, &result->series[i]);
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void write_verdict(struct json *json, const struct verdict *verdict)
{
    static const char *const kinds[] = {"ratio", "ns", "level", "level_ns",
                                        "growth"};

    json_open(json, NULL, '{');
    json_string(json, "suite", verdict->result->suite->name);
    json_string(json, "question", verdict->result->question->name);
    json_natural(json, "rows", verdict->result->rows);
    json_string(json, "kind", kinds[verdict->kind]);
    if (verdict->system)
        json_string(json, "system", verdict->system);
    json_real(json, "goal", verdict->goal);
    json_real(json, "spread", verdict->spread);
    json_real(json, "measured", verdict->measured);
    json_bool(json, "holds", verdict->holds);
    json_bool(json, "misses", verdict->misses);
    json_close(json, '}');
}

void export_json(const char *path, const struct machine *machine,
                 const struct options *options, const struct results *results)
{
    struct json json = {.file = open_file(path)};
    size_t count, open;
    struct verdict *verdicts = results_judge(results, &count, &open);

    json_open(&json, NULL, '{');
    write_machine(&json, machine);
    write_options(&json, options);
    json_open(&json, "results", '[');
    for (size_t i = 0; i < results->count; i++)
        write_result(&json, &results->all[i]);
    json_close(&json, ']');
    json_open(&json, "goals", '[');
    for (size_t i = 0; i < count; i++)
        write_verdict(&json, &verdicts[i]);
    json_close(&json, ']');
    json_natural(&json, "goals_not_asked", open);
    json_close(&json, '}');
    putc('\n', json.file);
    free(verdicts);
    close_file(json.file, path);
}

/* --- TSV ------------------------------------------------------------------ */

void export_tsv(const char *path, const struct results *results)
{
    FILE *file = open_file(path);

    fputs("suite\tquestion\tunit\trows\tsystem\tmedian_ns\tmin_ns\tmax_ns\t"
          "rounds\n",
          file);
    for (size_t i = 0; i < results->count; i++) {
        const struct result *result = &results->all[i];

        for (size_t j = 0; j < result->series_count; j++) {
            const struct series *series = &result->series[j];
            struct figures figures;

            if (series->rounds == 0)
                continue;
            figures = series_figures(series);
            fprintf(file, "%s\t%s\t%s\t%zu\t%s\t%.6g\t%.6g\t%.6g\t%zu\n",
                    result->suite->name, result->question->name,
                    result->question->unit, result->rows, series->system,
                    figures.median, figures.min, figures.max, series->rounds);
        }
    }
    close_file(file, path);
}
