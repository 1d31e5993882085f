#include "lib/base/locked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Sixteen buffers of LIMIT_SECRET_BYTES; hosts allow 8 MiB, some 64 KiB. */
#define AREA_BYTES ((size_t)512 * 1024)
#define CHUNK_BYTES ((size_t)64)
#define CHUNKS (AREA_BYTES / CHUNK_BYTES)

static char *area; /* NULL: not made yet, or not to be had */
static bool is_made;
static bool is_locked;
static uint16_t taken[CHUNKS]; /* at the first chunk of a piece how many it has, then 1; 0: free */

static void make_area(void)
{
    void *memory =
        mmap(NULL, AREA_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    is_made = true;
    if (memory == MAP_FAILED)
        return;
    area = memory;
    is_locked = mlock(area, AREA_BYTES) == 0;
    (void)madvise(area, AREA_BYTES, MADV_DONTDUMP); /* cores are off beside */
}

/* The first of `count` free chunks in a row; CHUNKS: there are none. */
static size_t find_chunks(size_t count)
{
    size_t run = 0;
    for (size_t i = 0; area != NULL && i < CHUNKS; i++) {
        run = taken[i] == 0 ? run + 1 : 0;
        if (run == count)
            return i + 1 - count;
    }
    return CHUNKS;
}

char *locked_new(size_t size)
{
    size_t count = (size > 0 ? size - 1 : 0) / CHUNK_BYTES + 1;
    if (!is_made)
        make_area();
    size_t first = count < UINT16_MAX ? find_chunks(count) : CHUNKS;
    if (first == CHUNKS)
        return xcalloc(1, size);
    for (size_t i = 0; i < count; i++)
        taken[first + i] = 1;
    taken[first] = (uint16_t)count;
    return area + first * CHUNK_BYTES;
}

char *locked_copy(const char *text)
{
    if (text == NULL)
        return NULL;
    size_t size = strlen(text) + 1;
    return memcpy(locked_new(size), text, size);
}

char *locked_printf(const char *format, ...)
{
    va_list arguments;
    va_list again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        bug("format \"%s\" failed", format);
    char *text = locked_new((size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

bool locked_is_locked(void)
{
    if (!is_made)
        make_area();
    return is_locked;
}

static bool is_inside(const char *text)
{
    return area != NULL && text >= area && text < area + AREA_BYTES;
}

/* All of the piece: text that was cut short leaves its end behind. */
static void give_back(char *text)
{
    size_t first = (size_t)(text - area) / CHUNK_BYTES;
    size_t count = taken[first];
    explicit_bzero(text, count * CHUNK_BYTES);
    memset(&taken[first], 0, count * sizeof(taken[0]));
}

void free_secret(char **secret)
{
    char *old = TAKE(*secret);
    if (old == NULL)
        return;
    if (is_inside(old)) {
        give_back(old);
        return;
    }
    explicit_bzero(old, strlen(old));
    free(old);
}
