#!/bin/sh
# Fails when a library defines an external symbol outside of kith's two
# prefixes: kith_ for what users call, ki_ for what files share.
#
#   symbols.sh NM STATIC_LIBRARY SHARED_LIBRARY [STATIC_LIBRARY...]
#
# Hidden visibility does nothing in a static library, so the names are all that
# keeps kith out of the way of the program it is linked into. What sanitizers
# and coverage add has names of the implementation and is passed over.
set -eu

nm=$1
static=$2
shared=$3
shift 3
ignored='^__(asan|odr_asan|ubsan|tsan|msan|sanitizer|gcov|llvm)'

# Print the foreign names among the lines of `nm -P` on standard input. An
# archive has lines for its members too: they have one word.
foreign() {
    awk -v ignored="$ignored" '
        NF < 2 || $1 ~ ignored { next }
        $1 ~ /^(kith|ki)_/ { ours++; next }
        { print "  " $1 " (" $2 ")" }
        END { if (ours == 0) print "  none of ours: nothing was checked" }'
}

bad=0
# judge LIBRARY OPTION: the foreign names that nm prints with this option.
judge() {
    names=$("$nm" "$2" -P --defined-only "$1" | foreign)
    [ -n "$names" ] || return 0
    printf 'foreign symbols in %s:\n%s\n' "$1" "$names"
    bad=1
}
judge "$shared" -D
for library in "$static" "$@"; do
    judge "$library" -g
done
[ $bad -eq 0 ] || exit 1
echo "all symbols begin with kith_ or ki_"
