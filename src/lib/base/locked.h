/* locked.h: memory for secrets. One piece for the whole process: it is not swapped, in no core file
 * (MADV_DONTDUMP), and overwritten when it is freed; all is freed by free_secret (base.h), which
 * knows which memory it was. Not for threads.
 *
 * It cannot hold the copies that libcurl and libpq make of headers and passwords, pages of a
 * process that was forked (because locks are not inherited), and JSON on its way in. Those are
 * wiped when they are ours; processes that live for a minute are the real bound.
 */
#ifndef BRIGADE_BASE_LOCKED_H
#define BRIGADE_BASE_LOCKED_H

#include "lib/base/base.h"

/* Zeroed; never NULL. It is ordinary memory when locked memory has run out or the host
 * allows none. */
char *locked_new(size_t size) MUST_CHECK;
char *locked_copy(const char *text) MUST_CHECK; /* NULL gives NULL */
char *locked_printf(const char *format, ...) PRINTF_LIKE(1, 2) MUST_CHECK;

/* Whether the host lets this process lock that memory (RLIMIT_MEMLOCK). */
bool locked_is_locked(void);

#endif
