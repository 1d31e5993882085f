#include "lib/base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 256

static void free_data(struct buffer *buffer)
{
    if (buffer->is_secret && buffer->data != NULL)
        explicit_bzero(buffer->data, buffer->capacity);
    free(buffer->data);
}

/* Makes room for `size` more bytes and the NUL behind them; doubling keeps appending linear. */
static void make_room(struct buffer *buffer, size_t size)
{
    size_t needed;
    if (__builtin_add_overflow(buffer->size, size, &needed) || needed >= SIZE_MAX / 4)
        bug("a buffer of %zu bytes should take %zu more", buffer->size, size);
    if (needed < buffer->capacity)
        return;
    size_t capacity = buffer->capacity ? buffer->capacity : FIRST_CAPACITY;
    while (capacity <= needed)
        capacity *= 2;
    if (buffer->is_secret) {
        char *data = xcalloc(1, capacity);
        if (buffer->data != NULL)
            memcpy(data, buffer->data, buffer->size + 1);
        free_data(buffer);
        buffer->data = data;
    } else {
        buffer->data = xrealloc(buffer->data, capacity);
    }
    buffer->capacity = capacity;
}

void buffer_add_bytes(struct buffer *buffer, const void *bytes, size_t size)
{
    make_room(buffer, size);
    if (size > 0)
        memcpy(buffer->data + buffer->size, bytes, size);
    buffer->size += size;
    buffer->data[buffer->size] = '\0';
}

bool buffer_append(struct buffer *buffer, const void *bytes, size_t size)
{
    if (buffer->maximum != 0 &&
        (buffer->size > buffer->maximum || size > buffer->maximum - buffer->size))
        return false;
    if (size > 0)
        buffer_add_bytes(buffer, bytes, size);
    return true;
}

void buffer_add(struct buffer *buffer, const char *text)
{
    buffer_add_bytes(buffer, text, strlen(text));
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_list again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        bug("format \"%s\" failed", format);
    make_room(buffer, (size_t)length);
    vsnprintf(buffer->data + buffer->size, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->size += (size_t)length;
}

const char *buffer_text(const struct buffer *buffer)
{
    return buffer->data ? buffer->data : "";
}

void buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
    if (buffer->data)
        buffer->data[0] = '\0';
}

void buffer_release(struct buffer *buffer)
{
    free_data(buffer);
    buffer->data = NULL;
    buffer->size = 0;
    buffer->capacity = 0;
}
