#!/bin/sh
# Fails when lib/ does not compile as one file: then a static name or a macro
# stands for two things, and a reader who looks for it finds the wrong one.
#
#   one_file.sh CC LIB INCLUDE
set -eu

cc=$1
lib=$(cd "$2" && pwd)
include=$(cd "$3" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

find "$lib" -name '*.c' | LC_ALL=C sort |
    sed 's/.*/#include "&"/' > "$work/all.c"
[ -s "$work/all.c" ] || { echo "there is nothing to check in $lib"; exit 2; }
"$cc" -std=c11 -Wall -Wextra -Wpedantic -Werror -I"$lib" -I"$include" \
    -fsyntax-only "$work/all.c"
echo "$(wc -l < "$work/all.c") files compile as one"
