#!/bin/sh
# Fails when GDB, with lib/gdb/kith-gdb.py, shows what rows.c holds otherwise
# than expected.txt says, addresses apart. Ends with 77, which skips, where GDB
# has no Python or may not trace a process.
#
#   gdb.sh GDB SCRIPT PROGRAM EXPECTED
set -eu

gdb=$1
script=$2
program=$3
expected=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$gdb" -nx -batch -ex 'python print(1)' < /dev/null 2>&1 | grep -q '^1$' || {
    echo "GDB has no Python: skipped"
    exit 77
}

# Each line of expected.txt that begins with (gdb) is a command. One that fails
# would end a batch, so Python makes them.
{
    cat << 'END'
set width 0
set confirm off
set debuginfod enabled off
break stop_here
run
echo \n---\n
python
def show(command):
    print('(gdb) ' + command)
    try:
        gdb.execute(command)
    except gdb.error as error:
        print(error)
END
    sed -n 's/^(gdb) \(.*\)/show("\1")/p' "$expected"
    printf 'end\nkill\n'
} > "$work/commands"

ASAN_OPTIONS=detect_leaks=0 "$gdb" -nx -batch -ex "source $script" \
    -x "$work/commands" "$program" < /dev/null > "$work/output" 2>&1 || true
if ! grep -q '^---$' "$work/output"; then
    cat "$work/output"
    grep -qiE 'not permitted|ptrace' "$work/output" && exit 77
    exit 1
fi
sed -e '1,/^---$/d' -e '/^\[Inferior/d' -e 's/0x[0-9a-f][0-9a-f]*/0x_/g' \
    "$work/output" > "$work/found"
diff "$expected" "$work/found" || exit 1
echo "$(grep -c '^(gdb)' "$expected") commands"
