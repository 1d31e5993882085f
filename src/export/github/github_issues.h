/* github_issues.h: a page of issues, with what was said in them and what was attached. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_ISSUES_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_ISSUES_H

#include "engine/job_kind.h"

bool github_issues_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
