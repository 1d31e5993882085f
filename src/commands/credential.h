/* credential.h: secret files on this host. */
#ifndef BRIGADE_COMMANDS_CREDENTIAL_H
#define BRIGADE_COMMANDS_CREDENTIAL_H

#include "commands.h"

/* Path of a credential's secret file; the caller frees it. */
char *credential_path(const struct config *config, const char *name) MUST_CHECK;
/* What is wrong with the secret file and what to do; NULL: it is in order. The caller frees it. */
char *credential_find_trouble(const struct config *config, const char *name) MUST_CHECK;

#endif
