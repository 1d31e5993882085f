/* completion.h: what a shell needs to complete our command line, from the tables of verbs and
 * settings. */
#ifndef BRIGADE_CLI_COMPLETION_H
#define BRIGADE_CLI_COMPLETION_H

#include "cli/invocation.h"

/* Appends a script that bash reads. */
void completion_print_bash(struct buffer *script);

#endif
