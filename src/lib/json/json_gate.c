#include "lib/json/json_gate.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/base/text.h"

#define REPLACEMENT "\xEF\xBF\xBD"
#define INTEGER_DIGITS_MAX 18 /* the longest that always fits 64 bits */
#define EXPONENT_DIGITS_MAX 3
#define UNICODE_ESCAPE_BYTES 6 /* \uXXXX */

struct gate {
    const char *text;
    size_t size;
    size_t at;
    size_t copied; /* so much of the text is in `out`, or what stands for it */
    int depth;
    size_t replaced;
    struct buffer *out;
    struct error *err;
};

static bool refuse(struct gate *gate, const char *reason)
{
    return error_set(gate->err, ERROR_RETRY, "malformed JSON at byte %zu of %zu: %s", gate->at,
                     gate->size, reason);
}

/* '\0' at the end; a NUL inside the text reads the same, and no rule takes it. */
static char peek(const struct gate *gate, size_t ahead)
{
    return gate->size - gate->at > ahead ? gate->text[gate->at + ahead] : '\0';
}

/* Most documents are as they should be: what was passed is copied at once. */
static void copy(struct gate *gate)
{
    buffer_add_bytes(gate->out, gate->text + gate->copied, gate->at - gate->copied);
    gate->copied = gate->at;
}

/* Writes `text` in place of the next bytes. */
static void write_instead(struct gate *gate, size_t count, const char *text)
{
    copy(gate);
    buffer_add(gate->out, text);
    gate->at += count;
    gate->copied = gate->at;
}

static void replace(struct gate *gate, size_t count)
{
    write_instead(gate, count, REPLACEMENT);
    gate->replaced++;
}

static size_t digits_at(const struct gate *gate, size_t ahead)
{
    size_t count = 0;
    while (peek(gate, ahead + count) >= '0' && peek(gate, ahead + count) <= '9')
        count++;
    return count;
}

/* RFC 8259 section 6: minus, digits without a leading zero, fraction, exponent. */
static bool pass_number(struct gate *gate)
{
    size_t length = peek(gate, 0) == '-';
    size_t digits = digits_at(gate, length);
    bool is_large = false;
    if (digits == 0)
        return refuse(gate, "a minus without digits");
    if (digits > 1 && peek(gate, length) == '0')
        return refuse(gate, "a number with a leading zero");
    is_large = digits > INTEGER_DIGITS_MAX;
    length += digits;
    if (peek(gate, length) == '.') {
        digits = digits_at(gate, length + 1);
        if (digits == 0)
            return refuse(gate, "a number that ends in a point");
        length += 1 + digits;
    }
    if (peek(gate, length) == 'e' || peek(gate, length) == 'E') {
        length += 1 + (peek(gate, length + 1) == '+' || peek(gate, length + 1) == '-');
        digits = digits_at(gate, length);
        if (digits == 0)
            return refuse(gate, "an exponent without digits");
        is_large = is_large || digits > EXPONENT_DIGITS_MAX;
        length += digits;
    }
    is_large = is_large || length > LIMIT_JSON_NUMBER_BYTES;
    if (is_large)
        write_instead(gate, 0, "\"");
    gate->at += length;
    if (is_large)
        write_instead(gate, 0, "\"");
    return true;
}

static bool pass_word(struct gate *gate)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        size_t length = strlen(words[i]);
        if (gate->size - gate->at >= length &&
            memcmp(gate->text + gate->at, words[i], length) == 0) {
            gate->at += length;
            return true;
        }
    }
    return refuse(gate, "no JSON value begins so");
}

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

/* The code unit of the \uXXXX that begins `ahead` bytes on; -1 when there is none. */
static int code_unit(const struct gate *gate, size_t ahead)
{
    int unit = 0;
    if (peek(gate, ahead) != '\\' || peek(gate, ahead + 1) != 'u')
        return -1;
    for (size_t i = 2; i < UNICODE_ESCAPE_BYTES; i++) {
        int value = hex_value(peek(gate, ahead + i));
        if (value < 0)
            return -1;
        unit = unit * 16 + value;
    }
    return unit;
}

static bool pass_unicode_escape(struct gate *gate)
{
    int unit = code_unit(gate, 0);
    if (unit < 0)
        return refuse(gate, "\\u without four hex digits");
    bool is_high = unit >= 0xD800 && unit <= 0xDBFF;
    bool is_low = unit >= 0xDC00 && unit <= 0xDFFF;
    int next = is_high ? code_unit(gate, UNICODE_ESCAPE_BYTES) : -1;
    if (next >= 0xDC00 && next <= 0xDFFF)
        gate->at += 2 * UNICODE_ESCAPE_BYTES;
    else if (unit == 0 || is_high || is_low)
        replace(gate, UNICODE_ESCAPE_BYTES);
    else
        gate->at += UNICODE_ESCAPE_BYTES;
    return true;
}

static bool pass_escape(struct gate *gate)
{
    char letter = peek(gate, 1);
    if (letter == 'u')
        return pass_unicode_escape(gate);
    if (letter == '\0' || !strchr("\"\\/bfnrt", letter))
        return refuse(gate, "an escape that JSON does not have");
    gate->at += 2;
    return true;
}

/* Bytes that may be copied as they are: up to a quote, a backslash, a control character, or a byte
 * that is not UTF-8. */
static size_t plain_run(const struct gate *gate)
{
    const unsigned char *bytes = (const unsigned char *)gate->text + gate->at;
    size_t left = gate->size - gate->at, run = 0;
    while (run < left && bytes[run] != '"' && bytes[run] != '\\' && bytes[run] >= ' ') {
        size_t length = bytes[run] < 0x80 ? 1 : text_character(bytes + run, left - run);
        if (length == 0)
            break;
        run += length;
    }
    return run;
}

