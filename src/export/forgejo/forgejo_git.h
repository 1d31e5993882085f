/* forgejo_git.h: the repository of the code, or of the wiki, as Forgejo reads it: git/ and
 * git.wiki.git/. */
#ifndef BRIGADE_EXPORT_FORGEJO_FORGEJO_GIT_H
#define BRIGADE_EXPORT_FORGEJO_FORGEJO_GIT_H

#include "engine/job_kind.h"

/* The job's key is code or wiki. */
bool forgejo_git_digest(struct task *task, struct error *err);

#endif
