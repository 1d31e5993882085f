/* forgejo_proof.h: the output for Forgejo read back, and held against the rules that receivers
 * stand on: what breaks one of them is lost there, or ends the restore half-way. */
#ifndef BRIGADE_EXPORT_FORGEJO_FORGEJO_PROOF_H
#define BRIGADE_EXPORT_FORGEJO_FORGEJO_PROOF_H

#include "engine/job_kind.h"

bool forgejo_proof_digest(struct task *task, struct error *err);

#endif
