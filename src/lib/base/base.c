#include "lib/base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* sysexits.h: EX_SOFTWARE. */
#define EXIT_OUR_FAULT 70

/* No stdio and no exit handlers: they may need the memory that is out. */
static _Noreturn void die_out_of_memory(void)
{
    static const char message[] = "brigade: out of memory\n";
    ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);
    (void)ignored;
    _exit(EXIT_OUR_FAULT);
}

void bug(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("brigade: bug: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    _exit(EXIT_OUR_FAULT);
}

void *xcalloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);
    if (!memory)
        die_out_of_memory();
    return memory;
}

void *xrealloc(void *memory, size_t size)
{
    void *moved = realloc(memory, size ? size : 1);
    if (!moved)
        die_out_of_memory();
    return moved;
}

char *xstrdup(const char *text)
{
    if (!text)
        return NULL;
    size_t size = strlen(text) + 1;
    return memcpy(xcalloc(1, size), text, size);
}

char *xvasprintf(const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        bug("format \"%s\" failed", format);
    char *text = xcalloc(1, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

char *xasprintf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = xvasprintf(format, arguments);
    va_end(arguments);
    return text;
}

/* memcpy, because the variable may be of any pointer type. */
void free_pointer(void *pointer_to_pointer)
{
    void *owned;
    memcpy(&owned, pointer_to_pointer, sizeof owned);
    free(owned);
    memset(pointer_to_pointer, 0, sizeof owned);
}

int64_t clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
