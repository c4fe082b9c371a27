#!/bin/sh
# Plants stores into rows past base/write.h: in the checks, in the cascade, in
# find/, in verify and in a function of the user. Fails when one of them does
# not end the program, or when the program ends without any.
#
#   plants.sh CC LIB INCLUDE TESTS
set -eu

cc=$1
lib=$(cd "$2" && pwd)
include=$(cd "$3" && pwd)
tests=$(cd "$4" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

message="a store into what a database shows, past base/write.h"
touch_row='*(volatile char *)row = *(volatile char *)row;'
first_change='if (db->changeset.changes.count > 0) {
    char *row = db->changeset.changes.items[0].row;
    if (row_is_live(row)) { TOUCH }
}'
first_row='for (size_t i = 0; i < db->store_count; i++) {
    char *row = ki_slab_next(db->stores[i].slab, NULL);
    if (row) { TOUCH }
}'

# build: the library in $work/lib as one file, and the program.
build() {
    find "$work/lib" -name '*.c' | LC_ALL=C sort |
        sed 's/.*/#include "&"/' > "$work/all.c"
    "$cc" -std=c11 -fPIC -shared -DKI_READ_ONLY -I"$work/lib" \
        -I"$include" -o "$work/libkith.so" "$work/all.c" \
        "$tests/readonly/region.c" -lpthread
    "$cc" -std=c11 -I"$include" -o "$work/plants" \
        "$tests/readonly/plants.c" -L"$work" -lkith -Wl,-rpath,"$work"
}

# plant FILE FUNCTION STATEMENT: at the beginning of the function's body.
plant() {
    rm -rf "$work/lib"
    cp -r "$lib" "$work/lib"
    printf '%s\n' "$3" > "$work/statement"
    awk -v function_name="$2" -v statement="$work/statement" '
        { print }
        $0 ~ "(^|[ *])" function_name "\\(" && !/;[ \t]*$/ { found = 1 }
        found && /^{/ {
            while ((getline line < statement) > 0)
                print line
            found = 0
            planted = 1
        }
        END { exit !planted }' "$lib/$1" > "$work/lib/$1" || {
        echo "lib/$1 has no function $2 to plant a store in"
        exit 1
    }
    build
}

# meets WHAT TEXT ARGUMENTS: the program ends, with this text.
meets() {
    what=$1
    text=$2
    shift 2
    if "$work/plants" "$@" > "$work/out" 2>&1 || ! grep -q "$text" "$work/out"
    then
        echo "a store in $what does not end the program:"
        cat "$work/out"
        exit 1
    fi
    echo "$what: met"
}

# with ROW: what to do, to this row.
with() {
    printf '%s' "$1" | sed "s/TOUCH/$touch_row/"
}

cp -r "$lib" "$work/lib"
build
"$work/plants" || { echo "the program ends without a plant"; exit 1; }
meets "a function of the user" "a function of the user writes" callback
plant edit/check.c ki_check_changes "$(with "$first_change")"
meets edit/check.c "$message"
plant edit/cascade.c ki_cascade_follow "$(with "$first_change")"
meets edit/cascade.c "$message"
plant find/row.c kith_is_null_at "$touch_row"
meets find/row.c "$message"
plant verify/verify.c kith_verify_to "$(with "$first_row")"
meets verify/verify.c "$message"
