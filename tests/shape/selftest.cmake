# Shows that a check can fail: runs it on small input that is in order, and on
# input that is not, and wants success from the first and the right complaint
# from the second. A check that is broken and so always fails, or always
# passes, is caught as well; WILL_FAIL alone would take the former for success.
#
#   cmake -DCHECK=<name of the entry> -DWORK_DIR=... [-DC_COMPILER=... -DNM=...
#         -DAR=... -DDOXYGEN=...] -P selftest.cmake

set(tests ${CMAKE_CURRENT_LIST_DIR}/..)
file(REMOVE_RECURSE ${WORK_DIR})
file(MAKE_DIRECTORY ${WORK_DIR})

# accepts(COMMAND...): the command must end with success.
function(accepts)
    execute_process(COMMAND ${ARGV} RESULT_VARIABLE result
        OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(NOT result EQUAL 0)
        message(SEND_ERROR "${CHECK} refuses what is in order:\n${output}")
    endif()
endfunction()

# refuses(REGEX COMMAND...): the command must fail and say what REGEX says.
function(refuses regex)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE result
        OUTPUT_VARIABLE output ERROR_VARIABLE output)
    string(REGEX REPLACE "[ \n]+" " " flat "${output}")
    if(result EQUAL 0)
        message(SEND_ERROR "${CHECK} accepts what it should refuse:\n${output}")
    elseif(NOT flat MATCHES "${regex}")
        message(SEND_ERROR "${CHECK} does not say \"${regex}\":\n${output}")
    endif()
endfunction()

