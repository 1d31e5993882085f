/* base.h: the few macros that every file uses.
 *
 * Ownership is declared where a local is: `CLEANUP(buffer_release) struct buffer text = {0};` frees
 * on every way out, so functions return early and nothing needs a label. Clean-up functions take a
 * pointer to the variable and accept zeroed or half-built objects.
 *
 * Out of memory ends the process (exit 70): the transaction is the unit of recovery.
 */
#ifndef BRIGADE_BASE_BASE_H
#define BRIGADE_BASE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLEANUP(function) __attribute__((cleanup(function)))
#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((__format__(__printf__, text, first)))
#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Never NULL: they end the process when memory is out. Memory of xcalloc is zeroed. */
void *xcalloc(size_t count, size_t size) MUST_CHECK;
void *xrealloc(void *memory, size_t size) MUST_CHECK;
char *xstrdup(const char *text) MUST_CHECK; /* NULL gives NULL */
char *xasprintf(const char *format, ...) PRINTF_LIKE(1, 2) MUST_CHECK;
char *xvasprintf(const char *format, va_list arguments) PRINTF_LIKE(1, 0) MUST_CHECK;

/* For what only a mistake of ours can cause: says so on stderr and ends the process (exit 70). */
_Noreturn void bug(const char *format, ...) PRINTF_LIKE(1, 2);

/* As they do: for libraries whose own way is none. */
_Noreturn void out_of_memory(void);
/* Bounds what this process may allocate; 0: nothing changes. A process that needs more ends as
 * above, and names the setting. */
void memory_bound(int mib);
/* Takes that bound away again, for a program about to be started: a system call, nothing else. */
void memory_unbound(void);

/* Hands a pointer on: returns it and leaves NULL behind. */
#define TAKE(pointer)                                                                              \
    ({                                                                                             \
        __typeof__(pointer) taken_ = (pointer);                                                    \
        (pointer) = NULL;                                                                          \
        taken_;                                                                                    \
    })

/* For CLEANUP on any pointer from malloc. */
void free_pointer(void *pointer_to_pointer);
/* Overwrites a secret before it is freed, whether it is in locked memory (locked.h, where this
 * stands) or not; for CLEANUP on a char *. */
void free_secret(char **secret);

/* Milliseconds of the monotonic clock: for local waits and time-outs, never for what other hosts
 * see. */
int64_t clock_ms(void);

#endif
