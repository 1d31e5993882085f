/* threads.h: comments that are asked for singly, because no list says when and by whom their
 * threads were resolved ("resolution": {}). A sample finds out whether they say more then; the
 * others follow where the import was asked for them (imports.resolutions). */
#ifndef BRIGADE_IMPORT_COMMENTS_THREADS_H
#define BRIGADE_IMPORT_COMMENTS_THREADS_H

#include "engine/job_kind.h"

bool threads_digest(struct task *task, struct error *err) MUST_CHECK;
bool threads_plan_one(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool threads_digest_one(struct task *task, struct error *err) MUST_CHECK;

#endif
