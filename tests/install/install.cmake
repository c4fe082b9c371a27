# Install the build into a prefix of its own and use it from there in the ways
# a user would: find_package with the static library, with the shared one and
# with the test kit, alone and beside Criterion, and pkg-config with a bare
# compiler for each.
#
#   cmake -DBUILD_DIR=... -DCONFIG=... -DGENERATOR=... -DC_COMPILER=...
#         -DPKG_CONFIG=... -DWORK_DIR=... -P install.cmake
#
# A sanitized library needs its runtime wherever it is linked. Its exported
# targets and kith.pc say so themselves, so nothing is done about it here.

set(prefix ${WORK_DIR}/prefix)
set(consumer ${CMAKE_CURRENT_LIST_DIR}/consumer)
file(REMOVE_RECURSE ${WORK_DIR})
unset(ENV{DESTDIR})

function(run)
    execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# Run a consumer. It prints the row it has inserted.
function(check_consumer)
    execute_process(COMMAND ${ARGV} OUTPUT_VARIABLE output
        COMMAND_ERROR_IS_FATAL ANY)
    if(NOT output STREQUAL "1 one\n")
        message(FATAL_ERROR "${ARGV} printed \"${output}\"")
    endif()
    message(STATUS "${ARGV} works")
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD_DIR} --config "${CONFIG}"
    --prefix ${prefix})

# --- GDB ------------------------------------------------------------------

# What GDB is to load by itself lies where the path of the library says.
file(GLOB_RECURSE scripts ${prefix}/*/libkith*-gdb.py)
string(REGEX REPLACE "^.*/gdb/auto-load|-gdb[.]py$" "" library "${scripts}")
if(NOT scripts OR NOT EXISTS ${library})
    message(FATAL_ERROR "${scripts} belongs to no library: ${library}")
endif()

# The page of man is installed, and the library as two files is not.
file(GLOB_RECURSE page ${prefix}/kith.3)
file(GLOB_RECURSE sources ${prefix}/*.c)
if(NOT page MATCHES "share/man/man3/kith.3$" OR sources)
    message(FATAL_ERROR "the page of man: \"${page}\"; sources: \"${sources}\"")
endif()

# --- find_package ---------------------------------------------------------

set(build ${WORK_DIR}/consumer)
run(${CMAKE_COMMAND} -S ${consumer} -B ${build} -G ${GENERATOR}
    -DCMAKE_C_COMPILER=${C_COMPILER} -DCMAKE_BUILD_TYPE=${CONFIG}
    -DCMAKE_PREFIX_PATH=${prefix})
run(${CMAKE_COMMAND} --build ${build} --config "${CONFIG}")
check_consumer(${build}/consumer_static)
check_consumer(${build}/consumer_shared)
check_consumer(${build}/consumer_test)

# Tests of a program, by Criterion, which the user brings.
set(build ${WORK_DIR}/tested)
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/tested -B ${build}
    -G ${GENERATOR} -DCMAKE_C_COMPILER=${C_COMPILER}
    -DCMAKE_BUILD_TYPE=${CONFIG} -DCMAKE_PREFIX_PATH=${prefix})
run(${CMAKE_COMMAND} --build ${build} --config "${CONFIG}")
execute_process(COMMAND ${build}/library OUTPUT_VARIABLE output
    ERROR_VARIABLE output RESULT_VARIABLE status)
if(NOT status EQUAL 0 OR NOT output MATCHES "Tested: 4 .* Passing: 4 ")
    message(FATAL_ERROR "${build}/library: ${output}")
endif()
message(STATUS "${build}/library works")

# --- pkg-config -----------------------------------------------------------

# The prefix is moved first: kith.pc must find its way from where it lies.
set(moved ${WORK_DIR}/moved)
file(RENAME ${prefix} ${moved})
file(GLOB_RECURSE pc ${moved}/*/kith.pc)
get_filename_component(pc_folder ${pc} DIRECTORY)
get_filename_component(lib_folder ${pc_folder} DIRECTORY)
set(ENV{PKG_CONFIG_PATH} ${pc_folder})

# flags_of(PACKAGE RESULT): what pkg-config says of it, as a list.
function(flags_of package result)
    execute_process(COMMAND ${PKG_CONFIG} --cflags --libs ${package}
        OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE
        COMMAND_ERROR_IS_FATAL ANY)
    separate_arguments(flags UNIX_COMMAND "${flags}")
    set(${result} ${flags} PARENT_SCOPE)
endfunction()
flags_of(kith flags)
flags_of(kith_test test_flags)

# The linker takes the shared library when it may choose, and the static one
# when it must.
set(shared ${WORK_DIR}/consumer_pc_shared)
set(static ${WORK_DIR}/consumer_pc_static)
run(${C_COMPILER} ${consumer}/consumer.c ${flags} -Wl,-rpath,${lib_folder}
    -o ${shared})
check_consumer(${shared})
run(${C_COMPILER} ${consumer}/consumer.c -Wl,-Bstatic ${flags} -Wl,-Bdynamic
    -o ${static})
check_consumer(${static})
set(test ${WORK_DIR}/consumer_pc_test)
run(${C_COMPILER} ${consumer}/consumer_test.c ${test_flags}
    -Wl,-rpath,${lib_folder} -o ${test})
check_consumer(${test})
