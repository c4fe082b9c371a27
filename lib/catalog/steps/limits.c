/* limits.c - the limits of columns, and where the key that counts up begins.
 *
 * Owns   what .minimum, .maximum, .maximum_bytes, .first_number and .manual may
 *        be said of. Whether a value is within them is ../limits.c.
 *
 * Limits are CHECKs that need no function: the engine can say which of them a
 * value breaks, and judge it on the short way. Most columns have none, so they
 * are a struct of their own, made for those that do.
 *
 * What is declared once is judged once: a default or first number beyond the
 * limits would be refused with each insert, so it is refused here.
 */
#include "catalog/steps/build.h"

#include <math.h>

/* For .manual and .first_number. A .manual that changes nothing is refused: it
 * says that the program expects the column to count. 0 stands for "not said" in
 * .first_number, so a key that begins with 0 cannot be declared; 0 in an insert
 * stands for the next number anyway. */
static const char *wrong_with_counting(const struct table *table,
                                       const struct column *column)
{
    const kith_attribute *attribute = column->attribute;

    if (attribute->manual && !could_count(table, column))
        return "%t.%c has .manual, but would not count up without it: that is "
               "for the integer that is the whole primary key and no foreign "
               "key, drop .manual";
    if (attribute->manual && attribute->first_number)
        return "%t.%c has both .manual and .first_number, but a key that is "
               "always given does not count: drop one";
    if (attribute->first_number && column != table->autoincrement)
        return "%t.%c has .first_number, but does not count up: that is for "
               "the integer that is the whole primary key and no foreign key, "
               "drop .first_number";
    if (column == table->autoincrement &&
        attribute->first_number > ki_kind_max(column->kind))
        return "%t.%c has a .first_number that does not fit its type: begin "
               "below, or declare it wider";
    return NULL;
}

/* Print a limit as a sentence shows it, once, so that a refusal needs no
 * memory. 32 chars hold any number: an integer of 64 bits takes 20, a double 24
 * at most. */
static const char *limit_text(struct builder *builder, kith_kind kind,
                              const void *at)
{
    char text[32];
    size_t count = ki_value_print(kind, 0, at, text, sizeof(text));
    char *copy = build_new(builder, count + 1, 1);

    return copy ? memcpy(copy, text, count + 1) : NULL;
}

/* A bool has two values, of which a limit would leave one. */
static bool is_number(const struct column *column)
{
    return column->kind != KITH_KIND_BOOL && ki_value_bytes(column->kind) > 0;
}

/* Take one end of the numbers that a column may hold, if it is declared; it is
 * the constraint that the facts name. It is brought into the form of the column
 * first, so a float is compared with the float nearest to what was declared,
 * and 0.1f is within a maximum of 0.1. NaN would admit nothing. */
KI_COLD static bool admit_limit(struct builder *builder,
                                const struct column *column,
                                const kith_value *value,
                                struct error_facts facts, union limit *limit,
                                const char **text)
{
    char form[8];

    if (!value->kind)
        return true;
    if (!is_number(column))
        return refuse(builder,
                      "%t.%c has %k, which is for numbers: drop it, or give a "
                      "text or blob .maximum_bytes",
                      facts);
    if (!ki_value_from(column->kind, value, form) ||
        (ki_kind_is_real(column->kind) &&
         isnan(ki_value_real(column->kind, form))))
        return refuse(builder,
                      "%t.%c has a %k that is no number of its type: use "
                      "KITH_INTEGER, or KITH_REAL for a float or double, with "
                      "one that fits",
                      facts);
    *limit = ki_limit_of(column->kind, form);
    *text = limit_text(builder, column->kind, form);
    return *text;
}

/* For .maximum_bytes: lower than what the place allows, which bytes_max says
 * until then. 0 stands for "not said". */
static const char *wrong_with_bytes(const struct column *column, size_t bytes)
{
    if (ki_value_bytes(column->kind))
        return "%t.%c has .maximum_bytes, which is for texts and blobs: give a "
               "number .minimum and .maximum";
    if (bytes > column->bytes_max)
        return column->kind == KITH_KIND_CHARS
                   ? "%t.%c has a .maximum_bytes that its array cannot hold "
                     "with the NUL: lower it, or declare the array longer"
                   : "%t.%c has a .maximum_bytes of more than 4 GiB - 2 bytes: "
                     "lower it";
    return NULL;
}

/* The limit itself is the column's bytes_max, which is looked at wherever a
 * text is measured, with or without limits. */
static bool admit_bytes(struct builder *builder, struct column *column,
                        struct error_facts facts, const char **text)
{
    uint64_t bytes = column->attribute->maximum_bytes;

    if (bytes == 0)
        return true;
    if (!accept(builder, wrong_with_bytes(column, bytes), facts))
        return false;
    column->bytes_max = (uint32_t)bytes;
    *text = limit_text(builder, KITH_KIND_U64, &bytes);
    return *text;
}

/* The limits of a kind: every value of it but NaN is within them. An end that
 * is declared replaces one of these. For numbers without sign the least is
 * the zero of what the initializer leaves out. */
