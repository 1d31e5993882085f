/* members.h: the members of the workspace and what they may do with the repository, compared by the
 * freeze check of level whole. */
#ifndef BRIGADE_IMPORT_FREEZE_MEMBERS_H
#define BRIGADE_IMPORT_FREEZE_MEMBERS_H

#include "engine/job_kind.h"

/* Enqueues the reading of both lists, unless they were read since the freeze. */
bool members_digest_plan(struct task *task, struct error *err) MUST_CHECK;
/* A page of either list. */
bool members_digest(struct task *task, struct error *err) MUST_CHECK;
bool members_digest_permissions(struct task *task, struct error *err) MUST_CHECK;

#endif
