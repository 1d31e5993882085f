/* github_lists.h: records of the project as a whole: users, the organization, the repository,
 * milestones. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_LISTS_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_LISTS_H

#include "engine/job_kind.h"

bool github_lists_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
