# bench_ldbc, and the targets that fetch what it reads. Included by
# bench/CMakeLists.txt.
set(ldbc_folder ${PROJECT_BINARY_DIR}/ldbc)

file(GLOB ldbc_sources CONFIGURE_DEPENDS ldbc/*.c)
if(NOT SQLITE_FOUND)
    list(FILTER ldbc_sources EXCLUDE REGEX "/sqlite\\.c$")
endif()
kith_add_peers_bench(bench_ldbc ${ldbc_sources} harness/base.c)
target_compile_definitions(bench_ldbc PRIVATE LDBC_FOLDER="${ldbc_folder}")
if(KITH_BUILD_TESTS)
    kith_add_test(bench.ldbc 300 COMMAND bench_ldbc --quick)
endif()

# The data is fetched when it is asked for, never by itself.
find_program(KITH_NPM npm)
mark_as_advanced(KITH_NPM)
if(KITH_NPM)
    add_custom_target(ldbc-data COMMAND ${CMAKE_COMMAND} -DNPM=${KITH_NPM}
        -DFOLDER=${ldbc_folder}
        -P ${CMAKE_CURRENT_SOURCE_DIR}/ldbc/fetch.cmake
        COMMENT "LDBC's data, by npm (185 MB)" USES_TERMINAL VERBATIM)

    # The successor of Kuzu, which the data is from: after ldbc-data.
    add_custom_target(ldbc-ladybug
        COMMAND ${KITH_NPM} install --prefix ${ldbc_folder}
            @ladybugdb/core@0.19.1
        COMMAND node ${CMAKE_CURRENT_SOURCE_DIR}/ldbc/ladybug.mjs
            ${ldbc_folder}
        COMMENT "LDBC's queries on Ladybug" USES_TERMINAL VERBATIM)
else()
    message(STATUS "npm was not found: no target fetches LDBC's data")
endif()
