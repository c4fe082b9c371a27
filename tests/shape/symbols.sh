#!/bin/sh
# Fails when a library defines an external symbol outside of kith's two
# prefixes: kith_ for what users call, ki_ for what files share.
#
#   symbols.sh NM STATIC_LIBRARY SHARED_LIBRARY
#
# Hidden visibility does nothing in a static library, so the names are all that
# keeps kith out of the way of the program it is linked into. What sanitizers
# and coverage add has names of the implementation and is passed over.
set -eu

nm=$1
static=$2
shared=$3
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

static_names=$("$nm" -g -P --defined-only "$static" | foreign)
shared_names=$("$nm" -D -P --defined-only "$shared" | foreign)

if [ -n "$static_names$shared_names" ]; then
    [ -z "$static_names" ] || printf 'foreign symbols in %s:\n%s\n' \
        "$static" "$static_names"
    [ -z "$shared_names" ] || printf 'foreign symbols in %s:\n%s\n' \
        "$shared" "$shared_names"
    exit 1
fi
echo "all symbols begin with kith_ or ki_"
