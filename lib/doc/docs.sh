#!/bin/sh
# Makes the reference of kith as HTML, from the public headers in the order of
# the tour, with README.md as the first page. Fails when a public name has no
# comment, or a comment cannot be understood.
#
#   docs.sh DOXYGEN ROOT VERSION OUT_DIR
#
# Writes OUT_DIR/html/index.html.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
doxygen=$1
root=$(cd "$2" && pwd)
version=$3
out=$4
export LC_ALL=C

mkdir -p "$out"
out=$(cd "$out" && pwd)
rm -rf "$out/html"

# The headers as kith.h includes them, then those that it does not include.
tour=$(sed -n 's|^#include <\(kith/[a-z_]*\.h\)>.*|\1|p' "$root/include/kith.h")
rest=$(cd "$root/include" && find kith -name '*.h' ! -path 'kith/detail/*' |
    sort)
headers=$(printf '%s\n' kith.h $tour $rest | awk '!seen[$0]++')
[ -n "$tour" ] || { echo "kith.h includes nothing"; exit 2; }

pages=
for page in README.md tests/examples/README.md lib/README.md; do
    [ -e "$root/$page" ] && pages="$pages $page"
done

{
    cat "$here/Doxyfile"
    echo "PROJECT_NUMBER = $version"
    echo "OUTPUT_DIRECTORY = \"$out\""
    echo "STRIP_FROM_PATH = \"$root/include\" \"$root\""
    echo "STRIP_FROM_INC_PATH = \"$root/include\""
    echo "USE_MDFILE_AS_MAINPAGE = \"$root/README.md\""
    echo "HTML_EXTRA_STYLESHEET = \"$here/kith.css\""
    for page in $pages; do
        echo "INPUT += \"$root/$page\""
    done
    for header in $headers; do
        echo "INPUT += \"$root/include/$header\""
    done
    header_filter="awk -f '$here/headers.awk' -f '$here/filter.awk'"
    page_filter="awk -v root='$root' -v pages=' $pages ' -f '$here/pages.awk'"
    echo "FILTER_PATTERNS = \"*.h=$header_filter\" \"*.md=$page_filter\""
} > "$out/Doxyfile"
"$doxygen" "$out/Doxyfile"
echo "$(printf '%s\n' "$headers" | grep -c .) headers: $out/html/index.html"
