#!/bin/sh
# Fails when the page of man misses a call, names one that is not there, or is
# not well formed to mandoc or groff, where they are installed.
#
#   man.sh PAGE INCLUDE_DIR NM STATIC_LIBRARY
#
# The page is made from the headers (lib/doc/man.sh); what it should have is found
# here in another way: functions in the library, macros by their #define.
set -eu

page=$1
include=$2
nm=$3
library=$4
export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

find "$include" -name '*.h' ! -path '*/detail/*' -exec cat {} + \
    > "$work/headers"
[ -s "$work/headers" ] || { echo "there are no headers in $include"; exit 2; }
{
    "$nm" -g -P --defined-only "$library" | awk 'NF > 1 { print $1 }'
    sed -n 's/^#define \([A-Za-z0-9_]*\).*/\1/p' "$work/headers" |
        grep -v '_H$'
} | grep '^\(kith\|KITH\)_' | grep -v '_$' | sort -u > "$work/wanted"

# Names that begin an entry are its subject; all others must be known.
grep '^\.It ' "$page" | tr ' ' '\n' | grep '^\(kith\|KITH\)_' |
    sort -u > "$work/entries"
missing=$(comm -23 "$work/wanted" "$work/entries")
[ -z "$missing" ] || { echo "$page misses:" $missing; exit 1; }

{
    cat "$work/wanted"
    grep -o '\(kith\|KITH\)_[A-Za-z0-9_]*' "$work/headers"
} | sort -u > "$work/known"
grep -o '\(kith\|KITH\)_[A-Za-z0-9_]*' "$page" | sort -u > "$work/named"
unknown=$(comm -13 "$work/known" "$work/named")
[ -z "$unknown" ] || { echo "$page names what is not there:" $unknown; exit 1; }

tools=
if command -v mandoc > /dev/null; then
    mandoc -T lint -W style "$page" || { echo "mandoc warns"; exit 1; }
    tools="$tools mandoc"
fi
if command -v groff > /dev/null; then
    groff -ww -mandoc -Tutf8 "$page" > /dev/null 2> "$work/warnings"
    [ ! -s "$work/warnings" ] || { cat "$work/warnings"; exit 1; }
    tools="$tools groff"
fi
echo "$(wc -l < "$work/wanted") calls, all in the page; well formed to:" \
    "${tools:- nobody, for neither mandoc nor groff is installed}"
