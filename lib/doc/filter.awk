# Gives Doxygen the public headers as it wants to read them: they are written
# for people, and their comments begin with `/*`, not with `/**`.
#
#   awk -f headers.awk -f filter.awk HEADER
#
# - A header becomes a group, named by its first line, with its first comment;
#   what stands between `/* --- Name --- */` lines becomes a part of it.
# - A comment above a declaration becomes that of Doxygen; others that it
#   belongs to (headers.awk) refer to it. One above an empty line belongs to the
#   header. What has no comment has none for Doxygen either, which tells.
# - In a comment, what is indented by three blanks is code, or a table of words
#   in two columns, or in more, which is left as it is.
# - What a struct or enum has without a comment is said by its name or by the
#   comment above. Members whose names end in `_` are the engine's: left out.

# Text for Doxygen: nothing in it is a command or HTML. In `code`, and in quotes
# that end in the same line, Doxygen looks for none itself.
function escaped(line,    i, c, tick, quote, result) {
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (c == "`")
            tick = !tick
        else if (c == "\"" && !tick)
            quote = !quote && index(substr(line, i + 1), "\"")
        else if (!tick && !quote && c ~ /[\\@<>#&%]/)
            c = "\\" c
        result = result c
    }
    return result
}

# Print text[from..to], which is indented: words in two columns, or code.
function say_indented(from, to,    i, line, key, columns) {
    if (text[from] !~ /[^ ]  +[^ ]/ || text[from] ~ /[;{}]$/) {
        print " * @code{.c}"
        for (i = from; i <= to; i++)
            print " * " substr(text[i], 3)
        print " * @endcode"
        return
    }
    for (i = from; i <= to; i++) {
        line = text[i]
        sub(/^ +/, "", line)
        if (gsub(/[^ ]  +[^ ]/, "", line) > 1)
            columns = 3
    }
    if (columns == 3) {
        print " * @verbatim"
        for (i = from; i <= to; i++)
            print substr(text[i], 3)
        print "@endverbatim"
        return
    }
    print " * <table class=\"kith\">"
    for (i = from; i <= to; i++) {
        line = substr(text[i], 3)
        if (line == "")
            continue
        if (line ~ /^ /) {
            sub(/^ +/, "", line)
            print " * " escaped(line)
            continue
        }
        if (i > from)
            print " * </td></tr>"
        key = line
        sub(/  +.*/, "", key)
        line = line ~ /  / ? substr(line, length(key) + 1) : ""
        sub(/^ +/, "", line)
        print " * <tr><td><tt>" escaped(key) "</tt></td><td>" escaped(line)
    }
    print " * </td></tr></table>"
}

# Print text[from..texts] as lines of a comment of Doxygen.
function say_text(from,    i, to) {
    for (i = from; i <= texts; i++) {
        if (!is_indented(text[i])) {
            print (text[i] == "" ? " *" : " * " escaped(text[i]))
            continue
        }
        to = i
        while (to < texts && (is_indented(text[to + 1]) ||
               text[to + 1] == "" && is_indented(text[to + 2]) &&
               to + 2 <= texts))
            to++
        say_indented(i, to)
        i = to
    }
}

# How a text refers to what line `at` declares.
function reference(at,    name) {
    name = name_of(lines[at])
    if (lines[at] ~ /^#define/)
        return "#" name
    return lines[at] ~ /^(typedef|struct)/ ? name : name "()"
}

# What stands for a comment above the declaration at line `at`, which has none.
function say_missing(at, shared,    place, name) {
    name = name_of(lines[at])
    place = lines[at] ~ /^#define/ ? place_of_macro(at) : 0
    if (lines[at] ~ /^typedef struct [a-z0-9_]+ [a-z0-9_]+;/)
        print "/** Its members are the engine's: programs hold pointers. */"
    else if (place && name_of(lines[place]) == name && !shared)
        print "/** The function of this name, for the type of its row. */"
    else if (place < 0)
        print "/** Described by an example at the top: see @ref " group ". */"
    else if (place && lines[place] !~ /^(#define|typedef|struct)/)
        print "/** The typed front of " reference(place) ". */"
    else if (shared || place)
        print "/** Described with " reference(shared ? shared : place) ". */"
}

# Print all members but the last that one line declares, each by itself, for
# Doxygen takes the comment for the last alone. Returns the line of that.
function last_of_several(line,    base, behind, names, count, i) {
    if (line !~ /^    [a-z][^;\/(]*,[^;\/(]*;/)
        return line
    behind = substr(line, index(line, ";"))
    count = split(substr(line, 1, index(line, ";") - 1), names, ",")
    match(names[1], /(\*(const )?)*[a-z0-9_]+$/)
    base = substr(names[1], 1, RSTART - 1)
    names[1] = substr(names[1], RSTART)
    for (i = 1; i < count; i++)
        print base names[i] "; /**< @htmlonly @endhtmlonly */"
    return base names[count] behind
}

# A line within a struct or enum.
function say_member(line) {
    if (line ~ /^    [a-z].*_;/ && line !~ /\(/) {
        while (sub(/, \**[a-z0-9_]*_;/, ";", line) ||
               sub(/ \**[a-z0-9_]*_,/, " ", line))
            ;
        if (line ~ /[ *][a-z0-9_]*_;/)
            return
    }
    line = last_of_several(line)
    if (in_comment || line ~ /\/\*/) {
        in_comment = line !~ /\*\//
        sub(/\/\*/, "/**<", line)
        print line
        return
    }
    if (line ~ /;$/ || line ~ /^    KITH_[A-Z0-9_]+( =.*)?,?$/)
        line = line " /**< @htmlonly @endhtmlonly */"
    print line
}

function say_declaration(at,    behind, line) {
    behind = end_of(at)
    in_comment = 0
    for (; at < behind; at++) {
        line = lines[at]
        sub(/\(kith_edit\)\(/, "kith_edit(", line)
        sub(/\(kith_delete_rows\)\(/, "kith_delete_rows(", line)
        if (line ~ /^    / && lines[behind - 1] ~ /^\}( [a-z0-9_]+)?;/)
            say_member(line)
        else
            print line
    }
    return behind
}

# The group of a header, from its first comment.
function say_group(    name, title, i) {
    name = text[1]
    sub(/ - .*/, "", name)
    title = text[1]
    sub(/^[^ ]* - /, "", title)
    for (i = 2; i <= texts && text[i] != ""; i++)
        title = title " " text[i]
    sub(/\.$/, "", title)
    group = ARGV[1]
    sub(/.*\/include\//, "", group)
    gsub(/[^A-Za-z0-9]/, "_", group)
    print "/** @file"
    print " * " escaped(title) ": see @ref " group "."
    print " */"
    print "/** @defgroup " group " " name ": " title
    print " *"
    say_text(i)
    print " * @{"
    print " */"
}

function end_section() {
    if (section)
        print "/** @} */"
    section = 0
}

BEGIN {
    load(ARGV[1])
    at = take_comment(1)
    say_group()
    while (at <= count_of_lines) {
        line = lines[at]
        if (line == "") {
            shared = 0
            print line
            at++
        } else if (line ~ /^\/\* --- .* -+ \*\/$/) {
            end_section()
            sub(/^\/\* --- /, "", line)
            sub(/ -+ \*\/$/, "", line)
            print "/** @name " line
            print " * @{"
            print " */"
            section = 1
            at++
        } else if (line ~ /^\/\*/) {
            at = take_comment(at)
            while (is_condition(lines[at]))
                print lines[at++]
            if (is_declaration(lines[at])) {
                print "/**"
                say_text(1)
            } else {
                end_section()
                print "/** @} */"
                print "/** @addtogroup " group
                print " *"
                say_text(1)
                print " * @{"
            }
            print " */"
            if (is_declaration(lines[at])) {
                shared = at
                at = say_declaration(at)
            }
        } else if (is_declaration(line)) {
            say_missing(at, shared)
            at = say_declaration(at)
        } else {
            print line
            at++
        }
    }
    end_section()
    print "/** @} */"
}
