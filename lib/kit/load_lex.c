/* load_lex.c - words, cells and values of a text.
 *
 * Owns   the form of what stands in a line; see kith/dump.h and
 *        kith/test/world.h, whose contract it is.
 *
 * A token never leaves its line, so a place in the text is all that reading
 * needs, and a row can be read again from there.
 */
#include "kit/load.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char letters_of_words[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "abcdefghijklmnopqrstuvwxyz_0123456789";
static const char letters_of_numbers[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                         "abcdefghijklmnopqrstuvwxyz_0123456789"
                                         "+-.";
static const char decimal_digits[] = "0123456789";

/* --- Tokens --------------------------------------------------------------- */

/* How many bytes a quoted text has, both quotes included; 0 where it does not
 * end within its line. */
static size_t quoted_bytes(const char *text)
{
    size_t bytes = 1;

    assert(*text == '\'' || *text == '"');
    while (text[bytes] != *text) {
        bytes += text[bytes] == '\\' && text[bytes + 1];
        if (!text[bytes] || text[bytes] == '\n')
            return 0;
        bytes++;
    }
    return bytes + 1;
}

static struct token quoted_token(const char *at, bool is_blob)
{
    size_t bytes = quoted_bytes(at + is_blob);

    if (bytes == 0)
        return (struct token){TOKEN_BAD, at, strcspn(at, "\n")};
    return (struct token){is_blob ? TOKEN_BLOB : TOKEN_QUOTED, at,
                          bytes + is_blob};
}

struct token ki_load_token(const char **at)
{
    struct token token = {.at = *at + strspn(*at, " \t\r\v\f")};
    char first = *token.at;

    if (!first || first == '\n')
        token.kind = TOKEN_END;
    else if (first == '\'' || first == '"')
        token = quoted_token(token.at, false);
    else if (first == 'x' && (token.at[1] == '\'' || token.at[1] == '"'))
        token = quoted_token(token.at, true);
    else if (strchr("+-.", first) || strchr(decimal_digits, first))
        token = (struct token){TOKEN_DIGITS, token.at,
                               strspn(token.at, letters_of_numbers)};
    else if (strchr(letters_of_words, first))
        token = (struct token){TOKEN_WORD, token.at,
                               strspn(token.at, letters_of_words)};
    else if (first == '#')
        token = (struct token){TOKEN_MARK, token.at,
                               1 + strspn(token.at + 1, decimal_digits)};
    else
        token = (struct token){TOKEN_SIGN, token.at, 1};
    *at = token.at + token.bytes;
    return token;
}

bool ki_load_is_word(const struct token *token, const char *word)
{
    return token->kind == TOKEN_WORD && token->bytes == strlen(word) &&
           memcmp(token->at, word, token->bytes) == 0;
}

/* --- Cells ---------------------------------------------------------------- */

/* A cell of one token. KITH_E_MISUSE. */
static kith_status simple_cell(struct load *load, const struct token *token,
                               struct cell *cell)
{
    static const char *const literals[] = {"true", "false", "nan", "inf"};

    *cell = (struct cell){.kind = CELL_LITERAL, .token = *token};
    switch (token->kind) {
    case TOKEN_WORD:
        cell->kind = ki_load_is_word(token, "null") ? CELL_NULL : CELL_NAME;
        for (size_t i = 0; i < sizeof(literals) / sizeof(*literals); i++) {
            if (ki_load_is_word(token, literals[i]))
                cell->kind = CELL_LITERAL;
        }
        return KITH_OK;
    case TOKEN_MARK:
        cell->kind = CELL_NAME;
        return KITH_OK;
    case TOKEN_DIGITS:
    case TOKEN_QUOTED:
    case TOKEN_BLOB:
        return KITH_OK;
    case TOKEN_BAD:
        return ki_load_fail(load, KITH_E_MISUSE, token->at, NULL, NULL,
                            "the text has no end in this line");
    default:
        return ki_load_fail_token(load, KITH_E_MISUSE, token, NULL, NULL,
                                  "is no value");
    }
}

/* The values between parentheses, which are read again where they are
 * needed. */
static kith_status skip_tuple(struct load *load, const char **at)
{
    kith_status status = KITH_OK;
    struct token token;
    struct cell cell;

    do {
        token = ki_load_token(at);
        status = simple_cell(load, &token, &cell);
        if (status == KITH_OK)
            token = ki_load_token(at);
    } while (status == KITH_OK && token_is(&token, ','));
    if (status == KITH_OK && !token_is(&token, ')'))
        status = ki_load_fail_token(load, KITH_E_MISUSE, &token, NULL, NULL,
                                    "stands where , or ) is expected");
    return status;
}

kith_status ki_load_cell(struct load *load, const char **at, struct cell *cell)
{
    const char *behind = *at;
    struct token token = ki_load_token(&behind);

    assert(cell);
    if (token.kind == TOKEN_END || token_is(&token, '|')) {
        *cell = (struct cell){.kind = CELL_ABSENT, .token = token};
        return KITH_OK;
    }
    *at = behind;
    if (!token_is(&token, '('))
        return simple_cell(load, &token, cell);
    *cell = (struct cell){.kind = CELL_TUPLE, .token = token};
    return skip_tuple(load, at);
}

/* Leading zeros of a number do not count: #03 is #3. */
kith_status ki_load_add_name(struct load *load, const struct token *token,
                             size_t table)
{
    const char *at = token->at, *end = at + token->bytes;
    struct cell cell;
    kith_status status = simple_cell(load, token, &cell);

    if (status != KITH_OK)
        return status;
    if (cell.kind != CELL_NAME || (*at == '#' && token->bytes == 1))
        return ki_load_fail_token(load, KITH_E_MISUSE, token, NULL, NULL,
                                  "is no name");
    load->scratch.count = 0;
    status = ki_load_add(load, *at == '#' ? "#" : "N", 1);
    if (*at == '#') {
        at += 1 + strspn(at + 1, "0");
        if (status == KITH_OK)
            status = ki_load_add(load, &table, sizeof(table));
    }
    return status == KITH_OK ? ki_load_add(load, at, (size_t)(end - at))
                             : status;
}

/* --- Texts and blobs ------------------------------------------------------ */

static int hexadecimal(char digit)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = digit ? strchr(digits, digit) : NULL;

    return at ? (int)((at - digits) % 16) : -1;
}

