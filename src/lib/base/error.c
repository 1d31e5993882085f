#include "lib/base/error.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/redact.h"
#include "lib/base/text.h"

/* Messages of libraries end in a line feed and go over several lines: a run of blanks becomes one.
 */
static void fold_blanks(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        char byte = *from;
        if (byte == '\n' || byte == '\r' || byte == '\t')
            byte = ' ';
        if (byte == ' ' && (to == text || to[-1] == ' '))
            continue;
        *to++ = byte;
    }
    while (to > text && to[-1] == ' ')
        to--;
    *to = '\0';
}

/* How many of the first `size` bytes of a longer text of UTF-8 are whole characters. */
static size_t cut_at_character(const char *text, size_t size)
{
    while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80)
        size--;
    return size;
}

/* Copies what fits of a text of UTF-8, never a part of a character. */
static void copy_cut(char *to, size_t room, const char *text, size_t size)
{
    if (size >= room)
        size = cut_at_character(text, room - 1);
    memcpy(to, text, size);
    to[size] = '\0';
}

static void set_message(char message[ERROR_MESSAGE_BYTES], const char *text)
{
    CLEANUP(buffer_release) struct buffer clean = {0};
    text_sanitise(&clean, text, strlen(text));
    if (clean.size == 0) {
        message[0] = '\0';
        return;
    }
    redact_text(clean.data); /* before anything cuts or folds a secret out of its form */
    fold_blanks(clean.data);
    text_single_line(clean.data);
    copy_cut(message, ERROR_MESSAGE_BYTES, clean.data, strlen(clean.data));
}

/* The text is made before *err is zeroed: err->message may be among the arguments. */
static void fill(struct error *err, enum error_class class, int status, const char *format,
                 va_list arguments)
{
    CLEANUP(free_pointer) char *text = xvasprintf(format, arguments);
    *err = (struct error){.class = class, .http_status = status};
    set_message(err->message, text);
}

bool error_set(struct error *err, enum error_class class, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(err, class, 0, format, arguments);
    va_end(arguments);
    return false;
}

bool error_set_http(struct error *err, enum error_class class, int status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(err, class, status, format, arguments);
    va_end(arguments);
    return false;
}

bool error_set_cause(struct error *err, enum error_class class, enum error_cause cause,
                     const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(err, class, 0, format, arguments);
    va_end(arguments);
    err->cause = cause;
    return false;
}

bool error_set_about(struct error *err, enum error_cause cause, const char *subject,
                     const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(err, ERROR_IMPORT, 0, format, arguments);
    va_end(arguments);
    err->cause = cause;
    copy_cut(err->subject, sizeof(err->subject), subject, strlen(subject));
    return false;
}

void error_add_advice(struct error *err, const char *advice)
{
    size_t size = strlen(err->message);
    size_t taken = strlen(advice) + strlen("; ");
    if (size > 0 && err->message[size - 1] == '.')
        size--;
    if (taken >= sizeof(err->message))
        return;
    if (size + taken >= sizeof(err->message))
        size = cut_at_character(err->message, sizeof(err->message) - 1 - taken);
    CLEANUP(free_pointer) char *text = xasprintf("%.*s; %s", (int)size, err->message, advice);
    set_message(err->message, text);
}

bool error_prefix(struct error *err, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    CLEANUP(free_pointer) char *context = xvasprintf(format, arguments);
    va_end(arguments);
    CLEANUP(free_pointer) char *text = xasprintf("%s: %s", context, err->message);
    set_message(err->message, text);
    return false;
}

const char *error_class_name(enum error_class class)
{
    switch (class) {
    case ERROR_NONE:
        return "none";
    case ERROR_RETRY:
        return "retry";
    case ERROR_ITEM:
        return "item";
    case ERROR_IMPORT:
        return "import";
    case ERROR_CHANGED:
        return "changed";
    }
    bug("there is no error class %d", (int)class);
}
