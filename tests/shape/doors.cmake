# Fails when a file in lib/ calls what changes a structure of data/ from outside
# delta/ and data/: whatever a user sees has to change in one room.
#
#   cmake -DLIB_DIR=<lib> -P doors.cmake
#
# Reading, and making an empty header of a row to come, is free. Two files have
# something of their own: db.c opens and closes stores, and edit/changeset.c keeps
# the keys of several drafts in a hash index.

set(changes
    "ki_slab_(grow|reserve_rows|take|give|give_to|born|bury|bury_in|shrink)"
    "ki_slab_(unborn|retire|unretire|free_in)"
    "ki_child_list_(reserve|reserve_slots|make_room|put|take|vacate|trim|compact)"
    "ki_child_list_(move|arrange|shrink|fini|set_slot|unput|untake|put_back)"
    "children_(reserve|show|append|remove|shrink|fini)"
    "children_(unshow|unappend|unremove|close_holes)"
    "ki_index_(init|fini|reserve|reserve_rows|reserve_one|unreserve)"
    "ki_index_(unreserve_one|put|put_one|take|shrink)"
    "ki_index_(park|unpark|end|unput|close_holes)"
    "ki_unique_index_(init|fini|make_room|has_room|promise|break|reserve)"
    "ki_unique_index_(shrink|add|put|take|unput)" "unique_index_add_with"
    "ki_nonunique_index_(init|fini|promise|break|shrink|put|take)"
    "ki_nonunique_index_(park|unpark|end|unput)"
    "ki_hash_index_(init|fini|reserve|shrink|put|take)"
    "ki_text_(new|share|release)"
    "ki_store_(init|fini|grow|reserve|reserve_rows|shrink|release_row)"
    "ki_store_fini_lists" "store_reserve_row" "ki_log_(push|pop)")
set(own_of_db.c "ki_store_(init|fini)")
set(own_of_edit/changeset.c "ki_hash_index_(init|fini|reserve|put)")

file(GLOB_RECURSE files RELATIVE ${LIB_DIR} ${LIB_DIR}/*.[ch])
if(NOT files)
    message(FATAL_ERROR "there is nothing to check in ${LIB_DIR}")
endif()
foreach(file IN LISTS files)
    if(file MATCHES "^(data|delta)/")
        continue()
    endif()
    foreach(change IN LISTS changes)
        set(call "(^|[^a-z_])${change}\\(")
        file(STRINGS ${LIB_DIR}/${file} lines REGEX "${call}")
        foreach(line IN LISTS lines)
            if(DEFINED own_of_${file}
               AND line MATCHES "(^|[^a-z_])${own_of_${file}}\\(")
                continue()
            endif()
            string(STRIP "${line}" line)
            message(SEND_ERROR "lib/${file} changes a structure of data/ past "
                "delta/: ${line}")
        endforeach()
    endforeach()
endforeach()
