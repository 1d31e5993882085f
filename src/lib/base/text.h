/* text.h: the gate between foreign bytes and PostgreSQL, and numbers for people. */
#ifndef BRIGADE_BASE_TEXT_H
#define BRIGADE_BASE_TEXT_H

#include "lib/base/buffer.h"

/* Length in bytes (1 to 4) of the character at `bytes`, by RFC 3629 (no overlong forms, no
 * surrogates, nothing above U+10FFFF); 0 when there is none. */
size_t text_character(const unsigned char *bytes, size_t size);
/* Whether a row may be known by a text: it has one to LIMIT_KEY_BYTES bytes. NULL has none. */
bool text_is_key(const char *text);
/* Copies with each byte that is not UTF-8, and each U+0000, replaced by U+FFFD. Returns how many
 * were. */
size_t text_sanitise(struct buffer *out, const char *bytes, size_t size);
bool text_is_utf8(const char *bytes, size_t size); /* strict, and without U+0000 */
/* Whether there is nothing but blanks, those of Unicode too. */
bool text_is_blank(const char *text);
/* For one line of log or table: control characters (C0, DEL, C1, bidi controls, U+2028 and 2029)
 * and bytes that are not UTF-8 become '?'. In place. */
void text_single_line(char *text);

/* Cut, not rounded: "950 ms", "12 s", "4 min", "1 h 5 min", "2 d 3 h"; "512 B", "1.5 MiB". Return
 * `out`. */
char *text_duration(char out[32], int64_t milliseconds);
char *text_bytes(char out[32], uint64_t size_bytes);
/* "55s", "10m", "2h", "30d", "500ms", plain seconds. False when it is not a duration. */
bool text_parse_duration(const char *text, int64_t *milliseconds) MUST_CHECK;

/* Percent-encodes everything but A-Z a-z 0-9 - . _ ~ (RFC 3986 unreserved). */
void text_url_encode(struct buffer *out, const char *text);
/* The bytes of a text as pairs of small hexadecimal digits. The caller frees them. */
char *text_hex(const char *text) MUST_CHECK;
/* The text that has these digits; NULL when they are not such digits. The caller frees it. */
char *text_from_hex(const char *digits) MUST_CHECK;

#endif
