#!/bin/sh
# Fails when a block of code in the manual, that is in a comment of a public
# header or in README.md, does not compile: as C11 and as C2x, under warnings
# that a careful program has on, by each compiler. Programs are run as well,
# and must print what the manual says.
#
#   manual.sh INCLUDE_DIR WORK_DIR COMPILERS LINK FILE...
#
# COMPILERS is a list of compilers, the first of which made the library; LINK
# is what it needs to link a program. tables.h has what fragments are about.
set -eu

here=$(dirname "$0")
include=$1
work=$2
compilers=$3
link=$4
shift 4
export LC_ALL=C

rm -rf "$work"
mkdir -p "$work"
for file in "$@"; do
    awk -v dir="$work" -f "$here/blocks.awk" "$file"
done > "$work/list"
code=$(grep -vc '^table' "$work/list" || true)
[ "$code" -gt 0 ] || { echo "there is no block of code to check"; exit 2; }

# Whatever is declared by a fragment may be of no use within it.
warnings="-Wall -Wextra -Wpedantic -Werror -fsyntax-only"
failed=0
tried=0
for compiler in $compilers; do
    for standard in c11 c2x; do
        for source in "$work"/*.c; do
            unused=-Wno-unused
            case $source in */program_*) unused=-Wunused ;; esac
            "$compiler" -std=$standard $warnings $unused -I "$include" \
                -I "$here" "$source" || failed=1
            tried=$((tried + 1))
        done
    done
done

first=${compilers%% *}
for source in "$work"/program_*.c; do
    [ -e "$source" ] || continue
    program=${source%.c}
    [ -e "$program.txt" ] || {
        echo "$source: the manual does not say what it prints"; failed=1
        continue
    }
    "$first" -std=c11 -I "$include" "$source" -o "$program" $link
    "$program" > "$program.out" || failed=1
    diff "$program.txt" "$program.out" || failed=1
done

echo "$code blocks of code in $tried compilations"
# None may have been left out.
[ "$code" -eq "$(cat "$work"/*.c | grep -c '^#line')" ] || failed=1
exit $failed
