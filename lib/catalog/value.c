/* value.c - the values of columns; see value.h.
 *
 * Kinds first, then numbers in the form of their kind, both ways, then equality
 * and hashing, then printing. Numbers are moved by memcpy throughout: a value
 * may lie at any address, and be part of a row that the program reads too.
 */
#include "catalog/value.h"

#include "base/print.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* --- Kinds ----------------------------------------------------------------
 *
 * Ranges of the enum are compared where kinds of a sort stand together in it:
 * signed integers first, then those without sign (kith/schema.h). */

/* Kinds without an entry, texts among them, have 0. A kind that a descriptor
 * made by hand gives may be any number. */
size_t ki_value_bytes(kith_kind kind)
{
    static const uint8_t bytes[] = {
        [KITH_KIND_BOOL] = sizeof(bool),
        [KITH_KIND_I8] = 1,
        [KITH_KIND_U8] = 1,
        [KITH_KIND_I16] = 2,
        [KITH_KIND_U16] = 2,
        [KITH_KIND_I32] = 4,
        [KITH_KIND_U32] = 4,
        [KITH_KIND_F32] = 4,
        [KITH_KIND_I64] = 8,
        [KITH_KIND_U64] = 8,
        [KITH_KIND_F64] = 8,
    };

    return kind < sizeof(bytes) ? bytes[kind] : 0;
}

bool ki_kind_is_integer(kith_kind kind)
{
    return kind >= KITH_KIND_I8 && kind <= KITH_KIND_U64;
}

bool ki_kind_is_real(kith_kind kind)
{
    return kind == KITH_KIND_F32 || kind == KITH_KIND_F64;
}

bool ki_kind_is_signed(kith_kind kind)
{
    return kind >= KITH_KIND_I8 && kind <= KITH_KIND_I64;
}

uint64_t ki_kind_max(kith_kind kind)
{
    unsigned bits = (unsigned)ki_value_bytes(kind) * 8;

    assert(ki_kind_is_integer(kind));
    if (ki_kind_is_signed(kind))
        bits--;
    return bits == 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
}

/* --- Numbers in the form of their kind ------------------------------------ */

/* Store the low bytes of a number that is known to fit. Each width has a
 * variable of its own, for the low bytes are the first ones on some machines
 * only. */
static void store_integer(kith_kind kind, uint64_t number, void *to)
{
    uint8_t one = (uint8_t)number;
    uint16_t two = (uint16_t)number;
    uint32_t four = (uint32_t)number;

    assert(ki_kind_is_integer(kind));
    switch (ki_value_bytes(kind)) {
    case 1:
        memcpy(to, &one, 1);
        break;
    case 2:
        memcpy(to, &two, 2);
        break;
    case 4:
        memcpy(to, &four, 4);
        break;
    default:
        memcpy(to, &number, 8);
        break;
    }
}

bool ki_value_from_unsigned(kith_kind kind, uint64_t number, void *to)
{
    if (!ki_kind_is_integer(kind) || number > ki_kind_max(kind))
        return false;
    store_integer(kind, number, to);
    return true;
}

/* In two's complement ~n is -n - 1, so the least number of a kind, -max - 1, is
 * the last that fits. */
bool ki_value_from_signed(kith_kind kind, int64_t number, void *to)
{
    if (number >= 0)
        return ki_value_from_unsigned(kind, (uint64_t)number, to);
    if (!ki_kind_is_signed(kind) || ~(uint64_t)number > ki_kind_max(kind))
        return false;
    store_integer(kind, (uint64_t)number, to);
    return true;
}

/* The nearest real; false when a float cannot hold it: what was finite would be
 * infinite. An infinity that is given stays one, and NaN stays NaN. */
static bool real_from(kith_kind kind, const kith_value *value, void *to)
{
    double wide = value->kind == KITH_KIND_F64   ? value->real
                  : value->kind == KITH_KIND_U64 ? (double)value->natural
                                                 : (double)value->integer;
    float narrow = (float)wide;

    if (kind == KITH_KIND_F64) {
        memcpy(to, &wide, sizeof(wide));
        return true;
    }
    memcpy(to, &narrow, sizeof(narrow));
    return isinf(wide) || !isinf((double)narrow);
}

