/* process.h: whether a process is still there, told apart from a later one with its number. */
#ifndef BRIGADE_OS_PROCESS_H
#define BRIGADE_OS_PROCESS_H

#include "lib/base/base.h"

/* Where numbers of processes mean the same: this boot of this kernel, and the space of numbers that
 * a container has of its own. The caller frees it; NULL when /proc does not say. */
char *process_space(void) MUST_CHECK;
/* When a process began, in ticks since the boot; 0: there is none of that number. */
int64_t process_began(int64_t pid);

#endif
