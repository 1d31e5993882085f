/* github_pulls.h: a page of pull requests, with what was said in them. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_PULLS_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_PULLS_H

#include "engine/job_kind.h"

bool github_pulls_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
