/* pull_requests.h: Stage pull_requests: the list (every pull request in every state, 50 a page,
 * reviewers included), and each pull request. */
#ifndef BRIGADE_IMPORT_PULL_REQUESTS_H
#define BRIGADE_IMPORT_PULL_REQUESTS_H

#include "engine/job_kind.h"

bool pull_requests_plan_list(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool pull_requests_digest_list(struct task *task, struct error *err) MUST_CHECK;
bool pull_requests_digest_item(struct task *task, struct error *err) MUST_CHECK;
/* One that no list showed. */
bool pull_requests_plan_alone(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool pull_requests_digest_alone(struct task *task, struct error *err) MUST_CHECK;

#endif