/* A real for an integer is refused even where it is whole, so that a wrong type
 * is found by the first value and not by the first with a fraction. A bool
 * takes 0 and 1 only. */
bool ki_value_from(kith_kind kind, const kith_value *value, void *to)
{
    uint64_t number = value->kind == KITH_KIND_U64 ? value->natural
                                                   : (uint64_t)value->integer;
    bool flag = number != 0;

    if (value->kind != KITH_KIND_I64 && value->kind != KITH_KIND_U64 &&
        value->kind != KITH_KIND_F64)
        return false;
    if (ki_kind_is_real(kind))
        return real_from(kind, value, to);
    if (value->kind == KITH_KIND_F64)
        return false;
    if (kind == KITH_KIND_BOOL) {
        memcpy(to, &flag, sizeof(flag));
        return number <= 1;
    }
    return value->kind == KITH_KIND_U64
               ? ki_value_from_unsigned(kind, value->natural, to)
               : ki_value_from_signed(kind, value->integer, to);
}

/* The cast to the signed type of the same width, and from there to 64 bits,
 * extends the sign. */
uint64_t ki_value_widen(kith_kind kind, const void *at)
{
    uint8_t one;
    uint16_t two;
    uint32_t four;

    assert(ki_kind_is_integer(kind) || kind == KITH_KIND_BOOL);
    switch (ki_value_bytes(kind)) {
    case 1:
        memcpy(&one, at, 1);
        return ki_kind_is_signed(kind) ? (uint64_t)(int64_t)(int8_t)one : one;
    case 2:
        memcpy(&two, at, 2);
        return ki_kind_is_signed(kind) ? (uint64_t)(int64_t)(int16_t)two : two;
    case 4:
        four = load_u32(at);
        return ki_kind_is_signed(kind) ? (uint64_t)(int64_t)(int32_t)four
                                       : four;
    default:
        return load_u64(at);
    }
}

double ki_value_real(kith_kind kind, const void *at)
{
    float narrow;
    double wide;

    assert(ki_kind_is_real(kind));
    if (kind == KITH_KIND_F32) {
        memcpy(&narrow, at, sizeof(narrow));
        return (double)narrow;
    }
    memcpy(&wide, at, sizeof(wide));
    return wide;
}

size_t ki_chars_length(const void *at, size_t bytes)
{
    const char *chars = at;
    const char *end = memchr(chars, '\0', bytes);

    return end ? (size_t)(end - chars) : bytes;
}

/* --- Equality and hashing -------------------------------------------------
 *
 * Whatever is equal in the first function has the same hash in the second. */

/* The same address is looked at first: the text of a foreign key mostly shares
 * the block of its parent's key, and the comparison ends there. NaN is the one
 * value that differs from itself. */
bool ki_value_equal(kith_kind kind, size_t bytes, const void *a, const void *b)
{
    double x, y;

    switch (kind) {
    case KITH_KIND_F32:
    case KITH_KIND_F64:
        x = ki_value_real(kind, a);
        y = ki_value_real(kind, b);
        return x == y || (x != x && y != y);
    case KITH_KIND_TEXT:
        return load_ptr(a) == load_ptr(b) ||
               strcmp(load_ptr(a), load_ptr(b)) == 0;
    case KITH_KIND_CHARS:
        return strncmp(a, b, bytes) == 0;
    case KITH_KIND_BLOB:
        return blob_bytes(a) == blob_bytes(b) &&
               (blob_data(a) == blob_data(b) ||
                memcmp(blob_data(a), blob_data(b), blob_bytes(a)) == 0);
    default:
        return ki_value_integer(kind, a) == ki_value_integer(kind, b);
    }
}

static int order_blobs(const void *a, const void *b)
{
    size_t a_bytes = blob_bytes(a), b_bytes = blob_bytes(b);
    size_t common = a_bytes < b_bytes ? a_bytes : b_bytes;
    int order = common > 0 ? memcmp(blob_data(a), blob_data(b), common) : 0;

    return order != 0 ? order : (a_bytes > b_bytes) - (a_bytes < b_bytes);
}

