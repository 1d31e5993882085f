/* trusted_path.h: opens a file or folder that somebody named, so that nobody can put another in its
 * place: neither before it is opened nor while it is read.
 *
 * The path is walked from the root on, one folder after the other, and no link is followed. Only
 * root and this user may write in the folders on the way, so that nobody else can move what is
 * named aside. In a folder like /tmp, where everybody may write and each may move only his own,
 * what the path names must be root's or this user's. The end of the path may belong to anybody: its
 * bytes are somebody's in any case.
 */
#ifndef BRIGADE_OS_TRUSTED_PATH_H
#define BRIGADE_OS_TRUSTED_PATH_H

#include "lib/base/error.h"

struct trusted_path {
    const char *path; /* absolute */
    const char *what; /* what messages call it, such as wiki_source */
    /* Setting: directories, ':' between them, one of which it must be below; NULL or "": any. */
    const char *sources;
    const char *barred[2]; /* directories that it must not be in or below; NULL: none */
};

/* *fd is the caller's to close. ERROR_ITEM with a sentence that says what to do when the path leads
 * by a link, by a folder that others may write, or to a place where it must not be; with
 * CAUSE_CANNOT_OPEN, and ERROR_RETRY, when the system does not let this user open it. */
bool trusted_path_open(const struct trusted_path *path, int *fd, struct error *err) MUST_CHECK;
/* For CLEANUP on a descriptor; nothing for -1. */
void trusted_path_close(int *fd);

#endif
