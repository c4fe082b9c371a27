#!/bin/sh
# Fails when a public function that only reads is not among those that threads
# call at once, under the thread sanitizer, on one database.
#
#   readings.sh FOLDER_OF_HEADERS FILE_OF_READINGS
#
# A public function is one that a header of the folder (not of one below it)
# declares and whose name does not end in `_`. It is a write, and then listed
# here, or its name stands in the file. So a new function must be put into
# either, and a write that is declared no more leaves the list.
set -eu

headers=$1
readings=$2

writes='
kith_open kith_close kith_shrink kith_recover kith_random
kith_insert_row kith_insert_rows kith_insert_or_get_row kith_insert_columns
kith_insert_values kith_reserve_rows
kith_update_at kith_update_rows kith_update_values kith_set_at kith_set_value_at kith_edit
kith_delete kith_delete_rows kith_relate_rows_at kith_append_rows_at kith_remove_rows_at
kith_relate_at kith_unlink_at kith_append_at kith_remove_at kith_clear_at kith_replace_at
kith_move_at kith_reserve_at
kith_begin kith_commit kith_rollback kith_rollback_to kith_freeze kith_thaw
kith_clone kith_compile kith_catalog_release kith_snapshot_take kith_restore kith_snapshot_free
'

# C without comments, and without lines for the preprocessor.
bare() {
    awk '
        {
            line = $0
            while (1) {
                if (comment) {
                    at = index(line, "*/")
                    if (!at) { line = ""; break }
                    line = substr(line, at + 2)
                    comment = 0
                } else {
                    at = index(line, "/*")
                    if (!at) break
                    code = code substr(line, 1, at - 1) " "
                    line = substr(line, at + 2)
                    comment = 1
                }
            }
            code = code line
            if (continued || code ~ /^[ \t]*#/)
                continued = code ~ /\\$/
            else
                print code
            code = ""
        }' "$@"
}

# The names before an opening parenthesis outside of all braces. A typedef of a
# function type declares none.
declared() {
    bare "$@" | awk '
        /extern "C"/ { next }
        { text = text " " $0 }
        END {
            gsub(/typedef [^;{}]*;/, ";", text)
            for (i = 1; i <= length(text); i++) {
                c = substr(text, i, 1)
                if (c == "{") depth++
                else if (c == "}" && depth > 0) depth--
                else if (depth == 0) flat = flat c
            }
            while (match(flat, /kith_[a-z0-9_]*\)? *\(/)) {
                name = substr(flat, RSTART, RLENGTH)
                gsub(/[() ]/, "", name)
                if (name !~ /_$/) print name
                flat = substr(flat, RSTART + RLENGTH)
            }
        }' | sort -u
}

set -- "$headers"/*.h
[ -e "$1" ] || { echo "there are no headers in $headers"; exit 2; }
functions=$(declared "$@")
[ -n "$functions" ] || { echo "no function was found in $headers"; exit 2; }
called=$(bare "$readings" | grep -o 'kith_[a-z0-9_]*' | sort -u)

has() {
    printf '%s\n' $1 | grep -qx "$2"
}

bad=0
for function in $functions; do
    if ! has "$writes" "$function" && ! has "$called" "$function"; then
        echo "$function is neither called in ${readings##*/} nor a write:" \
            "add it there, or to the list in ${0##*/}"
        bad=1
    fi
done
for write in $writes; do
    if ! has "$functions" "$write"; then
        echo "$write is a write that no header declares"
        bad=1
    fi
done
[ $bad -eq 0 ] || exit 1
echo "$(printf '%s\n' "$functions" | grep -c .) functions: each that only" \
    "reads is called by many threads at once"
