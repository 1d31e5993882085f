/* site_plan.h: job kind site_plan: pages, copies, room. */
#ifndef BRIGADE_EXPORT_SITE_SITE_PLAN_H
#define BRIGADE_EXPORT_SITE_SITE_PLAN_H

#include "engine/job_kind.h"

bool site_plan_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
