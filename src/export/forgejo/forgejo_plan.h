/* forgejo_plan.h: the first job of an export for Forgejo: numbers, people, pages, room. */
#ifndef BRIGADE_EXPORT_FORGEJO_FORGEJO_PLAN_H
#define BRIGADE_EXPORT_FORGEJO_FORGEJO_PLAN_H

#include "engine/job_kind.h"

bool forgejo_plan_digest(struct task *task, struct error *err);

#endif
