/* workspace.h: Stage repositories of a workspace's import: its repositories, a child import each.
 */
#ifndef BRIGADE_IMPORT_WORKSPACE_H
#define BRIGADE_IMPORT_WORKSPACE_H

#include "engine/job_kind.h"

bool workspace_plan(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool workspace_digest(struct task *task, struct error *err) MUST_CHECK;
bool workspace_plan_permissions(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
/* Members of the workspace, and permissions on its repositories: kept for the imports of those. */
bool workspace_digest_members(struct task *task, struct error *err) MUST_CHECK;
bool workspace_digest_permissions(struct task *task, struct error *err) MUST_CHECK;
bool workspace_stand_in(struct task *task, const char *why, const char *sentence) MUST_CHECK;

#endif
