/* kt.c - what both runners of kt.h share: comparing values and saying why not.
 *
 * Owns   the one buffer in which the sentence of a failure is built. A test
 *        ends with its first failure, so there is never a second sentence.
 * Knows  nothing of Criterion, of the plain runner or of kith.
 */
#include "kt.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MESSAGE_BYTES = 32 * 1024, NUMBER_BYTES = 64 };

static char message[MESSAGE_BYTES];

struct kt_value kt_signed(intmax_t value)
{
    return (struct kt_value){.kind = KT_SIGNED, .as_signed = value};
}

struct kt_value kt_unsigned(uintmax_t value)
{
    return (struct kt_value){.kind = KT_UNSIGNED, .as_unsigned = value};
}

struct kt_value kt_real(double value)
{
    return (struct kt_value){.kind = KT_REAL, .as_real = value};
}

struct kt_value kt_pointer(const volatile void *value)
{
    return (struct kt_value){.kind = KT_POINTER, .as_pointer = value};
}

static bool is_negative(struct kt_value value)
{
    return value.kind == KT_SIGNED && value.as_signed < 0;
}

/* The bits of an integer or a pointer. Two of them are equal when these are
 * and both or none are below zero. */
static uintmax_t bits(struct kt_value value)
{
    if (value.kind == KT_SIGNED)
        return (uintmax_t)value.as_signed;
    if (value.kind == KT_POINTER)
        return (uintmax_t)(uintptr_t)value.as_pointer;
    return value.as_unsigned;
}

static double real(struct kt_value value)
{
    if (value.kind == KT_REAL)
        return value.as_real;
    if (value.kind == KT_SIGNED)
        return (double)value.as_signed;
    return (double)bits(value);
}

bool kt_equal(struct kt_value left, struct kt_value right)
{
    if (left.kind == KT_REAL || right.kind == KT_REAL)
        return real(left) == real(right);
    return is_negative(left) == is_negative(right) && bits(left) == bits(right);
}

bool kt_same_text(const char *left, const char *right)
{
    if (!left || !right)
        return left == right;
    return strcmp(left, right) == 0;
}

bool kt_has_text(const char *haystack, const char *needle)
{
    return haystack && needle && strstr(haystack, needle);
}

const char *kt_message(const char *claim, const char *format, ...)
{
    va_list values;
    size_t used = 0;
    int written = snprintf(message, sizeof message, "%s\n  ", claim);

    if (written > 0 && (size_t)written < sizeof message)
        used = (size_t)written;
    va_start(values, format);
    vsnprintf(message + used, sizeof message - used, format, values);
    va_end(values);
    return message;
}

/* Write `value` as a reader of a failure wants to see it. */
static void show(char *text, struct kt_value value)
{
    switch (value.kind) {
    case KT_SIGNED:
        snprintf(text, NUMBER_BYTES, "%" PRIdMAX, value.as_signed);
        break;
    case KT_UNSIGNED:
        snprintf(text, NUMBER_BYTES, "%" PRIuMAX, value.as_unsigned);
        break;
    case KT_REAL:
        snprintf(text, NUMBER_BYTES, "%.17g", value.as_real);
        break;
    case KT_POINTER:
        snprintf(text, NUMBER_BYTES, "0x%" PRIxPTR,
                 (uintptr_t)value.as_pointer);
        break;
    }
}

const char *kt_two_values(const char *claim, struct kt_value left,
                          struct kt_value right)
{
    char left_text[NUMBER_BYTES];
    char right_text[NUMBER_BYTES];

    show(left_text, left);
    show(right_text, right);
    return kt_message(claim, "left:  %s\n  right: %s", left_text, right_text);
}

const char *kt_two_texts(const char *claim, const char *left, const char *right)
{
    return kt_message(claim, "left:  %s%s%s\n  right: %s%s%s", left ? "\"" : "",
                      left ? left : "NULL", left ? "\"" : "", right ? "\"" : "",
                      right ? right : "NULL", right ? "\"" : "");
}
