/* github_proof.h: the archive for GitHub read back, checked and counted. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_PROOF_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_PROOF_H

#include "engine/job_kind.h"

bool github_proof_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
