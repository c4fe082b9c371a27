/* main.c - the program kith_bench: every suite, then the reports. */
#include "harness/export.h"
#include "harness/report.h"
#include "harness/run.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    struct options options = options_read(argc, argv);
    struct machine machine = machine_read();
    struct results results = {0};

    if (options.json)
        export_try(options.json);
    if (options.tsv)
        export_try(options.tsv);
    if (!options.single)
        report_head(&machine, &options);
    for (size_t i = 0; bench_suites[i]; i++) {
        const struct suite *suite = bench_suites[i];

        if (!options_have(options.suites, suite->name))
            continue;
        run_suite(&options, suite, &results);
        if (!options.single)
            report_suite(&results, suite);
    }
    if (!options.single)
        report_summary(&results);
    if (options.json)
        export_json(options.json, &machine, &options, &results);
    if (options.tsv)
        export_tsv(options.tsv, &results);
    results_fini(&results);
    return 0;
}