/* The byte of an escape, whose backslash is at *at, which is moved behind it;
 * -1 where it is none. A NUL is none: it would end the text. */
static int escaped_byte(const char **at)
{
    static const char names[] = "nrt'\"\\", bytes[] = "\n\r\t'\"\\";
    const char *name = (*at)[1] ? strchr(names, (*at)[1]) : NULL;
    int high, low;

    assert(**at == '\\');
    if (name) {
        *at += 2;
        return bytes[name - names];
    }
    if ((*at)[1] != 'x')
        return -1;
    high = hexadecimal((*at)[2]);
    low = high < 0 ? -1 : hexadecimal((*at)[3]);
    if (low < 0 || (high == 0 && low == 0))
        return -1;
    *at += 4;
    return high * 16 + low;
}

kith_status ki_load_unquote(struct load *load, const struct token *token,
                            const char **text)
{
    const char *at = token->at, *end = at + token->bytes;
    char *to = ki_load_new_draft(load, token->bytes + 1);
    int byte;

    assert(token->kind == TOKEN_QUOTED || token->kind == TOKEN_WORD);
    if (!to)
        return KITH_E_MEMORY;
    *text = to;
    if (token->kind == TOKEN_QUOTED) {
        at++;
        end--;
    }
    while (at < end) {
        if (*at != '\\') {
            *to++ = *at++;
            continue;
        }
        byte = escaped_byte(&at);
        if (byte < 0)
            return ki_load_fail(
                load, KITH_E_CHECK, at, NULL, NULL,
                "an escape is \\n, \\r, \\t, \\', \\\", \\\\ or "
                "two hexadecimal digits as in \\x1b, not 00");
        *to++ = (char)byte;
    }
    *to = '\0';
    return KITH_OK;
}

static bool read_blob(struct load *load, const struct token *token,
                      kith_value *value)
{
    size_t digits = token->bytes - 3;
    const char *at = token->at + 2;
    char *to = ki_load_new_draft(load, digits / 2 + 1);

    assert(token->kind == TOKEN_BLOB);
    if (!to)
        return false;
    *value = (kith_value)KITH_BINARY(to, digits / 2);
    for (size_t i = 0; i < digits; i += 2) {
        int high = hexadecimal(at[i]), low = hexadecimal(at[i + 1]);

        if (high < 0 || low < 0)
            return false;
        *to++ = (char)(high * 16 + low);
    }
    return true;
}

/* --- Numbers -------------------------------------------------------------- */

/* An integer of this many bits, with a sign or without. False where it is none
 * or does not fit, which `fits` tells apart. */
static bool read_integer(const struct token *token, const kith_column *column,
                         kith_value *value, bool *fits)
{
    bool has_sign =
        column->kind >= KITH_KIND_I8 && column->kind <= KITH_KIND_I64;
    bool negative = *token->at == '-';
    uint64_t most = UINT64_MAX >> (64 - 8 * column->bytes), number = 0;
    const char *at = token->at + (negative || *token->at == '+');
    const char *end = token->at + token->bytes;

    assert(column->bytes >= 1 && column->bytes <= 8);
    *fits = true;
    if (has_sign)
        most = most / 2 + negative;
    else if (negative)
        most = 0;
    if (at == end || token->kind != TOKEN_DIGITS)
        return false;
    for (; at < end; at++) {
        unsigned digit = (unsigned)(*at - '0');

        if (digit > 9) {
            *fits = true;
            return false;
        }
        *fits &= digit <= most && number <= (most - digit) / 10;
        number = number * 10 + digit;
    }
    if (has_sign)
        *value =
            (kith_value){.kind = KITH_KIND_I64,
                         .integer = (int64_t)(negative ? 0 - number : number)};
    else
        *value = (kith_value){.kind = KITH_KIND_U64, .natural = number};
    return *fits;
}

