/* git_snapshot.h: a private copy of a repository that somebody named, made without believing it.
 *
 * git would follow its links, borrow from where its files point to and run what its configuration
 * says, as whoever runs git. Because of that git never sees it: objects and refs are copied, file
 * by file, from the open folder, by names without links, and nothing else is. The copy belongs to
 * this user, so that it does not matter to git whose the original is.
 */
#ifndef BRIGADE_GIT_GIT_SNAPSHOT_H
#define BRIGADE_GIT_GIT_SNAPSHOT_H

#include "lib/git/git_transport.h"

/* Makes `to`, which must not exist, a bare repository with the objects and refs of the one whose
 * folder, or .git in it, is open at `fd`. Messages call it `name`. ERROR_ITEM with what to do for
 * what is not a repository or not a whole one: shallow, grafted, partial, with objects elsewhere,
 * with SHA-256, with a link in it; ERROR_ITEM when it is larger than watch->max_mib. ERROR_RETRY
 * when it changes meanwhile. */
bool git_snapshot_make(int fd, const char *name, const char *to, const struct git_watch *watch,
                       struct error *err) MUST_CHECK;

#endif
