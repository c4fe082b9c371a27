#!/bin/sh
# Fails when a file of the library is longer than 600 lines, a function longer
# than 60, or a line longer than 80 columns: what does not fit a screen does more
# than one step.
#
#   functions.sh FOLDER
#
# A function begins at a line that starts with a type at column 0 and goes on
# to a lone `{` at column 0; it ends at a lone `}` there. Its length counts
# from its first to its last line, both included.
set -eu

folder=$1

find "$folder" -name '*.[ch]' | sort | {
    set --
    while read -r file; do
        set -- "$@" "$file"
    done
    [ $# -gt 0 ] || { echo "there is nothing to check in $folder"; exit 2; }

    awk -v file_limit=600 -v function_limit=60 '
        function complain(text) { print text; bad = 1 }
        function end_of_file() {
            if (inside)
                complain(file ":" start ": " name " has no end at column 0")
            if (lines > file_limit)
                complain(file ": " lines " lines, limit " file_limit)
            inside = 0
            start = 0
        }
        FNR == 1 {
            if (NR > 1)
                end_of_file()
            file = FILENAME
        }
        { lines = FNR }
        length($0) > 80 {
            complain(file ":" FNR ": longer than 80 columns")
        }
        inside && /^[}]/ {
            if (/^[}][ \t]*$/) {
                functions++
                if (FNR - start + 1 > function_limit)
                    complain(file ":" start ": " name " has " \
                             FNR - start + 1 " lines, limit " function_limit)
            }
            inside = 0
            start = 0
            next
        }
        inside { next }
        /^[{][ \t]*$/ {
            inside = start > 0
            next
        }
        /^[A-Za-z_]/ {
            start = FNR
            name = $0
        }
        # A declaration that has ended is not the start of what follows.
        /[;}][ \t]*$/ { start = 0 }
        END {
            end_of_file()
            if (functions == 0)
                complain("no function was found: is the style another one?")
            if (!bad)
                print ARGC - 1 " files, " functions " functions, none too long"
            exit bad
        }' "$@"
}
