# Fetches LDBC's Social Network Benchmark at scale 0.1 out of a package of npm
# and leaves the CSV files, and the queries with their answers, in FOLDER.
#
#   cmake -DNPM=... -DFOLDER=... -P fetch.cmake
set(package kuzu@0.11.3)
set(archive kuzu-0.11.3.tgz)
set(inside package/kuzu-source)

file(MAKE_DIRECTORY ${FOLDER})
execute_process(COMMAND ${NPM} pack ${package} WORKING_DIRECTORY ${FOLDER}
    COMMAND_ERROR_IS_FATAL ANY)
file(ARCHIVE_EXTRACT INPUT ${FOLDER}/${archive} DESTINATION ${FOLDER}
    PATTERNS ${inside}/dataset/ldbc-sf01/*
        ${inside}/test/test_files/ldbc/ldbc_interactive/*)
file(GLOB files ${FOLDER}/${inside}/dataset/ldbc-sf01/*
    ${FOLDER}/${inside}/test/test_files/ldbc/ldbc_interactive/*)
file(COPY ${files} DESTINATION ${FOLDER})
file(REMOVE_RECURSE ${FOLDER}/package ${FOLDER}/${archive})
message(STATUS "the data is in ${FOLDER}")
