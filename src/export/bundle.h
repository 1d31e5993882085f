/* bundle.h: the code and the wiki of a project as files that `git clone` takes. */
#ifndef BRIGADE_EXPORT_BUNDLE_H
#define BRIGADE_EXPORT_BUNDLE_H

#include "engine/job_kind.h"

/* The job's key is code or wiki. */
bool bundle_digest(struct task *task, struct error *err) MUST_CHECK;
/* Reads it back into a repository, and compares the refs. */
bool bundle_digest_proof(struct task *task, struct error *err) MUST_CHECK;

#endif