/* strcmp and strncmp compare chars as if they had no sign (C11 7.24.4). */
int ki_value_order(kith_kind kind, size_t bytes, const void *a, const void *b)
{
    uint64_t left, right;
    double x, y;

    switch (kind) {
    case KITH_KIND_F32:
    case KITH_KIND_F64:
        x = ki_value_real(kind, a);
        y = ki_value_real(kind, b);
        if (x != x || y != y)
            return (x != x) - (y != y);
        return (x > y) - (x < y);
    case KITH_KIND_TEXT:
        return strcmp(load_ptr(a), load_ptr(b));
    case KITH_KIND_CHARS:
        return strncmp(a, b, bytes);
    case KITH_KIND_BLOB:
        return order_blobs(a, b);
    default:
        left = ki_value_integer(kind, a);
        right = ki_value_integer(kind, b);
        if (ki_kind_is_signed(kind)) /* the order of numbers without sign */
            left ^= (uint64_t)1 << 63, right ^= (uint64_t)1 << 63;
        return (left > right) - (left < right);
    }
}

/* Sixteen bytes are one product of two words, each with a number of the seed,
 * so no text that was chosen beforehand makes it zero; the one is that of the
 * whole text, the other what came before, so each place counts. The two numbers
 * are folded apart: were their difference known, two words could change places.
 * Four products at once where there are many bytes, as a product has to wait
 * for the one before. */
static uint64_t hash_pair(const char *at, uint64_t secret, uint64_t hash)
{
    return kith_fold_(load_u64(at) ^ secret, load_u64(at + 8) ^ hash);
}

uint64_t ki_hash_long(const char *bytes, size_t count, uint64_t seed)
{
    uint64_t hash = hash_word(count, seed);
    uint64_t secret = hash_word(HASH_OF_LAST, seed);
    const char *tail = bytes + count - 16;

    assert(count >= 16);
    if (count > 64) {
        const char *tails = bytes + count - 64;
        uint64_t second = hash_word(1, hash), third = hash_word(2, hash);
        uint64_t fourth = hash_word(3, hash);

        do {
            hash = hash_pair(bytes, secret, hash);
            second = hash_pair(bytes + 16, secret, second);
            third = hash_pair(bytes + 32, secret, third);
            fourth = hash_pair(bytes + 48, secret, fourth);
            bytes += 64;
        } while (bytes < tails);
        hash = hash_word(hash_word(second, hash), hash_word(third, fourth));
    }
    for (; bytes < tail; bytes += 16)
        hash = hash_pair(bytes, secret, hash);
    return kith_fold_(hash_pair(tail, secret, hash), HASH_OF_LAST);
}

/* Reals that are equal but have other bits are brought into one form: there are
 * many NaNs, of which the usual quiet one stands for all, and two zeros. A
 * float is hashed as the double of the same value. */
uint64_t ki_value_hash(kith_kind kind, size_t bytes, const void *at,
                       uint64_t seed)
{
    double real;
    uint64_t bits;

    switch (kind) {
    case KITH_KIND_F32:
    case KITH_KIND_F64:
        real = ki_value_real(kind, at);
        if (real != real)
            return hash_word(0x7ff8000000000000u, seed);
        real += 0.0; /* turns -0.0 into 0.0 */
        memcpy(&bits, &real, sizeof(bits));
        return hash_word(bits, seed);
    case KITH_KIND_TEXT:
        return hash_bytes(load_ptr(at), strlen(load_ptr(at)), seed);
    case KITH_KIND_CHARS:
        return hash_bytes(at, ki_chars_length(at, bytes), seed);
    case KITH_KIND_BLOB:
        return hash_bytes(blob_data(at), blob_bytes(at), seed);
    default:
        return hash_word(ki_value_integer(kind, at), seed);
    }
}

/* --- Printing, for messages -----------------------------------------------
 *
 * Those that return an int return what the whole would take, as snprintf does:
 * at least `capacity` where it did not fit. */

/* As in SQL: x'00ff'. Returns the length, or `capacity` where it is cut, which
 * is known as soon as a byte has no room: a blob of megabytes is not walked. */
