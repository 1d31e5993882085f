/* probes.h: questions to the API that no document says it understands: which pull requests have
 * open tasks, resolved ones, deleted comments. What it answers is believed only where it is right
 * as far as is known (forge.weigh_probes), and then saves a request for each of the others. */
#ifndef BRIGADE_IMPORT_COMMENTS_PROBES_H
#define BRIGADE_IMPORT_COMMENTS_PROBES_H

#include "engine/job_kind.h"

bool probes_plan(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool probes_digest(struct task *task, struct error *err) MUST_CHECK;
/* The API does not understand the question. */
bool probes_stand_in(struct task *task, const char *why, const char *sentence) MUST_CHECK;

#endif