static struct limits limits_of_kind(kith_kind kind)
{
    struct limits limits = {.maximum.natural = UINT64_MAX};

    if (ki_kind_is_real(kind)) {
        limits.minimum.real = -HUGE_VAL;
        limits.maximum.real = HUGE_VAL;
    } else if (ki_kind_is_signed(kind)) {
        limits.minimum.integer = INT64_MIN;
        limits.maximum.integer = INT64_MAX;
    }
    return limits;
}

/* Where a limit may stand. On a part of a foreign key it would be judged
 * against values that the parent's key decides, and the two could contradict;
 * so it belongs to that key, and the message names it. And `links` stands where
 * the limits would (schema.h). */
static bool check_place(struct builder *builder, const struct column *column,
                        struct error_facts facts)
{
    const struct foreign_key *link =
        column->link_count > 0 ? column->links[0] : NULL;
    size_t part;

    if (link) {
        part = column_index(column, link->columns, link->column_count);
        facts.other = link->parent->descriptor->name;
        facts.other_column = link->parent_key->columns[part]->attribute->name;
        return refuse(builder,
                      "%t.%c has a limit, but is part of a foreign key: give "
                      "the limit to the key it refers to, %o.%p",
                      facts);
    }
    return accept(builder,
                  column->attribute->writable
                      ? "%t.%c has a limit and could be written past it: "
                        "declare it const"
                      : NULL,
                  facts);
}

/* A default is a value of the column, and the first number is one too; neither
 * end is beyond the other. The .maximum is a value at which only the .minimum
 * can find fault; where it is not declared, its kind is NONE, which
 * ki_value_from() does not take. What a function returns is judged with each
 * row. */
static const char *wrong_with_limits(const struct table *table,
                                     const struct column *column)
{
    const kith_attribute *attribute = column->attribute;
    uint64_t number = 0;

    if (ki_value_from(column->kind, &attribute->maximum, &number) &&
        !ki_limits_admit(column, &number))
        return "%t.%c has a .minimum above its .maximum: exchange them";
    if (column->has_default && !default_of(column->attribute) &&
        !ki_limits_admit(column, ki_column_default(column, &number)))
        return "%t.%c has a default beyond its limits: use one within, or move "
               "the limits";
    if (column == table->autoincrement &&
        ki_value_from_unsigned(column->kind, table->first_number, &number) &&
        !ki_limits_admit(column, &number))
        return "%t.%c counts up from a number beyond its limits: give it a "
               ".first_number within, or move the limits";
    return NULL;
}

static bool has_limits(const kith_attribute *attribute)
{
    return attribute->minimum.kind || attribute->maximum.kind ||
           attribute->maximum_bytes;
}

/* The limits of one column that has some. The facts are copied for each end,
 * for each names itself as the constraint; .maximum_bytes names itself in its
 * sentences. */
static bool build_limits(struct builder *builder, struct table *table,
                         struct column *column)
{
    const kith_attribute *attribute = column->attribute;
    struct error_facts facts = member_facts(table, attribute->name);
    struct error_facts minimum = facts, maximum = facts;
    struct limits *limits;

    limits = build_new(builder, 1, sizeof(*limits));
    if (!limits || !check_place(builder, column, facts))
        return false;
    assert(!column->limits);
    *limits = limits_of_kind(column->kind);
    column->limits = limits;
    minimum.constraint = ".minimum";
    maximum.constraint = ".maximum";
    return admit_limit(builder, column, &attribute->minimum, minimum,
                       &limits->minimum, &limits->minimum_text) &&
           admit_limit(builder, column, &attribute->maximum, maximum,
                       &limits->maximum, &limits->maximum_text) &&
           admit_bytes(builder, column, facts, &limits->bytes_text) &&
           accept(builder, wrong_with_limits(table, column), facts);
}

/* The numbers that the key gives out, as far as its type and .first_number say
 * them. A table that does not count has first_number 1 too, with which its
 * store begins, though it gives out no number. */
static void find_numbers(struct table *table)
{
    const struct column *column = table->autoincrement;

    table->first_number = 1;
    if (!column)
        return;
    table->last_number = ki_kind_max(column->kind);
    if (column->attribute->first_number)
        table->first_number = column->attribute->first_number;
}

/* Numbers before limits, for these are judged against the first one; the last
 * one after them, for a .maximum lowers it. */
bool ki_build_limits(struct builder *builder, struct table *table)
{
    const struct column *counting = table->autoincrement;

    find_numbers(table);
    for (size_t i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];

        if (!accept(builder, wrong_with_counting(table, column),
                    member_facts(table, column->attribute->name)) ||
            (has_limits(column->attribute) &&
             !build_limits(builder, table, column)))
            return false;
    }
    /* Above the first number, so without a sign. */
    if (counting && counting->limits && counting->limits->maximum_text)
        table->last_number = counting->limits->maximum.natural;
    assert(!counting || table->first_number <= table->last_number);
    return true;
}
