/* gitlab_proof.h: the archive for GitLab read back, checked and counted. */
#ifndef BRIGADE_EXPORT_GITLAB_GITLAB_PROOF_H
#define BRIGADE_EXPORT_GITLAB_GITLAB_PROOF_H

#include "engine/job_kind.h"

bool gitlab_proof_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
