#!/bin/sh
# instructions.sh - the instructions that a unit of each question takes, counted
# by callgrind: hardly different from run to run, however noisy the machine is.
#
# Usage: instructions.sh PROGRAM [PROGRAM2] [OPTION]...
#
# PROGRAM is kith_bench of one build, PROGRAM2 that of another one: both are
# shown side by side. Options are those of kith_bench; without any, kith and
# hand are counted in all suites at 20000 rows. Options that are repeated win:
#
#   bench/instructions.sh before/kith_bench after/kith_bench --suites keys
#   bench/instructions.sh build/bench/bench/kith_bench --systems kith,uthash
#
# With --single, kith_bench calls bench_timed once for each line that it
# prints, and callgrind counts within bench_timed only and writes a file after
# each call of it: the nth file belongs to the nth line.
set -eu

usage()
{
    echo "usage: instructions.sh PROGRAM [PROGRAM2] [OPTION]..." >&2
    exit 2
}

# count PROGRAM FILE OPTION...: write the table of one program.
count()
{
    program=$1
    file=$2
    shift 2
    rm -f "$work"/out*
    valgrind --tool=callgrind --toggle-collect=bench_timed \
        --dump-after=bench_timed --callgrind-out-file="$work/out" \
        "$program" --single --sizes 20000 --systems kith,hand "$@" \
        >"$work/lines" 2>"$work/errors" || {
        cat "$work/errors" >&2
        exit 1
    }
    number=0
    while IFS= read -r line; do
        number=$((number + 1))
        instructions=$(sed -n 's/^totals: //p' "$work/out.$number")
        printf '%s\t%s\n' "$line" "$instructions"
    done <"$work/lines" >"$file"
}

[ $# -ge 1 ] || usage
first=$1
shift
second=
if [ $# -ge 1 ] && [ "${1#--}" = "$1" ]; then
    second=$1
    shift
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

count "$first" "$work/first" "$@"
if [ -n "$second" ]; then
    count "$second" "$work/second" "$@"
    paste "$work/first" "$work/second" >"$work/both"
else
    cp "$work/first" "$work/both"
fi

# Fields: suite, question, rows, system, units, unit, instructions; then the
# same of the second program.
awk -F '\t' '
    {
        question = $1 ": " $2
        if (question != last)
            printf "\n%s (%d rows, instructions a %s)\n", question, $3, $6
        last = question
        printf "  %-10s %12.1f", $4, $7 / $5
        if (NF > 7) {
            if ($9 != $2 || $11 != $4) {
                print "\nthe programs do not ask the same" > "/dev/stderr"
                exit 1
            }
            change = $14 / $12 / ($7 / $5) - 1
            printf " %12.1f %+8.1f %%", $14 / $12, change * 100
        }
        printf "\n"
    }' "$work/both"
