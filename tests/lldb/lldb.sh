#!/bin/sh
# Fails when LLDB, with lib/lldb/kith_lldb.py, shows what ../gdb/rows.c holds
# otherwise than expected.txt says, addresses apart. Ends with 77, which skips,
# where LLDB has no Python or may not trace a process.
#
#   lldb.sh LLDB SCRIPT PROGRAM EXPECTED
set -eu

lldb=$1
script=$2
program=$3
expected=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

has_python() {
    "$lldb" --no-lldbinit -b -o 'script print(6 * 7)' < /dev/null 2>&1 |
        grep -q '^42$'
}

# Debian 12 has LLDB's module where LLDB does not look for it.
if ! has_python; then
    home=$(dirname "$(dirname "$(readlink -f "$(command -v "$lldb")")")")
    for module in "$home"/lib/python3*/dist-packages/lldb/__init__.py; do
        PYTHONPATH=$(dirname "$(dirname "$module")")
        export PYTHONPATH
    done
    has_python || {
        echo "LLDB has no Python: skipped"
        exit 77
    }
fi

# Each line of expected.txt that begins with (lldb) is a command. LLDB repeats
# it before what it shows, and goes on after one that fails.
sed -n 's/^(lldb) //p' "$expected" > "$work/commands"
ASAN_OPTIONS=detect_leaks=0 "$lldb" --no-lldbinit -b \
    -o "command script import $script" -o 'breakpoint set -n stop_here' \
    -o run -o 'script print("---")' \
    -o "command source -e false $work/commands" -o 'process kill' \
    "$program" < /dev/null > "$work/output" 2>&1 || true
if ! grep -q '^---$' "$work/output"; then
    cat "$work/output"
    grep -qiE 'not permitted|ptrace|personality' "$work/output" && exit 77
    exit 1
fi

# Compilers and versions of LLDB name a union without a name differently, and
# not all of them number what they show, or end a text in place at its NUL.
sed -E -e '1,/^Executing commands/d' -e '/^\(lldb\) process kill/,$d' \
    -e 's/0x[0-9a-f]+/0x_/g' -e 's/^(\([^=]*\)) \$[0-9]+ = /\1 /' \
    -e 's/\(([A-Za-z]+::)?\((unnamed|anonymous) union[^)]*\)\)/(union)/' \
    -e 's/(\\0)+"/"/' "$work/output" > "$work/found"
diff "$expected" "$work/found" || exit 1
echo "$(grep -c '^(lldb)' "$expected") commands"
