# Fails when a file in lib/ changes a structure of data/ from outside delta/ and
# data/, by a call or by a store: whatever a user sees changes in one room.
#
#   cmake -DLIB_DIR=<lib> -P doors.cmake
#
# Each function that a header of data/ names changes something, unless it is
# listed here. Some files have something of their own: db.c opens and closes
# stores, clone.c leads pointers of copies, copies.c shows dead cells to those,
# edit/changeset.c keeps the keys of several changes in a hash index and marks
# rows, edit/txn.c gives the log of levels back, an insert makes empty links in
# the place of a row to come, and find/walk.c makes the header of a list again
# from what a program read of it. Whatever else goes past is met by
# tests/readonly/.

cmake_policy(SET CMP0057 NEW) # IN_LIST
set(reads
    "child_list_(bytes|capacity|count|first|in_place|slot|slot_count)"
    "child_list_slots" "children_(ahead|are_mates|bytes|count|end|hold|next|only|place|verify)"
    "children_all" "child_list_of" "some_rows_one" "chunk_taken"
    "ki_child_list_(at|holds|last|next|verify)" "ki_posting_row" "posting_list"
    "hash_(has|has_block|slot_entry)" "hash_index_(find_text|of|probe)" "ki_hash_form"
    "ki_hash_index_(find|find_like|next|number|probes)" "index_(has_postings|is_ordered|is_unique)"
    "ki_index_(at|count_equal|find|find_equal|holds|next|verify)" "index_(find_move|home|rows_of)" "nonunique_index_with"
    "ki_index_(piece|slot)_bytes" "ki_contents_bytes" "ki_store_contents_bytes"
    "ki_nonunique_index_(at|bytes|count|find|first|holds|verify)"
    "ki_order_tree_(at|before|bytes|count|holds|end_of|next|read|seek|verify)"
    "ki_order_seek_(like|row)" "ki_order_index_(bytes|find|holds|verify)" "order_index_stamp"
    "ki_unique_index_(find|find_like|verify)" "ki_log_(init|top|down|last)"
    "record_(piece|words)"
    "unique_index_(at|is_direct|number|with)"
    "ki_slab_(bytes|cells|end|cells_at|cells_in|chunk|groups|lives_since|next|verify)" "has_lives"
    "ki_text_(block_bytes|bytes|references)"
    "[a-z_]+_list_blocks" "store_has_contents" "store_count_(lookup|scanned)" "ki_store_find_(pair|mirrored)" "row_(begins|door|is_in|number|store)"
    "store_(has_unused|is_unused)" "directory_(groups|used)")
# Where cursors stand is no part of what a user sees.
list(APPEND reads
    "ki_walkers_(new|keep|close)"
    "walkers_(find|close_all|begin_level|end_level|fini|lift|lower)"
    "ki_walker_(list|posting|order|next_row|next_in_list|next_in_order|next_one)")
set(own_of_db.c
    "ki_(store_(init|fini)|contents_(new_none|free_none)|directory_(init|fini))")
set(own_of_clone.c
    "ki_(directory|store)_relocate|ki_contents_relocate_none")
set(own_of_snapshot.c "ki_(slab_end_since|log_abandon)")
set(own_of_copies.c "ki_slab_watch_(none|dead)")
set(own_of_edit/changeset.c
    "ki_(hash_index_(init|fini|reserve|put)|slab_(mark|unmark))")
set(own_of_edit/change.c "ki_slab_mark")
set(own_of_edit/link_rows.c "ki_slab_(mark|unmark)")
set(own_of_edit/values.c "ki_store_init_links")
set(own_of_edit/insert.c "ki_store_init_lists")
set(own_of_edit/txn.c "ki_log_fini")
set(own_of_find/walk.c "ki_child_list_init")
set(stores "(write_(bytes|zeros|ptr|u32|u64)|ki_writable)")

# The functions that headers of data/ name.
file(GLOB headers ${LIB_DIR}/data/*.h)
set(names "")
foreach(header IN LISTS headers)
    file(STRINGS ${header} lines REGEX "^[a-z][a-z_0-9 *]*[ *][a-z_0-9]+\\(|^[a-z_0-9]+\\(")
    foreach(line IN LISTS lines)
        string(REGEX REPLACE "^([^(]*[ *])?([a-z_0-9]+)\\(.*" "\\2" name "${line}")
        list(APPEND names ${name})
    endforeach()
endforeach()
list(REMOVE_DUPLICATES names)

set(changes "")
foreach(name IN LISTS names)
    set(changing ON)
    foreach(read IN LISTS reads)
        if(name MATCHES "^${read}$")
            set(changing OFF)
        endif()
    endforeach()
    if(changing)
        list(APPEND changes ${name})
    endif()
endforeach()

file(GLOB_RECURSE files RELATIVE ${LIB_DIR} ${LIB_DIR}/*.[ch])
if(NOT files OR NOT changes)
    message(FATAL_ERROR "there is nothing to check in ${LIB_DIR}")
endif()
foreach(file IN LISTS files)
    if(file MATCHES "^(data|delta)/|^base/(write\\.h|blocks\\.c|pool(_copy\\.c|_chunk\\.h|\\.c))$")
        continue()
    endif()
    file(STRINGS ${LIB_DIR}/${file} lines REGEX "base/write\\.h|[a-z_]\\(")
    foreach(line IN LISTS lines)
        if(line MATCHES "#include \"base/write.h\"|(^|[^a-z_])${stores}\\(")
            message(SEND_ERROR "lib/${file} stores past delta/: ${line}")
        endif()
        string(REGEX MATCHALL "[a-z_0-9]+\\(" calls "${line}")
        foreach(call IN LISTS calls)
            string(REPLACE "(" "" call "${call}")
            if(NOT call IN_LIST changes
               OR (DEFINED own_of_${file} AND call MATCHES "^${own_of_${file}}$"))
                continue()
            endif()
            string(STRIP "${line}" line)
            message(SEND_ERROR "lib/${file} changes a structure of data/ past "
                "delta/: ${line}")
        endforeach()
    endforeach()
endforeach()
