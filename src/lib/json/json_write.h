/* json_write.h: JSON as text, written value by value.
 *
 * Rows wait for their transaction as text: a tree of 50,000 small objects takes 50 MB of memory,
 * and its text 5 MB. Commas are put where they are due; keys and values come from json.h, which
 * escapes them.
 */
#ifndef BRIGADE_JSON_JSON_WRITE_H
#define BRIGADE_JSON_JSON_WRITE_H

#include "lib/base/buffer.h"
#include "lib/json/json.h"

/* `bracket`: '{' or '[' to begin, '}' or ']' to end. */
void json_write_begin(struct buffer *text, char bracket);
void json_write_end(struct buffer *text, char bracket);
/* The key of the value that follows. */
void json_write_key(struct buffer *text, const char *key);
/* Takes the value: it is freed. NULL is JSON null. */
void json_write_value(struct buffer *text, struct json_object *value);
/* A value that is JSON already, or several of them with commas between. */
void json_write_text(struct buffer *text, const char *json);

/* The same JSON for a terminal: of the control characters that a terminal might obey, those that
 * JSON lets stand (DEL and C1) become escapes. */
void json_write_for_terminal(struct buffer *text, const char *json);

#endif
