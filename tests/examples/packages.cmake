# Runs the packages example on the checked-in fixture: 200 paragraphs, 20 of
# them damaged, each in a way of its own.
#
#   cmake -DPROGRAM=packages -DFIXTURE_DIR=fixture -P packages.cmake
#
# Fails unless the answers are those of expected.txt, every damage is reported
# with its file and line and nothing else is, trials to delete packages leave no
# trace, --strict stops at the first, and wrong options are told from failures.

cmake_minimum_required(VERSION 3.25)

# What is wrong with the fixture: the line, and words of the reason.
set(damages
    "488|Package is missing"
    "593|Version is missing"
    "690|Architecture is missing"
    "794|\"Bad_Name\" is no package name"
    "911|\"one.two\" is no version"
    "1017|\"AMD 64\" is no architecture"
    "1121|name, version, architecture"
    "1238|Depends: a parenthesis is not closed"
    "1355|Depends: a package name is missing"
    "1468|Depends: a package name is missing"
    "1565|a continuation line comes first"
    "1683|a field has no colon"
    "1797|Version is given twice"
    "1899|a line holds a NUL byte"
    "2003|a line is not UTF-8"
    "2111|Depends: a version has an unknown relation"
    "2219|Conflicts: alternatives are not allowed here"
    "2329|Provides: only = is allowed here"
    "2450|Version goes on in a second line"
    "2777|the file ends within a line")

# run(wanted_status arguments...): run the program beside the fixture, so that
# it is called `status` in every report. Leaves `out` and `err`.
function(run wanted)
    execute_process(COMMAND ${PROGRAM} ${ARGN}
        WORKING_DIRECTORY ${FIXTURE_DIR}
        RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE err)
    if(NOT status EQUAL wanted)
        message(SEND_ERROR "packages ${ARGN}\nended with ${status}, "
            "expected ${wanted}\n${out}${err}")
    endif()
    set(out "${out}" PARENT_SCOPE)
    set(err "${err}" PARENT_SCOPE)
endfunction()

# expect_damages(text ending damages...): one line for each damage, in order.
function(expect_damages text ending)
    foreach(damage IN LISTS ARGN)
        string(REPLACE "|" ";" damage "${damage}")
        list(GET damage 0 line)
        list(GET damage 1 reason)
        string(FIND "${text}" "\n" end)
        string(SUBSTRING "${text}" 0 ${end} report)
        string(FIND "${report}" "status:${line}: " place)
        string(FIND "${report}" "${reason}" words)
        string(FIND "${report}" "; ${ending}" last)
        if(NOT place EQUAL 0 OR words LESS 0 OR last LESS 0)
            message(SEND_ERROR "expected status:${line}: ${reason}; ${ending}"
                "\n     got ${report}")
        endif()
        math(EXPR end "${end} + 1")
        string(SUBSTRING "${text}" ${end} -1 text)
    endforeach()
    if(NOT text STREQUAL "")
        message(SEND_ERROR "there is more than was expected:\n${text}")
    endif()
endfunction()

# Half a file loads, and every question is answered as expected.
run(0 --no-figures --package exim --delete hello status)
expect_damages("${err}" "paragraph skipped" ${damages})
file(READ ${FIXTURE_DIR}/expected.txt expected)
if(NOT out STREQUAL expected)
    string(REGEX REPLACE "[^\n]*\n" "  &" out "${out}")
    message(SEND_ERROR "The answers are not those of expected.txt:\n${out}")
endif()

# Trials print what would go and what would break, and leave no trace.
run(0 --no-figures --try 40 status)
file(READ ${FIXTURE_DIR}/expected_trials.txt expected)
if(NOT out STREQUAL expected)
    string(REGEX REPLACE "[^\n]*\n" "  &" out "${out}")
    message(SEND_ERROR "The trials are not those of expected_trials.txt:\n${out}")
endif()
run(0 --quiet --try 1000 status)
foreach(words "\n178 packages tried, and all is as before\n"
        "\n  [0-9,]+ deletes, of [0-9,]+ rows, rolled back a second\n")
    if(NOT out MATCHES "${words}")
        message(SEND_ERROR "\"${words}\" is not in:\n${out}")
    endif()
endforeach()

# Times and bytes are printed where they are wanted, and the package told of
# without --package is the one most others need.
run(0 --quiet status)
foreach(words "load time [0-9.]+ s" "[0-9.]+ bytes a dependency"
        "\nPackage libc6 " "\nDeleting libc6\n" "verified: .* \\([0-9.]+ s\\)")
    if(NOT out MATCHES "${words}")
        message(SEND_ERROR "\"${words}\" is not in:\n${out}")
    endif()
endforeach()
expect_damages("${err}" "")

# --strict stops at the first damage, with nothing to say of the rest.
run(1 --strict status)
list(GET damages 0 first)
expect_damages("${err}" "stopped" "${first}")
if(NOT out STREQUAL "")
    message(SEND_ERROR "--strict went on:\n${out}")
endif()

# Failures are told from mistakes on the command line.
run(1 no-such-file)
run(1 --quiet --package no-such-package status)
run(1 --quiet --delete no-such-package status)
run(2 --no-such-option)
run(2 --package)
run(2 --try many status)
run(2 status status)
run(0 --help)
