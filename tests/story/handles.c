/* handles.c - a handle leads to its row as long as that lives, and never to
 * another one. */
#include "family.h"

#include "fault.h"

#include <stdlib.h>
#include <string.h>

KT_TEST(handle, leads_to_its_row_until_that_is_deleted)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *chair = kith_insert(db, Item, .name = "Chair", .store.row = ikea);
    Item *table = kith_insert(db, Item, .name = "Table", .store.row = ikea);
    kith_handle handle = kith_handle_of(chair), copy = handle;

    KT_ASSERT(handle != 0 && handle != kith_handle_of(table));
    kith_set(chair, name, "Stool");
    kith_unlink(chair, store);
    KT_ASSERT_EQ(kith_handle_of(chair), handle);
    KT_ASSERT_EQ(kith_resolve(db, Item, copy), chair);
    KT_ASSERT_EQ(kith_resolve(db, Item, kith_handle_of(table)), table);
    KT_ASSERT_EQ(kith_resolve_row(db, &Item_table, handle), chair);

    kith_delete(chair);

    KT_ASSERT_NULL(kith_resolve(db, Item, handle));
    KT_ASSERT_NULL(kith_resolve_row(db, &Item_table, handle));
    KT_ASSERT_EQ(kith_handle_of(chair), 0u);
    kith_delete(ikea); /* unlinks its items */
    KT_ASSERT_EQ(kith_resolve(db, Item, kith_handle_of(table)), table);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    family_close(db);
}

KT_TEST(handle, of_nothing_is_zero_and_leads_nowhere)
{
    kith_db *db = OPEN(Store, Item);
    kith_db *others = OPEN(User, Profile);
    User *ada = kith_insert(others, User, .email = "ada@example.org");

    KT_ASSERT_EQ(kith_handle_of(NULL), 0u);
    KT_ASSERT_NULL(kith_resolve(db, Item, 0)); /* there was no row yet */
    Item *first = kith_insert_default(db, Item);
    KT_ASSERT_NULL(kith_resolve(db, Item, 0));
    KT_ASSERT_NULL(kith_resolve(NULL, Item, kith_handle_of(first)));
    KT_ASSERT_NULL(kith_resolve_row(NULL, &Item_table, kith_handle_of(first)));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    KT_ASSERT_NULL(kith_resolve(db, User, kith_handle_of(ada)));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    KT_ASSERT_NULL(kith_resolve_row(db, NULL, kith_handle_of(first)));
    family_close(others);
    family_close(db);
}

/* A handle may come from a file or a script: it is any number. */
KT_TEST(handle, may_be_any_number)
{
    kith_db *db = OPEN(Store, Item);
    uint64_t random = 5;
    kith_handle real = 0;

    for (int i = 0; i < 1000; i++)
        real = kith_handle_of(kith_insert_default(db, Item));
    for (int i = 0; i < 100000; i++) {
        kith_handle made = family_random(&random);
        Item *found;

        if (i % 2) /* a count that there is, and a number near those */
            made = (real >> 32 << 32) | (made & 0xfff);
        found = kith_resolve(db, Item, made);
        KT_ASSERT(!found || kith_handle_of(found) == made);
        KT_ASSERT_NULL(kith_resolve(db, Store, made));
    }
    family_close(db);
}

/* --- The same place ------------------------------------------------------- */

KT_TEST(handle, never_leads_to_the_row_that_has_the_place_now)
{
    kith_db *db = OPEN(Store, Item);
    Item *chair = kith_insert(db, Item, .name = "Chair");
    kith_handle handle = kith_handle_of(chair);
    Item *next;

    kith_delete(chair);
    next = kith_insert(db, Item, .name = "Table");

    KT_ASSERT_EQ(next, chair);
    KT_ASSERT_NULL(kith_resolve(db, Item, handle));
    KT_ASSERT_EQ(kith_resolve(db, Item, kith_handle_of(next)), next);
    family_close(db);
}

