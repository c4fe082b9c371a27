#!/bin/sh
# instructions.sh - the instructions that a unit of each question takes, counted
# by callgrind: hardly different from run to run, however noisy the machine is.
#
# Usage: instructions.sh PROGRAM [PROGRAM2] [OPTION]...
#        instructions.sh --table PROGRAM [OPTION]...
#        instructions.sh --against FILE PROGRAM [OPTION]...
#
# PROGRAM is kith_bench of one build, PROGRAM2 that of another one: both are
# shown side by side. Options are those of kith_bench; without any, kith and
# hand are counted in all suites at 20000 rows. Options that are repeated win:
#
#   bench/instructions.sh before/kith_bench after/kith_bench --suites keys
#   bench/instructions.sh build/bench/bench/kith_bench --systems kith,uthash
#
# --table counts kith alone, what writes also in an open level, and prints one
# line a question: instructions a unit, rows, the unit, suite and question, with
# tabs between. --against compares a
# program with such a table, in which lines that begin with # are comments:
# each question that takes more than 5 % or 3 instructions more, whichever is
# more, is marked, and if there is one the script ends with 1.
#
#   bench/instructions.sh --against bench/instructions.base \
#       build/release/bench/kith_bench --suites keys,pairs
#
# With --single, kith_bench calls bench_timed once for each line that it
# prints, and callgrind counts within bench_timed only and writes a file after
# each call of it: the nth file belongs to the nth line.
set -eu

usage()
{
    sed -n 's/^# Usage: /usage: /p; s/^#        inst/       inst/p' "$0" >&2
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

# print_table FILE: what count wrote, as the table of --table.
print_table()
{
    awk -F '\t' '
    BEGIN {
        form["kith-level"] = ", in a level"
        form["kith-commit"] = ", the commit"
    }
    {
        printf "%.1f\t%d\t%s\t%s: %s%s\n", $7 / $5, $3, $6, $1, $2, form[$4]
    }' "$1"
}

# compare TABLE NEW: both as --table prints them. Ends with 1 if a count rose.
compare()
{
    awk -F '\t' '
        function key() { return $4 " (" $2 " rows, instructions a " $3 ")" }
        /^#/ || NF == 0 { next }
        FILENAME == ARGV[1] { base[key()] = $1; next }
        !(key() in base) { printf "%10.1f %10s  new: %s\n", $1, "", key(); next }
        {
            was = base[key()]
            allowed = was * 0.05 > 3 ? was * 0.05 : 3
            rose = $1 - was > allowed + 0.05
            risen += rose
            asked++
            printf "%10.1f %10.1f %+8.1f %+7.1f %% %s %s\n", $1, was,
                $1 - was, was ? ($1 / was - 1) * 100 : 0, rose ? "!" : " ",
                key()
        }
        END {
            printf "%d questions, %d of them above what is allowed\n", asked,
                risen
            exit risen > 0 || asked == 0
        }' "$1" "$2"
}

mode=both
table=
case ${1:-} in
--table)
    mode=table
    shift
    ;;
--against)
    [ $# -ge 2 ] || usage
    mode=against
    table=$2
    [ -r "$table" ] || usage
    shift 2
    ;;
esac
[ $# -ge 1 ] && [ "${1#--}" = "$1" ] || usage
first=$1
shift
second=
if [ "$mode" = both ] && [ $# -ge 1 ] && [ "${1#--}" = "$1" ]; then
    second=$1
    shift
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ "$mode" != both ]; then
    count "$first" "$work/first" --systems kith,kith-level "$@"
    print_table "$work/first" >"$work/table"
    if [ "$mode" = table ]; then
        cat "$work/table"
    else
        compare "$table" "$work/table"
    fi
    exit
fi

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
        printf "  %-11s %12.1f", $4, $7 / $5
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
