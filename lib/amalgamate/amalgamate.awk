# Writes kith.h or kith.c, the library as two files, to standard output.
#
#   awk -v want=h -v root=ROOT -v version=V -f amalgamate.awk HEADER...
#   awk -v want=c -v root=ROOT -v version=V -v uthash=FILE
#       -f amalgamate.awk SOURCE...
#
# What an #include names stands where it is included first, once. Each file
# keeps its text and its include guard, so that a header of an installed kith
# beside kith.h declares nothing again. There is no #line: kith.c is the file
# that its user has, so a debugger should show that one, and the name of each
# file stands in a comment above its text.
#
# Four things differ from the text of the files:
#
# - Functions that files of lib/ share are static. That is said where a header
#   declares them; C gives their definitions the same linkage. One that no
#   SOURCE defines is a test build's, and stays as it is.
# - Feature test macros, which must come before the first header of the system,
#   are defined at the top.
# - Public headers are not there a second time: kith.c includes kith.h.
# - Assertions are off, as in a library that is installed, unless
#   KITH_ASSERTIONS is defined.
#
# Ends with 1 and a sentence for what it cannot do: a file of kith that is
# included on a condition, or is not there.

function trouble(why) {
    print "amalgamate: " why > "/dev/stderr"
    failed = 1
    exit 1
}

# The lines of a file as one text, each behind `prefix`.
function text_of(path, prefix,    line, text, got) {
    while ((got = (getline line < path)) > 0) {
        sub(/[ \t]+$/, "", line)
        text = text (line == "" ? prefix : prefix line) "\n"
    }
    close(path)
    if (got < 0)
        trouble("cannot read " path)
    gsub(/[ \t]+\n/, "\n", text)
    return text
}

# The first comment of uthash.h, which is its licence.
function licence_of_uthash(    text) {
    text = text_of(uthash, " * ")
    if (!match(text, /^ \* \/\*\n/) || index(text, "\n * */\n") == 0)
        trouble(uthash " does not begin with a licence")
    return substr(text, RLENGTH + 1, index(text, "\n * */\n") - RLENGTH)
}

