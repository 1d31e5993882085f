#include "lib/base/text.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/limits.h"

#define REPLACEMENT "\xEF\xBF\xBD"

/* RFC 3629 section 4: the second byte's range depends on the first; those after it are 80..BF. */
struct lead {
    unsigned char first, last;
    unsigned char second_first, second_last;
    unsigned char length;
};

static const struct lead leads[] = {
    {0x00, 0x7F, 0x00, 0x00, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

static bool follows(const struct lead *lead, const unsigned char *bytes)
{
    if (lead->length > 1 && (bytes[1] < lead->second_first || bytes[1] > lead->second_last))
        return false;
    for (size_t i = 2; i < lead->length; i++)
        if ((bytes[i] & 0xC0) != 0x80)
            return false;
    return true;
}

size_t text_character(const unsigned char *bytes, size_t size)
{
    if (size == 0)
        return 0;
    for (size_t i = 0; i < ARRAY_LENGTH(leads); i++) {
        const struct lead *lead = &leads[i];
        if (bytes[0] <= lead->last)
            return bytes[0] >= lead->first && lead->length <= size && follows(lead, bytes)
                       ? lead->length
                       : 0;
    }
    return 0;
}

/* Bytes from `at` on that may stay: up to the first that is not UTF-8 or is U+0000. */
static size_t clean_run(const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t at = 0;
    while (at < size && bytes[at] != 0) {
        size_t length = text_character(bytes + at, size - at);
        if (length == 0)
            break;
        at += length;
    }
    return at;
}

bool text_is_key(const char *text)
{
    size_t size = text != NULL ? strnlen(text, LIMIT_KEY_BYTES + 1) : 0;

    return size > 0 && size <= LIMIT_KEY_BYTES;
}

size_t text_sanitise(struct buffer *out, const char *bytes, size_t size)
{
    size_t replaced = 0;
    for (size_t at = 0; at < size;) {
        size_t run = clean_run(bytes + at, size - at);
        buffer_add_bytes(out, bytes + at, run);
        at += run;
        if (at < size) {
            buffer_add(out, REPLACEMENT);
            replaced++;
            at++;
        }
    }
    return replaced;
}

bool text_is_utf8(const char *bytes, size_t size)
{
    return clean_run(bytes, size) == size;
}

/* Up to three bytes of one character, as one number. */
static uint32_t joined(const unsigned char *bytes, size_t length)
{
    uint32_t value = 0;
    for (size_t i = 0; i < length; i++)
        value = value << 8 | bytes[i];
    return value;
}

/* C0, DEL, C1; then, as UTF-8: U+061C, U+200E to 200F, 2028 to 202E, 2066 to 2069. */
static bool is_control(const unsigned char *bytes, size_t length)
{
    uint32_t value = joined(bytes, length);
    switch (length) {
    case 1:
        return value < 0x20 || value == 0x7F;
    case 2:
        return (value >= 0xC280 && value <= 0xC29F) || value == 0xD89C;
    case 3:
        return value == 0xE2808E || value == 0xE2808F || (value >= 0xE280A8 && value <= 0xE280AE) ||
               (value >= 0xE281A6 && value <= 0xE281A9);
    default:
        return false;
    }
}

void text_single_line(char *text)
{
    size_t size = strlen(text);
    char *to = text;
    for (size_t at = 0; at < size;) {
        const unsigned char *bytes = (const unsigned char *)text + at;
        size_t length = text_character(bytes, size - at);
        if (length == 0 || is_control(bytes, length)) {
            *to++ = '?';
            at += length ? length : 1;
            continue;
        }
        memmove(to, bytes, length);
        to += length;
        at += length;
    }
    *to = '\0';
}

char *text_duration(char out[32], int64_t milliseconds)
{
    int64_t ms = milliseconds < 0 ? 0 : milliseconds;
    long long seconds = ms / 1000, minutes = seconds / 60, hours = minutes / 60, days = hours / 24;
    if (ms < 1000)
        snprintf(out, 32, "%lld ms", (long long)ms);
    else if (minutes == 0)
        snprintf(out, 32, "%lld s", seconds);
    else if (hours == 0)
        snprintf(out, 32, "%lld min", minutes);
    else if (days == 0 && minutes % 60 == 0)
        snprintf(out, 32, "%lld h", hours);
    else if (days == 0)
        snprintf(out, 32, "%lld h %lld min", hours, minutes % 60);
    else if (hours % 24 == 0)
        snprintf(out, 32, "%lld d", days);
    else
        snprintf(out, 32, "%lld d %lld h", days, hours % 24);
    return out;
}

char *text_bytes(char out[32], uint64_t size_bytes)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    size_t unit = 0;
    while (unit + 1 < ARRAY_LENGTH(units) && size_bytes >> (10 * (unit + 1)) != 0)
        unit++;
    unsigned long long whole = size_bytes >> (10 * unit);
    if (unit == 0) {
        snprintf(out, 32, "%llu B", whole);
        return out;
    }
    /* Cut, not rounded, so that nothing becomes "1024.0 KiB"; ten bits are enough for a tenth. */
    unsigned long long tenths = (size_bytes >> (10 * (unit - 1)) & 1023) * 10 / 1024;
    snprintf(out, 32, "%llu.%llu %s", whole, tenths, units[unit]);
    return out;
}

static bool unit_milliseconds(const char *unit, int64_t *milliseconds)
{
    static const struct {
        const char *name;
        int64_t milliseconds;
    } units[] = {{"", 1000}, {"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
    for (size_t i = 0; i < ARRAY_LENGTH(units); i++) {
        if (strcmp(unit, units[i].name) == 0) {
            *milliseconds = units[i].milliseconds;
            return true;
        }
    }
    return false;
}

bool text_parse_duration(const char *text, int64_t *milliseconds)
{
    const char *at = text;
    int64_t number = 0, unit;
    for (; *at >= '0' && *at <= '9'; at++)
        if (__builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, *at - '0', &number))
            return false;
    if (at == text || !unit_milliseconds(at, &unit) ||
        __builtin_mul_overflow(number, unit, &number))
        return false;
    *milliseconds = number;
    return true;
}

static bool is_unreserved(char byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           (byte >= '0' && byte <= '9') || (byte && strchr("-._~", byte));
}

void text_url_encode(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        if (is_unreserved(*text))
            buffer_add_bytes(out, text, 1);
        else
            buffer_printf(out, "%%%02X", (unsigned)(unsigned char)*text);
    }
}

char *text_hex(const char *text)
{
    size_t size = strlen(text);
    char *digits = xcalloc(size * 2 + 1, 1);

    return sodium_bin2hex(digits, size * 2 + 1, (const unsigned char *)text, size);
}

char *text_from_hex(const char *digits)
{
    size_t size = strlen(digits) / 2;
    CLEANUP(free_pointer) char *text = xcalloc(size + 1, 1);
    size_t found = 0;

    if (sodium_hex2bin((unsigned char *)text, size, digits, size * 2, NULL, &found, NULL) != 0 ||
        found != size || strlen(digits) != size * 2)
        return NULL;
    return TAKE(text);
}

bool text_is_blank(const char *text)
{
    static const char *const blanks[] = {"\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80",
                                         "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf",
                                         "\xe2\x81\x9f", "\xe3\x80\x80"};

    while (*text != '\0') {
        size_t size = strspn(text, " \t\n\v\f\r");
        if (size == 0 && strncmp(text, "\xe2\x80", 2) == 0 && (unsigned char)text[2] <= 0x8a)
            size = 3;
        for (size_t i = 0; size == 0 && i < ARRAY_LENGTH(blanks); i++)
            if (strncmp(text, blanks[i], strlen(blanks[i])) == 0)
                size = strlen(blanks[i]);
        if (size == 0)
            return false;
        text += size;
    }
    return true;
}
