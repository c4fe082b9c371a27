/* compare.c - the order of values.
 *
 * Owns   which of two values comes first, by what they are and not by how they
 *        are stored.
 *
 * Public contract: kith/select.h, its last part.
 */
#include <kith/select.h>

#include <assert.h>
#include <string.h>

/* NULL, numbers, texts, blobs: values of different classes are in the order of
 * these. */
static int class_of_value(const kith_value *value)
{
    switch (value->kind) {
    case KITH_KIND_NONE:
        return 0;
    case KITH_KIND_TEXT:
        return 2;
    case KITH_KIND_BLOB:
        return 3;
    default:
        return 1;
    }
}

/* A NaN is behind all other numbers. */
static int compare_reals(double left, double right)
{
    bool left_is_nan = left != left, right_is_nan = right != right;

    if (left_is_nan || right_is_nan)
        return left_is_nan - right_is_nan;
    return (left > right) - (left < right);
}

/* Whether the number is below zero, and how far it is from there: integers of
 * both kinds are compared without loss. */
static int compare_integers(const kith_value *left, const kith_value *right)
{
    bool left_below = left->kind == KITH_KIND_I64 && left->integer < 0;
    bool right_below = right->kind == KITH_KIND_I64 && right->integer < 0;
    uint64_t l =
        left->kind == KITH_KIND_I64 ? (uint64_t)left->integer : left->natural;
    uint64_t r = right->kind == KITH_KIND_I64 ? (uint64_t)right->integer
                                              : right->natural;

    if (left_below != right_below)
        return right_below - left_below;
    return (l > r) - (l < r);
}

static double real_of_value(const kith_value *value)
{
    if (value->kind == KITH_KIND_F64)
        return value->real;
    return value->kind == KITH_KIND_I64 ? (double)value->integer
                                        : (double)value->natural;
}

static int compare_blobs(const kith_blob *left, const kith_blob *right)
{
    size_t bytes = left->bytes < right->bytes ? left->bytes : right->bytes;
    int difference = bytes > 0 ? memcmp(left->data, right->data, bytes) : 0;

    if (difference != 0)
        return difference;
    return (left->bytes > right->bytes) - (left->bytes < right->bytes);
}

int kith_value_compare(const kith_value *left, const kith_value *right)
{
    int left_class = class_of_value(left), right_class = class_of_value(right);

    assert(left && right);
    if (left_class != right_class)
        return left_class - right_class;
    if (left_class == 0)
        return 0;
    if (left_class == 2)
        return strcmp(left->text, right->text);
    if (left_class == 3)
        return compare_blobs(&left->blob, &right->blob);
    if (left->kind == KITH_KIND_F64 || right->kind == KITH_KIND_F64)
        return compare_reals(real_of_value(left), real_of_value(right));
    return compare_integers(left, right);
}

int kith_row_compare(const void *left, const kith_column *left_columns,
                     const void *right, const kith_column *right_columns,
                     size_t count)
{
    int difference = 0;

    for (size_t i = 0; difference == 0 && i < count; i++) {
        kith_value l = kith_value_at(left, left_columns[i].offset_bytes);
        kith_value r = kith_value_at(right, right_columns[i].offset_bytes);

        difference = kith_value_compare(&l, &r);
    }
    return difference;
}
