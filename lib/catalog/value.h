/* value.h - the values of columns: comparing, hashing, printing.
 *
 * Owns   what equality means: -0.0 equals 0.0, NaN equals NaN, text is its
 *        bytes up to NUL.
 * Knows  nothing of rows: a value is a kind and an address. For numbers the
 *        address is that of the number, for in-place text that of its first
 *        char, for text that of a const char * variable, which must not be
 *        NULL: nullness is the business of columns.
 */
#ifndef KI_CATALOG_VALUE_H
#define KI_CATALOG_VALUE_H

#include <kith/schema.h>

/* The bytes of a number or bool of this kind; 0 for text of both kinds. */
size_t ki_value_bytes(kith_kind kind);

bool ki_kind_is_integer(kith_kind kind);
bool ki_kind_is_signed(kith_kind kind);

/* The largest number an integer kind can hold. */
uint64_t ki_kind_max(kith_kind kind);

/* Store an integer in the kind's form at `to`; false when it does not fit. The
 * second is for numbers given without sign. */
bool ki_value_from_signed(kith_kind kind, int64_t number, void *to);
bool ki_value_from_unsigned(kith_kind kind, uint64_t number, void *to);

/* An integer widened to 64 bits, sign-extended where the kind has a sign. */
uint64_t ki_value_integer(kith_kind kind, const void *at);

/* The length of in-place text: up to its NUL, `bytes` when there is none. */
size_t ki_chars_length(const void *at, size_t bytes);

/* `bytes` bounds in-place text on both sides and is ignored otherwise. */
bool ki_value_equal(kith_kind kind, size_t bytes, const void *a,
                    const void *b);

/* A hash that equal values share. The upper bits are the better ones. */
uint64_t ki_value_hash(kith_kind kind, size_t bytes, const void *at,
                       uint64_t seed);

/* Print the value as in C source and answer how many chars stand there now;
 * what does not fit ends in "...". `capacity` is at least 4. */
size_t ki_value_print(kith_kind kind, size_t bytes, const void *at, char *to,
                      size_t capacity);

#endif
