#include "lib/markup/yaml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#define DEPTH_MAX 16

struct writing {
    yaml_emitter_t emitter;
    struct sink *sink;
    const char *const *times;
    struct error *err;
    bool is_failed;
    bool is_refused; /* by the sink, which has filled *err */
};

static int write_bytes(void *payload, unsigned char *bytes, size_t size)
{
    struct writing *writing = payload;

    if (!sink_write(writing->sink, bytes, size, writing->err))
        writing->is_refused = true;
    return !writing->is_refused;
}

static void emit(struct writing *writing, yaml_event_t *event)
{
    if (writing->is_failed)
        yaml_event_delete(event);
    else if (!yaml_emitter_emit(&writing->emitter, event))
        writing->is_failed = true;
}

static void emit_scalar(struct writing *writing, const char *text, yaml_scalar_style_t style)
{
    yaml_event_t event;

    if (!yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)text,
                                      (int)strlen(text), 1, 1, style))
        writing->is_failed = true;
    else
        emit(writing, &event);
}

static bool is_time(const struct writing *writing, const char *key)
{
    for (size_t i = 0; key != NULL && writing->times[i] != NULL; i++)
        if (strcmp(writing->times[i], key) == 0)
            return true;
    return false;
}

static void emit_value(struct writing *writing, const char *key, struct json_object *value);

static void emit_member(const char *key, struct json_object *value, void *payload)
{
    struct writing *writing = payload;

    emit_scalar(writing, key, YAML_PLAIN_SCALAR_STYLE);
    emit_value(writing, key, value);
}

static void emit_object(struct writing *writing, struct json_object *value)
{
    yaml_event_t event;

    yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE);
    emit(writing, &event);
    json_each(value, emit_member, writing);
    yaml_mapping_end_event_initialize(&event);
    emit(writing, &event);
}

static void emit_array(struct writing *writing, struct json_object *value)
{
    yaml_event_t event;

    yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE);
    emit(writing, &event);
    for (size_t i = 0; i < json_length(value); i++)
        emit_value(writing, NULL, json_element(value, i));
    yaml_sequence_end_event_initialize(&event);
    emit(writing, &event);
}

static void emit_value(struct writing *writing, const char *key, struct json_object *value)
{
    if (json_is_object(value))
        emit_object(writing, value);
    else if (json_is_array(value))
        emit_array(writing, value);
    else if (!json_is_text(value))
        emit_scalar(writing, value != NULL ? json_print(value, NULL) : "null",
                    YAML_PLAIN_SCALAR_STYLE);
    else
        emit_scalar(writing, json_text(value),
                    is_time(writing, key) ? YAML_PLAIN_SCALAR_STYLE
                                          : YAML_DOUBLE_QUOTED_SCALAR_STYLE);
}

static void emit_document(struct writing *writing, struct json_object *value, bool is_whole)
{
    yaml_event_t event;

    yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING);
    emit(writing, &event);
    yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1);
    emit(writing, &event);
    if (!is_whole) {
        yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE);
        emit(writing, &event);
    }
    emit_value(writing, NULL, value);
    if (!is_whole) {
        yaml_sequence_end_event_initialize(&event);
        emit(writing, &event);
    }
    yaml_document_end_event_initialize(&event, 1);
    emit(writing, &event);
    yaml_stream_end_event_initialize(&event);
    emit(writing, &event);
}

static void writing_release(struct writing *writing)
{
    yaml_emitter_delete(&writing->emitter);
}

bool yaml_write(struct sink *sink, struct json_object *value, bool is_whole,
                const char *const *times, struct error *err)
{
    CLEANUP(writing_release)
    struct writing writing = {.sink = sink, .times = times, .err = err};

    if (!yaml_emitter_initialize(&writing.emitter))
        return error_set(err, ERROR_RETRY, "libyaml has no memory left");
    yaml_emitter_set_output(&writing.emitter, write_bytes, &writing);
    yaml_emitter_set_width(&writing.emitter, -1);
    yaml_emitter_set_unicode(&writing.emitter, 1);
    emit_document(&writing, value, is_whole);
    if (!writing.is_failed)
        return true;
    return writing.is_refused
               ? false
               : error_set(err, ERROR_ITEM, "libyaml cannot write: %s",
                           writing.emitter.problem != NULL ? writing.emitter.problem : "no reason");
}

/* A container that is being read. The top list is none: its elements are handed over. */
struct open_value {
    struct json_object *value;
    char *key; /* under which the next value of an object goes; NULL: none yet */
};

struct reading {
    const char *path;
    size_t maximum;
    yaml_take *take;
    void *payload;
    yaml_parser_t parser;
    FILE *file;
    struct open_value open[DEPTH_MAX];
    size_t depth;
    size_t size; /* of the element's texts so far */
    bool is_list;
    bool is_begun;
};

static void reading_release(struct reading *reading)
{
    for (size_t i = 0; i < reading->depth; i++) {
        json_free(&reading->open[i].value);
        free(reading->open[i].key);
    }
    yaml_parser_delete(&reading->parser);
    if (reading->file != NULL)
        fclose(reading->file);
}

