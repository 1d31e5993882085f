/* git_fault.h: the meaning of git's words on standard error (LC_ALL=C). Git exits with 128 for
 * nearly everything, so its words are all there is. */
#ifndef BRIGADE_GIT_GIT_FAULT_H
#define BRIGADE_GIT_GIT_FAULT_H

#include "lib/base/error.h"

/* `text` is git's output, in lines. The message is the line that tells most, with `secret` (may
 * be NULL) taken out should it ever stand there. The server's words ("remote: ...") decide nothing.
 * Returns false. */
bool git_fault_set(struct error *err, const char *text, int exit_code, const char *secret);

#endif
