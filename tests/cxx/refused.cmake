# Fails unless the C++ compiler refuses each macro that refused.cc uses, with a
# sentence that says that it is C.
#
#   cmake -DCXX_COMPILER=... -DCXX_COMPILER_ID=... -DINCLUDE_DIR=...
#         -P refused.cmake

set(source ${CMAKE_CURRENT_LIST_DIR}/refused.cc)
set(ENV{LC_ALL} C)
set(options -std=c++17 -fsyntax-only -fmessage-length=0)
if(CXX_COMPILER_ID MATCHES "Clang")
    list(APPEND options -ferror-limit=0) # it stops after 20 of them
endif()
execute_process(
    COMMAND ${CXX_COMPILER} ${options} -I ${INCLUDE_DIR} ${source}
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(result EQUAL 0)
    message(FATAL_ERROR "refused.cc compiles")
endif()
file(READ ${source} text)
string(REGEX MATCHALL "(kith_[a-z_]+|KITH_TABLE|KITH_FACTORY)\\(" macros "${text}")
list(REMOVE_DUPLICATES macros)
list(LENGTH macros count)
if(count LESS 10)
    message(FATAL_ERROR "refused.cc names ${count} macros")
endif()
foreach(macro IN LISTS macros)
    string(REPLACE "(" "" macro "${macro}")
    # kith_update drops its arguments; the other kith_to and kith_to_null speak.
    if(NOT output MATCHES "${macro} is C: ")
        message(SEND_ERROR "nothing is said of ${macro}:\n${output}")
    endif()
endforeach()
message(STATUS "${count} macros were refused")
