# Writes a part of the page of man, in mdoc, from the public headers.
#
#   awk -v part=calls  -f headers.awk -f man.awk HEADER...
#   awk -v part=errors -f headers.awk -f man.awk STATUS_HEADER
#
# calls   one subsection for each header: what it declares, with the first
#         sentence of the comment. Macros stand before the function whose typed
#         front they are.
# errors  each status with its comment

# Text in lines of less than 80 columns, none of which is a request.
function say(words_of_text,    words, count, i, line) {
    gsub(/\\/, "\\e", words_of_text)
    gsub(/`/, "", words_of_text)
    count = split(words_of_text, words, " ")
    for (i = 1; i <= count; i++) {
        if (line != "" && length(line) + length(words[i]) > 76) {
            print guarded(line)
            line = ""
        }
        line = line (line == "" ? "" : " ") words[i]
        if (words[i] ~ /[.!?]$/) { # a new sentence, a new line
            print guarded(line)
            line = ""
        }
    }
    if (line != "")
        print guarded(line)
}

function guarded(line) {
    return line ~ /^[.']/ ? "\\&" line : line
}

# The first sentence of the comment above the declaration at line `at`.
function sentence(    i, all, first, rest) {
    for (i = 1; i <= texts && text[i] != "" && !is_indented(text[i]); i++)
        all = all (all == "" ? "" : " ") text[i]
    do {
        if (!match(rest = substr(all, length(first) + 1), /[.!?]( |$)/))
            first = all
        else
            first = first substr(rest, 1, RSTART)
    } while (first != all && gsub(/\(/, "(", first) > gsub(/\)/, ")", first))
    all = first
    sub(/[:,;]$/, ".", all)
    if (all !~ /[.!?)]$/)
        all = all "."
    return all
}

# Append the request of a name to `list`.
function with(list, name,    request) {
    request = name ~ /^KITH/ ? "Dv " : is_type[name] ? "Vt " : "Fn "
    return list (list == "" ? "" : " , ") request name
}

# The names of the declarations that begin at `at`, with the macros before them
# that are described there.
function names_at(at,    list, i, seen_name) {
    split("", seen_name)
    for (i = 1; i <= fronts; i++) {
        if (front_place[i] == at && !(front[i] in seen_name)) {
            list = with(list, front[i])
            seen_name[front[i]] = 1
        }
    }
    while (is_declaration(lines[at]) || is_condition(lines[at])) {
        if (is_condition(lines[at])) {
            at++
            continue
        }
        i = name_of(lines[at])
        at = end_of(at)
        if (i ~ /_$/ || i in seen_name)
            continue
        is_type[i] = lines[described[i]] ~ /^(typedef|struct)/
        list = with(list, i)
        seen_name[i] = 1
    }
    behind = at
    return list
}

# Macros without a comment of their own, and the line of the declaration, the
# first below its comment, by which they are described.
function learn_fronts(    at, shared, place, name) {
    fronts = 0
    shared = 0
    for (at = 1; at <= count_of_lines; at++) {
        if (lines[at] ~ /^\/\*/ && at > 1) {
            at = take_comment(at)
            while (is_condition(lines[at]))
                at++
            shared = at
        }
        if (lines[at] == "")
            shared = 0
        if (!is_declaration(lines[at]))
            continue
        name = name_of(lines[at])
        if (lines[at] ~ /^#define/ && !shared && name !~ /_H?$/) {
            place = place_of_macro(at)
            if (place) { # else tests/man/man.sh misses it
                front[++fronts] = name
                front_place[fronts] = place < 0 ? 0 : first_of(place)
            }
        }
        at = end_of(at) - 1
    }
}

# The first of the declarations that share a comment with the one at `at`.
function first_of(at,    from, next_at) {
    for (from = at; from > 1 && lines[from - 1] !~ /\*\/$/ &&
         lines[from - 1] != ""; from--)
        ;
    for (; from < at; from = next_at) {
        if (is_declaration(lines[from]))
            return from
        next_at = from + 1
    }
    return at
}

function say_calls(    at, title, list) {
    take_comment(1)
    title = text[1]
    for (at = 2; at <= texts && text[at] != ""; at++)
        title = title " " text[at]
    sub(/\.$/, "", title)
    name = title
    sub(/ - .*/, "", name)
    sub(/^[^ ]* - /, "", title)
    learn_fronts()
    entries = 0
    for (at = take_comment(1); at <= count_of_lines; at++) {
        if (lines[at] !~ /^\/\*/ || lines[at] ~ /^\/\* --- /)
            continue
        at = take_comment(at)
        while (is_condition(lines[at]))
            at++
        if (!is_declaration(lines[at])) {
            at--
            continue
        }
        list = names_at(at)
        at = behind - 1
        if (list == "")
            continue
        if (entries++ == 0) {
            print ".Ss " name ": " title
            print ".Bl -tag -width Ds"
        }
        print ".It " list
        say(sentence())
    }
    for (at = 1; at <= fronts; at++) {
        if (front_place[at] == 0) {
            print ".It " with("", front[at])
            print "An example stands at the top of the header."
        }
    }
    if (entries)
        print ".El"
}

# KITH_E_MEMORY = -1, and its comment, which may go on below.
function say_errors(    at, line, name, words_of_text) {
    print ".Bl -tag -width Ds"
    for (at = 1; at <= count_of_lines; at++) {
        line = lines[at]
        if (line !~ /^    KITH_[A-Z_]+ =/)
            continue
        name = line
        sub(/^ +/, "", name)
        sub(/ .*/, "", name)
        while (line !~ /\*\// && lines[at] !~ /^\}/ && name != "KITH_OK")
            line = line " " lines[++at]
        print ".It Dv " name
        if (name == "KITH_OK") {
            print "Success."
            continue
        }
        sub(/^[^*]*\/\* */, "", line)
        sub(/ *\*\/.*/, "", line)
        if (line !~ /^kith_/)
            sub(/^[a-z]/, toupper(substr(line, 1, 1)), line)
        say(line ".")
    }
    print ".El"
}

BEGIN {
    for (i = 1; i < ARGC; i++) {
        load(ARGV[i])
        if (part == "calls")
            say_calls()
        else
            say_errors()
    }
}
