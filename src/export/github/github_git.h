/* github_git.h: the repository of the code, or of the wiki, as it stands in the archive. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_GIT_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_GIT_H

#include "engine/job_kind.h"

/* The job's key is code or wiki. */
bool github_git_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
