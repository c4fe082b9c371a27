# Takes the blocks of code out of the manual: a header whose comments have
# blocks indented by three blanks, a Markdown file with fences, or a page of man
# in mdoc, whose name ends in .3, with literal displays.
#
#   awk -v dir=WORK [-v internal=1] -f blocks.awk FILE
#
# Writes C files into WORK, in which each block begins with a #line, and whose
# names begin with the kind of block that they hold:
#
#   program      has a main; a file of the same name that ends in .txt has what
#                it prints, the fence of text or display that follows
#   declaration  stands at file scope; what it does not declare itself is in
#                tables.h
#   statement    stands in a function, which it may leave by `return status;`,
#                among the tables and variables of tables.h; those of one FILE share a file, and blocks_<name>.h
#                has a line BLOCK(function, "place") for each
#
# A call within a line of Markdown, `kith_get(db, Store, 1)`, is a statement; in
# a FILE for who changes the library (internal=1) it may be half of one.
#
# A block that is a table of words, in columns at least two blanks apart, is
# no code. Prints one line for each block: its kind, file and line. Ends with
# 1 for a block that is neither.

function trouble(at, why) {
    print FILENAME ":" at ": " why > "/dev/stderr"
    failed = 1
}

function kind_of(text) {
    if (text ~ /(^|\n)int main\(/)
        return "program"
    if (text ~ /^(struct|union|enum) [A-Za-z_]+ \*[^;]*=/)
        return "statement"
    if (text ~ /^(struct|union|enum|typedef|static|extern|#include|KITH_TABLE|KITH_DECLARE|KITH_FACTORY|KITH_WORLD|KITH_TEST)/)
        return "declaration"
    return "statement"
}

function is_table(first) {
    return first ~ /[^ ]  +[^ ]/ && first !~ /[;{}]$/
}

# A name for what is taken out of FILE: folders may hold files of one name.
function name_of_file(    name) {
    name = FILENAME
    if (name ~ /\/include\//)
        sub(/.*\/include\//, "", name)
    else if (!internal)
        sub(/.*\//, "", name)
    gsub(/[^A-Za-z0-9]/, "_", name)
    return name
}

# Statements of one file share a file: each is a function of its own.
function write_block(text, at, kind, nth,    name, path, lines, count, i,
                     at_nth) {
    name = name_of_file()
    path = dir "/" kind "_" name (kind == "statement" ? "" : "_" at)
    at_nth = at (nth ? "_" nth : "")
    print kind, FILENAME ":" at
    if (kind == "program")
        last_program = path
    path = path ".c"
    if (kind == "declaration") {
        count = split(text, lines, "\n")
        for (i = 1; i <= count; i++)
            if (match(lines[i], /^struct [A-Za-z]+ \{/))
                printf "#define MANUAL_%s\n",
                    substr(lines[i], 8, RLENGTH - 9) > path
    }
    if (kind != "program")
        print "#include \"tables.h\"" > path
    if (kind != "program" && match(FILENAME, /\/include\/kith\/.*\.h$/))
        print "#include <" substr(FILENAME, RSTART + 9) ">" > path
    if (kind == "statement")
        printf "BLOCK(block_%s, \"%s:%d\")\n", at_nth, FILENAME, at \
            > (dir "/blocks_" name ".h")
    if (kind == "statement")
        printf "int block_%s(void);\nint block_%s(void)\n{\n", at_nth,
            at_nth > path
    printf "#line %d \"%s\"\n", at, FILENAME > path
    printf "%s", text > path
    if (kind == "statement")
        print "return 0;\n}" > path
}

function end_block() {
    if (block == "")
        return
    if (is_table(first)) {
        if (block ~ /(\);|[{}];?)\n/)
            trouble(begin, "is neither code nor a table of words")
        print "table", FILENAME ":" begin
    } else
        write_block(block, begin, kind_of(block), 0)
    block = ""
}

function add(text) {
    if (block == "") {
        begin = FNR
        first = text
        depth = 0
    }
    block = block text "\n"
    depth += gsub(/\{/, "{", text) - gsub(/\}/, "}", text)
}

# Whether code goes on behind a blank line: within braces, or with code that
# stands in the same place, a statement after a statement.
function goes_on(text) {
    return block != "" && !is_table(first) && !is_table(text) &&
        (depth > 0 || kind_of(block) == kind_of(text))
}

FILENAME ~ /\.h$/ && $0 == " *" {
    blank = 1
    next
}
FILENAME ~ /\.h$/ {
    text = substr($0, 6)
    if ($0 !~ /^ \*   /)
        end_block()
    else if (blank && !goes_on(text))
        end_block()
    else if (blank)
        add("")
    blank = 0
    if ($0 ~ /^ \*   /)
        add(text)
    next
}

# A display that has the look of C is code; behind a program, what it prints.
FILENAME ~ /\.3$/ && /^\.Bd -literal/ {
    fence = "display"
    shown = ""
    shown_at = FNR + 1
    next
}
FILENAME ~ /\.3$/ && /^\.Ed/ {
    if (last_program != "" && shown !~ /;\n/) {
        printf "%s", shown > (last_program ".txt")
        last_program = ""
    } else
        write_block(shown, shown_at, kind_of(shown), 0)
    fence = ""
    next
}
FILENAME ~ /\.3$/ {
    if (fence == "display") {
        text = $0
        gsub(/\\&/, "", text)
        gsub(/\\-/, "-", text)
        gsub(/\\\(dq/, "\"", text)
        gsub(/\\e/, "\\", text)
        shown = shown text "\n"
    }
    next
}

/^```/ {
    language = substr($0, 4)
    if (fence == "") {
        fence = language
        if (fence !~ /^(c|text|sh)$/) {
            trouble(FNR, "a fence of \"" fence "\": say c, text or sh")
            fence = "other"
        }
        if (fence == "text" && last_program != "")
            printf "" > (last_program ".txt")
    } else {
        if (fence == "text")
            last_program = ""
        else if (fence == "c" && block == "")
            trouble(FNR, "an empty fence")
        end_block()
        fence = ""
    }
    next
}
fence == "c" {
    add($0)
    next
}
fence == "text" && last_program != "" {
    print > (last_program ".txt")
}
fence == "" && /^    .*(\);|kith_[a-z_]+\()/ ||
fence == "" && !internal && /^    .*;/ {
    trouble(FNR, "C that no compiler reads: put it into a fence, ```c")
}

fence == "" && !internal {
    count = split($0, parts, "`")
    for (i = 2; i <= count; i += 2)
        if (parts[i] ~ /^kith_[a-z_]+\(.*\)$/)
            write_block(parts[i] ";\n", FNR, "statement", i / 2)
}

END {
    end_block()
    if (fence != "")
        trouble(FNR, "a fence that does not end")
    exit failed
}
