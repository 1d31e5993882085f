/* workspace.h: Stage repositories of a workspace's import: its repositories, a child import each.
 */
#ifndef BRIGADE_IMPORT_WORKSPACE_H
#define BRIGADE_IMPORT_WORKSPACE_H

#include "engine/job_kind.h"

bool workspace_plan(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool workspace_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
