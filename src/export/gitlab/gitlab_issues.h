/* gitlab_issues.h: a page of issues for GitLab. */
#ifndef BRIGADE_EXPORT_GITLAB_GITLAB_ISSUES_H
#define BRIGADE_EXPORT_GITLAB_GITLAB_ISSUES_H

#include "engine/job_kind.h"

bool gitlab_issues_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
