/* git_copy.h: a repository of ours copied for others, object by object: never by hard links, so
 * that what they do to it does not reach ours. */
#ifndef BRIGADE_GIT_GIT_COPY_H
#define BRIGADE_GIT_GIT_COPY_H

#include "lib/git/git_transport.h"

struct git_copy {
    const char *from;              /* a bare repository of ours */
    const char *to;                /* is made; its parent is there */
    const struct buffer *refspecs; /* what is fetched, a line each */
    const char *head; /* the branch that HEAD is to name (refs/heads/...); NULL: as git makes it */
};

/* Makes the copy, bare, with its refs packed and everything on the disk. All objects that the refs
 * need are there. */
bool git_copy_make(const struct git_copy *copy, const struct git_watch *watch,
                   struct error *err) MUST_CHECK;

#endif
