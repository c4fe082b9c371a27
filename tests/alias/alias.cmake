# Compile alias.c, which puts library sources and user code into one
# translation unit, and run it: by each compiler that is found, at the levels
# at which an optimizer sees through calls.
#
# The engine writes rows that user code reads as its own structs. That is right
# only as long as the engine goes through memcpy. A compiler that sees both
# sides at once is the one that would notice otherwise, and it would not warn
# but return stale values.
#
#   cmake -DROOT_DIR=... -DUTHASH_INCLUDE_DIR=... -DWORK_DIR=... -P alias.cmake

set(source ${ROOT_DIR}/tests/alias/alias.c)
if(NOT EXISTS ${source})
    execute_process(COMMAND ${CMAKE_COMMAND} -E echo
        "alias: skipped, there is no tests/alias/alias.c")
    return()
endif()
file(MAKE_DIRECTORY ${WORK_DIR})

set(tried 0)
foreach(name gcc clang)
    find_program(path_${name} ${name})
    if(NOT path_${name})
        message(STATUS "${name} was not found")
        continue()
    endif()
    foreach(flags "-O2" "-O3 -flto")
        separate_arguments(options UNIX_COMMAND "${flags}")
        set(program ${WORK_DIR}/alias-${name}${flags})
        string(REPLACE " " "" program ${program})
        message(STATUS "${path_${name}} ${flags}")
        execute_process(
            COMMAND ${path_${name}} -std=c11 ${options}
                -I ${ROOT_DIR}/include -I ${ROOT_DIR}/lib
                -idirafter ${UTHASH_INCLUDE_DIR} ${source} -o ${program}
            COMMAND_ERROR_IS_FATAL ANY)
        execute_process(COMMAND ${program} RESULT_VARIABLE result)
        if(NOT result EQUAL 0)
            message(SEND_ERROR "${name} ${flags}: alias ended with ${result}")
        endif()
        math(EXPR tried "${tried} + 1")
    endforeach()
endforeach()
if(tried EQUAL 0)
    message(FATAL_ERROR "neither gcc nor clang was found")
endif()
