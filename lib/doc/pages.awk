# Gives Doxygen a Markdown file of the project.
#
#   awk -v root=ROOT -f pages.awk FILE
#
# A link to a public header leads to its group, one to a Markdown file among the
# pages to that page; of one to any other file the text is left, for it is no
# part of the pages. A heading gets the name by which others link to it, in the
# main page alone: other pages may have headings of the same words.

function name_of_heading(line) {
    sub(/^#+ */, "", line)
    line = tolower(line)
    gsub(/[^a-z0-9 -]/, "", line)
    gsub(/ /, "-", line)
    return line
}

# Where a link leads, in Markdown, or "" for a file that is no page.
function target(link,    path) {
    if (link ~ /^#/ || link ~ /^https?:/)
        return link
    path = folder link
    while (sub(/[^\/.][^\/]*\/\.\.\//, "", path))
        ;
    sub(/\/$/, "/README.md", path)
    if (path ~ /^include\/.*\.h$/) {
        sub(/^include\//, "", path)
        gsub(/[^A-Za-z0-9]/, "_", path)
        return "@ref " path
    }
    return index(pages, " " path " ") ? "@ref " page_of(path) : ""
}

function page_of(path) {
    gsub(/[^A-Za-z0-9]/, "_", path)
    return "page_" path
}

BEGIN {
    name = ARGV[1]
    sub(/.*\//, "", name)
    relative = substr(ARGV[1], length(root) + 2)
    folder = relative
    sub(/[^\/]*$/, "", folder)
}

/^```/ {
    fenced = !fenced
    sub(/^```c$/, "```{.c}")
    sub(/^```text$/, "```{.unparsed}")
}
fenced || /^    / {
    print
    next
}
/^# / && relative != "README.md" && !titled {
    print $0 " {#" page_of(relative) "}"
    titled = 1
    next
}
/^##/ && relative == "README.md" {
    print $0 " {#" name_of_heading($0) "}"
    next
}
{
    result = ""
    rest = $0
    while (match(rest, /\[[^][]*\]\([^()]*\)/)) {
        link = substr(rest, RSTART, RLENGTH)
        before = substr(rest, 1, RSTART - 1)
        rest = substr(rest, RSTART + RLENGTH)
        words = link
        sub(/^\[/, "", words)
        sub(/\]\(.*/, "", words)
        sub(/^.*\]\(/, "", link)
        sub(/\)$/, "", link)
        to = target(link)
        if (to ~ /^@ref/)
            result = result before to " \"" words "\""
        else if (to != "")
            result = result before "[" words "](" to ")"
        else
            result = result before words
    }
    print result rest
}