static bool read_bool(const struct token *token, kith_value *value)
{
    bool is_true = ki_load_is_word(token, "true") ||
                   (token->bytes == 1 && *token->at == '1');
    bool is_false = ki_load_is_word(token, "false") ||
                    (token->bytes == 1 && *token->at == '0');

    *value = (kith_value)KITH_INTEGER(is_true);
    return is_true || is_false;
}

/* What stands between two digits that the locale writes. */
static void find_point(struct load *load)
{
    char sample[sizeof(load->point) + 2] = "";
    size_t bytes;

    snprintf(sample, sizeof(sample), "%.1f", 0.5);
    bytes = strcspn(sample + 1, decimal_digits);
    assert(bytes > 0);
    memcpy(load->point, sample + 1, bytes);
}

/* The digits with the point of this locale. False when they are no real. */
static bool localize(struct load *load, const struct token *token, char *to)
{
    size_t used = 0;

    if (token->kind != TOKEN_DIGITS ||
        strspn(token->at, "+-.0123456789eE") < token->bytes)
        return false;
    if (!*load->point)
        find_point(load);
    for (size_t i = 0; i < token->bytes; i++) {
        const char *from = token->at[i] == '.' ? load->point : &token->at[i];
        size_t bytes = token->at[i] == '.' ? strlen(from) : 1;

        memcpy(to + used, from, bytes);
        used += bytes;
    }
    to[used] = '\0';
    return true;
}

static bool is_special(const struct token *token, double *real)
{
    bool is_minus = token->kind == TOKEN_DIGITS && token->bytes == 4 &&
                    memcmp(token->at, "-inf", 4) == 0;

    if (ki_load_is_word(token, "nan"))
        *real = (double)NAN;
    else
        *real = is_minus ? -(double)INFINITY : (double)INFINITY;
    return is_minus || ki_load_is_word(token, "inf") ||
           ki_load_is_word(token, "nan");
}

/* A real that is too large for its type does not fit; one that is too small is
 * rounded, to a number without all of its digits or to zero. */
static bool read_real(struct load *load, const struct token *token,
                      const kith_column *column, kith_value *value, bool *fits)
{
    char *digits =
        ki_load_new_draft(load, token->bytes * sizeof(load->point) + 1);
    char *end;

    assert(column->kind == KITH_KIND_F32 || column->kind == KITH_KIND_F64);
    *fits = true;
    *value = (kith_value){.kind = KITH_KIND_F64};
    if (is_special(token, &value->real))
        return true;
    if (!digits || !localize(load, token, digits))
        return false;
    value->real = column->kind == KITH_KIND_F32 ? (double)strtof(digits, &end)
                                                : strtod(digits, &end);
    *fits = value->real - value->real == 0;
    return *fits && end != digits && *end == '\0';
}

/* --- Values --------------------------------------------------------------- */

static kith_status read_text(struct load *load, const struct token *token,
                             const kith_column *column, kith_value *value)
{
    kith_status status;

    if (token->kind != TOKEN_QUOTED)
        return ki_load_fail_token(load, KITH_E_CHECK, token, column->table,
                                  column->name,
                                  "is no text: put it between quotes");
    *value = (kith_value){.kind = KITH_KIND_TEXT};
    status = ki_load_unquote(load, token, &value->text);
    if (status == KITH_OK && column->kind == KITH_KIND_CHARS &&
        strlen(value->text) >= column->bytes)
        return ki_load_fail_token(load, KITH_E_CHECK, token, column->table,
                                  column->name, "does not fit with its NUL");
    return status;
}

kith_status ki_load_value(struct load *load, const struct token *token,
                          const kith_column *column, kith_value *value)
{
    const char *why = "is no integer";
    bool read, fits = true;

    load->error->status = KITH_OK;
    switch (column->kind) {
    case KITH_KIND_TEXT:
    case KITH_KIND_CHARS:
        return read_text(load, token, column, value);
    case KITH_KIND_BLOB:
        why = "is no blob: write x'00ff'";
        read = token->kind == TOKEN_BLOB && read_blob(load, token, value);
        break;
    case KITH_KIND_F32:
    case KITH_KIND_F64:
        why = "is no number";
        read = read_real(load, token, column, value, &fits);
        break;
    case KITH_KIND_BOOL:
        why = "is neither true nor false";
        read = read_bool(token, value);
        break;
    default:
        read = read_integer(token, column, value, &fits);
    }
    if (read)
        return KITH_OK;
    if (load->error->status == KITH_E_MEMORY)
        return KITH_E_MEMORY;
    return ki_load_fail_token(load, KITH_E_CHECK, token, column->table,
                              column->name, fits ? why : "does not fit");
}
