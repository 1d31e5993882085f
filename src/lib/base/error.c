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

/* Copies at most ERROR_MESSAGE_BYTES - 1 bytes of UTF-8, never a part of a character. */
static void copy_cut(char message[ERROR_MESSAGE_BYTES], const char *text, size_t size)
{
    if (size >= ERROR_MESSAGE_BYTES) {
        size = ERROR_MESSAGE_BYTES - 1;
        while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80)
            size--;
    }
    memcpy(message, text, size);
    message[size] = '\0';
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
    copy_cut(message, clean.data, strlen(clean.data));
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
    }
    bug("there is no error class %d", (int)class);
}
