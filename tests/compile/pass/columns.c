/* columns.c - every type of a column, and every spelling of its value. */
#include <kith.h>

enum colour { RED, GREEN };
typedef enum size { SMALL = -1, LARGE } size_of;
typedef struct Row Row;
struct Row {
    const int64_t id;
    bool b;
    char c;
    signed char sc;
    unsigned char uc;
    short s;
    unsigned short us;
    int i;
    unsigned u;
    long l;
    unsigned long ul;
    long long ll;
    unsigned long long ull;
    float f;
    double d;
    enum colour colour;
    const size_of size;
    KITH_TEXT text;
    const char inplace[8];
    KITH_BLOB blob;
    KITH_OPTIONAL(bool) ob;
    KITH_OPTIONAL(char) oc;
    KITH_OPTIONAL(int8_t) o8;
    KITH_OPTIONAL(uint8_t) ou8;
    KITH_OPTIONAL(int16_t) o16;
    KITH_OPTIONAL(uint16_t) ou16;
    KITH_OPTIONAL(int32_t) o32;
    KITH_OPTIONAL(uint32_t) ou32;
    const KITH_OPTIONAL(int64_t) o64;
    const KITH_OPTIONAL(uint64_t) ou64;
    KITH_OPTIONAL(long long) oll;
    KITH_OPTIONAL(unsigned long long) oull;
    KITH_OPTIONAL(float) of;
    KITH_OPTIONAL(double) od;
    KITH_OPTIONAL(size_of) osize;
    unsigned bits : 3; /* no column: a value to set one to */
    long double wide;
};
static KITH_TABLE(
    Row, "rows", KITH_PRIMARY_KEY(Row, id), KITH_COLUMN(Row, b),
    KITH_COLUMN(Row, c), KITH_COLUMN(Row, sc), KITH_COLUMN(Row, uc),
    KITH_COLUMN(Row, s), KITH_COLUMN(Row, us), KITH_COLUMN(Row, i),
    KITH_COLUMN(Row, u), KITH_COLUMN(Row, l), KITH_COLUMN(Row, ul),
    KITH_COLUMN(Row, ll), KITH_COLUMN(Row, ull), KITH_COLUMN(Row, f),
    KITH_COLUMN(Row, d), KITH_COLUMN(Row, colour),
    KITH_COLUMN(Row, size, .index = true), KITH_COLUMN(Row, text),
    KITH_COLUMN(Row, inplace), KITH_COLUMN(Row, blob),
    KITH_OPTIONAL_COLUMN(Row, ob), KITH_OPTIONAL_COLUMN(Row, oc),
    KITH_OPTIONAL_COLUMN(Row, o8), KITH_OPTIONAL_COLUMN(Row, ou8),
    KITH_OPTIONAL_COLUMN(Row, o16), KITH_OPTIONAL_COLUMN(Row, ou16),
    KITH_OPTIONAL_COLUMN(Row, o32), KITH_OPTIONAL_COLUMN(Row, ou32),
    KITH_OPTIONAL_COLUMN(Row, o64), KITH_OPTIONAL_COLUMN(Row, ou64),
    KITH_OPTIONAL_COLUMN(Row, oll), KITH_OPTIONAL_COLUMN(Row, oull),
    KITH_OPTIONAL_COLUMN(Row, of), KITH_OPTIONAL_COLUMN(Row, od),
    KITH_OPTIONAL_COLUMN(Row, osize));

size_t matching(kith_db *db);
size_t matching(kith_db *db)
{
    size_t count = 0;

    kith_for_each_match(db, Row, it, o64, 5)
        count += it->b;
    return count;
}

void setting(kith_db *db, Row *row, const Row *other, char *word, void *any);
void setting(kith_db *db, Row *row, const Row *other, char *word, void *any)
{
    kith_set(row, b, true);
    kith_set(row, b, other->i > 3);
    kith_set(row, c, 'x');
    kith_set(row, uc, (unsigned char)7);
    kith_set(row, i, RED);
    kith_set(row, u, other->bits);
    kith_set(row, f, 1.5f);
    kith_set(row, d, 2);
    kith_set(row, d, (double)other->wide);
    kith_set(row, colour, GREEN);
    kith_set(row, size, other->size);
    kith_set(row, text, "IKEA");
    kith_set(row, text, word);
    kith_set(row, text, any);
    kith_set(row, text, NULL);
    kith_set(row, text, other->inplace);
    kith_set(row, text, (const void *)any);
    kith_set(row, inplace, "seven");
    kith_set(row, inplace, other->text);
    kith_set(row, blob, KITH_BYTES(word, 4));
    kith_set(row, blob, other->blob);
    kith_set(row, ob, true);
    kith_set(row, o8, 4);
    kith_set(row, o32, other->o32.value);
    kith_set(row, ou64, UINT64_MAX);
    kith_set(row, od, 1);
    kith_set(row, osize, LARGE);
    kith_set_null(row, od);
    kith_update(row, kith_to(row, o64, 9), kith_to(row, blob, other->blob),
                kith_to_null(row, o16), kith_to(row, text, word));
    row->od = other->od;
    row->i = kith_find(db, Row, o64, 7) != NULL;
    row->i = kith_find(db, Row, o64, other->o64.value) != NULL;
    row->i = kith_find(db, Row, blob, KITH_BYTES("ab", 2)) != NULL;
    row->i = kith_find(db, Row, text, word) != NULL;
    row->i = kith_find(db, Row, size, LARGE) != NULL;
    kith_for_each_match(db, Row, it, o64, 5)
        kith_set(it, o64, 6);
    kith_for_each_match(db, Row, it, blob, KITH_BYTES("ab", 2))
        kith_set_null(it, blob);
    row->i = kith_find_key(db, Row, (o64, text), 7, word) != NULL;
    row->i = kith_find_key(db, Row, (b, size, od), true, LARGE,
                           other->od.value) == row;
    row->i = kith_find_key(db, Row, (blob, inplace, text, f),
                           KITH_BYTES("ab", 2), word, "x", 1.5f) != NULL;
    kith_for_each_match_key(db, Row, it, (o64, blob), 5, other->blob)
        kith_set_null(it, blob);
    kith_insert(db, Row, .o8 = KITH_SOME(3), .od = KITH_SOME(other->d),
                .osize = KITH_SOME(SMALL), .blob = KITH_BYTES("ab", 2));
}

const kith_table *rows(void);
const kith_table *rows(void)
{
    return &Row_table;
}
