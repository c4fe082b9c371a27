#!/bin/sh
# Fails when a rule of the order desk can be broken and no test says so, with
# the row, the column and what was expected of it. Each break below is made in a
# copy, one after the other.
#
#   breaks.sh EXAMPLES_DIR INCLUDE_DIR WORK_DIR COMPILER LINK
#
# LINK is what the compiler needs to link the tests: kith_test, kith and the
# flags of these.
set -eu

examples=$1
include=$2
work=$3
compiler=$4
link=$5
export LC_ALL=C

flags="-std=c11 -O0 -w -DKITH_CRITERION_PLAIN -I $include -I $examples"
rm -rf "$work"
mkdir -p "$work"
for source in "$examples"/desk_*.c "$examples"/desk/*.c; do
    # shellcheck disable=SC2086
    "$compiler" $flags -c "$source" -o "$work/$(basename "$source" .c).o"
done

# Run the tests with this file of the rules; their failures go to $work/said.
tried() {
    # shellcheck disable=SC2086
    "$compiler" $flags -c "$1" -o "$work/$(basename "$1" .c).o"
    # shellcheck disable=SC2086
    "$compiler" "$work"/*.o $link -o "$work/tests"
    "$work/tests" > "$work/said" 2>&1
}

tried "$examples/desk_orders.c" ||
    { cat "$work/said"; echo "what is not broken fails"; exit 1; }

# A row by its table and key, a column of it, and what it should have been.
told='^([^ ]*: )?[a-z_]+ ([0-9]+|\([^)]*\)): [a-z_]+ .*, expected '

breaks=0
failed=0
while IFS='|' read -r file why change; do
    [ -n "$file" ] || continue
    breaks=$((breaks + 1))
    broken=$work/$file
    sed -E "$change" "$examples/$file" > "$broken"
    if cmp -s "$examples/$file" "$broken"; then
        echo "$why: there is nothing to change by $change"
        failed=1
    elif tried "$broken"; then
        echo "$why: no test fails"
        failed=1
    elif ! grep -Eq "$told" "$work/said"; then
        cat "$work/said"
        echo "$why: it is not told which row and column"
        failed=1
    else
        echo "$why: $(grep -E "$told" "$work/said" | head -n 1 |
            sed -E 's/^[^ ]*\/([a-z_]+[.]c:)/\1/')"
    fi
    # shellcheck disable=SC2086
    "$compiler" $flags -c "$examples/$file" \
        -o "$work/$(basename "$file" .c).o"
done << 'BREAKS'
desk_tables.c|a status goes back|s/bool allowed = .*/bool allowed = true;/
desk_tables.c|what is placed may be empty|s/ && order->lines.count > 0//
desk_tables.c|what is placed may have no stock|s/if \(!line->stock.row\)/if (0)/
desk_tables.c|an order is placed twice|s/"placed_at"\),$/"refunded_cents"),/
desk_tables.c|a placed order takes lines|s/is\(was, "open"\);/1;/
desk_tables.c|more is paid than is due|s/ \|\| order->paid_cents > order->total_cents//
desk_tables.c|an open order is paid|s/is\(was, "placed"\);/1;/
desk_tables.c|more is refunded than was paid|s/payment->refunded_cents <= payment->amount_cents/1/
desk_tables.c|more is reserved than there is|s/stock->reserved <= stock->on_hand/1/
desk_tables.c|a line of no pieces|s/[.]minimum = KITH_INTEGER\(1\), [.]maximum = KITH_INTEGER\(1000\)\)/.maximum = KITH_INTEGER(1000))/
desk_tables.c|a price of nothing|s/CENTS [.]minimum = KITH_INTEGER\(1\)/CENTS .minimum = KITH_INTEGER(0)/
desk_tables.c|customers share an email|s/email, [.]unique = true, /email, /
desk_orders.c|adding does not add up|s/line->quantity \+ quantity/quantity/
desk_orders.c|the total is forgotten|s/total_cents, total_of\(order\)/total_cents, order->total_cents/
desk_orders.c|nothing is reserved|s/stock->reserved \+ line->quantity/stock->reserved/
desk_orders.c|reserved where the least is free|s/(stock->on_hand - stock->reserved) >/\1 </
desk_orders.c|what is sent stays in stock|s/stock->on_hand - gone/stock->on_hand/
desk_orders.c|what is cancelled stays reserved|s/status = release\(line, 0\);/status = KITH_OK;/
desk_orders.c|what is cancelled is not refunded|s/status = refund_all\(order\);/status = KITH_OK;/
desk_payments.c|what is paid is not told to the order|s/order->paid_cents \+ amount_cents/order->paid_cents/
desk_payments.c|what is paid stays placed|s/order->paid_cents == order->total_cents/0/
desk_payments.c|a refund is not told to the order|s/order->refunded_cents \+ amount_cents/order->refunded_cents/
desk_payments.c|what is returned stays shipped|s/ && is_returned\(order\)/ \&\& 0/
desk_stock.c|the price of a placed order changes|s/status = reprice_line\(line, price_cents\);/status = reprice_line(line, price_cents); else status = kith_set(line, price_cents, price_cents);/
desk_stock.c|an open order keeps what is not sold|s/status = drop_line\(line\);/status = KITH_OK;/
desk_stock.c|a repriced line does not change the total|s/line->quantity \* more/0/
desk_stock.c|what arrives replaces what was there|s/stock->on_hand \+ more/more/
desk_stock.c|what is carried does not arrive|s/change_stock\(to, product, quantity\)/KITH_OK/
desk_customers.c|orders of a merged customer come first|s/status = kith_append\(kept, orders, order\);/status = kith_append(kept, orders, order), kith_move(kept, orders, order, 0);/
desk_customers.c|addresses of a merged customer come first|s/status = kith_append\(kept, addresses, address\);/status = kith_append(kept, addresses, address), kith_move(kept, addresses, address, 0);/
BREAKS

echo "$breaks breaks"
[ "$breaks" -ge 3 ] || failed=1
exit $failed
