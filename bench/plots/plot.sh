#!/bin/sh
# plot.sh - what a unit costs against the number of rows: one SVG a suite, one
# panel a question, one line a system, both scales logarithmic.
#
# Usage: plot.sh TSV FOLDER, where TSV is what kith_bench --tsv wrote. Suites
# that ran at one size only have no plot. Needs gnuplot.
set -eu
if [ $# -ne 2 ]; then
    echo "usage: plot.sh TSV FOLDER" >&2
    exit 2
fi

# Fields: suite, question, unit, rows, system, median, min, max, rounds.
awk -F '\t' -v folder="$2" '
    BEGIN {
        count = split("kith hand list uthash glib sqlite", systems, " ")
        split("#c00000 #000000 #808080 #1f77b4 #2ca02c #e69f00", colors, " ")
        columns = 2
    }

    NR == 1 { next }

    # Questions in the order of the file; the lines of one system as data.
    {
        if (!($1 in questions))
            suite_names[++suites] = $1
        if (!(($1, $2) in units)) {
            names[$1, ++questions[$1]] = $2
            units[$1, $2] = $3
        }
        if (!(($1, $4) in sizes)) {
            sizes[$1, $4] = 1
            size_count[$1]++
        }
        data[$1, $2, $5] = data[$1, $2, $5] $4 " " $6 "\n"
    }

    function panel(suite, question,    i, line, peer) {
        print "set title \"" question "\""
        print "set ylabel \"ns a " units[suite, question] "\""
        for (i = 1; i <= count; i++) {
            peer = systems[i]
            if ((suite, question, peer) in data)
                printf "$data%d << EOD\n%sEOD\n", i,
                    data[suite, question, peer]
        }
        line = ""
        for (i = 1; i <= count; i++) {
            peer = systems[i]
            if (!((suite, question, peer) in data))
                continue
            line = line (line == "" ? "plot " : ", ") "$data" i \
                " with linespoints title \"" peer "\" linewidth " \
                (peer == "kith" ? 3 : 1.5) " pointtype 7 pointsize 0.5" \
                " linecolor rgb \"" colors[i] "\""
        }
        print line
    }

    function plot(suite,    rows, i) {
        rows = int((questions[suite] + columns - 1) / columns)
        printf "set terminal svg size 1000,%d dynamic font \"Helvetica,13\"" \
            " background rgb \"white\"\n", 330 * rows + 40
        print "set output \"" folder "/" suite ".svg\""
        print "set termoption noenhanced"
        print "set logscale xy"
        print "set format x \"10^{%T}\""
        print "set xtics format \"%.0s%c\""
        print "set format y \"%.0f\""
        print "set xlabel \"rows\""
        print "set grid ytics linecolor rgb \"#dddddd\""
        print "set key outside right center"
        printf "set multiplot layout %d,%d title \"%s\"\n", rows, columns, suite
        for (i = 1; i <= questions[suite]; i++)
            panel(suite, names[suite, i])
        print "unset multiplot"
        print "reset"
    }

    END {
        for (i = 1; i <= suites; i++) {
            if (size_count[suite_names[i]] > 1)
                plot(suite_names[i])
        }
    }' "$1" | gnuplot
