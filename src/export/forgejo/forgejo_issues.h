/* forgejo_issues.h: a page of issues, with their comments and changes: their elements of issue.yml,
 * and comments/<number>.yml. */
#ifndef BRIGADE_EXPORT_FORGEJO_FORGEJO_ISSUES_H
#define BRIGADE_EXPORT_FORGEJO_FORGEJO_ISSUES_H

#include "engine/job_kind.h"

bool forgejo_issues_digest(struct task *task, struct error *err);

#endif