# compile(NAME TEXT [OPTION...]): WORK_DIR/lib/NAME.c and its object NAME.c.o.
function(compile name text)
    set(source ${WORK_DIR}/lib/${name}.c)
    file(WRITE ${source} "${text}")
    execute_process(COMMAND ${C_COMPILER} -std=c11 ${ARGN}
        -c ${source} -o ${source}.o COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# A whole file with one function of `count` lines, signature and braces
# included.
function(function_of_lines count result)
    math(EXPR body "${count} - 3")
    string(REPEAT "    step();\n" ${body} steps)
    set(${result} "static void f(void)\n{\n${steps}}\n" PARENT_SCOPE)
endfunction()

if(CHECK STREQUAL "shape.floors")
    set(check ${CMAKE_COMMAND} -DLIB_DIR=${WORK_DIR}/lib
        -P ${tests}/shape/floors.cmake)
    refuses("nothing to check" ${check})
    file(WRITE ${WORK_DIR}/lib/base/vec.h "#include \"kith/status.h\"\n")
    file(WRITE ${WORK_DIR}/lib/edit/write.c
        "#include \"base/vec.h\"\n#include \"edit/change.h\"\n"
        "#include \"engine.h\"\n#include \"kith.h\"\n#include <stdio.h>\n")
    file(WRITE ${WORK_DIR}/lib/verify.c "#include \"io/dump.h\"\n")
    accepts(${check})
    foreach(bad "data/bad.c>edit/write.h>reaches up"
            "catalog/bad.c>engine.h>reaches up" "find/bad.c>edit/undo.h>reaches"
            "io/bad.c>data/slab.h>reaches up" "kit/bad.c>base/vec.h>reaches up" "base/bad.c>vec.h>names no floor"
            "extra/bad.c>base/vec.h>on no floor" "engine.h>db.h>reaches up")
        string(REPLACE ">" ";" bad "${bad}")
        list(POP_FRONT bad file included regex)
        file(WRITE ${WORK_DIR}/lib/${file} "  # include \"${included}\"\n")
        refuses("${file}.*${regex}" ${check})
        file(REMOVE ${WORK_DIR}/lib/${file})
    endforeach()
    accepts(${check})

elseif(CHECK STREQUAL "shape.doors")
    set(check ${CMAKE_COMMAND} -DLIB_DIR=${WORK_DIR}/lib
        -P ${tests}/shape/doors.cmake)
    refuses("nothing to check" ${check})
    file(WRITE ${WORK_DIR}/lib/data/all.h "void children_append(int key);\n"
        "static inline void ki_child_list_take(struct child_list list,\n"
        "char *ki_text_new(int texts);\nvoid ki_store_shrink(int store);\n"
        "bool ki_index_put(int index);\nvoid ki_store_fini(int store);\n"
        "static inline int\nunique_index_add_with(int index);\n"
        "void ki_hash_index_put(int index);\nint ki_slab_next(int slab);\n")
    file(WRITE ${WORK_DIR}/lib/data/slab.c "    ki_index_put(slab);\n")
    file(WRITE ${WORK_DIR}/lib/delta/mutate.c "    ki_text_new(write_ptr(at, row));\n")
    file(WRITE ${WORK_DIR}/lib/base/pool.c "    write_u32(at, 1);\n")
    file(WRITE ${WORK_DIR}/lib/db.c "    ki_store_fini(store);\n")
    file(WRITE ${WORK_DIR}/lib/edit/changeset.c "    ki_hash_index_put(own);\n")
    file(WRITE ${WORK_DIR}/lib/find/seek.c "    ki_slab_next(at);\n")
    accepts(${check})
    foreach(bad "edit/check.c>children_append(key, parent, row)"
            "find/seek.c>if (ki_child_list_take(links, row))" "verify.c>ki_text_new(t)"
            "db.c>ki_store_shrink(store)" "edit/changeset.c>ki_index_put(at, row)"
            "engine.h>unique_index_add_with(index, row, 1)")
        string(REPLACE ">" ";" bad "${bad}")
        list(POP_FRONT bad file call)
        file(WRITE ${WORK_DIR}/lib/${file} "    ${call};\n")
        refuses("${file} changes a structure" ${check})
        file(REMOVE ${WORK_DIR}/lib/${file})
    endforeach()
    foreach(bad "write_zeros(row, 8);" "*(char *)ki_writable(row) = 1;"
            "#include \"base/write.h\"")
        file(WRITE ${WORK_DIR}/lib/edit/check.c "${bad}\n")
        refuses("edit/check.c stores past" ${check})
        file(REMOVE ${WORK_DIR}/lib/edit/check.c)
    endforeach()
    accepts(${check})

elseif(CHECK STREQUAL "shape.one_file")
    set(check sh ${tests}/shape/one_file.sh ${C_COMPILER} ${WORK_DIR}/lib
        ${WORK_DIR})
    file(MAKE_DIRECTORY ${WORK_DIR}/lib)
    refuses("nothing to check" ${check})
    file(WRITE ${WORK_DIR}/lib/base/one.c "static int one(void)\n{\n"
        "    return 1;\n}\nint ki_one(void);\nint ki_one(void)\n{\n"
        "    return one();\n}\n#define STEP 1\n")
    accepts(${check})
    file(WRITE ${WORK_DIR}/lib/edit/two.c "static char *one(int i);\n")
    refuses("two.c.*error.*one" ${check})
    file(WRITE ${WORK_DIR}/lib/edit/two.c "#define STEP 2\n")
    refuses("two.c.*error.*STEP" ${check})
    file(REMOVE ${WORK_DIR}/lib/edit/two.c)
    accepts(${check})

elseif(CHECK STREQUAL "shape.cycles")
    set(check sh ${tests}/shape/cycles.sh ${NM} ${WORK_DIR}/lib)
    compile(low/one "int ki_one(void); int ki_one(void) { return 1; }")
    compile(mid/two "int ki_one(void); int ki_two(void);
        int ki_two(void) { return ki_one(); }")
    compile(top/three "int ki_two(void); int ki_one(void); int ki_three(void);
        int ki_three(void) { return ki_two() + ki_one(); }")
    compile(bad/one "int ki_three(void); int ki_one(void);
        int ki_one(void) { return ki_three(); }")
    set(rest ${WORK_DIR}/lib/mid/two.c.o ${WORK_DIR}/lib/top/three.c.o)
    refuses("no objects" ${check})
    accepts(${check} ${rest} ${WORK_DIR}/lib/low/one.c.o)
    refuses("circle:.*bad/one.c uses ki_three of top/three.c"
        ${check} ${rest} ${WORK_DIR}/lib/bad/one.c.o)
    foreach(shape "int (*f)(int)" "step *f")
        compile(low/each "typedef int step(int); void ki_each(int n, ${shape});
            void ki_each(int n, ${shape}) { while (n > 0) n = f(n); }")
        compile(top/giver "void ki_each(int n, int (*f)(int));
            static int next(int n) { return n - 1; }
            void ki_give(void); void ki_give(void) { ki_each(3, next); }")
        refuses("circle:.*low/each.c uses what-ki_each-is-given of top/giver.c"
            ${check} ${rest} ${WORK_DIR}/lib/low/one.c.o
            ${WORK_DIR}/lib/low/each.c.o ${WORK_DIR}/lib/top/giver.c.o)
    endforeach()
    accepts(${check} ${rest} ${WORK_DIR}/lib/low/one.c.o
        ${WORK_DIR}/lib/low/each.c.o)

elseif(CHECK STREQUAL "shape.symbols")
    compile(good "int ki_one(void); int kith_one = 1;
        static int hidden(void) { return kith_one; }
        int ki_one(void) { return hidden(); }" -fPIC)
    compile(bad "int helper(void); int helper(void) { return 1; }" -fPIC)
    foreach(kind good bad)
        set(objects ${WORK_DIR}/lib/good.c.o ${WORK_DIR}/lib/${kind}.c.o)
        list(REMOVE_DUPLICATES objects)
        execute_process(COMMAND ${AR} qc ${WORK_DIR}/${kind}.a ${objects}
            COMMAND_ERROR_IS_FATAL ANY)
        execute_process(COMMAND ${C_COMPILER} -shared ${objects}
            -o ${WORK_DIR}/${kind}.so COMMAND_ERROR_IS_FATAL ANY)
    endforeach()
    set(check sh ${tests}/shape/symbols.sh ${NM})
    accepts(${check} ${WORK_DIR}/good.a ${WORK_DIR}/good.so)
    refuses("bad.a: helper" ${check}
        ${WORK_DIR}/bad.a ${WORK_DIR}/good.so)
    refuses("bad.so: helper" ${check} ${WORK_DIR}/good.a ${WORK_DIR}/bad.so)
    accepts(${check} ${WORK_DIR}/good.a ${WORK_DIR}/good.so ${WORK_DIR}/good.a)
    refuses("bad.a: helper" ${check}
        ${WORK_DIR}/good.a ${WORK_DIR}/good.so ${WORK_DIR}/bad.a)
    refuses("none of ours" ${check} ${WORK_DIR}/none.a ${WORK_DIR}/good.so)

elseif(CHECK STREQUAL "shape.headers")
    set(check sh ${tests}/shape/headers.sh ${WORK_DIR}/include)
    set(header ${WORK_DIR}/include/kith/row.h)
    file(MAKE_DIRECTORY ${WORK_DIR}/include)
    refuses("nothing to check" ${check})
    file(WRITE ${header} "/* Whether it lives. */\nbool kith_is(int a,\n"
        "             int b);\nvoid *(kith_edit)(void *row);\n\n"
        "#define kith_is_null(r) kith_is(r, 0)\n")
    file(WRITE ${WORK_DIR}/include/kith/detail/row.h
        "int kith_probe_(int a);\n#define kith_at_(r) r\n")
    accepts(${check})
    foreach(bad "int kith_bare(void)\;>kith_bare has no contract"
            "/* Why. */\nint kith_own_(void)\;>kith_own_ is for macros alone"
            "#define kith_own_ 1>kith_own_ is for macros alone"
            "#define LIST(x) 1>LIST.x. may be a name of the program")
        string(REGEX MATCH "^(.*)>(.*)$" found "${bad}")
        file(WRITE ${WORK_DIR}/include/kith/bad.h "\n${CMAKE_MATCH_1}\n")
        refuses("${CMAKE_MATCH_2}" ${check})
    endforeach()
    string(REPEAT "x" 78 long)
    file(WRITE ${WORK_DIR}/include/kith/bad.h "/*${long}*/\n")
    refuses("longer than 80" ${check})
    file(WRITE ${WORK_DIR}/include/kith/bad.h "\n")
    file(WRITE ${WORK_DIR}/include/kith/detail/bad.h "#define kith_open_it 1\n")
    refuses("does not end in _" ${check})

elseif(CHECK STREQUAL "shape.assertions")
    set(check sh ${tests}/shape/assertions.sh ${WORK_DIR}/lib)
    foreach(folder data delta edit kit)
        file(MAKE_DIRECTORY ${WORK_DIR}/lib/${folder})
    endforeach()
    refuses("nothing to check" ${check})
    foreach(folder data delta edit kit)
        file(WRITE ${WORK_DIR}/lib/${folder}/one.c "static int one(int n)\n{\n"
            "    assert(n);\n    assert(n > 1);\n    return n;\n}\n")
        file(WRITE ${WORK_DIR}/lib/${folder}/two.h "int declared(int n);\n"
            "static inline int\ntwo(int n)\n{\n    return n;\n}\n")
    endforeach()
    accepts(${check})
    file(WRITE ${WORK_DIR}/lib/delta/bad.c "static int three(void)\n{\n"
        "    _Static_assert(1, \"\");\n    return 3;\n}\n")
    refuses("delta: 2 assertions in 3 functions" ${check})
    file(REMOVE ${WORK_DIR}/lib/delta/bad.c)
    foreach(n RANGE 3 5)
        file(APPEND ${WORK_DIR}/lib/kit/bad.c "static int f${n}(void)\n{\n}\n")
    endforeach()
    refuses("kit: 2 assertions in 5 functions" ${check})

elseif(CHECK STREQUAL "shape.functions")
    set(check sh ${tests}/shape/functions.sh ${WORK_DIR}/lib)
    file(MAKE_DIRECTORY ${WORK_DIR}/lib)
    refuses("nothing to check" ${check})
    function_of_lines(60 longest)
    function_of_lines(61 too_long)
    string(REPEAT "int x;\n" 540 filler)
    file(WRITE ${WORK_DIR}/lib/good.c "${longest}${filler}")
    accepts(${check})
    file(WRITE ${WORK_DIR}/lib/bad.c "int x;\n${too_long}")
    refuses("bad.c:2: static void f.void. has 61 lines" ${check})
    file(WRITE ${WORK_DIR}/lib/bad.c "${longest}${filler}int x;\n")
    refuses("bad.c: 601 lines" ${check})
    file(WRITE ${WORK_DIR}/lib/bad.c "static void f(void)\n{\n    }\n")
    refuses("no end at column 0" ${check})
    string(REPEAT "x" 77 long)
    file(WRITE ${WORK_DIR}/lib/bad.c "/*${long}*/\n")
    refuses("bad.c:1: longer than 80" ${check})
    file(REMOVE ${WORK_DIR}/lib/bad.c)
    file(WRITE ${WORK_DIR}/lib/good.c "static void f(void) {\n}\n")
    refuses("no function was found" ${check})

elseif(CHECK STREQUAL "shape.readings")
    set(threads ${WORK_DIR}/threads.c)
    set(header ${WORK_DIR}/kith/rows.h)
    set(check sh ${tests}/shape/readings.sh ${WORK_DIR}/kith ${threads})
    file(STRINGS ${tests}/shape/readings.sh writes REGEX "^kith_[a-z_ ]*$")
    string(REPLACE " " ";" writes "${writes}")
    list(TRANSFORM writes REPLACE "(.+)" "void \\1(void)!\n")
    list(JOIN writes "" writes)
    string(REPLACE "!" ";" writes "${writes}")
    file(WRITE ${threads} "kith_one(1); kith_two(2); /* kith_three(3) */\n")
    refuses("no headers" ${check})
    file(WRITE ${header} "/* kith_none(1) */\n#define kith_none(x) \\\n kith_no(x)\n")
    refuses("no function was found" ${check})
    set(good "extern \"C\" {\nbool kith_one(const struct kith_x *x,\n"
        "int y)\;\nstatic inline int *kith_two(void)\n{ kith_inner()\; }\n"
        "typedef int kith_function(int)\;\nint kith_private_(int)\;\n}\n")
    file(WRITE ${header} ${writes} ${good})
    accepts(${check})
    file(WRITE ${WORK_DIR}/kith/detail/more.h "int kith_more(int);\n")
    accepts(${check})
    foreach(bad "int kith_three(int)" "void *(kith_three)(void)"
            "static inline int\nkith_three (int x)")
        file(WRITE ${header} ${writes} ${good} "${bad};\n")
        refuses("kith_three is neither called in threads.c nor a write"
            ${check})
    endforeach()
    file(WRITE ${header} ${good})
    refuses("kith_delete is a write that no header declares" ${check})

elseif(CHECK STREQUAL "compile")
    set(check ${CMAKE_COMMAND} -DC_COMPILER=${C_COMPILER}
        -DINCLUDE_DIR=${WORK_DIR} -DCASE_DIR=${WORK_DIR}/cases
        -DWORK_DIR=${WORK_DIR}/objects -P ${tests}/compile/compile.cmake)
    set(fail ${WORK_DIR}/cases/fail)
    set(pass ${WORK_DIR}/cases/pass)
    refuses("no case" ${check})
    file(WRITE ${fail}/good.c "/* expect: undeclared.*(twice|once) */\n"
        "int f(void);\nint f(void) { return once; }\n")
    refuses("no case" ${check})
    file(WRITE ${pass}/good.c "int f(void);\nint f(void) { return 1; }\n")
    accepts(${check})
    foreach(bad "fail>/* expect: error */\nint x>compiles"
            "fail>/* expect: incompatible */\nint x = y>does not say"
            "fail>int x = y>expect" "pass>static int x>warn|unused"
            "pass>int x = y>undeclared")
        string(REPLACE ">" ";" bad "${bad}")
        list(POP_FRONT bad folder text regex)
        file(WRITE ${WORK_DIR}/cases/${folder}/bad.c "${text};\n")
        refuses("${folder}/bad.c.*(${regex})" ${check})
        file(REMOVE ${WORK_DIR}/cases/${folder}/bad.c)
    endforeach()

elseif(CHECK STREQUAL "compile.manual")
    file(WRITE ${WORK_DIR}/include/kith.h "int kith_f(int x);\n")
    file(COPY ${tests}/manual/manual.sh ${tests}/manual/blocks.awk
        DESTINATION ${WORK_DIR}/manual)
    file(WRITE ${WORK_DIR}/manual/tables.h
        "#include <kith.h>\n#ifndef MANUAL_Row\nstruct Row { int x; };\n#endif\n"
        "extern struct Row *row;\n")
    file(WRITE ${WORK_DIR}/manual/run.c "#include \"tables.h\"\n"
        "static struct Row one;\nstruct Row *row = &one;\n"
        "int kith_f(int x)\n{\n    one.x |= x == 2;\n    return x;\n}\n"
        "#define BLOCK(f, place) int f(void);\n#ifdef BLOCKS\n#include BLOCKS\n"
        "#endif\n#undef BLOCK\n#define BLOCK(f, place) f();\nint main(void)\n{\n"
        "#ifdef BLOCKS\n#include BLOCKS\n#endif\n    return one.x;\n}\n")
    set(file ${WORK_DIR}/include/good.h)
    set(page ${WORK_DIR}/page.md)
    set(check sh ${WORK_DIR}/manual/manual.sh ${WORK_DIR}/include
        ${WORK_DIR}/work ${C_COMPILER} -g)
    set(table " *   ONE    the first; and\n *          the second\n")
    set(statement " *   int y = row->x;\n *   kith_f(y);\n")
    set(struct " *   struct Row {\n *       int x, y;\n *\n *   };\n")
    string(CONCAT program "```c\n#include <stdio.h>\nint main(void)\n{\n"
        "    puts(\"yes\");\n}\n```\n\nIt prints\n\n```text\n")
    refuses("cannot open|can't open|No such file" ${check} ${file})
    file(WRITE ${file} "/* A call:\n *\n${table} */\n")
    refuses("no block" ${check} ${file})
    file(WRITE ${file} "/* A call:\n *\n${table} *\n * So:\n *\n"
        "${statement} *\n${struct} */\n")
    accepts(${check} ${file})
    file(WRITE ${page} "# kith\n\n${program}yes\n```\n\n    make it\n")
    accepts(${check} ${file} ${page})
    foreach(bad "kith_g(1);>kith_g" "kith_f(row);>pointer"
            "struct Row {\n *       int z\n *   };>semicolon|expected"
            "kith_f(1) and so on>expected" "for (;;) {>expected"
            "ONE    the first\n *   kith_f(1);>neither code nor"
            "kith_f(2);>the manual shows fails"
            "static struct Row *row;>static|differ|conflict|follows")
        string(REGEX MATCH "^(.*)>([^>]*)$" bad "${bad}")
        file(WRITE ${WORK_DIR}/include/bad.h
            "/* A call:\n *\n *   ${CMAKE_MATCH_1}\n */\n")
        refuses("${CMAKE_MATCH_2}" ${check} ${file}
            ${WORK_DIR}/include/bad.h)
    endforeach()
    foreach(bad "${program}no\n```\n>yes" "```c\nkith_f(1);\n>does not end"
            "    kith_f(1);\n>no compiler reads" "```\nint x;\n```\n>a fence of"
            "```c\n```\n>empty" "see `kith_f(1)` and `kith_g(1)`\n>kith_g"
            "```c\nint main(void)\n{\n}\n```\n>does not say what it prints"
            "see `kith_f(2)`\n>the manual shows fails")
        string(REGEX MATCH "^(.*)>([^>]*)$" bad "${bad}")
        file(WRITE ${WORK_DIR}/bad.md "${CMAKE_MATCH_1}")
        refuses("${CMAKE_MATCH_2}" ${check} ${file} ${WORK_DIR}/bad.md)
    endforeach()
    file(WRITE ${WORK_DIR}/inner.md "`kith_g(1)`\n\n    one;\n")
    accepts(${check} ${file} -- ${WORK_DIR}/inner.md)
    foreach(bad "    kith_f(1);\n>no compiler reads" "```c\nint x = y;\n```\n>y")
        string(REGEX MATCH "^(.*)>([^>]*)$" bad "${bad}")
        file(WRITE ${WORK_DIR}/inner.md "${CMAKE_MATCH_1}")
        refuses("${CMAKE_MATCH_2}" ${check} ${file} -- ${WORK_DIR}/inner.md)
    endforeach()
    string(CONCAT program ".Bd -literal\n#include <stdio.h>\nint main(void)\n{\n"
        "    printf(\"\\&.yes\\en\");\n}\n.Ed\n.Pp\nIt prints\n.Bd -literal\n")
    file(WRITE ${WORK_DIR}/page.3 "${program}\\&.yes\n.Ed\n")
    accepts(${check} ${file} ${WORK_DIR}/page.3)
    file(WRITE ${WORK_DIR}/page.3 "${program}no\n.Ed\n")
    refuses("yes" ${check} ${file} ${WORK_DIR}/page.3)

elseif(CHECK STREQUAL "amalgamation")
    set(root ${WORK_DIR}/root)
    set(two ${WORK_DIR}/two)
    set(make sh ${tests}/../lib/amalgamate/amalgamate.sh ${root} ${root}/uthash.h 9.9
        ${two})
    set(check sh ${tests}/amalgamation/amalgamation.sh ${two} ${root}
        ${WORK_DIR}/work ${C_COMPILER} none)
    file(WRITE ${root}/LICENSE "MIT License\n\nBe kind.\n")
    file(WRITE ${root}/uthash.h "/*\nTroy D. Hanson\n*/\n#define UT 1\n")
    file(WRITE ${root}/README.md "```c\n#include <kith.h>\n#include <stdio.h>\n"
        "int main(void)\n{\n    printf(\"%d\\n\", kith_one());\n}\n```\n\n"
        "```text\n1\n```\n")
    file(COPY ${tests}/manual/blocks.awk DESTINATION ${root}/tests/manual)
    file(WRITE ${root}/tests/amalgamation/smallest.c "#include \"kith.h\"\n"
        "#include <stdio.h>\nint main(void)\n{\n    puts(\"1 one\");\n"
        "    return kith_one() - 1;\n}\n")
    file(WRITE ${root}/include/kith.h "#ifndef KITH_H\n#define KITH_H\n\n"
        "#include <kith/one.h> /* one */\n\n#endif\n")
    file(WRITE ${root}/include/kith/one.h "#ifndef KITH_ONE_H\n"
        "#define KITH_ONE_H\nint kith_one(void);\n#endif\n")
    file(WRITE ${root}/include/kith/two.h "#ifndef KITH_TWO_H\n"
        "#define KITH_TWO_H\n#include <kith/one.h>\n#define KITH_TWO 2\n"
        "#endif\n")
    file(WRITE ${root}/lib/base/one.h "#ifndef KI_ONE_H\n#define KI_ONE_H\n"
        "int ki_one(void);\nint ki_of_a_test(void);\n#endif\n")
    set(one ${root}/lib/base/one.c)
    string(CONCAT good "#ifdef __linux__\n#define _DEFAULT_SOURCE /* madvise */\n"
        "#include <stddef.h>\n#endif\n#include \"base/one.h\"\n"
        "#include <uthash.h>\n#ifdef __linux__\n#include <sys/mman.h>\n#endif\n"
        "int ki_one(void)\n{\n    return madvise(NULL, 0, MADV_HUGEPAGE), UT;\n}\n")
    file(WRITE ${one} "${good}")
    file(WRITE ${root}/lib/edit/two.c "#include \"base/one.h\"\n"
        "#include <kith.h>\nint kith_one(void)\n{\n    return ki_one();\n}\n")
    set(sources ${one} ${root}/lib/edit/two.c)
    refuses("no file to put together" ${make})
    accepts(${make} ${sources})
    accepts(${check})
    foreach(bad "#if 1\n#include \"base/one.h\"\n#endif>on a condition"
            "#include \"base/none.h\">cannot read" "#if 1>without its #endif")
        string(REGEX MATCH "^(.*)>(.*)$" found "${bad}")
        file(WRITE ${one} "${CMAKE_MATCH_1}\n")
        refuses("${CMAKE_MATCH_2}" ${make} ${sources})
    endforeach()
    file(WRITE ${one} "${good}")
    foreach(bad "int helper(void)\n{\n    return 1;\n}>defines helper"
            "int ki_two(void)\n{\n    return 2;\n}>defines ki_two"
            "#line 3>a #line" "#include <kith/row.h>>user has not"
            "static int *f = 1;>(int|pointer)")
        string(REGEX MATCH "^(.*)>(.*)$" found "${bad}")
        execute_process(COMMAND ${make} ${sources} COMMAND_ERROR_IS_FATAL ANY)
        file(APPEND ${two}/kith.c "${CMAKE_MATCH_1}\n")
        refuses("${CMAKE_MATCH_2}" ${check})
    endforeach()
    foreach(bad "int kith_more(void);" "#define KITH_MORE 1")
        execute_process(COMMAND ${make} ${sources} COMMAND_ERROR_IS_FATAL ANY)
        file(APPEND ${two}/kith.h "${bad}\n")
        refuses("another text than the headers" ${check})
    endforeach()
    file(APPEND ${one} "static const char big[300000] = {1};\n"
        "const char *kith_big(void);\nconst char *kith_big(void)\n{\n"
        "    return big;\n}\n")
    file(WRITE ${root}/tests/amalgamation/smallest.c "#include \"kith.h\"\n"
        "#include <stdio.h>\nconst char *kith_big(void);\nint main(void)\n"
        "{\n    puts(\"1 one\");\n    return kith_big()[kith_one()];\n}\n")
    execute_process(COMMAND ${make} ${sources} COMMAND_ERROR_IS_FATAL ANY)
    refuses("the limit is" ${check})

elseif(CHECK STREQUAL "man")
    set(page ${WORK_DIR}/kith.3)
    set(make sh ${tests}/../lib/doc/man.sh ${WORK_DIR} 9.9 ${page})
    set(check sh ${tests}/man/man.sh ${page} ${WORK_DIR}/include ${NM}
        ${WORK_DIR}/lib.a)
    set(status ${WORK_DIR}/include/kith/status.h)
    file(WRITE ${WORK_DIR}/include/kith.h "#include <kith/status.h> /* all */\n")
    string(CONCAT good "/* status.h - what calls return. */\n\n"
        "/* Zero is success. */\ntypedef enum kith_status {\n"
        "    KITH_OK = 0,\n    KITH_E_ONE = -1 /* the first\n"
        "                             of all */\n} kith_status;\n\n"
        "/* Do it: kith_do(1). .More is said. */\nvoid kith_do_it(int one);\n\n"
        "#define kith_do(x) kith_do_it((x))\n")
    file(WRITE ${status} "${good}")
    compile(do "void kith_do_it(int one); void kith_do_it(int one) { (void)one; }")
    execute_process(COMMAND ${AR} qc ${WORK_DIR}/lib.a ${WORK_DIR}/lib/do.c.o
        COMMAND_ERROR_IS_FATAL ANY)
    accepts(${make})
    file(READ ${page} text)
    foreach(wanted ".It Fn kith_do , Fn kith_do_it" "Do it: kith_do(1)."
            ".It Dv KITH_E_ONE\nThe first of all." "status.h: what calls return")
        string(FIND "${text}" "${wanted}" at)
        if(at EQUAL -1)
            message(SEND_ERROR "the page has no \"${wanted}\":\n${text}")
        endif()
    endforeach()
    string(CONCAT small ".Dd November 29, 2026\n.Dt KITH 3\n.Os\n.Sh NAME\n"
        ".Nm kith\n.Nd do it\n.Sh DESCRIPTION\n.Bl -tag -width Ds\n"
        ".It Fn kith_do , Fn kith_do_it\nDo it.\n.It Vt kith_status\nIt is.\n.El\n")
    file(WRITE ${page} "${small}")
    accepts(${check})
    file(APPEND ${status} "#define KITH_NEW 1\n")
    accepts(${make})
    refuses("misses: KITH_NEW" ${check})
    file(WRITE ${status} "${good}")
    file(WRITE ${page} "${small}.Fn kith_gone\n")
    refuses("not there: kith_gone" ${check})

elseif(CHECK STREQUAL "docs")
    set(root ${WORK_DIR}/root)
    set(header ${root}/include/kith/one.h)
    set(check sh ${tests}/../lib/doc/docs.sh ${DOXYGEN} ${root} 9.9 ${WORK_DIR}/out)
    file(WRITE ${root}/README.md "# kith\n\nSee [one](include/kith/one.h).\n")
    file(WRITE ${root}/include/kith.h "/* kith.h - the tour. */\n"
        "#include <kith/one.h> /* one */\n")
    string(CONCAT good "/* one.h - one. */\n\n/* Do @it\\n: kith_do(1).\n *\n"
        " *   KITH_OK  <done>\n */\nvoid kith_do_it(int one);\n"
        "#define kith_do(x) kith_do_it((x))\n\n/* A pair. */\n"
        "typedef struct kith_pair {\n    int one, two_;\n} kith_pair;\n")
    file(WRITE ${header} "${good}")
    accepts(${check})
    foreach(bad "int kith_bare(void);>kith_bare" "#define KITH_BARE 1>KITH_BARE"
            "typedef struct kith_x {\n    int y;\n} kith_x;>kith_x"
            "typedef enum kith_e { KITH_E } kith_e;>(kith_e|KITH_E)")
        string(REGEX MATCH "^(.*)>(.*)$" found "${bad}")
        file(WRITE ${header} "${good}\n${CMAKE_MATCH_1}\n")
        refuses("${CMAKE_MATCH_2}.*not documented" ${check})
    endforeach()
    file(WRITE ${header} "${good}")
    file(WRITE ${root}/README.md "# kith\n\nSee [one](include/kith/none.h).\n")
    refuses("kith_none_h" ${check})

else()
    message(FATAL_ERROR "there is no self-test of \"${CHECK}\"")
endif()
