#include "lib/json/json.h"

#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/json/json_gate.h"
#include "lib/base/limits.h"
#include "lib/base/text.h"

#define REPLACEMENT "\xEF\xBF\xBD"

/* json-c's look-ups take no const but change nothing, apart from json_print's cache. */
static struct json_object *unconst(const struct json_object *value)
{
    return (struct json_object *)(uintptr_t)value;
}

static void tokener_free(struct json_tokener **tokener)
{
    if (*tokener)
        json_tokener_free(*tokener);
}

/* json-c 0.16 takes a value that it has no memory for as the end of the document, and leaves out of
 * a text what it has none for. */
static void end_without_memory(void)
{
    if (errno == ENOMEM)
        out_of_memory();
}

/* The NUL goes along: a number or `null` at top level ends only with the byte behind it. */
static bool parse_clean(const struct buffer *clean, struct json_object **out, struct error *err)
{
    CLEANUP(tokener_free)
    struct json_tokener *tokener = json_tokener_new_ex(LIMIT_JSON_DEPTH + 1);
    if (!tokener || clean->size >= INT_MAX)
        return error_set(err, ERROR_RETRY, "a JSON document of %zu bytes is too large",
                         clean->size);
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    errno = 0;
    CLEANUP(json_free)
    struct json_object *value =
        json_tokener_parse_ex(tokener, buffer_text(clean), (int)clean->size + 1);
    end_without_memory();
    enum json_tokener_error result = json_tokener_get_error(tokener);
    size_t end = json_tokener_get_parse_end(tokener);
    if (result == json_tokener_continue)
        return error_set(err, ERROR_RETRY, "malformed JSON: it ends early, after %zu bytes",
                         clean->size);
    if (result != json_tokener_success)
        return error_set(err, ERROR_RETRY, "malformed JSON at byte %zu of %zu: %s", end,
                         clean->size, json_tokener_error_desc(result));
    if (end < clean->size)
        return error_set(err, ERROR_RETRY, "malformed JSON: %zu bytes stand behind its end",
                         clean->size - end);
    *out = TAKE(value);
    return true;
}

/* json-c 0.18, when strict, takes each byte above 0x7F for a control character where char is
 * signed.
 */
static bool takes_utf8(void)
{
    static const char text[] = "\"\xC3\xA9\"";
    CLEANUP(tokener_free) struct json_tokener *tokener = json_tokener_new_ex(1);
    CLEANUP(json_free) struct json_object *value = NULL;

    if (!tokener)
        out_of_memory();
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    value = json_tokener_parse_ex(tokener, text, sizeof(text));
    return value != NULL;
}

static bool is_ascii(const struct buffer *text)
{
    for (size_t i = 0; i < text->size; i++)
        if ((unsigned char)text->data[i] >= 0x80)
            return false;
    return true;
}

bool json_parse(const char *text, size_t size, struct json_object **out, bool *sanitised,
                struct error *err)
{
    CLEANUP(buffer_release) struct buffer clean = {0};
    size_t replaced;
    if (!json_gate_count(text, size, LIMIT_JSON_VALUES, err) ||
        !json_gate_pass(&clean, text, size, &replaced, err))
        return false;
    if (!is_ascii(&clean) && !takes_utf8())
        json_gate_to_ascii(&clean);
    if (!parse_clean(&clean, out, err))
        return false;
    if (sanitised)
        *sanitised = replaced > 0;
    return true;
}

/* json-c frees recursively: json_gate bounds the depth of what came from outside. */
void json_free(struct json_object **value)
{
    json_object_put(*value);
    *value = NULL;
}

struct json_object *json_share(struct json_object *value)
{
    return json_object_get(value);
}

bool json_is_object(const struct json_object *value)
{
    return json_object_is_type(value, json_type_object);
}

bool json_is_array(const struct json_object *value)
{
    return json_object_is_type(value, json_type_array);
}

bool json_is_text(const struct json_object *value)
{
    return json_object_is_type(value, json_type_string);
}

static struct json_object *member(const struct json_object *object, const char *key)
{
    struct json_object *value = NULL;
    if (json_is_object(object))
        json_object_object_get_ex(object, key, &value);
    return value;
}

struct json_object *json_at(const struct json_object *value, const char *path)
{
    const struct json_object *at = value;
    char key[128];
    for (const char *dot = strchr(path, '.'); dot; dot = strchr(path, '.')) {
        size_t length = (size_t)(dot - path);
        if (length >= sizeof key)
            bug("the JSON path \"%s\" has too long a key", path);
        memcpy(key, path, length);
        key[length] = '\0';
        at = member(at, key);
        path = dot + 1;
    }
    return member(at, path);
}

const char *json_text_at(const struct json_object *value, const char *path)
{
    struct json_object *text = json_at(value, path);
    return json_is_text(text) ? json_object_get_string(text) : NULL;
}

const char *json_text(const struct json_object *value)
{
    return json_is_text(value) ? json_object_get_string((struct json_object *)value) : NULL;
}

