/* gitlab_plan.h: what there is for GitLab, cut into pages. */
#ifndef BRIGADE_EXPORT_GITLAB_GITLAB_PLAN_H
#define BRIGADE_EXPORT_GITLAB_GITLAB_PLAN_H

#include "engine/job_kind.h"

bool gitlab_plan_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
