/* pull_requests_notes.h: Stage pull_requests_notes: comments and tasks of one pull request. Where
 * both lists are read, their first pages are read together; further pages are jobs of their own. */
#ifndef BRIGADE_IMPORT_PULL_REQUESTS_NOTES_H
#define BRIGADE_IMPORT_PULL_REQUESTS_NOTES_H

#include "engine/job_kind.h"

bool pull_requests_notes_plan_discussion(struct task *task, struct plan *plan,
                                         struct error *err) MUST_CHECK;
bool pull_requests_notes_plan_comments(struct task *task, struct plan *plan,
                                       struct error *err) MUST_CHECK;
bool pull_requests_notes_plan_tasks(struct task *task, struct plan *plan,
                                    struct error *err) MUST_CHECK;
bool pull_requests_notes_digest_discussion(struct task *task, struct error *err) MUST_CHECK;
bool pull_requests_notes_digest_comments(struct task *task, struct error *err) MUST_CHECK;
bool pull_requests_notes_digest_tasks(struct task *task, struct error *err) MUST_CHECK;
/* For the freeze check: they are compared with what is here, and nothing is stored. */
bool pull_requests_notes_digest_frozen(struct task *task, struct error *err) MUST_CHECK;
bool pull_requests_notes_digest_frozen_comments(struct task *task, struct error *err) MUST_CHECK;
bool pull_requests_notes_digest_frozen_tasks(struct task *task, struct error *err) MUST_CHECK;

#endif
