#include "engine/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/json/json.h"
#include "lib/base/redact.h"
#include "lib/base/text.h"

#define LINE_BYTES 2048

static enum log_level maximum = LOG_LEVEL_WARNING;
static bool as_json;

static const char *const names[] = {"error", "warning", "info", "debug"};

void log_configure(enum log_level most, bool json)
{
    maximum = most;
    as_json = json;
}

static void now_text(char out[32])
{
    struct timespec now;
    struct tm utc;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

static void add_text(struct buffer *line, const char *name, const char *text)
{
    if (text != NULL)
        buffer_printf(line, " %s=%.60s", name, text);
}

static void add_number(struct buffer *line, const char *name, int64_t number)
{
    if (number != 0)
        buffer_printf(line, " %s=%lld", name, (long long)number);
}

/* " run=3 stage=issues:", or nothing. */
static void format_context(struct buffer *line, const struct log_context *context)
{
    size_t before = line->size;

    add_number(line, "run", context->run);
    add_text(line, "stage", context->stage);
    add_number(line, "job", context->job);
    add_text(line, "key", context->key);
    add_number(line, "attempt", context->attempt);
    if (line->size > before)
        buffer_add(line, ":");
}

static void set_number(struct json_object *object, const char *name, int64_t number)
{
    if (number != 0)
        json_set_integer(object, name, number);
}

static void set_text(struct json_object *object, const char *name, const char *text)
{
    if (text != NULL)
        json_set_text(object, name, text);
}

static void format_json(struct buffer *line, enum log_level level,
                        const struct log_context *context, const char *message)
{
    CLEANUP(json_free) struct json_object *object = json_new_object();
    char at[32];

    now_text(at);
    json_set_text(object, "at", at);
    json_set_text(object, "level", names[level]);
    json_set_integer(object, "pid", getpid());
    set_number(object, "run", context->run);
    set_text(object, "stage", context->stage);
    set_number(object, "job", context->job);
    set_text(object, "key", context->key);
    set_number(object, "attempt", context->attempt);
    json_set_text(object, "message", message);
    buffer_printf(line, "%s\n", json_print(object, NULL));
}

static void format_text(struct buffer *line, enum log_level level,
                        const struct log_context *context, const char *message)
{
    char at[32];

    now_text(at);
    buffer_printf(line, "%s brigade[%d] %s:", at, (int)getpid(), names[level]);
    format_context(line, context);
    buffer_printf(line, " %s\n", message);
}

/* One line, without secrets, in UTF-8, of at most LINE_BYTES. The caller frees it. */
static char *clean(const char *text)
{
    CLEANUP(free_pointer) char *copy = xstrdup(text);
    struct buffer sanitised = {0};

    if (copy == NULL)
        return NULL;
    redact_text(copy);
    text_single_line(copy);
    copy[strnlen(copy, LINE_BYTES)] = '\0';
    text_sanitise(&sanitised, copy, strlen(copy)); /* it may be cut inside a character */
    return sanitised.data != NULL ? sanitised.data : xstrdup("");
}

void log_event(enum log_level level, const struct log_context *context, const char *format, ...)
{
    CLEANUP(buffer_release) struct buffer line = {0};
    struct log_context about = context != NULL ? *context : (struct log_context){0};
    va_list arguments;

    if (level > maximum)
        return;
    va_start(arguments, format);
    CLEANUP(free_pointer) char *text = xvasprintf(format, arguments);
    va_end(arguments);
    CLEANUP(free_pointer) char *message = clean(text);
    CLEANUP(free_pointer) char *key = clean(about.key);
    about.key = key;
    if (as_json)
        format_json(&line, level, &about, message);
    else
        format_text(&line, level, &about, message);
    /* One write per line, so that workers sharing a file do not mix theirs. */
    (void)!write(STDERR_FILENO, buffer_text(&line), line.size);
}
