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

static void format_json(struct buffer *line, const char *at, enum log_level level,
                        const char *context, const char *message)
{
    CLEANUP(json_free) struct json_object *object = json_new_object();

    json_set_text(object, "at", at);
    json_set_text(object, "level", names[level]);
    json_set_integer(object, "pid", getpid());
    json_set_text(object, "context", context);
    json_set_text(object, "message", message);
    buffer_printf(line, "%s\n", json_print(object, NULL));
}

void log_event(enum log_level level, const char *context, const char *format, ...)
{
    CLEANUP(buffer_release) struct buffer line = {0};
    CLEANUP(buffer_release) struct buffer clean = {0};
    char at[32];
    va_list arguments;

    if (level > maximum)
        return;
    va_start(arguments, format);
    CLEANUP(free_pointer) char *message = xvasprintf(format, arguments);
    va_end(arguments);
    redact_text(message);
    text_single_line(message);
    message[strnlen(message, LINE_BYTES)] = '\0';
    text_sanitise(&clean, message, strlen(message)); /* it may be cut inside a character */
    now_text(at);
    if (as_json)
        format_json(&line, at, level, context, buffer_text(&clean));
    else
        buffer_printf(&line, "%s brigade[%d] %s: %s%s%s\n", at, (int)getpid(), names[level],
                      context, *context != '\0' ? ": " : "", buffer_text(&clean));
    /* One write per line, so that workers sharing a file do not mix theirs. */
    (void)!write(STDERR_FILENO, buffer_text(&line), line.size);
}
