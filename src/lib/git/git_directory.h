/* git_directory.h: the files of a bare repository, for git_transport.c. */
#ifndef BRIGADE_GIT_GIT_DIRECTORY_H
#define BRIGADE_GIT_GIT_DIRECTORY_H

#include "lib/base/error.h"

/* Removes what killed processes leave: locks, half-written packs and objects. Only for a directory
 * that nobody else uses. Nothing there is success. */
bool git_directory_remove_leftovers(const char *directory, struct error *err) MUST_CHECK;

#endif