static bool refuse(const struct reading *reading, const char *why, struct error *err)
{
    return error_set(err, ERROR_ITEM, "%s, line %zu: %s", reading->path,
                     reading->parser.mark.line + 1, why);
}

/* Hands over an element, or the object that the file is. */
static bool hand_over(struct reading *reading, struct json_object *value, struct error *err)
{
    CLEANUP(json_free) struct json_object *element = value;

    reading->size = 0;
    return reading->take(element, reading->payload, err);
}

static bool put_value(struct reading *reading, struct json_object *value, struct error *err)
{
    struct open_value *parent = reading->depth > 0 ? &reading->open[reading->depth - 1] : NULL;

    if (parent == NULL)
        return hand_over(reading, value, err);
    if (json_is_array(parent->value)) {
        json_append(parent->value, value);
        return true;
    }
    json_set(parent->value, parent->key, value);
    free_pointer(&parent->key);
    return true;
}

/* Whether the next scalar is a key. */
static bool wants_key(const struct reading *reading)
{
    const struct open_value *parent =
        reading->depth > 0 ? &reading->open[reading->depth - 1] : NULL;

    return parent != NULL && json_is_object(parent->value) && parent->key == NULL;
}

static bool begin_value(struct reading *reading, bool is_list, struct error *err)
{
    if (!reading->is_begun && is_list) {
        reading->is_begun = true;
        reading->is_list = true;
        return true;
    }
    if (reading->depth == DEPTH_MAX || wants_key(reading))
        return refuse(reading, "nested too deep, or a key that is no text", err);
    reading->is_begun = true;
    reading->open[reading->depth++] =
        (struct open_value){.value = is_list ? json_new_array() : json_new_object()};
    return true;
}

static bool end_value(struct reading *reading, struct error *err)
{
    struct json_object *value = NULL;

    if (reading->depth == 0)
        return true; /* the list itself */
    value = reading->open[--reading->depth].value;
    return put_value(reading, value, err);
}

static struct json_object *plain_value(const char *text)
{
    struct json_object *holder = json_new_object();
    struct json_object *value = NULL;
    char *end = NULL;
    long long number = 0;

    errno = 0;
    number = strtoll(text, &end, 10);
    if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
        json_set_boolean(holder, "value", *text == 't');
    else if (*text != '\0' && *end == '\0' && errno == 0)
        json_set_integer(holder, "value", number);
    else if (strcmp(text, "null") != 0)
        json_set_text(holder, "value", text);
    value = json_share(json_at(holder, "value"));
    json_free(&holder);
    return value;
}

static bool take_scalar(struct reading *reading, const yaml_event_t *event, struct error *err)
{
    const char *text = (const char *)event->data.scalar.value;

    reading->size += event->data.scalar.length;
    if (reading->size > reading->maximum || strlen(text) != event->data.scalar.length)
        return refuse(reading, "an element is too large, or holds U+0000", err);
    if (!reading->is_begun)
        return refuse(reading, "the file is neither a list nor an object", err);
    if (wants_key(reading)) {
        reading->open[reading->depth - 1].key = xstrdup(text);
        return true;
    }
    return put_value(reading,
                     event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE ? plain_value(text)
                                                                         : json_new_text(text),
                     err);
}

static bool take_event(struct reading *reading, const yaml_event_t *event, struct error *err)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return take_scalar(reading, event, err);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return begin_value(reading, event->type == YAML_SEQUENCE_START_EVENT, err);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return end_value(reading, err);
    case YAML_ALIAS_EVENT:
        return refuse(reading, "an alias", err);
    case YAML_DOCUMENT_START_EVENT:
        return !reading->is_begun || refuse(reading, "a second document", err);
    default:
        return true;
    }
}

static bool read_all(struct reading *reading, struct error *err)
{
    bool is_ended = false;

    while (!is_ended) {
        yaml_event_t event;
        bool is_taken = false;
        if (!yaml_parser_parse(&reading->parser, &event))
            return refuse(
                reading,
                reading->parser.problem != NULL ? reading->parser.problem : "cannot be read", err);
        is_ended = event.type == YAML_STREAM_END_EVENT;
        is_taken = take_event(reading, &event, err);
        yaml_event_delete(&event);
        if (!is_taken)
            return false;
    }
    return true;
}

bool yaml_each(const char *path, size_t maximum, yaml_take *take, void *payload, struct error *err)
{
    CLEANUP(reading_release)
    struct reading reading = {.path = path, .maximum = maximum, .take = take, .payload = payload};

    if (!yaml_parser_initialize(&reading.parser))
        return error_set(err, ERROR_RETRY, "libyaml has no memory left");
    reading.file = fopen(path, "rbe");
    if (reading.file == NULL)
        return error_set(err, ERROR_RETRY, "cannot open %s: %s", path, strerror(errno));
    yaml_parser_set_input_file(&reading.parser, reading.file);
    return read_all(&reading, err);
}
