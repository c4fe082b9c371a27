#!/bin/sh
# Fails when kith.h and kith.c, the library as two files, are not all that a
# program needs, or are not what the source says.
#
#   amalgamation.sh DIR ROOT WORK_DIR COMPILERS CXX_COMPILERS [LIBRARY]
#
# DIR holds the two files; ROOT is the folder of kith's source. The first of
# COMPILERS is that of the build; CXX_COMPILERS may be `none`. LIBRARY is the
# static library, optimized and without a sanitizer.
#
#   kith.h   is the public headers: the same text and the same macros, as C and
#            as C++, and as strict C11, C2x and C++17 without a warning
#   kith.c   as strict C11 without a warning, with no other header than kith.h
#            and those of the system; defines no function but those of kith.h
#   programs the smallest, the first of README.md, and rows.cc in C++ print
#            what they should, beside nothing but the two files
#   size     the smallest program has less than SIZE_LIMIT bytes of code and
#            data, with kith.c and with LIBRARY, where the linker leaves out
#            what is not called; by clang, which inlines more, a twentieth more
set -eu

dir=$(cd "$1" && pwd)
root=$(cd "$2" && pwd)
work=$3
compilers=$4
cxx_compilers=$5
[ "$cxx_compilers" != none ] || cxx_compilers=
library=${6:-}
here=$root/tests/amalgamation
export LC_ALL=C
SIZE_LIMIT=204800 # 200 KiB

fail() {
    echo "$*"
    exit 1
}

rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)

# A copy of its own, so that nothing that lies beside the two can be of use.
mkdir "$work/files"
cp "$dir/kith.h" "$dir/kith.c" "$work/files"
cd "$work/files"
for file in kith.h kith.c; do
    grep -q 'MIT License' $file || fail "$file: no licence of kith"
done
grep -q 'Troy D. Hanson' kith.c || fail "kith.c: no licence of uthash"
grep -n '^ *# *line' kith.h kith.c && fail "a #line: the debugger misses it"
grep -n '^ *# *include *[<"]\(kith\|uthash\)' kith.h kith.c |
    grep -v '"kith.h"' && fail "an #include of what its user has not"

# --- kith.h ---------------------------------------------------------------

echo '#include <kith.h>' > "$work/all.c"
# The headers that kith.h does not include stand behind the others, without the
# test kit.
find "$root/include/kith" -maxdepth 1 -name '*.h' ! -name test.h \
    ! -name criterion.h | sort |
    sed 's|.*/include/\(.*\)|#include <\1>|' >> "$work/all.c"
cp "$work/all.c" "$work/all.cc"
echo '#include "kith.h"' > "$work/one.c"
cp "$work/one.c" "$work/one.cc"

# same COMPILER SUFFIX OPTION...: both give the compiler the same text, and the
# same macros but for guards.
same() {
    compiler=$1
    suffix=$2
    shift 2
    for what in -P -dM; do
        "$compiler" "$@" -E $what -I "$root/include" "$work/all.$suffix" |
            sed '/^$/d' > "$work/all.txt"
        "$compiler" "$@" -E $what -I . "$work/one.$suffix" |
            sed '/^$/d' > "$work/one.txt"
        [ -s "$work/one.txt" ] || fail "$compiler read nothing"
        if [ "$what" = -dM ]; then # in an order that names alone decide
            sort -o "$work/all.txt" "$work/all.txt"
            sort -o "$work/one.txt" "$work/one.txt"
        fi
        cmp "$work/all.txt" "$work/one.txt" ||
            fail "kith.h is another text than the headers: $compiler $what $*"
    done
    "$compiler" "$@" -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I . \
        "$work/one.$suffix"
}

for compiler in $compilers; do
    same "$compiler" c -std=c11
    same "$compiler" c -std=c2x
done
for compiler in $cxx_compilers; do
    same "$compiler" cc -std=c++17
done

# --- kith.c and programs --------------------------------------------------

# prints WANTED PROGRAM: exactly that, and success.
prints() {
    wanted=$1
    shift
    "$@" > "$work/output" || fail "$* failed"
    printf '%s\n' "$wanted" | cmp - "$work/output" || {
        cat "$work/output"
        fail "$* prints something else"
    }
}

# measure PROGRAM WHAT: its code and data, without what is loaded with it.
measure() {
    bytes=$(size "$1" | awk 'NR == 2 { print $1 + $2 }')
    echo "smallest program, $2: $bytes bytes of code and data"
    limit=$SIZE_LIMIT
    case $2 in clang*) limit=$((limit + limit / 10)) ;; esac
    [ "$bytes" -lt "$limit" ] || fail "the limit is $limit"
}

# As its user would: one command, the compiler's own standard.
first=${compilers%% *}
cp "$here/smallest.c" main.c
"$first" -O2 main.c kith.c -o main
prints "1 one" ./main

if [ -n "$library" ]; then
    "$first" -O2 main.c "$library" -Wl,--gc-sections -o main
    prints "1 one" ./main
    measure main "${library##*/}"
fi

mkdir "$work/blocks"
awk -v dir="$work/blocks" -f "$root/tests/manual/blocks.awk" \
    "$root/README.md" > "$work/list"
set -- "$work"/blocks/program_README_md_*.c
[ -e "$1" ] || fail "README.md has no program"
readme=${1%.c}

for compiler in $compilers; do
    name=$(basename "$compiler")
    for level in -O2 -Os; do
        "$compiler" -std=c11 $level -Wall -Wextra -Wpedantic -Werror \
            -ffunction-sections -fdata-sections -c kith.c -o "$name$level.o"
        "$compiler" -std=c11 $level main.c "$name$level.o" -Wl,--gc-sections \
            -o "$name$level"
        prints "1 one" "./$name$level"
        measure "$name$level" "$name $level"
    done
    nm -g --defined-only "$name-O2.o" | awk '
        $2 ~ /[TtWiVvuDdBb]/ && $3 !~ /^kith_/ || $3 !~ /^(kith|ki)_/ {
            print "kith.c defines " $3; bad = 1
        }
        END { exit bad }' || exit 1
    # Large blocks are huge pages under strict C11 as well.
    if [ "$(uname -s)" = Linux ]; then
        nm -u "$name-O2.o" | grep -q ' madvise' ||
            fail "kith.c, strict C11, does not call madvise"
    fi
    "$compiler" -std=c11 -Wall -Wextra -Wpedantic -Werror -I . \
        "$readme.c" "$name-O2.o" -o readme
    prints "$(cat "$readme.txt")" ./readme
done

# Rows that C declares and C++ reads. The objects of C are those of `first`.
for compiler in $cxx_compilers; do
    "$first" -std=c11 -I . -c "$root/tests/cxx/rows.c" -o rows_c.o
    "$first" -std=c11 -I . -c "$root/tests/cxx/hostile.c" -o hostile_c.o
    "$compiler" -std=c++17 -Wall -Wextra -Wpedantic -Werror -I . \
        "$root/tests/cxx/rows.cc" "$root/tests/cxx/hostile.cc" rows_c.o \
        hostile_c.o "$(basename "$first")-O2.o" -o rows
    ./rows > /dev/null || fail "rows.cc, by $compiler, fails"
done
echo "kith.h and kith.c are all that a program needs"
