# Fails when the texts in pictures/ are not what `diagrams` writes now, or with
# DOT, the program of Graphviz, when it has any complaint about them.
#
#   cmake -DPROGRAM=... [-DDOT=...] [-DKEEP=ON] -P diagrams.cmake
#
# With KEEP they become what it writes, and Graphviz makes the pictures again.
# Those are not compared: each version of Graphviz draws a little differently.

set(pictures ${CMAKE_CURRENT_LIST_DIR}/pictures)

foreach(name IN ITEMS schema.dot schema.mermaid rows.dot rows.mermaid)
    execute_process(COMMAND ${PROGRAM} ${name} OUTPUT_VARIABLE now
        COMMAND_ERROR_IS_FATAL ANY)
    set(file ${pictures}/${name})
    if(KEEP)
        file(WRITE ${file} "${now}")
    endif()
    file(READ ${file} kept)
    if(NOT kept STREQUAL now)
        message(SEND_ERROR "${name} is not what is written now:\n${now}")
    endif()
    if(NOT DOT OR NOT name MATCHES "[.]dot$")
        continue()
    endif()
    execute_process(COMMAND ${DOT} -Tsvg ${file} OUTPUT_VARIABLE svg
        ERROR_VARIABLE complaints COMMAND_ERROR_IS_FATAL ANY)
    if(NOT complaints STREQUAL "" OR NOT svg MATCHES "student_course.*</svg>")
        message(SEND_ERROR "${name}: Graphviz says ${complaints}")
    elseif(KEEP)
        string(REPLACE ".dot" ".svg" picture ${file})
        file(WRITE ${picture} "${svg}")
    endif()
endforeach()
