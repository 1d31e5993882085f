#include "lib/base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* sysexits.h: EX_SOFTWARE. */
#define EXIT_OUR_FAULT 70

/* The shadow of a sanitizer is memory of the process, too. */
#ifdef __SANITIZE_ADDRESS__
#define IS_SANITIZED true
#else
#define IS_SANITIZED false
#endif

/* Made beforehand: no stdio and no exit handlers, because they may need the memory that is out. */
static char last_words[128] = "brigade: out of memory\n";

void out_of_memory(void)
{
    ssize_t ignored = write(STDERR_FILENO, last_words, strlen(last_words));
    (void)ignored;
    _exit(EXIT_OUR_FAULT);
}

static struct rlimit unbound; /* as it was */

/* RLIMIT_DATA counts what may be written and is our own. RLIMIT_AS would count mapped packs and
 * libraries, too: of those a worker may have any amount, at no cost. */
void memory_bound(int mib)
{
    struct rlimit limit;

    if (mib == 0 || IS_SANITIZED || getrlimit(RLIMIT_DATA, &limit) != 0)
        return;
    if (limit.rlim_max >> 20 < (rlim_t)mib)
        return; /* the host has set a lower bound */
    unbound = limit;
    limit.rlim_cur = (rlim_t)mib << 20;
    if (setrlimit(RLIMIT_DATA, &limit) == 0)
        snprintf(last_words, sizeof last_words,
                 "brigade: out of memory: the setting memory_max_mib allows %d MiB\n", mib);
}

void memory_unbound(void)
{
    if (unbound.rlim_max != 0 && setrlimit(RLIMIT_DATA, &unbound) != 0)
        return;
}

void bug(const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    /* Text of strangers must not reach a terminal. */
    for (char *at = text; *at != '\0'; at++)
        if (*at < ' ' || *at > '~')
            *at = '?';
    fprintf(stderr, "brigade: bug: %s\n", text);
    _exit(EXIT_OUR_FAULT);
}

void *xcalloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);
    if (!memory)
        out_of_memory();
    return memory;
}

void *xrealloc(void *memory, size_t size)
{
    void *moved = realloc(memory, size ? size : 1);
    if (!moved)
        out_of_memory();
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
