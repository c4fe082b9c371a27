#!/bin/sh
# Fails when data/, delta/ or edit/ has fewer assertions than functions, or kit/
# fewer than half as many, whose public functions refuse what is wrong instead:
# what they rely on is said where it can be checked.
#
#   assertions.sh FOLDER
#
# A function is found as in functions.sh. Static assertions do not count.
set -eu

for name in data delta edit kit; do
    folder=$1/$name
    least=1
    [ $name != kit ] || least=0.5
    find "$folder" -name '*.[ch]' | sort | {
        set --
        while read -r file; do
            set -- "$@" "$file"
        done
        [ $# -gt 0 ] || { echo "there is nothing to check in $folder"; exit 2; }

        awk -v folder="$folder" -v least=$least '
            FNR == 1 { inside = start = 0 }
            inside && /^[}]/ { inside = start = 0; next }
            inside && /^[ \t]*assert\(/ { assertions++ }
            inside { next }
            /^[{][ \t]*$/ { inside = start; functions += start; next }
            /^[A-Za-z_]/ { start = 1 }
            /[;}][ \t]*$/ { start = 0 }
            END {
                print folder ": " assertions + 0 " assertions in " \
                      functions + 0 " functions"
                exit functions == 0 || assertions < least * functions
            }' "$@"
    } || bad=1
done
exit ${bad:-0}
