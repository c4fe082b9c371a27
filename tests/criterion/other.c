/* other.c - the claims of kith/criterion.h in another framework: one of three
 * lines, whose tests are functions that its main calls. A failure is counted
 * and told, and leaves the test.
 */
#include <stdio.h>

static int failures;

#define KITH_ASSERT_FAIL(text) \
    {                          \
        failures++;            \
        puts(text);            \
        return;                \
    }
#include <kith/criterion.h>

typedef struct Thing {
    const int64_t id;
    KITH_TEXT name;
} Thing;
static KITH_TABLE(Thing, "things", KITH_PRIMARY_KEY(Thing, id),
                  KITH_COLUMN(Thing, name));
static kith_test_allocator memory;
static KITH_WORLD(things, .tables = KITH_TABLES(Thing),
                  .text = "[things] name\nit: 'it'\n", .memory = &memory);

KITH_TEST(thing, holds, things)
{
    Thing *it = kith_named(names, Thing, "it");

    KITH_ASSERT_OK(db, kith_set(it, name, "that"));
    KITH_ASSERT_ROW(it, .name = "that");
}
KITH_TEST(thing, fails, things)
{
    KITH_ASSERT_ROW(kith_named(names, Thing, "it"), .name = "that");
}

static void close_world(void)
{
    kith_close_world(things);
}

int main(void)
{
    thing_holds();
    thing_fails();
    close_world();
    return failures == 1 ? 0 : 1;
}
