#!/bin/sh
# Plants each fault of faults.txt into a copy of lib/, builds it with the model,
# and requires that the model finds it. Fails when one is not found in time, and
# when one cannot be planted any more because the line it changes is another.
#
#   faults.sh CC LIB INCLUDE UTHASH MODEL SECONDS [words of names]
#
# MODEL is the folder of the model's sources. With words only the faults whose
# names have one of them are planted. Where SECONDS is 0 all are planted and
# nothing is built: that they can be is seen in a second or two.
set -u

cc=$1
lib=$(cd "$2" && pwd)
include=$(cd "$3" && pwd)
uthash=$4
model=$(cd "$5" && pwd)
seconds=$6
shift 6
words=$(printf '%s\n' "$@")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
defines="-D_DEFAULT_SOURCE"
[ -f "$include/kith/txn.h" ] && defines="$defines -DMODEL_TRANSACTIONS"

fail() {
    echo "faults.sh: $1"
    exit 1
}

cp "$model/faults/faults.txt" "$work"

# plant FILE FUNCTION SED: one line of the function is another afterwards.
plant() {
    rm -rf "$work/lib"
    cp -r "$lib" "$work/lib"
    sed -E "/(^|[ *])$2\\(/,/^}/ $3" "$lib/$1" > "$work/lib/$1"
    lines=$(diff "$lib/$1" "$work/lib/$1" | grep -c '^>')
    [ "$lines" -eq 1 ]
}

# The model is compiled once, the library for each fault, as one file.
build_model() {
    for source in "$model"/*.c; do
        "$cc" -std=c11 -O2 $defines -I"$include" -c "$source" \
            -o "$work/$(basename "$source" .c).o" ||
            fail "the model does not build"
    done
}

# build OPTION
build() {
    find "$work/lib" -name '*.c' | LC_ALL=C sort |
        sed 's/.*/#include "&"/' > "$work/all.c"
    "$cc" -std=c11 -O1 -DNDEBUG $1 -w -I"$work/lib" -I"$include" \
        -isystem "$uthash" "$work/all.c" "$work"/*.o -o "$work/model" -lpthread
}

[ "$seconds" -eq 0 ] || build_model

# One seed, so that a run can be made again; it is another place to look at for
# each fault all the same.
count=0
missed=0
while IFS='|' read -r name file function script; do
    case $name in
    '#'* | '') continue ;;
    esac
    if [ -n "$words" ] &&
        ! printf '%s' "$name" | grep -qF "$words"; then
        continue
    fi
    option=${file#* -D}
    [ "$option" = "$file" ] && option= || option="-D$(echo $option)"
    file=$(echo ${file%% -D*})
    function=$(echo $function)
    script=${script# }
    count=$((count + 1))
    plant "$file" "$function" "$script" ||
        fail "\"$name\" changes not one line of $function in lib/$file"
    [ "$seconds" -gt 0 ] || continue
    build "$option" || fail "\"$name\" does not compile"
    start=$(date +%s)
    timeout $((seconds + 30)) "$work/model" --seed $((count * 7919)) \
        --seconds "$seconds" --shorten no > "$work/out" 2>&1
    status=$?
    took=$(($(date +%s) - start))
    [ "$status" -ne 2 ] || fail "the model does not run: $(cat "$work/out")"
    if [ "$status" -eq 0 ] || ! grep -q '^DIFFERENT' "$work/out"; then
        echo "NOT FOUND in $took s: $name (status $status)"
        missed=$((missed + 1))
    else
        echo "$took s: $name: $(grep '^DIFFERENT' "$work/out" | cut -c12-120)"
    fi
done < "$work/faults.txt"

if [ "$seconds" -eq 0 ]; then
    echo "$count faults can be planted"
else
    echo "$count faults, $missed not found"
fi
[ "$count" -gt 0 ] && [ "$missed" -eq 0 ]
