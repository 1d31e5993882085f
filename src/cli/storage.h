/* storage.h: whether the directory of the storage, or of exports, is fit to be written. */
#ifndef BRIGADE_CLI_STORAGE_H
#define BRIGADE_CLI_STORAGE_H

#include "lib/base/error.h"

/* Makes it (mode 0700) when it is not there; refuses one that others may write or we may not.
 * `setting` names it. Errors are ERROR_IMPORT with
 * what to do. */
bool storage_prepare(const char *setting, const char *path, struct error *err) MUST_CHECK;

#endif