/* The same character, written as JSON wants it: json-c takes a bare one up to 0.16 only. */
static void escape_control(struct gate *gate)
{
    char escape[UNICODE_ESCAPE_BYTES + 1];

    snprintf(escape, sizeof(escape), "\\u%04hhx", (unsigned char)gate->text[gate->at]);
    write_instead(gate, 1, escape);
}

static bool pass_string(struct gate *gate)
{
    gate->at++;
    for (;;) {
        gate->at += plain_run(gate);
        if (gate->at == gate->size)
            return refuse(gate, "a string does not end (cut off?)");
        char byte = gate->text[gate->at];
        if (byte == '"')
            break;
        if (byte > '\0' && byte < ' ')
            escape_control(gate);
        else if (byte != '\\')
            replace(gate, 1);
        else if (!pass_escape(gate))
            return false;
    }
    gate->at++;
    return true;
}

static bool pass_bracket(struct gate *gate, int step)
{
    gate->depth += step;
    if (gate->depth > LIMIT_JSON_DEPTH)
        return refuse(gate, "nested too deep");
    gate->at++;
    return true;
}

static bool pass_token(struct gate *gate)
{
    switch (gate->text[gate->at]) {
    case '{':
    case '[':
        return pass_bracket(gate, 1);
    case '}':
    case ']':
        return pass_bracket(gate, -1);
    case ' ':
    case '\t':
    case '\n':
    case '\r':
    case ':':
    case ',':
        gate->at++;
        return true;
    case '"':
        return pass_string(gate);
    case '-':
    case '0' ... '9':
        return pass_number(gate);
    default:
        return pass_word(gate);
    }
}

/* The place behind a string that begins at `at`. */
static size_t behind_string(const char *text, size_t size, size_t at)
{
    for (at++; at < size && text[at] != '"'; at++)
        at += text[at] == '\\';
    return at < size ? at + 1 : size;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static size_t behind_blanks(const char *text, size_t size, size_t at)
{
    while (at < size && is_blank(text[at]))
        at++;
    return at;
}

static bool ends_word(char byte)
{
    return byte == '"' || byte == '{' || byte == '}' || byte == '[' || byte == ']' || byte == ',' ||
           byte == ':' || is_blank(byte);
}

static size_t behind_word(const char *text, size_t size, size_t at)
{
    while (at < size && !ends_word(text[at]))
        at++;
    return at;
}

/* Passes one token and the blanks behind it; *is_value: it begins a value. */
static size_t behind_token(const char *text, size_t size, size_t at, bool *is_value)
{
    char first = text[at];

    if (first == '"')
        at = behind_string(text, size, at);
    else
        at = ends_word(first) ? at + 1 : behind_word(text, size, at);
    at = behind_blanks(text, size, at);
    *is_value = first == '"' ? at == size || text[at] != ':' /* else it is a key */
                             : first == '{' || first == '[' || !ends_word(first);
    return at;
}

bool json_gate_count(const char *text, size_t size, size_t maximum, struct error *err)
{
    size_t count = 0;
    size_t at = behind_blanks(text, size, 0);

    while (at < size) {
        bool is_value = false;
        at = behind_token(text, size, at, &is_value);
        count += is_value;
        if (count > maximum)
            return error_set_cause(err, ERROR_ITEM, CAUSE_TOO_LARGE, "it has more than %zu values",
                                   maximum);
    }
    return true;
}

bool json_gate_pass(struct buffer *out, const char *text, size_t size, size_t *replaced,
                    struct error *err)
{
    struct gate gate = {.text = text, .size = size, .out = out, .err = err};
    if (size > LIMIT_JSON_BYTES)
        return refuse(&gate, "the document is too large");
    while (gate.at < gate.size)
        if (!pass_token(&gate))
            return false;
    copy(&gate);
    *replaced = gate.replaced;
    return true;
}

static void add_code_unit(struct buffer *out, unsigned unit)
{
    static const char digits[] = "0123456789abcdef";
    char escape[UNICODE_ESCAPE_BYTES] = {'\\', 'u'};

    for (size_t i = UNICODE_ESCAPE_BYTES - 1; i >= 2; i--, unit /= 16)
        escape[i] = digits[unit % 16];
    buffer_add_bytes(out, escape, sizeof(escape));
}

/* One character of `length` bytes, which is two to four. */
static void escape_character(struct buffer *out, const unsigned char *bytes, size_t length)
{
    unsigned code = bytes[0] & (0x7Fu >> length);

    for (size_t i = 1; i < length; i++)
        code = code << 6 | (bytes[i] & 0x3F);
    if (code >= 0x10000) {
        add_code_unit(out, 0xD800 + ((code - 0x10000) >> 10));
        code = 0xDC00 + ((code - 0x10000) & 0x3FF);
    }
    add_code_unit(out, code);
}

void json_gate_to_ascii(struct buffer *document)
{
    CLEANUP(buffer_release) struct buffer out = {0};
    const unsigned char *bytes = (const unsigned char *)buffer_text(document);
    size_t run = 0;

    for (size_t at = 0; at < document->size; at += run) {
        for (run = 0; at + run < document->size && bytes[at + run] < 0x80; run++)
            continue;
        buffer_add_bytes(&out, bytes + at, run);
        at += run;
        run = at < document->size ? text_character(bytes + at, document->size - at) : 0;
        if (run > 0)
            escape_character(&out, bytes + at, run);
    }
    buffer_clear(document);
    buffer_add_bytes(document, out.data, out.size);
}
