/* repository.h: Stage repository: the project row and its labels; the git repository and the wiki
 * are in mirror.c. */
#ifndef BRIGADE_IMPORT_REPOSITORY_H
#define BRIGADE_IMPORT_REPOSITORY_H

#include "engine/job_kind.h"

bool repository_plan(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool repository_digest(struct task *task, struct error *err) MUST_CHECK;
bool repository_stand_in(struct task *task, const char *why, const char *sentence) MUST_CHECK;

#endif
