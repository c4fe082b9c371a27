# Fails when a file in lib/ includes upwards: folders are floors, and a file may
# include from its own floor and from those before it in the list.
#
#   cmake -DLIB_DIR=<lib> -P floors.cmake
#
# Public headers may be included from anywhere: what they hold of the engine is a
# few steps that read, and one that writes a plain number (kith/inline.h). What a
# floor may know is an architecture, not a habit; the list is explained in
# lib/README.md. kit/ is a library of its own and calls kith as a program does.

set(floors base catalog data engine delta edit find io kit db copies clone snapshot
    verify digest stats) # low to high

file(GLOB_RECURSE files RELATIVE ${LIB_DIR} ${LIB_DIR}/*.[ch])
if(NOT files)
    message(FATAL_ERROR "there is nothing to check in ${LIB_DIR}")
endif()

# The floor of a path: its folder, or for a file at the top its name.
function(floor_of path result)
    string(REGEX REPLACE "[/.].*" "" floor ${path})
    set(${result} ${floor} PARENT_SCOPE)
endfunction()

foreach(file IN LISTS files)
    floor_of(${file} from)
    list(FIND floors ${from} here)
    if(here EQUAL -1)
        message(SEND_ERROR "lib/${file} is on no floor: ${floors}")
        continue()
    endif()
    file(STRINGS ${LIB_DIR}/${file} lines REGEX "^[ \t]*#[ \t]*include[ \t]*\"")
    foreach(line IN LISTS lines)
        string(REGEX REPLACE "^[^\"]*\"([^\"]*)\".*" "\\1" included ${line})
        if(included MATCHES "^kith(/.*)?\\.h$")
            continue()
        endif()
        floor_of(${included} to)
        list(FIND floors ${to} there)
        if(there EQUAL -1)
            message(SEND_ERROR "lib/${file}: ${line} names no floor; "
                "write it as \"folder/file.h\"")
        elseif(there GREATER here
               OR "${from}>${to}" STREQUAL "find>edit" # peers
               OR (from STREQUAL "io" AND NOT to MATCHES "^(base|io)$")
               OR (from STREQUAL "kit" AND NOT to STREQUAL "kit"))
            message(SEND_ERROR "lib/${file} reaches up: ${line}")
        endif()
    endforeach()
endforeach()
