# Fails when the program fails, when it played no call backwards, or when it
# never met some call but NEVER (see backwards.c).
#
#   cmake -DPROGRAM=<kith_tests_backwards> [-DNEVER=<call>] -P backwards.cmake

execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE said ERROR_VARIABLE said
    RESULT_VARIABLE result)
message("${said}")
if(NOT result EQUAL 0)
    message(FATAL_ERROR "a test failed")
endif()
if(NOT said MATCHES "played backwards: ([^\n]*)")
    message(FATAL_ERROR "no call was played backwards")
endif()
set(met ", ${CMAKE_MATCH_1},")
if(NEVER)
    string(REPLACE ", 0 ${NEVER}," "," met "${met}")
endif()
if(met MATCHES ", 0 ([a-z_]+)")
    message(FATAL_ERROR "never met: ${CMAKE_MATCH_1}")
endif()
