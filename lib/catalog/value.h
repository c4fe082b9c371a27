/* value.h - the values of columns: comparing, hashing, printing.
 *
 * Owns   what equality means: -0.0 equals 0.0, NaN equals NaN, text is its
 *        bytes up to NUL.
 * Knows  nothing of rows: a value is a kind and an address. For numbers the
 *        address is that of the number, for in-place text that of its first
 *        char, for text that of a const char * variable and for a blob that of
 *        a kith_blob, which must not be NULL: nullness is the business of
 *        columns.
 */
#ifndef KI_CATALOG_VALUE_H
#define KI_CATALOG_VALUE_H

#include "catalog/layout.h"

#include <kith/schema.h>

/* The bytes of a number or bool of this kind; 0 for texts and blobs. */
size_t ki_value_bytes(kith_kind kind);

bool ki_kind_is_integer(kith_kind kind);
bool ki_kind_is_signed(kith_kind kind);

/* The largest number an integer kind can hold. */
uint64_t ki_kind_max(kith_kind kind);

/* Store an integer in the kind's form at `to`; false when it does not fit. The
 * second is for numbers given without sign. */
bool ki_value_from_signed(kith_kind kind, int64_t number, void *to);
bool ki_value_from_unsigned(kith_kind kind, uint64_t number, void *to);

/* The same for a bool or number given as a kith_value: false also for a text or
 * blob, for a real where the kind is no real, and for what overflows a float.
  */
bool ki_value_from(kith_kind kind, const kith_value *value, void *to);

/* Where a blob begins and how many bytes it has. */
static inline const char *blob_data(const void *at)
{
    return load_ptr((const char *)at + offsetof(kith_blob, data));
}
static inline size_t blob_bytes(const void *at)
{
    return load_u64((const char *)at + offsetof(kith_blob, bytes));
}

/* An integer widened to 64 bits, sign-extended where the kind has a sign. Most
 * have 64 bits: those are read without a call. */
uint64_t ki_value_widen(kith_kind kind, const void *at);
static inline uint64_t ki_value_integer(kith_kind kind, const void *at)
{
    if (kind == KITH_KIND_I64 || kind == KITH_KIND_U64)
        return load_u64(at);
    return ki_value_widen(kind, at);
}

/* The length of in-place text: up to its NUL, `bytes` when there is none. */
size_t ki_chars_length(const void *at, size_t bytes);

/* The two questions below in full; ask the inline forms instead. */
bool ki_value_equal(kith_kind kind, size_t bytes, const void *a, const void *b);
uint64_t ki_value_hash(kith_kind kind, size_t bytes, const void *at,
                       uint64_t seed);

/* One multiplication by the golden ratio spreads dense keys evenly over the
 * upper bits (Knuth, TAOCP 6.4): consecutive keys need one probe. */
static inline uint64_t hash_number(uint64_t number, uint64_t seed)
{
    return (number ^ seed) * 0x9e3779b97f4a7c15u;
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

/* A hash that equal values share. The upper bits are the better ones. */
static inline uint64_t value_hash(kith_kind kind, size_t bytes, const void *at,
                                  uint64_t seed)
{
    if (kind == KITH_KIND_I64 || kind == KITH_KIND_U64)
        return hash_number(load_u64(at), seed);
    return ki_value_hash(kind, bytes, at, seed);
}

/* Print the value as in C source and answer how many chars stand there now;
 * what does not fit ends in "...". `capacity` is at least 4. */
size_t ki_value_print(kith_kind kind, size_t bytes, const void *at, char *to,
                      size_t capacity);

#endif
