/* interrupt.h: Ctrl-C and SIGTERM as something to look at, for a verb that has to put things in
 * order before it ends. Calls that wait end early (EINTR). */
#ifndef BRIGADE_CLI_INTERRUPT_H
#define BRIGADE_CLI_INTERRUPT_H

#include <signal.h>

#include "lib/base/base.h"

/* What the signals did before. */
struct interrupt {
    struct sigaction on_int;
    struct sigaction on_term;
};

/* Set by the first SIGINT or SIGTERM behind interrupt_begin, until the next one. */
extern volatile bool interrupted;

void interrupt_begin(struct interrupt *before);
/* The signals do again what they did before. */
void interrupt_end(const struct interrupt *before);

#endif
