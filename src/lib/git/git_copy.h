/* git_copy.h: a repository of ours copied for others, object by object: never by hard links, so
 * that what they do to it does not reach ours. */
#ifndef BRIGADE_GIT_GIT_COPY_H
#define BRIGADE_GIT_GIT_COPY_H

#include "lib/git/git_transport.h"

struct git_copy {
    const char *from;              /* a bare repository of ours; NULL: the copy is empty */
    const char *to;                /* is made; its parent is there */
    const struct buffer *refspecs; /* "+<from>:<to>" a line: a ref of it under another name, or,
                                      with an asterisk for the last part of both, all of a folder */
    const char *head; /* the branch that HEAD is to name (refs/heads/...); NULL: as git makes it */
};

/* Makes the copy, bare, with its refs packed and everything on the disk. All objects that the refs
 * need are there. ERROR_ITEM for a ref that cannot be beside the others, ERROR_RETRY for one
 * that is not there, because an import may be about to bring it. */
bool git_copy_make(const struct git_copy *copy, const struct git_watch *watch,
                   struct error *err) MUST_CHECK;

#endif