/* In hostile builds a place has some ten thousand lives, else 2^31. */
KT_TEST(handle, is_never_made_twice_also_when_lives_are_used_up)
{
    enum { LIVES = 40000 };
    kith_db *db = OPEN(Store, Item);
    kith_handle *handles = calloc(LIVES, sizeof(*handles));

    KT_ASSERT_NOT_NULL(handles);
    for (int i = 0; i < LIVES; i++) {
        Item *item = kith_insert(db, Item, .id = 1);

        KT_ASSERT_NOT_NULL(item);
        handles[i] = kith_handle_of(item);
        KT_ASSERT_EQ(kith_resolve(db, Item, handles[i]), item);
        KT_ASSERT(i == 0 || !kith_resolve(db, Item, handles[i - 1]));
        if (i % 1000 == 0) {
            KT_ASSERT_EQ(kith_verify(db), KITH_OK);
            ANSWERS(kith_shrink(db), KITH_OK);
        }
        kith_delete(item);
    }
    Item *last = kith_insert(db, Item, .id = 1);
    for (int i = 0; i < LIVES; i++) {
        KT_ASSERT(handles[i] != kith_handle_of(last));
        KT_ASSERT_NULL(kith_resolve(db, Item, handles[i]));
    }
    free(handles);
    family_close(db);
}

/* --- Other tables, other databases ---------------------------------------- */

/* The numbers of a table that became empty are those of another one. */
KT_TEST(handle, of_another_table_leads_nowhere)
{
    enum { ROWS = 600 };
    static kith_handle stores[ROWS], items[ROWS];
    kith_db *db = OPEN(Store, Item);

    for (int i = 0; i < ROWS; i++)
        stores[i] = kith_handle_of(kith_insert(db, Store));
    for (int i = 0; i < ROWS; i++)
        KT_ASSERT_NULL(kith_resolve(db, Item, stores[i]));
    for (int i = 0; i < ROWS; i++)
        kith_delete(kith_resolve(db, Store, stores[i]));
    ANSWERS(kith_shrink(db), KITH_OK);
    for (int i = 0; i < ROWS; i++)
        items[i] = kith_handle_of(kith_insert_default(db, Item));
    KT_ASSERT_EQ((uint32_t)items[0], (uint32_t)stores[0]);
    for (int i = 0; i < ROWS; i++) {
        KT_ASSERT_NULL(kith_resolve(db, Store, stores[i]));
        KT_ASSERT_NULL(kith_resolve(db, Store, items[i]));
        KT_ASSERT_NULL(kith_resolve(db, Item, stores[i]));
        KT_ASSERT_NOT_NULL(kith_resolve(db, Item, items[i]));
    }
    family_close(db);
}

/* Two that are equal in all a program sees, the seed included. */
KT_TEST(handle, of_another_database_leads_nowhere)
{
    enum { ROWS = 300 };
    kith_db *one = family_open_seeded(KITH_TABLES(Store, Item), 7);
    kith_db *other = family_open_seeded(KITH_TABLES(Store, Item), 7);

    for (int i = 0; i < ROWS; i++) {
        Item *item = kith_insert(one, Item, .name = "Chair");
        Item *same = kith_insert(other, Item, .name = "Chair");

        KT_ASSERT_NULL(kith_resolve(other, Item, kith_handle_of(item)));
        KT_ASSERT_NULL(kith_resolve(one, Item, kith_handle_of(same)));
    }
    KT_ASSERT_EQ(kith_digest(one), kith_digest(other));
    KT_ASSERT_EQ(kith_test_state(one), kith_test_state(other));
    family_close(other);
    family_close(one);
}

/* --- Through everything --------------------------------------------------- */

enum { KNOWN = 2000 };
static struct {
    kith_handle handle;
    Item *row; /* NULL: deleted */
} known[KNOWN];

static void see_all(kith_db *db, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        KT_ASSERT_EQ(kith_resolve(db, Item, known[i].handle), known[i].row);
        KT_ASSERT_NULL(kith_resolve(db, Store, known[i].handle));
    }
}

/* Tables grow and become empty in turns, and chunks serve one after the
 * other. */
