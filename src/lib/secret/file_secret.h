/* file_secret.h: secrets in files that only their owner reads. */
#ifndef BRIGADE_SECRET_FILE_SECRET_H
#define BRIGADE_SECRET_FILE_SECRET_H

#include "lib/base/error.h"

/* The one line of a secret file, without its line end. Refused (ERROR_IMPORT, with a cause where
 * people can mend it) unless it is a regular file, no symbolic link, owned by this user or root,
 * its mode gives nothing to group and others (in systemd's $CREDENTIALS_DIRECTORY the group may
 * read: an access control list shows so), and its text is neither empty nor holds control
 * characters. *secret is the caller's (free_secret). */
bool file_secret_read(const char *path, char **secret, struct error *err) MUST_CHECK;
/* Writes it with mode 0600 under a temporary name, fsync, rename. Refuses what file_secret_read
 * would. */
bool file_secret_write(const char *path, const char *secret, struct error *err) MUST_CHECK;

#endif
