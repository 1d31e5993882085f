/* gitlab_pulls.h: a page of pull requests for GitLab. */
#ifndef BRIGADE_EXPORT_GITLAB_GITLAB_PULLS_H
#define BRIGADE_EXPORT_GITLAB_GITLAB_PULLS_H

#include "engine/job_kind.h"

bool gitlab_pulls_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
