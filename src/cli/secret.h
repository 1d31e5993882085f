/* secret.h: a secret from standard input. */
#ifndef BRIGADE_CLI_SECRET_H
#define BRIGADE_CLI_SECRET_H

#include "lib/base/error.h"

/* Reads the secret: one line without echo from a terminal (after a prompt on standard error), else
 * all there is, without the line end. The caller frees it with free_secret. ERROR_ITEM when there
 * is none, it is too long or more than a line, or Ctrl-C was pressed. */
bool secret_read(const char *prompt, char **secret, struct error *err) MUST_CHECK;

#endif
