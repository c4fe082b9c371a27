#!/bin/sh
# Makes the page of man: kith.3.in, in which the calls and the errors are put in
# from the public headers, so that the page cannot fall behind them.
#
#   man.sh ROOT VERSION OUT_FILE
set -eu

here=$(dirname "$0")
root=$1
version=$2
out=$3
export LC_ALL=C

tour=$(sed -n 's|^#include <\(kith/[a-z_]*\.h\)>.*|\1|p' "$root/include/kith.h")
rest=$(cd "$root/include" && find kith -name '*.h' ! -path 'kith/detail/*' |
    sort)
[ -n "$tour" ] || { echo "kith.h includes nothing"; exit 2; }
set --
for header in $(printf '%s\n' $tour $rest | awk '!seen[$0]++'); do
    set -- "$@" "$root/include/$header"
done

awk -v part=calls -f "$here/headers.awk" -f "$here/man.awk" "$@" > "$out.calls"
awk -v part=errors -f "$here/headers.awk" -f "$here/man.awk" \
    "$root/include/kith/status.h" > "$out.errors"
awk -v calls="$out.calls" -v errors="$out.errors" -v version="$version" '
    function put(file,    line) {
        while ((getline line < file) > 0)
            print line
    }
    $0 == ".\\\" @CALLS@" { put(calls); next }
    $0 == ".\\\" @ERRORS@" { put(errors); next }
    { gsub(/@VERSION@/, version); print }
' "$here/kith.3.in" > "$out.new"
rm "$out.calls" "$out.errors"
mv "$out.new" "$out"
