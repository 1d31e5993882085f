/* buffer.h: bytes that grow up to a maximum. Always NUL-terminated behind `size`, so `data` is also
 * a C string; `data` is NULL until something was put in. A zeroed buffer is empty and has no
 * maximum. A secret one leaves nothing of its content in freed memory.
 */
#ifndef BRIGADE_BASE_BUFFER_H
#define BRIGADE_BASE_BUFFER_H

#include "lib/base/base.h"

struct buffer {
    char *data;
    size_t size;
    size_t capacity;
    size_t maximum; /* bytes; 0: none */
    bool is_secret;
};

/* False, and nothing appended, when the maximum would be passed. */
bool buffer_append(struct buffer *buffer, const void *bytes, size_t size) MUST_CHECK;
/* For text that we make ourselves: these three disregard the maximum. */
void buffer_add(struct buffer *buffer, const char *text);
void buffer_add_bytes(struct buffer *buffer, const void *bytes, size_t size);
void buffer_printf(struct buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);
/* The content as a C string, "" when empty; owned by the buffer. */
const char *buffer_text(const struct buffer *buffer);
/* Keeps the memory and the maximum. */
void buffer_clear(struct buffer *buffer);
/* Frees the memory; the buffer is empty, keeps its maximum and may be used again. */
void buffer_release(struct buffer *buffer);

#endif
