# Reads a public header as its reader does: which comment belongs to which
# declaration. Not a program: filter.awk and man.awk are.
#
# A comment above a declaration belongs to it, and to those that follow without
# an empty line. A macro without a comment is described where a function that it
# calls is, or else where a comment gives it as an example, at last that of the
# header itself. Conditions between a comment and its declaration, or between
# two, are passed over.
#
#   load(path)      lines[1..count_of_lines], described, example, and
#                   example_of_all: the examples of the header's first comment
#   take_comment()  text[1..texts]

# Read a header.
function load(path,    line, got) {
    count_of_lines = 0
    while ((got = (getline line < path)) > 0)
        lines[++count_of_lines] = line
    close(path)
    if (got < 0 || lines[1] !~ /^\/\* [^ ]* - /) {
        print path ": cannot be read, or begins without a title" > "/dev/stderr"
        exit 1
    }
    lines[count_of_lines + 1] = ""
    split("", described)
    split("", example)
    split("", example_of_all)
    learn()
}

# Take the comment that begins at line `at` into text[1..texts]; returns the
# line behind it.
function take_comment(at,    line, last) {
    texts = 0
    do {
        line = lines[at]
        last = line ~ /\*\/[ \t]*$/
        sub(/[ \t]*\*\/[ \t]*$/, "", line)
        sub(/^[ \t]*\/\* ?/, "", line)
        sub(/^ \* ?/, "", line)
        if (line != "" || !last)
            text[++texts] = line
        at++
    } while (!last && at <= count_of_lines)
    return at
}

function is_indented(line) {
    return line ~ /^  /
}

# The name that a declaration, one line or its first, declares.
function name_of(line) {
    if (line ~ /^#define/) {
        sub(/^#define[ \t]+/, "", line)
        sub(/[^A-Za-z0-9_].*/, "", line)
        return line
    }
    if (line ~ /^(typedef )?(struct|enum|union) [a-z0-9_]+ \{/) {
        sub(/^typedef /, "", line)
        split(line, words, " ")
        return words[2]
    }
    if (line ~ /\(/) {
        sub(/\)\(.*/, "", line)
        if (line !~ /\(kith_[a-z0-9_]*$/)
            sub(/\(.*/, "", line)
    } else
        sub(/[;\[].*/, "", line)
    sub(/.*[^A-Za-z0-9_]/, "", line)
    return line
}

# A guard is none.
function is_declaration(line) {
    return line ~ /^[a-z]/ && line !~ /^extern "C"/ ||
        line ~ /^#define/ && line !~ /^#define [A-Z0-9_]+_H$/
}

function is_condition(line) {
    return line ~ /^#(if|else|endif)/
}

# The line behind the declaration that begins at line `at`.
function end_of(at,    line) {
    if (lines[at] ~ /^#define/) {
        while (lines[at] ~ /\\$/)
            at++
        return at + 1
    }
    for (; at <= count_of_lines; at++) {
        line = lines[at]
        sub(/[ \t]*\/\*.*\*\/[ \t]*$/, "", line)
        if (line ~ /\{$/) {
            while (lines[at] !~ /^\}/)
                at++
            return at + 1
        }
        if (line ~ /;$/)
            return at + 1
    }
    return at
}

# Learn which names have a declaration with a comment above, and which names
# such a comment gives as an example.
function learn(    at, next_at, i, rest, name, is_first) {
    for (at = 1; at <= count_of_lines; at = next_at) {
        next_at = at + 1
        if (lines[at] !~ /^\/\* /)
            continue
        is_first = at == 1
        next_at = take_comment(at)
        at = next_at
        while (is_condition(lines[at]))
            at++
        if (!is_declaration(lines[at]) && !is_first)
            continue
        for (i = 1; i <= texts; i++) {
            rest = text[i]
            while (match(rest, /(kith|KITH)_[A-Za-z0-9_]+\(/)) {
                name = substr(rest, RSTART, RLENGTH - 1)
                if (is_first)
                    example_of_all[name] = 1
                else if (!(name in example))
                    example[name] = at
                rest = substr(rest, RSTART + RLENGTH)
            }
        }
        if (is_first)
            continue
        while (is_declaration(lines[at]) || is_condition(lines[at])) {
            if (is_condition(lines[at])) {
                at++
                continue
            }
            if (!(name_of(lines[at]) in described))
                described[name_of(lines[at])] = at
            at = end_of(at)
        }
        next_at = at
    }
}

# Where a macro without a comment is described: the line of a declaration, -1
# for the first comment of the header, or 0 for nowhere. One in capitals is an
# initializer, of the struct above it; the body of another calls a function, or
# a step of it whose name has `_` behind it.
function place_of_macro(at,    name, behind, rest, called) {
    name = name_of(lines[at])
    if (name ~ /^KITH_/) {
        if (!(name in example))
            return 0
        for (at--; at > 0; at--)
            if (is_declaration(lines[at]) &&
                described[name_of(lines[at])] == at)
                return at
        return 0
    }
    behind = end_of(at)
    for (; at < behind; at++) {
        rest = lines[at]
        while (match(rest, /kith_[a-z0-9_]+\)?\(/)) {
            called = substr(rest, RSTART, RLENGTH - 1)
            sub(/\)$/, "", called)
            rest = substr(rest, RSTART + RLENGTH)
            if (called != name && called in described)
                return described[called]
            sub(/_$/, "", called)
            if (called != name && called in described)
                return described[called]
        }
    }
    if (name in example)
        return example[name]
    if (name in described)
        return described[name]
    return name in example_of_all ? -1 : 0
}
