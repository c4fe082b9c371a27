#!/bin/sh
# Puts the library together as two files, kith.h and kith.c, which a program
# compiles beside its own: see amalgamate.awk for what is in them.
#
#   amalgamate.sh ROOT UTHASH VERSION OUT_DIR SOURCE...
#
# ROOT is the folder of kith's source, UTHASH the path of uthash.h, SOURCE are
# the files of lib/ in the order in which they are to stand. Public headers
# stand as kith.h includes them; those that it does not include follow, for
# kith.c may need them. The test kit (kith/test.h, kith/test/, and criterion.h,
# which needs it) is a library of its own.
set -eu

here=$(dirname "$0")
root=$1
uthash=$2
version=$3
out=$4
shift 4
export LC_ALL=C

mkdir -p "$out"
awk -v want=c -v root="$root" -v version="$version" -v uthash="$uthash" \
    -f "$here/amalgamate.awk" "$@" > "$out/kith.c.new"
set -- "$root/include/kith.h"
for header in "$root"/include/kith/*.h; do
    case ${header##*/} in
    test.h | criterion.h) ;;
    *) set -- "$@" "$header" ;;
    esac
done
awk -v want=h -v root="$root" -v version="$version" \
    -f "$here/amalgamate.awk" "$@" > "$out/kith.h.new"
mv "$out/kith.c.new" "$out/kith.c"
mv "$out/kith.h.new" "$out/kith.h"
