/* github_plan.h: what there is for GitHub, cut into pages. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_PLAN_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_PLAN_H

#include "engine/job_kind.h"

bool github_plan_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
