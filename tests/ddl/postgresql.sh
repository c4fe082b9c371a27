#!/bin/sh
# Fails when PostgreSQL does not take the schemas that kith/ddl.h writes for it,
# each in a database of its own, or then has other numbers of tables and foreign
# keys than were written. Ends with 77, which skips, where none is installed.
#
#   postgresql.sh PROGRAM
#
# A server is started for it, without a port, in a folder that is removed. It
# refuses to run as root: then it runs as postgres, whom Debian's package makes.
set -eu

program=$1
bin=$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(pg_config --bindir 2> /dev/null || true)
if [ ! -x "$bin/initdb" ] || [ ! -x "$bin/psql" ]; then
    echo "PostgreSQL is not installed: skipped"
    exit 77
fi
version=$("$bin/initdb" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
if [ "$version" -lt 15 ]; then
    echo "PostgreSQL $version is too old: skipped"
    exit 77
fi

work=$(mktemp -d)
as=
if [ "$(id -u)" -eq 0 ]; then
    if ! id postgres > /dev/null 2>&1 || ! command -v runuser > /dev/null; then
        echo "there is nobody to run it as: skipped"
        rm -rf "$work"
        exit 77
    fi
    chown postgres "$work"
    as="runuser -u postgres --"
fi
cd "$work"
stop() {
    $as "$bin/pg_ctl" -D "$work/data" -m immediate stop > /dev/null 2>&1 || true
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' INT TERM

$as "$bin/initdb" -D "$work/data" -A trust -U kith -E UTF8 --no-sync \
    > "$work.log" 2>&1 || { cat "$work.log"; rm -f "$work.log"; exit 1; }
rm -f "$work.log"
$as "$bin/pg_ctl" -D "$work/data" -w -l "$work/log" \
    -o "-k $work -c listen_addresses= -c fsync=off" start > /dev/null

psql="$bin/psql -X -q -A -t -h $work -U kith -v ON_ERROR_STOP=1"
schemas=0
for schema in $("$program" --list); do
    "$program" "$schema" > "$work/$schema.sql"
    $psql -d postgres -c "CREATE DATABASE \"$schema\""
    PGOPTIONS='-c client_min_messages=warning' \
        $psql -d "$schema" -f "$work/$schema.sql" || {
        echo "schema $schema was refused"
        exit 1
    }
    wanted="$(grep -c '^CREATE TABLE' "$work/$schema.sql") tables, $(
        grep -c 'ADD FOREIGN KEY' "$work/$schema.sql" || true) foreign keys"
    found=$($psql -d "$schema" -c "SELECT (SELECT count(*) FROM pg_tables
        WHERE schemaname = 'public') || ' tables, ' || (SELECT count(*) FROM
        pg_constraint WHERE contype = 'f') || ' foreign keys'")
    [ "$found" = "$wanted" ] || {
        echo "schema $schema: $found instead of $wanted"
        exit 1
    }
    schemas=$((schemas + 1))
done
[ $schemas -gt 0 ] || { echo "there is no schema"; exit 2; }
echo "$schemas schemas"
