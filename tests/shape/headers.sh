#!/bin/sh
# Fails when a public header is no manual: a prototype without a contract above
# it, a macro or function for macros alone (its name ends in `_`) outside
# detail/, one in detail/ whose name does not end in `_` and that no public
# header promises, a macro without our prefix, or a line of more than 80 columns. (detail/cxx.h says what C++
# makes of the macros of C, by their names.)
#
#   headers.sh FOLDER
#
# Prototypes begin at column 0 and end at `;` or `{`. One that follows another
# without an empty line shares its comment. Shapes that users write in structs
# are not prototypes.
set -eu

folder=$1

{
    find "$folder" -name '*.h' ! -path '*/detail/*' | sort
    find "$folder" -path '*/detail/*.h' | sort
} | {
    set --
    while read -r file; do
        set -- "$@" "$file"
    done
    [ $# -gt 0 ] || { echo "there is nothing to check in $folder"; exit 2; }

    awk '
        function complain(text) {
            print FILENAME ":" FNR ": " text
            bad = 1
        }
        # The name before the first parenthesis of a prototype or macro.
        function name_of(text) {
            sub(/\(.*/, "", text)
            sub(/^.*[ *]/, "", text)
            return text
        }
        function check_name(name) {
            if (detail && !cxx && name ~ /^kith_/ && name !~ /_$/ &&
                !(name in promised))
                complain(name " stands in detail/, but its name does not " \
                         "end in _")
            if (!detail && name ~ /^kith_.*_$/)
                complain(name " is for macros alone: it belongs in detail/")
        }
        FNR == 1 {
            detail = FILENAME ~ /\/detail\//
            cxx = FILENAME ~ /\/detail\/cxx\.h$/
            comment = shared = open = 0
        }
        length($0) > 80 { complain("longer than 80 columns") }
        /^#define / {
            check_name(name_of($2 "("))
            if ($2 !~ /^(kith|KITH)_/)
                complain($2 " may be a name of the program")
            macros++
        }
        open { open = !/[;{]/; comment = shared = !open; next }
        /^[ \t]*$/ { comment = shared = 0; next }
        /\*\/[ \t]*$/ { comment = 1; next }
        /^(static inline )?[a-z][a-zA-Z0-9_ *]*[ *]\(?[a-z][a-z0-9_]*\)?\(/ &&
            !/^typedef/ && !/^(template|static_assert|extern)/ {
            name = $0
            if (name ~ /^[^(]*\(kith_[a-z0-9_]*\)\(/) # (kith_edit)(
                sub(/\(/, "", name)
            sub(/\)\(/, "(", name)
            check_name(name_of(name))
            prototypes++
            if (!detail)
                promised[name_of(name)]
            if (!detail && !comment && !shared)
                complain(name_of(name) " has no contract above it")
            open = !/[;{]/
            shared = !open
            next
        }
        /^[}]/ { shared = 1; next }
        END {
            print NR " lines, " prototypes " prototypes, " macros " macros"
            exit bad
        }' "$@"
}
