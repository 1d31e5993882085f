/* issues.h: Stage issues: the list (issues in every state, 100 a page, whole), each issue, and the
 * lists of milestones, versions and components. The first page is the probe: when there is no
 * tracker, it is the only request. */
#ifndef BRIGADE_IMPORT_ISSUES_H
#define BRIGADE_IMPORT_ISSUES_H

#include "engine/job_kind.h"

bool issues_plan_list(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool issues_digest_list(struct task *task, struct error *err) MUST_CHECK;
bool issues_digest_item(struct task *task, struct error *err) MUST_CHECK;
bool issues_plan_names(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool issues_digest_names(struct task *task, struct error *err) MUST_CHECK;

#endif
