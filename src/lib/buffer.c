#include "lib/buffer.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 256

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
    buffer->data = xrealloc(buffer->data, capacity);
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
    va_start(arguments, format);
    CLEANUP(free_pointer) char *text = xvasprintf(format, arguments);
    va_end(arguments);
    buffer_add(buffer, text);
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
    free(buffer->data);
    buffer->data = NULL;
    buffer->size = 0;
    buffer->capacity = 0;
}
