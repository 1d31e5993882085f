/* json.h: the only door to json-c. Parsing is strict where json-c is lax (measured on 0.16): UTF-8
 * by RFC 3629, no NaN, no junk behind the document, depth bounded (json_gate.h).
 *
 * Text that PostgreSQL refuses is replaced by U+FFFD (U+0000, invalid UTF-8, lone surrogates), in
 * values and in keys, and the document says so.
 *
 * Paths are keys joined by '.', such as "source.branch.name"; a missing key, a JSON null, and a
 * parent that is not an object all give "absent". Look-ups never coerce one type into another.
 */
#ifndef BRIGADE_JSON_JSON_H
#define BRIGADE_JSON_JSON_H

#include "lib/base/error.h"

struct json_object; /* json-c's, reference-counted */

/* *out is the caller's (json_free); NULL for the document `null`. ERROR_RETRY, because a malformed
 * text may come whole the next time. ERROR_ITEM with CAUSE_TOO_LARGE when it has more values than
 * LIMIT_JSON_VALUES. *sanitised (may be NULL) says whether anything was replaced.
 * Control characters that stand raw in a string are taken (json_print escapes them); of a key that
 * comes twice the last is taken, as jsonb does. */
bool json_parse(const char *text, size_t size, struct json_object **out, bool *sanitised,
                struct error *err) MUST_CHECK;
void json_free(struct json_object **value); /* drops one reference */
/* One more reference; NULL gives NULL. */
struct json_object *json_share(struct json_object *value) MUST_CHECK;

bool json_is_object(const struct json_object *value); /* false for NULL */
bool json_is_array(const struct json_object *value);
bool json_is_text(const struct json_object *value);
/* Owned by `value`; NULL when absent. */
struct json_object *json_at(const struct json_object *value, const char *path);
const char *json_text_at(const struct json_object *value, const char *path);
/* The text that the value itself is, or NULL: for values under keys that are not ours. */
const char *json_text(const struct json_object *value);
bool json_integer_at(const struct json_object *value, const char *path, int64_t *out) MUST_CHECK;
/* The same of keys that may hold dots. */
const char *json_text_of(const struct json_object *object, const char *key);
bool json_integer_of(const struct json_object *object, const char *key, int64_t *out) MUST_CHECK;
bool json_boolean_at(const struct json_object *value, const char *path, bool otherwise);
bool json_has_key(const struct json_object *value,
                  const char *key); /* also when its value is null */
/* Overwrites a text, which may be a secret, with '*'. */
void json_erase_text(struct json_object *value, const char *path);
size_t json_length(const struct json_object *array); /* 0 when it is not an array */
struct json_object *json_element(const struct json_object *array, size_t index);
/* Calls `each` for every key of an object, in the document's order. `each` may remove that key. */
void json_each(const struct json_object *object,
               void (*each)(const char *key, struct json_object *value, void *payload),
               void *payload);
/* Whether U+FFFD occurs anywhere below, keys included. Iterative. */
bool json_has_replacement(const struct json_object *value);

/* Builders. A value given to json_set or json_append is owned by the container from then on; NULL
 * is JSON null. Texts and keys are sanitised as in json_parse. */
struct json_object *json_new_object(void) MUST_CHECK;
struct json_object *json_new_array(void) MUST_CHECK;
struct json_object *json_new_text(const char *text) MUST_CHECK; /* NULL gives NULL */
void json_set(struct json_object *object, const char *key, struct json_object *value);
void json_set_text(struct json_object *object, const char *key, const char *text);
void json_set_integer(struct json_object *object, const char *key, int64_t number);
void json_set_boolean(struct json_object *object, const char *key, bool truth);
void json_remove(struct json_object *object, const char *key);
void json_append(struct json_object *array, struct json_object *value);
/* Compact text, valid for PostgreSQL's jsonb; owned by `value` until it changes or is printed
 * again. size may be NULL. */
const char *json_print(struct json_object *value, size_t *size);

#endif