KT_TEST(handle, survives_what_shrinks_and_grows)
{
    kith_db *db = OPEN(Store, Item);
    uint64_t random = 11;
    size_t count = 0;

    for (int step = 0; count < KNOWN; step++) {
        size_t n = family_random(&random) % KNOWN;

        if (step / 700 % 2 && n < count) {
            if (known[n].row)
                kith_delete(known[n].row);
            known[n].row = NULL;
        } else if (n % 3 == 0) {
            kith_insert(db, Store);
        } else {
            known[count].row = kith_insert(db, Item, .mark = (int64_t)n);
            known[count].handle = kith_handle_of(known[count].row);
            count++;
        }
        if (step % 350 == 349) {
            kith_for_each_row(db, Store, store)
                kith_delete(store);
            ANSWERS(kith_shrink(db), KITH_OK);
            see_all(db, count);
            family_verify(db);
        }
    }
    see_all(db, count);
    family_close(db);
}

/* --- Rows that were never to be ------------------------------------------- */

/* The check refuses the fourth row of a call, and has seen the others. */
typedef struct Ticket Ticket;
struct Ticket {
    const int64_t id;
    const int64_t number;
};
static kith_handle seen, of_draft;
static bool no_fourth(const void *draft);
static KITH_TABLE(Ticket, "tickets", KITH_PRIMARY_KEY(Ticket, id),
                  KITH_COLUMN(Ticket, number),
                  KITH_CHECK(no_fourth, "there are three tickets", "number"));
static bool no_fourth(const void *draft)
{
    const Ticket *ticket = draft;
    const Ticket *before = kith_get(kith_db_of(draft), Ticket, 1);

    of_draft |= kith_is_live(draft) ? 0 : kith_handle_of(draft);
    if (before && ticket->number == 4)
        seen = kith_handle_of(before);
    return ticket->number != 4;
}

KT_TEST(handle, of_a_row_that_was_taken_back_leads_nowhere)
{
    Ticket tickets[] = {{.id = 1, .number = 1},
                        {.id = 2, .number = 2},
                        {.id = 3, .number = 3},
                        {.id = 4, .number = 4}};
    kith_db *db = OPEN(Ticket);

    for (int i = 0; i < 10; i++) {
        seen = 0;
        ANSWERS(kith_insert_all(db, Ticket, tickets, 4), KITH_E_CHECK);
        KT_ASSERT(seen != 0);
        KT_ASSERT_NULL(kith_resolve(db, Ticket, seen));
        ANSWERS(kith_insert_all(db, Ticket, tickets, 3), KITH_OK);
        KT_ASSERT_NULL(kith_resolve(db, Ticket, seen));
        kith_for_each_row(db, Ticket, ticket)
            kith_delete(ticket);
    }
    KT_ASSERT_EQ(of_draft, 0u);
    family_close(db);
}

/* A row that comes back is the same row; one that was never to be is gone, and
 * whatever is inserted at its address is another. */
KT_TEST(handle, leads_to_a_row_again_whose_deletion_is_rolled_back)
{
    kith_db *db = OPEN(Store, Item);
    Item *chair = kith_insert(db, Item, .name = "Chair");
    kith_handle old = kith_handle_of(chair), lost[20];

    for (int round = 0; round < 20; round++) {
        Item *item;

        KT_ASSERT_EQ(kith_begin(db), KITH_OK);
        KT_ASSERT(item = kith_insert(db, Item, .name = "Stool"));
        lost[round] = kith_handle_of(item);
        KT_ASSERT_EQ(kith_resolve(db, Item, lost[round]), item);
        KT_ASSERT_EQ(kith_delete(chair), KITH_OK);
        KT_ASSERT_NULL(kith_resolve(db, Item, old));
        if (round % 2) {
            KT_ASSERT_EQ(kith_delete(item), KITH_OK);
            KT_ASSERT_NULL(kith_resolve(db, Item, lost[round]));
        }
        KT_ASSERT_EQ(kith_rollback(db), KITH_OK);
        KT_ASSERT_EQ(kith_resolve(db, Item, old), chair);
        for (int i = 0; i <= round; i++)
            KT_ASSERT_NULL(kith_resolve(db, Item, lost[i]));
    }
    family_close(db);
}
