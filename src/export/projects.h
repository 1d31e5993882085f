/* projects.h: an export of a whole workspace: an export of each of its projects, and a table of
 * them, <exports>/<target>/index-<export>.csv; of sites, a page, .html. */
#ifndef BRIGADE_EXPORT_PROJECTS_H
#define BRIGADE_EXPORT_PROJECTS_H

#include "engine/job_kind.h"

bool projects_digest(struct task *task, struct error *err) MUST_CHECK;
/* A project that cannot be handed out is a failure, and the others go on. */
bool projects_digest_refusal(struct task *task, struct error *err) MUST_CHECK;
bool projects_digest_index(struct task *task, struct error *err) MUST_CHECK;

#endif
