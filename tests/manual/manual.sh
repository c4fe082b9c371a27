#!/bin/sh
# Fails when a block of code in the manual, that is in a comment of a public
# header, in README.md or in the page of man, does not compile: as C11 and as
# C2x, under warnings that a careful program has on, by each compiler. All of
# them are run as well: programs must print what the manual says, statements
# succeed, and tables open (run.c).
#
#   manual.sh INCLUDE_DIR WORK_DIR COMPILERS LINK FILE... [-- FILE...]
#
# COMPILERS is a list of compilers, the first of which made the library; LINK
# is what it needs to link a program. tables.h has what fragments are about.
# Files behind -- are for who changes the library: there what stands in a line
# of text is not looked at.
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
internal=
for file in "$@"; do
    if [ "$file" = -- ]; then
        internal=1
    else
        awk -v dir="$work" -v internal=$internal -f "$here/blocks.awk" "$file"
    fi
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

# run NAME SOURCE OPTION...: run.c with a file of blocks; a loop in it ends.
run() {
    program=$work/$1
    source=$2
    shift 2
    "$first" -std=c11 "$@" -I "$include" -I "$here" "$here/run.c" "$source" \
        -o "$program" $link || return 1
    (ulimit -t 120; "$program") > "$program.out" && return
    echo "$source: what the manual shows fails"
    return 1
}

ran=0
for source in "$work"/statement_*.c "$work"/declaration_*.c; do
    [ -e "$source" ] || continue
    name=$(basename "$source" .c)
    blocks=$work/blocks_${name#statement_}.h
    if [ -e "$blocks" ]; then
        run "run_$name" "$source" -DBLOCKS="\"$blocks\"" || failed=1
    else
        run "run_$name" "$source" || failed=1
    fi
    ran=$((ran + 1))
done
echo "$ran files of fragments run"

echo "$code blocks of code in $tried compilations"
# None may have been left out.
[ "$code" -eq "$(cat "$work"/*.c | grep -c '^#line')" ] || failed=1
exit $failed
