/* users.h: Stage users: members of the workspace, and what they may do with the repository where
 * the credential may ask. */
#ifndef BRIGADE_IMPORT_USERS_H
#define BRIGADE_IMPORT_USERS_H

#include "engine/job_kind.h"

bool users_plan_members(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool users_plan_permissions(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool users_digest_members(struct task *task, struct error *err) MUST_CHECK;
bool users_digest_permissions(struct task *task, struct error *err) MUST_CHECK;

#endif