# Note what a source defines of ki_ functions, and its feature test macros.
function look(path,    line, got) {
    while ((got = (getline line < path)) > 0) {
        if (line ~ /^[a-zA-Z_].*[^a-z0-9_]ki_[a-z0-9_]+\(/ ||
            line ~ /^ki_[a-z0-9_]+\(/) {
            match(line, /ki_[a-z0-9_]+\(/)
            defined[substr(line, RSTART, RLENGTH - 1)] = 1
        } else if (line ~ /^#define _[A-Z0-9_]*_SOURCE/) {
            split(line, words, " ")
            if (!(words[2] in feature))
                features[++feature_count] = words[2]
            feature[words[2]] = 1
        }
    }
    close(path)
    if (got < 0)
        trouble("cannot read " path)
}

# One line, but no second empty one.
function say(line) {
    if (line == "" && empty)
        return
    empty = line == ""
    print line
}

function banner(name,    line) {
    line = "/* ==== " name " "
    while (length(line) < 77)
        line = line "="
    say("")
    say(line " */")
    say("")
}

# The path of an included file of kith's, or "" for one of the system.
function path_of(name, quoted) {
    if (quoted)
        return root "/lib/" name
    if (name == "kith.h" || name ~ /^kith\//)
        return root "/include/" name
    return name == "uthash.h" ? uthash : ""
}

# The line of a header with `static` before a function that a SOURCE defines.
function with_linkage(line,    name) {
    if (line !~ /^[a-zA-Z_]/ || line ~ /^(static|typedef|extern)[^a-zA-Z0-9_]/)
        return line
    if (!match(line, /(^|[^a-z0-9_])ki_[a-z0-9_]+\(/))
        return line
    name = substr(line, RSTART, RLENGTH - 1)
    sub(/^[^a-z0-9_]/, "", name)
    return (name in defined) ? "static " line : line
}

# A file of kith's is included where every reader of the text includes it: in no
# condition but the guard around the whole.
function include(name, quoted, from, depth,    path) {
    path = path_of(name, quoted)
    if (path == "")
        return 0
    if (depth > 0)
        trouble(from " includes " name " on a condition")
    if (want == "c" && index(path, root "/include/") == 1)
        return 1
    if (!(path in done))
        put(path)
    return 1
}

# Functions of awk have no arrays of their own that a getline loop could share,
# so all that an inner file must not change is a parameter.
function put(path,    line, got, depth, guarded, name, of_lib) {
    done[path] = 1
    of_lib = want == "c" && path ~ /\.h$/ && path != uthash
    name = path
    if (index(path, root "/") == 1)
        name = substr(path, length(root) + 2)
    else
        sub(/.*\//, "", name)
    sub(/^include\//, "", name)
    banner(name)
    while ((got = (getline line < path)) > 0) {
        if (line ~ /^[ \t]*#[ \t]*if/) {
            if (line ~ /^#ifndef [A-Z0-9_]+_H$/ && !guarded && depth == 0)
                guarded = 1
            else
                depth++
        } else if (line ~ /^[ \t]*#[ \t]*endif/) {
            if (depth > 0)
                depth--
        } else if (line ~ /^#define _[A-Z0-9_]*_SOURCE/) {
            line = "/* (defined at the top) */"
        } else if (match(line, /^[ \t]*#[ \t]*include[ \t]*[<"][^>"]+[>"]/)) {
            if (include_line(substr(line, RSTART, RLENGTH), name, depth))
                continue
        } else if (of_lib) {
            line = with_linkage(line)
        }
        say(line)
    }
    close(path)
    if (got < 0)
        trouble("cannot read " path)
    if (depth != 0)
        trouble(name " has an #if without its #endif")
}

function include_line(text, from, depth,    quoted, name) {
    quoted = text ~ /"$/
    name = text
    sub(/^[^<"]*[<"]/, "", name)
    sub(/[>"]$/, "", name)
    return include(name, quoted, from, depth)
}

function header(    i) {
    print "/* kith.h - kith " version ", all of its public headers in one file."
    print " *"
    print " * Made by lib/amalgamate/amalgamate.sh of kith's source: not to be edited."
    print " * Its other half is kith.c, beside which it lies."
    print " *"
    printf "%s", text_of(root "/LICENSE", " * ")
    print " */"
    for (i = 1; i < ARGC; i++)
        if (!(ARGV[i] in done))
            put(ARGV[i])
}

function source(    i) {
    for (i = 1; i < ARGC; i++)
        look(ARGV[i])
    print "/* kith.c - kith " version ", all of the library in one file."
    print " *"
    print " * Compile it beside your program, which includes kith.h:"
    print " *"
    print " *   gcc -O2 main.c kith.c"
    print " *"
    print " * Made by lib/amalgamate/amalgamate.sh of kith's source: not to be edited."
    print " * All functions but those of kith.h are static. The assertions of"
    print " * the library are on where KITH_ASSERTIONS is defined."
    print " *"
    print " * kith is distributed under this licence:"
    print " *"
    printf "%s", text_of(root "/LICENSE", " * ")
    print " *"
    print " * and contains uthash.h, which is distributed under this one:"
    print " *"
    printf "%s", licence_of_uthash()
    print " */"
    print "#ifdef __cplusplus"
    print "#error \"kith.c is C: compile it with a C compiler\""
    print "#endif"
    print ""
    print "/* What headers of the system are to declare beyond C. */"
    for (i = 1; i <= feature_count; i++) {
        print "#ifndef " features[i]
        print "#define " features[i] " 1"
        print "#endif"
    }
    print ""
    print "#if !defined(NDEBUG) && !defined(KITH_ASSERTIONS)"
    print "#define NDEBUG 1"
    print "#endif"
    print ""
    print "#include \"kith.h\""
    print ""
    print "/* Some functions serve the tests of the library alone. */"
    print "#pragma GCC diagnostic push"
    print "#pragma GCC diagnostic ignored \"-Wunused-function\""
    for (i = 1; i < ARGC; i++)
        put(ARGV[i])
    say("")
    say("#pragma GCC diagnostic pop")
}

BEGIN {
    if (ARGC < 2)
        trouble("there is no file to put together")
    if (want == "h")
        header()
    else
        source()
    exit failed
}
