# What must not compile does not, and what must compile does so without a
# warning.
#
#   fail/*.c  begins with a line `/* expect: REGEX */`, is refused by the
#             compiler, and the compiler's output matches REGEX: a case that
#             fails for another reason, a slip of the pen say, proves nothing
#   pass/*.c  is accepted as C11 and as C2x under the strictest warnings
#
# REGEX is CMake's: brackets, groups and | work, \b and {n} do not. gcc and
# clang word their errors differently, so it names what both print, or both.
#
#   cmake -DC_COMPILER=... -DINCLUDE_DIR=... -DCASE_DIR=... -DWORK_DIR=...
#         -P compile.cmake

file(GLOB failing ${CASE_DIR}/fail/*.c)
file(GLOB passing ${CASE_DIR}/pass/*.c)
if(NOT failing OR NOT passing)
    message(FATAL_ERROR "there is no case in fail/ or none in pass/")
endif()
file(MAKE_DIRECTORY ${WORK_DIR})
# Errors are matched as text, so they must not be translated or coloured.
set(ENV{LC_ALL} C)

foreach(file IN LISTS failing)
    get_filename_component(name ${file} NAME)
    file(READ ${file} text)
    string(REGEX MATCH "^/\\* expect: ([^\n]*[^ \n]) +\\*/" found "${text}")
    set(regex "${CMAKE_MATCH_1}")
    if(NOT found)
        message(SEND_ERROR "fail/${name} does not begin with /* expect: ... */")
        continue()
    endif()
    execute_process(
        COMMAND ${C_COMPILER} -std=c11 -fsyntax-only -I ${INCLUDE_DIR} ${file}
        RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(result EQUAL 0)
        message(SEND_ERROR "fail/${name} compiles")
    elseif(NOT output MATCHES "${regex}")
        message(SEND_ERROR
            "fail/${name}: the compiler does not say \"${regex}\":\n${output}")
    endif()
endforeach()

# Code is generated: some warnings come from the optimizer.
foreach(file IN LISTS passing)
    get_filename_component(name ${file} NAME)
    foreach(standard c11 c2x)
        execute_process(
            COMMAND ${C_COMPILER} -std=${standard} -O2 -Wall -Wextra -Wpedantic
                -Wconversion -Wshadow -Wcast-qual -Werror -I ${INCLUDE_DIR}
                -c ${file} -o ${WORK_DIR}/${name}.${standard}.o
            RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
        if(NOT result EQUAL 0)
            message(SEND_ERROR
                "pass/${name} does not compile as ${standard}:\n${output}")
        endif()
    endforeach()
endforeach()

list(LENGTH failing failing)
list(LENGTH passing passing)
message(STATUS "${failing} refused and ${passing} accepted cases were tried")
