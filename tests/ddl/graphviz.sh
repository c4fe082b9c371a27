#!/bin/sh
# Fails when Graphviz has any complaint about the diagram of a schema.
#
#   graphviz.sh PROGRAM DOT
set -eu

program=$1
dot=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

schemas=0
for schema in $("$program" --list); do
    "$program" "$schema" dot > "$work/text"
    "$dot" -Tsvg "$work/text" > "$work/picture" 2> "$work/complaints" || true
    if [ -s "$work/complaints" ] || ! grep -q '</svg>' "$work/picture"; then
        echo "schema $schema:"
        cat "$work/complaints"
        exit 1
    fi
    # For one backslash Graphviz would put the name of the node there.
    if [ "$schema" = odd ] && ! grep -qF '\N ü' "$work/picture"; then
        echo "the name of a table is not shown as it is"
        exit 1
    fi
    schemas=$((schemas + 1))
done
[ $schemas -gt 0 ] || { echo "there is no schema"; exit 2; }
echo "$schemas schemas"
