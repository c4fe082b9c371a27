/* value.h - the values of columns: comparing, hashing, printing.
 *
 * Owns   what equality and order mean: -0.0 equals 0.0, NaN equals NaN, text is
 *        its bytes up to NUL.
 * Knows  nothing of rows: a value is a kind and an address. For numbers the
 *        address is that of the number, for in-place text that of its first
 *        char, for text that of a const char * variable and for a blob that of
 *        a kith_blob, which must not be NULL: nullness is the business of
 *        columns.
 *
 * The address may have any alignment, for it mostly lies in a row. A value in a
 * row or after-image has this form where it lies, so that indexes and checks
 * read keys there without converting or copying them.
 *
 * Equality is that of SQL but in two points: NaN equals NaN, so that a row with
 * such a key is found again and can be taken out of its index (PostgreSQL
 * decides likewise); and text has no collation, "a" and "A" differ. What is
 * equal has the same hash. The order is that of numbers, false before true, NaN
 * behind all other numbers, and that of bytes without sign in texts and blobs,
 * where a beginning comes before what is longer.
 *
 * What most keys are, 64-bit integers, is inline here; value.c has the rest.
 */
#ifndef KI_CATALOG_VALUE_H
#define KI_CATALOG_VALUE_H

#include "base/tuning.h"
#include "catalog/layout.h"

#include <kith/detail/inline.h>
#include <kith/schema.h>

/* --- Kinds ---------------------------------------------------------------- */

/* The bytes of a number or bool of this kind; 0 for texts and blobs, of which
 * the column knows its part of the row. So "has bytes" also means "is a number
 * or bool". */
size_t ki_value_bytes(kith_kind kind);

/* A bool is no integer: it does not count up and has no limits. An enum is the
 * integer behind it. */
bool ki_kind_is_integer(kith_kind kind);
bool ki_kind_is_real(kith_kind kind);
bool ki_kind_is_signed(kith_kind kind);

/* The largest number an integer kind can hold. */
uint64_t ki_kind_max(kith_kind kind);

/* --- Numbers in the form of their kind ------------------------------------ */

/* Store an integer in the kind's form at `to`; false when it does not fit, or
 * when the kind is no integer: nothing is stored then. The second is for
 * numbers given without sign. */
bool ki_value_from_signed(kith_kind kind, int64_t number, void *to);
bool ki_value_from_unsigned(kith_kind kind, uint64_t number, void *to);

/* The latter for what most are, without a call: an insert that takes the next
 * number stores it so. */
static inline bool value_from_unsigned(kith_kind kind, uint64_t number,
                                       void *to)
{
    if (kind != KITH_KIND_I64 || number > INT64_MAX)
        return ki_value_from_unsigned(kind, number, to);
    memcpy(to, &number, sizeof(number));
    return true;
}

/* The same for a bool or number given as a kith_value: false also for a text or
 * blob, for a real where the kind is no real, and for what overflows a float.
 * `to` may be written then, so it is no column that must stay as it is. An
 * integer becomes the nearest real. `to` has room for the bytes of the kind. */
bool ki_value_from(kith_kind kind, const kith_value *value, void *to);

/* --- Parts of a value ----------------------------------------------------- */

/* Where a blob begins and how many bytes it has: read by offset and not as a
 * kith_blob, for that may lie in a row (layout.h, "two readers"). */
static inline const char *blob_data(const void *at)
{
    return load_ptr((const char *)at + offsetof(kith_blob, data));
}
static inline size_t blob_bytes(const void *at)
{
    return load_u64((const char *)at + offsetof(kith_blob, bytes));
}

/* An integer widened to 64 bits, sign-extended where the kind has a sign. Most
 * have 64 bits, or 32 and a sign: those are read without a call. */
uint64_t ki_value_widen(kith_kind kind, const void *at);
static inline uint64_t ki_value_integer(kith_kind kind, const void *at)
{
    if (kind == KITH_KIND_I64 || kind == KITH_KIND_U64)
        return load_u64(at);
    if (kind == KITH_KIND_I32)
        return (uint64_t)(int64_t)(int32_t)load_u32(at);
    return ki_value_widen(kind, at);
}

/* A float or double, as a double, which holds every float exactly. */
double ki_value_real(kith_kind kind, const void *at);

/* The length of in-place text: up to its NUL, `bytes` when there is none. */
size_t ki_chars_length(const void *at, size_t bytes);

/* Whether in-place text of eight chars and more ends within its array and zeros
 * follow; false also when it is shorter than that. What a program has behind
 * the NUL is no part of the value, and rows hold zeros there, so that equal
 * texts are equal bytes; mostly they are zeros already. The last char is a NUL,
 * and behind each NUL is another: words that overlap by one char show each
 * pair. */
static inline bool chars_are_clean(const char *at, size_t bytes)
{
    /* The low seven bits of each char; a sum of two such never carries. */
    const uint64_t low = 0x7f7f7f7f7f7f7f7fu;

    if (bytes < 8 || at[bytes - 1])
        return false;
    for (size_t from = 0;; from = from + 15 <= bytes ? from + 7 : bytes - 8) {
        uint64_t word = load_u64(at + from);
        /* The top bit of each char that is NUL, and no other bit. */
        uint64_t nuls = ~(((word & low) + low) | word | low);

        /* A NUL before a char that is none. */
        if ((LOW_BYTE_FIRST ? nuls << 8 : nuls >> 8) & ~nuls)
            return false;
        if (from + 8 == bytes)
            return true;
    }
}

/* --- Equality and hashing ------------------------------------------------- */

/* What value_equal and value_hash do for kinds other than 64-bit integers; call
 * those. */
