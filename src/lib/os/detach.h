/* detach.h: work that must end even when the process that began it is killed. */
#ifndef BRIGADE_OS_DETACH_H
#define BRIGADE_OS_DETACH_H

#include "lib/base/error.h"

/* Runs `work` in a process of its own: a session of its own, deaf to SIGHUP, SIGINT and SIGTERM,
 * standard streams at /dev/null, every other descriptor closed. It has a copy of this process's
 * memory: connections in it are dead (db_reconnect makes a new one) and must not be used. It ends
 * when `work` returns, and at the latest after `seconds`. Returns at once; nobody waits for it.
 * ERROR_RETRY when there is no process to be had. */
bool detach(void (*work)(void *context), void *context, unsigned seconds,
            struct error *err) MUST_CHECK;

#endif
