/* pull_requests.h: Stage pull_requests: the list (every pull request in every state, 50 a page,
 * reviewers included), each pull request, and the activity stream once for all of them. */
#ifndef BRIGADE_IMPORT_PULL_REQUESTS_H
#define BRIGADE_IMPORT_PULL_REQUESTS_H

#include "engine/job_kind.h"

bool pull_requests_plan_list(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool pull_requests_digest_list(struct task *task, struct error *err) MUST_CHECK;
bool pull_requests_digest_item(struct task *task, struct error *err) MUST_CHECK;
/* One that no list showed. */
bool pull_requests_plan_alone(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool pull_requests_digest_alone(struct task *task, struct error *err) MUST_CHECK;
bool pull_requests_plan_activity(struct task *task, struct plan *plan,
                                 struct error *err) MUST_CHECK;
bool pull_requests_digest_activity(struct task *task, struct error *err) MUST_CHECK;
/* The activity since an earlier import or sync: its events are taken, and the pull requests of what
 * is not here are noted, to be read. */
bool pull_requests_digest_since(struct task *task, struct error *err) MUST_CHECK;

#endif