static int print_blob(const void *at, char *to, size_t capacity)
{
    const char *data = blob_data(at);
    size_t bytes = data ? blob_bytes(at) : 0; /* a user may forget them */
    size_t used = 2;

    memcpy(to, "x'", 3);
    for (size_t i = 0; i < bytes && used + 3 < capacity; i++, used += 2)
        snprintf(to + used, capacity - used, "%02x",
                 (unsigned)(unsigned char)data[i]);
    if (used < 2 + 2 * bytes)
        return (int)capacity; /* cut */
    return (int)used + snprintf(to + used, capacity - used, "'");
}

/* base/print.h cuts and escapes, so this returns what stands there and not what
 * would. SIZE_MAX bytes stand for "up to its NUL". */
static size_t print_quoted(const char *text, size_t bytes, char *to,
                           size_t capacity)
{
    struct printed printed = ki_print_begin(to, capacity);

    ki_print_plain(&printed, "\"", 1);
    ki_print_text(&printed, text, bytes, true);
    ki_print_plain(&printed, "\"", 1);
    return printed.used;
}

/* As few digits as tell the number from its neighbours: 0.1 is printed as 0.1
 * and not with 17 digits. The fewest that any decimal survives (FLT_DIG,
 * DBL_DIG) are tried first, those that tell any number (.._DECIMAL_DIG) last,
 * so there are at most four tries. NaN never reads back as equal, and ends
 * there. 40 chars hold 17 digits with sign, point and exponent. */
static int print_real(kith_kind kind, double real, char *to, size_t capacity)
{
    bool narrow = kind == KITH_KIND_F32;
    int digits = narrow ? FLT_DIG : DBL_DIG, length = 0;
    int most = narrow ? FLT_DECIMAL_DIG : DBL_DECIMAL_DIG;
    bool same = false;
    char text[40];

    for (; !same && digits <= most; digits++) {
        length = snprintf(text, sizeof(text), "%.*g", digits, real);
        same = narrow ? strtof(text, NULL) == (float)real
                      : strtod(text, NULL) == real;
    }
    snprintf(to, capacity, "%s", text);
    return length;
}

/* Numbers cut in the middle would be other numbers, so "..." is set over the
 * end of whatever did not fit. 4 chars are room for that and a NUL. */
size_t ki_value_print(kith_kind kind, size_t bytes, const void *at, char *to,
                      size_t capacity)
{
    int length;

    assert(capacity >= 4);
    switch (kind) {
    case KITH_KIND_BOOL:
        length = snprintf(to, capacity, "%s",
                          ki_value_integer(kind, at) ? "true" : "false");
        break;
    case KITH_KIND_F32:
    case KITH_KIND_F64:
        length = print_real(kind, ki_value_real(kind, at), to, capacity);
        break;
    case KITH_KIND_BLOB:
        length = print_blob(at, to, capacity);
        break;
    case KITH_KIND_TEXT:
        return print_quoted(load_ptr(at), SIZE_MAX, to, capacity);
    case KITH_KIND_CHARS:
        return print_quoted(at, bytes, to, capacity);
    default:
        if (ki_kind_is_signed(kind))
            length = snprintf(to, capacity, "%" PRId64,
                              (int64_t)ki_value_integer(kind, at));
        else
            length =
                snprintf(to, capacity, "%" PRIu64, ki_value_integer(kind, at));
        break;
    }
    if ((size_t)length < capacity)
        return (size_t)length;
    memcpy(to + capacity - 4, "...", 4);
    return capacity - 1;
}

/* The kind of a kith_value says which member is in use; each is at the address
 * that value.h wants. A function of the user may have filled in any kind, for
 * instance that of a column, which names no member. */
void ki_value_print_given(const kith_value *value, char *to, size_t capacity)
{
    const void *at =
        value->kind == KITH_KIND_TEXT   ? (const void *)&value->text
        : value->kind == KITH_KIND_BLOB ? (const void *)&value->blob
        : value->kind == KITH_KIND_F64  ? (const void *)&value->real
        : value->kind == KITH_KIND_U64  ? (const void *)&value->natural
        : value->kind == KITH_KIND_I64  ? (const void *)&value->integer
                                        : NULL;

    if (at)
        ki_value_print(value->kind, 0, at, to, capacity);
    else
        snprintf(to, capacity, "%s",
                 value->kind == KITH_KIND_NONE
                     ? "NULL"
                     : "a kith_value of no known kind");
}