void json_erase_text(struct json_object *value, const char *path)
{
    char *text = (char *)json_text_at(value, path);

    for (size_t i = 0; text != NULL && text[i] != '\0'; i++)
        ((volatile char *)text)[i] = '*';
}

bool json_integer_at(const struct json_object *value, const char *path, int64_t *out)
{
    const struct json_object *number = json_at(value, path);
    if (!json_object_is_type(number, json_type_int))
        return false;
    *out = json_object_get_int64(number);
    return true;
}

const char *json_text_of(const struct json_object *object, const char *key)
{
    return json_text(member(object, key));
}

bool json_integer_of(const struct json_object *object, const char *key, int64_t *out)
{
    const struct json_object *number = member(object, key);
    if (!json_object_is_type(number, json_type_int))
        return false;
    *out = json_object_get_int64(number);
    return true;
}

bool json_boolean_at(const struct json_object *value, const char *path, bool otherwise)
{
    const struct json_object *truth = json_at(value, path);
    if (!json_object_is_type(truth, json_type_boolean))
        return otherwise;
    return json_object_get_boolean(truth);
}

bool json_has_key(const struct json_object *value, const char *key)
{
    return json_is_object(value) && json_object_object_get_ex(value, key, NULL);
}

size_t json_length(const struct json_object *array)
{
    return json_is_array(array) ? json_object_array_length(array) : 0;
}

struct json_object *json_element(const struct json_object *array, size_t index)
{
    return index < json_length(array) ? json_object_array_get_idx(array, index) : NULL;
}

void json_each(const struct json_object *object,
               void (*each)(const char *key, struct json_object *value, void *payload),
               void *payload)
{
    if (!json_is_object(object))
        return;
    json_object_object_foreach(unconst(object), key, value)
    {
        each(key, value, payload);
    }
}

/* Values still to be looked at: a list instead of recursion. */
struct pending {
    const struct json_object **values;
    size_t count, capacity;
};

static void pending_release(struct pending *pending)
{
    free_pointer(&pending->values);
}

static void pending_push(struct pending *pending, const struct json_object *value)
{
    if (pending->count == pending->capacity) {
        pending->capacity = pending->capacity ? pending->capacity * 2 : 64;
        pending->values = xrealloc(pending->values, pending->capacity * sizeof pending->values[0]);
    }
    pending->values[pending->count++] = value;
}

/* Pushes what stands directly below; true when a key among it holds U+FFFD. */
static bool push_children(struct pending *pending, const struct json_object *value)
{
    for (size_t i = 0; i < json_length(value); i++)
        pending_push(pending, json_element(value, i));
    if (!json_is_object(value))
        return false;
    json_object_object_foreach(unconst(value), key, child)
    {
        if (strstr(key, REPLACEMENT))
            return true;
        pending_push(pending, child);
    }
    return false;
}

bool json_has_replacement(const struct json_object *value)
{
    CLEANUP(pending_release) struct pending pending = {0};
    pending_push(&pending, value);
    while (pending.count > 0) {
        const struct json_object *at = pending.values[--pending.count];
        if (json_is_text(at) ? strstr(json_object_get_string(unconst(at)), REPLACEMENT) != NULL
                             : push_children(&pending, at))
            return true;
    }
    return false;
}

static struct json_object *not_null(struct json_object *value)
{
    if (!value)
        bug("json-c could not make a value");
    return value;
}

struct json_object *json_new_object(void)
{
    return not_null(json_object_new_object());
}

struct json_object *json_new_array(void)
{
    return not_null(json_object_new_array());
}

struct json_object *json_new_text(const char *text)
{
    if (!text)
        return NULL;
    CLEANUP(buffer_release) struct buffer clean = {0};
    text_sanitise(&clean, text, strlen(text));
    return not_null(json_object_new_string(buffer_text(&clean)));
}

void json_set(struct json_object *object, const char *key, struct json_object *value)
{
    CLEANUP(buffer_release) struct buffer clean = {0};
    text_sanitise(&clean, key, strlen(key));
    if (!json_is_object(object) || json_object_object_add(object, buffer_text(&clean), value) != 0)
        bug("the JSON key \"%s\" could not be set", key);
}

void json_set_text(struct json_object *object, const char *key, const char *text)
{
    json_set(object, key, json_new_text(text));
}

void json_set_integer(struct json_object *object, const char *key, int64_t number)
{
    json_set(object, key, not_null(json_object_new_int64(number)));
}

void json_set_boolean(struct json_object *object, const char *key, bool truth)
{
    json_set(object, key, not_null(json_object_new_boolean(truth)));
}

void json_remove(struct json_object *object, const char *key)
{
    if (json_is_object(object))
        json_object_object_del(object, key);
}

void json_append(struct json_object *array, struct json_object *value)
{
    if (!json_is_array(array) || json_object_array_add(array, value) != 0)
        bug("a JSON value could not be appended");
}

const char *json_print(struct json_object *value, size_t *size)
{
    size_t length;
    errno = 0;
    const char *text = json_object_to_json_string_length(
        value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length);
    end_without_memory();
    if (!text)
        bug("json-c could not print a value");
    if (size)
        *size = length;
    return text;
}
