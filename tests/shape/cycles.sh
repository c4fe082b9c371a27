#!/bin/sh
# Fails when modules of the library call each other in a circle.
#
#   cycles.sh NM LIB OBJECT...
#
# A module is an object file. It uses another when it needs an external symbol
# that the other defines, and when it calls a function that the other gave it:
# the sources in LIB say which functions take one. tsort cannot order these
# pairs when there is a circle and names its members. Objects are read, not the
# archive, because an archive keeps only the last part of their paths, and two
# folders may hold a row.c.
#
# Include rules alone do not show this: a header of a lower floor is legal to
# include, and what it declares may be defined anywhere.
set -eu

nm=$1
lib=$2
shift 2
[ $# -gt 0 ] || { echo "there are no objects to check"; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Lines of `module symbol type`. The module is the path behind the last lib/.
for object in "$@"; do
    module=${object##*/lib/}
    "$nm" -g -P "$object" | awk -v module="${module%.o}" '
        NF >= 2 { print module, $1, $2 }'
done > "$work/symbols"

# Lines of `user definer symbol`. Weak and undefined types stand for a need.
awk '
    $3 ~ /^[Uvw]$/ { needs[++count] = $1 " " $2; next }
    { definer[$2] = $1; defined++ }
    END {
        for (i = 1; i <= count; i++) {
            split(needs[i], need, " ")
            if (need[2] in definer && definer[need[2]] != need[1])
                print need[1], definer[need[2]], need[2]
        }
        if (defined == 0)
            exit 2
    }' "$work/symbols" > "$work/uses" || {
    echo "the objects define no symbol at all"
    exit 2
}

# External functions that take a function, by its shape or by the name of a
# type, call their users.
find "$lib" -name '*.[ch]' -exec cat {} + | tr '\n' ' ' > "$work/sources"
shapes=$(grep -oE 'typedef [^;()]*[ *][a-z0-9_]+\(' "$work/sources" |
    sed 's/.*[ *]\(.*\)(/|[ (]\1 \\*/' | tr -d '\n')
grep -oE "\bki_[a-z0-9_]+\([^;{}()]*(\(\*[a-z0-9_]*\)\($shapes)" \
    "$work/sources" | sed 's/(.*//' > "$work/takers" || true
awk -v takers="$work/takers" '
    BEGIN { while ((getline taker < takers) > 0) takes[taker] = 1 }
    { print }
    $3 in takes { print $2, $1, "what-" $3 "-is-given" }
' "$work/uses" > "$work/both"
mv "$work/both" "$work/uses"

cut -d ' ' -f 1,2 "$work/uses" | sort -u > "$work/pairs"
if tsort "$work/pairs" > /dev/null 2> "$work/loop" && [ ! -s "$work/loop" ]
then
    echo "$# modules, $(wc -l < "$work/pairs") uses, no cycle"
    exit 0
fi

# tsort prints one member a line, behind its own name.
sed 's/^tsort: *//' "$work/loop" | awk -v uses="$work/uses" '
    /contains a loop|cycle in data/ { next }
    { member[$1] = 1 }
    END {
        print "modules that use each other in a circle:"
        while ((getline line < uses) > 0) {
            split(line, use, " ")
            if (use[1] in member && use[2] in member)
                print "  " use[1] " uses " use[3] " of " use[2]
        }
    }'
exit 1
