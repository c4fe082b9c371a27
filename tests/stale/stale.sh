#!/bin/sh
# Fails when a program with the address sanitizer, or one that valgrind runs,
# does not stop at the first use of a deleted row's column, though the library
# was built without; or stops where no deleted row is used.
#
#   stale.sh CC INCLUDE SOURCE LIBRARY SANITIZERS VALGRIND
#
# SANITIZERS are those of the library, or none; VALGRIND is none where there is
# none, and is not used for a library with sanitizers.
set -eu

cc=$1
include=$2
source=$3
library=$4
sanitizers=${5#none}
valgrind=${6#none}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# ends WORDS MEMBER COMMAND...: the program stops at the member, and the tool
# says why; it goes on where there is no member.
ends() {
    words=$1
    shift
    "$@" none > "$work/out" 2>&1 || {
        echo "it stops where no deleted row is used: $*"
        sed 's/Sanitizer/ sanitizer/g' "$work/out"
        exit 1
    }
    for member in id name price place restored cloned; do
        if "$@" $member > "$work/out" 2>&1 || grep -q "went on" "$work/out" ||
            ! grep -q "$words" "$work/out"
        then
            echo "it does not stop at a deleted row's $member: $*"
            sed 's/Sanitizer/ sanitizer/g' "$work/out"
            exit 1
        fi
    done
    echo "met: $words"
}

"$cc" -std=c11 -g "-fsanitize=address${sanitizers:+,$sanitizers}" \
    -I"$include" -o "$work/stale" "$source" "$library"
ends use-after-poison "$work/stale"
[ -n "$valgrind" ] && [ -z "$sanitizers" ] || exit 0
"$cc" -std=c11 -Wl,-S -I"$include" -o "$work/bare" "$source" "$library"
ends "Invalid \(read\|write\)" "$valgrind" -q --error-exitcode=9 \
    --exit-on-first-error=yes "$work/bare"
