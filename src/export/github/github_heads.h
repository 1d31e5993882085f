/* github_heads.h: which pull requests are issues at GitHub, because git has nothing to show of
 * them. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_HEADS_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_HEADS_H

#include "engine/job_kind.h"

/* Texts name what became an issue as one: all pages need to know beforehand. */
bool github_heads_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