bool ki_value_equal(kith_kind kind, size_t bytes, const void *a, const void *b);
uint64_t ki_value_hash(kith_kind kind, size_t bytes, const void *at,
                       uint64_t seed);

/* The hash of 64 bits, multiplied and folded as wyhash and its kin do. Each of
 * them, and each of the seed, counts in all bits of it: whatever comes next
 * cannot take the difference back. (lib/README.md says why a multiplication
 * alone does not do between columns.) */
static inline uint64_t hash_word(uint64_t word, uint64_t seed)
{
    return kith_fold_(word ^ seed, kith_hash_multiplier_);
}

/* The hash of a text of so many bytes. The tail is read where it lies,
 * overlapping what was read before, and never through a copy. The count is
 * folded into the seed first, so that blobs that differ in zeros at the end
 * alone differ in their hash, and no byte that comes in later can take the
 * difference back: nobody knows it who does not know the seed. Of up to three
 * bytes the first, the middle and the last are all there are. The constant is
 * one of splitmix64's: odd, with bits set all over. O(count), eight bytes at a
 * step; by ki_hash_long() sixteen and more, where the call is worth it. */
#define HASH_OF_LAST 0x94d049bb133111ebu
uint64_t ki_hash_long(const char *bytes, size_t count, uint64_t seed);
static inline uint64_t hash_bytes(const char *bytes, size_t count,
                                  uint64_t seed)
{
    uint64_t hash = hash_word(count, seed), last = 0;

    if (count > 24)
        return ki_hash_long(bytes, count, seed);
    for (size_t at = 0; at + 8 < count; at += 8)
        hash = hash_word(load_u64(bytes + at), hash);
    if (count >= 8)
        last = load_u64(bytes + count - 8);
    else if (count >= 4)
        last = load_u32(bytes) | (uint64_t)load_u32(bytes + count - 4) << 32;
    else if (count > 0)
        last = (uint64_t)(unsigned char)bytes[0] |
               (uint64_t)(unsigned char)bytes[count / 2] << 8 |
               (uint64_t)(unsigned char)bytes[count - 1] << 16;
    return kith_fold_(hash ^ last, HASH_OF_LAST);
}

/* Whether as many bytes are the same, also eight at a step, in the same pattern
 * of overlaps. For the short keys that most are, without the call of memcmp. */
static inline bool equal_bytes(const char *a, const char *b, size_t count)
{
    if (count < 4)
        return count == 0 || (a[0] == b[0] && a[count / 2] == b[count / 2] &&
                              a[count - 1] == b[count - 1]);
    if (count < 8)
        return load_u32(a) == load_u32(b) &&
               load_u32(a + count - 4) == load_u32(b + count - 4);
    for (size_t at = 0; at + 8 < count; at += 8) {
        if (load_u64(a + at) != load_u64(b + at))
            return false;
    }
    return load_u64(a + count - 8) == load_u64(b + count - 8);
}

/* Whether two values are equal. `bytes` bounds in-place text on both sides and
 * is ignored otherwise. Most keys are 64-bit numbers: those are compared
 * without a call. */
static inline bool value_equal(kith_kind kind, size_t bytes, const void *a,
                               const void *b)
{
    if (kind == KITH_KIND_I64 || kind == KITH_KIND_U64)
        return load_u64(a) == load_u64(b);
    return ki_value_equal(kind, bytes, a, b);
}

/* Less than, equal to, or greater than 0, as `a` comes before, equals, or comes
 * behind `b`. 0 where value_equal() says true, and only there. O(bytes). */
int ki_value_order(kith_kind kind, size_t bytes, const void *a, const void *b);

/* Copy the bytes of a value, or of a few that lie side by side, without a call:
 * words from the last to the first, which overlaps the one before where they
 * are no whole number. No byte beside them is read. */
static KI_ALWAYS_INLINE void words_copy(char *to, const char *from,
                                        size_t bytes)
{
    if (bytes >= 8) {
        for (; bytes > 8; bytes -= 8)
            memcpy(to + bytes - 8, from + bytes - 8, 8);
        memcpy(to, from, 8);
    } else if (bytes >= 4) {
        memcpy(to + bytes - 4, from + bytes - 4, 4);
        memcpy(to, from, 4);
    } else {
        for (; bytes > 0; bytes--)
            to[bytes - 1] = from[bytes - 1];
    }
}

/* The same where many bytes are as likely as a word. */
static inline void value_copy(char *to, const void *from, size_t bytes)
{
    enum { CALL_BYTES = 64 }; /* from here on memcpy() is faster */

    if (bytes == 8)
        memcpy(to, from, 8);
    else if (bytes >= CALL_BYTES)
        memcpy(to, from, bytes);
    else
        words_copy(to, from, bytes);
}

/* A hash that equal values share. The upper bits are the better ones. Several
 * columns are hashed one after the other, the hash of one as the seed of the
 * next: all bits of a column are folded down before the next comes in. */
static inline uint64_t value_hash(kith_kind kind, size_t bytes, const void *at,
                                  uint64_t seed)
{
    if (kind == KITH_KIND_I64 || kind == KITH_KIND_U64)
        return hash_word(load_u64(at), seed);
    return ki_value_hash(kind, bytes, at, seed);
}

/* --- Printing, for messages ----------------------------------------------- */

/* Print the value as in C source, a blob as in SQL; returns how many chars
 * stand there then. What does not fit ends in "...". `capacity` is at least
 * 4. */
KI_COLD size_t ki_value_print(kith_kind kind, size_t bytes, const void *at,
                              char *to, size_t capacity);

/* Print a kith_value in the same way, NULL as NULL. */
void ki_value_print_given(const kith_value *value, char *to, size_t capacity);

#endif
